"""Sentences, mentions and quotations → evaluations: toward whom, in whose voice, with which word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as codebooks
from duizhao import evaluations as words
from duizhao import quotes as quotations
from duizhao import targets as places
from duizhao import topics
from duizhao.codebook import Codebook
from duizhao.evaluations import Cue, Lexicon
from duizhao.targets import Context, Group
from duizhao.topics import Topic

POST = 300
"""Up to how many characters an article counts as a post, whose author speaks of one thing and may leave it unsaid."""


class Evaluation(NamedTuple):
    """A row: one for each cue × target × voice; `start:end` is the sentence, `cue_start:cue_end` the words that evaluate.

    `mark` is empty, or says what to know of the row: `negated`, `conceded`; for a target that the user named `side`,
    `unstated` or `rival` (see `duizhao.topics`); `distance` or `endorse` for the author's choice of a reporting verb,
    which is shown but never counted.
    """

    source: str
    article: str
    sentence: int
    start: int
    end: int
    target: str
    voice: str
    polarity: int
    cue: str
    cue_start: int
    cue_end: int
    kind: str
    mark: str


class _Quote(NamedTuple):
    start: int
    end: int
    speaker: str
    actors: tuple[str, ...]
    cue: str
    cue_start: int
    cue_end: int


class _Sentence(NamedTuple):
    source: str
    article: str
    sentence: int
    line: int
    start: int
    end: int
    text: str


def evaluations(
    sentences: pd.DataFrame,
    mentions: pd.DataFrame,
    quotes: pd.DataFrame,
    codebook: Codebook | None = None,
    *,
    targets: Mapping[str, Iterable[str]] | Iterable[str] | None = None,
) -> pd.DataFrame:
    """Evaluative words with the actors that they are about and the voice that utters them.

    Parameters
    ----------
    sentences, mentions, quotes : DataFrame
        As `sentences.split`, `actors.mentions` and `quotes.quotes` give them.
    codebook : Codebook, optional
        Its `evaluations`; the built-in one by default.
    targets : mapping or iterable of str, optional
        Other things whose evaluation is wanted, by name with their variants: `{"派兵计划": ["派兵计划", "派兵行动"]}` or
        `["派兵计划=派兵计划,派兵行动"]`. Their records carry the name. A country's name or code stands for its mentions.
        In an article of at most `POST` characters see `duizhao.topics` for what is unsaid. Naming a target only adds rows.

    Returns
    -------
    DataFrame
        Columns of `Evaluation`, in the order of the sentences and cues. A cue whose target is not clear has no row.
    """
    book = codebooks.load(None) if codebook is None else codebook
    wanted = topics.parse(targets, book)
    reader = _Reader(mentions, quotes, words.lexicon(book))
    rows: list[Evaluation] = []
    for article, found in _articles(sentences):
        rows += _article(article, found, reader, wanted)
    return pd.DataFrame(rows, columns=list(Evaluation._fields))


def codes(evaluations: pd.DataFrame) -> pd.DataFrame:
    """One row for each (sentence, target, voice), the unit of hand coding: the sign of the sum of its evaluations.

    Rows marked `distance` or `endorse` are left out. Where as much speaks for as against, nothing is coded. `cues` tells
    on how many words a code rests.
    """
    counted = evaluations[~evaluations["mark"].isin(["distance", "endorse"])]
    keys = ["source", "article", "sentence", "start", "end", "target", "voice"]
    sums = counted.groupby(keys, sort=False)["polarity"].agg(["sum", "size"]).reset_index()
    sums = sums[sums["sum"] != 0]
    sums["polarity"] = sums["sum"].gt(0).map({True: 1, False: -1}).astype("int64")
    return sums.rename(columns={"size": "cues"})[[*keys, "polarity", "cues"]].reset_index(drop=True)


def _articles(sentences: pd.DataFrame) -> Iterator[tuple[str, list[_Sentence]]]:
    columns = [sentences[c].tolist() for c in _Sentence._fields]
    found: dict[str, list[_Sentence]] = {}
    for row in map(_Sentence._make, zip(*columns, strict=True)):
        found.setdefault(row.article, []).append(row)
    yield from found.items()


class _Reader:
    """The layers below, by article."""

    def __init__(self, mentions: pd.DataFrame, quotes: pd.DataFrame, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.voice = quotations.voices(quotes)
        self.mentions: dict[str, list[tuple[int, int, tuple[str, ...]]]] = {}
        for name, *mention in zip(*(mentions[c].tolist() for c in ("article", "start", "end", "actors")), strict=True):
            self.mentions.setdefault(name, []).append((mention[0], mention[1], tuple(mention[2])))
        self.quotes: dict[str, list[_Quote]] = {}
        for name, *quote in zip(*(quotes[c].tolist() for c in ("article", *_Quote._fields)), strict=True):
            self.quotes.setdefault(name, []).append(_Quote._make([*quote[:3], tuple(quote[3]), *quote[4:]]))

    def within(self, sentence: _Sentence) -> list[tuple[int, int, tuple[str, ...]]]:
        """The sentence's mentions, at its own offsets."""
        rows = self.mentions.get(sentence.article, [])
        first, last = bisect_left(rows, (sentence.start,)), bisect_left(rows, (sentence.end,))
        return [(s - sentence.start, e - sentence.start, a) for s, e, a in rows[first:last]]

    def holder(self, article: str, start: int, end: int) -> tuple[_Quote | None, bool]:
        """The innermost quotation around a span, or else the one whose reporting word it is (then True)."""
        rows = self.quotes.get(article, [])
        inside = [q for q in rows if q.start <= start and end <= q.end]
        if inside:
            return min(inside, key=lambda q: q.end - q.start), False
        verbs = [q for q in rows if q.cue and q.cue_start < end and start < q.cue_end]
        return (verbs[0], True) if verbs else (None, False)


class _Met(NamedTuple):
    """A cue with the voice that utters it and whom it is about: None where nobody is named."""

    sentence: _Sentence
    cue: Cue
    voice: str
    actors: tuple[str, ...] | None

    def row(self, target: str, polarity: int, mark: str = "") -> Evaluation:
        """The evaluation of one target by this cue."""
        at, cue = self.sentence, self.cue
        return Evaluation(
            *at[:3], at.start, at.end, target, self.voice, polarity, at.text[cue.start : cue.end],
            at.start + cue.start, at.start + cue.end, cue.kind, mark or cue.mark,
        )


_PRONOUN = re.compile(r"他们|她们|(?<![其吉])[他她它](?!国|人|们)|(?<![尤极与及])其(?![中他实次间余])|对方|该国")
_PAIR = re.compile(r"两国|双方|两军")
_Mentions = list[tuple[int, int, tuple[str, ...]]]


def _article(article: str, found: list[_Sentence], reader: _Reader, wanted: list[Topic]) -> list[Evaluation]:
    post = sum(len(s.text) for s in found) <= POST
    met: list[_Met] = []
    named: dict[str, list[_Met]] = {topic.name: [] for topic in wanted}
    spoken: list[tuple[int, Group]] = []
    for sentence in found:
        mentions = reader.within(sentence)
        cues = words.cues(sentence.text, reader.lexicon, post=post)
        if cues:
            met += _met(sentence, cues, mentions, reader, spoken)
        for topic in wanted if cues else ():
            if own := topics.spans(topic, sentence.text, mentions, loose=post):
                hits = _met(sentence, cues, own, reader, spoken)
                named[topic.name] += [m for m in hits if m.actors and topic.name in m.actors]
        if subject := places.first(sentence.text, mentions):
            spoken.append((sentence.line, subject))
    rows = [m.row(actor, m.cue.polarity) for m in met for actor in m.actors or ()]
    for topic in wanted:
        rows += _of_topic(topic, met, named[topic.name], post)
    return sorted(_weighed(rows), key=lambda row: row.cue_start)


def _met(
    sentence: _Sentence, cues: list[Cue], mentions: _Mentions, reader: _Reader, spoken: list[tuple[int, Group]]
) -> Iterator[_Met]:
    groups = places.groups(sentence.text, _referring(sentence.text, mentions, spoken))
    heir: tuple[tuple[int, int], str] | None = None
    for cue in cues:
        start, end = sentence.start + cue.start, sentence.start + cue.end
        quote, verb = reader.holder(sentence.article, start, end)
        held = quote if not verb else None
        found = places.target(_context(sentence, groups, held, spoken), cue)
        voice = quote.speaker if quote and verb else reader.voice(sentence.article, start, end)
        if voice == "author" and found and found.agent:
            voice = found.agent
            heir = cue.clause, voice
        elif voice == "author" and heir and heir[0] == cue.clause:
            voice = heir[1]
        yield _Met(sentence, cue, voice, found.actors if found else None)


def _context(sentence: _Sentence, groups: list[Group], held: _Quote | None, spoken: list[tuple[int, Group]]) -> Context:
    """What a cue may refer to: inside a quotation nothing of the words that introduce it, but whom they are about."""
    if held is None:
        before = spoken[-1][1] if spoken and spoken[-1][0] == sentence.line else None
        return Context(sentence.text, groups, before)
    left = max(0, held.start - sentence.start)
    verb = held.cue_end - sentence.start
    about = [g for g in groups if verb <= g.start < left] if held.cue else []
    if not about:
        about = [g for g in groups if g.end <= left and g.bound == "toward"]
    others = [g for _, g in spoken[-4:] if not set(g.actors) & set(held.actors)]
    topic = about[0] if about else others[-1] if others else None
    return Context(sentence.text, groups, topic, held.actors, left)


def _referring(text: str, mentions: _Mentions, spoken: list[tuple[int, Group]]) -> _Mentions:
    """The mentions, and pronouns and 两国 as mentions of whom they most likely mean."""
    extra: _Mentions = []
    for match in _PAIR.finditer(text):
        pairs = [a for s, _, a in mentions if s < match.start() and len(a) == 2]
        pairs = pairs or [g.actors for _, g in spoken[-3:] if len(g.actors) == 2]
        if pairs:
            extra.append((*match.span(), pairs[-1]))
    for match in _PRONOUN.finditer(text):
        before = [a for s, _, a in mentions if s < match.start()]
        others = [a for a in before if a != before[0]]
        if others or before:
            extra.append((*match.span(), others[-1] if others else before[0]))
    return sorted(mentions + extra) if extra else mentions


def _of_topic(topic: Topic, met: list[_Met], named: list[_Met], post: bool) -> list[Evaluation]:
    """The rows of a target that the user named: by name; in a post, failing that, by side and what is unstated, by rival."""
    own = [m for m in met if topic.codes.intersection(m.actors or ())] + named
    if own or not post:
        return [m.row(topic.name, m.cue.polarity) for m in own]
    rows = [m.row(topic.name, m.cue.polarity, "side") for m in met if topic.side.intersection(m.actors or ())]
    rows += [m.row(topic.name, m.cue.polarity, "unstated") for m in met if m.actors is None and places.unstated(m.sentence.text, m.cue)]
    return rows or [m.row(topic.name, -m.cue.polarity, "rival") for m in met if topic.rivals.intersection(m.actors or ())]


def _weighed(rows: list[Evaluation]) -> list[Evaluation]:
    """Without what is conceded (虽然…) where the main clause says the opposite of the same target."""
    key = lambda row: (row.sentence, row.target, row.voice, row.polarity)  # noqa: E731
    held = {key(row) for row in rows if row.mark != "conceded"}
    return [r for r in rows if r.mark != "conceded" or key(r._replace(polarity=-r.polarity)) not in held]
