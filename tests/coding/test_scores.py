"""Codings compared mark by mark: the two of the seeds, whose figures another implementation gave, and small ones by hand."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.coding import scores as coding
from duizhao.errors import InputError

SEEDS = ("000_13435a8cd6f680ea", "002_b88e6031f68ac646")


def places(spans, article="a"):
    rows = [(article, article, n, *span) for n, span in enumerate(spans)]
    return pd.DataFrame(rows, columns=["source", "article", "sentence", "start", "end"])


def seeds():
    """The sentences as they were coded."""
    parts = []
    for page in SEEDS:
        lines = (coding.seeds_folder() / page / "coder_a" / "frames.jsonl").read_text("utf-8").splitlines()
        parts.append(places([(r["start"], r["end"]) for r in map(json.loads, lines)], page))
    return pd.concat(parts, ignore_index=True)


# precision, recall, F1 of coder_b against coder_a, from the scoring script of those who coded the seeds
KNOWN = [
    ("actors", 0.992, 0.991, 0.991),
    ("sentences", 1, 1, 1),
    ("quotes", 1, 1, 1),
    ("quoted", 1, 0.997, 0.998),
    ("speaker", 1, 1, 1),
    ("stance_author", 0.917, 0.846, 0.880),
    ("stance_quoted", 1, 0.889, 0.941),
    ("hedges", 1, 1, 1),
    ("frames", 0.965, 0.854, 0.906),
]


def test_the_two_codings_of_the_seeds():
    sentences = seeds()
    one, two = (coding.read(coding.seeds_folder(), sentences, name) for name in ("coder_a", "coder_b"))
    counts = coding.tally(sentences, one, two)
    found = coding.scores(counts, resamples=200).set_index("measure")
    assert list(found.index) == [name for name, *_ in KNOWN]
    for name, *expected in KNOWN:
        assert list(found.loc[name, ["precision", "recall", "f1"]].round(3)) == expected
        assert found.loc[name, "low"] <= found.loc[name, "f1"] <= found.loc[name, "high"]
    assert found.loc["hedges", "low"] == pytest.approx(2 * 0.7225 / 1.7225, abs=1e-4)  # Wilson of 10 of 10 sentences
    assert coding.constant(counts, len(sentences)) == pytest.approx(0.596, abs=5e-4)
    frames = coding.scores(counts[counts["measure"] == "frames"], ["category"], resamples=200).set_index("category")[
        "f1"
    ]
    assert frames.round(3).to_dict() == {
        "conflict": 0.848, "diplomacy": 0.955, "economic_consequences": 1.0, "legality": 0.909, "responsibility": 0.0,
        "security": 0.951, "unity": 0.857,
    }  # fmt: skip


def test_swapping_the_codings_swaps_precision_and_recall():
    sentences = seeds()
    one, two = (coding.read(coding.seeds_folder(), sentences, name) for name in ("coder_a", "coder_b"))
    there, back = (coding.scores(coding.tally(sentences, *pair), resamples=0) for pair in ((one, two), (two, one)))
    assert there["precision"].tolist() == back["recall"].tolist()
    assert there["f1"].tolist() == back["f1"].tolist()


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


SPANS = [
    # coded, found, (both, only found, only coded)
    ([(0, 10)], [(0, 5)], (1, 0, 0)),
    ([(0, 10)], [(0, 4)], (0, 1, 1)),
    ([(0, 10)], [(0, 5), (5, 10)], (1, 1, 0)),  # each span once
    ([(0, 4), (6, 10)], [(0, 10)], (0, 1, 2)),
    ([], [(0, 4)], (0, 1, 0)),
]


@pytest.mark.parametrize(("coded", "found", "expected"), SPANS)
def test_spans_match_where_they_overlap_by_half(tmp_path, coded, found, expected):
    sentences = places([(0, 20)])
    made = []
    for name, spans in (("one", coded), ("two", found)):
        records = [{"start": s, "end": e, "text": "", "value": "possible"} for s, e in spans]
        made.append(coding.read(write(tmp_path / name, hedges=records), sentences, "x"))
    counts = coding.tally(sentences, *made)
    assert tuple(counts[["both", "only_found", "only_coded"]].sum()) == expected


def test_nothing_coded_and_nothing_found(tmp_path):
    sentences = places([(0, 20)])
    empty = coding.read(write(tmp_path), sentences, "x")
    counts = coding.tally(sentences, empty, empty)
    assert counts.empty
    assert coding.scores(counts).empty
    assert np.isnan(coding.constant(counts, 1))


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6)), max_size=6))
def test_a_coding_agrees_with_itself(spans):
    sentences = places([(0, 25), (25, 50)])
    rows = [("a", "a", 0 if s < 25 else 1, s, s + n, "", "possible") for s, n in set(spans)]
    hedges = pd.DataFrame(rows, columns=["source", "article", "sentence", "start", "end", "text", "value"])
    own = {layer: hedges.iloc[:0].assign(**dict.fromkeys(coding._COLUMNS[layer])) for layer in coding._COLUMNS}
    counts = coding.tally(sentences, own | {"hedges": hedges}, own | {"hedges": hedges})
    assert (counts["both"].sum(), counts["only_found"].sum(), counts["only_coded"].sum()) == (len(rows), 0, 0)


def test_frames_with_few_coded_sentences_are_not_validated() -> None:
    frames = ["conflict", "security", "diplomacy", "morality", "responsibility", "a frame of one's own"]
    assert coding.not_validated(frames) == ["morality", "responsibility", "a frame of one's own"]
    assert coding.not_validated([]) == []
