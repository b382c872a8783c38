"""Sentences, mentions and quotations → evaluations: toward whom, in whose voice, with which word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as codebooks
from duizhao.codebook import Codebook, alternatives
from duizhao.errors import InputError
from duizhao.layers.judgement import evaluations as words
from duizhao.layers.judgement import targets as places
from duizhao.layers.judgement import voices
from duizhao.layers.judgement.evaluations import Cue
from duizhao.layers.judgement.targets import Context, Found, Group
from duizhao.layers.sentences import Sentence
from duizhao.layers.speech.grammar import grammar
from duizhao.layers.speech.quotes import Quote

UNCLEAR = "unclear"
"""The target of a word that evaluates somebody whom its clause does not plainly name."""

Mention = tuple[int, int, tuple[str, ...]]
_MARKS = re.compile("[“”\"'‘’「」『』]")
_PAIR = re.compile("两国|双方")
_SPACE = re.compile(r"(?<=[一-龥])[ \u3000](?=[一-龥])")


class Evaluation(NamedTuple):
    """A row: one for each cue × target × voice; `start:end` is the sentence, `cue_start:cue_end` what evaluates.

    `target` is `unclear` where the clause does not say plainly who is meant. `mark` is empty, `negated` or `conceded`;
    in the rows of `reporting`, `distance` or `endorse`. `grade` tells how often words of the same place and polarity
    were right in coded texts and news read by hand: `high` (the lower end of a 95 % Wilson interval is .75 or more),
    `fair` (the share is), `few` (fewer than five were read); `low` is a word that was wrong more than once in four.
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
    targets: Mapping[str, Sequence[str]] | None = None,
) -> pd.DataFrame:
    """Evaluative words with the actors that they are about and the voice that utters them.

    Parameters
    ----------
    sentences, mentions, quotes : DataFrame
        As `sentences.split`, `actors.mentions` and `quotes.quotes` give them.
    codebook : Codebook, optional
        Its `evaluations` and `stance_words`; the built-in ones by default.
    targets : mapping, optional
        Other things whose evaluation is wanted, by name with their variants: `{"派兵计划": ["派兵计划", "派兵行动"]}`.
        Their rows carry the name. Naming a target only adds rows.

    Returns
    -------
    DataFrame
        Columns of `Evaluation`, in the order of the sentences and cues. A cue whose target is not clear has one row
        with the target `unclear`.
    """
    book = codebooks.load(None) if codebook is None else codebook
    reader = _Reader(mentions, quotes, book, _topics(targets or {}))
    found: dict[str, list[Sentence]] = {}
    for row in map(Sentence._make, sentences[list(Sentence._fields)].itertuples(index=False, name=None)):
        found.setdefault(row.article, []).append(row)
    rows = [row for own in found.values() for row in reader.article(own)]
    return pd.DataFrame(rows, columns=list(Evaluation._fields))


def codes(evaluations: pd.DataFrame) -> pd.DataFrame:
    """One row for each (sentence, target, voice), the unit of hand coding: the sign of the sum of its evaluations.

    Where as much speaks for as against, nothing is coded, nor where the target is unclear or the word conceded. `cues`
    tells on how many words a code rests.
    """
    keys = ["source", "article", "sentence", "start", "end", "target", "voice"]
    clear = evaluations[(evaluations["target"] != UNCLEAR) & (evaluations["mark"] != "conceded")]
    sums = clear.groupby(keys, sort=False)["polarity"].agg(["sum", "size"]).reset_index()
    sums = sums[sums["sum"] != 0]
    sums["polarity"] = sums["sum"].clip(-1, 1).astype("int64")
    return sums.rename(columns={"size": "cues"})[[*keys, "polarity", "cues"]].reset_index(drop=True)


def reporting(sentences: pd.DataFrame, quotes: pd.DataFrame, codebook: Codebook | None = None) -> pd.DataFrame:
    """The author's choice of a reporting verb that keeps its distance (声称) or lends credit (指出): shown, never counted.

    Columns of `Evaluation`: the target is the speaker's actor, the voice the author's, `mark` is `distance` or
    `endorse` (after the codebook's `reporting_verbs`; Thompson & Ye 1991).
    """
    table = (codebooks.load(None) if codebook is None else codebook)["reporting_verbs"]
    sign = {"distance": -1, "endorse": 1}
    uses = {verb: use for verb, use in zip(table["verb"], table["distance"], strict=True) if use in sign}
    own = quotes[quotes["cue"].isin(uses) & ~quotes["own"].astype(bool)].drop(columns=["start", "end"])
    rows = own.merge(sentences[["article", "sentence", "start", "end"]], on=["article", "sentence"])
    rows = rows.explode("actors", ignore_index=True).dropna(subset=["actors"])
    mark = rows["cue"].map(uses)
    rows = rows.assign(target=rows["actors"], voice="author", polarity=mark.map(sign), kind="judgement", mark=mark)
    return rows.assign(grade="")[list(Evaluation._fields)].reset_index(drop=True)


def _topics(targets: Mapping[str, Sequence[str]]) -> dict[str, re.Pattern[str]]:
    """The targets that a user named, each with what finds it."""
    for name, forms in targets.items():
        if not name or not forms or not all(map(str.strip, forms)):
            raise InputError(f"target {name!r}: name it and its variants, like 派兵计划=派兵计划,派兵行动")
    return {name: re.compile(alternatives(map(str.strip, forms))) for name, forms in targets.items()}


class _Past(NamedTuple):
    """What the sentences before leave: their topic, the two sides (两国), a quotation that may go on, the last one."""

    topic: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()
    carried: Quote | None = None
    line: int = -1
    said: voices.Said = (None, False)


class _Read(NamedTuple):
    """A sentence without its quotation marks, which hide words (谋“独”), and where each character stood in the page."""

    sentence: Sentence
    text: str
    places: list[int]
    cues: list[Cue]
    quotes: list[Quote]
    past: _Past

    def span(self, cue: Cue) -> tuple[int, int]:
        """Where a cue stands in the page."""
        return self.places[cue.start], self.places[cue.end - 1] + 1

    def said(self, verb: int) -> voices.Said:
        """The last quotation before a verb."""
        spoken = [q for q in self.quotes if min(q.cue_start, q.start) < self.places[verb]]
        return (spoken[-1], True) if spoken else self.past.said

    def quote(self, cue: Cue) -> tuple[Quote | None, bool]:
        """The innermost quotation that holds a cue, or whose verb it is (then True), or that goes on here."""
        start, end = self.span(cue)
        inside = [q for q in self.quotes if q.start <= start and end <= q.end]
        if inside:
            return min(inside, key=lambda q: q.end - q.start), False
        verbs = [q for q in self.quotes if q.cue and q.cue_start < end and start < q.cue_end]
        return (verbs[0], True) if verbs else (None if self.quotes else self.past.carried, False)


class _Reader:
    """The layers below, by article, and what is looked for."""

    def __init__(
        self, mentions: pd.DataFrame, quotes: pd.DataFrame, book: Codebook, topics: dict[str, re.Pattern[str]]
    ) -> None:
        self.lexicon, self.speech, self.topics = words.lexicon(book), grammar(book), topics
        self.mentions: dict[str, list[Mention]] = {}
        for name, *mention in zip(*(mentions[c].tolist() for c in ("article", "start", "end", "actors")), strict=True):
            self.mentions.setdefault(name, []).append((mention[0], mention[1], tuple(mention[2])))
        self.quotes: dict[tuple[str, int], list[Quote]] = {}
        columns = [name for name in Quote._fields if name in quotes]
        for row in (Quote(*cells) for cells in quotes[columns].itertuples(index=False, name=None)):
            self.quotes.setdefault((row.article, row.sentence), []).append(row)

    def article(self, found: list[Sentence]) -> list[Evaluation]:
        """The evaluations of an article."""
        rows: list[Evaluation] = []
        past = _Past()
        for sentence in found:
            if sentence.line != past.line:
                past = past._replace(carried=None, line=sentence.line, said=(past.said[0], False))
            read = self._read(sentence, past)
            mentions = self._mentions(read)
            groups = places.groups(read.text, mentions, self.lexicon)
            rows += self._rows(read, groups, mentions)
            for name, pattern in self.topics.items() if read.cues else ():
                own: list[Mention] = [(*m.span(), (name,)) for m in pattern.finditer(read.text)]
                asked = places.groups(read.text, _united(own, mentions), self.lexicon)
                rows += [row for row in self._rows(read, asked, mentions) if row.target == name]
            past = self._after(read, groups)
        return sorted(dict.fromkeys(rows), key=lambda row: row.cue_start)

    def _read(self, sentence: Sentence, past: _Past) -> _Read:
        marked = _SPACE.sub("，", sentence.text)  # titles are divided by spaces
        kept = [at for at, char in enumerate(marked) if not _MARKS.match(char)]
        text = "".join(marked[at] for at in kept)
        past = past._replace(carried=None) if self.lexicon.grammar["takeover"].match(text) else past
        read = _Read(sentence, text, [sentence.start + at for at in kept], words.cues(text, self.lexicon), [], past)
        spans = [read.span(cue) for cue in read.cues if cue.target != "object"]
        quotes = self.quotes.get((sentence.article, sentence.sentence), [])
        # a verb of speech inside a word that evaluates is none (拒不承认)
        return read._replace(quotes=[q for q in quotes if not (q.cue and any(s <= q.cue_start < e for s, e in spans))])

    def _mentions(self, read: _Read) -> list[Mention]:
        """The sentence's mentions at the offsets of its text, with the names that only stance knows, and 两国."""
        rows = self.mentions.get(read.sentence.article, [])
        first, last = bisect_left(rows, (read.sentence.start,)), bisect_left(rows, (read.sentence.end,))
        inside = [(bisect_left(read.places, s), bisect_left(read.places, e), a) for s, e, a in rows[first:last]]
        hidden: list[Mention] = [(*m.span(), ()) for m in self.lexicon.no_name.finditer(read.text)]
        found = [m for m in _united(hidden, inside) if m[2]]
        extra: list[Mention] = [(*m.span(), (a,)) for p, a in self.lexicon.actors for m in p.finditer(read.text)]
        if both := next((a for _, _, a in found if len(a) == 2), read.past.pair):
            extra += [(*m.span(), both) for m in _PAIR.finditer(read.text)]
        return _united(found, extra)

    def _after(self, read: _Read, groups: list[Group]) -> _Past:
        """What the next sentence may refer to."""
        free = [x.actors for x in groups if not x.bound]
        topic = (free[0] if free else ()) if groups else read.past.topic
        pair = next((x.actors for x in groups if len(x.actors) == 2), read.past.pair)
        carried = read.past.carried
        if read.quotes:
            last = max(read.quotes, key=lambda q: q.end)
            ends = last.end >= read.sentence.end - 2 and last.kind != "source"
            carried = last if ends and not last.speaker.endswith(("方", "国")) else None
        said = (read.quotes[-1], True) if read.quotes else read.past.said
        return _Past(topic, pair, carried, read.past.line, said)

    def _context(self, read: _Read, cue: Cue, groups: list[Group], starts: list[int]) -> tuple[Quote | None, Context]:
        """The quotation that a cue belongs to, and what can be meant there."""
        quote, verb = read.quote(cue)
        first, last = (bisect_left(starts, at) for at in (cue.start - words.FAR, cue.end + words.FAR))
        context = Context(read.text, groups[first:last], topic=read.past.topic)
        if quote is None or verb:
            return quote, context
        left = bisect_left(read.places, max(quote.start, read.sentence.start))
        return quote, places.within_quote(context, quote.actors, left, self.lexicon)

    def _voice(
        self, read: _Read, mentions: list[Mention], cue: Cue, verb: int, quote: Quote | None, before: str
    ) -> str:
        """Who utters a cue: the speaker of its quotation, else the subject of the verb that blames or reports."""
        if verb < 0 and quote is None:
            verb = words.reported(read.text, cue, self.lexicon)
        if verb < 0 or not (quote is None or (quote is read.past.carried and not read.quotes)):
            return voices.named(quote, read.text) if quote else voices.nobody(read.sentence, *read.span(cue))
        name = voices.subject(read.text, mentions, verb, read.said(verb), self.lexicon.grammar, self.speech)
        if name is None and before not in ("", "author"):
            return before
        return name or (voices.named(quote, read.text) if quote else "unknown")

    def _rows(self, read: _Read, groups: list[Group], mentions: list[Mention]) -> Iterator[Evaluation]:
        found: list[tuple[Cue, Found]] = []
        quotes: list[Quote | None] = []
        starts = [x.start for x in groups]
        for cue in read.cues:
            quote, context = self._context(read, cue, groups, starts)
            one = places.target(context, cue, self.lexicon, found[-8:])
            found.append((cue, one))
            quotes.append(None if quote and voices.blames_itself(quote, one, cue) else quote)
        before = ""
        verbs: dict[int, int] = {}  # by clause: what follows a verb of praise or blame is its subject's wording
        for (cue, one), quote in zip(found, quotes, strict=True):
            verbs |= {cue.left: one.verb} if one.verb >= 0 else {}
            voice = before = self._voice(read, mentions, cue, verbs.get(cue.left, -1), quote, before)
            start, end = read.span(cue)
            at = read.sentence
            text, place = at.text[start - at.start : end - at.start], (*at[:3], at.start, at.end)
            for actor in one.actors or (UNCLEAR,):
                yield Evaluation(*place, actor, voice, cue.polarity, text, start, end, cue.kind, cue.mark, cue.grade)


def _united(first: list[Mention], second: list[Mention]) -> list[Mention]:
    """Both in order, those of the second left out that overlap one of the first."""
    return sorted([*first, *(m for m in second if not any(f[0] < m[1] and m[0] < f[1] for f in first))])
