"""Bytes → Page: the decoded text and its lines, with offsets that stay true; HTML as the lines that a browser shows."""

from __future__ import annotations

import email
import email.message
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from duizhao.errors import InputError
from duizhao.pages import encoding, linked
from duizhao.pages import html as markup
from duizhao.pages.html import Markup

HTML = frozenset((".html", ".htm", ".xhtml", ".shtml"))
_DOCUMENT = re.compile(r"(?>\s+|<!--(?s:.*?)-->|<\?xml[^>]*>)*+<(?:!doctype\s+html|html|head|body)\b", re.I)
_TAG = re.compile(r"</?(?:div|p|span|a|li|ul|meta|link|script|style|table|td|tr|h[1-6]|img|br|section)\b[^<>]*>", re.I)
_MHTML = re.compile(rb"\s*(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.I)


class Line(NamedTuple):
    """One line of a page: `number` counts from 1; `page.text[start:end]` is the line without its newline."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A page as read. `name` is the path or label it was given under.

    `starts` is the byte of the file at which each line starts (byte order mark counted), None where the text is not the
    file's own, as in HTML. `replaced` counts the places where bytes could not be decoded and U+FFFD stands now.

    For HTML, `markup` has an entry a line, `html` is the decoded source, `url` where it was saved from, `meta` what it
    says of itself, keys in lower case: `title`, `og:title`, `article:published_time`, `author`, `canonical`,
    `retrieved`, …, and from linked data `ld:headline`, `ld:datepublished`, `ld:pubdate`, `ld:author`, `ld:publisher`.

    `clean`: the text is the article itself, nothing to label. `given` holds what a table's row brings (`source`,
    `title`, `published`, `author`, `url`, `target`); the first line is the title if `given` has one, and else body.
    """

    name: str
    text: str
    lines: tuple[Line, ...]
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
    starts: tuple[int, ...] | None = None
    replaced: int = 0
    markup: tuple[Markup, ...] | None = None
    meta: dict[str, str] = field(default_factory=dict, hash=False)
    html: str | None = field(default=None, repr=False)
    url: str | None = None
    clean: bool = False
    given: dict[str, str] = field(default_factory=dict, hash=False)


def from_text(text: str, *, name: str = "text", encoding: str = "utf-8", warnings: tuple[str, ...] = ()) -> Page:
    """A page from text that is decoded already. Lines are split on `\\n` only, and nothing is changed."""
    return Page(name, text, _lines(text.split("\n")), encoding, warnings)


def from_html(html: str, *, name: str = "html", encoding: str = "utf-8", warnings: tuple[str, ...] = ()) -> Page:
    """A page from HTML that is decoded already: its text is the lines of `markup.parse`. Never fails."""
    source = markup.parse(html)
    if not any(line.strip() for line in source.lines) and not source.warnings:
        warnings += (f"the page shows no text; {markup.SAVE}",)
    return Page(
        name,
        "\n".join(source.lines),
        _lines(source.lines),
        encoding,
        warnings + source.warnings,
        markup=tuple(source.markup),
        meta=source.meta,
        html=html,
        url=source.url,
    )


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
        The file is missing, empty, no file, not to be read, or no text.
    """
    name = str(path).encode("utf-8", "replace").decode()
    if str(path) == "-":
        return read_bytes(sys.stdin.buffer.read(), name=name)
    try:
        if Path(path).is_block_device() or Path(path).is_char_device():
            raise InputError(f"{name}: is a device, not a file; for standard input write -")
        return read_bytes(Path(path).read_bytes(), name=name)
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{name}: is a folder; name the files in it") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})") from None


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
    encoding.refuse_binary(data, name)
    decoded = encoding.decode(data)
    if not decoded.text.strip():
        raise InputError(f"{name}: is empty; save the page again, as HTML or as text")
    warnings = _broken(decoded)
    if _is_html(decoded.text, Path(name).suffix.lower()):
        if Path(name).suffix.lower() == ".txt":
            warnings += ("the file is HTML under a name for text; it was read as HTML",)
        page = from_html(decoded.text, name=name, encoding=decoded.encoding, warnings=warnings)
        return replace(page, replaced=decoded.replaced)
    page = from_text(decoded.text, name=name, encoding=decoded.encoding, warnings=warnings)
    return replace(page, replaced=decoded.replaced, starts=tuple(encoding.starts(data, decoded)))


def _broken(decoded: encoding.Decoded) -> tuple[str, ...]:
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
    decoded = encoding.decode(body, root.get_content_charset())
    page = from_html(decoded.text, name=name, encoding=decoded.encoding, warnings=_broken(decoded))
    meta = {"retrieved": str(message["Date"])} if message["Date"] else {}
    url = linked.address(message["Snapshot-Content-Location"], root["Content-Location"], page.url)
    return replace(page, replaced=decoded.replaced, meta=page.meta | meta, url=url)
