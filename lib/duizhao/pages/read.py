"""Bytes → Page: the text, in one of the encodings that Chinese pages are in, and its lines, with offsets that stay
true."""

from __future__ import annotations

import codecs
import email
import email.message
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import NamedTuple

from duizhao import disk
from duizhao.errors import InputError
from duizhao.pages.html import Markup, linked, markup

HTML = frozenset((".html", ".htm", ".xhtml", ".shtml"))
_DOCUMENT = re.compile(r"(?>\s+|<!--(?s:.*?)-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body)\b", re.I)
_TAG = re.compile(r"</?(?:div|p|span|a|li|ul|meta|link|script|style|table|td|tr|h[1-6]|img|br|section)\b[^<>]*>", re.I)
ENOUGH = 100
"""Characters of prose that an article shows at least; where there are fewer, it is looked for in the scripts."""
SAVE = "save the page from a browser once it is shown there, as a complete page or as a single file"
_MHTML = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.I)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_DECLARED = re.compile(
    rb"<meta\b[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w-]{2,20})|<\?xml\b[^>]{0,200}?encoding=[\"']([\w-]{2,20})", re.I
)
_NAMES = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "x-gbk", "gb_2312-80", "cp936", "euc-cn"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950"), "big5hkscs"),
}
_HIGH = re.compile(rb"[\x80-\xff]")
# Group 1 holds the codes of symbols and of the level of frequent characters (level 1 of GB 2312, of Big5): more than
# 93 % of a Chinese text in its own encoding (20 news pages), and less than 60 % of one that is read in the other's.
_CODES = {
    "gb18030": re.compile(
        rb"([\xa1-\xa3\xb0-\xd7][\xa1-\xfe])"
        rb"|[\x81-\xfe](?:[\x30-\x39][\x81-\xfe][\x30-\x39]|[\x40-\x7e\x80-\xfe])|[\x80-\xff]"
    ),
    "big5hkscs": re.compile(rb"([\xa1-\xc6][\x40-\x7e\xa1-\xfe])|[\x87-\xfe][\x40-\x7e\xa1-\xfe]|[\x80-\xff]"),
}
_BINARY = {
    b"%PDF": "a PDF", b"\x89PNG": "a PNG image", b"\xff\xd8\xff": "a JPEG image", b"GIF8": "a GIF image",
    b"RIFF": "an image or sound", b"PK\x03\x04": "a ZIP archive or an office document",
    b"\xd0\xcf\x11\xe0": "an office document", b"{\\rtf": "an RTF document", b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7z archive", b"Rar!": "a RAR archive", b"bplist00": "a Safari web archive",
    b"PAR1": "a Parquet table without its suffix", b"SQLite format 3": "a database",
}  # fmt: skip
_LONE = re.compile("[\ud800-\udfff]")
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b")


class Line(NamedTuple):
    """One line of a page: `number` counts from 1; `page.text[start:end]` is the line without its newline."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A page as read. `name` is the path or label it was given under.

    For HTML, `markup` has an entry a line, `html` is the decoded source, `url` where it was saved from, `meta` what it
    says of itself, keys in lower case: `title`, `og:title`, `article:published_time`, `author`, `canonical`,
    `retrieved`, …, and from linked data `ld:headline`, `ld:datepublished`, `ld:pubdate`, `ld:author`, `ld:publisher`.

    `clean`: the text is the article itself, nothing to label. `given` holds what a table's row brings (`source`,
    `title`, `published`, `author`, `url`, `target`, `event`, and short cells of other columns under their own names);
    the first line is the title if `given` has one, and else body.
    """

    name: str
    text: str
    lines: tuple[Line, ...]
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
    markup: tuple[Markup, ...] | None = None
    meta: dict[str, str] = field(default_factory=dict, hash=False)
    html: str | None = field(default=None, repr=False)
    url: str | None = None
    clean: bool = False
    given: dict[str, str] = field(default_factory=dict, hash=False)


def from_text(text: str, *, name: str = "text", encoding: str = "utf-8", warnings: tuple[str, ...] = ()) -> Page:
    """A page from text that is decoded already, split on `\\n` only. Nothing is changed but lone surrogates."""
    text = whole(text)
    if text.count("\n") >= markup.LINES:
        raise InputError(f"{name}: has more than {markup.LINES:,} lines; no page has")
    return Page(whole(name), text, _lines(text.split("\n")), encoding, warnings)


def whole(text: str) -> str:
    """Text with U+FFFD in place of each lone surrogate: it is no character, and no file can hold it."""
    return _LONE.sub("\ufffd", text)


def from_html(html: str, *, name: str = "html", encoding: str = "utf-8", warnings: tuple[str, ...] = ()) -> Page:
    """A page from HTML that is decoded already: its text is the lines of `markup.parse`, and where they hold next to no
    prose, also the article that a script of the page holds. An InputError as from there."""
    try:
        source = markup.parse(html)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    lines, marks = source.lines, source.markup
    if source.hidden:
        warnings += ("most of the page's prose is hidden by its markup; it was read as if it were shown",)
    found = _from_scripts(source) if source.prose < ENOUGH else None
    if found:
        lines, marks = [*lines, "", *found.lines], [*marks, Markup(), *found.markup]
        warnings += ("the page itself does not show its text; it was read from a script of the page",)
    elif sum(map(len, lines)) < 2 * ENOUGH and source.prose < ENOUGH // 2 and (any(source.scripts) or not any(lines)):
        warnings += (f"the page shows hardly any text: its scripts may have had to load it; {SAVE}",)
    lines, meta = [*map(whole, lines)], {key: whole(value) for key, value in source.meta.items()}
    url = linked.address(meta.pop("url", None), meta.get("canonical"), meta.get("og:url"))
    page = Page(name, "\n".join(lines), _lines(lines), encoding, warnings, tuple(marks), meta)
    return replace(page, html=html, url=url)


def _from_scripts(source: markup.Source) -> markup.Source | None:
    """The article that a script holds, as lines, unless the page shows it."""
    text = linked.article(source.scripts)
    if text and not re.search(r"<(?:p|div|br|span)\b", text, re.I):
        text = "<br>".join(map(escape, text.split("\n")))
    found = markup.parse(f"<article>{text}</article>")
    shown = {line for line in source.lines if len(line) > 20}
    return found if text and shown.isdisjoint(found.lines) else None


def _lines(texts: Sequence[str]) -> tuple[Line, ...]:
    lines, start = [], 0
    for number, text in enumerate(texts, 1):
        lines.append(Line(number, start, start + len(text)))
        start += len(text) + 1
    return tuple(lines)


def read(path: str | Path) -> Page:
    """Read one page from a file, or from standard input for `-`.

    Raises
    ------
    InputError
        The file is missing, empty, no file, too large, not to be read, or no text.
    """
    name = str(path).encode("utf-8", "replace").decode()
    if str(path) == "-":
        return read_bytes(disk.bounded(sys.stdin.buffer.read(disk.LARGEST + 1), name), name=name)
    return read_bytes(disk.data(path), name=name)


def read_bytes(data: bytes, *, name: str = "page") -> Page:
    """Read one page: text, HTML (known by its content, not by `name` alone) or MHTML.

    Raises
    ------
    InputError
        There is nothing in it, or it is no text.
    """
    if not data.strip():
        raise InputError(f"{name}: is empty; save the page again, as HTML or as text")
    if _MHTML.match(data[:65536]):
        return _from_mhtml(data, name)
    refuse_binary(data, name)
    decoded = decode(data)
    if not decoded.text.strip():
        raise InputError(f"{name}: is empty; save the page again, as HTML or as text")
    warnings = _broken(decoded)
    if _is_html(decoded.text, Path(name).suffix.lower()):
        if Path(name).suffix.lower() == ".txt":
            warnings += ("the file is HTML under a name for text; it was read as HTML",)
        return from_html(decoded.text, name=name, encoding=decoded.encoding, warnings=warnings)
    return from_text(decoded.text, name=name, encoding=decoded.encoding, warnings=warnings)


def _broken(decoded: Decoded) -> tuple[str, ...]:
    if not decoded.replaced:
        return ()
    return (f"{decoded.replaced} times bytes that are no {decoded.encoding} were replaced by U+FFFD",)


def _is_html(text: str, suffix: str) -> bool:
    """Whether it starts as a document does, has any tag and a name for HTML, or is one part in twenty tags."""
    head = text[:20000]
    tags = _TAG.findall(head)
    return bool(_DOCUMENT.match(head) or (tags and suffix in HTML) or sum(map(len, tags)) * 20 > len(head.strip()))


def _from_mhtml(data: bytes, name: str) -> Page:
    """The page that a browser's "single file" holds: its first part that is HTML, or the one that `start` names."""
    message = email.message_from_bytes(data)
    parts = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not parts:
        raise InputError(f"{name}: holds no HTML part; save the page again, as HTML")
    root = next(
        (part for part in parts if part["Content-ID"] and part["Content-ID"] == message.get_param("start")), parts[0]
    )
    body = root.get_payload(decode=True)
    if not isinstance(body, bytes) or not body.strip():
        raise InputError(f"{name}: its HTML part is empty; save the page again, as HTML")
    decoded = decode(body, root.get_content_charset())
    page = from_html(decoded.text, name=name, encoding=decoded.encoding, warnings=_broken(decoded))
    meta = {"retrieved": str(message["Date"])} if message["Date"] else {}
    url = linked.address(message["Snapshot-Content-Location"], root["Content-Location"], page.url)
    return replace(page, meta=page.meta | meta, url=url)


class Decoded(NamedTuple):
    """Text, its encoding, and the count of U+FFFD that stand for broken bytes."""

    text: str
    encoding: str
    replaced: int


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a page.

    A byte order mark decides; then strict UTF-8; then UTF-8 with broken bytes, if more characters of three bytes are
    whole than places are broken; then what the page says (or `declared`), if it is a Chinese encoding and fits; then
    whichever of GB 18030 and Big5 reads more of it as frequent characters.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0)
    except UnicodeDecodeError:
        utf8 = _replacing(data, "utf-8")
    whole = len(utf8.text) - len(re.sub("[\u0800-\ufffc]+", "", utf8.text))
    return utf8 if whole >= utf8.replaced else _replacing(data, _chinese(data, declared))


def _replacing(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if replaced:  # the page may hold U+FFFD itself
        replaced -= data.decode(encoding, "ignore").count("\ufffd")
    return Decoded(text, encoding, max(replaced, 0))


def _chinese(data: bytes, declared: str | None) -> str:
    first = _HIGH.search(data)
    sample = data[first.start() : first.start() + (1 << 18)] if first else b""
    fits = {encoding: _fit(sample, codes) for encoding, codes in _CODES.items()}
    said = _DECLARED.search(data[:8192])
    name = declared or (said and (said[1] or said[2]).decode("ascii")) or ""
    told, best = _NAMES.get(name.lower(), ""), max(fits.values())
    if best < 0.3:
        return "utf-8"  # neither: keep what is ASCII, and let the rest be counted as broken
    if fits.get(told, -1) > best - 0.25:
        return told
    return max(fits, key=lambda encoding: fits[encoding])


def _fit(sample: bytes, codes: re.Pattern[bytes]) -> float:
    """The share of codes that are frequent characters, less the share of bytes that are no code."""
    count = frequent = broken = 0
    for match in codes.finditer(sample):
        count += 1
        frequent += match[1] is not None
        broken += len(match[0]) == 1
    return (frequent - broken) / count if count else 0.0


def refuse_binary(data: bytes, name: str) -> None:
    """Raise InputError for what is no text: a known kind of file, or one byte in twenty a control character."""
    kind = next((kind for magic, kind in _BINARY.items() if data.startswith(magic)), None)
    head = data[: 1 << 16]
    if not kind and not data.startswith(tuple(mark for mark, _ in _BOMS)):
        kind = "a binary file" if 20 * (len(head) - len(head.translate(None, _CONTROLS))) > len(head) else None
    if kind:
        raise InputError(
            f"{name}: is {kind}, not text or HTML; open the page in a browser and save it as HTML or as text"
        )
