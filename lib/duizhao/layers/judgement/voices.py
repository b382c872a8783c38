"""Who praises or blames outside quotations: the subject of the verb, by the grammar of speech."""

from __future__ import annotations

import re

from duizhao.layers.judgement.evaluations import ASKS, FAR, Cue
from duizhao.layers.judgement.evaluations import Grammar as Patterns
from duizhao.layers.judgement.targets import Found
from duizhao.layers.sentences import Sentence
from duizhao.layers.speech import speakers
from duizhao.layers.speech.cues import Voice
from duizhao.layers.speech.grammar import Grammar
from duizhao.layers.speech.marks import Mentions, clauses, passage
from duizhao.layers.speech.quotes import Quote
from duizhao.layers.speech.speakers import Talk

_SIDES = ("方", "国", "当局", "政府", "党", "部", "代表", "发言人", "官员")
"""How those are called who speak for a side, which a person with a name need not do."""
_WITHIN = re.compile(r"\s*[在当](?=[^，,]+$)")
"""A clause of time that ends behind its verb: 在X批评Y后."""


def named(quote: Quote, text: str) -> str:
    """The speaker of a quotation; the article's own reporter is `author`: there it is the outlet that speaks."""
    own = "unknown" if ASKS.search(text) else "author"  # who asks a spokesman is a reporter of any outlet
    return own if quote.own else quote.speaker


_CLAUSE = re.compile("“[^“”]{8,}”|「[^「」]{8,}」")


def nobody(sentence: Sentence, start: int, end: int) -> str:
    """Whose a cue in no quotation is: the author's; nobody's that is known in marked clauses and before 请问."""
    spans = ((m.start() + sentence.start, m.end() + sentence.start) for m in _CLAUSE.finditer(sentence.text))
    marked = any(left < start and end < right for left, right in spans)
    return "unknown" if marked or ASKS.search(sentence.text) else "author"


Said = tuple[Quote | None, bool]
"""The last quotation, and whether it stands in the same paragraph."""


def subject(text: str, mentions: Mentions, verb: int, said: Said, words: Patterns, g: Grammar) -> str | None:
    """The name of who praises or blames by the verb at `verb` of a sentence, as `speech` would name a speaker.

    `said` tells whom 他 means. Any phrase is the subject that only adverbs part from the verb; one that stands farther
    off must be someone who can speak. Without one the name is empty, or None where nothing stands before the verb.
    """
    last, same = said
    voice = Voice(last.speaker, last.actors) if last and last.speaker != "unknown" else None
    talk = Talk(last=voice if same else None, before=voice)
    p = passage(text, mentions)
    low = max(0, verb - FAR, *(text.rfind(stop, 0, verb) + 1 for stop in "；;"))
    if held := words["passive"].search(text, low, verb):  # 遭到[多国]谴责
        low = held.end(1)
    elif within := _WITHIN.match(text, next(clauses(p, low, verb))[0], verb):
        low = within.end()
    _, near = speakers.speaker(p, g, talk, low, verb, strict=0, back=False)
    if near and words["adverbs"].fullmatch(text, text.rfind(near.described, 0, verb) + len(near.described), verb):
        return near.name
    _, far = speakers.speaker(p, g, talk, low, verb, strict=1, back=not held)
    return far.name if far else None if words["adverbs"].fullmatch(text, next(clauses(p, low, verb))[0], verb) else ""


def blames_itself(quote: Quote, found: Found, cue: Cue) -> bool:
    """Whether a quotation cannot hold here, for no side blames itself."""
    return cue.polarity < 0 and bool(set(found.actors) & set(quote.actors)) and quote.speaker.endswith(_SIDES)
