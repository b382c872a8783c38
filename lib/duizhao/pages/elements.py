"""HTML elements: which break a line, which have no text, and what an open one says of the text in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SPACED = _set("p h1 h2 h3 h4 h5 h6 ul ol dl blockquote figure pre hr menu")
"""The blocks with a margin above and below in a browser's own stylesheet."""
BLOCKS = SPACED | _set(
    "html body div section article main header footer nav aside address center details summary dialog fieldset legend"
    " form li dt dd table caption thead tbody tfoot tr figcaption hgroup search dir"
)
CELLS = _set("td th")
CONTAINERS = _set(
    "html body div section article main header footer nav aside details dialog fieldset form ul ol dl table td th"
)
DROPPED = _set(
    "script style noscript template textarea iframe object svg canvas video audio noframes select datalist title"
)
DEEPEST = 40
"""Levels of containers that are told apart."""
_BOLD = _set("b strong th h1 h2 h3 h4 h5 h6")
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_CENTERED = re.compile(r"text-align\s*:\s*center", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_PRE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)


class Element(NamedTuple):
    """An open element, with what it inherits. `dropped` says what its text is, if none of the page's: the "title",
    "linked" data, a "script", "hidden" by the element's own attributes, or only "text" to pass over."""

    block: str = "body"
    path: str = ""
    link: bool = False
    bold: bool = False
    heading: int = 0
    paragraph: bool = False
    caption: bool = False
    centered: bool = False
    pre: bool = False
    dropped: str = ""
    within: tuple[int, ...] = ()


def opened(tag: str, attributes: Mapping[str, str], above: Element, number: int, *, names: bool = True) -> Element:
    """The element that a start tag opens inside another; `names=False` leaves its name out of `path`."""
    block = tag in BLOCKS or tag in CELLS
    if not attributes and not block and tag not in DROPPED and tag not in _BOLD:
        return above
    style, path = attributes.get("style", ""), above.path
    marks = "".join(f".{name}" for name in attributes.get("class", "").split())
    if attributes.get("id"):
        marks = f"#{attributes['id']}{marks}"
    if names and (marks or block):
        path = f"{path} {tag}{marks.lower()}".lstrip()[-400:]
    return Element(
        block=tag if block else above.block,
        path=path,
        link=above.link or (tag == "a" and ("href" in attributes or not {"name", "id"} & attributes.keys())),
        bold=above.bold or tag in _BOLD,
        heading=_HEADINGS.get(tag, above.heading),
        paragraph=above.paragraph or tag == "p",
        caption=above.caption or tag in ("figcaption", "caption"),
        centered=(
            above.centered or tag == "center" or attributes.get("align") == "center" or bool(_CENTERED.search(style))
        ),
        pre=above.pre or tag == "pre" or bool(_PRE.search(style)),
        dropped=_dropped(tag, attributes) if tag in DROPPED else "hidden" * _hidden(attributes, style),
        within=(*above.within, number) if tag in CONTAINERS and len(above.within) < DEEPEST else above.within,
    )


def _hidden(attributes: Mapping[str, str], style: str) -> bool:
    """Not `visibility`: what it hides is often an article that a script was still to show."""
    return "hidden" in attributes or bool(_HIDDEN.search(style))


def _dropped(tag: str, attributes: Mapping[str, str]) -> str:
    if tag == "script":
        return "linked" if attributes.get("type", "").strip().lower() == "application/ld+json" else "script"
    if tag == "template" and ("shadowrootmode" in attributes or "shadowmode" in attributes):
        return ""  # a part of the page as shown, which Chrome saves like this
    return "title" if tag == "title" else "text"
