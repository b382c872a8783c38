"""The report as a stranger gets it: files, a real browser, a hostile page, other pages than the seeds.

Only the hostile pages go through the notebooks, once; the seeds' report is made from the notebooks as they are stored.
"""

from __future__ import annotations

import re
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

import duizhao
from duizhao.errors import InputError
from duizhao.show import notebooks, report
from duizhao.show.pages import site as pages

SCRIPT = Path(pages.__file__).parent / "templates" / "report" / "report.js"
HOSTILE = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">'


def page(folder: Path, name: str, title: str, first: str) -> Path:
    """A saved page; `title` and `first` are text, so that markup in them is text of the article, not of the page."""
    paragraphs = [
        f"{first}法国总统马克龙周一表示，法国将继续支持乌克兰的主权，并推动各方回到谈判桌前。",
        "俄罗斯外交部发言人扎哈罗娃指出，这种做法是不负责任的，可能导致局势进一步升级。",
        "分析人士认为，美国与欧洲国家在援助问题上分歧明显，未来的谈判必须考虑各方的安全关切。",
        f"据路透社报道，双方代表团定于下周在日内瓦举行会谈，讨论停火与人道主义援助等{name[0]}项议题。",
    ]
    body = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    head = f"<h1>{escape(title)}</h1><div>2026-03-0{len(name)} 08:00 来源：示例新闻{name[0]}</div>"
    path = folder / name
    path.write_text(f"<!doctype html><html><body>{head}{body}<div>责任编辑：张三</div></body></html>", encoding="utf-8")
    return path


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line as another process."""
    run = [
        sys.executable,
        "-W",
        "error::UserWarning",
        "-c",
        "import sys; from duizhao.cli import main; sys.exit(main())",
    ]
    return subprocess.run([*run, *map(str, arguments)], capture_output=True, text=True, encoding="utf-8", timeout=600)


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    for name, text in site().items():
        (out / name).write_text(text, encoding="utf-8")
    return out


def site() -> dict[str, str]:
    stored = {path.stem: nbformat.read(path, as_version=4) for path in sorted(notebooks.folder().glob("0*.ipynb"))}
    return pages.site(stored, duizhao.load(*sorted((notebooks.folder().parent / "seeds").glob("*.txt"))))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    a = page(folder, "a.html", f"各国讨论停火{HOSTILE}", HOSTILE)
    b = page(folder, "bb.html", "美欧讨论对乌援助 $x_1$", "$\\frac{1}{2}$ ")
    done = command("report", a, b, "--out", folder / "out")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(folder / "out" / "index.html") in done.stdout
    return folder / "out"


def visited(browser: Any, path: Path, width: int = 1200) -> tuple[Any, list[str], list[str]]:
    """The page in the browser, what it asked for besides itself, and what its console complained of."""
    tab = browser.new_page(viewport={"width": width, "height": 900})
    asked: list[str] = []
    complaints: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(path.as_uri())
    tab.wait_for_load_state("load")
    return tab, [url for url in asked if url != path.as_uri() and not url.startswith("data:")], complaints


def test_pages_of_the_seeds(seeds: Path) -> None:
    assert sorted(path.name for path in seeds.iterdir()) == [
        "01_articles.html", "02_terms.html", "03_framing.html", "04_stance.html", "05_validation.html", "06_findings.html",
        "article_1.html", "article_2.html", "index.html", "made.html", "side_by_side.html",
    ]  # fmt: skip


def test_pages_of_others_leave_out_what_is_about_the_seeds(hostile: Path) -> None:
    assert not {path.stem for path in hostile.iterdir()} & set(report.SEEDS_ONLY)
    assert "05_validation" in (hostile / "index.html").read_text(encoding="utf-8")


def test_every_page_asks_for_nothing_and_complains_of_nothing(browser: Any, seeds: Path) -> None:
    for path in sorted(seeds.glob("*.html")):
        tab, asked, complaints = visited(browser, path)
        assert (path.name, asked, complaints) == (path.name, [], [])
        assert tab.title()
        assert tab.evaluate("document.documentElement.lang") == "en"
        assert tab.evaluate("[...document.images].every(i => i.complete && i.naturalWidth && i.alt.length > 20)")
        tab.close()


def test_chinese_is_shown_in_a_font_that_has_it(browser: Any, seeds: Path) -> None:
    """A character without a glyph is drawn as the same box as a code point that no font can have."""
    tab, *_ = visited(browser, seeds / "04_stance.html")
    same = tab.evaluate(
        """async () => {
            await document.fonts.ready;
            const zh = document.querySelector('[lang=zh]');
            const draw = c => { const k = document.createElement('canvas'); k.width = k.height = 40; const x = k.getContext('2d');
              x.font = '32px ' + getComputedStyle(zh).fontFamily; x.fillText(c, 2, 34); return k.toDataURL(); };
            const box = draw(String.fromCodePoint(0x0378));
            const chars = [...new Set(document.body.innerText.match(/[\\u4e00-\\u9fff]/g))];
            return [chars.length, chars.filter(c => draw(c) === box || draw(c) === draw(' '))];
        }"""
    )
    assert same[0] > 100
    assert same[1] == []
    tab.close()


def test_no_page_is_wider_than_a_telephone(browser: Any, seeds: Path) -> None:
    for path in sorted(seeds.glob("*.html")):
        tab, *_ = visited(browser, path, width=400)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 400, path.name
        tab.close()


def test_the_keyboard_reaches_links_and_folded_evidence(browser: Any, seeds: Path) -> None:
    tab, *_ = visited(browser, seeds / "04_stance.html")
    reached = set()
    for _ in range(150):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.tagName"))
    assert {"A", "SUMMARY"} <= reached
    tab.close()


def test_text_of_a_hostile_page_is_text(browser: Any, hostile: Path) -> None:
    for path in sorted(hostile.glob("*.html")):
        tab, asked, complaints = visited(browser, path)
        assert (path.name, asked, complaints) == (path.name, [], [])
        assert tab.evaluate("window.hacked") is None
        assert len(tab.query_selector_all("script")) == 1
        tab.close()
    assert "&lt;script&gt;" in (hostile / "01_articles.html").read_text(encoding="utf-8")


def test_no_address_of_another_host(seeds: Path) -> None:
    for path in seeds.glob("*.html"):
        assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]*', path.read_text(encoding="utf-8"))


def test_the_same_notebooks_give_the_same_report(seeds: Path) -> None:
    assert site() == {path.name: path.read_text(encoding="utf-8") for path in seeds.iterdir()}


def test_tables_can_be_read_aloud_and_scrolled(seeds: Path) -> None:
    for path in seeds.glob("*.html"):
        for table in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").find_all("table"):
            assert table.parent is not None
            assert table.parent["class"] == ["table"]
            assert str(table.parent["aria-label"]).startswith("Table: ")
            assert all(header.get("scope") for header in table.find_all("th"))


def test_from_a_finding_to_its_sentence_in_the_page_by_one_click(browser: Any, seeds: Path) -> None:
    tab, *_ = visited(browser, seeds / "index.html")
    link = tab.query_selector(".findings blockquote a")
    said = link.inner_text()
    link.click()
    tab.wait_for_load_state("load")
    there = tab.query_selector(":target")
    assert there.inner_text().rstrip("#").strip() == said
    assert tab.evaluate("getComputedStyle(document.querySelector(':target')).outlineStyle") == "solid"
    tab.close()


def test_layers_are_switched_and_an_actor_is_stepped_through_without_script(browser: Any, seeds: Path) -> None:
    tab, *_ = visited(browser, seeds / "article_1.html")
    shade = "getComputedStyle(document.querySelector('.sentence .quotations')).backgroundColor"
    with_layer = tab.evaluate(shade)
    tab.uncheck("#show-quotations")
    assert tab.evaluate(shade) != with_layer
    first = tab.query_selector(".sentence a.actors[id]")
    first.focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash") == "#" + first.get_attribute("href").split("#")[1]
    assert tab.query_selector(":target").get_attribute("id").startswith("a1-m")
    tab.close()


def test_every_address_in_the_evidence_leads_to_a_sentence(seeds: Path) -> None:
    ids = {path.name: set(re.findall(r' id="([^"]+)"', path.read_text(encoding="utf-8"))) for path in seeds.glob("*.html")}
    links = [
        str(link["href"]).split("#")
        for path in seeds.glob("*.html")
        for link in BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select(".address a, .findings a")
    ]
    assert len(links) > 100
    assert all(place in ids[page] for page, place in links)


def test_the_first_page_in_chinese() -> None:
    corpus = duizhao.load(*sorted((notebooks.folder().parent / "seeds").glob("*.txt")))
    made = pages.site({}, corpus, lang="zh")
    for name, text in made.items():
        soup = BeautifulSoup(text, "html.parser")
        assert soup.html["lang"] == "zh"
        headings = [h.get_text() for h in soup.find_all(["h1", "h2", "th", "legend", "summary"])]
        assert not [h for h in headings if re.search("[A-Za-z]{3}", h)], name
    with pytest.raises(InputError, match="there are en, zh"):
        pages.site({}, corpus, lang="de")


def test_a_file_that_is_not_ours_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="would be lost"):
        report.write(None, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_nothing_is_written_when_the_pages_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = command("report", tmp_path / "empty.txt", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_nothing_of_a_page_is_obeyed():
    bad = "\"><script>x</script>'#{{7*7}}\x1b\u202e<a href=\"javascript:x\" onclick='x'>"
    corpus = duizhao.load(texts={f"甲{bad}": f"题{bad}\n法国外长{bad}说：“可能{bad}爆发战争。”", "乙": "英国反对法国。"}, targets={bad: ["法国"]})
    for page in pages.site({}, corpus, (bad,)).values():
        assert "default-src 'none'" in page
        assert not set("\x1b\u202e") & set(page)
        soup = BeautifulSoup(page, "html.parser")
        assert [script.string for script in soup.find_all("script")] == [SCRIPT.read_text(encoding="utf-8")]
        for tag in soup.find_all(True):
            assert tag.name not in ("iframe", "form", "base", "object", "embed")
            assert not [name for name in tag.attrs if name.startswith("on")]
            assert re.fullmatch(r"#[\w-]+|\w+\.html(#[\w-]+)?|data:,", tag.get("href", "#a"))
            assert re.fullmatch(r"[\w-]+", tag.get("id", "a"))
            assert all(re.fullmatch(r"[\w-]+", name) for name in tag.get("class", ()))
