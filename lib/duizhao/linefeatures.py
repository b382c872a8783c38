"""What can be seen of a line of a saved news page: its form, its cue words, its neighbours. Yes or no, one column each."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.codebook import alternatives
from duizhao.markup import Markup

_TRADITIONAL = (
    "責责編编輯辑關关閱阅讀读點点擊击評评論论發发佈布時时間间來来訂订廣广導导頁页網网聞闻專专題题欄栏權权聲声轉转載载圖图記记錄录註注"
    "冊册尋寻檢检簡简體体繫系們们務务隱隐條条熱热門门薦荐類类標标籤签鏈链連连結结視视頻频報报攝摄資资綜综譯译號号舉举贊赞讚赞檔档據据"
    "選选閉闭開开應应區区會会員员動动為为與与從从後后這这個个見见聯联絡络歡欢說说話话還还沒没無无過过對对總总臺台國国際际財财經经軍军樂乐"
    "運运當当產产業业觀观帳账許许證证備备歷历錯错誤误傳传單单討讨張张筆笔實实習习剛刚週周鐘钟樓楼級级顯显電电郵邮書书簽签協协議议達达"
)
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    (0xA0, 0x3000, 0x2003, 0x2002, 0xFEFF), 32
)
_FOLD |= {ord(a): ord(b) for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)}
_FOLD |= {ord("「"): ord("“"), ord("」"): ord("”"), ord("︰"): ord(":"), ord("•"): ord("·"), ord("・"): ord("·")}


def fold(text: str) -> str:
    """The text as the rules see it: half width, simple spaces, simplified forms of the characters that cues are
    written with. One character for one, so that offsets hold."""
    return text.translate(_FOLD)


DATE = (
    r"(?<!\d)(?:19|20)\d\d ?(?:[-/.] ?(?:0?[1-9]|1[0-2]) ?[-/.] ?|年 ?(?:0?[1-9]|1[0-2]) ?月 ?)"
    r"(?:3[01]|[12]\d|0?[1-9])(?:(?=\d\d:)|(?!\d))日?"
)
PART_DATE = r"(?<![\d年.-])(?:0?[1-9]|1[0-2])(?:-|/|月)(?:3[01]|[12]\d|0?[1-9])日?(?=\D|\d\d:\d\d)"
TIME = r"[ T]*(?:(?:星期|周)[一二三四五六日天])?[ T]*(?:[上下]午)?[ T]*([01]?\d|2[0-4])[:时]([0-5]\d)(?::([0-5]\d))?"
AGO = r"\d+ ?(?:秒|分钟|小时|天|周|个?月|年)(?:之?前)|^ *(?:刚刚|今天|昨天|前天)[ \d:]*$"

_TIMES = {"dated": DATE, "clock": r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)", "part_dated": PART_DATE, "ago": AGO}


def _read_cues() -> dict[str, list[str]]:
    """The patterns of each cue, from `page_cues.csv` (a row a pattern), and those of dates and times."""
    with (Path(__file__).parent / "page_cues.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["cue"], row["pattern"]) for row in csv.DictReader(file)]
    return {cue: [pattern for name, pattern in rows if name == cue] for cue in dict.fromkeys(name for name, _ in rows)}


_READ = _read_cues()
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
    found = []
    for place, patterns in enumerate(_ALL.values()):
        chosen = [p for p in patterns if not _LITERAL.fullmatch(p) and p.startswith("^") == first]
        if chosen:
            pattern = re.compile("|".join(chosen))
            found.append((place, pattern.match if first else pattern.search))
    return found


_PATTERNS = [*_compiled(True), *_compiled(False)]
_STOP = re.compile(r"[。!?…][”’)\]】》\" ]*$|[.][”\"]$|[a-z][.]$")
_DATED = list(_ALL).index("dated")
_CUT = re.compile(r"(?:\.{2,}|…+) *(?:【?\[?(?:详细|全文|更多)\]?】?)?$")
_CLAUSE = re.compile(r"[,;。!?:、]")
_WRAPPED = re.compile(r"^ *[(\[【《#<].*[)\]】》#>] *$")
_BULLET = re.compile(r"^ *[·■►●▲◆▪□◎★☆|>»*+-] *\S|^ *\d{1,2} *[.、] *\S|^ *\d{1,2}$")
_DATE_ONLY = re.compile(rf"(?:{DATE})?(?:{TIME})?[ |]*$")
_FORM = ("1-4 long", "5-9 long", "10-16 long", "17-30 long", "31-60 long", "61-120 long", "over 120 long", "clause mark inside",
         "three clause marks", "ends with a stop", "ends with a question", "ends cut off", "prose", "opens a quotation",
         "indented", "mostly latin or digits", "row of short words", "in brackets", "bullet", "only a date", "breaks off")  # fmt: skip


def _form(line: str) -> bytes:
    """One byte, 0 or 1, for each of `_FORM` and each cue."""
    text = line.strip()
    n, marks = len(text), len(_CLAUSE.findall(text[:-1]))
    stop, cut = bool(_STOP.search(text[-8:])), bool(_CUT.search(text[-12:]))
    words = text.split()
    cjk = sum("\u3400" <= c <= "\u9fff" for c in text[:120])
    head = text if n <= 64 else text[:18] if marks > 1 else text[:64]
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
        stop and not cut, text[-1:] in "??" or text[-2:] in ("?”", '?"'), cut, n >= 25 and marks > 0 and (stop or text[-1] in ",;:") and not cut, text[:1] in "“\"'‘",
        line[:2] == "  ", cjk * 2 < min(n, 120), len(words) > 2 and n < 7 * len(words) and not stop, bool(_WRAPPED.match(text)),
        bool(_BULLET.match(text)), bare, n >= 25 and marks > 0 and not stop and not cut and text[-1] not in ",;:)]】",
    )  # fmt: skip
    return bytes(row) + bytes(cues)


BASE = (*_FORM, *_ALL)
_NEAR = ("prose", "5-9 long", "1-4 long", "ends with a stop", "dated", "only a date", "source", "share", "counter", "comment", "related", "editor",
         "breadcrumb", "navigation", "caption", "ends cut off", "in brackets", "breaks off", "tags", "notice", "end", "author", "placeholder", "declaration")  # fmt: skip
_WINDOWS = {
    "prose in the next 3": ("prose", 1, 3, 1), "mostly prose in the next 3": ("prose", 1, 3, 2), "no prose in the next 8": ("prose", 1, 8, -1),
    "3 prose in the next 8": ("prose", 1, 8, 3), "prose in the last 3": ("prose", -3, -1, 1), "mostly prose in the last 3": ("prose", -3, -1, 2),
    "no prose in the last 8": ("prose", -8, -1, -1), "3 prose in the last 8": ("prose", -8, -1, 3), "date in the next 4": ("dated", 1, 4, 1),
    "date in the last 4": ("dated", -4, -1, 1), "3 dates within 8": ("any date", -8, 8, 3), "2 comments within 4": ("comment", -4, 4, 2),
    "4 comments within 6": ("comment", -6, 6, 4), "3 shares within 5": ("share", -5, 5, 3), "2 cut off within 6": ("ends cut off", -6, 6, 2),
    "many short within 4": ("short", -4, 4, 6), "3 navigation within 5": ("navigation", -5, 5, 3), "an end in the last 3": ("any end", -3, -1, 1),
    "an end in the last 12": ("any end", -12, -1, 1), "an end in the next 3": ("any end", 1, 3, 1), "a crumb in the last 4": ("breadcrumb", -4, -1, 1),
    "stops within 3": ("ends with a stop", -3, 3, 3), "3 counters within 6": ("counter", -6, 6, 3), "2 related in the last 6": ("related", -6, -1, 2),
    "2 teasers within 5": ("teaser", -5, 5, 2), "4 headlines within 4": ("headline", -4, 4, 4), "related in the last 3": ("related", -3, -1, 1),
    "comment in the last 3": ("comment", -3, -1, 1), "date in the last 12": ("any date", -12, -1, 1),
}  # fmt: skip
"""A column each: of the column named, are there so many (-1: none) in the lines from … to …, counted from this one?"""
_PAGE = ("first line", "in the first 5", "in the last 5", "said twice", "said often", "shares words with the prose below", "shares many words with the prose below", "shares most words with the first prose below",
         "said again inside a line", "looks like a headline", "no prose above", "3 prose above", "half of the prose above", "no prose below",
         "3 prose below", "an end mark above", "3 end marks above", "a comment mark above", "6 comment marks above", "a list of others above", "a date above")  # fmt: skip
_MARKED = ("HTML: the title that the page gives itself", "HTML: h1", "HTML: h2 to h6", "HTML: paragraph", "HTML: mostly link", "HTML: classed as text",
           "HTML: classed as title", "HTML: classed as date or source", "HTML: classed as furniture", "HTML: after a picture")  # fmt: skip
_PLAIN = (
    "navigation",
    "breadcrumb",
    "share",
    "counter",
    "source",
    "editor",
    "from_title",
    "end",
    "tags",
    "comment",
    "footer",
    "notice",
    "declaration",
    "promotion",
)
_DERIVED = ("a sentence without cues", "before: a sentence without cues", "after: a sentence without cues", "two sentences without cues before",
            "first line after a date or source")  # fmt: skip
NAMES = (
    *BASE,
    *(f"{side}: {name}" for side in ("before", "after") for name in _NEAR),
    *_WINDOWS,
    *_PAGE,
    *_DERIVED,
    *_MARKED,
)


def matrix(lines: list[str], markup: Sequence[Markup] = (), title: str = "") -> NDArray[np.bool_]:
    """Features of the folded lines of a page, none of them blank: a row a line, a column for each of `NAMES`.

    `markup` has an entry a line where the page was HTML, and `title` what that HTML gives as its title.
    """
    n = len(lines)
    data = b"".join(map(_form, lines))
    base = np.frombuffer(data, dtype=bool).reshape(n, len(BASE))
    column = {name: base[:, i] for i, name in enumerate(BASE)}
    column["any date"] = column["dated"] | column["ago"] | column["part_dated"] & column["clock"]
    column["short"] = base[:, 0] | base[:, 1] | base[:, 2]
    column["any end"] = (
        column["editor"] | column["end"] | column["tags"] | column["notice"] | column["footer"]
    ) & ~column["prose"]
    column["teaser"] = column["breaks off"] | column["ends cut off"] & (base[:, 4] | base[:, 5] | base[:, 6])
    column["headline"] = (base[:, 2] | base[:, 3] | base[:, 4]) & ~column["ends with a stop"]
    near = [_shift(column[name], step) for step in (1, -1) for name in _NEAR]
    windows = [_window(column[name], *rule) for name, *rule in _WINDOWS.values()]
    if not n:
        return np.zeros((0, len(NAMES)), bool)
    sentence = column["ends with a stop"] & ~base[:, 0]
    for name in _PLAIN:
        sentence &= ~column[name]
    last = _shift(sentence, 1)
    headed = _shift(column["dated"] | column["source"], 1) & ~column["dated"] & ~column["source"] & ~column["share"]
    derived = sentence, last, _shift(sentence, -1), last & _shift(last, 1), headed
    return np.column_stack([base, *near, *windows, *_of_page(lines, column), *derived, *_marked(lines, markup, title)])


_TEXT_CLASS = re.compile(
    r"(?:article|content|text|body|detail|正文|post|main|neirong|zhengwen|rich_media|story|entry|artibody)[^ ]*", re.I
)
_TITLE_CLASS = re.compile(r"title|headline|biaoti|heading", re.I)
_INFO_CLASS = re.compile(r"time|date|source|info|author|byline|meta|laiyuan|post_", re.I)
_FURNITURE_CLASS = re.compile(
    r"nav|menu|foot|head(?!line)|side|share|comment|relat|recommend|rank|hot|list|crumb|copyright|tool|login|advert|tag|footer|right|bottom|more|pinglun|tuijian|login|search",
    re.I,
)


def _marked(lines: list[str], markup: Sequence[Markup], title: str) -> NDArray[np.bool_]:
    """What the markup says, a column for each of `_MARKED`; all false where there is none."""
    out = np.zeros((len(_MARKED), len(lines)), bool)
    own = re.sub(r"[\W_]", "", title)
    for i, (line, mark) in enumerate(zip(lines, markup, strict=False)):
        near = " ".join(mark.path.rsplit(" ", 3)[-3:])
        bare = re.sub(r"[\W_]", "", line) if len(line) < 100 and own else ""
        out[:, i] = (
            len(bare) > 5 and own.startswith(bare), mark.heading == 1, mark.heading > 1, mark.paragraph, mark.link_share > 0.5,
            bool(_TEXT_CLASS.search(near)), bool(_TITLE_CLASS.search(near)), bool(_INFO_CLASS.search(near)),
            bool(_FURNITURE_CLASS.search(mark.path)), mark.images > 0,
        )  # fmt: skip
    return out


def _shift(values: NDArray[np.bool_], step: int) -> NDArray[np.bool_]:
    out = np.zeros_like(values)
    if step > 0:
        out[step:] = values[:-step]
    else:
        out[:step] = values[-step:]
    return out


def _window(values: NDArray[np.bool_], first: int, last: int, least: int) -> NDArray[np.bool_]:
    """Are at least so many true among the lines at distance first … last, the line itself left out? (-1: none.)"""
    n = len(values)
    total = np.concatenate([[0], np.cumsum(values)])
    at = np.arange(n)
    found = (
        total[np.clip(at + last + 1, 0, n)] - total[np.clip(at + first, 0, n)] - (values if first <= 0 <= last else 0)
    )
    return np.asarray(found == 0 if least < 0 else found >= least)


def _of_page(lines: list[str], column: dict[str, Any]) -> list[NDArray[np.bool_]]:
    n = len(lines)
    at = np.arange(n)
    bare = [re.sub(r"[\W_]", "", line) for line in lines]
    seen: dict[str, int] = {}
    for text in bare:
        seen[text] = seen.get(text, 0) + 1
    count = np.array([seen[text] for text in bare])
    length = np.array([len(text) for text in bare])
    full_stop = np.array([line.rstrip(" ”)")[-1:] in "。;," for line in lines])
    headline = (
        (length >= 6) & (length <= 60) & ~full_stop & ~column["breadcrumb"] & ~column["editor"] & ~column["dated"]
    )
    below, most = _echo(bare, headline, np.flatnonzero(column["prose"]))
    again = np.zeros(n, bool)
    quoted = "\n".join(text for text, line in zip(bare, lines, strict=True) if _QUOTING.search(line[:60]))
    if 0 < len(quoted) <= 5000:
        again = np.array([8 <= m <= 60 and text in quoted for text, m in zip(bare, length, strict=True)])
    return [
        at == 0,
        at < 5,
        at >= n - 5,
        count > 1,
        count > 3,
        below >= 0.25,
        below >= 0.5,
        most,
        again & headline,
        headline,
        *_so_far(column),
    ]


def _so_far(column: dict[str, Any]) -> list[NDArray[np.bool_]]:
    """What stands above a line, and what below; marks of an end count once there has been prose."""
    prose = column["prose"].astype(int)
    above = np.cumsum(prose) - prose
    total = above[-1] + prose[-1]
    begun = above > 0
    end, comment = (
        np.cumsum(marks & begun) - (marks & begun)
        for marks in (column["any end"], column["comment"] & ~column["prose"])
    )
    listed = column["related"] & begun & ~column["prose"] & (column["1-4 long"] | column["5-9 long"])
    dated = column["dated"] & ~column["prose"]
    return [
        above == 0, above >= 3, 2 * above > total, above + prose == total, total - above - prose >= 3, end > 0, end > 2, comment > 0, comment > 5,
        np.cumsum(listed) - listed > 0, np.cumsum(dated) - dated > 0,
    ]  # fmt: skip


_QUOTING = re.compile(r"原(?:文)?(?:标题|题)|本篇文章|本文标题|[>»›_|-].*[>»›_|-]")


def _echo(
    bare: list[str], headline: NDArray[np.bool_], prose: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """For each line that looks like a headline, the share of its pairs of characters that the next lines of prose hold;
    and which of those above one and the same prose holds most."""
    below = np.zeros(len(bare))
    best: dict[int, tuple[int, int]] = {}
    after = np.searchsorted(prose, np.arange(len(bare)), side="right")
    for i in np.flatnonzero(headline):
        nearest = prose[after[i] : after[i] + 4]
        if len(nearest) and nearest[0] - i <= 40:
            text = "".join(bare[j][:200] for j in nearest if j - i <= 60)
            pairs = [bare[i][k : k + 2] for k in range(len(bare[i]) - 1)]
            shared = sum(pair in text for pair in pairs)
            below[i] = shared / max(len(pairs), 1)
            if shared > 2:
                best[nearest[0]] = max(best.get(nearest[0], (0, 0)), (shared, i))
    most = np.zeros(len(bare), bool)
    most[[i for _, i in best.values()]] = True
    return below, most
