"""Short forms of countries: where one character is a country, and where it is a syllable."""

from __future__ import annotations

import pytest

MARKED = [
    pytest.param("[俄乌=RU+UA]冲突持续，[英美澳=GB+US+AU]三边合作加强。", id="compounds"),
    pytest.param("[美英法德=US+GB+FR+DE]四国领导人通电话。", id="a compound of four"),
    pytest.param("[英=GB]、[美=US]、[澳=AU]三国举行演习。", id="a list"),
    pytest.param("[美西方=US+WEST]应当反思，[巴以=PS+IL]局势紧张，[印巴=IN+PK]冲突升级。", id="listed and plain pairs"),
    pytest.param("[中俄=CN+RU]保持紧密沟通，[意中=IT+CN]两国关系良好。", id="a pair cut off from the next word"),
    pytest.param("粤[港澳=HK+MO]大湾区建设，[澳=AU]总理访[华=CN]。", id="Macau and Australia"),
    pytest.param(
        "[俄方=RU]与[乌军=UA]交火，驻[美=US]大使回国述职，[美=US]制武器运抵。", id="licensed by what stands beside"
    ),
    pytest.param("对[俄=RU]制裁升级，涉[台=TW]问题敏感，访[日=JP]期间发表讲话。", id="after a preposition or a verb"),
    pytest.param("对[华=CN]政策，涉[华=CN]问题，在[京=CN]举行。", id="China and Beijing after them only"),
    pytest.param("留[美=US]学生增多，[韩=KR]媒报道，[法=FR]外长回应，[俄=RU]称对[乌=UA]发动打击。", id="beside words"),
    pytest.param(
        "[俄=RU]总统说，[黎=LB][真主党=LB]已撤出，驻[韩=KR][美军=US]举行演习。", id="two mentions side by side"
    ),
    pytest.param("[美方=US]面临选择，[美=US]军援到位，方案和军事无关。", id="方 and 军 as bodies or in words"),
    # none
    pytest.param("这意味着其中的宪法、法律、中东、以及美好、完美、英雄，日前以为可以。", id="ordinary words"),
    pytest.param("10日上午，二十日晚，今（26）日表示，4 月 2 日至今。", id="dates"),
    pytest.param("国际中文教育、南京大学、明尼阿波利斯、日不落、乌蒙山区。", id="words and names of short forms only"),
]


@pytest.mark.parametrize("expected", MARKED)
def test_short_forms(expected: str, marked) -> None:  # type: ignore[no-untyped-def]
    assert marked(expected) == expected


def test_a_country_named_in_full_speaks_for_its_short_form(marked) -> None:  # type: ignore[no-untyped-def]
    assert marked("加总理说，欢迎合作。") == "加总理说，欢迎合作。"
    assert marked("加拿大大选结束。加总理说，欢迎合作。").endswith("[加=CA]总理说，欢迎合作。")


def test_the_nearest_country_settles_what_a_character_means(marked) -> None:  # type: ignore[no-untyped-def]
    assert "[巴方=PS]" in marked("巴勒斯坦代表到会，巴方表示感谢。")
    assert "[巴方=PK]" in marked("巴基斯坦代表到会，巴方表示感谢。")
    assert "[伊方=IQ]" in marked("伊拉克代表到会，伊方表示感谢。")


def test_a_compound_is_of_the_countries_that_the_text_names(marked) -> None:  # type: ignore[no-untyped-def]
    assert "PK" not in marked("巴西队与中国队踢平，中巴球迷都满意。")
    assert "[中巴=CN+PK]" in marked("巴基斯坦总理到访，中巴关系良好。")
