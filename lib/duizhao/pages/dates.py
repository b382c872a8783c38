"""When an article was published, and when its page was saved: only from where a page says so, never from running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from duizhao.pages.lines import DATE, PART_DATE, TIME


class Row(NamedTuple):
    """A line with its role and its folded text."""

    line: int
    start: int
    end: int
    role: str
    text: str


class Found(NamedTuple):
    """A time found: the metadata field, its value, the row and the span in it, and how it was found."""

    field: str
    value: str
    row: Row
    span: tuple[int, int]
    how: str


STAMP = re.compile(rf"({DATE})(?:{TIME})?")
_PART_STAMP = re.compile(rf"({PART_DATE})(?:{TIME})?")
_BARE = re.compile(rf"^\s*{DATE}{TIME}\s*$")
_SAVED = re.compile(rf"(?:抓取|采集|访问|保存|下载|检索|存档)(?:于|时间|日期)? *:? *(?={DATE})")
LABELLED = re.compile(
    rf"(?:发布|发表|发稿|刊发|刊登|上线|上传|首发|出版|时间|日期|编辑于|[Pp]ublished|[Pp]osted)[^,。;]{{0,8}}?(?={DATE})"
)
_OTHER = re.compile(
    r"更新|修改|截至|截止|浏览|访问|抓取|[Uu]pdated|活动|报名|(?:星期|周)[一二三四五六日天] *$|今天是|今日"
)


def stamp(match: re.Match[str]) -> str:
    """'YYYY-MM-DD[ HH:MM[:SS]]' of a date found."""
    year, month, day = (int(n) for n in re.findall(r"\d+", match[1]))
    clock = ":".join(f"{int(part):02d}" for part in match.groups()[1:4] if part)
    return f"{year:04d}-{month:02d}-{day:02d}" + (f" {clock}" if clock else "")


def beside(text: str) -> re.Match[str] | None:
    """The date in a line, with or without its year."""
    return STAMP.search(text) or _PART_STAMP.search(text)


def retrieval(texts: Sequence[str]) -> int | None:
    """Which line tells when the page was saved: one that says so, or a bare time that follows another and is the latest."""
    stamps = []
    for i, text in enumerate(texts):
        match = STAMP.search(text) if len(text) < 60 else None
        if match and _SAVED.search(text):
            return i
        if match:
            stamps.append((i, stamp(match), bool(_BARE.match(text))))
    latest = max((value for _, value, _ in stamps), default="")
    for (i, _, first), (j, value, second) in pairwise(stamps):
        if j == i + 1 and first and second and value == latest and len(value) > 16:
            return j
    return None


def times(head: Sequence[Row], above: Sequence[Row], tail: Sequence[Row]) -> Iterator[Found]:
    """When the article was published, the best evidence first.

    From the zone between title and body, from a line just above the title, from a labelled line below the body, from a
    date set on three lines; a date without its year is partial; a last update stands in where there is no other.
    """
    for row, match in _dated(head, 160):
        if not _OTHER.search(row.text[max(0, match.start() - 8) : match.start()]):
            yield Found("published", stamp(match), row, match.span(), "between title and body")
    partial = [*_partial(head)]
    for row, match in _dated(() if partial else above[::-1], 60):
        if not _OTHER.search(row.text) and (match[2] or LABELLED.search(row.text)):
            yield Found("published", stamp(match), row, match.span(), "above the title")
    for row, match in _dated(tail, 80):
        if LABELLED.search(row.text) and not _OTHER.search(row.text):
            yield Found("published", stamp(match), row, match.span(), "labelled below the body")
    yield from _split([*above, *head])
    yield from partial
    for row, match in _dated(head, 160):
        yield Found("published", stamp(match), row, match.span(), "last update, between title and body")


def _partial(head: Sequence[Row]) -> Iterator[Found]:
    """Dates without their year."""
    for row in head:
        part = _PART_STAMP.search(row.text)
        if part and len(row.text) < 60 and not STAMP.search(row.text):
            day = "-".join(f"{int(number):02d}" for number in re.findall(r"\d+", part[1]))
            clock = ":".join(number.zfill(2) for number in part.groups()[1:] if number)
            yield Found("published_partial", f"{day} {clock}".strip(), row, part.span(), "between title and body")


def _dated(rows: Sequence[Row], longest: int) -> Iterator[tuple[Row, re.Match[str]]]:
    """Lines with a date that are no sentences; of several dates in a line, the labelled one."""
    for row in rows:
        if len(row.text) <= longest and "。" not in row.text and row.role not in ("caption", "related"):
            label = LABELLED.search(row.text)
            match = STAMP.search(row.text, label.end() if label else 0)
            if match:
                yield row, match


def _split(rows: Sequence[Row]) -> Iterator[Found]:
    """A date set on lines of its own: the year, month and day, the time."""
    for year, day, clock in zip(rows, rows[1:], rows[2:], strict=False):
        joined = f"{year.text.strip()}-{day.text.strip()} {clock.text.strip()}"
        match = STAMP.fullmatch(joined)
        if match and len(joined) < 22:
            span = year.text.find(joined[0]), clock.end - year.start
            yield Found("published", stamp(match), year, span, "year, day and time on lines of their own")
