"""From cues to the spans that they govern, a paragraph at a time."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from typing import Any, NamedTuple

from duizhao.layers import marks, speakers
from duizhao.layers.cues import Cue, Reader
from duizhao.layers.marks import Mark
from duizhao.layers.paragraphs import BREAK, FAR, Mentions, Rules, Voice


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


_WORD = re.compile(r"\w")
_STOP = re.compile(rf"(?:[。！？!?…]|\.{{3,}})+[{marks.CLOSE}）)]*")
_AUTHOR = re.compile(
    r"[，,]\s*(?=此举|这(?:一|意味|是|被|也|将|使|让)|主要(?:是|为)|目的|旨在|意在|以(?:期|此|便)|从而|引发|引起|令|使得|凸显|反映|意味|标志|但|然而|不过)"
)
"""A clause after content that no comma sets off: the author takes the floor again."""
_MORE = re.compile(
    r"第[二三四五六]|[二三四五六]是|其[二三四]|其次|再次[，,]|再者|要(?![塞闻员是])|必须|应当?(?![地邀急])|需要(?!指)|不能|不要|不得|绝不|决不|希望|否则|如果|若|一旦|只有|只要|因此[，,]|所以|我们|我(?!国)"
)
"""How a sentence begins that carries on indirect speech: the next point, an obligation, a condition, the first person."""
_WILL = re.compile(
    r"应当?(?![地邀急])|[需要](?![塞闻员求])|必须|愿|将(?![军领])|希望|坚[持定决]|支持|反对(?!票)|欢迎|期待|赞[赏同]|重视|不[会能得]|绝不|可以|敦促|呼吁|致力|主张|奉行|恪守|尽量"
)
"""What a party wants or holds that others ought to do: with `_PARTY` before it, a sentence of a reported statement."""
_PARTY = re.compile(
    r"(?:^|[，,])(?:同时|此外|届时|[^，,]{1,12}[，,])?(?:双方|[两三四五多]国|各[方国]|有关(?:各方|方面|国家)|(?:国际|全)社会|(?:世界|地区|域外)(?:各国|国家)|任何[^，,]{1,16}|彼此|明年|[^，,。\s]{0,8}(?:方|方面|人民|关系|中国))?[都均也还更越始终高度一贯历来]*$"
)
_TAKES = re.compile(
    r"但|然而|不过|事实上|其实|显然|可见|此前|当[天日时晚]|随后|之后|目前|截至|据|分析|外界|有[分评媒人观]|记者|近[日来]|日前|这[番一些种意话]|此[言番举]|上述|话音|会[见谈]|值得|问题[是在]|需要指|.{0,20}(?:\d[日月年]|当[天日晚]|随[后即]|(?<!为)了(?!解))|.*(?:什么|难道|谁[能会]|没有?说|吗[？?])"
)
"""How the author takes over: a contrast, a time, a source, a word on what has been said, an event."""
_SLY = re.compile("[声宣妄狂谎辩诡佯自]称|扬言|叫嚣|吹嘘|曾")
_MEDIA = re.compile("报道|外媒|消息")
_FLOOR = re.compile(rf"([^，,。；;！？!?：:{marks.OPEN}{marks.CLOSE}]{{1,18}})[：:]\s*(?=\S)(?![{marks.OPEN}\d/])")
_REPORTER = re.compile(r"[一-龥]{0,8}记者\s*[一-龥· ]{0,12}$")
_TURN = re.compile(r"(?:问|答|记者|主持人|嘉宾|网友|[QA])$")
_CLAUSES = re.compile("[，,。！？!?；;]|[一-龥]{6}")
_BODY = re.compile(
    r"(?:[部委局院署厅办方]|官方|专家|媒体|外媒|网友|大使馆|发言人|当局|公司|政府|大学|学者|央行|联合国|官员|白宫)$"
)
_DEMANDS = frozenset(("要求", "呼吁", "敦促", "警告", "指责", "批评", "否认", "重申"))
_PURE = frozenset(("说", "称", "表示", "强调", "指出", "宣称", "声称", "警告", "透露", "坦言", "重申", "承认", "补充"))


class Line:
    """One paragraph: from cues to the spans that they govern."""

    def __init__(self, rows: list[Any], mentions: Mentions, compiled: Rules, before: Voice | None) -> None:
        self.rows, self.base = rows, rows[0].start
        pieces, at = [], self.base
        for row in rows:
            pieces += [" " * (row.start - at), row.text]
            at = row.end
        self.p = Reader("".join(pieces), [(s - self.base, e - self.base, a) for s, e, a in mentions], compiled, before)
        self.starts = [row.start for row in rows]
        self.quotes: list[Quote] = []
        self.given: set[Mark] = set()

    def run(self, carried: Voice | None) -> Voice | None:
        """Find the quotations; in and out: who speaks in marks that have not closed."""
        first = self.p.marks[0] if self.p.marks else None
        if carried and first and first.start == 0:
            self._direct(first, carried, None)
        elif not self._floor():
            self._cascade()
            self._bare()
        return self.p.last if any(not m.closed and m.start in self.p.taken for m in self.p.marks) else None

    def _cascade(self) -> None:
        text, sources = self.p.masked, self.p.sources()
        edges = [0]
        for end in [*(m.end() for m in _STOP.finditer(text)), len(text)]:
            while end - edges[-1] > FAR:
                edges.append(edges[-1] + FAR)
            edges += [end] if end > edges[-1] else []
        reach: Voice | None = None
        for a, b in pairwise(edges):
            here = sources[bisect_left(sources, a, key=re.Match.start) : bisect_left(sources, b, key=re.Match.start)]
            found = self.p.find(a, b, here)
            start = a + len(text[a:b]) - len(text[a:b].lstrip())
            if reach and not (found and found[0].head <= start) and self._runs_on(start, b, reach):
                self._add(start, found[0].head if found else b, reach, None, "indirect")
            else:
                reach = None
            reach = self._spans(found, b) or (None if found else reach)

    def _runs_on(self, start: int, b: int, voice: Voice) -> bool:
        """Whether a sentence carries on what `voice` is reported to say in the one before."""
        text = self.p.masked
        if _MORE.match(text, start):
            return True
        if _TAKES.match(text, start, b):
            return False
        ends = [m.start() for m in _WILL.finditer(text, start, min(b, start + 80))]
        party = next((at for at in ends if _PARTY.search(text[start:at])), None)
        will = party or next((at for at in ends if at - start < 25), -1)
        named, subject = self.p.named(start, will), party is not None
        if not voice.actors:
            return not named and (subject or 0 <= will - start < 5)
        ours = any(set(actors) & set(voice.actors) and text[s:e] != voice.name for s, e, actors in named)
        theirs = subject and text[will - 1] in "方都" and text[will] in "应必"
        return ours or theirs if named else subject

    def _spans(self, cues: list[Cue], b: int) -> Voice | None:
        """Give each cue its content; the voice whose indirect speech runs to the sentence's end, if one does."""
        kept: list[Cue] = []
        reach = None
        for cue in cues:
            if not kept or not self._nested(kept[-1], cue):
                kept.append(cue)
        for k, cue in enumerate(kept):
            self.p.last = cue.voice
            if cue.claims:
                self._direct(cue.claims, cue.voice, (cue.start, cue.end))
            after = [c for c in kept[k + 1 :] if cue.use != "source" or c.use == "source"]
            limit = max(after[0].claims.start if after[0].claims else after[0].head, cue.content) if after else b
            mark = self.p.mark_at(cue.content)
            if mark and self._whole(mark, b):
                self._direct(mark, cue.voice, None if cue.claims else (cue.start, cue.end))
            elif cue.content >= 0:
                aside = None if cue.pause else _AUTHOR.search(self.p.masked, cue.content, limit)
                inside = {m.start for m in self.p.marks if cue.content <= m.start < (aside.start() if aside else limit)}
                self.p.taken |= inside
                kind = cue.kind or ("mixed" if inside else "indirect")
                self._add(cue.content, aside.start() if aside else limit, cue.voice, (cue.start, cue.end), kind)
                runs = limit == b and (cue.pause or cue.use == "clause") and kind != "source"
                if runs and cue.voice == kept[0].voice and not _SLY.search(self.p.masked, cue.head, cue.end):
                    reach = cue.voice
        return reach

    def _whole(self, mark: Mark, b: int) -> bool:
        after = self.p.masked[mark.end : b].lstrip()[:1]
        return mark.start in self.p.clauses or after in "。！？!?；;" + marks.OPEN

    def _nested(self, outer: Cue, cue: Cue) -> bool:
        """Whether a cue is part of what another one reports, and so no report of the article's."""
        text = self.p.masked
        if (
            "source" in (outer.use, cue.use)
            or outer.content < 0
            or cue.claims
            or _MEDIA.search(text[outer.head : outer.end])
        ):
            return False
        if self.p.mark_at(outer.content) or cue.content <= outer.content or cue.content in self.p.clauses:
            return False
        if cue.head <= outer.content:
            return True
        if re.search("[；;]", text[outer.content : cue.head]):
            return False
        word, lead = text[cue.start : cue.end], text[cue.head : cue.start]
        if speakers.is_pronoun(self.p.rules.grammar, lead):
            return False
        if cue.explicit:
            return not (cue.pause or word in ("称", "说", "表示") or re.search("[则而也]", lead))
        chained = not lead and word in _DEMANDS
        return not (cue.pause or chained or word in _PURE or re.search("[并还也又]|同时", lead))

    def _floor(self) -> bool:
        """NAME: at the start of a paragraph gives the rest of it to a speaker."""
        title = self.rows[0].role == "title"
        begin = self.p.text.rfind(" ", 0, self.p.text.replace(":", "：").find("：")) + 1 if title else 0
        m = _FLOOR.match(self.p.text, begin)
        if not m:
            return False
        label, end = m[1].strip(), m.end(1)
        own, turn = bool(_REPORTER.match(label)), bool(_TURN.match(label))
        inside = [(s - begin, e - begin) for s, e in self.p.spans if s >= begin and e <= end]
        name, person = speakers.shortest(self.p.rules.grammar, label, inside)
        known = bool(inside) and inside[-1][1] == end - begin
        if not (own or turn):
            if not (known or (person and len(name) < len(label)) or _BODY.search(label)):
                return False
            if not (title or _CLAUSES.search(self.p.text, m.end())) or (not known and any(self.p.verbs(begin, end))):
                return False
        self.p.last = Voice(name, self.p.actors(begin, end), own)
        self._add(m.end(), len(self.p.text), self.p.last, (end, end + 1), "indirect" if title else "direct")
        return True

    def _bare(self) -> None:
        """Clauses in marks that no cue has claimed."""
        text = self.p.masked
        for mark in self.p.marks:
            if mark.start in self.p.taken or mark.start not in self.p.clauses:
                continue
            before, after = (
                text[max(0, mark.start - FAR) : mark.start].rstrip()[-1:],
                text[mark.end : mark.end + FAR].lstrip()[:1],
            )
            if before in ("：", ":"):
                colon = text.rindex(before, 0, mark.start)
                start = max(0, mark.start - FAR)
                start = max([start, *(m.end() for m in _STOP.finditer(text, start, mark.start))])
                voice = self.p.speaker(start, colon, marked=True)[1]
                self._direct(mark, voice or Voice(), (colon, colon + 1))
            elif not before and (voice := self._teller(mark)):
                self._direct(mark, voice, (mark.end, mark.end))
            elif before in ("，", ",") and (said := self._broken_off(mark)):
                self._direct(mark, Voice(said.speaker, said.actors, said.own), None)
            elif before in "。！？!?…" + marks.CLOSE and (not after or after not in "的和与、"):
                said = next((q for q in reversed(self.quotes) if q.end - self.base <= mark.start), None)
                voice = Voice(said.speaker, said.actors, said.own) if said else Voice()
                self._direct(mark, voice, None if said else (mark.start, mark.start))

    def _teller(self, mark: Mark) -> Voice | None:
        """The person whose doings follow the marks at once: “…”杨一飞谈起那次住院赞不绝口。"""
        stop = BREAK.search(self.p.flat, mark.end)
        found = self.p.subject(mark.end, stop.start() if stop else len(self.p.text))
        broken = self.p.text[mark.end - 2] in "，," and self.p.text[stop.end() :][:1] in ("“",) if stop else False
        able = found and not found.pronoun and (found.person or (broken and len(found.name) < 5))
        return self.p.voice(found, 0) if found and able else None

    def _broken_off(self, mark: Mark) -> Quote | None:
        """The speech in marks that this one resumes after a few words of the author's: “爸，”他咽了口唾沫，“我想去。”"""
        said = self.quotes[-1] if self.quotes and self.quotes[-1].kind == "direct" else None
        at = said.end - self.base if said else mark.start
        near = 0 < mark.start - at < 40 and self.p.text[at - 2] in "，,"
        return said if near and not re.search("[。：:；;！？!?]", self.p.masked[at : mark.start]) else None

    def _direct(self, mark: Mark, voice: Voice, cue: tuple[int, int] | None) -> None:
        if mark in self.given:
            return
        self.given.add(mark)
        self.p.taken.add(mark.start)
        self.p.last = voice
        self._add(mark.start, mark.end, voice, cue, "direct")

    def _add(self, start: int, end: int, voice: Voice, cue: tuple[int, int] | None, kind: str) -> None:
        """One quotation, cut at the sentences' ends; without a cue it carries on the one before."""
        text = self.p.text
        for row in self.rows[max(0, bisect_right(self.starts, start + self.base) - 1) :]:
            if row.start - self.base >= end:
                break
            left, right = max(row.start - self.base, start), min(row.end - self.base, end)
            if right <= left or not _WORD.search(text, left, right):
                continue
            if kind != "direct":
                right = left + len(text[left:right].rstrip(" 。；;，,\u3000"))
            left += len(text[left:right]) - len(text[left:right].lstrip())
            a, b = cue or (left, left)
            where = (row.source, row.article, row.sentence, left + self.base, right + self.base)
            verb = (text[a:b], a + self.base, b + self.base)
            self.quotes.append(Quote(*where, voice.name, voice.actors, *verb, kind, cue is None, voice.own))
            cue = None
