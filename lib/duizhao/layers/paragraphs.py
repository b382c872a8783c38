"""A paragraph as the search for quotations sees it: its views, its verbs, who is spoken of before a place in it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from duizhao.codebook import Codebook, alternatives
from duizhao.layers import marks, speakers
from duizhao.layers.marks import Mark
from duizhao.layers.speakers import Grammar

Mentions = list[tuple[int, int, tuple[str, ...]]]
"""Spans of actors named and their codes, in order."""


class Voice(NamedTuple):
    """Someone who speaks: name, actors, whether it is the article's own reporter."""

    name: str = "unknown"
    actors: tuple[str, ...] = ()
    own: bool = False


class Rules(NamedTuple):
    """The codebook's reporting verbs, compiled. `shapes` are the look-alikes' offsets and lengths around each verb."""

    verb: re.Pattern[str]
    source: re.Pattern[str]
    use: dict[str, str]
    shapes: dict[str, tuple[tuple[int, int], ...]]
    grammar: Grammar


FAR = 500
"""How many characters back anything is looked for, and how long a sentence may be: past that no one reads on."""
BREAK = re.compile(rf"[，,。；;：:！？!?…{marks.OPEN}{marks.CLOSE}]|\.{{3,}}|——")
_LEARNT = re.compile(
    r"记者[^，,。；;：:]{0,12}?从(?P<who>[^，,。；;：:]{2,40}?)(?P<noun>获悉|了解到|得知|证实)[，,：:]?\s*"
)
VIEW = re.compile(
    r"(?:在|[用按照借]+|(?<=[，,。；;]))(?P<who>[^，,。；;：:“”在用]{1,20}?)(?P<noun>看来|的话来?说)[，,：:]\s*"
)
_OWN = re.compile(
    r"(?:(?:中央广播电视)?总台|央视|新华社|本[报台刊社网]|前方|特派|特约|现场|驻[一-龥]{2,5})*记者\s*[一-龥· ]{0,12}$"
)


@lru_cache(maxsize=8)
def rules(codebook: Codebook) -> Rules:
    """A codebook's reporting verbs, compiled."""
    use = dict(zip(codebook["reporting_verbs"]["verb"], codebook["reporting_verbs"]["use"], strict=True))
    verbs = [w for w, u in use.items() if u not in ("noun", "none")]
    shapes: dict[str, set[tuple[int, int]]] = {}
    for word in (w for w, u in use.items() if u == "none"):
        for verb in verbs:
            if (at := word.find(verb)) >= 0:
                shapes.setdefault(verb, set()).add((at, len(word)))
    nouns = alternatives(w for w, u in use.items() if u in ("noun", "clause", "comma", "object"))
    source = (
        r"(?<![证数占收票论依凭字单盘割])(?:(?P<solo>据悉|据称|据传|据报(?!道)|据说)|(?:根?据|按照?)(?P<who>[^，,。；;！？!?：:]{0,45}?)"
        rf"(?P<noun>{nouns})(?:的?(?:最新)?(?:消息|报道|数据|情况|信息|说法|报告|结果))?(?:显示|称|说|指出|表明|报道)?(?=\s*[，,：:]))\s*[，,：:]?\s*"
    )
    first = "".join(map(re.escape, sorted({w[0] for w in verbs} or {"\0"})))
    return Rules(
        re.compile(
            f"(?=[{first}])({alternatives(verbs)})([说称道]?)"
        ),  # the look-ahead makes the search 8 times as fast
        re.compile(source),
        use,
        {verb: tuple(sorted(found)) for verb, found in shapes.items()},
        speakers.grammar(codebook),
    )


class Paragraph:
    """One line of the page in the views that the search needs, and what it has found so far.

    `masked` hides what marks hold; in `flat` a term in marks is hidden with its marks, for it is part of its phrase.
    """

    def __init__(self, text: str, mentions: Mentions, rules: Rules, before: Voice | None):
        self.text, self.mentions, self.rules, self.before = text, mentions, rules, before
        self.spans = [(s, e) for s, e, _ in mentions]
        self.marks = marks.paired(text)
        self._opens = {m.start: m for m in self.marks}
        self._ends = [m.end for m in self.marks]
        self.clauses = {m.start for m in self.marks if marks.is_clause(text, m)}
        self.masked = marks.masked(text, self.marks)
        flat, last = [], 0
        for m in self.marks:
            if m.start not in self.clauses:
                flat += [self.masked[last : m.start], marks.HIDDEN * (m.end - m.start)]
                last = m.end
        self.flat = "".join([*flat, self.masked[last:]])
        self.taken: set[int] = set()
        self.last: Voice | None = None
        self._begins: dict[int, int] = {}

    def sources(self) -> list[re.Match[str]]:
        """Where facts are said to come from: 据…报道, 记者从…获悉, 在…看来."""
        text = self.masked
        hits = list(self.rules.source.finditer(text)) if "据" in text or "按" in text else []
        hits += _LEARNT.finditer(text) if "记者" in text else []
        hits += VIEW.finditer(text) if "看来" in text or "的话" in text else []
        return sorted((m for m in hits if m.end() < len(text)), key=re.Match.start)

    def verbs(self, a: int, b: int) -> Iterator[re.Match[str]]:
        """Reporting verbs that are no part of a longer word that reports nothing."""
        for m in self.rules.verb.finditer(self.masked, a, b):
            s = m.start()
            around = (self.masked[max(s - k, 0) : s - k + n] for k, n in self.rules.shapes.get(m[1], ()))
            if not any(self.rules.use.get(word) == "none" for word in around):
                yield m

    def actors(self, start: int, end: int) -> tuple[str, ...]:
        """The actors mentioned in a span."""
        return tuple(dict.fromkeys(a for *_, codes in self.named(start, end) for a in codes))

    def named(self, start: int, end: int) -> Mentions:
        """The mentions in a span."""
        near = self.mentions[bisect_left(self.spans, (start - FAR, 0)) : bisect_left(self.spans, (end, 0))]
        return [m for m in near if m[1] > start]

    def mark_at(self, at: int) -> Mark | None:
        """The pair of marks that opens here."""
        return self._opens.get(at)

    def marks_before(self, at: int, low: int) -> list[Mark]:
        """The pairs of marks inside `low:at`, the last first."""
        found = self.marks[bisect_left(self._ends, low) : bisect_right(self._ends, at)]
        return [m for m in reversed(found) if m.start >= low]

    def subject(self, start: int, end: int) -> speakers.Subject | None:
        """The subject of a clause."""
        near = self.spans[bisect_left(self.spans, (start - FAR, 0)) : bisect_left(self.spans, (end, 0))]
        return speakers.subject(self.rules.grammar, self.text, self.flat, start, end, near)

    def voice(self, found: speakers.Subject, at: int) -> Voice:
        """A subject as a voice; a pronoun stands for the last speaker, else for a person in the clauses before `at`."""
        if found.pronoun:
            if found.name in ("双方", "两人", "二人", "三方"):
                return Voice(found.name)
            plain = Voice(found.name) if found.name[0] == "该" and len(found.name) > 5 else Voice()
            known = self.antecedent(at) if "们" not in found.name else self.last or Voice()
            return plain if known == Voice() else known
        here = self.text.rfind(found.name, found.start, found.end)
        actors = self.actors(here, here + len(found.name)) if here >= 0 else ()
        if not actors and (found.person or here < 0):
            actors = self.actors(found.start, found.end)
        return Voice(
            found.name,
            actors,
            bool(_OWN.match(self.text[found.start : found.end])) and self.text[found.start - 1 : found.start] != "的",
        )

    def antecedent(self, at: int) -> Voice:
        """The paragraph's last speaker, else the nearest person who is the subject of a clause before `at`."""
        if self.last:
            return self.last
        edges = [max(0, at - FAR), *(m.end() for m in BREAK.finditer(self.flat, max(0, at - FAR), at)), at]
        for start, stop in zip(edges[-2::-1], edges[:0:-1], strict=True):
            found = self.subject(start, stop - (stop < at))
            if found and found.person and not found.pronoun:
                return self.voice(found, start)
        return (self.before if len(edges) < 3 and at < FAR else None) or Voice()
