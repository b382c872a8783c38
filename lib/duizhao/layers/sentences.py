"""Articles → sentences: every character of title, subheads and body, in order, under one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from duizhao.pages.roles import TEXT_ROLES, Article

END = r"。！？!?…"
CLOSING = r"”’」』）)》〉】\]"
_END = re.compile(rf"(?:(?!(?<=\d)[!?](?=\d))[{END}]|\.{{3,}})+(?:\s*[{CLOSING}]|')*")


class Sentence(NamedTuple):
    """A row: `sentence` counts from 0 in the article, `line` is the page's line (from 1), `start:end` its place."""

    source: str
    article: str
    sentence: int
    line: int
    role: str
    start: int
    end: int
    text: str


def split(articles: Iterable[Article]) -> pd.DataFrame:
    """Sentences of all articles, one row each, in the order of the page (columns: `Sentence`).

    A sentence ends at 。！？!?… or at three dots, takes its closing quotation marks and brackets with it, and never runs
    over a line. White space at the ends of a line belongs to no sentence.
    """
    rows = [row for article in articles for row in _rows(article)]
    return pd.DataFrame(rows, columns=list(Sentence._fields))


def _rows(article: Article) -> Iterator[Sentence]:
    text, number = article.page.text, 0
    columns = [article.lines[name].tolist() for name in ("line", "start", "end", "role")]
    for line, start, end, role in zip(*columns, strict=True):
        for s, e in spans(text[start:end]) if role in TEXT_ROLES else ():
            s, e = start + s, start + e
            yield Sentence(article.source, article.name, number, line, role, s, e, text[s:e])
            number += 1


def spans(line: str) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences in one line; white space around each belongs to none."""
    start = 0
    for end in [*(match.end() for match in _END.finditer(_curled(line))), len(line)]:
        text = line[start:end]
        if stripped := text.strip():
            first = start + len(text) - len(text.lstrip())
            yield first, first + len(stripped)
        start = end


def _curled(line: str) -> str:
    """Straight quotation marks as opening and closing ones in turn, so that one that opens is not taken to close."""
    if '"' not in line:
        return line
    before, *others = line.split('"')
    return before + "".join("“”"[n % 2] + text for n, text in enumerate(others))
