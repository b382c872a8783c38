"""What codes and terms are called for readers: actors, words with their gloss, and judgements, in English or Chinese."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from duizhao.codebook import Codebook, glosses
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
