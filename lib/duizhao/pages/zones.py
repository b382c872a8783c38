"""Which lines are the article: a page runs through five zones, in this order, some of them empty.

First a linear-chain conditional random field (Lafferty, McCallum & Pereira 2001) whose states can only go forward, so
that its sums and its best path are running sums and running maxima: time and memory grow with the number of lines.
Its weights are a table that can be read: `weights.csv`, one row a feature of a line, one column a zone.

Then the article's first and last line are corrected: a list, a table or a box inside does not end it, for what stands
where its prose stands belongs to it. In plain text there is only the order of the lines, and the rule is stricter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from duizhao.pages.features import NAMES, Columns, Flags
from duizhao.pages.html import Markup

ZONES = ("before", "title", "head", "body", "after")
TITLE = ZONES.index("title")
ENTRY, EXIT = "(page begins)", "(page ends)"
NEVER = -1e4
NEXT = {
    ENTRY: (0, 1, 2, 3),
    "before": (1, 2, 3),
    "title": (2, 3),
    "head": (3,),
    "body": (4,),
    "after": (),
    EXIT: (3, 4),
}
"""Which zones may follow which, and with which a page may end; a title is one line."""
Floats = NDArray[np.float64]
Place = tuple[int, ...]
_SHARE = 0.6  # of a page's prose that the article's container holds at least
_FAR = 40  # lines without prose after which plain text is another text


class Weights(NamedTuple):
    """`features` by zone, `moves` between zones, and the weights of a page's first and last zone."""

    features: Floats
    moves: Floats
    entry: Floats
    exit: Floats


@lru_cache(maxsize=4)
def load(path: Path = Path(__file__).parent / "weights.csv") -> Weights:
    """The shipped weights, for features in the order of `NAMES`; one that the table does not name weighs nothing."""
    table = pd.read_csv(path, index_col="feature", comment=None)
    rows = table.reindex([*NAMES, *(f"(from {zone})" for zone in ZONES), ENTRY, EXIT])[list(ZONES)].fillna(0.0)
    return unpack(rows.to_numpy(float), len(NAMES))


def unpack(values: Floats, features: int) -> Weights:
    """Weights from one array: a row for each feature, for each zone moved from, and for the page's two ends."""
    moves = np.full((len(ZONES), len(ZONES)), NEVER)
    ends = np.full((2, len(ZONES)), NEVER)
    for i, zone in enumerate(ZONES):
        moves[i, list(NEXT[zone])] = values[features + i, list(NEXT[zone])]
    for i, name in enumerate((ENTRY, EXIT)):
        ends[i, list(NEXT[name])] = values[features + len(ZONES) + i, list(NEXT[name])]
    return Weights(values[:features], moves, ends[0], ends[1])


def emissions(column: Columns, weights: Weights) -> Floats:
    """What the features of each line speak for, zone by zone. What is said aloud, with who says it, is no title."""
    scores = np.zeros((len(column["spoken"]), len(ZONES)))
    for name, row in zip(NAMES, weights.features, strict=True):
        scores[column[name]] += row
    scores[column["spoken"], TITLE] -= 9.0
    return scores


def _run(scores: Floats, moves: Floats, entry: Floats, add: np.ufunc, single: int = TITLE) -> tuple[Floats, Floats]:
    """Running sums (add: logaddexp) or best scores (maximum) of all ways to be in each zone at each line.

    `scores` is (…, lines, zones), `single` the zone of one line. Returns them, and the part that enters at that line.
    """
    total = np.full(scores.shape, NEVER * 10.0)
    enter = np.full(scores.shape, NEVER * 10.0)
    for zone in range(scores.shape[-1]):
        enter[..., 0, zone] = entry[zone]
        for before in np.flatnonzero(moves[:, zone] > NEVER):
            enter[..., 1:, zone] = add(enter[..., 1:, zone], total[..., :-1, before] + moves[before, zone])
        if zone == single:
            total[..., zone] = scores[..., zone] + enter[..., zone]
        else:
            so_far = np.cumsum(scores[..., zone], axis=-1)
            total[..., zone] = so_far + add.accumulate(enter[..., zone] - (so_far - scores[..., zone]), axis=-1)
    return total, enter


def marginals(scores: Floats, weights: Weights) -> tuple[Floats, Floats, Floats, Floats]:
    """The probability of each zone at each line; also the sums from the front and the back, and their logarithm.

    `scores` is (…, lines, zones), so that many pages can be summed at once.
    """
    single = scores.shape[-1] - 1 - TITLE
    turned = scores[..., ::-1, ::-1], weights.moves[::-1, ::-1].T, weights.exit[::-1]
    front, _ = _run(scores, weights.moves, weights.entry, np.logaddexp)
    back = _run(*turned, np.logaddexp, single)[0][..., ::-1, ::-1]
    whole = np.logaddexp.reduce(front[..., -1, :] + weights.exit, axis=-1)
    share = np.exp(np.clip(front + back - scores - whole[..., None, None], -700.0, 0.0))
    return share, front, back, whole


def best(scores: Floats, weights: Weights) -> NDArray[np.int64]:
    """The most probable zone of every line, taken together: indices into `ZONES`."""
    path = np.zeros(len(scores), np.int64)
    total, enter = _run(scores, weights.moves, weights.entry, np.maximum)
    last, zone = len(scores) - 1, int(np.argmax(total[-1] + weights.exit))
    while True:
        first = last
        if zone != TITLE:
            so_far = np.cumsum(scores[:, zone]) - scores[:, zone]
            first = int(np.argmax((enter[:, zone] - so_far)[: last + 1]))
        path[first : last + 1] = zone
        if first == 0:
            return path
        last, zone = first - 1, int(np.argmax(total[first - 1] + weights.moves[:, zone]))


def settle(zone: Sequence[str], column: Columns, marks: Sequence[Markup], sizes: Sequence[int]) -> list[str]:
    """The zones with the article's first and last line corrected.

    `column` holds the features of the lines, `marks` their markup (empty for plain text), `sizes` their lengths.
    """
    inside = [i for i, name in enumerate(zone) if name == "body"]
    if not inside:
        return list(zone)
    first, last = inside[0], _before_others(inside[0], inside[-1], column)
    first = _below_info(first, last, column)
    figures = (column["counter"] | column["tags"]) & ~column["ends with a stop"] & ~column["prose"]
    first = min(last, _along(range(first, last), first - 1, figures) + 1)
    last = max(first, _along(range(last, first, -1), last + 1, figures) - 1)
    top = max((i for i in range(first) if zone[i] == "title"), default=-1)
    flat = 10 * Counter(mark.within for mark in marks).most_common(1)[0][1] > 9 * len(marks) if marks else True
    if not flat:
        first, last = _by_containers(first, last, top, column, marks, sizes)
    else:
        last = _bridge(last, column["sentence"], column["stop"], column["headline"] & ~column["clause mark inside"])
        while first - 1 > top and (column["sentence"] | column["opens"])[first - 1]:
            first -= 1
    above = ["head" if name in ("body", "after") else name for name in zone[:first]]
    return above + ["body"] * (last + 1 - first) + ["after"] * (len(zone) - last - 1)


def by_mass(zone: Sequence[str], column: Columns, marks: Sequence[Markup], sizes: Sequence[int]) -> list[str]:
    """Zones of a page without a sentence: the article is the place with most of what is neither linked nor furniture,
    if it has five lines below a heading; if there is none, as in plain text, all is "after"."""
    plain = ~column["HTML: mostly link"] & ~column["cued"]
    place = _mass(marks, plain, sizes) if marks else ()
    own = [i for i, mark in enumerate(marks) if place and mark.within == place and not mark.heading]
    lines = [i for i in own if plain[i]]
    heads = [i for i in range(lines[0]) if marks[i].heading] if len(lines) > 4 else []
    if not heads or sum(sizes[i] for i in lines) < 40:
        return ["after"] * len(zone)
    title, first, last = heads[-1], lines[0], lines[-1]
    head = ["before"] * title + ["title"] + ["head"] * (first - title - 1)
    return head + ["body"] * (last + 1 - first) + ["after"] * (len(zone) - last - 1)


def _below_info(first: int, last: int, column: Columns) -> int:
    """The first line below a line of date and source, if no sentence stands above that."""
    told = column["ends with a stop"] | column["prose"]
    begun = int(np.argmax(told[first : last + 1])) if told[first : last + 1].any() else 0
    info = column["dated"] & (column["clock"] | column["source"] | column["author"])
    above = np.flatnonzero(info[first : first + begun])
    first += int(above[-1]) + 1 if len(above) else 0
    return first


def _before_others(first: int, last: int, column: Columns) -> int:
    """The last line before a heading over other articles, if what follows it up to `last` are headlines and teasers,
    and not only a box of them with the article's own sentences after it; or before headlines and teasers without a
    heading."""
    stops = column["ends with a stop"]
    for i in (first + 1 + np.flatnonzero(column["heads"][first + 1 : last + 1])).tolist():
        rest = stops[i + 1 : last + 1]
        told = rest[np.argmax(rest) :] if rest.any() else rest
        if 2 * told.sum() < len(told) + (not rest.any()) or (column["comment"][i] and 2 * rest.sum() <= len(rest)):
            return int(i) - 1
    sentences = np.flatnonzero((stops | column["prose"])[first : last + 1])
    end = first + int(sentences[-1]) if len(sentences) else last
    teasers = int(column["teaser"][end + 1 : last + 1].sum())
    headlines = int((column["headline"] & ~column["breaks off"])[end + 1 : last + 1].sum())
    listed = 2 * headlines > max(4, last - end)
    return end if listed or (teasers > 1 and last - end >= 2 * teasers - 1) else last


def _by_containers(
    first: int, last: int, top: int, column: Columns, marks: Sequence[Markup], sizes: Sequence[int]
) -> tuple[int, int]:
    """First and last line of the article in HTML, by the container that holds its prose. `top` is the title's line."""
    free, stop = ~column["HTML: mostly link"], column["stop"]
    direct, sentence = column["said"] & ~column["editor"] & ~column["declaration"] & free, column["sentence"] & free
    plain = free & ~column["cued"]
    heavy = _mass(marks, plain, sizes)
    held = np.flatnonzero(plain & _at(marks, {heavy} - {()}))
    if len(held) and (held[-1] < first or (held[0] > last and not stop[last : held[0]].any())):
        first, last = int(held[0]), int(held[-1])  # the model took another part of the page for the article
    core, places, most = _core(marks, direct, sizes, first, last)
    close, near = np.array([core in mark.within for mark in marks], bool), _at(marks, places)
    main = _at(marks, {heavy if ((held >= first) & (held <= last)).any() else most})
    for place in (close, main):
        last = _cut(first, last, place, stop)
    last = _reach(range(last + 1, len(marks)), last, direct & (near | main), sentence & close | plain & main, stop)
    first = _reach(range(first - 1, top, -1), first, direct & (near | main), sentence & close, stop)
    last = _along(range(last + 1, len(marks)), last, plain & near)
    lead = _along(range(first - 1, top, -1), first, plain & (near | main))
    return (lead if first - lead > 1 or column["opens"][lead] or marks[lead].heading > 1 else first), last


def _at(marks: Sequence[Markup], places: set[Place]) -> Flags:
    return np.array([mark.within in places for mark in marks], bool)


def _cut(first: int, last: int, place: Flags, stop: Flags) -> int:
    """The article's last line in a place, if a mark of an end stands in what of the article lies behind it."""
    inside = np.flatnonzero(place[first : last + 1])
    end = first + int(inside[-1]) if len(inside) else last
    return end if stop[end + 1 : last + 1].any() else last


def _along(lines: Iterable[int], at: int, fits: Flags) -> int:
    """The last of the lines that fit without a gap."""
    for i in lines:
        if not fits[i]:
            break
        at = i
    return at


def _mass(marks: Sequence[Markup], plain: Flags, sizes: Sequence[int]) -> Place:
    """The place with half of all that is neither linked nor furniture; () where there is none."""
    mass: Counter[Place] = Counter()
    for i in np.flatnonzero(plain).tolist():
        mass[marks[i].within] += sizes[i]
    place, size = mass.most_common(1)[0] if mass else ((), 0)
    return place if 2 * size >= mass.total() else ()


def _core(
    marks: Sequence[Markup], prose: Flags, sizes: Sequence[int], first: int, last: int
) -> tuple[int, set[Place], Place]:
    """The smallest container with most of the page's prose, what the model took for the article counting threefold;
    the places in it where at least two lines of prose stand side by side; and the one of them with most of the
    article's."""
    weight: Counter[int] = Counter()
    places: Counter[Place] = Counter()
    article: Counter[Place] = Counter()
    total = 0
    for i in np.flatnonzero(prose).tolist():
        size = sizes[i] * (3 if first <= i <= last else 1)
        total += size
        weight.update(dict.fromkeys(marks[i].within, size))
        if first <= i <= last:
            places[marks[i].within] += 1
            article[marks[i].within] += sizes[i]
    held = [container for container, size in weight.items() if size >= _SHARE * total]
    core = max(held, default=0)  # of nested containers the innermost was opened last
    most = next((place for place, size in article.most_common(1) if size >= _SHARE * article.total()), ())
    return core, {place for place, count in places.items() if core in place and count > 1}, most


def _reach(lines: Iterable[int], at: int, near: Flags, close: Flags, stop: Flags) -> int:
    """The last of the lines that is prose beside the article's, or prose in its container with no mark of an end
    before it."""
    open_ = True
    for i in lines:
        open_ = open_ and not stop[i]
        if near[i] or (open_ and close[i]):
            at, open_ = i, True
    return at


def _bridge(last: int, prose: Flags, stop: Flags, titled: Flags) -> int:
    """The end of the article in plain text: over lines without prose, if prose follows and no mark of an end stands
    before it; one line of prose is enough if nothing else comes after it, or if few of the lines between look like
    headlines."""
    ends = np.flatnonzero(stop[last + 1 :])
    end = last + 1 + int(ends[0]) if len(ends) else len(prose)
    found = (last + 1 + np.flatnonzero(prose[last + 1 : end])).tolist()
    while found and found[0] - last <= _FAR:
        size = next((k for k, i in enumerate(found) if i - found[0] != k), len(found))
        between = titled[last + 1 : found[0]]
        if size < 2 and not prose[found[0] : end].all() and (len(between) < 3 or 3 * between.sum() > len(between)):
            break
        last, found = found[size - 1], found[size:]
    return last
