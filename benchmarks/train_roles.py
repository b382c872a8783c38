"""Learn `lib/duizhao/pages/weights.csv` from pages with known roles, and say what to expect of it on a site never seen.

    python benchmarks/train_roles.py FOLDER [FOLDER…] [--leave-out] [--write]

A FOLDER holds ID/{dump.txt,page.html,gold.json} (gold: body_lines, title_lines, soft_lines, site), or ID/lines.jsonl for
seeds/ID.txt, as tests/data/coding does.
Pages are few, so parts of them are recombined: the top of one page, the article of a second, the tail of a third.
With --leave-out, each site is labelled with weights learned from all the others.
"""

from __future__ import annotations

import argparse
import difflib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import invent
import numpy as np
import pandas as pd
from scipy import optimize, sparse

from duizhao.pages import features as pagefeatures
from duizhao.pages import read as pages
from duizhao.pages import zones
from duizhao.pages.html import Markup

BEFORE, TITLE, HEAD, BODY, AFTER = range(5)
KEPT = 0.45
"""The share of features that the second copy of each page keeps, drawn anew for each page."""
REPOSITORY = Path(__file__).resolve().parent.parent


class Sample(NamedTuple):
    """Folded lines of a page; for each the zones that it may be in, as a row of yes and no; and where they come from."""

    name: str
    sites: frozenset[str]
    lines: list[str]
    allowed: np.ndarray
    markup: tuple[Markup, ...] = ()
    title: str = ""


def allowed_zones(n: int, titles: list[int], body: list[int], soft: set[int]) -> np.ndarray:
    """Rows of zones allowed for `n` lines, from the places (0-based) of title, body and undecided lines."""
    allowed = np.zeros((n, 5), bool)
    if not body:
        allowed[:, [BEFORE, AFTER]] = True
        return allowed
    title = max((t for t in titles if t < body[0]), default=None)
    for i in range(n):
        if i > body[-1]:
            zone = AFTER
        elif i >= body[0]:
            zone = BODY
        elif title is None:
            zone = BEFORE
        else:
            zone = BEFORE if i < title else TITLE if i == title else HEAD
        allowed[i, zone] = True
    for i in soft:
        if title is None or i > title:
            allowed[i, [HEAD, BODY, AFTER]] = True
        else:
            allowed[i, BEFORE] = True
    return allowed


def read_folder(folder: Path) -> Iterator[Sample]:
    for gold_file in sorted(folder.glob("*/gold.json")):
        gold = json.loads(gold_file.read_text(encoding="utf-8"))
        text = (gold_file.parent / "dump.txt").read_bytes().decode("utf-8")
        where = (gold[key] for key in ("title_lines", "body_lines", "soft_lines"))
        sample = _sample(gold["id"], _site(gold["site"]), text, *where)
        yield sample
        yield _as_html(sample, gold_file.parent / "page.html")
    for lines_file in sorted(folder.glob("*/lines.jsonl")):
        name = lines_file.parent.name
        text = (REPOSITORY / "seeds" / f"{name}.txt").read_bytes().decode("utf-8")
        rows = [json.loads(row) for row in lines_file.read_text(encoding="utf-8").splitlines()]
        titles, body = ([r["line"] for r in rows if r["role"] in roles] for roles in (("title",), ("body", "subhead")))
        address = re.search(r"(?:网易|163\.com)|https?://([\w.-]+)", text)
        yield _sample(name, "163.com" if address and not address[1] else name, text, titles, body, [])


def _as_html(sample: Sample, path: Path) -> Sample:
    """The same page read from its HTML: zones go over by the lines' text; lines between go with both their neighbours."""
    page = pages.read(path)
    kept = [line for line in page.lines if page.text[line.start : line.end].strip()]
    lines = [pagefeatures.fold(page.text[line.start : line.end]) for line in kept]
    bare = [[re.sub(r"\W", "", text) for text in texts] for texts in (lines, sample.lines)]
    allowed = np.zeros((len(lines), 5), bool)
    for block in difflib.SequenceMatcher(None, *bare, autojunk=False).get_matching_blocks():
        allowed[block.a : block.a + block.size] = sample.allowed[block.b : block.b + block.size]
    known = np.flatnonzero(allowed.any(1))
    for i in np.flatnonzero(~allowed.any(1)):
        beside = [known[known < i][-1:], known[known > i][:1]]
        allowed[i] = np.any([allowed[j[0]] for j in beside if len(j)], axis=0)
        allowed[i, TITLE] = False
        allowed[i, HEAD] |= not allowed[i].any()
    marks = tuple(page.markup[line.number - 1] for line in kept) if page.markup else ()
    title = pagefeatures.fold(page.meta.get("og:title") or page.meta.get("title", ""))
    return Sample(f"{sample.name} (HTML)", sample.sites, lines, allowed, marks, title)


def invented(number: int, seed: int) -> list[Sample]:
    """Pages of our own making (`invent`)."""
    made = []
    for name, pieces in invent.Maker(seed).pages(number):
        kept = [piece for piece in pieces if piece.text.strip()]
        allowed = np.array([["BTHXA"[zone] in piece.zones for zone in range(5)] for piece in kept])
        made.append(Sample(name, frozenset(["invented"]), [pagefeatures.fold(piece.text) for piece in kept], allowed))
    return made


def _site(name: str) -> str:
    host = name.split(" ")[0].split("/")[0]
    parts = host.split(".")
    return ".".join(parts[-3:] if parts[-2:] in (["com", "cn"], ["gov", "cn"], ["org", "cn"]) else parts[-2:])


def _sample(name: str, site: str, text: str, titles: list[int], body: list[int], soft: list[int]) -> Sample:
    lines = pagefeatures.fold(text).split("\n")
    kept = [i for i, line in enumerate(lines, 1) if line.strip()]
    place = {line: i for i, line in enumerate(kept)}
    where = [sorted(place[n] for n in numbers if n in place) for numbers in (titles, body, soft)]
    allowed = allowed_zones(len(kept), where[0], where[1], set(where[2]))
    return Sample(name, frozenset([site]), [lines[i - 1] for i in kept], allowed)


def recombine(samples: list[Sample], number: int, seed: int) -> list[Sample]:
    """Pages put together from parts of several: the zones of one after those of another."""
    draw = random.Random(seed)
    parts = [_parts(sample) for sample in samples]
    whole = [i for i, p in enumerate(parts) if len(p[BODY][0])]
    made = []
    for k in range(number):
        a, b, h, c = (
            draw.choice(range(len(samples))),
            draw.choice(whole),
            draw.choice(whole),
            draw.choice(range(len(samples))),
        )
        chosen = [(a, BEFORE), (b, TITLE), (h if draw.random() < 0.4 else b, HEAD), (b, BODY), (c, AFTER)]
        dropped = {
            zone
            for zone, chance in ((BEFORE, 0.15), (TITLE, 0.04), (HEAD, 0.2), (AFTER, 0.1))
            if draw.random() < chance
        }
        lines: list[str] = []
        rows = []
        for source, zone in chosen:
            if zone in dropped:
                continue
            part, allowed = parts[source][zone]
            if zone == BODY and draw.random() < 0.25:
                size = draw.choice((1, 1, 2, 3, 5, 8))
                at = draw.randrange(max(1, len(part) - size))
                part, allowed = part[at : at + size], allowed[at : at + size]
                if max(len(line) for line in part) < 25:
                    part, allowed = parts[source][zone]
            if zone in (BEFORE, AFTER) and draw.random() < 0.3 and len(part) > 4:
                cut = draw.randrange(1, len(part))
                part, allowed = (part[cut:], allowed[cut:]) if zone == BEFORE else (part[:cut], allowed[:cut])
            lines += part
            rows.append(allowed)
        made.append(
            Sample(f"mix{k}", frozenset().union(*(samples[i].sites for i, _ in chosen)), lines, np.concatenate(rows))
        )
    return made


def _parts(sample: Sample) -> list[tuple[list[str], np.ndarray]]:
    """The lines of each zone (a line that may be in several goes with the first that fits the order)."""
    single = sample.allowed.sum(1) == 1
    zone = np.where(single, sample.allowed.argmax(1), -1)
    for i in range(len(zone)):
        if zone[i] < 0:
            zone[i] = zone[i - 1] if i and sample.allowed[i, zone[i - 1]] else int(sample.allowed[i].argmax())
    return [
        ([line for line, z in zip(sample.lines, zone, strict=True) if z == k], sample.allowed[zone == k])
        for k in range(5)
    ]


class Batch(NamedTuple):
    """Pages of like length side by side, padded: `at` finds their lines among all lines, `real` tells them from padding."""

    at: np.ndarray
    real: np.ndarray
    allowed: np.ndarray
    last: np.ndarray


def batches(samples: list[Sample], size: int = 40) -> list[Batch]:
    """The samples, one after another as in their features, put into batches (padding has a sixth zone of its own)."""
    starts = np.concatenate([[0], np.cumsum([len(s.lines) for s in samples])])
    order = sorted(range(len(samples)), key=lambda i: len(samples[i].lines))
    made = []
    for k in range(0, len(order), size):
        chosen = order[k : k + size]
        longest = len(samples[chosen[-1]].lines)
        at = np.zeros((len(chosen), longest), int)
        real = np.zeros((len(chosen), longest), bool)
        allowed = np.zeros((len(chosen), longest, 6), bool)
        allowed[..., 5] = True
        for row, i in enumerate(chosen):
            n = len(samples[i].lines)
            at[row, :n], real[row, :n] = np.arange(starts[i], starts[i] + n), True
            allowed[row, :n, :5], allowed[row, :n, 5] = samples[i].allowed, False
        made.append(Batch(at, real, allowed, real.sum(1) - 1))
    return made


def learn(samples: list[Sample], strength: float, iterations: int = 150) -> np.ndarray:
    """Weights (features and moves by zone) that make the known zones likeliest, held to be small by `strength`."""
    blind = np.random.default_rng(1)
    whole = [features(s) for s in samples]
    partly = [m & (blind.random(m.shape[1]) < KEPT) for m in whole]  # so that no feature counts on another being there
    matrix = sparse.csr_matrix(np.concatenate([*whole, *partly]).astype(float))
    groups = batches([*samples, *samples])
    n = len(pagefeatures.NAMES)
    shape = (n + len(zones.ZONES) + 2, len(zones.ZONES))

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        values = flat.reshape(shape)
        weights = zones.unpack(values, n)
        gradient = strength * values
        total = 0.5 * strength * float((values**2).sum())
        scores = matrix @ weights.features
        pull = np.zeros_like(scores)
        moves = np.full((6, 6), zones.NEVER)
        moves[:5, :5], moves[:5, 5] = weights.moves, 0.0
        wide = zones.Weights(weights.features, moves, np.append(weights.entry, zones.NEVER), np.zeros(6))
        for group in groups:
            rows = np.arange(len(group.at))
            free = np.full((*group.at.shape, 6), zones.NEVER)
            free[group.real, :5] = scores[group.at[group.real]]
            free[..., 5] = np.where(group.real, zones.NEVER, 0.0)
            free[rows, group.last, :5] += weights.exit
            for sign, given in ((1.0, free), (-1.0, np.where(group.allowed, free, free + zones.NEVER))):
                share, front, back, whole = zones.marginals(given, wide)
                total += sign * float(whole.sum())
                pull[group.at[group.real]] += sign * share[group.real][:, :5]
                for i in range(5):
                    for j in zones.NEXT[zones.ZONES[i]]:
                        step = front[:, :-1, i] + moves[i, j] + back[:, 1:, j] - whole[:, None]
                        gradient[n + i, j] += sign * np.exp(np.minimum(step, 0.0)).sum()
                gradient[n + 5] += sign * share[:, 0, :5].sum(0)
                gradient[n + 6] += sign * share[rows, group.last, :5].sum(0)
        gradient[:n] += matrix.T @ pull
        return total, gradient.ravel()

    found = optimize.minimize(
        loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": iterations}
    )
    return np.asarray(found.x.reshape(shape))


_KNOWN: dict[int, tuple[Sample, np.ndarray]] = {}


def features(sample: Sample) -> np.ndarray:
    """The features of a sample's lines, kept for the next fit."""
    if id(sample) not in _KNOWN:
        column = pagefeatures.columns(sample.lines, sample.markup, sample.title)
        _KNOWN[id(sample)] = sample, np.column_stack([column[name] for name in pagefeatures.NAMES])
    return _KNOWN[id(sample)][1]


def table(values: np.ndarray) -> pd.DataFrame:
    names = [*pagefeatures.NAMES, *(f"(from {zone})" for zone in zones.ZONES), zones.ENTRY, zones.EXIT]
    return pd.DataFrame(values.round(3), index=pd.Index(names, name="feature"), columns=list(zones.ZONES))


def score(sample: Sample, values: np.ndarray) -> tuple[float, float, bool]:
    """Line and character F1 of the body zone (undecided lines left out) and whether the title is found."""
    weights = zones.unpack(values, len(pagefeatures.NAMES))
    path = zones.best(features(sample).astype(float) @ weights.features, weights)
    known = sample.allowed.sum(1) == 1
    gold = sample.allowed.argmax(1)
    said, true = (path == BODY) & known, (gold == BODY) & known
    size = np.array([len(line.strip()) for line in sample.lines])

    def f1(weight: np.ndarray) -> float:
        both = 2 * weight[said & true].sum()
        either = weight[said].sum() + weight[true].sum()
        return float(both / either) if either else 1.0

    return f1(np.ones(len(path))), f1(size), bool(((path == TITLE) == (gold == TITLE))[known].all())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--leave-out", action="store_true", help="and weights without each site, tried on it")
    parser.add_argument(
        "--unseen", action="store_true", help="and weights from invented pages alone, tried on all real ones"
    )
    parser.add_argument("--write", action="store_true", help="write lib/duizhao/pages/weights.csv")
    parser.add_argument("--strength", type=float, default=6.0, help="how strongly weights are held near zero")
    parser.add_argument("--invented", type=int, default=360)
    parser.add_argument("--mixes", type=int, default=240)
    given = parser.parse_args()
    real = [sample for folder in given.folders for sample in read_folder(folder)]
    made = invented(given.invented, seed=1)
    texts = [sample for sample in real if not sample.markup]
    mixes = recombine([*texts, *made[: len(texts)]], given.mixes, seed=1)
    if given.unseen:
        report("invented pages only", real, learn([*made, *recombine(made, given.mixes, seed=2)], given.strength))
    if given.leave_out:
        rows = []
        for site in sorted({site for s in real for site in s.sites}):
            values = learn([s for s in [*real, *made, *mixes] if site not in s.sites], given.strength)
            rows += [(s.name, *score(s, values)) for s in real if site in s.sites]
        show("leaving out each site", rows)
    if given.write:
        values = learn([*real, *made, *mixes], given.strength)
        report("all pages", real, values)
        table(values).to_csv(REPOSITORY / "lib" / "duizhao" / "pages" / "weights.csv", lineterminator="\n")


def report(what: str, samples: list[Sample], values: np.ndarray) -> None:
    show(what, [(s.name, *score(s, values)) for s in samples])


def show(what: str, rows: list[tuple[str, float, float, bool]]) -> None:
    frame = pd.DataFrame(rows, columns=["page", "line F1", "char F1", "title"])
    print(f"{what}:")
    print(frame[(frame["line F1"] < 0.999) | ~frame["title"]].round(3).to_string(index=False))
    print(frame[["line F1", "char F1", "title"]].mean().round(4).to_dict(), flush=True)


if __name__ == "__main__":
    main()
