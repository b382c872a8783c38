"""How far a result would move with other sentences, and how much would differ by chance: bootstrap and shuffles.

The units are sentences (or articles), never tokens: words come in bursts. Draw r of a unit is a hash of seed,
purpose, the unit's key and r (splitmix64: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators),
in whole numbers: the same on any machine, whatever the order of the units or the names of the sources. What is held
in memory is bounded by `BLOCK`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse, special

from duizhao.errors import InputError
from duizhao.measures import keyness

Words = NDArray[np.uint64]
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

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
    strata: Ints


def units(
    counts: Any, sizes: ArrayLike, in_a: ArrayLike, keys: Iterable[object], strata: ArrayLike | None = None
) -> Units:
    """Sentences, or articles, ready to be resampled.

    `counts` are units × terms, sparse or dense; `sizes` the tokens of each unit, with those that no column counts;
    `in_a` says whether it is of source A (the others are B); `keys` name each: (article, sentence), or article.
    `strata` have a number a unit, the same for units that may be shuffled among one another; by default all may.
    """
    matrix = sparse.csr_array(sparse.csr_array(counts).T, dtype=np.int32)
    matrix.eliminate_zeros()
    sizes, in_a, keys = np.asarray(sizes, np.int32), np.asarray(in_a, bool), list(keys)
    layers = np.zeros(len(keys), np.int32) if strata is None else np.asarray(strata, np.int32)
    if not matrix.shape[1] == len(sizes) == len(in_a) == len(keys) == len(layers):
        raise InputError("counts, sizes, in_a, keys and strata need one entry for each unit, in the same order.")
    if (matrix.data > sizes[matrix.indices]).any():
        raise InputError("A term occurs more often in a unit than it has tokens: sizes must count all its tokens.")
    if len(set(keys)) < len(keys):
        raise InputError("Two units have the same key: name each by its article and sentence.")
    return Units(matrix, sizes, in_a, keys, layers)


def bootstrap(data: Units, *, seed: int = 0, resamples: int = 10_000) -> pd.DataFrame:
    """Percentile interval `low, high` (95 %) of the Log Ratio of each term, NaN where unfit.

    Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapter 13, with Poisson(1) weights. Sizes vary with
    the draws, as in a ratio they must; a draw that leaves a source without tokens takes it whole. The ends are order
    statistics, so that a swap mirrors them. With few units it is too narrow: see `LEAST`. A term that a source lacks
    is 0 there in every draw: its interval tells of the other source alone; read the analytic one too.
    """
    sides = [_resampled(data, side, seed, resamples) for side in (data.in_a, ~data.in_a)]
    (size_a,), (size_b,) = (side(sparse.csr_array(data.sizes[None, :])) for side in sides)
    enough = min(data.in_a.sum(), (~data.in_a).sum()) >= LEAST
    kept = np.flatnonzero((np.diff(data.counts.indptr) >= LEAST) & enough)
    low, high = np.full((2, data.counts.shape[0]), np.nan)
    tail = math.floor(resamples * 0.025)
    for outer in _blocks(len(kept), BLOCK // resamples):
        n_a, n_b = (side(data.counts[kept[outer]]) for side in sides)
        for inner in _blocks(len(n_a), INNER // resamples):
            values = log_ratio(n_a[inner], n_b[inner], size_a, size_b)
            values.partition((tail, resamples - 1 - tail), axis=1)
            low[kept[outer][inner]], high[kept[outer][inner]] = values[:, tail], values[:, resamples - 1 - tail]
    return pd.DataFrame({"low": low, "high": high})


def _resampled(data: Units, side: NDArray[np.bool_], seed: int, resamples: int) -> Callable[[Any], Ints]:
    """Rows over units → their totals in each resample of one source."""
    own = np.flatnonzero(side)
    starts = streams([data.keys[i] for i in own], seed, "bootstrap")
    step = max(BLOCK // 4 // resamples, 1)

    @lru_cache(maxsize=1)  # drawn once where all units fit one block, else again for each set of rows
    def weights(first: int) -> Ints:
        return poisson(starts[first : first + step], resamples)

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


def null(data: Units, score: Callable[..., Floats], *, seed: int = 0, resamples: int = 1_000) -> Floats:
    """What `score` of the counts and sizes gives when the units are shuffled: one number a shuffle, in rising order."""
    parts = [score(*totals(data, chosen)) for chosen in memberships(data, seed, resamples)]
    return np.sort(np.concatenate([np.zeros(0), *parts]))


def key_terms(n_a: Ints, n_b: Ints, size_a: Ints, size_b: Ints) -> Floats:
    """How many terms have G² over 6.63 (p < .01 for one term alone), in each resample."""
    return np.asarray((keyness.g2(n_a, n_b, size_a, size_b) > special.chdtri(1, 0.01)).sum(axis=0), float)


def divergence(n_a: Ints, n_b: Ints, size_a: Ints, size_b: Ints) -> Floats:
    """Jensen-Shannon divergence in bits of the two lists of counts, in each resample (`shift.jsd` sums to it)."""
    a, b = n_a / np.maximum(n_a.sum(axis=0), 1), n_b / np.maximum(n_b.sum(axis=0), 1)
    m = (a + b) / 2
    return np.asarray((special.rel_entr(a, m) + special.rel_entr(b, m)).sum(axis=0) / (2 * np.log(2)))


def log_ratio(n_a: Ints, n_b: Ints, size_a: Ints, size_b: Ints) -> Floats:
    """`keyness.log_ratio` of whole numbers, whose logs are looked up."""
    logs = np.log2(np.arange(max(n_a.max(initial=0), n_b.max(initial=0)) + 1) + 0.5)
    return np.asarray(logs[n_a] - logs[n_b] - (np.log2(size_a + 0.5) - np.log2(size_b + 0.5)))


def totals(data: Units, chosen: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Counts and sizes of A and B where `chosen` (units × resamples) says which units are A's."""
    n_a, size_a = data.counts @ chosen, data.sizes @ chosen
    return n_a, data.counts.sum(axis=1)[:, None] - n_a, size_a, data.sizes.sum() - size_a


def memberships(data: Units, seed: int, resamples: int) -> Iterator[Ints]:
    """Which units are A's when they are shuffled within their strata: units × resamples, some at a time.

    In each stratum the source with fewer units gets those with the lowest draws, whichever it is called; where both
    have as many, calling them otherwise only swaps the two, which no measure without a sign sees.
    """
    starts = streams(data.keys, seed, "permutation")
    parts = [np.flatnonzero(data.strata == stratum) for stratum in np.unique(data.strata)]
    for block in _blocks(resamples, INNER // max(data.counts.shape[0], len(starts) // 4, 1)):
        order = bits(starts, block.start, block.stop)
        chosen = np.zeros(order.shape, np.int32)
        for part in parts:
            of_a, size = int(data.in_a[part].sum()), len(part)
            few, own = min(of_a, size - of_a), order[part]
            least = own <= np.partition(own, few - 1, axis=0)[few - 1] if few else np.zeros(own.shape, bool)
            chosen[part] = least if 2 * of_a <= size else ~least
        yield chosen


def streams(keys: Iterable[object], seed: int, purpose: str) -> Words:
    """Where each unit's draws start. A key is a name, or a tuple such as (article, sentence)."""
    names = ("\x1f".join(map(str, key)) if isinstance(key, tuple) else str(key) for key in keys)
    digests = (blake2b(f"{seed}\x1f{purpose}\x1f{name}".encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)


def bits(starts: Words, first: int, last: int) -> Words:
    """64 even bits for draws `first` to `last` - 1 of each stream: streams × draws."""
    x: Words = starts[:, None] + np.arange(first + 1, last + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB), (31, 1)):
        x ^= x >> np.uint64(shift)
        x *= np.uint64(factor)
    return x


def poisson(starts: Words, draws: int) -> Ints:
    """How often each unit is taken in each of `draws` bootstrap samples: Poisson(1), streams × draws.

    Stands for n of n with replacement (Hanley & MacGibbon 2006, Computer Methods and Programs in Biomedicine
    83:57-62), where each unit's number would hang on all the others.
    """
    return np.searchsorted(_poisson_table(), bits(starts, 0, draws), side="right").astype(np.int32)


@lru_cache(maxsize=1)
def _poisson_table() -> Words:
    """2⁶⁴ × the distribution function of Poisson(1), in exact fractions, so that no machine rounds it otherwise."""
    at_zero = sum((Fraction((-1) ** k, math.factorial(k)) for k in range(40)), Fraction(0))
    below = [at_zero * sum((Fraction(1, math.factorial(j)) for j in range(k + 1)), Fraction(0)) for k in range(20)]
    return np.array([int(share * 2**64) for share in below], np.uint64)


def _blocks(length: int, most: int) -> Iterator[slice]:
    step = max(most, 1)
    return (slice(start, min(start + step, length)) for start in range(0, length, step))
