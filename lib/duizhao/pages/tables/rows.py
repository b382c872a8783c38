"""Tables as rows: any file that is one, by column, within limits; and what its columns are for."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from duizhao import disk
from duizhao.errors import InputError
from duizhao.output import safe
from duizhao.pages import read as pages
from duizhao.pages.features import fold, table

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx")
LARGEST, ROWS = 256 << 20, 200_000
"""Bytes of a table, packed and unpacked, and its rows: they are all held in memory."""
_COLUMNS = {row["name"]: (rank, row["use"]) for rank, row in enumerate(table("columns.csv"))}
"""The names of columns, folded: their rank (of two columns with one use the first name wins) and their use."""


def read_rows(path: str | Path) -> list[dict[Any, Any]]:
    """The rows of any table that `read_table` reads, by column; InputError as there."""
    return whole(_rows(Path(path)), str(path))


def whole(rows: Iterable[dict[Any, Any]], name: str) -> list[dict[Any, Any]]:
    """All rows of a table; raise InputError where there are none, or one cannot be read."""
    found: list[dict[Any, Any]] = []
    size = 0
    try:
        for row in rows:
            size += sum(len(cell) for cell in row.values() if isinstance(cell, (str, bytes)))
            if len(found) == ROWS or size > LARGEST:
                raise InputError(f"{name}: more than {ROWS:,} rows or {LARGEST >> 20} MB; part it into several tables")
            found.append(row)
    except InputError:
        raise
    except (OSError, ValueError, KeyError, RecursionError, zipfile.BadZipFile, pa.ArrowException, csv.Error) as error:
        told = safe(str(error).splitlines()[0]) if str(error) else "empty"
        kind = {".xlsx": "an Excel workbook", ".parquet": "a Parquet table"}.get(Path(name).suffix.lower(), "a table")
        raise InputError(f"{name}: cannot be read as {kind} ({told}); save it again, or as CSV (UTF-8)") from None
    if not found:
        raise InputError(f"{name}: a table without rows; it needs a column text and a row an article")
    return found


def by_use(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Use → column of a row, by the usual names."""
    return {use: column for _, use, column in sorted(((*use_of(str(c)), c) for c in row), reverse=True) if use}


def is_table(text: str) -> bool:
    """Whether the first line of a text is the header of a table: a column for the text and another that is known."""
    head = _head(text[:2000])
    found = {use for _, use in map(use_of, next(csv.reader([head], delimiter=_delimiter(head)), []))} - {""}
    return "text" in found and len(found) > 1


def _head(text: str) -> str:
    return re.split("[\r\n]", text, maxsplit=1)[0]


def use_of(name: str) -> tuple[int, str]:
    """The rank and the use of a column by its name; (0, "") where it has none that is known."""
    return _COLUMNS.get(re.sub(r"[\W_]", "", fold(name)).lower(), (0, ""))


def _delimiter(head: str) -> str:
    """Whichever of comma, tab and semicolon parts a header into most known columns, or else most cells."""
    cells = {sign: next(csv.reader([head], delimiter=sign), []) for sign in ",\t;"}
    return max(cells, key=lambda sign: (sum(bool(use_of(cell)[1]) for cell in cells[sign]), len(cells[sign])))


def _rows(path: Path) -> Iterator[dict[Any, Any]]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        for batch in pq.ParquetFile(pa.BufferReader(disk.data(path, most=LARGEST))).iter_batches(batch_size=64):
            columns = [_cells(column) for column in batch.columns]
            yield from (dict(zip(batch.schema.names, row, strict=True)) for row in zip(*columns, strict=True))
        return
    if suffix == ".xlsx":
        yield from _workbook(path)
        return
    data = disk.data(path, most=LARGEST)
    pages.refuse_binary(data, str(path))
    text = pages.decode(data).text
    if suffix in (".csv", ".tsv"):
        yield from delimited(text)
    elif suffix == ".json" and text.lstrip().startswith("["):
        yield from (row for row in json.loads(text) if isinstance(row, dict))
    else:
        yield from (_record(line, n, path) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def _cells(column: pa.Array) -> list[Any]:
    """A column's cells; bytes that are no UTF-8 as U+FFFD."""
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return list(column.to_pylist())
    found = column.view(pa.binary() if pa.types.is_string(column.type) else pa.large_binary()).to_pylist()
    return [cell if cell is None else cell.decode("utf-8", "replace") for cell in found]


def delimited(text: str) -> Iterator[dict[str, Any]]:
    text = re.sub(r"^sep=.\r?\n", "", text)  # a line that Excel reads and writes
    usual = csv.field_size_limit(1 << 30)  # an article may be longer than a cell usually is
    try:
        rows = [*csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(_head(text)), strict=True)]
    finally:
        csv.field_size_limit(usual)
    for number, row in enumerate(filter(None, rows[1:]), 2):
        if len(row) > len(rows[0]):
            raise ValueError(f"row {number} has more cells than its header")
        yield dict(zip(rows[0], row, strict=False))


def _workbook(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of the first sheet that has a header and rows."""
    import openpyxl  # here, because it is dear to import

    data = io.BytesIO(disk.data(path, most=LARGEST))
    if sum(part.file_size for part in zipfile.ZipFile(data).infolist()) > 4 * LARGEST:
        raise InputError(f"{path}: unpacked larger than {4 * LARGEST >> 20} MB; part it into several tables")
    for sheet in openpyxl.load_workbook(data, read_only=True, data_only=True).worksheets:
        filled = [row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)]
        header, *rows = filled or [()]
        if rows:
            yield from (dict(zip(map(str, header), row, strict=False)) for row in rows)
            return


def _record(line: str, number: int, path: Path) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise InputError(f'{path}: line {number} is no JSON object; write one article a line: {{"text": …}}')
    return row


def filled(row: Mapping[Any, Any]) -> dict[Any, str]:
    """The cells that say something, as text."""
    scalar = pd.api.types.is_scalar
    cells = {key: pages.whole(str(value)) for key, value in row.items() if not (scalar(value) and pd.isna(value))}
    return {key: value for key, value in cells.items() if value.strip()}
