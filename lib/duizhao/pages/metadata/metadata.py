"""What a labelled page says of its article: title, times, and who stands behind it, each with where it was read.

Trusted in this order: linked data, `meta` elements, marked elements and known scripts (`evidence.csv`), lines with a
label (来源：…), and last the place of a line, where it has the form of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import NamedTuple

import pandas as pd

from duizhao.codebook.match import unfold
from duizhao.pages.features import fold, table
from duizhao.pages.metadata import dates, names
from duizhao.pages.metadata.evidence import PATTERNS, Claim, Row, View, at, marked, shared
from duizhao.pages.read import Page


class Read(NamedTuple):
    """Where a field was read, `page.text[start:end]`; both -1 for what only the HTML says. `how` names the rule."""

    field: str
    start: int
    end: int
    how: str


class Metadata(NamedTuple):
    """What the page says of its article. `None` is what it does not say.

    `published` is 'YYYY-MM-DD', with ' HH:MM' or ' HH:MM:SS' where the page has it; `published_partial` is a date
    without its year. `host` is the site, `publisher` the platform or site section that answers for the page, `account`
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


_PLATFORM, _SITE_NAME = re.compile(PATTERNS["platform"]), re.compile(PATTERNS["site name"])
_PLACE_WORDS = re.compile(PATTERNS["place words"])
_NAMED_BELOW = re.compile(f"{PATTERNS['address']}|{PATTERNS['home']}")
_CRUMB = re.compile(r" *[>»›]+ *")
_SEPARATOR = re.compile(r" *[_|–—] *| *-+ *")
_BROKEN = re.compile(PATTERNS["broken title"])
_BADGE = re.compile(rf"\W*(?:{PATTERNS['badge']})?\W*")
_BADGED = re.compile(rf"^(?:{PATTERNS['badge']})[ |·]+| *[(\[]?\d{{1,2}}/\d{{1,2}}[)\]]?$")


_HOST = re.compile(r"(?:https?:)?//(?:[^/@\s]*@)?([\w.-]+)", re.I)
_SITES = {row["domain"]: row["name"] for row in table("metadata/sites.csv")}


def site_name(host: str) -> str:
    """The name that a well-known domain goes by; of any other, the domain."""
    parts = host.lower().removeprefix("www.").split(".")
    known = (_SITES.get(".".join(parts[i:])) for i in range(len(parts)))
    return next((name for name in known if name), host)


def read(page: Page, lines: pd.DataFrame) -> Metadata:
    """The metadata of a page whose lines have roles (columns line, start, end, role)."""
    spans = zip(lines["line"], lines["start"], lines["end"], lines["role"], strict=True)
    view = _view(page, [Row(n, s, e, role, fold(page.text[s:e])) for n, s, e, role in spans if role != "blank"])
    found: dict[str, str] = {}
    read_from: list[Read] = []
    for field, value, how, row, (start, end) in _claims(view, found):
        value = " ".join(value.split())
        if not value or field in found:
            continue
        if row:
            padded = page.text[row.start + start : row.start + end]
            written = padded.strip()  # a line may end in a carriage return, which is of the file and not of the name
            start += row.start + len(padded) - len(padded.lstrip())
            end, one = start + len(written), re.sub(r"\s*\n\s*", "", written)
            value = one if field == "title" else "、".join(unfold(part, fold(one), one) for part in value.split("、"))
        found[field] = value
        read_from.append(Read(field, start, end, how))
    return Metadata(**found, spans=tuple(read_from))


def _view(page: Page, every: list[Row]) -> View:
    text = [i for i, row in enumerate(every) if row.role in ("body", "subhead")]
    text = text[1:] if text and _is_byline(every[text[0]].text) else text
    first, last = (text[0], text[-1]) if text else (len(every), len(every))
    titles = [i for i, row in enumerate(every) if row.role == "title"]
    title = max((i for i in titles if i < first), default=None)
    start = title if title is not None else max(0, first - 6)
    rest = every[last + 1 :]
    return View(
        page,
        title=every[title] if title is not None else every[titles[0]] if titles else None,
        above=[row for row in every[max(0, start - 6) : start] if row.role != "title"],
        head=[row for row in every[start:first] if row.role != "title"],
        before=every[:first],
        body=every[first : last + 1],
        rest=rest,
        tail=list(takewhile(lambda row: row.role != "related", rest[:14])),
    )


def _is_byline(text: str) -> bool:
    """Whether a line at the start of the body names a date and something with a label, and is no sentence."""
    return len(text) < 80 and "。" not in text and bool(names.fields(text)) and dates.when(text) is not None


def _claims(view: View, found: Mapping[str, str]) -> Iterator[Claim]:
    """Everything that the page says, the most trusted first. `found` is what was taken of it so far."""
    if title := _title(view):
        yield title
        if on := title.row:
            view = view._replace(head=[row for row in view.head if row.end <= on.start or on.end <= row.start])
    yield from _retrieved(view)
    yield from _site(view)
    if view.body:
        timed = ((row, dates.when(row.text)) for row in view.head)
        yield from dates.claims(view, _head_source(view))
        yield from names.claims(view, found, [(row, span) for row, span in timed if span][:1])
    if host := _HOST.match(view.page.url or ""):
        yield Claim("host", site_name(host[1]), "HTML: address")


def _title(view: View) -> Claim | None:
    """What the HTML gives as title, as the lines above the body hold it; else the line labelled title, unless only the
    former is of the text. Badges and counters are left out."""
    owns = [cut for _, own in marked(view.page, "title") for cut in _cuts(own[:200])]
    places = [row for cut in owns if (row := _standing(view, fold(cut)))]
    if view.title and not places and not (owns and _elsewhere(view, view.title.text, owns)):
        places = [_heading(view, view.title)]
    if places:
        row = max(places, key=lambda row: row.end - row.start)
        return at("title", _BADGED.sub("", row.text).strip(), row, "title above the body")
    return Claim("title", owns[-1], "HTML: title") if owns else None


def _elsewhere(view: View, line: str, owns: list[str]) -> bool:
    """Whether a line shares few words with the titles that the HTML gives, and those share some with the body."""
    body = "".join(row.text for row in view.body[:3])[:500]
    return max(shared(own, line) for own in owns) < 0.3 < shared(owns[-1], body)


def _cuts(own: str) -> list[str]:
    """A title, and without what follows its last separator, its last two, …; what is too short is left out."""
    ends = [len(own), *(match.start() for match in list(_SEPARATOR.finditer(fold(own)))[-8:][::-1])]
    return [own[:end].strip() for end in ends if len(own[:end].strip()) > 5]


def _standing(view: View, cut: str) -> Row | None:
    """The last place above the body, not in a credit or caption, that holds a title, also over several lines. The rest
    of a line labelled title is of the title too, unless it is a badge or a counter."""
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


def _heading(view: View, line: Row) -> Row:
    """The line, with those around it in the same heading, or that a title set in parts goes on with."""
    rows = view.before
    first = last = rows.index(line) if line in rows else -1
    while first > 0 and _goes_on(view, rows[first - 1], rows[first]):
        first -= 1
    while 0 <= last < len(rows) - 1 and _goes_on(view, rows[last], rows[last + 1]):
        last += 1
    start, end = (rows[first].start, rows[last].end) if first >= 0 else (line.start, line.end)
    return Row(line.line, start, end, "title", fold(view.page.text[start:end]))


def _goes_on(view: View, above: Row, below: Row) -> bool:
    one, other = (view.page.markup[row.line - 1] if view.page.markup else None for row in (above, below))
    same = one and other and one.heading and one.path == other.path and below.line == above.line + 1
    return bool(same or _BROKEN.search(f"{above.text.strip()}\n{below.text.strip()}"))


def _retrieved(view: View) -> Iterator[Claim]:
    if said := dates.iso(view.page.meta.get("retrieved", "")):
        yield Claim("retrieved", said, "HTML: the comment of what saved it")
    saved = dates.retrieval([row.text for row in view.rest])
    if saved is not None and (stamp := dates.find(view.rest[saved].text)):
        yield at("retrieved", stamp.value, view.rest[saved], "time of saving", (stamp.start, stamp.end))


def _site(view: View) -> Iterator[Claim]:
    """Host and publisher: the breadcrumb, the address given, the name in 返回首页, what the HTML says."""
    for row in view.before:
        yield from _crumbs(row)
    for row in view.rest:
        for match in _NAMED_BELOW.finditer(row.text[:300]):
            field = str(match.lastgroup)
            yield at(field, match[field], row, "named below the article", match.span(field))
    for how, value in marked(view.page, "publisher"):
        called = [one for one in re.split(r" +-* *|\|", value) if names.kind(fold(one), latin=True) == "outlet"]
        if called or how == "HTML: ld:publisher" or re.fullmatch("[A-Z]{2,5}|微信公众平台", value):
            yield Claim("publisher", (called or [value])[0], how)


def _crumbs(row: Row) -> Iterator[Claim]:
    parts = [part for part in _CRUMB.split(_PLACE_WORDS.sub("", row.text.strip(), 1)) if part]
    if len(parts) > 1 and len(row.text) < 80:
        name = _PLACE_WORDS.sub("", parts[0]).strip()
        if names.kind(name[:13], latin=True) and (name != parts[0] or _SITE_NAME.search(name)):
            yield at("host", name, row, "breadcrumb")
        firsts = (part.split(" ")[0] for part in parts[1:])
        yield from (at("publisher", one, row, "breadcrumb") for one in firsts if _PLATFORM.fullmatch(one))


def _head_source(view: View) -> str:
    """The HTML from the title to the body's first words; nothing where these are not found."""
    html = view.page.html or ""
    start = max(0, html.lower().find("<body"))
    end = html.find(view.page.text[view.body[0].start : view.body[0].end].strip()[:12], start)
    title = view.page.text[view.title.start : view.title.end].strip()[:12] if view.title else ""
    return html[max(start, html.rfind(title, start, end)) : end] if end > 0 else ""
