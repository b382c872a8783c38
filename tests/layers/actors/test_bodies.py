"""Institutions without a country: whose they are where the text shows it, and nobody's where it does not."""

from __future__ import annotations

import pytest

TOPIC = "[乌克兰=UA]总统[泽连斯基=UA]发表讲话。"
MARKED = [
    pytest.param(TOPIC + "[政府=UA]将推动改革，[总统办公室=UA]说，[外交部=UA]已照会。", id="the topic's"),
    pytest.param(TOPIC + "他与[美国=US]和[德国=DE]讨论，政府将推动改革。", id="open where the sentence names others"),
    pytest.param("[美国=US]与[德国=DE]谈判，政府宣布让步。", id="open where there is no topic"),
    pytest.param(TOPIC + "各国政府将开会，省政府拨款，政府工作报告通过。", id="of many, or of a province"),
    pytest.param(TOPIC + "会上谈到政府的作用。", id="an institution that does nothing"),
    pytest.param(
        "[泰国外交部=TH]和[柬埔寨=KH]代表到会，[外交部=TH]说，已经照会[柬方=KH]。", id="named with its country before"
    ),
    pytest.param("[国务院=CN]总理[李强=CN]应[南非=ZA]邀请往访。", id="what only one state has"),
    pytest.param("[外交部=CN]发言人[朱邦造=CN]说，欢迎来访。", id="a ministry with a Chinese spokesperson"),
    pytest.param("外交部长出席，外交部发言人说，欢迎来访。", id="a ministry of nobody"),
]


@pytest.mark.parametrize("expected", MARKED)
def test_bodies(expected: str, marked) -> None:  # type: ignore[no-untyped-def]
    assert marked(expected) == expected
