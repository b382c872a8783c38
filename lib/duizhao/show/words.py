"""The words of the report's own pages, in English and Chinese: data in words.csv."""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from duizhao.errors import InputError

LANGUAGES = ("en", "zh")
Say = Callable[..., str]


def words(lang: str) -> Say:
    """A function from a key of words.csv, and what its text has places for, to the text in one of `LANGUAGES`.

    Examples
    --------
    >>> words("en")("folded", n=3)
    '3 lines of the page that are not of the article'
    """
    if lang not in LANGUAGES:
        raise InputError(f"no language {lang!r}; there are {', '.join(LANGUAGES)}")
    texts = _texts()
    return lambda key, **given: texts[key][lang].format(**given)


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, str]]:
    with (Path(__file__).parent / "words.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row for row in csv.DictReader(file)}
