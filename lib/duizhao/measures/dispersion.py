"""How evenly a term is spread over the parts of a source: sentences of a few articles, or many articles."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import sparse

from duizhao.errors import InputError


def table(counts: Any, sizes: ArrayLike) -> pd.DataFrame:
    """`dp, dp_norm` of each term.

    `counts` are terms × parts, sparse or dense; `sizes` the tokens of each part, with those that no row counts. Parts
    without tokens are left out. `dp` is the deviation of proportions, ½ Σ |v/n − s|, where v is the count in a part and
    s the part's share of the tokens: 0 is as even as the parts allow, near 1 is all in one small part (Gries 2008,
    International Journal of Corpus Linguistics 13:403-437, p. 415); `dp_norm` is DP over its highest value, 1 − min(s):
    0 to 1 for any parts (Lijffijt & Gries 2012, same journal 17:147-149).

    A term that never occurs has no spread: NaN (Wordless gives 0, which says "perfectly even"). With one part all is
    even: 0. Not to be compared between terms of very different n: a term that occurs once can only be uneven.
    """
    matrix = sparse.csr_array(sparse.csr_array(counts), dtype=float)
    tokens = np.asarray(sizes, float)
    if matrix.shape[1] != len(tokens) or (matrix.data > tokens[matrix.indices]).any():
        raise InputError("A term occurs more often than its part has tokens: sizes must count all tokens of all parts.")
    matrix.eliminate_zeros()
    size, n = tokens.sum(), matrix.sum(axis=1)
    row = np.repeat(np.arange(len(n)), np.diff(matrix.indptr))
    # in whole numbers, times n and size, so that the order of parts changes no digit; parts without the term add
    # their share, which sums to 1 over them all, and each part with it amends that
    own, expected = matrix.data * size, n[row] * tokens[matrix.indices]
    amended = np.bincount(row, np.abs(own - expected) - expected, minlength=len(n))
    amended = np.bincount(row, np.abs(own - expected) - expected, minlength=len(n))
    return of_sums(n, amended, size, tokens[tokens > 0].min(initial=size))


def of_sums(n: ArrayLike, amended: ArrayLike, size: float, least: float) -> pd.DataFrame:
    """The same from sums: of each term its count n and Σ (|v·size − n·tokens| − n·tokens) over the parts that have it;
    the tokens of all parts, and those of the smallest that has any."""
    n = np.asarray(n, float)
    whole = np.where(n > 0, n * size, np.nan)
    dp = (whole + np.asarray(amended, float)) / (2 * whole)
    most = 1 - least / max(size, 1)
    return pd.DataFrame({"dp": dp, "dp_norm": dp / most if most > 0 else dp * 0})
