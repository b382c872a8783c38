"""Dates as pages and tables write them → ISO 8601; when a page was published or saved: only from where it says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from duizhao.pages.lines import DATE
from duizhao.pages.names import PATTERNS


class Row(NamedTuple):
    """A line with its role and its folded text."""

    line: int
    start: int
    end: int
    role: str
    text: str


class Stamp(NamedTuple):
    """A date found in a text, at start:end: 'YYYY-MM-DD', with ' HH:MM' or ' HH:MM:SS'; without its year if `partial`."""

    value: str
    start: int
    end: int
    partial: bool = False


class Claim(NamedTuple):
    """A field of the metadata, what it is said to be, where (row None: in the HTML only), and how that was read."""

    field: str
    value: str
    row: Row | None
    span: tuple[int, int]
    how: str


_DIGITS = "〇一二三四五六七八九"
_NUMBER = rf"(?:\d{{1,2}}|[{_DIGITS}十]{{1,3}})"
_YEAR = rf"(?:(?:19|20)\d\d|[一二][{_DIGITS}零○]{{3}})"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:(?=\d\d:)|(?!\d))"
_TAIL = (
    r"(?:[ T,|-]|\(?(?:星期|周)[一二三四五六日天]\)?){0,6}(?P<half>上午|凌晨|早上|中午|下午|傍晚|晚上?|夜间|[AP]M\b)? ?"
    r"(?P<hour>[01]?\d|2[0-4])[:时点](?P<minute>[0-5]\d)(?:[:分](?P<second>[0-5]\d))?分?(?: ?(?P<ampm>[AaPp])\.?[Mm]\b)?"
)
_FORMS = tuple(
    re.compile(rf"{form}(?:{_TAIL})?", re.I)
    for form in (
        rf"(?<!\d)(?P<year>{_YEAR}) ?[-/.] ?(?P<month>0?[1-9]|1[0-2]) ?[-/.] ?(?P<day>{_DAY})",  # 2023/3/5
        rf"(?<!\d)(?P<year>{_YEAR}) ?年 ?(?P<month>{_NUMBER}) ?月 ?(?P<day>{_NUMBER}) ?[日号]?",  # 二〇二三年三月五日
        rf"(?:中华)?民国 ?(?P<roc>{_NUMBER}|\d{{3}}|[{_DIGITS}百十]{{3,5}}) ?年 ?(?P<month>{_NUMBER}) ?月 ?(?P<day>{_NUMBER}) ?日",
        rf"(?<![\d/.:-])(?P<roc>1[01]\d)[/.-](?P<month>0?[1-9]|1[0-2])[/.-](?P<day>{_DAY})(?![/.\d-])",  # 112/03/05
        rf"\b{_NAME} (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>20\d\d|19\d\d)\b",  # March 5, 2023
        rf"(?<!\d)(?P<day>\d\d?) {_NAME},? (?P<year>20\d\d|19\d\d)\b",  # 5 Mar 2023
        r"(?<![\d/.])(?P<first>\d\d?)(?P<sign>[/.-])(?P<other>\d\d?)(?P=sign)(?P<year>20\d\d|19\d\d)(?!\d)",  # 25.3.2023
    )
)
_PART = re.compile(
    rf"(?<![\d年./-])(?P<month>0?[1-9]|1[0-2])(?:-|/|月)(?P<day>3[01]|[12]\d|0?[1-9])日?(?=\D|\d\d:\d\d)(?![/.-]\d)(?:{_TAIL})?"
)
_BARE = re.compile(r"[\d\s:/.T-]+")
LABELLED = re.compile(rf"(?:{PATTERNS['published label']})[^,。;]{{0,8}}?(?={DATE})")
"""Words that announce the date of publication, before one."""
_PUBLISHED = re.compile(rf"(?:{PATTERNS['published label']})[^,。;]{{0,8}}$")
_SAVED, _OTHER, _RUNS_ON = (re.compile(PATTERNS[name]) for name in ("saved", "other date", "runs on"))


def find(text: str) -> Stamp | None:
    """The first whole date of a folded text.

    Read are year first (2023-03-05, 2023年3月5日, 二〇二三年三月五日, 民国112年3月5日, 112/03/05), English names of months,
    and day first where no month can be meant (25/3/2023) or dots stand between (5.3.2023): 5/3/2023 may be May or March,
    and is no date. 下午, 晚 and PM count from noon. A day that the calendar does not have is no date.

    Examples
    --------
    >>> find("2023年3月5日 下午2:30").value
    '2023-03-05 14:30'
    """
    return next(every(text), None)


def every(text: str) -> Iterator[Stamp]:
    """The dates of a folded text, in order, with those without a year (`partial`), which `find` leaves out."""
    found = sorted((match for form in _FORMS for match in form.finditer(text)), key=lambda m: (m.start(), -m.end()))
    end = 0
    for match in found:
        if match.start() >= end and (value := _value(match)):
            end = match.end()
            yield Stamp(value, match.start(), end)


def partial(text: str) -> Stamp | None:
    """The first date without its year, as 'MM-DD[ HH:MM]'."""
    match = _PART.search(text)
    if not match:
        return None
    value = f"{int(match['month']):02d}-{int(match['day']):02d}{_clock(match)}"
    return Stamp(value, match.start(), match.end(), partial=True)


def _value(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    year = _number(part["year"]) if part.get("year") else 1911 + _number(part["roc"])
    if part.get("first"):
        day, month = int(part["first"]), int(part["other"])
        if month > 12:
            day, month = month, day
        elif part["sign"] != "." and day <= 12 and day != month:
            return None
    else:
        day = _number(part["day"])
        month = _MONTHS.index(part["name"].lower()) + 1 if part.get("name") else _number(part["month"])
    try:
        return f"{date(year, month, day)}{_clock(match)}"
    except ValueError:
        return None


def _clock(match: re.Match[str]) -> str:
    """' HH:MM[:SS]', or nothing where no time is given."""
    if not match["hour"]:
        return ""
    hour, half = int(match["hour"]), f"{match['half'] or ''}{match['ampm'] or ''}".lower().removesuffix("m")
    late = half in ("下午", "傍晚", "晚", "晚上", "夜间", "p") or (half == "中午" and hour < 10)
    if late and hour < 12:
        hour += 12
    elif (half in ("上午", "凌晨", "早上", "a", "晚", "晚上", "夜间") and hour == 12) or hour == 24:
        hour = 0
    return f" {hour:02d}:{match['minute']}" + (f":{match['second']}" if match["second"] else "")


def _number(text: str) -> int:
    """A number in digits, or in Chinese: digit by digit (二〇二三), or with tens and a hundred (二十一, 一百一十二)."""
    if text.isdecimal():
        return int(text)
    text = text.replace("零", "〇").replace("○", "〇")
    if not re.search("[十百]", text):
        return int("".join(str(_DIGITS.index(digit)) for digit in text))
    hundreds, rest = text.split("百") if "百" in text else ("", text)
    tens, ones = rest.split("十") if "十" in rest else ("〇", rest)
    value = 100 * _DIGITS.index(hundreds) if hundreds else 0
    return value + 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones[-1]) if ones else 0)


def iso(value: object) -> str | None:
    """A cell's or a tag's date as `Stamp.value` writes it; None for what is no date, or may be one of two.

    A number is a day as Excel counts them (45414 is 2024-05-02), or seconds or milliseconds since 1970, of which the day
    in China is taken; eight digits are 20240502. Of a time zone nothing is kept: the clock is the one on the page.
    """
    text = " ".join(str(value).split())
    if match := re.fullmatch(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?: ?([0-2]\d)([0-5]\d)([0-5]\d))?", text):
        text = "{}-{}-{}".format(*match.groups()) + (" {}:{}:{}".format(*match.groups()[3:]) if match[4] else "")
    elif re.fullmatch(r"1\d{9}|1\d{12}", text):
        return str(datetime(1970, 1, 1, 8) + timedelta(seconds=int(text[:10])))
    elif re.fullmatch(r"[2-5]\d{4}(?:\.\d+)?", text):
        return str(datetime(1899, 12, 30) + timedelta(seconds=round(86400 * float(text)))).removesuffix(" 00:00:00")
    found = find(text)
    return found.value.removesuffix(" 00:00:00") if found else None


def retrieval(texts: Sequence[str]) -> int | None:
    """Which line tells when the page was saved: one that says so, or a bare time that follows another and is the latest."""
    stamps = []
    for i, text in enumerate(texts):
        stamp = find(text) if len(text) < 60 else None
        if stamp and _SAVED.search(text[: stamp.start]):
            return i
        if stamp:
            stamps.append((i, stamp.value, bool(_BARE.fullmatch(text))))
    latest = max((value for _, value, _ in stamps), default="")
    for (i, _, first), (j, value, second) in pairwise(stamps):
        if j == i + 1 and first and second and value == latest and len(value) > 16:
            return j
    return None


def shown(head: Sequence[Row], above: Sequence[Row], tail: Sequence[Row]) -> Iterator[Claim]:
    """When the lines of a page say that its article was published, the best evidence first.

    From between title and body; from just above the title; from below the body, where it is labelled; from three lines
    that are year, day and time. A date without its year is partial; a last update stands in where there is no other.
    """
    dated = [*_dated(head, 160)]
    for row, stamp in dated:
        if not _is_other(row.text, stamp):
            yield _claim(row, stamp, "labelled, above the body" if _is_labelled(row.text, stamp) else "above the body")
    parts = [(row, partial(row.text)) for row in head if len(row.text) < 60 and not find(row.text)]
    yearless = [_claim(row, stamp, "above the body") for row, stamp in parts if stamp and not in_sentence(row.text, stamp)]
    for row, stamp in _dated(() if yearless else above[::-1], 60):
        if not _OTHER.search(row.text) and (len(stamp.value) > 10 or _is_labelled(row.text, stamp)):
            yield _claim(row, stamp, "above the title")
    for row, stamp in _dated(tail, 80):
        if _is_labelled(row.text, stamp) and not _is_other(row.text, stamp):
            yield _claim(row, stamp, "labelled below the body")
    yield from (*_split([*above, *head]), *yearless)
    for row, stamp in dated:
        yield _claim(row, stamp, "last update, above the body")


def _is_labelled(text: str, stamp: Stamp) -> bool:
    return bool(_PUBLISHED.search(text[: stamp.start]))


def _is_other(text: str, stamp: Stamp) -> bool:
    return bool(_OTHER.search(text[max(0, stamp.start - 8) : stamp.start]))


def _claim(row: Row, stamp: Stamp, how: str) -> Claim:
    field = "published_partial" if stamp.partial else "published"
    return Claim(field, stamp.value, row, (stamp.start, stamp.end), how)


def _dated(rows: Sequence[Row], longest: int) -> Iterator[tuple[Row, Stamp]]:
    """Lines with a date that are no sentences; of several dates in a line, the labelled one."""
    for row in rows:
        if len(row.text) <= longest and "。" not in row.text and row.role not in ("caption", "related"):
            stamps = [stamp for stamp in every(row.text) if not in_sentence(row.text, stamp)]
            named = (s for s in stamps if _is_labelled(row.text, s) and not _is_other(row.text, s))
            if stamps:
                yield row, next(named, stamps[0])


def in_sentence(text: str, stamp: Stamp) -> bool:
    """A day without a time that runs on into words is one that the text tells of: (2007年6月29日常务委员会会议通过), 5日电."""
    return len(stamp.value) <= 10 and bool(_RUNS_ON.match(text, stamp.end))


def _split(rows: Sequence[Row]) -> Iterator[Claim]:
    """A date set on lines of its own: the year, month and day, the time."""
    for year, day, clock in zip(rows, rows[1:], rows[2:], strict=False):
        joined = f"{year.text.strip()}-{day.text.strip()} {clock.text.strip()}"
        stamp = find(joined) if len(joined) < 22 else None
        if stamp and stamp.end == len(joined):
            span = year.text.find(joined[0]), clock.end - year.start
            yield Claim("published", stamp.value, year, span, "year, day and time on lines of their own")
