"""Rows of layers → the sentences that they stand in, folded, with the words that count marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from duizhao.compare.findings import Finding
from duizhao.show import words
from duizhao.show.evidence import links
from duizhao.show.evidence.html import Html, marked, phrased, safe
from duizhao.show.evidence.tables import CODES, missing
from duizhao.show.words import Say

Place = tuple[str, int]
"""An article and the number of a sentence in it."""
WHOLE = (60, 30, 15, 8, 4, 2, 1)
"""So many sentences of a source are written out under a heading; of those after them the places, each a link. The first
of these numbers holds that keeps a list to `LONGEST` sentences, so that no page grows beyond what a browser likes."""
LONGEST = 1_500


def passages(
    rows: pd.DataFrame, sentences: pd.DataFrame, *, by: str, most: int = 4, order: Iterable[object] = (), caption: str = "",
    under: str = "", lang: str = "en",
) -> Html:  # fmt: skip
    """The sentences that rows of a layer stand in, under a heading for each value of the column `by`.

    The words to mark are at `cue_start:cue_end` of the rows, else at `start:end` where that is less than the sentence.
    Rows of sentences that are not given are left out. A heading opens `most` sentences of each source, the others are
    folded once more. `order` has values of `by` as wanted; those not named follow in their own order. Each heading, and
    each source under it, has the address that `links.anchor` gives. Where the same values are listed twice, of other
    rows, `under` tells the lists apart: figures and tables that are given the same lead to this one.
    """
    columns = (sentences[name].tolist() for name in ("article", "sentence", "line", "start", "end", "text"))
    known = {(article, number): tuple(rest) for article, number, *rest in zip(*columns, strict=True)}
    groups = _grouped(rows, by, known)
    say, whole = words.phrases(lang), _whole(groups)
    called = {value: words.value(str(value), lang) if by in CODES else str(value) for value in groups}
    parts = [
        _group(by + under, value, called[value], groups[value], known, (most, whole), say)
        for value in dict.fromkeys([*order, *groups])
        if value in groups
    ]
    if not parts:
        return Html(f"<p>{safe(say('Nothing of this kind in these articles.'))}</p>", "")
    top = f'<p class="caption">{phrased(caption)}</p>' if caption else ""
    html = f'<div class="evidence">{top}' + "\n".join(part.html for part in parts) + "</div>"
    return Html(html, "\n".join(part.text for part in parts))


def _grouped(rows: pd.DataFrame, by: str, known: Mapping[Place, Any]) -> dict[Any, dict[str, dict[Place, list[Any]]]]:
    """The marks of rows by the value of a column, source and place; without those whose sentence is not known."""
    groups: dict[Any, dict[str, dict[Place, list[Any]]]] = {}
    ends = ("cue_start", "cue_end") if "cue_start" in rows else ("start", "end") if "start" in rows else (by, by)
    columns = (rows[name].tolist() for name in (by, "source", "article", "sentence", *ends))
    for value, source, article, number, start, end in zip(*columns, strict=True):
        if (article, number) in known and not missing(value):
            marks = groups.setdefault(value, {}).setdefault(source, {}).setdefault((article, number), [])
            marks.append((start, end))
    return groups


def _whole(groups: Mapping[Any, Mapping[str, Mapping[Place, list[Any]]]]) -> int:
    """How many sentences of each source are written out, see `WHOLE`."""
    sizes = [len(places) for sources in groups.values() for places in sources.values()]
    return next((n for n in WHOLE if sum(min(n, size) for size in sizes) <= LONGEST), WHOLE[-1])


def statements(found: Iterable[Finding], *keys: str, lang: str = "en") -> Html:
    """Findings of some questions (by default all), a paragraph each, leading to the sentences that they rest on."""
    say, told = words.phrases(lang), [one for one in found if one.key in keys or not keys]
    parts, texts = [], []
    for one in told:
        n = len(one.evidence.drop_duplicates(["article", "sentence"]))
        more = say("its {n} sentences", n=n) if n > 1 else say("its sentence")
        link = f' <a class="rests" href="#{links.anchor("finding", one.statement)}">{safe(more)}</a>' if n else ""
        parts.append(f"<p>{phrased(one.statement)}{link}</p>")
        texts.append(one.statement)
    none = say("No difference beyond chance.")
    return Html("".join(parts) or f"<p>{safe(none)}</p>", "\n".join(texts) or none)


def _group(
    by: str, value: object, name: str, sources: Mapping[str, Mapping[Place, list[Any]]],
    known: Mapping[Place, tuple[Any, ...]], shown: tuple[int, int], say: Say,
) -> Html:  # fmt: skip
    most, whole = min(shown), shown[1]
    counts = say(", ").join(f"{source} {len(places)}" for source, places in sources.items())
    heading = say("{name}: sentences in {counts}", name=name, counts=counts)
    items, texts = "", [heading]
    for source, places in sources.items():
        found = [_passage(source, place, known[place], marks, say) for place, marks in list(places.items())[:whole]]
        rest = "".join(f"<li>{passage.html}</li>" for passage in found[most:])
        own = "".join(f"<li>{passage.html}</li>" for passage in found[:most])
        items += own.replace("<li>", f'<li id="{links.anchor(by, value, source)}">', 1)
        texts += [passage.text for passage in found[:most]]
        beyond = list(places)[whole:]
        if rest or beyond:
            more = say("{n} more of {source}", n=len(places) - most, source=source)
            places_only = f"<li>{_bare(beyond, known, say)}</li>" if beyond else ""
            items += f"<li><details><summary>{marked(more)}</summary><ul>{rest}{places_only}</ul></details></li>"
            texts.append(f"  {say('and')} {more}")
    inside = f'<ul id="{links.anchor(by, value)}">{items}</ul>'
    return Html(f"<details><summary>{marked(heading)}</summary>{inside}</details>", "\n".join(texts))


def _bare(places: Iterable[Place], known: Mapping[Place, tuple[Any, ...]], say: Say) -> str:
    """Where more sentences stand, without their text."""
    told = (
        f'<span class="address" data-place="{links.place(*place)}">{safe(say("line {line}", line=known[place][0]))}</span>'
        for place in places
    )
    return " · ".join(told)


def _passage(source: str, place: Place, sentence: tuple[Any, ...], marks: Iterable[tuple[Any, Any]], say: Say) -> Html:
    line, start, end, text = sentence
    address = say("{source}, line {line}, characters {start}–{end}", source=source, line=line, start=start, end=end)
    inside = (m for m in marks if not missing(m[0]) and start <= m[0] < m[1] <= end and m != (start, end))
    spans = [(int(s - start), int(e - start)) for s, e in inside]
    html = (
        f'<blockquote lang="zh">{_highlighted(text, spans)}</blockquote>'
        f'<p class="address" data-place="{links.place(*place)}">{marked(address)}</p>'
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
