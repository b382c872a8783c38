"""The Chinese edition: nothing of it is left in English, and a text that changed in English is written anew in Chinese."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup

from duizhao.show import notebooks, report, words

HERE = Path(words.__file__).parent
STORED = sorted(notebooks.folder().glob("0*.ipynb"))
FOREIGN = re.compile(r"[A-Za-z]{3,}")
KEPT = re.compile(
    r"""duizhao|jieba|pandas|JupyterLab|Log\ Ratio|Wilson|Fisher|Newcombe|Krippendorff|Gries|Jensen–Shannon|XXXX|log₂
    |[\w./-]*\.(?:html?|txt|csv|cn)\b            # names of files and of hosts: 002_b88e.txt
    |\w*\d\w*                                  # codes: 000_13435a8cd6f680ea
    |[A-Z]{2,}(?![a-z])                          # codes of actors: EUROPE
    |\$[^$]+\$                                   # formulas
    |(?:[A-Z][a-z]+(?:\ &\ |,\ |\ et\ al\.)?)+\s\d{4}   # works: Benjamini & Hochberg 1995
    """,
    re.X,
)


def texts(html: str) -> Iterator[str]:
    """What a reader sees or hears of a page but does not stand in an article, in code or in a list of references."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.select("style, script, code, pre, em, .article, .page td, blockquote, [lang=en]"):
        element.decompose()
    for heading in soup.find_all("h2", string="参考文献"):
        for after in [heading, *heading.find_next_siblings()]:
            after.decompose()
    yield from (str(text) for text in soup.find_all(string=True) if text.parent is not None and text.parent.name != "[document]")
    for element in soup.find_all(True):
        yield from (str(element[name]) for name in ("alt", "title", "aria-label", "placeholder") if element.get(name))
    assert soup.body is not None
    yield from (str(value) for name, value in soup.body.attrs.items() if name.startswith("data-"))


def left(folder: Path, ending: str = "") -> dict[str, list[str]]:
    """By page, what still has words in another script, or marks of bold that were not understood."""
    pages = {path.name: texts(path.read_text(encoding="utf-8")) for path in sorted(folder.glob(f"*{ending}.html"))}
    found = {name: [text for text in said if FOREIGN.search(KEPT.sub("", text)) or "**" in text] for name, said in pages.items()}
    return {name: said for name, said in found.items() if said}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("both")
    report.write(None, out, parameters={"lang": "en,zh"})
    return out


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_each_text_of_a_notebook_is_that_of_its_english_one(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    told = (path.parent / "zh" / f"{path.stem}.md").read_text(encoding="utf-8")
    assert re.findall(r"^<!-- cell .* -->$", told, re.M) == [
        f"<!-- cell {cell.id} {notebooks.digest(cell.source)} -->" for cell in cells
    ]
    assert all(re.search("[一-鿿]", text) for text in notebooks.prose(path.stem, "zh").values())


@pytest.mark.parametrize("name", ["words", "phrases", "columns", "values"])
def test_every_word_of_the_report_has_its_chinese(name: str) -> None:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert [row for row in csv.DictReader(file) if not row["zh"]] == []


def test_chinese_pages_have_no_english_left(both: Path) -> None:
    assert left(both, "_zh") == {}


def test_the_two_languages_link_each_other(both: Path) -> None:
    names = {path.name for path in both.glob("*.html")}
    english = {name for name in names if not name.endswith("_zh.html")}
    assert names - english == {name.replace(".html", "_zh.html") for name in english}
    for name in names:
        soup = BeautifulSoup((both / name).read_text(encoding="utf-8"), "html.parser")
        own = "zh" if name.endswith("_zh.html") else "en"
        other = name.replace("_zh.html", ".html") if own == "zh" else name.replace(".html", "_zh.html")
        assert soup.html is not None
        assert soup.html["lang"] == own
        assert [link["href"] for link in soup.select("a.language")] == [f"./{other}"]
        leads = {str(link["href"]).split("#")[0] for link in soup.select("a[href]:not(.language)")} - {""}
        assert leads <= (names - english if own == "zh" else english)
