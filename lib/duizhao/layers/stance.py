"""Sentences, mentions and quotations → evaluations: toward whom, in whose voice, with which word."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as codebooks
from duizhao.codebook import Codebook
from duizhao.layers import evaluations as words
from duizhao.layers import quotes as quotations
from duizhao.layers import reference, topics
from duizhao.layers import targets as places
from duizhao.layers.evaluations import Cue, Lexicon
from duizhao.layers.quotes import Quote
from duizhao.layers.reference import Mention, Past
from duizhao.layers.sentences import Sentence
from duizhao.layers.targets import Found
from duizhao.layers.topics import Topic

POST = 400
"""Up to how many characters an article of one line (or any, where a target is named) counts as a post: its author speaks of
one thing and may leave it unsaid."""


class Evaluation(NamedTuple):
    """A row: one for each cue × target × voice; `start:end` is the sentence, `cue_start:cue_end` the words that evaluate.

    `mark` is empty, or says what to know of the row: `negated`, `conceded`; for a target that the user named `side`,
    `unstated`, `camp` or `rival` (see `duizhao.layers.topics`); in the rows of `reporting`, `distance` or `endorse`.
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
        In an article of at most `POST` characters see `duizhao.layers.topics` for what is unsaid. Naming a target only adds rows.

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

    Where as much speaks for as against, nothing is coded. `cues` tells on how many words a code rests.
    """
    keys = ["source", "article", "sentence", "start", "end", "target", "voice"]
    sums = evaluations.groupby(keys, sort=False)["polarity"].agg(["sum", "size"]).reset_index()
    sums = sums[sums["sum"] != 0]
    sums["polarity"] = sums["sum"].gt(0).map({True: 1, False: -1}).astype("int64")
    return sums.rename(columns={"size": "cues"})[[*keys, "polarity", "cues"]].reset_index(drop=True)


def reporting(sentences: pd.DataFrame, quotes: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """The author's choice of a reporting verb that keeps its distance (声称) or lends credit (指出): shown, never counted.

    Columns of `Evaluation`: the target is the speaker's actor, the voice the author's, `mark` is `distance` or `endorse`
    (after the codebook's `reporting_verbs`; Thompson & Ye 1991).
    """
    table = (codebooks.load(None) if codebook is None else codebook)["reporting_verbs"]
    sign = {"distance": -1, "endorse": 1}
    uses = {verb: use for verb, use in zip(table["verb"], table["distance"], strict=True) if use in sign}
    spans = {(s.article, s.sentence): (s.start, s.end) for _, found in _articles(sentences) for s in found}
    columns = ("source", "article", "sentence", "actors", "cue", "cue_start", "cue_end")
    own = quotes[quotes["cue"].isin(uses) & ~quotes["own"].astype(bool)]
    rows = [
        Evaluation._make(
            [*q[:3], *spans[q[1], q[2]], actor, "author", sign[uses[q[4]]], *q[4:], "judgement", uses[q[4]]]
        )
        for q in zip(*(own[c].tolist() for c in columns), strict=True)
        for actor in q[3]
    ]
    return pd.DataFrame(rows, columns=list(Evaluation._fields))


def _articles(sentences: pd.DataFrame) -> Iterator[tuple[str, list[Sentence]]]:
    found: dict[str, list[Sentence]] = {}
    for row in map(Sentence._make, sentences[list(Sentence._fields)].itertuples(index=False, name=None)):
        found.setdefault(row.article, []).append(row)
    yield from found.items()


class _Reader:
    """The layers below, by article."""

    def __init__(self, mentions: pd.DataFrame, quotes: pd.DataFrame, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.voice = quotations.voices(quotes)
        self.mentions: dict[str, list[Mention]] = {}
        for name, *mention in zip(*(mentions[c].tolist() for c in ("article", "start", "end", "actors")), strict=True):
            self.mentions.setdefault(name, []).append((mention[0], mention[1], tuple(mention[2])))
        self.quotes: dict[str, list[Quote]] = {}
        for row in map(Quote._make, quotes[list(Quote._fields)].itertuples(index=False, name=None)):
            self.quotes.setdefault(row.article, []).append(row)

    def within(self, sentence: Sentence) -> list[Mention]:
        """The sentence's mentions, at its own offsets."""
        rows = self.mentions.get(sentence.article, [])
        first, last = bisect_left(rows, (sentence.start,)), bisect_left(rows, (sentence.end,))
        return [(s - sentence.start, e - sentence.start, a) for s, e, a in rows[first:last]]

    def holder(self, article: str, start: int, end: int) -> tuple[Quote | None, bool]:
        """The innermost quotation around a span, or else the one whose reporting word it is (then True)."""
        rows = self.quotes.get(article, [])
        inside = [q for q in rows if q.start <= start and end <= q.end]
        if inside:
            return min(inside, key=lambda q: q.end - q.start), False
        verbs = [q for q in rows if q.cue and q.cue_start < end and start < q.cue_end]
        return (verbs[0], True) if verbs else (None, False)


class _Met(NamedTuple):
    """A cue with the voice that utters it and whom it is about: None where nobody is named."""

    sentence: Sentence
    cue: Cue
    voice: str
    actors: tuple[str, ...] | None

    def row(self, target: str, polarity: int, mark: str = "") -> Evaluation:
        """The evaluation of one target by this cue."""
        at, cue = self.sentence, self.cue
        where = at.text[cue.start : cue.end], at.start + cue.start, at.start + cue.end
        return Evaluation(*at[:3], at.start, at.end, target, self.voice, polarity, *where, cue.kind, mark or cue.mark)


def _article(article: str, found: list[Sentence], reader: _Reader, wanted: list[Topic]) -> list[Evaluation]:
    post = sum(len(s.text) for s in found) <= POST and (bool(wanted) or found[0].line == found[-1].line)
    met: list[_Met] = []
    named: dict[str, list[_Met]] = {topic.name: [] for topic in wanted}
    spoken: list[Past] = []
    for sentence in found:
        text, mentions = reference.clauses(sentence.text), reader.within(sentence)
        cues = words.cues(text, reader.lexicon, post=post)
        if cues:
            met += _met(sentence, cues, mentions, reader, spoken)
        for topic in wanted if cues else ():
            if own := topics.spans(topic, text, mentions, loose=post):
                hits = _met(sentence, cues, own, reader, spoken)
                named[topic.name] += [m for m in hits if m.actors and topic.name in m.actors]
        if mentions:
            spoken.append(Past(sentence.line, text, mentions))
    rows = [m.row(actor, m.cue.polarity) for m in met for actor in m.actors or ()]
    for topic in wanted:
        rows += _of_topic(topic, met, named[topic.name], post)
    # a target named by its actor's code has the actor's own rows again
    return sorted(_weighed(list(dict.fromkeys(rows))), key=lambda row: row.cue_start)


def _met(
    sentence: Sentence, cues: list[Cue], mentions: list[Mention], reader: _Reader, spoken: list[Past]
) -> Iterator[_Met]:
    text = reference.clauses(sentence.text)
    groups = reference.groups(text, reference.referring(text, mentions, spoken))
    read: list[tuple[Cue, Found | None, str]] = []
    after: dict[tuple[int, int], int] = {}
    for cue in cues:
        start, end = sentence.start + cue.start, sentence.start + cue.end
        quote, verb = reader.holder(sentence.article, start, end)
        context = reference.context(sentence, groups, None if verb else quote, spoken)
        found = places.target(context._replace(left=max(context.left, after.get(cue.clause, 0))), cue)
        if found and cue.target == "object" and found.at >= cue.end:
            after[cue.clause] = cue.end  # what is said behind 称赞X… is said of X
        voice = quote.speaker if quote and verb else reader.voice(sentence.article, start, end)
        read.append((cue, found, voice))
    agents = {cue.clause: found.agent for cue, found, _ in read if found and found.agent}
    for cue, found, voice in read:
        if voice == "author":
            voice = agents.get(cue.clause, voice)
        yield _Met(sentence, cue, voice, found.actors if found else None)


def _of_topic(topic: Topic, met: list[_Met], named: list[_Met], post: bool) -> list[Evaluation]:
    """The rows of a target that the user named: by name; in a post, failing that, by side and what is unstated, by camp."""
    own = [m for m in met if topic.codes.intersection(m.actors or ())] + named
    if own or not post:
        return [m.row(topic.name, m.cue.polarity) for m in own]
    rows = [m.row(topic.name, m.cue.polarity, "side") for m in met if topic.side.intersection(m.actors or ())]
    rows += [
        m.row(topic.name, m.cue.polarity, "unstated")
        for m in met
        if m.actors is None and places.unstated(reference.clauses(m.sentence.text), m.cue, war=topic.war)
    ]
    allies = [m.row(topic.name, m.cue.polarity, "camp") for m in met if topic.allies.intersection(m.actors or ())]
    rivals = [m.row(topic.name, -m.cue.polarity, "rival") for m in met if topic.rivals.intersection(m.actors or ())]
    return rows or allies + rivals


def _weighed(rows: list[Evaluation]) -> list[Evaluation]:
    """Without what is conceded (虽然…) where the main clause says the opposite of the same target."""
    held = {(r.sentence, r.target, r.voice, r.polarity) for r in rows if r.mark != "conceded"}
    return [r for r in rows if r.mark != "conceded" or (r.sentence, r.target, r.voice, -r.polarity) not in held]
