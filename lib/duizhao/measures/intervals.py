"""Intervals of a share, and of the difference of two: what 3 of 17 sentences say about the rate behind them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from duizhao.errors import InputError

Floats = NDArray[np.float64]


def wilson(hits: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    """Score interval of hits/total, 95 %: (low, high). None of 17 gives (0, .184); nothing of nothing gives (0, 1).

    Centre (hits + z²/2)/(total + z²). Wilson 1927, JASA 22:209-212; recommended for small totals by Brown, Cai &
    DasGupta 2001, Statistical Science 16:101-133 (eq. 4).
    """
    k, n = _checked(hits, total)
    z = special.ndtri(0.975)
    # 1 keeps the division defined; an empty total is answered below
    m = np.where(n > 0, n, 1)
    half = z * np.sqrt(k * (m - k) / m + z * z / 4)
    low, high = (k + z * z / 2 - half) / (m + z * z), (k + z * z / 2 + half) / (m + z * z)
    # the ends are 0 and 1 exactly, which rounding would miss
    return np.where(k == 0, 0.0, low), np.where(k == n, 1.0, high)


def newcombe(hits_a: ArrayLike, total_a: ArrayLike, hits_b: ArrayLike, total_b: ArrayLike) -> tuple[Floats, Floats]:
    """Interval (low, high) of the difference of two shares, A minus B, from the two Wilson intervals.

    Newcombe 1998, Statistics in Medicine 17:873-890, method 10 (no continuity correction). It takes the sentences as
    independent, which is too narrow where they follow one another. Where a total is 0 nothing is known: (−1, 1).
    """
    (k, n), (j, m) = _checked(hits_a, total_a), _checked(hits_b, total_b)
    (low_a, high_a), (low_b, high_b) = wilson(k, n), wilson(j, m)
    a, b = k / np.maximum(n, 1), j / np.maximum(m, 1)
    low = a - b - np.hypot(a - low_a, high_b - b)
    high = a - b + np.hypot(high_a - a, b - low_b)
    known = (n > 0) & (m > 0)
    return np.where(known, low, -1.0), np.where(known, high, 1.0)


def shares(hits: ArrayLike, total: ArrayLike) -> pd.DataFrame:
    """A row each: `share, low, high` (Wilson). A share of nothing is not known (NaN), between 0 and 1."""
    k, n = _checked(hits, total)
    share = np.divide(k, n, out=np.full(k.shape, np.nan), where=n > 0)
    low, high = wilson(k, n)
    index = hits.index if isinstance(hits, pd.Series) else None
    return pd.DataFrame({"share": share, "low": low, "high": high}, index=index)


def _checked(hits: ArrayLike, total: ArrayLike) -> tuple[Floats, Floats]:
    k, n = np.broadcast_arrays(np.atleast_1d(np.asarray(hits, float)), np.asarray(total, float))
    if not ((k >= 0) & (k <= n)).all():
        raise InputError("A share needs 0 ≤ hits ≤ total; count the hits among the things that the total counts.")
    return k, n
