"""A batch of pages → their layers: one pure function, the same in this process, in others, on Dask and in Spark.

It sees the batch alone. Corrections by hand beside a page (`PAGE.roles.csv`, `PAGE.codes.csv`) are for pages that a
person reads, see `corpus.load`; an archive is made without them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from duizhao import articles, codebook, disk, store
from duizhao.codebook import Codebook, match
from duizhao.corpus import LAYERS, Corpus
from duizhao.errors import InputError
from duizhao.layers import views
from duizhao.output import safe
from duizhao.pages import files, roles, tables
from duizhao.pages.read import Page, read_bytes
from duizhao.pages.roles import Article

UNKNOWN = "unknown"
"""The source of an article whose page names none."""
NAMES = ("articles", "lines", *LAYERS, "terms")
"""The tables of a batch; there is also `failed`."""
_MADE_FROM = ("pages", "codebook", "layers", "articles.py", "store.py", "archive/layers.py")
_LIBRARIES = ("duizhao", "jieba", "lxml", "opencc", "pyahocorasick", "beautifulsoup4")
_INTEGERS = ("sentence", "line", "start", "end", "cue_start", "cue_end", "polarity", "cues", "n", "sentences", "words")
_TYPES = {
    **dict.fromkeys(_INTEGERS, pa.int64()), "score": pa.float64(), "actors": pa.list_(pa.string()),
    **dict.fromkeys(("word", "cont", "own", "clean", "traditional"), pa.bool_()),
}  # fmt: skip
"""The types of columns by name; all others are text."""
_SPARK = {pa.int64(): "bigint", pa.bool_(): "boolean", pa.float64(): "double", pa.list_(pa.string()): "array<string>"}
Roots = list[tuple[str | None, Path]]
"""Files and folders, each with the source that it was given under, if any."""


class Settings(NamedTuple):
    """What layers hang on besides the page: the user's codebook, and the names of a table's columns by use."""

    codebook: str | None = None
    columns: tuple[tuple[str, str], ...] = ()


PLAIN = Settings()


class Item(NamedTuple):
    """A row of a batch: a file's bytes, or a table's row as JSON; `source` is the label it was given under, if any."""

    name: str
    source: str | None
    row: bool
    content: bytes


def items(roots: Roots, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, Item | str, str]]:
    """Name, page (or what is wrong with it) and root of all that is named and wanted, read when it is asked for."""
    for source, root in roots:
        for file in files.find([root]):
            name, _, problem = safe(str(file).encode("utf-8", "replace").decode()).partition(": ")
            try:
                if isinstance(file, InputError):
                    yield name, problem, str(root)
                elif file.suffix.lower() in tables.SUFFIXES:
                    for number, row in enumerate(tables.read_rows(file), 1):
                        if wanted(called := f"{name}#{number}"):
                            yield called, Item(called, source, True, _cells(row)), str(root)
                elif wanted(name):
                    yield name, Item(name, source, False, disk.data(file)), str(root)
            except InputError as error:
                yield name, safe(str(error)).removeprefix(f"{name}: "), str(root)


def _cells(row: Mapping[Any, Any]) -> bytes:
    """A table's row as JSON, with the names of its empty columns too."""
    cells = tables.filled({column: cell for column, cell in row.items() if pd.api.types.is_scalar(cell)})
    return json.dumps({str(column): cells.get(column, "") for column in row}, ensure_ascii=False).encode()


def key(item: Item, settings: Settings) -> str:
    """A hash of all that an item's layers hang on: content, label, codebook, and the program itself."""
    made = blake2b(f"{item.source}\n{item.row}\n{settings.columns}\n{made_by(settings)}\n".encode(), digest_size=16)
    made.update(item.content)
    return made.hexdigest()


def made_by(settings: Settings) -> str:
    """A hash of codebook, code and lists: where it is the same, so are the layers."""
    return f"{_program()}-{_book(settings).digest}"


@lru_cache(maxsize=1)
def _program() -> str:
    here, made = Path(__file__).parents[1], blake2b(digest_size=8)
    found = {path for name in _MADE_FROM for path in ((here / name).rglob("*.*") if "." not in name else [here / name])}
    for path in sorted(path for path in found if path.suffix in (".py", ".csv", ".txt")):
        made.update(f"{path.relative_to(here).as_posix()}\n".encode() + path.read_bytes())
    return made.hexdigest() + blake2b(repr([*map(version, _LIBRARIES)]).encode(), digest_size=2).hexdigest()


def _book(settings: Settings) -> Codebook:
    held = sorted(Path(settings.codebook).glob("*")) if settings.codebook else ()
    return _loaded(settings.codebook, tuple((one.name, one.stat().st_mtime_ns, one.stat().st_size) for one in held))


@lru_cache(maxsize=2)
def _loaded(folder: str | None, stamp: object) -> Codebook:
    """A codebook, read again where a file of it has changed (`stamp`)."""
    return codebook.load(folder)


def frame(batch: Iterable[Item]) -> pd.DataFrame:
    """A batch, as `layers` takes it."""
    return pd.DataFrame(list(batch), columns=list(Item._fields))


def layers(batch: pd.DataFrame, settings: Settings = PLAIN) -> dict[str, pd.DataFrame]:
    """All tables of a batch of pages, by name.

    Parameters
    ----------
    batch : columns `name, source, row, content` (see `Item`), a row a page

    Returns
    -------
    dict
        `articles` (a row an article, with its `item`, that is, the `name` in the batch, and its `key`), `lines`, every
        layer of a `Corpus`, and `terms`: how often each word stands in each article (`n`), and in how many `sentences`.
        Its `view` is "both", or, where an article's words change in simplified characters, "written" and "folded".
        `failed` has the `name` and the `problem` of each item that gave no article.

    Examples
    --------
    >>> made = layers(frame([Item("a.txt", "甲报", False, "外交部表示，法国支持这项计划。\\n".encode() * 3)]))
    >>> made["mentions"]["text"].tolist()[:2], made["failed"].empty
    (['外交部', '法国'], True)
    """
    given = [Item(*row) for row in batch[list(Item._fields)].itertuples(index=False, name=None)]
    try:
        return _layers(given, settings)
    except Exception:  # one page that the layers cannot take costs no other its own
        problems = {item.name: told for item in given if (told := _problem(item, settings))}
        return _layers([item for item in given if item.name not in problems], settings, problems)


def _problem(item: Item, settings: Settings) -> str:
    try:
        _layers([item], settings)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _layers(
    given: Iterable[Item], settings: Settings, problems: dict[str, str] | None = None
) -> dict[str, pd.DataFrame]:
    found: list[Article] = []
    origins: list[tuple[str, str]] = []
    failed = dict(problems or {})
    for item in given:
        try:
            made = [one for one in map(_article, _pages(item, settings)) if articles.is_found(one)]
        except InputError as error:
            failed[item.name] = str(error).removeprefix(f"{item.name}: ")
            continue
        found += [replace(one, source=item.source or one.source) for one in made]
        origins += [(item.name, key(item, settings))] * len(made)
        failed |= {} if made else {item.name: "no article found"}
    corpus = Corpus(tuple(found), _book(settings))
    vars(corpus)["corrected"] = None
    tables_of, words = store.tables(corpus), corpus.tokens[corpus.tokens["word"]]
    more = [
        (*origin, one.metadata.title, one.metadata.published, views.traditional(*corpus.texts[one.name]))
        for origin, one in zip(origins, found, strict=True)
    ]
    columns = pd.DataFrame(more, columns=["item", "key", "title", "published", "traditional"], dtype=object)
    for name, rows in (("sentences", corpus.sentences), ("words", words)):
        columns[name] = tables_of["articles"]["name"].map(rows["article"].value_counts()).fillna(0).astype(int)
    tables_of["articles"] = tables_of["articles"].join(columns)
    folded = pd.Series(list(map(match.fold, corpus.sentences["text"])), dtype=object)
    tables_of["sentences"] = corpus.sentences.assign(folded=folded.mask(folded == corpus.sentences["text"], None))
    told = pd.DataFrame(list(failed.items()), columns=["name", "problem"])
    return tables_of | {"terms": _terms(words), "failed": told}


def _pages(item: Item, settings: Settings) -> list[Page]:
    """The pages of a file or of a table's row, named after it."""
    columns = dict(settings.columns)
    if not item.row:
        return files.parts(read_bytes(item.content, name=item.name), columns=columns)
    return [replace(page, name=item.name) for page in tables.from_rows([json.loads(item.content)], columns=columns)]


def _article(page: Page) -> Article:
    made = articles.read(page) if page.clean else roles.article(page)
    return replace(made, source=page.given.get("source") or made.metadata.source or UNKNOWN)


def _terms(words: pd.DataFrame) -> pd.DataFrame:
    """Integers that add up: `source, article, view, term, n, sentences`."""
    folded = words["token"].map({token: match.fold(token) for token in set(words["token"])})
    changed = words["article"].isin(set(words["article"][folded != words["token"]]))
    views_of = {"both": words[~changed], "written": words[changed], "folded": words.assign(token=folded)[changed]}
    rows = pd.concat([own.assign(view=view) for view, own in views_of.items()])
    keys = ["source", "article", "view", "token"]
    counts = rows.groupby(keys, sort=False)["sentence"].agg(n="size", sentences="nunique").reset_index()
    return counts.rename(columns={"token": "term"})


def packed(batch: pd.DataFrame, settings: Settings) -> dict[str, bytes]:
    """`layers` as Parquet files: what a process sends to another. `made_by` says which program made them."""
    made = {name: to_bytes(to_arrow(rows)) for name, rows in layers(batch, settings).items()}
    return made | {"made_by": made_by(settings).encode()}


def to_arrow(rows: pd.DataFrame) -> pa.Table:
    """A table with the types of its columns, also where it is empty or nothing is known in one."""
    schema = pa.schema([(name, _TYPES.get(name, pa.string())) for name in rows.columns])
    return pa.Table.from_pandas(rows, schema=schema, preserve_index=False)


def to_bytes(table: pa.Table) -> bytes:
    """A table as a Parquet file."""
    file = BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


def in_pandas(layer: str, settings: Settings = PLAIN) -> Callable[[Iterable[pd.DataFrame]], Iterator[pd.DataFrame]]:
    """`layers` in the form of Spark's `mapInPandas`: batches in, the rows of one layer out; see docs/archive.md."""

    def rows(batches: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        for batch in batches:
            made = layers(batch, settings)[layer]
            yield made.astype({name: "Int64" for name in made.columns if name in _INTEGERS})

    return rows


def spark_schema(layer: str) -> str:
    """The schema that `mapInPandas` asks for, as text: `source string, article string, sentence bigint, …`."""
    fields: Any = to_arrow(layers(frame([]))[layer]).schema
    return ", ".join(f"`{one.name}` {_SPARK.get(one.type, 'string')}" for one in fields)
