"""How far coders agree, unit by unit."""

import json
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duizhao import cli
from duizhao.coding import coders, reliability
from duizhao.errors import InputError

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))


def measures(found):
    return {(m["layer"], m["variable"], m["category"]): m for m in found.measures}


def test_a_sheet_agrees_with_itself(example, tmp_path):
    one = example.handed(tmp_path, "a", example.made(coder="anna"))
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
def test_one_difference_is_one_disagreement(example, tmp_path, name, cells, key, expected):
    one, two = example.handed(tmp_path, "a", example.made(layers=[name])), example.handed(tmp_path, "b", example.changed(name, **cells))
    found = reliability.agree([one, two], resamples=20)
    (pair,) = measures(found)[name, *key]["pairs"]
    assert (pair["both"], pair["only_found"], pair["only_coded"]) == expected
    assert found.disagreements.empty == (expected[1:] == (0, 0))
    assert set(found.disagreements["text"]) <= set(example.texts)


def test_alpha_is_of_the_units_that_both_coded(example, tmp_path):
    two = example.changed("frames", security=(0, "0"))
    two["frames"].loc[3, list(example.frames)] = ""
    found = reliability.agree(
        [example.handed(tmp_path, "a", example.made(layers=["frames"])), example.handed(tmp_path, "b", two)], resamples=20
    )
    security = measures(found)["frames", "frames", "security"]
    # 1 0 1 against 0 0 1: one of three pairs differs; 3 ones and 3 noughts give 2·3·3/(6·5) expected
    assert security["alpha"] == pytest.approx(1 - (1 / 3) / (18 / 30))
    assert (security["units"], security["not_coded"]) == (3, {"a": 0, "b": 1})
    zero = reliability.agree(
        [example.handed(tmp_path, "c", example.made(layers=["frames"])), example.handed(tmp_path, "d", two)], blank_is_zero=True, resamples=20
    )
    assert measures(zero)["frames", "frames", "security"]["units"] == 4


def test_a_target_that_one_coder_added_is_not_there_for_the_other(example, tmp_path):
    two = example.made(layers=["stance"])
    row = two["stance"].iloc[[3]].assign(target="us", polarity_author="against")
    two = {"stance": pd.concat([two["stance"], row], ignore_index=True)}
    found = reliability.agree(
        [example.handed(tmp_path, "a", example.made(layers=["stance"])), example.handed(tmp_path, "b", two)], resamples=20
    )
    assert found.disagreements[["sentence", "variable", "category", "a", "b"]].to_numpy().tolist() == [
        [2, "author", "US", 0, -1]
    ]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_changes_nothing(example, rng: random.Random):
    def in_order(tables, shuffle=lambda items: None):
        table = pd.concat(tables.values(), ignore_index=True).fillna("")
        rows, columns = list(table.index), list(table.columns)
        shuffle(rows)
        shuffle(columns)
        return coders.from_tables("x", {"all": table.loc[rows, columns]})

    two = example.made() | example.changed("frames", security=(0, "0")) | example.changed("mentions", actors=(1, "RU"))
    plain = reliability.agree([in_order(example.made()), in_order(two)], resamples=20)
    again = reliability.agree([in_order(example.made(), rng.shuffle), in_order(two, rng.shuffle)], resamples=20)
    assert json.dumps(plain.measures) == json.dumps(again.measures)
    pd.testing.assert_frame_equal(plain.disagreements, again.disagreements)


WRONG = [
    (lambda e: e.changed("frames", security=(0, "maybe")), r"b\.csv row 2, column security: 'maybe'; write 1, or 0"),
    (lambda e: e.changed("stance", polarity_author=(2, "bad")), r"b\.csv row 4, column polarity_author: 'bad'"),
    (lambda e: e.changed("stance", polarity_author=(5, "for")), r"b\.csv row 7, column target: a stance of nobody"),
    (lambda e: e.changed("frames", start=(1, "7")), r"b\.csv row 3: sentence 1 of a\.txt is not the one in .*a\.csv row 3"),
    (lambda e: e.changed("frames", text=(1, "别的句子")), r"b\.csv row 3: sentence 1 .* is not the one"),
    (lambda e: e.changed("frames", end=(1, "x")), r"b\.csv row 3, column end: 'x' is no number"),
    (lambda e: e.changed("frames", layer=(1, "tone")), r"b\.csv row 3, column layer: no layer 'tone'"),
    (lambda e: e.changed("frames", sentence=(1, "0")), r"b\.csv row 3: sentence 0 .* again, after .*row 2"),
    (lambda e: {"frames": e.made()["frames"].drop(index=2)}, r"b: no row of layer frames for sentence 2 of a\.txt"),
    (lambda e: {"frames": e.made()["frames"].drop(columns="start")}, "no column start"),
    (lambda e: {"hedges": e.made()["hedges"]}, "nothing to compare: frames: only a has rows"),
    (lambda e: {"frames": e.made(filled=False)["frames"]}, "nothing to compare: frames: b filled in nothing"),
]


@pytest.mark.parametrize(("two", "message"), WRONG, ids=[message[:40] for _, message in WRONG])
def test_an_error_names_the_row(example, tmp_path, two, message):
    given = two(example)
    one = example.handed(tmp_path, "a", example.made(layers=["frames", "stance"] if "stance" in given else ["frames"]))
    with pytest.raises(InputError, match=message):
        reliability.agree([one, example.handed(tmp_path, "b", given)], resamples=20)


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
