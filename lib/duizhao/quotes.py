"""Sentences → quotations: who is reported to say what, with which verb."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from duizhao import marks, speakers
from duizhao.codebook import Codebook, alternatives, load
from duizhao.marks import Mark

UNKNOWN = "unknown"


class Quote(NamedTuple):
    """A row: `start:end` is what is reported in one sentence; `cont` rows carry on the quotation before them."""

    source: str
    article: str
    sentence: int
    start: int
    end: int
    speaker: str
    actors: tuple[str, ...]
    cue: str
    cue_start: int
    cue_end: int
    kind: str
    cont: bool
    own: bool


class Voice(NamedTuple):
    """Someone who speaks: name, actors, whether it is the article's own reporter."""

    name: str = UNKNOWN
    actors: tuple[str, ...] = ()
    own: bool = False


class Cue(NamedTuple):
    """A reporting word at `start:end`: its content begins at `content` (-1: nothing follows it), its clause at `head`."""

    start: int
    end: int
    use: str
    head: int
    content: int
    comma: bool
    voice: Voice
    explicit: bool
    kind: str = ""


class Rules(NamedTuple):
    """The codebook's reporting verbs, compiled."""

    verb: re.Pattern[str]
    source: re.Pattern[str]
    use: dict[str, str]


_WORD = re.compile(r"\w")
_BREAK = re.compile(rf"[，,。；;：:！？!?…{marks.OPEN}{marks.CLOSE}]|\.{{3,}}|——")
_STOP = re.compile(rf"(?:[。！？!?…]|\.{{3,}})+[{marks.CLOSE}）)]*")
_COLON = re.compile(rf"[^，,。；;！？!?：:{marks.OPEN}{marks.CLOSE}]{{0,14}}[：:]\s*(?=\S)")
_OPENS = re.compile(rf"[了着道到过]?\s*[，,]?\s*(?=[{marks.OPEN}])")
_COMMA = re.compile(r"[道到]?\s*[，,]\s*(?=\S)")
_TOPIC = re.compile(r"\s*[：:]\s*(?=\S)")
_TOLD = re.compile(rf"[^，,。；;！？!?：:{marks.OPEN}]{{1,16}}?(?:[，,：:]\s*(?=\S)|(?=[{marks.OPEN}]))")
_LIST = re.compile(r"了?[^，,。；;：:]{0,12}[，,：:]\s*(?=一是|第一|首先|其一|一[、，,])")
_ATTACHED = re.compile(r"了?(?![的、和与及等者人书会后前时中上过得起完了着]|之后|之前|以后)(?=[^，,。；;！？!?）)\s][^，,。；;！？!?]{2})")
_BEFORE = re.compile(
    r"(?:[的被所遭受拟未没不别需无该此可能]|(?<!曾)经|[一这各某][份项则篇些种个]|受到|没有|遭到|得到|予以|给予|作出|做出|发出|进行|提出|引发|面临|听取|接到|收到|拒绝|不会"
    r"|(?<![者布大年峰例协员委])会|(?<![即正])将|(?<![只需主重想])要|可以|(?<![反回响])应该?|难以|值得|令人|使人|引人|这一|各种|任何|上述|有关|符合|满足|按照?|根据)$"
)
_SUBORDINATE = re.compile(r"(?:[后时前]|之际|以来|的话)$")
_THING = re.compile(
    r"(?:要求|建议|意见|方案|措施|目标|概念|倡议|计划|主张|问题|申请|质疑|异议|抗议|交涉|请求|诉讼|挑战|条件|理念|思路|办法|对策|设想|批评|警告|指控|疑问|看法|观点|战略|思想|任务|原则|理论|动议"
    r"|议案|上诉|承诺|索赔|赔偿|责任|义务|决心|态度|立场|诺言)$"
)
_AUTHOR = re.compile(
    r"[，,]\s*(?=此举|这(?:一|意味|是|被|也|将|使|让)|主要(?:是|为)|目的|旨在|意在|以(?:期|此|便)|从而|引发|引起|令|使得|凸显|反映|意味|标志|但|然而|不过)"
)
_MORE = re.compile(
    r"(?:第[二三四五六]|[二三四五六]是|其[二三四]|其次|再次[，,]|再者|要(?![塞闻员是])|必须|应当?(?![地邀急])|需要|不能|不要|不得|绝不|决不|希望|否则|如果|若|一旦|只有|只要|因此[，,]|所以|我们|我(?!国)"
    r"|[中我俄美乌日韩朝欧英法德以双]方(?:愿|将|希望|期待|坚决|支持|反对|欢迎|赞赏|高度|也愿|不会|绝不))"
)
_LEARNT = re.compile(r"记者[^，,。；;：:]{0,12}?从(?P<who>[^，,。；;：:]{2,40}?)(?P<noun>获悉|了解到|得知|证实)[，,：:]?\s*")
_VIEW = re.compile(r"(?:在|[用按照借]+|(?<=[，,。；;]))(?P<who>[^，,。；;：:“”在用]{1,20}?)(?P<noun>看来|的话来?说)[，,：:]\s*")
_NOBODY = re.compile(
    r"(?:^|[，,。；;此前近日也还已曾目前又更另之早网上])(?P<who>(?:市场|业内|最新|网络|网上|坊间)(?:消息|传闻|传言|报道)|有(?:媒体|报道|消息|传闻|传言|分析|评论|观点|舆论|声音|人|说法|意见|媒体报道|爆料|猜测)|媒体|报道|消息|传闻|传言|分析|评论|舆论|网传"
    r"|外界|坊间|网上|市场|人们|媒体报道)(?:普遍|还|也|曾|就)?$"
)
_HEARSAY = re.compile("媒体|报道|消息|传闻|传言|网传|坊间|爆料")
_RELAY = re.compile(r"(?:援引|引述|引用)(?P<who>[^，,。；;]{2,30}?)(?:的?话|的?消息|的?报道)$")
_NORM = re.compile(r"(?:按照?|根据|依照|遵照|符合|满足|达到|响应|不顾|违反|违背)[^，,。；;]{0,12}$")
_NONE_DID = re.compile(r"(?:没有|尚无|并无|无)(?:任何|一个|哪个)?[^，,。；;的]{1,10}$")
_POST_TAIL = re.compile(
    rf"(?:着|了|道|起来|完|[他她我你]们?|大家|记者|自己|一[句声]|(?:《|本|该)?[^，,。；;]{{0,6}}记者)?\s*(?:[，,。！!？?…；;{marks.OPEN}]|$)"
)
_OURS = re.compile(r"(?:^|[，,。；;：:])(?:但|而|不过|因此|所以|那么|在此)?(?:我们?|笔者|小编|本文|你们?|您|咱们?|大家|人们)[都也还就不要总常会]*$")
_NOUN = re.compile(r"(?:进行|做了|作了|加强|开展|展开|加以|作为|提供|很|非常|十分|感到|更|最|有些|有点|充满|深感)[^，,。；;：:在就对向]{0,3}$")
_UNREAL = re.compile(r"(?:不需|无需|需要?|没有|未|不会|拒绝|可能|必须|应当?|不得|才能|如果|若|是否|一旦)[^，,。；;]{0,5}$")
_MEDIA = re.compile("报道|外媒|消息")
_PAPERS = re.compile(r"(?:报告|调查|数据|统计|公告|文件|民调|研究|资料|监测|财报|信息|记录|结果|》|通告|简报|白皮书)$")
_OWN = re.compile(r"[一-龥]{0,8}记者\s*[一-龥· ]{0,12}$")
_FLOOR = re.compile(rf"([^，,。；;！？!?：:{marks.OPEN}{marks.CLOSE}]{{1,18}})[：:]\s*(?=\S)(?![{marks.OPEN}\d/])")
_CLAUSES = re.compile("[，,。！？!?；;]|[一-龥]{6}")
_TURN = re.compile(r"(?:问|答|记者|主持人|嘉宾|网友|[QA])$")
_BODY = re.compile(
    r"(?:[部委局院署厅办方]|官方|专家|媒体|外媒|网友|大使馆|发言人|当局|公司|政府|大学|学者|央行|联合国|官员|白宫)$"
)
_NO_SOURCE = frozenset("记者 本报记者 我们 初步 最新 不完全 现场 目前 有关 综合 多方 相关 公开 网络".split())
_PURE = frozenset("说 称 表示 强调 指出 宣称 声称 警告 透露 坦言 重申 承认 补充".split())
_TELL = frozenset("告诉 告知 提醒 警告 告诫".split())


def quotes(sentences: pd.DataFrame, mentions: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Quotations in all articles, a row for each sentence that one covers (columns: `Quote`).

    Parameters
    ----------
    sentences : frame of `sentences.split`
    mentions : frame with article, start, end and actors, as `actors.mentions` makes it
    codebook : Codebook, optional
        Its `reporting_verbs` say which words introduce what.

    Returns
    -------
    DataFrame
        Quotation marks belong to the span, as in PARC 3.0 (Pareti 2016); a final full stop outside them does not.
        `kind` is direct, indirect, mixed (indirect with a fragment in marks) or source (where facts come from).
        Rows of a `source` may hold rows of those whom it cites; other rows do not overlap.
    """
    rules = _rules(codebook or load())
    named: dict[str, list[tuple[int, int, tuple[str, ...]]]] = {}
    for article, start, end, codes in zip(*(mentions[c] for c in ("article", "start", "end", "actors")), strict=True):
        named.setdefault(article, []).append((start, end, tuple(codes)))
    rows: list[Quote] = []
    for article, group in groupby(sentences.itertuples(index=False), key=lambda r: r.article):
        spans, last, carried = named.get(article, []), None, None
        at = 0
        for _, lines in groupby(group, key=lambda r: r.line):
            sents = list(lines)
            while at < len(spans) and spans[at][0] < sents[0].start:
                at += 1
            to = at
            while to < len(spans) and spans[to][0] < sents[-1].end:
                to += 1
            paragraph = _Paragraph(sents, spans[at:to], rules, last)
            carried = paragraph.run(carried)
            last = paragraph.last or last
            rows += sorted(paragraph.quotes, key=lambda q: (q.start, -q.end))
            at = to
    return pd.DataFrame(rows, columns=list(Quote._fields))


def voices(quotes: pd.DataFrame) -> Callable[[str, int, int], str]:
    """Whose voice a span is: the speaker of the narrowest quotation that holds it, else `author`.

    The article's own reporters are `author`: there it is the outlet that speaks.
    """
    by_article: dict[str, list[tuple[int, int, str]]] = {}
    for article, start, end, speaker, own in zip(
        *(quotes[c] for c in ("article", "start", "end", "speaker", "own")), strict=True
    ):
        by_article.setdefault(article, []).append((start, end, "author" if own else speaker))
    for spans in by_article.values():
        spans.sort()

    def voice(article: str, start: int, end: int) -> str:
        spans = by_article.get(article, [])
        near = spans[max(0, bisect_right(spans, (start + 1,)) - 8) : bisect_right(spans, (start + 1,))]
        holding = [(e - s, name) for s, e, name in near if s <= start and end <= e]
        return min(holding)[1] if holding else "author"

    return voice


@lru_cache(maxsize=8)
def _rules(codebook: Codebook) -> Rules:
    table = codebook["reporting_verbs"]
    use = dict(zip(table["verb"], table["use"], strict=True))
    nouns = alternatives([w for w, u in use.items() if u in ("noun", "clause", "comma", "object")])
    source = (
        r"(?<![证数占收票论依凭字单盘割])(?:(?P<solo>据悉|据称|据传|据报(?!道)|据说)|(?:根?据|按照?)(?P<who>[^，,。；;！？!?：:]{0,45}?)"
        rf"(?P<noun>{nouns})(?:的?(?:最新)?(?:消息|报道|数据|情况|信息|说法|报告|结果))?(?:显示|称|说|指出|表明|报道)?(?=\s*[，,：:]))\s*[，,：:]?\s*"
    )
    verbs = alternatives([w for w, u in use.items() if u != "noun"])
    return Rules(re.compile(f"({verbs})([说称道]?)"), re.compile(source), use)


class _Paragraph:
    """One line of the page: its text, its sentences, its marks, and the quotations found so far."""

    def __init__(
        self, rows: list[Any], mentions: list[tuple[int, int, tuple[str, ...]]], rules: Rules, before: Voice | None
    ) -> None:
        self.first, self.rules, self.before, self.base = rows[0], rules, before, rows[0].start
        text = ""
        for row in rows:
            text = text.ljust(row.start - self.base) + row.text
        self.text = text
        self.rows = [(r.start - self.base, r.end - self.base, r.sentence) for r in rows]
        self.marks = marks.paired(text)
        self.masked = marks.masked(text, self.marks)
        flat = list(self.masked)
        for mark in self.marks:
            if not marks.is_clause(text, mark):
                flat[mark.start] = flat[mark.end - 1] = marks.HIDDEN
        self.flat = "".join(flat)
        self.mentions = [(s - self.base, e - self.base, a) for s, e, a in mentions]
        self.spans = [(s, e) for s, e, _ in self.mentions]
        self.quotes: list[Quote] = []
        self.taken: set[int] = set()
        self.alias: dict[int, int] = {}
        self.last: Voice | None = None

    def run(self, carried: Voice | None) -> Voice | None:
        """Find this paragraph's quotations; in and out: who speaks in marks that have not closed."""
        if carried and self.marks and self.marks[0].start == 0:
            self._direct(self.marks[0], carried, None)
        elif not self._floor():
            self._cascade()
            self._bare()
        open_ = [m for m in self.marks if not m.closed and m.start in self.taken]
        return self.last if open_ else None

    def _cascade(self) -> None:
        sources = self._sources()
        at = 0
        sents = []
        for stop in _STOP.finditer(self.masked):
            sents.append((at, stop.end()))
            at = stop.end()
        if at < len(self.masked):
            sents.append((at, len(self.masked)))
        reach = None
        for a, b in sents:
            inside = [self._from(m) for m in sources if a <= m.start() < b]
            found = self._verbs(a, b, inside)
            start = a + len(self.masked[a:b]) - len(self.masked[a:b].lstrip())
            if reach and not (found and found[0].head <= start) and _MORE.match(self.masked, start):
                end = found[0].head if found else b
                self._add(start, end, reach, None, "indirect")
            elif reach and start < b:
                reach = None
            reach = self._spans(found, b) or (reach if not found else None)

    def _sources(self) -> list[re.Match[str]]:
        text = self.masked
        hits = list(self.rules.source.finditer(text)) if "据" in text or "按" in text else []
        hits += _LEARNT.finditer(text) if "记者" in text else []
        hits += _VIEW.finditer(text) if "看来" in text or "的话" in text else []
        return [m for m in hits if m.end() < len(text)]

    def _from(self, m: re.Match[str]) -> Cue:
        solo = m.groupdict().get("solo")
        start, end = (m.start(), m.start() + len(solo)) if solo else m.span("noun")
        voice = Voice() if solo else self._who(*m.span("who"))
        use, kind = ("view", "indirect") if m.re is _VIEW else ("source", "source")
        return Cue(start, end, use, m.start(), m.end(), True, voice, True, kind)

    def _who(self, start: int, end: int) -> Voice:
        quoted = re.search("援引|引述|引用", self.masked[start:end])
        found = speakers.subject(self.text, self.masked, start, start + quoted.start() if quoted else end, self.spans)
        if found is None or found.name in _NO_SOURCE:
            return Voice()
        return self._voice(found, start)

    def _voice(self, found: speakers.Subject, at: int) -> Voice:
        if found.pronoun:
            if found.name in ("双方", "两人", "二人", "三方"):
                return Voice(found.name)
            return self._antecedent(at) if "们" not in found.name else self.last or Voice()
        here = self.text.rfind(found.name, found.start, found.end)
        actors = self._actors(here, here + len(found.name)) if here >= 0 else ()
        if not actors and (found.person or here < 0):
            actors = self._actors(found.start, found.end)
        return Voice(found.name, actors, bool(_OWN.match(found.name)))

    def _antecedent(self, at: int) -> Voice:
        """The last speaker of the paragraph, else the nearest person who is the subject of a sentence before."""
        if self.last:
            return self.last
        edges = [0, *(m.end() for m in _BREAK.finditer(self.flat, 0, at)), at]
        for start, stop in zip(edges[-2::-1], edges[:0:-1], strict=True):
            found = speakers.subject(self.text, self.flat, start, stop - (stop < at), self.spans)
            if found and found.person and not found.pronoun:
                return self._voice(found, start)
        return self.before or Voice() if len(edges) < 3 else Voice()

    def _actors(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(a for s, e, codes in self.mentions if s < end and e > start for a in codes))

    def _verbs(self, a: int, b: int, sources: list[Cue]) -> list[Cue]:
        """The reporting cues of one sentence, those that give sources among them."""
        found: list[Cue] = list(sources)
        for m in self.rules.verb.finditer(self.masked, a, b):
            use = self.rules.use[m[1]]
            if use == "none" or any(c.head <= m.start() < c.content for c in sources):
                continue
            cue = self._cue(m, use, a, b, [c for c in found if c.start < m.start()])
            if cue:
                found.append(cue)
        return sorted(found, key=lambda c: c.start)

    def _cue(self, m: re.Match[str], use: str, a: int, b: int, before: list[Cue]) -> Cue | None:
        start, end = m.span()
        begin = self.alias.get(start, start)
        content, comma = self._content(m, use, b)
        marked = self._mark(content)
        strong = bool(marked) or self.masked[content - 1 : content] in ("：", ":")
        if not strong and (bad := _BEFORE.search(self.masked[max(a, start - 4) : start])):
            if not (bad[0] == "不" and m[1] in ("认为", "觉得", "相信")):
                return None
        if use in ("act", "object") and not strong and _NORM.search(self.masked[max(a, start - 16) : start]):
            return None
        near = self.masked[max(a, start - 16) : start]
        if _NONE_DID.search(near) or _OURS.search(near) or not strong and _NOUN.search(near):
            return None
        if content >= 0 and not comma and not strong and _UNREAL.search(near):
            return None
        if content >= 0 and use == "comma" and (again := self.rules.verb.match(self.masked, content)) and self.rules.use[again[1]] == "clause":
            self.alias[content] = start
            return None
        post = self._post(start, end, a)
        if post and content < 0 and not _POST_TAIL.match(self.masked, end):
            return None
        if content < 0 and post is None:
            return None
        low = max([a, *(c.content if c.use in ("source", "view") else c.end for c in before)])
        if post is not None:
            low = max(low, post.end)
        for k in self.marks:
            if k.end <= start and k.start >= low and marks.is_clause(self.text, k):
                low = k.end
        earlier = next((c.voice for c in reversed(before) if c.use != "source" and not re.search("[；;]", self.masked[c.end : start])), None)
        nobody = _NOBODY.search(self.masked[low : start + len(m[1])]) if m[2] else None
        if nobody:
            start += len(m[1])
            head, voice, kind = low + nobody.start("who"), Voice(), "source" if _HEARSAY.search(nobody["who"]) else ""
        else:
            head, voice, kind = self._speaker(low, begin, earlier, post is None and (use == "act" and not m[2] or not comma and not strong), bool(marked or post))
        explicit = voice is not None
        if voice is None:
            if earlier and (use != "act" or strong or not comma):
                voice = earlier
            elif (comma or strong or post) and use != "act":
                voice = self._antecedent(a)
            else:
                return None
        if use == "doc":
            if not (comma and explicit and _PAPERS.search(self.text[low:start].rstrip())):
                return None
            kind = "source"
        if post is not None and not explicit and len(self.masked[post.end : start].strip(" ，,")) > 4:
            return None
        if marked:
            self.taken.add(marked.start)
        if post is not None:
            self._direct(post, voice, (start, end))
            if content < 0 or use == "quote" and not strong:
                self.last = voice
                return None
        return Cue(start, end, use, head, content, comma or strong, voice, explicit, "cont" if post and marked else kind)

    def _content(self, m: re.Match[str], use: str, b: int) -> tuple[int, bool]:
        text, end = self.masked, m.end()
        if use == "list" or m[1] == "提出":
            listed = _LIST.match(text, end)
            if listed or use == "list":
                return (listed.end(), True) if listed else (-1, False)
        if (opens := _OPENS.match(text, end)) and (mark := self._mark(opens.end())):
            comma = "，" in opens[0] or "," in opens[0]
            if topic := _TOPIC.match(text, mark.end):
                return topic.end(), True
            return (opens.end(), comma) if comma or text[mark.end : mark.end + 1] != "的" else (-1, False)
        if (colon := _COLON.match(text, end)) and colon.end() <= b and not self._verb_in(end, colon.end()):
            return colon.end(), True
        if use == "quote":
            return -1, False
        if (comma := _COMMA.match(text, end)) and comma.end() < b:
            return comma.end(), True
        if m[1] in _TELL and (told := _TOLD.match(text, end)):
            return told.end(), True
        if use in ("clause", "object", "act") and (attached := _ATTACHED.match(text, end)):
            stop = _BREAK.search(self.flat, attached.end())
            first = text[attached.end() : stop.start() if stop else b]
            if (_SUBORDINATE.search(first) and not first.startswith(("在", "当", "等", "如果", "除非"))) or (m[1] == "提出" and _THING.search(first)) or ("了" in attached[0] and use == "clause"):
                return -1, False
            return attached.end(), False
        return -1, False

    def _verb_in(self, start: int, end: int) -> bool:
        return any(self.rules.use[m[1]] != "none" for m in self.rules.verb.finditer(self.masked, start, end))

    def _mark(self, at: int) -> Mark | None:
        return next((k for k in self.marks if k.start == at), None)

    def _post(self, start: int, end: int, a: int) -> Mark | None:
        """The marks that a cue after them gives to its speaker: “…”，X说。"""
        near = [k for k in self.marks if k.end <= start and k.start >= a and k.start not in self.taken]
        if not near:
            return None
        mark = near[-1]
        between = self.masked[mark.end : start]
        if len(between) > 45 or re.search(r"[。；;：:！？!?…]", between) or len(re.findall("[，,]", between.lstrip()[1:])) > 2:
            return None
        before = self.masked[: mark.start].rstrip()[-1:]
        if before and before not in "。！？!?…，,；;" + marks.CLOSE:
            return None
        clause = marks.is_clause(self.text, mark)
        if clause or (between.lstrip()[:1] in ("，", ",") and len(marks.inner(self.text, mark)) > 3):
            return mark
        return mark if len(marks.inner(self.text, mark)) > 7 and not between.startswith(("的", "和", "、")) else None

    def _speaker(
        self, low: int, start: int, earlier: Voice | None = None, strict: bool = False, fiction: bool = False
    ) -> tuple[int, Voice | None, str]:
        """Who stands before a cue: its clause's subject, else that of a clause before it in the sentence.

        A clause between an earlier cue and this one is what that cue reports: its subject says nothing here. Where the
        cue may be a noun (`strict`), or stands in a later clause, the subject must be someone who can speak.
        """
        stops = [low, *(m.end() for m in _BREAK.finditer(self.flat, low, start))]
        if earlier:
            stops = stops[-1:]
        for k, at in enumerate(reversed(stops)):
            edge = stops[len(stops) - k] if k else start
            if k == 0 and (nobody := _NOBODY.search(self.flat[at:start])):
                return at, Voice(), "source" if _HEARSAY.search(nobody["who"]) else ""
            if k == 0 and (relay := _RELAY.search(self.flat[at:start])):
                return at, self._who(at + relay.start("who"), at + relay.end("who")), ""
            found = speakers.subject(self.text, self.flat, at, edge if not k else edge - 1, self.spans)
            if found and (not (k or strict) or self._can_speak(found) or fiction and len(found.name) < 5):
                if found.pronoun and earlier:
                    return at, earlier, ""
                return stops[-1] if k else at, self._voice(found, at), ""
            if found and not k and not fiction:
                break
        return stops[-1], None, ""

    def _can_speak(self, found: speakers.Subject) -> bool:
        return found.person or found.pronoun or speakers.is_role(found.name) or bool(self._actors(found.end - 1, found.end))

    def _spans(self, cues: list[Cue], b: int) -> Voice | None:
        """Give each cue its content; returns the voice whose indirect speech runs to the sentence's end."""
        reach = None
        kept: list[Cue] = []
        for cue in cues:
            if not kept or not self._nested(kept[-1], cue):
                kept.append(cue)
        for k, cue in enumerate(kept):
            self.last = cue.voice
            mark = self._mark(cue.content)
            limit = b
            for later in kept[k + 1 :]:
                if cue.use not in ("source",) or later.use == "source":
                    limit = min(limit, max(later.head, cue.content))
                    break
            if mark and self._whole(mark, b):
                self._direct(mark, cue.voice, None if cue.kind == "cont" else (cue.start, cue.end))
                continue
            end = limit
            if not cue.comma and (aside := _AUTHOR.search(self.masked, cue.content, limit)):
                end = aside.start()
            fragment = any(cue.content <= m.start and m.end <= end for m in self.marks)
            kind = cue.kind.replace("cont", "") or ("mixed" if fragment else "indirect")
            self.taken |= {m.start for m in self.marks if cue.content <= m.start < end}
            self._add(cue.content, end, cue.voice, (cue.start, cue.end), kind)
            if limit == b and cue.comma and kind != "source":
                reach = cue.voice
        return reach

    def _whole(self, mark: Mark, b: int) -> bool:
        after = self.masked[mark.end : b].lstrip()[:1]
        if marks.is_clause(self.text, mark) or not after:
            return True
        return after in "。！？!?；;" + marks.OPEN

    def _nested(self, outer: Cue, cue: Cue) -> bool:
        """Whether a cue is part of what another one reports, and so no report of the article's."""
        if outer.use == "source" or _MEDIA.search(self.masked[outer.head : outer.end]) or cue.use == "source":
            return False
        mark = self._mark(cue.content)
        if self._mark(outer.content) or cue.content <= outer.content or mark and marks.is_clause(self.text, mark):
            return False
        between = self.masked[outer.content : cue.head]
        if cue.head <= outer.content:
            return True
        if "；" in between or ";" in between:
            return False
        word, lead = self.masked[cue.start : cue.end], self.masked[cue.head : cue.start]
        if speakers.is_pronoun(lead):
            return False
        if not cue.explicit:
            return not (cue.comma or word in _PURE or re.search("[并还也又]|同时", lead))
        return not (cue.comma or word in ("称", "说", "表示") or re.search("[则而也]", lead))

    def _floor(self) -> bool:
        """NAME: at the start of a paragraph gives the rest of it to a speaker."""
        m = _FLOOR.match(self.text)
        if not m:
            return False
        label = m[1].strip()
        name, person = speakers.shortest(label, [s for s in self.spans if s[1] <= m.end(1)])
        own = bool(_OWN.match(label))
        covered = any(e == m.end(1) for _, e in self.spans)
        if not (own or _TURN.match(label) or covered or person and len(name) < len(label) or _BODY.search(label)):
            return False
        if self.first.role != "title" and not (own or _TURN.match(label)) and not _CLAUSES.search(self.text, m.end()):
            return False
        if self.rules.verb.search(label) and not (own or _TURN.match(label) or covered):
            return False
        voice = Voice(name, self._actors(0, m.end(1)), own)
        kind = "indirect" if self.first.role == "title" else "direct"
        self._add(m.end(), len(self.text), voice, (m.end(1), m.end(1) + 1), kind)
        self.last = voice
        return True

    def _direct(self, mark: Mark, voice: Voice, cue: tuple[int, int] | None) -> None:
        self.taken.add(mark.start)
        self.last = voice
        self._add(mark.start, mark.end, voice, cue, "direct")

    def _bare(self) -> None:
        """Clauses in marks that no cue has claimed."""
        for mark in self.marks:
            if mark.start in self.taken or not marks.is_clause(self.text, mark):
                continue
            before, after = self.masked[: mark.start].rstrip()[-1:], self.masked[mark.end :].lstrip()[:1]
            if before in ("：", ":"):
                starts = [0, *(m.end() for m in _STOP.finditer(self.masked, 0, mark.start))]
                colon = self.masked.rindex(before, 0, mark.start)
                _, voice, _ = self._speaker(starts[-1], colon, fiction=True)
                self._direct(mark, voice or Voice(), (colon, colon + 1))
            elif (told := self._teller(mark)) and not before:
                self._direct(mark, told, (mark.end, mark.end))
            elif (not before or before in "。！？!?…" + marks.CLOSE) and (not after or after not in "的和与、"):
                voice = next((q for q in reversed(self.quotes) if q.end - self.base <= mark.start), None)
                same = Voice(voice.speaker, voice.actors, voice.own) if voice else Voice()
                self._direct(mark, same, None if voice else (mark.start, mark.start))

    def _teller(self, mark: Mark) -> Voice | None:
        """The person whose doings follow the marks at once: “…”杨一飞谈起那次住院赞不绝口。"""
        stop = _BREAK.search(self.flat, mark.end)
        found = speakers.subject(self.text, self.flat, mark.end, stop.start() if stop else len(self.text), self.spans)
        return self._voice(found, 0) if found and found.person and not found.pronoun else None

    def _add(self, start: int, end: int, voice: Voice, cue: tuple[int, int] | None, kind: str) -> None:
        """One quotation, cut at the sentences' ends; without a cue it carries on the one before."""
        for s, e, number in self.rows:
            left, right = max(s, start), min(e, end)
            if right <= left:
                continue
            if kind != "direct":
                right = left + len(self.text[left:right].rstrip(" 。；;，,\u3000"))
            left += len(self.text[left:right]) - len(self.text[left:right].lstrip())
            if not _WORD.search(self.text, left, right):
                continue
            a, b = cue or (left, left)
            where = (number, left + self.base, right + self.base)
            verb = (self.text[a:b], a + self.base, b + self.base)
            self.quotes.append(
                Quote(self.first.source, self.first.article, *where, voice.name, voice.actors, *verb, kind, cue is None, voice.own)
            )
            cue = None
