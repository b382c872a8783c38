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
from itertools import dropwhile, groupby, pairwise, takewhile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from duizhao.errors import InputError
from duizhao.pages import dates, encoding, names
from duizhao.pages import read as pages
from duizhao.pages.lines import fold
from duizhao.pages.read import Page

SUFFIXES = (".csv", ".tsv", ".jsonl", ".ndjson", ".json", ".parquet", ".xlsx")
GIVEN = ("source", "title", "published", "author", "url", "target")
"""The columns that are kept beside `text`; any may be missing, or empty in a row."""
Columns = Mapping[str, str]
"""A column's use (`text` or one of `GIVEN`) → the name that a table has for it, where that is none of `columns.csv`."""


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[int, str]]:
    """The names of columns, folded: their rank (of two columns with one use the first name wins) and their use."""
    with (Path(__file__).parent / "columns.csv").open(encoding="utf-8", newline="") as file:
        return {row["name"]: (rank, row["field"]) for rank, row in enumerate(csv.DictReader(file))}


def read_table(path: str | Path, *, columns: Columns | None = None) -> list[Page]:
    """Read a table with a row an article, one page a row, named `path#1`, …

    CSV (comma, tab or semicolon, whatever encoding `encoding.decode` knows), JSON, JSON Lines, Parquet or Excel, by suffix.
    The columns are known by their usual names, English or Chinese (`columns.csv`), or by `columns`. The pages are
    `clean`; a title becomes the page's first line, if it is not the text's first line already. `published` is ISO 8601.

    Raises
    ------
    InputError
        The table is missing, empty, broken, or none of its columns is known to hold the text.
    """
    path = Path(path)
    try:
        rows = list(_rows(path))
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, pa.ArrowException, csv.Error) as error:
        if isinstance(error, InputError):
            raise
        told = str(error).splitlines()[0] if str(error) else "empty"
        kind = {".xlsx": "an Excel workbook", ".parquet": "a Parquet table"}.get(path.suffix.lower(), "a table")
        raise InputError(f"{path}: cannot be read as {kind} ({told}); save it again, or as CSV (UTF-8)") from None
    if not rows:
        raise InputError(f"{path}: a table without rows; it needs a column text and a row an article")
    return from_rows(rows, name=str(path), columns=columns)


def from_frame(frame: pd.DataFrame, *, name: str = "table", columns: Columns | None = None) -> list[Page]:
    """The pages of a DataFrame with a row an article, as `read_table` makes them."""
    rows = [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
    return from_rows(rows, name=name, columns=columns)


def from_rows(
    rows: Iterable[Mapping[str, Any]], *, name: str = "table", columns: Columns | None = None
) -> list[Page]:
    """The pages of rows that are mappings from column to cell, as `read_table` makes them.

    Examples
    --------
    >>> from_rows([{"标题": "新桥通车", "正文": "新桥今天通车。", "日期": 45414}])[0].given["published"]
    '2024-05-02'
    """
    made = []
    for number, row in enumerate(rows, 1):
        if number == 1 and (lost := [column for column in (columns or {}).values() if column not in row]):
            raise InputError(f"{name}: no column {', '.join(lost)}; its columns are {', '.join(map(str, row))}")
        uses = _uses(list(row), columns or {}, name)
        made.append(_page({use: row[column] for use, column in uses.items()}, f"{name}#{number}"))
    return made


def from_text(text: str, *, name: str = "table", columns: Columns | None = None) -> list[Page]:
    """The pages of a text that is a table, its cells parted by commas, tabs or semicolons, as `read_table` makes them."""
    return from_rows(_delimited(text), name=name, columns=columns)


def is_table(text: str) -> bool:
    """Whether the first line of a text is the header of a table: a column for the text and another that is known."""
    head = text[:2000].split("\n", 1)[0]
    found = {use for _, use in map(_use, _cells(head))} - {""}
    return "text" in found and len(found) > 1


def _use(name: str) -> tuple[int, str]:
    return _known().get(re.sub(r"[\W_]", "", fold(name)).lower(), (0, ""))


def _uses(names: Sequence[str], columns: Columns, where: str) -> dict[str, str]:
    """Use → column."""
    ranked = sorted((rank, use, name) for name in names for rank, use in [_use(name)] if use)
    uses = {use: name for _, use, name in reversed(ranked)}
    for use, name in columns.items():
        if use not in ("text", *GIVEN):
            raise InputError(f"--columns {use}=…: there are text, {', '.join(GIVEN)}")
        if name in names:
            uses[use] = name
    if "text" not in uses:
        told = ", ".join(map(str, names)) or "none"
        raise InputError(
            f"{where}: no column is known to hold the text; its columns are {told}; say which with --columns text=NAME"
        )
    return uses


def _cells(head: str) -> list[str]:
    """The cells of a header, split at whichever of comma, tab and semicolon gives most known columns."""
    return next(csv.reader([head], delimiter=_delimiter(head)), [])


def _delimiter(head: str) -> str:
    def known(sign: str) -> tuple[int, int]:
        cells = next(csv.reader([head], delimiter=sign), [])
        return sum(bool(_use(cell)[1]) for cell in cells), len(cells)

    return max(",\t;", key=known)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    suffix = path.suffix.lower()
    if suffix == ".parquet":
        for batch in pq.ParquetFile(path).iter_batches():
            yield from batch.to_pylist()
        return
    if suffix == ".xlsx":
        yield from _workbook(path)
        return
    data = path.read_bytes()
    encoding.refuse_binary(data, str(path))
    text = encoding.decode(data).text
    if suffix not in (".jsonl", ".ndjson", ".json"):
        yield from _delimited(text)
    elif suffix == ".json" and text.lstrip().startswith("["):
        yield from (row for row in json.loads(text) if isinstance(row, dict))
    else:
        yield from (_record(line, n, path) for n, line in enumerate(text.split("\n"), 1) if line.strip())


def _delimited(text: str) -> Iterator[dict[str, Any]]:
    text = re.sub(r"^sep=.\r?\n", "", text)  # a line that Excel reads and writes
    csv.field_size_limit(1 << 30)
    head = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(head), strict=True)
    header = next(rows, [])
    for number, row in enumerate(rows, 2):
        if len(row) > len(header):
            raise ValueError(f"row {number} has more cells than its header")
        if row:
            yield dict(zip(header, row, strict=False))


def _workbook(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of the first sheet that has a header and rows."""
    import openpyxl  # here, because it is dear to import

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    for sheet in book.worksheets:
        rows = sheet.iter_rows(values_only=True)
        header = [str(cell) if cell is not None else "" for cell in next(rows, ())]
        found = [dict(zip(header, row, strict=False)) for row in rows if any(cell is not None for cell in row)]
        if found:
            yield from found
            return


def split(page: Page) -> list[Page]:
    """The articles of a page that is a database's export of several, one a page; else the page alone.

    Known are shapes of Factiva, WiseSearch and Nexis (`exports.csv`), and articles whose fields have labels (标题:…,
    来源:…). Where a part has no title or no text the page stays whole, with a warning.
    """
    lines = [line.strip() for line in page.text.split("\n") if line.strip()]
    rows = [_fields(part) for part in _parts(lines)]
    whole = [bool(row.get("title") and "。" in row.get("text", "")) for row in rows]
    if len(rows) < 2 or 2 * sum(whole) <= len(rows):
        return [page]
    if not all(whole):
        told = f"the file seems to hold {len(rows)} articles; save each in a file of its own, or all as a table"
        return [replace(page, warnings=(*page.warnings, told))]
    return [replace(one, warnings=(*page.warnings, *one.warnings)) for one in from_rows(rows, name=page.name)]


@lru_cache(maxsize=1)
def _shapes() -> dict[str, re.Pattern[str]]:
    with (Path(__file__).parent / "exports.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["use"])
    uses = groupby(rows, key=lambda row: row["use"])
    return {use: re.compile("|".join(row["pattern"] for row in found)) for use, found in uses}


def _parts(lines: Sequence[str]) -> list[list[str]]:
    """The lines of each article: up to what ends one, or from a labelled title, or from the line above a count of words
    or a header; none where there are not two of these."""
    folded = [fold(line) for line in lines]
    starts = [0, *(i + 1 for i, line in enumerate(folded) if _shapes()["end"].fullmatch(line))]
    if len(starts) < 3:
        labels = [_label(line)[0] for line in lines]
        starts = [i for i, use in enumerate(labels) if use == "title"]
        if len(starts) < 2 or len({*labels} & {"source", "published"}) == 0:
            marks = [i for i, line in enumerate(folded) if _shapes()["mark"].fullmatch(line)]
            heads = [i for i, line in enumerate(folded) if line.count("|") > 1 and _dated(line)]
            starts = [i - 1 for i in max(marks, heads, key=len) if i]
        starts.append(len(lines))
    return [list(lines[start:end]) for start, end in pairwise(starts)] if len(starts) > 2 else []


def _dated(line: str) -> bool:
    return len(line) < 80 and "。" not in line and dates.find(line) is not None


def _label(line: str) -> tuple[str, str]:
    """The use of a labelled line and its value; ("", line) without a label."""
    match = re.match(r"[【\[]?([\w ]{2,12})[】\]]? ?: ?", fold(line))
    use = _use(match[1])[1] if match else ""
    return (use, line[match.end() :]) if match and use else ("", line)


def _fields(lines: list[str]) -> dict[str, str]:
    """Title, source, date and text of one article of an export."""
    labelled = [_label(line) for line in lines]
    if "title" in dict(labelled):
        text = "\n".join(value for use, value in labelled if use in ("", "text") and value)
        return {use: value for use, value in reversed(labelled) if use} | {"text": text}
    known = re.compile("|".join(pattern.pattern for pattern in _shapes().values()))
    lines = list(dropwhile(lambda line: known.fullmatch(fold(line)), lines))
    top = list(takewhile(lambda line: "。" not in line and len(line) < 80, lines[1:12]))
    last = max((i for i, line in enumerate(top, 1) if known.fullmatch(fold(line)) or _dated(fold(line))), default=0)
    head = [cell.strip() for line in lines[1 : last + 1] for cell in line.split("|")]
    called = [cell for cell in head if cell and not known.fullmatch(fold(cell)) and not _dated(fold(cell))]
    outlets = [cell for cell in called if names.kind(fold(cell)) == "outlet"]
    return {
        "title": lines[0] if lines else "",
        "published": next((cell for cell in head if _dated(fold(cell))), ""),
        "source": next(iter(outlets or called), ""),
        "text": "\n".join(line for line in lines[last + 1 :] if not known.fullmatch(fold(line))),
    }


def _record(line: str, number: int, path: Path) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise InputError(f'{path}: line {number} is no JSON object; write one article a line: {{"text": …}}')
    return row


def _page(row: Mapping[str, Any], name: str) -> Page:
    empty = {key for key, value in row.items() if pd.api.types.is_scalar(value) and pd.isna(value)}
    cells = {key: str(value) for key, value in row.items() if key not in empty}
    given = {key: " ".join(cells[key].split()) for key in GIVEN if cells.get(key, "").strip()}
    text, title = cells.get("text", ""), given.get("title")
    warnings: tuple[str, ...] = () if text.strip() else ("the row has no text",)
    if said := given.pop("published", None):
        if value := dates.iso(fold(said)):
            given["published"] = value
        else:
            warnings += (f"published {said!r} is not one date for certain, left out; write 2024-05-02",)
    if title and " ".join(text.lstrip().split("\n", 1)[0].split()) != title:
        text = f"{title}\n{text}"
    page = pages.from_text(text, name=name, warnings=warnings)
    return Page(page.name, page.text, page.lines, warnings=warnings, url=given.get("url"), clean=True, given=given)
