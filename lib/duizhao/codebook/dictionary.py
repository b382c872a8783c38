"""Ordinary words of Chinese: jieba's dictionary, read from the installed package without its segmenter."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from duizhao.errors import InputError

_ENTRY = re.compile(r"\n([^ ]{2,4}+) (\d\d[^\n]*)")  # what occurs ten times or more
RARE = 20
"""Words that jieba's corpus has less often are left out: most are chance pairs of characters."""


class Word(NamedTuple):
    """How often jieba's corpus has a word, and its part of speech (`nr` a person, `ns` a place, `v` a verb…)."""

    seen: int
    tag: str


def word(text: str) -> Word | None:
    """What the dictionary says of a word of two to four characters; None where it does not have it.

    Examples
    --------
    >>> word("列席")
    Word(seen=873, tag='n')
    """
    entry = _entries().get(text)
    if entry is None:
        return None
    count, tag = entry.split()
    return Word(int(count), tag) if int(count) >= RARE else None


def seen(text: str) -> int:
    """How often jieba's corpus has a word; 0 where the dictionary does not have it."""
    known = word(text)
    return known.seen if known else 0


@lru_cache(maxsize=1)
def _entries() -> dict[str, str]:
    """The lines of the dictionary, taken apart only where they are looked up: it has 100,000 that matter here."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise InputError("jieba is not installed; install duizhao with its dependencies")
    return dict(_ENTRY.findall(Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8")))
