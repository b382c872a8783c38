"""What the lines of a page show: each by itself, beside its neighbours, in the whole page, and in the markup.

One row a line, one column a feature, each a yes or a no; so that a page of any length is a few passes over arrays.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from duizhao.codebook import match
from duizhao.pages.html import Markup

Flags = NDArray[np.bool_]
Columns = Mapping[str, Flags]

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    (0xA0, 0x3000, 0x2003, 0x2002, 0xFEFF), 32
)
_FOLD |= {ord(a): ord(b) for a, b in zip("「」︰•・", "“”:··", strict=True)}


def fold(text: str) -> str:
    """The text as the rules see it: the folded view of all lists, and half-width punctuation and simple spaces too.
    One character for one, so that offsets hold.

    Examples
    --------
    >>> fold("責任編輯：李四")
    '责任编辑:李四'
    """
    return match.fold(text).translate(_FOLD)


DATE = (
    r"(?<!\d)(?:19|20)\d\d ?(?:[-/.] ?(?:0?[1-9]|1[0-2]) ?[-/.] ?|年 ?(?:0?[1-9]|1[0-2]) ?月 ?)"
    r"(?:3[01]|[12]\d|0?[1-9])(?:(?=\d\d:)|(?!\d))日?"
)  # 2023-05-06, 2023年5月6日
PART_DATE = r"(?<![\d年.-])(?:0?[1-9]|1[0-2])(?:-|/|月)(?:3[01]|[12]\d|0?[1-9])日?(?=\D|\d\d:\d\d)"  # 05-06, 5月6日
TIME = r"[ T]*(?:(?:星期|周)[一二三四五六日天])?[ T]*(?:[上下]午)?[ T]*([01]?\d|2[0-4])[:时]([0-5]\d)(?::([0-5]\d))?"
_AGO = r"\d+ ?(?:秒|分钟|小时|天|周|个?月|年)(?:之?前)|^ *(?:刚刚|今天|昨天|前天)[ \d:]*$"  # 3小时前
_CLOCK = r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)"


def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of this room."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def patterns(name: str) -> dict[str, str]:
    """The alternatives of each key of a table with two columns, as one regular expression."""
    found: dict[str, list[str]] = {}
    for key, pattern in map(dict.values, table(name)):
        found.setdefault(key, []).append(pattern)
    return {key: "|".join(alternatives) for key, alternatives in found.items()}


PATTERNS = patterns("page_patterns.csv")
"""Regular expressions for what a line says of itself."""
CUES = patterns("page_cues.csv")
"""Words of page furniture by what they announce: looked for in short lines, and at the start of long ones."""
_SOUGHT = {**CUES, "dated": DATE, "clock": _CLOCK, "part_dated": PART_DATE, "ago": _AGO}
_REGEXES = {name: re.compile(pattern.replace("[^", "[^\n"), re.M) for name, pattern in _SOUGHT.items()}

_STOP = re.compile(r"[。!?…](?:[(【\[][^()【】\[\]]{1,20}[)】\]])?[”’)\]】》\" ]*$|[.][”\"]$|[a-z][.]$")
_CUT = re.compile(r"(?:\.{2,}|…+) *(?:【?\[?(?:详细|全文|更多)\]?】?)?$")  # 一段视频引发热议...[详细]
_CLAUSE = re.compile(r"[,;。!?:、]")
_WIDE = re.compile("[\u3400-\u9fff]")
_WRAPPED = re.compile(r"^ *[(\[【《#<].*[)\]】》#>] *$")
_BULLET = re.compile(r"^ *[·■►●▲◆▪□◎★☆|>»*+-] *\S|^ *\d{1,2} *[.、] *\S|^ *\d{1,2}$")
_DATE_ONLY = re.compile(rf"(?:{DATE})?(?:{TIME})?[ |]*$")
_NUMBERED = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}[、,]|\((?:[一二三四五六七八九十]{1,3}|\d{1,2})\))"
)  # 一、总体要求; (1)
_ISSUER = rf"[\u3400-\u9fff()]{{2,30}}(?:{PATTERNS['institution']})"
_DAY = r"[\d〇零○一二三四五六七八九]{4} ?年 ?[\d一二三四五六七八九十]{1,3} ?月 ?[\d一二三四五六七八九十]{1,3} ?日"
_ISSUED, _SIGNED = (re.compile(form) for form in (rf"{_ISSUER}(?: *{_DAY})?|附件.{{1,40}}", rf"(?:{_ISSUER} *)?{_DAY}"))
"""A notice's last lines: 附件:物资清单 / 东湾县水务局 / 2024年5月6日; the last two also in one."""
_SPOKEN = re.compile(r",“[^”]*[。!?]”\s*$")  # 她大声说道，“都要改！” is no headline; 她：“都要改！” may be one
_NO_HEADLINE = re.compile(r"[。;,][”)》 ]*$|[。!?][(][^()]*[)] *$")
_FORM = (
    "1-4 long", "5-9 long", "10-16 long", "17-30 long", "31-60 long", "61-120 long", "over 120 long",
    "clause mark inside", "three clause marks", "ends with a stop", "ends with a question", "ends cut off", "prose",
    "opens a quotation", "indented", "mostly latin or digits", "row of short words", "in brackets", "bullet",
    "breaks off", "ends with a colon", "numbered", "spoken", "full", "issuer", "signed",
)  # fmt: skip
_OWN = ("ends with a colon", "numbered", "spoken", "full", "issuer", "signed")  # not for the model
_BASE = (*(name for name in _FORM if name not in _OWN), *_SOUGHT, "only a date")
_PLAIN = (
    "navigation", "breadcrumb", "share", "counter", "source", "editor", "from_title", "end", "tags", "comment",
    "footer", "notice", "declaration", "promotion",
)  # fmt: skip
_PAGE = (
    "first line", "in the first 5", "in the last 5", "said twice", "said often", "shares words with the prose below",
    "shares many words with the prose below", "shares most words with the first prose below", "looks like a headline",
    "no prose above", "3 prose above", "half of the prose above", "no prose below", "3 prose below",
    "an end mark above", "3 end marks above", "a comment mark above", "6 comment marks above", "a list of others above",
    "a date above",
)  # fmt: skip
_DERIVED = (
    "sentence", "before: sentence", "after: sentence", "two sentences before", "first line after a date or source",
    "HTML: the title that the page gives itself", "HTML: h1", "HTML: mostly link",
)  # fmt: skip
_WINDOWS = [
    (name, of, int(a), int(b), int(least)) for name, of, a, b, least in map(dict.values, table("page_windows.csv"))
]
"""A column each: of the column `of`, are there so many (-1: none) in the lines from … to …, counted from this one?"""
NAMES = (*_BASE, *(name for name, *_ in _WINDOWS), *_PAGE, *_DERIVED)
"""The features that the model of `zones` has weights for."""
_PAD = 16  # the farthest line that a window looks at


def _form(line: str) -> tuple[object, ...]:
    """What a folded line shows by itself: a value for each of `_FORM`, and the part in which cues are looked for."""
    text = line.strip()
    n, marks = len(text), len(_CLAUSE.findall(text, 0, len(text) - 1))
    stop, cut = bool(_STOP.search(text[-28:])), bool(_CUT.search(text[-12:]))
    words = len(text.split())
    long = (n >= 25) & (marks > 0) & (not cut)
    prose = long & (stop | (text[-1:] in ",;:"))
    return (
        n <= 4, 5 <= n <= 9, 10 <= n <= 16, 17 <= n <= 30, 31 <= n <= 60, 61 <= n <= 120, n > 120,
        marks > 0, marks > 2, stop & (not cut), text.rstrip('”"')[-1:] == "?", cut, prose,
        text[:1] in "“\"'‘", line[:2] == "  ", 2 * len(_WIDE.findall(text, 0, 120)) < min(n, 120),
        (words > 2) & (n < 7 * words) & (not stop), bool(_WRAPPED.match(text)), bool(_BULLET.match(text)),
        long & (not stop) & (text[-1:] not in ",;:)]】"), text[-1:] == ":", bool(_NUMBERED.match(text)),
        bool(_SPOKEN.search(text[-80:])), bool(_NO_HEADLINE.search(line[-30:])),
        n < 60 and bool(_ISSUED.fullmatch(text)), n < 60 and bool(_SIGNED.fullmatch(text)),
        text[: 18 if (marks > 1) & (prose | (n > 64)) else 64],
    )  # fmt: skip


def columns(lines: Sequence[str], markup: Sequence[Markup] = (), title: str = "") -> dict[str, Flags]:
    """The features of the folded lines of a page, none of them blank: an array of yes and no by name.

    `markup` has an entry a line where the page was HTML, and `title` what that HTML gives as its title.
    """
    rows = [_form(line) for line in lines]
    forms = np.array([row[:-1] for row in rows], bool).reshape(len(lines), len(_FORM))
    column = dict(zip(_FORM, forms.T, strict=True)) | _cues([str(row[-1]) for row in rows])
    bare = column["dated"].copy()
    bare[bare] = [bool(_DATE_ONLY.match(lines[i].strip())) for i in np.flatnonzero(bare).tolist()]
    column["only a date"] = bare
    _combine(column)
    column |= _windows(column)
    column |= zip(_PAGE, _of_page(lines, column), strict=True)
    column |= zip(_DERIVED, (*_beside(column), *_marked(lines, markup, title)), strict=True)
    return column


def _beside(column: Columns) -> list[Flags]:
    sentence = column["sentence"]
    headed = _shift(column["dated"] | column["source"], 1) & ~column["dated"] & ~column["source"] & ~column["share"]
    before = _shift(sentence, 1)
    return [sentence, before, _shift(sentence, -1), before & _shift(before, 1), headed]


def _marked(lines: Sequence[str], markup: Sequence[Markup], title: str) -> list[Flags]:
    own, marks = re.sub(r"[\W_]", "", title), markup or [Markup()] * len(lines)
    bare = [re.sub(r"[\W_]", "", line) if own and len(line) < 100 else "" for line in lines]
    given = [len(text) > 5 and own.startswith(text) for text in bare]
    told = given, [mark.heading == 1 for mark in marks], [mark.link_share > 0.5 for mark in marks]
    return [np.array(values, bool) for values in told]


def _cues(heads: Sequence[str]) -> dict[str, Flags]:
    """In which of the texts each cue stands: one pass over all of them together for each cue."""
    text = "\n".join(heads)
    starts = np.cumsum([0, *(len(head) + 1 for head in heads)])[:-1]
    found = {}
    for name, regex in _REGEXES.items():
        found[name] = np.zeros(len(heads), bool)
        at = [hit.start() for hit in regex.finditer(text)]
        found[name][np.searchsorted(starts, at, side="right") - 1 if heads else []] = True
    return found


def _combine(column: dict[str, Flags]) -> None:
    """Add what several features say together."""
    furniture = np.any([column[name] for name in _PLAIN], axis=0)
    stop, prose, cut = column["ends with a stop"], column["prose"], column["ends cut off"]
    short = column["1-4 long"] | column["5-9 long"] | column["10-16 long"]
    date = column["dated"] | column["ago"] | column["part_dated"] & column["clock"]
    end = np.any([column[name] for name in ("editor", "end", "tags", "notice", "footer")], axis=0) & ~prose
    longer = column["17-30 long"] | column["31-60 long"]
    told = date & ~column["only a date"]
    listed = column["related"] & short | (column["comment"] | told) & ~stop
    column |= {
        "short": short, "any date": date, "any end": end,
        "teaser": column["breaks off"] | cut & (longer | column["61-120 long"]),
        "headline": (column["10-16 long"] | longer) & ~stop,
        "sentence": stop & ~column["1-4 long"] & ~furniture,
        "cued": furniture | column["related"] | column["author"] | date,
        "said": ~cut & (stop & ~column["1-4 long"] & ~column["5-9 long"] | prose | column["breaks off"]),
        "opens": ~furniture & (column["ends with a colon"] & column["clause mark inside"] | stop | column["numbered"]),
        "heads": (column["related"] | column["comment"]) & short & ~column["clause mark inside"],
        "stop": ~prose & (listed | end | cut),
    }  # fmt: skip


def _shift(values: Flags, step: int) -> Flags:
    out = np.zeros_like(values)
    if step > 0:
        out[step:] = values[:-step]
    else:
        out[:step] = values[-step:]
    return out


def _totals(values: Flags) -> NDArray[np.int64]:
    """How many are true before each line, with as many entries more at both ends as a window is wide."""
    total = np.zeros(len(values) + 1 + 2 * _PAD, np.int64)
    np.cumsum(values, out=total[_PAD + 1 : _PAD + 1 + len(values)])
    total[_PAD + 1 + len(values) :] = total[_PAD + len(values)]
    return total


def _windows(column: Columns) -> dict[str, Flags]:
    totals = {of: _totals(column[of]) for _, of, *_ in _WINDOWS}
    return {name: _window(totals[of], column[of], *rule) for name, of, *rule in _WINDOWS}


def _window(total: NDArray[np.int64], values: Flags, first: int, last: int, least: int) -> Flags:
    """Are at least so many true among the lines at distance first … last, the line itself left out? (-1: none.)"""
    n = len(values)
    found = total[_PAD + last + 1 :][:n] - total[_PAD + first :][:n] - (values if first <= 0 <= last else 0)
    return np.asarray(found == 0 if least < 0 else found >= least)


def _of_page(lines: Sequence[str], column: Columns) -> list[Flags]:
    n, at = len(lines), np.arange(len(lines))
    bare = [re.sub(r"[\W_]", "", line) for line in lines]
    seen = Counter(bare)
    count, length = np.array([seen[text] for text in bare], int), np.array([len(text) for text in bare], int)
    headline = (length >= 6) & (length <= 60) & ~column["full"]
    for name in ("breadcrumb", "editor", "from_title", "dated"):
        headline = headline & ~column[name]
    below, most = _echo(bare, headline, np.flatnonzero(column["prose"]))
    said = at == 0, at < 5, at >= n - 5, count > 1, count > 3, below >= 0.25, below >= 0.5, most, headline
    prose = column["prose"].astype(int)
    above = np.cumsum(prose) - prose
    whole = int(prose.sum())
    begun = above > 0  # marks of an end count once there has been prose
    listed = column["related"] & begun & ~column["prose"] & (column["1-4 long"] | column["5-9 long"])
    marks = (
        column["any end"] & begun,
        column["comment"] & ~column["prose"] & begun,
        listed,
        column["dated"] & ~column["prose"],
    )
    end, comment, lists, dates = (np.cumsum(mark) - mark for mark in marks)
    return [
        *said, above == 0, above >= 3, 2 * above > whole, above + prose == whole, whole - above - prose >= 3,
        end > 0, end > 2, comment > 0, comment > 5, lists > 0, dates > 0,
    ]  # fmt: skip


def _echo(bare: Sequence[str], headline: Flags, prose: NDArray[np.int64]) -> tuple[NDArray[np.float64], Flags]:
    """For each line that looks like a headline, the share of its pairs of characters that the next lines of prose
    hold; and which of those above one and the same prose holds most."""
    below = np.zeros(len(bare))
    best: dict[int, tuple[int, int]] = {}
    after = np.searchsorted(prose, np.arange(len(bare)), side="right")
    for i in np.flatnonzero(headline).tolist():
        nearest = prose[after[i] : after[i] + 4].tolist()
        if nearest and nearest[0] - i <= 40:
            text = "".join(bare[j][:200] for j in nearest if j - i <= 60)
            pairs = [bare[i][k : k + 2] for k in range(len(bare[i]) - 1)]
            shared = sum(pair in text for pair in pairs)
            below[i] = shared / max(len(pairs), 1)
            if shared > 2:
                best[nearest[0]] = max(best.get(nearest[0], (0, 0)), (shared, i))
    most = np.zeros(len(bare), bool)
    most[[i for _, i in best.values()]] = True
    return below, most
