"""Resampling against plain loops, exact tests and SciPy, and what order, swap and sizes must not change."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse, stats

from duizhao.errors import InputError
from duizhao.measures import keyness, resample, shift


def corpus(units_a=30, units_b=20, terms=12, seed=0, rates=None):
    """Two sources of sentences with Poisson counts; term 0 is planted in A where `rates` is not given."""
    rng = np.random.default_rng(seed)
    in_a = np.arange(units_a + units_b) < units_a
    base = rng.uniform(0.1, 0.9, terms) if rates is None else np.asarray(rates, float)
    counts = rng.poisson(base, (len(in_a), terms))
    if rates is None:
        counts[:, 0] = np.where(in_a, rng.poisson(1.5, len(in_a)), rng.poisson(0.1, len(in_a)))
    sizes = counts.sum(axis=1) + rng.integers(3, 12, len(in_a))
    keys = [("甲" if own else "乙", i) for i, own in enumerate(in_a)]
    return counts, sizes, in_a, keys


def moved(parts, order):
    counts, sizes, in_a, keys = parts
    return counts[order], sizes[order], in_a[order], [keys[i] for i in order]


def test_statistics_are_those_of_keyness():
    rng = np.random.default_rng(0)
    a, b = rng.integers(0, 40, (2, 6, 9))
    size_a, size_b = rng.integers(40, 400, (2, 9))
    both = a + b > 0
    ratio = resample.log_ratio(a, b, size_a, size_b)
    assert ratio[both] == pytest.approx(keyness.log_ratio(a, b, size_a, size_b)[both], abs=1e-12)


def test_bootstrap_is_that_of_scipy():
    """SciPy draws n of n with replacement and knows nothing of our draws: the ends agree within their own noise."""
    counts, sizes, in_a, keys = corpus(60, 40)
    ours = resample.bootstrap(resample.units(counts, sizes, in_a, keys), resamples=4000)

    def ratio(a, b):
        parts = counts[a, 0].sum(axis=-1), counts[b, 0].sum(axis=-1), sizes[a].sum(axis=-1), sizes[b].sum(axis=-1)
        return keyness.log_ratio(*parts)

    theirs = stats.bootstrap(
        (np.flatnonzero(in_a), np.flatnonzero(~in_a)),
        lambda a, b, axis: ratio(a, b),
        vectorized=True,
        method="percentile",
        n_resamples=4000,
        rng=np.random.default_rng(1),
    ).confidence_interval
    assert ours.loc[0].tolist() == pytest.approx([theirs.low, theirs.high], abs=0.3)
    assert ours.loc[0, "low"] > 0


def test_bootstrap_is_weights_times_counts():
    """The vectorised blocks against a plain loop over the same weights."""
    counts, sizes, in_a, keys = parts = corpus(8, 6, 5)
    weights = resample.poisson(resample.streams(keys, 3, "bootstrap"), 200)
    looped = []
    for w in weights.T:
        n_a, n_b = (w * in_a) @ counts, (w * ~in_a) @ counts
        looped.append(keyness.log_ratio(n_a, n_b, (w * in_a) @ sizes, (w * ~in_a) @ sizes))
    low, high = np.sort(looped, axis=0)[[5, 194]]
    ours = resample.bootstrap(resample.units(*parts), seed=3, resamples=200)
    kept = (counts > 0).sum(axis=0) >= resample.LEAST
    assert kept.any()
    assert ours["low"].to_numpy()[kept] == pytest.approx(low[kept])
    assert ours["high"].to_numpy()[kept] == pytest.approx(high[kept])


def test_small_blocks_change_nothing(monkeypatch):
    data = resample.units(*corpus())
    whole, null = resample.bootstrap(data, resamples=150), resample.null(data, resample.key_terms, resamples=150)
    monkeypatch.setattr(resample, "BLOCK", 4000)
    monkeypatch.setattr(resample, "INNER", 300)
    pd.testing.assert_frame_equal(whole, resample.bootstrap(data, resamples=150))
    assert np.array_equal(null, resample.null(data, resample.key_terms, resamples=150))


@given(st.permutations(range(50)))
@settings(max_examples=10, deadline=None)
def test_order_of_units(order):
    parts = corpus()
    one, other = resample.units(*parts), resample.units(*moved(parts, order))
    pd.testing.assert_frame_equal(resample.bootstrap(one, resamples=100), resample.bootstrap(other, resamples=100))
    null = [resample.null(data, resample.divergence, resamples=50) for data in (one, other)]
    assert null[0] == pytest.approx(null[1])


@pytest.mark.parametrize("sizes", [(30, 20), (20, 30), (25, 25)])
def test_swap(sizes):
    counts, tokens, in_a, keys = corpus(*sizes)
    one, other = (resample.units(counts, tokens, side, keys) for side in (in_a, ~in_a))
    a, b = (resample.bootstrap(data, resamples=300) for data in (one, other))
    assert a["low"].equals(-b["high"])
    assert a["high"].equals(-b["low"])
    null = [resample.null(data, resample.key_terms, resamples=100) for data in (one, other)]
    assert null[0].tolist() == null[1].tolist()


def test_seed():
    data = resample.units(*corpus())
    pd.testing.assert_frame_equal(resample.bootstrap(data, resamples=200), resample.bootstrap(data, resamples=200))
    assert not resample.bootstrap(data, resamples=200).equals(resample.bootstrap(data, seed=1, resamples=200))


def test_sparse_counts_and_other_terms_change_nothing():
    counts, *rest = corpus()
    dense = resample.bootstrap(resample.units(counts, *rest), resamples=200)
    thin = resample.bootstrap(resample.units(sparse.csc_array(counts), *rest), resamples=200)
    pd.testing.assert_frame_equal(dense, thin)
    fewer = resample.bootstrap(resample.units(counts[:, 3:], *rest), resamples=200)
    pd.testing.assert_frame_equal(dense[3:].reset_index(drop=True), fewer)


def test_fewer_than_five_sentences_give_no_interval():
    counts, sizes, in_a, keys = corpus(terms=3)
    counts[:, 1] = 0
    counts[[0, 1, 40, 41], 1] = 3
    counts[:, 2] = 0
    counts[[0, 1, 2, 40, 41], 2] = 1
    intervals = resample.bootstrap(resample.units(counts, sizes + 3, in_a, keys), resamples=100)
    assert intervals.isna().all(axis=1).tolist() == [False, True, False]


@pytest.mark.parametrize("units_b", [0, 1, 4])
def test_too_few_units_in_a_source(units_b):
    data = resample.units(*corpus(30, units_b))
    assert resample.bootstrap(data, resamples=50).isna().all(axis=None)
    if units_b == 0:
        assert (resample.null(data, resample.key_terms, resamples=20) == 0).all()


def test_no_terms_and_no_units():
    for shape in ((50, 0), (0, 3), (0, 0)):
        parts = np.zeros(shape), np.ones(shape[0]), np.arange(shape[0]) < 20, range(shape[0])
        data = resample.units(*parts)
        assert len(resample.bootstrap(data, resamples=20)) == shape[1]
        assert (resample.null(data, resample.divergence, resamples=20) == 0).all()


def test_intervals_hold_what_they_should_for_bursty_words():
    """29 and 17 sentences, 300 words that come in bursts and differ in nothing: the analytic interval is too narrow."""
    rng = np.random.default_rng(2)
    in_a = np.arange(46) < 29
    counts = rng.poisson(rng.uniform(0.15, 1, 300) * rng.gamma(0.7, 1 / 0.7, (46, 300)))
    data = resample.units(counts, counts.sum(axis=1), in_a, range(46))
    resampled = resample.bootstrap(data, resamples=400).dropna()
    held = ((resampled["low"] <= 0) & (resampled["high"] >= 0)).mean()
    sizes = data.sizes[in_a].sum(), data.sizes[~in_a].sum()
    table = keyness.table(counts[in_a].sum(axis=0), counts[~in_a].sum(axis=0), *sizes)
    analytic = ((table["log_ratio_low"] <= 0) & (table["log_ratio_high"] >= 0)).mean()
    assert 0.9 < held < 0.98
    assert analytic < held - 0.02


def test_null():
    """Sixty terms, one of them planted: more are key than in any shuffle, and the divergence is beyond all of them."""
    counts, sizes, in_a, keys = corpus(40, 30, 60)
    data = resample.units(counts, sizes, in_a, keys)
    n_a, n_b, size_a, size_b = resample.totals(data, in_a[:, None].astype(np.int32))
    table = keyness.table(n_a[:, 0], n_b[:, 0], int(size_a[0]), int(size_b[0]))
    assert resample.key_terms(n_a, n_b, size_a, size_b)[0] == (table["g2"] > 6.634897).sum() >= 1
    shuffled = resample.null(data, resample.key_terms, resamples=400)
    assert len(shuffled) == 400
    # one in a hundred of sixty terms passes p < .01, were tokens independent and counts large
    assert 0.1 < shuffled.mean() < 3
    observed = resample.divergence(n_a, n_b, size_a, size_b)[0]
    assert observed == pytest.approx(shift.jsd(n_a[:, 0], n_b[:, 0])["contribution"].sum())
    assert (resample.null(data, resample.divergence, resamples=200) < observed).mean() > 0.9


def test_bursty_words_are_key_by_chance():
    """A word that comes five at a time is 'key' by G² far oftener than one time in a hundred."""
    rng = np.random.default_rng(0)
    counts = 5 * (rng.random((50, 100)) < 0.1)
    data = resample.units(counts, counts.sum(axis=1) + 20, np.arange(50) < 30, range(50))
    assert resample.null(data, resample.key_terms, resamples=100).mean() > 10


def test_shuffles_stay_within_strata():
    """Units of one stratum are never A's more often than they were: four of A among ten, then eight of A among ten."""
    counts, sizes, *_ = corpus(10, 10)
    in_a, strata = np.array(([True] * 4 + [False] * 6) + ([True] * 8 + [False] * 2)), [0] * 10 + [1] * 10
    data = resample.units(counts, sizes, in_a, range(20), strata)
    chosen = np.concatenate(list(resample.memberships(data, 0, 50)), axis=1)
    assert chosen.shape == (20, 50)
    assert (chosen[:10].sum(axis=0) == 4).all()
    assert (chosen[10:].sum(axis=0) == 8).all()
    assert (chosen != chosen[:, :1]).any()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c, s, a, k: (c, s[1:], a, k), "one entry for each unit"),
        (lambda c, s, a, k: (c, s, a, k[:-1] + k[:1]), "same key"),
        (lambda c, s, a, k: (c, s * 0, a, k), "more often in a unit"),
    ],
)
def test_bad_units(change, message):
    with pytest.raises(InputError, match=message):
        resample.units(*change(*corpus()))


def test_splitmix64():
    """The first outputs for seed 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64")."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    published.append(16408922859458223821)
    assert resample.bits(np.array([1234567], np.uint64), 0, 5)[0].tolist() == published


def test_same_bytes_on_any_machine():
    starts = resample.streams([("甲", 0), ("甲", 1), "乙"], 7, "bootstrap")
    assert starts.tolist() == [10692045920233848969, 15959927499380153743, 5739947175797809840]
    assert resample.poisson(starts, 12).tolist() == [
        [1, 2, 1, 1, 1, 0, 0, 2, 3, 2, 1, 1],
        [0, 1, 0, 1, 3, 0, 3, 0, 1, 2, 0, 2],
        [1, 0, 1, 0, 0, 1, 1, 0, 2, 0, 0, 1],
    ]


def test_draws_belong_to_the_unit():
    keys = [("甲", i) for i in range(9)]
    alone, among = resample.poisson(resample.streams(keys[4:5], 1, "x"), 50), resample.poisson(resample.streams(keys, 1, "x"), 50)
    assert (alone[0] == among[4]).all()
    later, all_of_them = (resample.bits(resample.streams(keys, 1, "x"), first, 50) for first in (20, 0))
    assert (later == all_of_them[:, 20:]).all()
    assert (among != resample.poisson(resample.streams(keys, 2, "x"), 50)).any(axis=1).all()
    assert (among != resample.poisson(resample.streams(keys, 1, "y"), 50)).any(axis=1).all()
    assert resample.streams([("甲", np.int64(3))], 1, "x") == resample.streams([("甲", 3)], 1, "x")


def test_poisson_of_mean_one():
    drawn = resample.poisson(resample.streams(range(2000), 0, "test"), 500)
    expected = [0.367879, 0.367879, 0.183940, 0.061313, 0.015328, 0.003066]
    assert np.bincount(drawn.ravel())[:6] / drawn.size == pytest.approx(expected, abs=0.002)
    # neither neighbouring units nor neighbouring draws are alike
    assert abs(np.corrcoef(drawn[0::2].ravel(), drawn[1::2].ravel())[0, 1]) < 0.01
    assert abs(np.corrcoef(drawn[:, 0::2].ravel(), drawn[:, 1::2].ravel())[0, 1]) < 0.01


def test_no_units():
    assert resample.poisson(resample.streams([], 0, "x"), 4).shape == (0, 4)
