"""Mentions of actors: names and capitals as (text with marks), and what always holds."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from duizhao import codebook as books
from duizhao.codebook.match import fold
from duizhao.layers.actors import mentions as actors
from duizhao.layers.sentences import split
from duizhao.pages import read as pages
from duizhao.pages import roles

MARKED = [
    pytest.param("[乌克兰=UA]和[俄罗斯=RU]互换战俘，[纽西兰=NZ]表示欢迎。", id="names"),
    pytest.param("[烏克蘭=UA]總統[澤倫斯基=UA]與[美國=US]總統[川普=US]會晤。", id="traditional"),
    pytest.param("[沙特阿拉伯=SA]、[阿联酋=AE]和[刚果（金）=CD]出席。", id="the longest"),
    pytest.param("[民进党当局=TW]称，[香港=HK]与[澳门=MO]各有安排。", id="Taiwan, Hong Kong, Macau"),
    pytest.param("[大陆=CN]与[台湾=TW]恢复往来。", id="the mainland beside Taiwan"),
    pytest.param("欧洲大陆以外，大陆架很宽。", id="other continents"),
    pytest.param(
        "[英国国防部=GB]说，[英国=GB]国防大臣[希利=GB]访[美=US]。", id="an institution is one mention, an office none"
    ),
    pytest.param(
        "[美国防部=US]和[美国国务院=US]、[俄外交部=RU]回应。", id="a country and its ministry share a character"
    ),
    pytest.param("[德=DE]国防部长说，[美=US]国家安全受损。", id="or its office or word does"),
    pytest.param("[中国人=CN]和[英国人=GB]都说，[美国=US]人民与人员往来很多。", id="peoples"),
    pytest.param("[马克龙政府=FR]下台，[英国=GB]学者讲法国语、英语和西班牙语。", id="what a person leads; languages"),
    # capitals: the government, or a place
    pytest.param(
        "[白宫=US]高官称，[莫斯科=RU]表示将继续谈判，与[北京=CN]的关系重要。", id="a capital that acts or is dealt with"
    ),
    pytest.param("他警告[德黑兰=IR]不要报复，[华盛顿=US]则支持[以色列=IL]。", id="a capital that is urged"),
    pytest.param("会议在巴黎举行，他飞抵伦敦，华盛顿下雪了，北京大学放假。", id="a place"),
    # names that other words have between them
    pytest.param(
        "其中国家队三人，打击[中国=CN]的说法；古巴比伦王国，攸关岛内民生。", id="words that share the characters"
    ),
    pytest.param("发展中国家、内蒙古、印度洋、中东。", id="longer names that are none"),
]


@pytest.mark.parametrize("expected", MARKED)
def test_mentions(expected: str, marked) -> None:  # type: ignore[no-untyped-def]
    assert marked(expected) == expected


def test_every_state_is_found_by_its_name() -> None:
    """Each name of the table in a plain sentence; and each state that the CLDR has, but for those without people."""
    table = books.load()["actors"]
    names = table[table["kind"] == "name"].drop_duplicates("form")
    text = "\n".join(["题", *(f"昨日，{form}总统在会上发表了讲话。" for form in names["form"])])
    sentences = split([roles.from_clean(pages.from_text(text), name="a", source="a")])
    found = actors.mentions(sentences).groupby("sentence")["actors"].agg("sum").to_dict()
    pairs = enumerate(zip(names["form"], names["actor"], strict=True), 1)
    assert [form for n, (form, actor) in pairs if actor not in found.get(n, ())] == []
    assert {"PA", "SD", "NE", "BH", "UG", "UY", "SN", "BS", "FR", "TV", "ME"} <= set(names["actor"])


def test_the_script_changes_nothing(frame) -> None:  # type: ignore[no-untyped-def]
    text = "法国总统马克龙在北京说，台湾问题敏感，俄乌冲突复杂。中美关系重要，基辅表示感谢，日方发表声明。"
    old = OpenCC("s2t").convert(text)
    columns = ["start", "end", "actors", "kind", "variant"]
    assert old != text
    assert actors.mentions(frame(old))[columns].equals(actors.mentions(frame(text))[columns])


def test_our_country_is_china_where_taiwan_is_not_named(marked) -> None:  # type: ignore[no-untyped-def]
    assert marked("我国经济增长。") == "[我国=CN]经济增长。"
    assert marked("我國經濟增長。") == "[我國=CN]經濟增長。"
    assert marked("疫苗换我国友邦，台湾回应。") == "疫苗换我国友邦，[台湾=TW]回应。"


def test_empty(frame) -> None:  # type: ignore[no-untyped-def]
    found = actors.mentions(frame())
    assert list(found.columns) == list(actors.Mention._fields)
    assert found.empty
    assert actors.mentions(frame("今天天气很好。")).empty


def test_a_codebook_of_ones_own(tmp_path, frame) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "actors.csv").write_text("actor,form,kind,gloss,source\nXX,中土,name,,own\n", encoding="utf-8")
    found = actors.mentions(frame("中土与俄乌无关，法国外长来访。"), books.load(tmp_path))
    assert list(found["text"]) == ["中土"]


WORDS = re.split(
    "/",
    "俄/乌/美/英/中/日/以/巴/法/国/军/方/外长/总统/马克龙/·/卡尔/东/乌克兰/美国/莫斯科/称/对/驻/访/、/，/。/“/”/\n/月/3/烏/克/蘭/政府",
)
TEXT = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=3))
def test_what_always_holds(frame, texts: list[str]) -> None:  # type: ignore[no-untyped-def]
    found = actors.mentions(frame(*texts))
    for name, rows in found.groupby("article"):
        text = fold(texts[int(name[1:])])
        places = list(zip(rows["start"], rows["end"], strict=True))
        assert all(text[s:e] == t for (s, e), t in zip(places, rows["text"], strict=True))
        assert all(a[1] <= b[0] for a, b in pairwise(places))
        assert all(s < e for s, e in places)
        alone = actors.mentions(frame(text))
        assert alone[["sentence", "start", "end", "actors"]].values.tolist() == (
            rows[["sentence", "start", "end", "actors"]].values.tolist()
        )
    assert all(row.actors and len(set(row.actors)) == len(row.actors) for row in found.itertuples())


@pytest.mark.parametrize("piece", ["俄乌英美法", "德国的布兰德说。", "外长马克龙、", "政府说，", "马克龙·"])
def test_time_is_linear_in_the_text(piece: str, frame) -> None:  # type: ignore[no-untyped-def]
    def least(times: int) -> float:
        sentences, best = frame(piece * times), float("inf")
        for _ in range(3):
            begin = time.process_time()
            actors.mentions(sentences)
            best = min(best, time.process_time() - begin)
        return best

    assert least(800) < 10 * least(200)


def test_the_built_in_table() -> None:
    table = books.load()["actors"]
    codes = {code for cell in table["actor"] for code in cell.split("+") if code}
    assert all(re.fullmatch("[A-Z]{2}|NATO|EUROPE|WEST", code) for code in codes)
    assert len(codes) > 200
    assert not table.duplicated(["actor", "form", "kind"]).any()


@pytest.mark.parametrize(
    "expected",
    [
        pytest.param("特使在莫斯科表示欢迎。", id="a capital where somebody is does not speak"),
        pytest.param("[莫斯科=RU]的立场没有变化。", id="a capital has a position"),
        pytest.param("[欧洲人=EUROPE]与[英国人=GB]都来了。", id="the people of a bloc"),
        pytest.param("[美=US]防长抵达。", id="one character at the start of the text"),
    ],
)
def test_where_a_name_stands(expected: str, marked) -> None:  # type: ignore[no-untyped-def]
    assert marked(expected) == expected
