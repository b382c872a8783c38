"""Rows → the passages behind them, as HTML that is safe to show: all text from pages is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from duizhao.pages.roles import Article
from duizhao.show.figures import DARK_ROLES, ROLE_COLOURS

KEY = ["article", "sentence"]
_CHINESE = re.compile("[\u3400-\u9fff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")


PROBABILITIES = ("p", "q", "p_perm")


@dataclass(frozen=True)
class Html:
    """What a notebook shows: HTML where that can be shown, else the text."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return _BIDI.sub(" ", self.text)


def safe(text: object) -> str:
    """Text for HTML: markup escaped, and characters that would turn the line around or control a terminal shown as such."""
    return escape(_BIDI.sub(lambda m: f"\\u{ord(m[0]):04x}", str(text)))


def _marked(text: object) -> str:
    """Escaped, and said to be Chinese where it is."""
    return f'<span lang="zh">{safe(text)}</span>' if _CHINESE.search(str(text)) else safe(text)


def table(
    frame: pd.DataFrame, *, caption: str, formats: Mapping[str, str | Callable[[Any], str]] | None = None
) -> Html:
    """A frame as a table that a screen reader can read: a caption, headers with their scope, the first column as row headers.

    `formats` gives a format string (`"{:.1f}"`) or a function for a column, in place of what fits its name and kind: shares
    in per cent, p and q with four places, lists by their items. What is missing is shown as a dash.
    """
    named = list(enumerate(map(str, frame.columns)))
    columns = [_formatted(frame.iloc[:, n], (formats or {}).get(name) or _usual(name)) for n, name in named]
    shown = list(zip(*columns, strict=True))
    head = "".join(f'<th scope="col">{_marked(name)}</th>' for name in frame.columns)
    rows = []
    for row in shown:
        first, *others = map(_marked, row)
        cells = "".join(f"<td>{cell}</td>" for cell in others)
        rows.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    body = "\n".join(rows)
    html = (
        f'<table class="figures"><caption>{_marked(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table>"
    )
    return Html(html, "\n".join([caption, "\t".join(map(str, frame.columns)), *("\t".join(row) for row in shown)]))


def _usual(name: str) -> Callable[[Any], str]:
    share = re.search("^(.*_)?(share|low|high)(_.*)?$", name) and not re.search("ratio|boot", name)
    number = "{:.0%}" if share else "{:+.0%}" if name == "difference" else "{:.4f}" if name in PROBABILITIES else "{:.2f}"

    def write(value: Any) -> str:
        if isinstance(value, float):
            return number.format(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return f"{value:,}"
        return "、".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)

    return write


def _formatted(column: pd.Series[Any], how: str | Callable[[Any], str]) -> list[str]:
    write = how if callable(how) else how.format
    return ["–" if _missing(value) else write(value) for value in column.tolist()]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


Place = tuple[str, int]
"""An article and the number of a sentence in it."""


def passages(
    rows: pd.DataFrame, sentences: pd.DataFrame, *, by: str, most: int = 4, order: Iterable[object] = ()
) -> Html:
    """The sentences that rows of a layer stand in, under a heading for each value of the column `by`.

    Parameters
    ----------
    rows : `source, article, sentence` and `by`; the words to mark are at `cue_start:cue_end`, else at `start:end` where
        that is less than the sentence. Rows of sentences that are not given are left out.
    sentences : frame of `sentences.split`
    most : sentences shown of each source under a heading; how many there are is always said
    order : values of `by` in the order wanted; those not named follow in their own
    """
    columns = (sentences[name].tolist() for name in (*KEY, "line", "start", "end", "text"))
    known = {(article, number): tuple(rest) for article, number, *rest in zip(*columns, strict=True)}
    groups: dict[Any, dict[str, dict[Place, list[Any]]]] = {}
    names = ("cue_start", "cue_end") if "cue_start" in rows else ("start", "end") if "start" in rows else (by, by)
    columns = (rows[name].tolist() for name in (by, "source", *KEY, *names))
    for value, source, article, number, start, end in zip(*columns, strict=True):
        if (article, number) in known and not _missing(value):
            marks = groups.setdefault(value, {}).setdefault(source, {}).setdefault((article, number), [])
            marks.append((start, end))
    wanted = [value for value in dict.fromkeys([*order, *groups]) if value in groups]
    parts = [_group(value, groups[value], known, most) for value in wanted]
    html = '<div class="evidence">' + "\n".join(part.html for part in parts) + "</div>"
    return Html(html, "\n".join(part.text for part in parts))


def _group(
    value: object, sources: Mapping[str, Mapping[Place, list[Any]]], known: Mapping[Place, tuple[Any, ...]], most: int
) -> Html:
    items, texts = [], []
    for source, places in sources.items():
        for place, marks in list(places.items())[:most]:
            line, start, end, text = known[place]
            address = f"{source}, line {line}, characters {start}–{end}"
            items.append(
                f'<li><blockquote lang="zh">{_highlighted(text, _spans(marks, start, end))}</blockquote>'
                f'<p class="address">{_marked(address)}</p></li>'
            )
            texts.append(f"  {text} [{address}]")
        if len(places) > most:
            items.append(f"<li>and {len(places) - most} more of {_marked(source)}</li>")
    heading = f"{value}: sentences in {', '.join(f'{source} {len(places)}' for source, places in sources.items())}"
    html = f"<details><summary>{_marked(heading)}</summary><ul>{''.join(items)}</ul></details>"
    return Html(html, "\n".join([heading, *texts]))


def _spans(marks: Iterable[tuple[Any, Any]], start: int, end: int) -> list[tuple[int, int]]:
    """What to mark in a sentence, as offsets into its text."""
    return [
        (int(s - start), int(e - start))
        for s, e in marks
        if not _missing(s) and start <= s < e <= end and (s, e) != (start, end)
    ]


def _highlighted(text: str, spans: Sequence[tuple[int, int]]) -> str:
    out, reached = [], 0
    for start, end in sorted(set(spans)):
        start = max(start, reached)
        if start < end:
            out += [safe(text[reached:start]), f"<mark>{safe(text[start:end])}</mark>"]
            reached = end
    return "".join(out) + safe(text[reached:])


def page(article: Article) -> Html:
    """The whole page, every line in the colour of its role with the role written beside it; why it has that role as a tip."""
    text, rows = article.page.text, []
    for line, start, end, role, reason in zip(
        *(article.lines[c] for c in ("line", "start", "end", "role", "reason")), strict=True
    ):
        if role == "blank":
            continue
        colour = f"background:{ROLE_COLOURS.get(role, '#c9ced6')};color:{'#fff' if role in DARK_ROLES else '#222'}"
        rows.append(
            f'<tr><th scope="row">{line}</th><td><span class="role" style="{colour}">{safe(role)}</span></td>'
            f'<td>{safe(reason)}</td><td lang="zh">{safe(text[start:end].strip())}</td></tr>'
        )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("line", "role", "reason", "text"))
    title = f"{article.source}: {len(article.lines)} lines, of which blank {sum(article.lines['role'] == 'blank')}"
    name = article.page.name.rsplit("/", 1)[-1]
    html = (
        f'<details class="page"><summary>{_marked(title)}</summary><table><caption>{_marked(name)}'
        f"</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></details>"
    )
    return Html(html, title)


def pages(articles: Iterable[Article]) -> Html:
    """The whole pages, one after the other, each folded."""
    parts = [page(article) for article in articles]
    return Html("\n".join(part.html for part in parts), "\n".join(part.text for part in parts))


def prose(text: str) -> Html:
    """A sentence or two with numbers computed where they stand; Chinese in it is said to be Chinese."""
    return Html(
        "".join(f"<p>{_CHINESE_RUN.sub(_span, safe(part))}</p>" for part in text.split("\n") if part.strip()), text
    )


_CHINESE_RUN = re.compile(
    "[\u3400-\u9fff\u3001-\u301f\uff00-\uffef“”‘’…·]*[\u3400-\u9fff][\u3400-\u9fff\u3001-\u301f\uff00-\uffef“”‘’…·]*"
)


def _span(match: re.Match[str]) -> str:
    return f'<span lang="zh">{match[0]}</span>'
