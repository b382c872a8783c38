"""A study of one's own: `duizhao init` makes its folder, `duizhao check` says what is doubtful on its pages."""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd

from duizhao import articles, disk
from duizhao.codebook import lists
from duizhao.errors import InputError
from duizhao.output import put_rows
from duizhao.pages import files, roles
from duizhao.pages.features import fold
from duizhao.pages.metadata import dates
from duizhao.pages.read import Page
from duizhao.pages.roles import Article

ALIKE = 0.5
"""Share of the shorter article's sentences from which two count as one text told twice."""
_TEMPLATE = Path(__file__).parent / "template"
_PLACES = {"README.md": "README.md", "requirements.txt": "requirements.txt", "check.yml": ".github/workflows/check.yml"}
_SENTENCE = re.compile(r"[^。！？!?\s]{8,}[。！？!?]")


class Doubt(NamedTuple):
    """A row: what a person should look at before counting; `line` of the page, 0 for all of it."""

    page: str
    about: str
    line: int
    doubt: str


def init(options: argparse.Namespace) -> int:
    """`duizhao init`"""
    folder = Path(options.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: there already; name a folder that is not there, or an empty one")
    for name, data in _files().items():
        disk.write_file(folder / name, data)
    print(f"{folder}: put saved pages into {folder / 'pages'}, then: duizhao check {folder / 'pages'}")
    return 0


def _files() -> dict[str, bytes]:
    """The files of a new study, by their places in it."""
    from duizhao.show import notebooks

    made = {"pages/.keep": b"", "codebook/dictionary.txt": "# 一行一个词 a word a line, to be kept whole\n".encode()}
    book = (*lists.BUILTIN.glob("*.csv"), lists.BUILTIN / "stopwords.txt")
    made |= {f"codebook/{path.name}": path.read_bytes() for path in book}
    for path in sorted(notebooks.folder().glob("*.ipynb")):
        if not path.stem.startswith("05"):  # which is about the two seeds alone
            made[f"notebooks/{path.name}"] = nbformat.writes(_own(nbformat.read(path, as_version=4))).encode()
    texts = {place: (_TEMPLATE / name).read_text("utf-8") for name, place in _PLACES.items()}
    return made | {place: text.replace("{version}", version("duizhao")).encode() for place, text in texts.items()}


def _own(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook about the study's pages, not run yet."""
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            for name, value in (("pages", ["../pages"]), ("folder", "../codebook"), ("what", "")):
                cell.source = re.sub(f"(?m)^{name} = [^#\n]*", f"{name} = {value!r}  ", cell.source)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def check(options: argparse.Namespace) -> int:
    """`duizhao check`"""
    found = list(files.read_all(options.pages, columns=options.columns))
    pages = [page for page in found if isinstance(page, Page)]
    rows = [Doubt("", "file", 0, str(problem)) for problem in found if not isinstance(problem, Page)]
    read = [articles.read(page) for page in pages]
    for one in read:
        rows += doubts(one)
    rows += twice(read)
    put_rows(pd.DataFrame(rows, columns=list(Doubt._fields)), csv=options.csv, header=True)
    return 2 if not pages else int(bool(rows))


def doubts(article: Article) -> Iterator[Doubt]:
    """What is doubtful about one article: roles of lines, its date, whose it is, whether it is one article."""
    page, said = article.page, article.metadata
    for warning in article.warnings:
        line = re.search(r"lines? (\d+)", warning)
        about = "date" if warning.startswith(roles.UNDATED) else "roles" if line else "page"
        yield Doubt(page.name, about, int(line[1]) if line else 0, warning)
    named = list(dict.fromkeys(filter(None, (said.original_source, said.account, said.publisher))))
    if not named and not said.host and not page.given.get("source"):
        yield Doubt(page.name, "source", 0, f"no source found: it is called {article.source}; say which with --names")
    elif len(named) > 1:
        yield Doubt(page.name, "source", 0, f"counted as {article.source}, of {', '.join(named)}; --by chooses another")
    if len(heads := beginnings(article)) > 1:
        told = f"lines {', '.join(map(str, heads))} each say when, with text below: several articles in one file? part it"
        yield Doubt(page.name, "articles", heads[1], told)


def beginnings(article: Article) -> list[int]:
    """Lines that say when and have two lines or more of the body below them, before the next such line."""
    text, below, at = fold(article.page.text), Counter[int](), 0
    for line, start, end, role in article.lines[["line", "start", "end", "role"]].itertuples(index=False):
        own = text[start:end].strip()
        if role == "body":
            below[at] += 1
        elif len(own) < 80 and "。" not in own and dates.find(own):
            at = line
    return [line for line, count in below.items() if line and count > 1]


def twice(read: Sequence[Article]) -> Iterator[Doubt]:
    """Pairs of articles that share much of their text: reprints count twice, and the same page is an error."""
    own = []
    for one in read:
        lines = one.lines[one.lines["role"] == "body"]
        text = "\n".join(one.page.text[a:b] for a, b in zip(lines["start"], lines["end"], strict=True))
        own.append({*_SENTENCE.findall(fold(text))})
    for (one, a), (other, b) in combinations(zip(read, own, strict=True), 2):
        shared, least = len(a & b), min(len(a), len(b))
        if least and shared >= ALIKE * least:
            told = f"{shared} of its sentences stand in {other.page.name} too: the same text twice?"
            yield Doubt(one.page.name, "copy", 0, told)
