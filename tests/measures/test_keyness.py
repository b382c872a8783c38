"""Keyness against published worked examples, other people's software, and what must hold for any counts."""

import association_measures.measures as am
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from duizhao.errors import InputError
from duizhao.measures import keyness

# quanteda's own unit-test corpus: "a a a b b c c c c c c d e f g h h" against "a a b c c d d d d e f h"
A = ([3, 2, 6, 1, 1, 1, 1, 2], [2, 1, 2, 4, 1, 1, 0, 1], 17, 12)
# larger counts, with zeros on both sides
B = ([40, 12, 3, 0, 5, 200], [10, 5, 30, 9, 0, 190], 4000, 6000)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param((10, 3, 10, 31767), 167.229804, id="Dunning 1993 p. 72: 167.23"),
        pytest.param((1, 1, 15334, 176664), 2.448757, id="association-measures README, R/UCS-checked, (1, 1)"),
        pytest.param((7, 113, 15334, 176664), 0.829802, id="association-measures README, (7, 113)"),
        pytest.param((1, 7, 15334, 176664), 0.191806, id="association-measures README, (1, 7)"),
        pytest.param((2, 45, 15334, 176664), 1.059386, id="association-measures README, (2, 45)"),
        pytest.param((2, 3, 15334, 176664), 3.879126, id="association-measures README, (2, 3)"),
        pytest.param((10, 2, 1000, 1000), 5.854257, id="four cells; two (Rayson & Garside 2000) give 5.822"),
        pytest.param((12, 0, 1500, 1500), 16.683725, id="four cells; two give 16.636"),
        pytest.param((0, 0, 17, 12), 0, id="a term in neither"),
        pytest.param((3, 0, 17, 0), 0, id="an empty source"),
        pytest.param((0, 0, 0, 0), 0, id="nothing at all"),
        pytest.param((5, 5, 5, 5), 0, id="sources of one word"),
    ],
)
def test_g2(counts, expected):
    assert keyness.g2(*counts) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("corpus", "column", "expected"),
    [
        pytest.param(
            A,
            "g2",
            [0.004751, 0.091242, 1.274238, 3.779441, 0.064900, 0.064900, 1.093291, 0.091242],
            id="quanteda test corpus: association-measures, Scattertext G2, quanteda `none` (`lr`: .477)",
        ),
        pytest.param(
            A,
            "p",
            [1.0, 1.0, 0.408347, 0.129637, 1.0, 1.0, 1.0, 1.0],
            id="quanteda test corpus: Fisher's, for every cell that is expected below 5",
        ),
        pytest.param(
            A,
            "q",
            [1.0] * 3 + [1.0] + [1.0] * 4,
            id="quanteda test corpus: nothing is sure",
        ),
        pytest.param(
            B,
            "g2",
            [33.647127, 6.513406, 16.084781, 9.200266, 9.166660, 21.072153],
            id="larger counts: association-measures and SciPy",
        ),
        pytest.param(
            B,
            "log_ratio",
            [2.532435, 1.769327, -2.538480, -3.663025, 4.044334, 0.658714],
            id="larger counts: association-measures, Walter 1975",
        ),
        pytest.param(
            B,
            "log_ratio_conservative",
            [1.261084, 0, -0.636440, 0, 0, 0.266002],
            id="larger counts: association-measures and Scattertext lrc_df, Bonferroni over six",
        ),
        pytest.param(B, "rate_a", [10, 3, 0.75, 0, 1.25, 50], id="per 1,000 tokens"),
    ],
)
def test_table(corpus, column, expected):
    assert keyness.table(*corpus)[column].to_numpy() == pytest.approx(np.array(expected), abs=5.1e-7)


@pytest.mark.parametrize(
    ("counts", "p"),
    [
        pytest.param((3, 1, 4, 4), 0.485714, id="the tea taster: Pedersen 1996 p. 10 .486"),
        pytest.param((7, 1, 34, 34), 0.054400, id="Perondi et al. 2004 in Lydersen et al. 2009"),
        pytest.param((9, 4, 13, 14), 0.056983, id="Lampasona et al. 2013"),
        pytest.param((7, 0, 30, 19), 0.033762, id="an author who evaluates in 7 of 30 sentences, and one in none of 19"),
        pytest.param((0, 0, 17, 12), 1.0, id="a term in neither"),
    ],
)
def test_fisher(counts, p):
    assert keyness.fisher(*counts) == pytest.approx(p, abs=5e-6)
    n_a, n_b, size_a, size_b = counts
    assert keyness.fisher(n_b, n_a, size_b, size_a) == keyness.fisher(*counts)


def test_within_strata():
    """R's `mantelhaen.test(UCBAdmissions)`: X² = 1.4269, p = .2323; within departments the sexes are admitted alike."""
    men, women = np.array([[512, 353, 120, 138, 53, 22], [89, 17, 202, 131, 94, 24]])[:, :, None]
    sizes = np.array([825, 560, 325, 417, 191, 373]), np.array([108, 25, 593, 375, 393, 341])
    ratio, p = keyness.within(men, women, *sizes)
    assert p[0] == pytest.approx(0.2323, abs=5e-5)
    back, again = keyness.within(women, men, *sizes[::-1])
    assert (back[0], again[0]) == pytest.approx((-ratio[0], p[0]))
    assert keyness.p_of_counts(men.sum(), women.sum(), sizes[0].sum(), sizes[1].sum()) < 1e-15


def test_a_word_of_eight_is_not_sure_among_615():
    """0 against 8 in 824 and 492 tokens, with 614 words that are 1 against 1: χ² of G² says q < .05, Fisher's test does not."""
    n_a, n_b = np.array([0] + [1] * 614), np.array([8] + [0] * 400 + [1] * 214)
    row = keyness.table(n_a, n_b, 824, 492).iloc[0]
    assert keyness.p_value(row["g2"]) * 615 < 0.06
    assert row["p"] == pytest.approx(keyness.fisher(0, 8, 824, 492))
    assert row["q"] == pytest.approx(615 * row["p"])
    assert row["q"] > 0.15
    assert row["log_ratio_conservative"] == 0


def test_conservative_log_ratio_uncorrected():
    """association-measures and Scattertext `lrc_df`, two ports of Evert 2022, agree on these to six decimals."""
    expected = np.array([1.560041, 0.239482, -1.051894, -0.396033, 0.458942, 0.365229])
    assert keyness.conservative_log_ratio(*B) == pytest.approx(expected, abs=5.1e-7)


def test_log_ratio_interval():
    """With large counts and shares this is the interval of a relative risk: Katz et al. 1978, as SciPy computes it."""
    low, high = keyness.log_ratio_interval(4000, 2000, 40000, 60000)
    theirs = stats.contingency.relative_risk(4000, 40000, 2000, 60000).confidence_interval()
    assert (low, high) == (pytest.approx(np.log2(theirs.low), abs=1e-3), pytest.approx(np.log2(theirs.high), abs=1e-3))


@pytest.mark.parametrize(
    ("g2", "p"),
    [(3.841459, 0.05), (6.634897, 0.01), (10.827566, 0.001), (15.136705, 0.0001), (0, 1)],
    ids=["UCREL 3.84", "UCREL 6.63", "UCREL 10.83", "UCREL 15.13", "no difference"],
)
def test_p_value(g2, p):
    assert keyness.p_value(g2) == pytest.approx(p, rel=1e-5)


def test_q_value_of_benjamini_hochberg_1995_table_1():
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1]
    q = keyness.q_value(p)
    assert (q < 0.05).sum() == 4
    assert q[:8] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645], abs=5e-7)
    assert q[8:] == pytest.approx([0.0765, 0.486, 0.581182, 0.714875, 0.753231, 0.813214, 1], abs=5e-7)
    assert keyness.q_value([]).size == 0


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_q_value_is_that_of_scipy(p):
    assert keyness.q_value(p) == pytest.approx(stats.false_discovery_control(p), abs=1e-12)
    assert ((keyness.q_value(p) <= 1) & (keyness.q_value(p) >= np.array(p))).all()


@pytest.mark.parametrize(
    "corpus",
    [([0, 3], [0, 0], 17, 0), ([0, 0], [0, 3], 0, 12), ([0], [0], 17, 12), ([0], [0], 0, 0)],
    ids=["B empty", "A empty", "in neither", "both empty"],
)
def test_zero_cases_show_no_difference(corpus):
    row = keyness.table(*corpus).iloc[-1]
    assert row[["g2", "log_ratio", "log_ratio_conservative"]].tolist() == [0, 0, 0]
    assert row[["p", "q", "log_ratio_low", "log_ratio_high"]].tolist() == [1, 1, -np.inf, np.inf]
    assert row.notna().all()


def test_empty_table_and_join_by_term():
    assert keyness.table([], [], 17, 12).empty
    joined = keyness.table(pd.Series({"俄": 3, "乌": 1}), pd.Series({"乌": 2, "美": 4}), 17, 12)
    assert joined.loc["美", ["n_a", "n_b"]].tolist() == [0, 4]
    assert joined.loc["俄", ["n_a", "n_b"]].tolist() == [3, 0]
    assert joined["n_a"].dtype == "int64"


@pytest.mark.parametrize("corpus", [([18], [1], 17, 12), ([-1], [1], 17, 12), ([1], [13], 17, 12)])
def test_counts_beyond_the_source(corpus):
    with pytest.raises(InputError, match="sizes of whole sources"):
        keyness.table(*corpus)


@st.composite
def corpora(draw):
    terms = draw(st.integers(1, 8))
    sizes = [draw(st.integers(0, 3000)) for _ in "ab"]
    most = draw(st.sampled_from([60, 3000]))
    a, b = ([draw(st.integers(0, min(size, most))) for _ in range(terms)] for size in sizes)
    return np.array(a), np.array(b), *sizes


@settings(deadline=None, max_examples=50)
@given(corpora())
def test_swap(corpus):
    a, b, size_a, size_b = corpus
    one, other = keyness.table(a, b, size_a, size_b), keyness.table(b, a, size_b, size_a)
    assert not one.isna().any(axis=None)
    for column in ("g2", "p", "q"):
        assert one[column].equals(other[column]), column
    for column in ("log_ratio", "log_ratio_conservative"):
        assert (one[column] == -other[column]).all(), column
    assert (one["log_ratio_low"] == -other["log_ratio_high"]).all()
    assert (one["g2"] >= 0).all()
    assert (one["log_ratio_low"] <= one["log_ratio"]).all()


@settings(deadline=None, max_examples=50)
@given(corpora(), st.integers(2, 9))
def test_duplication_multiplies_g2(corpus, k):
    a, b, size_a, size_b = corpus
    once, again = keyness.g2(a, b, size_a, size_b), keyness.g2(k * a, k * b, k * size_a, k * size_b)
    assert again == pytest.approx(k * once, rel=1e-9, abs=1e-9)


@settings(deadline=None, max_examples=50)
@given(corpora(), st.randoms(use_true_random=False))
def test_order_of_terms(corpus, random):
    a, b, *sizes = corpus
    order = list(range(len(a)))
    random.shuffle(order)
    moved = keyness.table(a[order], b[order], *sizes)
    pd.testing.assert_frame_equal(moved, keyness.table(a, b, *sizes).iloc[order].reset_index(drop=True))


@settings(deadline=None, max_examples=50)
@given(corpora())
def test_agrees_with_association_measures_and_scipy(corpus):
    a, b, size_a, size_b = corpus
    keep = a + b > 0
    a, b = a[keep], b[keep]
    if not (len(a) and size_a and size_b):
        return
    cells = pd.DataFrame({"O11": a, "O12": size_a - a, "O21": b, "O22": size_b - b, "R1": size_a, "R2": size_b})
    total = size_a + size_b
    for column, row, n in (("E11", size_a, a + b), ("E12", size_a, total - a - b), ("E21", size_b, a + b)):
        cells[column] = row * n / total
    cells["E22"] = size_b * (total - a - b) / total
    ours = keyness.table(a, b, size_a, size_b)
    with np.errstate(all="ignore"):
        theirs = am.log_likelihood(cells.astype(float).replace({"E12": 0, "E22": 0}, 1), signed=False)
        bound = am.conservative_log_ratio(cells, alpha=0.05, correct="Bonferroni", vocab=len(a))
    assert ours["g2"].to_numpy() == pytest.approx(theirs.to_numpy(), rel=1e-6, abs=1e-6)
    assert ours["log_ratio"].to_numpy() == pytest.approx(am.log_ratio(cells).to_numpy(), abs=1e-9)
    assert ours["log_ratio_conservative"].to_numpy() == pytest.approx(bound.to_numpy(), abs=1e-6)
    square = np.array([[a[0], size_a - a[0]], [b[0], size_b - b[0]]])
    if square.sum(axis=0).all():
        test = stats.chi2_contingency(square, lambda_="log-likelihood", correction=False)
        assert ours["g2"][0] == pytest.approx(test.statistic, rel=1e-6, abs=1e-6)
        small = test.expected_freq.min() < keyness.SMALL
        expected = stats.fisher_exact(square).pvalue if small else test.pvalue
        assert ours["p"][0] == pytest.approx(expected, rel=1e-6, abs=1e-6)


def test_strata_are_those_of_the_formula():
    """Mantel & Haenszel's ratio of rates, by hand; a difference within the correction is none."""
    a, b, size_a, size_b = [3, 9], [1, 0], [50, 400], [60, 300]
    up = sum(n * other / (own + other) for n, own, other in zip(a, size_a, size_b, strict=True)) + 0.5
    down = sum(n * other / (own + other) for n, own, other in zip(b, size_b, size_a, strict=True)) + 0.5
    ratio, _ = keyness.within(np.array(a)[:, None], np.array(b)[:, None], size_a, size_b)
    assert ratio[0] == pytest.approx(np.log2(up / down))
    (rare,), (p,) = keyness.within(np.array([[1]]), np.array([[0]]), [50], [60])  # a variance under one
    assert rare == pytest.approx(np.log2((60 / 110 + 0.5) / 0.5))
    assert p == pytest.approx(0.92726, abs=1e-5)  # ((6/11 − ½)² ÷ 30/121 = .00833)
    (even,), (p,) = keyness.within(np.array([[10]]), np.array([[10]]), [100], [100])
    assert (even, p) == (0.0, 1.0)


def test_fisher_below_five_expected_and_g2_from_five():
    """With twenty tokens each, ten occurrences are five expected, nine are four and a half."""
    assert keyness.p_of_counts(8, 2, 20, 20) == keyness.p_value(keyness.g2(8, 2, 20, 20))
    assert keyness.p_of_counts(7, 2, 20, 20) == keyness.fisher(7, 2, 20, 20)
