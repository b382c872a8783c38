"""Sheets: safe in a spreadsheet, blank or filled, written all or not at all."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import cli, output
from duizhao.coding import coders, sheets
from duizhao.errors import InputError

DANGEROUS = tuple("=+-@\t\r＝＋－＠")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_csv_gives_back_every_cell(cells):
    table = pd.DataFrame([cells], columns=[f"c{n}" for n in range(len(cells))])
    data = sheets.to_csv(table)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [output.uncell(cell) for cell in rows[1]] == cells


def test_no_cell_of_a_sheet_is_a_formula(example, tmp_path):
    texts = [f"{mark}cmd|' /C calc'!A0" for mark in DANGEROUS[:4]]
    tables = sheets.tables(example.sentences(texts, page="=1+1.txt"), example.coding, sheets.COLUMNS, frames=["@frame"], coder="-x")
    for path in sheets.write(tables, tmp_path / "out"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(DANGEROUS)]


def test_nothing_is_overwritten_and_nothing_half_written(example, tmp_path):
    (tmp_path / "out").mkdir()
    work = tmp_path / "out" / "stance.csv"
    work.write_text("a coder's work")
    with pytest.raises(InputError, match="there already"):
        sheets.write(example.made(), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["stance.csv"]
    assert work.read_text() == "a coder's work"
    with pytest.raises(InputError, match="cannot be written"):
        sheets.write(example.made(), work / "below")


def test_a_blank_sheet_says_nothing_of_what_the_program_found(example):
    blank, filled = example.made(filled=False), example.made()
    for name, table in blank.items():
        codes = [column for column in filled[name].columns if column not in sheets.FIXED]
        assert (table[codes] == "").all(axis=None)
        assert list(table.columns) == list(filled[name].columns)
    assert list(blank["stance"]["target"]) == ["GB", "FR", "GB", "RU", ""]


def test_the_filled_sheets(example):
    tables = example.made()
    assert list(tables["mentions"]["actors"]) == ["GB", "FR GB", "RU", "0"]
    assert list(tables["quotes"]["mixed"]) == ["斯塔默", "0", "0", "0"]
    assert list(tables["hedges"]["possible"]) == ["可能", "0", "0", "0"]
    assert tables["frames"][list(example.frames)].to_numpy().tolist() == [["0", "1"], ["0", "0"], ["1", "1"], ["0", "0"]]
    stance = tables["stance"][["sentence", "target", "polarity_author", "polarity_quoted"]].to_numpy().tolist()
    # 2, GB: evaluated, though no mention of it stands there
    assert stance == [["0", "GB", "0", "0"], ["1", "FR", "against", "0"], ["1", "GB", "0", "0"], ["2", "RU", "0", "0"],
                      ["2", "GB", "0", "for"], ["3", "", "0", "0"]]  # fmt: skip


def test_no_sentences_give_a_header(example, tmp_path):
    empty = sheets.tables(example.sentences([]), example.coding, ["frames"], frames=example.frames)
    assert empty["frames"].empty
    with pytest.raises(InputError, match="without rows"):
        example.handed(tmp_path, "a", empty)



def test_the_program_fills_in_its_own_codes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("001.txt").write_text("英国反对\n英国首相说,可能出兵。", encoding="utf-8")
    assert cli.main(["sheet", "001.txt", "--text", "--layers", "hedges", "--filled", "--out", "s.csv"]) == 0
    rows = coders.read("s.csv").rows
    assert [(row.page, row.text, row.cells["possible"]) for row in rows] == [
        ("001.txt", "英国反对", "0"), ("001.txt", "英国首相说,可能出兵。", "可能"),
    ]  # fmt: skip
