"""What leaves the program: records with the keys of the coding guide, and lines that a terminal, a spreadsheet and a
JSON reader can take, whatever a page or a name holds."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from duizhao.corpus import Corpus
    from duizhao.pages.roles import Article

Records = dict[str, list[dict[str, Any]]]
CODED = ("mentions", "quotes", "stance", "frames", "hedges")
"""The layers that a person codes as well."""
DIGITS = 10
"""Significant digits of a number: more differ from one machine's arithmetic to the next."""
# What a terminal would obey, or what would turn a line around, is written as \\u…: in JSON that is the same text.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_SAID = ("title", "published", "published_partial", "retrieved", "host", "publisher", "account", "author", "editor",
         "original_source")  # fmt: skip
_INDICATOR = ("frame", "indicator", "text", "cue_start", "cue_end", "voice")
# What a spreadsheet takes for a formula, behind whatever it would strip, and behind a mark of ours: so no text is lost.
_FORMULA = re.compile(r"['\s\ufeff]*[=+\-@\t\r\n＝＋－＠﹢﹣﹦﹫−]")


def say(message: str) -> None:
    """A line on stderr."""
    print(f"duizhao: {safe(message)}", file=sys.stderr)


def safe(text: str) -> str:
    """Text as one line without anything that a terminal obeys."""
    return _UNSAFE.sub(_escaped, re.sub(r"[\x00-\x1f]+", " ", text))


def put(record: dict[str, Any]) -> None:
    """A record as a line of JSON on stdout; numbers rounded, what is no number or infinite as null."""
    line = json.dumps({key: plain(value) for key, value in record.items()}, ensure_ascii=False, allow_nan=False)
    print(_UNSAFE.sub(_escaped, line))


def put_rows(table: pd.DataFrame, *, csv: bool, header: bool) -> None:
    """Rows as lines of JSON, or as CSV of which no cell is a formula."""
    if not csv:
        for record in rows(table):
            put(record)
        return
    print(as_csv(table, header=header), end="")


def as_csv(table: pd.DataFrame, *, header: bool = True) -> str:
    """A table as CSV of which no cell is a formula."""
    words = table.select_dtypes(object).map(lambda own: cell(safe(own if isinstance(own, str) else " ".join(own))))
    return table.assign(**words).to_csv(index=False, header=header, lineterminator="\n", float_format=f"%.{DIGITS}g")


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        rounded = float(f"{value:.{DIGITS}g}") + 0.0  # no minus zero
        return rounded if math.isfinite(rounded) else None
    if isinstance(value, dict):
        return {key: plain(own) for key, own in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(own) for own in value]
    return plain(value.item()) if hasattr(value, "item") else None  # numpy's numbers; pandas' NA


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `uncell` gives it back, whatever it was."""
    return f"'{text}" if _FORMULA.match(text) else text


def uncell(text: str) -> str:
    """The text that `cell` was given."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text[1:]) else text


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def article(one: Article, cited: Iterable[str]) -> dict[str, Any]:
    """What `duizhao article` says of a page; `source` is None where the page names none."""
    found, text = one.metadata._asdict(), one.page.text
    body = one.lines[one.lines["role"].isin(("body", "subhead"))]
    return {
        "page": one.page.name,
        **{field: found[field] for field in _SAID},
        "source": one.metadata.source or one.page.given.get("source"),
        "cited": list(cited),
        "body_lines": body["line"].tolist(),
        "body": "\n".join(text[s:e].strip() for s, e in zip(body["start"], body["end"], strict=True)),
        "spans": [read._asdict() for read in one.metadata.spans],
        "warnings": list(one.warnings),
    }


def layer(name: str, corpus: Corpus) -> Records:
    """The records of one layer by article."""
    if name == "frames":
        return _frames(corpus)
    frame: pd.DataFrame = getattr(corpus, name).drop(columns="source")
    if name in ("stance", "tokens"):  # a sentence's text stands in its own layer, a token's in `token`
        frame = frame.drop(columns="text")
    if name == "stance":
        words = corpus.evaluations.groupby(["article", "sentence", "target", "voice"])["cue"].agg(list).to_dict()
        keys = zip(frame["article"], frame["sentence"], frame["target"], frame["voice"], strict=True)
        cues: list[Any] = [words.get(key, []) for key in keys]
        frame = frame.assign(cues=cues)
    made = {str(key): rows(part.drop(columns="article")) for key, part in frame.groupby("article", sort=False)}
    return {key: [_quote(row) for row in own] for key, own in made.items()} if name == "quotes" else made


QUOTATION = ("source", "article", "speaker", "description", "actors", "verb", "distance", "attitude", "kind", "text",
             "line")  # fmt: skip


def quotations(corpus: Corpus) -> pd.DataFrame:
    """A row a quotation (columns: `QUOTATION`), whole although it may run over several sentences."""
    import pandas as pd

    pages = {one.name: one.page for one in corpus.articles}
    lines = {(row["article"], row["sentence"]): row["line"] for row in rows(corpus.sentences)}
    runs: list[dict[str, Any]] = []
    for row in rows(corpus.quotes):
        same = (run for run in reversed(runs) if (run["article"], run["speaker"]) == (row["article"], row["speaker"]))
        if row["cont"] and (run := next(same, None)):
            run["end"] = max(run["end"], row["end"])
        else:
            runs.append({**row, "verb": row["cue"], "line": lines[row["article"], row["sentence"]]})
    for run in runs:
        page = pages[run["article"]]
        run |= {"article": page.name, "text": page.text[run["start"] : run["end"]]}
    return pd.DataFrame(runs, columns=list(QUOTATION))


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """A frame's rows as dicts of Python's own types."""
    columns = [frame[name].tolist() for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _quote(row: dict[str, Any]) -> dict[str, Any]:
    """As coded by hand: `cont` and `own` only where it is so; no place of a verb where a quotation has none."""
    return {key: value for key, value in row.items() if value is not False and value is not None and value == value}


def _frames(corpus: Corpus) -> Records:
    """Every sentence, with the frames met (none: an empty list) and the indicators that met them."""
    met: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in rows(corpus.frames):
        met.setdefault((row["article"], row["sentence"]), []).append({key: row[key] for key in _INDICATOR})
    made: Records = {}
    for row in rows(corpus.sentences[["article", "sentence", "start", "end"]]):
        hits = met.get((row["article"], row["sentence"]), [])
        frames = list(dict.fromkeys(hit["frame"] for hit in hits))
        place = {key: row[key] for key in ("sentence", "start", "end")}
        made.setdefault(row["article"], []).append({**place, "frames": frames, "indicators": hits})
    return made
