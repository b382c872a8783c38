"""Where the article begins and ends: the zones of the model, corrected by where in the page the lines stand.

A list, a table or a box inside an article does not end it: prose that stands where the article's prose stands belongs to
it, whatever lies between. In a page of plain text there is only the order of the lines, and the rule is stricter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from duizhao.pages.html import Markup

Flags = NDArray[np.bool_]
Columns = Mapping[str, Flags]
_SHARE = 0.6
"""The share of a page's prose that the article's container holds at least."""
_FAR = 40
"""Lines without prose after which plain text is another text."""


def settle(zone: Sequence[str], column: Columns, marks: Sequence[Markup], sizes: Sequence[int]) -> list[str]:
    """The zones with the article's first and last line corrected.

    `column` holds the features of the lines, `marks` their markup (empty for plain text), `sizes` their lengths.
    """
    inside = [i for i, name in enumerate(zone) if name == "body"]
    if not inside:
        return list(zone)
    first, last = inside[0], _before_others(inside[0], inside[-1], column)
    top = max((i for i in range(first) if zone[i] == "title"), default=-1)
    if marks:
        first, last = _by_containers(first, last, top, column, marks, sizes)
    else:
        last = _bridge(last, column["sentence"], column["stop"])
        while first - 1 > top and (column["sentence"] | column["opens"])[first - 1]:
            first -= 1
    above = ["head" if name in ("body", "after") else name for name in zone[:first]]
    return above + ["body"] * (last + 1 - first) + ["after"] * (len(zone) - last - 1)


def lost(zone: Sequence[str], column: Columns, marks: Sequence[Markup], sizes: Sequence[int]) -> Flags:
    """Sentences that are no links and are left outside the article, though no mark of an end stands between, or though
    three follow one another as in a text."""
    inside = np.array([name == "body" for name in zone], bool)
    out = column["sentence"] & (np.array(sizes, int) > 20) & ~inside & ~_linked(marks, len(zone))
    count = np.concatenate([[0], np.cumsum(out)])
    ends = np.flatnonzero(count[3:] - count[:-3] == 3)
    run = np.isin(np.arange(len(out)), [*ends, *(ends + 1), *(ends + 2)])
    begun = np.cumsum(inside)
    open_ = np.cumsum(column["stop"] & (begun == inside.sum())) == 0
    return np.asarray(out & (open_ & (begun > 0) | run), bool)


def _linked(marks: Sequence[Markup], count: int) -> Flags:
    return np.array([mark.link_share > 0.5 for mark in marks], bool) if marks else np.zeros(count, bool)


def _before_others(first: int, last: int, column: Columns) -> int:
    """The last line before a heading over other articles, if what follows it up to `last` are headlines and teasers, and
    not only a box of them with the article's own sentences after it; or before headlines and teasers without a heading. A
    last line of mere figures is left out too."""
    stops = column["ends with a stop"]
    for i in np.flatnonzero(column["heads"][first + 1 : last + 1]).tolist():
        rest = stops[first + i + 2 : last + 1]
        told = rest[np.argmax(rest) :] if rest.any() else rest
        if 2 * told.sum() < len(told) + (not rest.any()):
            return first + int(i)
    sentences = np.flatnonzero(stops[first : last + 1])
    end = first + int(sentences[-1]) if len(sentences) else first
    teasers = int(column["teaser"][end + 1 : last + 1].sum())
    if teasers > 1 and last - end - teasers >= teasers - 1:
        return end
    figures = (column["counter"] | column["tags"]) & ~stops
    while last > first and figures[last]:
        last -= 1
    return last


def _by_containers(
    first: int, last: int, top: int, column: Columns, marks: Sequence[Markup], sizes: Sequence[int]
) -> tuple[int, int]:
    """First and last line of the article in HTML, by the container that holds its prose. `top` is the title's line."""
    free, stop = ~_linked(marks, len(marks)), column["stop"]
    direct, sentence = column["said"] & ~column["editor"] & ~column["declaration"] & free, column["sentence"] & free
    core, places = _core(marks, direct, sizes, first, last)
    close = np.array([core in mark.within for mark in marks], bool)
    near = np.array([mark.within in places for mark in marks], bool)
    held = np.flatnonzero(close[: last + 1])
    if len(held) and held[-1] >= first and stop[held[-1] + 1 : last + 1].any():
        last = int(held[-1])
    last = _reach(range(last + 1, len(marks)), last, direct & near, sentence & close, stop)
    first = _reach(range(first - 1, top, -1), first, direct & near, sentence & close, stop)
    plain = near & free & ~column["cued"]
    while last + 1 < len(marks) and plain[last + 1]:
        last += 1
    lead = first
    while lead - 1 > top and plain[lead - 1]:
        lead -= 1
    return (lead if first - lead > 1 or column["opens"][lead] else first), last


def _core(
    marks: Sequence[Markup], prose: Flags, sizes: Sequence[int], first: int, last: int
) -> tuple[int, set[tuple[int, ...]]]:
    """The smallest container with most of the page's prose, what the model took for the article counting threefold; and
    the places in it where at least two lines of prose stand side by side."""
    weight: Counter[int] = Counter()
    places: Counter[tuple[int, ...]] = Counter()
    total = 0
    for i in np.flatnonzero(prose).tolist():
        size = sizes[i] * (3 if first <= i <= last else 1)
        total += size
        weight.update(dict.fromkeys(marks[i].within, size))
        places[marks[i].within] += first <= i <= last
    held = [container for container, size in weight.items() if size >= _SHARE * total]
    core = max(held, default=0)  # of nested containers the innermost was opened last
    return core, {place for place, count in places.items() if core in place and count > 1}


def _reach(lines: Iterable[int], at: int, near: Flags, close: Flags, stop: Flags) -> int:
    """The last of the lines that is prose beside the article's, or prose in its container with no mark of an end before it."""
    open_ = True
    for i in lines:
        open_ = open_ and not stop[i]
        if near[i] or (open_ and close[i]):
            at, open_ = i, True
    return at


def _bridge(last: int, prose: Flags, stop: Flags) -> int:
    """The end of the article in plain text: over lines without prose, if two lines of prose follow, or one with nothing
    after it, and no mark of an end."""
    ends = np.flatnonzero(stop[last + 1 :])
    end = last + 1 + int(ends[0]) if len(ends) else len(prose)
    found = (last + 1 + np.flatnonzero(prose[last + 1 : end])).tolist()
    while found and found[0] - last <= _FAR:
        size = next((k for k, i in enumerate(found) if i - found[0] != k), len(found))
        if size < 2 and not prose[found[0] : end].all():
            break
        last, found = found[size - 1], found[size:]
    return last
