"""What the lines of a page show together: neighbours, repetition, echoes of the title, what stands above, and the markup.

One row a line, one column a feature, each a yes or a no; so that a page of any length is a few passes over arrays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from duizhao.pages import lines as linefeatures
from duizhao.pages.html import Markup
from duizhao.pages.lines import NAMES as BASE

_PAGE = (
    "first line", "in the first 5", "in the last 5", "said twice", "said often", "shares words with the prose below",
    "shares many words with the prose below", "shares most words with the first prose below", "said again inside a line",
    "looks like a headline", "no prose above", "3 prose above", "half of the prose above", "no prose below", "3 prose below",
    "an end mark above", "3 end marks above", "a comment mark above", "6 comment marks above", "a list of others above",
    "a date above",
)  # fmt: skip
_MARKED = (
    "HTML: the title that the page gives itself", "HTML: h1", "HTML: h2 to h6", "HTML: paragraph", "HTML: mostly link",
    "HTML: classed as text", "HTML: classed as title", "HTML: classed as date or source", "HTML: classed as furniture",
    "HTML: after a picture",
)  # fmt: skip
_PLAIN = (
    "navigation", "breadcrumb", "share", "counter", "source", "editor", "from_title", "end", "tags", "comment", "footer",
    "notice", "declaration", "promotion",
)  # fmt: skip
_DERIVED = (
    "a sentence without cues", "before: a sentence without cues", "after: a sentence without cues",
    "two sentences without cues before", "first line after a date or source",
)  # fmt: skip
_WINDOWS = [
    (name, of, int(first), int(last), int(least))
    for name, of, first, last, least in linefeatures.table("page_windows.csv")
]
"""A column each: of the column `of`, are there so many (-1: none) in the lines from … to …, counted from this one?"""
NAMES = (*BASE, *(name for name, *_ in _WINDOWS), *_PAGE, *_DERIVED, *_MARKED)


def columns(lines: list[str]) -> dict[str, NDArray[np.bool_]]:
    """What the folded lines of a page, none of them blank, show by themselves: an array of yes and no by name."""
    n = len(lines)
    data = b"".join(map(linefeatures.form, lines))
    base = np.frombuffer(data, dtype=bool).reshape(n, len(BASE))
    column = {name: base[:, i] for i, name in enumerate(BASE)}
    column["any date"] = column["dated"] | column["ago"] | column["part_dated"] & column["clock"]
    column["short"] = base[:, 0] | base[:, 1] | base[:, 2]
    column["any end"] = (
        column["editor"] | column["end"] | column["tags"] | column["notice"] | column["footer"]
    ) & ~column["prose"]
    column["teaser"] = column["breaks off"] | column["ends cut off"] & (base[:, 4] | base[:, 5] | base[:, 6])
    column["headline"] = (base[:, 2] | base[:, 3] | base[:, 4]) & ~column["ends with a stop"]
    furniture = np.any([column[name] for name in _PLAIN], axis=0)
    column["sentence"] = column["ends with a stop"] & ~base[:, 0] & ~furniture
    column["cued"] = furniture | column["related"] | column["author"] | column["any date"]
    column["said"] = ~column["ends cut off"] & (
        column["ends with a stop"] & ~base[:, 0] & ~base[:, 1] | column["prose"] | column["breaks off"]
    )
    ends = np.array([line.rstrip()[-1:] == ":" for line in lines])
    numbered = np.array([bool(_NUMBERED.match(line)) for line in lines], bool)
    column["opens"] = ~furniture & (ends & column["clause mark inside"] | column["ends with a stop"] | numbered)
    column["spoken"] = np.array([bool(_SPOKEN.search(line)) for line in lines], bool)
    column["heads"] = (column["related"] | column["comment"]) & column["short"] & ~column["clause mark inside"]
    told = column["any date"] & ~column["only a date"]
    listed = column["related"] & column["short"] | (column["comment"] | told) & ~column["ends with a stop"]
    column["stop"] = ~column["prose"] & (listed | column["any end"] | column["ends cut off"])
    return column


def matrix(
    lines: list[str],
    markup: Sequence[Markup] = (),
    title: str = "",
    column: dict[str, NDArray[np.bool_]] | None = None,
) -> NDArray[np.bool_]:
    """Features of the folded lines of a page, none of them blank: a row a line, a column for each of `NAMES`.

    `markup` has an entry a line where the page was HTML, and `title` what that HTML gives as its title.
    """
    n = len(lines)
    column = columns(lines) if column is None else column
    base = np.column_stack([column[name] for name in BASE])
    windows = [_window(column[of], *rule) for _, of, *rule in _WINDOWS]
    if not n:
        return np.zeros((0, len(NAMES)), bool)
    sentence = column["sentence"]
    last = _shift(sentence, 1)
    headed = _shift(column["dated"] | column["source"], 1) & ~column["dated"] & ~column["source"] & ~column["share"]
    derived = sentence, last, _shift(sentence, -1), last & _shift(last, 1), headed
    return np.column_stack([base, *windows, *_of_page(lines, column), *derived, *_marked(lines, markup, title)])


_NUMBERED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]{1,3}\))")  # 一、总体要求
_SPOKEN = re.compile(r",“[^”]*[。!?]”\s*$")  # 她大声说道，“都要改！” is no headline; 她：“都要改！” may be one
_TEXT_CLASS = re.compile(
    r"(?:article|content|text|body|detail|正文|post|main|neirong|zhengwen|rich_media|story|entry|artibody)[^ ]*", re.I
)
_TITLE_CLASS = re.compile(r"title|headline|biaoti|heading", re.I)
_INFO_CLASS = re.compile(r"time|date|source|info|author|byline|meta|laiyuan|post_", re.I)
_FURNITURE_CLASS = re.compile(
    r"nav|menu|foot|head(?!line)|side|share|comment|relat|recommend|rank|hot|list|crumb|copyright|"
    r"tool|login|advert|tag|footer|right|bottom|more|pinglun|tuijian|login|search",
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
    full_stop = np.array([_NO_HEADLINE.search(line[-30:]) is not None for line in lines])
    headline = (
        (length >= 6)
        & (length <= 60)
        & ~full_stop
        & ~column["breadcrumb"]
        & ~column["editor"]
        & ~column["from_title"]
        & ~column["dated"]
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
        above == 0, above >= 3, 2 * above > total, above + prose == total, total - above - prose >= 3,
        end > 0, end > 2, comment > 0, comment > 5,
        np.cumsum(listed) - listed > 0, np.cumsum(dated) - dated > 0,
    ]  # fmt: skip


_NO_HEADLINE = re.compile(r"[。;,][”)》 ]*$|[。!?][(][^()]*[)] *$")
_QUOTING = re.compile(r"原(?:文)?(?:标题|题)|本篇文章|本文标题|[>»›_|-].*[>»›_|-]")


def _echo(
    bare: list[str], headline: NDArray[np.bool_], prose: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """For each line that looks like a headline, the share of its pairs of characters that the next lines of prose hold;
    and which of those above one and the same prose holds most."""
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
