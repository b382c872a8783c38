"""The questions: what a careful reader sees in the seeds is said, each statement adds up, opposites stay apart."""

import math

import pytest

from duizhao.compare import findings, questions

POST, CCTV = "要塞阵地官方", "央视新闻"


@pytest.mark.parametrize(
    ("key", "source", "parts"),
    [
        pytest.param("alliance", None, ["division", "European", "closing ranks", "United Kingdom", "United States"], id="Europe divided against allies closing ranks"),
        pytest.param("only", None, ["China", "the author is for it"], id="China present and praised against absent"),
        pytest.param("voices", POST, ["speakers", "Russia", f"In {CCTV} nobody is quoted but the outlet's own reporter"], id="quoted voices against an own reporter, and who gets most words"),
        pytest.param("evaluates", POST, ["for", "Russia", "China", "against", "European"], id="the author's evaluations"),
        pytest.param("certainty", CCTV, ["possible", "可能"], id="hedging"),
        pytest.param("headline", POST, ["asks a question", "alarm", "不受控"], id="a question and an alarm against a sober headline"),
        pytest.param("words", None, ["派兵", "库尔斯克", "安全承诺", "三边"], id="troops and fighting against guarantees and partnership"),
        pytest.param("decisive", CCTV, ["the West"], id="Western support as what decides"),
        pytest.param("frames", CCTV, ["security"], id="security in the author's voice"),
    ],
)  # fmt: skip
def test_what_a_careful_reader_sees_in_the_seeds(english, key, source, parts, by_key):
    one = by_key(english)[key]
    assert [part for part in parts if part not in one.statement] == []
    assert source in (None, one.source)


@pytest.mark.parametrize(
    ("key", "zero"), [("evaluates", True), ("certainty", True), ("decisive", True), ("voices", True), ("frames", False)]
)
def test_the_counts_of_the_seeds(english, key, zero, by_key):
    one = by_key(english)[key]
    assert (one.k_other == 0) == zero
    assert one.k >= questions.ENOUGH
    assert one.k / one.n > one.k_other / one.n_other
    assert one.low <= one.k / one.n - one.k_other / one.n_other <= one.high


def test_what_a_text_does_not_mention_needs_no_interval(english, by_key):
    one = by_key(english)["only"]
    assert math.isnan(one.p)
    assert math.isnan(one.low)


def test_the_author_and_those_quoted_are_never_added_up(made, by_key):
    """Two of the author's and two quoted evaluations make four of neither."""
    text = (
        "会议\n"
        + "法国妄图扩张。法国一意孤行。"
        + "英国外长称，德国妄图扩张。英国外长说，德国一意孤行。"
        + "会议开始。" * 20
    )
    found = by_key(findings.findings(made(("甲", text), ("乙", "会议\n" + "会议开始。" * 20))))
    assert "evaluates" not in found
    assert "evaluates_quoted" not in found


def test_opposites(made, by_key):
    """Division here and closing ranks there are set against each other; closing ranks in both is said of one alone."""
    split, united = (
        "会议\n" + "欧洲内部矛盾重重。" * 4 + "会议开始。" * 8,
        "会议\n" + "两国军事合作。" * 7 + "会议开始。" * 4,
    )
    text = by_key(findings.findings(made(("甲", split), ("乙", united))))["alliance"].statement
    assert "甲 tells of division in 4 of 13 sentences" in text
    assert "乙 of closing ranks in 7 of 12" in text
    alone = by_key(findings.findings(made(("甲", "会议\n" + "会议开始。" * 12), ("乙", united))))["alliance"].statement
    assert alone == "In the author's own voice 乙 writes of closing ranks in 7 of 12 sentences, 甲 in 0 of 13."


def test_both_scripts_say_the_same(made, by_key):
    """A text in traditional characters has the same marks, places and actors as in simplified ones."""
    simple = "局势失控！\n" + "各方在库尔斯克地区会谈。援助取决于西方。这是决定性因素。对局势至关重要。" * 2
    written = "局勢失控！\n" + "各方在庫爾斯克地區會談。援助取決於西方。這是決定性因素。對局勢至關重要。" * 2
    other = "会谈\n" + "会谈开始。会谈结束。" * 6
    one, two = (by_key(findings.findings(made(("甲", text), ("乙", other)))) for text in (simple, written))
    assert {"decisive", "headline"} <= set(one)
    assert [(key, own.k, own.n) for key, own in one.items()] == [(key, own.k, own.n) for key, own in two.items()]
