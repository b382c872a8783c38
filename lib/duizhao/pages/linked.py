"""What an HTML page says of itself: `meta` and `link` elements, linked data (JSON-LD), the comment of who saved it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

LONGEST = 2000
"""Characters of one value; what is longer is no title and no name."""
_KEYS = ("headline", "datePublished", "dateModified", "pubDate", "author", "publisher")
"""Of schema.org, and Baidu's `pubDate`."""
_OURS = ("title", "canonical", "url", "retrieved")
"""What we call the contents of `<title>` and others; a `meta` element of that name is called `meta:title`."""
_SAVED = re.compile(
    r"\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)?(https?://[^\s\"'<>]+)"
    r"(?:\s+saved date:\s*([^\n]+?))?\s*"
)


def element(tag: str, attributes: Mapping[str, str], meta: dict[str, str]) -> None:
    """Add what a `meta` or `link` element says. Of two with one name the first holds."""
    if tag == "link":
        key = "canonical" if attributes.get("rel", "").strip().lower() == "canonical" else ""
        value = attributes.get("href", "")
    else:
        key = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
        value = attributes.get("content", "")
    key = key.strip().lower()
    if tag == "meta" and key in _OURS:
        key = f"meta:{key}"
    if key and value.strip():
        meta.setdefault(key, value.strip()[:LONGEST])


def comment(text: str, meta: dict[str, str]) -> None:
    """Add `url` and `retrieved` from the comment that a browser or SingleFile leaves in what it saves."""
    if len(text) <= LONGEST and (match := _SAVED.fullmatch(text)):
        meta.setdefault("url", match[1])
        if match[2]:
            meta.setdefault("retrieved", match[2])


def address(*candidates: object) -> str | None:
    """The first that is an address on the web; what is relative, or a file's or a script's, tells nobody's."""
    return next((str(c) for c in candidates if c and _is_address(str(c))), None)


def _is_address(text: str) -> bool:
    try:
        return bool(re.match(r"(?:https?:)?//[^\s/]", text, re.I)) and bool(urlsplit(text).hostname)
    except ValueError:  # as in http://[::1
        return False


_TEXT_KEY = re.compile(
    r"[\"']?\b(?:articleBody|article_?content|content(?:_?html)?|rich_?text|body|html|text|detail)[\"']?\s*:\s*([\"'`])"
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_LETTERS = {"n": "\n", "r": "", "t": " ", "b": "", "f": ""}


def article(scripts: list[str]) -> str:
    """The longest prose that scripts hold under a name for an article's text (`__NEXT_DATA__`, `BASE_DATA`, `articleBody`
    of linked data), as HTML or text; empty where there is none of a hundred characters and two sentences."""
    best, most = "", 99
    for script in scripts:
        text = unquote(script) if script.startswith("%7B") else script
        if '\\"content\\"' in text:  # an object written as a string
            text = text.replace("\\\\", "\\").replace('\\"', '"')
        for value in _strings(text):
            found = unescape(_ESCAPE.sub(_character, value)).strip("\"' ")
            size = len(_WIDE.findall(re.sub(r"<[^<>]*>", "", found)))
            if size > most and len(_STOPS.findall(found)) > 1:
                best, most = found, size
    return best


_WIDE = re.compile("[\u3400-\u9fff]")
_STOPS = re.compile("[。！？]")


def _strings(text: str) -> Iterator[str]:
    """The strings under those names, each up to the quotation mark that closes it."""
    at = 0
    while match := _TEXT_KEY.search(text, at):
        end = match.end()
        while (end := text.find(match[1], end)) > 0 and _escaped(text, end):
            end += 1
        if end < 0:
            return
        yield text[match.end() : end]
        at = end


def _escaped(text: str, at: int) -> bool:
    before = at
    while text[before - 1] == "\\":
        before -= 1
    return (at - before) % 2 == 1


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return _LETTERS.get(match[3], match[3])


def facts(scripts: list[str]) -> dict[str, str]:
    """The first value of each key of linked data that tells of an article, as `ld:headline`, `ld:datepublished`, …"""
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
