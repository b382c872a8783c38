"""Bytes → Page: the decoded text and its lines, with offsets that stay true."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from duizhao.markup import Markup


class Line(NamedTuple):
    """One line of a page: `number` counts from 1; `page.text[start:end]` is the line without its newline.

    Take the fields by name: a fourth, `byte` (where the line starts in the file; None for HTML), follows.
    """

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A page as read. `name` is the path or label it was given under.

    `replaced` counts the places where bytes could not be decoded and U+FFFD stands now. For HTML `markup` has an entry a
    line, `html` is the decoded source, `meta` what it says of itself (`title`, `og:title`, `article:published_time`,
    `author`, `canonical`, `retrieved`, …, keys in lower case; from JSON-LD `ld:headline`, `ld:datepublished`, `ld:author`,
    `ld:publisher`), `url` where it was saved from. `clean`: the text is the article itself, nothing to label; `given` holds
    what a table's row brings (`source`, `title`, `published`, `author`, `url`); with a `title` the first line is that title.
    """

    name: str
    text: str
    lines: tuple[Line, ...]
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
    replaced: int = 0
    markup: tuple[Markup, ...] | None = None
    meta: dict[str, str] = field(default_factory=dict, hash=False)
    html: str | None = field(default=None, repr=False)
    url: str | None = None
    clean: bool = False
    given: dict[str, str] = field(default_factory=dict, hash=False)


def from_text(text: str, *, name: str = "text", encoding: str = "utf-8", warnings: tuple[str, ...] = ()) -> Page:
    """A page from text that is decoded already. Lines are split on `\\n` only."""
    lines, start = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        lines.append(Line(number, start, start + len(line)))
        start += len(line) + 1
    return Page(name, text, tuple(lines), encoding, warnings)


def read(path: str | Path) -> Page:
    """Read one page from a file."""
    data = Path(path).read_bytes()
    return from_text(data.decode("utf-8"), name=str(path))
