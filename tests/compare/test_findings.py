"""Findings: what a careful reader sees in the seeds is said, each statement adds up, and nothing is said of nothing."""

import math
import re
from pathlib import Path

import pytest

import duizhao
from duizhao import codebook
from duizhao.compare import findings, questions, shares
from duizhao.corpus import Corpus
from duizhao.errors import InputError
from duizhao.pages import roles
from duizhao.pages.read import from_text

BOOK = codebook.load()
SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
POST, CCTV = "要塞阵地官方", "央视新闻"
PLAIN = "标题\n今天天气晴。明天有雨。\n"


def made(*texts):
    articles = [
        roles.from_clean(from_text(text, name=f"{source}{n}"), name=f"{source}{n}", source=source)
        for n, (source, text) in enumerate(texts)
    ]
    return Corpus(tuple(articles), BOOK)


@pytest.fixture(scope="module")
def seeds():
    return duizhao.load(*SEEDS)


@pytest.fixture(scope="module")
def english(seeds):
    return findings.findings(seeds)


def by_key(found):
    return {one.key: one for one in reversed(found)}


def test_ten_at_most_and_one_a_question_first(english):
    keys = [one.key for one in english]
    assert 8 <= len(keys) <= findings.MOST
    assert len({*keys}) == len(keys)


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
def test_what_a_careful_reader_sees_in_the_seeds(english, key, source, parts):
    one = by_key(english)[key]
    assert [part for part in parts if part not in one.statement] == []
    assert source in (None, one.source)


@pytest.mark.parametrize(
    ("key", "zero"), [("evaluates", True), ("certainty", True), ("decisive", True), ("voices", True), ("frames", False)]
)
def test_the_counts_of_the_seeds(english, key, zero):
    one = by_key(english)[key]
    assert (one.k_other == 0) == zero
    assert one.k >= questions.ENOUGH
    assert one.k / one.n > one.k_other / one.n_other
    assert one.low <= one.k / one.n - one.k_other / one.n_other <= one.high


def test_both_directions_and_languages_say_the_same(seeds, english):
    turned = findings.findings(seeds, CCTV, POST)
    assert [one.key for one in turned] == [one.key for one in english]
    same = [(x.statement, y.statement) for x, y in zip(turned, english, strict=True) if x.key != "words"]
    assert all(x == y for x, y in same)
    chinese = findings.findings(seeds, lang="zh")
    assert [(one.key, one.k, one.n) for one in chinese] == [(one.key, one.k, one.n) for one in english]
    latin = re.compile("[A-Za-z]{2}")
    assert [one.statement for one in chinese if latin.search(one.statement)] == []


def test_each_rests_on_its_sentences(seeds, english):
    texts = set(seeds.sentences["text"])
    for one in english:
        assert 1 <= len(one.best) <= 2
        assert set(one.best) <= texts
        assert one.about in ("topic", "manner")
        assert len(one.evidence)
        assert (one.evidence["start"] <= one.evidence["cue_start"]).all()
        assert (one.evidence["cue_end"] <= one.evidence["end"]).all()
        assert 0 <= one.k <= one.n
        assert 0 <= one.k_other <= one.n_other
    counted = [one for one in english if one.key in ("frames", "certainty", "decisive", "evaluates", "voices")]
    for one in counted:
        own = one.evidence[one.evidence["source"] == one.source].drop_duplicates(["article", "sentence"])
        assert len(own) == one.k, one.statement


def test_what_a_text_does_not_mention_needs_no_interval(english):
    one = by_key(english)["only"]
    assert math.isnan(one.p)
    assert math.isnan(one.low)


@pytest.mark.parametrize(
    ("items", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed(items, expected):
    assert findings.Words("en", BOOK).listed(items, between="and") == expected


def test_nothing_to_say_is_said():
    found = findings.findings(made(("甲", PLAIN), ("乙", "题目\n明天下雨。后天有风。\n")))
    assert [one.key for one in found] == ["none"]
    assert found[0].statement.startswith("No difference beyond chance in what only one covers, who is mentioned,")
    assert len(findings.table(found)) == 0


@pytest.mark.parametrize("texts", [(("甲", PLAIN),), (("甲", "\n"), ("乙", " \n")), (("甲", PLAIN), ("乙", "\n"))])
def test_next_to_nothing(texts):
    assert all(one.key == "none" for one in findings.findings(made(*texts)))


WAR = "英国要战？\n" + "英国指责法国。英国说法国错了。英国军队开火。英国再次开火。" * 2
PEACE = "会谈\n" + "法国欢迎和谈。德国欢迎和谈。法国与德国会谈。会谈顺利。" * 2


def test_three_sources_each_against_the_rest_and_any_pair():
    three = made(("甲", WAR), ("乙", PEACE), ("丙", PEACE.replace("会谈顺利", "会谈结束")))
    found = findings.findings(three)
    assert {one.other for one in found if one.source == "甲"} == {"the others"}
    pair = findings.findings(three, "乙", "丙")
    assert {one.source for one in pair} | {one.other for one in pair} <= {"乙", "丙", ""}
    one = by_key(findings.findings(three, "甲"))["only"]
    assert one.statement.startswith("Only 甲 mentions the United Kingdom")
    with pytest.raises(InputError, match="no source 丁; there are 甲, 乙, 丙"):
        findings.findings(three, "丁")
    with pytest.raises(InputError, match="no language 'fr'; there are en, zh"):
        findings.findings(three, lang="fr")


def test_the_author_and_those_quoted_are_never_added_up():
    """Two of the author's and two quoted evaluations make four of neither."""
    text = "会议\n" + "法国妄图扩张。法国一意孤行。" + "英国外长称，德国妄图扩张。英国外长说，德国一意孤行。" + "会议开始。" * 20
    found = by_key(findings.findings(made(("甲", text), ("乙", "会议\n" + "会议开始。" * 20))))
    assert "evaluates" not in found
    assert "evaluates_quoted" not in found


def test_opposites():
    """Division here and closing ranks there are set against each other; closing ranks in both is said of one alone."""
    split, united = "会议\n" + "欧洲内部矛盾重重。" * 4 + "会议开始。" * 8, "会议\n" + "两国军事合作。" * 7 + "会议开始。" * 4
    text = by_key(findings.findings(made(("甲", split), ("乙", united))))["alliance"].statement
    assert "甲 tells of division in 4 of 13 sentences" in text
    assert "乙 of closing ranks in 7 of 12" in text
    alone = by_key(findings.findings(made(("甲", "会议\n" + "会议开始。" * 12), ("乙", united))))["alliance"].statement
    assert alone == "In the author's own voice 乙 writes of closing ranks in 7 of 12 sentences, 甲 in 0 of 13."


def test_topic_and_wording():
    two = made(("甲", WAR), ("乙", PEACE))
    assert "can't be told apart" in findings.notes(two)[0]
    assert "within events" in findings.notes(two, events=True)[0]
    assert shares.events(two) is None
    assert len(findings.findings(two, events=True)) == len(findings.findings(two))


def test_both_scripts_say_the_same():
    """A text in traditional characters has the same marks, places and actors as in simplified ones."""
    simple = "局势失控！\n" + "各方在库尔斯克地区会谈。援助取决于西方。这是决定性因素。对局势至关重要。" * 2
    written = "局勢失控！\n" + "各方在庫爾斯克地區會談。援助取決於西方。這是決定性因素。對局勢至關重要。" * 2
    other = "会谈\n" + "会谈开始。会谈结束。" * 6
    one, two = (by_key(findings.findings(made(("甲", text), ("乙", other)))) for text in (simple, written))
    assert {"decisive", "headline"} <= set(one)
    assert [(key, own.k, own.n) for key, own in one.items()] == [(key, own.k, own.n) for key, own in two.items()]
