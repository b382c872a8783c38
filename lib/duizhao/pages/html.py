"""HTML → lines as a browser shows them, each with what the markup says of it, and what the page says of itself.

lxml's parser calls `_Reader` for each tag and text and builds no tree: nesting has no limit, memory stays near the
text's size, the cost is linear. Nothing is fetched and no entity of a page's own is expanded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from duizhao.pages import linked
from duizhao.pages.elements import BLOCKS, CELLS, DROPPED, SPACED, Element, opened

_SHORT = (
    40  # a row whose cells are all at most this long is one line, as in a browser; else each cell is text by itself
)
_DEEP = 500  # levels of nesting that `path` follows
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WIDE = "\u2e80-\u2fff\u3001-\u9fff\uf900-\ufaff\uff01-\uff60"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t\r]*\n[ \t\n\r]*(?=[{_WIDE}])")  # CSS Text 3, 4.1.3: no space there
_PARAGRAPH_END = re.compile(r"</p\s*>", re.I)  # one too many is an empty paragraph (HTML 13.2.6.4.7), which lxml omits
ENOUGH = 100
"""Characters of prose that an article shows at least; where there are fewer, it is looked for in the scripts."""
SAVE = "save the page from a browser once it is shown there, as a complete page or as a single file"
KEPT = frozenset(("title", "linked", "script"))
_PROSE = re.compile(r"[。！？]")


class Markup(NamedTuple):
    """What the markup says of one line. The shares are of the line's characters without spaces.

    `path` names the elements around the line's first character, outermost first, in lower case, as in
    `div#main.content p span.time` (inline elements only where they have a class or an id; its last 400 characters).
    `within` numbers the containers around it (paragraphs, headings and list items are none), outermost first.
    `tag` is the block the line is in, `heading` the level of the heading or 0, `images` counts those since the last
    line.
    """

    tag: str = ""
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
    """An HTML source as read: its lines, the markup of each, its metadata, where it was saved from, and warnings."""

    lines: list[str]
    markup: list[Markup]
    meta: dict[str, str]
    url: str | None
    warnings: tuple[str, ...]


_Piece = tuple[str, Element]
_CELL: _Piece = ("\t", Element())  # stands between the cells of a row, and is known by identity


def parse(html: str) -> Source:
    """Read a decoded HTML source. Never fails.

    Blocks and `<br>` break lines, white space collapses as in a browser, a blank line sets off what has a margin.
    Scripts, styles, `noscript`, templates and form fields have no text. What an element's own attributes hide is left
    out, unless far more prose is hidden than shown (a page saved before its script had shown it).
    """
    reader = _read(html, hidden=False)
    warnings: tuple[str, ...] = ()
    if reader.hidden_prose > max(2 * reader.prose, 100):
        reader = _read(html, hidden=True)
        warnings = ("most of the page's prose is hidden by its markup; it was read as if it were shown",)
    lines = reader.lines or [("", Markup())]
    text = linked.article([*reader.linked, *reader.scripts]) if reader.prose < ENOUGH else ""
    found = _script_lines(text) if text else []
    if found and not {line for line, _ in found if len(line) > 20} & {line for line, _ in lines}:
        lines = [*lines, *found]
        warnings += ("the text is not shown by the page itself; it was read from a script of the page",)
    elif sum(len(line) for line, _ in lines) < 200 and reader.prose < 50 and any(reader.scripts):
        warnings += ("the page shows hardly any text: its scripts may still have had to load it; " + SAVE,)
    meta = reader.meta | linked.facts(reader.linked)
    url = linked.address(meta.pop("url", None), meta.get("canonical"), meta.get("og:url"))
    return Source([line for line, _ in lines], [markup for _, markup in lines], meta, url, warnings)


def _script_lines(text: str) -> list[tuple[str, Markup]]:
    """The lines of an article that a script holds, as HTML or as text."""
    source = text if re.search(r"<(?:p|div|br|span)\b", text, re.I) else "<br>".join(map(escape, text.split("\n")))
    shown = _read(f"<article>{source}</article>", hidden=True).lines
    return [("", Markup()), *((line, mark._replace(path=f"script {mark.path}")) for line, mark in shown)]


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


class _Reader:
    """The parser's target: what it is told, tag by tag, laid out as lines."""

    def __init__(self, hidden: bool) -> None:
        self.lines: list[tuple[str, Markup]] = []
        self.meta: dict[str, str] = {}
        self.linked: list[str] = []
        self.scripts: list[str] = []
        self.prose = self.hidden_prose = 0  # characters in what has a full stop and is no link
        self._hidden = hidden
        self._open = [Element()]
        self._pieces: list[_Piece] = []
        self._kept: list[str] = []  # the text of an open <title> or linked data
        self._images = self._count = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        above = self._open[-1]
        if above.dropped:
            unseen = above.dropped == "hidden" and (tag in DROPPED or tag == "a")
            self._open.append(above._replace(dropped="text") if unseen else above)
            return
        self._count += 1
        element = opened(tag, attributes, above, self._count, names=len(self._open) < _DEEP)
        if element.dropped == "hidden" and self._hidden:
            element = element._replace(dropped="")
        self._open.append(element)
        if element.dropped:
            return
        if tag in BLOCKS:
            self._break(tag)
        elif tag in CELLS and self._pieces:
            self._pieces.append(_CELL)
        elif tag == "br":
            self._newline()
        elif tag in ("img", "amp-img"):
            self._images += 1
        elif tag in ("meta", "link"):
            linked.element(tag, attributes, self.meta)

    def end(self, tag: str) -> None:
        closed = self._open.pop() if len(self._open) > 1 else self._open[0]
        if closed.dropped in KEPT:
            text, self._kept = "".join(self._kept).strip(), []
            if closed.dropped != "title":
                (self.linked if closed.dropped == "linked" else self.scripts).append(text)
            elif text:
                self.meta.setdefault("title", _SPACE.sub(" ", text[: linked.LONGEST]))
        elif tag in BLOCKS and not closed.dropped:
            self._break(tag)

    def data(self, text: str) -> None:
        element = self._open[-1]
        if element.dropped in KEPT:
            self._kept.append(text)
        elif element.dropped:
            self.hidden_prose += len(text) if element.dropped == "hidden" and _PROSE.search(text) else 0
        elif element.pre:
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
        linked.comment(text, self.meta)

    def close(self) -> None:
        self._flush()

    def _break(self, tag: str) -> None:
        self._flush(row=tag == "tr")
        if tag in SPACED:
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
            link += count * element.link
            bold += count * element.bold
        if link < size / 2 and _PROSE.search(text):
            self.prose += size
        shares = round(link / size, 3), round(bold / size, 3)
        told = first.heading, first.paragraph, first.caption, first.centered, self._images, first.within
        self.lines.append((text, Markup._make((first.block, first.path, *shares, *told))))
        self._images = 0
        return True
