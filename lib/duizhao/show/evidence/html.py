"""Text from pages as HTML that is safe to show, and said to be Chinese where it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

_BIDI = re.compile("[\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WRITTEN = "[\u3400-\u9fff\u3001-\u301f\uff00-\uffef“”‘’…·]*"
_CHINESE = re.compile(f"{_WRITTEN}[\u3400-\u9fff]{_WRITTEN}")


@dataclass(frozen=True)
class Html:
    """What a notebook shows: HTML where that can be shown, else the text."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return _BIDI.sub(" ", self.text)


def visible(text: str) -> str:
    """Text in which characters that would turn a line around, control a terminal or break a file are shown as such."""
    return _BIDI.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def safe(text: object) -> str:
    """Text for HTML: markup escaped, and nothing that is not `visible`."""
    return escape(visible(str(text)))


def marked(text: object) -> str:
    """Escaped, and said to be Chinese where it is."""
    return f'<span lang="zh">{safe(text)}</span>' if _CHINESE.search(str(text)) else safe(text)


def phrased(text: str) -> str:
    """Escaped, with the Chinese in it said to be Chinese."""
    return _CHINESE.sub(r'<span lang="zh">\g<0></span>', safe(text))


def prose(text: str) -> Html:
    """A sentence or two with numbers computed where they stand; Chinese in it is said to be Chinese."""
    return Html("".join(f"<p>{phrased(part)}</p>" for part in text.split("\n") if part.strip()), text)
