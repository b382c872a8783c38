"""Toward whom: the actors that an evaluative word is about, by its clause and construction; none where not plain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from duizhao.layers.judgement.evaluations import FAR, Cue, Grammar, Lexicon, clause, has


class Group(NamedTuple):
    """Actors named side by side (英法两国); `bound` where a preposition holds them: "toward" (对X) or "prep"."""

    start: int
    end: int
    actors: tuple[str, ...]
    bound: str


class Context(NamedTuple):
    """A sentence as far as one voice can refer to it.

    `left` is where the voice begins, `speaker` whom 我们 means, `topic` whom the sentences before were about.
    """

    text: str
    groups: Sequence[Group]
    left: int = 0
    speaker: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()

    def lead(self, cue: Cue) -> str:
        """What stands before the cue in its clause, as far as it belongs to the voice."""
        return self.text[max(cue.left, self.left) : cue.start]

    def before(self, cue: Cue) -> list[Group]:
        """The groups in that stretch."""
        return [x for x in self.groups if max(cue.left, self.left) <= x.start and x.end <= cue.start]


class Found(NamedTuple):
    """Who is evaluated; `verb` is where a verb of praise or blame stands that has a subject of its own, else -1."""

    actors: tuple[str, ...]
    verb: int = -1


_NOBODY = Group(-1, -1, (), "")  # a subject that is no actor, or not to be told


def _subject_in(c: Context, left: int, right: int, g: Grammar) -> Group | None:
    """The first name of a clause, or of what is said in it, that nothing but light words leads; None without a name.

    Where other words lead it, or where it only causes or concerns what stands at `right`, the subject is nobody.
    """
    at = max(left, c.left)
    inside = [x for x in c.groups if at <= x.start and x.end <= right and not x.bound]
    for group in inside:
        at = max([at, *(m.end() for m in g["said"].finditer(c.text, at, group.start) if m[1])])
        if not g["light"].fullmatch(c.text, at, group.start):
            return _NOBODY
        after = c.text[group.end : right]
        if not has(g["said"], after):
            return _NOBODY if g["caused"].search(after) or g["within"].search(after) else group
    return _NOBODY if inside else None


def _means(c: Context, start: int, end: int, g: Grammar) -> bool:
    """Whether a clause begins with 这 or 他 for what was last spoken of; outside quotations only 这一做法 and the like do."""
    return bool(g["anaphor" if c.left else "deed"].match(c.text, start, end))


def _earlier(c: Context, end: int, g: Grammar) -> Group:
    """The subject of the nearest clause before `end` that has one, else what 这 or 他 means that stands there."""
    first, back = max(c.left, end - FAR), False
    while end > first and c.text[end - 1] not in "；;：:":
        start, _ = clause(c.text, end - 1, end - 1)
        found = _subject_in(c, start, end - 1, g)
        if found and found.actors:
            return found
        back, end = back or _means(c, start, end, g), start
    return _NOBODY._replace(actors=_last(c)) if back else _NOBODY


def _last(c: Context) -> tuple[str, ...]:
    """Whom the sentences before were about, if that is one and not the speaker."""
    return c.topic if len(c.topic) == 1 and not set(c.topic) & set(c.speaker) else ()


def _subject(c: Context, left: int, right: int, g: Grammar) -> tuple[str, ...]:
    """Whom the predicate at `right` is said of: its clause's subject or, where that is unsaid, that of those before."""
    left = max(left, c.left)
    lead = c.text[left:right]
    if stated := _stated(c, left, right, g):
        return stated.actors
    if re.match("我[们方国]|我(?!国)", lead):
        return c.speaker
    if not g["unsaid"].fullmatch(lead) and not g["anaphor"].match(lead):
        return ()
    return _earlier(c, left, g).actors or (_last(c) if _means(c, left, right, g) else ())


def _stated(c: Context, left: int, right: int, g: Grammar) -> Group | None:
    """The name that nothing but adverbs part from `right`, else the clause's subject, if it has one."""
    near = [x for x in c.groups if left <= x.start and x.end <= right and not x.bound]
    if near and g["adverbs"].fullmatch(c.text, near[-1].end, right):
        return near[-1]
    found = _subject_in(c, left, right, g)
    return None if g["unsaid"].fullmatch(c.text, left, right) else found


def _predicate(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    inside = c.before(cue)
    between = c.text[inside[-1].end : cue.start] if inside else "。"
    own = g["adverbs"].fullmatch(between)
    noun = own and (cue.right - cue.end > 2 or c.text[: inside[-1].start].endswith("针对"))
    if noun or (between in ("的", "及其") and not inside[-1].bound):
        return inside[-1].actors  # 挫败X的[图谋]；对X[窜访]邻国表示不满；针对X[勾连]
    named = [x for x in c.groups if g["cleft"].fullmatch(c.text, cue.end, x.start)]
    if named:
        return named[0].actors
    return _label(c, cue, g) if g["called"].search(c.lead(cue)) else _subject(c, cue.left, cue.start, g)


def _quality(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    """An adjective is about the subject as its predicate, else about whom its noun is (X是伟大的国家, X粗暴的做法)."""
    if g["ended"].match(c.text, cue.end):
        return _predicate(c, cue, g)
    named = next((x.actors for x in c.groups if x.start == cue.end + 1 and c.text[cue.end] == "的"), ())
    if named or g["conduct"].match(c.text, cue.end):
        return named or _owner(c, cue, g)
    return _label(c, cue, g) if g["copula"].search(c.lead(cue)) else ()


def _owner(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    lead, holders = c.lead(cue), c.before(cue)
    copula = g["copula"].search(lead)
    if copula and (not holders or holders[-1].end <= cue.start - len(lead) + copula.start()):
        return _label(c, cue, g)
    if holders:
        return holders[-1].actors if _holds(c, cue, holders[-1], g) else ()
    if shown := [x for x in c.groups if c.left <= x.start < cue.start and g["shown"].search(c.text[: x.start][-6:])]:
        return shown[-1].actors
    if g["anaphor"].match(lead):
        return _label(c, cue, g)
    return _subject(c, cue.left, cue.start, g) if lead and g["unsaid"].fullmatch(lead) else ()


def _holds(c: Context, cue: Cue, holder: Group, g: Grammar) -> bool:
    """Whether a noun is the holder's: X的[野心], X分裂[图谋], X改变现状的[企图], but not X反对[霸权]."""
    between = c.text[holder.end : cue.start]
    if g["averse"].search(between) or (holder.bound == "toward" and cue.polarity > 0):
        return False  # 对X的[贡献]
    led = holder.bound or g["light"].fullmatch(c.text, max(cue.left, c.left), holder.start)
    if not (led or cue.polarity < 0 or g["shown"].search(c.text[: holder.start][-6:])):
        return False  # 关爱X的[诚意]
    if re.fullmatch("|的[^的]{0,6}" if holder.bound else "[^的]{0,2}|的[^的]{0,6}", between):
        return True
    return bool(led and re.fullmatch("[^的]{0,14}的[^的]{0,4}", between)) and not has(g["said"], between)


def _label(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    left, lead = cue.start - len(c.lead(cue)), c.lead(cue)
    if called := g["called"].search(lead):
        return _called(c, cue, left + called.start(), left + called.end())
    if verb := g["copula"].search(lead):
        return _subject(c, cue.left, left + verb.start(), g)
    if g["anaphor"].match(lead):
        return _subject(c, cue.left, cue.start, g)
    return next((x.actors for x in c.groups if x.start == cue.end), ())


def _called(c: Context, cue: Cue, verb: int, end: int) -> tuple[str, ...]:
    """Who is given a name by a verb at `verb:end`: 把X称为[帮凶], 称X是[帮凶], and 视其为[匪徒] for whom was spoken of."""
    inside = [x for x in c.before(cue) if (x.bound == "prep" and verb - 6 <= x.end <= verb) or end <= x.start]
    if not inside and re.match("[其他她它]", c.text[end:]):
        free = [x for x in c.groups if x.end <= verb and not x.bound]
        inside = [x for x in free[::-1] if x.actors != free[-1].actors]
    return inside[0].actors if inside else ()


def _object(c: Context, cue: Cue, g: Grammar) -> tuple[str, ...]:
    lead, inside = c.lead(cue), c.before(cue)
    if g["expressed"].search(lead):
        return inside[-1].actors if inside else ()
    if passive := g["passive"].search(lead):
        found = _subject_in(c, cue.left, cue.start - len(lead) + passive.start(), g)
        return found.actors if found else ()
    if after := _governed(c, cue):
        return after
    if not g["ended"].match(c.text, cue.end):
        return ()
    if g["thereto"].search(lead):
        return _last(c)
    toward = [x for x in inside if x.bound == "toward"]
    named = [x for x in toward if c.text[x.start - 1] != "就"] or toward  # 对X就Y发表的声明感到[失望]
    return named[-1].actors if named else ()


_NEAR = re.compile("[并和、][^，,、]{2,5}|[说称]?[，,]|[^，,。；;：:]{2,10}的")
"""What may part a verb of praise or blame from a name: [赞赏]并支持X, [批评]说，X…, [赞扬]促成和谈的X."""
_NOUN = re.compile("(?:的|发生|面对|引发)[^，,]{0,8}$")
"""What makes a noun of such a verb: 面对广泛[批评]，X…"""


def _governed(c: Context, cue: Cue) -> tuple[str, ...]:
    """The name right behind the verb, or behind what `_NEAR` knows."""
    for after in (x for x in c.groups if cue.start < x.start):
        gap = c.text[cue.end : after.start]
        next_to = len(gap) <= 2 and after.end <= cue.right and not after.bound
        return after.actors if next_to or (_NEAR.fullmatch(gap) and not _NOUN.search(c.lead(cue))) else ()
    return ()


_PLACES = {"subject": _predicate, "quality": _quality, "owner": _owner, "label": _label}


_SHARED = {("object", place) for place in _PLACES} | {("subject", "owner"), ("subject", "subject")}


def _shared(c: Context, cue: Cue, before: Sequence[tuple[Cue, Found]]) -> Found | None:
    named = cue.target == "subject" and [x for x in c.groups if x.end <= cue.start]
    for other, found in before:
        same = (other.left, other.polarity) == (cue.left, cue.polarity) and (other.target, cue.target) in _SHARED
        if same and found.actors and not (named and named[-1].start >= other.end):
            return found
    return None


def target(context: Context, cue: Cue, lexicon: Lexicon, before: Sequence[tuple[Cue, Found]]) -> Found:
    """The actors that a cue is about; none where its construction does not say so plainly.

    `before` has the cues before it, which share their target with what a verb of praise or blame governs and with the
    noun at the end of what a predicate governs (X[妄图]侵占Y的[野心]).
    """
    if shared := _shared(context, cue, before):
        return shared
    g = lexicon.grammar
    if cue.target == "object":
        voiced = context.left or context.speaker or context.lead(cue).startswith("我")
        return Found(_object(context, cue, g), -1 if voiced else cue.start)
    named = _PLACES[cue.target](context, cue, g)
    if not named and cue.polarity > 0 and not cue.mark and g["measures"].match(context.lead(cue)):
        named = context.speaker  # 发言人说，这些举措[造福]邻国
    return Found(named)


def within_quote(c: Context, speaker: tuple[str, ...], left: int, lexicon: Lexicon) -> Context:
    """What can be meant inside a quotation: 我们 is the speaker, 这 what the sentence names before it, not the speaker."""
    free = [x for x in c.groups if x.end <= left and not x.bound and _leads(c, x, lexicon.grammar)]
    before = [x.actors for x in free if not set(x.actors) & set(speaker)]
    return c._replace(left=left, speaker=speaker, topic=before[0] if before else c.topic)


def _leads(c: Context, x: Group, g: Grammar) -> bool:
    return bool(g["light"].fullmatch(c.text, clause(c.text, x.start, x.end)[0], x.start))


_WITH = re.compile("发展|建立|深化")
"""What the second of two does with the first: X与Y发展关系 is about X."""
_JOIN = re.compile(r"[、和与及跟同]|以及|[两三四]国|[一-龥]{0,5}[长统理相席人臣官部军]")


def groups(text: str, mentions: Sequence[tuple[int, int, tuple[str, ...]]], lexicon: Lexicon) -> list[Group]:
    """Mentions joined where they are coordinated or a name follows its country and title, with what binds them."""
    found: list[Group] = []
    g = lexicon.grammar
    for start, end, actors in mentions:
        last = found[-1] if found else None
        between = text[last.end : start] if last else "。"
        if last and len(between) <= 8 and (not between or _JOIN.fullmatch(between)) and not _WITH.match(text, end):
            found[-1] = last._replace(end=end, actors=tuple(dict.fromkeys((*last.actors, *actors))))
            continue
        head = text[max(0, start - 6) : start]
        bound = "toward" if g["toward"].search(head) else "prep" if g["prep"].search(head) else ""
        found.append(Group(start, end, actors, bound))
    return found
