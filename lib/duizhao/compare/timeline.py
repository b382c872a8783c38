"""Dates in the text, each with its sentence: resolved against the day of publication where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from duizhao.compare.shares import KEY

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2, "明年": 1}
_MONTHS = {"本月": 0, "上月": -1, "上个月": -1, "下月": 1, "下个月": 1}
_DAYS = {"今天": 0, "今日": 0, "昨天": -1, "昨日": -1, "前天": -2, "明天": 1, "明日": 1, "后天": 2}
_YEAR = rf"(?:(?P<year>\d{{4}})\s*年|(?P<rel_year>{'|'.join(_YEARS)}))"  # 2024年, 去年
_MONTH = r"(?P<month>\d{1,2})\s*月(?:份)?"  # 8月, 8 月份
_DAY = r"(?P<day>\d{1,2})\s*日(?![内间游均后龄元本])"  # 6日, but not 6日内
_TO = r"(?:\s*[至到—–\-~]\s*(?:(?P<to_month>\d{1,2})\s*月\s*)?(?P<to_day>\d{1,2})\s*日)?"  # 至6日, 至4月2日
_PATTERNS = (
    re.compile(rf"(?<!\d){_YEAR}\s*{_MONTH}\s*{_DAY}{_TO}"),  # 2024年8月6日, 去年8月6日至9日
    re.compile(rf"(?<!\d){_YEAR}\s*{_MONTH}"),  # 去年8月
    re.compile(rf"(?<![\d年]){_MONTH}\s*{_DAY}{_TO}"),  # 3月5日至6日
    re.compile(rf"(?<![\d年第]){_MONTH}(?!\s*\d{{1,2}}\s*日)"),  # 3月
    re.compile(rf"(?<![\d月第]){_DAY}"),  # 据新华社14日报道
    re.compile(rf"(?<!\d)(?:(?P<from_year>\d{{4}})年?\s*[至到—–\-~]\s*)?{_YEAR}(?!\s*\d)"),  # 2024年, 2022-2024年
    re.compile(f"(?P<rel_month>{'|'.join(_MONTHS)})"),  # 上个月
    re.compile(rf"(?<!至)(?P<rel_day>{'|'.join(_DAYS)})(?!\s*[(（]\s*\d)"),  # 昨天, but not 时至今日, 今天(7日)
)
_TODAY = re.compile(r"今[天日]\s*[(（]\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")  # 今天(9月7日) in an article put out after midnight
COLUMNS = ["kind", "from", "to", "resolved", *KEY, "start", "end", "words", "text"]


class Dates(NamedTuple):
    """From and to as in EDTF: 2024-08-06, 2024-08, 2024; XXXX-08-06 without its year; None where nothing is known."""

    first: str | None
    last: str | None
    resolved: bool


def timeline(corpus: Corpus) -> pd.DataFrame:
    """When each article appeared and which days it speaks of, in the order of time; what cannot be placed comes last.

    Columns: `kind` (`published` or `told`), `from, to` (see `Dates`), `resolved` (the year is known), `source, article,
    sentence, start, end`, the `words` that give the date, and the `text` of their sentence (the title of the article
    for `published`, whose sentence is −1).

    Examples
    --------
    3月5日至6日 in an article of 2025-03-14 is 2025-03-05 to 2025-03-06; 去年8月 in one without a date stays as it is.
    """
    published = {one.name: _day(one.metadata.published) for one in corpus.articles}
    rows: list[tuple[object, ...]] = [
        ("published", str(day), str(day), True, one.source, one.name, -1, 0, 0, said.published, said.title)
        for one in corpus.articles
        if (day := published[one.name]) and (said := one.metadata)
    ]
    sentences = corpus.sentences[[*KEY, "start", "text"]]
    texts = sentences.groupby("article")["text"].agg(list).to_dict()
    today = {name: _said_today(texts.get(name, ()), day) for name, day in published.items()}
    for source, article, sentence, start, text in sentences.itertuples(index=False, name=None):
        for found in _found(text):
            span = (start + found.start(), start + found.end(), found[0])
            rows.append(("told", *_resolved(found, today.get(article)), source, article, sentence, *span, text))
    table = pd.DataFrame(rows, columns=COLUMNS)
    order = ["unknown", "from", "to", *KEY, "start"]
    told = table.assign(unknown=~table["resolved"].astype(bool)).sort_values(order, kind="stable", ignore_index=True)
    return told[COLUMNS]


def _day(published: str | None) -> date | None:
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", published or "")
    return _date(*map(int, found.groups())) if found else None


def _said_today(texts: Iterable[str], published: date | None) -> date | None:
    """The day that the article itself calls today, else that of publication."""
    for found in filter(None, map(_TODAY.search, texts)):
        near = _nearest(None, int(found[1]), int(found[2]), published)
        return _day(near) or published
    return published


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _found(text: str) -> Iterator[re.Match[str]]:
    """The dates of a sentence from left to right, none inside another."""
    at = 0
    while at < len(text):
        matches = [match for pattern in _PATTERNS if (match := pattern.search(text, at))]
        if not matches:
            return
        first = min(matches, key=lambda match: match.start())  # of those that start alike, the first pattern
        yield first
        at = first.end()


def _resolved(found: re.Match[str], published: date | None) -> Dates:
    given = {name: value for name, value in found.groupdict().items() if value}
    if "rel_day" in given:
        day = published and published + timedelta(_DAYS[given["rel_day"]])
        return Dates(str(day), str(day), True) if day else Dates(None, None, False)
    if "rel_month" in given:
        month = _month_of(published, _MONTHS[given["rel_month"]])
        return Dates(month, month, month is not None)
    numbers = {name: int(value) for name, value in given.items() if value.isdecimal()}
    if "rel_year" in given:
        if not published:
            return Dates(None, None, False)
        numbers["year"] = published.year + _YEARS[given["rel_year"]]
    if "from_year" in numbers:
        return Dates(str(numbers["from_year"]), str(numbers["year"]), True)
    return _span(numbers, published)


def _month_of(published: date | None, later: int) -> str | None:
    months = published and published.year * 12 + published.month - 1 + later
    return f"{months // 12}-{months % 12 + 1:02}" if months else None


def _span(numbers: Mapping[str, int], published: date | None) -> Dates:
    """A date, or a range of days with the month and the year of its last day taken from the first where not said."""
    first = _nearest(numbers.get("year"), numbers.get("month"), numbers.get("day"), published)
    known = None if first.startswith("XXXX") else int(first[:4])
    if "to_day" not in numbers:
        return Dates(first, first, known is not None)
    month = numbers.get("to_month", numbers.get("month") or (published.month if published else None))
    last = _nearest(known, month, numbers["to_day"], published)
    if known and last < first:  # 12月30日至1月2日
        last = _nearest(known + 1, month, numbers["to_day"], published)
    return Dates(first, last, known is not None)


def _nearest(year: int | None, month: int | None, day: int | None, published: date | None) -> str:
    """The date, with what is not said taken from the day of publication, so that it is nearest to that."""
    if year is None and published:
        base = published.year * 12 + published.month - 1
        near = [divmod(base + n, 12) for n in range(-13, 14) if month in (None, (base + n) % 12 + 1)]
        days = [(found, y, m + 1) for y, m in near if (found := _date(y, m + 1, day or 15))]
        _, year, month = min(days, key=lambda one: abs((one[0] - published).days), default=(None, None, month))
    parts = ["XXXX" if year is None else f"{year:04}"]
    parts += ["XX" if month is None else f"{month:02}"] if month or day else []
    return "-".join([*parts, f"{day:02}"] if day else parts)
