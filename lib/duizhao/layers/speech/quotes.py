"""Sentences → quotations: who is reported to say what, with which verb."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import pandas as pd

from duizhao.codebook import Codebook, alternatives, load
from duizhao.layers.speech import cues, speakers, subjects
from duizhao.layers.speech.cues import Cue, Verbs
from duizhao.layers.speech.grammar import Grammar, grammar
from duizhao.layers.speech.marks import BREAK, CLOSE, FAR, OPEN, Mark, Mentions, Passage, passage
from duizhao.layers.speech.speakers import Talk, Voice
from duizhao.layers.speech.subjects import Subject


class Quote(NamedTuple):
    """A row: `start:end` is what is reported in one sentence; `cont` rows carry on the quotation before them.

    `own`: the outlet's own reporter speaks. `description` is the speaker as written (意大利外交部长塔亚尼), `distance` and
    `attitude` are the codebook's for the verb.
    """

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
    text: str = ""
    description: str = ""
    distance: str = ""
    attitude: str = ""


class Book(NamedTuple):
    """A codebook compiled for this layer; `tone` holds each verb's distance and attitude."""

    verbs: Verbs
    grammar: Grammar
    tone: dict[str, tuple[str, str]]
    takes: re.Pattern[str]
    more: re.Pattern[str]
    aside: re.Pattern[str]

    def tone_of(self, cue: str) -> tuple[str, str]:
        """Distance and attitude of a cue; a verb with 说 or 称 behind it (解释说) is looked up without that."""
        return self.tone.get(cue) or self.tone.get(cue.rstrip("说称道"), ("", ""))


class Told(NamedTuple):
    """A cue whose speaker is known; `head` is where its clause begins, `explicit`: the clause has a subject of its own."""

    cue: Cue
    head: int
    voice: Voice
    explicit: bool
    kind: str

    @property
    def begin(self) -> int:
        """Where the clause begins, with the marks that it claims."""
        return self.cue.claims.start if self.cue.claims else self.head


@dataclass
class Line:
    """A paragraph of the page, and what has been found in it; `taken` are the starts of the marks that have a speaker, `ran` how
    many sentences the last indirect speech has run on."""

    rows: list[Any]
    base: int
    p: Passage
    talk: Talk
    quotes: list[Quote] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    ran: int = 0


_WORD = re.compile(r"\w")
_STOP = re.compile(rf"(?:[。！？!?…]|\.{{3,}})+[{CLOSE}）)]*")
_PART = re.compile(rf"{_STOP.pattern}|(?<=[一-龥])\s+(?=[一-龥]{{1,8}}[称说])")
"""Where a title's part ends: 俄称收紧包围圈 乌称打击炼油厂."""
_PRESENT = re.compile(r"(?:参加|出席|陪同)[^，,。]{0,12}[。]?$")
_DATED = re.compile(
    r".{0,14}(?:\d[日月]|当[天日晚]|随[后即]|日前|[本上]周)|《[^》]+》[（(]|.{0,30}[对就]此|[^，,]{1,8}(?:则|[还也]就)|[他她](?!们)|但[他她也这]"
)
_OWED = re.compile(r".{0,16}(?:[要愿将应]|希望|必须|我们)")
"""What a long speech goes on with: what is wished or owed."""
_FLOOR = re.compile(rf"([^，,。；;！？!?：:{OPEN}{CLOSE}]{{1,18}})[：:]\s*(?=\S)(?![{OPEN}\d/])")
_REPORTER = re.compile(r"[一-龥]{0,8}记者\s*[一-龥· ]{0,12}$")
_TURN = re.compile(r"(?:问|答|记者|主持人|嘉宾|网友|[QA])$")
_CHAIN = re.compile(r"(?:同时|[并还也又则而且]){1,2}(?:[再一多][次再])?|他|她|他们")
_CLAUSES = re.compile("[，,。！!？?；;]|[一-龥]{6}")


def quotes(sentences: pd.DataFrame, mentions: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """Quotations in all articles, a row for each sentence that one covers (columns: `Quote`).

    Parameters
    ----------
    sentences : frame of `sentences.split`
    mentions : frame with article, start, end and actors, as `actors.mentions` makes it
    codebook : Codebook, optional
        `reporting_verbs` says which words report, `clause_words` what a subject looks like.

    Returns
    -------
    DataFrame
        In order. Quotation marks belong to the span, as in PARC 3.0 (Pareti 2016, LREC); a full stop outside them does
        not. `kind` is direct, indirect, mixed (indirect with a fragment in marks) or source (where facts come from).
        Rows of a `source` may hold rows of those whom it cites; of other rows one may hold another, when a speaker
        reports what someone else said. Who is not named is `unknown`.
    """
    book = compiled(codebook or load())
    named: dict[str, Mentions] = {}
    columns = (mentions[c].tolist() for c in ("article", "start", "end", "actors"))
    for article, start, end, codes in zip(*columns, strict=True):
        named.setdefault(article, []).append((start, end, tuple(codes)))
    rows: list[Quote] = []
    for article, group in groupby(sentences.itertuples(index=False), key=lambda r: str(r.article)):
        rows += _article(list(group), named.get(article, []), book)
    return pd.DataFrame(rows, columns=list(Quote._fields))


def voices(quotes: pd.DataFrame) -> Callable[[str, int, int], str]:
    """Whose voice a span is: the speaker of the narrowest quotation that holds it, else `author`.

    The article's own reporters are `author`: there it is the outlet that speaks.
    """
    by_article: dict[str, list[tuple[int, int, str]]] = {}
    for row in quotes[["article", "start", "end", "speaker", "own"]].itertuples(index=False, name=None):
        article, start, end, speaker, own = row
        by_article.setdefault(article, []).append((start, end, "author" if own else speaker))
    for spans in by_article.values():
        spans.sort()

    def voice(article: str, start: int, end: int) -> str:
        spans = by_article.get(article, [])
        near = spans[max(0, bisect_right(spans, (start + 1,)) - 8) : bisect_right(spans, (start + 1,))]
        return min(((e - s, name) for s, e, name in near if e >= end), default=(0, "author"))[1]

    return voice


@lru_cache(maxsize=8)
def compiled(codebook: Codebook) -> Book:
    """A codebook's reporting verbs and clause words, compiled."""
    table = codebook["reporting_verbs"]
    tone = zip(table["verb"], zip(table["distance"], table["attitude"], strict=True), strict=True)
    words = codebook["clause_words"]
    of = {use: alternatives(words.loc[words["use"] == use, "word"]) for use in ("takes", "more", "aside")}
    aside = rf"[，,]\s*(?:{of['aside']})"
    takes, more, aside_ = map(re.compile, (of["takes"], of["more"], aside))
    return Book(cues.verbs(codebook), grammar(codebook), dict(tone), takes, more, aside_)


def _article(rows: list[Any], mentions: Mentions, book: Book) -> list[Quote]:
    talk = Talk(*subjects.recurrent(book.grammar, "\n".join(row.text for row in rows)))
    found: list[Quote] = []
    carried: Voice | None = None
    at = 0
    for _, lines in groupby(rows, key=lambda r: r.line):
        line = list(lines)
        base, end = line[0].start, line[-1].end
        near = []
        while at < len(mentions) and mentions[at][0] < end:
            near += [(s - base, e - base, a) for s, e, a in mentions[at : at + 1] if s >= base]
            at += 1
        gaps = [b.start - a.end for a, b in pairwise(line)]
        text = "".join(row.text + " " * gap for row, gap in zip(line, [*gaps, 0], strict=True))
        piece = Line(line, base, passage(text, near), talk)
        carried = _read(piece, book, carried)
        talk.before, talk.last, talk.page = talk.last or talk.before, None, piece.p
        found += sorted(piece.quotes, key=lambda q: (q.start, -q.end))
    return _full_names(found)


def _full_names(rows: list[Quote]) -> list[Quote]:
    """A speaker's short name becomes the full one that the article gives: 马丁 → 夏兰·马丁, counted once."""
    full: dict[str, set[str]] = {}
    for name in {q.speaker for q in rows}:
        if "·" in name:
            full.setdefault(name.rsplit("·", 1)[1], set()).add(name)
    known = {short: names.pop() for short, names in full.items() if len(names) == 1}
    return [q._replace(speaker=known.get(q.speaker, q.speaker)) for q in rows]


def _read(line: Line, book: Book, carried: Voice | None) -> Voice | None:
    """Find the quotations of a paragraph; in and out: who speaks in marks that have not closed."""
    p = line.p
    if carried and p.marks and p.marks[0].start == 0:
        _direct(line, book, p.marks[0], carried, None)
    elif not _floor(line, book):
        reach: Voice | None = None
        whole = _STOP.search(p.masked, len(p.masked) - 2)
        for a, b in _sentences(p, _STOP if whole else _PART):
            reach = _sentence(line, book, a, b, reach)
        for mark in (m for m in p.marks if m.start in p.clauses - line.taken):
            _bare(line, book, mark)
    return line.talk.last if p.marks and not p.marks[-1].closed and p.marks[-1].start in line.taken else None


def _sentences(p: Passage, stop: re.Pattern[str]) -> list[tuple[int, int]]:
    edges = [0]
    for end in [*(m.end() for m in stop.finditer(p.masked)), len(p.masked)]:
        while end - edges[-1] > FAR:
            edges.append(_between(p, edges[-1], edges[-1] + FAR))
        edges += [end] if end > edges[-1] else []
    return list(pairwise(edges))


def _between(p: Passage, low: int, high: int) -> int:
    """Where a run of speeches without a full stop between them may be cut: at marks that open after marks that close."""
    marks = p.marks[bisect_right(p.marks, (low + 1,)) : bisect_right(p.marks, (high,))]
    return next((m.start for m in reversed(marks) if p.text[m.start - 1] not in "：:，,"), high)


def _sentence(line: Line, book: Book, a: int, b: int, reach: Voice | None) -> Voice | None:
    """Find what one sentence reports; in and out: whose indirect speech runs to its end."""
    p = line.p
    found, inner = _heard(line, book, a, b, reach)
    start = a + len(p.masked[a:b]) - len(p.masked[a:b].lstrip())
    if reach and (not found or _inside(p, book, start, reach, found[0])) and _goes_on(line, book, start, b, reach):
        _add(line, book, (start, b), reach, None, "indirect")
        line.ran += 1
        return reach
    reach, line.ran = None, 0
    for k, told in enumerate(found):
        reach = _give(line, book, told, _limit(found, k, b), b)
    for told in inner:
        _add(line, book, (told.cue.content, b), told.voice, (told.cue.start, told.cue.end), "indirect")
    opening = book.grammar.lead.sub("", p.masked[start : found[0].head]).strip() if found else ""
    same = reach and (reach.name in opening or book.grammar.pronoun.fullmatch(reach.described))
    return reach if same or len(opening) < 9 else None


def _heard(line: Line, book: Book, a: int, b: int, reach: Voice | None) -> tuple[list[Told], list[Told]]:
    """The cues of a sentence with their speakers, and those that stand inside what another one reports."""
    found: list[Told] = []
    inner: list[Told] = []
    for cue in cues.find(line.p, book.verbs, a, b):
        told = _source(line, book, cue, found) if cue.use == "source" else _told(line, book, cue, a, found, reach)
        if told and found and _nested(line.p, found[-1], told):
            inner += [told] if told.explicit and cue.pause else []
        elif told:
            found.append(told)
    return found, inner


def _limit(found: list[Told], k: int, b: int) -> int:
    """Where the content of the cue `k` must end: where the next one's clause begins, the next source's for a source."""
    cue = found[k].cue
    after = (t for t in found[k + 1 :] if cue.use != "source" or t.cue.use == "source")
    return max(next((t.begin for t in after), b), cue.content)


def _inside(p: Passage, book: Book, start: int, reach: Voice, told: Told) -> bool:
    """Whether a cue is the speaker's own: an obligation, or his side's doing (中方敦促…, said by its spokesman)."""
    ours = told.voice.name != reach.name and bool(set(told.voice.actors) & set(reach.actors))
    return not told.cue.pause and (ours or bool(book.more.match(p.masked, start)))


def _goes_on(line: Line, book: Book, start: int, b: int, reach: Voice) -> bool:
    """Whether a sentence carries on the indirect speech of the one before; no one calls himself by name."""
    p = line.p
    if start in p.clauses or not _STOP.search(p.masked, b - 2, b) or reach.name in p.masked[start:b]:
        return False
    if book.more.match(p.masked, start):
        return True
    if line.ran > 2 and not _OWED.match(p.masked, start, b):
        return False
    if book.takes.match(p.masked, start) or _DATED.match(p.masked, start, b):
        return False
    found = _subject(line, book, start, b)
    described = p.text[found.start : found.end] if found and found.person else ""
    titled = found and len(described) > len(found.name) + 1 and described.endswith(found.name)  # 副主席某某作发言
    return not (titled or _PRESENT.search(p.masked, start, b))


def _subject(line: Line, book: Book, start: int, b: int) -> Subject | None:
    stop = BREAK.search(line.p.flat, start, b)
    return subjects.subject(line.p, book.grammar, line.talk.names, start, stop.start() if stop else b)


def _source(line: Line, book: Book, cue: Cue, before: list[Told]) -> Told | None:
    """A source with its name, none where it is part of what someone says (X说，据了解，…)."""
    if before and cue.head == before[-1].cue.content:
        return None
    found = subjects.subject(line.p, book.grammar, line.talk.names, *cue.who) if cue.who else None
    voice = speakers.voice(line.p, book.grammar, line.talk, found, cue.head) if found else Voice()
    return Told(cue, cue.head, voice, True, "source")


def _told(line: Line, book: Book, cue: Cue, a: int, before: list[Told], reach: Voice | None) -> Told | None:
    """A cue with its speaker, or none: no one who could speak."""
    p, g = line.p, book.grammar
    if cue.claims and cue.content >= 0 and before and before[-1].cue.content >= 0:
        cue = cue._replace(claims=None)  # X表示，“…”，他质疑…: the marks belong to X表示
    low, shut = _bounds(p, cue, a, before)
    said = cue.end - 1 if p.text[cue.end - 1] in "说称道" else cue.start
    if unnamed := speakers.nobody(p, g, low, cue.start) or speakers.nobody(p, g, low, said):
        return Told(cue, unnamed[0], Voice(), True, unnamed[1])
    if g.bare.match(p.flat, speakers.begin(p, g, low, cue.start), cue.start):
        return None
    last = next((t for t in reversed(before) if t.cue.use != "source"), None)
    last = None if last and re.search("[；;]", p.masked[last.cue.end : cue.start]) else last
    head, found = _speaker(line, book, cue, low, back=not last or last.cue.end <= shut)
    verb_first = not g.lead.sub("", p.masked[low : cue.start]).strip()
    earlier = last.voice if last else reach if verb_first else None
    voice = found or _unsaid(line, book, cue, a, earlier, verb_first)
    if voice:
        line.talk.last = voice if voice.name != "unknown" else line.talk.last
    return Told(cue, head, voice, found is not None, "source" if cue.use == "doc" else "") if voice else None


def _bounds(p: Passage, cue: Cue, a: int, before: list[Told]) -> tuple[int, int]:
    """How far left the speaker of a cue may stand, and where marks that others' speech is in last opened (-1: nowhere)."""
    low = max([a, *(t.cue.content if t.cue.use == "source" else t.cue.end for t in before)])
    shut = cue.claims or p.mark_before(cue.start, low)
    if not shut or not (cue.claims or shut.start in p.clauses):
        return low, -1
    return max(low, shut.end), -1 if cue.claims else shut.start


def _speaker(line: Line, book: Book, cue: Cue, low: int, back: bool) -> tuple[int, Voice | None]:
    """Who stands before a cue; where it may be a noun it must be someone who can speak, before 显示 a document."""
    p, g = line.p, book.grammar
    marked = bool(cue.claims) or cue.strong
    noun = cue.use in ("act", "comma") and p.text[cue.end - 1] not in "说称道"  # 警告, but not 警告说
    strict = 0 if marked else noun + (cue.pause and noun) or not cue.pause
    head, found = speakers.speaker(p, g, line.talk, low, cue.start, strict=strict, back=back, marked=marked)
    paper = cue.use != "doc" or (cue.pause and g.paper.search(p.text, low, cue.start))
    return head, found if paper else None


def _unsaid(line: Line, book: Book, cue: Cue, a: int, earlier: Voice | None, verb_first: bool) -> Voice | None:
    """Who speaks where the clause does not say: an earlier cue's speaker, else whom the sentence must mean."""
    sure = cue.strong or bool(cue.claims)
    if cue.use == "doc" or (cue.use == "comma" and not (verb_first or sure)):
        return None
    if cue.use == "act":
        return earlier if cue.strong or not cue.pause else None
    if earlier or not (cue.pause or cue.claims):
        return earlier
    return speakers.antecedent(line.p, book.grammar, line.talk, a) or Voice()


def _nested(p: Passage, outer: Told, told: Told) -> bool:
    """Whether a cue is part of what another one reports."""
    cue, low = told.cue, outer.cue.content
    if "source" in (outer.cue.use, cue.use) or cue.claims or cue.content in p.clauses:
        return False
    if low < 0 or cue.content <= low or p.mark_at(low):
        return False
    lead = p.masked[told.head : cue.start]
    apart = cue.pause or (cue.use == "clause" and (told.explicit or not lead)) or _CHAIN.fullmatch(lead)
    return told.head <= low or not (apart or re.search("[；;]", p.masked[low : told.head]))


def _give(line: Line, book: Book, told: Told, limit: int, b: int) -> Voice | None:
    """Write what one cue reports; its voice if that is indirect speech which runs to the sentence's end."""
    p, cue, where = line.p, told.cue, (told.cue.start, told.cue.end)
    if _in_marks(line, book, told, b):
        return None
    aside = None if cue.pause else book.aside.search(p.masked, cue.content, limit)
    stop = aside.start() if aside else limit
    inside = {m.start for m in p.marks if cue.content <= m.start < stop}
    line.taken |= inside
    kind = told.kind or ("mixed" if inside else "indirect")
    _add(line, book, (cue.content, stop), told.voice, where, kind)
    runs = stop == b and kind != "source" and (cue.use == "clause" or (cue.pause and cue.use not in ("act", "tell")))
    aloof = p.text[cue.start - 1] == "曾" or book.tone_of(p.text[cue.start : cue.end])[0] == "distance"
    return told.voice if runs and not aloof else None


def _in_marks(line: Line, book: Book, told: Told, b: int) -> bool:
    """Write what a cue gives to its speaker in marks, before or after it; whether that is all it reports."""
    p, cue, where = line.p, told.cue, (told.cue.start, told.cue.end)
    if cue.claims and cue.claims.start not in line.taken:
        _direct(line, book, cue.claims, told.voice, where)
        if not cue.strong and p.text[cue.claims.end - 2] in "，,":
            return True  # “…，”他说，他曾任…: an aside of the author's
    mark = p.mark_at(cue.content)
    if mark and (mark.start in p.clauses or p.masked[mark.end : b].lstrip()[:1] in "。！？!?；;" + OPEN):
        _direct(line, book, mark, told.voice, None if cue.claims else where)
    return cue.content < 0 or bool(mark and mark.start in line.taken)


def _floor(line: Line, book: Book) -> bool:
    """NAME: at the start of a paragraph gives the rest of it to a speaker."""
    p, g, title = line.p, book.grammar, line.rows[0].role == "title"
    begin = p.text.rfind(" ", 0, p.text.replace(":", "：").find("：")) + 1 if title else 0
    if not (m := _FLOOR.match(p.text, begin)):
        return False
    label, end = m[1].strip(), m.end(1)
    own = bool(_REPORTER.match(label))
    inside = [(s - begin, e - begin) for s, e, _ in p.named(begin, end) if s >= begin and e <= end]
    name, person = subjects.shortest(g, label, inside)
    if not (own or _TURN.match(label)):
        known = bool(inside) and inside[-1][1] == end - begin
        able = known or (_body(g, label, person) and not any(cues.words(p, book.verbs, begin, end)))
        if not able or not (title or _CLAUSES.search(p.text, m.end())):
            return False
    line.talk.last = Voice(name, p.actors(begin, end), own, label)
    _add(line, book, (m.end(), len(p.text)), line.talk.last, (end, end + 1), "indirect" if title else "direct")
    return True


def _body(g: Grammar, label: str, person: bool) -> bool:
    return person or bool(g.body.search(label))


def _bare(line: Line, book: Book, mark: Mark) -> None:
    """A clause in marks that no cue has claimed."""
    p, talk, text = line.p, line.talk, line.p.masked
    low = max(0, mark.start - FAR)
    before, after = text[low : mark.start].rstrip()[-1:], text[mark.end : mark.end + 9].lstrip()[:1]
    said = next((q for q in line.quotes[:-9:-1] if q.end - line.base <= mark.start), None)
    full = before in "。！？!?…" + CLOSE
    if before in ("：", ":"):
        colon = text.rindex(before, 0, mark.start)
        start = max([low, *(m.end() for m in _STOP.finditer(text, low, mark.start))])
        voice = speakers.speaker(p, book.grammar, talk, start, colon, strict=0, back=True, marked=True)[1]
        _direct(line, book, mark, voice or Voice(), (colon, colon + 1))
    elif full and (voice := _teller(line, book, mark)):
        _direct(line, book, mark, voice, (mark.end, mark.end))
    elif before in ("，", ",") and said and said.kind == "direct" and mark.start - said.end + line.base < 40:
        _direct(line, book, mark, _voice(said), None)
    elif full and (not after or after not in "的和与、"):
        _direct(line, book, mark, _voice(said), None if said else (mark.start, mark.start))


def _voice(said: Quote | None) -> Voice:
    return Voice(said.speaker, said.actors, said.own, said.description) if said else Voice()


def _teller(line: Line, book: Book, mark: Mark) -> Voice | None:
    """The person whose doings follow the marks at once: “…”杨一飞谈起那次住院赞不绝口。"""
    found = _subject(line, book, mark.end, len(line.p.text))
    able = found and found.person and not found.pronoun
    return speakers.voice(line.p, book.grammar, line.talk, found, mark.end) if found and able else None


def _direct(line: Line, book: Book, mark: Mark, voice: Voice, cue: tuple[int, int] | None) -> None:
    if mark.start not in line.taken:
        line.taken.add(mark.start)
        line.talk.last = voice if voice.name != "unknown" else line.talk.last
        _add(line, book, (mark.start, mark.end), voice, cue, "direct")


def _add(line: Line, book: Book, span: tuple[int, int], voice: Voice, cue: tuple[int, int] | None, kind: str) -> None:
    """One quotation, cut at the sentences' ends; without a cue it carries on the one before."""
    text, base = line.p.text, line.base
    first, last = (bisect_right(line.rows, at + base, key=lambda row: row.start) for at in span)
    for row in line.rows[max(0, first - 1) : last]:
        left, right = max(row.start - base, span[0]), min(row.end - base, span[1])
        if right <= left or not _WORD.search(text, left, right):
            continue
        right = right if kind == "direct" else left + len(text[left:right].rstrip(" 。；;，,\u3000"))
        left += len(text[left:right]) - len(text[left:right].lstrip())
        a, b = cue or (left, left)
        where = (row.source, row.article, row.sentence, left + base, right + base)
        verb = (text[a:b], a + base, b + base)
        more = (text[left:right], voice.described, *book.tone_of(text[a:b]))
        line.quotes.append(Quote(*where, voice.name, voice.actors, *verb, kind, cue is None, voice.own, *more))
        cue = None
