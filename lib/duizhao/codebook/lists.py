"""The codebook: word lists as data, read and checked, a user's own in their place.

A codebook is a folder of CSV files (UTF-8, with or without BOM), one stop list, and maybe a dictionary of words to keep
whole. Each file that a user's folder holds replaces the one shipped here; what it lacks is taken from ours. Every row
says in `source` where it comes from.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao import disk
from duizhao.codebook.match import compiled
from duizhao.codebook.words import Word, read_words
from duizhao.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

BUILTIN = Path(__file__).parent

COLUMNS: dict[str, tuple[str, ...]] = {
    "actors": ("actor", "form", "kind", "gloss", "source"),
    "reporting_verbs": ("verb", "use", "distance", "attitude", "source"),
    "clause_words": ("word", "use", "source"),
    "stance_words": ("word", "use", "source"),
    "evaluations": ("form", "polarity", "appraisal", "target", "source"),
    "hedges": ("form", "value", "source"),
    "frames": ("frame", "indicator", "pattern", "source"),
    "frame_questions": ("frame", "indicator", "question_zh", "question_en", "source"),
    "glosses": ("term", "gloss", "source"),
}
"""The columns that each table must have; a table may have more."""
CLOSED = (
    ("actors", "kind"), ("actors", "weight"), ("reporting_verbs", "use"), ("clause_words", "use"),
    ("evaluations", "polarity"), ("hedges", "value"),
)  # fmt: skip
"""Columns that hold one of the values that stand there in our own table, and nothing else."""
PATTERNS = (("frames", "pattern"), ("hedges", "form"))
"""Columns that hold patterns, see `match`."""
FILLED = (
    ("actors", "form"), ("reporting_verbs", "verb"), ("clause_words", "word"), ("stance_words", "word"),
    ("evaluations", "form"),
)  # fmt: skip
"""Columns that hold words."""


@dataclass(frozen=True, eq=False)
class Codebook:
    """Tables of strings by name. Compared and hashed by identity, so that what is compiled from one can be cached."""

    tables: dict[str, pd.DataFrame]
    stopwords: frozenset[str]
    digest: str = field(default="")
    words: tuple[Word, ...] = ()

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]


def load(folder: str | Path | None = None) -> Codebook:
    """The codebook of a folder with any of the tables of `COLUMNS` as CSV files, and `stopwords.txt`.

    A file that is there replaces the built-in one; `dictionary.txt` adds words for the tokenizer. The `digest` is the
    SHA-256 (first 12 hex digits) of all the bytes read, to be shown with results.

    Raises
    ------
    InputError
        The folder is missing, a table lacks a column, a row has too many or too few cells, a cell holds no value or
        pattern of its column, or a file is not UTF-8. One line names file, row and column.
    """
    if folder is not None and not Path(folder).is_dir():
        raise InputError(f"{folder}: no such folder; a codebook is a folder of CSV files like {', '.join(COLUMNS)}")
    return _builtin() if folder is None else _read(Path(folder))


@lru_cache(maxsize=1)
def _builtin() -> Codebook:
    return _read(BUILTIN)


def _read(folder: Path) -> Codebook:
    digest = hashlib.sha256()
    tables = {}
    for name, columns in COLUMNS.items():
        data, tables[name] = _table(_in_place(folder, f"{name}.csv"), columns)
        digest.update(data)
    path = _in_place(folder, "stopwords.txt")
    data = disk.data(path)
    digest.update(data)
    stopwords = (line.strip() for line in disk.decoded(data, path).splitlines())
    hidden, own = frozenset(w for w in stopwords if w and not w.startswith("#")), folder / "dictionary.txt"
    words = tuple(read_words(own)) if own.exists() else ()
    digest.update("".join(f"{word} {freq}\n" for word, freq in words).encode())
    return Codebook(tables, hidden, digest.hexdigest()[:12], words)


def _in_place(folder: Path, name: str) -> Path:
    own = folder / name
    return own if own.exists() else BUILTIN / name


def _table(path: Path, columns: tuple[str, ...]) -> tuple[bytes, pd.DataFrame]:
    import pandas as pd  # a third of a second, which a look at the command line's help need not wait for

    data = disk.data(path)
    rows = _rows(data, path)
    header = rows[0] if rows else []
    _whole(path, columns, header, rows)
    if path.parent != BUILTIN:
        _check(path, [dict(zip(header, row, strict=True)) if row else {} for row in rows])
    return data, pd.DataFrame([row for row in rows[1:] if row], columns=header, dtype=str)


def _rows(data: bytes, path: Path) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(disk.decoded(data, path), newline="")))
    except csv.Error as error:
        raise InputError(f"{path}: not a CSV table ({error}); a quotation mark may lack its other one") from None


def _whole(path: Path, columns: tuple[str, ...], header: list[str], rows: list[list[str]]) -> None:
    """Raise an InputError where a column is missing or stands twice, or a row has other cells than the header."""
    if missing := [c for c in columns if c not in header]:
        raise InputError(f"{path}: no column {', '.join(missing)}; it needs {', '.join(columns)}")
    if twice := [c for c in dict.fromkeys(header) if header.count(c) > 1]:
        raise InputError(f"{path}: row 1: column {', '.join(twice)} stands there twice; name each column once")
    for number, row in enumerate(rows, 1):
        if row and len(row) != len(header):
            raise InputError(f"{path}: row {number} has {len(row)} cells, the header {len(header)}: {','.join(row)}")


def _check(path: Path, rows: list[dict[str, str]]) -> None:
    """Raise an InputError for the first cell that says nothing to us, by its row and column."""
    checks: list[tuple[str, Callable[[str], object]]] = [(c, _closed(n, c)) for n, c in CLOSED if n == path.stem]
    checks += [(c, compiled) for n, c in PATTERNS if n == path.stem] + [(c, _word) for n, c in FILLED if n == path.stem]
    for column, check in checks:
        for number, row in enumerate(rows, 1):
            try:
                check(row[column]) if number > 1 and column in row else None
            except InputError as error:
                raise InputError(f"{path}: row {number}, column {column}: {error}") from None


def _closed(name: str, column: str) -> Callable[[str], object]:
    """What raises an InputError for a value that our own table does not have in that column."""
    allowed = {*_builtin()[name][column]}

    def check(value: str) -> None:
        if value not in allowed:
            raise InputError(f"{value!r} is none of {', '.join(sorted(filter(None, allowed)))}")

    return check


def _word(value: str) -> None:
    if not value.strip():
        raise InputError("is empty; write a word, or leave the row out")


def alternatives(words: Iterable[str]) -> str:
    """A regular expression that matches any of the words, which are literal text, the longest first.

    No words, or empty ones alone, give a pattern that matches nothing.
    """
    longest = sorted(set(filter(None, words)), key=lambda word: (-len(word), word))
    first = "".join(map(re.escape, sorted({word[0] for word in longest})))
    # the look-ahead passes over most places in one step
    return f"(?=[{first}])(?:{'|'.join(map(re.escape, longest))})" if longest else r"(?!)"
