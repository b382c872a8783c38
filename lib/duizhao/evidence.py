"""Rows → the passages behind them, as HTML that is safe to show: all text from pages is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from duizhao.figures import DARK_ROLES, ROLE_COLOURS
from duizhao.roles import Article

KEY = ["article", "sentence"]
_CHINESE = re.compile("[\u3400-\u9fff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class Html:
    """What a notebook shows: HTML where that can be shown, else the text."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


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

    `formats` gives a format string (`"{:.1f}"`) or a function for a column; what is missing is shown as a dash.
    """
    shown = pd.DataFrame({name: _formatted(frame[name], (formats or {}).get(name)) for name in frame.columns})
    head = "".join(f'<th scope="col">{_marked(name)}</th>' for name in shown.columns)
    rows = []
    for row in shown.itertuples(index=False, name=None):
        first, *others = map(_marked, row)
        cells = "".join(f"<td>{cell}</td>" for cell in others)
        rows.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    body = "\n".join(rows)
    html = (
        f'<table class="figures"><caption>{_marked(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table>"
    )
    lines = [
        caption,
        "\t".join(map(str, shown.columns)),
        *("\t".join(row) for row in shown.itertuples(index=False, name=None)),
    ]
    return Html(html, _BIDI.sub(" ", "\n".join(lines)))


def _formatted(column: pd.Series[Any], how: str | Callable[[Any], str] | None) -> list[str]:
    write = how if callable(how) else (how or "{}").format
    return ["–" if _missing(value) else write(value) for value in column]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def passages(
    rows: pd.DataFrame, sentences: pd.DataFrame, *, by: str, most: int = 4, order: Iterable[object] = ()
) -> Html:
    """The sentences that rows of a layer stand in, under a heading for each value of the column `by`.

    Parameters
    ----------
    rows : `source, article, sentence` and `by`; the words to mark are at `cue_start:cue_end`, else at `start:end` where
        that is less than the sentence
    sentences : frame of `sentences.split`
    most : sentences shown of each source under a heading; how many there are is always said
    order : values of `by` in the order wanted; those not named follow in their own
    """
    text = sentences.rename(columns={"start": "from", "end": "to", "text": "sentence_text"})
    joined = rows.merge(text[[*KEY, "line", "from", "to", "sentence_text"]], on=KEY, how="left")
    groups: dict[Any, pd.DataFrame] = dict(list(joined.groupby(by, sort=False)))
    wanted = [value for value in dict.fromkeys([*order, *groups]) if value in groups]
    parts = [_group(value, groups[value], most) for value in wanted]
    html = '<div class="evidence">' + "\n".join(part.html for part in parts) + "</div>"
    return Html(html, "\n".join(part.text for part in parts))


def _group(value: object, part: pd.DataFrame, most: int) -> Html:
    items, texts, counts = [], [], []
    for source, own in part.groupby("source", sort=False):
        places = own.groupby(KEY, sort=False)
        counts.append(f"{source} {len(places)}")
        for _, hits in list(places)[:most]:
            first = hits.iloc[0]
            address = f"{source}, line {first['line']}, characters {first['from']}–{first['to']}"
            items.append(
                f'<li><blockquote lang="zh">{_highlighted(first["sentence_text"], _spans(hits))}</blockquote>'
                f'<p class="address">{_marked(address)}</p></li>'
            )
            texts.append(f"  {first['sentence_text']} [{address}]")
        if len(places) > most:
            items.append(f"<li>and {len(places) - most} more of {_marked(source)}</li>")
    heading = f"{value}: sentences in {', '.join(counts)}"
    html = f"<details><summary>{_marked(heading)}</summary><ul>{''.join(items)}</ul></details>"
    return Html(html, "\n".join([heading, *texts]))


def _spans(hits: pd.DataFrame) -> list[tuple[int, int]]:
    """What to mark in a sentence, as offsets into its text."""
    names = ("cue_start", "cue_end") if "cue_start" in hits else ("start", "end") if "start" in hits else None
    if names is None:
        return []
    pairs = zip(*(hits[name] for name in (*names, "from", "to")), strict=True)
    return [
        (int(s - a), int(e - a))
        for s, e, a, b in pairs
        if not _missing(s) and not pd.isna(s) and a <= s < e <= b and (s, e) != (a, b)
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
    html = (
        f'<details class="page"><summary>{_marked(title)}</summary><table><caption>{_marked(article.page.name.rsplit("/", 1)[-1])}'
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
