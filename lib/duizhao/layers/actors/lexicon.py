"""The table `actors` of a codebook, sorted by what its forms are for, and how they are looked up beside a place."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Mapping
from functools import lru_cache
from typing import NamedTuple

from duizhao import codebook as books
from duizhao.codebook.dictionary import seen, word
from duizhao.codebook.match import Matcher, matcher
from duizhao.codebook.words import surnames

NAMES = ("guard", "mainland", "deictic", "person", "capital", "body", "bloc", "name")
"""The kinds that are matched as they stand, the later before the earlier; a `guard` holds a name and is none."""
COMMON = 300
"""A word that jieba's corpus has so often takes the characters to itself."""
_LONGEST = 16
"""No word that stands beside an actor is longer."""


class Span(NamedTuple):
    """A mention by its place in an article's own text."""

    start: int
    end: int
    actors: tuple[str, ...]
    kind: str


class Lexicon(NamedTuple):
    """Of each kind the forms with their weight, and what is made of them."""

    of: Mapping[str, Mapping[str, int]]
    known: Mapping[str, tuple[str, tuple[str, ...]]]
    shorts: Mapping[str, list[tuple[int, str]]]
    compounds: Mapping[str, tuple[str, ...]]
    owners: Mapping[str, tuple[str, ...]]
    families: frozenset[str]
    names: Matcher
    offices: Matcher
    bodies: Matcher
    runs: re.Pattern[str]
    foreign: re.Pattern[str]
    given: re.Pattern[str]


@lru_cache(maxsize=8)
def lexicon(codebook: books.Codebook) -> Lexicon:
    """Sort the actors of a codebook, once."""
    table = codebook["actors"]
    weights = table["weight"] if "weight" in table else [""] * len(table)
    of: dict[str, dict[str, int]] = defaultdict(dict)
    whose: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    shorts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for actor, form, kind, weight in zip(table["actor"], table["form"], table["kind"], weights, strict=True):
        of[kind][form] = int(weight or 1)
        whose[kind].setdefault(form, tuple(filter(None, actor.split("+"))))
        if kind == "short":
            shorts[form] = sorted([*shorts[form], (int(weight or 0), actor)])
    of["tail"] |= of["state body"]
    known = {form: (kind, actors) for kind in NAMES for form, actors in whose[kind].items()}
    char, short = (f"[{''.join(map(re.escape, chars))}]" if chars else r"(?!)" for chars in (of["syllable"], shorts))
    return Lexicon(
        of=of,
        known=known,
        shorts=shorts,
        compounds=whose["compound"],
        owners=whose["state body"],
        families=surnames(),
        names=matcher(map(re.escape, known)),
        offices=matcher(of["title"]),
        bodies=matcher([*of["state body"], *(f"!{form}长" for form in of["state body"]), *of["no body"]]),
        runs=re.compile(f"{short}+"),
        foreign=re.compile(rf"(?:(?:让-)?{char}{{0,8}}(?:[·-]{char}{{1,8}})+|小?{char}{{2,8}})(?:[一二三四五六]世)?"),
        given=re.compile(f"(?:{char}{{1,8}}·)+$"),
    )


def before(text: str, at: int, words: Container[str]) -> str:
    """The longest of the words that ends at a place; empty where none does."""
    return next((text[at - n : at] for n in range(min(_LONGEST, at), 0, -1) if text[at - n : at] in words), "")


def after(text: str, at: int, words: Container[str]) -> str:
    """The longest of the words that begins at a place; empty where none does."""
    return next((text[at : at + n] for n in range(_LONGEST, 0, -1) if text[at : at + n] in words), "")


def common(text: str, at: int, least: int = COMMON) -> bool:
    """Whether a word that the dictionary has so often begins at a place."""
    return any(seen(text[at : at + n]) >= least for n in (2, 3, 4))


def body_end(text: str, at: int, lex: Lexicon, least: int = COMMON) -> int:
    """Where the body of a country (方, 军, 外交部) that begins at `at` ends; `at` itself where none does."""
    body = after(text, at, lex.of["tail"])
    if len(body) == 1:
        across = common(text, at, least) and not (least == COMMON and word(text[at + 1 : at + 3]))
        if across or after(text, at, lex.of["right"]):  # 方案, but 方|面临; 俄|军援
            return at
    return at + len(body)
