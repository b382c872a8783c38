"""Mentions → who does what to whom: each mention acts, is acted on, is addressed (spoken to or about), or is undecided.

Read off the surface of the clause: 被, 遭, 受 and 由 mark the agent, 把 and 将 the object, 对, 向 and 与 the one addressed;
without them a subject stands before its verb and an object after it (Li & Thompson 1981, Mandarin Chinese: A Functional
Reference Grammar, chapters 9, 15 and 16). What none of these shows is `undecided`: that is an answer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as books

_CLAUSE = re.compile(r"[^，,。；;：:！!？?\n“”\"「」『』（）()]+")
_AGENT = re.compile(r"(?:被|由|遭到?|受到?)$")
_OBJECT = re.compile(r"(?:(?:把|将)(?:[\u4e00-\u9fff]{0,10}的)?|让|令|迫使|致使|逼|迫)$")
_TOWARD = re.compile(r"(?:(?:对于?|向|给|为)(?:[\u4e00-\u9fff]{0,10}的)?|与|同|跟|就|关于|围绕|针对|面对)$")
_PLACE = re.compile(r"(?:在|于|驻)$")
_PASSIVE = re.compile(r"[\u4e00-\u9fff]{0,6}?(?P<cue>被|遭到|遭|受到)(?!访问|欢迎)")
_JOINED = re.compile(r"[、和与同及跟]|以及")
_ALSO = re.compile(r"(?:[、和及]|以及)$")
_OF = re.compile(r"的|问题|局势|冲突|战争|危机|边境|境内")
ROLES = ("acts", "acted_on", "addressed", "undecided")


class Agency(NamedTuple):
    """A row: a mention's `role` (one of `ROLES`) and the word that shows it, `predicate`, at its place in the page."""

    source: str
    article: str
    sentence: int
    start: int
    end: int
    actors: tuple[str, ...]
    role: str
    predicate: str
    predicate_start: int
    predicate_end: int


class _Lexicon(NamedTuple):
    verb: re.Pattern[str]
    transitive: re.Pattern[str]
    subject: re.Pattern[str]
    title: re.Pattern[str]


@lru_cache(maxsize=8)
def _lexicon(codebook: books.Codebook) -> _Lexicon:
    table = codebook["actors"]
    words = {kind: list(table.loc[table["kind"] == kind, "form"]) for kind in ("verb", "transitive", "adverb", "title")}
    both = books.alternatives(words["verb"] + words["transitive"])
    skip = rf"(?:{books.alternatives(words['adverb'])}|\s|\d+[年月日时点])*"
    return _Lexicon(
        verb=re.compile(both),
        transitive=re.compile(f"(?:{books.alternatives(words['transitive'])})(?:了|过|着)?$"),
        subject=re.compile(f"{skip}({both}|[称说])"),
        title=re.compile(books.alternatives(words["title"])),
    )


def agency(sentences: pd.DataFrame, mentions: pd.DataFrame, codebook: books.Codebook | None = None) -> pd.DataFrame:
    """A row for each mention, in the same order: does its actor act there? (columns: `Agency`).

    `acts`, `acted_on`, `addressed` (spoken to, dealt with or spoken about) or `undecided`; `predicate` is empty and its
    offsets -1 where no word shows it. A title between country and name (英国首相斯塔默) gives the country the role of the name.
    """
    lex = _lexicon(codebook or books.load())
    places = zip(*(sentences[c].tolist() for c in ("article", "sentence", "text", "start")), strict=True)
    homes = {(article, number): (text, start) for article, number, text, start in places}
    rows = []
    columns = ("source", "article", "sentence", "start", "end", "actors")
    listed = zip(*(mentions[c].tolist() for c in columns), strict=True)
    for home, group in groupby(listed, key=lambda row: (row[1], row[2])):
        text, begin = homes[home]
        members = list(group)
        spans = [(row[3] - begin, row[4] - begin) for row in members]
        for row, (role, start, end) in zip(members, _roles(text, spans, lex), strict=True):
            at = (begin + start, begin + end) if end else (-1, -1)
            rows.append((*row, role, text[start:end], *at))
    return pd.DataFrame(rows, columns=list(Agency._fields))


Hit = tuple[str, int, int]
_NONE: Hit = ("undecided", 0, 0)


def _roles(text: str, spans: list[tuple[int, int]], lex: _Lexicon) -> list[Hit]:
    """Roles of a sentence's mentions; one joined to the next, or in apposition with it, takes the next one's."""
    bounds = [m.span() for m in _CLAUSE.finditer(text)]
    roles: list[Hit] = []
    for n in range(len(spans) - 1, -1, -1):
        start, end = spans[n]
        first, last = next(((a, b) for a, b in bounds if a <= start < b), (start, end))
        following = spans[n + 1][0] if n + 1 < len(spans) else -1
        between = text[end:following] if end < following <= last else None
        joined = between is not None and (_JOINED.fullmatch(between) or lex.title.fullmatch(between))
        role = _role(text, start, end, first, last, lex)
        if joined and role[0] == "undecided":
            role = roles[-1]
        roles.append(role)
    return roles[::-1]


def _role(text: str, start: int, end: int, first: int, last: int, lex: _Lexicon) -> Hit:
    before, after = text[first:start], text[end:last]
    verb = lex.verb.search(after)
    place = (end + verb.start(), end + verb.end()) if verb else (0, 0)
    if cue := _AGENT.search(before):
        return ("acts", *(place if verb else (first + cue.start(), start)))
    if cue := _OBJECT.search(before):
        return ("acted_on", *(place if verb else (first + cue.start(), start)))
    if _PLACE.search(before):
        return _NONE
    if cue := _TOWARD.search(before):
        hit = verb is not None and verb.start() <= 4 and lex.transitive.match(verb[0])
        return ("acted_on", *place) if hit else ("addressed", first + cue.start(), start)
    if _OF.match(after):
        return _NONE
    if cue := lex.transitive.search(before):
        return ("acted_on", first + cue.start(), start)
    if passive := _PASSIVE.match(after):
        return ("acted_on", end + passive.start("cue"), end + passive.end("cue"))
    if subject := lex.subject.match(after):
        return ("acts", end + subject.start(1), end + subject.end(1))
    if verb and verb.start() <= 12 and (_ALSO.search(before) or not lex.verb.search(before)):
        return ("acts", *place)
    return _NONE
