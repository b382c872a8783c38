"""An article on a page of its own: as it stands in the saved page, with what layers found marked and said beside it.

Every sentence has an address, `a2-s14` for the fifteenth of the second article, to which evidence elsewhere links. No
script is needed: boxes to tick switch the layers by style sheet, and each mention of an actor is a link to the next.
With a script an actor can be chosen and its mentions stepped through from the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from duizhao.compare import timeline
from duizhao.compare.findings import Words
from duizhao.pages.roles import TEXT_ROLES
from duizhao.show.evidence.html import marked, safe
from duizhao.show.words import Say, value, words

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

LAYERS = ("actors", "quotations", "evaluations", "frames", "certainty", "dates", "terms")
AT_FIRST = ("actors", "quotations", "evaluations")
"""Layers that are on when the page is opened."""
SHOWN_ROLES = (*TEXT_ROLES, "byline", "date", "credit", "caption")
"""Roles of lines that are shown as they stand; the others are folded."""
_BY = {"source": "according"}
"""How a quotation is introduced: what a source is named for is not its speech."""
_SIGN = {1: "for", -1: "against"}


class Span(NamedTuple):
    """Characters `start:end` of the page that a layer marks; a mention of `actors` links to the `next` one's id."""

    start: int
    end: int
    layer: str
    said: str
    id: str = ""
    next: str = ""
    actors: str = ""


class Note(NamedTuple):
    """What a layer says of a sentence, shown beside it."""

    sentence: int
    layer: str
    said: str


def address(number: int, sentence: int) -> str:
    """The id of a sentence in the page of the article with this number, counted from 1.

    Examples
    --------
    >>> address(2, 14)
    'a2-s14'
    """
    return f"a{number}-s{sentence}"


def page(corpus: Corpus, number: int, terms: Iterable[str] = (), *, lang: str = "en") -> str:
    """The article with this number (from 1) as HTML: boxes for the layers, then its lines; all text is escaped.

    `terms` are words to be marked in the layer of that name, `lang` is of everything but the article.
    """
    say, names = words(lang), Words(lang, corpus.codebook)
    article = corpus.articles[number - 1]
    layers = {name: rows[rows["article"] == article.name] for name, rows in corpus.layers.items()}
    layers["dates"] = timeline.timeline(corpus.only(article=article.name))
    spans = sorted(_spans(layers, set(terms), number, names, say))
    notes: dict[int, list[Note]] = {}
    for note in _notes(layers, names, say):
        notes.setdefault(note.sentence, []).append(note)
    lines = dict(tuple(layers["sentences"].groupby("line", sort=False)))
    body = "\n".join(_lines(article.page.text, article.lines, lines, spans, notes, number, lang))
    box = '<label><input type="checkbox" id="show-{0}"{2}> <span class="{0}">{1}</span></label> '
    boxes = "".join(box.format(name, safe(say(name)), " checked" * (name in AT_FIRST)) for name in LAYERS)
    said = article.metadata
    about = " · ".join(filter(None, (article.source, said.published, said.author)))
    head = f'<h1 lang="zh">{safe(said.title or article.name)}</h1><p class="about">{marked(about)}</p>'
    fields = f'<fieldset class="layers"><legend>{safe(say("layers"))}</legend>{boxes}</fieldset>'
    return f'{head}{fields}<div class="article">{body}</div>'


def _spans(
    layers: Mapping[str, pd.DataFrame], terms: set[str], number: int, names: Words, say: Say
) -> Iterator[Span]:
    yield from _mentions(layers["mentions"], number, names)
    for start, end, speaker, kind in _rows(layers["quotes"], "start", "end", "speaker", "kind"):
        yield Span(start, end, "quotations", say(_BY.get(kind, "said_by"), who=_whose(speaker, say)))
    judged = _rows(layers["evaluations"], "cue_start", "cue_end", "target", "polarity")
    for start, end, target, polarity in judged:
        told = say("unclear") if target == "unclear" else say(_SIGN[polarity], who=names.actor(target))
        yield Span(start, end, "evaluations", told)
    for start, end, frame in _rows(layers["frames"], "cue_start", "cue_end", "frame"):
        yield Span(start, end, "frames", names.say(frame))
    for start, end, mark in _rows(layers["hedges"], "start", "end", "value"):
        yield Span(start, end, "certainty", say(mark))
    told_of = layers["dates"][layers["dates"]["kind"] == "told"]
    for start, end, first, last in _rows(told_of, "start", "end", "from", "to"):
        yield Span(start, end, "dates", " – ".join(dict.fromkeys(filter(None, (first, last)))) or say("undated"))
    for start, end, token in _rows(layers["tokens"], "start", "end", "token"):
        if token in terms:
            yield Span(start, end, "terms", say("key_term"))


def _mentions(rows: pd.DataFrame, number: int, names: Words) -> Iterator[Span]:
    """The mentions of actors, the last first, each leading to the next of its first actor and the last to the first."""
    mentions = [row for row in _rows(rows, "start", "end", "actors") if row[2]]
    ids = [f"a{number}-m{n}" for n in range(len(mentions))]
    following: dict[str, str] = {}
    for (start, end, actors), own in reversed(list(zip(mentions, ids, strict=True))):
        said = ", ".join(map(names.actor, actors))
        first = next((i for i, other in zip(ids, mentions, strict=True) if actors[0] in other[2]), own)
        called = "|".join(name.replace("|", " ") for name in map(names.actor, actors))
        yield Span(start, end, "actors", said, own, following.get(actors[0], first), called)
        following |= dict.fromkeys(actors, own)


def _notes(layers: Mapping[str, pd.DataFrame], names: Words, say: Say) -> Iterator[Note]:
    for sentence, speaker, cont, kind in _rows(layers["quotes"], "sentence", "speaker", "cont", "kind"):
        told = say(_BY.get(kind, "said_by"), who=_whose(speaker, say))
        yield Note(sentence, "quotations", f"{told} ({say('goes_on')})" if cont else told)
    for sentence, target, voice, polarity in _rows(layers["stance"], "sentence", "target", "voice", "polarity"):
        if polarity:
            told = say(_SIGN[polarity], who=names.actor(target))
            yield Note(sentence, "evaluations", f"{told} ({_whose(voice, say)})")
    for sentence, frame in _rows(layers["frames"], "sentence", "frame"):
        yield Note(sentence, "frames", names.say(frame))
    for sentence, text, mark in _rows(layers["hedges"], "sentence", "text", "value"):
        yield Note(sentence, "certainty", f"{say(mark)} ({text})")


def _whose(voice: str, say: Say) -> str:
    return say(voice) if voice in ("author", "unknown") else voice


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[name].tolist() for name in columns), strict=True)


def _lines(
    text: str, lines: pd.DataFrame, sentences: Mapping[Any, pd.DataFrame], spans: Sequence[Span],
    notes: Mapping[int, list[Note]], number: int, lang: str,
) -> Iterator[str]:  # fmt: skip
    """Each line of the page in order; lines that are not of the article are folded where they stand together."""
    folded: list[str] = []
    say = words(lang)
    for line, start, end, role, reason in _rows(lines, "line", "start", "end", "role", "reason"):
        if role == "blank":
            continue
        called = safe(value(role, lang))
        if role not in SHOWN_ROLES:
            written = safe(text[start:end].strip())
            folded.append(f'<p tabindex="0" title="{called}: {safe(value(reason, lang))}" lang="zh">{written}</p>')
            continue
        yield from _fold(folded, say)
        folded = []
        if line not in sentences:
            yield f'<p class="line {safe(role)}" lang="zh" title="{called}">{safe(text[start:end].strip())}</p>'
            continue
        own = list(_rows(sentences[line], "sentence", "start", "end"))
        said = "".join(_sentence(text, s, e, spans, address(number, n), say) for n, s, e in own)
        aside = _beside([note for n, _, _ in own for note in notes.get(n, ())], number, say)
        yield f'<div class="line {safe(role)}"><p lang="zh">{said}</p>{aside}</div>'
    yield from _fold(folded, say)


def _fold(folded: Sequence[str], say: Say) -> Iterator[str]:
    if folded:
        told = say("folded", n=len(folded)) if len(folded) > 1 else say("folded_one")
        yield f"<details><summary>{safe(told)}</summary>{''.join(folded)}</details>"


def _beside(notes: Sequence[Note], number: int, say: Say) -> str:
    """What the layers say of a paragraph: a line a layer, each thing said once and leading to its first sentence."""
    layers: dict[str, dict[str, str]] = {}
    for sentence, layer, said in notes:
        layers.setdefault(layer, {}).setdefault(said, address(number, sentence))
    lines = "".join(
        f'<li class="{layer}"><b>{safe(say(layer))}</b> '
        + "; ".join(f'<a href="#{at}">{marked(said)}</a>' for said, at in layers[layer].items()) + "</li>"
        for layer in LAYERS if layer in layers
    )  # fmt: skip
    return f'<ul class="notes">{lines}</ul>' if lines else ""


def _sentence(text: str, start: int, end: int, spans: Sequence[Span], at: str, say: Say) -> str:
    """A sentence with its marks: cut at every place where one begins or ends, so that they may overlap."""
    inside = [span for span in spans if span.start < end and start < span.end]
    edges = sorted({start, end, *(min(max(p, start), end) for span in inside for p in span[:2])})
    over = ((a, b, [span for span in inside if span.start <= a and b <= span.end]) for a, b in pairwise(edges))
    pieces = "".join(_piece(text[a:b], spans, a, say) for a, b, spans in over)
    here = f'<a class="here" href="#{at}" aria-label="{safe(say("sentence_address"))}">#</a>'
    return f'<span class="sentence" id="{at}">{pieces}{here}</span>'


def _piece(text: str, over: Sequence[Span], at: int, say: Say) -> str:
    if not over:
        return safe(text)
    said = safe("; ".join(dict.fromkeys(span.said for span in over)))
    classes = " ".join(dict.fromkeys(span.layer for span in over))
    actor = next((span for span in over if span.id), None)
    if actor is None:
        return f'<span class="{classes}" title="{said}">{safe(text)}</span>'
    own = f' id="{actor.id}"' if actor.start == at else ""
    named = f' data-actors="{safe(actor.actors)}"' if own else ""
    return f'<a class="{classes}" href="#{actor.next}"{own}{named} title="{said}; {safe(say("next_mention"))}">{safe(text)}</a>'
