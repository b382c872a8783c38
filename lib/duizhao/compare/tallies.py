"""Layers → counts by source: integers that add up, and shares of sentences with their intervals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from duizhao.compare.shares import KEY
from duizhao.pages.metadata import Metadata
from duizhao.pages.roles import Article

if TYPE_CHECKING:
    from duizhao.corpus import Corpus


def sizes(corpus: Corpus) -> pd.DataFrame:
    """What is compared: a row a source with articles, sentences, tokens (words only) and characters of article text."""
    solid = corpus.sentences["text"].str.replace(r"\s", "", regex=True).str.len()
    by_source = corpus.sentences.assign(size=solid).groupby("source", sort=False)
    words = corpus.tokens[corpus.tokens["word"]].groupby("source").size()
    counts = {"articles": by_source["article"].nunique(), "sentences": by_source.size(), "tokens": words}
    table = pd.DataFrame(counts | {"characters": by_source["size"].sum()})
    return table.reindex(corpus.sources).fillna(0).astype("int64").rename_axis("source").reset_index()


def characters_by_role(corpus: Corpus) -> pd.DataFrame:
    """The ledger of each page: `page, role, lines, characters` (no white space); a page's rows sum to the page."""
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


LIFT = 1.2
"""Sentences are above all of an actor that they name this many times as often as their source does."""


def spoken(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `voice` reduced to `author` or `quoted`; who is quoted stays in `speaker`."""
    return rows.assign(speaker=rows["voice"], voice=np.where(rows["voice"] == "author", "author", "quoted"))


def people(speaker: str, actors: Collection[str]) -> list[str]:
    """The speakers that a name stands for: 马克龙和斯塔默 of two actors are two; one that is not known is none."""
    parts = re.split("[和与及、]", speaker)
    return [name for name in (parts if len(parts) == len(actors) else [speaker]) if name != "unknown"]


def above_all(sentences: pd.DataFrame, named: pd.DataFrame, hits: pd.DataFrame) -> list[str]:
    """Whom some places name more often than their source does otherwise, see `LIFT`; the most often named first.

    A place is the sentence, or the part of it from `part_start` to `part_end` where the hits say so. `sentences` and
    `named`, a row a mention and actor, are of the source.
    """
    spots = hits.drop_duplicates(KEY)
    both = named.merge(hits.rename(columns={"start": "from", "end": "to"}), on=KEY)
    if "part_start" in hits:
        both = both[(both["part_start"] <= both["start"]) & (both["end"] <= both["part_end"])]
    inside, everywhere = (Counter(rows.drop_duplicates([*KEY, "actor"])["actor"]) for rows in (both, named))
    often, least = LIFT * len(spots) / max(len(sentences), 1), max(2, len(spots) / 2)
    first = [code for code, k in inside.items() if k >= least and k > often * everywhere[code]]
    return sorted(first, key=lambda code: (-inside[code], code))


def quoted_characters(corpus: Corpus) -> pd.DataFrame:
    """Share of voice: `source, speaker, actors, kind, quotations, characters, share`, the author's own text too.

    `share` is of all characters of the source's sentences, white space left out. Quotations of the kind `source`
    (provenance) are rows of their own, as is what the outlet's own reporters say (kind `own`). Where quotations are
    nested the characters count for the inner one, so that the shares of a source add up to 1.
    """
    solid = {one.name: np.array([not char.isspace() for char in one.page.text]) for one in corpus.articles}
    places = zip(*(corpus.sentences[name] for name in ("article", "start", "end")), strict=True)
    text = corpus.sentences.assign(size=[int(solid[name][start:end].sum()) for name, start, end in places])
    whole = text.groupby("source", sort=False)["size"].sum()
    spans = corpus.quotes.assign(kind=corpus.quotes["kind"].mask(corpus.quotes["own"], "own"))
    kind = spans["kind"].where(spans["kind"].isin(["own", "source"]), "quoted")
    spans = spans.assign(size=_own(spans, solid), kind=kind, first=~spans["cont"])
    keys = ["source", "speaker", "actors", "kind"]
    table = spans.groupby(keys, sort=False).agg(quotations=("first", "sum"), characters=("size", "sum")).reset_index()
    left = whole - table.groupby("source")["characters"].sum().reindex(whole.index, fill_value=0)
    author = pd.DataFrame({"source": left.index, "speaker": "author", "actors": [()] * len(left), "kind": "author"})
    author = author.assign(quotations=0, characters=left.to_numpy())
    table = pd.concat([author, table], ignore_index=True) if len(table) else author
    return table.assign(share=table["characters"] / table["source"].map(whole))


class Voice(NamedTuple):
    """How a source quotes: speakers that are known, whether there are others, characters that all quotations and the
    whole text take; and whose have `most` of them: speakers of these `actors`, or one speaker of none."""

    people: int
    unnamed: bool
    chars: int
    whole: int
    actors: tuple[str, ...]
    most_by: list[str]
    most: int


def voice(counted: pd.DataFrame) -> Voice:
    """`quoted_characters` of one source that quotes somebody, in brief."""
    own = counted[counted["kind"] == "quoted"]
    own = own.assign(whose=own["actors"].map("、".join).where(own["actors"].map(len) > 0, own["speaker"]))
    known = {name for both in zip(own["speaker"], own["actors"], strict=True) for name in people(*both)}
    sizes = own.groupby("whose")["characters"].sum().sort_index().sort_values(ascending=False, kind="stable")
    first = own[own["whose"] == sizes.index[0]].sort_values(["characters", "speaker"], ascending=[False, True])
    chars, whole = int(sizes.sum()), int(counted["characters"].sum())
    most_by = first["speaker"].drop_duplicates().tolist()
    unnamed = "unknown" in set(own["speaker"])
    return Voice(len(known), unnamed, chars, whole, first["actors"].iloc[0], most_by, int(sizes.iloc[0]))


def voices_by_actor(voices: pd.DataFrame) -> pd.DataFrame:
    """`quoted_characters` by whom the speakers belong to: `page` (the source), `role`, `characters`, largest first.

    The author, the outlet's own reporters and provenance are roles of their own; who has no actor is of `others`.
    """
    own = voices["kind"].map({"author": "author", "own": "own reporter", "source": "provenance"})
    role = own.fillna("quoted: " + voices["actors"].map("、".join).replace("", "others"))
    named = voices.assign(page=voices["source"], role=role)
    table = named.groupby(["page", "role"], sort=False)["characters"].sum().reset_index()
    total = table.groupby("role")["characters"].transform("sum")
    order = table.assign(total=total, first=~table["role"].isin(["author", "own reporter", "provenance"]))
    order = order.sort_values(["first", "total", "role"], ascending=[True, False, True], kind="stable")
    return order[["page", "role", "characters"]].reset_index(drop=True)


def _own(spans: pd.DataFrame, solid: Mapping[str, NDArray[np.bool_]]) -> list[int]:
    """For each quotation its characters that no shorter one takes: every character is one quotation's."""
    own = np.zeros(len(spans), np.int64)
    starts, ends = spans["start"].to_numpy(), spans["end"].to_numpy()
    for name, rows in spans.groupby("article").indices.items():
        first = starts[rows].min()
        owner = np.full(ends[rows].max() - first, -1)
        for row in sorted(rows, key=lambda row: (starts[row] - ends[row], -row)):
            owner[starts[row] - first : ends[row] - first] = row
        owner[~solid[str(name)][first : first + len(owner)]] = -1
        shown, counts = np.unique(owner[owner >= 0], return_counts=True)
        own[shown] = counts
    return own.tolist()


def metadata(corpus: Corpus) -> pd.DataFrame:
    """What each page says of its article: `field`, then a column an article; what a page does not say is missing.

    `read from` names the lines of the page that the values were read from, in the order of the articles.
    """
    fields = [field for field in Metadata._fields if field != "spans"]
    table = pd.DataFrame({"field": fields})
    for article in corpus.articles:
        column = article.source if article.source not in table else article.name
        table[column] = [getattr(article.metadata, field) for field in fields]
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
    about = [(one.source, one.name, one.metadata) for one in corpus.articles]
    rows = [(*at, said.published or said.published_partial, said.title, leads.get(at[1])) for *at, said in about]
    return pd.DataFrame(rows, columns=["source", "article", "published", "title", "lead"])


def warnings(corpus: Corpus) -> pd.DataFrame:
    """What is doubtful about each page: `source, article, warning`."""
    rows = [(one.source, one.name, text) for one in corpus.articles for text in one.warnings]
    return pd.DataFrame(rows, columns=["source", "article", "warning"])


def positions(rows: pd.DataFrame, sentences: pd.DataFrame, by: str, order: Sequence[str]) -> pd.DataFrame:
    """Where rows of a layer stand in their article: `source, term, position`, from 0 (its start) to 1 (its end).

    A value of `by` that a source lacks has a row without a position, so that it is shown as lacking.
    """
    ends = sentences.groupby("article").agg(first=("start", "min"), last=("end", "max"))
    wanted = rows[rows[by].isin(order)]
    length = ends["last"] - ends["first"]
    place = (wanted["start"] - wanted["article"].map(ends["first"])) / wanted["article"].map(length)
    found = wanted.assign(term=wanted[by], position=place)[["source", "term", "position"]]
    every = [(source, term, float("nan")) for term in order for source in dict.fromkeys(sentences["source"])]
    table = pd.concat([pd.DataFrame(every, columns=["source", "term", "position"]), found])
    return table.sort_values("term", key=lambda column: column.map(list(order).index), kind="stable", ignore_index=True)


def reporting_verbs(corpus: Corpus) -> pd.DataFrame:
    """Words that introduce speech: `cue, distance, attitude`, whom they introduce, and a column of counts a source."""
    heads = corpus.quotes[(corpus.quotes["cue"].str.len() > 1) & ~corpus.quotes["cont"]]
    verbs = corpus.codebook["reporting_verbs"].drop_duplicates("verb").set_index("verb")
    counts = heads.groupby(["cue", "source"]).size().unstack(fill_value=0).reindex(columns=corpus.sources, fill_value=0)
    order = counts.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable").index
    table = counts.loc[order]
    for place, column in enumerate(("distance", "attitude")):
        table.insert(place, column, [_word(verbs, cue, column) for cue in order])
    introduced = heads.groupby("cue")["speaker"].agg(lambda names: "、".join(dict.fromkeys(names)))
    return table.assign(introduces=introduced).reset_index().rename_axis(columns=None)


def _word(verbs: pd.DataFrame, cue: str, column: str) -> str | None:
    """What the table says of a cue; a verb with 说 or 称 behind it (解释说) is looked up without that."""
    row = next((form for form in (cue, cue.rstrip("说称道")) if form in verbs.index), None)
    return (str(verbs.at[row, column]) or None) if row else None


def naming(mentions: pd.DataFrame, *, most: int = 12, sources: Sequence[str] = ()) -> pd.DataFrame:
    """By what names each actor is called: `actor`, and in a column a source its names with their counts.

    `sources` are those that are to have a column; by default all that mention anybody.
    """
    rows = exploded(mentions)
    order = rows["actor"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:most]
    table = pd.DataFrame({"actor": list(order)})
    for source in sources or dict.fromkeys(rows["source"]):
        part = rows[rows["source"] == source]
        names = {actor: own["text"].value_counts(sort=False) for actor, own in part.groupby("actor")}
        table[source] = ["、".join(_counted(names[actor])) if actor in names else None for actor in order]
    return table


def _counted(counts: pd.Series[int]) -> list[str]:
    return [f"{name} {n}" for name, n in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))]
