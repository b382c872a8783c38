"""Frames as tables that a screen reader can read, in words that readers know, whose counts lead to their sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from duizhao.show import words
from duizhao.show.evidence import links
from duizhao.show.evidence.html import Html, phrased, safe

CODES = ("voice", "kind", "side", "unit", "role", "measure", "field", "distance", "attitude", "mark", "layer",
         "variable", "about", "frame", "certainty", "headline", "speaker", "code", "read from", "use", "text of",
         "warning", "between", "what", "coding", "introduces")  # fmt: skip
"""Columns whose cells are codes of the program, shown by the names in values.csv."""


KEYNESS = ["word", "n_a", "n_b", "sentences_a", "sentences_b", "p", "q", "log_ratio", "log_ratio_low", "log_ratio_high",
           "log_ratio_conservative", "boot_low", "boot_high", "dp_a", "dp_b"]  # fmt: skip
"""Columns of a table of key words that a reader is shown."""


def table(
    frame: pd.DataFrame, *, caption: str, lang: str = "en", by: str = "", a: str = "A", b: str = "B",
    sources: Collection[str] = (), leads: Sequence[Mapping[str, str]] = (), places: pd.DataFrame | None = None,
    formats: Mapping[str, str | Callable[[Any], str]] | None = None, under: str = "",
) -> Html:  # fmt: skip
    """A frame as a table: a caption, headers with a scope, the first column as headers.

    Parameters
    ----------
    lang : language of the columns' names and of codes
    by : the column whose values have sentences under an address (`links.anchor`): they and their counts lead there
    a, b : the sources that columns such as `k_a` and `k_b` are about
    sources : sources that have a column of their name
    places : for each row the `article, sentence` of what stands in its column `text`
    leads : for each row, addresses of cells by column, in place of those that `by` gives
    formats : a format string (`"{:.1f}"`) or a function for a column, in place of what fits its name and kind: shares
        in per cent, p and q with four places, lists by their items. What is missing is shown as a dash.
    under : what the evidence is of besides, see `passages`
    """
    named = list(enumerate(map(str, frame.columns)))
    columns = [_written(frame.iloc[:, n], (formats or {}).get(name) or _usual(name, lang)) for n, name in named]
    heads = [words.column(_meant(name, frame), lang, a=a, b=b) for _, name in named]
    leads = leads or (list(links.cells(frame, by, a, b, sources, under)) if by else [{}] * len(frame))
    shown = list(zip(*columns, strict=True))
    names = [name for _, name in named]
    body = [_row(names, *row) for row in zip(shown, leads, _places(places, len(frame)), strict=True)] if columns else []
    top = f"<caption>{phrased(caption)}</caption>\n{head(heads)}"
    rows = "\n".join(body)
    html = f'<table class="figures">{top}\n<tbody>\n{rows}\n</tbody></table>'
    if not shown:
        html += f"<p>{safe(words.phrases(lang)('Nothing of this kind in these articles.'))}</p>"
    return Html(html, "\n".join([caption, "\t".join(heads), *("\t".join(row) for row in shown)]))


def head(names: Iterable[object]) -> str:
    """The head of a table."""
    return "<thead><tr>" + "".join(f'<th scope="col">{phrased(str(name))}</th>' for name in names) + "</tr></thead>"


def _meant(name: str, frame: pd.DataFrame) -> str:
    """The column's name as columns.csv has it: n beside k is the whole that k is a part of."""
    beside = any(name in frame for name in ("k", "k_a"))
    return f"{name} of k" if beside and name in ("n", "n_a", "n_b", "n_other") else name


def _places(places: pd.DataFrame | None, rows: int) -> list[str]:
    """The address of each row's sentence, see `links.place`; empty where there are none."""
    if places is None:
        return [""] * rows
    return [links.place(*row) for row in zip(places["article"], places["sentence"], strict=True)]


def _row(names: Sequence[str], cells: Sequence[str], leads: Mapping[str, str], place: str) -> str:
    told = zip(cells, names, strict=True)
    first, *rest = (_cell(text, leads.get(name), place if name == "text" else "") for text, name in told)
    return f'<tr><th scope="row"{first}</th>' + "".join(f"<td{cell}</td>" for cell in rest) + "</tr>"


def _cell(text: str, address: str | None, place: str) -> str:
    """The rest of a cell behind its tag's name: leading to an address, or standing at a place in an article."""
    told = f'<a href="#{address}">{phrased(text)}</a>' if address and text != "–" else phrased(text)
    return f' data-place="{place}">{told}' if place else f">{told}"


def _usual(name: str, lang: str) -> Callable[[Any], str]:
    share = re.search("^(.*_)?(share|low|high)(_.*)?$", name) and not re.search("ratio|boot", name)
    chance = "{:.4f}" if name in ("p", "q") else "{:.2f}"
    number = "{:.0%}" if share else "{:+.0%}" if name == "difference" else chance

    def write(value: Any) -> str:
        if isinstance(value, float):
            return "<0.0001" if chance == "{:.4f}" and value < 0.00005 else number.format(value)
        if isinstance(value, bool):
            return words.value(str(value).lower(), lang)
        if isinstance(value, int):
            return f"{value:,}"
        if isinstance(value, (list, tuple)):
            return "、".join(map(str, value))
        return words.value(str(value), lang) if name in CODES else str(value)

    return write


def _written(column: pd.Series[Any], how: str | Callable[[Any], str]) -> list[str]:
    write = how if callable(how) else how.format
    return ["–" if missing(value) else write(value) for value in column.tolist()]


def missing(value: object) -> bool:
    """Whether a cell holds nothing."""
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)
