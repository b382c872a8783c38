"""`PAGE.codes.csv` beside a page → the program's stance, frames and quotations as a person corrects them.

The file is the sheet that `duizhao sheet PAGE --filled --out PAGE.codes.csv` writes. A row that is filled in says all
codes of its sentence (for stance: of its target there); one left blank, or not there, leaves what the program found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from duizhao.coding import coders, sheets
from duizhao.coding.coders import Row
from duizhao.errors import InputError
from duizhao.layers.speech.quotes import voices

LAYERS = ("quotes", "stance", "frames")
BY_HAND = "by hand"
"""The indicator of a frame that a person gave."""
_PLACE = ("source", "article", "sentence", "start", "end")
Code = tuple[str, ...]
"""A kind of quotation, a frame, or a target and `author` or `quoted`."""


class Corrections(NamedTuple):
    """What a person filled in for one article, and a line for each row that cannot be used."""

    article: str
    rows: list[Row]
    problems: list[str]


class Corrected(NamedTuple):
    """The layers as corrected; `changes`, a row a code that the person made; `problems`, a line a row not used."""

    layers: dict[str, pd.DataFrame]
    changes: pd.DataFrame
    problems: list[str]


def read(path: str | Path, article: str | None = None) -> Corrections:
    """The corrections in a file `PAGE.codes.csv`, for the article of that name (by default: the page's stem).

    A malformed row is a line in `problems` that names file, row and column; the others are used. Layers that are not
    corrected (`mentions`, `hedges`) are passed over. A file that is no sheet is an InputError.
    """
    sheet = coders.read(path)
    rows = [row for row in sheet.rows if row.layer in LAYERS and not row.blank]
    return Corrections(article or Path(Path(path).name.removesuffix(".codes.csv")).stem, rows, sheet.problems)


def of_page(path: str, article: str) -> Corrections:
    """The corrections beside a page, as `read`; a file that is no sheet is a problem, and nothing of it is used."""
    try:
        return read(path, article)
    except InputError as error:
        return Corrections(article, [], [f"{error}; nothing of it is used"])


def apply(layers: Mapping[str, pd.DataFrame], given: Iterable[Corrections]) -> Corrected:
    """The layers with a person's codes in place of the program's; those given stay as they are.

    A code that the person confirms keeps the program's row with its words. One that the person adds has a row without
    words (`cue` empty, at the start of the sentence): a quotation then spans the sentence, a frame is of the indicator
    `by hand`. `changes` says where program and person differ; its length is the codes that the person made.
    """
    homes = {(h["article"], h["start"], h["end"]): h for h in layers["sentences"].to_dict("records")}
    made, program, voice = dict(layers), _said(layers), voices(layers["quotes"])
    problems, changes = [], []
    for one in given:
        problems += one.problems
        for row in one.rows:
            home = homes.get((one.article, row.start, row.end))
            if home is None:
                place = f"no sentence of {one.article} at {row.start} to {row.end}"
                problems.append(f"{row.where}, columns start, end: {place}")
                continue
            for code, corrected in _codes(row).items():
                found = program.get((row.layer, one.article, home["sentence"], *code), 0)
                if found != corrected:
                    said = voice(one.article, row.start, row.end)
                    made[row.layer] = _edited(row.layer, made[row.layer], home, code, corrected, said)
                    changes.append((*(home[name] for name in _PLACE), row.layer, " ".join(code), found, corrected))
    columns = [*_PLACE, "layer", "code", "program", "corrected"]
    return Corrected(made, pd.DataFrame(changes, columns=columns), problems)


def difference(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Sentences with a code: `source, layer, code, program, corrected, difference`, a row a source and code."""
    sources = dict(zip(before["sentences"]["article"], before["sentences"]["source"], strict=True))
    counts: dict[tuple[str, ...], list[int]] = {}
    for side, layers in enumerate((before, after)):
        for (layer, article, _, *code), value in _said(layers).items():
            if value:
                signed = [*code, "+" if value > 0 else "−"] if layer == "stance" else code
                counts.setdefault((sources[article], layer, " ".join(signed)), [0, 0])[side] += 1
    rows = [(*key, program, corrected, corrected - program) for key, (program, corrected) in counts.items()]
    return pd.DataFrame(rows, columns=["source", "layer", "code", "program", "corrected", "difference"])


def _said(layers: Mapping[str, pd.DataFrame]) -> dict[tuple[Any, ...], Any]:
    """What is coded, by layer, article, sentence and code: the sheet that the layers would fill in."""
    frames = dict.fromkeys(layers["frames"]["frame"])
    tables = sheets.tables(layers["sentences"], layers, LAYERS, frames=frames, filled=True)
    rows = coders.from_tables("program", tables).rows
    return {(row.layer, row.page, row.sentence, *code): value for row in rows for code, value in _codes(row).items()}


def _codes(row: Row) -> dict[Code, Any]:
    """What a row says: a value a code, 0 where there is nothing."""
    if row.layer == "quotes":
        return {(kind,): "; ".join(coders.names(row.cells[kind])) or 0 for kind in sheets.KINDS}
    stance = row.layer == "stance"
    return {(name, variable) if stance else (name,): value for (variable, name), value in row.codes.items()}


def _edited(
    layer: str, frame: pd.DataFrame, home: Mapping[Any, Any], code: Code, value: Any, voice: str
) -> pd.DataFrame:
    """The layer with one code of a sentence as a person says: the program's rows if as many are left, else new ones."""
    here = (frame["article"] == home["article"]) & (frame["sentence"] == home["sentence"])
    if layer == "stance":
        here &= (frame["target"] == code[0]) & ((frame["voice"] == "author") == (code[1] == "author"))
    else:
        here &= frame["kind" if layer == "quotes" else "frame"] == code[0]
    field = {"quotes": "speaker", "stance": "polarity", "frames": "frame"}[layer]
    values = [] if not value else value.split("; ") if layer == "quotes" else [code[0] if layer == "frames" else value]
    rows = frame[here].to_dict("records")
    if len(rows) != len(values):
        rows = [_blank(layer, frame, home, code, voice)] * len(values)
    new = [{**row, field: own} for row, own in zip(rows, values, strict=True)]
    whole = pd.concat([frame[~here], pd.DataFrame(new, columns=frame.columns).astype(frame.dtypes.to_dict())])
    # an article's rows stand together, in the order of the text
    first = {name: n for n, name in enumerate(dict.fromkeys([*frame["article"], home["article"]]))}
    whole = whole.sort_values("start", kind="stable")
    return whole.sort_values("article", key=lambda names: names.map(first), kind="stable", ignore_index=True)


def _blank(layer: str, frame: pd.DataFrame, home: Mapping[Any, Any], code: Code, voice: str) -> dict[Any, Any]:
    """A row without words."""
    row = dict.fromkeys(frame.columns, "") | {name: home[name] for name in _PLACE}
    row |= {"cue_start": home["start"], "cue_end": home["start"], "voice": voice}
    if layer == "frames":
        return row | {"indicator": BY_HAND}
    if layer == "stance":
        quoted = "unknown" if voice == "author" else voice
        said = "author" if code[1] == "author" else quoted
        return row | {"target": code[0], "voice": said, "cues": 0, "text": home["text"]}
    return row | {"kind": code[0], "actors": (), "cont": False, "own": False, "text": home["text"]}
