"""Layers in either script are the same, what is shown is as the page writes it, and a person's codes win."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from opencc import OpenCC

import duizhao
from duizhao import cli, codebook, output
from duizhao.codebook.match import fold
from duizhao.corpus import LAYERS, Corpus
from duizhao.pages import read as pages
from duizhao.pages import roles

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
BOOK = codebook.load()
TEXTS = (
    "英国批评法国\n英国外交部表示，法国可能出兵。法国强烈谴责英国。\n",
    "法国欢迎和平\n据新华社报道，俄乌和谈必须继续。我们强烈批评派兵计划。\n",
    "码头\n美国的建议是建设性的，我们强烈批评派兵计划。\n",
)
TRADITIONAL = OpenCC("s2t")
NAMES = {"text", "cue", "speaker", "voice", "description", "token"}
"""Columns that show what the page writes."""


def both(text):
    """A corpus of the text's lines that go from simplified to traditional script and back, in either script."""
    lines = [line for line in text.split("\n") if fold(TRADITIONAL.convert(line)) == fold(line)]
    assert len(lines) > 2
    one, two = ("\n".join(lines), "\n".join(map(TRADITIONAL.convert, lines)))
    assert one != two
    return [Corpus((roles.from_clean(pages.from_text(text), name="a", source="甲"),), BOOK, targets={"派兵计划": ["派兵计划"]}) for text in (one, two)]


@pytest.mark.parametrize("text", [*(path.read_text("utf-8") for path in SEEDS), *TEXTS])
def test_both_scripts_give_the_same_layers(text):
    simplified, traditional = both(text)
    for name in LAYERS:
        one, two = getattr(simplified, name), getattr(traditional, name)
        shown = [column for column in one.columns if column in NAMES]
        for column in shown:
            assert one[column].map(fold).tolist() == two[column].map(fold).tolist(), (name, column)
        pd.testing.assert_frame_equal(one.drop(columns=shown), two.drop(columns=shown))


def test_what_is_shown_is_as_the_page_writes_it():
    _, made = both(TEXTS[0])
    assert made.mentions["text"].iloc[0] == "英國"
    assert made.quotes[["speaker", "text"]].iloc[0].tolist() == ["英國外交部", "法國可能出兵"]
    assert "英國外交部" in set(made.hedges["voice"])
    assert made.passages("英国").loc[0, ["node", "right"]].tolist() == ["英國", "批評法國"]


def test_terms_of_both_scripts_are_folded_and_of_one_are_not():
    one, two = (found.articles[0].page.text for found in both(TEXTS[0]))
    mixed = duizhao.load(texts={"甲": one, "乙": two + "\n他們說"})
    terms = mixed.terms(hide=(), resamples=0).set_index("term")
    assert terms.loc["英国", ["n_a", "n_b"]].tolist() == [2, 2]
    assert {"英国", "英國"} <= set(mixed.terms(hide=(), resamples=0, fold=False)["term"])
    assert mixed.both_scripts
    alike = duizhao.load(texts={"甲": two, "乙": two + "\n他們說"})
    assert not alike.both_scripts
    assert "英國" in set(alike.terms(hide=(), resamples=0)["term"])


def test_codes_that_a_person_corrected_stand_in_place_of_the_programs(tmp_path):
    path, said = tmp_path / "a.txt", tmp_path / "a.txt.codes.csv"
    path.write_bytes(SEEDS[0].read_bytes())
    assert duizhao.load(path).corrected is None
    assert cli.main(["sheet", str(path), "--filled", "--layers", "frames", "--out", str(said)]) == 0
    before = duizhao.load(path)
    assert len(before.corrected.changes) == 0
    rows = list(csv.reader(said.read_text("utf-8-sig").splitlines()))
    at, number = rows[0].index("conflict"), next(n for n, row in enumerate(rows) if row[rows[0].index("conflict")] == "1")
    rows[number][at] = "0"
    with said.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    after = duizhao.load(path)
    (change,) = after.corrected.changes.to_dict("records")
    assert (change["code"], change["program"], change["corrected"]) == ("conflict", 1, 0)
    gone = before.frames[(before.frames["sentence"] == change["sentence"]) & (before.frames["frame"] == "conflict")]
    assert len(gone) == len(before.frames) - len(after.frames) > 0
    assert set(output.layer("frames", after)) == set(output.layer("stance", after)) == {"a"}
