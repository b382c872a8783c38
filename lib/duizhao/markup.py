"""HTML → lines as a browser would show them, each with what the markup says of it, and what the page says of itself."""

from __future__ import annotations

from typing import NamedTuple


class Markup(NamedTuple):
    """What the markup says of one line. The shares are of the line's characters without white space.

    `path` names the elements around the line's first character, outermost first, lower case: `div#main.content p span.time`
    (inline elements only where they have a class or an id; the last 400 characters of it).
    """

    tag: str = ""
    path: str = ""
    link_share: float = 0.0
    bold_share: float = 0.0
    heading: int = 0
    paragraph: bool = False
    caption: bool = False
    centered: bool = False
    images: int = 0
