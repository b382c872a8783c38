"""Which words make two texts differ, as bars that sum to the whole difference: word shift graphs.

Gallagher et al. 2021, Generalized word shift graphs, EPJ Data Science 10:4, section on the
Jensen-Shannon divergence. Unlike theirs, a bar points to A where A has more.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

REST = "…"
"""The row of `top` for all other words."""


def jsd(n_a: ArrayLike, n_b: ArrayLike) -> pd.DataFrame:
    """`share_a, share_b, contribution, side` of each term, as parts of the Jensen-Shannon divergence in bits.

    With m the mean of the two shares, a term gives ½ [a log₂(a/m) + b log₂(b/m)] ≥ 0; the sum is 0 for like texts and
    1 for texts with no word in common, the square of SciPy's `jensenshannon(base=2)`. `side` is 1 where A has more,
    −1 where B has, and is all that a swap changes. It grows with the number of rare words: not to be compared between
    pairs of texts of different length. With one text empty there is no divergence: 0.
    """
    counts = pd.DataFrame({"share_a": n_a, "share_b": n_b}).fillna(0).astype(float)
    shares = counts / counts.sum().replace(0, 1)
    a, b = shares["share_a"].to_numpy(), shares["share_b"].to_numpy()
    m = (a + b) / 2
    part = (special.rel_entr(a, m) + special.rel_entr(b, m)) / (2 * np.log(2))
    both = a.sum() > 0 and b.sum() > 0
    return shares.assign(contribution=np.maximum(part, 0.0) * both, side=np.sign(a - b).astype("int64"))


def top(shift: pd.DataFrame, most: int = 20) -> pd.DataFrame:
    """The rows that contribute most, whichever way, and a row `REST` for all others, so that the bars still sum up."""
    # ties go by name, so that the order of the rows given changes nothing
    order = np.lexsort((shift.index.astype(str), -shift["contribution"].abs().round(12)))
    first, others = shift.iloc[order[:most]], shift.iloc[order[most:]]
    if others.empty:
        return first
    return pd.concat([first, others.drop(columns="side").sum().to_frame(REST).T.assign(side=0)])
