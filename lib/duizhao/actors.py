"""Sentences → mentions of political actors: names, short forms and compounds, resolved on characters.

Tokens hide abbreviations (英法德 is one, 以军空袭 may be two), so matching is on characters: full names, bodies and seats by
longest match; a one-character form only where its neighbours make it a country (驻X, X军, 俄乌), never inside a listed
ordinary word. A country named in full nearby makes its short form more likely (Gale, Church & Yarowsky 1992, "One sense
per discourse": the same reading tends to hold throughout a text).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as books
from duizhao import persons

NEAR = 3000
"""Characters to either side within which a country's full name speaks for its short form."""
NEEDED = (2, 2, 4, 3)
"""Points that a short form needs, by its `weight` in the codebook: 0 plain, 1 also a common syllable, 2 mostly something
else, 3 only after a verb or preposition that takes a country (访华)."""
CLAUSE_START = "\n。！？!?；;：:，,、“”\"'‘’「」『』（）()《》〈〉【】—-…·| \u3000"
_DAY = re.compile(r"[0-9０-９〇一二三四五六七八九十廿两几半]$")
_LANGUAGE = re.compile(r"语(?![气言调])|文版|文学|菜|式")


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

    scan: re.Pattern[str]
    known: dict[str, tuple[str, tuple[str, ...]]]
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
    known, shorts, words = {}, defaultdict(list), defaultdict(dict)
    for actor, form, kind, number in zip(table["actor"], table["form"], table["kind"], weight, strict=True):
        if kind == "short":
            shorts[form].append((int(number or 0), actor))
        elif kind in ("left", "right", "tail", "stop"):
            words[kind][form] = int(number or 0)
        elif kind not in ("fold", "title", "filler"):
            known.setdefault(form, (kind, tuple(actor.split("+")) if actor else ()))
    names, chars = books.alternatives(known), "".join(map(re.escape, shorts))
    return Lexicon(
        scan=re.compile(f"({names})|(?:(?!{names})[{chars}])+" if shorts else f"({names})"),
        known=known,
        shorts={form: sorted(options) for form, options in shorts.items()},
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
        for span in found:
            number = bisect_right(begins, span.start) - 1
            source, article, sentence, start = origin[number]
            shift, form = start - begins[number], text[span.start : span.end]
            variant = f"{'+'.join(span.actors)}:{span.kind}"
            rows.append(
                Mention(source, article, sentence, span.start + shift, span.end + shift, form, span.actors, span.kind, variant)
            )
    return pd.DataFrame(rows, columns=list(Mention._fields))


def find(text: str, lex: Lexicon, people: persons.Lexicon) -> list[Span]:
    """Mentions in one article's text, sorted, without overlaps."""
    named, runs = [], []
    for match in lex.scan.finditer(text):
        if match[1] is None:
            runs.append(match.span())
        elif span := _named(text, match, lex):
            named.append(span)
    places = defaultdict(list)
    for span in named:
        for actor in span.actors:
            places[actor].append(span.start)
    near = lambda actor, at: _near(places.get(actor), at)  # noqa: E731
    found = named + [s for run in runs for s in _shorts(text, run, lex, near)]
    found = [_extended(text, span, lex) for span in sorted(found)]
    found += persons.find(text, found, people, Span)
    return list(_apart(found))


def _near(places: list[int] | None, at: int) -> bool:
    if not places:
        return False
    first = bisect_left(places, at - NEAR)
    return first < len(places) and places[first] <= at + NEAR


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


def _named(text: str, match: re.Match[str], lex: Lexicon) -> Span | None:
    """A name from the codebook, unless the place it stands in says that it is something else."""
    start, end = match.span()
    kind, actors = lex.known[match[0]]
    if kind == "guard" or (kind == "name" and _LANGUAGE.match(text, end)):
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


def _shorts(text: str, run: tuple[int, int], lex: Lexicon, near: Callable[[str, int], bool]) -> Iterator[Span]:
    """The short forms in a run of characters that can be one, without those that belong to an ordinary word."""
    free = [i for i in range(*run) if not _in_word(text, i, lex)]
    while free:
        size = next((n for n, i in enumerate(free) if i != free[0] + n), len(free))
        start, free = free[0], free[size:]
        if size > 1 and (actors := _compound(text, start, start + size, lex, near)):
            yield Span(start, start + size, actors, "compound")
            continue
        for i in range(start, start + size):
            if actor := _single(text, i, lex, near):
                yield Span(i, i + 1, (actor,), "short")


def _in_word(text: str, i: int, lex: Lexicon) -> bool:
    if text[i] == "日" and _DAY.match(text, max(i - 1, 0)):
        return True
    stops = lex.stops
    return any(text[a:b] in stops for a in range(max(0, i - 3), i + 1) for b in range(max(i + 1, a + 2), a + 5))


def _left(text: str, i: int, lex: Lexicon) -> int:
    if i == 0 or text[i - 1] in CLAUSE_START:
        return 1
    return max(lex.left.get(text[max(0, i - k) : i], 0) for k in (1, 2, 3))


def _right(text: str, j: int, lex: Lexicon) -> int:
    if match := lex.tail.match(text, j):
        if match[0] not in ("方", "军") or text[j + 1 : j + 2] not in _NOT_AFTER[match[0]]:
            return 2
    return max(lex.right.get(text[j : j + k], 0) for k in (1, 2, 3, 4, 5))


_NOT_AFTER = {"方": "案法式便向针位形圆言才能可", "军": "训营团师校礼装"}


def _resolve(char: str, at: int, lex: Lexicon, near: Callable[[str, int], bool]) -> tuple[int, str, bool]:
    """Grade, actor, and whether the actor is named nearby; of several the one that is, else the first listed."""
    options = lex.shorts[char]
    for grade, actor in options:
        if near(actor, at):
            return grade, actor, True
    return (*options[0], False)


def _single(text: str, i: int, lex: Lexicon, near: Callable[[str, int], bool]) -> str | None:
    grade, actor, nearby = _resolve(text[i], i, lex, near)
    left, right = _left(text, i, lex), _right(text, i + 1, lex)
    if grade == 3:
        return actor if left >= 2 else None
    return actor if left + right + nearby >= NEEDED[grade] and (left or right > 1) and (right or left > 1) else None


def _compound(text: str, i: int, j: int, lex: Lexicon, near: Callable[[str, int], bool]) -> tuple[str, ...]:
    parts = [_resolve(text[k], k, lex, near) for k in range(i, j)]
    right = _right(text, j, lex)
    if len({actor for _, actor, _ in parts}) < len(parts):
        return ()
    weak = sum(grade >= 2 and not nearby for grade, _, nearby in parts)
    if weak == 0 or (weak < len(parts) and right > 1) or (weak == 1 and len(parts) > 2):
        return tuple(actor for _, actor, _ in parts)
    return ()


def _extended(text: str, span: Span, lex: Lexicon) -> Span:
    """With the army, ministry or other body of the actor that follows: 乌克兰+军队, 俄+外交部, but not 国防部 of 国防部长."""
    match = lex.tail.match(text, span.end) if span.kind != "person" else None
    if match is None and text[span.end - 1] == "国":
        match = lex.tail.match(text, span.end - 1)
        match = match if match and match[0].startswith("国") else None
    if match is None or text[match.end() : match.end() + 1] in ("长", "相"):
        return span
    if match[0] in ("方", "军") and text[match.end() : match.end() + 1] in _NOT_AFTER[match[0]] + "事官舰机人火费工援售演面":
        return span
    return span._replace(end=match.end(), kind="body")
