"""What is set beside what: sources grouped anew, any pair of them, each against the rest, and events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from duizhao.errors import InputError

if TYPE_CHECKING:
    from duizhao.corpus import Corpus
    from duizhao.pages.roles import Article



def pairs(
    corpus: Corpus, a: str | None = None, b: str | None = None, *, others: str = "the others"
) -> list[tuple[Corpus, str, str]]:
    """What is compared: `(corpus, a, b)`, where b names one source or all the others.

    Two sources are one pair; of three or more each is set against the others, unless `a`, or `a` and `b`, are named. One
    source has nothing beside it.
    """
    if b is not None and a is None:
        raise InputError("name the first source too")
    for name in (a, b):
        if name is not None and name not in corpus.sources:
            raise InputError(f"no source {name}; there are {', '.join(corpus.sources)}")
    if a is not None and b is not None:
        return [(only(corpus, a, b), a, b)]
    if len(corpus.sources) < 2:
        return []
    if len(corpus.sources) == 2:
        one = a or corpus.sources[0]
        return [(corpus, one, next(name for name in corpus.sources if name != one))]
    return [(corpus, one, others) for one in ([a] if a else corpus.sources)]


def only(corpus: Corpus, *sources: str) -> Corpus:
    """The corpus with these sources alone."""
    return corpus.only(source=sources)


def by(corpus: Corpus, column: str) -> Corpus:
    """The corpus with its articles grouped by `host`, `publisher`, `original_source` or another field of their metadata.

    A column of the user's own table is found too; an article that does not say keeps its own source.
    """
    labels = {one.name: str(_field(one, column) or one.source) for one in corpus.articles}
    if all(_field(one, column) is None for one in corpus.articles):
        raise InputError(f"no article has a {column}; try host, publisher, original_source, account or author")
    changed = {name: rows.assign(source=rows["article"].map(labels)) for name, rows in corpus.layers.items()}
    return replace(
        corpus, articles=tuple(replace(one, source=labels[one.name]) for one in corpus.articles), made=changed
    )


def _field(article: Article, column: str) -> str | None:
    given = article.page.given.get(column)
    return given or getattr(article.metadata, column, None)


def events(corpus: Corpus, given: Mapping[str, str] | bool | None = None) -> dict[str, str] | None:
    """The event of each article, by its name: as `given`, one for all if True, else the column `event` of its table.

    None where an article has no event: then nothing is compared within events.
    """
    if given is True:
        return {one.name: "" for one in corpus.articles}
    own = {one.name: one.page.given.get("event") for one in corpus.articles}
    found = {name: str(event) for name, event in (given or own).items() if event}
    return found if len(found) == len(corpus.articles) else None


def within(corpus: Corpus, a: str, events: Mapping[str, str] | None) -> Corpus:
    """The corpus without the articles of events that `a` alone, or the others alone, tell of; all of it where none is named."""
    sides = [{events[one.name] for one in corpus.articles if (one.source == a) == own} for own in (True, False)] if events else []
    if events is None or not sides[0] & sides[1]:
        return corpus
    return corpus.only(article=[one.name for one in corpus.articles if events[one.name] in sides[0] & sides[1]])
