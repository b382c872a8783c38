"""What a paragraph reports: from where to where, in marks or not, and in whose voice."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from duizhao.layers.speech import cues, runs, speakers, subjects
from duizhao.layers.speech.cues import Cue, Told, Verbs, Voice
from duizhao.layers.speech.grammar import Grammar
from duizhao.layers.speech.marks import CLOSE, FAR, OPEN, STOP, Mark, Passage
from duizhao.layers.speech.speakers import Talk

_WORD = re.compile(r"\w")
_PART = re.compile(rf"{STOP.pattern}|(?<=[一-龥])\s+(?=[一-龥]{{1,8}}[称说])")
"""Where a title's part ends: 俄称收紧包围圈 乌称打击炼油厂."""
_FLOOR = re.compile(rf"([^，,。；;！？!?：:{OPEN}{CLOSE}]{{1,18}})[：:]\s*(?=\S)(?![\d/])")
_DATELINE = re.compile(r"[一-龥]{2}[社网][一-龥]{2,6}\d{1,2}月\d{1,2}日[电讯]")  # …防治成效新华社北京12月1日电
_REPORTER = re.compile(r"[一-龥]{0,8}记者\s*[一-龥· ]{0,12}$")
_ASKED = re.compile(r"(?:[一-龥]{0,8}记者)?提?问|Q|(?P<answer>[一-龥]{0,3}答|A)")
_CLAUSES = re.compile("[，,。！!？?；;]|[一-龥]{6}")


class Book(NamedTuple):
    """A codebook compiled for this layer."""

    verbs: Verbs
    grammar: Grammar


class Span(NamedTuple):
    """What is reported in one sentence, `start:end` in its paragraph; `row` is the sentence's place there.

    Without a cue it carries on the span before.
    """

    row: int
    start: int
    end: int
    voice: Voice
    cue: tuple[int, int] | None
    kind: str


@dataclass
class Line:
    """A paragraph with its sentences' starts and ends, and what has been found in it.

    `taken` are the starts of the marks that have a speaker, `ran` how many sentences the last speech has run on.
    """

    p: Passage
    rows: list[tuple[int, int]]
    title: bool
    book: Book
    talk: Talk
    spans: list[Span] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    ran: int = 0


def read(line: Line, carried: Voice | None) -> Voice | None:
    """Find the quotations of a paragraph; in and out: who speaks in marks that have not closed."""
    p = line.p
    if carried and p.marks and p.marks[0].start == 0:
        _direct(line, p.marks[0], carried, None)
    elif not _floor(line):
        reach: Voice | None = None
        whole = STOP.search(p.masked, len(p.masked) - 2)
        for a, b in _sentences(p, STOP if whole else _PART):
            reach = _sentence(line, a, b, reach)
        for mark in (m for m in p.marks if m.start in p.clauses - line.taken):
            _bare(line, mark)
    return line.talk.last if p.marks and not p.marks[-1].closed and p.marks[-1].start in line.taken else None


def _sentences(p: Passage, stop: re.Pattern[str]) -> list[tuple[int, int]]:
    edges = [0]
    spoken = [a.end for a, b in pairwise(p.marks) if p.text[a.end - 2] in "。！？" and not p.text[a.end : b.start].strip()]
    for end in sorted([*spoken, *(m.end() for m in stop.finditer(p.masked)), len(p.masked)]):
        edges += range(edges[-1] + FAR, end, FAR)
        edges += [end] if end > edges[-1] else []
    return list(pairwise(edges))


def _sentence(line: Line, a: int, b: int, reach: Voice | None) -> Voice | None:
    """Find what one sentence reports; in and out: whose indirect speech runs to its end."""
    p, g = line.p, line.book.grammar
    found, inner = speakers.heard(p, g, line.talk, cues.find(p, line.book.verbs, a, b), a, reach)
    start = a + len(p.masked[a:b]) - len(p.masked[a:b].lstrip())
    reach = None if a and start > a + 1 and not runs.LISTED.match(p.masked, start) else reach  # a paragraph set off
    if reach and _runs_on(line, (start, b), reach, found):
        return reach
    reach, line.ran = None, 0
    for k, told in enumerate(found):
        reach = _give(line, told, _limit(found, k, b), b)
    for told in inner:
        kind = "mixed" if p.inside(told.cue.content, b) else "indirect"
        _add(line, (told.cue.content, b), told.voice, (told.cue.start, told.cue.end), kind)
    return reach


def _runs_on(line: Line, sentence: tuple[int, int], reach: Voice, found: list[Told]) -> bool:
    """Write a sentence that carries on the indirect speech of the one before, and say whether it does."""
    (start, b), p, g = sentence, line.p, line.book.grammar
    mark = p.mark_at(start) if start in p.clauses and not found else None
    start = mark.end if mark else start  # what he says in marks is written later
    if mark and start >= b - 1:
        return True
    if found and not runs.inside(p, g, start, reach, found[0]):
        return False
    begun = line.spans[-1 - line.ran :]  # a sentence without a word has run on, and is no span
    if not begun or not runs.goes_on(p, g, line.talk, (start, b), reach, begun[0].start, line.ran):
        return False
    _add(line, (start, b), reach, None, "indirect")
    line.ran += 1
    return True


def _limit(found: list[Told], k: int, b: int) -> int:
    """Where the content of the cue `k` must end: where the next one's clause begins, the next source's for a source."""
    cue = found[k].cue
    after = (t for t in found[k + 1 :] if cue.use != "source" or t.cue.use == "source")
    return max(next((t.begin for t in after), b), cue.content)


def _give(line: Line, told: Told, limit: int, b: int) -> Voice | None:
    """Write what one cue reports; its voice if that is indirect speech which runs to the sentence's end."""
    p, cue, where = line.p, told.cue, (told.cue.start, told.cue.end)
    if _in_marks(line, told, b):
        return None
    aside = None if cue.pause else line.book.grammar.aside.search(p.masked, cue.content, limit)
    dateline = _DATELINE.search(p.masked, cue.content, limit)
    stop = min(found.start() if found else limit for found in (aside, dateline))
    inside = p.inside(cue.content, stop)
    line.taken |= {m.start for m in inside}
    kind = told.kind or ("mixed" if inside else "indirect")
    _add(line, (cue.content, stop), told.voice, where, kind)
    return told.voice if stop == b and kind != "source" and _lasts(line, cue) else None


def _lasts(line: Line, cue: Cue) -> bool:
    """Whether what a cue reports may run on in the next sentence; not what is told with distance or from the past."""
    text = line.p.text
    runs = cue.use == "clause" or (cue.pause and cue.use not in ("act", "tell"))
    aloof = text[cue.start - 1] == "曾" or line.book.verbs.tone_of(text[cue.start : cue.end])[0] == "distance"
    return runs and not aloof


def _in_marks(line: Line, told: Told, b: int) -> bool:
    """Write what a cue gives to its speaker in marks, before or after it; whether that is all it reports."""
    p, cue, where = line.p, told.cue, (told.cue.start, told.cue.end)
    if cue.claims:
        _direct(line, cue.claims, told.voice, where)
        if not cue.strong and p.text[cue.claims.end - 2] in "，,":
            return True  # “…，”他说，他曾任…: an aside of the author's
    mark = p.mark_at(cue.content)
    if mark and (mark.start in p.clauses or p.masked[mark.end : b].lstrip()[:1] in "。！？!?；;—" + OPEN):
        _direct(line, mark, told.voice, None if cue.claims else where)
    return cue.content < 0 or bool(mark and mark.start in line.taken)


def _floor(line: Line) -> bool:
    """NAME: at the start of a paragraph or of a title's part gives the rest to a speaker, 答: to the one asked."""
    text = line.p.text
    begin = text.rfind(" ", 0, text.replace(":", "：").find("：")) + 1 if line.title else 0
    found = _FLOOR.match(text, begin)
    voice = _has_floor(line, found, begin) if found else None
    if found and voice:
        where = (found.end(1), found.end(1) + 1)
        _add(line, (found.end(), len(text)), voice, where, "indirect" if line.title else "direct")
    return bool(voice)


def _has_floor(line: Line, found: re.Match[str], begin: int) -> Voice | None:
    """Whom a label before a colon gives the floor, a voice unknown to whom asks; none where the label is no speaker."""
    label, end = found[1].strip(), found.end(1)
    if asked := _ASKED.fullmatch(label):
        line.talk.last = line.talk.before
        return (line.talk.last if asked["answer"] else None) or Voice()
    if line.p.text[found.end()] in OPEN:
        return None  # 某某：“…”
    own = bool(_REPORTER.match(label))
    name, person = subjects.shortest(line.book.grammar, label, line.p.within(begin, end))
    if own or _holds(line, person, found):
        line.talk.last = Voice(name, line.p.actors(begin, end), own, label)
        return line.talk.last
    return None


def _holds(line: Line, person: bool, found: re.Match[str]) -> bool:
    """Whether a clause follows the label before a colon, which is a person or a body and holds no reporting verb."""
    clear = "有" not in found[1] and (line.title or _CLAUSES.search(line.p.text, found.end()))
    able = clear and (person or line.book.grammar.role.search(found[1].strip()))
    return bool(able and not any(cues.words(line.p, line.book.verbs, *found.span(1))))


def _bare(line: Line, mark: Mark) -> None:
    """A clause in marks that no cue has claimed: who stands before a colon, whose doings follow, who spoke before."""
    text = line.p.masked
    before = text[max(0, mark.start - FAR) : mark.start].rstrip()[-1:]
    full = before in "。！？!?…" + CLOSE
    if before in ("：", ":"):
        _after_colon(line, mark, text.rindex(before, 0, mark.start))
    elif full and (voice := _teller(line, mark)):
        _direct(line, mark, voice, (mark.end, mark.end))
    elif full:
        _alone(line, mark)
    elif (
        before in ("，", ",") and (said := _before(line, mark)) and said.kind == "direct" and mark.start - said.end < 90
    ):
        _direct(line, mark, said.voice, None)


def _before(line: Line, mark: Mark) -> Span | None:
    """The last that was said before the marks."""
    return next((one for one in line.spans[:-9:-1] if one.end <= mark.start), None)


def _alone(line: Line, mark: Mark) -> None:
    """Marks that are a sentence: they carry on what was said before, if anything was."""
    after, said = line.p.masked[mark.end : mark.end + 9].lstrip()[:1], _before(line, mark)
    if not after or after not in "的和与、":
        _direct(line, mark, said.voice if said else Voice(), None if said else (mark.start, mark.start))


def _after_colon(line: Line, mark: Mark, colon: int) -> None:
    low = max(0, mark.start - FAR)
    start = max([low, *(m.end() for m in STOP.finditer(line.p.masked, low, mark.start))])
    g, talk = line.book.grammar, line.talk
    voice = speakers.speaker(line.p, g, talk, start, colon, strict=0, back=True, marked=True)[1]
    _direct(line, mark, voice or Voice(), (colon, colon + 1))


def _teller(line: Line, mark: Mark) -> Voice | None:
    """The person whose doings follow the marks at once: “…”杨一飞谈起那次住院赞不绝口。"""
    found = runs.first_subject(line.p, line.book.grammar, line.talk, mark.end, len(line.p.text))
    able = found and found.person and not found.pronoun
    return speakers.voice(line.p, line.book.grammar, line.talk, found, mark.end) if found and able else None


def _direct(line: Line, mark: Mark, voice: Voice, cue: tuple[int, int] | None) -> None:
    if mark.start not in line.taken:
        line.taken.add(mark.start)
        line.talk.heard(voice)
        _add(line, (mark.start, mark.end), voice, cue, "direct")


def _add(line: Line, span: tuple[int, int], voice: Voice, cue: tuple[int, int] | None, kind: str) -> None:
    """One quotation, cut at the sentences' ends; without a cue it carries on the one before."""
    text = line.p.text
    first, last = (bisect_right(line.rows, at, key=lambda row: row[0]) for at in span)
    for row in range(max(0, first - 1), last):
        left, right = max(line.rows[row][0], span[0]), min(line.rows[row][1], span[1])
        if right <= left or not _WORD.search(text, left, right):
            continue
        right = right if kind == "direct" else left + len(text[left:right].rstrip(" 。；;，,\u3000"))
        left += len(text[left:right]) - len(text[left:right].lstrip())
        line.spans.append(Span(row, left, right, voice, cue, kind))
        cue = None
