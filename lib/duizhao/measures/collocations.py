"""Words that keep company: pairs met near one another or in one sentence, and how much more often than by chance.

Every measure takes `n_xy` (times they meet), `n_x` and `n_y` (times each could) and `n` (all that was counted).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from duizhao.errors import InputError
from duizhao.measures import keyness

Floats = NDArray[np.float64]
Whole = NDArray[np.integer[Any]]
WINDOW = 5
"""Tokens to either side, as in Wordless and Sketch Engine."""


def table(tokens: pd.DataFrame, *, window: int | None = WINDOW, ordered: bool = False, least: int = 2) -> pd.DataFrame:
    """`pairs` met at least `least` times, with every measure.

    Adds `log_likelihood, pmi, npmi, log_dice, delta_p_xy, delta_p_yx`; `delta_p_xy` says how far x foretells y, the
    other the way back. Sorted by log-likelihood, then by the words.
    """
    met = pairs(tokens, window=window, ordered=ordered)
    met = met[met["n_xy"] >= least]
    n_xy, n_x, n_y, n = (met[name] for name in ("n_xy", "n_x", "n_y", "n"))
    met = met.assign(
        log_likelihood=log_likelihood(n_xy, n_x, n_y, n),
        pmi=pmi(n_xy, n_x, n_y, n),
        npmi=npmi(n_xy, n_x, n_y, n),
        log_dice=log_dice(n_xy, n_x, n_y),
        delta_p_xy=delta_p(n_xy, n_x, n_y, n),
        delta_p_yx=delta_p(n_xy, n_y, n_x, n),
    )
    order = met.assign(rank=-met["log_likelihood"].round(9)).sort_values(["rank", "x", "y"]).index
    return met.loc[order].reset_index(drop=True)


def pairs(tokens: pd.DataFrame, *, window: int | None = WINDOW, ordered: bool = False) -> pd.DataFrame:
    """`x, y, n_xy, n_x, n_y, n` for every two different words that meet.

    Parameters
    ----------
    tokens
        Columns `article, sentence, token`, in the order of the text; drop what should not count, such as punctuation.
    window
        Meet at most so many tokens apart in one sentence; `n` counts all such neighbourhoods and `n_x` those of x, so
        that the table of four cells adds up (surface co-occurrence, Evert 2008, Corpora and collocations, section 3.1,
        with overlapping spans each counted). `None`: in one sentence; `n` counts sentences, a word once in each (3.2).
    ordered
        x stands before y (with window 1: bigrams). Otherwise x and y are one pair, x first in code order. Windows only.
    """
    if window is not None and window < 1:
        raise InputError("A window holds at least 1 token to either side; give None for whole sentences.")
    if window is None and ordered:
        raise InputError("Order is counted in windows only: give a window, or leave ordered off.")
    codes, words = pd.factorize(tokens["token"], sort=True)
    place = tokens.groupby(["article", "sentence"], sort=False).ngroup().to_numpy()
    met = _in_sentences(codes, place, len(words)) if window is None else _in_windows(codes, place, len(words), window)
    if window is not None and not ordered:
        met = met + met.T
    n_x, n_y = (met.diagonal(),) * 2 if window is None else (met.sum(axis=1), met.sum(axis=0))
    n = len(np.unique(place)) if window is None else met.sum()
    cells = sparse.coo_array(met)
    x, y = cells.coords
    kept = x != y if ordered else x < y
    x, y = x[kept], y[kept]
    columns = {"x": words[x], "y": words[y], "n_xy": cells.data[kept], "n_x": n_x[x], "n_y": n_y[y], "n": n}
    return pd.DataFrame(columns).sort_values(["x", "y"], ignore_index=True)


def log_likelihood(n_xy: ArrayLike, n_x: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> Floats:
    """G² of the four cells, ≥ 0, also high for pairs that shun one another (Dunning 1993, p. 72)."""
    with_x, all_x, all_y, total = (np.asarray(v, float) for v in (n_xy, n_x, n_y, n))
    return keyness.g2(with_x, all_y - with_x, all_x, total - all_x)


def pmi(n_xy: ArrayLike, n_x: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> Floats:
    """log₂ of how far above chance they meet (Church & Hanks 1990, p. 24); high for rare words, −∞ for never."""
    return np.where(np.asarray(n_xy) > 0, _log2(n_xy) + _log2(n) - _log2(n_x) - _log2(n_y), -np.inf)


def npmi(n_xy: ArrayLike, n_x: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> Floats:
    """PMI over −log₂ p(x, y): 1 only together, 0 by chance, −1 never (Bouma 2009, p. 36); 0 where all holds both."""
    width = _log2(n) - _log2(n_xy)
    value = np.divide(pmi(n_xy, n_x, n_y, n), width, out=np.zeros(width.shape), where=width > 0)
    return np.where(np.asarray(n_xy) > 0, value, -1.0)


def log_dice(n_xy: ArrayLike, n_x: ArrayLike, n_y: ArrayLike) -> Floats:
    """14 + log₂ of Dice's 2 n_xy/(n_x + n_y), at most 14; +1 is twice as often (Rychlý 2008, p. 9).

    Free of `n`, so fit to compare corpora. A pair that never meets has none (NaN), where Wordless gives 14.
    """
    value = 14 + 1 + _log2(n_xy) - _log2(np.asarray(n_x, float) + np.asarray(n_y, float))
    return np.where(np.asarray(n_xy) > 0, value, np.nan)


def delta_p(n_xy: ArrayLike, n_x: ArrayLike, n_y: ArrayLike, n: ArrayLike) -> Floats:
    """p(y | x) − p(y | not x), −1 to 1: how far x foretells y; swap n_x and n_y for the other way (Gries 2013, p. 144).

    0 where x is everywhere or nowhere: there is nothing to compare with.
    """
    together, all_x, all_y, total = (np.asarray(v, float) for v in (n_xy, n_x, n_y, n))
    known = (all_x > 0) & (all_x < total)
    with_x, without = np.where(known, all_x, 1), np.where(known, total - all_x, 1)
    return np.where(known, together / with_x - (all_y - together) / without, 0.0)


def _log2(n: ArrayLike) -> Floats:
    counts = np.asarray(n, float)
    return np.log2(np.where(counts > 0, counts, 1))  # what holds for 0 is said by each measure


def _in_windows(codes: Whole, place: Whole, words: int, window: int) -> sparse.csr_array:
    """How often the row's word stands before the column's, within the window."""

    def found() -> Iterator[tuple[Whole, Whole]]:
        for gap in range(1, min(window, max(len(codes) - 1, 0)) + 1):
            same = place[:-gap] == place[gap:]
            yield codes[:-gap][same], codes[gap:][same]

    first, second = (np.concatenate([codes[:0], *side]) for side in zip((codes[:0],) * 2, *found(), strict=True))
    return sparse.csr_array((np.ones(len(first), np.int64), (first, second)), shape=(words, words))


def _in_sentences(codes: Whole, place: Whole, words: int) -> sparse.csr_array:
    """In how many sentences both words are; on the diagonal, in how many each is."""
    shape = (int(place.max(initial=-1)) + 1, words)
    held = sparse.csr_array((np.ones(len(codes), np.int64), (place, codes)), shape=shape)
    held.data[:] = 1
    return sparse.csr_array(held.T @ held)
