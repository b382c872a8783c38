"""Sheets read back, whatever saved them; a row that is none is told and the others are used."""

import csv
import io

import pytest

from duizhao import output
from duizhao.coding import coders, sheets
from duizhao.errors import InputError


@pytest.mark.parametrize(
    ("encoding", "separator", "newline"),
    [("utf-8-sig", ",", "\r\n"), ("utf-8", ";", "\n"), ("gb18030", ",", "\r\n"), ("gbk", "\t", "\r\n"),
     ("utf-16", "\t", "\r\n"), ("utf-8-sig", ";", "\r\n")],
)  # fmt: skip
def test_what_a_spreadsheet_saves_is_read_as_what_was_written(example, tmp_path, encoding, separator, newline):
    (path,) = sheets.write(example.made(layers=["stance"]), tmp_path / "a.csv")
    out = io.StringIO(newline="")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows([*rows, ["", "", ""]])
    (tmp_path / "b.csv").write_bytes(out.getvalue().encode(encoding))
    one, two = coders.read(path), coders.read(tmp_path / "b.csv")
    assert [row[1:] for row in one.rows] == [row[1:] for row in two.rows]


def test_a_workbook_is_read_as_its_table(example, tmp_path):
    table = example.made(layers=["frames"])["frames"]
    table.map(output.cell).astype({"sentence": int, "start": int}).to_excel(tmp_path / "a.xlsx", index=False)
    rows = coders.from_tables("a", {"frames": table}).rows
    assert [row[1:] for row in coders.read(tmp_path / "a.xlsx").rows] == [row[1:] for row in rows]


def test_a_row_that_is_none_is_told_and_the_others_are_used(example, tmp_path):
    sheet = example.handed(tmp_path, "b", example.changed("frames", security=(0, "maybe"), conflict=(1, "１")))
    (problem,) = sheet.problems
    assert problem.endswith("b.csv row 2, column security: 'maybe'; write 1, or 0")
    assert [row.codes["frames", "conflict"] for row in sheet.rows] == [1, 1, 0]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "without rows"),
        (b"PK\x03\x04..", "ZIP archive"),
        (b"a,b\n1,2\n", "no sheet"),
        (b"page,layer\n" + b"x" * 200_000, "no sheet"),
    ],
)
def test_what_is_no_sheet_is_said(tmp_path, data, message):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError, match=message):
        coders.read(tmp_path / "a.csv")
