"""What is set beside what; shares of sentences in each source, and how far one source is from the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from duizhao.errors import InputError
from duizhao.measures import intervals, keyness, resample

if TYPE_CHECKING:
    from duizhao.corpus import Corpus
    from duizhao.pages.roles import Article

KEY = ["source", "article", "sentence"]
RESAMPLES = 2_000
COLUMNS = ["k_a", "n_a", "k_b", "n_b", "difference", "low", "high", "p", "q", "unit"]

Floats = NDArray[np.float64]


def by_source(sentences: pd.DataFrame, hits: pd.DataFrame, by: str, *, most: int | None = None) -> pd.DataFrame:
    """In how many sentences of each source something is met, for every value of a column.

    `hits` has `source, article, sentence` and the column `by`; several in one sentence count once, those outside
    `sentences` not at all. Gives `by, source, k, n, share, low, high` (Wilson), a row for every value and source, zeros
    too; values with most sentences first, the first `most` of them, ties in code order.
    """
    whole = sentences.groupby("source", sort=False).size()
    once = hits.drop_duplicates([*KEY, by]).merge(sentences[KEY], on=KEY)
    counts = once.groupby([by, "source"]).size().unstack(fill_value=0).reindex(columns=whole.index, fill_value=0)
    return of_counts(counts, whole, most=most)


def of_counts(counts: pd.DataFrame, whole: pd.Series[int], *, most: int | None = None) -> pd.DataFrame:
    """The same from counts (a row a value, a column a source) and the sentences of each source."""
    by = str(counts.index.name)
    order = counts.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable").index[:most]
    stacked: pd.Series[Any] = counts.reindex(order).stack()  # type: ignore[assignment]
    table: pd.DataFrame = stacked.rename_axis([by, "source"]).rename("k").reset_index()
    table["n"] = table["source"].map(whole)
    return table.join(intervals.shares(table["k"], table["n"]))


def differences(
    sentences: pd.DataFrame, hits: pd.DataFrame, by: str, a: str, *, events: Mapping[str, str] | None = None,
    resamples: int = RESAMPLES, seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """The share of sentences of source `a` that meet each value, against that of all other sources.

    `sentences, hits, by` are as in `by_source`; `events` gives the event that each article tells of.

    Returns
    -------
    DataFrame
        `by`, `k_a, n_a, k_b, n_b`, `difference` (A minus B, NaN where one has no sentence) with its interval `low,
        high`, `p` (two-sided) and `q` (Benjamini & Hochberg 1995, over this table's rows), and the `unit`. With
        sentences as units the interval is Newcombe's and p Fisher's exact one. Where each side has five articles or
        more the article is the unit, p is by shuffling and the interval by resampling articles. With `events` the
        difference is that within events, weighted as by Mantel & Haenszel, and p is by shuffling within them.
    """
    values = sorted(hits[by].unique())
    data = _units(sentences, hits, by, values, a, events)
    whole = [data.counts @ side.astype(np.int32) for side in (data.in_a, ~data.in_a)]
    sizes = [int(data.sizes[side].sum()) for side in (data.in_a, ~data.in_a)]
    table = pd.DataFrame({by: values, "k_a": whole[0], "n_a": sizes[0], "k_b": whole[1], "n_b": sizes[1]})
    by_article = bool(len(data.keys)) and not isinstance(data.keys[0], tuple)
    table["difference"] = _within(data, *(side[:, None].astype(np.int32) for side in (data.in_a, ~data.in_a)))[:, 0]
    if by_article or data.strata.any():
        ends, p = _resampled(data, seed, resamples), _shuffled(data, seed, resamples)
    else:
        ends = intervals.newcombe(table["k_a"], table["n_a"], table["k_b"], table["n_b"])
        p = keyness.p_of_counts(table["k_a"], table["k_b"], table["n_a"], table["n_b"])
    table = table.assign(low=ends[0], high=ends[1], p=p, q=keyness.q_value(p))
    table["unit"] = "article" if by_article else "sentence"
    return table.sort_values(["p", by], ignore_index=True)[[by, *COLUMNS]]


def _units(
    sentences: pd.DataFrame, hits: pd.DataFrame, by: str, values: list[Any], a: str, events: Mapping[str, str] | None
) -> resample.Units:
    """Sentences that meet each value; summed to articles where both sides have enough; B's other events left out."""
    told = sentences["article"].map(events) if events else pd.Series("", sentences.index)
    both = [set(told[side]) for side in (sentences["source"] == a, sentences["source"] != a)]
    kept = sentences[told.isin(both[0] & both[1])] if events and all(both) else sentences
    articles = kept.drop_duplicates("article")
    few = min((articles["source"] == a).sum(), (articles["source"] != a).sum())
    name = ["article"] if few >= resample.LEAST else ["article", "sentence"]
    groups = kept.groupby(name, sort=False)
    keys = list(kept.drop_duplicates(name)[name].itertuples(index=False, name=None))
    keys = keys if len(name) > 1 else [key[0] for key in keys]
    place = pd.Series(groups.ngroup().to_numpy(), pd.MultiIndex.from_frame(kept[["article", "sentence"]]))
    once = hits.drop_duplicates(["article", "sentence", by])
    at = place.reindex(pd.MultiIndex.from_frame(once[["article", "sentence"]]))
    found = at.notna().to_numpy()
    cells = (np.ones(found.sum(), np.int32), (at[found].astype(int), pd.Index(values).get_indexer(once[by])[found]))
    counts = sparse.coo_array(cells, (len(keys), len(values))).tocsr()
    first = kept[~groups.cumcount().astype(bool)]
    strata = pd.factorize(told[first.index], sort=True)[0]
    return resample.units(counts, groups.size().to_numpy(), (first["source"] == a).to_numpy(), keys, strata)


def _within(data: resample.Units, of_a: Any, of_b: Any) -> Floats:
    """Differences of shares within strata for weights on units (units × draws): values × draws, NaN where undefined."""
    total = weight = np.zeros((data.counts.shape[0], of_a.shape[1]))
    for stratum in np.unique(data.strata):
        part = np.flatnonzero(data.strata == stratum)
        n_a, n_b = (data.sizes[part] @ side[part] for side in (of_a, of_b))
        k_a, k_b = (data.counts[:, part] @ side[part] for side in (of_a, of_b))
        own = n_a * n_b / np.maximum(n_a + n_b, 1)
        total = total + own * (k_a / np.maximum(n_a, 1) - k_b / np.maximum(n_b, 1))
        weight = weight + own
    return np.asarray(np.divide(total, weight, out=np.full(total.shape, np.nan), where=weight > 0))


def _shuffled(data: resample.Units, seed: int, resamples: int) -> Floats:
    """p of each value: how often a shuffle within strata gives a difference at least as far from 0."""
    side = data.in_a[:, None].astype(np.int32)
    observed, hits = np.abs(_within(data, side, 1 - side)), 0
    for chosen in resample.memberships(data, seed, resamples):
        hits = hits + (np.abs(_within(data, chosen, 1 - chosen)) >= observed - 1e-12).sum(axis=1)
    return np.where(np.isnan(observed[:, 0]), 1.0, (hits + 1) / (resamples + 1))


def _resampled(data: resample.Units, seed: int, resamples: int) -> tuple[Floats, Floats]:
    """Percentile interval of each difference, units drawn anew within each source."""
    weights = resample.poisson(resample.streams(data.keys, seed, "bootstrap"), resamples)
    drawn = np.sort(_within(data, weights * data.in_a[:, None], weights * ~data.in_a[:, None]), axis=1)
    tail = int(resamples * 0.025)
    return drawn[:, tail], drawn[:, resamples - 1 - tail]


def pairs(
    corpus: Corpus, a: str | None = None, b: str | None = None, *, others: str = "the others"
) -> list[tuple[Corpus, str, str]]:
    """What is compared: `(corpus, a, b)`, where b names one source or all the others.

    Two sources are one pair; of three or more each is set against the others, unless `a`, or `a` and `b`, are named.
    One source has nothing beside it.
    """
    if b is not None and a is None:
        raise InputError("name the first source too")
    if missing := {a, b} - {None, *corpus.sources}:
        raise InputError(f"no source {', '.join(map(str, missing))}; there are {', '.join(corpus.sources)}")
    if a is not None and b is not None:
        return [(corpus.only(source=[a, b]), a, b)]
    ones = [a] if a else corpus.sources
    if len(corpus.sources) > 2:
        return [(corpus, one, others) for one in ones]
    return [(corpus, ones[0], name) for name in corpus.sources if name != ones[0]]


def grouped(corpus: Corpus, column: str) -> Corpus:
    """The corpus grouped by `host`, `publisher`, `original_source`, another field of metadata, or a table's column.

    An article that does not say keeps its own source.
    """
    from duizhao.corpus import LAYERS

    labels = {one.name: str(_field(one, column) or one.source) for one in corpus.articles}
    if all(_field(one, column) is None for one in corpus.articles):
        raise InputError(f"no article has a {column}; try host, publisher, original_source, account or author")
    known = {name: rows for name, rows in vars(corpus).items() if name in LAYERS}  # others are computed when asked for
    made = {name: rows.assign(source=rows["article"].map(labels)) for name, rows in known.items()}
    return replace(corpus, articles=tuple(replace(one, source=labels[one.name]) for one in corpus.articles), made=made)


def _field(article: Article, column: str) -> str | None:
    said = article.page.given.get(column) or article.metadata._asdict().get(column)
    return said if isinstance(said, str) else None


def events(corpus: Corpus, given: Mapping[str, str] | bool | None = None) -> dict[str, str] | None:
    """The event of each article, by its name: as `given`, one for all if True, else the column `event` of its table.

    None where an article has no event, or no two sources tell of the same one: then nothing is compared within events.
    """
    if given is True:
        return {one.name: "" for one in corpus.articles}
    own = {one.name: one.page.given.get("event") for one in corpus.articles}
    told: Mapping[str, str | None] = given or own
    found = {one.name: str(told.get(one.name) or "") for one in corpus.articles}
    tellers = {(found[one.name], one.source) for one in corpus.articles}
    shared = len({event for event, _ in tellers}) < len(tellers)
    return found if shared and all(found.values()) else None


def within(corpus: Corpus, a: str, events: Mapping[str, str] | None) -> Corpus:
    """The corpus without articles of events that `a` alone, or the others alone, tell of; all where none is named."""
    told = events or {one.name: "" for one in corpus.articles}
    own, others = ({told[one.name] for one in corpus.articles if (one.source == a) == side} for side in (True, False))
    if not events or not own & others:
        return corpus
    return corpus.only(article=[one.name for one in corpus.articles if told[one.name] in own & others])
