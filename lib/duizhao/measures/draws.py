"""Random draws that belong to a unit: the same on any machine, in any order, beside any other units.

Draw r of a unit is a hash (splitmix64: Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators)
of its stream's start and r; the start is a hash of seed, purpose and the unit's key. Nothing but whole numbers is used.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]


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


def poisson(starts: Words, draws: int) -> NDArray[np.int32]:
    """How often each unit is taken in each of `draws` bootstrap samples: Poisson(1), streams × draws.

    Stands for n of n with replacement (Hanley & MacGibbon 2006, Computer Methods and Programs in Biomedicine 83:57-62),
    where each unit's number would hang on all the others.
    """
    return np.searchsorted(_POISSON, bits(starts, 0, draws), side="right").astype(np.int32)


def _poisson_table() -> Words:
    """2⁶⁴ × the distribution function of Poisson(1), in exact fractions, so that no machine rounds it otherwise."""
    at_zero = sum((Fraction((-1) ** k, math.factorial(k)) for k in range(40)), Fraction(0))
    below = [at_zero * sum((Fraction(1, math.factorial(j)) for j in range(k + 1)), Fraction(0)) for k in range(20)]
    return np.array([int(share * 2**64) for share in below], np.uint64)


_POISSON = _poisson_table()
