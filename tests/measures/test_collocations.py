"""Collocations: published values, a counted text, and a plain loop."""

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.errors import InputError
from duizhao.measures import collocations

MEASURES = ["log_likelihood", "pmi", "npmi", "delta_p"]


def frame(*sentences, article="甲"):
    rows = [(article, i, token) for i, sentence in enumerate(sentences) for token in sentence]
    return pd.DataFrame(rows, columns=["article", "sentence", "token"])


@pytest.mark.parametrize(
    ("measure", "counts", "expected", "digits"),
    [
        pytest.param("log_likelihood", (10, 10, 13, 31777), 167.23, 2, id="Dunning 1993 p. 72"),
        pytest.param(
            "log_likelihood", (150, 12593, 932, 14307668), 1291.319, 3, id="Manning & Schütze T5.12: prints .42"
        ),
        pytest.param("log_likelihood", (3, 4, 4, 23), 8.919719, 6, id="俄 乌 of 23 tokens, NLTK 3.10.4"),
        pytest.param("log_likelihood", (2, 4, 2, 23), 8.045025, 6, id="乌 冲突 of 23 tokens, NLTK 3.10.4"),
        pytest.param("log_likelihood", (1, 10, 10, 100), 0, 9, id="by chance"),
        pytest.param("pmi", (8, 1105, 44, 15e6), 11.3, 1, id="Church & Hanks 1990 p. 24"),
        pytest.param("pmi", (20, 42, 20, 14307668), 18.38, 2, id="Manning & Schütze T5.14"),
        pytest.param("pmi", (3, 4, 4, 23), 2.108524, 6, id="俄 乌, NLTK 3.10.4"),
        pytest.param("pmi", (2, 4, 2, 23), 2.523562, 6, id="乌 冲突, NLTK 3.10.4"),
        pytest.param("pmi", (0, 4, 4, 23), -np.inf, 1, id="never"),
        pytest.param("pmi", (0, 0, 0, 0), -np.inf, 1, id="nothing counted"),
        pytest.param("npmi", (10, 10, 10, 100), 1, 9, id="Bouma 2009 p. 36: only together"),
        pytest.param("npmi", (1, 10, 10, 100), 0, 9, id="Bouma 2009 p. 36: by chance"),
        pytest.param("npmi", (0, 10, 10, 100), -1, 9, id="Bouma 2009 p. 36: never"),
        pytest.param("npmi", (5, 5, 5, 5), 0, 9, id="both everywhere"),
        pytest.param("delta_p", (5, 5, 5, 5), 0, 9, id="x everywhere"),
        pytest.param("delta_p", (0, 0, 5, 9), 0, 9, id="x nowhere"),
        pytest.param("delta_p", (4, 4, 4, 9), 1, 9, id="x always brings y"),
    ],
)
def test_measures(measure, counts, expected, digits):
    assert getattr(collocations, measure)(*counts) == pytest.approx(expected, abs=0.51 * 10**-digits)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param((7, 7, 7), 14, id="Rychlý 2008 p. 9: at most 14"),
        pytest.param((1, 2**14, 2**14), 0, id="Rychlý 2008 p. 9: 0 is 1 in 16,000"),
        pytest.param((3, 4, 4), 13.584963, id="俄 乌"),
        pytest.param((8, 389, 230), 8.726204, id="Sugiura's R script LD"),
        pytest.param((3, 3000, 3000), 4.034216, id="Sugiura's R script LD, and 5.034216 for twice as often"),
        pytest.param((6, 3000, 3000), 5.034216, id="twice as often is one more"),
        pytest.param((0, 4, 4), np.nan, id="nothing for a pair that never meets (Wordless: 14)"),
        pytest.param((0, 0, 0), np.nan, id="words that never occur"),
    ],
)
def test_log_dice(counts, expected):
    assert collocations.log_dice(*counts) == pytest.approx(expected, abs=5e-7, nan_ok=True)


def test_dice_of_smadja_1996():
    """Smadja et al. 1996 p. 13: Dice .08 of (130; 3121; 143)."""
    assert 2 ** (collocations.log_dice(130, 3121, 143) - 14) == pytest.approx(0.079657, abs=5e-7)


def test_delta_p_of_gries_2013():
    """Gries 2013 p. 144, "of course": .032 from of to course, .697 back. His cells are 5610, 168938, 2257, 10233063."""
    n_xy, n_x, n_y = 5610, 5610 + 168938, 5610 + 2257
    total = n_xy + 168938 + 2257 + 10233063
    assert collocations.delta_p(n_xy, n_x, n_y, total) == pytest.approx(0.032, abs=5e-4)
    assert collocations.delta_p(n_xy, n_y, n_x, total) == pytest.approx(0.697, abs=5e-4)


TEXT = frame("俄乌冲突", "俄乌谈判", "俄军空袭", "乌军反攻", "俄乌冲突")


@pytest.mark.parametrize(
    ("options", "pair", "expected"),
    [
        pytest.param({"window": 1, "ordered": True}, ("俄", "乌"), (3, 4, 3, 15), id="bigrams"),
        pytest.param({"window": 1}, ("乌", "俄"), (3, 7, 4, 30), id="next to one another, whichever is first"),
        pytest.param({"window": 3}, ("军", "反"), (1, 6, 3, 60), id="a window holds whole sentences"),
        pytest.param({"window": None}, ("乌", "俄"), (3, 4, 4, 5), id="sentences"),
        pytest.param({"window": None}, ("乌", "军"), (1, 4, 2, 5), id="sentences, once together"),
    ],
)
def test_pairs(options, pair, expected):
    rows = collocations.pairs(TEXT, **options).set_index(["x", "y"])
    assert rows.index.is_unique
    assert tuple(rows.loc[pair, ["n_xy", "n_x", "n_y", "n"]]) == expected


def test_a_sentence_ends_the_window_and_a_word_meets_itself_unlisted():
    rows = collocations.pairs(pd.concat([frame("甲乙", "丙"), frame("丁丁", article="乙")]), window=9)
    assert rows[["x", "y"]].to_numpy().tolist() == [["乙", "甲"]]
    assert rows.loc[0, "n"] == 4


def test_table():
    rows = collocations.table(TEXT, window=None)
    assert {"冲", "突"} == set(rows.loc[0, ["x", "y"]])
    assert rows.loc[0, ["pmi", "npmi", "log_dice"]].tolist() == pytest.approx([np.log2(5 / 2), 1, 14])
    assert (rows["n_xy"] >= 2).all()
    assert not rows.isna().any(axis=None)


@pytest.mark.parametrize("window", [None, 1, 5])
@pytest.mark.parametrize("tokens", [frame(), frame("甲"), frame("甲", "乙")])
def test_nothing_meets(tokens, window):
    rows = collocations.table(tokens, window=window, least=0)
    assert rows.empty
    assert list(rows.columns[:6]) == ["x", "y", "n_xy", "n_x", "n_y", "n"]


@pytest.mark.parametrize(
    ("options", "message"), [({"window": 0}, "at least 1"), ({"window": None, "ordered": True}, "Order")]
)
def test_bad_options(options, message):
    with pytest.raises(InputError, match=message):
        collocations.pairs(TEXT, **options)


texts = st.lists(st.text("甲乙丙丁", min_size=1, max_size=9), min_size=1, max_size=6)


@settings(deadline=None, max_examples=50)
@given(texts, st.integers(1, 4))
def test_against_a_loop(sentences, window):
    near, inside = Counter(), Counter()
    for s in sentences:
        for i, j in combinations(range(len(s)), 2):
            near[s[i], s[j]] += j - i <= window
        inside.update(combinations(sorted(set(s)), 2))
    rows = collocations.pairs(frame(*sentences), window=window, ordered=True)
    looped = {pair: n for pair, n in near.items() if n and pair[0] != pair[1]}
    assert dict(zip(zip(rows["x"], rows["y"], strict=True), rows["n_xy"], strict=True)) == looped
    both = collocations.pairs(frame(*sentences), window=window)
    for row in both.itertuples():
        assert row.n_xy == near[row.x, row.y] + near[row.y, row.x]
        assert row.n == 2 * sum(near.values())
    rows = collocations.pairs(frame(*sentences), window=None)
    assert dict(zip(zip(rows["x"], rows["y"], strict=True), rows["n_xy"], strict=True)) == dict(inside)


@settings(deadline=None, max_examples=50)
@given(texts, st.sampled_from([None, 2]), st.randoms(use_true_random=False))
def test_order_and_duplication(sentences, window, random):
    once = collocations.table(frame(*sentences), window=window, least=1)
    mixed = collocations.table(frame(*random.sample(sentences, len(sentences))), window=window, least=1)
    pd.testing.assert_frame_equal(once, mixed)
    twice = collocations.table(frame(*sentences, *sentences), window=window, least=1)
    one, two = (rows.set_index(["x", "y"]).sort_index() for rows in (once, twice))
    assert two["log_likelihood"].to_numpy() == pytest.approx(2 * one["log_likelihood"].to_numpy(), abs=1e-9)
    for column in ("pmi", "npmi", "log_dice", "delta_p_xy"):
        assert two[column].to_numpy() == pytest.approx(one[column].to_numpy(), abs=1e-9)


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(0, 400))
def test_swap_and_bounds(both, only_x, only_y, neither):
    counts = both, both + only_x, both + only_y, both + only_x + only_y + neither
    if not (counts[1] and counts[2]):
        return
    back = counts[0], counts[2], counts[1], counts[3]
    for name in MEASURES[:3]:
        measure = getattr(collocations, name)
        assert measure(*counts) == pytest.approx(measure(*back), abs=1e-9)
    assert -1 - 1e-9 <= collocations.npmi(*counts) <= 1 + 1e-9
    assert -1 <= collocations.delta_p(*counts) <= 1
    if both:
        assert collocations.log_dice(*counts[:3]) <= 14 + 1e-9
