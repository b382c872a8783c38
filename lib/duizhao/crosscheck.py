"""A second opinion on what an HTML page's article is: trafilatura's (optional extra `crosscheck`)."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections import Counter

from duizhao.pages import Page

LIMIT = 0.1
"""The share of characters from which the two are said to differ."""
_SIZE = 4


def crosscheck(page: Page, body: str) -> str | None:
    """A warning where trafilatura takes another text than `body` for the article; None where the two agree.

    Also None where the page is no HTML or trafilatura is not installed. The difference is 1 less the Dice coefficient
    of the two texts' runs of four characters, so that neither the breaking of lines nor their order matters.
    """
    if page.html is None:
        return None
    try:
        import trafilatura
    except ImportError:
        return None
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())  # else it writes to stderr
    try:
        other = trafilatura.extract(page.html, include_comments=False) or ""
    except Exception:  # of a hostile page; the check must not stop the reading
        other = ""
    ours, theirs = _runs(body), _runs(other)
    difference = 1 - 2 * (ours & theirs).total() / ((ours.total() + theirs.total()) or 1)
    if difference <= LIMIT or not (ours or theirs):
        return None
    if not theirs:
        return "trafilatura finds no article on this page"
    sizes = f"{ours.total()} and {theirs.total()} characters"
    return f"trafilatura takes another text for the article: {difference:.0%} of the characters differ ({sizes})"


def _runs(text: str) -> Counter[str]:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return Counter(text[i : i + _SIZE] for i in range(len(text)))
