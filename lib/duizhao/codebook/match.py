"""One way to look for the words and patterns of a list, and the one view of a text in which they are looked for.

The folded view has half-width letters and digits and simplified characters, one for one, so that offsets stay; sentence
punctuation is as written.

A form of a list is a plain word, or a regular expression in which `…` stands for up to ten characters within a clause
(`派…兵`) and round brackets only group (`(出|增)兵`). A leading `!` marks a look-alike that is passed over (`!战斗机`
for `战斗`). At one place look-alikes come first, then plain words, then other patterns; the longer before the shorter.

Words are found with the automaton of Aho & Corasick (1975, "Efficient string matching", CACM 18), in time that does not
grow with the list. A pattern goes in with the words that it may begin with, and is tried where one of them stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

import ahocorasick
from opencc import OpenCC

from duizhao.errors import InputError

GAP = "[^,，。;；:：、!！?？\n]{0,10}?"
_PLAIN = re.compile(r"!?\w+")
# (出|增)兵 begins with 出 or 增, (?<!不)打击 with 打击, 一?次 with no word that is sure
_HEAD = re.compile(r"(?:\(\?<?[=!][^()]*\))*(?:\((?:\?:)?(?P<group>[\w|]*)\)(?![?*{])|(?P<word>\w+(?![?*{])))")
_LONE = re.compile("[\ud800-\udfff]")

_SIGNS = "％%＋+－-＝=＆&／/＃#＠@～~＊*•·・·‧·∙·妳你"
"""A character and what it is folded to, in turns: signs inside words and numbers, the dots inside a name."""
# 著 is the particle 着 in Taiwan (看著), and a word of its own in 著名 and 专著.
_PARTICLE = re.compile("(?<![显昭卓原名专土编巨论译合遗])著(?![名作述称者书录有])")


class Hit(NamedTuple):
    """`text[start:end]` is what a form of the list found."""

    start: int
    end: int
    form: str


def fold(text: str) -> str:
    """The text in half width and simplified characters, as long as it was.

    Characters are folded in their context (乾燥 → 干燥, but 乾隆) by OpenCC's tables. A lone surrogate becomes U+FFFD.

    Examples
    --------
    >>> fold("臺灣２０２５年，看著地圖")
    '台湾2025年，看着地图'
    """
    if not text or text.isascii():
        return text
    bare = _LONE.sub("\ufffd", text).translate(_widths())
    simple = _opencc().convert(bare)
    if len(simple) != len(bare):  # no phrase of OpenCC 1.4 changes the length; a later one may
        simple = "".join(c if len(c) == 1 else old for old in bare for c in (_opencc().convert(old),))
    return _PARTICLE.sub("着", simple)


def unfold(name: str, folded: str, written: str) -> str:
    """A name found in the folded text as it stands in the written one; the name itself where it is in neither."""
    at = folded.find(name)
    return name if at < 0 or not name else written[at : at + len(name)]


@lru_cache(maxsize=1)
def _opencc() -> OpenCC:
    return OpenCC("hk2s")  # the Hong Kong table has also what Taiwan and the mainland's older print write


@lru_cache(maxsize=1)
def _widths() -> dict[int, str]:
    """Half width for full: letters, digits, a few signs; the usual form of Kangxi radicals, which are a mistake."""
    full = "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))))
    radicals = map(chr, range(0x2F00, 0x2FD6))
    return {ord(c): unicodedata.normalize("NFKC", c) for c in (*full, *radicals)} | {
        ord(a): b for a, b in zip(_SIGNS[::2], _SIGNS[1::2], strict=True)
    }


class Matcher:
    """Forms of a list, ready to be looked for: made by `matcher`."""

    def __init__(self, forms: Iterable[str]) -> None:
        """Order the forms by precedence and build the automaton over what they begin with."""
        self.forms = tuple(sorted({f for f in forms if f.strip("!")}, key=_precedence))
        self._regexes: dict[int, re.Pattern[str]] = {}
        self._anywhere: list[int] = []
        ranks: dict[str, list[int]] = {}
        for rank, form in enumerate(self.forms):
            heads = _heads(form)
            self._anywhere += [rank] if "" in heads else []
            for head in heads if "" not in heads else ():
                ranks.setdefault(head, []).append(rank)
        self._heads = ahocorasick.Automaton()
        for head, found in ranks.items():
            self._heads.add_word(head, (len(head), tuple(found)))
        self._heads.make_automaton()

    def find(self, text: str) -> Iterator[Hit]:
        """Where the text, in the folded view if the forms are, holds one; from left to right without overlap.

        Examples
        --------
        >>> list(matcher(["战斗", "!战斗机", "派…兵"]).find("派三千士兵参加战斗"))
        [Hit(start=0, end=5, form='派…兵'), Hit(start=7, end=9, form='战斗')]
        """
        last = 0
        for start, rank in sorted(self._candidates(text)):
            end = self._end(text, start, rank) if start >= last else -1
            if end > start:
                last = end
                if not self.forms[rank].startswith("!"):
                    yield Hit(start, end, self.forms[rank])

    def _candidates(self, text: str) -> set[tuple[int, int]]:
        """Where which form may begin."""
        found: set[tuple[int, int]] = set()
        if len(self._heads):
            for last, (size, ranks) in self._heads.iter(text):
                found.update((last - size + 1, rank) for rank in ranks)
        for rank in self._anywhere:
            match = self._regex(rank).search(text)
            while match and match.start() < len(text):
                found.add((match.start(), rank))
                match = self._regex(rank).search(text, match.start() + 1)
        return found

    def _end(self, text: str, start: int, rank: int) -> int:
        """Where the form that begins at `start` ends; −1 where it is not there."""
        form = self.forms[rank]
        if _PLAIN.fullmatch(form):
            return start + len(form) - form.startswith("!")
        match = self._regex(rank).match(text, start)
        return match.end() if match else -1

    def _regex(self, rank: int) -> re.Pattern[str]:
        if rank not in self._regexes:
            self._regexes[rank] = compiled(self.forms[rank])
        return self._regexes[rank]


def matcher(forms: Iterable[str]) -> Matcher:
    """What finds any of the forms; a pattern's regular expression is made when it is first needed."""
    return Matcher(forms)


def compiled(form: str) -> re.Pattern[str]:
    """The regular expression of a form, without a look-alike's `!`; an InputError if it is none, or meets nothing."""
    body = re.sub(r"(?<!\\)\((?!\?)", "(?:", form.removeprefix("!")).replace("…", GAP)
    try:
        made = re.compile(body)
    except (re.error, OverflowError, RecursionError) as error:
        raise InputError(f"{form}: no pattern ({error}); write a word, or what match.py describes") from None
    if made.fullmatch(""):
        raise InputError(f"{form!r}: is met where there is no word; write a word, or what match.py describes")
    return made


def _precedence(form: str) -> tuple[bool, bool, int, str]:
    return form[0] != "!", not _PLAIN.fullmatch(form), -len(form), form


def _heads(form: str) -> set[str]:
    """Words with one of which every match of the form begins; the empty word where none is sure."""
    body = form.removeprefix("!")
    found = None if _alternatives_outside(body) else _HEAD.match(body)
    return set((found["group"] or found["word"] or "").split("|")) if found else {""}


def _alternatives_outside(body: str) -> bool:
    """Whether a `|` stands outside all brackets, so that the pattern may begin in ways unlike its first characters."""
    while (less := re.sub(r"\([^()]*\)", "", body)) != body:
        body = less
    return "|" in body
