"""Tables of articles → pages: text that is clean already, and what each row says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from duizhao.errors import InputError
from duizhao.pages import read as pages
from duizhao.pages.features import fold
from duizhao.pages.metadata import dates
from duizhao.pages.read import Page
from duizhao.pages.tables.rows import by_use, delimited, filled, read_rows, use_of, whole

GIVEN = ("source", "title", "published", "author", "url", "target", "event")
"""The columns that are kept beside `text`; any may be missing, or empty in a row."""
LABEL = 200
"""Cells of other columns are kept under the column's own name, to group by, if they have no more characters."""
Columns = Mapping[str, str]
"""A column's use (`text` or one of `GIVEN`) → the name that a table has for it, where that is none of `columns.csv`."""


def read_table(path: str | Path, *, columns: Columns | None = None) -> list[Page]:
    """Read a table with a row an article, one page a row, named `path#1`, …

    CSV (comma, tab or semicolon, in any encoding that `read.decode` knows), JSON, JSON Lines, Parquet or Excel, by
    suffix. Columns are known by their usual names (`columns.csv`) or by `columns`; what others say in a word or two is
    kept in `given`. Pages are `clean`; a title becomes the first line, if it is not the text's already; `published` is
    ISO 8601.

    Raises
    ------
    InputError
        The table is missing, empty, broken, or none of its columns is known to hold the text.
    """
    return from_rows(read_rows(path), name=str(path), columns=columns)


def from_frame(frame: pd.DataFrame, *, name: str = "table", columns: Columns | None = None) -> list[Page]:
    """The pages of a DataFrame with a row an article, as `read_table` makes them."""
    return from_rows(frame.rename(columns=str).to_dict("records"), name=name, columns=columns)


def from_text(text: str, *, name: str = "table", columns: Columns | None = None) -> list[Page]:
    """The pages of a text that is a table, its cells parted by commas, tabs or semicolons."""
    return from_rows(whole(delimited(text), name), name=name, columns=columns)


def from_rows(rows: Iterable[Mapping[Any, Any]], *, name: str = "table", columns: Columns | None = None) -> list[Page]:
    """The pages of rows that are mappings from column to cell, as `read_table` makes them.

    Examples
    --------
    >>> from_rows([{"标题": "新桥通车", "正文": "新桥今天通车。", "日期": 45414}])[0].given["published"]
    '2024-05-02'
    """
    made = []
    for number, row in enumerate(rows, 1):
        lost = [column for column in (columns or {}).values() if column not in row and number == 1]
        if lost:
            raise InputError(f"{name}: no column {', '.join(lost)}; its columns are {', '.join(map(str, row))}")
        uses = _uses(row, columns or {}, name)
        cells = {use: row[column] for use, column in uses.items() if column in row}
        taken = {*GIVEN, *uses.values()}
        own = {str(c): row[c] for c in row if c not in taken and use_of(str(c))[1] not in ("text", "title")}
        made.append(_page(cells, own, f"{name}#{number}"))
    return made


def _uses(row: Mapping[Any, Any], columns: Columns, name: str) -> dict[str, Any]:
    """Use → column of a row."""
    uses = by_use(row) | dict(columns)
    if unknown := [use for use in uses if use not in ("text", *GIVEN)]:
        raise InputError(f"no use {', '.join(unknown)} of a column; there are text, {', '.join(GIVEN)}")
    if uses.get("text") not in row:
        told = f"no column is known to hold the text; its columns are {', '.join(map(str, row))}"
        raise InputError(f"{name}: {told}; say which with --columns text=NAME")
    return uses


def _page(row: Mapping[str, Any], own: Mapping[str, Any], name: str) -> Page:
    """A page of the cells by use, and of those of the table's own columns."""
    cells = filled(row)
    given = {key: " ".join(cells[key].split()) for key in GIVEN if key in cells}
    short = {key: cell for key, cell in own.items() if pd.api.types.is_scalar(cell) and len(str(cell)) <= LABEL}
    given |= {key: " ".join(cell.split()) for key, cell in filled(short).items()}
    text, title, said = cells.get("text", ""), given.get("title"), given.pop("published", "")
    warnings: tuple[str, ...] = () if text.strip() else ("the row has no text",)
    if lost := [key for key, cell in cells.items() if "\ufffd" in cell]:
        warnings += (f"column {', '.join(lost)}: bytes that are no text were replaced by U+FFFD",)
    if value := dates.iso(fold(said)):
        given["published"] = value
    elif said:
        warnings += (f"published {said!r} is not one date for certain, left out; write 2024-05-02",)
    if title and " ".join(text.lstrip().split("\n", 1)[0].split()) != title:
        text = f"{title}\n{text}"
    page = pages.from_text(text, name=name, warnings=warnings)
    return replace(page, url=given.get("url"), clean=True, given=given)
