"""What is being done, and how long it took, on stderr; nothing where that is not a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def step(name: str) -> Iterator[None]:
    """A line while a step is done, and its time when it is.

    Examples
    --------
    >>> with step("reading the pages"):
    ...     total = sum(range(4))
    """
    began, shown = time.monotonic(), sys.stderr.isatty()
    if shown:
        print(f"{name} …", end="", file=sys.stderr, flush=True)
    try:
        yield
    finally:
        if shown:
            print(f"\r{name}: {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)
