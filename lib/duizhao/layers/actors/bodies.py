"""Institutions without a country: which state a government or a ministry belongs to, where the text shows it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator

from duizhao.layers.actors.lexicon import Lexicon, Span, after
from duizhao.layers.actors.persons import Home

CLEAR = 3
"""An article's topic is the state that it mentions so many times at least, and twice as often as any other."""


def without_country(text: str, found: list[Span], lex: Lexicon) -> Iterator[Span]:
    """Institutions that stand alone, where it is clear whose they are; `found` is what is known of the text before.

    What any state has (政府, 国会) must act, or have an office named after it; what few have (国务院) is theirs. An office
    holder says whose it is, or that the text names but one with its country, or else `home`.
    """
    where, people = home(text, found), {span.start: span.actors for span in found if span.kind == "person"}
    states = [span for span in found if _is_state(span)]
    named = set().union(*(span.actors for span in states))
    for start, end, form in lex.bodies.find(text):
        title = after(text, end, lex.of["title"])
        known = people.get(end + len(title), ()) if lex.of["title"].get(title) else ()
        known = known or _only(span.actors for span in states if text.endswith(form, span.start, span.end))
        known = known or where(start)
        actors = _owner(known, lex.owners[form], named)
        if actors and (lex.owners[form] or _does(text, end, title, lex)):
            yield Span(start, end, actors, "body")


def _owner(known: tuple[str, ...], owners: tuple[str, ...], named: set[str]) -> tuple[str, ...]:
    """Of few owners the known one, else the first, if the text names no other."""
    if not owners or set(known) & set(owners):
        return known
    return owners[:1] if named.isdisjoint(owners[1:]) else ()


def _only(all_of_them: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    found = set(all_of_them)
    return found.pop() if len(found) == 1 else ()


def _does(text: str, end: int, title: str, lex: Lexicon) -> bool:
    return lex.of["title"].get(title, 0) > 0 or bool(after(text, end, lex.of["then"])) or acts(text, end, lex)


def acts(text: str, at: int, lex: Lexicon) -> bool:
    """Whether a verb of will or of saying stands here, adverbs before it or not."""
    while not after(text, at, lex.of["will"]):
        if not (adverb := after(text, at, lex.of["then"])):
            return False
        at += len(adverb)
    return True


def home(text: str, found: list[Span]) -> Home:
    """Which state is meant at a place: the article's topic, where no other is named before it in the sentence.

    Where none stands out as the topic, it is the one named most often, if the sentence names only that.
    """
    states = [span for span in found if _is_state(span)]
    starts = [span.start for span in states]
    ranked = [*Counter(actor for span in states for actor in span.actors).most_common(2), ("", 0), ("", 0)]
    (most, times), (_, next_times) = ranked[:2]

    def at(place: int) -> tuple[str, ...]:
        first = bisect_left(starts, text.rfind("\n", 0, place) + 1)
        ahead = {actor for span in states[first : bisect_left(starts, place)] for actor in span.actors}
        clear = not ahead and times >= max(CLEAR, 2 * next_times)
        return (most,) if clear or ahead == {most} else ()

    return at


def _is_state(span: Span) -> bool:
    return all(len(actor) == 2 and actor not in ("EU", "UN") for actor in span.actors)
