"""One-character names of countries, alone (访美, 俄军) and in compounds (俄乌, 英美澳), resolved on characters.

The characters are also syllables of ordinary words (美好, 以及, 日前), so a form is taken only where its neighbours make it
a country: points for what stands before it, for what follows, and for the country's name nearby (Gale, Church & Yarowsky
1992, "One sense per discourse": one reading tends to hold throughout a text). Inside a listed ordinary word it never counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from duizhao import codebook as books

NEAR = 3000
"""Characters within which a country's name speaks for its short form."""
NEEDED = (2, 2, 4, 2, 9, 0)
"""Points a lone form needs, by its `weight` in the codebook: 0 plain, 1 also a common syllable, 2 mostly something else
(and then its country must be named nearby), 3 only after a verb or preposition that takes a country (访华), 4 never
alone, 5 always unless in a listed word (俄)."""
PLAIN = frozenset((0, 1, 5))
"""The weights of forms that are countries more often than not where a compound or a list is possible."""
BOUNDARY = frozenset("\n。！？!?；;：:，,、“”\"'‘’「」『』（）()《》〈〉【】[]—-…·| \u3000")
SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱郭罗宋郑谢唐冯董萧程曹袁邓许傅沈彭吕卢蒋蔡贾魏薛叶阎余潘杜戴夏钟汪姜范姚谭廖邹熊郝崔邱秦顾侯邵孟段钱汤尹贺赖龚"
)
"""Surnames that are hardly ever the last character of another word."""
GIVEN = frozenset("美英德华泰波荷瑞意文新亚利朝希捷中日法")
"""Short forms that are common in given names: 王德军, 李美英."""
_DAY = re.compile(r"[0-9０-９〇一二三四五六七八九十廿两几半]\s?$")
_FIRM = re.compile("股份|控股|实业|人寿|乳业|传媒|药业|置业|高科|电池|集团(?!军)")
"""What makes the characters before it the name of a company: 意华股份."""
_MADE = re.compile('制(?=[“「"A-Z0-9])')
# One-character bodies (俄方, 俄军, 俄共) are not the beginning of 方案, 军训, 共同.
NOT_AFTER = {"方": "案法式便向针位形圆言才能可格块糖", "军": "训营团师校礼装国", "共": "同享有和计识产建赢振通管"}


class Span(NamedTuple):
    """A mention by its place in an article's own text."""

    start: int
    end: int
    actors: tuple[str, ...]
    kind: str


class Lexicon(NamedTuple):
    """The codebook's kinds `short`, `compound`, `stop`, `left`, `right` and `tail`, compiled."""

    runs: re.Pattern[str]
    shorts: dict[str, list[tuple[int, str]]]
    compounds: dict[str, tuple[str, ...]]
    stops: frozenset[str]
    left: dict[str, int]
    right: dict[str, int]
    tail: re.Pattern[str]


@lru_cache(maxsize=8)
def lexicon(codebook: books.Codebook) -> Lexicon:
    """Compile the short forms of a codebook, once."""
    table = codebook["actors"]
    weights = table["weight"] if "weight" in table else [""] * len(table)
    shorts: dict[str, list[tuple[int, str]]] = defaultdict(list)
    words: dict[str, dict[str, int]] = defaultdict(dict)
    compounds = {}
    for actor, form, kind, weight in zip(table["actor"], table["form"], table["kind"], weights, strict=True):
        if kind == "short":
            shorts[form].append((int(weight or 0), actor))
        elif kind == "compound":
            compounds[form] = tuple(actor.split("+"))
        elif kind in ("left", "right", "tail", "stop"):
            words[kind][form] = int(weight or 1)
    return Lexicon(
        runs=re.compile(f"[{''.join(map(re.escape, shorts))}]+" if shorts else r"(?!)"),
        shorts={form: sorted(options, key=lambda option: option[0]) for form, options in shorts.items()},
        compounds=compounds,
        stops=frozenset(words["stop"]),
        left=words["left"],
        right=words["right"],
        tail=re.compile(books.alternatives(words["tail"])),
    )


def find(text: str, named: Iterable[Span], taken: bytearray, lex: Lexicon) -> list[Span]:
    """Short forms in a text; `named` are the mentions found before, and `taken` marks the characters that names cover."""
    places: dict[str, list[int]] = defaultdict(list)
    beside = {}
    for span in named:
        beside[span.start] = span.actors
        for actor in span.actors:
            insort(places[actor], span.start)
    found, lone = [], []
    for match in lex.runs.finditer(text):
        free = [i for i in range(*match.span()) if not taken[i] and not _in_word(text, i, lex) and not _given(text, i)]
        for piece in _neighbours(free):
            if _FIRM.match(text, piece[-1] + 1 if piece else 0):
                continue
            posted = text[piece[0] - 1 : piece[0]] == "驻" and text[piece[-1] + 1 : piece[-1] + 2] == "军"  # 驻韩|美军
            whole = _compound(text, piece, lex, places) if len(piece) > 1 and not posted else None
            found += [whole] if whole else []
            lone += [i for i in piece if whole is None or not whole.start <= i < whole.end]
    for span in found:
        for actor in span.actors:
            insort(places[actor], span.start)
    actors = ((i, _single(text, i, lex, places, beside.get(i + 1, ()))) for i in lone)
    return found + [Span(i, i + 1, (actor,), "short") for i, actor in actors if actor]


def follows(text: str, at: int, lex: Lexicon) -> int:
    """Where the body of a country (方, 军, 外交部) that begins at `at` ends; `at` itself where none does."""
    match = lex.tail.match(text, at)
    if match is None or text[match.end() : match.end() + 1] in NOT_AFTER.get(match[0], ()):
        return at
    return match.end()


def _neighbours(places: list[int]) -> Iterator[list[int]]:
    begin = 0
    for n in range(1, len(places) + 1):
        if n == len(places) or places[n] != places[n - 1] + 1:
            yield places[begin:n]
            begin = n


def _in_word(text: str, i: int, lex: Lexicon) -> bool:
    """Whether the character belongs to a listed word; a word that it begins gives way to what licenses a country.

    留美|学生, 访日|期间: what follows the first character is itself a word that stands after countries.
    """
    if text[i] == "日" and _DAY.search(text[max(i - 2, 0) : i]):
        return True
    if _MADE.match(text, i + 1):
        return False
    split = text[i + 1 : i + 3] in lex.right
    for a in range(max(0, i - 3), i + 1):
        for b in range(max(i + 1, a + 2), a + 5):
            if text[a:b] in lex.stops and not (split and a == i and b == i + 2):
                return True
    return False


def _given(text: str, i: int) -> bool:
    return text[i] in GIVEN and text[i - 1 : i] in SURNAMES and i > 0


def _before(text: str, i: int, lex: Lexicon) -> int:
    if i == 0 or text[i - 1] in BOUNDARY:
        return 1
    return max(lex.left.get(text[max(0, i - size) : i], 0) for size in (1, 2, 3))


def _after(text: str, i: int, lex: Lexicon) -> int:
    if follows(text, i, lex) > i:
        return 2
    return max(lex.right.get(text[i : i + size], 0) for size in (1, 2, 3, 4, 5))


def _distance(places: list[int], at: int) -> int:
    """How far the nearest place is; one that follows counts as twice as far."""
    n = bisect_left(places, at)
    before = at - places[n - 1] if n else NEAR + 1
    return min(before, 2 * (places[n] - at)) if n < len(places) else before


def _resolve(char: str, at: int, lex: Lexicon, places: dict[str, list[int]]) -> list[tuple[bool, int, int, str]]:
    """What a form may mean, the likeliest first: (far, distance, weight, actor), `far` where it is not named nearby."""
    distances = ((_distance(places.get(actor, []), at), grade, actor) for grade, actor in lex.shorts[char])
    options = [(d > NEAR, min(d, NEAR + 1), grade, actor) for d, grade, actor in distances]
    return sorted(options, key=lambda option: option[:3])


def _single(text: str, i: int, lex: Lexicon, places: dict[str, list[int]], beside: tuple[str, ...]) -> str | None:
    """The actor of a lone form, or none; `beside` are the actors named right after it (俄|杜马, 黎|真主党)."""
    if same := next((actor for _, actor in lex.shorts[text[i]] if actor in beside), None):
        return same
    options = _resolve(text[i], i, lex, places)
    if text[i - 1 : i + 2] in (f"（{text[i]}）", f"({text[i]})", f"[{text[i]}]") and options[0][2] in (0, 5):
        return options[0][-1]  # an author's country: （美）
    if _MADE.match(text, i + 1):
        return options[0][-1]
    if partner := _listed(text, i, lex):
        pair = lex.compounds.get(text[i] + partner) or lex.compounds.get(partner + text[i], ())[::-1]
        return pair[0] if pair else options[0][-1]
    left, right = _before(text, i, lex), _after(text, i + 1, lex)
    shown = max(left, right) > 1 or (left and right)
    for far, _, grade, actor in options:
        points = left if grade == 3 else left + right + (not far) - (grade == 1 and not left)
        if (shown or grade == 5) and not (grade == 2 and far) and points >= NEEDED[grade]:
            return actor
    return None


def _listed(text: str, i: int, lex: Lexicon) -> str:
    """The other form where this is one of a list (英、美、澳) and one of the two at least is usually a country."""
    for sign, other in ((i - 1, i - 2), (i + 1, i + 2)):
        if 0 <= other < len(text) and text[sign] == "、" and text[other] in lex.shorts:
            grades = {lex.shorts[text[other]][0][0], lex.shorts[text[i]][0][0]}
            if grades & PLAIN and not _in_word(text, other, lex):
                return text[other]
    return ""


def _compound(text: str, piece: list[int], lex: Lexicon, places: dict[str, list[int]]) -> Span | None:
    """The first part of a run that is a compound of different actors: 俄乌, and of 中俄保(持) the first two.

    A form that is mostly something else counts where the codebook lists the compound (for those of weight 4 not even then),
    its country is named nearby, or the run is followed by what several actors share (两国, 关系, 边境).
    """
    begin, end = piece[0], piece[-1] + 1
    parts = [(grade, actor, not far) for far, _, grade, actor in (_resolve(text[i], i, lex, places)[0] for i in piece)]
    for first in range(begin, end - 1):
        size = next((n for n in range(end - first, 1, -1) if text[first : first + n] in lex.compounds), 0)
        for n, actor in enumerate(lex.compounds.get(text[first : first + size], ()), first - begin):
            grade, _, nearby = parts[n]
            parts[n] = (grade, actor, nearby) if grade == 4 else (0, actor, True)
    after = _after(text, end, lex)
    sure = [grade in PLAIN or nearby for grade, _, nearby in parts]
    if any(sure) and after > 1:
        sure = [True] * len(parts)
    for first in range(len(parts) - 1):
        last = next((n for n in range(first, len(parts)) if not sure[n]), len(parts))
        actors = tuple(actor for _, actor, _ in parts[first:last])
        plain = (
            after
            or any(grade in (0, 5) for grade, *_ in parts[first:last])
            or all(near for *_, near in parts[first:last])
        )
        if len(actors) > 1 and plain:
            return Span(begin + first, begin + last, actors, "compound") if len(set(actors)) == len(actors) else None
    return None
