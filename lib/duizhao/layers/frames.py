"""Sentences → frame indicators met: the words that answer a frame's question, and whose words they are.

A row of `codebook/frames.csv` is a pattern (`match` has the notation) for words with which a sentence does what an
indicator asks (`frame_questions.csv` has the questions), with an example where it is more than a word. Rows of the frame
`*` are names, as 国防部, that hold such a word and answer no question: they are passed over in every frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as codebooks
from duizhao.codebook import Codebook
from duizhao.codebook.match import Matcher, matcher
from duizhao.layers.sentences import Sentence
from duizhao.layers.speech.quotes import voices


class Indicator(NamedTuple):
    """A row: `start:end` is the sentence; `cue_start:cue_end` the words that answer the question; `voice` says them."""

    source: str
    article: str
    sentence: int
    start: int
    end: int
    frame: str
    indicator: str
    text: str
    cue_start: int
    cue_end: int
    voice: str


class Sensitivity(NamedTuple):
    """A row: of `total` sentences `met` have the frame, `alone` of them by this pattern only."""

    source: str
    frame: str
    indicator: str
    pattern: str
    total: int
    met: int
    alone: int
    share: float
    share_without: float


NAMES = "*"
"""What stands for a frame in the rows of names."""


class _Rule(NamedTuple):
    frame: str
    indicator: str
    matcher: Matcher


def indicators(sentences: pd.DataFrame, quotes: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Indicators that each sentence meets (columns: `Indicator`).

    Parameters
    ----------
    sentences : frame of `sentences.split`
    quotes : frame of `quotes.quotes`, which says whose voice the words are
    codebook : Codebook, optional
        Its tables `frames` and `frame_questions`.

    Returns
    -------
    DataFrame
        One row for each sentence, indicator and voice, at the first words that meet it; sentences in their order,
        indicators in that of the codebook. `cohesion` and `division` are frames of their own and not added up.

    Raises
    ------
    InputError
        A pattern of the codebook is no regular expression.

    Notes
    -----
    The five generic frames and their questions are those of Semetko & Valkenburg, "Framing European politics", Journal
    of Communication 50 (2000), 93-109, appendix; asked of sentences here, not of stories.

    Examples
    --------
    双方恢复谈判。 meets `talks` of the frame `diplomacy` by the words 恢复谈判.
    """
    rules, voice = _rules(codebook or codebooks.load()), voices(quotes)
    rows: list[Indicator] = []
    for s in map(Sentence._make, sentences[list(Sentence._fields)].itertuples(index=False, name=None)):
        for rule in rules:
            met: dict[str, Indicator] = {}
            for hit in rule.matcher.find(s.text):
                start, end, cue = s.start + hit.start, s.start + hit.end, s.text[hit.start : hit.end]
                said = voice(s.article, start, end)
                place = s.source, s.article, s.sentence, s.start, s.end
                met.setdefault(said, Indicator(*place, rule.frame, rule.indicator, cue, start, end, said))
            rows += met.values()
    return pd.DataFrame(rows, columns=list(Indicator._fields))


def names(codebook: Codebook | None = None) -> list[str]:
    """The codebook's frames, in its order."""
    return list(dict.fromkeys(rule.frame for rule in _rules(codebook or codebooks.load())))


def by_sentence(sentences: pd.DataFrame, found: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Every sentence with `frames`, the list of its frames in the codebook's order, empty where it has none."""
    order = {frame: n for n, frame in enumerate(names(codebook))}
    frames: dict[tuple[str, int], set[str]] = {}
    for article, number, frame in zip(found["article"], found["sentence"], found["frame"], strict=True):
        frames.setdefault((article, number), set()).add(frame)
    keys = zip(sentences["article"], sentences["sentence"], strict=True)
    lists = [sorted(frames.get(key, ()), key=order.__getitem__) for key in keys]
    return sentences.assign(frames=pd.Series(lists, index=sentences.index, dtype=object))


def leave_one_out(sentences: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """How the share of a source's sentences with a frame changes when one pattern is left out (columns: `Sensitivity`).

    One row for each pattern without which some sentence would lose its frame, the most influential first.
    """
    rules = _rules(codebook or codebooks.load())
    rows: list[Sensitivity] = []
    for source, group in sentences.groupby("source", sort=False):
        for frame in dict.fromkeys(rule.frame for rule in rules):
            own = [rule for rule in rules if rule.frame == frame]
            rows += _sensitivities(str(source), own, list(group["text"]))
    table = pd.DataFrame(rows, columns=list(Sensitivity._fields))
    return table.sort_values("alone", ascending=False, kind="stable", ignore_index=True)


def _sensitivities(source: str, rules: list[_Rule], texts: list[str]) -> Iterator[Sensitivity]:
    found = [{(rule, hit.form) for rule in rules for hit in rule.matcher.find(text)} for text in texts]
    met, single = sum(map(bool, found)), [(*next(iter(f)), n) for n, f in enumerate(found) if len(f) == 1]
    for rule, pattern in dict.fromkeys((rule, pattern) for rule, pattern, _ in single):
        # what is left of the indicator may still match there, a shorter word in the longer one's place
        rest = matcher(p for p in rule.matcher.forms if p != pattern)
        mine = [texts[n] for r, p, n in single if (r, p) == (rule, pattern)]
        if alone := sum(not any(rest.find(text)) for text in mine):
            total = len(texts)
            shares = met / total, (met - alone) / total
            yield Sensitivity(source, rule.frame, rule.indicator, pattern, total, met, alone, *shares)


@lru_cache(maxsize=8)
def _rules(codebook: Codebook) -> tuple[_Rule, ...]:
    table = codebook["frames"]
    names = [f"!{name}" for name in table.loc[table["frame"] == NAMES, "pattern"]]
    patterns: dict[tuple[str, str], list[str]] = {}
    for frame, indicator, pattern in zip(table["frame"], table["indicator"], table["pattern"], strict=True):
        if frame != NAMES:
            patterns.setdefault((frame, indicator), []).append(pattern)
    return tuple(_Rule(*key, matcher([*found, *names])) for key, found in patterns.items())
