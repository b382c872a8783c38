"""How far coders agree, with one another and with the program: Krippendorff's alpha, precision, recall, differences.

A table has a row a unit, its index naming the unit, and a column a coder; a cell that is None or NaN was not coded.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from math import floor
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from duizhao.errors import InputError
from duizhao.measures import resample

Floats = NDArray[np.float64]
Level = Literal["nominal", "ordinal", "interval"]
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


def alpha(
    table: pd.DataFrame,
    *,
    level: Level = "nominal",
    order: Sequence[object] | None = None,
    seed: int = 0,
    resamples: int = 10_000,
    confidence: float = 0.95,
) -> Alpha:
    """Krippendorff's alpha, 1 − observed/expected disagreement: 1 perfect, 0 as by chance, below 0 worse.

    Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C: any number of coders, missing cells,
    small samples. NaN where nothing was coded twice, or all values are alike: without variation there is nothing to
    agree on. `level` says how far two values differ: by being other, by the ranks between (`order` names them from
    low to high; numbers need none), or by the square of their distance. Not to be compared between levels.

    The interval is a percentile bootstrap over units, by `resample.poisson`, with the metric of the whole table.
    Hayes & Krippendorff 2007, Communication Methods and Measures 1:77-89, draw pairs of values as if independent,
    which is narrower where units have many. Coders who never differ get 1 to 1: a small sample has not shown where
    they would.
    """
    if not table.index.is_unique:
        raise InputError("Two units of the coding table have the same name: each unit is one row.")
    # one order of units, so that sums come out the same to the last digit
    table = table.iloc[sorted(range(len(table)), key=lambda row: str(table.index[row]))]
    counts, values = _counts(table, level, order)
    counts, keys = counts[(paired := counts.sum(axis=1) > 1)], list(table.index[paired])
    metric = _metric(level, values, counts.sum(axis=0))
    coded = counts.sum(axis=1)
    # per unit, the differences of all its pairs of values over one less than its values (ibid., steps 2 and 4)
    observed = ((counts @ metric) * counts).sum(axis=1) / (coded - 1)
    weights = resample.poisson(resample.streams(keys, seed, "agreement"), resamples).T.astype(float)
    best = _alpha(np.ones((1, len(keys))), observed, counts, metric)[0]
    drawn = _alpha(weights, observed, counts, metric)
    drawn = np.sort(drawn[~np.isnan(drawn)])
    tail = floor(len(drawn) * (1 - confidence) / 2)
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


def disagreements(table: pd.DataFrame) -> pd.DataFrame:
    """The rows in which two coders gave different values."""
    return table[table.nunique(axis=1) > 1]


def _alpha(weights: Floats, observed: Floats, counts: Floats, metric: Floats) -> Floats:
    """Alpha for each row of weights over units."""
    margins = weights @ counts
    expected = ((margins @ metric) * margins).sum(axis=1)
    disagreement = (margins.sum(axis=1) - 1) * (weights @ observed)
    ratio = np.divide(disagreement, expected, out=np.full(len(expected), np.nan), where=expected > 0)
    return np.asarray(1 - ratio)


def _metric(level: Level, values: list[object], margins: Floats) -> Floats:
    """Squared difference of every two values (ibid., step 4)."""
    if level == "nominal":
        return 1 - np.eye(len(values))
    # the ranks from c to k, the ends by half: the distance between the middles of their runs
    place = np.cumsum(margins) - margins / 2 if level == "ordinal" else np.array(values, float)
    return np.asarray((place[:, None] - place) ** 2)


def _values(found: set[Any], level: Level, order: Sequence[object] | None) -> list[object]:
    """The values from low to high: in the order given, else numbers by size, names by letter."""
    numbers = all(isinstance(value, int | float | np.number) for value in found)
    if not numbers and (level == "interval" or (level == "ordinal" and order is None)):
        raise InputError(f"Level {level} needs numbers, or, if ordinal, the order of the values.")
    if order is None:
        return sorted(found, key=None if numbers else str)
    if found - set(order):
        raise InputError(f"Not in the order of values: {', '.join(sorted(map(str, found - set(order))))}.")
    return list(order)


def _counts(table: pd.DataFrame, level: Level, order: Sequence[object] | None) -> tuple[Floats, list[object]]:
    """Units × values: how many coders gave the unit the value; and the values, from low to high."""
    if level not in ("nominal", "ordinal", "interval"):
        raise InputError(f"No level {level!r}: nominal, ordinal or interval.")
    cells, given = table.to_numpy(object), table.notna().to_numpy()
    values = _values(set(cells[given]), level, order)
    code = {value: i for i, value in enumerate(values)}
    counts = np.zeros((len(table), len(values)))
    rows, _ = np.nonzero(given)
    np.add.at(counts, (rows, np.array([code[value] for value in cells[given]], int)), 1)
    return counts, values
