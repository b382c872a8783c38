"""Links to evidence, followed: to the same page, to the page that holds it, an article; what leads nowhere is no
link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from duizhao.show.evidence.links import anchor, group
from duizhao.show.pages.article import address

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

_ID = re.compile(r' id="(e[0-9a-f]{10}(?:-[0-9a-f]{6})?)"')
_LINK = re.compile(r'<a([^<>]*) href="#(e[0-9a-f]{10}(?:-[0-9a-f]{6})?)"([^<>]*)>(.*?)</a>', re.DOTALL)


def stem(number: int) -> str:
    """The name of the page of the article with this number (from 1), without `.html`."""
    return f"article_{number}"


def places(corpus: Corpus) -> dict[str, str]:
    """Where each sentence stands in the report: `article|sentence` → a link to it."""
    numbers = {one.name: number for number, one in enumerate(corpus.articles, 1)}
    rows = zip(corpus.sentences["article"], corpus.sentences["sentence"], strict=True)
    return {f"{a}|{s}": f"{stem(numbers[a])}.html#{address(numbers[a], s)}" for a, s in rows}


def sources(corpus: Corpus) -> dict[str, str]:
    """Where each source stands: the address of its evidence → its article, or the list of articles if it has
    several."""
    own: dict[str, list[int]] = {}
    for number, one in enumerate(corpus.articles, 1):
        own.setdefault(one.source, []).append(number)
    return {
        anchor("source", source): f"{stem(numbers[0])}.html" if len(numbers) == 1 else "index.html#compared"
        for source, numbers in own.items()
    }


def holders(bodies: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Which page holds each address: the first of the pages (stem, body) that does."""
    found: dict[str, str] = {}
    for name, body in bodies:
        for match in _ID.finditer(body):
            found.setdefault(match[1], name)
    return found


def followed(name: str, body: str, held: Mapping[str, str], known: Mapping[str, str]) -> str:
    """A page's body with every link to evidence leading to it, from `holders` and `sources`."""
    own = set(_ID.findall(body))

    def lead(link: re.Match[str]) -> str:
        before, wanted, after, inside = link.groups()
        for one in (wanted, group(wanted)):
            target = f"#{one}" if one in own else known.get(one) or (f"{held[one]}.html#{one}" if one in held else None)
            if target:
                return f'<a{before} href="{target}"{after}>{inside}</a>'
        return inside

    return _LINK.sub(lead, body)
