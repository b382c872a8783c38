"""Bytes → Page: the decoded text and its lines, with offsets that stay true."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple


class Line(NamedTuple):
    """One line of a page: `number` counts from 1; `page.text[start:end]` is the line without its newline."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """A page as read. `name` is the path or label it was given under."""

    name: str
    text: str
    lines: tuple[Line, ...]
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()


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
