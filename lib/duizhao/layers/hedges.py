"""Sentences → marks of certainty: words that make a claim less or more than certain, and whose words they are.

`codebook/hedges.csv` holds patterns (`match` has the notation), each with a value: `possible`, `probable`,
`necessary`, `asserted`; a look-alike (`!尽可能`) has none. At one place one mark is found.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as codebooks
from duizhao.codebook import Codebook
from duizhao.codebook.match import Matcher, matcher
from duizhao.errors import InputError
from duizhao.layers.sentences import Sentence
from duizhao.layers.speech.quotes import voices

VALUES = ("possible", "probable", "necessary", "asserted")
"""From the least certain to the most; `necessary` says what must be, `asserted` insists."""


class Hedge(NamedTuple):
    """A row: the mark is `start:end`, `voice` says it."""

    source: str
    article: str
    sentence: int
    start: int
    end: int
    text: str
    value: str
    voice: str


def hedges(sentences: pd.DataFrame, quotes: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Marks of certainty, in the order of the text (columns: `Hedge`). Marks do not overlap.

    Hedges and boosters in the sense of Hyland, Metadiscourse (2005), 52-53, with modal necessity beside them.

    Raises
    ------
    InputError
        The codebook has a value that is not one of `VALUES`, or a pattern that is none.
    """
    (marks, values), voice = _marks(codebook or codebooks.load()), voices(quotes)
    rows: list[Hedge] = []
    for s in map(Sentence._make, sentences[list(Sentence._fields)].itertuples(index=False, name=None)):
        for hit in marks.find(s.text):
            start, end, cue = s.start + hit.start, s.start + hit.end, s.text[hit.start : hit.end]
            said = voice(s.article, start, end)
            rows.append(Hedge(s.source, s.article, s.sentence, start, end, cue, values[hit.form], said))
    return pd.DataFrame(rows, columns=list(Hedge._fields))


@lru_cache(maxsize=8)
def _marks(codebook: Codebook) -> tuple[Matcher, dict[str, str]]:
    values = dict(zip(codebook["hedges"]["form"], codebook["hedges"]["value"], strict=True))
    for form, value in values.items():
        if not form.startswith("!") and value not in VALUES:
            raise InputError(f"hedges.csv: {form} has the value {value!r}; it can be {', '.join(VALUES)}")
    return matcher(values), values
