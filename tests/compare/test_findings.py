"""Findings: the surest of each question first, each rests on its sentences, and nothing is said of nothing."""

import re

import pytest

from duizhao import codebook
from duizhao.compare import findings, shares
from duizhao.errors import InputError

BOOK = codebook.load()
POST, CCTV = "要塞阵地官方", "央视新闻"
PLAIN = "标题\n今天天气晴。明天有雨。\n"


def test_ten_at_most_and_one_a_question_first(english):
    keys = [one.key for one in english]
    assert 8 <= len(keys) <= findings.MOST
    assert len({*keys}) == len(keys)


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


@pytest.mark.parametrize(
    ("items", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_listed(items, expected):
    assert findings.Words("en", BOOK).listed(items, between="and") == expected


def test_nothing_to_say_is_said(made):
    found = findings.findings(made(("甲", PLAIN), ("乙", "题目\n明天下雨。后天有风。\n")))
    assert [one.key for one in found] == ["none"]
    assert found[0].statement.startswith("No difference beyond chance in what only one covers, who is mentioned,")
    assert len(findings.table(found)) == 0


@pytest.mark.parametrize("texts", [(("甲", PLAIN),), (("甲", "\n"), ("乙", " \n")), (("甲", PLAIN), ("乙", "\n"))])
def test_next_to_nothing(texts, made):
    assert all(one.key == "none" for one in findings.findings(made(*texts)))


WAR = "英国要战？\n" + "英国指责法国。英国说法国错了。英国军队开火。英国再次开火。" * 2
PEACE = "会谈\n" + "法国欢迎和谈。德国欢迎和谈。法国与德国会谈。会谈顺利。" * 2


def test_three_sources_each_against_the_rest_and_any_pair(made, by_key):
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


def test_topic_and_wording(made):
    two = made(("甲", WAR), ("乙", PEACE))
    assert "can't be told apart" in findings.notes(two)[0]
    assert "within events" in findings.notes(two, events=True)[0]
    assert shares.events(two) is None
    assert len(findings.findings(two, events=True)) == len(findings.findings(two))
