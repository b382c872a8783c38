"""Layers → counts by source: integers that add up, and shares of sentences with their intervals."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import pandas as pd

from duizhao.corpus import Corpus
from duizhao.measures import intervals
from duizhao.pages.metadata import Metadata
from duizhao.pages.roles import Article

KEY = ["source", "article", "sentence"]


def sizes(corpus: Corpus) -> pd.DataFrame:
    """What is compared: a row a source with articles, sentences, tokens (words only) and characters of article text."""
    characters = corpus.sentences.assign(
        characters=corpus.sentences["text"].str.replace(r"\s", "", regex=True).str.len()
    )
    by_source = characters.groupby("source", sort=False)
    words = corpus.tokens[corpus.tokens["word"]].groupby("source").size()
    table = pd.DataFrame(
        {
            "articles": by_source["article"].nunique(),
            "sentences": by_source.size(),
            "tokens": words,
            "characters": by_source["characters"].sum(),
        }
    )
    return table.reindex(corpus.sources).fillna(0).astype("int64").rename_axis("source").reset_index()


def characters_by_role(corpus: Corpus) -> pd.DataFrame:
    """The ledger of each page: `page, role, lines, characters` (white space left out); a page's rows sum to the page."""
    rows = []
    for article in corpus.articles:
        text, lines = article.page.text, article.lines
        counts = [len("".join(text[s:e].split())) for s, e in zip(lines["start"], lines["end"], strict=True)]
        part = lines.assign(characters=counts, page=f"{article.source} ({article.name})")
        rows.append(part.groupby(["page", "role"], sort=False)["characters"].agg(["size", "sum"]).reset_index())
    return pd.concat(rows, ignore_index=True).rename(columns={"size": "lines", "sum": "characters"})


def exploded(mentions: pd.DataFrame) -> pd.DataFrame:
    """One row for each actor of each mention, in a column `actor`: 俄乌 is a row for RU and one for UA."""
    return mentions.explode("actors").rename(columns={"actors": "actor"}).dropna(subset="actor").reset_index(drop=True)


def sentence_shares(sentences: pd.DataFrame, hits: pd.DataFrame, by: str, *, most: int | None = None) -> pd.DataFrame:
    """In how many sentences of each source something is met, for every value of a column.

    Parameters
    ----------
    sentences : the sentences that are the whole: k is counted among these, n is how many there are
    hits : rows with `source, article, sentence` and the column `by`; several in one sentence count once
    most : keep the values met in most sentences; the others are left out of the table, and nothing else changes

    Returns
    -------
    DataFrame
        `by, source, k, n, share, low, high`: every value with every source, a zero with its upper bound (Wilson 1927).
        Values stand in the order of their total, ties by name.
    """
    whole = sentences.groupby("source", sort=False).size()
    once = hits[[*KEY, by]].drop_duplicates().merge(sentences[KEY], on=KEY)
    counts = once.groupby([by, "source"]).size().unstack(fill_value=0).reindex(columns=whole.index, fill_value=0)
    total = counts.sum(axis=1).rename("total").rename_axis("value").reset_index()
    order = total.sort_values(["total", "value"], ascending=[False, True])["value"].iloc[:most]
    stacked: Any = counts.loc[order].stack()
    table: pd.DataFrame = stacked.rename_axis([by, "source"]).rename("k").reset_index()
    table["n"] = table["source"].map(whole)
    return table.join(intervals.shares(table["k"], table["n"]))


def quoted_characters(corpus: Corpus) -> pd.DataFrame:
    """Share of voice: `source, speaker, actors, kind, quotations, characters, share`, the author's own text among them.

    `share` is of all characters of the source's sentences. Quotations of the kind `source` (provenance) are rows of their
    own, as is what the outlet's own reporters say (kind `own`). Where quotations are nested the characters count for the
    inner one, so that the shares of a source add up to 1.
    """
    text = corpus.sentences.assign(size=corpus.sentences["end"] - corpus.sentences["start"])
    whole = text.groupby("source", sort=False)["size"].sum()
    spans = corpus.quotes.assign(kind=corpus.quotes["kind"].mask(corpus.quotes["own"], "own"))
    spans = spans.assign(size=_own(spans))
    spans["kind"] = spans["kind"].where(spans["kind"].isin(["own", "source"]), "quoted")
    keys = ["source", "speaker", "actors", "kind"]
    spans["first"] = ~spans["cont"]
    table = spans.groupby(keys, sort=False).agg(quotations=("first", "sum"), characters=("size", "sum")).reset_index()
    left = whole - table.groupby("source")["characters"].sum().reindex(whole.index, fill_value=0)
    author = pd.DataFrame(
        {
            "source": left.index,
            "speaker": "author",
            "actors": [()] * len(left),
            "kind": "author",
            "quotations": 0,
            "characters": left.to_numpy(),
        }
    )
    table = pd.concat([author, table], ignore_index=True) if len(table) else author
    return table.assign(share=table["characters"] / table["source"].map(whole))


def voices_by_actor(voices: pd.DataFrame) -> pd.DataFrame:
    """`quoted_characters` by whom the speakers belong to: `page` (the source), `role`, `characters`, the largest first.

    The author, the outlet's own reporters and provenance are roles of their own; speakers without an actor are `others`.
    """
    own = voices["kind"].map({"author": "author", "own": "own reporter", "source": "provenance"})
    role = own.fillna("quoted: " + voices["actors"].map("、".join).replace("", "others"))
    table = (
        voices.assign(page=voices["source"], role=role)
        .groupby(["page", "role"], sort=False)["characters"]
        .sum()
        .reset_index()
    )
    total = table.groupby("role")["characters"].transform("sum")
    order = table.assign(total=total, first=~table["role"].isin(["author", "own reporter", "provenance"]))
    order = order.sort_values(["first", "total", "role"], ascending=[True, False, True], kind="stable")
    return order[["page", "role", "characters"]].reset_index(drop=True)


def _own(spans: pd.DataFrame) -> list[int]:
    """For each quotation its characters that no shorter one takes: every character is one quotation's."""
    own = np.zeros(len(spans), np.int64)
    starts, ends = spans["start"].to_numpy(), spans["end"].to_numpy()
    for rows in spans.groupby("article").indices.values():
        first = starts[rows].min()
        owner = np.full(ends[rows].max() - first, -1)
        for row in sorted(rows, key=lambda row: (starts[row] - ends[row], -row)):
            owner[starts[row] - first : ends[row] - first] = row
        shown, counts = np.unique(owner[owner >= 0], return_counts=True)
        own[shown] = counts
    return own.tolist()


def common_actors(mentions: pd.DataFrame, sources: Collection[str] = ()) -> list[str]:
    """Actors that every source mentions, the most mentioned first, ties by code.

    Name the `sources` where one of them may mention nobody at all: then no actor is common.
    """
    table = exploded(mentions).groupby(["actor", "source"]).size().unstack(fill_value=0)
    table = table.reindex(columns=sorted(set(sources or mentions["source"])), fill_value=0)
    in_all = table[(table > 0).all(axis=1)].sum(axis=1)
    return sorted(in_all.index, key=lambda actor: (-in_all[actor], actor))


def mentioning(rows: pd.DataFrame, mentions: pd.DataFrame, actors: list[str]) -> pd.DataFrame:
    """The rows of a layer that stand in sentences which mention any of the actors."""
    named = exploded(mentions)
    places = named.loc[named["actor"].isin(actors), KEY].drop_duplicates()
    return rows.merge(places, on=KEY)


def pair(corpus: Corpus) -> tuple[str, str]:
    """The first source, and what it is set beside: the other one, or `the others`."""
    first, *others = corpus.sources
    return first, others[0] if len(others) == 1 else "the others"


def metadata(corpus: Corpus) -> pd.DataFrame:
    """What each page says of its article: `field`, then a column an article; what a page does not say is missing.

    `read from` names the lines of the page that the values were read from, in the order of the articles.
    """
    fields = [field for field in Metadata._fields if field != "spans"]
    table = pd.DataFrame({"field": fields})
    for article in corpus.articles:
        table[article.source if article.source not in table else article.name] = [
            getattr(article.metadata, f) for f in fields
        ]
    table["read from"] = [", ".join(_read_from(article, field) for article in corpus.articles) for field in fields]
    return table


def _read_from(article: Article, field: str) -> str:
    lines = article.lines
    found = next((read for read in article.metadata.spans if read.field == field), None)
    if found is None:
        return "–"
    at = lines.loc[(lines["start"] <= found.start) & (found.start <= lines["end"]), "line"]
    return f"line {at.iloc[0]}" if len(at) else found.how


def events(corpus: Corpus) -> pd.DataFrame:
    """What each article tells of, in its own words: `source, article, published, title, lead` (its first sentence)."""
    body = corpus.sentences[corpus.sentences["role"] == "body"]
    leads = dict(zip(body["article"][::-1], body["text"][::-1], strict=True))
    rows = [
        (
            one.source,
            one.name,
            one.metadata.published or one.metadata.published_partial,
            one.metadata.title,
            leads.get(one.name),
        )
        for one in corpus.articles
    ]
    return pd.DataFrame(rows, columns=["source", "article", "published", "title", "lead"])


def warnings(corpus: Corpus) -> pd.DataFrame:
    """What is doubtful about each page: `source, article, warning`."""
    rows = [(one.source, one.name, text) for one in corpus.articles for text in one.warnings]
    return pd.DataFrame(rows, columns=["source", "article", "warning"])


def positions(rows: pd.DataFrame, sentences: pd.DataFrame, by: str, order: Sequence[str]) -> pd.DataFrame:
    """Where rows of a layer stand in their article: `source, term, position`, from 0 (its first character) to 1 (its last).

    A value of `by` that a source lacks has a row without a position, so that it is shown as lacking.
    """
    ends = sentences.groupby("article").agg(first=("start", "min"), last=("end", "max"))
    wanted = rows[rows[by].isin(order)]
    place = (wanted["start"] - wanted["article"].map(ends["first"])) / wanted["article"].map(
        ends["last"] - ends["first"]
    )
    found = wanted.assign(term=wanted[by], position=place)[["source", "term", "position"]]
    every = [(source, term, float("nan")) for term in order for source in dict.fromkeys(sentences["source"])]
    table = pd.concat([pd.DataFrame(every, columns=["source", "term", "position"]), found])
    return table.sort_values("term", key=lambda column: column.map(list(order).index), kind="stable", ignore_index=True)
