"""Sentences → quotations: who is reported to say what, with which verb."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import groupby
from typing import Any

import pandas as pd

from duizhao.codebook import Codebook, load
from duizhao.layers.paragraphs import Mentions, Rules, Voice, rules
from duizhao.layers.reported import Line, Quote


def quotes(sentences: pd.DataFrame, mentions: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Quotations in all articles, a row for each sentence that one covers (columns: `Quote`).

    Parameters
    ----------
    sentences : frame of `sentences.split`
    mentions : frame with article, start, end and actors, as `actors.mentions` makes it
    codebook : Codebook, optional
        `reporting_verbs` says which words report, `clause_words` what a subject looks like.

    Returns
    -------
    DataFrame
        In order. Quotation marks belong to the span, as in PARC 3.0 (Pareti 2016, LREC); a full stop outside them does
        not. `kind` is direct, indirect, mixed (indirect with a fragment in marks) or source (where facts come from).
        Rows of a `source` may hold rows of those whom it cites; other rows do not overlap. Who is not named is `unknown`.
    """
    compiled = rules(codebook or load())
    named: dict[str, Mentions] = {}
    for article, start, end, codes in zip(
        *(mentions[c].tolist() for c in ("article", "start", "end", "actors")), strict=True
    ):
        named.setdefault(article, []).append((start, end, tuple(codes)))
    rows: list[Quote] = []
    for article, group in groupby(sentences.itertuples(index=False), key=lambda r: str(r.article)):
        rows += _article(list(group), named.get(article, []), compiled)
    return pd.DataFrame(rows, columns=list(Quote._fields))


def voices(quotes: pd.DataFrame) -> Callable[[str, int, int], str]:
    """Whose voice a span is: the speaker of the narrowest quotation that holds it, else `author`.

    The article's own reporters are `author`: there it is the outlet that speaks.
    """
    by_article: dict[str, list[tuple[int, int, str]]] = {}
    for row in quotes[["article", "start", "end", "speaker", "own"]].itertuples(index=False, name=None):
        article, start, end, speaker, own = row
        by_article.setdefault(article, []).append((start, end, "author" if own else speaker))
    for spans in by_article.values():
        spans.sort()

    def voice(article: str, start: int, end: int) -> str:
        spans = by_article.get(article, [])
        last = bisect_right(spans, (start + 1,))
        return min(((e - s, name) for s, e, name in spans[max(0, last - 8) : last] if e >= end), default=(0, "author"))[
            1
        ]

    return voice


def _article(rows: list[Any], mentions: Mentions, compiled: Rules) -> list[Quote]:
    found: list[Quote] = []
    before: Voice | None = None
    carried: Voice | None = None
    at = 0
    for _, lines in groupby(rows, key=lambda r: r.line):
        line = list(lines)
        while at < len(mentions) and mentions[at][0] < line[0].start:
            at += 1
        to = at
        while to < len(mentions) and mentions[to][0] < line[-1].end:
            to += 1
        piece = Line(line, mentions[at:to], compiled, before)
        carried = piece.run(carried)
        before = piece.p.last or before
        found += sorted(piece.quotes, key=lambda q: (q.start, -q.end))
        at = to
    return found
