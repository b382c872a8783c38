"""Sheets that people filled in, as spreadsheets save them → the codes in each row."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

import pandas as pd

from duizhao import disk
from duizhao.coding import sheets
from duizhao.errors import InputError
from duizhao.output import uncell
from duizhao.pages import read as pages

Codes = dict[tuple[str, str], int | str]
"""By variable and category: `frames, security`; `author, RU` (stance); `quotes, direct`; `speaker, ` for all who are quoted."""
_OTHER = sheets.FIXED | {name for names in sheets.COLUMNS.values() for name in names}
_NONE = frozenset(("", "0", "no", "n", "none", "false", "无", "否", "没有"))
_SOME = dict.fromkeys(("1", "x", "yes", "y", "true", "是", "有", "√", "✓"), 1)
_FOR, _AGAINST = ("for", "1", "+1", "+", "正", "支持"), ("against", "-1", "−1", "-", "负", "反对")
_SIGNS = dict.fromkeys(_FOR, 1) | dict.fromkeys(_AGAINST, -1)


class Row(NamedTuple):
    """A row of a sheet: `where` names it as a spreadsheet does, `cells` is what was typed, `codes` what that means (0: no)."""

    where: str
    layer: str
    page: str
    sentence: int
    start: int
    end: int
    text: str
    target: str
    cells: dict[str, str]
    codes: Codes

    @property
    def blank(self) -> bool:
        """Nothing was filled in."""
        return not any(self.cells.values())


class Sheet(NamedTuple):
    """What one person handed in: the rows, and a line for each that is none, naming file, row and column."""

    coder: str
    rows: list[Row]
    problems: list[str]


def read(path: str | Path) -> Sheet:
    """One coder's sheet: a CSV file as `sheets.write` makes it and a spreadsheet saves it, or a folder of such files.

    Encoding (UTF-8, GBK, UTF-16) and separator (comma, semicolon, tab) are found out; the order of rows and columns is
    free. A row that cannot be used is told in `problems`; a file that is no sheet is an InputError.
    """
    path = Path(path)
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{path}: no sheet in this folder; name a CSV file that duizhao sheet wrote")
    sheet = _sheet(path.stem or str(path), (given for file in files for given in _cells(file)))
    if not sheet.rows and not sheet.problems:
        raise InputError(f"{path}: a sheet without rows; write one with duizhao sheet")
    return sheet


def from_tables(coder: str, tables: Mapping[str, pd.DataFrame]) -> Sheet:
    """A sheet that was never a file: what `sheets.tables` makes."""
    numbered = ((f"{coder}, {layer} row {n}", table.iloc[n]) for layer, table in tables.items() for n in range(len(table)))
    return _sheet(coder, ((where, dict(row)) for where, row in numbered))


def speakers(text: str) -> list[str]:
    """The names in a cell; none where it says that there is nobody."""
    return [] if text.lower() in _NONE else sorted({name.strip() for name in re.split("[;、]", text)} - {""})


def _sheet(name: str, given: Iterable[tuple[str, dict[str, str]]]) -> Sheet:
    rows, problems, names = [], [], set()
    for where, cells in given:
        names.add(cells.get("coder", ""))
        try:
            rows.append(_row(cells, where))
        except InputError as error:
            problems.append(str(error))
    names.discard("")
    return Sheet(names.pop() if len(names) == 1 else name, rows, problems)


def _cells(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    data = disk.data(path)
    try:
        pages.refuse_binary(data, str(path))
    except InputError:
        raise InputError(f"{path}: not text; save the sheet as CSV (UTF-8) in the spreadsheet") from None
    lines = list(io.StringIO(pages.decode(data).text, newline=""))
    first = next((n for n, line in enumerate(lines[:3]) if "page" in line and "layer" in line), len(lines))
    table = csv.reader(lines[first:], delimiter=max(",;\t", key="".join(lines[first : first + 1]).count))
    try:
        head, *filled = list(table) or [[]]
    except csv.Error as error:
        raise InputError(f"{path}: row {first + table.line_num}: no row of a sheet ({error})") from None
    header = [uncell(name).strip() for name in head]
    if missing := [name for name in (*sheets.ADDRESS, "text") if name not in header]:
        raise InputError(f"{path}: no column {', '.join(missing)}: no sheet, or not with the columns that it was given")
    for number, values in enumerate(filled, first + 2):
        if any(value.strip() for value in values):
            values += [""] * (len(header) - len(values))
            yield f"{path} row {number}", dict(zip(header, map(uncell, values), strict=False))


def _row(cells: dict[str, str], where: str) -> Row:
    layer = cells["layer"].strip()
    if layer not in sheets.COLUMNS:
        raise InputError(f"{where}, column layer: no layer {layer!r}; there are {', '.join(sheets.COLUMNS)}")
    for name in ("sentence", "start", "end"):
        if not re.fullmatch(r"\s*[0-9]{1,12}\s*", cells[name]):
            raise InputError(f"{where}, column {name}: {cells[name]!r} is no number; leave it as it was")
    names = sheets.COLUMNS[layer] or tuple(name for name in cells if name and name not in _OTHER)
    if missing := [name for name in ("page", *names) if name not in cells]:
        raise InputError(f"{where}: no column {', '.join(missing)}; a sheet keeps the columns that it was given")
    given = {name: " ".join(normalize("NFKC", cells[name]).split()) for name in names}
    target = normalize("NFKC", cells.get("target", "")).strip().upper() if layer == "stance" else ""
    place = int(cells["sentence"]), int(cells["start"]), int(cells["end"])
    return Row(where, layer, cells["page"], *place, cells["text"], target, given, _codes(layer, given, target, where))


def _codes(layer: str, given: dict[str, str], target: str, where: str) -> Codes:
    """The row's answers."""
    if layer == "mentions":
        actors = re.split(r"[\s,;、/]+", given["actors"].upper())
        return {("actors", code): 1 for code in actors if code.lower() not in _NONE}
    if layer in ("quotes", "hedges"):
        said = {name: speakers(text) for name, text in given.items()}
        who = "; ".join(sorted({name for own in said.values() for name in own})) if layer == "quotes" else ""
        return {(layer, name): int(bool(own)) for name, own in said.items()} | ({("speaker", ""): who} if who else {})
    known = _SIGNS if layer == "stance" else _SOME
    for name, text in given.items():
        if text.lower() not in _NONE | known.keys():
            ask = "for, against, or 0" if layer == "stance" else "1, or 0"
            raise InputError(f"{where}, column {name}: {text!r}; write {ask}")
        if layer == "stance" and text.lower() in known and not target:
            raise InputError(f"{where}, column target: {name} is {text!r}, but of nobody; write the actor's code")
    values = {name.removeprefix("polarity_"): known.get(text.lower(), 0) for name, text in given.items()}
    if layer == "frames":
        return {("frames", name): value for name, value in values.items()}
    return {(voice, target): value for voice, value in values.items() if target}
