"""What a labelled page says of its article: title, times, and who stands behind it, each with the place it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from duizhao.linefeatures import DATE, PART_DATE, TIME, fold
from duizhao.pages import Page


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
    the name a self-medium writes under, `author` a person, `original_source` the outlet that a repost names. `cited` are
    the speakers of provenance quotations, known only once quotations are coded. `spans` says where each was read.
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
    cited: tuple[str, ...] = ()
    spans: tuple[Read, ...] = ()

    @property
    def source(self) -> str | None:
        """The label for rows and figures: the first known of original source, account, publisher and host."""
        return self.original_source or self.account or self.publisher or self.host


class Row(NamedTuple):
    """A line with its role and its folded text."""

    line: int
    start: int
    end: int
    role: str
    text: str


_STAMP = re.compile(rf"({DATE})(?:{TIME})?")
_PART_STAMP = re.compile(rf"({PART_DATE})(?:{TIME})?")
_BARE = re.compile(rf"^\s*{DATE}{TIME}\s*$")
_SAVED = re.compile(rf"(?:抓取|采集|访问|保存|下载|检索|存档)(?:于|时间|日期)? *:? *({DATE}(?:{TIME})?)")
_LABELLED = re.compile(
    rf"(?:发布|发表|发稿|刊发|刊登|上线|上传|首发|出版|时间|日期|[Pp]ublished|[Pp]osted)[^,。;]{{0,8}}?(?={DATE})"
)
_UPDATED = re.compile(r"更新|修改|截至|截止|浏览|访问|抓取|[Uu]pdated|星期|周[一二三四五六日]")
_NOT_NAME = (
    r"作者|编辑|责编|责任|记者|校对|审核|监制|发布|发表|时间|日期|字号|字体|举报|评论|阅读|浏览|点击|分享|人气|收藏|我要|打印|参与|关注|订阅|"
    r"责任编辑|编译|稿源|来源|正文|查看|进入|大 ?中 ?小|微信|微博|热度|推荐|听|【|显示|A-|A\+"
)
_SOURCE = re.compile(
    r"(?:信息|文章|稿件|新闻|内容|本文)?(?:来源|来自|出处|稿源|转自|转载自|摘自|原载|首发)(?:于|自)? ?[:丨|/]* ?"
    rf"(?P<name>(?!{_NOT_NAME})[^\s:,。;|()<>丨]+?(?: [^\s:,。;|()]{{2,}}?)??)(?= {{2,}}|$|[\t,。;|)(丨\]】]| ?(?:{_NOT_NAME})| ?{DATE}| \d| )"
)
_HAN = r"[\u3400-\u9fff]"
_NAME = rf"(?:{_HAN}{{2,3}}(?:·{_HAN}+)*|[欧司上诸皇夏东南令公尉长宇慕端轩]{_HAN}{{3}}|{_HAN}+·{_HAN}+|{_HAN} {_HAN}(?!{_HAN}))"
_DUTY = (
    r"(?:特约|见习|实习|首席|高级|驻[^\s,。:]{1,8})?(?:记者|作者|通讯员|评论员|撰稿人|实习生|撰稿|特派员|研究员|观察员)"
)
_NAMES = rf"{_NAME}(?:(?:[、,/ ]| +|  *{_DUTY} *){_NAME})*"
_AUTHOR = re.compile(
    rf"(?:作者|撰文|文字|文|采写|撰稿|执笔|采访|记者|编译|评论员|采写记者|图文|文图|口述|整理|特约记者|通讯员|{_DUTY}) ?(?:[:/丨|]| (?= *{_HAN})) *"
    rf"(?P<names>(?:[^\s:,。;()]{{0,12}}{_DUTY} *)?{_NAMES}|[A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+){{1,2}})(?=$|[ )|/,。;、:丨(]|责|编|来源|图|文|摄)"
)
_ORIGINAL = re.compile(rf"^ *原创 ?: ?(?P<names>{_HAN}{{2,8}}?)(?:编译|撰文|整理)?(?: |$)")
_DATELINE = re.compile(
    rf"[(](?:[^\s()]{{0,12}}?)(?:{_DUTY}) ?[:]? ?(?P<names>{_NAMES})(?: *摄影报道| *报道| *文/?图?)?[)]"
)
_FLOOR = re.compile(rf"^ *(?:本报|本台|总台|央视|本刊|本网)?{_DUTY} (?P<names>{_NAME}) ?:")
_BY_OUTLET = re.compile(
    rf"^ *(?P<names>{_NAMES}) ?/ ?(?P<outlet>[^\s/]{{2,12}}(?:报|网|社|刊|新闻|日报|财经|客户端|电视台|杂志)) *$"
)
_EDITOR = re.compile(
    rf"(?:责任编辑|责编|责任编审|编辑|值班编辑|编审) ?(?:[:丨|/]| ) *(?P<names>[A-Za-z]*{_NAMES}|[A-Za-z_\d]+(?: [A-Z][a-z]+)?|{_HAN}{{2,10}})"
)
_NOBODY = re.compile(r"佚名|未知|网络|整理|综合|本站|小编|匿名|admin|记者|编辑|不详|原创|来源|作者|报道|媒体|我们|图片")
_PLATFORM = re.compile(
    r"^(?:[\u3400-\u9fff]{1,4}号|微信公众(?:号|平台)|新浪看点|[\u3400-\u9fff]{2}专栏|个人图书馆|[\u3400-\u9fff]{2,4}自媒体)$"
)
COUNTS = re.compile(r"\d[\d.]*万?\+? *(?:文章数|篇?文章|粉丝|关注度|获赞|作品|篇|总阅读)|(?:粉丝|获赞|文章|关注度) *\d")
_SITE = re.compile(r"(?:返回|网站|站点)首页 +(?P<name>[^\s,。:]{2,12}?)(?:移动站|手机站|移动版|手机版|触屏版|官网)")
_ADDRESS = re.compile(r"(?:地址|链接|网址|URL|url) ?: ?https?://(?P<name>[\w.-]+)")
_CRUMB = re.compile(r" *(?:[>»›]+|/|\|) *")


def rows(page: Page, lines: pd.DataFrame) -> list[Row]:
    """The lines that are not blank."""
    spans = zip(lines["line"], lines["start"], lines["end"], lines["role"], strict=True)
    return [Row(n, s, e, role, fold(page.text[s:e])) for n, s, e, role in spans if role != "blank"]


def read(page: Page, lines: pd.DataFrame) -> Metadata:
    """The metadata of a page whose lines have roles (columns line, start, end, role)."""
    every = rows(page, lines)
    return _Reader(page, every).metadata()


def retrieval(texts: list[str]) -> int | None:
    """Which line tells when the page was saved: one that says so, or a bare time that follows another and is the latest."""
    stamps = [(i, _stamp(match)) for i, text in enumerate(texts) if len(text) < 60 and (match := _STAMP.search(text))]
    for i, text in enumerate(texts):
        if len(text) < 60 and _SAVED.search(text):
            return i
    latest = max((stamp for _, stamp in stamps), default="")
    for (i, _), (j, stamp) in zip(stamps, stamps[1:], strict=False):
        if j == i + 1 and stamp == latest and len(stamp) > 16 and _BARE.match(texts[i]) and _BARE.match(texts[j]):
            return j
    return None


def _stamp(match: re.Match[str]) -> str:
    """'YYYY-MM-DD[ HH:MM[:SS]]' of a date found."""
    year, month, day = (int(n) for n in re.findall(r"\d+", match[1]))
    clock = ":".join(f"{int(part):02d}" for part in match.groups()[1:4] if part)
    return f"{year:04d}-{month:02d}-{day:02d}" + (f" {clock}" if clock else "")


class _Reader:
    """Fields found so far and where; the first that finds a field keeps it."""

    def __init__(self, page: Page, every: list[Row]) -> None:
        self.page, self.every = page, every
        self.found: dict[str, str] = {}
        self.spans: list[Read] = []
        text = [i for i, row in enumerate(every) if row.role in ("body", "subhead")]
        first, last = (text[0], text[-1]) if text else (len(every), len(every))
        title = max((i for i, row in enumerate(every[:first]) if row.role == "title"), default=-1)
        self.title = every[title] if title >= 0 else next((row for row in every if row.role == "title"), None)
        start = title if title >= 0 else max(0, first - 6)
        self.head = [row for row in every[start:first] if row.role != "title"]
        self.above = [row for row in every[max(0, start - 6) : start] if row.role != "title"]
        self.crumbs = every[:first]
        self.body = every[first : last + 1]
        tail = every[last + 1 :]
        end = next((i for i, row in enumerate(tail) if row.role == "related"), len(tail))
        self.tail = [row for row in tail[: min(end, 14)]]
        self.rest = tail

    def metadata(self) -> Metadata:
        self._take("title", self.title and self.title.text.strip(), self.title, "title line")
        saved = retrieval([row.text for row in self.every])
        if saved is not None and (match := _STAMP.search(self.every[saved].text)):
            self._take("retrieved", _stamp(match), self.every[saved], "time of saving", match.span())
        self._published()
        self._site()
        self._labelled_source()
        self._head_names()
        self._people()
        self._card()
        if "title" in self.found and self.title:
            self.found["title"] = self.page.text[self.title.start : self.title.end].strip()
        return Metadata(**self.found, spans=tuple(self.spans))

    def _take(
        self, field: str, value: str | None, row: Row | None, how: str, span: tuple[int, int] | None = None
    ) -> bool:
        if not value or not row or field in self.found:
            return False
        self.found[field] = value
        start, end = span or (len(row.text) - len(row.text.lstrip()), len(row.text.rstrip()))
        self.spans.append(Read(field, row.start + start, row.start + end, how))
        return True

    def _published(self) -> None:
        """Only from the zone between title and body, a line just above the title, or a labelled line below the body."""
        for row in self.head:
            match = _STAMP.search(row.text)
            if (
                match
                and len(row.text) < 160
                and not _UPDATED.search(row.text[max(0, match.start() - 8) : match.start()])
            ):
                self._take("published", _stamp(match), row, "between title and body", match.span())
        for row in self.above:
            match = _STAMP.search(row.text)
            if match and len(row.text) < 60 and match[2] and not _UPDATED.search(row.text):
                self._take("published", _stamp(match), row, "above the title", match.span())
        for row in self.tail:
            label = _LABELLED.search(row.text[:80])
            match = _STAMP.search(row.text, label.end()) if label else None
            if match and not _UPDATED.search(row.text[: match.start()]):
                self._take("published", _stamp(match), row, "labelled below the body", match.span())
        for row in self.head:
            match = _PART_STAMP.search(row.text)
            if match and len(row.text) < 60 and "published" not in self.found:
                self._take(
                    "published_partial",
                    row.text[match.start() : match.end()].strip(),
                    row,
                    "between title and body",
                    match.span(),
                )

    def _site(self) -> None:
        """Host and publisher: the breadcrumb, the address given, the name in 返回首页."""
        for row in self.crumbs:
            parts = [part for part in _CRUMB.split(re.sub(r"^.*位置 *:? *", "", row.text.strip())) if part]
            if len(parts) > 1 and (">" in row.text or "›" in row.text or "»" in row.text):
                name = re.sub(r"(?:网站|中文)?首页$", "", parts[0])
                if 2 <= len(name) <= 12:
                    self._take("host", name, row, "breadcrumb", _find(row.text, name))
                platform = next((part.split(" ")[0] for part in parts[1:] if _PLATFORM.match(part.split(" ")[0])), None)
                self._take("publisher", platform, row, "breadcrumb", _find(row.text, platform or ""))
        for row in self.rest:
            address, site = _ADDRESS.search(row.text), _SITE.search(row.text)
            if address:
                self._take("host", address["name"], row, "address given", address.span("name"))
            if site:
                self._take("publisher", site["name"], row, "name of the home page", site.span("name"))

    def _labelled_source(self) -> None:
        for row in (
            *self.head,
            *self.above[-3:],
            *(row for row in (*self.body, *self.tail) if row.role in ("credit", "byline", "date", "notice")),
        ):
            for match in _SOURCE.finditer(row.text[:120]):
                name = re.sub(r"[(].*$", "", match["name"]).strip(" -—·")
                if name and len(name) <= 24 and not re.search(r"图片|侵权|声明", name):
                    account = _PLATFORM.match(self.found.get("publisher", "")) and row in self.head
                    self._take(
                        "account" if account else "original_source", name, row, "labelled as source", match.span("name")
                    )

    def _head_names(self) -> None:
        """Names without a label beside the date, or alone on a line before it."""
        for row in self.head:
            outlet = _BY_OUTLET.match(row.text)
            if outlet:
                self._take("author", outlet["names"].strip(), row, "name before the outlet", outlet.span("names"))
                self._take("original_source", outlet["outlet"], row, "outlet after the name", outlet.span("outlet"))
        dated = [row for row in self.head if row.role == "date"][:1]
        for row in dated:
            match = _STAMP.search(row.text) or _PART_STAMP.search(row.text)
            if not match or "original_source" in self.found or "account" in self.found:
                continue
            after = _name(row.text[match.end() :])
            if after:
                self._take("original_source", after, row, "beside the date", _find(row.text, after))
            before = _name(row.text[: match.start()])
            if before:
                self._take("account", before, row, "beside the date", _find(row.text, before))
        for row in self.head:
            if row.role == "byline" and not _AUTHOR.search(row.text) and "original_source" not in self.found:
                self._take("account", _name(row.text), row, "name below the title")

    def _people(self) -> None:
        inner = [row for row in self.body if row.role in ("byline", "credit")]
        edges = [row for row in (*self.body[:3], *self.body[-3:]) if row.role == "body"]
        for row in (*self.head, *self.above[-2:], *inner, *self.tail):
            for pattern in (_AUTHOR, _ORIGINAL):
                for match in pattern.finditer(row.text[:120]):
                    self._author(row, match)
        for row in edges:
            for piece, offset in ((row.text[:80], 0), (row.text[-60:], max(0, len(row.text) - 60))):
                for match in _DATELINE.finditer(piece):
                    self._author(row, match, offset)
        for row in self.body:
            if match := _FLOOR.match(row.text[:40]):
                self._author(row, match)
        for row in (*self.tail, *inner, *self.head):
            if match := _EDITOR.search(row.text[:120]):
                self._take("editor", match["names"].strip(), row, "labelled as editor", match.span("names"))

    def _author(self, row: Row, match: re.Match[str], offset: int = 0) -> None:
        names = re.sub(rf"^[^\s:,。;()]{{0,12}}?{_DUTY} *", "", match["names"])
        if re.match(r"[A-Z]", names):
            clean = names
        else:
            people = [name for name in re.split(r"[、,/ ]+", re.sub(_DUTY, " ", names)) if len(name) > 1]
            clean = "、".join(dict.fromkeys(people)) if people else names.replace(" ", "")
        if clean and not _NOBODY.search(clean):
            start, end = match.span("names")
            self._take("author", clean, row, "named as author", (start + offset, end + offset))

    def _card(self) -> None:
        """The account from the card of a self-medium's page: lines labelled byline after the body."""
        for row in self.rest:
            if row.role == "byline" and not _AUTHOR.search(row.text):
                self._take("account", _name(row.text.split(" ")[0]), row, "account's card")


def _find(text: str, part: str) -> tuple[int, int]:
    at = max(text.find(part), 0)
    return at, at + len(part)


def _name(text: str) -> str | None:
    """A name that stands alone: what is left of a line without counters, labels and furniture."""
    text = re.split(rf" {{3,}}|{_NOT_NAME}|\|", text.strip(" |·-—:/()"))[0]
    text = re.sub(r"^(?:原创|发布于|发布时间 ?:?|于|发表)|(?: +\d+)+$", "", text.strip()).strip(" |·-—:/")
    if 2 <= len(text) <= 20 and not re.search(r"[,。;?!:]|有限公司|^\d+$|^于$|分钟|小时|视频|图集", text):
        return text
    return None
