"""What resampling costs: beside the bare product of weights and counts, and beside plain loops, in one run.

    python benchmarks/resample.py [--large]

Ratios, since machines differ: the bar is 10 × the bare product for 10,000 resamples of 60 sentences × 800 terms, and a
thirtieth of the loop that one would write first. `--large` adds 10⁵ sentences × 5·10⁴ terms, with the peak of memory.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from math import log2

import numpy as np
from scipy import sparse

from duizhao.measures import resample

SENTENCES, TERMS, RESAMPLES = 60, 800, 10_000


def best(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def plain_loop(bags: list[Counter[int]], in_a: list[bool], resamples: int) -> list[list[float]]:
    """Sentences drawn one by one, counted in dictionaries: what one would write first. Log Ratios, unsorted."""
    sides = [[bag for bag, own in zip(bags, in_a, strict=True) if own is side] for side in (True, False)]
    ratios = []
    for _ in range(resamples):
        totals = []
        for side in sides:
            total: Counter[int] = Counter()
            for bag in random.choices(side, k=len(side)):
                total.update(bag)
            totals.append((total, total.total()))
        (n_a, size_a), (n_b, size_b) = totals
        ratios.append(
            [log2((n_a[t] + 0.5) / (size_a + 0.5)) - log2((n_b[t] + 0.5) / (size_b + 0.5)) for t in range(TERMS)]
        )
    return ratios


def array_loop(counts: np.ndarray, in_a: np.ndarray, resamples: int) -> np.ndarray:
    """One resample at a time, each with NumPy: the better loop."""
    rng, sizes, ratios = np.random.default_rng(0), counts.sum(axis=1), []
    for _ in range(resamples):
        a, b = (rng.choice(np.flatnonzero(side), side.sum()) for side in (in_a, ~in_a))
        rates = [np.log2(counts[side].sum(axis=0) + 0.5) - np.log2(sizes[side].sum() + 0.5) for side in (a, b)]
        ratios.append(rates[0] - rates[1])
    return np.percentile(ratios, [2.5, 97.5], axis=0)


def small() -> None:
    rng = np.random.default_rng(0)
    counts = rng.poisson(0.15, (SENTENCES, TERMS))
    in_a = np.arange(SENTENCES) < 38
    data = resample.units(counts, counts.sum(axis=1), in_a, range(SENTENCES))
    weights = np.ascontiguousarray(resample.poisson(resample.streams(range(SENTENCES), 0, "benchmark"), RESAMPLES).T, float)
    dense, thin = counts.astype(float), sparse.csr_array(counts.astype(float))
    product = best(lambda: weights @ dense)
    bags = [Counter(dict(enumerate(row))) for row in counts.tolist()]
    bags = [Counter({term: n for term, n in bag.items() if n}) for bag in bags]
    loop = best(lambda: plain_loop(bags, in_a.tolist(), RESAMPLES // 100), 1) * 100
    array = best(lambda: array_loop(counts, in_a, RESAMPLES // 20), 1) * 20
    print(f"product, dense    {product * 1e3:10.0f} ms")
    print(f"product, sparse   {best(lambda: weights @ thin) * 1e3:10.0f} ms")
    print(f"plain loop        {loop * 1e3:10.0f} ms (from {RESAMPLES // 100:,} resamples)")
    print(f"loop of arrays    {array * 1e3:10.0f} ms (from {RESAMPLES // 20:,} resamples)")
    for work in (resample.bootstrap,):
        seconds = best(lambda work=work: work(data, resamples=RESAMPLES))  # type: ignore[misc]
        times = f"{seconds / product:.1f} × the dense product, 1/{loop / seconds:.0f} of the loop"
        print(f"{work.__name__:<17} {seconds * 1e3:10.0f} ms = {times}, 1/{array / seconds:.0f} of the loop of arrays")


def large(sentences: int = 100_000, terms: int = 50_000, resamples: int = 1_000) -> None:
    rng = np.random.default_rng(0)
    tokens = sentences * 20
    which = np.minimum((terms ** rng.random(tokens)).astype(int) - 1, terms - 1)  # Zipf's shape
    where = rng.integers(0, sentences, tokens)
    counts = sparse.csr_array((np.ones(tokens, np.int32), (where, which)), shape=(sentences, terms))
    data = resample.units(counts, counts.sum(axis=1), np.arange(sentences) % 2 == 0, range(sentences))
    for work in (resample.bootstrap,):
        seconds = best(lambda work=work: work(data, resamples=resamples), 1)  # type: ignore[misc]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{work.__name__} of {sentences:,} × {terms:,}, {resamples:,} times: {seconds:.1f} s, peak {peak:.0f} MB")


if __name__ == "__main__":
    small()
    if "--large" in sys.argv:
        large()
