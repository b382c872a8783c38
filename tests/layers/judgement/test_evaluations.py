"""The words that evaluate, and what their clause does to them."""

from __future__ import annotations

import pytest

from duizhao import codebook
from duizhao.layers.judgement import evaluations

BOOK = codebook.load(None)
LEXICON = evaluations.lexicon(BOOK)


def met(text: str) -> list[tuple[str, int, str]]:
    return [(text[c.start : c.end], c.polarity, c.mark) for c in evaluations.cues(text, LEXICON)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲国严重破坏地区稳定", [("严重破坏", -1, "")]),  # the longest at a place
        ("甲国的短视频", []),
        ("甲国借维和之名出兵", [("借维和之名", -1, "")]),
        ("甲国并非麻烦制造者", [("麻烦制造者", 1, "negated")]),
        ("甲国从不落井下石", [("落井下石", 1, "negated")]),
        ("甲国没有破坏协议", []),  # that a wrong was not done is no praise
        ("甲国毫不负责任", [("不负责任", -1, "")]),
        ("虽然甲国英勇", [("英勇", 1, "conceded")]),
        ("甲国遭到侵犯", []),
        ("如果甲国一意孤行", []),
        ("甲国主要是一意孤行", [("一意孤行", -1, "")]),  # 要是 in 主要是 is no condition
        ("希望甲国展现大国担当", []),
        ("甲国是否落井下石?", []),
        ("甲国不应落井下石", []),
        ("撤销对甲国的批评", []),
        ("出于对甲国的不信任", [("不信任", -1, "")]),
        ("甲国以违反协议为由退出", []),
    ],
)
def test_what_a_clause_does_to_a_word(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert met(text) == expected


def test_the_list_is_well_formed() -> None:
    rows = BOOK["evaluations"]
    assert not rows["form"].duplicated().any()
    assert set(rows["polarity"]) == {"1", "-1", "0"}
    assert set(rows["appraisal"]) == {"affect", "judgement", "appreciation"} & set(rows["appraisal"])
    assert set(rows["target"]) == {"subject", "quality", "object", "owner", "label"}
    assert set(rows["grade"]) <= {"high", "fair", "low", "few", ""}
    assert rows["form"].str.fullmatch(r"!?[^…\s]+(?:…[^…\s]+)*").all()
    assert all(set("…").isdisjoint(text) and text for text in rows["example"])


def test_a_long_line_takes_no_longer_than_its_length() -> None:
    text = "的" * 3000 + "更更并却" * 300 + "甲国一意孤行"
    assert met(text)[-1:] == [("一意孤行", -1, "")]
