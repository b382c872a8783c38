"""HTML → lines as a browser shows them, each with what the markup says of it, and what the page says of itself.

lxml's parser calls `_Reader` for each tag and text and builds no tree: nesting has no limit, memory stays near the
text's size, the cost is linear. Nothing is fetched and no entity of a page's own is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from duizhao.errors import InputError
from duizhao.pages.html import linked
from duizhao.pages.html.linked import LONGEST


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_SPACED = _set("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote figure pre hr menu")
"""The blocks with a margin above and below in a browser's own stylesheet."""
_CELLS = _set("td th")
_PARTS = _set("html body div section article main header footer nav aside details dialog fieldset form table ul ol dl")
CONTAINERS = _PARTS | _CELLS
_OTHERS = _set("address center summary legend li dt dd caption figcaption dir thead tbody tfoot tr hgroup search")
_BLOCKS = _SPACED | _PARTS | _OTHERS
_DROPPED = _set("script style noscript template textarea iframe object svg canvas video audio noframes select title")
_HEADINGS, _BOLD = _set("h1 h2 h3 h4 h5 h6"), _set("h1 h2 h3 h4 h5 h6 b strong th")
_TOLD = _DROPPED | _BOLD | _BLOCKS | _CELLS | {"a"}
_KEPT = _set("title linked script")
_DEEP, _LEVELS = 500, 40  # levels of nesting that `path` and `within` follow
LINES, DEEPEST = 200_000, 100_000  # lines and levels of markup: with more it is no page
_SHORT = 40  # a row of cells no longer than this is one line, as in a browser; else each cell is text by itself
_CENTERED = re.compile(r"text-align\s*:\s*center", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WIDE = "\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff01-\uff60"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t\r]*\n[ \t\n\r]*(?=[{_WIDE}])")  # CSS Text 3, 4.1.3: no space there
_PARAGRAPH_END = re.compile(r"</p\s*>", re.I)  # one too many is an empty paragraph (HTML 13.2.6.4.7), which lxml omits
_PROSE = re.compile(r"[。！？]")
_OURS = _set("title canonical url retrieved")  # what we call the contents of <title> and others


class Markup(NamedTuple):
    """What the markup says of one line. The shares are of the line's characters without spaces.

    `path` names the elements around the line's first character, outermost first, in lower case, as in
    `div#main.content p span.time` (inline elements only where they have a class or an id; its last 400 characters).
    `within` numbers the containers around it (paragraphs, headings and list items are none), outermost first. `heading`
    is the level of the heading or 0, `images` counts those since the last line.
    """

    path: str = ""
    link_share: float = 0.0
    bold_share: float = 0.0
    heading: int = 0
    paragraph: bool = False
    caption: bool = False
    centered: bool = False
    images: int = 0
    within: tuple[int, ...] = ()


class Source(NamedTuple):
    """An HTML source as read; `prose` counts the characters in sentences, `hidden` says that its markup hides these."""

    lines: list[str]
    markup: list[Markup]
    meta: dict[str, str]
    scripts: list[str]
    prose: int
    hidden: bool


class _Element(NamedTuple):
    """An open element, with what it inherits. `dropped` says what its text is, if none of the page's: the "title",
    "linked" data, a "script", "hidden" by the element's own attributes, or only "text" to pass over; `flags` are the
    "link", "bold", "paragraph", "caption", "centered", "pre" that it stands in."""

    path: str = ""
    heading: int = 0
    dropped: str = ""
    within: tuple[int, ...] = ()
    flags: frozenset[str] = frozenset()


_Piece = tuple[str, _Element]
_CELL: _Piece = ("\t", _Element())  # stands between the cells of a row, and is known by identity


def parse(html: str) -> Source:
    """Read a decoded HTML source; an InputError where it has more lines or levels than `LINES` and `DEEPEST`.

    Scripts, styles, `noscript`, templates and form fields have no text. What an element's own attributes hide is left
    out, unless far more prose is hidden than shown (its script had still to run).
    """
    reader = _read(html, hidden=False)
    hidden = reader.hidden_prose > max(2 * reader.prose, 100)
    if hidden:
        reader = _read(html, hidden=True)
    lines = reader.lines or [("", Markup())]
    texts, marks = [line for line, _ in lines], [markup for _, markup in lines]
    meta, scripts = reader.meta | linked.facts(reader.linked), [*reader.linked, *reader.scripts]
    return Source(texts, marks, meta, scripts, reader.prose, hidden)


def _read(html: str, *, hidden: bool) -> _Reader:
    reader = _Reader(hidden)
    html = html.replace("\0", "\ufffd").replace("\r\n", "\n")
    source = _PARAGRAPH_END.sub("</p><p></p>", html).encode("utf-8", "replace")
    if source.strip():
        parser = etree.HTMLParser(target=reader, huge_tree=True, no_network=True, recover=True, encoding="utf-8")
        etree.fromstring(source, parser)
    if reader.lines and not reader.lines[-1][0]:
        reader.lines.pop()
    return reader


def _opened(tag: str, attributes: Mapping[str, str], above: _Element, number: int, *, names: bool) -> _Element:
    """The element that a start tag opens inside another; `names=False` leaves its name out of `path`."""
    if not attributes and tag not in _TOLD:
        return above
    style = attributes.get("style", "")
    label = _label(tag, attributes) if names else ""
    told = {
        "link": tag == "a" and ("href" in attributes or not {"name", "id"} & attributes.keys()),
        "bold": tag in _BOLD,
        "paragraph": tag == "p",
        "caption": tag in ("figcaption", "caption"),
        "centered": "center" in (tag, attributes.get("align")) or bool(_CENTERED.search(style)),
        "pre": tag == "pre" or bool(_PRE.search(style)),
    }
    flags = above.flags.union(filter(told.__getitem__, told))
    element = above._replace(dropped=_dropped(tag, attributes, style), flags=flags)
    if tag in _HEADINGS:
        element = element._replace(heading=int(tag[1]))
    if tag in CONTAINERS and len(above.within) < _LEVELS:
        element = element._replace(within=(*above.within, number))
    return element._replace(path=f"{above.path} {label}".lstrip()[-400:]) if label else element


def _label(tag: str, attributes: Mapping[str, str]) -> str:
    """How an element is called in a path: its tag, id and classes; nothing for an inline element without them."""
    marks = "".join(f".{name}" for name in attributes.get("class", "").split())
    if attributes.get("id"):
        marks = f"#{attributes['id']}{marks}"
    return f"{tag}{marks.lower()}" if marks or tag in _BLOCKS | _CELLS else ""


def _bound(number: int, most: int, what: str) -> None:
    if number > most:
        raise InputError(f"has more than {most:,} {what}; no page has")


def _dropped(tag: str, attributes: Mapping[str, str], style: str) -> str:
    if tag not in _DROPPED:  # what `visibility` hides is often an article that a script was to show
        return "hidden" * ("hidden" in attributes or bool(_HIDDEN.search(style)))
    if tag == "script":
        return "linked" if attributes.get("type", "").strip().lower() == "application/ld+json" else "script"
    if tag == "template" and ("shadowrootmode" in attributes or "shadowmode" in attributes):
        return ""  # a part of the page as shown, which Chrome saves like this
    return "title" if tag == "title" else "text"


class _Reader:
    """The parser's target: what it is told, tag by tag, laid out as lines."""

    def __init__(self, hidden: bool) -> None:
        self.lines: list[tuple[str, Markup]] = []
        self.meta: dict[str, str] = {}
        self.linked: list[str] = []
        self.scripts: list[str] = []
        self.prose = self.hidden_prose = 0  # characters in what has a full stop and is no link
        self._hidden = hidden
        self._open = [_Element()]
        self._pieces: list[_Piece] = []
        self._kept: list[str] = []  # the text of an open <title>, script or linked data
        self._images = self._count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        above = self._open[-1]
        _bound(len(self._open), DEEPEST, "elements in one another")
        if above.dropped:
            unseen = above.dropped == "hidden" and (tag in _DROPPED or tag == "a")
            self._open.append(above._replace(dropped="text") if unseen else above)
            return
        self._count += 1
        element = _opened(tag, attributes, above, self._count, names=len(self._open) < _DEEP)
        if element.dropped == "hidden" and self._hidden:
            element = element._replace(dropped="")
        self._open.append(element)
        if not element.dropped:
            self._started(tag, attributes)

    def _started(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in _BLOCKS:
            self._break(tag)
        elif tag in _CELLS and self._pieces:
            self._pieces.append(_CELL)
        elif tag == "br":
            self._newline()
        elif tag in ("img", "amp-img"):
            self._images += 1
        elif tag in ("meta", "link"):
            self._about(tag, attributes)

    def end(self, tag: str) -> None:
        closed = self._open.pop() if len(self._open) > 1 else self._open[0]
        if closed.dropped in _KEPT:
            text, self._kept = "".join(self._kept).strip(), []
            if closed.dropped != "title":
                (self.linked if closed.dropped == "linked" else self.scripts).append(text)
            elif text:
                self.meta.setdefault("title", _SPACE.sub(" ", text[:LONGEST]))
        elif tag in _BLOCKS and not closed.dropped:
            self._break(tag)

    def data(self, text: str) -> None:
        element = self._open[-1]
        if element.dropped in _KEPT:
            self._kept.append(text)
        elif element.dropped:
            self.hidden_prose += len(text) if element.dropped == "hidden" and _PROSE.search(text) else 0
        elif "pre" in element.flags:
            for number, part in enumerate(text.split("\n")):
                if number:
                    self._newline()
                self._pieces.append((part, element))
        else:
            text = _SPACE.sub(" ", _WRAPPED.sub("", text) if "\n" in text else text)
            if not self._pieces or self._pieces[-1][0].endswith((" ", "\t")):
                text = text.removeprefix(" ")
            if text:
                self._pieces.append((text, element))

    def comment(self, text: str) -> None:
        for key, value in linked.saved(text).items():
            self.meta.setdefault(key, value)

    def close(self) -> None:
        self._flush()

    def _about(self, tag: str, attributes: Mapping[str, str]) -> None:
        """What a `meta` or `link` element says. Of two with one name the first holds."""
        key, value = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "", "content"
        if tag == "link":
            key, value = attributes.get("rel", ""), "href"
        key, text = key.strip().lower(), attributes.get(value, "").strip()
        if tag == "meta" and key in _OURS:
            key = f"meta:{key}"
        if key and text and (tag == "meta" or key == "canonical"):
            self.meta.setdefault(key, text[:LONGEST])

    def _break(self, tag: str) -> None:
        self._flush(row=tag == "tr")
        if tag in _SPACED:
            self._blank()

    def _newline(self) -> None:
        if not self._flush():
            self._blank()

    def _blank(self) -> None:
        if self.lines and self.lines[-1][0]:
            self.lines.append(("", Markup()))

    def _flush(self, *, row: bool = False) -> bool:
        """End the line that is being written, or of a row of longer cells the lines; whether there was any text."""
        pieces, self._pieces = self._pieces, []
        cells = [list(cell) for is_mark, cell in groupby(pieces, lambda piece: piece is _CELL) if not is_mark]
        if row and all(sum(len(text) for text, _ in cell) <= _SHORT for cell in cells):
            cells = [pieces]
        return sum([self._write(cell) for cell in cells]) > 0

    def _write(self, pieces: list[_Piece]) -> bool:
        text = "".join(piece for piece, _ in pieces).strip(" \t")
        if not text:
            return False
        first = next((element for piece, element in pieces if piece.strip()), pieces[0][1])
        size = bold = link = 0
        for piece, element in pieces:
            count = len(piece) - piece.count(" ")
            size += count
            link += count * ("link" in element.flags)
            bold += count * ("bold" in element.flags)
        if link < size / 2 and _PROSE.search(text):
            self.prose += size
        shares = round(link / size, 3), round(bold / size, 3)
        flags = (name in first.flags for name in ("paragraph", "caption", "centered"))
        told = first.path, *shares, first.heading, *flags, self._images, first.within
        self.lines.append((text, Markup._make(told)))
        _bound(len(self.lines), LINES, "lines")
        self._images = 0
        return True
