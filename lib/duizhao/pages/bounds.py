"""Where the article begins and ends, once the model of `zones` has said where it most likely lies.

A list, a table or a box inside does not end it, for what stands where its prose stands belongs to it. In plain text
there is only the order of the lines, and the rule is stricter.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from duizhao.pages.features import Columns, Flags
from duizhao.pages.html import CONTAINERS, Markup

Place = tuple[int, ...]
_IN_TABLE = re.compile(r"(?:^| )table\b(?:(?! table\b).)*$")  # table.prices tr td
_HOLDERS = re.compile(rf"(?:^| )(?:{'|'.join(CONTAINERS)})\b")
_BELOW = {"title": "head", "body": "after"}  # what is below a line of the zone, and none of it
_SHARE = 0.6  # of a page's prose that the article's container holds at least
_FAR = 40  # lines without prose after which plain text is another text


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
    last = _closing(first, last, column)
    above = ["head" if name in ("body", "after") else name for name in zone[:first]]
    return above + ["body"] * (last + 1 - first) + ["after"] * (len(zone) - last - 1)


def by_mass(column: Columns, marks: Sequence[Markup], sizes: Sequence[int]) -> list[str]:
    """Zones of a page without a sentence: the article is the place with most of what is neither linked nor furniture,
    if it has five lines below a heading; if there is none, as in plain text, all is "after"."""
    plain = ~column["HTML: mostly link"] & ~column["cued"]
    place = _mass(marks, plain, sizes) if marks else ()
    own = [i for i, mark in enumerate(marks) if place and mark.within == place and not mark.heading]
    lines = [i for i in own if plain[i]]
    heads = [i for i in range(lines[0]) if marks[i].heading] if len(lines) > 4 else []
    if not heads or sum(sizes[i] for i in lines) < 40:
        return ["after"] * len(sizes)
    title, first, last = heads[-1], lines[0], _closing(lines[0], lines[-1], column)
    head = ["before"] * title + ["title"] + ["head"] * (first - title - 1)
    return head + ["body"] * (last + 1 - first) + ["after"] * (len(sizes) - last - 1)


def _closing(first: int, last: int, column: Columns) -> int:
    """The last line of a notice whose numbered items go on, or which its issuers and the date close."""
    rest, free = range(last + 1, len(column["issuer"])), ~column["HTML: mostly link"]
    items = _along(rest, last, column["numbered"] & free)
    if items > last + 1 or column["numbered"][first : last + 1].any() or column["ends with a colon"][last]:
        last = items
    end = _along(range(last + 1, rest.stop), last, column["issuer"] & free)
    at = end if column["signed"][end] else end + 1 if column["issuer"][end] else last
    dates = [i for i in range(at, min(at + 3, rest.stop)) if column["signed"][i]]
    return at if dates == [at] else last  # a list of others has a date below each


def cells(marks: Sequence[Markup], column: Columns) -> dict[int, Place]:
    """The lines that are cells or rows of a table of data, and where in the page that table stands.

    Data are four lines or more without a link, a sentence or a word of furniture.
    """
    none = column["HTML: mostly link"] | column["said"] | column["cued"] & ~column["counter"]
    held: dict[Place, list[int]] = {}
    for i, mark in enumerate(marks):
        if inside := _IN_TABLE.search(mark.path):
            held.setdefault(mark.within[: 1 - len(_HOLDERS.findall(inside[0]))], []).append(i)
    return {i: place[:-1] for place, lines in held.items() if len(lines) > 3 and not none[lines].any() for i in lines}


def with_cells(
    zone: Sequence[str], rows: Sequence[int], marks: Sequence[Markup], cells: Mapping[int, Place]
) -> list[str]:
    """The zones of all lines, from those of the `rows` that are no cells: a table is of the article where that goes on
    below it, or stands beside it in the same place; else of what is above."""
    full, places = dict(zip(rows, zone, strict=True)), [(), *(marks[row].within for row in rows), ()]
    padded = ["before", *zone, "after"]
    for i, place in cells.items():
        at = bisect_left(rows, i)
        above, below = padded[at : at + 2]
        near = (above == "body" and places[at] == place) or (below == "body" and places[at + 1] == place)
        full[i] = "body" if near or above == below == "body" else _BELOW.get(above, above)
    return [full[i] for i in range(len(marks))]


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
