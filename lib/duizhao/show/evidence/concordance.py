"""A term in its company: keyword in context (KWIC), lined up although Chinese characters are twice as wide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple
from unicodedata import category, east_asian_width

import pandas as pd

from duizhao.show import words
from duizhao.show.evidence import links
from duizhao.show.evidence.html import Html, marked, safe


class Line(NamedTuple):
    """A row: `start:end` of the page is `node`; `left` and `right` are what stands beside it in the same sentence."""

    source: str
    article: str
    sentence: int
    start: int
    end: int
    left: str
    node: str
    right: str


def kwic(
    sentences: pd.DataFrame, where: pd.DataFrame | None, term: str | re.Pattern[str], *, width: int = 12
) -> pd.DataFrame:
    """Every place of a term with its context, in the order of the text (columns: `Line`).

    `where` is tokens (the term is a token), mentions (the term is an actor's code) or None: any characters of a
    sentence that are the term, or match it if it is a compiled pattern. `width`: Chinese characters to either side.
    """
    places = {} if where is None else _places(where, str(term))
    pattern = re.compile(re.escape(term)) if isinstance(term, str) else term
    found: list[Line] = []
    columns = (sentences[name].tolist() for name in ("source", "article", "sentence", "start", "text"))
    for source, article, number, at, text in zip(*columns, strict=True):
        spans = [m.span() for m in pattern.finditer(text)] if where is None else places.get((article, number), ())
        for s, e in ((s, e) if where is None else (s - at, e - at) for s, e in spans):
            if s < e:
                left, right = _cut(text[:s][::-1], 2 * width)[::-1], _cut(text[e:], 2 * width)
                found.append(Line(source, article, number, at + s, at + e, left, text[s:e], right))
    return pd.DataFrame(found, columns=list(Line._fields))


def _places(where: pd.DataFrame, term: str) -> dict[tuple[str, int], list[tuple[int, int]]]:
    named = [term in actors for actors in where["actors"]] if "actors" in where else where["token"] == term
    columns = (where.loc[named, name].tolist() for name in ("article", "sentence", "start", "end"))
    spans: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for article, number, start, end in zip(*columns, strict=True):
        spans.setdefault((article, number), []).append((start, end))
    return spans


def cells(text: str) -> int:
    """How wide text is in Latin letters: East Asian wide and full-width characters count two (Unicode Annex 11), marks
    on others none; ambiguous ones (curly quotes) count one, as the annex advises where the context is not known."""
    return sum(0 if category(c) in ("Mn", "Me") else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def _cut(text: str, most: int) -> str:
    """As much of the beginning as fits into so many cells."""
    ends = accumulate(map(cells, text))
    return text[: sum(end <= most for end in ends)]


def lined_up(lines: pd.DataFrame, *, caption: str, lang: str = "en") -> Html:
    """A concordance with its nodes one under the other, as a table and as plain text, safe to show."""
    say, spans = words.phrases(lang), zip(lines["source"], lines["start"], lines["end"], strict=True)
    where = [say("{source}, characters {start}–{end}", source=s, start=a, end=b) for s, a, b in spans]
    places = [links.place(*row) for row in zip(lines["article"], lines["sentence"], strict=True)]
    given: tuple[Iterable[str], ...] = (lines["left"], lines["node"], lines["right"], where)
    columns = [list(map(_plain, column)) for column in given]
    wide = [max(map(cells, column), default=0) for column in columns]
    rows = "".join(
        f'<tr style="white-space:nowrap"><td style="text-align:right" lang="zh">{safe(left)}</td>'
        f'<th scope="row" lang="zh"><mark>{safe(node)}</mark></th>'
        f'<td lang="zh">{safe(right)}</td><td class="address" data-place="{place}">{marked(address)}</td></tr>'
        for place, left, node, right, address in zip(places, *columns, strict=True)
    )
    heads = (words.column(name, lang) for name in ("before", "node", "after", "where"))
    head = "".join(f'<th scope="col">{safe(name)}</th>' for name in heads)
    body = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    texts = [
        f"{_gap(left, wide[0])}{left} {node} {_gap(node, wide[1])}{right} {_gap(right, wide[2])}{address}"
        for left, node, right, address in zip(*columns, strict=True)
    ]
    html = f'<table class="kwic"><caption>{marked(caption)}</caption>{body}</table>'
    return Html(html, "\n".join([_plain(caption), *texts]))


def _plain(text: str) -> str:
    """Without what a terminal would obey, or what would turn a line around."""
    return "".join(" " if category(c)[0] == "C" else c for c in text)


def _gap(text: str, wide: int) -> str:
    """What is missing to so many cells: full-width spaces as far as they go, so that any font lines them up."""
    pairs, odd = divmod(wide - cells(text), 2)
    return "\u3000" * pairs + " " * odd
