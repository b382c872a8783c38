"""Addresses of evidence: what figures, tables and lists of passages agree on, so that each number leads to its
sentences.

An address is made of what is counted alone, never of where it is shown: the report finds the page that holds it, and
what leads nowhere is no link there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator

import pandas as pd

from duizhao.show.evidence.html import safe

COUNTS = ("n", "n_a", "n_b", "sentences", "sentences_a", "sentences_b", "articles", "tokens", "characters", "quotations")


def anchor(by: str, value: object, source: object = None) -> str:
    """The id of the sentences that a value of a column rests on; with `source`, of those in that source.

    Examples
    --------
    >>> anchor("who", "Ukraine")
    'e8b2a40b4cf'
    """
    own = "e" + _short(f"{by}|{value}", 10)
    return own if source is None else f"{own}-{_short(str(source), 6)}"


def place(article: str, sentence: int) -> str:
    """A sentence of an article, as the attribute `data-place` names it: the report makes it a link to the article."""
    return safe(f"{article}|{sentence}")


def group(name: str) -> str:
    """The address of all sources' sentences, from that of one source's."""
    return name.partition("-")[0]


def cells(
    frame: pd.DataFrame, by: str, a: str = "", b: str = "", sources: Collection[str] = (), under: str = ""
) -> Iterator[dict[str, str]]:
    """For each row of a table, which of its cells lead where: `{column: address}`.

    The value of the column `by` leads to its sentences in all sources; counts (`k…`, else `n…`) to those in their
    source, which is `a` or `b` where the column's name ends so, else what the row's column `source` names. So do the
    cells of columns that have the name of a source.
    """
    names = list(map(str, frame.columns))
    counted = [name for name in names if name in ("k", "k_a", "k_b")] or [name for name in names if name in COUNTS]
    for row in frame.to_dict("records"):
        found = {by: anchor(by + under, row[by])}
        for name in counted:
            source = {"a": a, "b": b}.get(name.rpartition("_")[2], row.get("source"))
            if row[name] and source is not None:
                found[name] = anchor(by + under, row[by], source)
        found |= {name: anchor(by + under, row[by], name) for name in names if name in sources and row[name]}
        yield found


def _short(text: str, digits: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:digits]
