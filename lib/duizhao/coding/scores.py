"""Codings by hand → layers like the program's; two codings of the same sentences → where they agree, mark by mark.

A coding is a dict of frames by layer (`mentions`, `quotes`, `stance`, `indicators`, `hedges`), as `corpus.layers` gives
it, or as `read` takes it from a folder of JSON Lines with the coding guide's keys.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from duizhao.errors import InputError
from duizhao.measures import agreement, intervals, resample

Coding = Mapping[str, pd.DataFrame]
Mark = tuple[Any, ...]
"""(article, sentence, category, whatever else tells marks apart)"""
MEASURES = ("actors", "sentences", "quotes", "quoted", "speaker", "stance_author", "stance_quoted", "hedges", "frames")
"""What is counted. actors: pairs of character and actor, which forgives where a mention is cut; sentences: pairs of
sentence and actor; quotes: quotations, runs over several sentences joined, matched one to one where they overlap by half
(intersection over union); quoted: characters of reported content; speaker: of the characters quoted in both, those with
the same speaker (one name inside the other); stance: sentence, target and polarity, the author's voice and quoted ones
apart; hedges: marks matched like quotations, of the same value; frames: pairs of sentence and frame."""
_COLUMNS = {
    "mentions": ("text", "actors"),
    "quotes": ("speaker", "kind", "cont"),
    "stance": ("target", "voice", "polarity"),
    "indicators": ("frame",),
    "hedges": ("text", "value"),
}
_PLACE = ("source", "article", "sentence", "start", "end")
_LONGEST = 15


class Count(NamedTuple):
    """A row: marks in one sentence that both codings have, and that only the found or only the coded one has."""

    measure: str
    category: str
    article: str
    sentence: int
    both: int
    only_found: int
    only_coded: int


def seeds_folder() -> Path:
    """The two codings of the seeds: package data where duizhao is installed, the tests' where it is not."""
    installed = Path(__file__).parents[1] / "seed_coding"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "tests" / "data" / "coding"


ENOUGH = 10
"""Coded sentences below which the agreement on a frame says next to nothing."""


def not_validated(frames: Iterable[str]) -> list[str]:
    """Of these frames, those that either coding of the seeds has in fewer than `ENOUGH` sentences."""
    cases: Counter[tuple[str, str]] = Counter()
    for path in sorted(seeds_folder().glob("*/*/frames.jsonl")):
        cases.update((path.parent.name, frame) for record in _records(path) for frame in record["frames"])
    coders = {coder for coder, _ in cases}
    return [frame for frame in frames if min((cases[coder, frame] for coder in coders), default=0) < ENOUGH]


def read(folder: str | Path, sentences: pd.DataFrame, coder: str) -> dict[str, pd.DataFrame]:
    """One coder's coding of all the articles: from the files of `folder/ARTICLE/CODER`, any of which may be missing.

    They are `mentions.jsonl`, `quotes.jsonl`, `stance.jsonl`, `frames.jsonl`, `hedges.jsonl`. Each record gets the
    sentence that it overlaps most; one that lies in none is left out.

    Raises
    ------
    InputError
        The folder of an article is missing, or a line is no record.
    """
    rows: dict[str, list[Mark]] = {layer: [] for layer in _COLUMNS}
    for article, part in sentences.groupby("article", sort=False):
        own = Path(folder) / str(article) / coder
        if not own.is_dir():
            raise InputError(f"{own}: no such folder; a coding is a folder of files like mentions.jsonl")
        places = list(zip(*(part[c].tolist() for c in _PLACE), strict=True))
        for layer in _COLUMNS:
            for record in _records(own / f"{'frames' if layer == 'indicators' else layer}.jsonl"):
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
    if layer == "indicators":
        yield from ((frame,) for frame in record.get("frames", ()))
    else:
        given = {"cont": False, "voice": "author", **record}
        yield tuple(tuple(v) if isinstance(v := given.get(name), list) else v for name in _COLUMNS[layer])


def tally(sentences: pd.DataFrame, coded: Coding, found: Coding) -> pd.DataFrame:
    """Marks that two codings of the same sentences share, by measure, category (a frame, a value, a target) and sentence.

    A sentence in which neither has a mark of a measure has no row there (columns: `Count`).
    """
    one, two = _marks(sentences, coded), _marks(sentences, found)
    spoken = one["quoted"].keys() & two["quoted"].keys()
    same = {place for place in spoken if _same(one["quoted"][place], two["quoted"][place])}
    pairs = {measure: (set(one[measure]), set(two[measure])) for measure in MEASURES if measure != "speaker"}
    pairs["speaker"] = {(*place, True) for place in spoken}, {(*place, place in same) for place in spoken}
    pairs |= {measure: _matched(list(one[measure]), list(two[measure])) for measure in ("quotes", "hedges")}
    counts: dict[tuple[str, str, str, int], list[int]] = {}
    for measure, (right, given) in pairs.items():
        for n, marks in enumerate((right & given, given - right, right - given)):
            for article, sentence, category, *_ in marks:
                counts.setdefault((measure, category, article, sentence), [0, 0, 0])[n] += 1
    order = sorted(counts, key=lambda key: (MEASURES.index(key[0]), *key[1:]))
    return pd.DataFrame([Count(*key, *counts[key]) for key in order], columns=list(Count._fields))


def scores(
    counts: pd.DataFrame, by: Sequence[str] = ("measure",), *, seed: int = 0, resamples: int = 10_000
) -> pd.DataFrame:
    """Precision, recall and F1 of a tally, with an interval of F1: columns of `by`, `agreement.Scores`, low, high.

    The interval is a percentile bootstrap over sentences (95 %), by `resample.poisson`, so that marks which stand or fall
    together are drawn together. Where fewer than `agreement.LEAST` sentences have a mark, or none of them differs, draws
    show too little: there it is Wilson's for J = both / all marks, of as many trials as sentences, with F1 = 2J / (1 + J).
    """
    rows = []
    for key, part in counts.groupby(list(by), sort=False):
        both, found, coded = (int(part[name].sum()) for name in ("both", "only_found", "only_coded"))
        shares = agreement.scores(["b"] * both + ["c"] * coded, ["b"] * both + ["f"] * found)
        rows.append((*key, *shares, *_interval(part, seed, resamples)))
    return pd.DataFrame(rows, columns=[*by, *agreement.Scores._fields, "low", "high"])


def pairs(
    sentences: pd.DataFrame, codings: Mapping[str, Coding], by: Sequence[str] = ("measure",), *, seed: int = 0
) -> pd.DataFrame:
    """`scores` of each pair of codings, the later taken as found, as `figures.shares` draws them: F1 is k of n.

    `source` names the pair; k counts the marks in both codings that the other has too, n all marks of both.
    """
    parts = []
    for one, two in combinations(codings, 2):
        part = scores(tally(sentences, codings[one], codings[two]), by, seed=seed)
        parts.append(part.assign(source=f"{two} against {one}", share=part["f1"]))
    made = pd.concat(parts, ignore_index=True)
    shared = 2 * made["both"]
    return made.assign(k=shared, n=shared + made["only_found"] + made["only_coded"])


def constant(counts: pd.DataFrame, sentences: int) -> float:
    """The best F1 over frames that giving every sentence one and the same set of frames could reach."""
    own = counts[counts["measure"] == "frames"]
    times = sorted((own["both"] + own["only_coded"]).groupby(own["category"]).sum(), reverse=True)
    hits = np.cumsum(times)
    return max((float(2 * hit / (n * sentences + sum(times))) for n, hit in enumerate(hits, 1)), default=np.nan)


def _interval(part: pd.DataFrame, seed: int, resamples: int) -> tuple[float, float]:
    sums = part.groupby(["article", "sentence"])[["both", "only_found", "only_coded"]].sum()
    if len(sums) < agreement.LEAST or not resamples or not sums[["only_found", "only_coded"]].to_numpy().any():
        share = sums["both"].sum() / sums.to_numpy().sum()
        low, high = (float(end[0]) for end in intervals.wilson(share * len(sums), len(sums)))
        return 2 * low / (1 + low), 2 * high / (1 + high)
    weights = resample.poisson(resample.streams(list(sums.index), seed, "coding"), resamples).T.astype(np.int64)
    both, found, coded = (weights @ sums.to_numpy(np.int64)).T
    total = 2 * both + found + coded
    drawn = np.sort(2 * both[total > 0] / total[total > 0])
    tail = int(len(drawn) * 0.025)
    return float(drawn[tail]), float(drawn[len(drawn) - 1 - tail])


def _marks(sentences: pd.DataFrame, coding: Coding) -> dict[str, dict[Mark, Any]]:
    """The marks of each measure; those of `quoted` with their speaker."""
    at = _places(sentences)
    named = _rows(coding["mentions"], "actors")
    stance = [
        (
            "stance_author" if voice == "author" else "stance_quoted",
            (article, n, target, (polarity > 0) - (polarity < 0)),
        )
        for article, n, _, _, target, voice, polarity in _rows(coding["stance"], "target", "voice", "polarity")
    ]
    return {
        "actors": {(a, at(a, i), actor, i): 1 for a, _, s, e, many in named for i in range(s, e) for actor in many},
        "sentences": {(a, n, actor): 1 for a, n, _, _, many in named for actor in many},
        "quotes": dict.fromkeys(_joined(_rows(coding["quotes"], "cont")), 1),
        "quoted": {
            (a, at(a, i), "", i): who for a, _, s, e, who in _rows(coding["quotes"], "speaker") for i in range(s, e)
        },
        **{m: {mark: 1 for measure, mark in stance if measure == m} for m in ("stance_author", "stance_quoted")},
        "hedges": {(a, n, value, s, e): 1 for a, n, s, e, value in _rows(coding["hedges"], "value")},
        "frames": {(a, n, frame): 1 for a, n, _, _, frame in _rows(coding["indicators"], "frame")},
    }


def _rows(frame: pd.DataFrame, *columns: str) -> list[Mark]:
    return list(zip(*(frame[name].tolist() for name in (*_PLACE[1:], *columns)), strict=True))


def _places(sentences: pd.DataFrame) -> Callable[[str, int], int]:
    """The number of the sentence that a character belongs to."""
    starts = {str(name): part["start"].tolist() for name, part in sentences.groupby("article", sort=False)}
    numbers = {str(name): part["sentence"].tolist() for name, part in sentences.groupby("article", sort=False)}
    return lambda article, at: int(numbers[article][max(0, bisect_right(starts[article], at) - 1)])


def _joined(quotes: Iterable[Mark]) -> list[Mark]:
    """Quotations, each as one span, in the sentence where it begins."""
    runs: list[Mark] = []
    for article, sentence, start, end, cont in sorted(quotes):
        if cont and runs and runs[-1][0] == article:
            runs[-1] = (*runs[-1][:4], max(runs[-1][4], end))
        else:
            runs.append((article, sentence, "", start, end))
    return runs


def _matched(coded: list[Mark], found: list[Mark]) -> tuple[set[Mark], set[Mark]]:
    """Both sets of spans, those found that match a coded one under its name: the best matches first, each span once."""
    pairs = sorted(
        ((shared, i, j) for i, x in enumerate(coded) for j, y in enumerate(found) if (shared := _overlap(x, y)) >= 0.5),
        reverse=True,
    )
    partner: dict[int, int] = {}
    for _, i, j in pairs:
        if j not in partner and i not in partner.values():
            partner[j] = i
    return set(coded), {coded[partner[j]] if j in partner else (*y, "found") for j, y in enumerate(found)}


def _overlap(x: Mark, y: Mark) -> float:
    """Intersection over union of two spans of one article and category."""
    if (x[0], x[2]) != (y[0], y[2]):
        return 0.0
    return float(max(0, min(x[4], y[4]) - max(x[3], y[3])) / max(1, max(x[4], y[4]) - min(x[3], y[3])))


def _same(one: str | None, two: str | None) -> bool:
    """Whether two names are one: the one holds the other, neither longer than a name can be."""
    a, b = (str(name or "").strip(" “”\"'「」") for name in (one, two))
    return bool(a and b) and max(len(a), len(b)) <= _LONGEST and (a in b or b in a)
