"""Sentences of an article and its text with the mentions marked, for the tests of this folder."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest

from duizhao.codebook.match import fold
from duizhao.layers.actors import mentions as actors
from duizhao.layers.sentences import Sentence, spans


def _frame(*texts: str) -> pd.DataFrame:
    rows = [
        Sentence("s", f"a{n}", number, 1, "body", start, end, fold(text)[start:end])
        for n, text in enumerate(texts)
        for number, (start, end) in enumerate(spans(text))
    ]
    return pd.DataFrame(rows, columns=list(Sentence._fields))


@pytest.fixture(scope="session")
def frame() -> Callable[..., pd.DataFrame]:
    """One article a text, its sentences with their places and in the folded view."""
    return _frame


@pytest.fixture(scope="session")
def marked() -> Callable[[str], str]:
    """The text with its mentions as [form=ACTOR+ACTOR]; marks that it holds already are taken out first."""

    def mark(text: str) -> str:
        text = re.sub(r"\[([^=\]]+)=[^\]]+\]", r"\1", text)
        for row in reversed(list(actors.mentions(_frame(text)).itertuples())):
            text = f"{text[: row.start]}[{text[row.start : row.end]}={'+'.join(row.actors)}]{text[row.end :]}"
        return text

    return mark
