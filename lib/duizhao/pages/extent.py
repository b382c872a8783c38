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
    flat = 10 * Counter(mark.within for mark in marks).most_common(1)[0][1] > 9 * len(marks) if marks else True
    if not flat:
        first, last = _by_containers(first, last, top, column, marks, sizes)
    else:
        last = _bridge(last, column["sentence"], column["stop"])
        while first - 1 > top and (column["sentence"] | column["opens"])[first - 1]:
            first -= 1
    above = ["head" if name in ("body", "after") else name for name in zone[:first]]
    return above + ["body"] * (last + 1 - first) + ["after"] * (len(zone) - last - 1)


def by_mass(zone: Sequence[str], column: Columns, marks: Sequence[Markup], sizes: Sequence[int]) -> list[str]:
    """Zones of an HTML page without a sentence: the article is the one place that holds most of what is neither linked nor
    furniture, if it has five lines below a heading; if there is none, all is "after"."""
    plain = ~_linked(marks, len(zone)) & ~column["cued"]
    place = _mass(marks, plain, sizes, range(len(marks))) if marks else ()
    own = [i for i, mark in enumerate(marks) if place and mark.within == place and not mark.heading]
    lines = [i for i in own if plain[i]]
    heads = [i for i in range(lines[0]) if marks[i].heading] if len(lines) > 4 else []
    if not heads or sum(sizes[i] for i in lines) < 40:
        return ["after"] * len(zone)
    title, first, last = heads[-1], lines[0], lines[-1]
    head = ["before"] * title + ["title"] + ["head"] * (first - title - 1)
    return head + ["body"] * (last + 1 - first) + ["after"] * (len(zone) - last - 1)


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
        if column["comment"][first + 1 + i] and 2 * rest.sum() <= len(rest):
            return first + int(i)
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
    plain = free & ~column["cued"]
    core, places, most = _core(marks, direct, sizes, first, last)
    most = _mass(marks, plain, sizes, range(first, last + 1)) or most
    close = np.array([core in mark.within for mark in marks], bool)
    near = np.array([mark.within in places for mark in marks], bool)
    main = np.array([mark.within == most for mark in marks], bool)
    for place in (close, main):
        held = np.flatnonzero(place[: last + 1])
        if len(held) and held[-1] >= first and stop[held[-1] + 1 : last + 1].any():
            last = int(held[-1])
    sure, likely = direct & (near | main), sentence & close | plain & main
    last = _reach(range(last + 1, len(marks)), last, sure, likely, stop)
    first = _reach(range(first - 1, top, -1), first, sure, sentence & close, stop)
    while last + 1 < len(marks) and (plain & near)[last + 1]:
        last += 1
    lead = first
    while lead - 1 > top and (plain & (near | main))[lead - 1]:
        lead -= 1
    return (lead if first - lead > 1 or column["opens"][lead] or marks[lead].heading > 1 else first), last


def _mass(marks: Sequence[Markup], plain: Flags, sizes: Sequence[int], inside: range) -> tuple[int, ...]:
    """The place with half of all that is neither linked nor furniture, if any line of the model's article stands there."""
    mass: Counter[tuple[int, ...]] = Counter()
    for i in np.flatnonzero(plain).tolist():
        mass[marks[i].within] += sizes[i]
    place, size = mass.most_common(1)[0] if mass else ((), 0)
    return place if 2 * size >= mass.total() and any(marks[i].within == place for i in inside) else ()


def _core(
    marks: Sequence[Markup], prose: Flags, sizes: Sequence[int], first: int, last: int
) -> tuple[int, set[tuple[int, ...]], tuple[int, ...]]:
    """The smallest container with most of the page's prose, what the model took for the article counting threefold; the
    places in it where at least two lines of prose stand side by side; and the one of them with most of the article's."""
    weight: Counter[int] = Counter()
    places: Counter[tuple[int, ...]] = Counter()
    article: Counter[tuple[int, ...]] = Counter()
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
