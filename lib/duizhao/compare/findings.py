"""At most ten plain statements of what the sources do differently, each with its numbers and its sentences."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from duizhao.codebook import Codebook, glosses
from duizhao.compare import questions, shares
from duizhao.compare.questions import Candidate, View
from duizhao.compare.shares import KEY
from duizhao.errors import InputError

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

MOST = 10
LANGUAGES = ("en", "zh")


class Finding(NamedTuple):
    """A statement and what it rests on.

    `key` is the question, `about` topic (who, what) or manner (how), `source` the one with more, `other` what it is
    set against: k of n there. `low` to `high` is the interval of the difference, `p` two-sided, `q` corrected over
    the `tests` of the question; all are NaN where both texts are fully observed and nothing is claimed beyond them.
    `best` are two sentences, `evidence` all rows (`source, article, sentence, start, end, cue_start, cue_end, text`).
    """

    key: str
    about: str
    statement: str
    source: str
    other: str
    k: int
    n: int
    k_other: int
    n_other: int
    low: float
    high: float
    p: float
    q: float
    tests: int
    unit: str
    best: tuple[str, ...]
    evidence: pd.DataFrame


def findings(
    corpus: Corpus, a: str | None = None, b: str | None = None, *, lang: str = "en", most: int = MOST,
    events: Mapping[str, str] | bool | None = None,
) -> list[Finding]:  # fmt: skip
    """What the sources do differently, the surest of each question first.

    Parameters
    ----------
    a, b : labels of two sources to be compared; with `a` alone, that one against all others; with neither, the two
        sources there are, or each of several against the others
    lang : language of the statements, `en` or `zh`
    events : the event that each article tells of, by its name, or True where all tell of the same one; sources are
        then compared within events. By default what the articles themselves are given with, see `shares.events`.

    Returns
    -------
    list of Finding
        One for each question that has an answer before the second answers of any; what has none is named in a last
        statement (key `none`), if there is room. A corpus of one source has no findings.

    Raises
    ------
    InputError
        No source is called `a` or `b`, or the language is not known.

    Examples
    --------
    >>> from duizhao import load
    >>> corpus = load(texts={"甲报": "法国批评英国。", "乙报": "英国欢迎法国。"})
    >>> findings(corpus)[-1].key
    'none'
    """
    words = Words(lang, corpus.codebook)
    found: list[Candidate] = []
    pairs = shares.pairs(corpus, a, b, others=words.say("others"))
    for chosen, one, other in pairs:
        told_of = shares.events(chosen, events)
        view = View(shares.within(chosen, one, told_of), one, other, words, told_of)
        told = (candidate for question in questions.QUESTIONS for candidate in question(view))
        # what is more in "the others" is theirs in no one's name, and not told
        found += [candidate for candidate in told if candidate.row["source"] in view.corpus.sources]
    ranked = _ranked(list({one.statement: one for one in found}.values()))
    made = [_finding(one, corpus.sentences) for one in ranked[:most]]
    return made + _silent(words, ranked, corpus.sentences)[: most - len(made)] if pairs else []


def _silent(words: Words, ranked: Sequence[Candidate], sentences: pd.DataFrame) -> list[Finding]:
    """The questions without an answer, in one last statement."""
    asked = dict.fromkeys(_question(question.__name__) for question in questions.QUESTIONS)
    silent = [name for name in asked if name not in {_question(one.key) for one in ranked}]
    text, nan = words.say("none", list=words.listed(words.say(f"q.{name}") for name in silent)), np.nan
    last = Finding("none", "", text, "", "", 0, 0, 0, 0, nan, nan, nan, nan, 0, "", (), sentences.iloc[:0])
    return [last] if silent else []


def notes(corpus: Corpus, *, lang: str = "en", events: Mapping[str, str] | bool | None = None) -> list[str]:
    """What is to be said once: whether topic and wording can be told apart, and what the findings are about."""
    words = Words(lang, corpus.codebook)
    told = shares.events(corpus, events)
    return [words.say("event_note" if told else "topic_note"), words.say("texts_note")]


def said(found: Sequence[Finding], *keys: str) -> str:
    """The statements of some questions, one a line; where there is none, that there is none."""
    lines = [one.statement for one in found if one.key in keys]
    return "\n".join(lines) or "No difference beyond chance."


def table(found: Sequence[Finding]) -> pd.DataFrame:
    """The findings as a table: `statement, about, k, n, k_other, n_other, low, high, p, q, tests`; no evidence."""
    rows = [one._asdict() for one in found if one.key != "none"]
    columns = ["statement", "about", "k", "n", "k_other", "n_other", "unit", "low", "high", "p", "q", "tests"]
    return pd.DataFrame(rows, columns=list(Finding._fields))[columns]


def _question(key: str) -> str:
    """The question that a key answers: some have a second answer of another form."""
    return {"places": "only", "evaluates_quoted": "evaluates"}.get(key, key)


def _ranked(found: list[Candidate]) -> list[Candidate]:
    """The best answer to each question first, by p; then the second answers."""
    order = sorted(found, key=lambda one: (round(float(one.row["p"]), 12), one.statement))
    seen: dict[str, int] = {}
    turns = []
    for one in order:
        turns.append(seen.setdefault(_question(one.key), 0))
        seen[_question(one.key)] += 1
    return [one for _, one in sorted(zip(turns, order, strict=True), key=lambda pair: pair[0])]


def _finding(one: Candidate, sentences: pd.DataFrame) -> Finding:
    row, evidence = one.row, _evidence(one.evidence, sentences)
    low = high = p = q = np.nan
    if one.tested:
        low, high, p, q = (float(row.get(name, np.nan)) for name in ("low", "high", "p", "q"))
    k, n, k_other, n_other = (int(row[name]) for name in ("k", "n", "k_other", "n_other"))
    return Finding(
        one.key, one.about, one.statement, row["source"], row["other"], k, n, k_other, n_other, low, high, p, q,
        int(row["tests"]), str(row.get("unit", "sentence")), _best(evidence, row["source"]), evidence,
    )  # fmt: skip


def _evidence(rows: pd.DataFrame, sentences: pd.DataFrame) -> pd.DataFrame:
    """The rows with the sentence they stand in, in the order of the text."""
    marks = {f"cue_{end}": rows.get(f"cue_{end}", rows[end]).fillna(rows[end]).astype(int) for end in ("start", "end")}
    places = sentences[[*KEY, "start", "end", "text"]]
    found = rows.assign(**marks)[[*KEY, "cue_start", "cue_end"]].merge(places, on=KEY)
    return found.drop_duplicates().sort_values(["source", "article", "sentence", "cue_start"], ignore_index=True)


def _best(evidence: pd.DataFrame, source: str, most: int = 2) -> tuple[str, ...]:
    """The sentences with most of what is told, of the source that has more, then of the other; the earlier first."""
    own = evidence["source"] == source
    count = evidence.assign(own=own).groupby(["own", "source", "article", "sentence", "text"], sort=False).size()
    order = count.rename("n").reset_index().sort_values(["own", "n"], ascending=False, kind="stable")
    return tuple(order["text"].head(most))


_WITH_ARTICLE = ("United ", "European ", "Netherlands", "Philippines")


class Words:
    """What is said in one language; `a` and `b`, the names of the sources, are left as they are."""

    def __init__(self, lang: str, book: Codebook) -> None:
        if lang not in LANGUAGES:
            raise InputError(f"no language {lang!r}; there are {', '.join(LANGUAGES)}")
        self.lang, self.book = lang, book

    def say(self, key: str, **fields: object) -> str:
        """A template filled in; a key without a template is a name and stands for itself."""
        template = _templates(self.lang).get(key)
        return key if template is None else template.format(**fields)

    def actor(self, code: str) -> str:
        """The actor's name: English from its gloss, Chinese the first name in the codebook."""
        if self.lang == "zh":
            return _names(self.book).get(code, code)
        name = glosses.actors([code], self.book)[0]
        return f"the {name}" if name.startswith(_WITH_ARTICLE) else name

    def term(self, term: str) -> str:
        """A term; in English with its gloss behind it, of each of its words where it is a phrase.

        A single character has too many senses to tell a part of a phrase: 港 is a port and Hong Kong.
        """
        parts = term.split(" ")
        plain = "".join(parts)
        if self.lang == "zh":
            return plain
        known = [glosses.gloss(plain, self.book)] if glosses.gloss(plain, self.book) else []
        if not known and all(len(part) > 1 for part in parts):
            known = [glosses.gloss(part, self.book) for part in parts]
        return f"{plain} ({' '.join(filter(None, known))})" if any(known) else plain

    def listed(self, items: Iterable[str], *, between: str = "comma") -> str:
        """Items in a row; with `and`, that before the last one only."""
        *first, last = [*items] or [""]
        comma = self.say(between if between != "and" else "comma")
        return self.say(between).join([comma.join(first), last] if first else [last])


@lru_cache(maxsize=len(LANGUAGES))
def _templates(lang: str) -> dict[str, str]:
    with (Path(__file__).parent / "statements.csv").open(encoding="utf-8", newline="") as file:
        return {row["key"]: row[lang] for row in csv.DictReader(file)}


@lru_cache(maxsize=8)
def _names(book: Codebook) -> dict[str, str]:
    rows = book["actors"]
    named = rows[rows["kind"].isin(["name", "bloc"])].drop_duplicates("actor")
    return dict(zip(named["actor"], named["form"], strict=True))
