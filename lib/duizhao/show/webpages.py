"""Executed notebooks → HTML pages that need no network, no script and no mouse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bs4 import BeautifulSoup, Tag
from jinja2 import Environment
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from duizhao.show import fonts

GENERATOR = "duizhao"
CHINESE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\u2e80-\u9fff\uf900-\uffef\U00020000-\U0003ffff“”‘’…—·]*")
NUMBER = re.compile(r"[+\-−–±<>≤≥≈]?\s?\d[\d,.\s]*%?(\s?[(\[].*[)\]])?")


class Heading(NamedTuple):
    """A heading of the second level, for the table of contents."""

    id: str
    text: str


class Webpage(NamedTuple):
    """One notebook as HTML, before the frame is put around it."""

    stem: str
    label: str
    title: str
    intro: str
    summary: str
    headings: tuple[Heading, ...]
    body: str


def site(notebooks: dict[str, NotebookNode], *, compared: Sequence[str], left_out: Sequence[str] = ()) -> dict[str, str]:
    """The whole report, `{file name: HTML}`: an overview and a page for each notebook, each complete in itself.

    Cells tagged `hide-input`, `parameters` or `injected-parameters` show no code; what a cell tagged `summary` puts
    out is shown in the overview as well. Text that a notebook puts out as HTML must be escaped by whoever made it;
    the pages' security policy allows no script, no request and no form in any case.
    """
    templates = Path(__file__).parent / "templates"
    exporter = HTMLExporter(
        extra_template_basedirs=[str(templates)], template_name="report", template_file="cells.html.j2",
        exclude_anchor_links=True,
    )
    pages = [_webpage(stem, notebook, exporter) for stem, notebook in notebooks.items()]
    environment: Environment = exporter.environment
    title = "Overview"
    cover = environment.get_template("cover.html.j2").render(
        title=title, compared=compared, pages=pages, left_out=left_out
    )
    overview = Webpage("index", title, title, "", "", (), str(_mended(cover)))
    everything = [overview, *pages]
    frame = environment.get_template("page.html.j2")
    following = [*pages, None]
    framed = "".join(frame.render(**page._asdict(), pages=pages, after=None, font="", generator="") for page in everything)
    font = fonts.data_uri(framed)
    return {
        f"{page.stem}.html": frame.render(**page._asdict(), pages=pages, after=after, font=font, generator=GENERATOR)
        for page, after in zip(everything, following, strict=True)
    }


def _webpage(stem: str, notebook: NotebookNode, exporter: HTMLExporter) -> Webpage:
    body = _mended(exporter.from_notebook_node(notebook)[0])
    first = body.h1
    paragraph = first.find_next("p") if first else None
    summary = [
        NotebookNode(cell | {"source": ""}) for cell in notebook.cells if "summary" in cell.metadata.get("tags", [])
    ]
    return Webpage(
        stem=stem,
        label=stem.replace("_", " ").lstrip("0").capitalize(),
        title=first.get_text() if first else stem,
        intro=str(paragraph or ""),
        summary=exporter.from_notebook_node(new_notebook(cells=summary, metadata=notebook.metadata))[0],
        headings=tuple(Heading(str(h["id"]), h.get_text()) for h in body.find_all("h2") if h.get("id")),
        body=str(body),
    )


def _mended(html: str) -> BeautifulSoup:
    """What readers of screens and keyboards need and notebooks leave out: scopes, names, ids, languages."""
    soup = BeautifulSoup(html, "html.parser")
    for style in soup.find_all(["style", "script"]):
        style.decompose()
    seen: dict[str, int] = {}
    for element in soup.find_all(id=True):
        name = str(element["id"])
        number = seen[name] = seen.get(name, 0) + 1
        if number > 1:
            element["id"] = f"{name}-{number}"
    for link in soup.find_all("a", href=re.compile(r"^[\w-]+\.ipynb(#|$)")):
        link["href"] = str(link["href"]).replace(".ipynb", ".html", 1)
    for pre in soup.find_all("pre"):
        pre["tabindex"] = "0"
    for table in soup.find_all("table"):
        _mend_table(table, soup)
    _mark_chinese(soup)
    return soup


def _mend_table(table: Tag, soup: BeautifulSoup) -> None:
    """Headers get a scope (an empty one is no header), columns of numbers a class, and the table its own scroll box."""
    del table["border"]
    for header in table.find_all("th"):
        header.attrs.pop("style", None)
        header["scope"] = "col" if header.find_parent("thead") else "row"
        if not header.get_text(strip=True):
            header.name = "td"
            del header["scope"]
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    for row in table.find_all("tr"):
        row.attrs.pop("style", None)
    for column in zip(*rows, strict=True) if len({len(row) for row in rows}) == 1 else ():
        cells = [cell for cell in column if not cell.find_parent("thead")]
        if cells and all(NUMBER.fullmatch(cell.get_text(strip=True)) or not cell.get_text(strip=True) for cell in cells):
            for cell in column:
                cell["class"] = [*cell.get("class", []), "number"]
    heading = table.find_previous(["h1", "h2", "h3"])
    name = table.caption or heading
    box = soup.new_tag(
        "div", attrs={"class": "table", "role": "region", "tabindex": "0",
                      "aria-label": f"Table: {name.get_text(' ', strip=True)}" if name else "Table"}
    )
    table.wrap(box)


def _mark_chinese(soup: BeautifulSoup) -> None:
    """Chinese in a page that is English says so, for fonts and for voices."""
    for text in soup.find_all(string=CHINESE):
        if text.find_parent(attrs={"lang": True}):
            continue
        parts: list[str | Tag] = []
        last = 0
        for match in CHINESE.finditer(text):
            parts += [text[last : match.start()], soup.new_tag("span", attrs={"lang": "zh"}, string=match.group())]
            last = match.end()
        text.replace_with(*parts, text[last:])
