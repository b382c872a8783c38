"""Sentences → mentions of political actors: countries, blocs, their governments, armies, seats of power and persons.

Tokens hide abbreviations (英法德 is one token, 以军空袭 is cut anyhow), so matching is on characters: the codebook's names by
longest match, then short forms (`shortforms`) and the persons whom the article itself introduces (`persons`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as books
from duizhao.actors import persons, shortforms
from duizhao.actors.shortforms import Span

NAMES = ("name", "bloc", "body", "capital", "person", "deictic", "guard")
"""The kinds of `actors.csv` that are matched as they stand; `guard` is a string that holds a name and is none."""
_NO_ACTOR_AFTER = re.compile(r"语(?![气言调])|文版|文学|菜|式")
_PLACE_BEFORE = re.compile(r"[在到赴往]$")
_TRADITIONAL = re.compile("[國這來們後對發]")
_STATE_OF = re.compile(
    "国(?:际|防(?![疫范止])|务[卿院委]|手(?![机球工术表枪法段里中])"
    "|家(?:队|安全|元首|杜马|航空|情报|电视|领导人|足球|男|女))"
)
_LED = re.compile("政府|政权|当局|内阁|团队")
_CITY_AT = re.compile(
    r"(?:[在赴抵飞到市驻经至往]|(?<![由对关至鉴基在咎命罪忠])于|抵达|飞往|离开|前往|访问|到达|从|返回|逃离|齐聚|聚集|包括|首都)$"
)
_CITY_OF = re.compile(
    "[与和同][一-龥]{2,5}(?:的?关系|之间)|的(?:立场|态度|政策|要求|决定|利益|意图|战略|回应|反应|警告|说法|关切|影响力?|支持|外交|盟友|压力"
    "|(?:如意)?算盘|野心|用意|图谋|盘算|底线|红线|耐心|霸权|阴谋|借口|做法|举动|行[为径]|逻辑|表态|让步|制裁|指[责控]|脸色|眼色|旨意|军?援"
    "|强硬|善意|诚意|担忧|不满|困境|处境|禁令|说辞|决策者|政客|鹰派|核心利益|主张|承诺|沉默|傲慢)"
)
_CITY_SETS = re.compile(
    ".{0,6}(?:举[行办]|召开|发生|下[雪雨]|气温|比赛|阵容|[主客]场|[最很太])|对(?:[阵垒战]|[^，。,]{1,8}[，。,；;])|想[必看念]"
)
_CITY_WITH = re.compile(r"(?:[与同和对向给被由遭让亲反把将]|支持|反对|来自|挑战)$")
_CITY_URGED = re.compile(
    r"(?:[逼迫]使?|敦促|促使|警告|指责|批评|激怒|施压|呼吁|说服|谴责|刺激|讨好|拉拢|针对|依赖|安抚|报复"
    r"|抱怨|埋怨|质[问疑]|嘲[笑讽]|讽刺|痛批|炮轰|得罪|触怒|惹[恼怒]|背叛|指望|归咎于|怪罪|求助|投靠|听命于|听从|迎合|绕开|抛弃|提醒|告诫|抗衡"
    r"|牵制|惩罚|制裁|拖累|孤立|抗议|要求|请求|迫使|要挟)$"
)
_CITY_BLAMED = re.compile(
    "(?:反思|检讨|负责|责任|违反|违背|破坏|撕毁|制造|挑起|阻挠|拖延|受损|受益|受害|输家|赢家|让步|着急|说了算|买单|获利|吃亏|得利|主导|操纵|收手|作祟)"
    "[^。；;]{0,14}是$"
)
_CITY_DEALT = re.compile(
    r"不同|一样|视[作为]|谈判|对话|之间|关系|达成|施压|提供|保持|接触|沟通|妥协|让步|摊牌|发出|提出|的(?!街|市|夜|天|大学|机场|家)"
)


class Mention(NamedTuple):
    """A row: `page.text[start:end]` is `text`; `kind` is how it was found, `variant` the form in simplified characters."""

    source: str
    article: str
    sentence: int
    start: int
    end: int
    text: str
    actors: tuple[str, ...]
    kind: str
    variant: str


class Lexicon(NamedTuple):
    """The codebook's actors, compiled."""

    names: re.Pattern[str]
    will: re.Pattern[str]
    known: dict[str, tuple[str, tuple[str, ...]]]
    fold: dict[int, str]
    shorts: shortforms.Lexicon
    persons: persons.Lexicon


@lru_cache(maxsize=8)
def lexicon(codebook: books.Codebook) -> Lexicon:
    """Compile the actors of a codebook, once."""
    table = codebook["actors"]
    known: dict[str, tuple[str, tuple[str, ...]]] = {}
    fold = {}
    for actor, form, kind, gloss in zip(table["actor"], table["form"], table["kind"], table["gloss"], strict=True):
        if kind == "fold":
            fold[ord(form)] = gloss
        elif kind in NAMES:
            known.setdefault(form, (kind, tuple(actor.split("+")) if actor else ()))
    of = {kind: books.alternatives(table.loc[table["kind"] == kind, "form"]) for kind in ("then", "will")}
    return Lexicon(
        names=re.compile(books.alternatives(known)),
        will=re.compile(f'[“「"]?(?:{of["then"]})*{of["will"]}'),
        known=known,
        fold=fold,
        shorts=shortforms.lexicon(codebook),
        persons=persons.lexicon(codebook),
    )


def mentions(sentences: pd.DataFrame, codebook: books.Codebook | None = None) -> pd.DataFrame:
    """Mentions of actors, in the order of the articles and of their text, without overlaps (columns: `Mention`).

    Parameters
    ----------
    sentences : DataFrame
        As `sentences.split` gives it.
    codebook : Codebook, optional
        Its table `actors` holds the forms and what licenses them; the built-in one where none is given.

    Returns
    -------
    DataFrame
        `actors` are ISO 3166-1 alpha-2 codes and NATO, EU, UN, EUROPE, WEST; a compound has several, in the order written.
        `kind` is name, short, compound, bloc, body (government, ministry, army), capital, person or deictic (我国).
    """
    lex = lexicon(codebook or books.load())
    columns = ("source", "article", "sentence", "start", "text")
    articles: dict[str, list[tuple[str, str, int, int, str]]] = {}
    for row in zip(*(sentences[c].tolist() for c in columns), strict=True):
        articles.setdefault(row[1], []).append(row)
    rows = [mention for own in articles.values() for mention in _article(own, lex)]
    return pd.DataFrame(rows, columns=list(Mention._fields))


def _article(rows: list[tuple[str, str, int, int, str]], lex: Lexicon) -> Iterator[Mention]:
    begins, at = [], 0
    for *_, piece in rows:
        begins.append(at)
        at += len(piece) + 1
    text = "\n".join(piece for *_, piece in rows)
    folded = text.translate(lex.fold)
    foreign = _TRADITIONAL.search(text)
    for start, end, actors, kind in find(folded, lex):
        if foreign and kind == "deictic":  # 我国 is China in mainland pages only
            continue
        number = bisect_right(begins, start) - 1
        source, article, sentence, origin, _ = rows[number]
        shift = origin - begins[number]
        form, variant = text[start:end], folded[start:end]
        yield Mention(source, article, sentence, start + shift, end + shift, form, actors, kind, variant)


def find(text: str, lex: Lexicon) -> list[Span]:
    """Mentions in one article's text, in simplified characters: sorted, without overlaps."""
    taken = bytearray(len(text))
    named = []
    for match in lex.names.finditer(text):
        start, end = match.span()
        if span := _named(text, match, lex, bool(start and taken[start - 1])):
            start = persons.begin(text, start, taken) if span.kind == "person" else start
            named.append(span._replace(start=start))
        taken[start:end] = b"\1" * (end - start)
    found = named + shortforms.find(text, named, taken, lex.shorts)
    found = sorted(_extended(text, span, lex) for span in found)
    return list(_apart(_with_persons(text, found, lex)))


def _named(text: str, match: re.Match[str], lex: Lexicon, joined: bool) -> Span | None:
    """A name from the codebook, unless its surroundings say that it is something else."""
    start, end = match.span()
    kind, actors = lex.known[match[0]]
    before = text[max(0, start - 4) : start]
    if kind == "guard" or (kind == "name" and _NO_ACTOR_AFTER.match(text, end)):
        return None
    if match[0] == "欧洲" and _PLACE_BEFORE.search(before):
        return None
    if kind == "capital" and not _governs(text, start, end, lex.will):
        return None
    if kind == "person" and not persons.alone(text, start, end, lex.persons, joined):
        return None
    if end - start == 2:
        if kind == "name" and _STATE_OF.match(text, end - 1):  # 法|国家队, 美|国际开发署
            return Span(start, end - 1, actors, "short")
        if not joined and before[-1:] in persons.INNER:
            return None
        ordinary = any(text[max(0, start - n) : start + 1] in lex.shorts.stops for n in (1, 2))
        if text[end - 1] == "国" and ordinary and before[-1] not in ("国", *lex.shorts.left):  # 其中|国, but 和|美国
            return None
    return Span(start, end, actors, kind)


def _governs(text: str, start: int, end: int, will: re.Pattern[str]) -> bool:
    """Whether a capital's name stands for its government: it speaks, decides, or is dealt with."""
    before = text[max(0, start - 4) : start]
    if _CITY_AT.search(before):
        return False
    dealt_with = _CITY_URGED.search(before) or (_CITY_WITH.search(before) and _CITY_DEALT.match(text, end))
    if before[-1:] == " " and text[end : end + 1] in ("：", ":"):  # the second half of a title: whose words they are
        return True
    acts = will.match(text, end) and not _CITY_SETS.match(text, end)
    blamed = before[-1:] == "是" and _CITY_BLAMED.search(text, max(0, start - 30), start)
    return bool(dealt_with or acts or blamed or _CITY_OF.match(text, end))


def _extended(text: str, span: Span, lex: Lexicon) -> Span:
    """With the actor's army, ministry or other body that follows: 乌克兰+军队, 俄+外交部, but not 国防部 of 国防部长."""
    if span.kind == "person":
        return span
    end = shortforms.follows(text, span.end, lex.shorts)
    if end == span.end and text[end - 1] == "国":  # 美国防部 is 美国国防部
        end = max(span.end, shortforms.follows(text, span.end - 1, lex.shorts))
    if end == span.end or text[end : end + 1] in ("长", "相"):
        return span
    if text[span.end : end] in shortforms.NOT_AFTER and text[end : end + 1] in tuple("事官舰机人火费工援售演面"):
        return span
    return span._replace(end=end, kind="capital" if span.kind == "capital" else "body")


def _with_persons(text: str, found: list[Span], lex: Lexicon) -> Iterator[Span]:
    """Adds the persons whom the article introduces; what it says of them goes before the codebook's list."""
    own = persons.introduced(text, found, lex.persons)
    for ministry, name in persons.ministries(text, found, lex.persons) if "发言人" in text else ():
        own.setdefault(name, ministry.actors)
        yield ministry
    for span in found:
        if span.kind == "person":
            yield _led(text, span._replace(actors=own.get(text[span.start : span.end], span.actors)))
        else:
            yield span
    for match in re.finditer(books.alternatives(own), text) if own else ():
        if persons.alone(text, *match.span(), lex.persons):
            yield _led(text, Span(*match.span(), own[match[0]], "person"))


def _led(text: str, span: Span) -> Span:
    """With what the person leads: 泽连斯基政府."""
    match = _LED.match(text, span.end)
    return span._replace(end=match.end()) if match else span


def _apart(found: Iterable[Span]) -> Iterator[Span]:
    """Of two that overlap the longer, of equally long ones the earlier."""
    last: Span | None = None
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if last is None or span.start >= last.end:
            if last is not None:
                yield last
            last = span
        elif span.end - span.start > last.end - last.start:
            last = span
    if last is not None:
        yield last
