"""Codings compared code by code: the two of the seeds, whose figures another implementation gave, and small ones by hand."""

import json

import numpy as np
import pandas as pd
import pytest

from duizhao.coding import scores as coding
from duizhao.errors import InputError

SEEDS = ("000_13435a8cd6f680ea", "002_b88e6031f68ac646")


def places(spans, article="a"):
    rows = [(article, article, n, *span, "") for n, span in enumerate(spans)]
    return pd.DataFrame(rows, columns=["source", "article", "sentence", "start", "end", "text"])


def seeds():
    """The sentences as they were coded."""
    parts = []
    for page in SEEDS:
        lines = (coding.seeds_folder() / page / "coder_a" / "frames.jsonl").read_text("utf-8").splitlines()
        parts.append(places([(r["start"], r["end"]) for r in map(json.loads, lines)], page))
    return pd.concat(parts, ignore_index=True)


# precision, recall, F1 of coder_b against coder_a, from the scoring script of those who coded the seeds
KNOWN = [
    ("stance", "author", 0.917, 0.846, 0.880),
    ("stance", "quoted", 1, 0.889, 0.941),
    ("hedges", "hedges", 1, 1, 1),
    ("frames", "frames", 0.965, 0.854, 0.906),
    ("mentions", "actors", 1, 1, 1),
]


def test_the_two_codings_of_the_seeds():
    sentences = seeds()
    codings = {name: coding.read(coding.seeds_folder(), sentences, name) for name in ("coder_a", "coder_b")}
    found = coding.pairs(sentences, codings)
    whole = found[found["category"].isna()].set_index(["layer", "variable"])
    for layer, variable, *expected in KNOWN:
        row = whole.loc[layer, variable]
        assert list(row[["precision", "recall", "f1"]].astype(float).round(3)) == expected
        assert row["low"] <= row["f1"] <= row["high"]
    assert whole.loc["hedges", "hedges"]["low"] == pytest.approx(2 * 0.7412 / 1.7412, abs=1e-4)  # Wilson of 11 of 11
    assert coding.constant(codings["coder_a"]["frames"], len(sentences)) == pytest.approx(0.596, abs=5e-4)
    frames = found[(found["variable"] == "frames") & found["category"].notna()].set_index("category")["f1"]
    assert frames.round(3).to_dict() == {
        "conflict": 0.848, "diplomacy": 0.955, "economic_consequences": 1.0, "legality": 0.909, "responsibility": 0.0,
        "security": 0.951, "unity": 0.857,
    }  # fmt: skip


def test_cohesion_and_division_are_the_guides_unity():
    sentences = places([(0, 9), (9, 18)])
    empty = coding.read(coding.seeds_folder(), sentences.iloc[:0], "coder_a")
    guide, program = (
        {**empty, "frames": pd.DataFrame([("a", 0, f) for f in frames], columns=["article", "sentence", "frame"])}
        for frames in (["unity"], ["cohesion", "division"])
    )
    found = coding.pairs(sentences, {"coder": guide, "program": program}).set_index("variable")
    assert found.loc["frames", "f1"].tolist() == [1, 1]


def write(folder, **layers):
    (folder / "a" / "x").mkdir(parents=True)
    for name, records in layers.items():
        text = "\n".join(r if isinstance(r, str) else json.dumps(r) for r in records)
        (folder / "a" / "x" / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


def test_records_get_their_sentence(tmp_path):
    folder = write(
        tmp_path,
        hedges=[
            {"start": 12, "end": 14, "text": "可能", "value": "possible"},
            {"start": 30, "end": 32, "text": "x", "value": "possible"},
        ],
        frames=[{"start": 0, "end": 10, "frames": ["conflict", "unity"]}, {"start": 10, "end": 20, "frames": []}],
    )
    found = coding.read(folder, places([(0, 10), (10, 20)]), "x")
    assert found["hedges"][["sentence", "start", "value"]].to_numpy().tolist() == [[1, 12, "possible"]]
    assert found["frames"][["sentence", "frame"]].to_numpy().tolist() == [[0, "conflict"], [0, "unity"]]
    assert found["quotes"].empty


@pytest.mark.parametrize("line", ["{", "[]", '{"start": 1}', '{"start": "a", "end": 2}'])
def test_a_line_that_is_no_record_is_named(tmp_path, line):
    with pytest.raises(InputError, match=r"hedges\.jsonl: line 1 is no record"):
        coding.read(write(tmp_path, hedges=[line]), places([(0, 10)]), "x")


def test_a_missing_coding_is_said(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        coding.read(tmp_path, places([(0, 10)]), "x")


def test_nothing_coded_has_no_best():
    assert np.isnan(coding.constant(pd.DataFrame(columns=["article", "sentence", "frame"]), 1))


def test_frames_with_few_coded_sentences_are_not_validated() -> None:
    frames = ["conflict", "security", "diplomacy", "morality", "responsibility", "a frame of one's own"]
    assert coding.not_validated(frames) == ["morality", "responsibility", "a frame of one's own"]
    assert coding.not_validated([]) == []


def test_the_table_of_unseen_text_adds_up():
    table = coding.unseen()
    assert not table.duplicated(["layer", "text", "date"]).any()
    known = table.dropna(subset=["precision", "recall"])
    assert known["precision"].between(known["low"], known["high"]).all()
    assert known[["precision", "recall"]].stack().between(0, 1).all()
