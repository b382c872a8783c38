"""Dispersion of the published example, and against a loop over parts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from duizhao.errors import InputError
from duizhao.measures import dispersion

# the five-part corpus of Gries 2008, p. 404-405
PARTS = "b a m n i b e u p | b a s a t b e w q n | b c a g a b e s t a | b a g h a b e a a t | b a h a a b e a x a t"
CORPUS = [part.split() for part in PARTS.split(" | ")]


def counted(term, parts=CORPUS):
    return [part.count(term) for part in parts]


@pytest.mark.parametrize(
    ("term", "dp", "norm"),
    [
        pytest.param("a", 0.18, 0.219512, id="Gries 2008, a: DP .18 (Scattertext, corpus-dispersion 0.2.0)"),
        pytest.param("b", 0.02, 0.024390, id="b"),
        pytest.param("i", 0.82, 1.0, id="i, all in the smallest but for rounding"),
        pytest.param("q", 0.80, 0.975610, id="q"),
        pytest.param("x", 0.78, 0.951220, id="x"),
    ],
)
def test_gries_2008(term, dp, norm):
    row = dispersion.table([counted(term)], [len(part) for part in CORPUS]).iloc[0]
    assert (row["dp"], row["dp_norm"]) == pytest.approx((dp, norm), abs=5e-7)


def test_wordless():
    """DPnorm of (2, 1, 0) in equal parts is .5."""
    row = dispersion.table([[2, 1, 0]], [10, 10, 10]).iloc[0]
    assert row.to_dict() == pytest.approx({"dp": 1 / 3, "dp_norm": 0.5})


@pytest.mark.parametrize(
    ("counts", "sizes", "expected"),
    [
        pytest.param([0, 0], [5, 5], [np.nan, np.nan], id="a term that never occurs has no spread"),
        pytest.param([3], [17], [0, 0], id="one part"),
        pytest.param([3, 0], [17, 0], [0, 0], id="a part without tokens is none"),
        pytest.param([2, 4], [10, 20], [0, 0], id="as even as the parts"),
        pytest.param([0], [0], [np.nan, np.nan], id="an empty source"),
        pytest.param([0, 1], [90, 10], [0.9, 1], id="all in the smallest part"),
    ],
)
def test_zero_cases(counts, sizes, expected):
    row = dispersion.table([counts], sizes).iloc[0]
    assert row[["dp", "dp_norm"]].tolist() == pytest.approx(expected, nan_ok=True)


def test_no_terms():
    assert dispersion.table(np.zeros((0, 4)), [1, 2, 3, 4]).empty


corpora = st.integers(1, 7).flatmap(
    lambda parts: st.lists(st.lists(st.integers(0, 9), min_size=parts, max_size=parts), min_size=1, max_size=5)
)


@settings(deadline=None, max_examples=50)
@given(corpora, st.randoms(use_true_random=False), st.integers(2, 5))
def test_loop_order_and_duplication(counts, random, k):
    counts = np.array(counts)
    sizes = counts.sum(axis=0) + np.array([random.randrange(4) for _ in counts[0]])
    table = dispersion.table(sparse.csc_array(counts), sizes)
    share = sizes / max(sizes.sum(), 1)
    for row, v in zip(table.itertuples(), counts, strict=True):
        if v.sum():
            assert row.dp == pytest.approx(np.abs(v / v.sum() - share).sum() / 2)
            assert 0 <= row.dp <= 1 - share[share > 0].min() + 1e-12
    order = random.sample(range(len(sizes)), len(sizes))
    assert dispersion.table(counts[:, order], sizes[order]).equals(table)
    again = dispersion.table(k * counts, k * sizes)
    assert again.to_numpy() == pytest.approx(table.to_numpy(), nan_ok=True)


@pytest.mark.parametrize(("counts", "sizes"), [([[3]], [2]), ([[1, 1]], [5])])
def test_bad_sizes(counts, sizes):
    with pytest.raises(InputError, match="all tokens of all parts"):
        dispersion.table(counts, sizes)
