"""Sentences → mentions of political actors: names, short forms and compounds, resolved on characters.

Tokens hide abbreviations (英法德 is one, 以军空袭 may be two), so matching is on characters: full names, bodies and seats by
longest match; a one-character form only where its neighbours make it a country (驻X, X军, 俄乌), never inside a listed
ordinary word. A country named in full nearby makes its short form more likely (Gale, Church & Yarowsky 1992, "One sense
per discourse": the same reading tends to hold throughout a text).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as books
from duizhao import persons

NEAR = 3000
"""Characters to either side within which a country's full name speaks for its short form."""
NEEDED = (2, 2, 4, 2)
"""Points that a short form needs, by its `weight` in the codebook: 0 plain, 1 also a common syllable, 2 mostly something
else, 3 only after a verb or preposition that takes a country (访华), 4 only in compounds and lists."""
CLAUSE_START = "\n。！？!?；;：:，,、“”\"'‘’「」『』（）()《》〈〉【】—-…·| \u3000"
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱郭罗宋郑谢唐冯董萧程曹袁邓许傅沈彭吕卢蒋蔡贾魏薛叶阎余潘杜戴夏钟汪姜范姚谭廖邹熊郝崔邱秦顾侯邵孟段钱汤尹贺赖龚"
)
"""Surnames that are hardly ever the last character of another word."""
GIVEN = frozenset("美英德华泰波荷瑞意文新亚利朝希捷中日法")
"""Short forms that are common in given names."""
_TRADITIONAL = re.compile("[國這來們後對發]")
_DAY = re.compile(r"[0-9０-９〇一二三四五六七八九十廿两几半]\s?$")
_LANGUAGE = re.compile(r"语(?![气言调])|文版|文学|菜|式")


Near = Callable[[str, int], int]


class Mention(NamedTuple):
    """A row: `start:end` of the page is `text`; `kind` says by what it was found, `variant` how the actor is named there."""

    source: str
    article: str
    sentence: int
    start: int
    end: int
    text: str
    actors: tuple[str, ...]
    kind: str
    variant: str


class Span(NamedTuple):
    """A mention in an article's own characters, before it is given its address."""

    start: int
    end: int
    actors: tuple[str, ...]
    kind: str


class Lexicon(NamedTuple):
    """The codebook's actors, compiled: see the `kind` column of `actors.csv` for what each list holds."""

    names: re.Pattern[str]
    runs: re.Pattern[str]
    known: dict[str, tuple[str, tuple[str, ...]]]
    compounds: dict[str, tuple[str, ...]]
    shorts: dict[str, list[tuple[int, str]]]
    stops: frozenset[str]
    left: dict[str, int]
    right: dict[str, int]
    tail: re.Pattern[str]
    fold: dict[int, str]


@lru_cache(maxsize=8)
def lexicon(codebook: books.Codebook) -> Lexicon:
    """Compile the actors of a codebook, once."""
    table = codebook["actors"]
    weight = table["weight"] if "weight" in table else pd.Series("", table.index)
    known, compounds, shorts, words = {}, {}, defaultdict(list), defaultdict(dict)
    for actor, form, kind, number in zip(table["actor"], table["form"], table["kind"], weight, strict=True):
        if kind == "short":
            shorts[form].append((int(number or 0), actor))
        elif kind == "compound":
            compounds[form] = tuple(actor.split("+"))
        elif kind in ("left", "right", "tail", "stop"):
            words[kind][form] = int(number or 0)
        elif kind not in ("fold", "title", "end", "surname", "transitive", "verb", "adverb"):
            known.setdefault(form, (kind, tuple(actor.split("+")) if actor else ()))
    return Lexicon(
        names=re.compile(books.alternatives(known)),
        runs=re.compile(f"[{''.join(map(re.escape, shorts))}]+" if shorts else r"(?!)"),
        known=known,
        compounds=compounds,
        shorts={form: sorted(options, key=lambda option: option[0]) for form, options in shorts.items()},
        stops=frozenset(words["stop"]),
        left=words["left"],
        right=words["right"],
        tail=re.compile(books.alternatives(words["tail"])),
        fold={ord(f): g for f, g, k in zip(table["form"], table["gloss"], table["kind"], strict=True) if k == "fold"},
    )


def mentions(sentences: pd.DataFrame, codebook: books.Codebook | None = None) -> pd.DataFrame:
    """Mentions of actors in all sentences, in the order of the articles and without overlaps (columns: `Mention`).

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
    """
    lex, people = lexicon(codebook or books.load()), persons.lexicon(codebook or books.load())
    rows: list[Mention] = []
    for _, part in sentences.groupby("article", sort=False):
        texts = part["text"].tolist()
        text = "\n".join(texts)
        begins, at = [], 0
        for piece in texts:
            begins.append(at)
            at += len(piece) + 1
        found = find(text.translate(lex.fold), lex, people)
        origin = list(zip(part["source"], part["article"], part["sentence"], part["start"], strict=True))
        foreign = bool(_TRADITIONAL.search(text))
        for span in found:
            if foreign and span.kind == "deictic":
                continue
            number = bisect_right(begins, span.start) - 1
            source, article, sentence, start = origin[number]
            shift, form = start - begins[number], text[span.start : span.end]
            variant = f"{'+'.join(span.actors)}:{span.kind}"
            rows.append(
                Mention(source, article, sentence, span.start + shift, span.end + shift, form, span.actors, span.kind, variant)
            )
    return pd.DataFrame(rows, columns=list(Mention._fields))


def find(text: str, lex: Lexicon, people: persons.Lexicon) -> list[Span]:
    """Mentions in one article's text (characters folded to simplified ones), sorted, without overlaps."""
    taken = bytearray(len(text))
    named = []
    for match in lex.names.finditer(text):
        start, end = match.span()
        if span := _named(text, match, lex, people, bool(start and taken[start - 1])):
            named.append(span)
        taken[start:end] = b"\1" * (end - start)
    places = defaultdict(list)
    for span in named:
        for actor in span.actors:
            places[actor].append(span.start)
    near = partial(_near, places)
    runs = [
        [i for i in range(*match.span()) if not taken[i] and not _in_word(text, i, lex)]
        for match in lex.runs.finditer(text)
    ]
    pieces = [piece for run in runs for piece in _pieces(run)]
    found, single = list(named), []
    for piece in pieces:
        compound = _compound(text, piece, lex, near) if len(piece) > 1 else None
        found += [compound] if compound else []
        single += [i for i in piece if compound is None or not compound.start <= i < compound.end]
    for span in found[len(named) :]:
        for actor in span.actors:
            insort(places[actor], span.start)
    beside = {span.start: span.actors for span in named}
    found += [Span(i, i + 1, (actor,), "short") for i in single if (actor := _single(text, i, lex, near, beside.get(i + 1, ())))]
    found = [_extended(text, span, lex) for span in sorted(found)]
    return list(_apart(_with_persons(text, found, people)))


def _with_persons(text: str, found: list[Span], people: persons.Lexicon) -> list[Span]:
    """The persons that the article introduces, everywhere in it; what it says of them goes before the codebook's list."""
    own = dict(persons.introduced(text, found, people))
    spans = [s._replace(actors=own.get(text[s.start : s.end], s.actors)) for s in found if s.kind == "person"]
    spans += [s for s in found if s.kind != "person"]
    if own:
        for match in re.finditer(books.alternatives(own), text):
            if persons.alone(text, *match.span(), people):
                spans.append(Span(*match.span(), own[match[0]], "person"))
    return [_led(text, s) if s.kind == "person" else s for s in spans]


def _led(text: str, span: Span) -> Span:
    match = _LED.match(text, span.end)
    return span._replace(end=match.end()) if match else span


_LED = re.compile("政府|政权|当局|内阁|团队")


def _near(places: dict[str, list[int]], actor: str, at: int) -> int:
    """How far the nearest mention of the actor by name is; one that follows counts as twice as far."""
    named = places.get(actor, [])
    n = bisect_left(named, at)
    before = at - named[n - 1] if n else NEAR + 1
    return min(before, 2 * (named[n] - at) if n < len(named) else NEAR + 1)


def _apart(found: list[Span]) -> Iterator[Span]:
    """The longer of two that overlap, the earlier of two equally long."""
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


def _named(text: str, match: re.Match[str], lex: Lexicon, people: persons.Lexicon, joined: bool) -> Span | None:
    """A name from the codebook, unless the place it stands in says that it is something else."""
    start, end = match.span()
    kind, actors = lex.known[match[0]]
    if kind == "guard" or (kind == "name" and _LANGUAGE.match(text, end)):
        return None
    if kind == "person" and not persons.alone(text, start, end, people, joined):
        return None
    if end - start == 2 and not joined and text[start - 1 : start] in persons.INNER:
        return None
    if kind == "capital" and not _governs(text, start, end, lex):
        return None
    if end - start == 2 and text[end - 1] == "国" and (text[start - 1 : start + 1] in lex.stops or text[start - 2 : start + 1] in lex.stops):
        return None
    return Span(start, end, actors, kind)


_CITY_AT = re.compile(r"(?:在|赴|抵|抵达|飞|飞抵|飞往|离开|位于|前往|访问|到|到达|从|返回|逃离|齐聚|聚集|市|驻|包括|首都|于|经|至|往)$")
_CITY_ACTS = re.compile(
    r"(?:方面|当局|政权)|(?:的(?:立场|态度|政策|要求|决定|利益|意图|战略|回应|反应|警告|说法|关切|影响力?|支持|外交|盟友|压力))"
    r"|(?:也|则|已|已经|正|正在|仍|仍然|却|并|一直|始终|再次|近期|目前|随后|多次|显然|当然|方面)?"
    r"(?:称|表示|认为|宣布|要求|拒绝|同意|决定|警告|指责|谴责|呼吁|承诺|主张|坚持|试图|企图|支持|反对|不愿|不会|不想|愿意|希望|"
    r"承认|否认|抗议|强调|敦促|寻求|推动|担心|担忧|意识到|相信|指控|抨击|怀疑|奉行|采取|对此|将对|应该?|必须|需要|无意|有意|声称|"
    r"重申|回应|批评|批准|下令|提出|施压|出兵|让步|妥协|准备|打算|计划|不满|感到)"
)
_CITY_WITH = re.compile(r"(?:与|同|和|对|向|给|被|由|遭|让|迫使|敦促|要求|促使|警告|指责|批评|支持|反对|来自|激怒|挑战|施压|亲|反)$")
_CITY_AFTER = re.compile(r"(?:谈判|对话|之间|关系|达成|施压|提供|保持|接触|沟通|妥协|让步|摊牌|发出|提出|的(?!街|市|夜|天|大学|机场|家))")


def _governs(text: str, start: int, end: int, lex: Lexicon) -> bool:
    """Whether a capital's name stands for its government: it speaks, decides, or is dealt with."""
    before = text[max(0, start - 4) : start]
    if _CITY_AT.search(before):
        return False
    if _CITY_ACTS.match(text, end):
        return True
    return bool(_CITY_WITH.search(before) and _CITY_AFTER.match(text, end))


def _pieces(free: list[int]) -> Iterator[list[int]]:
    """Runs of neighbours."""
    begin = 0
    for n in range(1, len(free) + 1):
        if n == len(free) or free[n] != free[n - 1] + 1:
            yield free[begin:n]
            begin = n


def _in_word(text: str, i: int, lex: Lexicon) -> bool:
    """Whether the character belongs to a listed word; a word that it begins gives way to what would follow it as a country.

    留美|学生, 访日|期间: the second half starts a word that licenses a short form.
    """
    if text[i] == "日" and _DAY.search(text[max(i - 2, 0) : i]):
        return True
    stops = lex.stops
    for a in range(max(0, i - 3), i + 1):
        for b in range(max(i + 1, a + 2), a + 5):
            if text[a:b] in stops and not (a == i and b == i + 2 and text[i + 1 : i + 3] in lex.right):
                return True
    return False


def _left(text: str, i: int, lex: Lexicon) -> int:
    if i == 0 or text[i - 1] in CLAUSE_START:
        return 1
    return max(lex.left.get(text[max(0, i - k) : i], 0) for k in (1, 2, 3))


def _right(text: str, j: int, lex: Lexicon) -> int:
    if match := lex.tail.match(text, j):
        if match[0] not in _NOT_AFTER or text[j + 1 : j + 2] not in _NOT_AFTER[match[0]]:
            return 2
    return max(lex.right.get(text[j : j + k], 0) for k in (1, 2, 3, 4, 5))


_NOT_AFTER = {"方": "案法式便向针位形圆言才能可", "军": "训营团师校礼装国", "共": "同享有和计识产建赢振通管"}


def _resolve(char: str, at: int, lex: Lexicon, near: Near) -> tuple[int, str, bool]:
    """Grade, actor, and whether the actor is named nearby; of several the one named nearest, else the first listed."""
    options = lex.shorts[char]
    distance, grade, actor = min((near(actor, at), grade, actor) for grade, actor in options)
    return (grade, actor, True) if distance <= NEAR else (*options[0], False)


def _single(text: str, i: int, lex: Lexicon, near: Near, beside: tuple[str, ...]) -> str | None:
    """The actor of a lone short form, where its neighbours and the article make it one; `beside` are those named right after."""
    if _given(text, i):
        return None
    if same := [actor for _, actor in lex.shorts[text[i]] if actor in beside]:  # 俄|杜马, 日|自民党
        return same[0]
    grade, actor, nearby = _resolve(text[i], i, lex, near)
    left, right = _left(text, i, lex), _right(text, i + 1, lex)
    if partner := _listed(text, i, lex):
        return next((lex.compounds[p][n] for n, p in enumerate((text[i] + partner, partner + text[i])) if p in lex.compounds), actor)
    if grade == 3:
        return actor if left >= 2 else None
    if grade == 4 or (grade == 2 and not nearby):
        return None
    return actor if left + right + nearby >= NEEDED[grade] and (left or right > 1) and (right or left > 1) else None


def _listed(text: str, i: int, lex: Lexicon) -> str:
    """The other form where this is one of a list, 英、美、澳, and one of the two at least is usually a country."""
    for sign, other in ((i - 1, i - 2), (i + 1, i + 2)):
        if 0 <= other < len(text) and text[sign] == "、" and text[other] in lex.shorts:
            if min(lex.shorts[text[other]][0][0], lex.shorts[text[i]][0][0]) < 2 and not _in_word(text, other, lex):
                return text[other]
    return ""


def _given(text: str, i: int) -> bool:
    """Whether it follows a surname, as in 王德军 and 李美英."""
    return i > 0 and text[i] in GIVEN and text[i - 1] in SURNAMES


def _compound(text: str, piece: list[int], lex: Lexicon, near: Near) -> Span | None:
    """The part of a run that is a compound of two or more different actors: 俄乌, and of 中俄保(持) the first two.

    A form that is mostly something else counts where the actor is named nearby or the whole run is followed by what two
    actors share (两国, 关系, 边境).
    """
    i, j = piece[0], piece[-1] + 1
    if _given(text, i):
        return None
    parts = [_resolve(text[k], k, lex, near) for k in range(i, j)]
    for first in range(i, j - 1):
        size = next((n for n in range(j - first, 1, -1) if text[first : first + n] in lex.compounds), 0)
        for k, actor in enumerate(lex.compounds.get(text[first : first + size], ()), first - i):
            parts[k] = (0, actor, True)
    sure = [grade < 2 or nearby for grade, _, nearby in parts]
    if not all(sure) and any(sure) and _right(text, j, lex) > 1:
        sure = [True] * len(parts)
    for first in range(len(parts) - 1):
        last = first
        while last < len(parts) and sure[last]:
            last += 1
        actors = tuple(actor for _, actor, _ in parts[first:last])
        if len(actors) > 1:
            return Span(i + first, i + last, actors, "compound") if len(set(actors)) == len(actors) else None
    return None


def _extended(text: str, span: Span, lex: Lexicon) -> Span:
    """With the army, ministry or other body of the actor that follows: 乌克兰+军队, 俄+外交部, but not 国防部 of 国防部长."""
    match = lex.tail.match(text, span.end) if span.kind != "person" else None
    if match is None and text[span.end - 1] == "国":
        match = lex.tail.match(text, span.end - 1)
        match = match if match and match[0].startswith("国") else None
    if match is None or text[match.end() : match.end() + 1] in ("长", "相"):
        return span
    if match[0] in _NOT_AFTER and text[match.end() : match.end() + 1] in _NOT_AFTER[match[0]] + "事官舰机人火费工援售演面":
        return span
    return span._replace(end=match.end(), kind="body")
