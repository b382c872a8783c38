"""Page → a role and a reason for every line → Article with its metadata."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from duizhao.pages import Page

TEXT_ROLES = ("title", "subhead", "body")
"""The roles whose text is the article's own: what sentences, tokens and all counts are taken from."""


class Metadata(NamedTuple):
    """What the page says of its article. `None` is what it does not say."""

    title: str | None = None
    published: str | None = None
    published_partial: str | None = None
    retrieved: str | None = None
    host: str | None = None
    publisher: str | None = None
    account: str | None = None
    author: str | None = None
    editor: str | None = None
    original_source: str | None = None


@dataclass(frozen=True)
class Article:
    """A page with a role for each line. `name` is unique in a corpus; `source` is the label used in rows and figures.

    `lines` has a row a line of the page: line (from 1), start, end, role, reason.
    """

    name: str
    source: str
    page: Page
    lines: pd.DataFrame
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()


def from_roles(page: Page, roles: dict[int, str], *, name: str, source: str) -> Article:
    """An article from roles that are known (a coding, a corrections file); lines not named are `body` or `blank`."""
    rows = [
        (n, s, e, roles.get(n, "body" if page.text[s:e].strip() else "blank"), "given") for n, s, e in page.lines
    ]
    return Article(name, source, page, pd.DataFrame(rows, columns=["line", "start", "end", "role", "reason"]))


def from_clean(page: Page, *, name: str, source: str) -> Article:
    """An article whose page is the article itself: its first line that is not blank is the title, the others are body."""
    first = next((n for n, s, e in page.lines if page.text[s:e].strip()), 0)
    return from_roles(page, {first: "title"}, name=name, source=source)
