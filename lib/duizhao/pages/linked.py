"""What an HTML page says of itself: `meta` and `link` elements, linked data (JSON-LD), the comment of who saved it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

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
    return next((str(c) for c in candidates if c and re.match(r"(?:https?:)?//[^\s/]", str(c), re.I)), None)


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
