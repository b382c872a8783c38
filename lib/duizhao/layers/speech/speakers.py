"""Who speaks: whom the subject of a clause names, whom a pronoun or a short name stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duizhao.layers.speech.cues import Cue, Told, Voice
from duizhao.layers.speech.grammar import Grammar
from duizhao.layers.speech.marks import FAR, Passage, clauses
from duizhao.layers.speech.subjects import Subject, can_speak, led, subject


@dataclass
class Talk:
    """What an article has said so far of who speaks.

    `names` are its short names of people, `topics` what else begins its clauses again and again, `last` the last
    speaker of the paragraph, `before` whom the paragraphs before leave in mind. A `digest` strings short items
    together.
    """

    names: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    last: Voice | None = None
    before: Voice | None = None
    digest: bool = False

    def close(self, p: Passage, g: Grammar, silent: bool) -> None:
        """End a paragraph: its last speaker stays in mind, or where it is `silent` its last subject who is a person."""
        told = _nearest(p, g, self, len(p.text), many=False) if silent else None
        self.before, self.last = self.last or told or self.before, None

    def heard(self, who: Voice) -> None:
        """Take note of who spoke, if that is known."""
        self.last = who if who.name != "unknown" else self.last


_CHAIN = re.compile(r"(?:同时|[并还也又则而且]){1,2}(?:[再一多][次再])?|他|她|他们")
_RELAY = re.compile(r"(?:援引|引述|引用)([^，,。；;]{2,30}?)(?:的?(?:话|消息|报道|说法))?$")
_OWN = re.compile(r"(?:[^，,]{0,8}[台视社网报站刊]|前方|特[派约]|现场|驻..|^)记者\s*[一-龥· ]{0,12}$")


def voice(p: Passage, g: Grammar, talk: Talk, found: Subject, at: int) -> Voice:
    """A subject as a voice; a pronoun stands for the person spoken of last before the clause `at`."""
    phrase = p.text[found.start : found.end]
    if found.pronoun:
        return _meant(p, g, talk, found.name, at)._replace(described=phrase)
    paper = g.paper.fullmatch(found.name)
    low = p.masked.rfind("。", max(0, at - FAR), at) + 1 if paper else 0
    maker = _nearest(p, g, talk, at, many=True, low=low) if paper else None
    if maker and maker.actors:
        return maker._replace(described=phrase)  # …公布年度报告，报告称
    here = p.text.rfind(found.name, found.start, found.end)
    actors = p.actors(here, here + len(found.name)) if here >= 0 else ()
    if not actors and (found.person or here < 0):
        actors = p.actors(found.start, found.end)
    return Voice(found.name, actors, bool(_OWN.match(phrase)), phrase, found.person)


def _meant(p: Passage, g: Grammar, talk: Talk, pronoun: str, at: int) -> Voice:
    many = pronoun[-1] in "们它社报台网刊会"
    if pronoun[-1] in "方人":
        return Voice(pronoun)  # 双方, 两人
    found = antecedent(p, g, talk, at, many)
    one = found and many and found.person
    return Voice(pronoun if len(pronoun) > 1 else "unknown") if one or not found else found


def antecedent(p: Passage, g: Grammar, talk: Talk, at: int, many: bool = False) -> Voice | None:
    """Whom 他 or an unsaid subject means.

    The paragraph's last speaker, else the nearest person who is subject before `at`, else whom the paragraph before
    leaves in mind. For 他们 (`many`) a group or a body serves as well.
    """
    thing = not many and (lambda name: g.body.search(name) or g.paper.fullmatch(name))
    last, before = (None if one and thing and thing(one.name) else one for one in (talk.last, talk.before))
    return last or _nearest(p, g, talk, at, many) or talk.last or before


def _nearest(p: Passage, g: Grammar, talk: Talk, at: int, many: bool, low: int = 0) -> Voice | None:
    for start, stop in clauses(p, max(low, at - FAR), at):
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
    while not (found := g.nobody.fullmatch(head, skip)) and lead:
        skip = lead.end()
        lead = g.lead.match(head, skip)
    return (at, "source" if found["hearsay"] else "") if found else None


def speaker(
    p: Passage, g: Grammar, talk: Talk, low: int, start: int, *, strict: int, back: bool, marked: bool = False
) -> tuple[int, Voice | None]:
    """Who stands before a cue at `start`: where its clause begins, and the voice or none.

    Where the cue has no pause behind it (`strict`: 1) or may be a noun (2), or stands in a later clause (looked for if
    `back`), the subject must be someone who can speak; with marks at hand (`marked`) any short name will do.
    """
    (head, stop), *earlier = clauses(p, low, start)
    relay = _RELAY.search(p.flat[head:stop])  # 某社援引某人的话称
    found = subject(p, g, talk.names, head + relay.start(1), head + relay.end(1)) if relay else None
    if found and can_speak(p, g, found):
        return head, voice(p, g, talk, found, head)
    found = subject(p, g, talk.names, head, stop)
    if found and _able(p, g, talk, found, stop, strict, marked):
        return head, voice(p, g, talk, found, head)
    alone = not strict or led(g, p.flat[:stop], head) >= stop
    return head, _earlier(p, g, talk, earlier, found, marked) if back and (marked or alone) else None


def _earlier(
    p: Passage, g: Grammar, talk: Talk, before: list[tuple[int, int]], own: Subject | None, marked: bool
) -> Voice | None:
    """Who is subject of the nearest clause before; with marks at hand else a short name, the own clause's first."""
    short = [own] if own else []
    for at, stop in before:
        found = subject(p, g, talk.names, at, stop)
        if found and can_speak(p, g, found) and (marked or found.start <= led(g, p.flat[:stop], at)):
            return voice(p, g, talk, found, at)
        short += [found] if found and len(found.name) < 8 else []
    return voice(p, g, talk, short[0], short[0].start) if short and marked else None


def _able(p: Passage, g: Grammar, talk: Talk, found: Subject, stop: int, strict: int, marked: bool) -> bool:
    """Whether the subject of a cue's own clause speaks there."""
    if strict and "的" in p.flat[max(found.end, stop - 8) : stop]:
        return False  # 开放型经济的中国主张，…
    if strict == 2 and not _beside(p, g, found, stop):
        return False
    verb = strict == 2 and found.end < stop <= led(g, p.flat[:stop], found.end)  # 某公司周二宣布，…
    return verb or not (strict or marked) or can_speak(p, g, found) or found.name in talk.topics


def _beside(p: Passage, g: Grammar, found: Subject, stop: int) -> bool:
    """Whether a verb that may be a noun stands next to its subject, which no 的 makes a part of something (引渡的请求)."""
    if p.flat[found.start - 1 : found.start] == "的":
        return False
    apart = p.flat[stop - 1].isspace() or p.masked[stop + 2 : stop + 3] in ("：", ":")
    at = led(g, p.flat[:stop], found.end)
    return apart or at >= stop or (p.flat[at] in "向对与同给于在" and p.flat[stop - 1] not in "和及与、")


def heard(
    p: Passage, g: Grammar, talk: Talk, cues: list[Cue], a: int, reach: Voice | None
) -> tuple[list[Told], list[Told]]:
    """The cues of a sentence from `a` on with their speakers, and those that stand inside what another one reports.

    `reach` is who speaks on from the sentence before.
    """
    found: list[Told] = []
    inner: list[Told] = []
    for cue in cues:
        if min(cue.content, found[-1].cue.content if found else -1) >= 0:
            cue = cue._replace(claims=None)  # X表示，“…”，他质疑…: the marks belong to X表示
        told = _source(p, g, talk, cue, found) if cue.who else _told(p, g, talk, cue, a, found, reach)
        if told and found and _nested(p, found[-1], told):
            inner += [told] if _other(found[-1], told) and not (cue.use == "act" and not cue.pause) else []
        elif told:
            found += [*_relayed(p, g, talk, told), told]
    return found, inner


def _other(outer: Told, told: Told) -> bool:
    """Whether a cue has a speaker of its own, who is someone else."""
    return told.explicit and told.voice.name != outer.voice.name


def _relayed(p: Passage, g: Grammar, talk: Talk, told: Told) -> list[Told]:
    """The source that passes on what another says: 某报援引某人的话称."""
    relay = _RELAY.search(p.flat[told.head : told.cue.start])
    at = told.head + relay.start() if relay else 0
    found = subject(p, g, talk.names, told.head, at) if relay else None
    who = voice(p, g, talk, found, told.head) if found else None
    if not who or who.name == told.voice.name:
        return []
    return [Told(told.cue._replace(start=at, end=at + 2, use="source", claims=None), told.head, who, True, "source")]


def _source(p: Passage, g: Grammar, talk: Talk, cue: Cue, before: list[Told]) -> Told | None:
    """A source with its name, none where it is part of what someone says (X说，据了解，…)."""
    if before and cue.head == before[-1].cue.content:
        return None
    found = subject(p, g, talk.names, *cue.who) if cue.who and cue.who[0] >= 0 else None
    if not found and cue.use != "source":
        return None  # 在我看来，…
    who = voice(p, g, talk, found, cue.head) if found else Voice()
    return Told(cue, cue.head, who, True, "source" if cue.use == "source" else "")


def _told(p: Passage, g: Grammar, talk: Talk, cue: Cue, a: int, before: list[Told], reach: Voice | None) -> Told | None:
    """A cue with its speaker, or none: no one who could speak."""
    low, shut = _bounds(p, cue, a, before)
    if unnamed := _unnamed(p, g, low, cue):
        return Told(cue, unnamed[0], Voice(), True, unnamed[1])
    if cue.use != "doc" and g.bare.match(p.flat, begin(p, g, low, cue.start), cue.start):
        return None
    last = _last(p, cue, before)
    head, found = _speaker(p, g, talk, cue, low, back=not last or last.cue.end <= shut)
    first = not g.lead.sub("", p.masked[low : cue.start]).strip()
    earlier = last.voice if last else reach if first else None
    who = found or _unsaid(p, g, talk, cue, a, earlier)
    if who is None:
        return None
    talk.heard(who)
    if p.masked[cue.start : cue.start + 2] in ("报道", "报导"):
        cue = cue._replace(use="source")
    return Told(cue, head, who, found is not None, "source" if cue.use in ("doc", "source") else "")


def _unnamed(p: Passage, g: Grammar, low: int, cue: Cue) -> tuple[int, str] | None:
    """As `nobody`, of a cue: 有报道|称, 网传, and 传出 whoever stands before it."""
    rumour = p.flat.startswith("传出", cue.start)
    start, end = (cue.start, cue.end) if rumour else (low, cue.end - 1)
    return nobody(p, g, low, cue.start) or nobody(p, g, start, end)


def _last(p: Passage, cue: Cue, before: list[Told]) -> Told | None:
    """The cue before in the same sentence, sources and what a semicolon parts left out."""
    last = next((t for t in reversed(before) if t.cue.use != "source"), None)
    apart = re.search("[；;](?!同时|[并还也又])", p.masked[last.cue.end : cue.start]) if last else None
    return None if apart else last


def _bounds(p: Passage, cue: Cue, a: int, before: list[Told]) -> tuple[int, int]:
    """How far left the speaker of a cue may stand, and where marks of others' speech last opened (-1: nowhere)."""
    low = max([a, *(t.cue.end for t in before)])
    shut = p.mark_before(cue.start, low)
    if not shut or not (cue.claims or shut.start in p.clauses):
        return low, -1
    return max(low, shut.end), -1 if cue.claims else shut.start


def _speaker(p: Passage, g: Grammar, talk: Talk, cue: Cue, low: int, back: bool) -> tuple[int, Voice | None]:
    """Who stands before a cue; where it may be a noun it must be someone who can speak, before 显示 a document."""
    marked = bool(cue.claims) or cue.strong
    noun = cue.use in ("act", "comma") and p.text[cue.end - 1] not in "说称道"  # 警告, but not 警告说
    strict = 0 if marked else 2 if noun else int(not cue.pause)
    head, found = speaker(p, g, talk, low, cue.start, strict=strict, back=back, marked=marked)
    return head, found if cue.use != "doc" or g.paper.search(p.text, low, cue.start) else None


def _unsaid(p: Passage, g: Grammar, talk: Talk, cue: Cue, a: int, earlier: Voice | None) -> Voice | None:
    """Who speaks where the clause does not say: an earlier cue's speaker, else whom the sentence must mean."""
    if cue.use == "doc":
        return _paper(p, g, cue)
    able = {"comma": bool(cue.claims), "act": not cue.pause}
    if not able.get(cue.use, True):
        return None
    if earlier or not (cue.pause or cue.claims):
        return earlier
    return antecedent(p, g, talk, a) or Voice()


def _paper(p: Passage, g: Grammar, cue: Cue) -> Voice | None:
    """The document whose name ends before a cue (对事故的初步调查显示), none where there is none."""
    text = p.masked[max(0, cue.start - 20) : cue.start]
    name = re.split("[的，,。；;：: ]", text)[-1]
    return Voice(name, described=name) if g.paper.search(name) else None


def _nested(p: Passage, outer: Told, told: Told) -> bool:
    """Whether a cue is part of what another one reports."""
    cue, low = told.cue, outer.cue.content
    if "source" in (outer.cue.use, cue.use) or cue.claims or cue.content in p.clauses or low < 0 or p.mark_at(low):
        return False
    lead = p.masked[told.head : cue.start]
    inside = outer.cue.pause and _other(outer, told)
    apart = cue.pause or (cue.use == "clause" and not inside) or _CHAIN.fullmatch(lead)
    return told.head <= low or not (apart or re.search("[；;]", p.masked[low : told.head]))
