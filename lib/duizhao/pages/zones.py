"""Which lines are the article: a page runs through five zones, in this order, some of them empty.

A linear-chain conditional random field (Lafferty, McCallum & Pereira 2001), whose states can only go forward, so
that its sums and its best path are running sums and running maxima: time and memory grow with the number of lines.
Its weights are a table that can be read: `weights.csv`, one row a feature of a line, one column a zone.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from duizhao.pages.features import NAMES, Columns

ZONES = ("before", "title", "head", "body", "after")
TITLE = ZONES.index("title")
ENTRY, EXIT = "(page begins)", "(page ends)"
NEVER = -1e4
NEXT = {
    ENTRY: (0, 1, 2, 3),
    "before": (1, 2, 3),
    "title": (2, 3),
    "head": (3,),
    "body": (4,),
    "after": (),
    EXIT: (3, 4),
}
"""Which zones may follow which, and with which a page may end; a title is one line."""
Floats = NDArray[np.float64]


class Weights(NamedTuple):
    """`features` by zone, `moves` between zones, and the weights of a page's first and last zone."""

    features: Floats
    moves: Floats
    entry: Floats
    exit: Floats


@lru_cache(maxsize=4)
def load(path: Path = Path(__file__).parent / "weights.csv") -> Weights:
    """The shipped weights, for features in the order of `NAMES`; one that the table does not name weighs nothing."""
    table = pd.read_csv(path, index_col="feature", comment=None)
    rows = table.reindex([*NAMES, *(f"(from {zone})" for zone in ZONES), ENTRY, EXIT])[list(ZONES)].fillna(0.0)
    return unpack(rows.to_numpy(float), len(NAMES))


def unpack(values: Floats, features: int) -> Weights:
    """Weights from one array: a row for each feature, for each zone moved from, and for the page's two ends."""
    moves = np.full((len(ZONES), len(ZONES)), NEVER)
    ends = np.full((2, len(ZONES)), NEVER)
    for i, zone in enumerate(ZONES):
        moves[i, list(NEXT[zone])] = values[features + i, list(NEXT[zone])]
    for i, name in enumerate((ENTRY, EXIT)):
        ends[i, list(NEXT[name])] = values[features + len(ZONES) + i, list(NEXT[name])]
    return Weights(values[:features], moves, ends[0], ends[1])


def emissions(column: Columns, weights: Weights) -> Floats:
    """What the features of each line speak for, zone by zone. What is said aloud, with who says it, or leads on to
    what follows is no title."""
    scores = np.zeros((len(column["spoken"]), len(ZONES)))
    for name, row in zip(NAMES, weights.features, strict=True):
        scores[column[name]] += row
    scores[column["spoken"] | column["ends with a colon"], TITLE] -= 9.0
    return scores


def _run(scores: Floats, moves: Floats, entry: Floats, add: np.ufunc, single: int = TITLE) -> tuple[Floats, Floats]:
    """Running sums (add: logaddexp) or best scores (maximum) of all ways to be in each zone at each line.

    `scores` is (…, lines, zones), `single` the zone of one line. Returns them, and the part that enters at that line.
    """
    total = np.full(scores.shape, NEVER * 10.0)
    enter = np.full(scores.shape, NEVER * 10.0)
    for zone in range(scores.shape[-1]):
        enter[..., 0, zone] = entry[zone]
        for before in np.flatnonzero(moves[:, zone] > NEVER):
            enter[..., 1:, zone] = add(enter[..., 1:, zone], total[..., :-1, before] + moves[before, zone])
        if zone == single:
            total[..., zone] = scores[..., zone] + enter[..., zone]
        else:
            so_far = np.cumsum(scores[..., zone], axis=-1)
            total[..., zone] = so_far + add.accumulate(enter[..., zone] - (so_far - scores[..., zone]), axis=-1)
    return total, enter


def marginals(scores: Floats, weights: Weights) -> tuple[Floats, Floats, Floats, Floats]:
    """The probability of each zone at each line; also the sums from the front and the back, and their logarithm.

    `scores` is (…, lines, zones), so that many pages can be summed at once.
    """
    single = scores.shape[-1] - 1 - TITLE
    turned = scores[..., ::-1, ::-1], weights.moves[::-1, ::-1].T, weights.exit[::-1]
    front, _ = _run(scores, weights.moves, weights.entry, np.logaddexp)
    back = _run(*turned, np.logaddexp, single)[0][..., ::-1, ::-1]
    whole = np.logaddexp.reduce(front[..., -1, :] + weights.exit, axis=-1)
    share = np.exp(np.clip(front + back - scores - whole[..., None, None], -700.0, 0.0))
    return share, front, back, whole


def best(scores: Floats, weights: Weights) -> NDArray[np.int64]:
    """The most probable zone of every line, taken together: indices into `ZONES`."""
    path = np.zeros(len(scores), np.int64)
    total, enter = _run(scores, weights.moves, weights.entry, np.maximum)
    last, zone = len(scores) - 1, int(np.argmax(total[-1] + weights.exit))
    while True:
        first = last
        if zone != TITLE:
            so_far = np.cumsum(scores[:, zone]) - scores[:, zone]
            first = int(np.argmax((enter[:, zone] - so_far)[: last + 1]))
        path[first : last + 1] = zone
        if first == 0:
            return path
        last, zone = first - 1, int(np.argmax(total[first - 1] + weights.moves[:, zone]))
