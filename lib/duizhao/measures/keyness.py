"""Counts of terms in two sources → how far they differ, and how surely.

Every measure takes counts `n_a, n_b` (arrays, a term each) and the sizes of the two sources in tokens, which are
given and never summed from the counts: a stop list hides rows and changes no size. Signed measures are positive where
A has more; swapping the sources negates them to the last bit. Zero cases, for every measure: a term that neither
source has, or an empty source, shows no difference (G² 0, p 1, Log Ratio 0 within −∞…∞, rate 0); nothing is NaN.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from duizhao.errors import InputError

Floats = NDArray[np.float64]

PER = 1000
"""Rates are per 1,000 tokens."""
SMALL = 5
"""An expected cell below this makes χ² too sure: p is then exact (Cochran 1954, Biometrics 10:417-451)."""


def table(n_a: ArrayLike, n_b: ArrayLike, size_a: int, size_b: int) -> pd.DataFrame:
    """Every measure of every term, a row each.

    Counts are of the same terms in each source; two Series are joined by their index, and a term that one of them
    lacks is counted 0 there. Columns: `n_a, n_b, rate_a, rate_b, g2, p, q, log_ratio, log_ratio_low, log_ratio_high,
    log_ratio_conservative`. `p` is Fisher's where an expected cell is below `SMALL`, else that of G². The family
    of `q`, and of the correction in `log_ratio_conservative`, is all the rows given: pass all, hide rows later.
    """
    counts = pd.DataFrame({"n_a": n_a, "n_b": n_b}).fillna(0).astype("int64")
    pair = (counts["n_a"].to_numpy(), counts["n_b"].to_numpy(), size_a, size_b)
    p = p_of_counts(*pair)
    low, high = log_ratio_interval(*pair)
    rate_a, rate_b = (n * PER / max(size, 1) for n, size in ((pair[0], size_a), (pair[1], size_b)))
    counts = counts.assign(rate_a=rate_a, rate_b=rate_b, g2=g2(*pair), p=p, q=q_value(p), log_ratio=log_ratio(*pair))
    bound = conservative_log_ratio(*pair, comparisons=max(len(counts), 1))
    return counts.assign(log_ratio_low=low, log_ratio_high=high, log_ratio_conservative=bound)


def g2(n_a: ArrayLike, n_b: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> Floats:
    """Log-likelihood ratio G² = 2 Σ O ln(O/E) over all four cells, ≥ 0 whichever source has more.

    Dunning 1993, Computational Linguistics 19:61-74 (p. 72). Rayson & Garside 2000 sum the two cells of the term
    alone, which gives less. quanteda's default (`lr`) applies Yates' correction, which is not what its documentation
    says. Not to be compared between pairs of sources of different size: it grows with the counts.
    """
    a, b, size_a, size_b = _checked(n_a, n_b, size_a, size_b)
    total = np.where(size_a + size_b > 0, size_a + size_b, 1)
    share, others = (a + b) / total, ((size_a - a) + (size_b - b)) / total
    term = special.rel_entr(a, size_a * share) + special.rel_entr(b, size_b * share)
    rest = special.rel_entr(size_a - a, size_a * others) + special.rel_entr(size_b - b, size_b * others)
    return np.asarray(np.maximum(2 * (term + rest), 0.0))


def p_value(score: ArrayLike) -> Floats:
    """Chance of a G² at least as high with no difference: χ² with one degree of freedom (3.84 → .05, 15.13 → .0001)."""
    return np.asarray(special.chdtrc(1, np.asarray(score, float)))


def fisher(n_a: int, n_b: int, size_a: int, size_b: int) -> float:
    """Exact two-sided p of two counts: the tables with these margins that are no likelier than this one.

    Fisher 1935, The Design of Experiments, chapter 2, two-sided as in R's `fisher.test`.
    """
    (n_a, size_a), (n_b, size_b) = sorted([(n_a, size_a), (n_b, size_b)])  # a swap changes no digit
    low, high = max(0, n_a + n_b - size_b), min(n_a + n_b, size_a)
    x = np.arange(low, high + 1)
    logs = -sum(special.gammaln(cell + 1) for cell in (x, n_a + n_b - x, size_a - x, size_b - n_a - n_b + x))
    chances = np.exp(logs - special.logsumexp(logs))
    return float(min(1.0, chances[chances <= chances[n_a - low] * (1 + 1e-7)].sum()))


def p_of_counts(n_a: ArrayLike, n_b: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> Floats:
    """p of each pair of counts: Fisher's where an expected cell is below `SMALL`, else that of G²."""
    a, b, sizes_a, sizes_b = _checked(n_a, n_b, size_a, size_b)
    total, both = np.maximum(sizes_a + sizes_b, 1), a + b
    least = np.minimum(sizes_a, sizes_b) * np.minimum(both, total - both) / total
    p = p_value(g2(a, b, sizes_a, sizes_b))
    small = np.flatnonzero(((least < SMALL) & _known(a, b, sizes_a, sizes_b)).ravel())
    rows = np.stack([side.ravel()[small] for side in (a, b, sizes_a, sizes_b)], axis=1).astype(int)
    cells, where = np.unique(rows, axis=0, return_inverse=True)
    exact = np.array([fisher(*map(int, row)) for row in cells])
    p.flat[small] = exact[where.ravel()] if len(cells) else p.flat[small]
    return p


def within(n_a: ArrayLike, n_b: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> tuple[Floats, Floats]:
    """Log Ratio and p of terms compared within strata, as events: counts are strata × terms, sizes one a stratum.

    The ratio of rates is that of Mantel & Haenszel for strata (Greenland & Robins 1985, Biometrics 41:55-68), with ½
    added to either sum; p is of the Cochran-Mantel-Haenszel statistic with its correction of ½ (Mantel & Haenszel
    1959, Journal of the National Cancer Institute 22:719-748): too sure where all strata together expect fewer than
    five.
    """
    a, b, sizes_a, sizes_b = _checked(n_a, n_b, np.asarray(size_a)[:, None], np.asarray(size_b)[:, None])
    total, both = np.maximum(sizes_a + sizes_b, 1), a + b
    expected = sizes_a * both / total
    variance = (expected * (sizes_b / total) * (total - both) / np.maximum(total - 1, 1)).sum(axis=0)
    beyond = np.maximum(np.abs((a - expected).sum(axis=0)) - 0.5, 0)
    score = np.divide(beyond**2, variance, out=np.zeros_like(variance), where=variance > 0)
    sides = ((x * size / total).sum(axis=0) + 0.5 for x, size in ((a, sizes_b), (b, sizes_a)))
    ratio = np.log2(next(sides)) - np.log2(next(sides))
    return np.where(variance > 0, ratio, 0.0), p_value(score)


def q_value(p: ArrayLike) -> Floats:
    """False discovery rate at which each p of the family given would be called (Benjamini & Hochberg 1995, p. 293).

    A family is all the terms tested, not those shown. (By hand: importing `scipy.stats` would double the start-up.)
    """
    values = np.asarray(p, float)
    order, q = np.argsort(-values, kind="stable"), np.empty_like(values)
    q[order] = np.minimum.accumulate(values[order] * (len(values) / np.arange(len(values), 0, -1)))
    return q


def log_ratio(n_a: ArrayLike, n_b: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> Floats:
    """Binary log of the ratio of rates, each with ½ added to count and size: +1 is about twice as often in A.

    Hardie 2014 puts ½ in place of a zero alone, so that 0 and ½ count the same; Walter's ½ for all (1975, Biometrika
    62:371-374) moves large counts little and has no jump, and Evert 2022 prefers it.
    """
    a, b, size_a, size_b = _checked(n_a, n_b, size_a, size_b)
    known = _known(a, b, size_a, size_b)
    rate_a, rate_b = (np.log2((n + 0.5) / (size + 0.5)) for n, size in ((a, size_a), (b, size_b)))
    return np.where(known, rate_a - rate_b, 0.0)


def log_ratio_interval(n_a: ArrayLike, n_b: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> tuple[Floats, Floats]:
    """Analytic 95 % interval (low, high) of `log_ratio`, term by term, uncorrected; it takes tokens as independent.

    Variance of the natural log: 1/(n_a+½) − 1/(size_a+½) + 1/(n_b+½) − 1/(size_b+½) (Walter 1975, with Pettigrew,
    Gart & Thomas 1986, Biometrika 73:425-435). Words come in bursts, so it is too narrow for many: see `resample`.
    """
    a, b, size_a, size_b = _checked(n_a, n_b, size_a, size_b)
    var_a, var_b = (1 / (n + 0.5) - 1 / (size + 0.5) for n, size in ((a, size_a), (b, size_b)))
    half = special.ndtri(0.975) / np.log(2) * np.sqrt(var_a + var_b)
    half = np.where(_known(a, b, size_a, size_b), half, np.inf)
    middle = log_ratio(a, b, size_a, size_b)
    return middle - half, middle + half


def conservative_log_ratio(
    n_a: ArrayLike, n_b: ArrayLike, size_a: ArrayLike, size_b: ArrayLike, *, comparisons: int = 1
) -> Floats:
    """The end of an exact 95 % interval of the log ratio that is nearer to 0; 0 where the interval holds 0.

    Evert 2022: given both counts as Poisson, n_a of n_a + n_b is binomial, whose Clopper-Pearson bound is turned into
    a ratio of rates. `comparisons` divides .05 (Bonferroni), as CQPweb does with the size of the vocabulary.
    """
    a, b, size_a, size_b = _checked(n_a, n_b, size_a, size_b)
    sign = np.sign(a * size_b - b * size_a)
    # the bound is always computed from the favoured side, so that a swap negates it exactly
    n, m = np.where(sign < 0, b, a), np.where(sign < 0, a, b)
    size_n, size_m = np.where(sign < 0, size_b, size_a), np.where(sign < 0, size_a, size_b)
    share = special.betaincinv(np.maximum(n, 1), m + 1, 0.025 / comparisons)
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = np.log2(share / (1 - share)) + (np.log2(size_m) - np.log2(size_n))
    shown = _known(a, b, size_a, size_b) & (sign != 0) & (bound > 0)
    return np.where(shown, sign * np.where(shown, bound, 0.0), 0.0)


def _known(a: Floats, b: Floats, size_a: Floats, size_b: Floats) -> NDArray[np.bool_]:
    """Where there is something to compare: the term somewhere, and both sources."""
    return np.asarray((a + b > 0) & (size_a > 0) & (size_b > 0))


def _checked(n_a: ArrayLike, n_b: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> tuple[Floats, ...]:
    a, b, sizes_a, sizes_b = np.broadcast_arrays(*(np.asarray(v, float) for v in (n_a, n_b, size_a, size_b)))
    if not ((a >= 0) & (b >= 0) & (a <= sizes_a) & (b <= sizes_b)).all():
        raise InputError("A term cannot occur more often than its source has tokens: give the sizes of whole sources.")
    return a, b, sizes_a, sizes_b
