"""What a text is about: words and phrases that run through it, places it goes to, marks such as what decides."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from duizhao.codebook.match import fold
from duizhao.compare.shares import KEY
from duizhao.measures import keyness

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

LOUD = ("question", "alarm", "exclamation")
"""Marks of a headline that asks, sounds an alarm or exclaims."""
LONGEST = 3
"""Words of a phrase at most."""
LEAST = 3
"""Occurrences that a phrase needs in one source."""
WITHIN = 0.6
"""A word or phrase that stands in a longer phrase in this share of its occurrences is shown as that phrase alone."""
_CONTENT = ("n", "v", "a", "j", "l", "i", "s", "z")
"""Kinds of words (jieba's tags by their first letter) that can tell a topic: nouns, verbs, adjectives, set phrases."""


@lru_cache(maxsize=1)
def kinds() -> dict[str, str]:
    """The kind of each word in jieba's dictionary, such as `ns` for places; it is not always right."""
    import jieba

    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    return {word: tag for word, _, tag in (line.split(" ") for line in lines)}


def phrases(tokens: pd.DataFrame, mentions: pd.DataFrame, stopwords: Collection[str]) -> pd.DataFrame:
    """Words and phrases that can tell a topic: rows like those of `tokens`, a phrase's words joined by a space.

    Phrases are up to `LONGEST` words that follow one another, none of them of the stop list or a number, and stand at
    least `LEAST` times in one source. Left out are function words, words that only name actors, and what stands in a
    longer phrase nearly always.
    """
    words = tokens[tokens["word"]].reset_index(names="place").astype({"token": str, "article": str})
    run = (words["place"].diff() != 1).cumsum().astype(str) + words["article"] + words["sentence"].astype(str)
    plain = words["token"].map(fold)
    barred = plain.isin(set(stopwords)) | plain.str.contains(r"\d")
    barred |= ~plain.map(kinds()).fillna("n").astype(str).str[0].isin(_CONTENT)
    barred |= plain.map(lambda token: all(char in stopwords for char in token))
    state = words.assign(barred=barred, named=_named(words, mentions))
    parts = []
    for n in range(1, LONGEST + 1):
        ahead = [state.shift(-k) for k in range(n)]
        whole = run == run.shift(1 - n)
        for part in ahead:
            whole &= part["barred"].eq(False)
        whole &= ~pd.concat([part["named"].eq(True) for part in ahead], axis=1).all(axis=1)
        joined = ahead[0]["token"].astype(str)
        for part in ahead[1:]:
            joined = joined + " " + part["token"].astype(str)
        found = words[whole].assign(token=joined[whole], end=ahead[-1].loc[whole, "end"].astype("int64"), length=n)
        most = found.groupby(["token", "source"])["token"].transform("size").groupby(found["token"]).transform("max")
        parts.append(found[(most >= LEAST) | (n == 1)])
    return _outermost(pd.concat(parts, ignore_index=True)).drop(columns="place")


def _named(words: pd.DataFrame, mentions: pd.DataFrame) -> pd.Series[bool]:
    """Whether a word stands in the mention of an actor."""
    at = ["article", "sentence"]
    both = words.merge(mentions[[*at, "start", "end"]], on=at, suffixes=("", "_of"))
    inside = both.loc[(both["start"] < both["end_of"]) & (both["start_of"] < both["end"]), "place"]
    return words["place"].isin(inside)


def _outermost(found: pd.DataFrame) -> pd.DataFrame:
    """Without the words and phrases that stand in one longer phrase nearly always, see `WITHIN`."""
    times = found["token"].value_counts().to_dict()
    inner: set[str] = set()
    for phrase, n in times.items():
        parts = str(phrase).split(" ")
        shorter = [" ".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)]
        inner |= {part for part in shorter if part != phrase and n >= WITHIN * times.get(part, n * 9)}
    return found[~found["token"].isin(inner)]


def table(corpus: Corpus, a: str, *, events: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The words and phrases of source `a` and of the others, the most unlike first.

    Columns: `term, n_a, n_b, sentences_a, sentences_b, p, q, headline` (it stands in a title or subhead); p is exact
    where a cell is small, and with several `events` compares within them; q corrects it over all the rows.
    """
    found = phrases(corpus.tokens, corpus.mentions, corpus.codebook.stopwords)
    in_a = found["source"] == a
    sizes = [int((corpus.tokens["word"] & ((corpus.tokens["source"] == a) == side)).sum()) for side in (True, False)]
    rows = pd.DataFrame({"term": sorted(set(found["token"]))})
    for key, side in (("a", in_a), ("b", ~in_a)):
        own = found[side]
        rows[f"n_{key}"] = rows["term"].map(own["token"].value_counts()).fillna(0).astype(int)
        carried = own.drop_duplicates([*KEY, "token"])["token"].value_counts()
        rows[f"sentences_{key}"] = rows["term"].map(carried).fillna(0).astype(int)
    rows["p"] = keyness.p_of_counts(rows["n_a"], rows["n_b"], *sizes)
    if events and len(set(events.values())) > 1:
        rows["p"] = keyness.within(*by_event(corpus.tokens, found, a, rows["term"], events))[1]
    rows["q"] = keyness.q_value(rows["p"])
    heads = corpus.sentences.loc[corpus.sentences["role"] != "body", KEY].merge(found, on=KEY)
    rows["headline"] = rows["term"].isin(set(heads["token"]))
    rows["length"] = rows["term"].astype(str).str.len()
    order = rows.assign(p=rows["p"].round(12), headline=~rows["headline"], length=-rows["length"])
    return rows.loc[order.sort_values(["p", "headline", "length", "term"]).index].reset_index(drop=True)


def favoured(rows: pd.DataFrame, own: str, sizes: Sequence[int]) -> list[tuple[str, int, int]]:
    """The terms of `table` that side `own` (`a` or `b`) has often and the other at most half as often, for its size.

    Each with its count there and in the other; `sizes` are the words of A and of B.
    """
    other, (n, m) = ("b", sizes) if own == "a" else ("a", sizes[::-1])
    often = (rows[f"n_{own}"] >= LEAST) & (rows[f"sentences_{own}"] >= 2)
    first = rows[often & (2 * n * rows[f"n_{other}"] <= m * rows[f"n_{own}"])]
    columns = (first[name] for name in ("term", f"n_{own}", f"n_{other}"))
    return [(str(term), int(k), int(j)) for term, k, j in zip(*columns, strict=True)]


def by_event(
    tokens: pd.DataFrame, found: pd.DataFrame, a: str, terms: Iterable[str], events: Mapping[str, str]
) -> tuple[Any, Any, Any, Any]:
    """For `keyness.within`: counts of each term (events × terms) in source `a` and the others, and sizes by event."""
    names = sorted(set(events.values()))
    sides: list[Any] = []
    for own in (True, False):
        part = found[(found["source"] == a) == own]
        counts = part.groupby([part["article"].map(events), "token"]).size().unstack(fill_value=0)
        sides.append(counts.reindex(names, fill_value=0).reindex(columns=list(terms), fill_value=0).to_numpy())
    words = tokens[tokens["word"]]
    for own in (True, False):
        part = words[(words["source"] == a) == own]
        sides.append(part["article"].map(events).value_counts().reindex(names, fill_value=0).to_numpy())
    return sides[0], sides[1], sides[2], sides[3]


def places(corpus: Corpus) -> pd.DataFrame:
    """Where the text takes its reader: `source, article, sentence, start, end, token` of places that are no actors.

    A word names a place where jieba's dictionary says so, or does not know it as anything but a name, and it stands
    once in the frame of one: behind 在, 抵达 and their like, or before 地区, 州, 边境 (`marks.csv`).
    """
    words = corpus.tokens[corpus.tokens["word"]].reset_index(names="place").astype({"token": str})
    words["token"] = words["token"].map(fold)
    tag = words["token"].map(kinds()).astype("string")
    known = tag.str.startswith("ns", na=False)
    name = tag.isna() | tag.str.startswith(("nr", "nz"), na=False)
    marks = patterns()
    before, after = words["token"].shift(1), words["token"].shift(-1)
    together = words["place"].diff() == 1
    behind = before.where(together, "").str.fullmatch(marks["to_place"])
    ahead = after.where(together.shift(-1, fill_value=False), "").str.fullmatch(marks["of_place"])
    forms = corpus.codebook["actors"]
    actors = set(forms.loc[forms["kind"].isin(["name", "bloc", "compound"]), "form"])
    framed = (known & (behind | ahead)) | (name & ahead)
    names = set(words.loc[framed & (words["token"].str.len() > 1), "token"]) - actors
    named = "|".join(sorted(map(re.escape, names), key=lambda name: (-len(name), name)))
    rows = [
        (*row[:3], row[3] + found.start(), row[3] + found.end(), found[0])
        for row in corpus.sentences[[*KEY, "start", "text"]].itertuples(index=False, name=None)
        for found in re.finditer(named or "(?!)", fold(row[4]))
    ]
    return pd.DataFrame(rows, columns=[*KEY, "start", "end", "token"])


@lru_cache(maxsize=1)
def patterns() -> dict[str, str]:
    """The regular expression of each mark in `marks.csv`: decisive, alarm, question, exclamation, to_place, of_place"""
    found: dict[str, list[str]] = {}
    with (Path(__file__).parent / "marks.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["mark"], []).append(row["pattern"])
    return {mark: "|".join(f"(?:{pattern})" for pattern in own) for mark, own in found.items()}


def marked(sentences: pd.DataFrame, marks: Iterable[str]) -> pd.DataFrame:
    """Where marks of `marks.csv` stand: `source, article, sentence, start, end, text, mark, cue`, the cue's place
    `cue_start, cue_end`, and that of the part of the sentence between commas that holds it, `part_start, part_end`."""
    columns = [*KEY, "start", "end", "text"]
    rows = []
    for mark in marks:
        for row in sentences[columns].itertuples(index=False, name=None):
            text, at = row[5], row[3]
            for found in re.finditer(patterns()[mark], fold(text)):
                before = re.search(r"[^,，;；:：。]*$", text[: found.start()])
                after = re.match(r"[^,，;；:：。]*", text[found.end() :])
                part = (before.start() if before else 0), found.end() + (after.end() if after else 0)
                rows.append((*row, mark, found[0], at + found.start(), at + found.end(), at + part[0], at + part[1]))
    return pd.DataFrame(rows, columns=[*columns, "mark", "cue", "cue_start", "cue_end", "part_start", "part_end"])
