"""Tokens → one row a term: counts, keyness, dispersion, what resampling says, and where its sentences are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from duizhao.compare.topics import by_event
from duizhao.errors import InputError
from duizhao.measures import dispersion, keyness, resample

RESAMPLES = 2_000
FEW = 5
"""A term carried by fewer sentences is marked `few`, and gets no resampled interval."""
WINDOW = 5
"""Words to either side in which a word is near."""
COLLOCATES = ["term", "near", "rest", "log_ratio", "log_ratio_low", "log_ratio_high", "g2", "p", "q"]


class Counts(NamedTuple):
    """How often each term stands in each unit; `units` has source, article, sentence, size; `matrix`: units × terms."""

    terms: pd.Index[str]
    units: pd.DataFrame
    matrix: Any


def count(tokens: pd.DataFrame) -> Counts:
    """Word tokens counted by sentence; terms in code order, sentences in the order of the text."""
    words = tokens[tokens["word"]]
    place = words.groupby(["source", "article", "sentence"], sort=False)
    units = place.size().rename("size").reset_index()
    codes, terms = pd.factorize(words["token"], sort=True)
    cells = np.ones(len(words), np.int32), (place.ngroup().to_numpy(), codes)
    return Counts(pd.Index(terms), units, sparse.coo_array(cells, (len(units), len(terms))).tocsr())


def by_article(counts: Counts) -> Counts:
    """The same with articles as units."""
    place, names = pd.factorize(counts.units["article"])
    shape = (len(names), len(place))
    sums = sparse.coo_array((np.ones(len(place), np.int32), (place, np.arange(len(place)))), shape)
    units = counts.units.groupby(["source", "article"], sort=False)["size"].sum().reset_index()
    return Counts(counts.terms, units.assign(sentence=-1), (sums.tocsr() @ counts.matrix).tocsr())


def table(
    tokens: pd.DataFrame, a: str | None = None, *, resamples: int = RESAMPLES, seed: int = 0,
    events: Mapping[str, str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Every term of source `a` against all other sources, the most key first.

    Parameters
    ----------
    a : label of a source, by default the first; what is not of it is B (with two sources, the other one)
    resamples : draws of the bootstrap; 0 leaves its columns empty
    events : the event that each article tells of; with several, Log Ratio and p compare within them (`keyness.within`)
        and the analytic interval is left empty

    Returns
    -------
    DataFrame
        `term`; counts `n_a, n_b`, `sentences_a, sentences_b, articles_a, articles_b`; the columns of `keyness.table`,
        whose p is exact where a cell is small and whose q is over all the rows; `dp_a, dp_norm_a, dp_b, dp_norm_b`
        with parts as `unit` says; `boot_low, boot_high`, the resampled interval of the Log Ratio; `unit`, what was
        resampled: sentences, or articles where each side has at least five; `few`; and `evidence`, the first
        sentences of each source as `article:sentence`. The n columns sum to the sizes that the measures used.
    """
    a = str(tokens["source"].iat[0] if a is None and len(tokens) else a)
    if a not in set(tokens["source"]):
        raise InputError(f"no source {a}; there are {', '.join(dict.fromkeys(tokens['source']))}")
    sentences = count(tokens)
    articles = by_article(sentences)
    of_a = int((articles.units["source"] == a).sum())
    units = articles if min(of_a, len(articles.units) - of_a) >= resample.LEAST else sentences
    in_a = (sentences.units["source"] == a).to_numpy()
    n_a, n_b = (_sums(sentences, side) for side in (in_a, ~in_a))
    rows = keyness.table(n_a, n_b, int(n_a.sum()), int(n_b.sum()))
    rows.insert(0, "term", sentences.terms)
    rows = rows.join(_carriers(sentences, a, "sentences")).join(_carriers(articles, a, "articles"))
    if events and len(set(events.values())) > 1:
        strata = by_event(tokens, tokens[tokens["word"]], a, sentences.terms, events)
        rows["log_ratio"], rows["p"] = keyness.within(*strata)
        rows["q"] = keyness.q_value(rows["p"])
        rows[["log_ratio_low", "log_ratio_high", "log_ratio_conservative"]] = np.nan
    drawn = resample.bootstrap(_units(units, a), seed=seed, resamples=resamples) if resamples else None
    empty = pd.DataFrame(np.nan, rows.index, ["low", "high"])
    rows = rows.join(_spread(units, a)).join((empty if drawn is None else drawn).add_prefix("boot_"))
    rows["unit"] = "article" if units is articles else "sentence"
    rows["few"] = rows["sentences_a"] + rows["sentences_b"] < FEW
    rows["evidence"] = _evidence(sentences)
    order = np.lexsort((rows["term"], -rows["g2"].round(9)))
    return rows.iloc[order].reset_index(drop=True)


def key(rows: pd.DataFrame, hidden: Collection[str] = (), *, most: int = 12) -> pd.DataFrame:
    """The first terms of `table` on either side, without those `hidden`."""
    shown = rows[~rows["term"].isin(hidden)]
    return shown.groupby(shown["log_ratio"] > 0).head(most)


def collocates(
    tokens: pd.DataFrame, places: pd.DataFrame, *, window: int = WINDOW, hide: Collection[str] = ()
) -> pd.DataFrame:
    """Words that stand near some places more often than elsewhere, the surest first.

    Near are the `window` words to either side in the same sentence (surface co-occurrence: Evert 2008, in Lüdeling &
    Kytö, Corpus Linguistics 2:1212-1248, section 3); the words of the places themselves are counted on neither side.
    Near and elsewhere are compared like two sources, by the Log Ratio (Hardie 2014) with its interval and by G²; q is
    over all words. Not to be compared between places of very different number: with few, only strong ones are seen.

    Parameters
    ----------
    tokens : the layer of that name
    places : `article, sentence, start, end`, in any order
    hide : words left out of the table, though not out of the counts

    Returns
    -------
    DataFrame
        `term, near, rest, log_ratio, log_ratio_low, log_ratio_high, g2, p, q`, of terms more frequent near.
    """
    words = tokens[tokens["word"]].reset_index(drop=True)
    at = words.groupby(["article", "sentence"]).indices
    starts, ends = words["start"].to_numpy(), words["end"].to_numpy()
    near, node = np.zeros(len(words), bool), np.zeros(len(words), bool)
    for article, sentence, start, end in places[["article", "sentence", "start", "end"]].itertuples(index=False):
        own = at.get((article, sentence), np.zeros(0, int))
        first, last = np.searchsorted(ends[own], start, "right"), np.searchsorted(starts[own], end, "left")
        node[own[first:last]] = True
        near[own[max(first - window, 0) : last + window]] = True
    n_a, n_b = (words.loc[side & ~node, "token"].value_counts() for side in (near, ~near))
    rows = keyness.table(n_a, n_b, int(n_a.sum()), int(n_b.sum())).rename_axis("term").reset_index()
    rows = rows.rename(columns={"n_a": "near", "n_b": "rest"})
    rows = rows[(rows["log_ratio"] > 0) & (rows["near"] > 0) & ~rows["term"].isin(list(hide))]
    order = rows.assign(g2=-rows["g2"].round(9)).sort_values(["g2", "term"]).index
    return rows.loc[order, COLLOCATES].reset_index(drop=True)


def chance(tokens: pd.DataFrame, a: str, *, seed: int = 0, resamples: int = 1_000) -> pd.DataFrame:
    """How far the words of source `a` and the others differ, beside what shuffled sentences would give.

    `measure` is "words with G² over 6.63" (p < .01 for one alone) or "Jensen-Shannon divergence" (0 the same words as
    often, 1 no word in common); beside what is `observed`, the `mean` of the shuffles, of which 95 % lie from `least`
    to `most`. More than that says that the *articles* differ, not that the outlets do: see `of_one_source`.
    """
    counts = count(tokens)
    data = _units(counts, a)
    seen = resample.totals(data, data.in_a[:, None].astype(np.int32))
    rows = []
    scores = {"words with G² over 6.63": resample.key_terms, "Jensen-Shannon divergence": resample.divergence}
    for name, score in scores.items():
        drawn = resample.null(data, score, seed=seed, resamples=resamples)
        tail = int(resamples * 0.025)
        rows.append((name, float(score(*seen)[0]), drawn.mean(), drawn[tail], drawn[resamples - 1 - tail]))
    return pd.DataFrame(rows, columns=["measure", "observed", "mean", "least", "most"])


def of_one_source(tokens: pd.DataFrame, *, most: int = 3, seed: int = 0, resamples: int = 200) -> pd.DataFrame:
    """The same between two articles of one source, for the first pairs of each: `source, one, other` and `chance`.

    Empty where no source has two articles: then nothing here says how far two articles of one outlet differ anyway.
    """
    parts = []
    for source, own in tokens.groupby("source", sort=False):
        for one, other in list(combinations(dict.fromkeys(own["article"]), 2))[:most]:
            pair = own[own["article"].isin([one, other])]
            told = chance(pair.assign(source=pair["article"]), one, seed=seed, resamples=resamples)
            parts.append(told.assign(source=source, one=one, other=other))
    columns = ["source", "one", "other", "measure", "observed", "mean", "least", "most"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _units(counts: Counts, a: str) -> resample.Units:
    keys = zip(counts.units["article"], counts.units["sentence"], strict=True)
    return resample.units(counts.matrix, counts.units["size"], (counts.units["source"] == a).to_numpy(), list(keys))


def _sums(counts: Counts, side: Any) -> Any:
    return np.asarray(counts.matrix[np.flatnonzero(side)].sum(axis=0)).ravel()


def _carriers(counts: Counts, a: str, name: str) -> pd.DataFrame:
    present = counts._replace(matrix=counts.matrix.astype(bool).astype(np.int32))
    in_a = (counts.units["source"] == a).to_numpy()
    return pd.DataFrame({f"{name}_a": _sums(present, in_a), f"{name}_b": _sums(present, ~in_a)})


def _spread(counts: Counts, a: str) -> pd.DataFrame:
    columns: dict[str, pd.Series[Any]] = {}
    for key, side in (("a", counts.units["source"] == a), ("b", counts.units["source"] != a)):
        place = np.flatnonzero(side)
        part = dispersion.table(counts.matrix[place].T, counts.units["size"].to_numpy()[place])
        columns |= {f"dp_{key}": part["dp"], f"dp_norm_{key}": part["dp_norm"]}
    return pd.DataFrame(columns)


def _evidence(counts: Counts, most: int = 8) -> list[list[str]]:
    """For each term the first sentences of each source in turn, by article: in whatever order the articles came."""
    units = counts.units.assign(name=counts.units["article"] + ":" + counts.units["sentence"].astype(str))
    rank = units.sort_values(["article", "sentence"]).assign(rank=range(len(units)))["rank"].sort_index()
    cells = counts.matrix.tocoo()
    at = units.assign(rank=rank)[["rank", "source", "name"]].iloc[cells.coords[0]].reset_index(drop=True)
    rows = at.assign(term=cells.coords[1]).sort_values(["term", "rank"])
    rows["turn"] = rows.groupby(["term", "source"]).cumcount()
    first = rows.sort_values(["term", "turn", "rank"]).groupby("term").head(most).sort_values(["term", "rank"])
    return [part.tolist() for _, part in first.groupby("term")["name"]]
