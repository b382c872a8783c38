"""Quotation marks and reporting words in a paragraph: which words may report, and where what they report begins."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from duizhao.codebook import Codebook, alternatives

Mentions = list[tuple[int, int, tuple[str, ...]]]
"""Spans of actors named and their codes, in order."""

PAIRS = {"“": "”", "「": "」", "『": "』"}
OPEN, CLOSE = '“「『"＂', '”」』"＂'
HIDDEN = "＿"
"""Stands in the masked text for each character inside quotation marks, book titles and brackets: text of another voice."""
FAR = 500
"""How many characters back anything is looked for, and how long a sentence may be: past that no one reads on."""

_MARK = re.compile('[“”「」『』"＂]')
_ASIDE = re.compile(r"《[^《》]{1,60}》|[（(][^（）()]{1,80}[）)]|【[^【】]{1,40}】")
_FINAL = re.compile(r"(?:[。！？!?…，,；;~～]|\.{3}|——)\s*$")
BREAK = re.compile(rf"[，,。；;：:！？!?…{OPEN}{CLOSE}]|\.{{3,}}|——")
"""Where a clause ends."""


class Mark(NamedTuple):
    """An outermost pair of marks, `text[start:end]` with the marks; `closed` is false where the paragraph ends first."""

    start: int
    end: int
    closed: bool


class Cue(NamedTuple):
    """A word `start:end` that may report.

    `content` is where what it reports begins, -1 where nothing follows; `pause`: a comma, a colon or a mark stands before
    that, `strong`: a colon or a mark. `claims` is the pair of marks before the cue that it gives to its speaker. A source
    (据…报道) names its speaker in `who` and begins at `head`.
    """

    start: int
    end: int
    use: str
    content: int
    pause: bool
    strong: bool
    claims: Mark | None = None
    head: int = -1
    who: tuple[int, int] | None = None


class Verbs(NamedTuple):
    """The codebook's reporting verbs, compiled. `shapes` are the look-alikes' offsets and lengths around each verb."""

    verb: re.Pattern[str]
    source: re.Pattern[str]
    use: dict[str, str]
    shapes: dict[str, tuple[tuple[int, int], ...]]
    noun: re.Pattern[str]
    bars: re.Pattern[str]
    thing: re.Pattern[str]
    feeling: re.Pattern[str]


@dataclass(frozen=True)
class Passage:
    """A paragraph in the views that the search needs.

    `masked` hides what marks hold; in `flat` a term in marks is hidden with its marks, for it is part of its phrase.
    `clauses` are the starts of the marks whose text ends like a clause: names and terms do not.
    """

    text: str
    mentions: Mentions
    marks: list[Mark]
    clauses: frozenset[int]
    masked: str
    flat: str

    def mark_at(self, at: int) -> Mark | None:
        """The pair of marks that opens here."""
        k = bisect_left(self.marks, (at,))
        return self.marks[k] if k < len(self.marks) and self.marks[k].start == at else None

    def mark_before(self, at: int, low: int) -> Mark | None:
        """The last pair of marks inside `low:at`."""
        k = bisect_right(self.marks, at, key=lambda m: m.end) - 1
        return self.marks[k] if k >= 0 and self.marks[k].start >= low else None

    def named(self, start: int, end: int) -> Mentions:
        """The mentions in a span."""
        near = self.mentions[bisect_left(self.mentions, (start - 60,)) : bisect_left(self.mentions, (end,))]
        return [m for m in near if m[1] > start]


def passage(text: str, mentions: Mentions) -> Passage:
    """A paragraph read for its marks."""
    marks = paired(text)
    clauses = frozenset(m.start for m in marks if not m.closed or _FINAL.search(text[m.start + 1 : m.end - 1]))
    masked, flat, last = [], [], 0
    for start, end, closed in marks:
        before, hidden = text[last:start], HIDDEN * (end - start - 1 - closed)
        inside = [text[start], hidden, text[end - closed : end]]
        masked += [before, *inside]
        flat += [before, *(inside if start in clauses else [HIDDEN, hidden, HIDDEN])]
        last = end
    views = ("".join([*pieces, text[last:]]) for pieces in (masked, flat))
    hide = (_ASIDE.sub(lambda m: m[0][0] + HIDDEN * (len(m[0]) - 2) + m[0][-1], view) for view in views)
    return Passage(text, mentions, marks, clauses, *hide)


def paired(text: str) -> list[Mark]:
    """The outermost pairs of quotation marks in a paragraph, in order.

    Straight marks pair by parity, and so do curly ones where a page has set them the wrong way round or has dropped one:
    a nest that never closes is read again by parity. A last mark without its other half counts only where speech may
    begin, at the start of the paragraph or after a colon, and then runs to the end.
    """
    found = list(_MARK.finditer(text))
    if len(found) > 2 and found[0][0] in PAIRS.values() and found[1][0] in PAIRS:
        del found[0]  # the end of speech that began before
    marks: list[Mark] = []
    stack: list[tuple[str, int]] = []
    for match in found:
        char = match[0]
        if stack and char == stack[-1][0]:
            start = stack.pop()[1]
            marks += [] if stack else [Mark(start, match.end(), True)]
        elif char in PAIRS or (char in OPEN and not stack):
            stack.append((PAIRS.get(char, char), match.start()))
        elif char in CLOSE:
            stack = [("", 0), ("", 0)]
            break
    if len(stack) > 1 or (stack and not _may_begin(text, stack[0][1])):
        marks = [Mark(a.start(), b.end(), True) for a, b in zip(found[::2], found[1::2], strict=False)]
        stack = [("", found[-1].start())] if len(found) % 2 else []
    if stack and _may_begin(text, stack[0][1]):
        marks.append(Mark(stack[0][1], len(text.rstrip()), False))
    return marks


def _may_begin(text: str, start: int) -> bool:
    return text[max(0, start - 9) : start].rstrip()[-1:] in ("", "：", ":")


_OPENS = re.compile(rf"[了着道到过]?\s*[，,]?\s*(?=[{OPEN}])")
_COLON = re.compile(rf"[^，,。；;！？!?：:{OPEN}{CLOSE}]{{0,14}}[：:]\s*(?=\S)")
_TOPIC = re.compile(r"\s*[：:]\s*(?=\S)")
_COMMA = re.compile(r"(?:[道到]?\s*[，,]\s*|\s+)(?=\S)")
_TOLD = re.compile(rf"(?!的)[^，,。；;！？!?：:{OPEN}]{{1,16}}?(?:[，,：:]\s*(?=\S)|(?=[{OPEN}]))")
_LIST = re.compile(r"了?[^，,。；;：:]{0,12}[，,：:]\s*(?=一是|第一|首先|其一)")  # 提出三点意见：一是…
_ATTACHED = re.compile(r"了?(?=[^，,。；;！？!?）)\s的等者][^，,。；;！？!?]{2})")
_TAIL = re.compile(rf"(?:着|了|道|[他她]们?|[^，,。；;]{{0,8}}记者)?\s*(?:[，,。！!？?…；;{OPEN}]|$)")  # “…”X对记者说。
_NOUN = re.compile(
    r"[书后前时过得起完]|中(?![方国东])|人(?![们民类])|会(?!员)|上(?!级)|和(?![平解谈])|及(?![时早])|与(?!会)|地(?![区方])|之[前后]|以[前后]"
)
"""After a verb these make it a noun or an event: 要求书, 承认后, 建议和意见."""
_EVENT = re.compile(r"(?![在当等]|如果|除非).*(?:[后时前]|之际|以来|的话)$")  # 宣布停火后，…
_SAYING = re.compile("来说")  # 对企业来说，…
_CALLED = re.compile("[^，,。]{1,12}为")  # 称拜登为老朋友
_SOME = re.compile(r"(?:[\d一二两三四五六七八九十]+|若干|多)[项个条点]")
_FURTHER = re.compile(r"[并还也又但]")


@lru_cache(maxsize=8)
def verbs(codebook: Codebook) -> Verbs:
    """A codebook's reporting verbs, compiled."""
    use = dict(zip(codebook["reporting_verbs"]["verb"], codebook["reporting_verbs"]["use"], strict=True))
    words = [w for w, u in use.items() if u not in ("noun", "none")]
    shapes: dict[str, set[tuple[int, int]]] = {}
    for word in (w for w, u in use.items() if u == "none"):
        for verb in words:
            if (at := word.find(verb)) >= 0:
                shapes.setdefault(verb, set()).add((at, len(word)))
    nouns = alternatives(w for w, u in use.items() if u in ("noun", "clause", "comma", "object"))
    source = (
        rf"(?<![证数占收票论依凭字单盘割])(?:(?P<solo>据(?:[悉称传说]|报(?!道)))|(?:根?据|按照?|综合)(?P<who>[^，,。；;！？!?：:]{{0,45}}?)"
        rf"(?P<noun>(?:{nouns})[称说]?)(?:的?(?:{nouns})[称说]?)?(?=\s*[，,：:]))\s*[，,：:]?\s*"
    )
    words_of: dict[str, list[str]] = {}
    for word, kind in zip(codebook["clause_words"]["word"], codebook["clause_words"]["use"], strict=True):
        words_of.setdefault(kind, []).append(word)
    of = {kind: alternatives(words_of.get(kind, [])) for kind in ("after", "bar", "light", "lack", "thing", "feeling")}
    first = "".join(map(re.escape, sorted({w[0] for w in words} or {"\0"})))
    return Verbs(
        re.compile(f"(?=[{first}])({alternatives(words)})([说称道]?)"),  # the look-ahead makes it 8 times as fast
        re.compile(source),
        use,
        {verb: tuple(sorted(found)) for verb, found in shapes.items()},
        re.compile(of["after"]),
        re.compile(rf"(?:{of['bar']}|{of['light']}[^，,。；;：:对就并]{{0,4}}|{of['lack']}[^，,。；;：:的]{{1,12}})$"),
        re.compile(f"(?:{of['thing']})$"),
        re.compile(f"(?:{of['feeling']})$"),
    )


def find(p: Passage, v: Verbs, a: int, b: int) -> list[Cue]:
    """The words of the sentence `a:b` that may report, in order; sources among them."""
    found = _sources(p, v, a, b)
    shut = [(c.head, c.content) for c in found]
    for m in words(p, v, a, b):
        if not any(s <= m.start() < e for s, e in shut) and (cue := _cue(p, v, m, a, b)):
            found.append(cue)
    return sorted(found, key=lambda c: c.start)


def words(p: Passage, v: Verbs, a: int, b: int) -> Iterator[re.Match[str]]:
    """Reporting verbs that are no part of a longer word that reports nothing."""
    for m in v.verb.finditer(p.masked, a, b):
        s = m.start()
        around = (p.masked[max(s - k, 0) : s - k + n] for k, n in v.shapes.get(m[1], ()))
        if not any(v.use.get(word) == "none" for word in around):
            yield m


def _sources(p: Passage, v: Verbs, a: int, b: int) -> list[Cue]:
    """Where facts are said to come from: 据新华社报道，…"""
    found = []
    for m in v.source.finditer(p.masked, a, b):
        if m.end() < b:
            start, end = m.span("solo") if m["solo"] else m.span("noun")
            who = None if m["solo"] else m.span("who")
            found.append(Cue(start, end, "source", m.end(), True, False, None, m.start(), who))
    return found


def _cue(p: Passage, v: Verbs, m: re.Match[str], a: int, b: int) -> Cue | None:
    """A verb as a cue, or none: a noun, a word that is barred by the one before it, or nothing that it could report."""
    use = v.use[m[1]]
    content, pause = _content(p, v, m, use, b)
    strong = content >= 0 and (content in p.clauses or p.masked[content - 1] in "：:")
    claims = _claimed(p, m, a, content)
    if content < 0 and not claims:
        return None
    marked = content in p.clauses
    if not marked and (
        v.bars.search(p.masked, max(a, m.start() - 16), m.start()) or _SAYING.match(p.masked, m.start() - 1)
    ):
        return None
    if content >= 0 and not strong:
        again = next(words(p, v, content, min(b, content + 4)), None)
        between = p.masked[content : again.start()] if again else "-"
        clause = again and v.use[again[1]] == "clause" != use
        if _FURTHER.fullmatch(between) or (not between and (clause or not pause)):
            return None  # 指出，并强调…; 发文，称…: the second verb reports
    return Cue(m.start(), m.end(), use, content, pause or strong, strong, claims)


def _content(p: Passage, v: Verbs, m: re.Match[str], use: str, b: int) -> tuple[int, bool]:
    """Where the content of a verb begins, and whether after a pause; -1 where none follows."""
    text, end = p.masked, m.end()
    if use != "list" and (opens := _OPENS.match(text, end)) and (mark := p.mark_at(opens.end())):
        return _marked(p, opens, mark)
    if use == "list":
        return (listed.end(), True) if (listed := _LIST.match(text, end)) else (-1, False)
    colon = _COLON.match(text, end)
    if colon and colon.end() <= b and not any(words(p, v, end, colon.end())):
        return colon.end(), True
    if use == "quote":
        return -1, False
    if (comma := _COMMA.match(text, end)) and comma.end() < b:
        return comma.end(), True
    told = _TOLD.match(text, end) if use == "tell" else None
    if told and not any(words(p, v, end, told.end())):
        return told.end(), True
    attached = _ATTACHED.match(text, end) if use in ("clause", "object", "act") else None
    if not attached or _NOUN.match(text, end) or v.noun.match(text, end) or attached.end() > end:
        return -1, False  # 要求书, 表示了, 批评了某人
    stop = BREAK.search(p.flat, attached.end(), b)
    first = text[attached.end() : stop.start() if stop else b]
    if _EVENT.match(first):
        return -1, False
    short = len(first) < 8 or m[1] == "提出"
    felt = v.feeling.search(first) and not p.named(attached.end(), attached.end() + len(first))
    noun = felt if use == "clause" else short and v.thing.search(first)  # 表示慰问; 提出…的计划
    noun = noun or (m[1] == "提出" and _SOME.match(first)) or (m[0] == "称" and _CALLED.match(first))
    return (-1, False) if noun else (attached.end(), False)


def _marked(p: Passage, opens: re.Match[str], mark: Mark) -> tuple[int, bool]:
    """称“…”: the marks, or what follows their colon; a term (反驳了“…”这一说法) is no content."""
    if topic := _TOPIC.match(p.masked, mark.end):
        return topic.end(), True
    comma = "，" in opens[0] or "," in opens[0]
    term = mark.start not in p.clauses and p.masked[mark.end : mark.end + 1] in ("的", "这", "等", "为", "之")
    return (-1, False) if term and not comma else (opens.end(), comma)


def _claimed(p: Passage, m: re.Match[str], a: int, content: int) -> Mark | None:
    """The marks that a cue after them gives to its speaker: “…”，X说。"""
    mark = p.mark_before(m.start(), a)
    between = p.masked[mark.end : m.start()] if mark else ""
    if mark is None or len(between) - between.count(HIDDEN) > 45:
        return None
    before = p.masked[max(0, mark.start - 9) : mark.start].rstrip()[-1:]
    if re.search(r"[。；;：:！？!?…]|[，,].*[，,].*[，,]", between[1:]):
        return None
    if (before and before not in "。！？!?…，,；;" + CLOSE) or (content < 0 and not _TAIL.match(p.masked, m.end())):
        return None
    comma = between.lstrip()[:1] in ("，", ",")
    whole = mark.start in p.clauses or (comma and mark.end - mark.start > 5)
    return mark if whole or (mark.end - mark.start > 9 and between[:1] not in ("的", "和", "、")) else None
