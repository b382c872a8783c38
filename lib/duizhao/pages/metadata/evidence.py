"""What a page offers as evidence of its article: its lines by where they stand, and what its HTML says of a field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

from duizhao.pages.features import fold, table
from duizhao.pages.read import Page

Span = tuple[int, int]


class Row(NamedTuple):
    """A line with its role and its folded text."""

    line: int
    start: int
    end: int
    role: str
    text: str


class Claim(NamedTuple):
    """What a field of the metadata is said to be, how that was read, and where (without a row: in the HTML only)."""

    field: str
    value: str
    how: str
    row: Row | None = None
    span: Span = (-1, -1)


class View(NamedTuple):
    """A page's lines that are not blank, by where they stand; `above` and `head` are before and after the title."""

    page: Page
    title: Row | None
    above: list[Row]
    head: list[Row]
    before: list[Row]
    body: list[Row]
    rest: list[Row]
    tail: list[Row]


def _patterns() -> dict[str, str]:
    """The patterns of `patterns.csv` by name; `{{name}}` in one stands for those of an earlier name."""
    found: dict[str, str] = {}
    for row in table("metadata/patterns.csv"):
        pattern = re.sub(r"\{\{(.*?)\}\}", lambda earlier: found[earlier[1]], row["pattern"])
        found[row["name"]] = f"{found[row['name']]}|{pattern}" if row["name"] in found else pattern
    return found


PATTERNS = _patterns()
"""Regular expressions by name, for folded text, each with an example in the file."""
_EVIDENCE = [(row["field"], row["where"], re.compile(row["pattern"])) for row in table("metadata/evidence.csv")]


def marked(page: Page, field: str, head: str = "") -> Iterator[tuple[str, str]]:
    """How and what the HTML says of a field, in the order of `evidence.csv`; `head` is its part from title to body."""
    for wanted, where, pattern in _EVIDENCE:
        if wanted == field and where == "meta":
            yield from _in_meta(page, pattern)
        elif wanted == field:
            values = pattern.findall(head if where == "head" else page.html or "")
            if len({unescape(value).strip()[:10] for value in values}) == 1:  # else not all are the article's
                yield "HTML: marked in the page's source", unescape(max(values)).strip()


def _in_meta(page: Page, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What the page says of itself; linked data with another headline is of another article."""
    own = page.meta.get("og:title") or page.meta.get("title", "")
    other = bool(own) and shared(page.meta.get("ld:headline", own), own) < 0.3
    for key, value in page.meta.items():
        if pattern.fullmatch(key) and not (other and key.startswith("ld:")):
            yield f"HTML: {key}", value


def shared(one: str, other: str) -> float:
    """The share of the shorter text's pairs of characters that the other has too."""
    texts = ("".join(fold(text).split()) for text in (one, other))
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in texts]
    return len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))


def at(field: str, value: str, row: Row, how: str, span: Span | None = None) -> Claim:
    """A claim that stands in a line: at `span`, or where the line holds the value."""
    place = row.text.find(value)
    return Claim(field, value, how, row, span or ((place, place + len(value)) if place >= 0 else (0, len(row.text))))
