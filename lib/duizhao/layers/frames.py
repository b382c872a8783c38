"""Sentences → frame indicators met: the words that answer a frame's question, and whose words they are.

A row of `codebook/frames.csv` is a pattern (`match` has the notation) for words with which a sentence does what an
indicator asks (`frame_questions.csv` has the questions), with an example where it is more than a word. Rows of the
frame `*` are names, as 国防部, that hold such a word and answer no question: they are passed over in every frame.
"""

from __future__ import annotations

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


NAMES = "*"
"""What stands for a frame in the rows of names."""


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
        for (frame, indicator), patterns in rules.items():
            met: dict[str, Indicator] = {}
            for hit in patterns.find(s.text):
                start, end, cue = s.start + hit.start, s.start + hit.end, s.text[hit.start : hit.end]
                said = voice(s.article, start, end)
                place = s.source, s.article, s.sentence, s.start, s.end
                met.setdefault(said, Indicator(*place, frame, indicator, cue, start, end, said))
            rows += met.values()
    return pd.DataFrame(rows, columns=list(Indicator._fields))


def names(codebook: Codebook | None = None) -> list[str]:
    """The codebook's frames, in its order."""
    return list(dict.fromkeys(frame for frame, _ in _rules(codebook or codebooks.load())))


@lru_cache(maxsize=8)
def _rules(codebook: Codebook) -> dict[tuple[str, str], Matcher]:
    table = codebook["frames"]
    names = [f"!{name}" for name in table.loc[table["frame"] == NAMES, "pattern"]]
    patterns: dict[tuple[str, str], list[str]] = {}
    for frame, indicator, pattern in zip(table["frame"], table["indicator"], table["pattern"], strict=True):
        if frame != NAMES:
            patterns.setdefault((frame, indicator), []).append(pattern)
    return {key: matcher([*found, *names]) for key, found in patterns.items()}
