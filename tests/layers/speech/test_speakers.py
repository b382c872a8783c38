"""Whom the clause before a reporting verb names, and whom a pronoun stands for."""

import pytest

from duizhao import codebook
from duizhao.layers.speech.grammar import grammar
from duizhao.layers.speech.marks import passage
from duizhao.layers.speech.speakers import Talk, Voice, speaker

GRAMMAR = grammar(codebook.load())


def before(text, cue, talk, **given):
    """Who stands before a cue."""
    options = {"strict": 0, "back": True} | given
    named = [(0, 2, ("CN",))] if text.startswith("中国") else []
    return speaker(passage(text, named), GRAMMAR, talk, 0, text.index(cue), **options)[1]


@pytest.mark.parametrize(
    ("text", "name", "actors"),
    [
        ("中国外交部发言人毛宁昨天在北京表示，好。", "毛宁", ("CN",)),
        ("中国气象局在报告中表示，好。", "中国气象局", ("CN",)),
        ("中国消费者多，多名专家表示，好。", "专家", ()),
    ],
)
def test_the_subject_of_the_clause_speaks(text, name, actors):
    assert before(text, "表示", Talk())[:2] == (name, actors)


def test_a_pronoun_is_the_last_speaker_of_the_paragraph_else_of_the_one_before():
    last, earlier = Voice("毛宁", ("CN",)), Voice("王毅", ("CN",))
    assert before("昨天她表示，好。", "表示", Talk(last=last)) == last._replace(described="她")
    assert before("昨天他表示，好。", "表示", Talk(before=earlier)) == earlier._replace(described="他")
    assert before("昨天他表示，好。", "表示", Talk()).name == "unknown"


def test_a_word_that_may_be_a_noun_needs_someone_who_can_speak():
    assert before("中国经济增长警告", "警告", Talk(), strict=2) is None
