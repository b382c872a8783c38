"""A person's codes in place of the program's: what is confirmed stays, what is changed is counted, what is wrong is told."""

import pandas as pd
import pytest

from duizhao.coding import corrections, sheets
from duizhao.layers import frames
from duizhao.layers.speech import quotes

NAME = "a.txt"


@pytest.fixture
def layers(example):
    """Four sentences; in the first 斯塔默 speaks, in the second somebody is against FR, in the third are two frames."""
    told = example.sentences()
    at = [(NAME, NAME, r.sentence, r.start, r.end) for r in told.itertuples()]
    quote = quotes.Quote(*at[0], "斯塔默", ("GB",), "说", at[0][3] + 7, at[0][3] + 8, "mixed", False, False)
    met = [frames.Indicator(*at[2], f, "i", "反对", at[2][3], at[2][3] + 2, "author") for f in ("conflict", "security")]
    codes = pd.DataFrame([(*at[1], "FR", "author", -1, 1)], columns=[
        "source", "article", "sentence", "start", "end", "target", "voice", "polarity", "cues"])  # fmt: skip
    return {
        "sentences": told, "mentions": example.coding["mentions"], "quotes": pd.DataFrame([quote]), "stance": codes,
        "frames": pd.DataFrame(met),
    }  # fmt: skip


def filled(layers):
    return sheets.tables(layers["sentences"], layers, corrections.LAYERS, frames=["conflict", "security"], filled=True)


def corrected(layers, tables, tmp_path):
    (path,) = sheets.write(tables, tmp_path / "a.txt.codes.csv")
    return corrections.apply(layers, [corrections.read(path, NAME)])


def test_what_the_program_found_confirmed_changes_nothing(layers, tmp_path):
    made = corrected(layers, filled(layers), tmp_path)
    assert made.changes.empty
    assert made.problems == []
    for name in corrections.LAYERS:
        pd.testing.assert_frame_equal(made.layers[name], layers[name])


CASES = [
    ("frames", 2, "conflict", "0", ("conflict", 1, 0), 1),
    ("frames", 3, "security", "1", ("security", 0, 1), 3),
    ("stance", 2, "polarity_quoted", "for", ("GB quoted", 0, 1), 2),
    ("stance", 1, "polarity_author", "for", ("FR author", -1, 1), 1),
    ("stance", 1, "polarity_author", "0", ("FR author", -1, 0), 0),
    ("quotes", 0, "mixed", "英国首相", ("mixed", "斯塔默", "英国首相"), 1),
    ("quotes", 2, "source", "甲、乙", ("source", 0, "乙; 甲"), 3),
]


@pytest.mark.parametrize(("layer", "row", "column", "text", "change", "rows"), CASES)
def test_one_code_is_changed(layers, tmp_path, layer, row, column, text, change, rows):
    tables = filled(layers)
    tables[layer].loc[row, column] = text
    made = corrected(layers, tables, tmp_path)
    assert made.changes[["code", "program", "corrected"]].to_numpy().tolist() == [list(change)]
    table = made.layers[layer]
    assert len(table) == rows
    assert (table.dtypes == layers[layer].dtypes).all()
    assert table["start"].is_monotonic_increasing
    differ = corrections.difference(layers, made.layers)
    assert differ.loc[differ["difference"] != 0, "code"].str.startswith(change[0]).all()


def test_a_speaker_corrected_keeps_the_words(layers, tmp_path):
    tables = filled(layers)
    tables["quotes"].loc[0, "mixed"] = "英国首相"
    quote = corrected(layers, tables, tmp_path).layers["quotes"].iloc[0]
    assert (quote["speaker"], quote["cue"]) == ("英国首相", "说")


def test_a_malformed_row_is_told_and_the_rest_is_used(layers, tmp_path):
    tables = filled(layers)
    tables["frames"].loc[0, "conflict"] = "perhaps"
    tables["frames"].loc[1, "start"] = "1"
    tables["frames"].loc[3, "security"] = "1"
    made = corrected(layers, tables, tmp_path)
    assert len(made.changes) == 1
    first, second = made.problems
    assert "a.txt.codes.csv row" in first
    assert "column conflict" in first
    assert "columns start, end: no sentence of a.txt" in second


def test_a_blank_row_leaves_what_the_program_found(layers, tmp_path):
    tables = filled(layers)
    tables["frames"].loc[2, ["conflict", "security"]] = ""
    assert corrected(layers, tables, tmp_path).changes.empty


def test_what_is_added_says_so(layers, tmp_path):
    tables = filled(layers)
    tables["frames"].loc[0, "security"] = "1"
    added = corrected(layers, tables, tmp_path).layers["frames"].iloc[0]
    assert (added["indicator"], added["text"], added["cue_start"]) == (corrections.BY_HAND, "", added["start"])
