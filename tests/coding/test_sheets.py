"""Coding sheets: safe in a spreadsheet, read back whatever saved them, compared unit by unit."""

import csv
import io
import json
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import cli
from duizhao.coding import coders, reliability, sheets
from duizhao.errors import InputError

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
DANGEROUS = tuple("=+-@\t\r＝＋－＠")
FRAMES = ("conflict", "security")
TEXTS = ["英国首相斯塔默说,“可能出兵”。", "=法国不会;参加", "俄罗斯反对。", "没有别的。"]


def sentences(texts=TEXTS, page="a.txt"):
    rows, at = [], 0
    for n, text in enumerate(texts):
        rows.append((page, page, n, n + 1, "body", at, at + len(text), text))
        at += len(text) + 1
    return pd.DataFrame(rows, columns=["source", "article", "sentence", "line", "role", "start", "end", "text"])


def layer(columns, *rows):
    return pd.DataFrame([("a.txt", *row) for row in rows], columns=["article", "sentence", *columns])


CODING = {
    "mentions": layer(["start", "actors"], (0, 0, ("GB",)), (0, 2, ("GB",)), (1, 20, ("FR", "GB")), (2, 30, ("RU",))),
    "quotes": layer(["kind", "speaker"], (0, "mixed", "斯塔默")),
    "stance": layer(["target", "voice", "polarity"], (1, "FR", "author", -1), (2, "GB", "扎哈罗娃", 1)),
    "frames": layer(["frame"], (0, "security"), (2, "conflict"), (2, "security")),
    "hedges": layer(["value", "text"], (0, "possible", "可能")),
}


def made(*, filled=True, coder="", layers=tuple(sheets.COLUMNS), texts=TEXTS):
    return sheets.tables(sentences(texts), CODING, layers, frames=FRAMES, coder=coder, filled=filled)


def handed(tmp_path, name, tables):
    """A sheet written and read back."""
    return coders.read(sheets.write(tables, tmp_path / f"{name}.csv")[0])


def changed(layer_name, **cells):
    """The filled sheet of a layer with cells changed: `column=(row, text)`."""
    table = made(layers=[layer_name])[layer_name]
    for column, (row, text) in cells.items():
        table.loc[row, column] = text
    return {layer_name: table}


# --- cells and files


@given(st.text(st.sampled_from("=+-@\t\r\n ＝＋－＠'\ufeffa法1")))
def test_a_cell_is_no_formula_and_loses_nothing(text):
    cell = sheets.cell(text)
    assert not cell.lstrip(" \ufeff").startswith((*DANGEROUS, "\n"))
    assert sheets.uncell(cell) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_csv_gives_back_every_cell(cells):
    table = pd.DataFrame([cells], columns=[f"c{n}" for n in range(len(cells))])
    data = sheets.to_csv(table)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [sheets.uncell(cell) for cell in rows[1]] == cells


def test_no_cell_of_a_sheet_is_a_formula(tmp_path):
    texts = [f"{mark}cmd|' /C calc'!A0" for mark in DANGEROUS[:4]]
    tables = sheets.tables(sentences(texts, page="=1+1.txt"), CODING, sheets.COLUMNS, frames=["@frame"], coder="-x")
    for path in sheets.write(tables, tmp_path / "out"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(DANGEROUS)]


@pytest.mark.parametrize(
    ("encoding", "separator", "newline"),
    [("utf-8-sig", ",", "\r\n"), ("utf-8", ";", "\n"), ("gb18030", ",", "\r\n"), ("gbk", "\t", "\r\n"),
     ("utf-16", "\t", "\r\n"), ("utf-8-sig", ";", "\r\n")],
)  # fmt: skip
def test_what_a_spreadsheet_saves_is_read_as_what_was_written(tmp_path, encoding, separator, newline):
    (path,) = sheets.write(made(layers=["stance"]), tmp_path / "a.csv")
    out = io.StringIO(newline="")
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows([*rows, ["", "", ""]])
    (tmp_path / "b.csv").write_bytes(out.getvalue().encode(encoding))
    one, two = coders.read(path), coders.read(tmp_path / "b.csv")
    assert [row[1:] for row in one.rows["stance"]] == [row[1:] for row in two.rows["stance"]]


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path):
    (tmp_path / "out").mkdir()
    work = tmp_path / "out" / "stance.csv"
    work.write_text("a coder's work")
    with pytest.raises(InputError, match="there already"):
        sheets.write(made(), tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["stance.csv"]
    assert work.read_text() == "a coder's work"
    with pytest.raises(InputError, match="cannot be written"):
        sheets.write(made(), work / "below")


# --- forms


def test_a_blank_sheet_says_nothing_of_what_the_program_found():
    blank, filled = made(filled=False), made()
    for name, table in blank.items():
        codes = [column for column in filled[name].columns if column not in sheets.FIXED]
        assert (table[codes] == "").all(axis=None)
        assert list(table.columns) == list(filled[name].columns)
    assert list(blank["stance"]["target"]) == ["GB", "FR", "GB", "RU", ""]


def test_the_filled_sheets():
    tables = made()
    assert list(tables["mentions"]["actors"]) == ["GB", "FR GB", "RU", "0"]
    assert list(tables["quotes"]["mixed"]) == ["斯塔默", "0", "0", "0"]
    assert list(tables["hedges"]["possible"]) == ["可能", "0", "0", "0"]
    assert tables["frames"][list(FRAMES)].to_numpy().tolist() == [["0", "1"], ["0", "0"], ["1", "1"], ["0", "0"]]
    stance = tables["stance"][["sentence", "target", "polarity_author", "polarity_quoted"]].to_numpy().tolist()
    # 2, GB: evaluated, though no mention of it stands there
    assert stance == [["0", "GB", "0", "0"], ["1", "FR", "against", "0"], ["1", "GB", "0", "0"], ["2", "RU", "0", "0"],
                      ["2", "GB", "0", "for"], ["3", "", "0", "0"]]  # fmt: skip


def test_no_sentences_give_a_header(tmp_path):
    empty = sheets.tables(sentences([]), CODING, ["frames"], frames=FRAMES)
    assert empty["frames"].empty
    with pytest.raises(InputError, match="without rows"):
        handed(tmp_path, "a", empty)


# --- agreement


def measures(found):
    return {(m["layer"], m["variable"], m["category"]): m for m in found.measures}


def test_a_sheet_agrees_with_itself(tmp_path):
    one = handed(tmp_path, "a", made(coder="anna"))
    found = reliability.agree([one, one], resamples=20)
    assert found.disagreements.empty
    assert list(found.disagreements.columns[-3:]) == ["anna", "anna #2", "text"]
    for measure in found.measures:
        assert measure["alpha"] == 1 or measure["alpha"] != measure["alpha"]
        assert measure["pairs"][0]["only_found"] == measure["pairs"][0]["only_coded"] == 0


CASES = [
    ("frames", {"security": (0, "0")}, ("frames", "security"), (1, 0, 1)),
    ("frames", {"conflict": (1, "１")}, ("frames", "conflict"), (1, 1, 0)),
    ("hedges", {"possible": (1, "或")}, ("hedges", "possible"), (1, 1, 0)),
    ("mentions", {"actors": (1, "fr，RU")}, ("actors", None), (3, 1, 1)),
    ("quotes", {"mixed": (0, "0"), "direct": (0, "斯塔默")}, ("quotes", None), (0, 1, 1)),
    ("quotes", {"mixed": (0, "英国首相")}, ("speaker", None), (0, 1, 1)),
    ("stance", {"polarity_author": (1, "0")}, ("author", "FR"), (0, 0, 1)),
    ("stance", {"polarity_author": (1, "＋1")}, ("author", None), (0, 1, 1)),
    ("stance", {"polarity_author": (1, "-1")}, ("author", None), (1, 0, 0)),
]


@pytest.mark.parametrize(("name", "cells", "key", "expected"), CASES)
def test_one_difference_is_one_disagreement(tmp_path, name, cells, key, expected):
    one, two = handed(tmp_path, "a", made(layers=[name])), handed(tmp_path, "b", changed(name, **cells))
    found = reliability.agree([one, two], resamples=20)
    (pair,) = measures(found)[name, *key]["pairs"]
    assert (pair["both"], pair["only_found"], pair["only_coded"]) == expected
    assert found.disagreements.empty == (expected[1:] == (0, 0))
    assert set(found.disagreements["text"]) <= set(TEXTS)


def test_alpha_is_of_the_units_that_both_coded(tmp_path):
    two = changed("frames", security=(0, "0"))
    two["frames"].loc[3, list(FRAMES)] = ""
    found = reliability.agree(
        [handed(tmp_path, "a", made(layers=["frames"])), handed(tmp_path, "b", two)], resamples=20
    )
    security = measures(found)["frames", "frames", "security"]
    # 1 0 1 against 0 0 1: one of three pairs differs; 3 ones and 3 noughts give 2·3·3/(6·5) expected
    assert security["alpha"] == pytest.approx(1 - (1 / 3) / (18 / 30))
    assert (security["units"], security["not_coded"]) == (3, {"a": 0, "b": 1})
    zero = reliability.agree(
        [handed(tmp_path, "c", made(layers=["frames"])), handed(tmp_path, "d", two)], blank_is_zero=True, resamples=20
    )
    assert measures(zero)["frames", "frames", "security"]["units"] == 4


def test_a_target_that_one_coder_added_is_not_there_for_the_other(tmp_path):
    two = made(layers=["stance"])
    row = two["stance"].iloc[[3]].assign(target="us", polarity_author="against")
    two = {"stance": pd.concat([two["stance"], row], ignore_index=True)}
    found = reliability.agree(
        [handed(tmp_path, "a", made(layers=["stance"])), handed(tmp_path, "b", two)], resamples=20
    )
    assert found.disagreements[["sentence", "variable", "category", "a", "b"]].to_numpy().tolist() == [
        [2, "author", "US", 0, -1]
    ]


@settings(max_examples=8, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(rng: random.Random):
    def in_order(tables, shuffle=lambda items: None):
        table = pd.concat(tables.values(), ignore_index=True).fillna("")
        rows, columns = list(table.index), list(table.columns)
        shuffle(rows)
        shuffle(columns)
        reader = csv.reader(io.StringIO(sheets.to_csv(table.loc[rows, columns]).decode("utf-8-sig"), newline=""))
        header = next(reader)
        sheet = {}
        for number, row in enumerate(reader, 2):
            name, one = coders.row(dict(zip(header, map(sheets.uncell, row), strict=True)), f"row {number}")
            sheet.setdefault(name, []).append(one)
        return coders.Sheet("x", sheet)

    two = made() | changed("frames", security=(0, "0")) | changed("mentions", actors=(1, "RU"))
    plain = reliability.agree([in_order(made()), in_order(two)], resamples=20)
    again = reliability.agree([in_order(made(), rng.shuffle), in_order(two, rng.shuffle)], resamples=20)
    assert json.dumps(plain.measures) == json.dumps(again.measures)
    pd.testing.assert_frame_equal(plain.disagreements, again.disagreements)


WRONG = [
    (changed("frames", security=(0, "maybe")), r"b\.csv row 2: security is 'maybe'; write 1, or 0"),
    (changed("stance", polarity_author=(2, "bad")), r"b\.csv row 4: polarity_author is 'bad'"),
    (changed("stance", polarity_author=(5, "for")), r"b\.csv row 7: .* of nobody"),
    (changed("frames", start=(1, "7")), r"b\.csv row 3: sentence 1 of a\.txt is not the one in .*a\.csv row 3"),
    (changed("frames", text=(1, "别的句子")), r"b\.csv row 3: sentence 1 .* is not the one"),
    (changed("frames", end=(1, "x")), r"b\.csv row 3: .* leave them as they were"),
    (changed("frames", layer=(1, "tone")), r"b\.csv row 3: no layer 'tone'"),
    (changed("frames", sentence=(1, "0")), r"b\.csv row 3: sentence 0 .* again, after .*row 2"),
    ({"frames": made()["frames"].drop(index=2)}, r"b: no row of layer frames for sentence 2 of a\.txt"),
    ({"frames": made()["frames"].drop(columns="start")}, "no column start"),
    ({"hedges": made()["hedges"]}, "nothing to compare: frames: only a has rows"),
    ({"frames": made(filled=False)["frames"]}, "nothing to compare: frames: b filled in nothing"),
]


@pytest.mark.parametrize(("two", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_an_error_names_the_row(tmp_path, two, message):
    one = handed(tmp_path, "a", made(layers=["frames", "stance"] if "stance" in two else ["frames"]))
    with pytest.raises(InputError, match=message):
        reliability.agree([one, handed(tmp_path, "b", two)], resamples=20)


@pytest.mark.parametrize(
    ("data", "message"), [(b"", "no sheet"), (b"PK\x03\x04..", "save the sheet as CSV"), (b"a,b\n1,2\n", "no sheet")]
)
def test_what_is_no_sheet_is_said(tmp_path, data, message):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(InputError, match=message):
        coders.read(tmp_path / "a.csv")


# --- commands


def run(capsys, *arguments):
    status = cli.main([str(argument) for argument in arguments])
    return status, *capsys.readouterr()


def test_the_commands(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "sheet", *SEEDS, "--layers", "frames,stance", "--coder", "安娜")[0] == 0
    assert run(capsys, "sheet", *SEEDS, "--layers", "frames", "--filled", "--out", "p.csv")[:2] == (0, "p.csv\n")
    assert sorted(path.name for path in Path("sheets-安娜").iterdir()) == ["frames.csv", "stance.csv"]
    status, out, err = run(capsys, "sheet", *SEEDS, "--coder", "安娜")
    assert (status, out, "there already" in err) == (2, "", True)
    status, out, err = run(capsys, "agree", "sheets-安娜", "p.csv", "--blank-is-zero", "--resamples", 20)
    records = [json.loads(line) for line in out.splitlines()]
    assert (status, {record["record"] for record in records}) == (0, {"agreement", "disagreement"})
    assert "stance: only 安娜" in err
    status, out, _ = run(
        capsys, "agree", "sheets-安娜", "p.csv", "--blank-is-zero", "--resamples", 20, "--disagreements", "d.csv"
    )
    assert (status, "disagreement" in out) == (0, False)
    assert Path("d.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert run(capsys, "agree", "p.csv")[0] == 2
    assert run(capsys, "agree", "p.csv", "nowhere.csv")[0] == 2
    assert run(capsys, "agree", "p.csv", "p.csv", "nowhere.csv", "--resamples", 20)[0] == 1


def test_sheets_of_clean_text(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("001.txt").write_text("英国反对\n英国首相说,可能出兵。", encoding="utf-8")
    assert run(capsys, "sheet", "001.txt", "--text", "--layers", "hedges", "--filled", "--out", "s.csv")[0] == 0
    rows = coders.read("s.csv").rows["hedges"]
    assert [(row.page, row.text, row.cells["possible"]) for row in rows] == [
        ("001.txt", "英国反对", "0"), ("001.txt", "英国首相说,可能出兵。", "可能"),
    ]  # fmt: skip
