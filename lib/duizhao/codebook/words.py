"""A user's own words: a dictionary for the tokenizer, or a stop list; and the surnames of the codebook."""

from __future__ import annotations

import csv
import hashlib
import re
import warnings
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from duizhao import disk

_ENTRY = re.compile(r"(?P<word>.+?)(?:\s+(?P<freq>\d+))?(?:\s+(?P<tag>[A-Za-z]+))?")
_BAD = re.compile(r"[,，;；\t|]|^.{41}|\s-?\d+(?:\s|$)|^[^A-Za-z]*\s[^A-Za-z]*$")
"""A cell of a table, a sentence, a number that is no frequency, words without Latin letters that a space parts."""


class WordWarning(UserWarning):
    """An entry of a user's list that cannot be used; the others are."""


class Word(NamedTuple):
    """An entry of a user's dictionary; without a frequency one is chosen that keeps the word whole."""

    word: str
    freq: int | None = None


def digest(words: Sequence[Word]) -> str:
    """How many words of the user's own, and their SHA-256 (first 12 hex digits), whatever the file's line ends."""
    listed = "\n".join(f"{word} {freq}" for word, freq in words).encode()
    return f"{len(words)} words of your own" + (f" ({hashlib.sha256(listed).hexdigest()[:12]})" if words else "")


def read_words(path: str | Path) -> list[Word]:
    """A user's dictionary or stop list: a word a line, or jieba's form `word frequency tag`; a word may have spaces.

    Blank lines and lines that begin with `#` are skipped. A line that is no entry (a table's row, no letter or digit in
    it) gives a `WordWarning` that names it; a file that is missing or not UTF-8 is an InputError.
    """
    found = []
    for number, line in enumerate(disk.text(path).splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        entry = _ENTRY.fullmatch(line.strip())
        if entry is None or _BAD.search(entry["word"]) or not any(map(str.isalnum, entry["word"])):
            told = f"{path}: line {number} is neither a word nor `word frequency tag`, left out: {line.strip()[:60]}"
            warnings.warn(told, WordWarning, stacklevel=2)
            continue
        found.append(Word(entry["word"], int(entry["freq"]) if entry["freq"] else None))
    return found


@lru_cache(maxsize=2)
def surnames(*, rare: bool = False) -> frozenset[str]:
    """The surnames of one or two characters, simplified, from `clause_words.csv`.

    `rare` adds those that often begin other words (沙, 兰), for places where a name is looked for.
    """
    uses = ("surname", "surname2", *(["rare surname"] if rare else []))
    with (Path(__file__).parent / "clause_words.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["word"] for row in csv.DictReader(file) if row["use"] in uses)
