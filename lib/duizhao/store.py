"""A corpus as a folder: Parquet files of its articles, their lines and every layer, and what it was made with."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from duizhao import disk
from duizhao.codebook import Codebook
from duizhao.errors import InputError
from duizhao.output import rows
from duizhao.pages.metadata import Metadata, Read
from duizhao.pages.read import from_text
from duizhao.pages.roles import Article

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

_KEPT, INDEX = "corpus.json", "index.sqlite"
_TOKENS = ("source", "article", "sentence", "start", "end", "token", "word", "text")
_FIELDS = ["name", "source", "page", "text", "encoding", "url", "clean", "given", "metadata", "warnings"]
_LINES = ["line", "start", "end", "role", "reason", "score", "article"]
LARGEST = 1 << 30
"""Bytes of a table of a saved corpus."""


def is_saved(folder: str | Path, *, by: str = _KEPT) -> bool:
    """Whether `save` wrote into this folder; with `by=INDEX`, whether `duizhao corpus` did."""
    try:
        return (Path(folder) / by).is_file()
    except (OSError, ValueError):  # no name of a file
        return False


def save(corpus: Corpus, folder: str | Path) -> Path:
    """Write a corpus into a folder; a former one there is replaced, a folder of other things is an InputError."""
    folder = Path(folder)
    if folder.exists() and not is_saved(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: there already and no corpus; name an empty folder, or one that is not there")
    kept = {"codebook": corpus.codebook.digest} | {n: getattr(corpus, n) for n in ("targets", "words", "hmm")}
    files = {f"{name}.parquet": table.to_parquet(index=False) for name, table in tables(corpus).items()}
    disk.write_folder(folder, {**files, _KEPT: json.dumps(kept).encode()})
    return folder


def tables(corpus: Corpus) -> dict[str, pd.DataFrame]:
    """Every layer by name, and the `articles` and their `lines`."""
    lines = [one.lines.assign(article=one.name) for one in corpus.articles]
    return corpus.layers | {
        "articles": pd.DataFrame([_row(one) for one in corpus.articles], columns=_FIELDS),
        "lines": pd.concat(lines, ignore_index=True) if lines else pd.DataFrame(columns=_LINES),
    }


def articles(found: dict[str, pd.DataFrame]) -> tuple[Article, ...]:
    """The articles that `tables` was given, out of its two tables of them."""
    lines = dict(iter(found.pop("lines").groupby("article", sort=False)))
    return tuple(_article(row, lines[row["name"]]) for row in rows(found.pop("articles")))


def read(folder: str | Path, codebook: Codebook) -> Corpus:
    """A corpus that `save` wrote, else an InputError. Pages have their text and lines, no longer their HTML."""
    from duizhao.corpus import LAYERS, Corpus, PageWarning

    folder = Path(folder)
    try:
        with disk.alone(folder.parent):
            kept = json.loads(disk.text(folder / _KEPT))
            found = {name: _table(folder / f"{name}.parquet") for name in (*LAYERS, "articles", "lines")}
        made_of = articles(found)
        sizes = {one.name: len(one.page.text) for one in made_of}
        for name in LAYERS:  # an empty corpus has the columns of each layer; that of tokens is dear to make
            columns = _TOKENS if name == "tokens" else getattr(Corpus((), codebook), name).columns
            _check(name, found[name], list(map(str, columns)), sizes)
        words = tuple((str(word), freq) for word, freq in kept["words"])
        made = Corpus(made_of, codebook, kept["targets"], words, bool(kept["hmm"]), made=found)
        digest = str(kept["codebook"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, pa.ArrowException) as error:
        raise InputError(f"{folder}: no corpus that was saved, or a broken one ({error})") from None
    if digest != codebook.digest:
        told = f"saved with codebook {digest}, opened with {codebook.digest}; its layers stay as saved"
        warnings.warn(f"{folder}: {told}", PageWarning, stacklevel=3)
    return made


def _table(path: Path) -> pd.DataFrame:
    return pd.read_parquet(pa.BufferReader(disk.data(path, most=LARGEST)))


def _check(name: str, table: pd.DataFrame, columns: Sequence[str], sizes: Mapping[str, int]) -> None:
    """Raise a ValueError, LookupError or TypeError where a layer lacks a column or leads outside its page."""
    if missing := [column for column in columns if column not in table]:
        raise ValueError(f"{name} has no column {', '.join(missing)}")
    if "actors" in table:
        table["actors"] = table["actors"].map(tuple)
    start, end, size = table["start"], table["end"], table["article"].map(sizes.__getitem__)
    if ((start < 0) | (end > size) | (start > end)).any():
        raise ValueError(f"{name} leads outside its page")


def _row(one: Article) -> dict[str, Any]:
    page = one.page
    return {
        "name": one.name, "source": one.source, "page": page.name, "text": page.text, "encoding": page.encoding,
        "url": page.url, "clean": page.clean, "given": json.dumps(page.given, ensure_ascii=False),
        "metadata": json.dumps(one.metadata._asdict(), ensure_ascii=False),
        "warnings": json.dumps(one.warnings, ensure_ascii=False),
    }  # fmt: skip


def _article(row: dict[str, Any], lines: pd.DataFrame) -> Article:
    said = json.loads(row["metadata"])
    found = Metadata(**said | {"spans": tuple(Read(*span) for span in said["spans"])})
    page = replace(
        from_text(row["text"], name=row["page"], encoding=row["encoding"]),
        url=row["url"], clean=row["clean"], given=json.loads(row["given"]),
    )  # fmt: skip
    lines = lines.drop(columns="article").dropna(axis="columns", how="all").reset_index(drop=True)
    if missing := {"line", "start", "end", "role", "reason"} - {*lines}:
        raise ValueError(f"lines have no column {', '.join(sorted(missing))}")
    return Article(row["name"], row["source"], page, lines, found, tuple(json.loads(row["warnings"])))
