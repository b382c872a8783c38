"""How far a result would move with other sentences, and how much would differ by chance: bootstrap and permutation.

The units are sentences (or articles), never tokens: words come in bursts. Draws belong to the unit (`draws`), so
neither the order of the units nor which source is called A changes anything. Weights times counts is one sparse product
for many resamples at once; what is held in memory is bounded by `BLOCK`, whatever the size of the corpus.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from duizhao.errors import InputError
from duizhao.measures import draws

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Statistic = Callable[[Ints, Ints, Ints, Ints], Floats]
"""Counts of A and B (terms × resamples) and sizes of A and B (one a resample) → one number a term and resample."""

LEAST = 5
"""Fewer units that carry a term, or fewer units in a source, give no resampled interval."""
BLOCK = 2**24
"""Whole numbers held at once (64 MB)."""
INNER = 2**20
"""Numbers a statistic is computed for at once: few enough for the processor's cache."""


class Units(NamedTuple):
    """What is resampled; made and checked by `units`."""

    counts: Any  # sparse, terms × units
    sizes: Ints
    in_a: NDArray[np.bool_]
    keys: list[object]


def units(counts: Any, sizes: ArrayLike, in_a: ArrayLike, keys: Iterable[object]) -> Units:
    """Sentences, or articles, ready to be resampled.

    Parameters
    ----------
    counts
        Units × terms, sparse or dense.
    sizes
        Tokens of each unit, with those that no column of `counts` counts.
    in_a
        Whether the unit is of source A; the others are B.
    keys
        What names each unit: (article, sentence), or article. No two alike.
    """
    matrix = sparse.csr_array(sparse.csr_array(counts).T, dtype=np.int32)
    matrix.eliminate_zeros()
    result = Units(matrix, np.asarray(sizes, np.int32), np.asarray(in_a, bool), list(keys))
    if not matrix.shape[1] == len(result.sizes) == len(result.in_a) == len(result.keys):
        raise InputError("counts, sizes, in_a and keys need one entry for each unit, in the same order.")
    if (matrix.data > result.sizes[matrix.indices]).any():
        raise InputError("A term occurs more often in a unit than it has tokens: sizes must count all its tokens.")
    if len(set(result.keys)) < len(result.keys):
        raise InputError("Two units have the same key: name each by its article and sentence.")
    return result


def bootstrap(
    data: Units, *, seed: int = 0, resamples: int = 10_000, level: float = 0.95, statistic: Statistic | None = None
) -> pd.DataFrame:
    """Percentile interval `low, high` of a statistic of each term (Log Ratio unless another is given), NaN where unfit.

    Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13, with Poisson(1) weights (`draws.poisson`).
    Sizes vary with the draws, as in a ratio they must; a draw that leaves a source without tokens takes it whole. The
    ends are order statistics, so that a swap mirrors them. With few units it is too narrow: see `LEAST`. A term that a
    source lacks is 0 there in every draw: its interval tells of the other source alone; read the analytic one too.
    """
    sides = [_resampled(data, side, seed, resamples) for side in (data.in_a, ~data.in_a)]
    (size_a,), (size_b,) = (side(sparse.csr_array(data.sizes[None, :])) for side in sides)
    enough = min(data.in_a.sum(), (~data.in_a).sum()) >= LEAST
    kept = np.flatnonzero((np.diff(data.counts.indptr) >= LEAST) & enough)
    low, high = np.full((2, data.counts.shape[0]), np.nan)
    tail = math.floor(resamples * (1 - level) / 2)
    for outer in _blocks(len(kept), BLOCK // resamples):
        n_a, n_b = (side(data.counts[kept[outer]]) for side in sides)
        for inner in _blocks(len(n_a), INNER // resamples):
            values = (statistic or log_ratio)(n_a[inner], n_b[inner], size_a, size_b)
            values.partition((tail, resamples - 1 - tail), axis=1)
            low[kept[outer][inner]], high[kept[outer][inner]] = values[:, tail], values[:, resamples - 1 - tail]
    return pd.DataFrame({"low": low, "high": high})


def _resampled(data: Units, side: NDArray[np.bool_], seed: int, resamples: int) -> Callable[[Any], Ints]:
    """Rows over units → their totals in each resample of one source."""
    own = np.flatnonzero(side)
    starts = draws.streams([data.keys[i] for i in own], seed, "bootstrap")
    step = max(BLOCK // 4 // resamples, 1)

    @lru_cache(maxsize=1)  # drawn once where all units fit one block, else again for each set of rows
    def weights(first: int) -> Ints:
        return draws.poisson(starts[first : first + step], resamples)

    def totals(rows: Any) -> Ints:
        rows = rows[:, own]
        result = np.zeros((rows.shape[0], resamples), np.int32)
        for block in _blocks(len(own), step):
            result += rows[:, block] @ weights(block.start)
        result[:, empty] = rows.sum(axis=1)[:, None]
        return result

    empty = np.zeros(resamples, bool)
    empty = totals(sparse.csr_array(data.sizes[None, :]))[0] == 0
    return totals


def permutation(data: Units, *, seed: int = 0, resamples: int = 10_000, statistic: Statistic | None = None) -> Floats:
    """Share of shuffles of the units between the sources that differ at least as much: p of each term, two-sided.

    (b+1)/(m+1), never 0 (Phipson & Smyth 2010, Statistical Applications in Genetics and Molecular Biology 9:39). The
    difference is |statistic|, G² unless another is given. A source keeps its number of units; an empty one gives 1.
    """
    measure = statistic or g2
    observed = np.abs(measure(*_as_given(data)))
    hits = np.zeros(len(observed), np.int64)
    for shuffled in _shuffles(data, seed, resamples):
        # equal differences may differ in their last digits
        hits += (np.abs(measure(*shuffled)) >= observed - 1e-7).sum(axis=1)
    return np.asarray((hits + 1) / (resamples + 1))


def null_key_terms(data: Units, *, seed: int = 0, resamples: int = 1_000, level: float = 0.95) -> pd.DataFrame:
    """How many key terms to expect from nothing: the same comparison with units shuffled between the sources.

    Two rows, for `rule` "q < .05" (Benjamini–Hochberg over all columns of `counts`) and "G² > 6.63" (p < .01, not
    corrected): `observed` terms, and `mean, low, high` over the shuffles, of which `level` lie from `low` to `high`.
    """
    rank = np.arange(1, data.counts.shape[0] + 1)[:, None]
    # p of rank k below .05 k/m, said in G²: the k-th highest passes the critical value of .05 k/m
    critical = special.chdtri(1, 0.05 * rank / max(len(rank), 1))

    def passing(score: Floats) -> NDArray[np.int64]:
        by_q = ((-np.sort(-score, axis=0) > critical) * rank).max(axis=0, initial=0)
        return np.stack([by_q, (score > special.chdtri(1, 0.01)).sum(axis=0)])

    null = np.concatenate([passing(g2(*shuffled)) for shuffled in _shuffles(data, seed, resamples)], axis=1)
    null.sort(axis=1)
    tail = math.floor(resamples * (1 - level) / 2)
    observed, low, high = passing(g2(*_as_given(data)))[:, 0], null[:, tail], null[:, resamples - 1 - tail]
    columns = {"observed": observed, "mean": null.mean(axis=1), "low": low, "high": high}
    return pd.DataFrame({"rule": ["q < .05", "G² > 6.63"]} | columns)


def log_ratio(n_a: Ints, n_b: Ints, size_a: Ints, size_b: Ints) -> Floats:
    """`keyness.log_ratio` of whole numbers, whose logs are looked up."""
    logs = np.log2(np.arange(max(n_a.max(initial=0), n_b.max(initial=0)) + 1) + 0.5)
    return np.asarray(logs[n_a] - logs[n_b] - (np.log2(size_a + 0.5) - np.log2(size_b + 0.5)))


def g2(n_a: Ints, n_b: Ints, size_a: Ints, size_b: Ints) -> Floats:
    """`keyness.g2` of whole numbers, as a sum of n ln n, which are looked up where a table of them is small."""
    both, size = n_a + n_b, size_a + size_b
    most = int(size.max(initial=0))
    f = _n_ln_n(most).__getitem__ if most <= INNER else lambda n: special.xlogy(n, n)
    cells = (f(n_a) + f(n_b)) + (f(size_a - n_a) + f(size_b - n_b))
    return np.asarray(2 * (cells - f(both) - f(size - both) - ((f(size_a) + f(size_b)) - f(size))))


@lru_cache(maxsize=1)
def _n_ln_n(most: int) -> Floats:
    n = np.arange(most + 1, dtype=float)
    return np.asarray(special.xlogy(n, n))


def _as_given(data: Units) -> tuple[Ints, Ints, Ints, Ints]:
    a, b = (side[:, None].astype(np.int32) for side in (data.in_a, ~data.in_a))
    return data.counts @ a, data.counts @ b, data.sizes @ a, data.sizes @ b


def _shuffles(data: Units, seed: int, resamples: int) -> Iterator[tuple[Ints, Ints, Ints, Ints]]:
    """Counts and sizes of A and B with the units shuffled, some resamples at a time.

    The source with fewer units gets those with the lowest draws, whichever it is called; when both have as many,
    calling them otherwise only swaps the two, which no two-sided measure sees.
    """
    starts = draws.streams(data.keys, seed, "permutation")
    few, a_is_fewer = min(data.in_a.sum(), (~data.in_a).sum()), data.in_a.sum() <= (~data.in_a).sum()
    total, size = data.counts.sum(axis=1)[:, None], data.sizes.sum()
    for block in _blocks(resamples, INNER // max(data.counts.shape[0], len(starts) // 4, 1)):
        order = draws.bits(starts, block.start, block.stop)
        chosen = np.zeros(order.shape, np.int32)
        if few:
            chosen[order <= np.partition(order, few - 1, axis=0)[few - 1]] = 1
        lesser, lesser_size = data.counts @ chosen, data.sizes @ chosen
        rest, rest_size = total - lesser, size - lesser_size
        yield (lesser, rest, lesser_size, rest_size) if a_is_fewer else (rest, lesser, rest_size, lesser_size)


def _blocks(length: int, most: int) -> Iterator[slice]:
    step = max(most, 1)
    return (slice(start, min(start + step, length)) for start in range(0, length, step))
