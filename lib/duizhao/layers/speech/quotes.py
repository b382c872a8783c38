"""Sentences → quotations: who is reported to say what, with which verb."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import groupby, pairwise
from typing import Any, NamedTuple

import pandas as pd

from duizhao.codebook import Codebook, load
from duizhao.layers.speech import spans, subjects
from duizhao.layers.speech.cues import Voice, verbs
from duizhao.layers.speech.grammar import grammar
from duizhao.layers.speech.marks import Mentions, passage
from duizhao.layers.speech.spans import Book, Line, Span
from duizhao.layers.speech.speakers import Talk


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
    words = codebook or load()
    book = Book(verbs(words), grammar(words))
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
    for near in by_article.values():
        near.sort()

    def voice(article: str, start: int, end: int) -> str:
        rows = by_article.get(article, [])
        last = bisect_right(rows, (start + 1,))
        near = rows[max(0, last - 8) : last]
        return min(((e - s, name) for s, e, name in near if e >= end), default=(0, "author"))[1]

    return voice


def _article(rows: list[Any], mentions: Mentions, book: Book) -> list[Quote]:
    digest = any(row.role == "title" and book.grammar.digest.search(row.text) for row in rows)
    talk = Talk(*subjects.recurrent(book.grammar, "\n".join(row.text for row in rows)), digest=digest)
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
        edges = [(row.start - base, row.end - base) for row in line]
        piece = Line(passage(text, near), edges, line[0].role == "title", book, talk)
        carried = spans.read(piece, carried)
        talk.close(piece.p, book.grammar, silent=not piece.spans)
        found += [_row(one, line, text, book) for one in _nested(piece.spans, text)]
    return _full_names(found)


def _nested(spans: list[Span], text: str) -> list[Span]:
    """A paragraph's spans in order, none across another's end: of two that cross, the later ends where the earlier
    does, or, if it stands in marks, the earlier ends before it."""
    made: list[Span] = []
    around: list[int] = []  # places in `made` of the spans that hold the one looked at, the narrowest last
    for one in sorted(spans, key=lambda span: (span.start, -span.end)):
        while around and made[around[-1]].end <= one.start:
            around.pop()
        while one.kind == "direct" and around and made[around[-1]].end < one.end:
            place = around.pop()
            made[place] = _ended(made[place], one.start, text)
        if one.kind != "source":
            if around and one.end > made[around[-1]].end:
                one = _ended(one, made[around[-1]].end, text)
            around.append(len(made))
        made.append(one)
    return [one for one in made if any(map(str.isalnum, text[one.start : one.end]))]


def _ended(span: Span, end: int, text: str) -> Span:
    return span._replace(end=span.start + len(text[span.start : end].rstrip(" 。；;，,\u3000")))


def _row(span: Span, rows: list[Any], text: str, book: Book) -> Quote:
    """A span of the paragraph that holds these sentences as a quotation of the page."""
    row, base, said = rows[span.row], rows[0].start, span.voice
    a, b = span.cue or (span.start, span.start)
    where = (row.source, row.article, row.sentence, span.start + base, span.end + base)
    cue = (text[a:b], a + base, b + base, span.kind, span.cue is None)
    return Quote(
        *where,
        said.name,
        said.actors,
        *cue,
        said.own,
        text[span.start : span.end],
        said.described,
        *book.verbs.tone_of(text[a:b]),
    )


def _full_names(rows: list[Quote]) -> list[Quote]:
    """A speaker's short name becomes the full one that the article gives: 马丁 → 夏兰·马丁, counted once."""
    full: dict[str, set[str]] = {}
    for name in {q.speaker for q in rows}:
        if "·" in name:
            full.setdefault(name.rsplit("·", 1)[1], set()).add(name)
    known = {short: names.pop() for short, names in full.items() if len(names) == 1}
    return [q._replace(speaker=known.get(q.speaker, q.speaker)) for q in rows]
