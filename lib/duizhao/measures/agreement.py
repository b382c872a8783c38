"""How far coders agree, with one another and with the program: Krippendorff's alpha, precision, recall, differences.

A table has a row a unit, its index naming the unit, and a column a coder; a cell that is None or NaN was not coded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from math import floor
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from duizhao.errors import InputError
from duizhao.measures import resample

Floats = NDArray[np.float64]
Level = Literal["nominal", "ordinal"]
LEAST = 5
"""Fewer units coded twice give no interval."""


class Alpha(NamedTuple):
    """Alpha with its interval, and what it rests on: units that two or more coded, and the values in them."""

    alpha: float
    low: float
    high: float
    units: int
    values: int


class Scores(NamedTuple):
    """Marks that both have, only the finder, only the coder; a share of nothing is not known (NaN)."""

    both: int
    only_found: int
    only_coded: int
    precision: float
    recall: float
    f1: float


def alpha(table: pd.DataFrame, *, level: Level = "nominal", seed: int = 0, resamples: int = 10_000) -> Alpha:
    """Krippendorff's alpha, 1 − observed/expected disagreement: 1 perfect, 0 as by chance, below 0 worse.

    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C: any number of coders, missing cells,
    small samples. NaN where nothing was coded twice, or all values are alike: without variation there is nothing to
    agree on. `level` says how far two values differ: by being other, or, of numbers, by the ranks between. Not to be
    compared between levels.

    The interval is a percentile bootstrap over units, by `resample.poisson`, with the metric of the whole table.
    Hayes & Krippendorff 2007, Communication Methods and Measures 1:77-89, draw pairs of values as if independent,
    which is narrower where units have many. Coders who never differ get 1 to 1: a small sample has not shown where
    they would.
    """
    if not table.index.is_unique:
        raise InputError("Two units of the coding table have the same name: each unit is one row.")
    # one order of units, so that sums come out the same to the last digit
    table = table.iloc[sorted(range(len(table)), key=lambda row: str(table.index[row]))]
    counts = _counts(table, level)
    counts, keys = counts[(paired := counts.sum(axis=1) > 1)], list(table.index[paired])
    metric = _metric(level, counts.sum(axis=0))
    coded = counts.sum(axis=1)
    # per unit, the differences of all its pairs of values over one less than its values (ibid., steps 2 and 4)
    observed = ((counts @ metric) * counts).sum(axis=1) / (coded - 1)
    weights = resample.poisson(resample.streams(keys, seed, "agreement"), resamples).T.astype(float)
    best = _alpha(np.ones((1, len(keys))), observed, counts, metric)[0]
    drawn = _alpha(weights, observed, counts, metric)
    drawn = np.sort(drawn[~np.isnan(drawn)])
    tail = floor(len(drawn) * 0.025)
    known = len(keys) >= LEAST and len(drawn) > 0 and not np.isnan(best)
    low, high = (float(drawn[tail]), float(drawn[len(drawn) - 1 - tail])) if known else (np.nan, np.nan)
    return Alpha(float(best), low, high, len(keys), int(coded.sum()))


def scores(coded: Iterable[Hashable], found: Iterable[Hashable]) -> Scores:
    """Precision and recall of the marks found, taking those coded as right; a mark given twice counts twice.

    For intervals see `intervals.wilson` of `both` in `both + only_found`, and in `both + only_coded`.
    """
    right, given = Counter(coded), Counter(found)
    both = (right & given).total()
    found_all, coded_all = given.total(), right.total()
    precision, recall, f1 = (
        n / of if of else np.nan for n, of in ((both, found_all), (both, coded_all), (2 * both, found_all + coded_all))
    )
    return Scores(both, found_all - both, coded_all - both, precision, recall, f1)


def _alpha(weights: Floats, observed: Floats, counts: Floats, metric: Floats) -> Floats:
    """Alpha for each row of weights over units."""
    margins = weights @ counts
    expected = ((margins @ metric) * margins).sum(axis=1)
    disagreement = (margins.sum(axis=1) - 1) * (weights @ observed)
    ratio = np.divide(disagreement, expected, out=np.full(len(expected), np.nan), where=expected > 0)
    return np.asarray(1 - ratio)


def _metric(level: Level, margins: Floats) -> Floats:
    """Squared difference of every two values (ibid., step 4)."""
    if level == "nominal":
        return 1 - np.eye(len(margins))
    # the ranks from c to k, the ends by half: the distance between the middles of their runs
    place = np.cumsum(margins) - margins / 2
    return np.asarray((place[:, None] - place) ** 2)


def _counts(table: pd.DataFrame, level: Level) -> Floats:
    """Units × values: how many coders gave the unit the value; numbers from low to high, names by letter."""
    cells, given = table.to_numpy(object), table.notna().to_numpy()
    found = set(cells[given])
    numbers = all(isinstance(value, int | float | np.number) for value in found)
    if level == "ordinal" and not numbers:
        raise InputError("Level ordinal needs numbers.")
    code = {value: i for i, value in enumerate(sorted(found, key=None if numbers else str))}
    counts = np.zeros((len(table), len(code)))
    rows, _ = np.nonzero(given)
    np.add.at(counts, (rows, np.array([code[value] for value in cells[given]], int)), 1)
    return counts
