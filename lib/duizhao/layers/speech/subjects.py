"""The noun phrase that is subject of a reporting clause, and its shortest name.

No parser is at hand, so the subject is read from the left: connectives, dates and prepositional phrases are stepped
over, then the noun phrase runs to the first word that begins a predicate. Mentions of actors are opaque to that search,
and so is a short name that begins several clauses of the article.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from duizhao.codebook.dictionary import word
from duizhao.layers.speech.grammar import Grammar
from duizhao.layers.speech.marks import Passage

_MANNER = re.compile(r"([一-龥])\1([一-龥])\2地?|[一-龥]([一-龥])\3地|[^，,\s]{2}地$|[一-龥]声$")
"""An adverbial of manner before the verb: 骂骂咧咧地, 笑呵呵地, 亲切地, 轻声."""
_BOOK = re.compile(r"《([^》]+)》[^》]{0,3}$")
_LATIN = re.compile(r"[(（][A-Z][a-z]")
_TERM = re.compile("^.*[”」』]")
_BRACKET = re.compile(r"[（(][^）)]*[）)]?")
_AND = re.compile(r"(?<=[一-龥]{2})([和与及、])(?=[一-龥]{2})")
_TOWARD = re.compile("[向对给把被将]")
_BEGIN = re.compile(r"(?<![^\s，。！？；：“”、…—])[一-龥]{2,3}")
_FULL = re.compile(r"·([一-龥]{2,7})\s*[(（]")  # 史蒂文·马努钦(Steven Mnuchin)
_SAID = re.compile("[，。！？…][”」]")
_OFFICE = re.compile("[的部局院社国军府]")


class Subject(NamedTuple):
    """A noun phrase `start:end` in the paragraph, its name, whether it names a person, whether it is a pronoun."""

    start: int
    end: int
    name: str
    person: bool
    pronoun: bool


def recurrent(g: Grammar, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Strings of two or three characters that begin clauses of an article again and again: of people, and of anything.

    Where speech in marks stands close, such a string is someone's short name (润叶, 少平); elsewhere what is spoken of
    (华为). A string that goes on the same way nearly each time is part of a longer word.
    """
    begins = Counter(m[0] for m in _BEGIN.finditer(text))
    by_two: dict[str, list[str]] = {}
    for begin in begins:
        by_two.setdefault(begin[:2], []).append(begin)
    pairs = Counter(map(str.__add__, text, text[1:]))
    found = set()
    for two, words in by_two.items():
        most = max(words, key=lambda w: (begins[w], w))
        total = sum(begins[w] for w in words)
        if total > 1 or pairs[two] > 2:
            found.add(most if begins[most] >= 0.8 * total else two)
    no_name = (g.lead.match, g.pronoun.match, g.bare.match, g.stop.search, g.act.search)
    known = frozenset(w for w in found if "的" not in w and not any(test(w) for test in no_name))
    people = known if 150 * len(_SAID.findall(text)) > len(text) else frozenset()
    return people | frozenset(_FULL.findall(text)), known


def subject(p: Passage, g: Grammar, names: frozenset[str], start: int, end: int) -> Subject | None:
    """The subject of the clause `start:end` that stands before a reporting verb, or none."""
    view = p.flat[start:end]
    for s, e, _ in p.named(start, end):
        low, high = max(s, start) - start, min(e, end) - start
        view = view[:low] + "\ue000" * (high - low) + view[high:]
    at = led(g, view, 0)
    if event := g.event.match(view, at):  # 会谈结束后普京表示; in 普京抵达后表示 the subject stands inside
        found = _from(p, g, names, start, view, led(g, view, event.end()))
        if found and can_speak(p, g, found):
            return found
    found = _from(p, g, names, start, view, at)
    return found if found and (found.person or found.pronoun) else _last_named(p, g, start, end) or found


def _last_named(p: Passage, g: Grammar, start: int, end: int) -> Subject | None:
    """A person whose title and name end the clause, whatever stands before (a headline set without a full stop)."""
    low, late = max(start, end - 60), g.late.search(p.flat, start, end)
    found = g.titled.match(p.flat[low : late.start()]) if late else None
    if not found:
        return None
    name, at = found[1], low + found.start(1)
    sure = is_person(g, name) or _foreign(g, name) or (0, len(name)) in p.within(at, at + len(name))
    return Subject(at, at + len(name), name, True, False) if sure else None


def led(g: Grammar, view: str, at: int) -> int:
    while lead := g.lead.match(view, at):
        at = lead.end()
    return at


def _from(p: Passage, g: Grammar, names: frozenset[str], start: int, view: str, at: int) -> Subject | None:
    """The subject that begins at `at` of a clause's view, or in the relative clause that begins there."""
    if pronoun := g.pronoun.match(view, at):
        return Subject(start + at, start + pronoun.end(), pronoun[0], True, True)
    stop = _stop(g, view, at)
    plain = _phrase(p, g, names, start + at, start + stop) if stop - at > 1 or view[at : at + 1] == "\ue000" else None
    relative = view.rfind("的", at)
    if (plain and plain.person) or relative < stop or _TOWARD.search(view, at, relative):
        return plain
    return _modified(p, g, names, start, view, relative + 1) or plain


def _modified(p: Passage, g: Grammar, names: frozenset[str], start: int, view: str, at: int) -> Subject | None:
    """The subject behind a relative clause (第一次来的她), if it is someone who can speak."""
    if pronoun := g.pronoun.match(view, at):
        return Subject(start + at, start + pronoun.end(), pronoun[0], True, True)
    found = _phrase(p, g, names, start + at, start + _stop(g, view, at))
    able = found and (can_speak(p, g, found) or g.person.match(found.name))
    return found if able else None


def _stop(g: Grammar, view: str, at: int) -> int:
    """Where the noun phrase at `at` ends: at a predicate's first word, before the verb that a particle follows."""
    manner = _MANNER.search(view, at)
    limit = manner.start() if manner else len(view)
    for match in g.stop.finditer(view, at):
        begin = match.start()
        inside = match.end() - begin == 1 and _in_noun(view, begin)
        if match["keep"] is None and not inside and (begin - at != 1 or view[at] == "\ue000"):
            within = begin - 1 == limit  # 觉慧愤愤地: the manner begins at 愤愤
            return begin if within else min(limit, begin - (match[0] in "着了"))
    return limit


def begins_with_verb(text: str, at: int) -> bool:
    """Whether the first word at a place is a verb, as where a long speech leaves its subject unsaid: 坚持…, 完善…"""
    first = next((w for n in (4, 3, 2) if (w := word(text[at : at + n]))), None)
    return bool(first and first.tag in ("v", "vn"))


def _in_noun(view: str, at: int) -> bool:
    """Whether a character stands inside a noun of the dictionary: 不列颠, 中将, 反对派."""
    spans = ((at - k, at - k + n) for n in (4, 3, 2) for k in range(n))
    return any(low >= 0 and (w := word(view[low:high])) and w.tag[0] == "n" for low, high in spans)


def _phrase(p: Passage, g: Grammar, names: frozenset[str], start: int, end: int) -> Subject | None:
    start, end = _trimmed(p, g, start, end)
    phrase = p.text[start:end]
    if not 0 < len(_BRACKET.sub("", phrase)) <= 45 or _nameless(g, phrase):
        return None
    spans = p.within(start, end)
    name, person = shortest(g, phrase, spans)
    known = next((phrase[:n] for n in range(7, 1, -1) if phrase[:n] in names and (0, n) not in spans), "")
    if known and not person and (g.act.match(phrase, len(known)) or not g.role.search(phrase)):
        return Subject(start, start + len(known), known, True, False)
    return Subject(start, end, name, person or (name in names and not spans), False) if name else None


def _nameless(g: Grammar, phrase: str) -> bool:
    """Whether a phrase names nobody: 什么, 其中, or a place (影展上)."""
    return bool(g.bare.match(phrase)) or phrase[-1] in "上里内"


def _trimmed(p: Passage, g: Grammar, start: int, end: int) -> tuple[int, int]:
    """A noun phrase without the number that leads it (多名专家) and the 时 that ends it (某某受访时)."""
    end = start + len(p.text[start:end].rstrip())
    skip = g.counted.match(p.text, start, end)
    start = skip.end() if skip and skip.end() < end - 1 else start
    return start, end - 3 if p.text[end - 1] == "时" else end


def shortest(g: Grammar, phrase: str, mentions: list[tuple[int, int]]) -> tuple[str, bool]:
    """The shortest name that identifies a noun phrase as it is written, and whether it names a person.

    意大利外交部长塔亚尼 → 塔亚尼; 泽连斯基本人 → 泽连斯基; 英国《金融时报》 → 金融时报; 白宫高官 stays as it is.
    """
    if (paper := g.paper.search(phrase)) and paper.start() > 1:
        phrase = _maker(g, phrase[: paper.start()].rstrip("的新最"), mentions) or phrase.rsplit("的", 1)[-1]
    if name := _glossed(g, phrase):
        return name, True
    phrase = _BRACKET.sub("", phrase).removesuffix("本人").strip(" \u3000，,：:、的")
    if book := _BOOK.search(phrase):
        return book[1], False
    joint = _AND.search(phrase)
    if joint and "的" not in phrase[joint.end() :] and (both := _joint(g, phrase, joint, mentions)):
        return both
    name = _named(g, phrase, mentions)
    return (name, True) if name else _cut(g, phrase, mentions)


def _maker(g: Grammar, phrase: str, mentions: list[tuple[int, int]]) -> str:
    """Who made a report: what stands before 报告, if it is someone who can."""
    able = g.role.search(phrase) or any(end == len(phrase) for _, end in mentions) or is_person(g, phrase)
    return phrase if able or "》" in phrase else ""


def _glossed(g: Grammar, phrase: str) -> str | None:
    """The name behind a title that is given in Latin letters too: 上海分会主席代开乐(Carlo Diego D’Andrea)."""
    latin = _LATIN.search(phrase)
    known = g.titled.match(phrase[: latin.start()]) if latin else None
    return known[1] if known and not g.role.search(known[1]) else None


def _joint(g: Grammar, phrase: str, joint: re.Match[str], mentions: list[tuple[int, int]]) -> tuple[str, bool] | None:
    """Two names, or a phrase that 和 does not divide."""
    if {(0, joint.start()), (joint.end(), len(phrase))} <= set(mentions):
        return phrase, True  # 英国和法国
    left, right = (shortest(g, part, []) for part in (phrase[: joint.start()], phrase[joint.end() :]))
    if left[1] and phrase[: joint.start()].endswith(left[0]):
        return left[0] + joint[1] + right[0], True
    return None if right[1] else (phrase, False)


def _named(g: Grammar, phrase: str, mentions: list[tuple[int, int]]) -> str | None:
    """The person that a phrase names: one mentioned at its end, one after a title, or the phrase itself."""
    last = next((phrase[s:] for s, e in mentions if s > 1 and e == len(phrase)), "")
    if last and not (phrase.endswith("的" + last) or g.body.search(last)):
        return g.trail.sub("", last)
    if (titled := g.titled.match(phrase)) and _after_title(g, titled[1]):
        return g.trail.sub("", titled[1].strip(" 的"))
    bare = g.trail.sub("", phrase)
    if _foreign(g, phrase):
        return bare
    tail = _TERM.sub("", bare)  # 国民党“立委”李某某
    if (0, len(bare)) in mentions or not is_person(g, tail):
        return None  # 欧洲外交官
    return None if g.body.search(tail) else tail


def is_person(g: Grammar, name: str) -> bool:
    """Whether a name is made like a Chinese one; of two characters only with a common surname."""
    found = g.person.match(name)
    return bool(found and (len(name) > 2 or found["short"]))


def _foreign(g: Grammar, name: str) -> bool:
    return "·" in name or (len(name) > 2 and len(g.sound.findall(name)) == len(name))


def _after_title(g: Grammar, name: str) -> bool:
    """Whether what follows a title is a name: a person's, or one that half sounds foreign and holds no verb."""
    if "·" in name or g.person.match(name):
        return True
    half = len(name) < 4 or 2 * len(g.sound.findall(name)) >= len(name)
    return half and (_foreign(g, name) or not (g.role.search(name) or g.act.search(name, 1)))


def _cut(g: Grammar, phrase: str, mentions: list[tuple[int, int]]) -> tuple[str, bool]:
    """A phrase without a name in it: it runs to the first one-character verb behind a mention, a post or a surname."""
    role, end = g.role.search(phrase), mentions[0][1] if mentions else 0
    kept = g.stop.match(phrase, end)
    if end > 1 and g.act.match(phrase, end) and not kept:
        name = phrase[:end]
        return name, is_person(g, name) or len(g.sound.findall(name)) == end  # 拜登, but not 台湾
    if not role and (post := g.post.match(phrase)):
        return post[0], False  # 多国学者齐聚…
    phrase = phrase if mentions or role else _to_verb(g, phrase)
    phrase = phrase.rsplit("的", 1)[-1][-15:] if len(phrase) > 15 else phrase
    return phrase, is_person(g, phrase)


def _to_verb(g: Grammar, phrase: str) -> str:
    """A phrase up to its first verb of one character, or three characters from a common surname."""
    act = g.act.search(phrase, 2)
    phrase = phrase[: act.start()] if act else phrase
    if len(phrase) > 4 and not _OFFICE.search(phrase) and is_person(g, phrase[:2]):
        return phrase[:3]
    return phrase


def can_speak(p: Passage, g: Grammar, found: Subject) -> bool:
    """Whether a subject is someone who can speak: a person, an office, a body, an actor."""
    book = p.text[found.end - 1 : found.end] == "》"
    return found.person or book or bool(g.role.search(found.name)) or bool(p.named(found.end - 1, found.end))
