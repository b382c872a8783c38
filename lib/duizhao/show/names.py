"""What codes and terms are called for readers: actors, words with their gloss, and judgements, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from duizhao.codebook import Codebook, glosses
from duizhao.coding import scores
from duizhao.compare import tallies
from duizhao.compare.findings import Words
from duizhao.show import words
from duizhao.show.evidence import links


def actors(codes: Iterable[str], book: Codebook, *, lang: str = "en") -> list[str]:
    """Each actor's name for its code, as in `Ukraine` for UA; what is no code, a user's own target, stays."""
    named = Words(lang, book)
    return [named.actor(code) for code in codes] if lang == "zh" else glosses.actors(codes, book)


def labelled(terms: Iterable[str], book: Codebook, *, lang: str = "en") -> list[str]:
    """Each term, for readers of English with its gloss behind it, as in `俄罗斯 Russia`."""
    return list(terms) if lang == "zh" else glosses.labelled(terms, book)


def toward(rows: pd.DataFrame, book: Codebook, *, lang: str = "en") -> pd.DataFrame:
    """Rows of stance or of its words with `side` (`for`, `against`), `who` and `toward`, such as `for China, author`.

    What is unclear is left out.
    """
    kept = rows[(rows["target"] != "unclear") & (rows["polarity"] != 0)]
    side, who = kept["polarity"].map({1: "for", -1: "against"}), actors(kept["target"], book, lang=lang)
    told = [judged(*row, lang=lang) for row in zip(side, who, kept["voice"], strict=True)]
    return kept.assign(side=side, who=who, toward=told)


def judged(side: str, who: str, voice: str, *, lang: str = "en") -> str:
    """A side, whom it is taken toward and in whose voice, as the heading of the sentences that do.

    Examples
    --------
    >>> judged("for", "China", "author")
    'for China, the author'
    """
    phrase = "for {who}, {voice}" if side == "for" else "against {who}, {voice}"
    return words.phrases(lang)(phrase, who=who, voice=words.value(voice, lang))


def keywords(tables: Mapping[str, pd.DataFrame], book: Codebook, *, lang: str = "en") -> dict[str, pd.DataFrame]:
    """Tables of `terms.table` with `label`, the term as it is called, which heads its sentences."""
    return {a: rows.assign(label=labelled(rows["term"], book, lang=lang)) for a, rows in tables.items()}


def words_met(
    tokens: pd.DataFrame, first: Iterable[str], book: Codebook, *, least: int = 3, lang: str = "en"
) -> pd.DataFrame:
    """Rows of tokens, of some words first and then of all others met so often, with the `word` as it is called."""
    tokens = tokens[tokens["word"] & ~tokens["token"].isin(book.stopwords)]
    counts = tokens["token"].value_counts()
    order = list(dict.fromkeys([*first, *counts.index[counts >= least]]))
    rows = tokens[tokens["token"].isin(order)].assign(word=lambda rows: labelled(rows["token"], book, lang=lang))
    rows = rows.assign(cue_start=rows["start"], cue_end=rows["end"])
    return rows.sort_values("token", key=lambda column: column.map(order.index), kind="stable", ignore_index=True)


def framed(rows: pd.DataFrame, *, lang: str = "en") -> pd.DataFrame:
    """Rows of frames with the `frame` as it is called, and whether hand coding has shown how far it can be trusted."""
    say, weak = words.phrases(lang), scores.not_validated(rows["frame"].unique())
    called = {code: words.value(code, lang) for code in rows["frame"].unique()}
    called |= {code: say("{frame} (not validated)", frame=called[code]) for code in weak}
    return tallies.spoken(rows).assign(frame=rows["frame"].map(called))


def certain(rows: pd.DataFrame, *, lang: str = "en") -> pd.DataFrame:
    """Rows of hedges with `certainty`: the mark and in whose voice, as in `possible, the author`."""
    told = tallies.spoken(rows)
    both = [", ".join(words.value(code, lang) for code in row) for row in zip(told["value"], told["voice"], strict=True)]
    return told.assign(certainty=both)


def leads(rows: pd.DataFrame, *, lang: str = "en") -> list[dict[str, str]]:
    """Where the cells of a table of judgements lead, for `evidence.table`: by row, `{column: address}`.

    `rows` has the names of targets in `target`, and either the columns of `targets.matrix` or those of `targets.page`.
    """
    found = []
    for row in rows.to_dict("records"):
        who, voice, source = row["target"], row["voice"], row["source"]
        sides = [("for", "favourable"), ("against", "unfavourable"), (row.get("side", "for"), "sentences")]
        own = {c: links.anchor("toward", judged(side, who, voice, lang=lang), source) for side, c in sides if row.get(c)}
        if row.get("n"):
            own |= {"target": links.anchor("who", who), "n": links.anchor("who", who, source)}
        found.append(own)
    return found
