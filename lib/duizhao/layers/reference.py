"""What a sentence may refer to: whom a pronoun, 两国 or an unsaid subject means, within a quotation and outside."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple

from duizhao.layers.quotes import Quote
from duizhao.layers.sentences import Sentence

_TOWARD = re.compile(r"(?:(?<![面应反])对于?[^，,的对]{0,3}|就|针对|向|给|为|拿|把|将|致[信函电]|告诉|告知|喊话)[“\"'「]?$")
_PREPOSITION = re.compile(
    r"(?:被|(?<![理缘])由|从|(?<![旨正])在|(?<![在由鉴])于|往|替|比|有?关于?|随着|围绕|除了?|为了|至|到|距|借|以)"
    r"[“\"'「]?$"
)
_VERB = re.compile(
    r"(?:推动|支持|援助|出兵|解决|控制|进攻|打击|迫使|帮助|协助|加强|削弱|制裁|访问|抵达|攻打|空袭|轰炸|袭击|占领|"
    r"取悦|讨好|迎合|巴结|依附|袒护|偏袒|纵容|包庇|怂恿|唆使|胁迫|羞辱|欺骗|收复|进入|进驻|派驻|派往|前往|加入|退出|反对|拉拢|联合|联手|孤立|遏制|围堵|应对|面对|保护|保卫|武装|训练|干涉|干预|插手|"
    r"影响|损害|危害|维护|捍卫|代表|来自|位于|涉及|包括|成为|作为|利用|借助|依靠|依赖|摆脱|离开|逃离|击败|战胜|打败|击退|逼退|入侵|攻击|拒绝|"
    r"允许|禁止|邀请|会见|领导|牺牲|出卖|抛弃|抹黑|拖垮|激怒|瞄准|挑战|追随|跟随|说服|约束|管理|承认|撺掇|[^为除]了|[打拉逼帮靠怕])[“\"'「]?$"
)
_JOIN = re.compile(
    r"[、\s和与及跟同“”\"'「」]*(?:以及|为首的|领导的|主导的|牵头的)?(?:[两三四]国|[\u4e00-\u9fff]{0,6}[长统理相席人臣官部军])?[、\s和与及跟同“”\"'「」]*"
)
_PART = re.compile(r"[^的,，]{0,8}的[“\"'「]?")

_SPACE = re.compile(r"(?<=[一-龥])[ \u3000](?=[一-龥])")


Mention = tuple[int, int, tuple[str, ...]]
"""Where in the sentence, and which actors."""


class Group(NamedTuple):
    """Actors named side by side (英、法两国).

    `bound` is what holds it: "toward" or "prep", a preposition; "object", a verb; "part", a possessive (X的…); "" nothing.
    """

    start: int
    end: int
    actors: tuple[str, ...]
    text: str
    bound: str


class Context(NamedTuple):
    """A sentence with its groups, as far as the voice of a cue can refer to them.

    `topic` is the group last spoken of (`same`: in this paragraph), `speaker` the actors of 我们, `left` where the voice begins.
    """

    text: str
    groups: Sequence[Group]
    topic: Group | None
    same: bool = True
    speaker: tuple[str, ...] = ()
    left: int = 0

    def between(self, left: int, right: int) -> list[Group]:
        """The groups in a stretch of the sentence that belong to the voice."""
        first = bisect_left(self.groups, max(left, self.left), key=itemgetter(0))
        return [g for g in self.groups[first : bisect_left(self.groups, right, key=itemgetter(0))] if g.end <= right]


def clauses(text: str) -> str:
    """The text, of equal length, with a comma for each space between two Chinese words: titles divide so."""
    return _SPACE.sub("，", text)


def groups(text: str, mentions: Sequence[Mention]) -> list[Group]:
    """Mentions of a sentence joined where they are coordinated, with titles between, each told how it is bound."""
    out: list[Group] = []
    for start, end, actors in mentions:
        last = out[-1] if out else None
        between = text[last.end : start] if last else ""
        same = last and set(actors) & set(last.actors)
        joined = same if between in ("", "的") else len(between) <= 10 and _JOIN.fullmatch(between)
        if last and joined:
            both = last.actors + tuple(a for a in actors if a not in last.actors)
            out[-1] = last._replace(
                end=end, actors=both, text=text[start:end], bound="" if "的" in between else last.bound
            )
            continue
        if last and not last.bound and _PART.fullmatch(between):
            out[-1] = last._replace(bound="part")
        head = text[max(0, start - 6) : start]
        bound = "toward" if _TOWARD.search(head) else "prep" if _PREPOSITION.search(head) else ""
        out.append(Group(start, end, actors, text[start:end], bound or ("object" if _VERB.search(head) else "")))
    return out


def first(text: str, mentions: Sequence[Mention]) -> Group:
    """The first free group of a sentence that has mentions: what it speaks of."""
    found = groups(text, mentions)
    return next((g for g in found if not g.bound), found[0])


_PRONOUN = re.compile(r"他们|她们|(?<![其吉])[他她它](?!国|人|们)|(?<![尤极与及])其(?![中他实次间余])|对方|该国")
_FORUM = frozenset({"UN"})
"""Where states speak: what is said there is seldom said of it, unless it is named."""

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
    text = clauses(sentence.text)
    if held is None:
        past = spoken[-1] if spoken else None
        return Context(text, groups, past.subject if past else None, bool(past and past.line == sentence.line))
    left = max(0, held.start - sentence.start)
    verb = held.cue_end - sentence.start
    before = [g for g in groups if g.end <= left]
    about = [g for g in before if held.cue and g.start >= verb] or [g for g in before if g.bound == "toward"]
    about = about or [g for g in before if not g.bound and not {*held.actors, *_FORUM}.intersection(g.actors)]
    near = bool(spoken and spoken[-1].line >= sentence.line - 1)
    last = [p.subject for p in spoken[:-5:-1] if not {*held.actors, *_FORUM}.intersection(p.subject.actors)]
    topic = next(iter(about or last), None)
    return Context(text, groups, topic, bool(about) or near, held.actors, left)


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
