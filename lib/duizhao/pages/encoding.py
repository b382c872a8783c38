"""Bytes → text, in one of the encodings that Chinese pages are in, with every byte that could not be read counted."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

import charset_normalizer

from duizhao.errors import InputError

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
_BINARY = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "an image or sound"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"bplist00", "a Safari web archive"),
    (b"PAR1", "a Parquet table without its suffix"),
    (b"SQLite format 3", "a database"),
)
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1b")


class Decoded(NamedTuple):
    """Text, its encoding, the count of U+FFFD that stand for broken bytes, and the length of the byte order mark."""

    text: str
    encoding: str
    replaced: int
    mark: int


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode a page.

    A byte order mark decides; then strict UTF-8; then UTF-8 with broken bytes, if more characters of three bytes are
    whole than places are broken; then what the page says (or `declared`), if it is a Chinese encoding and fits; then
    whichever of GB 18030 and Big5 reads more of it as frequent characters, or where that is even, what
    charset-normalizer says.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding, len(mark))
    try:
        return Decoded(data.decode("utf-8"), "utf-8", 0, 0)
    except UnicodeDecodeError:
        utf8 = _replacing(data, "utf-8")
    whole = len(utf8.text) - len(re.sub("[\u0800-\ufffc]+", "", utf8.text))
    return utf8 if whole >= utf8.replaced else _replacing(data, _chinese(data, declared))


def _replacing(data: bytes, encoding: str, mark: int = 0) -> Decoded:
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if replaced:  # the page may hold U+FFFD itself
        replaced -= data.decode(encoding, "ignore").count("\ufffd")
    return Decoded(text, encoding, max(replaced, 0), mark)


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
    if abs(fits["gb18030"] - fits["big5hkscs"]) < 0.05:
        guess = (
            charset_normalizer.from_bytes(sample, cp_isolation=["gb18030", "big5"]).best() if len(sample) > 99 else None
        )
        return "big5hkscs" if guess is not None and guess.encoding == "big5" else "gb18030"
    return max(fits, key=lambda encoding: fits[encoding])


def _fit(sample: bytes, codes: re.Pattern[bytes]) -> float:
    """The share of codes that are frequent characters, less the share of bytes that are no code."""
    count = frequent = broken = 0
    for match in codes.finditer(sample):
        count += 1
        frequent += match[1] is not None
        broken += len(match[0]) == 1
    return (frequent - broken) / count if count else 0.0


def starts(data: bytes, decoded: Decoded) -> Iterator[int]:
    """The byte at which each line starts. In all these encodings the code of a newline is part of no other code."""
    newline = "\n".encode(decoded.encoding)
    width, at = len(newline), decoded.mark
    yield at
    while (at := data.find(newline, at)) >= 0:
        if (at - decoded.mark) % width:
            at += 1
        else:
            at += width
            yield at


def refuse_binary(data: bytes, name: str) -> None:
    """Raise InputError for what is no text: a known kind of file, or one byte in twenty a control character."""
    kind = next((kind for magic, kind in _BINARY if data.startswith(magic)), None)
    head = data[: 1 << 16]
    if not kind and not data.startswith(tuple(mark for mark, _ in _BOMS)):
        kind = "a binary file" if 20 * (len(head) - len(head.translate(None, _CONTROLS))) > len(head) else None
    if kind:
        raise InputError(
            f"{name}: is {kind}, not text or HTML; open the page in a browser and save it as HTML or as text"
        )
