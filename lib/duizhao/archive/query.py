"""What an archive is asked: sizes, terms, shares and passages, by DuckDB over its Parquet files, which stay on disk.

Counts are integers that add up, and every answer is in an order of its own: it is the same, to the last byte, whoever
did the work and in whatever order the pages came.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from duizhao import store
from duizhao.archive.layers import NAMES
from duizhao.codebook import Codebook, match
from duizhao.compare import shares, terms
from duizhao.corpus import Corpus
from duizhao.errors import InputError
from duizhao.measures import dispersion, keyness
from duizhao.show.evidence import concordance

MEMORY = "1GB"
"""What DuckDB may hold; more goes to a folder for the time being."""
_NAMED = "(article, sentence) in (select (article, sentence) from mentions where list_contains(actors, $term))"


@dataclass(frozen=True, repr=False)
class Archive:
    """A folder that `duizhao corpus` made. Each method reads what it needs; nothing is kept in memory.

    >>> a = duizhao.open("archive")  # doctest: +SKIP
    >>> a.terms("央视新闻").head(), a.passages("和谈", most=20)  # doctest: +SKIP
    """

    folder: Path
    codebook: Codebook

    def __repr__(self) -> str:
        sizes = self.sizes()
        counts = (f"{sizes[name].sum():,} {name}" for name in ("articles", "sentences", "words"))
        return f"archive of {len(sizes):,} sources: {', '.join(counts)}"

    @property
    def sources(self) -> list[str]:
        """The labels of the sources, in the order of their characters."""
        return [source for (source,) in self._index("select distinct source from places order by source")]

    @property
    def failed(self) -> pd.DataFrame:
        """Pages that are not in it: `page, problem`."""
        found = self._index("select name, problem from pages where problem is not null order by name")
        return pd.DataFrame(found, columns=["page", "problem"])

    def _index(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        with closing(sqlite3.connect(self.folder / store.INDEX, timeout=60)) as index:
            return index.execute(query, values).fetchall()

    def sql(self, query: str, values: Mapping[str, Any] | None = None, *, sources: Iterable[str] = ()) -> pd.DataFrame:
        """The answer to a question in DuckDB's SQL; the tables are those of `layers.NAMES`.

        `values` are those of its `$names`; with `sources`, parts without any of these are not opened.

        Raises
        ------
        InputError
            DuckDB is not installed, or does not understand the question.
        """
        try:
            import duckdb
        except ImportError:
            raise InputError("an archive is asked by DuckDB: pip install 'duizhao[archive]'") from None
        asked = list(sources)
        only = f"where source in ({', '.join('?' * len(asked))})" if asked else ""
        lying = f"select distinct home, part from parts join places using (part) {only} order by part"
        found = self._index(lying, asked)
        if not found:
            raise InputError(f"{self.folder}: no article in it")
        parts = [str(self.folder / home / str(part)).replace("'", "''") for home, part in found]
        with tempfile.TemporaryDirectory(prefix="duizhao-") as spill, duckdb.connect() as connection:
            connection.execute(f"set memory_limit = '{MEMORY}'; set temp_directory = '{spill}'")
            try:
                for name in (name for name in NAMES if name in query):
                    listed = ", ".join(f"'{part}/{name}.parquet'" for part in parts)
                    connection.execute(f"create view {name} as from read_parquet([{listed}], union_by_name = true)")
                rows: pd.DataFrame = connection.execute(query, dict(values or {})).df()
            except duckdb.Error as error:
                raise InputError(f"{self.folder}: {str(error).splitlines()[0]}") from None
        return rows

    def _known(self, source: str) -> str:
        if source not in (known := self.sources):
            raise InputError(f"no source {source}; there are {', '.join(known[:20])}")
        return source

    def sizes(self) -> pd.DataFrame:
        """By source: `source, articles, sentences, words` (tokens that are no punctuation)."""
        return self.sql(
            "select source, count(*) articles, sum(sentences)::bigint sentences, sum(words)::bigint words "
            "from articles group by source order by source"
        )

    def terms(
        self, a: str | None = None, b: str | None = None, *, hide: Iterable[str] | None = None, fold: bool | None = None
    ) -> pd.DataFrame:
        """Terms of source `a` (by default the first) against `b`, by default all others, the most key first.

        As `Corpus.terms`, with the same numbers: its counts, the columns of `keyness.table`, and `dp` with articles as
        parts. Nothing is resampled, so there are no `boot_` columns; `passages` has the evidence of a term.
        """
        a, b = self._known(a or self.sources[0]), b and self._known(b)
        if a == b or len(self.sources) < 2:
            raise InputError(f"{a} has no other source beside it; there are {', '.join(self.sources[:20])}")
        both = len(self.sql("select distinct traditional from articles")) == 2 if fold is None else fold
        values = {"a": a, "b": b, "view": "folded" if both else "written"}
        rows = _compared(self.sql(_asked("terms"), values, sources=[a, b] if b else ()))
        hidden = {match.fold(word) for word in (self.codebook.stopwords if hide is None else hide)}
        return rows[[match.fold(term) not in hidden for term in rows["term"]]].reset_index(drop=True)

    def shares(self, layer: str, by: str, *, most: int | None = None) -> pd.DataFrame:
        """In how many sentences of each source a layer meets each value of a column: see `compare.shares.by_source`.

        `archive.shares("frames", "frame")`, `archive.shares("mentions", "actors")`: an actor each.
        """
        if layer not in NAMES:
            raise InputError(f"no table {layer}; there are {', '.join(NAMES)}")
        columns = self.sql(f"select * from {layer} limit 0").columns.tolist()
        if not {by, "article", "sentence"} <= {*columns}:
            raise InputError(f"{layer} has no {by} that a sentence may have; its columns are {', '.join(columns)}")
        rows = self.sql(_asked("shares").format("unnest(actors)" if by == "actors" else by, layer))
        whole = self.sizes().set_index("source")["sentences"]
        counts = rows.pivot(index="value", columns="source", values="k").reindex(columns=whole.index).fillna(0)
        return shares.of_counts(counts.astype("int64").rename_axis(by), whole, most=most)

    def passages(
        self, term: str, *, width: int = 20, most: int | None = None, source: str | None = None, seed: int = 0
    ) -> pd.DataFrame:
        """Every place of a word in its sentence, or of an actor written as `[RU]`, as `Corpus.passages` gives them.

        With `most`, those in so many sentences, drawn by a hash of `seed`, article and sentence: the same ones again
        whatever else is in the archive.
        """
        actor = term[1:-1] if term.startswith("[") and term.endswith("]") else None
        only, asked = [self._known(source)] if source else [], actor or match.fold(term)
        met = _NAMED if actor else "contains(coalesce(folded, text), $term)"
        values = {"term": asked, "source": source, "seed": str(seed), "most": most or 2**60}
        found = self.sql(_asked("passages").format(met), values, sources=only)
        found = found.sort_values(["source", "article", "sentence"], ignore_index=True)
        if actor:
            where = self._of("mentions", found["article"].unique())
        else:
            folded = found["folded"].fillna(found["text"])
            where = concordance.kwic(found.assign(text=folded), None, asked).assign(token=asked)
        return concordance.kwic(found, where, asked, width=width)

    def only(self, *, article: str | Sequence[str]) -> Corpus:
        """Some articles as a `Corpus`, to read whole, to compare, to resample: nothing is annotated anew."""
        names = [article] if isinstance(article, str) else list(article)
        tables = {name: self._of(name, names) for name in NAMES if name != "terms"}
        if missing := set(names) - set(tables["articles"]["name"]):
            raise InputError(f"no article {', '.join(sorted(missing))}")
        tables["sentences"] = tables["sentences"].drop(columns="folded")
        return Corpus(store.articles(tables), self.codebook, made=tables)

    def _of(self, table: str, names: Iterable[str]) -> pd.DataFrame:
        """The rows of some articles, in the order of `names`, each article's as they were found."""
        order, by = {name: n for n, name in enumerate(names)}, "name" if table == "articles" else "article"
        query = f"select * from {table} where {by} in (select unnest($names::varchar[]))"
        rows = self.sql(query, {"names": list(order)})
        rows = rows.sort_values(by, key=lambda own: own.map(order), kind="stable", ignore_index=True)
        return rows.assign(actors=rows["actors"].map(tuple)) if "actors" in rows else rows


def _asked(name: str) -> str:
    return (Path(__file__).parent / f"{name}.sql").read_text("utf-8")


def _compared(found: pd.DataFrame) -> pd.DataFrame:
    """The sums of `terms.sql`, compared: a row a term."""
    names = sorted(set(found["term"]))
    sides = [found[found["of_a"] == side].set_index("term") for side in (True, False)]
    sizes = [int(side["size"].max()) if len(side) else 0 for side in sides]
    counts = [side.reindex(names).fillna({"n": 0, "sentences": 0, "articles": 0}) for side in sides]
    rows = keyness.table(counts[0]["n"], counts[1]["n"], *sizes)
    for side, own, size in zip("ab", counts, sizes, strict=True):
        spread = dispersion.of_sums(own["n"], own["amended"], size, own["least"].max()).set_axis(rows.index)
        rows = rows.join(own[["sentences", "articles"]].astype("int64").join(spread).add_suffix(f"_{side}"))
    rows = rows.assign(few=rows["sentences_a"] + rows["sentences_b"] < terms.FEW).rename_axis("term").reset_index()
    return rows.iloc[np.lexsort((rows["term"], -rows["g2"].round(9)))]
