"""The report on the seeds as a reader gets it, from the notebooks as they are stored, in a real browser."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from PIL import Image

import duizhao
from duizhao.errors import InputError
from duizhao.show import notebooks
from duizhao.show.pages import site as pages

SCRIPT = Path(pages.__file__).parent / "templates" / "report" / "report.js"
LIMIT = 3_000_000
Look = Callable[..., tuple[Any, list[str], list[str]]]


@pytest.fixture(scope="session")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    for name, text in site().items():
        (out / name).write_text(text, encoding="utf-8")
    return out


def site() -> dict[str, str]:
    stored = {path.stem: nbformat.read(path, as_version=4) for path in sorted(notebooks.folder().glob("0*.ipynb"))}
    return pages.site(stored, duizhao.load(*sorted((notebooks.folder().parent / "seeds").glob("*.txt"))))


def soups(folder: Path) -> dict[str, BeautifulSoup]:
    return {path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in folder.glob("*.html")}


def saved(tab: Any, press: Callable[[], None]) -> tuple[str, bytes]:
    with tab.expect_download() as waiting:
        press()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_pages_of_the_seeds(seeds: Path) -> None:
    assert sorted(path.name for path in seeds.iterdir()) == [
        "01_articles.html", "02_terms.html", "03_framing.html", "04_stance.html", "05_validation.html", "06_findings.html",
        "article_1.html", "article_2.html", "index.html", "made.html", "side_by_side.html",
    ]  # fmt: skip
    assert all(path.stat().st_size < LIMIT for path in seeds.iterdir())


def test_every_page_asks_for_nothing_complains_of_nothing_and_is_no_wider_than_a_telephone(look: Look, seeds: Path) -> None:
    for path in sorted(seeds.glob("*.html")):
        tab, asked, complaints = look(path, width=360)
        assert (path.name, asked, complaints) == (path.name, [], [])
        assert tab.title()
        assert tab.evaluate("document.documentElement.lang") == "en"
        assert tab.evaluate("document.documentElement.scrollWidth") <= 360, path.name


def test_letters_of_figures_are_not_small_on_a_telephone(look: Look, seeds: Path) -> None:
    tab, *_ = look(seeds / "03_framing.html", width=360)
    drawn = "[...document.querySelectorAll('.canvas')].map(c => c.querySelector('svg'))"
    scale = tab.evaluate(f"Math.min(...{drawn}.map(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width))")
    assert 8 * scale >= 9  # the smallest letters have 8 units


def test_chinese_is_shown_in_a_font_that_has_it(look: Look, seeds: Path) -> None:
    """A character without a glyph is drawn as the same box as a code point that no font can have."""
    tab, *_ = look(seeds / "04_stance.html")
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


def test_the_keyboard_reaches_links_and_folded_evidence(look: Look, seeds: Path) -> None:
    tab, *_ = look(seeds / "06_findings.html")
    reached = set()
    for _ in range(90):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.tagName"))
    assert {"A", "BUTTON", "SUMMARY"} <= reached


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["index", "article_1", "04_stance"])
def test_nothing_that_axe_knows_of_bars_a_reader(look: Look, seeds: Path, name: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tab, *_ = look(seeds / f"{name}.html", scheme=scheme)
    tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    asked = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
    found = Axe().run(tab, options=asked).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []


def test_no_address_of_another_host(seeds: Path) -> None:
    for path in seeds.glob("*.html"):
        assert not re.findall(r'(?:src|href)="(?:https?:)?//[^"]*', path.read_text(encoding="utf-8"))


def test_the_same_notebooks_give_the_same_report(seeds: Path) -> None:
    assert site() == {path.name: path.read_text(encoding="utf-8") for path in seeds.iterdir()}


def test_tables_can_be_read_aloud_and_have_words(seeds: Path) -> None:
    for soup in soups(seeds).values():
        for table in soup.find_all("table"):
            assert table.parent is not None
            assert table.parent["class"] == ["table"]
            assert str(table.parent["aria-label"]).startswith("Table: ")
            assert all(header.get("scope") for header in table.find_all("th"))
            assert not [head.get_text() for head in table.select("thead th") if "_" in head.get_text()]


def test_code_stands_on_one_page(seeds: Path) -> None:
    assert [name for name, soup in soups(seeds).items() if soup.select(".highlight, details.code")] == ["made.html"]


def test_every_link_leads_to_what_is_there(seeds: Path) -> None:
    made = soups(seeds)
    ids = {name: {str(one["id"]) for one in soup.find_all(id=True)} for name, soup in made.items()}
    for name, soup in made.items():
        for link in soup.find_all("a", href=True):
            page, _, place = str(link["href"]).partition("#")
            assert (page or name) in ids, link
            assert not place or place in ids[page or name], link
    assert len([link for soup in made.values() for link in soup.select(".address a, .findings a")]) > 100


@pytest.mark.parametrize("name", ["02_terms", "03_framing", "04_stance"])
def test_counts_in_tables_and_figures_lead_to_as_many_sentences(seeds: Path, name: str) -> None:
    soup = soups(seeds)[f"{name}.html"]
    marks = [text for text in soup.select(".canvas text") if re.fullmatch(r"[1-9]\d*/\d+", text.get_text(strip=True))]
    for text in marks:
        (link,) = [one for one in text.parents if one.name == "a"]
        assert len(sentences(soup, str(link["href"]))) == int(text.get_text(strip=True).split("/")[0])
    heads = [head for head in soup.find_all("th") if head.get_text().endswith(": sentences with it")]
    assert heads or name == "02_terms"
    for head in heads:
        table, at = head.find_parent("table"), head.parent.find_all("th").index(head)
        for row in table.select("tbody tr"):
            cell = row.find_all(["th", "td"])[at]
            if cell.a:
                assert len(sentences(soup, str(cell.a["href"]))) == int(cell.get_text())
    assert name != "03_framing" or len(marks) > 20


def sentences(soup: BeautifulSoup, href: str) -> list[Any]:
    """The passages of one source that an address stands at: from there to the next source's."""
    first = soup.find(id=href.removeprefix("#"))
    assert first is not None, href
    rest: list[Any] = []
    for item in first.find_next_siblings("li"):
        if item.get("id"):
            break
        rest.append(item)
    return [quote for item in [first, *rest] for quote in item.find_all("blockquote")]


def test_from_a_finding_to_its_sentence_in_the_page_by_one_click(look: Look, seeds: Path) -> None:
    tab, *_ = look(seeds / "index.html")
    link = tab.query_selector(".findings blockquote a")
    said = link.inner_text()
    link.click()
    tab.wait_for_load_state("load")
    there = tab.query_selector(":target")
    assert there.inner_text().rstrip("#").strip() == said
    assert tab.evaluate("getComputedStyle(document.querySelector(':target')).outlineStyle") == "solid"


def test_from_a_figure_to_its_sentences_in_two_clicks_to_the_article(look: Look, seeds: Path) -> None:
    tab, *_ = look(seeds / "03_framing.html")
    tab.locator(".canvas a", has_text="2/30").first.click()
    assert tab.locator(":target blockquote").first.is_visible()  # its fold is opened
    tab.locator(":target .address a").first.click()
    tab.wait_for_load_state("load")
    assert "article_1.html#a1-s" in tab.url


def test_layers_are_switched_and_an_actor_is_stepped_through(look: Look, seeds: Path) -> None:
    tab, *_ = look(seeds / "article_1.html")
    shade = "getComputedStyle(document.querySelector('.sentence .quotations')).backgroundColor"
    with_layer = tab.evaluate(shade)
    tab.uncheck("#show-quotations")
    assert tab.evaluate(shade) != with_layer
    first = tab.query_selector(".sentence a.actors[id]")
    first.focus()
    tab.keyboard.press("Enter")  # without script: a link to the next mention
    assert tab.evaluate("location.hash") == "#" + first.get_attribute("href").split("#")[1]
    assert tab.query_selector(":target").get_attribute("id").startswith("a1-m")
    tab.select_option(".layers select", "China")
    tab.get_by_role("button", name="to the next one").click()
    stepped = [tab.evaluate("document.activeElement.id")]
    for key in ("n", "n", "p"):
        tab.keyboard.press(key)
        stepped.append(tab.evaluate("document.activeElement.id"))
    assert len(set(stepped[:3])) == 3
    assert stepped[3] == stepped[1]
    assert tab.evaluate("document.activeElement.dataset.actors").split("|").count("China") == 1
    assert re.fullmatch(r"2 of \d+", tab.locator(".layers output").inner_text())


def test_tables_are_sorted_searched_and_saved(look: Look, seeds: Path) -> None:
    tab, asked, complaints = look(seeds / "03_framing.html")
    box = tab.locator(".table", has_text="Differences over all").first
    column = "rows => rows.map(row => row.cells[1].innerText.trim())"
    before = box.locator("tbody tr").evaluate_all(column)
    head = box.locator("thead th").nth(1)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert box.locator("tbody tr").evaluate_all(column) == sorted(before, key=int)
    head.locator("button").click()
    assert box.locator("tbody tr").evaluate_all(column) == sorted(before, key=int, reverse=True)
    tools = box.locator("xpath=preceding-sibling::*[1]")
    tools.locator("input").fill("united")
    shown = box.locator("tbody tr:visible")
    assert tools.locator("output").inner_text() == f"{shown.count()} of {len(before)}"
    assert 0 < shown.count() < len(before)
    name, data = saved(tab, tools.get_by_role("button", name="Save as CSV").click)
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert name.endswith(".csv")
    assert rows[0][0] == "who"
    assert len(rows) == 1 + shown.count()
    assert (asked, complaints) == ([], [])


def test_figures_are_saved_as_svg_and_png(look: Look, seeds: Path) -> None:
    tab, asked, complaints = look(seeds / "03_framing.html")
    figure = tab.locator("figure.drawing").first
    name, drawn = saved(tab, figure.get_by_role("button", name="SVG").click)
    assert name == "Sentences_that_mention_each_actor.svg"
    assert drawn.startswith(b"<svg")
    assert b"@font-face" in drawn
    _, picture = saved(tab, figure.get_by_role("button", name="PNG").click)
    image = Image.open(io.BytesIO(picture))
    assert image.width == 3 * 576
    assert len(image.convert("L").getcolors()) > 20
    assert (asked, complaints) == ([], [])


def test_print_shows_tables_and_evidence_whole(look: Look, seeds: Path) -> None:
    tab, *_ = look(seeds / "03_framing.html")
    tab.locator(".tools input").first.fill("no such row")
    tab.emulate_media(media="print")
    lost = "[...document.querySelectorAll('tbody tr, blockquote')].filter(e => !e.getClientRects().length).length"
    cut = "[...document.querySelectorAll('.table')].filter(e => e.scrollHeight > e.clientHeight + 1).length"
    assert (tab.evaluate(lost), tab.evaluate(cut)) == (0, 0)
    assert not tab.locator(".tools").first.is_visible()


def test_the_first_pages_in_chinese() -> None:
    corpus = duizhao.load(*sorted((notebooks.folder().parent / "seeds").glob("*.txt")))
    made = pages.site({}, corpus, lang="zh")
    for name, text in made.items():
        soup = BeautifulSoup(text, "html.parser")
        assert soup.html is not None
        assert soup.html["lang"] == "zh"
        headings = [h.get_text() for h in soup.find_all(["h1", "h2", "th", "legend", "summary"])]
        assert not [h for h in headings if re.search("[A-Za-z]{3}", h)], name
    with pytest.raises(InputError, match="there are en, zh"):
        pages.site({}, corpus, lang="de")


def test_nothing_of_a_page_is_obeyed() -> None:
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
            assert re.fullmatch(r"#[\w-]+|\w+\.html(#[\w-]+)?|data:,", str(tag.get("href", "#a")))
            assert re.fullmatch(r"[\w-]+", str(tag.get("id", "a")))
            assert all(re.fullmatch(r"[\w-]+", name) for name in tag.get("class", ()))
