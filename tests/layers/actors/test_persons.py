"""Persons whom an article introduces: with office and country, beside a country, and called by a part of the name later."""

from __future__ import annotations

import pytest

from duizhao.layers.actors import mentions as actors

MARKED = [
    pytest.param("[马克龙=FR]先发言。[法国=FR]总统[马克龙=FR]强调团结。", id="through the whole text"),
    pytest.param("[哈萨克斯坦=KZ]总统[叶尔兰·萨特巴耶夫=KZ]说，[萨特巴耶夫=KZ]对此明确。", id="the family name later"),
    pytest.param(
        "[美国=US]驻[华=CN]大使[尼古拉斯·史密斯=US]说，[史密斯=US]很乐观。", id="not where the office is held"
    ),
    pytest.param(
        "[美国=US]中东问题特使[奥塔格斯=US]说，[瑞典=SE]首相国家安全顾问[兰德霍尔姆=SE]辞职。", id="words between"
    ),
    pytest.param("[日本=JP]首相[石破茂=JP]应信守承诺，[石破=JP]未回应。", id="a Japanese name"),
    pytest.param("[越南=VN]国家主席[梁强=VN]会见[中国=CN]代表团。", id="a surname and one character"),
    pytest.param("[德国=DE]的[布兰德=DE]说，会谈有益，[布兰德=DE]随后离开。", id="beside the country"),
    pytest.param("[法国=FR]的卢瓦尔河很长。", id="no person beside the country"),
    pytest.param("[英国=GB]工党党魁[施志安=GB]说，[施志安=GB]不会辞职。", id="beside a party"),
    pytest.param(
        "[美国=US]派代表列席会议，[法国=FR]代表出席，[美国=US]官员周末曾表态。", id="verbs and times are no names"
    ),
    pytest.param("他的特使[史蒂文·威特科夫=US]等候。", id="the full form of a listed name"),
    pytest.param("党魁施志安说，没有国家。", id="a party of no known country stays open"),
]


@pytest.mark.parametrize("expected", MARKED)
def test_persons(expected: str, marked) -> None:  # type: ignore[no-untyped-def]
    assert marked(expected) == expected


def test_an_office_without_a_country_is_the_topics(marked) -> None:  # type: ignore[no-untyped-def]
    text = "韩国国会开会，韩国政府出席，韩方回应。党魁施志安说，他不会辞职。"
    assert "[施志安=KR]" in marked(text)


def test_the_article_goes_before_the_list_of_office_holders(marked) -> None:  # type: ignore[no-untyped-def]
    assert "[斯塔默=GB]" in marked("斯塔默说，欢迎。")
    assert marked("新西兰总理斯塔默说，欢迎。") == "[新西兰=NZ]总理[斯塔默=NZ]说，欢迎。"


def test_persons_stay_in_their_article(frame) -> None:  # type: ignore[no-untyped-def]
    found = actors.mentions(frame("法国外长卡尔东说，欢迎。卡尔东离开。", "卡尔东离开。"))
    assert list(found.loc[found["article"] == "a0", "text"]) == ["法国", "卡尔东", "卡尔东"]
    assert not (found["article"] == "a1").any()
