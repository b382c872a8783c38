"""What a sentence may refer to: whom a pronoun, 两国 or an unsaid subject means, within a quotation and outside."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from duizhao.targets import Context, Group, Mention, first

_SPACE = re.compile(r"(?<=[一-龥])[ \u3000](?=[一-龥])")


class Quote(NamedTuple):
    """A quotation, as far as it matters whom its words are about."""

    start: int
    end: int
    speaker: str
    actors: tuple[str, ...]
    cue: str
    cue_start: int
    cue_end: int


class Sentence(NamedTuple):
    """A sentence with its address."""

    source: str
    article: str
    sentence: int
    line: int
    start: int
    end: int
    text: str

    def clauses(self) -> str:
        """The text, of equal length, with a comma for each space between two Chinese words: titles divide so."""
        return _SPACE.sub("，", self.text)


_PRONOUN = re.compile(r"他们|她们|(?<![其吉])[他她它](?!国|人|们)|(?<![尤极与及])其(?![中他实次间余])|对方|该国")
_PAIR = re.compile(r"两国|双方|两军")


class Past:
    """A sentence that was read: what it spoke of is worked out only where a later one refers to it."""

    def __init__(self, line: int, text: str, mentions: list[Mention]) -> None:
        self.line, self.text, self.mentions = line, text, mentions

    @cached_property
    def subject(self) -> Group:
        """What it spoke of."""
        return first(self.text, self.mentions)


def context(sentence: Sentence, groups: list[Group], held: Quote | None, spoken: list[Past]) -> Context:
    """What a cue may refer to: inside a quotation nothing of the words that introduce it, but whom they are about."""
    if held is None:
        last = spoken[-1] if spoken else None
        return Context(
            sentence.clauses(), groups, last.subject if last else None, bool(last and last.line == sentence.line)
        )
    left = max(0, held.start - sentence.start)
    verb = held.cue_end - sentence.start
    about = [g for g in groups if verb <= g.start < left] if held.cue else []
    if not about:
        about = [g for g in groups if g.end <= left and g.bound == "toward"]
    near = bool(spoken and spoken[-1].line >= sentence.line - 1)
    others = [p.subject for p in spoken[-4:] if not set(p.subject.actors) & set(held.actors)]
    topic = about[0] if about else others[-1] if others else None
    return Context(sentence.clauses(), groups, topic, bool(about) or near, held.actors, left)


def referring(text: str, mentions: list[Mention], spoken: list[Past]) -> list[Mention]:
    """The mentions, and pronouns and 两国 as mentions of whom they most likely mean."""
    extra: list[Mention] = []
    for match in _PAIR.finditer(text):
        pairs = [a for s, _, a in mentions if s < match.start() and len(a) == 2]
        pairs = pairs or [p.subject.actors for p in spoken[-3:] if len(p.subject.actors) == 2]
        if pairs:
            extra.append((*match.span(), pairs[-1]))
    for match in _PRONOUN.finditer(text):
        before = [a for s, _, a in mentions if s < match.start()]
        others = [a for a in before if a != before[0]]
        if others or before:
            extra.append((*match.span(), others[-1] if others else before[0]))
    return sorted(mentions + extra) if extra else mentions
