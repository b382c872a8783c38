"""What codes and terms are called for readers: actors, words with their gloss, judgements, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from duizhao.codebook import Codebook, glosses
from duizhao.coding import scores
from duizhao.compare import tallies, targets
from duizhao.compare.findings import Words
from duizhao.compare.shares import KEY
from duizhao.show import words
from duizhao.show.evidence import links

if TYPE_CHECKING:
    from duizhao.corpus import Corpus


def actors(codes: Iterable[str], book: Codebook, *, lang: str = "en") -> list[str]:
    """Each actor's name for its code, as in `Ukraine` for UA; what is no code, a user's own target, stays."""
    named = Words(lang, book)
    return [named.actor(code) for code in codes] if lang == "zh" else glosses.actors(codes, book)


def labelled(terms: Iterable[str], book: Codebook, *, lang: str = "en") -> list[str]:
    """Each term, for readers of English with its gloss behind it, as in `俄罗斯 Russia`."""
    return list(terms) if lang == "zh" else glosses.labelled(terms, book)


def judging(corpus: Corpus, *, lang: str = "en") -> pd.DataFrame:
    """The words that evaluate, of those that count for or against, as `toward` has them."""
    key = [*KEY, "target", "voice", "polarity"]
    return toward(corpus.evaluations.merge(corpus.stance[key].drop_duplicates(), on=key), corpus, lang=lang)


def toward(rows: pd.DataFrame, corpus: Corpus, *, lang: str = "en") -> pd.DataFrame:
    """Rows of stance or of its words, what is unclear left out, with what each is called.

    Columns: `voice` as `tallies.spoken` has it; `side` (`for`, `against`); `said`, such as `for China, 王毅`; `toward`,
    such as `for China, those quoted`; `named`, the same where the sentence mentions the target, else nothing.
    """
    kept = tallies.spoken(rows[(rows["target"] != "unclear") & (rows["polarity"] != 0)])
    side, who = kept["polarity"].map({1: "for", -1: "against"}), actors(kept["target"], corpus.codebook, lang=lang)
    told = {
        column: [judged(*row, lang=lang) for row in zip(side, who, kept[voice], strict=True)]
        for column, voice in (("said", "speaker"), ("toward", "voice"))
    }
    found = targets.places(corpus, kept["target"].unique().tolist())
    there = pd.MultiIndex.from_frame(kept[[*KEY, "target"]]).isin(pd.MultiIndex.from_frame(found[[*KEY, "target"]]))
    made: pd.DataFrame = kept.assign(side=side, **told)
    return made.assign(named=made["toward"].where(pd.Series(there, made.index)))


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
    tokens: pd.DataFrame, first: Iterable[str], book: Codebook, *, least: int = 3, most: int = 150, lang: str = "en"
) -> pd.DataFrame:
    """Rows of tokens with the `word` as it is called: of some words first, then of those met most often.

    These are at most `most` words, each met `least` times or more; words of the stop list are none of them.
    """
    tokens = tokens[tokens["word"] & ~tokens["token"].isin(book.stopwords)]
    counts = tokens["token"].value_counts()
    order = list(dict.fromkeys([*first, *counts.index[counts >= least][:most]]))
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
    told, comma = tallies.spoken(rows), words.phrases(lang)(", ")
    both = [comma.join(words.value(code, lang) for code in row) for row in zip(told["value"], told["voice"], strict=True)]
    return told.assign(certainty=both)


def leads(rows: pd.DataFrame, *, lang: str = "en") -> list[dict[str, str]]:
    """Where the cells of a table of judgements lead, for `evidence.table`: by row, `{column: address}`.

    `rows` has the names of targets in `target`, and either the columns of `targets.matrix` or those of `targets.page`.
    """
    found = []
    for row in rows.to_dict("records"):
        who, source = row["target"], row["source"]
        if "speaker" in row:
            own = {"sentences": links.anchor("said", judged(row["side"], who, row["speaker"], lang=lang), source)}
        else:
            sides = [("for", "favourable"), ("against", "unfavourable")]
            own = {c: links.anchor("named", judged(s, who, row["voice"], lang=lang), source) for s, c in sides if row[c]}
        if row.get("n"):
            own |= {"target": links.anchor("who", who), "n": links.anchor("who", who, source)}
        found.append(own)
    return found
