"""Word shifts against Shifterator and SciPy; bars must sum to the total."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon

from duizhao.measures import shift

# quanteda's own unit-test corpus: "a a a b b c c c c c c d e f g h h" against "a a b c c d d d d e f h"
A = pd.Series({"a": 3, "b": 2, "c": 6, "d": 1, "e": 1, "f": 1, "g": 1, "h": 2})
B = pd.Series({"a": 2, "b": 1, "c": 2, "d": 4, "e": 1, "f": 1, "h": 1})


def test_jsd_of_shifterator():
    """Shifterator's total, and its contributions normalised to sum to 1."""
    bars = shift.jsd(A, B)["contribution"]
    assert bars.sum() == pytest.approx(0.137954, abs=5e-7)
    expected = [0.000732, 0.015392, 0.178532, 0.554545, 0.011104, 0.011104, 0.213199, 0.015392]
    assert (bars / bars.sum()).tolist() == pytest.approx(expected, abs=5e-7)


def test_side():
    assert shift.jsd(A, B)["side"].to_dict() == {"a": 1, "b": 1, "c": 1, "d": -1, "e": -1, "f": -1, "g": 1, "h": 1}


@pytest.mark.parametrize(
    ("a", "b", "total"),
    [
        pytest.param([1, 2], [2, 4], 0, id="like texts"),
        pytest.param([1, 0], [0, 4], 1, id="no word in common"),
        pytest.param([1, 2], [0, 0], 0, id="an empty text"),
        pytest.param([], [], 0, id="no words"),
    ],
)
def test_zero_cases(a, b, total):
    for bars in (shift.jsd(a, b), shift.top(shift.jsd(a, b), 1)):
        assert bars["contribution"].sum() == pytest.approx(total)
        assert not bars.isna().any(axis=None)


counts = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=30)


@settings(deadline=None, max_examples=50)
@given(counts, st.integers(1, 12), st.randoms(use_true_random=False))
def test_sum_swap_duplication_order(pairs, most, random):
    a, b = np.array(pairs).T
    if not (a.sum() and b.sum()):
        return
    index = [f"w{i}" for i in range(len(a))]
    a, b = pd.Series(a, index), pd.Series(b, index)
    bars = shift.jsd(a, b)
    assert bars["contribution"].sum() == pytest.approx(np.nan_to_num(jensenshannon(a, b, base=2)) ** 2, abs=1e-9)
    assert (bars["contribution"] >= 0).all()
    swapped = shift.jsd(b, a)
    assert swapped["contribution"].equals(bars["contribution"])
    assert (swapped["side"] == -bars["side"]).all()
    assert shift.jsd(3 * a, 3 * b)["contribution"].to_numpy() == pytest.approx(bars["contribution"].to_numpy())
    shown = shift.top(bars, most)
    assert shown["contribution"].sum() == pytest.approx(bars["contribution"].sum(), abs=1e-12)
    assert shown["share_a"].sum() == pytest.approx(1)
    assert len(shown) == min(len(bars), most + 1)
    order = random.sample(index, len(index))
    assert list(shift.top(bars.loc[order], most).index) == list(shown.index)
