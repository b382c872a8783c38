"""Executed notebooks and a corpus → all pages of the report, each complete in itself: no file beside it, no request."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from html import escape
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nbconvert.exporters import HTMLExporter
from nbconvert.filters import Highlight2HTML
from nbformat import NotebookNode

from duizhao.show import notebooks
from duizhao.show.evidence.html import marked, visible
from duizhao.show.figures import fonts
from duizhao.show.pages import addresses, article, cover
from duizhao.show.pages.mended import mended
from duizhao.show.words import words

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

GENERATOR = '<meta name="generator" content="duizhao">'
_TEMPLATES = Path(__file__).parent / "templates"
_LEADS = re.compile(r'href="(\w+)\.html')
"""Links to pages in the same language; those to the other begin with ./"""
_ASCII = "".join(map(chr, range(32, 127)))


class Webpage(NamedTuple):
    """A page before the frame is put around it; `headings` are (id, text) of the second level."""

    stem: str
    label: str
    title: str
    headings: tuple[tuple[str, str], ...]
    body: str


def site(
    executed: Mapping[str, NotebookNode], corpus: Corpus, left_out: Sequence[str] = (), *, lang: str = "en",
    versus: Sequence[str] = (), same_event: bool | None = None, kept: Sequence[str] = (),
    endings: Mapping[str, str] | None = None,
) -> dict[str, str]:  # fmt: skip
    """The whole report, `{file name: HTML}`: what differs, a page for each article and notebook, and how it was made.

    Text that a notebook puts out as HTML must be escaped by whoever made it; the pages' security policy allows no
    script but their own, no request and no form in any case. Code stands on the last page alone; so do links to the
    files of data that are `kept` beside the pages. `endings` are what the names of the pages in each language of the
    report end with.
    """
    exporter = HTMLExporter(
        extra_template_basedirs=[str(_TEMPLATES)], template_name="report", template_file="cells.html.j2",
        exclude_anchor_links=True,
    )  # fmt: skip
    say, places, template = words(lang), addresses.places(corpus), exporter.environment.get_template
    chapters = [_chapter(stem, notebook, exporter, places, lang) for stem, notebook in executed.items()]
    told = cover.told(corpus, lang=lang, versus=versus, same_event=same_event)
    told |= {"say": say, "pages": chapters, "left_out": left_out}
    front = str(mended(template("cover.html.j2").render(told), say))
    facts = _made(corpus)
    code = {chapter.title: executed[chapter.stem] for chapter in chapters}
    told_of = {"say": say, "facts": facts, "chapters": code, "kept": kept, "coloured": Highlight2HTML()}
    made = str(mended(template("made.html.j2").render(told_of), say))
    pages = [
        Webpage("index", say("overview"), say("overview"), (), front), *_articles(corpus, lang), *chapters,
        Webpage("made", say("how_made"), say("how_made"), (), made),
    ]  # fmt: skip
    held = addresses.holders([(page.stem, page.body) for page in (*pages[1:], pages[0])])
    known = addresses.sources(corpus)
    pages = [page._replace(body=addresses.followed(page.stem, page.body, held, known)) for page in pages]
    script = (_TEMPLATES / "report" / "report.js").read_text(encoding="utf-8")
    frame = template("page.html.j2")
    around = {
        "articles": [page for page in pages if page.stem.startswith("article_")],
        "others": {other: (words(other)("language"), end) for other, end in (endings or {}).items() if other != lang},
        "say": say, "marked": marked, "lang": lang, "pages": pages, "generator": GENERATOR, "facts": facts, "script": script,
        "allowed": "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    }  # fmt: skip
    font = fonts.data_uri("".join(page.body + page.title + page.label for page in pages) + "对照“”’·←→")
    own = (endings or {}).get(lang, "")
    return {
        f"{page.stem}{own}.html": _LEADS.sub(
            rf'href="\1{own}.html', visible(frame.render(**page._asdict(), **around, after=after, font=font))
        )
        for page, after in zip(pages, [*pages[1:], None], strict=True)
    }


def _articles(corpus: Corpus, lang: str) -> Iterator[Webpage]:
    """A page for each article, with the terms marked that its source favours; of two also both side by side."""
    say, bodies = words(lang), []
    terms = {source: _favoured(corpus, source) for source in corpus.sources}
    for number, one in enumerate(corpus.articles, 1):
        bodies.append(article.page(corpus, number, terms[one.source], lang=lang))
        title = one.metadata.title or one.name
        yield Webpage(addresses.stem(number), f"{number} · {one.source}", title, (), bodies[-1])
    if len(bodies) == 2:
        bare = (re.sub("<fieldset.*?</fieldset>", "", one, flags=re.S) for one in bodies)
        columns = "".join("<div>" + re.sub("(</?)h1", r"\1h2", one) + "</div>" for one in bare)
        title = say("side_by_side")
        yield Webpage("side_by_side", title, title, (), f'<h1>{escape(title)}</h1><div class="beside">{columns}</div>')


def _favoured(corpus: Corpus, source: str, most: int = 20) -> list[str]:
    if len(corpus.sources) < 2:
        return []
    rows = corpus.terms(source, resamples=0)
    return [str(term) for term in rows.loc[rows["log_ratio"] > 0, "term"].head(most)]


def _made(corpus: Corpus) -> dict[str, str]:
    """What the report was made with: the version, the codebook, and what was asked."""
    given = {"targets": dict(corpus.targets) if isinstance(corpus.targets, Mapping) else list(corpus.targets)}
    told = ", ".join(f"{name} {value}" for name, value in given.items() if value) or "–"
    return {"version": metadata.version("duizhao"), "codebook": corpus.codebook.digest, "parameters": told}


def _chapter(
    stem: str, notebook: NotebookNode, exporter: HTMLExporter, places: Mapping[str, str], lang: str
) -> Webpage:
    told, notebook = notebooks.prose(stem, lang), deepcopy(notebook)
    for cell in notebook.cells:
        cell.source = told.get(cell.id, cell.source)
    body = mended(exporter.from_notebook_node(notebook)[0], words(lang))
    for at in body.select("[data-place]"):  # an address in the evidence leads to the sentence in its article
        if target := places.get(str(at["data-place"])):
            link = body.new_tag("a", href=target)
            link.extend(list(at.contents))
            at.append(link)
    first, say = body.h1, words(lang)
    headings = tuple((str(h["id"]), h.get_text()) for h in body.find_all("h2") if h.get("id"))
    return Webpage(stem, say(f"chapter {stem}"), first.get_text() if first else stem, headings, str(body))
