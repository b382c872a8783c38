"""Reporting cues in a paragraph: which words report, where their content begins, whose words it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhao.layers import marks, speakers
from duizhao.layers.marks import Mark
from duizhao.layers.paragraphs import BREAK, VIEW, Paragraph, Voice


class Cue(NamedTuple):
    """A reporting word at `start:end`: its content begins at `content`, its clause at `head`.

    `pause`: a comma, a colon or a mark stands before the content; `explicit`: the clause has a subject of its own;
    `claims`: the pair of marks before the cue that it gives to its speaker, the content being -1 where that is all.
    """

    start: int
    end: int
    use: str
    head: int
    content: int
    pause: bool
    voice: Voice
    explicit: bool = True
    kind: str = ""
    claims: Mark | None = None


_O, _M = marks.OPEN, marks.OPEN + marks.CLOSE
_COLON = re.compile(rf"[^，,。；;！？!?：:{_M}]{{0,14}}[：:]\s*(?=\S)")
_OPENS = re.compile(rf"[了着道到过]?\s*[，,]?\s*(?=[{_O}])")
_COMMA = re.compile(r"[道到]?\s*[，,]\s*(?=\S)")
_TOPIC = re.compile(r"\s*[：:]\s*(?=\S)")
_TOLD = re.compile(rf"[^，,。；;！？!?：:{_O}]{{1,16}}?(?:[，,：:]\s*(?=\S)|(?=[{_O}]))")
_LIST = re.compile(r"了?[^，,。；;：:]{0,12}[，,：:]\s*(?=一是|第一|首先|其一|一[、，,])")
_ATTACHED = re.compile(
    r"了?(?!方案|措施|机制|名单|文件|函|之后|之前|以[后前]|中(?![方国东])|人(?![们民类])|会(?!员)|上(?!级)|和(?![平解谈])|及(?![时早])|与(?!会)|地(?![区方])|[的、等者书后前时过得起完了着])(?=[^，,。；;！？!?）)\s][^，,。；;！？!?]{2})"
)
_TAIL = re.compile(
    rf"(?:着|了|道|起来|完|[他她我你]们?|大家|自己|一[句声]|[^，,。；;]{{0,8}}记者)?\s*(?:[，,。！!？?…；;{_O}]|$)"
)
_BEFORE = re.compile(
    r"(?:[的被所遭受拟未没不别需无该此可能]|(?<!曾)经|[一二两三四五六七八九十几多\d这各某][份项个则篇些种点条]|受到|没有|遭到|得到|予以|给予|[作做发]出|进行|提出|引发|面临|听取|[接收]到|拒绝|不会|[做作]了|加强|开展"
    r"|(?<![者布大年峰例协员委议国工商教晚集])会|(?<![即正])将|(?<![只需主重想])要|可以|(?<![反回响])应该?|难以|值得|[令使引]人|与其|不如|再怎[么样]|(?:不管|无论)[^，,。]{0,8}(?:如何|怎[么样])|任凭|这一|各种|任何|上述|有关)$"
)
_NOT_VERB = re.compile(
    r"(?:(?:进行|[做作]了|加强|开展|展开|加以|作为|提供|[很最]|更(?!是)|非常|十分|感到|有些|有点|充满|深感)[^，,。；;：:在就对向]{0,3}|(?:对于?|[就从拿])[^，,。；;]{1,14}来|由(?![于此衷])[^，,。；;]{2,20}"
    r"|(?:没有|尚无|并无|(?<!不)无)(?:任何|一个|哪个)?[^，,。；;的]{1,10})$"
)
_OURS = re.compile(
    r"(?:^|[，,。；;：:])(?:但|而|不过|因此|所以|那么|在此)?(?:[我你咱]们?|笔者|小编|本文|您|大家|人们)(?:自己)?[都也还就不要总常会]*$"
)
_NORM = re.compile(r"(?:按照?|[根依]据|依照|遵照|符合|满足|达到|响应|不顾|违[反背])[^，,。；;]{0,12}$")
_UNREAL = re.compile(
    r"(?:不需|无需|需要?|没有|未|不会|拒绝|可能|必须|应当?|不得|才能|如果|若|是否|一旦)[^，,。；;]{0,8}$"
)
_SUBORDINATE = re.compile(r"(?!在|当|等|如果|除非).*(?:[后时前]|之际|以来|的话)$|.{2,8}后[又再仍却]")
_THING = re.compile(
    r"(?:要求|建议|意见|方案|措施|目标|概念|倡议|计划|主张|问题|申请|质疑|异议|抗议|交涉|请求|诉讼|挑战|条件|理念|思路|办法|对策|设想|批评|警告|指控|疑问|看法|观点|战略|思想|任务|原则|理论|动议"
    r"|议案|上诉|承诺|索赔|赔偿|责任|义务|决心|态度|立场|诺言)$"
)
_HEARSAY = r"媒体(?:报道)?|报道|消息|传闻|传言|爆料|网传"
_NOBODY = re.compile(
    rf"(?:^|[，,。；;也还已曾又更另]|[此目之日早]前|近日)(?P<who>(?P<hearsay>(?:有|市场|业内|最新|网[络上]|坊间)?(?:{_HEARSAY}))"
    r"|有(?:分析|评论|观点|舆论|声音|人|说法|意见|猜测)|分析|评论|舆论|外界|坊间|网上|市场|人们)(?:普遍|还|也|曾|就)?$"
)
_RELAY = re.compile(r"(?:援引|引述|引用)(?P<who>[^，,。；;]{2,30}?)(?:的?话|的?消息|的?报道)$")
_PAPERS = re.compile(r"(?:报告|调查|数据|统计|公告|文件|民调|研究|资料|监测|财报|信息|记录|结果|》|通告|简报|白皮书)$")
_NO_SOURCE = re.compile("(?:本报)?记者|我们|初步|最新|不完全|现场|目前|有关|综合|多方|相关|公开|网络")
_GIVEN = frozenset(("宣布", "答应", "应允", "否认", "驳斥"))
_TELL = frozenset(("告诉", "告知", "提醒", "警告", "告诫"))


class Reader(Paragraph):
    """A paragraph read for its cues."""

    def find(self, a: int, b: int, sources: list[re.Match[str]]) -> list[Cue]:
        """The cues of the sentence `a:b`, in order."""
        found = [self._source(m) for m in sources]
        for m in self.verbs(a, b):
            if not any(c.head <= m.start() < c.content for c in found[: len(sources)]):
                before = [c for c in found if c.start < m.start()]
                if cue := self._cue(m, a, b, before):
                    found.append(cue)
        return sorted(found, key=lambda c: c.start)

    def speaker(
        self, low: int, start: int, earlier: Voice | None = None, strict: bool = False, marked: bool = False
    ) -> tuple[int, Voice | None, str]:
        """Who stands before a cue: the clause it is found in, the voice, the kind of quotation if that follows.

        A clause between an earlier cue and this one is what that cue reports: its subject says nothing here. Where the
        cue may be a noun (`strict`), or stands in a later clause, the subject must be someone who can speak; with marks
        at hand any short name will do.
        """
        stops = [low, *(m.end() for m in BREAK.finditer(self.flat, low, start))]
        head = self.flat[stops[-1] : start]
        if nobody := _NOBODY.search(head):
            return stops[-1], Voice(), "source" if nobody["hearsay"] else ""
        if relay := _RELAY.search(head):
            return stops[-1], self._who(stops[-1] + relay.start("who"), stops[-1] + relay.end("who")), ""
        edges = [*stops[1:], start + 1]
        for at, edge in list(zip(stops, edges, strict=True))[::-1][: 1 if earlier else None]:
            found, later = self.subject(at, edge - 1), at != stops[-1]
            able = found and (not (later or strict) or self._can_speak(found) or (marked and len(found.name) < 8))
            if found and able:
                return stops[-1], earlier if found.pronoun and earlier else self.voice(found, at), ""
            if found and not later and not marked:
                break
        return stops[-1], None, ""

    def _can_speak(self, found: speakers.Subject) -> bool:
        known = found.person or found.pronoun or speakers.is_role(self.rules.grammar, found.name)
        return known or bool(self.actors(found.end - 1, found.end))

    def _who(self, start: int, end: int) -> Voice:
        relayed = re.search("援引|引述|引用", self.masked[start:end])
        found = self.subject(start, start + relayed.start() if relayed else end)
        return self.voice(found, start) if found and not _NO_SOURCE.fullmatch(found.name) else Voice()

    def _source(self, m: re.Match[str]) -> Cue:
        solo = m.groupdict().get("solo")
        start, end = (m.start(), m.start() + len(solo)) if solo else m.span("noun")
        use, kind = ("view", "indirect") if m.re is VIEW else ("source", "source")
        return Cue(
            start, end, use, m.start(), m.end(), True, Voice() if solo else self._who(*m.span("who")), True, kind
        )

    def _cue(self, m: re.Match[str], a: int, b: int, before: list[Cue]) -> Cue | None:
        """The cue that a verb is, or none: a noun, a negated or unreal act, or no one who could speak."""
        (start, end), use = m.span(), self.rules.use[m[1]]
        content, comma = self._content(m, use, b)
        mark = self.mark_at(content)
        strong = bool(mark) or self.masked[content - 1 : content] in ("：", ":")
        pause = comma or strong
        claims = self._claimed(m, a, content)
        if (content < 0 and not claims) or self._no_verb(m, use, content, pause, strong, a):
            return None
        low = max([a, *(c.content if c.use in ("source", "view") else c.end for c in before)])
        shut = (k.end for k in self.marks_before(start, low) if k.start in self.clauses or k == claims)
        low = max(low, next(shut, low))
        since = [c.voice for c in before if c.use != "source" and not re.search("[；;]", self.masked[c.end : start])]
        earlier = since[-1] if since else None
        if m[2] and (nobody := _NOBODY.search(self.masked[low : start + len(m[1])])):
            start, head = start + len(m[1]), low + nobody.start("who")
            found: Voice | None = Voice()
            kind = "source" if nobody["hearsay"] else ""
        else:
            strict = not claims and ((use == "act" and not m[2]) or not pause)
            head, found, kind = self.speaker(low, self._begins.get(start, start), earlier, strict, bool(mark or claims))
        kind = "source" if use == "doc" else kind
        if use == "doc" and not (found and pause and _PAPERS.search(self.text[low:start].rstrip())):
            return None
        if claims and not found and len(self.masked[claims.end : start].strip(" ，,")) > 4:
            return None
        voice = found or (earlier if use != "act" or strong or not pause else None)
        voice = voice or (self.antecedent(a) if (pause or claims) and use != "act" else None)
        if voice is None:
            return None
        self.taken |= {k.start for k in (mark, claims) if k}
        content = -1 if claims and use == "quote" and not strong else content
        return Cue(start, end, use, head, content, pause, voice, found is not None, kind, claims)

    def _no_verb(self, m: re.Match[str], use: str, content: int, pause: bool, strong: bool, a: int) -> bool:
        near = self.masked[max(a, m.start() - 16) : m.start()]
        if _OURS.search(near):
            return True
        if not strong:
            bad = _BEFORE.search(near)
            if (bad and not (bad[0] == "不" and m[1] in ("认为", "觉得", "相信"))) or _NOT_VERB.search(near):
                return True
            if use in ("act", "object") and _NORM.search(near):
                return True
        if content < 0:
            return False
        again = next(self.verbs(content, content + 8), None) if use not in ("quote", "list") and pause else None
        joint = again and self.masked[content : again.start()] in ("", "并", "还", "也", "又", "但", "并且")
        if again and joint and self.rules.use[again[1]] in ("clause", "act", "object") and not strong:
            self._begins[content] = m.start()
            return True
        return not pause and bool(_UNREAL.search(near))

    def _content(self, m: re.Match[str], use: str, b: int) -> tuple[int, bool]:
        """Where the content of a verb begins, and whether after a pause; -1 where none follows."""
        text, end = self.masked, m.end()
        if use == "list" or m[1] == "提出":
            listed = _LIST.match(text, end)
            if listed or use == "list":
                return (listed.end(), True) if listed else (-1, False)
        if (opens := _OPENS.match(text, end)) and (mark := self.mark_at(opens.end())):
            if topic := _TOPIC.match(text, mark.end):
                return topic.end(), True
            comma = "，" in opens[0] or "," in opens[0]
            return (opens.end(), comma) if comma or text[mark.end : mark.end + 1] != "的" else (-1, False)
        if (colon := _COLON.match(text, end)) and colon.end() <= b and not any(self.verbs(end, colon.end())):
            return colon.end(), True
        if use != "quote" and (comma_ := _COMMA.match(text, end)) and comma_.end() < b:
            return comma_.end(), True
        if m[1] in _TELL and (told := _TOLD.match(text, end)) and not any(self.verbs(end, told.end())):
            return told.end(), True
        if use in ("clause", "object", "act") and (attached := _ATTACHED.match(text, end)):
            stop = BREAK.search(self.flat, attached.end())
            first = text[attached.end() : stop.start() if stop else b]
            particle = attached.end() > end and use == "clause"
            thing = (m[1] == "提出" or (m[1] in _GIVEN and len(first) < 8)) and _THING.search(first)
            if not (particle or thing or _SUBORDINATE.match(first)):
                return attached.end(), False
        return -1, False

    def _claimed(self, m: re.Match[str], a: int, content: int) -> Mark | None:
        """The marks that a cue after them gives to its speaker: “…”，X说。"""
        mark = next(iter(self.marks_before(m.start(), a)), None)
        if mark is None or mark.start in self.taken:
            return None
        between, before = (
            self.masked[mark.end : m.start()],
            self.masked[max(0, mark.start - 40) : mark.start].rstrip()[-1:],
        )
        if len(between) > 45 or re.search("[。；;：:！？!?…]|[，,].*[，,].*[，,]", between[1:]):
            return None
        if (before and before not in "。！？!?…，,；;" + marks.CLOSE) or (
            content < 0 and not _TAIL.match(self.masked, m.end())
        ):
            return None
        if content >= 0 and self.last and between[:1].strip("，, ") and not self.mark_at(content):
            return None  # “…”甲说。“…”乙说，…: what stands between belongs to the one before
        size, comma = len(marks.inner(self.text, mark)), between.lstrip()[:1] in ("，", ",")
        return (
            mark
            if mark.start in self.clauses or (comma and size > 3) or (size > 7 and between[:1] not in "的和、")
            else None
        )
