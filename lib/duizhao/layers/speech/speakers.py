"""Who speaks: whom the subject of a clause names, whom a pronoun or a short name stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from duizhao.layers.speech.grammar import Grammar
from duizhao.layers.speech.marks import FAR, Passage, clauses
from duizhao.layers.speech.subjects import Subject, can_speak, led, subject


class Voice(NamedTuple):
    """Someone who speaks: name, actors, whether it is the article's own reporter, and the noun phrase as written."""

    name: str = "unknown"
    actors: tuple[str, ...] = ()
    own: bool = False
    described: str = ""


@dataclass
class Talk:
    """What an article has said so far of who speaks; `names` are its short names of people, `topics` what else begins its
    clauses again and again, `last` the last speaker of the paragraph,
    `before` that of the paragraph before, which is `page`."""

    names: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    last: Voice | None = None
    before: Voice | None = None
    page: Passage | None = None


_RELAY = re.compile(r"(?:援引|引述|引用)([^，,。；;]{2,30}?)的?(?:话|消息|报道|说法)$")
_OWN = re.compile(r"(?:[^，,]{0,8}[台视社网报站刊]|前方|特[派约]|现场|驻..|^)记者\s*[一-龥· ]{0,12}$")


def voice(p: Passage, g: Grammar, talk: Talk, found: Subject, at: int) -> Voice:
    """A subject as a voice; a pronoun stands for the person spoken of last before the clause `at`, a report for who made it."""
    phrase = p.text[found.start : found.end]
    if found.pronoun:
        many = found.name[-1] in "们方人家它" and found.name[0] not in "该这那上"
        known = antecedent(p, g, talk, at, many) or Voice(found.name if len(found.name) > 1 else "unknown")
        return known._replace(described=phrase)
    issuer = _nearest(p, g, talk, at, many=True) if g.paper.fullmatch(found.name) else None
    if issuer and issuer.actors:
        return issuer._replace(described=phrase)  # …公布年度报告，报告称
    here = p.text.rfind(found.name, found.start, found.end)
    actors = p.actors(here, here + len(found.name)) if here >= 0 else ()
    own = bool(_OWN.match(phrase)) and p.text[found.start - 1 : found.start] != "的"
    return Voice(
        found.name, actors or (p.actors(found.start, found.end) if found.person or here < 0 else ()), own, phrase
    )


def antecedent(p: Passage, g: Grammar, talk: Talk, at: int, many: bool = False) -> Voice | None:
    """Whom 他 or an unsaid subject means: the paragraph's last speaker, else the nearest person who is subject before `at`.

    For 他们 or 大家 (`many`) a group or a body serves as well.
    """
    body = talk.last and not many and (g.body.search(talk.last.name) or g.paper.fullmatch(talk.last.name))
    if found := (None if body else talk.last) or _nearest(p, g, talk, at, many) or talk.last:
        return found
    before = talk.before or (_nearest(talk.page, g, talk, len(talk.page.text), many) if talk.page else None)
    return before if at < FAR else None


def _nearest(p: Passage, g: Grammar, talk: Talk, at: int, many: bool) -> Voice | None:
    for start, stop in clauses(p, max(0, at - FAR), at):
        found = subject(p, g, talk.names, start, stop)
        if found and not found.pronoun and len(found.name) < 16 and (found.person or (many and can_speak(p, g, found))):
            return voice(p, g, talk, found, start)
    return None


def begin(p: Passage, g: Grammar, low: int, start: int) -> int:
    """Where the clause before `start` begins, its connectives, dates and the like stepped over."""
    return led(g, p.flat[:start], next(clauses(p, low, start))[0])


def nobody(p: Passage, g: Grammar, low: int, start: int) -> tuple[int, str] | None:
    """Where no one is named (此前有报道称): where the clause begins, and the kind of quotation that hearsay is."""
    at = next(clauses(p, low, start))[0]
    head = p.flat[at:start].strip()
    skip, lead = 0, g.lead.match(head)
    while not (found := g.nobody.fullmatch(head, skip)) and lead and lead.end() > skip:
        skip = lead.end()
        lead = g.lead.match(head, skip)
    return (at, "source" if found["hearsay"] else "") if found else None


def speaker(
    p: Passage, g: Grammar, talk: Talk, low: int, start: int, *, strict: int, back: bool, marked: bool = False
) -> tuple[int, Voice | None]:
    """Who stands before a cue at `start`: where its clause begins, and the voice or none.

    Where the cue may be a noun (`strict`: 1, and 2 where a pause follows it), or stands in a later clause (looked for if
    `back`), the subject must be someone who can speak; with marks at hand (`marked`) any short name will do.
    """
    (head, stop), *earlier = clauses(p, low, start)
    at = head
    if relay := _RELAY.search(p.flat[at:stop]):  # 某社援引某人的话称
        at, stop = at + relay.start(1), at + relay.end(1)
    found = subject(p, g, talk.names, at, stop)
    if found and _able(p, g, talk, found, stop, strict, marked):
        return head, voice(p, g, talk, found, at)
    alone = not found and (not strict or led(g, p.flat[:stop], at) >= stop)
    if not back or not (marked or alone):
        return head, None
    short = [found] if found and marked else []
    for at, stop in earlier:
        if (found := subject(p, g, talk.names, at, stop)) is None:
            continue
        if can_speak(p, g, found) and (marked or found.start <= led(g, p.flat[:stop], at)):
            return head, voice(p, g, talk, found, at)
        short += [found] if len(found.name) < 8 else []
    return head, voice(p, g, talk, short[0], short[0].start) if short and marked else None


def _able(p: Passage, g: Grammar, talk: Talk, found: Subject, stop: int, strict: int, marked: bool) -> bool:
    """Whether the subject of a cue's own clause speaks there."""
    relative = strict == 2 and p.flat[found.start - 1 : found.start] == "的"
    if relative or (strict and "的" in p.flat[max(found.end, stop - 8) : stop]):
        return False  # 撤销引渡的请求，…; 开放型经济的中国主张，…
    return not (strict or marked) or can_speak(p, g, found) or found.name in talk.topics
