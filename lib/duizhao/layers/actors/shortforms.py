"""One-character names of countries, alone (访美, 俄军) and in compounds (俄乌, 英美澳), resolved on characters.

The characters are also syllables of ordinary words (美好, 以及, 日前), so a form is taken only where its neighbours make it
a country: points for what stands before it, for what follows, and for the country's name nearby (Gale, Church &
Yarowsky 1992, "One sense per discourse": one reading tends to hold throughout a text). Inside an ordinary word it
never counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise, takewhile
from operator import or_
from typing import NamedTuple

from duizhao.codebook.dictionary import RARE, seen, word
from duizhao.layers.actors.lexicon import COMMON, Lexicon, Span, body_end, common

NEAR = 3000
"""Characters within which a country's name speaks for its short form."""
NEEDED = (2, 2, 4, 2, 9, 0, 4)
"""Points a lone form needs, by its `weight` in the codebook: 0 plain, 1 also a common syllable, 2 mostly something else
(and then its country must be named nearby), 3 only after a verb or preposition that takes a country (访华), 4 never
alone, 5 always unless in an ordinary word (俄), 6 as 2, and a listed compound is not enough either (以)."""
PLAIN = frozenset((0, 1, 5))
"""The weights of forms that are countries more often than not where a compound or a list is possible."""
RUN = 12
"""More short forms on end than this are no compound but noise."""
RARER = 10
"""Of two words that share a character the one so many times as frequent has it."""
_DATE = re.compile(r"[0-9〇一二三四五六七八九十廿两几半][)）]?\s?$")
_BOUNDARY = re.compile(r"\W")

Places = Mapping[str, list[int]]
"""Where each actor is named, in order."""


class _Part(NamedTuple):
    """What a character of a run may mean."""

    weight: int
    actor: str
    near: bool
    listed: bool = False


def find(text: str, named: list[Span], taken: bytearray, lex: Lexicon) -> list[Span]:
    """Short forms in a text; `named` are the mentions found before, `taken` marks the characters that names cover."""
    places = _places(named)
    pieces = list(_pieces(text, taken, lex))
    found = [span for piece in pieces if (span := _compound(text, *piece, lex, places))]
    places = _places([*named, *found])
    beside = {span.start: span.actors for span in named}
    covered = {i for span in found for i in range(span.start, span.end)}
    lone = [i for start, end in pieces for i in range(start, end) if i not in covered]
    actors = ((i, _single(text, i, lex, places, beside.get(i + 1, ()))) for i in lone)
    return found + [Span(i, i + 1, (actor,), "short") for i, actor in actors if actor]


def _places(spans: Iterable[Span]) -> Places:
    places: dict[str, list[int]] = defaultdict(list)
    for span in sorted(spans):
        for actor in span.actors:
            places[actor].append(span.start)
    return places


def _pieces(text: str, taken: bytearray, lex: Lexicon) -> Iterator[tuple[int, int]]:
    """Start and end of each run of short forms that are in no name and in no ordinary word."""
    for match in lex.runs.finditer(text):
        free = [i for i in range(*match.span()) if not taken[i] and not _in_word(text, i, lex)]
        for _, group in groupby(enumerate(free), key=lambda pair: pair[1] - pair[0]):
            own = [i for _, i in group]
            yield own[0], own[-1] + 1


def _in_word(text: str, i: int, lex: Lexicon) -> bool:
    """Whether the character belongs to an ordinary word."""
    if text[i] == "日" and _DATE.search(text, max(i - 3, 0), i):
        return True
    places = {(a, b) for a in range(max(0, i - 3), i + 1) for b in range(max(i + 1, a + 2), a + 5)}
    return any(_ordinary(text[a:b], lex) for a, b in places - _parted(text, i, lex))


def _parted(text: str, i: int, lex: Lexicon) -> set[tuple[int, int]]:
    """Words that the character only seems to belong to: another word takes what they share with it."""
    own, back, ahead = (seen(text[max(0, n) : n + 2]) for n in (i, i - 1, i + 1))
    rarer = ahead > RARER * (own or (0 if _plain(text[i], lex) else COMMON))  # 对乌|发动, 美|联邦
    paired = ahead > 0 and text[i - 1 : i + 1] in lex.compounds  # 美中|建设
    parted = {(i, i + 2)} if rarer or paired or text[i + 1 : i + 3] in lex.of["right"] else set()  # 留美|学生
    rare = 0 < back < COMMON and text[i : i + 2] in lex.compounds  # 弘扬|中法
    if rare or (text[i + 1 : i + 2] in lex.shorts and text[i + 2 : i + 4] in lex.of["shared"]):
        parted.add((i - 1, i + 1))  # 此次|日俄首脑
    return parted


def _plain(char: str, lex: Lexicon) -> bool:
    return lex.shorts[char][0][0] in (0, 5)


def _ordinary(form: str, lex: Lexicon) -> bool:
    """Whether a dictionary word that holds a short form is no abbreviation (中美) and no country in context (访美)."""
    if form in lex.of["stop"] or form in lex.compounds or not word(form):
        return form in lex.of["stop"]
    chars = "".join(lex.shorts)
    rest, begin = form.lstrip(chars), form.rstrip(chars)
    licensed = rest != form and (not rest or rest in lex.of["right"] or rest in lex.of["tail"])
    return not licensed and (begin == form or begin not in lex.of["left"])


def _points_before(text: str, i: int, lex: Lexicon) -> int:
    if i == 0 or _BOUNDARY.match(text[i - 1]):
        return 1
    return max(lex.of["left"].get(text[max(0, i - size) : i], 0) for size in (1, 2, 3))


def _points_after(text: str, i: int, lex: Lexicon) -> int:
    if body_end(text, i, lex) > i:
        return 2
    return max(lex.of["right"].get(text[i : i + size], 0) for size in (1, 2, 3, 4, 5))


def _distance(places: list[int], at: int) -> int:
    """How far the nearest place is; one that follows counts as twice as far."""
    n = bisect_left(places, at)
    back = at - places[n - 1] if n else NEAR + 1
    return min(back, 2 * (places[n] - at)) if n < len(places) else back


def _options(char: str, at: int, lex: Lexicon, places: Places) -> list[_Part]:
    """What a form may mean, the likeliest first: what is named nearest, then what the codebook gives less weight."""
    distances = [(_distance(places.get(actor, []), at), weight, actor) for weight, actor in lex.shorts[char]]
    ordered = sorted(distances, key=lambda option: (min(option[0], NEAR + 1), option[1]))
    return [_Part(weight, actor, distance <= NEAR) for distance, weight, actor in ordered]


def _single(text: str, i: int, lex: Lexicon, places: Places, beside: tuple[str, ...]) -> str | None:
    """The actor of a lone form, or none; `beside` are the actors named right after it (俄|杜马, 黎|真主党)."""
    if same := next((actor for _, actor in lex.shorts[text[i]] if actor in beside), None):
        return same
    options = _options(text[i], i, lex, places)
    if partner := _partner(text, i, lex):
        pair = lex.compounds.get(text[i] + partner) or lex.compounds.get(partner + text[i], ())[::-1]
        return pair[0] if pair and not options[0].near else options[0].actor
    left, right = _points_before(text, i, lex), _points_after(text, i + 1, lex)
    return next((part.actor for part in options if _enough(part, left, right)), None)


def _enough(part: _Part, left: int, right: int) -> bool:
    """Whether the points for what stands beside a lone form make it a country."""
    if part.weight in (2, 6) and not part.near:
        return False
    shown = max(left, right) > 1 or (left and right) or part.weight == 5
    points = left if part.weight == 3 else left + right + part.near - (part.weight == 1 and not left)
    return bool(shown) and points >= NEEDED[part.weight]


def _partner(text: str, i: int, lex: Lexicon) -> str:
    """The other form where this is one of a list (英、美、澳) and one of the two at least is usually a country."""
    for sign, other in ((i - 1, i - 2), (i + 1, i + 2)):
        if 0 <= other < len(text) and text[sign] == "、" and text[other] in lex.shorts:
            weights = {lex.shorts[text[other]][0][0], lex.shorts[text[i]][0][0]}
            if weights & PLAIN and not _in_word(text, other, lex):
                return text[other]
    return ""


def _compound(text: str, start: int, end: int, lex: Lexicon, places: Places) -> Span | None:
    """The first part of a run that is a compound of different actors: 俄乌, and of 中俄保(持) the first two."""
    if not 1 < end - start <= RUN or text[start - 1 : start] == "驻":  # 驻韩|美军
        return None
    parts = _parts(text[start:end], start, lex, places)
    shared = _points_after(text, end, lex)
    begins = bool(_points_before(text, start, lex)) and common(text, end, RARE)
    sure = _sure(text[start:end], parts, shared, begins, lex)
    first = next((n for n, pair in enumerate(pairwise(sure)) if all(pair)), end)
    own = parts[first : first + sum(1 for _ in takewhile(bool, sure[first:]))]
    actors = tuple(part.actor for part in own)
    if len(set(actors)) < max(2, len(actors)) or not (shared or begins or _plainly(own)):
        return None
    return Span(start + first, start + first + len(own), actors, "compound")


def _plainly(parts: list[_Part]) -> bool:
    return any(part.weight in (0, 5) for part in parts) or all(part.near for part in parts)


def _parts(run: str, start: int, lex: Lexicon, places: Places) -> list[_Part]:
    """What each character of a run means. What the codebook says of a listed compound goes before, unless the text
    names another country (中巴 beside 巴西)."""
    parts = [_options(char, start + n, lex, places)[0] for n, char in enumerate(run)]
    for first in range(len(run) - 1):
        size = next((n for n in range(len(run) - first, 1, -1) if run[first : first + n] in lex.compounds), 0)
        for n, actor in enumerate(lex.compounds.get(run[first : first + size], ()), first):
            weight, own, near, _ = parts[n]
            if weight in (4, 6):
                parts[n] = _Part(weight, own, near, listed=weight == 6)
            else:
                parts[n] = _Part(0, own if near and own != "EUROPE" else actor, near=True, listed=True)
    return parts


def _sure(run: str, parts: list[_Part], shared: int, begins: bool, lex: Lexicon) -> list[bool]:
    """Which characters of a run are countries, by themselves or by what several actors share after it (两国, 关系)."""
    plain = [part.weight in (0, 5) for part in parts]
    known = [_known(part) for part in parts]
    if sum(plain) < 2 and run not in lex.compounds and word(run):
        beside = all(known[int(parts[0].actor == "CN") :])  # 中文教育, but 中科关系 beside 科威特, and 意中两国
        return [shared > 2 or (shared == 2 and beside)] * len(parts)
    known[0] |= begins and plain[1] and parts[0].actor == "CN"  # 中韩围棋赛
    helped = map(_by_list, parts) if shared > 1 and any(known) else known
    return list(map(or_, known, helped))


def _known(part: _Part) -> bool:
    return part.weight in PLAIN or part.near


def _by_list(part: _Part) -> bool:
    return part.listed or part.weight == 3 or part.actor == "CN"
