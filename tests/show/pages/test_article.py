"""An article's page: every line of it, every sentence with its address, marks that may overlap, hostile text as text."""

import csv
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import duizhao
from duizhao.errors import InputError
from duizhao.show.pages import addresses, article, cover
from duizhao.show.words import words

WAR = "英国批评法国\n英国外交部表示，法国可能出兵。法国强烈谴责英国，称其“背信弃义”。<b>美国</b>欢迎和平协议。\n"
PEACE = "法国欢迎和平\n法国总统府称，俄乌和谈必须继续。英国指出，美国的建议是建设性的。\n"


@pytest.fixture(scope="module")
def two():
    return duizhao.load(texts={"甲": WAR, "乙": PEACE})


def shown(corpus, number=1, **options):
    return BeautifulSoup(article.page(corpus, number, **options), "html.parser")


def test_every_sentence_has_its_address_and_its_text(two):
    for number, one in enumerate(two.articles, 1):
        made = shown(two, number)
        for row in two.only(article=one.name).sentences.itertuples():
            found = made.find(id=article.address(number, row.sentence))
            assert found.get_text().removesuffix("#") == row.text


def test_marks_may_overlap(two):
    made = shown(two, terms=["法国"])
    (both,) = [one for one in made.select(".sentence .actors.quotations") if one.get_text() == "法国"][:1]
    assert "terms" in both["class"]
    assert both["title"].startswith("France")


def test_the_mentions_of_an_actor_are_a_ring(two):
    made = shown(two)
    france = [one for one in made.select("a.actors[id]") if "France" in one["title"]]
    assert len(france) > 2
    targets = [one["href"].removeprefix("#") for one in france]
    assert targets == [one["id"] for one in france[1:] + france[:1]]


def test_notes_say_whose_and_toward_whom(two):
    notes = [li.get_text() for li in shown(two).select(".notes li")]
    assert any("said by 英国外交部" in note for note in notes)
    chinese = [li.get_text() for li in shown(two, lang="zh").select(".notes li")]
    assert any("英国外交部说" in note for note in chinese)


def test_text_of_a_page_is_text(two):
    html = article.page(two, 1)
    assert "<b>美国" not in html
    assert "&lt;b&gt;" in html
    assert len(set(re.findall(' id="([^"]+)"', html))) == len(re.findall(' id="', html))


def test_what_is_not_of_the_article_is_folded(tmp_path):
    path = tmp_path / "a.html"
    text = "外交部发言人周一在例行记者会上表示，双方将继续就停火问题保持沟通，并推动局势降温。"
    path.write_text(
        f"<body><ul><li><a href=/>首页</a></li><li><a href=/b>国际</a></li></ul><h1>发言人谈停火</h1><p>{text}</p><p>{text[::-1]}</p></body>",
        encoding="utf-8",
    )
    made = shown(duizhao.load(path))
    assert "首页" in made.select_one("details").get_text()
    assert made.select_one("details p")["title"].startswith("menus and buttons")


def test_the_first_page_compares_what_was_asked_for(two):
    one, other = two.sources
    assert cover.told(two, versus=(one, other))["findings"] == cover.told(two)["findings"]
    with pytest.raises(InputError, match="no source 丁"):
        cover.told(two, versus=("丁",))
    assert cover.told(two, same_event=True)["limits"] != cover.told(two)["limits"]


def test_the_first_page_leads_to_sentences(two):
    told = cover.told(two)
    assert [one["title"] for one in told["compared"]] == ["英国批评法国", "法国欢迎和平"]
    places = addresses.places(two)
    for finding in told["findings"]:
        assert {one["href"] for one in finding["places"]} <= set(places.values())
        assert finding["best"] == [one for one in finding["places"] if one in finding["best"]]


def test_a_language_that_is_none():
    with pytest.raises(InputError, match="there are en, zh"):
        words("fr")


def test_every_word_has_both_languages_and_the_same_places():
    with Path(words.__code__.co_filename).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 30
    for row in rows:
        assert row["en"], row
        assert set(re.findall("{.*?}", row["en"])) == set(re.findall("{.*?}", row["zh"])), row
