"""Tables of articles → pages: text that is clean already, and what each row says of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from duizhao.errors import InputError
from duizhao.pages import encoding
from duizhao.pages.read import Page, from_text

SUFFIXES = (".csv", ".jsonl", ".ndjson", ".parquet")
GIVEN = ("source", "title", "published", "author", "url", "target")
"""The columns that are kept beside `text`; any may be missing, or empty in a row."""


def read_table(path: str | Path) -> list[Page]:
    """Read a table with a column `text`: CSV, JSON Lines or Parquet, by suffix. One page a row, named `path#1`, …

    The pages are `clean`. A `title` becomes the page's first line, if it is not the text's first line already.

    Raises
    ------
    InputError
        The table is missing, empty, broken, or has no column `text`.
    """
    path = Path(path)
    try:
        rows = list(_rows(path))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (OSError, pd.errors.ParserError, pd.errors.EmptyDataError, pa.ArrowException) as error:
        raise InputError(
            f"{path}: cannot be read as a table ({str(error).splitlines()[0] if str(error) else 'empty'})"
        ) from None
    if not rows:
        raise InputError(f"{path}: a table without rows; it needs a column text and a row an article")
    return [_page(row, f"{path}#{number}") for number, row in enumerate(rows, 1)]


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.suffix.lower() == ".parquet":
        table = pq.ParquetFile(path)
        columns = _columns(table.schema_arrow.names, path)
        for batch in table.iter_batches(columns=list(columns)):
            yield from ({columns[k]: v for k, v in row.items()} for row in batch.to_pylist())
        return
    data = path.read_bytes()
    encoding.refuse_binary(data, str(path))
    text = encoding.decode(data).text
    if path.suffix.lower() == ".csv":
        frame = pd.read_csv(io.StringIO(text, newline=""), dtype=str, keep_default_na=False)
        if not isinstance(frame.index, pd.RangeIndex):
            raise InputError(f"{path}: cannot be read as a table (its rows have more cells than its header)")
        columns = _columns(frame.columns, path)
        yield from ({columns[k]: v for k, v in zip(columns, row, strict=True)} for row in frame[list(columns)].values)
        return
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _record(line, number, path)


def _record(line: str, number: int, path: Path) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise InputError(f'{path}: line {number} is no JSON object; write one article a line: {{"text": …}}')
    columns = _columns(row, f"{path}: line {number}")
    return {columns[k]: v for k, v in row.items() if k in columns}


def _columns(names: Any, where: object) -> dict[str, str]:
    """The columns that are used, by the name that the table has for them (case and space do not matter)."""
    columns = {name: str(name).strip().lower() for name in names if str(name).strip().lower() in ("text", *GIVEN)}
    if "text" not in columns.values():
        raise InputError(f"{where}: no column text; a table of articles has text and any of {', '.join(GIVEN)}")
    return columns


def _page(row: dict[str, Any], name: str) -> Page:
    cells = {key: str(value) for key, value in row.items() if value is not None}
    given = {key: " ".join(cells[key].split()) for key in GIVEN if cells.get(key, "").strip()}
    text, title = cells.get("text", ""), given.get("title")
    warnings = () if text.strip() else ("the row has no text",)
    if title and " ".join(text.lstrip().split("\n", 1)[0].split()) != title:
        text = f"{title}\n{text}"
    page = from_text(text, name=name, warnings=warnings)
    return Page(page.name, page.text, page.lines, warnings=warnings, url=given.get("url"), clean=True, given=given)


def from_frame(frame: pd.DataFrame, *, name: str = "table") -> list[Page]:
    """Pages from a DataFrame, a page a row, as `read_table` makes them from a file; cells without a value are empty."""
    columns = _columns(frame.columns, name)
    rows = [dict(zip(columns.values(), row, strict=True)) for row in frame[list(columns)].itertuples(index=False)]
    if not rows:
        raise InputError(f"{name}: a table without rows; it needs a column text and a row an article")
    return [
        _page({k: v for k, v in row.items() if not pd.isna(v)}, f"{name}#{number}") for number, row in enumerate(rows, 1)
    ]
