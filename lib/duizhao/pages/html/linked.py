"""What a page says of itself apart from its lines: linked data (JSON-LD), its address, and text that a script is to
show."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import chain
from typing import Any
from urllib.parse import unquote, urlsplit

LONGEST = 2000
"""Characters of one value of metadata; what is longer is no title and no name."""
_KEYS = ("headline", "datePublished", "dateModified", "pubDate", "author", "publisher")
"""Of schema.org, and Baidu's `pubDate`."""
_TEXT_KEY = re.compile(
    r"\b(?:articleBody|article_?content|content(?:_?html)?|rich_?text|body|html|text|detail)[\"']?\s*:\s*([\"'`])"
)  # "articleBody": "…", content: '…'
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_LETTERS = {"n": "\n", "r": "", "t": " ", "b": "", "f": ""}
_STOPS = re.compile("[。！？]")
_SAVED = re.compile(
    r"\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)?(?P<url>https?://[^\s\"'<>]+)"
    r"(?:\s+saved date:\s*(?P<retrieved>[^\n]+?))?\s*"
)
_WIDE = re.compile("[\u3400-\u9fff]")
_LEAST = 100


def facts(scripts: list[str]) -> dict[str, str]:
    """The first value of each key of linked data (JSON-LD) that tells of an article, as `ld:headline`, `ld:author`,
    …"""
    found: dict[str, str] = {}
    for script in scripts:
        try:
            waiting: list[Any] = [json.loads(script.strip(), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            item = waiting.pop()
            if isinstance(item, list):
                waiting += reversed(item)
            elif isinstance(item, dict):
                waiting += [item[key] for key in ("mainEntity", "@graph") if key in item]
                for key in _KEYS:
                    if value := _name(item.get(key)):
                        found.setdefault(f"ld:{key.lower()}", value)
    return found


def _name(value: object) -> str:
    """A value as text: itself, the `name` of an object, the names of a list."""
    if isinstance(value, list):
        names = (item.get("name") if isinstance(item, dict) else item for item in value[:20])
        return "、".join(name.strip() for name in names if isinstance(name, str) and name.strip())[:LONGEST]
    if isinstance(value, dict):
        value = value.get("name")
    return value.strip()[:LONGEST] if isinstance(value, str) else ""


def address(*candidates: object) -> str | None:
    """The first that is an address on the web; what is relative, or a file's or a script's, tells nobody's."""
    for candidate in candidates:
        if candidate and re.match(r"(?:https?:)?//[^\s/]", str(candidate), re.I):
            try:
                if urlsplit(str(candidate)).hostname:
                    return str(candidate)
            except ValueError:  # as in http://[::1
                continue
    return None


def saved(comment: str) -> dict[str, str]:
    """`url` and `retrieved`, from the comment that a browser or SingleFile leaves in what it saves."""
    match = _SAVED.fullmatch(comment) if len(comment) <= LONGEST else None
    return {key: value for key, value in match.groupdict().items() if value} if match else {}


def article(scripts: list[str]) -> str:
    """The longest prose that scripts hold under a name for an article's text, as HTML or as text.

    In `__NEXT_DATA__`, `BASE_DATA`, `RENDER_DATA` and the like, and in `articleBody` of linked data. Empty where none
    has a hundred Chinese characters and two sentences.
    """
    best, most = "", _LEAST - 1
    for script in scripts:
        text = unquote(script) if script.startswith("%7B") else script
        once = text.replace("\\\\", "\\").replace('\\"', '"') if '\\":' in text else ""  # an object written as a string
        for value in chain(_strings(text), _strings(once)):
            found = unescape(_ESCAPE.sub(_character, value)).strip("\"' ")
            found = found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            size = len(_WIDE.findall(re.sub(r"<[^<>]*>", "", found)))
            if size > most and len(_STOPS.findall(found)) > 1:
                best, most = found, size
    return best


def _strings(text: str) -> Iterator[str]:
    """The strings under such names, each up to the quotation mark that closes it."""
    at = 0
    while match := _TEXT_KEY.search(text, at):
        end = match.end()
        while (end := text.find(match[1], end)) >= 0:
            slashes = text[max(match.end(), end - 50) : end]
            if (len(slashes) - len(slashes.rstrip("\\"))) % 2 == 0:
                break
            end += 1
        if end < 0:
            return
        yield text[match.end() : end]
        at = end


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _LETTERS.get(match[3], match[3])
