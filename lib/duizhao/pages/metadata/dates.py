"""Dates as pages and tables write them → ISO 8601; when a page was published or saved: only from where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from duizhao.pages.features import DATE
from duizhao.pages.metadata.evidence import PATTERNS, Claim, Row, Span, View, marked


class Stamp(NamedTuple):
    """A date found in a text, at start:end: 'YYYY-MM-DD', with ' HH:MM' or ' HH:MM:SS' where it has a time."""

    value: str
    start: int
    end: int


_DIGITS = "〇一二三四五六七八九"
_NUMBER = rf"(?:\d{{1,3}}|[{_DIGITS}十百]{{1,5}})"
_COUNTED = rf"(?P<month>{_NUMBER}) ?月 ?(?P<day>{_NUMBER})"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH, _DAY = r"(?P<month>0?[1-9]|1[0-2])", r"(?P<day>(?:3[01]|[12]\d|0?[1-9])(?:(?=\d\d:)|(?!\d)))"
_TIME = (
    r"(?:(?:[ T,|-]|\(?(?:星期|周)[一二三四五六日天]\)?){0,6}(?P<half>[上下中]午|凌晨|早上|傍晚|晚上?|夜间|[AP]M\b)? ?"
    r"(?P<hour>[01]?\d|2[0-4])[:时点](?P<minute>[0-5]\d)(?:[:分](?P<second>[0-5]\d))?分?(?: ?(?P<ampm>[AP])\.?M\b)?)?"
)
_FORMS = tuple(
    re.compile(form + _TIME, re.I)
    for form in (
        rf"(?<!\d){_YEAR} ?[-/.] ?{_MONTH} ?[-/.] ?{_DAY}",  # 2023/3/5
        r"(?<![\d/.-])(?P<short>1[5-9]|2\d)-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?= ?\d\d:\d\d)",  # 23-03-05 10:11
        rf"(?<!\d)(?P<year>(?:19|20)\d\d|[一二][{_DIGITS}]{{3}}) ?年 ?{_COUNTED} ?[日号]?",
        rf"(?:中华)?民国 ?(?P<roc>{_NUMBER}) ?年 ?{_COUNTED} ?日",  # 民国112年3月5日
        rf"(?<![\d/.:-])(?P<roc>1[01]\d)[/.-]{_MONTH}[/.-]{_DAY}(?![/.\d-])",  # 112/03/05
        rf"\b{_NAME} (?P<day>\d\d?)(?:st|nd|rd|th)?,? {_YEAR}\b",  # March 5, 2023
        rf"(?<!\d)(?P<day>\d\d?) {_NAME},? {_YEAR}\b",  # 5 Mar 2023
        rf"(?<![\d/.])(?P<first>\d\d?)(?P<sign>[/.-])(?P<other>\d\d?)(?P=sign){_YEAR}(?!\d)",  # 25.3.2023
    )
)
_PART = re.compile(
    rf"(?<![\d年./-]){_MONTH}(?:-|/|月)(?P<day>3[01]|[12]\d|0?[1-9])日?(?=\D|\d\d:\d\d|$)(?![/.-]\d){_TIME}"
)
_BARE = re.compile(r"[\d\s:/.T-]+")
LABELLED = re.compile(rf"(?:{PATTERNS['published label']})[^,。;]{{0,8}}?(?={DATE})")
"""Words that announce the date of publication, before one."""
MERE = re.compile(rf"(?:{PATTERNS['published label']})+ ?[::] ?[\d /.:年月日时分秒-]{{6,25}}(?:[AP]M)?")
"""A label of publication with a date, in whatever form, and nothing else: 发表时间: 15/06/2024 - 18:22."""
_PUBLISHED = re.compile(rf"(?:{PATTERNS['published label']})[^,。;]{{0,8}}$")
_SAVED, _OTHER, _RUNS_ON, _RELATIVE = (
    re.compile(PATTERNS[name]) for name in ("saved", "other date", "runs on", "relative")
)
_TIMED = re.compile(r"time|date|pub", re.I)


def find(text: str) -> Stamp | None:
    """The first whole date of a folded text.

    Read are year first (2023-03-05, 2023年3月5日, 二〇二三年三月五日, 民国112年3月5日, 112/03/05), English names of months,
    and day first where no month can be meant (25/3/2023) or dots stand between (5.3.2023): 5/3/2023 may be of May or of
    March, and is no date. 下午, 晚 and PM count from noon. A day that the calendar does not have is no date.

    Examples
    --------
    >>> find("2023年3月5日 下午2:30").value
    '2023-03-05 14:30'
    """
    return next(_every(text), None)


def _every(text: str) -> Iterator[Stamp]:
    text, end = text.replace("零", "〇").replace("○", "〇"), 0
    for match in sorted((m for form in _FORMS for m in form.finditer(text)), key=lambda m: (m.start(), -m.end())):
        if match.start() >= end and (value := _value(match)):
            end = match.end()
            yield Stamp(value, match.start(), end)


def partial(text: str) -> Stamp | None:
    """The first date without its year, as 'MM-DD[ HH:MM]'."""
    match = _PART.search(text)
    return Stamp(f"{int(match['month']):02d}-{int(match['day']):02d}{_clock(match)}", *match.span()) if match else None


def _value(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    year = _number(part.get("year") or f"20{part['short']}") if not part.get("roc") else 1911 + _number(part["roc"])
    if part.get("first"):
        day, month = int(part["first"]), int(part["other"])
        if part["sign"] != "." and max(day, month) < 13 and day != month:
            return None
        day, month = (month, day) if month > 12 else (day, month)
    else:
        month = _MONTHS.index(part["name"].lower()) + 1 if part.get("name") else _number(part["month"])
        day = _number(part["day"])
    try:
        return f"{date(year, month, day)}{_clock(match)}"
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> str:
    """' HH:MM[:SS]', or nothing where no time is given."""
    if not match["hour"]:
        return ""
    hour, half = int(match["hour"]), f"{match['half'] or ''}{match['ampm'] or ''}".lower()[:1]
    if (half in ("下", "傍", "晚", "夜", "p") and hour < 12) or (half == "中" and hour < 10):
        hour += 12
    elif (half in ("上", "凌", "早", "a", "晚", "夜") and hour == 12) or hour == 24:
        hour = 0
    return f" {hour:02d}:{match['minute']}" + (f":{match['second']}" if match["second"] else "")


def _number(text: str) -> int:
    """A number in digits, or in Chinese: digit by digit (二〇二三), or with tens and hundreds (二十一, 一百一十二)."""
    if text.isdecimal():
        return int(text)
    value = last = 0
    for char in text:
        if char in "十百":
            value, last = value + (last or 1) * (10 if char == "十" else 100), 0
        else:
            last = 10 * last + _DIGITS.index(char)
    return value + last


def iso(value: object) -> str | None:
    """A cell's or a tag's date as `Stamp.value` writes it; None for what is no date, or may be one of two.

    A number is a day as Excel counts them (45414 is 2024-05-02), or seconds or milliseconds since 1970, of which the
    day in China is taken; eight digits are 20240502. Of a time zone nothing is kept: the clock is the one on the page.
    """
    text = " ".join(str(value)[:200].split())
    if match := re.fullmatch(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?: ?([0-2]\d)([0-5]\d)([0-5]\d))?", text):
        text = "-".join(match.groups()[:3]) + (" " + ":".join(match.groups()[3:]) if match[4] else "")
    elif re.fullmatch(r"1\d{9}|1\d{12}", text):
        text = str(datetime(1970, 1, 1, 8) + timedelta(seconds=int(text[:10])))
    elif re.fullmatch(r"[2-5]\d{4}(?:\.\d+)?", text):
        text = str(datetime(1899, 12, 30) + timedelta(seconds=round(86400 * float(text))))
    found = find(text)
    return found.value.removesuffix(" 00:00:00") if found else None


def retrieval(texts: Sequence[str]) -> int | None:
    """Which line tells when the page was saved: one that says so, or a bare time after another that is the latest."""
    found = [(i, text, stamp) for i, text in enumerate(texts) if len(text) < 60 and (stamp := find(text))]
    bare = {i for i, text, _ in found if _BARE.fullmatch(text)}
    said = [i for i, text, stamp in found if _SAVED.search(text[: stamp.start])]
    latest = max((stamp.value for _, _, stamp in found), default="")
    said += [i for i, _, stamp in found if {i - 1, i} <= bare and stamp.value == latest and len(latest) > 16]
    return next(iter(said), None)


def when(text: str) -> Span | None:
    """Where a folded line that is not running text says when: a date, with or without its year, or 3小时前."""
    if len(text) > 160:
        return None
    if stamp := find(text) or partial(text):
        return None if _in_text(text, stamp) else (stamp.start, stamp.end)
    ago = _RELATIVE.search(text) if len(text) < 40 else None
    return ago.span() if ago else None


def claims(view: View, head: str) -> Iterator[Claim]:
    """When the article was published, the most trusted first: as the HTML says (`head`: its source from title to body),
    but in the page's own words where these have a label, or are of the same day or the next; then what lines show."""
    shown = [*_shown(view)]
    first = next((claim for claim in shown[:1] if claim.field == "published"), None)
    for how, said in marked(view.page, "published", head):
        if value := iso(said):
            if first and (first.how.startswith("labelled") or abs(_day(first.value) - _day(value)) < 2):
                yield first
            yield Claim("published", value, how)
    yield from shown


def _day(value: str) -> int:
    return date.fromisoformat(value[:10]).toordinal()


class _Dated(NamedTuple):
    """A line with a date, whether words before that call it the publication's, or another's (an update, a visit)."""

    row: Row
    stamp: Stamp
    labelled: bool
    other: bool

    def claim(self, how: str) -> Claim:
        how = f"labelled, {how}" if self.labelled else how
        return Claim("published", self.stamp.value, how, self.row, (self.stamp.start, self.stamp.end))


def _shown(view: View) -> Iterator[Claim]:
    """Above the body, above the title, labelled below, on three lines; else partial; else an update, or a time."""
    head, below, yearless = [*_dated(view.head, 160)], _dated(view.tail, 80), [*_yearless(view)]
    above = _dated(() if yearless else view.above[::-1], 60)
    yield from (one.claim("above the body") for one in head if not one.other)
    yield from (one.claim("above the title") for one in above if one.labelled or len(one.stamp.value) > 10)
    yield from (one.claim("below the body") for one in below if one.labelled and not one.other)
    split = [*_split([*view.above, *view.head])]
    yield from split or yearless
    if not yearless:
        yield from (one.claim("last update, above the body") for one in head)
        yield from _timed_below(view)


def _dated(rows: Sequence[Row], longest: int) -> Iterator[_Dated]:
    """Lines with a date that are no sentences; of several dates in a line, the labelled one."""
    for row in rows:
        if len(row.text) <= longest and "。" not in row.text and row.role not in ("caption", "related"):
            stamps = [stamp for stamp in _every(row.text) if not _in_text(row.text, stamp)]
            before = [(stamp, row.text[: stamp.start]) for stamp in stamps]
            found = [_Dated(row, s, bool(_PUBLISHED.search(t)), bool(_OTHER.search(t[-8:]))) for s, t in before]
            yield from sorted(found, key=lambda one: one.other or not one.labelled)[:1]


def _yearless(view: View) -> Iterator[Claim]:
    for row in view.head:
        stamp = partial(row.text) if len(row.text) < 60 and not find(row.text) else None
        if stamp and not _in_text(row.text, stamp):
            yield Claim("published_partial", stamp.value, "above the body", row, (stamp.start, stamp.end))


def _timed_below(view: View) -> Iterator[Claim]:
    for row in view.rest[:2]:
        stamp, path = find(row.text), view.page.markup[row.line - 1].path if view.page.markup else ""
        if stamp and len(stamp.value) > 10 and _TIMED.search(path[-40:]):
            yield _Dated(row, stamp, False, False).claim("marked as a time, below the body")


def _in_text(text: str, stamp: Stamp) -> bool:
    """A day without a time that runs on into words is one that the text tells of: 2007年6月29日常务委员会会议, 5日电."""
    return len(stamp.value) <= 10 and bool(_RUNS_ON.match(text, stamp.end))


def _split(rows: Sequence[Row]) -> Iterator[Claim]:
    """A date set on lines of its own: the year, month and day, the time."""
    for year, day, clock in zip(rows, rows[1:], rows[2:], strict=False):
        joined = f"{year.text.strip()}-{day.text.strip()} {clock.text.strip()}"
        stamp = find(joined) if len(joined) < 22 else None
        if stamp and stamp.end == len(joined):
            span = year.text.find(joined[0]), clock.end - year.start
            yield Claim("published", stamp.value, "on three lines", year, span)
