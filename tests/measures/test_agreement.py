"""Alpha against the published worked examples; precision, recall and the list of differences."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.errors import InputError
from duizhao.measures import agreement


def coding(*coders):
    """A table from one string a coder, a character a unit, '.' for not coded."""
    cells = [[None if c == "." else int(c) if c.isdigit() else c for c in "".join(coder.split())] for coder in coders]
    return pd.DataFrame(dict(enumerate(cells, 1)), dtype=object)


# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability
TWO_BINARY = coding("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
TWO_NOMINAL = coding("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR = coding(
    "1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."
)
# Hayes & Krippendorff 2007, Table 1: the tone of 40 newspaper articles by five observers, a line each
NEWS = coding(
    "1 1 2 . 0 0 1 1 2 2 . 0 1 3 1 1 2 1 1 0 0 0 2 0 1 0 0 1 1 1 1 2 2 3 2 2 2 2 2 1",
    "1 1 3 0 0 0 0 . 2 1 1 0 2 3 1 1 1 2 1 0 0 0 3 0 2 1 0 2 1 1 1 1 2 2 2 2 2 2 2 1",
    "2 0 3 0 0 0 2 2 2 1 0 0 2 2 1 1 2 3 0 0 1 . 3 0 . 1 0 1 2 2 0 2 . 2 2 3 2 . 2 1",
    ". 1 3 . . . . 0 . 1 0 0 2 2 . . . 3 1 . 1 0 3 0 2 1 1 2 2 . . 1 2 2 . . . 1 2 .",
    "2 . . 0 0 0 1 . 2 . . . . 3 1 1 2 . . 0 . 0 . . 2 . 0 . . 2 0 . 2 . 2 2 2 2 . 1",
)


@pytest.mark.parametrize(
    ("table", "level", "expected", "digits"),
    [
        pytest.param(TWO_BINARY, "nominal", 0.095, 3, id="Krippendorff 2011, A: binary, two observers"),
        pytest.param(TWO_NOMINAL, "nominal", 0.692, 3, id="Krippendorff 2011, B: nominal, two observers"),
        pytest.param(FOUR, "nominal", 0.743, 3, id="Krippendorff 2011, C: four observers, missing data, nominal"),
        pytest.param(FOUR, "ordinal", 0.815, 3, id="Krippendorff 2011, C: ordinal"),
        pytest.param(NEWS, "ordinal", 0.7598, 4, id="Hayes & Krippendorff 2007: KALPHA, ordinal"),
        pytest.param(NEWS, "nominal", 0.477, 3, id="Hayes & Krippendorff 2007, nominal by Grill's krippendorff_alpha"),
        pytest.param(coding("111222", "111222"), "nominal", 1, 9, id="perfect"),
        pytest.param(coding("1212", "2121"), "nominal", -0.75, 9, id="worse than chance"),
        pytest.param(coding("1111", "1111"), "nominal", np.nan, 9, id="no variation: nothing to agree on"),
        pytest.param(coding("12..", "..34"), "nominal", np.nan, 9, id="nothing coded twice"),
        pytest.param(coding("1234"), "nominal", np.nan, 9, id="one coder"),
        pytest.param(coding("", ""), "nominal", np.nan, 9, id="no units"),
    ],
)
def test_alpha(table, level, expected, digits):
    got = agreement.alpha(table, level=level, resamples=10)
    assert got.alpha == pytest.approx(expected, abs=0.51 * 10**-digits, nan_ok=True)


def test_what_alpha_rests_on():
    assert agreement.alpha(FOUR, resamples=10)[3:] == (11, 40)
    assert NEWS.notna().sum().sum() == 159


def test_interval():
    got = agreement.alpha(NEWS, level="ordinal")
    assert 0.6 < got.low < got.alpha < got.high < 0.9
    assert got == agreement.alpha(NEWS, level="ordinal")
    assert got != agreement.alpha(NEWS, level="ordinal", seed=1)
    few = agreement.alpha(NEWS.head(4))
    assert np.isnan([few.low, few.high]).all()


def test_interval_is_that_of_a_plain_bootstrap():
    rng = np.random.default_rng(0)
    drawn = []
    for _ in range(400):
        sample = NEWS.iloc[rng.integers(0, 40, 40)].reset_index(drop=True)
        drawn.append(agreement.alpha(sample, resamples=1).alpha)
    got = agreement.alpha(NEWS)
    assert (got.low, got.high) == pytest.approx(np.quantile(drawn, [0.025, 0.975]), abs=0.04)


cells = st.lists(st.tuples(*[st.sampled_from([None, 1, 2, 3])] * 3), min_size=1, max_size=12).map(
    lambda rows: pd.DataFrame(rows, columns=list("甲乙丙"), dtype=object)
)


@given(cells, st.sampled_from(["nominal", "ordinal"]), st.randoms(use_true_random=False))
@settings(max_examples=50, deadline=None)
def test_loop_order_of_units_and_coders(table, level, random):
    got = agreement.alpha(table, level=level, resamples=50)
    # the definition, pair by pair: Krippendorff 2011, section C
    units = [[v for v in row if v is not None] for row in table.itertuples(index=False)]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [v for unit in units for v in unit]

    def distance(c, k):
        if level == "ordinal":
            low, high = sorted((c, k))
            between = sum(pooled.count(v) for v in range(low, high + 1))
            return (between - (pooled.count(c) + pooled.count(k)) / 2) ** 2
        return float(c != k)

    seen = sum(distance(c, k) / (len(unit) - 1) for unit in units for c in unit for k in unit)
    by_chance = sum(distance(c, k) for c in pooled for k in pooled)
    expected = 1 - (len(pooled) - 1) * seen / by_chance if by_chance else np.nan
    assert got.alpha == pytest.approx(expected, nan_ok=True)
    rows, columns = random.sample(list(table.index), len(table)), random.sample(list(table.columns), 3)
    moved = agreement.alpha(table.loc[rows, columns], level=level, resamples=50)
    assert np.array_equal(moved, got, equal_nan=True)


@pytest.mark.parametrize(
    ("coded", "found", "expected"),
    [
        pytest.param("aabc", "abdd", (2, 2, 2, 0.5, 0.5, 0.5), id="a mark twice counts twice"),
        pytest.param("abc", "ab", (2, 0, 1, 1, 2 / 3, 0.8), id="one missed"),
        pytest.param("ab", "", (0, 0, 2, np.nan, 0, 0), id="nothing found"),
        pytest.param("", "ab", (0, 2, 0, 0, np.nan, 0), id="nothing there"),
        pytest.param("", "", (0, 0, 0, np.nan, np.nan, np.nan), id="nothing at all"),
    ],
)
def test_scores(coded, found, expected):
    assert agreement.scores(coded, found) == pytest.approx(expected, nan_ok=True)
    back = [expected[i] for i in (0, 2, 1, 4, 3, 5)]
    assert list(agreement.scores(found, coded)) == pytest.approx(back, nan_ok=True)


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (TWO_NOMINAL, {"level": "ordinal"}, "needs numbers"),
        (pd.concat([FOUR, FOUR]), {}, "same name"),
    ],
)
def test_bad_tables(table, options, message):
    with pytest.raises(InputError, match=message):
        agreement.alpha(table, **options)
