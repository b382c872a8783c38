"""How much a table of key terms hangs on choices, on chance, and on what the articles are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from duizhao.compare import tallies, terms
from duizhao.corpus import Corpus
from duizhao.layers import sentences, tokens
from duizhao.measures import keyness, resample

DEFAULT = "as shown"
KEPT = 0.5
"""A difference that keeps less than this share of its Log Ratio among other sentences is said to go."""


def top_terms(corpus: Corpus, a: str, *, most: int = 20, words: Iterable[tokens.Word] = ()) -> pd.DataFrame:
    """The first terms of `terms.table` under other choices, one changed at a time: `variant, rank, term, n_a, n_b, g2,
    log_ratio`.

    The first variant, `as shown`, is jieba with its hidden Markov model, the codebook's names and the `words` given, on
    the text of the articles, actors counted as the words that name them, words of the stop list not shown.
    """
    book, text, words = corpus.codebook, corpus.sentences, tuple(words)
    nameless = replace(book, tables={**book.tables, "actors": book["actors"].iloc[:0]})
    pages = sentences.split(replace(one, lines=one.lines.assign(role="body")) for one in corpus.articles)
    cut = tokens.tokenizer(book, words=words)
    shown = tokens.tokens(text, cut)
    variants = {
        DEFAULT: shown,
        "HMM off": tokens.tokens(text, tokens.tokenizer(book, words=words, hmm=False)),
        "codebook's names off": tokens.tokens(text, tokens.tokenizer(nameless, words=words)),
        "actors resolved": tokens.resolve(shown, corpus.mentions),
        "page furniture left in": tokens.tokens(pages, cut),
        "stop list off": shown,
    }
    parts = []
    for name, counted in variants.items():
        table = terms.table(counted, a, resamples=0)
        first = table[(name == "stop list off") | ~table["term"].isin(book.stopwords)].head(most)
        parts.append(first.assign(variant=name, rank=range(1, len(first) + 1)))
    columns = ["variant", "rank", "term", "n_a", "n_b", "g2", "log_ratio"]
    return pd.concat(parts, ignore_index=True)[columns]


def overlap(top: pd.DataFrame) -> pd.DataFrame:
    """How many of the first variant's terms each variant of `top_terms` has too: `variant, shared, of, gone, new`.

    Terms are compared as they are written: [RU] is not 俄罗斯, so that resolving actors always changes some.
    """
    lists = {str(name): part["term"].tolist() for name, part in top.groupby("variant", sort=False)}
    base = next(iter(lists.values()), [])
    rows = [
        (name, len({*base} & {*own}), len(base), [t for t in base if t not in own], [t for t in own if t not in base])
        for name, own in lists.items()
    ]
    return pd.DataFrame(rows, columns=["variant", "shared", "of", "gone", "new"])


def chance(counted: pd.DataFrame, a: str, *, seed: int = 0, resamples: int = 1_000) -> pd.DataFrame:
    """How many terms would be key if the sentences were shuffled between the sources, see `resample.null_key_terms`."""
    return resample.null_key_terms(terms.units(counted, a), seed=seed, resamples=resamples)


class Apart(NamedTuple):
    """`actors` that every source mentions; `kept`, the sentences that mention any of them, by source (`source, kept, of`);
    `terms.table` of the `whole` articles and of those sentences (`common`); and a row a top term in `verdicts`."""

    actors: list[str]
    kept: pd.DataFrame
    whole: pd.DataFrame
    common: pd.DataFrame
    verdicts: pd.DataFrame


def topic_apart(corpus: Corpus, a: str, *, most: int = 20, resamples: int = 0) -> Apart:
    """What of the difference may be topic: the whole articles beside their sentences that mention actors of all sources.

    `verdicts` has `term, n_a, n_b, log_ratio`, the same `_there` (in those sentences), `few`, and `may_be_topic`, the
    first of these that holds, else an empty text:

    - "names an actor": half of its occurrences or more stand in mentions of actors, so it says who the article is about;
    - "only in other sentences": it never stands in a sentence that mentions a common actor;
    - "the difference goes": there its Log Ratio has the other sign, or less than half (`KEPT`) of its size;
    - "in one source only": nothing shows that the other source had occasion to use it.

    A flag does not say that the difference is topic, nor does no flag say that it is framing: that the actors are the same
    does not make the event the same. Where `kept` is nearly all sentences, the second table cannot tell them apart at all.
    """
    actors = tallies.common_actors(corpus.mentions, corpus.sources)
    near = tallies.mentioning(corpus.sentences, corpus.mentions, actors)
    there = tallies.mentioning(corpus.tokens, corpus.mentions, actors)
    whole = terms.table(corpus.tokens, a, resamples=resamples)
    common = terms.table(there, a, resamples=resamples) if len(there) else whole.iloc[:0]
    counts = pd.DataFrame(
        {"kept": near.groupby("source").size(), "of": corpus.sentences.groupby("source").size()}, corpus.sources
    )
    kept = counts.fillna(0).astype("int64").rename_axis("source").reset_index()
    top = whole[~whole["term"].isin(corpus.codebook.stopwords)].head(most)
    return Apart(actors, kept, whole, common, _verdicts(top, there, a, _naming(corpus)))


def _verdicts(top: pd.DataFrame, there: pd.DataFrame, a: str, naming: pd.Series[Any]) -> pd.DataFrame:
    words = there[there["word"]]
    sides = [words.loc[side, "token"] for side in (words["source"] == a, words["source"] != a)]
    n_a, n_b = (side.value_counts().reindex(top["term"], fill_value=0).to_numpy() for side in sides)
    ratio = keyness.log_ratio(n_a, n_b, len(sides[0]), len(sides[1]))
    reasons = {
        "names an actor": top["term"].map(naming).fillna(0) >= 0.5,
        "only in other sentences": n_a + n_b == 0,
        "the difference goes": ratio * np.sign(top["log_ratio"]) < KEPT * top["log_ratio"].abs(),
        "in one source only": (top["n_a"] == 0) | (top["n_b"] == 0),
    }
    rows = top[["term", "n_a", "n_b", "log_ratio"]].assign(
        n_a_there=n_a, n_b_there=n_b, log_ratio_there=ratio, few=top["few"]
    )
    return rows.assign(may_be_topic=np.select(list(reasons.values()), list(reasons), "")).reset_index(drop=True)


def _naming(corpus: Corpus) -> pd.Series[Any]:
    """For each word, the share of its occurrences that overlap a mention."""
    words = corpus.tokens[corpus.tokens["word"]].reset_index(names="place")
    both = words.merge(
        corpus.mentions[["article", "sentence", "start", "end"]], on=["article", "sentence"], suffixes=("", "_of")
    )
    inside = both.loc[(both["start"] < both["end_of"]) & (both["start_of"] < both["end"]), "place"]
    return words["place"].isin(inside).groupby(words["token"]).mean()
