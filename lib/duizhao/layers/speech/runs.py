"""Whether a sentence without a cue carries on the indirect speech of the one before."""

from __future__ import annotations

import re

from duizhao.layers.speech import subjects
from duizhao.layers.speech.cues import Told, Voice
from duizhao.layers.speech.grammar import Grammar
from duizhao.layers.speech.marks import BREAK, STOP, Passage
from duizhao.layers.speech.speakers import Talk
from duizhao.layers.speech.subjects import Subject

_TURNS = (
    r"(?!.{0,14}\d年).{0,14}(?:\d日|当[天日晚]|随[后即]|日前|[本上]周)",  # 9日下午，双方…
    r".{0,60}[今昨]天（\d",  # 某机场今天（3月5日）通航
    r"《[^》]+》[（(]",
    r".{0,30}[对就]此",
    r"[^，,]{1,8}(?:(?<![规原准细法])则|[还也]就)",  # 英方则…
    r"[他她](?!们)|但[他她也]",
)
_DATED = re.compile("|".join(_TURNS))
_PRESENT = re.compile(r"(?:参加|出席|陪同)[^，,。]{0,12}[。]?$")
"""How the article's own voice begins or ends a sentence."""

_OWED = re.compile(r".{0,16}(?:[要愿将应]|希望|必须)")
LISTED = re.compile("[一二三四五]是|首先")
"""What a long speech goes on with: what is wished or owed, the points of a list."""

_GLOSS = re.compile(r"[（(][^（()）]*[）)]$")


def inside(p: Passage, g: Grammar, start: int, reach: Voice, told: Told) -> bool:
    """Whether a cue in the sentence from `start` is the speaker's own.

    That is a wish without a subject, or his side's doing (中方敦促…, said by its spokesman).
    """
    same = told.voice.name in reach.name or reach.name in told.voice.name
    ours = not same and bool(set(told.voice.actors) & set(reach.actors))
    unsaid = told.cue.start == start and not told.explicit
    return not told.cue.pause and (ours or unsaid or bool(g.more.match(p.masked, start)))


def goes_on(
    p: Passage, g: Grammar, talk: Talk, sentence: tuple[int, int], reach: Voice, began: int, ran: int
) -> bool:
    """Whether a sentence carries on a speech that began at `began` and has run on for `ran` sentences.

    No one calls himself by name.
    """
    start, b = sentence
    if start in p.clauses or not STOP.search(p.masked, b - 2, b) or reach.name in p.masked[start:b]:
        return False
    if g.more.match(p.masked, start):
        return True
    drags = (ran > 2 or talk.digest) and not _holds(p, start, b, began)
    return not (drags or _turns(p, g, start, b) or _introduces(p, g, talk, start, b))


def _turns(p: Passage, g: Grammar, start: int, b: int) -> bool:
    """Whether the article's own voice speaks: a date, 然而, who was present."""
    text = p.masked
    return bool(_DATED.match(text, start, b) or g.takes.match(text, start) or _PRESENT.search(text, start, b))


def _holds(p: Passage, start: int, b: int, began: int) -> bool:
    """Whether a speech that is long by now still goes on: what is owed, a subject left unsaid, a list."""
    owed = _OWED.match(p.masked, start, b) or subjects.begins_with_verb(p.masked, start)
    return bool(owed or LISTED.search(p.masked, began, start))


def _introduces(p: Passage, g: Grammar, talk: Talk, start: int, b: int) -> bool:
    """Whether a sentence begins with a person's title and name: 副主席某某作发言."""
    found = first_subject(p, g, talk, start, b)
    described = _GLOSS.sub("", p.text[found.start : found.end]) if found and found.person else ""
    return bool(found and len(described) > len(found.name) + 1 and described.endswith(found.name))


def first_subject(p: Passage, g: Grammar, talk: Talk, start: int, b: int) -> Subject | None:
    """The subject of the first clause of a sentence."""
    stop = BREAK.search(p.flat, start, b)
    return subjects.subject(p, g, talk.names, start, stop.start() if stop else b)
