"""Rows of layers → the sentences that they stand in, folded, with the words that count marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from duizhao.show.evidence.html import Html, marked, safe
from duizhao.show.evidence.tables import missing

Place = tuple[str, int]
"""An article and the number of a sentence in it."""


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
        if (article, number) in known and not missing(value):
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
    inside = (m for m in marks if not missing(m[0]) and start <= m[0] < m[1] <= end and m != (start, end))
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
