"""Who speaks: the noun phrase that is subject of a reporting clause, its shortest name, and whom a pronoun stands for.

No parser is at hand, so the subject is read from the left: connectives, dates and prepositional phrases are stepped
over, then the noun phrase runs to the first word that begins a predicate. Mentions of actors are opaque to that search,
and so is a short name that begins several clauses of the article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from duizhao.codebook import Codebook, alternatives
from duizhao.layers.cues import BREAK, FAR, Passage


class Subject(NamedTuple):
    """A noun phrase `start:end` in the paragraph, its name, whether that names a person, and whether it is a pronoun."""

    start: int
    end: int
    name: str
    person: bool
    pronoun: bool


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


class Grammar(NamedTuple):
    """The codebook's `clause_words`, compiled: what leads a clause, what ends a subject, what a name looks like."""

    lead: re.Pattern[str]
    stop: re.Pattern[str]
    titled: re.Pattern[str]
    trail: re.Pattern[str]
    role: re.Pattern[str]
    body: re.Pattern[str]
    person: re.Pattern[str]
    foreign: re.Pattern[str]
    sound: re.Pattern[str]
    act: re.Pattern[str]
    pronoun: re.Pattern[str]
    nobody: re.Pattern[str]
    bare: re.Pattern[str]
    paper: re.Pattern[str]
    manner: re.Pattern[str]
    event: re.Pattern[str]


_DATE = (
    r"(?:\d{2,4}\s*年)?\s*(?:\d{1,2}\s*月[份底初]?)?\s*(?:\d{1,2}\s*[日号](?!本))?"
    r"(?:[凌清早傍]?[晨晚]|[上中下正]午|午[间夜]|夜[间里]?)?[间上]?(?:\d{1,2}\s*[时点](?:\d+\s*分)?[许左]?右?)?"
)
_LATIN = r"(?=.*[A-Za-z·•・])[A-Za-z一-龥·•・.\- ]{3,25}"
_DATELINE = r"[一-龥]{2,12}(?:\d{1,2}月)?\d{1,2}日(?:专?电|讯|消息)(?:[（(][^）)]*[）)])?"
_RISKY = (
    r"今[（(]|在(?![野线职岗校逃押])|对(?![外华口手])|就(?!业)|向(?![东西南北阳])|于(?![田都])|从(?![业政])|跟(?!班)|给|\d{1,4}\s*[年月日号]"
    r"|[与同](?=[^，,]{1,24}(?:会[谈见晤]|通话|磋商|一[道起同]|举行))|[总才真刚直先要能想急均]$"
)
_MANNER = r"([一-龥])\1([一-龥])\2地?|[一-龥]([一-龥])\3地|[^，,\s]{2}地$|[一-龥]声$"
"""An adverbial of manner before the verb: 骂骂咧咧地, 亲切地, 轻声."""
_COUNT = re.compile(
    r"^(?:[有据另]|[这那](?=[一-龥]{4})(?![个位名]))?(?:一些|一?部分|不少|许多|很多|众多|至少|另一|某)?"
    r"\s*(?:[一二两三四五六七八九十几多数\d]+\s*[位名个](?!月))?"
)
_BRACKET = re.compile(r"[（(][^）)]*[）)]?")
_AND = re.compile(r"(?<=[一-龥]{2})([和与及、])(?=[一-龥]{2})")
_SUFFIX = re.compile("(?:本人|先生|女士|一行)$")
_TOWARD = re.compile("[向对与给同跟把被将]")
_MOVES = re.compile(r".[住着了过到下]|[跳走跑站坐爬抬转拿拉推放打低伸冲蹲躺端提掏接抓翻][起来去进出回开上]")  # 跳起来
_AFTER = re.compile("[后时前]$")
_RELAY = re.compile(r"(?:援引|引述|引用)([^，,。；;]{2,30}?)的?(?:话|消息|报道|说法)$")
_BEGIN = re.compile(r"(?<![^\s，。！？；：“”、…—])[一-龥]{2,3}")
_SAID = re.compile("[，。！？…][”」]")
_OWN = re.compile(r"(?:[^，,]{0,8}[台视社网报站刊]|本[报台刊社网]|前方|特[派约]|现场|驻..|^)记者\s*[一-龥· ]{0,12}$")


@lru_cache(maxsize=8)
def grammar(codebook: Codebook) -> Grammar:
    """The grammar of a codebook's `clause_words`."""
    words: dict[str, list[str]] = {}
    for word, use in zip(codebook["clause_words"]["word"], codebook["clause_words"]["use"], strict=True):
        words.setdefault(use, []).append(word)

    def of(*uses: str) -> str:
        return f"(?:{alternatives(w for use in uses for w in words.get(use, []))})"

    given = "(?:(?![的了是在有和与])[一-龥])"
    phrase = rf"{of('prep')}[^，,。；;：:]{{1,28}}?(?:{of('post')}|(?!{of('compound')})[上中里后前时下内])"
    event = rf"[^，,。；;：:“”与同和在对]{{2,24}}?(?:[之以]后|(?!{of('compound')})[后时])"
    lead = (
        rf"[\s，,、；;：:”」』\"＂）)]+|{of('link')}(?![能方行以前见])|(?!{of('opaque')}){of('day', 'adverb')}"
        r"|[也亦还更]?有(?![关效限力利时的])(?!人[士员])"
        rf"|{_DATELINE}|{phrase}|(?=[\d凌清早傍晚上中下正午夜]){_DATE}(?<=[\d年月日号晚夜午晨时点分许右间])"
    )
    return Grammar(
        re.compile(lead),
        re.compile(rf"(?P<keep>\ue000+|{of('opaque')})|{of('adverb', 'predicate', 'day')}|{_RISKY}"),
        re.compile(rf"^(.*{of('title')}的?\s*)((?![们称说部长会])(?:[一-龥]{{2,5}}|{_LATIN}|{of('sound')}{{3,12}}))$"),
        re.compile(rf"(?<=[一-龥]{{2}})(?!学家)(?:{_SUFFIX.pattern[:-1]}|{of('title')})$"),
        re.compile(rf"(?:{of('title', 'body', 'kin')}|人)$"),
        re.compile(rf"{of('body', 'kin')}$"),
        re.compile(
            rf"(?:{of('surname')}{given}{{1,2}}|{of('surname2')}{given}{{2}}|(?!{of('no_name')})(?P<short>{of('surname2')}){given})$"
        ),
        re.compile(f"{of('sound')}{{3,}}$"),
        re.compile(of("sound")),
        re.compile(of("act")),
        re.compile(
            rf"(?:{of('pronoun')}|(?:[该这那]|上述|[这那][名位个])[^，,的说称]{{0,8}}?{of('title')})(?![大二三老小]?{of('kin')}|[的家国方])"
        ),
        re.compile(rf"(?:有?(?P<hearsay>{of('hearsay')})|有?{of('nobody')})(?:普遍|还|也|曾|就)?$"),
        re.compile(rf"{of('bare')}|[这那](?![位名些个])"),
        re.compile(rf"(?:(?:公布|发[布表出]|提供)的)?(?:一[份篇项])?{of('paper')}$"),
        re.compile(_MANNER),
        re.compile(event),
    )


def recurrent(g: Grammar, text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Strings of two or three characters that begin clauses of an article again and again: of people, and of anything.

    Where speech in marks stands close, such a string is someone's short name (润叶, 少平); elsewhere what is spoken of
    (华为). A string that goes on the same way nearly each time is part of a longer word.
    """
    begins = Counter(m[0] for m in _BEGIN.finditer(text))
    by_two: dict[str, list[str]] = {}
    for word in begins:
        by_two.setdefault(word[:2], []).append(word)
    pairs = Counter(map(str.__add__, text, text[1:]))
    found = set()
    for two, words in by_two.items():
        most = max(words, key=lambda w: (begins[w], w))
        total = sum(begins[w] for w in words)
        if total > 1 or pairs[two] > 2:
            found.add(most if begins[most] >= 0.8 * total else two)
    no_name = (g.lead.match, g.pronoun.match, g.bare.match, g.stop.search, g.act.search)
    known = frozenset(w for w in found if len(w) > 1 and not any(test(w) for test in no_name))
    return (known if 150 * len(_SAID.findall(text)) > len(text) else frozenset()), known


def subject(p: Passage, g: Grammar, names: frozenset[str], start: int, end: int) -> Subject | None:
    """The subject of the clause `start:end` that stands before a reporting verb, or none."""
    view = p.flat[start:end]
    spans = [(s - start, e - start) for s, e, _ in p.named(start, end)]
    for s, e in spans:
        view = view[: max(s, 0)] + "\ue000" * (min(e, end - start) - max(s, 0)) + view[e:]
    at = _led(g, view, 0)
    if event := g.event.match(view, at):  # 会谈结束后普京表示; in 普京抵达后表示 the subject stands inside
        found = _from(p, g, names, start, view, _led(g, view, event.end()))
        if found and can_speak(p, g, found):
            return found
    return _from(p, g, names, start, view, at)


def _led(g: Grammar, view: str, at: int) -> int:
    while (lead := g.lead.match(view, at)) and lead.end() > at:
        at = lead.end()
    return at


def _from(p: Passage, g: Grammar, names: frozenset[str], start: int, view: str, at: int) -> Subject | None:
    """The subject that begins at `at` of a clause's view, or in the relative clause that begins there."""
    if pronoun := g.pronoun.match(view, at):
        return Subject(start + at, start + pronoun.end(), pronoun[0], True, True)
    stop = _stop(g, view, at)
    plain = _phrase(p, g, names, start + at, start + stop) if stop - at > 1 or view[at : at + 1] == "\ue000" else None
    relative = view.rfind("的", at)
    if (plain is None or not plain.person) and relative >= stop and not _TOWARD.search(view, at, relative):
        found = _phrase(p, g, names, start + relative + 1, start + _stop(g, view, relative + 1))
        named = found and (found.person or g.person.match(found.name) or g.role.search(found.name))
        if found and (named or p.text[found.end - 1] == "》"):
            return found
    return plain


def _stop(g: Grammar, view: str, at: int) -> int:
    """Where the noun phrase at `at` ends: at a predicate's first word, one before the particle of a one-character verb."""
    manner = g.manner.search(view, at)
    limit = manner.start() if manner else len(view)
    for match in g.stop.finditer(view, at):
        begin = match.start()
        if match["keep"] is None and (begin - at != 1 or view[at] == "\ue000"):
            inside = begin - 1 == limit  # 觉慧愤愤地: the manner begins at 愤愤
            return begin if inside else min(limit, begin - (match[0] in "着了" and begin > at))
    return limit


def _phrase(p: Passage, g: Grammar, names: frozenset[str], start: int, end: int) -> Subject | None:
    end = start + len(p.text[start:end].rstrip())
    skip = _COUNT.match(p.text[start:end])
    start += skip.end() if skip and start + skip.end() < end - 1 else 0
    phrase = p.text[start:end]
    if not phrase or len(_BRACKET.sub("", phrase)) > 45 or g.bare.match(phrase) or _MOVES.match(phrase):
        return None
    spans = [(s - start, e - start) for s, e, _ in p.named(start, end) if s >= start and e <= end]
    name, person = shortest(g, phrase, spans)
    known = next((phrase[:n] for n in (3, 2) if phrase[:n] in names and len(phrase) > n), "")
    if known and not (person or spans) and g.act.match(phrase, len(known)):
        return Subject(start, start + len(known), known, True, False)
    return Subject(start, end, name, person or name in names, False) if name else None


def shortest(g: Grammar, phrase: str, mentions: list[tuple[int, int]]) -> tuple[str, bool]:
    """The shortest name that identifies a noun phrase as it is written, and whether it names a person.

    意大利外交部长塔亚尼 → 塔亚尼; 泽连斯基本人 → 泽连斯基; 英国《金融时报》 → 金融时报; 白宫高官 stays as it is.
    """
    if (paper := g.paper.search(phrase)) and paper.start() > 1:
        phrase = phrase[: paper.start()].rstrip("的")
    if book := re.search(r"《([^》]+)》[^》]{0,3}$", phrase):
        return book[1], False
    gone = [(m.start(), m.end()) for m in _BRACKET.finditer(phrase)]
    shift = [sum(e - s for s, e in gone if s < at) for at, _ in mentions]
    mentions = [(s - n, e - n) for (s, e), n in zip(mentions, shift, strict=True)]
    phrase = _BRACKET.sub("", phrase).removesuffix("本人").strip(" \u3000，,：:、的")
    phrase = _COUNT.sub("", re.split('[”」』"]的', phrase)[-1]) or phrase
    joint = _AND.search(phrase)
    if joint and {(0, joint.start()), (joint.end(), len(phrase))} <= set(mentions):
        return phrase, True  # 英国和法国
    if joint:
        left, right = (shortest(g, part, []) for part in (phrase[: joint.start()], phrase[joint.end() :]))
        if left[1] or not right[1]:
            return (left[0] + joint[1] + right[0], True) if left[1] else (phrase, False)
    return _person(g, phrase, mentions) or _cut(g, phrase, mentions)


def _person(g: Grammar, phrase: str, mentions: list[tuple[int, int]]) -> tuple[str, bool] | None:
    if mentions and mentions[0][0] == 0 and _AFTER.search(phrase, mentions[0][1]):
        return phrase[: mentions[0][1]], True
    last = next((phrase[s:] for s, e in reversed(mentions) if s > 1 and not _SUFFIX.sub("", phrase[e:])), "")
    if last and not g.body.search(last):
        return g.trail.sub("", last), True
    titled = g.titled.match(phrase)
    sure = titled and ("·" in titled[2] or g.person.match(titled[2]) or g.foreign.match(titled[2]))
    half = titled and (len(titled[2]) < 4 or 2 * len(g.sound.findall(titled[2])) >= len(titled[2]))
    if titled and (sure or (half and not (g.role.search(titled[2]) or g.act.search(titled[2], 1)))):
        return g.trail.sub("", titled[2].strip(" 的")), True
    tail = phrase.rsplit("的", 1)[-1]
    if 2 < len(tail) < len(phrase) and (g.person.match(tail) or g.foreign.match(tail)):
        return tail, True
    bare = g.trail.sub("", phrase)
    country = bool(mentions) and mentions[0][0] == 0 and mentions[0][1] >= len(bare) != len(phrase)
    if "·" in bare or (
        (len(bare) > 2 or bare != phrase) and g.person.match(bare) and not (g.body.search(bare) or country)
    ):
        return bare, True
    return (phrase, True) if g.foreign.match(phrase) else None


def _cut(g: Grammar, phrase: str, mentions: list[tuple[int, int]]) -> tuple[str, bool]:
    """A phrase without title or mention: a name runs to the first verb of one character, or three from a surname."""
    end = mentions[0][1] if mentions and mentions[0][0] == 0 else 0
    kept = g.stop.match(phrase, end)
    if end > 1 and g.act.match(phrase, end) and not (kept and kept["keep"]):
        return phrase[:end], True
    if not (mentions or g.role.search(phrase)):
        act = g.act.search(phrase, 3 if len(phrase) > 3 and g.person.match(phrase[:4]) else 2)
        phrase = phrase[: act.start()] if act else phrase
        common = g.person.match(phrase[:2]) if len(phrase) > 4 and not re.search("[的部局院社国军府]", phrase) else None
        if common and common["short"] and g.person.match(phrase[:3]):
            phrase = phrase[:3]
    if len(phrase) > 15:
        phrase = re.split(r"的(?:一[名位])?", phrase)[-1][-15:]
    person = g.person.match(phrase)
    return phrase, bool(person and (len(phrase) > 2 or person["short"]))


def can_speak(p: Passage, g: Grammar, found: Subject) -> bool:
    """Whether a subject is someone who can speak: a person, an office, a body, an actor."""
    return found.person or found.pronoun or bool(g.role.search(found.name)) or bool(p.named(found.end - 1, found.end))


def voice(p: Passage, g: Grammar, talk: Talk, found: Subject, at: int) -> Voice:
    """A subject as a voice; a pronoun stands for the person spoken of last before the clause `at`."""
    if found.pronoun:
        plain = Voice(found.name, (), False, found.name) if len(found.name) > 1 else Voice(described=found.name)
        many = found.name[-1] in "们方人家它" and found.name[0] not in "该这那上"
        known = antecedent(p, g, talk, at, many)
        return (known or plain)._replace(described=found.name)
    issuer = _nearest(p, g, talk, at, many=True) if g.paper.fullmatch(found.name) else None
    if issuer and issuer.actors:
        return issuer._replace(described=found.name)  # …公布年度报告，报告称
    here = p.text.rfind(found.name, found.start, found.end)
    actors = _actors(p, here, here + len(found.name)) if here >= 0 else ()
    if not actors and (found.person or here < 0):
        actors = _actors(p, found.start, found.end)
    phrase = p.text[found.start : found.end]
    return Voice(found.name, actors, bool(_OWN.match(phrase)) and p.text[found.start - 1 : found.start] != "的", phrase)


def _actors(p: Passage, start: int, end: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a for *_, codes in p.named(start, end) for a in codes))


def antecedent(p: Passage, g: Grammar, talk: Talk, at: int, many: bool = False) -> Voice | None:
    """Whom 他 or an unsaid subject means: the paragraph's last speaker, else the nearest person who is subject before `at`.

    For 他们 or 大家 (`many`) a group or a body serves as well.
    """
    if talk.last:
        return talk.last
    if here := _nearest(p, g, talk, at, many):
        return here
    before = talk.before or (_nearest(talk.page, g, talk, len(talk.page.text), many) if talk.page else None)
    return before if at < FAR else None


def _nearest(p: Passage, g: Grammar, talk: Talk, at: int, many: bool) -> Voice | None:
    for start, stop in clauses(p, max(0, at - FAR), at):
        found = subject(p, g, talk.names, start, stop)
        able = found and not found.pronoun and (found.person or (many and can_speak(p, g, found)))
        if found and able and len(found.name) < 16:
            return voice(p, g, talk, found, start)
    return None


def clauses(p: Passage, low: int, at: int) -> Iterator[tuple[int, int]]:
    """The clauses between `low` and `at`, the last first."""
    edges = [low, *(m.end() for m in BREAK.finditer(p.flat, low, at)), at]
    for start, stop in zip(edges[-2::-1], edges[:0:-1], strict=True):
        yield start, stop - bool(stop > start and BREAK.match(p.flat, stop - 1))


def nobody(p: Passage, g: Grammar, low: int, start: int) -> tuple[int, str] | None:
    """Where no one is named (此前有报道称): where the clause begins, and the kind of quotation that hearsay is."""
    at = next(clauses(p, low, start))[0]
    head = p.flat[at:start].strip()
    led, lead = 0, g.lead.match(head)
    while not (found := g.nobody.fullmatch(head, led)) and lead and lead.end() > led:
        led = lead.end()
        lead = g.lead.match(head, led)
    return (at, "source" if found["hearsay"] else "") if found else None


def speaker(
    p: Passage, g: Grammar, talk: Talk, low: int, start: int, *, strict: bool, back: bool, marked: bool = False
) -> tuple[int, Voice | None, str]:
    """Who stands before a cue at `start`: the clause it is found in, the voice or none, the kind of quotation if that follows.

    Where the cue may be a noun (`strict`), or stands in a later clause (looked for if `back`), the subject must be someone
    who can speak; with marks at hand (`marked`) any short name will do.
    """
    head, short = start, None
    for k, (at, stop) in enumerate(clauses(p, low, start)):
        first = k == 0
        head = at if first else head
        led = _led(g, p.flat[:stop], at)
        if first and g.bare.match(p.flat, led, stop):
            return head, None, "bare"
        if first and (relay := _RELAY.search(p.flat[at:stop])):
            at, stop = at + relay.start(1), at + relay.end(1)
        found = subject(p, g, talk.names, at, stop)
        able = found and (can_speak(p, g, found) or found.name in talk.topics or (first and not strict and not marked))
        if found and strict and first and "的" in p.flat[max(found.end, stop - 8) : stop]:
            able = False  # 撤销引渡的请求，…: a noun
        if found and able and (first or marked or found.start <= led):
            return head, voice(p, g, talk, found, at), ""
        short = short or (found if marked and found and (first or len(found.name) < 8) else None)
        if not back or (first and not marked and (found or (strict and led < stop))):
            break
    return head, voice(p, g, talk, short, short.start) if short else None, ""
