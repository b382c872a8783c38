"""The notation of patterns in `codebook/frames.csv` and `codebook/hedges.csv`, and what finds them fast.

A pattern is a plain word or a regular expression in which `…` stands for up to ten characters within a clause
(`派…兵`) and round brackets only group (`(出|增)兵`). A leading `!` marks a look-alike that is passed over (`!战斗机`
for `战斗`). At one place look-alikes come first, then plain words, then other patterns; the longer before the shorter.
A pattern that begins with a letter, or with a group of letters, costs little; another is tried at every place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from duizhao.errors import InputError

GAP = "[^,，。;；:：、!！?？\n]{0,10}?"
_PLAIN = re.compile(r"!?\w+")
_LETTER = re.compile(r"\w(?![?*+{])")
_HEAD = re.compile(r"\(\?:([^()]+)\)(?![?*+{])")


class Matcher(NamedTuple):
    """Patterns as one regular expression: the number of the empty group that ends a match tells which pattern it is."""

    patterns: tuple[str, ...]
    regex: re.Pattern[str]


def matcher(patterns: Iterable[str]) -> Matcher:
    """What finds any of the patterns.

    Raises
    ------
    InputError
        A pattern is no regular expression.
    """
    ordered = sorted({p for p in patterns if p}, key=lambda p: (p[0] != "!", not _PLAIN.fullmatch(p), -len(p), p))
    branches = [(pattern, branch) for pattern in ordered for branch in _branches(pattern)]
    branches.sort(key=_head)
    # the group that names a branch stands at its end: at its start it would hide the letter that a search skips to
    heads = [(head, [f"{b[len(head[1]) :]}()" for _, b in same]) for head, same in groupby(branches, key=_head)]
    regex = re.compile("|".join(f"{head}(?:{'|'.join(rest)})" for (_, head), rest in heads) or r"(?!)")
    return Matcher(tuple(pattern for pattern, _ in branches), regex)


def matches(matcher: Matcher, text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Where the text holds a pattern, and which one, from left to right without overlap."""
    for match in matcher.regex.finditer(text):
        pattern = matcher.patterns[(match.lastindex or 1) - 1]
        if not pattern.startswith("!"):
            yield match, pattern


def _head(branch: tuple[str, str]) -> tuple[int, str]:
    """The letter that a branch begins with, by which branches are grouped: fewer have to be tried at each place."""
    if letter := _LETTER.match(branch[1]):
        return 1, letter[0]
    return (0 if branch[0].startswith("!") else 2), ""


def _branches(pattern: str) -> list[str]:
    """The pattern as regular expressions that begin with a letter where they can: a leading group is multiplied out."""
    body = re.sub(r"\((?!\?)", "(?:", pattern.removeprefix("!")).replace("…", GAP)
    try:
        re.compile(body)
    except re.error as error:
        raise InputError(f"{pattern}: no pattern ({error}); write a word, or what patterns.py describes") from None
    if head := _HEAD.match(body):
        return [word + body[head.end() :] for word in head[1].split("|")]
    outside = body
    while (less := re.sub(r"\([^()]*\)", "", outside)) != outside:
        outside = less
    return [f"(?:{body})" if "|" in outside else body]
