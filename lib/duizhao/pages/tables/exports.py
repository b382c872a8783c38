"""A database's export of several articles in one text (Factiva, WiseSearch, Nexis, labelled fields) → a page each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import dropwhile, pairwise, takewhile

from duizhao.pages.features import fold, table
from duizhao.pages.metadata import dates, names
from duizhao.pages.read import Page
from duizhao.pages.tables.articles import from_rows
from duizhao.pages.tables.rows import use_of


@lru_cache(maxsize=1)
def _shapes() -> dict[str, re.Pattern[str]]:
    """What lines of exports are, by their use in `exports.csv`, and all of these as `any`."""
    rows = table("exports.csv")
    some = {use: [row["pattern"] for row in rows if use in (row["use"], "any")] for use in ("end", "mark", "any")}
    return {use: re.compile("|".join(patterns)) for use, patterns in some.items()}


def split(page: Page) -> list[Page]:
    """The articles of a page that is a database's export of several, one a page; else the page alone.

    Known are shapes of Factiva, WiseSearch and Nexis (`exports.csv`), and articles whose fields have labels (标题:…,
    来源:…). Where a part has no title or no text the page stays whole, with a warning.
    """
    lines = [line.strip() for line in page.text.split("\n") if line.strip()]
    rows = [_fields(part) for part in _parts(lines)]
    whole = [bool(row["title"] and "。" in row["text"]) for row in rows]
    if len(rows) < 2 or 2 * sum(whole) <= len(rows):
        return [page]
    if not all(whole):
        told = f"the file seems to hold {len(rows)} articles; save each in a file of its own, or all as a table"
        return [replace(page, warnings=(*page.warnings, told))]
    return [replace(one, warnings=(*page.warnings, *one.warnings)) for one in from_rows(rows, name=page.name)]


def _parts(lines: Sequence[str]) -> list[list[str]]:
    """The lines of each article: up to what ends one, or from a labelled title, or from the line above a count of words
    or a header; none where there are not two of these."""
    folded = [fold(line) for line in lines]
    ends = [i + 1 for i, line in enumerate(folded) if _shapes()["end"].fullmatch(line)]
    starts = [0, *ends] if len(ends) > 1 else [*_heads(folded), len(lines)]
    return [list(lines[start:end]) for start, end in pairwise(starts)] if len(starts) > 2 else []


def _heads(folded: Sequence[str]) -> list[int]:
    uses = [_label(line)[0] for line in folded]
    titles = [i for i, use in enumerate(uses) if use == "title"] if {"source", "published"} & {*uses} else []
    marks = [max(i - 1, 0) for i, line in enumerate(folded) if _shapes()["mark"].fullmatch(line)]
    headers = [max(i - 1, 0) for i, line in enumerate(folded) if line.count("|") > 1 and _dated(line)]
    return max(titles, marks, headers, key=len)


def _dated(line: str) -> bool:
    return len(line) < 80 and "。" not in line and dates.find(line) is not None


def _label(line: str) -> tuple[str, str]:
    """The use of a labelled line and its value; ("", line) without a label."""
    match = re.match(r"[【\[]?([\w ]{2,12})[】\]]? ?: ?", fold(line))
    use = use_of(match[1])[1] if match else ""
    return (use, line[match.end() :]) if match and use else ("", line)


def _fields(lines: list[str]) -> dict[str, str]:
    """Title, source, date and text of one article of an export: labelled, or on lines above the text."""
    labelled = [_label(line) for line in lines]
    if "title" in dict(labelled):
        text = "\n".join(value for use, value in labelled if use in ("", "text") and value)
        return {use: value for use, value in reversed(labelled) if use} | {"text": text}
    return _headed(list(dropwhile(_known, lines)) or [""])


def _headed(lines: list[str]) -> dict[str, str]:
    """The same of lines that are a title, a header that ends in a date or a line of the export's own, and the text."""
    top = list(takewhile(lambda line: "。" not in line and len(line) < 80, lines[1:12]))
    last = max((i for i, line in enumerate(top, 1) if _known(line) or _dated(fold(line))), default=0)
    head = [cell.strip() for line in lines[1 : last + 1] for cell in line.split("|")]
    published = next((cell for cell in head if _dated(fold(cell))), "")
    called = [cell for cell in head if not _known(cell) and not _dated(fold(cell))]
    outlets = [cell for cell in called if names.kind(fold(cell)) == "outlet"]
    text = "\n".join(line for line in lines[last + 1 :] if not _known(line))
    return {"title": lines[0], "published": published, "source": next(iter(outlets or called), ""), "text": text}


def _known(line: str) -> bool:
    """Whether a line or cell is none of the article's text, source or date, but of the export's own."""
    return not line or _shapes()["any"].fullmatch(fold(line)) is not None
