"""Layers → records with the keys of the coding guide, by article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from duizhao.pages.roles import Article

CODED = ("mentions", "quotes", "stance", "frames", "hedges")
Records = dict[str, list[dict[str, Any]]]
MADE_FROM = {"frames": "indicators"}
"""The layer of a corpus that a kind of record is made from, where it has another name."""
_SAID = ("title", "published", "published_partial", "retrieved", "host", "publisher", "account", "author", "editor",
         "original_source")  # fmt: skip
_INDICATOR = ("frame", "indicator", "text", "cue_start", "cue_end", "voice")


def article(one: Article) -> dict[str, Any]:
    """What `duizhao article` says of a page; `source` is None where the page names none."""
    found, text = one.metadata._asdict(), one.page.text
    body = one.lines[one.lines["role"].isin(("body", "subhead"))]
    return {
        "page": one.page.name,
        **{field: found[field] for field in _SAID},
        "source": one.metadata.source or one.page.given.get("source"),
        "cited": list(one.metadata.cited),
        "body_lines": body["line"].tolist(),
        "body": "\n".join(text[s:e].strip() for s, e in zip(body["start"], body["end"], strict=True)),
        "spans": [read._asdict() for read in one.metadata.spans],
        "warnings": list(one.warnings),
    }


def layer(name: str, layers: Mapping[str, pd.DataFrame]) -> Records:
    """The records of one layer by article."""
    if name == "frames":
        return _frames(layers["sentences"], layers["indicators"])
    frame = layers[name].drop(columns="source")
    if name == "stance":
        words = layers["evaluations"].groupby(["article", "sentence", "target", "voice"])["cue"].agg(list)
        keys = zip(frame["article"], frame["sentence"], frame["target"], frame["voice"], strict=True)
        frame = frame.assign(cues=[words[key] for key in keys])
    made = {str(key): rows(part.drop(columns="article")) for key, part in frame.groupby("article", sort=False)}
    return {key: [_quote(row) for row in own] for key, own in made.items()} if name == "quotes" else made


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as dicts of Python's own types."""
    columns = [frame[name].tolist() for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _quote(row: dict[str, Any]) -> dict[str, Any]:
    """As coded by hand: `cont` and `own` only where it is so; where a speech has no word for it there is no place of one."""
    return {key: value for key, value in row.items() if value is not False and value is not None and value == value}


def _frames(sentences: pd.DataFrame, indicators: pd.DataFrame) -> Records:
    """Every sentence, with the frames met (none: an empty list) and the indicators that met them."""
    met: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows(indicators):
        met.setdefault((row["article"], row["sentence"]), []).append({key: row[key] for key in _INDICATOR})
    made: Records = {}
    for row in rows(sentences[["article", "sentence", "start", "end"]]):
        hits = met.get((row["article"], row["sentence"]), [])
        frames = list(dict.fromkeys(hit["frame"] for hit in hits))
        place = {key: row[key] for key in ("sentence", "start", "end")}
        made.setdefault(row["article"], []).append({**place, "frames": frames, "indicators": hits})
    return made
