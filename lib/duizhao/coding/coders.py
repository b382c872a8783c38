"""Sheets that coders filled in, as spreadsheets save them → what each answered, unit by unit."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize

import pandas as pd

from duizhao.coding import sheets
from duizhao.errors import InputError
from duizhao.pages import read as pages

Unit = tuple[str, int, str, str]
"""(page, sentence, variable, category): what one coder answers once."""


class Row(NamedTuple):
    """A row of a sheet; `where` names it as a spreadsheet does."""

    where: str
    page: str
    sentence: int
    start: int
    end: int
    text: str
    cells: dict[str, str]


class Sheet(NamedTuple):
    """What one coder handed in: rows by layer."""

    coder: str
    rows: dict[str, list[Row]]


def read(path: str | Path) -> Sheet:
    """One coder's sheet: a CSV file as `write` makes it and a spreadsheet saves it, or a folder of such files.

    Encoding (UTF-8, GBK, UTF-16) and separator (comma, semicolon, tab) are found out; the order of rows and columns is free.

    Raises
    ------
    InputError
        Not a sheet, or a row whose address was changed; the message names the row.
    """
    path = Path(path)
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{path}: no sheet in this folder; name a CSV file that duizhao sheet wrote")
    rows: dict[str, list[Row]] = {}
    for file in files:
        for layer, row in _rows(file):
            rows.setdefault(layer, []).append(row)
    if not rows:
        raise InputError(f"{path}: a sheet without rows; write one with duizhao sheet")
    names = {row.cells["coder"] for own in rows.values() for row in own if row.cells.get("coder")}
    return Sheet(names.pop() if len(names) == 1 else path.stem or str(path), rows)


def from_tables(coder: str, tables: Mapping[str, pd.DataFrame]) -> Sheet:
    """A coder's sheet that was never a file: what `sheets.tables` makes."""
    return Sheet(
        coder,
        {
            layer: [row(cells, f"{coder}, {layer} row {n}")[1] for n, cells in enumerate(table.to_dict("records"), 2)]  # type: ignore[arg-type]
            for layer, table in tables.items()
        },
    )


def _rows(path: Path) -> Iterator[tuple[str, Row]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None
    try:
        pages.refuse_binary(data, str(path))
    except InputError:
        raise InputError(f"{path}: not text; save the sheet as CSV (UTF-8) in the spreadsheet") from None
    lines = list(io.StringIO(pages.decode(data).text, newline=""))
    first = next((n for n, line in enumerate(lines[:3]) if "page" in line and "layer" in line), None)
    if first is None:
        raise InputError(f"{path}: no sheet: its first row must have the columns {', '.join(sheets.ADDRESS)}")
    separator = max(",;\t", key=lines[first].count)
    table = csv.reader(lines[first:], delimiter=separator)
    header = [sheets.uncell(name).strip() for name in next(table)]
    if missing := [name for name in (*sheets.ADDRESS, "text") if name not in header]:
        raise InputError(f"{path}: no column {', '.join(missing)}; a sheet keeps the columns that it was given")
    for number, values in enumerate(table, first + 2):
        if any(value.strip() for value in values):
            values += [""] * (len(header) - len(values))
            cells = dict(zip(header, map(sheets.uncell, values), strict=False))
            yield row(cells, f"{path} row {number}")


def row(cells: dict[str, str], where: str) -> tuple[str, Row]:
    layer, page = cells.get("layer", "").strip(), cells.get("page", "")
    if layer not in sheets.COLUMNS:
        raise InputError(f"{where}: no layer {layer!r}; there are {', '.join(sheets.COLUMNS)}")
    numbers = [cells.get(name, "").strip() for name in ("sentence", "start", "end")]
    if not page or not all(re.fullmatch(r"[0-9]{1,12}", number) for number in numbers):
        raise InputError(
            f"{where}: {page!r}, {', '.join(numbers)} is no page, sentence, start and end; leave them as they were"
        )
    if missing := [name for name in sheets.COLUMNS[layer] if name not in cells]:
        raise InputError(f"{where}: no column {', '.join(missing)}; a sheet keeps the columns that it was given")
    number, start, end = map(int, numbers)
    return layer, Row(where, page, number, start, end, cells["text"], cells)


def answers(layer: str, rows: list[Row], blank_is_zero: bool) -> tuple[dict[Unit, Any], set[tuple[str, int]]]:
    """What one coder answered, unit by unit, and the sentences in which something was answered."""
    found: dict[Unit, Any] = {}
    coded: set[tuple[str, int]] = set()
    seen: dict[tuple[str, int, str], str] = {}
    for row in rows:
        target = _plain(row.cells.get("target", "")).upper() if layer == "stance" else ""
        place = row.page, row.sentence
        if (twice := seen.setdefault((*place, target), row.where)) != row.where:
            raise InputError(
                f"{row.where}: sentence {row.sentence} of {row.page} {target} again, after {twice}; keep one of them"
            )
        names = sheets.COLUMNS[layer] or [n for n in row.cells if n and n not in _OTHER]
        cells = {name: _plain(row.cells[name]) for name in names}
        blank = not any(cells.values()) and not blank_is_zero
        coded |= set() if blank else {place}
        for variable, category, value in _codes(layer, cells, target, row):
            found[*place, variable, category] = None if blank else value
    return found, coded


_OTHER = sheets.FIXED | {name for names in sheets.COLUMNS.values() for name in names}
_NONE = frozenset(("", "0", "no", "n", "none", "false", "无", "否", "没有"))
_SOME = frozenset(("1", "x", "yes", "y", "true", "是", "有", "√", "✓"))
_SIGNS = {
    "for": 1,
    "1": 1,
    "+1": 1,
    "+": 1,
    "正": 1,
    "支持": 1,
    "against": -1,
    "-1": -1,
    "−1": -1,
    "-": -1,
    "负": -1,
    "反对": -1,
}


def _plain(text: str) -> str:
    """What was typed, whatever the keyboard: full-width signs as half-width ones."""
    return " ".join(normalize("NFKC", text).split())


def _codes(layer: str, cells: dict[str, str], target: str, row: Row) -> Iterator[tuple[str, str, Any]]:
    """Variable, category and value of each answer in a row."""
    if layer == "mentions":
        codes = [code for code in re.split(r"[\s,;、/]+", cells["actors"].upper()) if code.lower() not in _NONE]
        yield from (("actors", code, 1) for code in codes)
    elif layer == "stance":
        for name, text in cells.items():
            if text.lower() not in _NONE | _SIGNS.keys():
                raise InputError(f"{row.where}: {name} is {text!r}; write for, against, or 0")
            value = _SIGNS.get(text.lower(), 0)
            if value and not target:
                raise InputError(f"{row.where}: {name} is {text!r}, but of nobody; write the actor's code under target")
            if target:
                yield name.removeprefix("polarity_"), target, value
    elif layer == "frames":
        for name, text in cells.items():
            if text.lower() not in _NONE | _SOME:
                raise InputError(f"{row.where}: {name} is {text!r}; write 1, or 0")
            yield "frames", name, int(text.lower() in _SOME)
    else:
        given = {name: "" if text.lower() in _NONE else text for name, text in cells.items()}
        yield from ((layer, name, int(bool(text))) for name, text in given.items())
        who = {name.strip() for text in given.values() for name in re.split("[;、]", text) if name.strip()}
        if layer == "quotes" and who:
            yield "speaker", "", "; ".join(sorted(who))


def check_same(layer: str, own: dict[str, list[Row]]) -> None:
    first: dict[tuple[str, int], Row] = {}
    for row in (row for rows in own.values() for row in rows):
        here = first.setdefault((row.page, row.sentence), row)
        # of the text the letters: a spreadsheet that saves in GBK loses signs
        if (here.start, here.end, _letters(here.text)) != (row.start, row.end, _letters(row.text)):
            raise InputError(
                f"{row.where}: sentence {row.sentence} of {row.page} is not the one in {here.where}; "
                "compare sheets of the same pages, with addresses and text as they were"
            )
    for name, rows in own.items():
        if missing := first.keys() - {(row.page, row.sentence) for row in rows}:
            page, sentence = min(missing)
            where = first[page, sentence].where
            raise InputError(
                f"{name}: no row of layer {layer} for sentence {sentence} of {page} ({where} is one); "
                "leave a row blank where it is not coded, but leave it in"
            )


def _letters(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fffA-Za-z0-9]+", text))
