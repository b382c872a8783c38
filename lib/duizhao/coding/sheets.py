"""Sheets for coders: CSV that a spreadsheet opens with its Chinese intact, written blank or filled.

A row is a sentence (for stance a sentence and an actor in it); its first columns are its address and stay as they
are. The coder writes into the columns of `COLUMNS`. A row left blank is not coded; one 0 says that nothing is there.

mentions  `actors`: codes of the actors mentioned, as `FR GB`
quotes    `direct`, `indirect`, `mixed`, `source`: who speaks in a quotation of that kind, `unknown` without a name
stance    `polarity_author`, `polarity_quoted`: `for` or `against` the target, in the author's voice and in others'
frames    a column a frame: 1 where the sentence has it
hedges    `possible`, `probable`, `necessary`, `asserted`: the words that say so
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from duizhao.disk import write_files
from duizhao.layers.hedges import VALUES
from duizhao.output import cell, safe

ADDRESS = ("page", "layer", "sentence", "start", "end")
KINDS = ("direct", "indirect", "mixed", "source")
VOICES = ("polarity_author", "polarity_quoted")
COLUMNS = {"mentions": ("actors",), "quotes": KINDS, "stance": VOICES, "frames": (), "hedges": VALUES}
"""What the coder fills in; for frames it is the codebook's."""
FIXED = frozenset((*ADDRESS, "text", "target", "note", "coder"))
POLARITY = {1: "for", -1: "against", 0: "0"}
_SAID = {"quotes": ("kind", "speaker"), "stance": ("target", "voice", "polarity"), "frames": ("frame", "sentence"),
         "mentions": ("actors", "start"), "hedges": ("value", "text")}  # fmt: skip
Key = tuple[str, int, str]
"""(page, sentence, target): a row."""


def tables(
    sentences: pd.DataFrame, coding: Mapping[str, pd.DataFrame], layers: Iterable[str], *,
    frames: Iterable[str] = (), coder: str = "", filled: bool = False,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    """A sheet a layer, all cells strings; blank, or filled with the coding's own codes.

    `coding` has frames by layer, the program's or those of `scores.read`. A blank sheet takes nothing from them but the
    actors of each sentence, whose stance is asked; a sentence without any has a row with an empty target. `frames` are
    columns of the layer of that name, see `frames.names`.
    """
    made, frames = {}, tuple(frames)
    for layer in dict.fromkeys(layers):
        names, codes = COLUMNS[layer] or frames, _codes(layer, coding) if filled else {}
        asked = _targets(coding, codes) if layer == "stance" else {}
        rows = []
        for page, number, start, end, text in sentences[["article", *ADDRESS[2:], "text"]].itertuples(index=False):
            for target in asked.get((page, number), [""]):
                own = codes.get((page, number, target), {})
                cells = [_cell(layer, own.get(name, ())) if filled else "" for name in names]
                extra = [target] if layer == "stance" else []
                rows.append((page, layer, str(number), str(start), str(end), safe(text), *extra, *cells, "", coder))
        columns = [*ADDRESS, "text", *(["target"] if layer == "stance" else []), *names, "note", "coder"]
        made[layer] = pd.DataFrame(rows, columns=columns, dtype=object)
    return made


def _targets(coding: Mapping[str, pd.DataFrame], codes: Iterable[Key]) -> dict[tuple[str, int], list[str]]:
    """The actors of each sentence as they come, then those that a coding evaluates though nothing names them."""
    found: dict[tuple[str, int], dict[str, None]] = {}
    mentions = coding["mentions"].sort_values("start", kind="stable")
    for page, number, actors in mentions[["article", "sentence", "actors"]].itertuples(index=False):
        found.setdefault((page, number), {}).update(dict.fromkeys(actors))
    for page, number, target in codes:
        found.setdefault((page, number), {}).setdefault(target)
    return {key: list(targets) for key, targets in found.items()}


def _codes(layer: str, coding: Mapping[str, pd.DataFrame]) -> dict[Key, dict[str, list[Any]]]:
    """What a coding writes into each column of each row."""
    codes: dict[Key, dict[str, list[Any]]] = {}
    for page, n, first, *rest in zip(*(coding[layer][c] for c in ("article", "sentence", *_SAID[layer])), strict=True):
        target, column, said = "", first, rest[:1]
        if layer == "stance":
            target, column, said = first, VOICES[rest[0] != "author"], rest[1:]
        elif layer == "mentions":
            column, said = "actors", list(first)
        codes.setdefault((page, n, target), {}).setdefault(column, []).extend([1] if layer == "frames" else said)
    return codes


def _cell(layer: str, codes: Iterable[Any]) -> str:
    if layer == "stance":
        return POLARITY[int((total := sum(codes)) > 0) - int(total < 0)]
    return (" " if layer == "mentions" else "; ").join(dict.fromkeys(map(str, codes))) or "0"


def page_names(paths: Sequence[str]) -> list[str]:
    """What pages are called in sheets: the file's name with its suffix, since a spreadsheet would take 001 for 1."""
    names = [Path(path).name for path in paths]
    return names if len(set(names)) == len(names) else list(paths)


def default_folder(coder: str) -> str:
    """Where a coder's sheets go unless told: a folder here, whatever the coder is called."""
    own = re.sub(r"[^\w.-]+", "_", coder)
    return f"sheets-{own}" if own else "sheets"


def to_csv(table: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, without which Excel shows Chinese as noise; every cell quoted, none a formula."""
    safe_cells = table.rename(columns=lambda name: cell(str(name))).astype(str).map(cell)
    text = safe_cells.to_csv(index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    return str(text).encode("utf-8-sig", "replace")


def write(tables: Mapping[str, pd.DataFrame], out: str | Path) -> list[Path]:
    """Write sheets: into one file where `out` ends in .csv, else into a folder, a file a layer. All of them, or none.

    An InputError says that a file is there already (it may be a coder's work), or cannot be written.
    """
    out = Path(out)
    one = out.suffix.lower() == ".csv"
    whole = pd.concat(tables.values(), ignore_index=True).fillna("") if one else pd.DataFrame()
    order = [*(name for name in whole.columns if name not in ("note", "coder")), "note", "coder"]
    files = {out: whole[order]} if one else {out / f"{layer}.csv": table for layer, table in tables.items()}
    return write_files({path: to_csv(table) for path, table in files.items()})
