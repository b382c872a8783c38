"""Reporting words in a paragraph: which words may report, and where what they report begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from duizhao.codebook import Codebook, alternatives
from duizhao.codebook.dictionary import word
from duizhao.layers.speech.grammar import by_use
from duizhao.layers.speech.marks import BREAK, CLOSE, HIDDEN, OPEN, Mark, Passage

_NEAR = r"[^，,。；;！？!?：:]"
_AFTER_TERM = ("的", "这", "等", "为", "之")
_OPENS = re.compile(rf"(?:[了着道到过]|的(?=[，,]))?\s*[，,]?\s*(?=[{OPEN}])")
_COLON = re.compile(rf"[^，,。；;！？!?：:{OPEN}{CLOSE}]{{0,14}}[：:]\s*(?=\S)")
_COMMA = re.compile(r"(?:(?:[道到]|的(?=[，,]))?\s*[，,]\s*|\s+)(?=\S)")
_TOLD = re.compile(rf"(?!的)[^，,。；;！？!?：:{OPEN}]{{1,16}}?(?:[，,：:]\s*(?=\S)|(?=[{OPEN}]))")  # 告诉记者，…
_WAYS = (
    (_COLON, frozenset[str]()),
    (_COMMA, frozenset({"quote"})),
    (_TOLD, frozenset({"quote", "clause", "comma", "object", "act", "doc"})),
)
"""What may stand between a verb and what it reports, with the uses of verbs that it may not follow."""

_LIST = re.compile(r"了?[^，,。；;：:]{0,12}[，,：:]\s*(?=一是)")  # 划出了“红线”，一是…
_ATTACHED = re.compile(r"(?=[^，,。；;！？!?）)\s的等者了书后前时过得起完][^，,。；;！？!?]{2})")  # not 要求书, 承认后
_NOUN = re.compile(r"中(?![方国东])|人(?![们民类])|会|和(?![平解谈])|及(?![时早])|地(?![区方])")
_TAIL = re.compile(rf"(?:着|了|道|[他她]们?|[^，,。；;]{{0,8}}记者)?\s*(?:[，,。！!？?…；;{OPEN}]|$)")  # “…”X对记者说。
_AS_TO = re.compile("(?:来|从[^，,。]{1,12}上)$")  # 对企业来说，…; 从一定意义上说，…
_CALLED = re.compile("[^，,。]{1,12}为")  # 称拜登为老朋友
_HALT = re.compile(r"[。；;：:！？!?…]|[，,].*[，,].*[，,]")


_VERB = re.compile(f"[是有将会要不应可已在被把让使没能需必为{HIDDEN}]")
"""One character that tells a clause."""


class Cue(NamedTuple):
    """A word `start:end` that may report.

    `content` is where what it reports begins, -1 where nothing follows; `pause`: a comma, a colon or a mark stands
    before that, `strong`: a clause in marks. `claims` is the pair of marks before the cue that it gives to its
    speaker. A source (据…报道, 在…看来) names its speaker in `who` and begins at `head`.
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


class Voice(NamedTuple):
    """Someone who speaks: name, actors, the noun phrase as written.

    `own`: the article's own reporter; `person`: the name is a person's.
    """

    name: str = "unknown"
    actors: tuple[str, ...] = ()
    own: bool = False
    described: str = ""
    person: bool = False


class Told(NamedTuple):
    """A cue with its speaker; `head` is where its clause begins, `explicit`: the clause has a subject of its own."""

    cue: Cue
    head: int
    voice: Voice
    explicit: bool
    kind: str

    @property
    def begin(self) -> int:
        """Where the clause begins, with the marks that it claims."""
        return self.cue.claims.start if self.cue.claims else self.head


class Verbs(NamedTuple):
    """The codebook's reporting verbs, compiled.

    `shapes` are the look-alikes' offsets and lengths around each verb, `tone` each verb's distance and attitude.
    """

    verb: re.Pattern[str]
    source: re.Pattern[str]
    use: dict[str, str]
    shapes: dict[str, tuple[tuple[int, int], ...]]
    bars: re.Pattern[str]
    thing: re.Pattern[str]
    feeling: re.Pattern[str]
    tone: dict[str, tuple[str, str]]

    def tone_of(self, cue: str) -> tuple[str, str]:
        """Distance and attitude of a cue; a verb with 说 or 称 behind it (解释说) is looked up without that."""
        return self.tone.get(cue) or self.tone.get(cue.rstrip("说称道"), ("", ""))


@lru_cache(maxsize=8)
def verbs(codebook: Codebook) -> Verbs:
    """A codebook's reporting verbs, compiled."""
    table = codebook["reporting_verbs"]
    use = dict(zip(table["verb"], table["use"], strict=True))
    told = [w for w, u in use.items() if u not in ("noun", "none")]
    shapes: dict[str, list[tuple[int, int]]] = {}
    for whole, verb in ((w, v) for w, u in use.items() if u == "none" for v in told if v in w):
        shapes.setdefault(verb, []).append((whole.find(verb), len(whole)))
    of = by_use(codebook)
    noun = f"(?:{alternatives(w for w, u in use.items() if u in ('noun', 'clause', 'comma', 'object'))})[称说]?"
    solo = r"(?<![^\s，,。；;：:！？!?…另又但])(?P<solo>据(?:[悉称传说]|报(?!道)))"  # 据悉，…
    who = rf"(?:根?据|按照?|综合)(?P<who>{_NEAR}{{0,45}}?)"  # 据新华社…
    cited = rf"{who}(?P<noun>{noun})(?:的?{noun})?(?=\s*[，,：:])"  # …的报道，…
    learnt = rf"从(?P<from>{_NEAR}{{2,45}}?)(?P<learnt>获悉|了解到|得知)"  # 记者从工信部获悉，…
    seen = rf"在(?P<view>{_NEAR}{{1,40}}?)(?P<seen>看来|眼中)(?=[，,是])"  # 在某某看来，…
    source = rf"(?<![证数占收票依凭字单盘割])(?:{solo}|{cited}|{learnt}|{seen})\s*[，,：:是]?\s*"  # not 证据报道
    first = "".join(map(re.escape, sorted({w[0] for w in told} or {"\0"})))
    return Verbs(
        re.compile(f"(?=[{first}])({alternatives(told)})([说称道]?)"),  # the look-ahead makes it 8 times as fast
        re.compile(source),
        use,
        {verb: tuple(sorted(set(found))) for verb, found in shapes.items()},
        re.compile(
            rf"(?:{of('bar')}|的{of('adverb')}|{of('light')}[^，,。；;：:对就并]{{0,4}}|{of('lack')}[^，,。；;：:的]{{1,12}})$"
        ),
        re.compile(f"{of('thing')}$"),
        re.compile(f"{of('feeling')}$"),
        dict(zip(table["verb"], zip(table["distance"], table["attitude"], strict=True), strict=True)),
    )


def find(p: Passage, v: Verbs, a: int, b: int) -> list[Cue]:
    """The words of the sentence `a:b` that may report, in order; sources among them."""
    found = []
    for m in v.source.finditer(p.masked, a, b):
        start, end = max(m.span(part) for part in ("solo", "noun", "learnt", "seen"))
        who = max(m.span(part) for part in ("who", "from", "view"))
        found.append(Cue(start, end, "clause" if m["seen"] else "source", m.end(), True, False, None, m.start(), who))
    shut = [(c.head, c.content) for c in found]
    for m in words(p, v, a, b):
        if not any(s <= m.start() < e for s, e in shut) and (cue := _cue(p, v, m, a, b)):
            found.append(cue)
    return sorted(found, key=lambda c: c.start)


def words(p: Passage, v: Verbs, a: int, b: int) -> Iterator[re.Match[str]]:
    """Reporting verbs that are no part of a longer word that reports nothing."""
    while m := v.verb.search(p.masked, a, b):
        s = m.start()
        around = (p.masked[max(s - k, 0) : s - k + n] for k, n in v.shapes.get(m[1], ()))
        real = not any(v.use.get(near) == "none" for near in around)
        a = m.end() if real else s + len(m[1])  # 访问|说明
        if real:
            yield m


def _cue(p: Passage, v: Verbs, m: re.Match[str], a: int, b: int) -> Cue | None:
    """A verb as a cue, or none: a noun, a word that is barred by the one before it, or nothing that it could report."""
    content, pause = _content(p, v, m, b)
    claims = _claimed(p, m, a, content)
    if content < 0 and not claims:
        return None
    strong = content in p.clauses
    near = p.masked[max(a, m.start() - 16) : m.start()]
    as_said = near.endswith("所") and p.masked[m.end() : m.end() + 2] in ("的，", "的,")  # 正如某某所强调的，…
    if not (strong or as_said) and (v.bars.search(near) or (m[0] == "说" and _AS_TO.search(near))):
        return None  # 没有组织宣布…; 对企业来说，…
    if content >= 0 and _handed_on(p, v, m, content, b):
        return None
    return Cue(m.start(), m.end(), v.use[m[1]], content, pause or strong, strong, claims)


def _handed_on(p: Passage, v: Verbs, m: re.Match[str], content: int, b: int) -> bool:
    """Whether it is a second verb that reports: 发文，称…; 谴责并称…"""
    again = next(words(p, v, content, min(b, content + 4)), None)
    between = p.masked[content : again.start()] if again else "-"
    twice = again and v.use[again[1]] == "clause" and v.use[m[1]] != "clause"
    return between in ("并", "还", "又", "也") or bool(twice and not between)


def _content(p: Passage, v: Verbs, m: re.Match[str], b: int) -> tuple[int, bool]:
    """Where the content of a verb begins, and whether after a pause; -1 where none follows."""
    text, end, use = p.masked, m.end(), v.use[m[1]]
    if use == "list":
        return (listed.end(), True) if (listed := _LIST.match(text, end)) else (-1, False)
    opens = _OPENS.match(text, end)
    if opens and (mark := p.mark_at(opens.end())):
        return _opened(p, opens[0], mark)
    for way, uses in _WAYS:
        found = way.match(text, end) if use not in uses and (way is _COMMA or text[end : end + 1] != "的") else None
        if found and not any(words(p, v, end, found.end())):
            return found.end(), True
    return (_attached(p, v, m, b), False) if use in ("clause", "object", "act") else (-1, False)


def _opened(p: Passage, lead: str, mark: Mark) -> tuple[int, bool]:
    """As `_content`, of marks behind a verb and what stands between; a term in marks is no speech (否认了“…”的说法)."""
    comma = bool({"，", ","} & set(lead))
    thing = lead.startswith("了") or p.masked[mark.end : mark.end + 1] in _AFTER_TERM
    term = mark.start not in p.clauses and not comma and thing
    return (-1, False) if term else (mark.start, comma)


def _attached(p: Passage, v: Verbs, m: re.Match[str], b: int) -> int:
    """Where a clause begins that follows its verb at once, -1 where what follows is a noun or an event."""
    end = m.end()
    if not _ATTACHED.match(p.masked, end) or _NOUN.match(p.masked, end):
        return -1
    stop = BREAK.search(p.flat, end, b)
    first = p.masked[end : stop.start() if stop else b]
    event = first[-1:] in ("后", "时", "前") and first[0] not in "在当等"
    beside = first.startswith(("与", "和", "及")) and not _says(first.partition(" ")[0])  # 安全承诺与合作关系
    return -1 if event or beside or _thing(v, m, first, p.masked[end:b]) else end


def _thing(v: Verbs, m: re.Match[str], first: str, rest: str) -> bool:
    """Whether the `first` clause behind a verb is a noun phrase; in the `rest` of the sentence an order may follow."""
    if v.use[m[1]] == "clause":  # 表示慰问
        return bool(v.feeling.search(first) or (m[0] == "称" and _CALLED.match(first)))
    if (len(first) < 8 or m[1] == "提出") and v.thing.search(first):  # 提出…的计划
        return True
    return not _says(rest if v.use[m[1]] == "act" else first)  # 确认这类通话


def _says(phrase: str) -> bool:
    """Whether a phrase holds a verb or an auxiliary, so that it may be a clause; 这类通话 and 台海和平的重要性 are none."""
    pairs = (word(phrase[k : k + n]) for k in range(len(phrase)) for n in (2, 3, 4))
    return bool(_VERB.search(phrase)) or any(w and w.tag in ("v", "vd", "d", "c", "a") for w in pairs)


def _claimed(p: Passage, m: re.Match[str], a: int, content: int) -> Mark | None:
    """The marks that a cue after them gives to its speaker: “…”，X说。"""
    mark = p.mark_before(m.start(), a)
    if mark is None or (content < 0 and not _TAIL.match(p.masked, m.end())):
        return None
    between, before = p.masked[mark.end : m.start()], p.masked[max(0, mark.start - 9) : mark.start].rstrip()[-1:]
    if before not in "。！？!?…，,；;" + CLOSE or _HALT.search(between[1:]):
        return None
    least = 5 if between.lstrip()[:1] in ("，", ",") else 9
    whole = mark.end - mark.start > least and between[:1] not in ("的", "和", "、")
    return mark if whole or mark.start in p.clauses else None
