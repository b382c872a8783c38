"""Executed notebooks → one folder of HTML pages that need no network, no script and no mouse; all of it or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from duizhao import disk
from duizhao.compare import shares
from duizhao.errors import InputError
from duizhao.show import notebooks
from duizhao.show.evidence.html import marked, visible
from duizhao.show.figures import fonts
from duizhao.show.pages import article, cover
from duizhao.show.pages.mended import mended
from duizhao.show.words import Say, words

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

SEEDS_ONLY = ("05_validation",)
GENERATOR = '<meta name="generator" content="duizhao">'


class Webpage(NamedTuple):
    """A page before the frame is put around it; `headings` are (id, text) of the second level."""

    stem: str
    label: str
    title: str
    headings: tuple[tuple[str, str], ...]
    body: str


def write(corpus: Corpus | None, out: str | Path, *, parameters: Mapping[str, object] | None = None) -> Path:
    """Run the notebooks on a corpus (None: on the seeds) and write the report into `out`; gives the path of its index.

    The notebooks are given a saved copy of the corpus as `pages`, and what `parameters` tell their cell besides; `by`,
    `versus`, `same_event` and `lang` are those of the first page too. Pages of
    a former report in the folder are replaced, any other file stays as it is.

    Raises
    ------
    InputError
        `out` cannot be the report's folder, or a notebook cannot use what it is given. Nothing is written then.
    RuntimeError
        A notebook fails otherwise; the message names it and the error. Nothing is written then.
    """
    folder, out = notebooks.folder(), Path(out)
    seeds = sorted((folder.parent / "seeds").glob("*.txt"))
    corpus, left_out = _compared(corpus, seeds)
    asked = dict(parameters or {})
    lang, versus, same = str(asked.get("lang", "en")), _versus(asked), True if asked.get("same_event") else None
    corpus = shares.grouped(corpus, str(asked["by"])) if asked.get("by") else corpus
    shares.pairs(corpus, *versus)  # an unknown source is told of before any work is done
    paths = [path for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")) if path.stem not in left_out]
    numbered = (cover.stem(number) for number, _ in enumerate(corpus.articles, 1))
    _check_place(out, ["index", "side_by_side", *numbered, *(path.stem for path in paths)])
    with disk.private() as private:
        told = {"pages": [str(corpus.save(private / "corpus"))]}
        executed = notebooks.execute(paths, told | asked)
    chapters = {path.stem: one for path, one in zip(paths, executed, strict=True)}
    made = site(chapters, corpus, left_out, lang=lang, versus=versus, same_event=same)
    disk.write_folder(out, {name: text.encode() for name, text in made.items()}, former=_ours)
    return out / "index.html"


def _compared(corpus: Corpus | None, seeds: Sequence[Path]) -> tuple[Corpus, tuple[str, ...]]:
    """The corpus, or that of the seeds, and the notebooks left out because they are about the seeds alone."""
    if corpus is None:
        from duizhao.corpus import load

        return load(*seeds), ()
    same = sorted(one.page.text for one in corpus.articles) == sorted(path.read_bytes().decode() for path in seeds)
    return corpus, () if same else SEEDS_ONLY


def site(
    executed: Mapping[str, NotebookNode], corpus: Corpus, left_out: Sequence[str] = (), *, lang: str = "en",
    versus: Sequence[str] = (), same_event: bool | None = None,
) -> dict[str, str]:  # fmt: skip
    """The whole report, `{file name: HTML}`: what differs, a page for each article and notebook, each complete in itself.

    Cells tagged `hide-input`, `parameters` or `injected-parameters` show no code. Text that a notebook puts out as HTML
    must be escaped by whoever made it; the pages' security policy allows no script, no request and no form in any case.
    """
    exporter = HTMLExporter(
        extra_template_basedirs=[str(Path(__file__).parent / "pages" / "templates")], template_name="report",
        template_file="cells.html.j2", exclude_anchor_links=True,
    )  # fmt: skip
    say, places = words(lang), cover.places(corpus)
    chapters = [_chapter(stem, notebook, exporter, places) for stem, notebook in executed.items()]
    told = cover.told(corpus, lang=lang, versus=versus, same_event=same_event)
    told |= {"say": say, "pages": chapters, "left_out": left_out}
    front = str(mended(exporter.environment.get_template("cover.html.j2").render(told)))
    pages = [Webpage("index", say("overview"), say("overview"), (), front), *_articles(corpus, lang), *chapters]
    frame = exporter.environment.get_template("page.html.j2")
    made = {"say": say, "marked": marked, "lang": lang, "pages": pages, "generator": GENERATOR, "made": _made(corpus, say)}
    font = fonts.data_uri("".join(page.body + page.title + page.label for page in pages) + "对照“”’·")
    return {
        f"{page.stem}.html": visible(frame.render(**page._asdict(), **made, after=after, font=font))
        for page, after in zip(pages, [*pages[1:], None], strict=True)
    }


def _versus(parameters: Mapping[str, object]) -> tuple[str, ...]:
    named = parameters.get("versus") or ()
    return tuple(map(str, named)) if isinstance(named, (tuple, list)) else (str(named),)


def _articles(corpus: Corpus, lang: str) -> Iterator[Webpage]:
    """A page for each article, with the terms marked that its source favours; of two also both side by side."""
    say, bodies = words(lang), []
    terms = {source: _favoured(corpus, source) for source in corpus.sources}
    for number, one in enumerate(corpus.articles, 1):
        bodies.append(article.page(corpus, number, terms[one.source], lang=lang))
        title = one.metadata.title or one.name
        yield Webpage(cover.stem(number), f"{number} · {one.source}", title, (), bodies[-1])
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


def _made(corpus: Corpus, say: Say) -> str:
    given = {"targets": dict(corpus.targets) if isinstance(corpus.targets, Mapping) else list(corpus.targets)}
    told = ", ".join(f"{name} {value}" for name, value in given.items() if value) or "–"
    return say("made", version=metadata.version("duizhao"), codebook=corpus.codebook.digest, parameters=told)


def _chapter(stem: str, notebook: NotebookNode, exporter: HTMLExporter, places: Mapping[str, str]) -> Webpage:
    body = mended(exporter.from_notebook_node(notebook)[0])
    for address in body.select("[data-place]"):  # an address in the evidence leads to the sentence in its article
        if target := places.get(str(address["data-place"])):
            link = body.new_tag("a", href=target)
            link.extend(list(address.contents))
            address.append(link)
    first = body.h1
    headings = tuple((str(h["id"]), h.get_text()) for h in body.find_all("h2") if h.get("id"))
    label = stem.replace("_", " ").lstrip("0").capitalize()
    return Webpage(stem, label, first.get_text() if first else stem, headings, str(body))


def _ours(path: Path) -> bool:
    """Whether a former report wrote this file."""
    if path.suffix != ".html" or not path.is_file():
        return False
    with path.open("rb") as file:
        return GENERATOR.encode() in file.read(1000)


def _check_place(out: Path, stems: Sequence[str]) -> None:
    """Refuse a place that cannot be the report's, before any work is done."""
    disk.check_folder(out)
    for path in (out / f"{stem}.html" for stem in stems):
        if path.exists() and not _ours(path):
            raise InputError(f"{path} is not of a former report and would be lost: name another folder for the report")
