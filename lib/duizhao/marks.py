"""Quotation marks in a paragraph: which open, which close, and a view of the text without what they hold."""

from __future__ import annotations

import re
from typing import NamedTuple

PAIRS = {"“": "”", "「": "」", "『": "』"}
OPEN = "“「『\"＂"
CLOSE = "”」』\"＂"
HIDDEN = "＿"
"""Stands in the masked text for each character inside quotation marks, book titles and brackets: text of another voice."""

_MARK = re.compile("[“”「」『』\"＂]")
_ASIDE = re.compile(r"《[^《》]{1,60}》|[（(][^（）()]{1,80}[）)]|【[^【】]{1,40}】")
_FINAL = re.compile(r"(?:[。！？!?…，,；;~～]|\.{3}|——)\s*$")


class Mark(NamedTuple):
    """An outermost pair of marks, `text[start:end]` with the marks; `closed` is false where the paragraph ends first."""

    start: int
    end: int
    closed: bool


def paired(text: str) -> list[Mark]:
    """The outermost pairs of quotation marks in a paragraph, in order.

    Straight marks pair by parity, and so do curly ones where a page has set them the wrong way round or has dropped one:
    a nest that never closes is read again by parity. A last mark without its other half counts only where speech may
    begin, at the start of the paragraph or after a colon, and then runs to the end.
    """
    found = list(_MARK.finditer(text))
    if not found:
        return []
    nested = _nested(text, found)
    return nested if nested is not None else _parity(text, found)


def _nested(text: str, found: list[re.Match[str]]) -> list[Mark] | None:
    marks: list[Mark] = []
    stack: list[tuple[str, int]] = []
    for match in found:
        char = match[0]
        if stack and char == stack[-1][0]:
            _, start = stack.pop()
            if not stack:
                marks.append(Mark(start, match.end(), True))
        elif char in PAIRS:
            stack.append((PAIRS[char], match.start()))
        elif char in "\"＂" and not stack:
            stack.append((char, match.start()))
        elif char not in "\"＂":
            return None
    if not stack:
        return marks
    start = stack[0][1]
    if len(stack) == 1 and _may_begin(text, start):
        return [*marks, Mark(start, len(text.rstrip()), False)]
    return None


def _parity(text: str, found: list[re.Match[str]]) -> list[Mark]:
    marks = [Mark(a.start(), b.end(), True) for a, b in zip(found[::2], found[1::2], strict=False)]
    if len(found) % 2 and _may_begin(text, found[-1].start()):
        marks.append(Mark(found[-1].start(), len(text.rstrip()), False))
    return marks


def _may_begin(text: str, start: int) -> bool:
    return text[:start].rstrip()[-1:] in ("", "：", ":")


def masked(text: str, marks: list[Mark]) -> str:
    """The text with everything inside marks, book titles and brackets hidden, character for character."""
    out, last = [], 0
    for start, end, closed in marks:
        inner = end - start - 1 - closed
        out += [text[last : start + 1], HIDDEN * inner]
        last = start + 1 + inner
    plain = "".join([*out, text[last:]])
    return _ASIDE.sub(lambda m: m[0][0] + HIDDEN * (len(m[0]) - 2) + m[0][-1], plain) if _ASIDE.search(plain) else plain


def inner(text: str, mark: Mark) -> str:
    """What a pair of marks holds."""
    return text[mark.start + 1 : mark.end - mark.closed].strip()


def is_clause(text: str, mark: Mark) -> bool:
    """Whether what the marks hold ends like a clause: names, terms and scare quotes do not."""
    return not mark.closed or bool(_FINAL.search(inner(text, mark)))
