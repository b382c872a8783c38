"""Tables of articles → pages: text that is clean already, and what each row says of it; also exports of databases."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import dropwhile, pairwise, takewhile
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
from duizhao.pages.metadata import dates, names
from duizhao.pages.read import Page

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx")
GIVEN = ("source", "title", "published", "author", "url", "target", "event")
"""The columns that are kept beside `text`; any may be missing, or empty in a row."""
LABEL = 200
"""Cells of other columns are kept under the column's own name, to group by, if they have no more characters."""
LARGEST, ROWS = 256 << 20, 200_000
"""Bytes of a table, packed and unpacked, and its rows: they are all held in memory."""
Columns = Mapping[str, str]
"""A column's use (`text` or one of `GIVEN`) → the name that a table has for it, where that is none of `columns.csv`."""
_COLUMNS = {row["name"]: (rank, row["use"]) for rank, row in enumerate(table("columns.csv"))}
"""The names of columns, folded: their rank (of two columns with one use the first name wins) and their use."""


def read_table(path: str | Path, *, columns: Columns | None = None) -> list[Page]:
    """Read a table with a row an article, one page a row, named `path#1`, …

    CSV (comma, tab or semicolon, in any encoding that `read.decode` knows), JSON, JSON Lines, Parquet or Excel, by
    suffix. Columns are known by their usual names (`columns.csv`) or by `columns`; what others say in a word or two is kept
    in `given`. Pages are `clean`; a title becomes the first line, if it is not the text's already; `published` is ISO 8601.

    Raises
    ------
    InputError
        The table is missing, empty, broken, or none of its columns is known to hold the text.
    """
    return from_rows(read_rows(path), name=str(path), columns=columns)


def read_rows(path: str | Path) -> list[dict[Any, Any]]:
    """The rows of any table that `read_table` reads, by column; InputError as there."""
    return _whole(_rows(Path(path)), str(path))


def _whole(rows: Iterable[dict[Any, Any]], name: str) -> list[dict[Any, Any]]:
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


def from_frame(frame: pd.DataFrame, *, name: str = "table", columns: Columns | None = None) -> list[Page]:
    """The pages of a DataFrame with a row an article, as `read_table` makes them."""
    return from_rows(frame.rename(columns=str).to_dict("records"), name=name, columns=columns)


def from_text(text: str, *, name: str = "table", columns: Columns | None = None) -> list[Page]:
    """The pages of a text that is a table, its cells parted by commas, tabs or semicolons."""
    return from_rows(_whole(_delimited(text), name), name=name, columns=columns)


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
        own = {str(c): row[c] for c in row if c not in taken and _use(str(c))[1] not in ("text", "title")}
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


def by_use(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Use → column of a row, by the usual names."""
    return {use: column for _, use, column in sorted(((*_use(str(c)), c) for c in row), reverse=True) if use}


def is_table(text: str) -> bool:
    """Whether the first line of a text is the header of a table: a column for the text and another that is known."""
    head = _head(text[:2000])
    found = {use for _, use in map(_use, next(csv.reader([head], delimiter=_delimiter(head)), []))} - {""}
    return "text" in found and len(found) > 1


def _head(text: str) -> str:
    return re.split("[\r\n]", text, maxsplit=1)[0]


def _use(name: str) -> tuple[int, str]:
    return _COLUMNS.get(re.sub(r"[\W_]", "", fold(name)).lower(), (0, ""))


def _delimiter(head: str) -> str:
    """Whichever of comma, tab and semicolon parts a header into most known columns, or else most cells."""
    cells = {sign: next(csv.reader([head], delimiter=sign), []) for sign in ",\t;"}
    return max(cells, key=lambda sign: (sum(bool(_use(cell)[1]) for cell in cells[sign]), len(cells[sign])))


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
        yield from _delimited(text)
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


def _delimited(text: str) -> Iterator[dict[str, Any]]:
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
    use = _use(match[1])[1] if match else ""
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
