"""Frames as tables that a screen reader can read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from duizhao.show.evidence.html import Html, marked


def table(
    frame: pd.DataFrame, *, caption: str, formats: Mapping[str, str | Callable[[Any], str]] | None = None
) -> Html:
    """A frame as a table that a screen reader can read: a caption, headers with a scope, the first column as headers.

    `formats` gives a format string (`"{:.1f}"`) or a function for a column, in place of what fits its name and kind:
    shares in per cent, p and q with four places, lists by their items. What is missing is shown as a dash.
    """
    named = list(enumerate(map(str, frame.columns)))
    columns = [_written(frame.iloc[:, n], (formats or {}).get(name) or _usual(name)) for n, name in named]
    shown = list(zip(*columns, strict=True))
    body = "\n".join(
        f'<tr><th scope="row">{marked(first)}</th>' + "".join(f"<td>{marked(cell)}</td>" for cell in others) + "</tr>"
        for first, *others in shown
    )
    top = f"<caption>{marked(caption)}</caption>\n{head(frame.columns)}"
    html = f'<table class="figures">{top}\n<tbody>\n{body}\n</tbody></table>'
    return Html(html, "\n".join([caption, "\t".join(map(str, frame.columns)), *("\t".join(row) for row in shown)]))


def head(names: Iterable[object]) -> str:
    """The head of a table."""
    return "<thead><tr>" + "".join(f'<th scope="col">{marked(name)}</th>' for name in names) + "</tr></thead>"


def _usual(name: str) -> Callable[[Any], str]:
    share = re.search("^(.*_)?(share|low|high)(_.*)?$", name) and not re.search("ratio|boot", name)
    chance = "{:.4f}" if name in ("p", "q") else "{:.2f}"
    number = "{:.0%}" if share else "{:+.0%}" if name == "difference" else chance

    def write(value: Any) -> str:
        if isinstance(value, float):
            return number.format(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)

    return write


def _written(column: pd.Series[Any], how: str | Callable[[Any], str]) -> list[str]:
    write = how if callable(how) else how.format
    return ["–" if missing(value) else write(value) for value in column.tolist()]


def missing(value: object) -> bool:
    """Whether a cell holds nothing."""
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)
