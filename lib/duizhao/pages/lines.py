"""What a line of a saved news page shows by itself: its form and the words of page furniture in it, each a yes or a no."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from duizhao.codebook import alternatives, match

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    (0xA0, 0x3000, 0x2003, 0x2002, 0xFEFF), 32
)
_FOLD |= {ord(a): ord(b) for a, b in zip("「」︰•・", "“”:··", strict=True)}


def fold(text: str) -> str:
    """The text as the rules see it: the folded view of all lists, and half-width punctuation and simple spaces too. One
    character for one, so that offsets hold."""
    return match.fold(text).translate(_FOLD)


DATE = (
    r"(?<!\d)(?:19|20)\d\d ?(?:[-/.] ?(?:0?[1-9]|1[0-2]) ?[-/.] ?|年 ?(?:0?[1-9]|1[0-2]) ?月 ?)"
    r"(?:3[01]|[12]\d|0?[1-9])(?:(?=\d\d:)|(?!\d))日?"
)
PART_DATE = r"(?<![\d年.-])(?:0?[1-9]|1[0-2])(?:-|/|月)(?:3[01]|[12]\d|0?[1-9])日?(?=\D|\d\d:\d\d)"
TIME = r"[ T]*(?:(?:星期|周)[一二三四五六日天])?[ T]*(?:[上下]午)?[ T]*([01]?\d|2[0-4])[:时]([0-5]\d)(?::([0-5]\d))?"
AGO = r"\d+ ?(?:秒|分钟|小时|天|周|个?月|年)(?:之?前)|^ *(?:刚刚|今天|昨天|前天)[ \d:]*$"

_TIMES = {"dated": DATE, "clock": r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)", "part_dated": PART_DATE, "ago": AGO}


def table(name: str) -> list[list[str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def patterns(name: str) -> dict[str, list[str]]:
    """The patterns of each key of a table with two columns."""
    found: dict[str, list[str]] = {}
    for key, pattern in table(name):
        found.setdefault(key, []).append(pattern)
    return found


PATTERNS = {name: "|".join(found) for name, found in patterns("page_patterns.csv").items()}
"""Regular expressions for what a line says of itself, from `page_patterns.csv`."""
_READ = patterns("page_cues.csv")
CUES = {cue: "|".join(patterns) for cue, patterns in _READ.items()}
"""Words of page furniture by what they announce: looked for in short lines, and at the start of long ones."""
_LITERAL = re.compile(r"[\w ]+")
_ALL = {**_READ, **{name: [pattern] for name, pattern in _TIMES.items()}}
_WORDS: dict[str, set[int]] = {}
for _place, _patterns in enumerate(_ALL.values()):
    for _word in filter(_LITERAL.fullmatch, _patterns):
        _WORDS.setdefault(_word, set()).add(_place)
_WORDS = {word: {i for part, cues in _WORDS.items() if part in word for i in cues} for word in _WORDS}
_WORD = re.compile(alternatives(_WORDS))


def _compiled(first: bool) -> list[tuple[int, Callable[[str], object]]]:
    """The patterns that are no plain words, cue by cue: those that hold at the start of a line only, or the others."""
    found: list[tuple[int, Callable[[str], object]]] = []
    for place, patterns in enumerate(_ALL.values()):
        chosen = [p for p in patterns if not _LITERAL.fullmatch(p) and p.startswith("^") == first]
        if chosen:
            pattern = re.compile("|".join(chosen))
            found.append((place, pattern.match if first else pattern.search))
    return found


_PATTERNS = [*_compiled(True), *_compiled(False)]
_STOP = re.compile(r"[。!?…](?:[(【\[][^()【】\[\]]{1,20}[)】\]])?[”’)\]】》\" ]*$|[.][”\"]$|[a-z][.]$")
_DATED = list(_ALL).index("dated")
_CUT = re.compile(r"(?:\.{2,}|…+) *(?:【?\[?(?:详细|全文|更多)\]?】?)?$")
_CLAUSE = re.compile(r"[,;。!?:、]")
_WRAPPED = re.compile(r"^ *[(\[【《#<].*[)\]】》#>] *$")
_BULLET = re.compile(r"^ *[·■►●▲◆▪□◎★☆|>»*+-] *\S|^ *\d{1,2} *[.、] *\S|^ *\d{1,2}$")
_DATE_ONLY = re.compile(rf"(?:{DATE})?(?:{TIME})?[ |]*$")
_FORM = (
    "1-4 long", "5-9 long", "10-16 long", "17-30 long", "31-60 long", "61-120 long", "over 120 long", "clause mark inside",
    "three clause marks", "ends with a stop", "ends with a question", "ends cut off", "prose", "opens a quotation", "indented",
    "mostly latin or digits", "row of short words", "in brackets", "bullet", "only a date", "breaks off",
)  # fmt: skip
NAMES = (*_FORM, *_ALL)


def form(line: str) -> bytes:
    """What a folded line shows by itself: one byte, 0 or 1, for each of `NAMES`."""
    text = line.strip()
    n, marks = len(text), len(_CLAUSE.findall(text[:-1]))
    stop, cut = bool(_STOP.search(text[-28:])), bool(_CUT.search(text[-12:]))
    words = text.split()
    cjk = sum("\u3400" <= c <= "\u9fff" for c in text[:120])
    prose = n >= 25 and marks > 0 and (stop or text[-1] in ",;:") and not cut
    head = text[:18] if marks > 1 and (prose or n > 64) else text[:64]
    cues = bytearray(len(_ALL))
    for word in _WORD.findall(head):
        for place in _WORDS[word]:
            cues[place] = 1
    for place, found in _PATTERNS:
        if not cues[place] and found(head):
            cues[place] = 1
    bare = bool(cues[_DATED]) and bool(_DATE_ONLY.match(text))
    row = (
        n <= 4, 5 <= n <= 9, 10 <= n <= 16, 17 <= n <= 30, 31 <= n <= 60, 61 <= n <= 120, n > 120, marks > 0, marks > 2,
        stop and not cut, text.rstrip('”"')[-1:] == "?", cut, prose, text[:1] in "“\"'‘", line[:2] == "  ",
        cjk * 2 < min(n, 120), len(words) > 2 and n < 7 * len(words) and not stop, bool(_WRAPPED.match(text)),
        bool(_BULLET.match(text)), bare, n >= 25 and marks > 0 and not stop and not cut and text[-1] not in ",;:)]】",
    )  # fmt: skip
    return bytes(row) + bytes(cues)
