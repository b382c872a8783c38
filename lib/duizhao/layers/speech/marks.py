"""Quotation marks in a paragraph: what they hide from the search, and where clauses end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

Mentions = list[tuple[int, int, tuple[str, ...]]]
"""Spans of actors named and their codes, in order."""

PAIRS = {"“": "”", "「": "」", "『": "』"}
OPEN, CLOSE = '“「『"＂', '”」』"＂'
HIDDEN = "＿"
"""Stands in the masked text for each character inside quotation marks, titles and brackets: another voice's text."""
FAR = 500
"""How many characters back anything is looked for, and how long a sentence may be: past that no one reads on."""

_MARK = re.compile('[“”「」『』"＂]')
_ASIDE = re.compile(r"《[^《》]{1,60}》|[（(][^（）()]{1,80}[）)]|【[^【】]{1,40}】")
_FINAL = re.compile(r"(?:[。！？!?…，,；;~～]|\.{3}|——)\s*$|[。！？][^”」』]{4}")
BREAK = re.compile(rf"[，,。；;：:！？!?…{OPEN}{CLOSE}]|\.{{3,}}|——")
"""Where a clause ends."""
STOP = re.compile(rf"(?:[。！？!?…]|\.{{3,}})+[{CLOSE}）)]*")
"""Where a sentence ends."""


class Mark(NamedTuple):
    """An outermost pair of marks, `text[start:end]` with them; `closed` is false where the paragraph ends first."""

    start: int
    end: int
    closed: bool


@dataclass(frozen=True)
class Passage:
    """A paragraph in the views that the search needs.

    `masked` hides what marks hold; in `flat` a term in marks is hidden with its marks, for it is part of its phrase.
    `clauses` are the starts of the marks whose text ends like a clause: names and terms do not.
    """

    text: str
    mentions: Mentions
    marks: list[Mark]
    clauses: frozenset[int]
    masked: str
    flat: str

    def mark_at(self, at: int) -> Mark | None:
        """The pair of marks that opens here."""
        k = bisect_left(self.marks, (at,))
        return self.marks[k] if k < len(self.marks) and self.marks[k].start == at else None

    def mark_before(self, at: int, low: int) -> Mark | None:
        """The last pair of marks inside `low:at`."""
        k = bisect_right(self.marks, at, key=lambda m: m.end) - 1
        return self.marks[k] if k >= 0 and self.marks[k].start >= low else None

    def inside(self, start: int, end: int) -> list[Mark]:
        """The pairs of marks that open in a span."""
        return self.marks[bisect_left(self.marks, (start,)) : bisect_left(self.marks, (end,))]

    def actors(self, start: int, end: int) -> tuple[str, ...]:
        """The actors mentioned in a span."""
        return tuple(dict.fromkeys(a for *_, codes in self.named(start, end) for a in codes))

    def named(self, start: int, end: int) -> Mentions:
        """The mentions in a span."""
        near = self.mentions[bisect_left(self.mentions, (start - 60,)) : bisect_left(self.mentions, (end,))]
        return [m for m in near if m[1] > start]

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where in a span mentions stand that it holds whole."""
        return [(s - start, e - start) for s, e, _ in self.named(start, end) if s >= start and e <= end]


def passage(text: str, mentions: Mentions) -> Passage:
    """A paragraph read for its marks."""
    marks = paired(text)
    clauses = frozenset(m.start for m in marks if not m.closed or _FINAL.search(text, m.start + 1, m.end - 1))
    masked, flat, last = [], [], 0
    for start, end, closed in marks:
        before, hidden = text[last:start], HIDDEN * (end - start - 1 - closed)
        inside = [text[start], hidden, text[end - closed : end]]
        masked += [before, *inside]
        flat += [before, *(inside if start in clauses else [HIDDEN, hidden, HIDDEN])]
        last = end
    views = ("".join([*pieces, text[last:]]) for pieces in (masked, flat))
    hide = (_ASIDE.sub(lambda m: m[0][0] + HIDDEN * (len(m[0]) - 2) + m[0][-1], view) for view in views)
    return Passage(text, mentions, marks, clauses, *hide)


def paired(text: str) -> list[Mark]:
    """The outermost pairs of quotation marks in a paragraph, in order.

    Straight marks pair by parity, and so do curly ones where a page has set them the wrong way round or has dropped
    one: a nest that never closes is read again by parity. A last mark without its other half counts only where speech
    may begin, at the start of the paragraph or after a colon, and then runs to the end.
    """
    found = list(_MARK.finditer(text))
    if len(found) > 2 and found[0][0] in PAIRS.values():
        del found[0]  # the end of speech that began before
    marks, still = _nest(found)
    if len(still) > 1 or (still and not _may_begin(text, still[0])):
        marks = [Mark(a.start(), b.end(), True) for a, b in zip(found[::2], found[1::2], strict=False)]
        still = [found[-1].start()] if len(found) % 2 else []
    if still and _may_begin(text, still[0]):
        marks.append(Mark(still[0], len(text.rstrip()), False))
    return marks


def _nest(found: list[re.Match[str]]) -> tuple[list[Mark], list[int]]:
    """Pairs by their shapes, and the starts of those that stay open; two where no shape tells, as of straight marks."""
    marks: list[Mark] = []
    stack: list[tuple[str, int]] = []
    for match in found:
        char = match[0]
        if stack and char == stack[-1][0]:
            start = stack.pop()[1]
            marks += [] if stack else [Mark(start, match.end(), True)]
        elif char in PAIRS:
            stack.append((PAIRS[char], match.start()))
        else:
            return marks, [0, 0]
    return marks, [start for _, start in stack]


def _may_begin(text: str, start: int) -> bool:
    return text[max(0, start - 9) : start].rstrip()[-1:] in ("", "：", ":")


def clauses(p: Passage, low: int, at: int) -> Iterator[tuple[int, int]]:
    """The clauses between `low` and `at`, the last first."""
    edges = [low, *(m.end() for m in BREAK.finditer(p.flat, low, at)), at]
    for start, stop in zip(edges[-2::-1], edges[:0:-1], strict=True):
        yield start, stop - bool(stop > start and BREAK.match(p.flat, stop - 1))
