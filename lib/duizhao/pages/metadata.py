"""What a labelled page says of its article: title, times, and who stands behind it, each with the place it was read from.

Trusted in this order: linked data, `meta` elements, marked elements and known scripts (`evidence.csv`), lines with a
label (来源：…), and last the place of a line, where it has the form of a name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from duizhao.pages import dates, names
from duizhao.pages.dates import Claim, Row
from duizhao.pages.lines import fold
from duizhao.pages.names import PATTERNS
from duizhao.pages.read import Page


class Read(NamedTuple):
    """Where a field was read: `page.text[start:end]`; both are -1 for what only the page's HTML says. `how` names the rule."""

    field: str
    start: int
    end: int
    how: str


class Metadata(NamedTuple):
    """What the page says of its article. `None` is what it does not say.

    `published` is 'YYYY-MM-DD', with ' HH:MM' or ' HH:MM:SS' where the page has it; `published_partial` is a date without
    its year, as written. `host` is the site, `publisher` the platform or site section that answers for the page, `account`
    the name a self-medium writes under, `author` a person, `original_source` the outlet that a repost names. `spans`
    says where each was read.
    """

    title: str | None = None
    published: str | None = None
    published_partial: str | None = None
    retrieved: str | None = None
    host: str | None = None
    publisher: str | None = None
    account: str | None = None
    author: str | None = None
    editor: str | None = None
    original_source: str | None = None
    spans: tuple[Read, ...] = ()

    @property
    def source(self) -> str | None:
        """The label for rows and figures: the first known of original source, account, publisher and host."""
        return self.original_source or self.account or self.publisher or self.host


class _View(NamedTuple):
    """A page's lines that are not blank, by where they stand: `above` and `head` are those before and after the title."""

    page: Page
    title: Row | None
    above: list[Row]
    head: list[Row]
    before: list[Row]
    body: list[Row]
    rest: list[Row]
    tail: list[Row]


_Span = tuple[int, int]
COUNTS = re.compile(PATTERNS["counts"])
_PLATFORM = re.compile(PATTERNS["platform"])
_CRUMB = re.compile(r" *(?:[>»›]+) *")
_SITE_NAME, _PLACE_WORDS, _LEFT_OVER, _DATELINE, _FLOOR, _BY_OUTLET, _NO_SOURCE, _STAND_IN, _RELATIVE = (
    re.compile(PATTERNS[name])
    for name in (
        "site name", "place words", "left over", "dateline", "floor", "name/outlet", "no source", "stand-in source", "relative",
    )
)  # fmt: skip
_NAMED_BELOW = (("host", re.compile(PATTERNS["address"])), ("publisher", re.compile(PATTERNS["home"])))
_BADGE = re.compile(rf"\W*(?:{PATTERNS['badge']})?\W*")
_BADGED = re.compile(rf"^(?:{PATTERNS['badge']})[ |·]+| *[(\[]?\d{{1,2}}/\d{{1,2}}[)\]]?$")
_SEPARATOR = re.compile(r" *[_|–—] *| *-+ *")
_TIMED = re.compile(r"time|date|pub", re.I)
_HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def _sites() -> dict[str, str]:
    with (_HERE / "sites.csv").open(encoding="utf-8", newline="") as file:
        return {row["domain"]: row["name"] for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def _evidence() -> list[tuple[str, str, re.Pattern[str]]]:
    with (_HERE / "evidence.csv").open(encoding="utf-8", newline="") as file:
        return [(row["field"], row["where"], re.compile(row["pattern"])) for row in csv.DictReader(file)]


def site_name(host: str) -> str:
    """The name that a well-known domain goes by; of any other, the domain."""
    parts = host.lower().removeprefix("www.").split(".")
    known = (_sites().get(".".join(parts[i:])) for i in range(len(parts)))
    return next((name for name in known if name), host)


def read(page: Page, lines: pd.DataFrame) -> Metadata:
    """The metadata of a page whose lines have roles (columns line, start, end, role)."""
    spans = zip(lines["line"], lines["start"], lines["end"], lines["role"], strict=True)
    view = _view(page, [Row(n, s, e, role, fold(page.text[s:e])) for n, s, e, role in spans if role != "blank"])
    found: dict[str, str] = {}
    read_from: list[Read] = []
    for field, value, row, (start, end), how in _claims(view, found):
        value = " ".join(value.split())
        if not value or field in found:
            continue
        if row:
            padded = page.text[row.start + start : row.start + end]
            written = padded.strip()  # a line may end in a carriage return, which is of the file and not of the name
            start += row.start + len(padded) - len(padded.lstrip())
            end, one = start + len(written), re.sub(r"\s*\n\s*", "", written)
            value = one if fold(one) == value or field == "title" else value
        found[field] = value
        read_from.append(Read(field, start, end, how))
    return Metadata(**found, spans=tuple(read_from))


def _view(page: Page, every: list[Row]) -> _View:
    text = [i for i, row in enumerate(every) if row.role in ("body", "subhead")]
    first, last = (text[0], text[-1]) if text else (len(every), len(every))
    titles = [i for i, row in enumerate(every) if row.role == "title"]
    title = max((i for i in titles if i < first), default=None)
    start = title if title is not None else max(0, first - 6)
    rest = every[last + 1 :]
    listed = next((i for i, row in enumerate(rest) if row.role == "related"), len(rest))
    return _View(
        page,
        title=every[title] if title is not None else every[titles[0]] if titles else None,
        above=[row for row in every[max(0, start - 6) : start] if row.role != "title"],
        head=[row for row in every[start:first] if row.role != "title"],
        before=every[:first],
        body=every[first : last + 1],
        rest=rest,
        tail=rest[: min(listed, 14)],
    )


def _claims(view: _View, found: Mapping[str, str]) -> Iterator[Claim]:
    """Everything that the page says, the most trusted first. `found` is what was taken of it so far."""
    title = _title(view)
    if title:
        yield title
        if at := title.row:
            view = view._replace(head=[row for row in view.head if row.end <= at.start or at.end <= row.start])
    yield from _retrieved(view)
    yield from _site(view)
    if view.body:
        yield from _published(view, found)
        yield from _names(view, found)
    if host := urlsplit(view.page.url or "").hostname:
        yield _told("host", site_name(host), "HTML: address")


def _told(field: str, value: str, how: str) -> Claim:
    return Claim(field, value, None, (-1, -1), how)


def _at(field: str, value: str, row: Row, how: str, span: _Span | None = None) -> Claim:
    at = row.text.find(value)
    return Claim(field, value, row, span or ((at, at + len(value)) if at >= 0 else (0, len(row.text))), how)


def _marked(page: Page, field: str, head: str = "") -> Iterator[tuple[str, str]]:
    """What the HTML says of a field, and how, in the order of `evidence.csv`; elements that differ in it say nothing.

    Linked data that has another headline than the page is of another article.
    """
    own = page.meta.get("og:title") or page.meta.get("title", "")
    other = bool(own) and _shared(page.meta.get("ld:headline", own), own) < 0.3
    for wanted, where, pattern in _evidence():
        if wanted == field and where == "meta":
            said = {key: value for key, value in page.meta.items() if pattern.fullmatch(key)}
            yield from ((f"HTML: {key}", value) for key, value in said.items() if not (other and key.startswith("ld:")))
        elif wanted == field:
            values = {unescape(value).strip() for value in pattern.findall(head if where == "head" else page.html or "")}
            if len({value[:10] for value in values}) == 1:
                yield "HTML: marked in the page's source", max(values)


def _shared(one: str, other: str) -> float:
    """The share of the shorter text's pairs of characters that the other has too."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in ("".join(fold(t).split()) for t in (one, other))]
    return len(pairs[0] & pairs[1]) / max(1, min(map(len, pairs)))


def _title(view: _View) -> Claim | None:
    """What the HTML gives as title, as the lines above the body hold it; else the line labelled title, with the lines of the
    same heading, without badges and counters; else, or where that line is of something else, what the HTML gives."""
    owns = [(how, cut) for how, own in _marked(view.page, "title") for cut in _cuts(fold(own))]
    standing = [(len(cut), row, how) for how, cut in owns if (row := _standing(view, cut))]
    if standing:
        _, row, how = max(standing, key=lambda one: one[0])
        return _at("title", row.text, row, how)
    text = "".join(row.text for row in view.body[:3])[:500]
    line, told = view.title, owns[-1:]
    if line and not (told and max(_shared(cut, line.text) for _, cut in owns) < 0.3 < _shared(told[0][1], text)):
        row = _heading(view, line)
        badge = _BADGED.match(row.text)
        return _at("title", row.text[badge.end() if badge else 0 :].strip(), row, "title line")
    return _told("title", told[0][1], told[0][0]) if told else None


def _cuts(own: str) -> list[str]:
    """A title, and without what follows its last separator, its last two, …; what is too short to be one is left out."""
    ends = [len(own), *(match.start() for match in list(_SEPARATOR.finditer(own))[::-1])]
    return [own[:end].strip() for end in ends if len(own[:end].strip()) > 5]


def _standing(view: _View, cut: str) -> Row | None:
    """The last place above the body, not in a credit or caption, that holds a title, as one row even where it spans lines.

    The rest of a line labelled title is of the title too, unless it is a badge or a counter.
    """
    zone = view.before[-16:]
    if not zone:
        return None
    first, text = zone[0].start, fold(view.page.text[zone[0].start : zone[-1].end])
    for place in [*re.finditer(r"\s*".join(map(re.escape, re.sub(r"\s", "", cut))), text)][::-1]:
        start, end = first + place.start(), first + place.end()
        rows = [row for row in zone if row.start < end and start < row.end]
        if {row.role for row in rows} & {"credit", "caption"}:
            continue
        around = view.page.text[rows[0].start : start], view.page.text[end : rows[-1].end]
        if rows[0].role == "title" and not all(_BADGE.fullmatch(fold(part)) for part in around):
            start, end = rows[0].start, rows[-1].end
        return Row(rows[0].line, start, end, "title", fold(view.page.text[start:end]))
    return None


def _heading(view: _View, line: Row) -> Row:
    """The line and those beside it that the HTML has in the same heading."""
    marks = view.page.markup
    if not marks or not marks[line.line - 1].heading:
        return line
    same = [row for row in view.before if marks[row.line - 1][:2] == marks[line.line - 1][:2]] or [line]
    whole = Row(same[0].line, same[0].start, same[-1].end, "title", "".join(row.text.strip() for row in same))
    return whole if sum(len(row.text) for row in same) + 2 * len(same) > same[-1].end - same[0].start else line


def _retrieved(view: _View) -> Iterator[Claim]:
    if said := dates.iso(view.page.meta.get("retrieved", "")):
        yield _told("retrieved", said, "HTML: the comment of what saved it")
    saved = dates.retrieval([row.text for row in view.rest])
    if saved is not None and (stamp := dates.find(view.rest[saved].text)):
        yield _at("retrieved", stamp.value, view.rest[saved], "time of saving", (stamp.start, stamp.end))


def _site(view: _View) -> Iterator[Claim]:
    """Host and publisher: the breadcrumb, the address given, the name in 返回首页, what the HTML says."""
    for row in view.before:
        parts = [part for part in _CRUMB.split(_PLACE_WORDS.sub("", row.text.strip(), 1)) if part]
        if len(parts) > 1 and len(row.text) < 80:
            name = _PLACE_WORDS.sub("", parts[0]).strip()
            named = re.fullmatch(r"[\w· .-]{2,12}", name) and names.kind(name, latin=True)
            if named and (name != parts[0] or _SITE_NAME.search(name)):
                yield _at("host", name, row, "breadcrumb")
            for platform in filter(_PLATFORM.fullmatch, (part.split(" ")[0] for part in parts[1:])):
                yield _at("publisher", platform, row, "breadcrumb")
    for row in view.rest:
        for field, pattern in _NAMED_BELOW:
            if match := pattern.search(row.text[:300]):
                yield _at(field, match["name"], row, "named below the article", match.span("name"))
    yield from (_told("publisher", value, how) for how, value in _marked(view.page, "publisher") if len(value) <= 20)


def _published(view: _View, found: Mapping[str, str]) -> Iterator[Claim]:
    """When it was published: as the HTML says, but in the page's own words where these have a label or the same day or
    the next; then what lines show."""
    shown = [*dates.shown(view.head, view.above, view.tail)]
    said = ((how, dates.iso(fold(value))) for how, value in _marked(view.page, "published", _head_source(view)))
    for how, value in said:
        if value:
            first = shown[0] if shown and shown[0].field == "published" else None
            if first and (first.how.startswith("labelled") or abs(_day(first.value) - _day(value)) < 2):
                yield first
            yield _told("published", value, how)
    for claim in shown:
        if claim.field == "published_partial" or "published_partial" not in found:
            yield claim
    for row in view.rest[:2]:
        stamp = dates.find(row.text)
        if stamp and len(stamp.value) > 10 and view.page.markup and _TIMED.search(view.page.markup[row.line - 1].path[-40:]):
            yield _at("published", stamp.value, row, "marked as a time, below the body", (stamp.start, stamp.end))


def _day(value: str) -> int:
    return date.fromisoformat(value[:10]).toordinal()


def _head_source(view: _View) -> str:
    """The HTML from the title to the body's first words; nothing where these are not found."""
    html = view.page.html or ""
    start = max(0, html.lower().find("<body"))
    end = html.find(view.page.text[view.body[0].start : view.body[0].end].strip()[:12], start)
    title = view.page.text[view.title.start : view.title.end].strip()[:12] if view.title else ""
    return html[max(start, html.rfind(title, start, end)) : end] if end > 0 else ""


def _names(view: _View, found: Mapping[str, str]) -> Iterator[Claim]:
    """Who stands behind the article: marked in the HTML, with a label, beside the date or under the title, in the text."""
    yield from _marked_names(view)
    inside = [row for row in view.body if row.role in ("byline", "credit")]
    rows = (*view.head, *view.above[-3:], *inside, *(row for row in view.tail if row.role != "notice"))
    medium = bool(_PLATFORM.fullmatch(found.get("publisher", "")))
    labelled = [
        claim
        for row in rows
        if row.role not in ("caption", "related")
        for field in names.fields(row.text[:160])
        for claim in _labelled(field, row, medium=medium and row in view.head)
    ]
    yield from (claim for claim in labelled if claim.how != _PEN_NAME)
    for how, value in _marked(view.page, "original_source"):
        said = next((field.value for field in names.fields(fold(value))), fold(value))
        if names.kind(said, latin=True) and not _STAND_IN.search(said):
            yield _told("original_source", said, how)
    yield from _by_place(view, found)
    yield from (claim for claim in labelled if claim.how == _PEN_NAME)
    yield from _in_text(view)
    for row in view.rest:
        if row.role == "byline" and not names.fields(row.text):
            yield _at("account", row.text.strip().split(" ")[0], row, "account's card")


def _marked_names(view: _View) -> Iterator[Claim]:
    """Names that the HTML gives. An author is often an editor, the site or a default there: one counts that linked data
    name, or that the lines around the body show."""
    lines = [*view.head, *view.above[-3:], *view.body[:2], *view.body[-2:], *view.tail]
    for how, value in _marked(view.page, "author"):
        persons = names.people(fold(value), labelled=False)
        shown = next((row for row in lines if persons and persons[0] in row.text), None)
        if persons and (how == "HTML: ld:author" or (shown and not _edits(shown, persons[0]))):
            yield _told("author", "、".join(persons), how)
        elif how == "HTML: ld:author" and names.kind(fold(value)):
            yield _told("account", value, how)
    for how, value in _marked(view.page, "account"):
        if names.kind(fold(value), latin=True):
            yield _told("account", value, how)


def _edits(row: Row, name: str) -> bool:
    return any(field.kind == "editor" and name in field.value for field in names.fields(row.text))


_PEN_NAME = "labelled as author, but the form of no person"


def _labelled(field: names.Field, row: Row, *, medium: bool) -> Iterator[Claim]:
    """What a label gives: on a self-medium's page the source between title and body is the account."""
    kind, value, span = field.kind, field.value, (field.start, field.end)
    persons = names.people(value, labelled=True)
    short = len(value) <= 24 and not re.search(r"https?:|[,。;“]", value)
    if kind == "source" and short and not _STAND_IN.search(value):
        yield _at("account" if medium else "original_source", value, row, "labelled as source", span)
    elif kind == "author" and persons:
        yield _at("author", "、".join(persons), row, "labelled as author", span)
    elif kind == "author" and short and _NO_SOURCE.search(value):
        yield _at("original_source", value, row, "labelled as author", span)
    elif kind == "author" and short and not names.is_nobody(value):
        yield _at("account", value.split(" ")[0], row, _PEN_NAME, span)
    elif kind == "editor":
        yield _at("editor", "、".join(persons) or value.split(" ")[0], row, "labelled as editor", span)


def _by_place(view: _View, found: Mapping[str, str]) -> Iterator[Claim]:
    """Names without a label: beside the date, or alone on a line between title and body."""
    known = fold(found.get("title", ""))
    timed = ((row, _when(row.text)) for row in view.head if not names.fields(row.text))
    dated = [(row, span) for row, span in timed if span][:1]
    for row, (start, _) in dated:
        yield from _unlabelled(row, row.text[:start], "account", "before the date", known)
    for row in view.head:
        outlet = _BY_OUTLET.match(row.text)
        if outlet and (persons := names.people(outlet["names"], labelled=False)):
            yield _at("author", "、".join(persons), row, "name before the outlet", outlet.span("names"))
            yield _at("original_source", outlet["outlet"], row, "outlet after the name", outlet.span("outlet"))
        elif row.role == "byline" and row not in [row for row, _ in dated] and not names.fields(row.text):
            yield from _unlabelled(row, row.text, "account", "a name under the title", known)
    for row, (_, end) in dated:
        if "account" not in found:
            yield from _unlabelled(row, row.text[end:], "original_source", "after the date", known)


def _when(text: str) -> _Span | None:
    """Where a line that is not one of running text says when: a date, with or without its year, or 3小时前."""
    stamp = dates.find(text) or dates.partial(text)
    if stamp:
        return None if dates.in_sentence(text, stamp) else (stamp.start, stamp.end)
    ago = _RELATIVE.search(text) if len(text) < 40 else None
    return ago.span() if ago else None


def _unlabelled(row: Row, text: str, field: str, how: str, title: str) -> Iterator[Claim]:
    """Persons and the outlet or account that a piece of a line names by its form. What is in the title is no name; after
    the date only what is called as outlets are is one."""
    whole = _LEFT_OVER.sub("", text.strip(" |·-—:/()@"))
    for piece in [piece for piece in re.split(r" {2,}|[|·/]|\t", whole) if piece.strip()][:2]:
        piece = _LEFT_OVER.sub("", piece.strip(" |·-—:/()@")).strip()
        words = [(word, names.kind(word)) for word in piece.split(" ") if word not in title]
        if len(words) > 3:
            continue
        if persons := [word for word, kind in words if kind == "person"]:
            yield _at("author", "、".join(persons), row, how)
        outlets = [word for word, kind in words if kind == "outlet"]
        others = [word for word, kind in words if kind == "name"] if field == "account" else []
        if len(outlets) == 1 or (not outlets and len(others) == 1):
            yield _at(field, (outlets or others)[0], row, how)


def _in_text(view: _View) -> Iterator[Claim]:
    """Persons named as writers in the text's first and last lines, and a reporter given the floor."""
    edges = [row for row in (*view.body[:3], *view.body[-3:]) if row.role in ("body", "byline")]
    places = [(row, row.text[:100], 0) for row in (*view.head, *edges)]
    places += [(row, row.text[-60:], max(0, len(row.text) - 60)) for row in edges]
    for row, piece, offset in places:
        for match in _DATELINE.finditer(piece):
            group = next(name for name, value in match.groupdict().items() if value)
            span = match.start(group) + offset, match.end(group) + offset
            if persons := names.people(match[group], labelled=True):
                yield _at("author", "、".join(persons), row, "named as writer in the text", span)
    for row in view.body:
        floor = _FLOOR.match(row.text[:40])
        if floor and names.is_person(floor["names"]):
            yield _at("author", floor["names"], row, "reporter given the floor", floor.span("names"))
