"""Toward whom: the actors that an evaluative word is about, by its clause and its construction; none where that is not plain."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from duizhao.layers.evaluations import Cue, Grammar, Lexicon, clause, has


class Group(NamedTuple):
    """Actors named side by side (英法两国); `bound` where a preposition holds them: "toward" (对X) or "prep"."""

    start: int
    end: int
    actors: tuple[str, ...]
    bound: str


class Context(NamedTuple):
    """A sentence as far as one voice can refer to it.

    `left` is where the voice begins, `speaker` whom 我们 means, `topic` whom the sentences before were about; `reports`
    where the cue itself introduces speech (批评，…).
    """

    text: str
    groups: Sequence[Group]
    left: int = 0
    speaker: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    reports: bool = False


class Found(NamedTuple):
    """Who is evaluated; `agent` is who praises or blames in an object construction, empty where it is the voice itself."""

    actors: tuple[str, ...]
    agent: str = ""


_NOBODY = Group(-1, -1, (), "")
"""A subject that is no actor, or not to be told: nothing further back is looked at."""


def _subject_in(c: Context, left: int, right: int, g: Grammar, near: bool = True) -> Group | None:
    """The subject of what stands at `right`, as far as its clause names one; None where the clause names nobody.

    That is the name with nothing but adverbs between (断了X[妄图]…的念想), else the first name of the clause, or of what is
    said in it, that nothing but light words leads.
    """
    at = max(left, c.left)
    inside = [x for x in c.groups if at <= x.start and x.end <= right and not x.bound]
    if inside and near and g["adverbs"].fullmatch(c.text, inside[-1].end, right):
        return inside[-1]
    for group in inside:
        at = max([at, *(m.end() for m in g["said"].finditer(c.text, at, group.start) if m[1])])
        if not g["light"].fullmatch(c.text, at, group.start):
            return _NOBODY
        after = c.text[group.end : right]
        if not has(g["said"], after):
            return _NOBODY if g["caused"].search(after) or g["within"].search(after) else group
    return _NOBODY if inside else None


def _subject(c: Context, left: int, right: int, g: Grammar) -> tuple[str, ...]:
    """Whom the predicate at `right` is said of: the subject of its clause or, where that is unsaid, of those before it."""
    found, lead = _subject_in(c, left, right, g), c.text[max(left, c.left) : right]
    if found and (found.actors or not g["unsaid"].fullmatch(lead)):
        return found.actors
    if c.speaker and re.match("我[们方国]|我(?!国)", lead):
        return c.speaker
    back = g["anaphor"].match(lead)
    if not back and not g["unsaid"].fullmatch(lead):
        return ()
    end = max(left, c.left)
    while end > c.left and c.text[end - 1] not in "；;：:":
        start, _ = clause(c.text, end - 1, end - 1)
        found = _subject_in(c, start, end - 1, g, near=False)
        if found and found.actors:
            return found.actors
        back, end = back or g["anaphor"].match(c.text, start, end), start
    if not back and max(left, c.left) == c.left and not lead:  # 打着X旗号，美国…
        ahead = clause(c.text, right, right)[1] + 1
        found = _subject_in(c, ahead, min(len(c.text), ahead + 12), g, near=False)
        return found.actors if found else ()
    return c.topic if back and len(c.topic) == 1 and not set(c.topic) & set(c.speaker) else ()


def _predicate(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    inside = [x for x in c.groups if max(cue.left, c.left) <= x.start and x.end <= cue.start]
    between = c.text[inside[-1].end : cue.start] if inside else ""
    own = bool(inside) and bool(g["adverbs"].fullmatch(between))
    if inside and ((between == "的" and not inside[-1].bound) or (own and cue.right - cue.end > 2)):
        return inside[-1].actors  # 挫败X的[图谋]；对X[窜访]邻国表示不满
    named = [x for x in c.groups if not own and g["cleft"].fullmatch(c.text, cue.end, x.start)]
    if named:
        return named[0].actors
    if g["called"].search(c.text[max(cue.left, c.left) : cue.start]):
        return _label(c, cue, g)
    return _subject(c, cue.left, cue.start, g)


def _quality(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    """An adjective is about the subject as its predicate, or as the noun that it goes with is (X是伟大的国家)."""
    if g["ended"].match(c.text, cue.end):
        return _predicate(c, cue, g)
    named = [x for x in c.groups if x.start == cue.end + 1 and c.text[cue.end] == "的"]
    if named:
        return named[0].actors
    return _label(c, cue, g) if g["copula"].search(c.text[max(cue.left, c.left) : cue.start]) else ()


def _owner(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    left = max(cue.left, c.left)
    lead = c.text[left : cue.start]
    holders = [x for x in c.groups if left <= x.start and x.end <= cue.start]
    copula = g["copula"].search(lead)
    if copula and (not holders or holders[-1].end <= left + copula.start()):
        return _label(c, cue, g)
    if holders:
        last = holders[-1]
        between = c.text[last.end : cue.start]
        near = re.fullmatch("" if last.bound else "[^的]{0,2}", between) or re.fullmatch("的[^的]{0,6}", between)
        led = last.bound or g["light"].fullmatch(c.text, left, last.start)
        far = led and re.fullmatch("[^的]{0,14}的[^的]{0,4}", between) and not has(g["said"], between)
        return last.actors if (near or far) and not g["averse"].search(between) else ()
    if shown := [x for x in c.groups if c.left <= x.start < cue.start and g["shown"].search(c.text[: x.start])]:
        return shown[-1].actors
    if g["anaphor"].match(lead):
        return _label(c, cue, g)
    return _subject(c, cue.left, cue.start, g) if lead and g["unsaid"].fullmatch(lead) else ()


def _label(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    left = max(cue.left, c.left)
    lead = c.text[left : cue.start]
    if called := g["called"].search(lead):
        at = left + called.start()
        inside = [x for x in c.groups if left <= x.start and at - 6 <= x.end <= at and x.bound == "prep"]
        inside += [x for x in c.groups if left + called.end() <= x.start and x.end <= cue.start]
        if not inside and re.match("[其他她它]", c.text[left + called.end() :]):  # 对方负隅顽抗，X将视其为[匪徒]
            free = [x for x in c.groups if x.end <= at and not x.bound]
            inside = [x for x in free[::-1] if x.actors != free[-1].actors][:1]
        return inside[0].actors if inside else ()
    if verb := g["copula"].search(lead):
        return _subject(c, cue.left, left + verb.start(), g)
    if g["anaphor"].match(lead):
        return _subject(c, cue.left, cue.start, g)
    return next((x.actors for x in c.groups if x.start == cue.end), ())


def _for(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    toward = [x for x in c.groups if c.left <= x.start and x.end <= cue.start and x.bound == "toward"]
    return toward[-1].actors if toward else _label(c, cue, g)


def _object(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    left = max(cue.left, c.left)
    before = c.text[left : cue.start]
    if g["expressed"].search(before):
        return next((x.actors for x in c.groups[::-1] if left <= x.start and x.end <= cue.start), ())
    if passive := g["passive"].search(before):
        found = _subject_in(c, cue.left, left + passive.start(), g)
        return found.actors if found else ()
    after = next((x for x in c.groups if cue.start < x.start and x.end <= cue.right), None)
    gap = c.text[cue.end : after.start] if after else ""
    joined = re.fullmatch("[并和、][^，,、]{2,5}", gap)  # 赞赏并支持X
    if after and (joined or (len(gap) <= 2 and not after.bound)) and not g["anybody"].match(c.text, cue.end):
        return after.actors
    toward = [x for x in c.groups if left <= x.start and x.end <= cue.start and x.bound == "toward"]
    if toward and g["ended"].match(c.text, cue.end):
        return toward[-1].actors
    if not (c.reports and cue.end == cue.right and g["blamed"].fullmatch(c.text, cue.start, cue.end)):
        return ()
    _, right = clause(c.text, cue.end + 1, cue.end + 1)  # 批评，X一意孤行
    said = _subject_in(c._replace(left=cue.end + 1), cue.end + 1, right, g, near=False)
    return said.actors if said else ()


def _agent(c: Context, cue: Cue, target: tuple[str, ...], g: Grammar) -> str:
    """Who praises or blames: the subject as written, else `unknown`; empty where it is the voice itself."""
    if c.left or c.speaker:
        return ""
    lead = c.text[cue.left : cue.start]
    if re.match("我", lead):
        return ""
    inside = [x for x in c.groups if cue.left <= x.start and x.end <= cue.start and x.actors != target and not x.bound]
    if inside:
        return c.text[inside[0].start : inside[0].end]
    if party := g["party"].match(lead):
        return party[0]
    end = cue.left
    while end:
        start, _ = clause(c.text, end - 1, end - 1)
        found = _subject_in(c, start, end - 1, g)
        if found and found.actors and found.actors != target:
            return c.text[found.start : found.end]
        end = start
    return "unknown"


def subjects(c: Context, end: int, lexicon: Lexicon) -> list[Group]:
    """The groups before `end` that nothing but light words leads in their clause: what is spoken of."""
    found = [x for x in c.groups if x.end <= end and not x.bound]
    light = lexicon.grammar["light"]
    return [x for x in found if light.fullmatch(c.text, clause(c.text, x.start, x.end)[0], x.start)]


_PLACES = {"subject": _predicate, "quality": _quality, "owner": _owner, "label": _label, "for": _for}


def _own(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    """The speaker where he praises measures that nobody is said to take: 发言人说，这些举措[惠及]邻国。"""
    lead = c.text[max(cue.left, c.left) : cue.start]
    return c.speaker if cue.polarity > 0 and not cue.mark and g["measures"].match(lead) else ()


def target(context: Context, cue: Cue, lexicon: Lexicon, before: Mapping[Cue, Found]) -> Found:
    """The actors that a cue is about; none where its construction does not say so plainly.

    `before` has what the cues before it are about: the noun at the end of what a predicate governs is its subject's
    (X[妄图]侵占Y的[野心]).
    """
    for other, found in before.items():
        same = (other.left, other.polarity) == (cue.left, cue.polarity) and found.actors
        if same and (other.target == "object" != cue.target or (other.target == "subject" and cue.target == "owner")):
            return found
    if cue.target != "object":
        return Found(_PLACES[cue.target](context, cue, lexicon.grammar) or _own(context, cue, lexicon.grammar))
    actors = _object(context, cue, lexicon.grammar)
    return Found(actors, _agent(context, cue, actors, lexicon.grammar))


def reported(text: str, cue: Cue, lexicon: Lexicon) -> str:
    """`unknown` where the sentence says of somebody unquoted that he holds what the cue says (警告…[没有出路]), else empty."""
    return "unknown" if any(lexicon.grammar[n].search(text[: cue.start]) for n in ("reported", "called")) else ""


_JOIN = re.compile(r"[、和与及跟同]|以及|[两三四]国|[一-龥]{0,5}[长统理相席人臣官部军]")


def groups(text: str, mentions: Sequence[tuple[int, int, tuple[str, ...]]], lexicon: Lexicon) -> list[Group]:
    """Mentions of a sentence joined where they are coordinated or a person's name follows the country, with what binds them."""
    found: list[Group] = []
    for start, end, actors in mentions:
        last = found[-1] if found else None
        between = text[last.end : start] if last else ""
        if last and (not between or (len(between) <= 8 and _JOIN.fullmatch(between))):
            found[-1] = last._replace(end=end, actors=tuple(dict.fromkeys((*last.actors, *actors))))
            continue
        head = text[max(0, start - 6) : start]
        g = lexicon.grammar
        bound = "toward" if g["toward"].search(head) else "prep" if g["prep"].search(head) else ""
        found.append(Group(start, end, actors, bound))
    return found
