"""Shares: published values, zeros, and what an interval must always be."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from duizhao.errors import InputError
from duizhao.measures import intervals


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        pytest.param(81, 263, 0.2553, 0.3662, id="Newcombe 1998, Statistics in Medicine 17:857-872, Table I, 81/263"),
        pytest.param(15, 148, 0.0624, 0.1605, id="Newcombe 1998, Table I, 15/148"),
        pytest.param(0, 20, 0.0, 0.1611, id="Newcombe 1998, Table I, 0/20"),
        pytest.param(1, 29, 0.0061, 0.1718, id="Newcombe 1998, Table I, 1/29"),
        pytest.param(0, 17, 0.0, 0.1843, id="none of 17 sentences has an upper bound"),
        pytest.param(0, 0, 0.0, 1.0, id="nothing of nothing says nothing"),
    ],
)
def test_wilson(hits, total, low, high):
    assert np.concatenate(intervals.wilson(hits, total)) == pytest.approx([low, high], abs=5e-5)


@settings(deadline=None, max_examples=50)
@given(total=st.integers(1, 400), data=st.data())
def test_agree_with_scipy_and_mirror(total, data):
    hits = data.draw(st.integers(0, total))
    low, high = intervals.wilson(hits, total)
    assert 0 <= low[0] <= hits / total <= high[0] <= 1
    theirs = stats.binomtest(hits, total).proportion_ci(method="wilson")
    assert (low[0], high[0]) == pytest.approx(tuple(theirs), abs=1e-9)
    mirror_low, mirror_high = intervals.wilson(total - hits, total)
    assert (1 - mirror_high[0], 1 - mirror_low[0]) == pytest.approx((low[0], high[0]))


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        pytest.param((56, 70, 48, 80), 0.0524, 0.3339, id="Newcombe 1998, Statistics in Medicine 17:873-890, Table II, method 10, (a)"),
        pytest.param((9, 10, 3, 10), 0.1705, 0.8090, id="Table II (b)"),
        pytest.param((6, 7, 2, 7), 0.0582, 0.8062, id="Table II (c)"),
        pytest.param((5, 56, 0, 29), -0.0381, 0.1926, id="Table II (d)"),
        pytest.param((0, 10, 0, 20), -0.1611, 0.2775, id="Table II (e)"),
        pytest.param((10, 10, 0, 20), 0.6791, 1.0, id="Table II (g)"),
        pytest.param((10, 10, 0, 10), 0.6075, 1.0, id="Table II (h)"),
        pytest.param((0, 0, 3, 5), -1.0, 1.0, id="nothing of nothing says nothing"),
    ],
)
def test_newcombe(counts, low, high):
    assert np.concatenate(intervals.newcombe(*counts)) == pytest.approx([low, high], abs=5.1e-5)
    k, n, j, m = counts
    assert [-end[0] for end in intervals.newcombe(j, m, k, n)][::-1] == pytest.approx([low, high], abs=5.1e-5)


def test_shares():
    frame = intervals.shares(pd.Series([0, 17, 0], index=["a", "b", "c"]), [17, 17, 0])
    assert list(frame.index) == ["a", "b", "c"]
    assert frame["share"].tolist()[:2] == [0, 1]
    assert frame.loc["c", "share"] != frame.loc["c", "share"]
    assert frame.loc["a", "high"] == pytest.approx(0.1843, abs=5e-5)
    assert intervals.shares([], []).empty


@pytest.mark.parametrize(("hits", "total"), [(3, 2), (-1, 2)])
def test_impossible_counts(hits, total):
    with pytest.raises(InputError, match="0 ≤ hits ≤ total"):
        intervals.wilson(hits, total)
