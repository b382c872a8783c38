"""Codings by hand → layers like the program's; how far two codings of the same sentences agree, code by code.

A coding is a dict of frames by layer (`mentions`, `quotes`, `stance`, `frames`, `hedges`), as `Corpus.layers` gives
it, or as `read` takes it from a folder of JSON Lines with the coding guide's keys.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from duizhao.coding import coders, reliability, sheets
from duizhao.coding.reliability import Agreement
from duizhao.errors import InputError
from duizhao.measures import intervals

Coding = Mapping[str, pd.DataFrame]
ENOUGH = 10
"""Coded sentences below which the agreement on a frame says next to nothing."""
UNION = {"cohesion": "unity", "division": "unity"}
"""The coding guide's frame for two of the program's, which are opposite and never added up but here."""
_COLUMNS = {"mentions": ("text", "actors"), "quotes": ("speaker", "kind", "cont"), "frames": ("frame",),
            "stance": ("target", "voice", "polarity"), "hedges": ("text", "value")}  # fmt: skip
_PLACE = ("source", "article", "sentence", "start", "end")


def seeds_folder() -> Path:
    """The two codings of the seeds: package data where duizhao is installed, the tests' where it is not."""
    installed = Path(__file__).parents[1] / "seed_coding"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "tests" / "data" / "coding"


def unseen() -> pd.DataFrame:
    """How the program did on text that it was not developed on: a row a layer and set of texts."""
    return pd.read_csv(Path(__file__).with_name("unseen.csv"))


def not_validated(frames: Iterable[str]) -> list[str]:
    """Of these frames, those that either coding of the seeds has in fewer than `ENOUGH` sentences."""
    cases: Counter[tuple[str, str]] = Counter()
    for path in sorted(seeds_folder().glob("*/*/frames.jsonl")):
        cases.update((path.parent.name, frame) for record in _records(path) for frame in record["frames"])
    names = {coder for coder, _ in cases}
    return [frame for frame in frames if min((cases[coder, frame] for coder in names), default=0) < ENOUGH]


def read(folder: str | Path, sentences: pd.DataFrame, coder: str) -> dict[str, pd.DataFrame]:
    """One coder's coding of all the articles: from the files of `folder/ARTICLE/CODER`, any of which may be missing.

    They are `mentions.jsonl`, `quotes.jsonl`, `stance.jsonl`, `frames.jsonl`, `hedges.jsonl`. Each record gets the
    sentence that it overlaps most; one that lies in none is left out. A line that is no record, or an article without a
    folder, is an InputError.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {layer: [] for layer in _COLUMNS}
    for article, part in sentences.groupby("article", sort=False):
        own = Path(folder) / str(article) / coder
        if not own.is_dir():
            raise InputError(f"{own}: no such folder; a coding is a folder of files like mentions.jsonl")
        places = list(zip(*(part[c].tolist() for c in _PLACE), strict=True))
        for layer in _COLUMNS:
            for record in _records(own / f"{layer}.jsonl"):
                start, end = record["start"], record["end"]
                home = max(places, key=lambda p: min(p[4], end) - max(p[3], start))
                if min(home[4], end) > max(home[3], start):
                    rows[layer] += [(*home[:3], start, end, *cells) for cells in _cells(layer, record)]
    return {layer: pd.DataFrame(found, columns=[*_PLACE, *_COLUMNS[layer]]) for layer, found in rows.items()}


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text("utf-8-sig").split("\n") if path.exists() else (), 1):
        if line.strip():
            try:
                record = json.loads(line)
                yield {**record, "start": int(record["start"]), "end": int(record["end"])}
            except (ValueError, KeyError, TypeError):
                raise InputError(f"{path}: line {number} is no record with start and end") from None


def _cells(layer: str, record: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
    if layer == "frames":
        yield from ((frame,) for frame in record.get("frames", ()))
    else:
        given = {"cont": False, "voice": "author", **record}
        yield tuple(tuple(v) if isinstance(v := given.get(name), list) else v for name in _COLUMNS[layer])


def agree(sentences: pd.DataFrame, codings: Mapping[str, Coding], *, resamples: int = 2000) -> Agreement:
    """As `reliability.agree`, of whole codings by coder, each as the sheet that it would fill in.

    The program's `cohesion` and `division` are taken as the guide's `unity`.
    """
    guide = {n: {**own, "frames": own["frames"].replace({"frame": UNION})} for n, own in codings.items()}
    frames = sorted({frame for own in guide.values() for frame in own["frames"]["frame"]})
    handed = (
        coders.from_tables(name, sheets.tables(sentences, own, sheets.COLUMNS, frames=frames, filled=True, coder=name))
        for name, own in guide.items()
    )
    return reliability.agree(list(handed), resamples=resamples)


def pairs(sentences: pd.DataFrame, codings: Mapping[str, Coding]) -> pd.DataFrame:
    """Precision, recall and F1 of each pair of codings, the first of a pair taken as right.

    A row a pair, variable and category (None: all of them): `between, layer, variable, category, both, only_found,
    only_coded, precision, recall, f1, low, high`. The interval is F1's: Wilson's for J = both / all codes of the two,
    with F1 = 2J / (1 + J). It takes the codes as independent, though those of one sentence may stand or fall together.
    """
    rows = []
    for one, two in combinations(codings, 2):
        for measure in agree(sentences, {one: codings[one], two: codings[two]}, resamples=0).measures:
            (pair,) = measure["pairs"]
            every = pair["both"] + pair["only_found"] + pair["only_coded"]
            low, high = (float(end[0]) for end in intervals.wilson(pair["both"], every))
            named = {name: measure[name] for name in ("layer", "variable", "category")}
            head = {"between": f"{two} against {one}"} | named
            rows.append(head | pair | {"low": 2 * low / (1 + low), "high": 2 * high / (1 + high)})
    return pd.DataFrame(rows).drop(columns=["coded", "found"])


def constant(coded: pd.DataFrame, sentences: int) -> float:
    """The best F1 over frames that giving every sentence one and the same set of frames could reach."""
    times = sorted(coded.drop_duplicates(["article", "sentence", "frame"]).groupby("frame").size(), reverse=True)
    shared = (2 * sum(times[:n]) / (n * sentences + sum(times)) for n in range(1, len(times) + 1))
    return max(shared, default=float("nan"))
