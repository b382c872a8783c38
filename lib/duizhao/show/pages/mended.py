"""What notebooks leave out and readers of screens and keyboards need."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

from duizhao.show.words import Say

_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CHINESE = re.compile(f"[{_HAN}][{_HAN}\uff00-\uffef“”‘’…—·]*")
NUMBER = re.compile(r"(?:[+\-−–±<>≤≥≈]?\s?\d[\d,.\s]*%?(\s?[(\[].*[)\]])?)?")


def mended(html: str, say: Say) -> BeautifulSoup:
    """What readers of screens and keyboards need and notebooks leave out: names, ids, languages, boxes that scroll."""
    soup = BeautifulSoup(html, "html.parser")
    for style in soup.find_all(["style", "script"]):
        style.decompose()
    seen: dict[str, int] = {}
    for element in soup.find_all(id=True):
        name = str(element["id"])
        seen[name] = seen.get(name, 0) + 1
        if seen[name] > 1:
            element["id"] = f"{name}-{seen[name]}"
    for link in soup.find_all("a", href=re.compile(r"^[\w-]+\.ipynb(#|$)")):
        link["href"] = str(link["href"]).replace(".ipynb", ".html", 1)
    for link in soup.select("svg a"):
        link["href"] = link.attrs.pop("xlink:href", "")
        if not link.get_text(strip=True):  # a mark: what it leads to can be reached by the text beside it
            link.attrs |= {"aria-hidden": "true", "tabindex": "-1"}
    for pre in soup.find_all("pre"):
        pre["tabindex"] = "0"
    for table in soup.find_all("table"):
        _mend_table(table, soup, say)
    _mend_languages(soup)
    return soup


def _mend_languages(soup: BeautifulSoup) -> None:
    """Say of Chinese text that it is Chinese, where nothing around it says so."""
    for text in soup.find_all(string=CHINESE):
        if (drawn := text.find_parent("text")) is not None:  # in a figure a span would not be shown
            drawn["lang"] = "zh"
        elif not text.find_parent(attrs={"lang": True}):
            pieces = re.split(f"({CHINESE.pattern})", text)  # every second one is Chinese
            text.replace_with(
                *(soup.new_tag("span", attrs={"lang": "zh"}, string=p) if n % 2 else p for n, p in enumerate(pieces))
            )


def _mend_table(table: Tag, soup: BeautifulSoup, say: Say) -> None:
    """A scope for headers, a class for columns of numbers, and a box of the table's own that scrolls."""
    for header in table.select("thead th"):
        header["scope"] = "col"
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    for head, *cells in zip(*rows, strict=True) if len(set(map(len, rows))) == 1 else ():
        if cells and all(NUMBER.fullmatch(cell.get_text(strip=True)) for cell in cells):
            for cell in (head, *cells):
                cell["class"] = "number"
    name = table.caption or table.find_previous(["h1", "h2", "h3"])
    said = say("table", name=name.get_text(" ", strip=True) if name else "").strip()
    table.wrap(soup.new_tag("div", attrs={"class": "table", "role": "region", "tabindex": "0", "aria-label": said}))
