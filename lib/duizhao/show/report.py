"""Executed notebooks → one folder of HTML pages that need no network, no script and no mouse; all of it or nothing."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from duizhao.errors import InputError
from duizhao.output import write_files
from duizhao.show import fonts, notebooks

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

SEEDS_ONLY = ("05_validation",)
GENERATOR = '<meta name="generator" content="duizhao">'
_HAN = "\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CHINESE = re.compile(f"[{_HAN}][{_HAN}\uff00-\uffef“”‘’…—·]*")
NUMBER = re.compile(r"(?:[+\-−–±<>≤≥≈]?\s?\d[\d,.\s]*%?(\s?[(\[].*[)\]])?)?")


class Webpage(NamedTuple):
    """One notebook as HTML, before the frame is put around it; `headings` are (id, text) of the second level."""

    stem: str
    label: str
    title: str
    intro: str
    summary: str
    headings: tuple[tuple[str, str], ...]
    body: str


def write(
    corpus: Corpus | None, out: str | Path, *, parameters: Mapping[str, object] | None = None, progress: bool = True
) -> Path:
    """Run the notebooks on a corpus (None: on the seeds) and write the report into `out`; gives the path of its index.

    Parameters
    ----------
    corpus : what to compare; the notebooks are given a saved copy of it as `pages`
    out : folder of the report; pages of a former report in it are replaced, any other file stays as it is
    parameters : what the notebooks' `parameters` cell may be told besides
    progress : show a bar on stderr where that is a terminal

    Raises
    ------
    InputError
        `out` cannot be the report's folder, or a notebook cannot use what it is given. Nothing is written then.
    RuntimeError
        A notebook fails otherwise; the message names it and the error. Nothing is written then.
    """
    folder, out = notebooks.folder(), Path(out)
    compared, left_out = _compared(corpus, folder.parent / "seeds")
    paths = [path for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")) if path.stem not in left_out]
    _check_place(out, ["index", *(path.stem for path in paths)])
    with tempfile.TemporaryDirectory(prefix="duizhao-") as private:
        told = {"pages": [str(corpus.save(Path(private) / "corpus"))]} if corpus else {}
        executed = notebooks.execute(paths, told | dict(parameters or {}), progress=progress)
    made = site({path.stem: one for path, one in zip(paths, executed, strict=True)}, compared, left_out)
    former = [path for path in out.glob("*.html") if path.is_file() and path.name not in made and _ours(path)]
    write_files({out / name: text.encode() for name, text in made.items()}, replace=True)
    for path in former:
        path.unlink()
    return out / "index.html"


def _compared(corpus: Corpus | None, folder: Path) -> tuple[list[str], tuple[str, ...]]:
    """Names of what is compared, and the notebooks left out because they are about the seeds alone."""
    seeds = {path.name: path.read_bytes().decode() for path in sorted(folder.glob("*.txt"))}
    given = {one.name: (Path(one.page.name).name, one.page.text) for one in corpus.articles} if corpus else {}
    if not corpus or sorted(text for _, text in given.values()) == sorted(seeds.values()):
        return list(seeds), ()
    return [name for name, _ in given.values()], SEEDS_ONLY


def site(executed: Mapping[str, NotebookNode], compared: Sequence[str], left_out: Sequence[str] = ()) -> dict[str, str]:
    """The whole report, `{file name: HTML}`: an overview and a page for each notebook, each complete in itself.

    Cells tagged `hide-input`, `parameters` or `injected-parameters` show no code; what a cell tagged `summary` puts
    out is shown in the overview as well. Text that a notebook puts out as HTML must be escaped by whoever made it;
    the pages' security policy allows no script, no request and no form in any case.
    """
    exporter = HTMLExporter(
        extra_template_basedirs=[str(Path(__file__).parent / "templates")], template_name="report",
        template_file="cells.html.j2", exclude_anchor_links=True,
    )  # fmt: skip
    pages = [_webpage(stem, notebook, exporter) for stem, notebook in executed.items()]
    templates = exporter.environment
    cover = templates.get_template("cover.html.j2").render(
        title="Overview", compared=compared, pages=pages, left_out=left_out
    )
    overview = Webpage("index", "Overview", "Overview", "", "", (), str(_mended(cover)))
    everything = list(zip([overview, *pages], [*pages, None], strict=True))
    font = fonts.data_uri("".join(page.body + page.title + page.label for page, _ in everything) + "对照“”’·")
    frame = templates.get_template("page.html.j2")
    return {
        f"{page.stem}.html": frame.render(**page._asdict(), pages=pages, after=after, font=font, generator=GENERATOR)
        for page, after in everything
    }


def _webpage(stem: str, notebook: NotebookNode, exporter: HTMLExporter) -> Webpage:
    body = _mended(exporter.from_notebook_node(notebook)[0])
    first = body.h1
    summary = [
        NotebookNode(cell | {"source": ""}) for cell in notebook.cells if "summary" in cell.metadata.get("tags", [])
    ]
    return Webpage(
        stem=stem,
        label=stem.replace("_", " ").lstrip("0").capitalize(),
        title=first.get_text() if first else stem,
        intro=str((first.find_next("p") if first else None) or ""),
        summary=exporter.from_notebook_node(new_notebook(cells=summary, metadata=notebook.metadata))[0],
        headings=tuple((str(h["id"]), h.get_text()) for h in body.find_all("h2") if h.get("id")),
        body=str(body),
    )


def _mended(html: str) -> BeautifulSoup:
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
    for pre in soup.find_all("pre"):
        pre["tabindex"] = "0"
    for table in soup.find_all("table"):
        _mend_table(table, soup)
    for text in soup.find_all(string=CHINESE):
        if not text.find_parent(attrs={"lang": True}):
            pieces = re.split(f"({CHINESE.pattern})", text)  # every second one is Chinese
            text.replace_with(
                *(soup.new_tag("span", attrs={"lang": "zh"}, string=p) if n % 2 else p for n, p in enumerate(pieces))
            )
    return soup


def _mend_table(table: Tag, soup: BeautifulSoup) -> None:
    """A scope for headers, a class for columns of numbers, and a box of the table's own that scrolls."""
    for header in table.select("thead th"):
        header["scope"] = "col"
    rows = [row.find_all(["th", "td"]) for row in table.find_all("tr")]
    for head, *cells in zip(*rows, strict=True) if len(set(map(len, rows))) == 1 else ():
        if cells and all(NUMBER.fullmatch(cell.get_text(strip=True)) for cell in cells):
            for cell in (head, *cells):
                cell["class"] = "number"
    name = table.caption or table.find_previous(["h1", "h2", "h3"])
    said = f"Table: {name.get_text(' ', strip=True)}" if name else "Table"
    table.wrap(soup.new_tag("div", attrs={"class": "table", "role": "region", "tabindex": "0", "aria-label": said}))


def _ours(path: Path) -> bool:
    """Whether a former report wrote this file."""
    with path.open("rb") as file:
        return GENERATOR.encode() in file.read(1000)


def _check_place(out: Path, stems: Sequence[str]) -> None:
    """Refuse a place that cannot be the report's, before any work is done."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file: name a folder for the report")
    for path in (out / f"{stem}.html" for stem in stems):
        if path.exists() and not (path.is_file() and _ours(path)):
            raise InputError(f"{path} is not of a former report and would be lost: name another folder for the report")
