"""Quotation marks in a paragraph: which open, which close, and a view of the text without what they hold."""

from __future__ import annotations

import re
from typing import NamedTuple

PAIRS = {"“": "”", "「": "」", "『": "』"}
OPEN = '“「『"＂'
CLOSE = '”」』"＂'
HIDDEN = "＿"
"""Stands in the masked text for each character inside quotation marks, book titles and brackets: text of another voice."""

_MARK = re.compile('[“”「」『』"＂]')
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
    marks: list[Mark] = []
    stack: list[tuple[str, int]] = []
    for match in found:
        char = match[0]
        if stack and char == stack[-1][0]:
            start = stack.pop()[1]
            marks += [] if stack else [Mark(start, match.end(), True)]
        elif char in PAIRS or (char in OPEN and not stack):
            stack.append((PAIRS.get(char, char), match.start()))
        elif char in PAIRS.values():
            stack = [("", 0), ("", 0)]
            break
    if len(stack) > 1 or (stack and not _may_begin(text, stack[0][1])):
        marks = [Mark(a.start(), b.end(), True) for a, b in zip(found[::2], found[1::2], strict=False)]
        stack = [("", found[-1].start())] if len(found) % 2 else []
    if stack and _may_begin(text, stack[0][1]):
        marks.append(Mark(stack[0][1], len(text.rstrip()), False))
    return marks


def _may_begin(text: str, start: int) -> bool:
    return text[:start].rstrip()[-1:] in ("", "：", ":")


def masked(text: str, marks: list[Mark]) -> str:
    """The text with everything inside marks, book titles and brackets hidden, character for character."""
    out, last = [], 0
    for start, end, closed in marks:
        out += [text[last : start + 1], HIDDEN * (end - start - 1 - closed)]
        last = end - closed
    return _ASIDE.sub(lambda m: m[0][0] + HIDDEN * (len(m[0]) - 2) + m[0][-1], "".join([*out, text[last:]]))


def inner(text: str, mark: Mark) -> str:
    """What a pair of marks holds."""
    return text[mark.start + 1 : mark.end - mark.closed].strip()


def is_clause(text: str, mark: Mark) -> bool:
    """Whether what the marks hold ends like a clause: names, terms and scare quotes do not."""
    return not mark.closed or bool(_FINAL.search(inner(text, mark)))
