"""What a labelled page says of its article: title, times, and who stands behind it, each with the place it was read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pandas as pd

from duizhao.pages import names
from duizhao.pages.dates import STAMP, Row, beside, retrieval, stamp, times
from duizhao.pages.lines import PATTERNS, fold
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


_PLATFORM = re.compile(
    r"(?:[\u3400-\u9fff]{1,4}号|微信公众(?:号|平台)|新浪看点|[\u3400-\u9fff]{2,4}专栏|[\u3400-\u9fff]{2,4}自媒体)$"
)
COUNTS = re.compile(r"\d[\d.]*万?\+? *(?:文章数|篇?文章|粉丝|关注度|获赞|作品|篇|总阅读)|(?:粉丝|获赞|文章|关注度) *\d")
_SITE = re.compile(r"(?:返回|网站|站点)首页 +(?P<name>[^\s,。:]{2,12}?)(?:移动站|手机站|移动版|手机版|触屏版|官网)")
_ADDRESS = re.compile(r"(?:地址|链接|网址|URL|url) ?: ?https?://(?P<name>[\w.-]+)")
_CRUMB = re.compile(r" *(?:[>»›]+) *")
_SITE_NAME = re.compile(r"[网報报社]$|在线$|新闻$|电视台$|[A-Za-z]+$|之家$|门户$|中国$")
_DATELINE = re.compile(
    rf"[(\[【〔](?:[^\s()【】]{{0,12}}?){names.DUTY}[ :]*(?P<names>[^()\[\]【】〔〕,。:]{{2,24}}?)[ /]*(?:\d+日)?(?:报道|"
    rf"综合报道|摄影报道|文|[\u3400-\u9fff]{{2,4}}报道|\d*日?专?电)?[)\]】〕]"
)
_WIRE = re.compile(r"记者(?P<names>[\u3400-\u9fff]{2,3})(?=[/〕)】]|[\u3400-\u9fff]{2,4}\d{1,2}日)")
_FLOOR = re.compile(rf"^ *(?:本报|本台|总台|央视|本刊|本网)?{names.DUTY} ?(?P<names>[\u3400-\u9fff]{{2,4}}) ?:")
_BY_OUTLET = re.compile(
    r"^ *(?P<names>[^/|]{2,16}?) ?/ ?(?P<outlet>[^\s/]{2,12}(?:报|网|社|刊|新闻|财经|客户端|电视台|杂志)) *$"
)
_PLACE = PATTERNS["place"]
_LEFT_OVER = re.compile(
    rf"(?:发布于|发表于|来自|IP ?属地?:?) *(?:{_PLACE})?(?:市|省|自治区)?.*$|^(?:{_PLACE})$|字号.*$|(?:大 ?中 ?小|举报|分享|"
    rf"评论|打印|收藏|关注|微博|\[微博\]|参与互动|手机看新闻|我要|查看|阅读|点击|浏览|"
    rf"人气|听新闻|订阅|更新|A-|小 ?中 ?大).*$|官方(?:帐|账|百家)?号|^(?:发布时间|时间|日期|发布|发表|于|由|原创|首发|"
    rf"最后更新)[ :]*|(?: +\d+)+$|"
    rf"\(\)|\([^)]*更新\)|^[\d ]+$"
)
_NO_NAME = re.compile(PATTERNS["no name"])


@lru_cache(maxsize=1)
def _sites() -> dict[str, str]:
    table = pd.read_csv(Path(__file__).parent / "sites.csv", dtype=str)
    return dict(zip(table["domain"], table["name"], strict=True))


def site_name(host: str) -> str:
    """The name that a well-known domain goes by; of any other, the domain."""
    parts = host.lower().removeprefix("www.").split(".")
    known = (_sites().get(".".join(parts[i:])) for i in range(len(parts)))
    return next((name for name in known if name), host)


def read(page: Page, lines: pd.DataFrame) -> Metadata:
    """The metadata of a page whose lines have roles (columns line, start, end, role)."""
    spans = zip(lines["line"], lines["start"], lines["end"], lines["role"], strict=True)
    return _Reader(
        page, [Row(n, s, e, role, fold(page.text[s:e])) for n, s, e, role in spans if role != "blank"]
    ).read()


class _Reader:
    """Fields found so far and where; the first that finds a field keeps it."""

    def __init__(self, page: Page, every: list[Row]) -> None:
        self.page = page
        self.found: dict[str, str] = {}
        self.spans: list[Read] = []
        self.pseudonyms: list[tuple[str, Row, tuple[int, int]]] = []
        text = [i for i, row in enumerate(every) if row.role in ("body", "subhead")]
        first, last = (text[0], text[-1]) if text else (len(every), len(every))
        titles = [i for i, row in enumerate(every) if row.role == "title"]
        title = max((i for i in titles if i < first), default=None)
        start = title if title is not None else max(0, first - 6)
        self.title = every[title] if title is not None else every[titles[0]] if titles else None
        self.head = [row for row in every[start:first] if row.role != "title"]
        self.above = [row for row in every[max(0, start - 6) : start] if row.role != "title"]
        self.crumbs, self.body, self.rest = every[:first], every[first : last + 1], every[last + 1 :]
        listed = (i for i, row in enumerate(self.rest) if row.role == "related")
        self.tail = self.rest[: min(next(listed, len(self.rest)), 14)]
        self.saved = retrieval([row.text for row in self.rest])

    def read(self) -> Metadata:
        if self.title:
            self._take("title", self.title.text.strip(), self.title, "title line")
        if self.saved is not None and (match := STAMP.search(self.rest[self.saved].text)):
            self._take("retrieved", stamp(match), self.rest[self.saved], "time of saving", match.span())
        self._site()
        if not self.body:
            return Metadata(**self.found, spans=tuple(self.spans))
        for time in times(self.head, self.above, self.tail):
            if time.field == "published_partial" or "published_partial" not in self.found:
                self._take(*time[:3], time.how, time.span)
        self._labelled((*self.head, *self.above[-3:]))
        self._beside_date()
        inside = [row for row in self.body if row.role in ("byline", "credit")]
        self._labelled((*inside, *(row for row in self.tail if row.role != "notice")))
        for value, row, span in self.pseudonyms:
            self._take("account", value, row, "labelled as author", span)
        self._in_text()
        self._card()
        self._markup()
        return Metadata(**self.found, spans=tuple(self.spans))

    def _take(self, field: str, value: str | None, row: Row, how: str, span: tuple[int, int] | None = None) -> None:
        if value and field not in self.found:
            at = row.text.find(value)
            start, end = span or ((at, at + len(value)) if at >= 0 else (0, len(row.text)))
            # a line may end in a carriage return, which is of the file and not of the name
            padded, value = self.page.text[row.start + start : row.start + end], value.strip()
            start, written = row.start + start + len(padded) - len(padded.lstrip()), padded.strip()
            self.found[field] = written if fold(written) == value else value
            self.spans.append(Read(field, start, start + len(written), how))

    def _site(self) -> None:
        """Host and publisher: the breadcrumb, the address given, the name in 返回首页."""
        for row in self.crumbs:
            parts = [part for part in _CRUMB.split(re.sub(r"^.*位置 *:? *", "", row.text.strip())) if part]
            if len(parts) > 1 and len(row.text) < 80:
                name = re.sub(r"(?:网站|中文)?首页$", "", parts[0]).strip()
                if (
                    re.fullmatch(r"[\w· .-]{2,12}", name)
                    and (name != parts[0] or _SITE_NAME.search(name))
                    and not _NO_NAME.search(name)
                ):
                    self._take("host", name, row, "breadcrumb")
                platforms = (part.split(" ")[0] for part in parts[1:])
                self._take("publisher", next(filter(_PLATFORM.fullmatch, platforms), None), row, "breadcrumb")
        for row in self.rest:
            for field, pattern in (("host", _ADDRESS), ("publisher", _SITE)):
                if match := pattern.search(row.text[:300]):
                    self._take(field, match["name"], row, "named below the article", match.span("name"))

    def _labelled(self, part: Sequence[Row]) -> None:
        for row in part:
            if row.role not in ("caption", "related"):
                for kind, value, start, end in names.fields(row.text[:160]):
                    self._labelled_value(kind, value, row, (start, end))

    def _labelled_value(self, kind: str, value: str, row: Row, span: tuple[int, int]) -> None:
        persons = names.people(value, labelled=True)
        short = len(value) <= 24 and not re.search(r"https?:|[,。;“]", value)
        if kind == "source" and short and not re.fullmatch(r"网络|互联网|图片|本站", value):
            account = row in self.head and _PLATFORM.fullmatch(self.found.get("publisher", ""))
            self._take("account" if account else "original_source", value, row, "labelled as source", span)
        elif kind == "author" and persons:
            self._take("author", "、".join(persons), row, "labelled as author", span)
        elif kind == "author" and short and re.search(r"网络|综合|整理", value):
            self._take("original_source", value, row, "labelled as author", span)
        elif kind == "author" and short and not names.is_nobody(value):
            self.pseudonyms.append((value.split(" ")[0], row, span))
        elif kind == "editor":
            self._take("editor", "、".join(persons) or value.split(" ")[0], row, "labelled as editor", span)

    def _beside_date(self) -> None:
        """Names without a label: beside the date, or alone on a line under the title or near the date."""
        dated = [row for row in self.head if row.role == "date" and not names.fields(row.text)][:1]
        marks = [(row, beside(row.text)) for row in dated]
        for row, match in marks:
            self._name(row, row.text[: match.start() if match else 0], "account", "beside the date")
        for row in self.head:
            outlet = _BY_OUTLET.match(row.text)
            if outlet and (persons := names.people(outlet["names"], labelled=False)):
                self._take("author", "、".join(persons), row, "name before the outlet", outlet.span("names"))
                self._take("original_source", outlet["outlet"], row, "outlet after the name", outlet.span("outlet"))
            elif row.role == "byline" and not names.fields(row.text):
                self._name(row, row.text, "account", "a name under the title")
        for row, match in marks:
            if match and "account" not in self.found:
                self._name(row, row.text[match.end() :], "original_source", "beside the date")

    def _name(self, row: Row, text: str, field: str, how: str) -> None:
        whole = _LEFT_OVER.sub("", text.strip(" |·-—:/()"))
        for part in [part for part in re.split(r" {2,}|[|·/]|\t", whole) if part.strip()][:2]:
            name = _LEFT_OVER.sub("", part.strip(" |·-—:/()")).strip()
            words = name.split(" ")
            persons = names.people(name, labelled=False)
            person = next((word for word in (words[0], words[-1]) if names.is_person(word)), None)
            if persons:
                self._take("author", "、".join(persons), row, how)
            elif person and len(words) in (2, 3):
                self._take("author", person, row, how)
                self._take(field, words[0] if person == words[-1] else words[-1], row, how)
            elif 2 <= len(name) <= 20 and not _NO_NAME.search(name) and "original_source" not in self.found:
                self._take(field, name, row, how)

    def _in_text(self) -> None:
        """Persons named as writers in the text's first and last lines, and a reporter given the floor."""
        edges = [row for row in (*self.body[:3], *self.body[-3:]) if row.role in ("body", "byline")]
        places = [(row, row.text[:100], 0) for row in (*self.head, *edges)]
        places += [(row, row.text[-60:], max(0, len(row.text) - 60)) for row in edges]
        for row, piece, offset in places:
            for match in (*_DATELINE.finditer(piece), *_WIRE.finditer(piece[:60])):
                persons = names.people(match["names"], labelled=True)
                span = match.start("names") + offset, match.end("names") + offset
                self._take("author", "、".join(persons), row, "named as writer in the text", span)
        for row in self.body:
            floor = _FLOOR.match(row.text[:40])
            if floor and names.is_person(floor["names"]):
                self._take("author", floor["names"], row, "reporter given the floor", floor.span("names"))

    def _card(self) -> None:
        """The account from the card of a self-medium's page: lines labelled byline after the lists."""
        for row in self.rest:
            if row.role == "byline" and not names.fields(row.text):
                self._take("account", row.text.split(" ")[0] or row.text.strip(), row, "account's card")

    def _markup(self) -> None:
        """What only the HTML says: the time in its metadata, and the site it was saved from."""
        for key, value in self.page.meta.items():
            if re.search(
                r"publish|pubdate|pubtime|release_date|datepublished|dateupdate|og:time|date_published|create", key
            ):
                match = STAMP.search(fold(value).replace("T", " "))
                if match and "published" not in self.found:
                    self.found["published"] = stamp(match)
                    self.spans.append(Read("published", -1, -1, f"HTML: {key}"))
        title = re.split(r"[_|]|-(?=[^-]*$)|--", self.page.meta.get("og:title") or self.page.meta.get("title", ""))[
            0
        ].strip()
        if len(title) >= 6 and "title" not in self.found:
            self.found["title"] = title
            self.spans.append(Read("title", -1, -1, "HTML: title"))
        host = urlsplit(self.page.url or "").hostname
        if host and "host" not in self.found:
            self.found["host"] = site_name(host)
            self.spans.append(Read("host", -1, -1, "HTML: address"))
