"""Sentences, mentions and quotations → evaluations: toward whom, in whose voice, with which word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as codebooks
from duizhao.codebook import Codebook, alternatives
from duizhao.errors import InputError
from duizhao.layers import evaluations as words
from duizhao.layers import targets as places
from duizhao.layers.evaluations import Cue, Lexicon
from duizhao.layers.reported import Quote
from duizhao.layers.sentences import Sentence
from duizhao.layers.targets import Context, Found, Group

UNCLEAR = "unclear"
"""The target of a word that evaluates somebody whom its clause does not plainly name."""

Mention = tuple[int, int, tuple[str, ...]]
_MARKS = re.compile("[“”\"'‘’「」『』]")
_SIDES = ("方", "国", "当局", "政府", "党")
"""How the name of a state or a party ends, as against a person's who speaks."""
_SPACE = re.compile(r"(?<=[一-龥])[ \u3000](?=[一-龥])")


class Evaluation(NamedTuple):
    """A row: one for each cue × target × voice; `start:end` is the sentence, `cue_start:cue_end` the words that evaluate.

    `target` is `unclear` where the clause does not say plainly who is meant. `mark` is empty, `negated` or `conceded`; in
    the rows of `reporting`, `distance` or `endorse`. `grade` says how often words of the same construction and polarity
    were right on text coded by hand.
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
    grade: str


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
        Its `evaluations` and `stance_words`; the built-in ones by default.
    targets : mapping or iterable of str, optional
        Other things whose evaluation is wanted, by name with their variants: `{"派兵计划": ["派兵计划", "派兵行动"]}` or
        `["派兵计划=派兵计划,派兵行动"]`. Their rows carry the name. Naming a target only adds rows.

    Returns
    -------
    DataFrame
        Columns of `Evaluation`, in the order of the sentences and cues. A cue whose target is not clear has one row with
        the target `unclear`.
    """
    book = codebooks.load(None) if codebook is None else codebook
    reader = _Reader(mentions, quotes, words.lexicon(book), _topics(targets))
    rows: list[Evaluation] = []
    for _, found in _articles(sentences):
        rows += reader.article(found)
    return pd.DataFrame(rows, columns=list(Evaluation._fields))


def codes(evaluations: pd.DataFrame) -> pd.DataFrame:
    """One row for each (sentence, target, voice), the unit of hand coding: the sign of the sum of its evaluations.

    Where as much speaks for as against, nothing is coded, nor where the target is unclear or the word conceded. `cues` tells
    on how many words a code rests.
    """
    keys = ["source", "article", "sentence", "start", "end", "target", "voice"]
    clear = evaluations[(evaluations["target"] != UNCLEAR) & (evaluations["mark"] != "conceded")]
    sums = clear.groupby(keys, sort=False)["polarity"].agg(["sum", "size"]).reset_index()
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
            [*q[:3], *spans[q[1], q[2]], actor, "author", sign[uses[q[4]]], *q[4:], "judgement", uses[q[4]], ""]
        )
        for q in zip(*(own[c].tolist() for c in columns), strict=True)
        for actor in q[3]
    ]
    return pd.DataFrame(rows, columns=list(Evaluation._fields))


def _topics(targets: Mapping[str, Iterable[str]] | Iterable[str] | None) -> dict[str, re.Pattern[str]]:
    """The targets that a user named, each with what finds it."""
    if targets is None:
        return {}
    named: dict[str, list[str]] = {}
    if isinstance(targets, Mapping):
        named = {name: list(forms) for name, forms in targets.items()}
    else:
        for text in [targets] if isinstance(targets, str) else targets:
            name, _, listed = text.partition("=")
            named[name.strip()] = [form.strip() for form in re.split("[,，]", listed or name)]
    for name, forms in named.items():
        if not name or not forms or not all(forms):
            raise InputError(f"target {name!r}: name it and its variants, like 派兵计划=派兵计划,派兵行动")
    return {name: re.compile(alternatives(forms)) for name, forms in named.items()}


def _articles(sentences: pd.DataFrame) -> Iterator[tuple[str, list[Sentence]]]:
    found: dict[str, list[Sentence]] = {}
    for row in map(Sentence._make, sentences[list(Sentence._fields)].itertuples(index=False, name=None)):
        found.setdefault(row.article, []).append(row)
    yield from found.items()


class _Bare(NamedTuple):
    """A sentence without its quotation marks, which hide words (谋“独”), and where each character stood."""

    text: str
    places: list[int]

    def inside(self, place: int) -> int:
        """The offset here of a place in the page."""
        return bisect_left(self.places, place)


def _bare(sentence: Sentence) -> _Bare:
    text = _SPACE.sub("，", sentence.text)  # titles are divided by spaces
    kept = [at for at, char in enumerate(text) if not _MARKS.match(char)]
    return _Bare("".join(text[at] for at in kept), [sentence.start + at for at in kept])


class _Reader:
    """The layers below, by article, and what is looked for."""

    def __init__(
        self, mentions: pd.DataFrame, quotes: pd.DataFrame, lexicon: Lexicon, topics: dict[str, re.Pattern[str]]
    ) -> None:
        self.lexicon, self.topics = lexicon, topics
        self.mentions: dict[str, list[Mention]] = {}
        for name, *mention in zip(*(mentions[c].tolist() for c in ("article", "start", "end", "actors")), strict=True):
            self.mentions.setdefault(name, []).append((mention[0], mention[1], tuple(mention[2])))
        self.quotes: dict[tuple[str, int], list[Quote]] = {}
        for row in map(Quote._make, quotes[list(Quote._fields)].itertuples(index=False, name=None)):
            self.quotes.setdefault((row.article, row.sentence), []).append(row)

    def article(self, found: list[Sentence]) -> list[Evaluation]:
        """The evaluations of an article."""
        rows: list[Evaluation] = []
        topic: tuple[str, ...] = ()
        pair: tuple[str, ...] = ()
        carried: Quote | None = None
        line = -1
        for sentence in found:
            if sentence.line != line:
                carried, line = None, sentence.line
            bare = _bare(sentence)
            mentions = self._within(sentence, bare, pair)
            cues = words.cues(bare.text, self.lexicon)
            quotes = self._quotes(sentence, bare, cues)
            carried = self._carried(sentence, bare, quotes, carried)
            groups = places.groups(bare.text, mentions, self.lexicon)
            rows += self._rows(sentence, bare, cues, groups, quotes, None if quotes else carried, topic)
            for name, pattern in self.topics.items() if cues else ():
                own: list[Mention] = [(*m.span(), (name,)) for m in pattern.finditer(bare.text)]
                rest = [m for m in mentions if not any(m[0] < o[1] and o[0] < m[1] for o in own)]
                asked = places.groups(bare.text, sorted(rest + own), self.lexicon)
                if own:
                    extra = self._rows(sentence, bare, cues, asked, quotes, None if quotes else carried, topic)
                    rows += [row for row in extra if row.target == name]
            free = [x for x in groups if not x.bound]
            topic = free[0].actors if free else () if groups else topic
            pair = next((x.actors for x in groups if len(x.actors) == 2), pair)
        return sorted(dict.fromkeys(rows), key=lambda row: row.cue_start)

    def _within(self, sentence: Sentence, bare: _Bare, pair: tuple[str, ...]) -> list[Mention]:
        """The sentence's mentions, at the bare text's offsets, with the names that only stance knows and 两国."""
        rows = self.mentions.get(sentence.article, [])
        first, last = bisect_left(rows, (sentence.start,)), bisect_left(rows, (sentence.end,))
        found = [(bare.inside(s), bare.inside(e), a) for s, e, a in rows[first:last]]
        hidden = [m.span() for m in self.lexicon.no_name.finditer(bare.text)]
        found = [x for x in found if not any(s < x[1] and x[0] < e for s, e in hidden)]
        extra: list[Mention] = [
            (*m.span(), (actor,)) for p, actor in self.lexicon.actors for m in p.finditer(bare.text)
        ]
        both = next((a for _, _, a in found if len(a) == 2), pair)
        extra += [(*m.span(), both) for m in re.finditer("两国|双方", bare.text) if both]
        return sorted(found + [x for x in extra if not any(f[0] < x[1] and x[0] < f[1] for f in found)])

    def _quotes(self, sentence: Sentence, bare: _Bare, cues: list[Cue]) -> list[Quote]:
        """The sentence's quotations, but none whose verb is part of a word that evaluates (拒不承认)."""
        spans = [(bare.places[cue.start], bare.places[cue.end - 1]) for cue in cues if cue.target != "object"]
        found = self.quotes.get((sentence.article, sentence.sentence), [])
        return [q for q in found if not (q.cue and any(s <= q.cue_start <= e for s, e in spans))]

    def _carried(self, sentence: Sentence, bare: _Bare, quotes: list[Quote], carried: Quote | None) -> Quote | None:
        """The quotation that a sentence carries on, or that the next one may carry on."""
        if quotes:
            last = max(quotes, key=lambda q: q.end)
            on = last.end >= sentence.end - 2 and last.kind != "source" and not last.speaker.endswith(("方", "国"))
            return last if on else None
        return None if self.lexicon.grammar["takeover"].match(bare.text) else carried

    def _rows(
        self, sentence: Sentence, bare: _Bare, cues: list[Cue], groups: list[Group],
        quotes: list[Quote], carried: Quote | None, topic: tuple[str, ...],
    ) -> Iterator[Evaluation]:  # fmt: skip
        read: dict[Cue, Found] = {}
        agents: dict[int, str] = {}
        held: dict[Cue, Quote | None] = {}
        for cue in cues:
            quote, verb = self._quote(bare, cue, quotes, carried)
            context = Context(bare.text, groups, topic=topic, reports=verb)
            if quote and not verb:
                context = _within_quote(context, quote, bare.inside(max(quote.start, sentence.start)), self.lexicon)
            found = read[cue] = places.target(context, cue, self.lexicon, read)
            if found.agent:
                agents[cue.left] = found.agent
            own = cue.polarity < 0 and quote and set(found.actors) & set(quote.actors)
            loose = quote is carried or (quote and quote.speaker.endswith(_SIDES))
            # no side blames itself, and who is said to praise or blame speaks for himself: the author has taken over
            held[cue] = None if loose and (own or (found.agent and quote is carried)) else quote
        for cue, found in read.items():
            voice = agents.get(cue.left) or places.reported(bare.text, cue, self.lexicon) or "author"
            if quote := held[cue]:
                voice = "author" if quote.own else quote.speaker
            start, end = bare.places[cue.start], bare.places[cue.end - 1] + 1
            text = sentence.text[start - sentence.start : end - sentence.start]
            place = (*sentence[:3], sentence.start, sentence.end)
            for actor in found.actors or (UNCLEAR,):
                yield Evaluation(*place, actor, voice, cue.polarity, text, start, end, cue.kind, cue.mark, cue.grade)

    def _quote(self, bare: _Bare, cue: Cue, quotes: list[Quote], carried: Quote | None) -> tuple[Quote | None, bool]:
        """The innermost quotation that holds a cue, or whose verb it is (then True), or that its sentence carries on."""
        start, end = bare.places[cue.start], bare.places[cue.end - 1] + 1
        inside = [q for q in quotes if q.start <= start and end <= q.end]
        if inside:
            return min(inside, key=lambda q: q.end - q.start), False
        verbs = [q for q in quotes if q.cue and q.cue_start < end and start < q.cue_end]
        return (verbs[0], True) if verbs else (carried, False)


def _within_quote(context: Context, quote: Quote, left: int, lexicon: Lexicon) -> Context:
    """What can be meant inside a quotation: 我们 is the speaker, and 这 what the sentence names before it, if not the speaker."""
    free = places.subjects(context, left, lexicon)
    before = [x for x in free if not set(x.actors) & set(quote.actors)]
    return context._replace(left=left, speaker=quote.actors, topic=before[0].actors if before else context.topic)
