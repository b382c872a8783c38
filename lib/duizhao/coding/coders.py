"""Sheets that people filled in, as spreadsheets save them → the codes in each row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

import pandas as pd

from duizhao.coding import sheets
from duizhao.errors import InputError
from duizhao.output import uncell
from duizhao.pages import tables

Codes = dict[tuple[str, str], int | str]
"""By variable and category: `frames, security`; `author, RU`; `quotes, direct`; `speaker, ` for all who are quoted."""
_OTHER = sheets.FIXED | {name for names in sheets.COLUMNS.values() for name in names}
_NONE = frozenset(("", "0", "no", "n", "none", "false", "无", "否", "没有"))
_SOME = dict.fromkeys(("1", "x", "yes", "y", "true", "是", "有", "√", "✓"), 1)
_FOR, _AGAINST = ("for", "1", "+1", "+", "正", "支持"), ("against", "-1", "−1", "-", "负", "反对")
_SIGNS = dict.fromkeys(_FOR, 1) | dict.fromkeys(_AGAINST, -1)


class Row(NamedTuple):
    """A row: `where` names it as a spreadsheet does, `cells` is what was typed, `codes` what that means (0: no)."""

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
    """One coder's sheet: a table as `sheets.write` makes it and a spreadsheet saves it, or a folder of such files.

    Any CSV or Excel workbook that `pages.tables` reads; the order of rows and columns is free. A row that cannot be
    used is told in `problems`; a file that is no sheet is an InputError.
    """
    path = Path(path)
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    if not files:
        raise InputError(f"{path}: no sheet in this folder; name a CSV file that duizhao sheet wrote")
    return _sheet(path.stem or str(path), (given for file in files for given in _cells(file)))


def from_tables(coder: str, given: Mapping[str, pd.DataFrame]) -> Sheet:
    """A sheet that was never a file: what `sheets.tables` makes."""
    rows = ((f"{coder}, {layer} row {n}", table.iloc[n]) for layer, table in given.items() for n in range(len(table)))
    return _sheet(coder, ((where, dict(row)) for where, row in rows))


def names(text: str, parted: str = "[;、]") -> list[str]:
    """The names in a cell; none where it says that there is nobody."""
    return sorted({name for part in re.split(parted, text) if (name := part.strip()).lower() not in _NONE})


def _sheet(name: str, given: Iterable[tuple[str, dict[str, str]]]) -> Sheet:
    rows, problems, coders = [], [], set()
    for where, cells in given:
        coders.add(cells.get("coder", ""))
        try:
            rows.append(_row(cells, where))
        except InputError as error:
            problems.append(str(error))
    coders.discard("")
    return Sheet(coders.pop() if len(coders) == 1 else name, rows, problems)


def _cells(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    rows = tables.read_rows(path)
    header = {column: uncell(str(column)).strip() for column in max(rows, key=len)}
    if missing := [name for name in (*sheets.ADDRESS, "text") if name not in header.values()]:
        told = f"no column {', '.join(missing)}: no sheet, or not with the columns that it was given"
        raise InputError(f"{path}: {told}")
    for number, row in enumerate(rows, 2):
        if cells := tables.filled(row):
            yield f"{path} row {number}", {name: uncell(cells.get(column, "")) for column, name in header.items()}


def _row(cells: dict[str, str], where: str) -> Row:
    layer = cells["layer"].strip()
    if layer not in sheets.COLUMNS:
        raise InputError(f"{where}, column layer: no layer {layer!r}; there are {', '.join(sheets.COLUMNS)}")
    for name in ("sentence", "start", "end"):
        if not re.fullmatch(r"\s*[0-9]{1,12}\s*", cells[name]):
            raise InputError(f"{where}, column {name}: {cells[name]!r} is no number; leave it as it was")
    asked = sheets.COLUMNS[layer] or tuple(name for name in cells if name and name not in _OTHER)
    if missing := [name for name in asked if name not in cells]:
        raise InputError(f"{where}: no column {', '.join(missing)}; a sheet keeps the columns that it was given")
    given = {name: " ".join(normalize("NFKC", cells[name]).split()) for name in asked}
    target = normalize("NFKC", cells.get("target", "")).strip().upper() if layer == "stance" else ""
    place = int(cells["sentence"]), int(cells["start"]), int(cells["end"])
    return Row(where, layer, cells["page"], *place, cells["text"], target, given, _codes(layer, given, target, where))


def _codes(layer: str, given: dict[str, str], target: str, where: str) -> Codes:
    """The row's answers."""
    if layer == "mentions":
        return {("actors", code.upper()): 1 for code in names(given["actors"], r"[\s,;、/]+")}
    if layer == "frames":
        return {("frames", name): _mark(name, text, _SOME, where) for name, text in given.items()}
    if layer == "stance":
        return _stance(given, target, where)
    codes: Codes = {(layer, name): int(bool(names(text))) for name, text in given.items()}
    who = "; ".join(names(";".join(given.values())))
    return codes | {("speaker", ""): who} if layer == "quotes" and who else codes


def _stance(given: dict[str, str], target: str, where: str) -> Codes:
    signs = {name.removeprefix("polarity_"): _mark(name, text, _SIGNS, where) for name, text in given.items()}
    if any(signs.values()) and not target:
        raise InputError(f"{where}, column target: a stance of nobody; write the actor's code")
    return {(voice, target): sign for voice, sign in signs.items() if target}


def _mark(name: str, text: str, known: Mapping[str, int], where: str) -> int:
    if text.lower() not in _NONE | known.keys():
        ask = "1" if known is _SOME else "for, against"
        raise InputError(f"{where}, column {name}: {text!r}; write {ask}, or 0")
    return known.get(text.lower(), 0)
