"""A corpus as a folder: Parquet files of its articles, their lines and every layer, and what it was made with."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from duizhao import disk
from duizhao.codebook import Codebook
from duizhao.errors import InputError
from duizhao.output import rows
from duizhao.pages.metadata import Metadata, Read
from duizhao.pages.read import from_text
from duizhao.pages.roles import Article

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

_KEPT = "corpus.json"


def is_saved(folder: str | Path) -> bool:
    """Whether `save` wrote into this folder."""
    try:
        return (Path(folder) / _KEPT).is_file()
    except (OSError, ValueError):  # no name of a file
        return False


def save(corpus: Corpus, folder: str | Path) -> Path:
    """Write a corpus into a folder; a former one there is replaced, a folder of other things is an InputError."""
    folder = Path(folder)
    if folder.exists() and not is_saved(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: there already and no corpus; name an empty folder, or one that is not there")
    kept = {"codebook": corpus.codebook.digest} | {n: getattr(corpus, n) for n in ("targets", "words", "hmm")}
    tables = corpus.layers | {
        "articles": pd.DataFrame([_row(one) for one in corpus.articles]),
        "lines": pd.concat([one.lines.assign(article=one.name) for one in corpus.articles], ignore_index=True),
    }
    files = {f"{name}.parquet": table.to_parquet(index=False) for name, table in tables.items()}
    disk.write_folder(folder, {**files, _KEPT: json.dumps(kept).encode()})
    return folder


def read(folder: str | Path, codebook: Codebook) -> Corpus:
    """A corpus that `save` wrote, else an InputError. Pages have their text and lines, no longer their HTML."""
    from duizhao.corpus import LAYERS, Corpus, PageWarning

    folder = Path(folder)
    try:
        with disk.alone(folder.parent):
            kept = json.loads((folder / _KEPT).read_text("utf-8"))
            tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in (*LAYERS, "articles", "lines")}
    except (OSError, ValueError) as error:  # pyarrow's errors are of these kinds
        raise InputError(f"{folder}: no corpus that was saved, or a broken one ({error})") from None
    if kept["codebook"] != codebook.digest:
        told = f"saved with codebook {kept['codebook']}, opened with {codebook.digest}; its layers stay as saved"
        warnings.warn(f"{folder}: {told}", PageWarning, stacklevel=3)
    lines = {name: part.drop(columns="article") for name, part in tables.pop("lines").groupby("article", sort=False)}
    articles = tuple(_article(row, lines[row["name"]]) for row in rows(tables.pop("articles")))
    for table in tables.values():
        if "actors" in table:
            table["actors"] = table["actors"].map(tuple)
    words = tuple((word, freq) for word, freq in kept["words"])
    return Corpus(articles, codebook, kept["targets"], words, kept["hmm"], made=tables)


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
    lines = lines.dropna(axis="columns", how="all").reset_index(drop=True)
    return Article(row["name"], row["source"], page, lines, found, tuple(json.loads(row["warnings"])))
