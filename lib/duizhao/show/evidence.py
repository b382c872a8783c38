"""Rows → the passages behind them, as HTML that is safe to show: all text from pages is escaped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from duizhao.pages.roles import Article

ROLE_COLOURS = {
    "title": "#12355b", "subhead": "#2c5f8a", "body": "#1f5fa8", "byline": "#7b4a9e", "date": "#9a5b8f",
    "credit": "#8a6d1a", "caption": "#2f7d4f", "placeholder": "#9fc5ae", "notice": "#d9a441", "related": "#e4b7a0",
    "chrome": "#c9ced6",
}  # fmt: skip
DARK_ROLES = {"title", "subhead", "body", "byline", "date", "credit", "caption"}
_BIDI = re.compile("[\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WRITTEN = "[\u3400-\u9fff\u3001-\u301f\uff00-\uffef“”‘’…·]*"
_CHINESE = re.compile(f"{_WRITTEN}[\u3400-\u9fff]{_WRITTEN}")
Place = tuple[str, int]
"""An article and the number of a sentence in it."""


@dataclass(frozen=True)
class Html:
    """What a notebook shows: HTML where that can be shown, else the text."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return _BIDI.sub(" ", self.text)


def visible(text: str) -> str:
    """Text in which characters that would turn a line around, control a terminal or break a file are shown as such."""
    return _BIDI.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def safe(text: object) -> str:
    """Text for HTML: markup escaped, and nothing that is not `visible`."""
    return escape(visible(str(text)))


def marked(text: object) -> str:
    """Escaped, and said to be Chinese where it is."""
    return f'<span lang="zh">{safe(text)}</span>' if _CHINESE.search(str(text)) else safe(text)


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
    head = f"<caption>{marked(caption)}</caption>\n{_head(frame.columns)}"
    html = f'<table class="figures">{head}\n<tbody>\n{body}\n</tbody></table>'
    return Html(html, "\n".join([caption, "\t".join(map(str, frame.columns)), *("\t".join(row) for row in shown)]))


def _head(names: Iterable[object]) -> str:
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
    return ["–" if _missing(value) else write(value) for value in column.tolist()]


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and value != value)


def passages(
    rows: pd.DataFrame, sentences: pd.DataFrame, *, by: str, most: int = 4, order: Iterable[object] = ()
) -> Html:
    """The sentences that rows of a layer stand in, under a heading for each value of the column `by`.

    The words to mark are at `cue_start:cue_end` of the rows, else at `start:end` where that is less than the sentence.
    Rows of sentences that are not given are left out. A heading opens `most` sentences of each source, the others are
    folded once more. `order` has values of `by` as wanted; those not named follow in their own order.
    """
    columns = (sentences[name].tolist() for name in ("article", "sentence", "line", "start", "end", "text"))
    known = {(article, number): tuple(rest) for article, number, *rest in zip(*columns, strict=True)}
    groups: dict[Any, dict[str, dict[Place, list[Any]]]] = {}
    ends = ("cue_start", "cue_end") if "cue_start" in rows else ("start", "end") if "start" in rows else (by, by)
    columns = (rows[name].tolist() for name in (by, "source", "article", "sentence", *ends))
    for value, source, article, number, start, end in zip(*columns, strict=True):
        if (article, number) in known and not _missing(value):
            marks = groups.setdefault(value, {}).setdefault(source, {}).setdefault((article, number), [])
            marks.append((start, end))
    parts = [_group(v, groups[v], known, most) for v in dict.fromkeys([*order, *groups]) if v in groups]
    html = '<div class="evidence">' + "\n".join(part.html for part in parts) + "</div>"
    return Html(html, "\n".join(part.text for part in parts))


def _group(
    value: object, sources: Mapping[str, Mapping[Place, list[Any]]], known: Mapping[Place, tuple[Any, ...]], most: int
) -> Html:
    heading = f"{value}: sentences in {', '.join(f'{source} {len(places)}' for source, places in sources.items())}"
    items, texts = "", [heading]
    for source, places in sources.items():
        found = [_passage(source, place, known[place], marks) for place, marks in places.items()]
        rest = "".join(passage.html for passage in found[most:])
        items += "".join(passage.html for passage in found[:most])
        texts += [passage.text for passage in found[:most]]
        if rest:
            more = f"{len(found) - most} more of {source}"
            items += f"<li><details><summary>{marked(more)}</summary><ul>{rest}</ul></details></li>"
            texts.append(f"  and {more}")
    return Html(f"<details><summary>{marked(heading)}</summary><ul>{items}</ul></details>", "\n".join(texts))


def _passage(source: str, place: Place, sentence: tuple[Any, ...], marks: Iterable[tuple[Any, Any]]) -> Html:
    line, start, end, text = sentence
    address = f"{source}, line {line}, characters {start}–{end}"
    inside = (m for m in marks if not _missing(m[0]) and start <= m[0] < m[1] <= end and m != (start, end))
    spans = [(int(s - start), int(e - start)) for s, e in inside]
    html = (
        f'<li><blockquote lang="zh">{_highlighted(text, spans)}</blockquote>'
        f'<p class="address" data-place="{safe("|".join(map(str, place)))}">{marked(address)}</p></li>'
    )
    return Html(html, f"  {text} [{address}]")


def _highlighted(text: str, spans: Iterable[tuple[int, int]]) -> str:
    out, reached = [], 0
    for start, end in sorted(set(spans)):
        start = max(start, reached)
        if start < end:
            out += [safe(text[reached:start]), f"<mark>{safe(text[start:end])}</mark>"]
            reached = end
    return "".join(out) + safe(text[reached:])


def page(article: Article) -> Html:
    """The whole page, every line in the colour of its role with the role and the reason for it beside it."""
    lines = article.lines[article.lines["role"] != "blank"]
    rows = "".join(
        f'<tr><th scope="row">{line}</th><td><span class="role" style="background:{ROLE_COLOURS.get(role, "#c9ced6")};'
        f'color:{"#fff" if role in DARK_ROLES else "#222"}">{safe(role)}</span></td><td>{safe(reason)}</td>'
        f'<td lang="zh">{safe(article.page.text[start:end].strip())}</td></tr>'
        for line, start, end, role, reason in lines[["line", "start", "end", "role", "reason"]].itertuples(index=False)
    )
    title = f"{article.source}: {len(article.lines)} lines, of which blank {len(article.lines) - len(lines)}"
    caption = f"<caption>{marked(article.page.name.rsplit('/', 1)[-1])}</caption>"
    body = f"<table>{caption}{_head(('line', 'role', 'reason', 'text'))}<tbody>{rows}</tbody></table>"
    return Html(f'<details class="page"><summary>{marked(title)}</summary>{body}</details>', title)


def pages(articles: Iterable[Article]) -> Html:
    """The whole pages, one after the other, each folded."""
    parts = [page(article) for article in articles]
    return Html("\n".join(part.html for part in parts), "\n".join(part.text for part in parts))


def prose(text: str) -> Html:
    """A sentence or two with numbers computed where they stand; Chinese in it is said to be Chinese."""
    chinese = (_CHINESE.sub(r'<span lang="zh">\g<0></span>', safe(part)) for part in text.split("\n") if part.strip())
    return Html("".join(f"<p>{part}</p>" for part in chinese), text)
