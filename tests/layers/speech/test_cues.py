"""Which words report, and where what they report begins."""

import pytest

from duizhao import codebook
from duizhao.layers.speech import cues
from duizhao.layers.speech.marks import passage

VERBS = cues.verbs(codebook.load())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("警方表示，案件已经查清。", [("表示", "案件已经查清。", True)]),
        ("警方告诉记者，案件已经查清。", [("告诉", "案件已经查清。", True)]),
        ("警方承认案件没有查清。", [("承认", "案件没有查清。", False)]),
        ("警方说：“已经查清。”", [("说", "“已经查清。”", True)]),
        ("据警方通报，案件已经查清。", [("通报", "案件已经查清。", True)]),
        ("据悉，案件已经查清。", [("据悉", "案件已经查清。", True)]),
        ("警方否认了“黑名单”的说法。", []),
        ("警方对受害者表示慰问。", []),
        ("对警方来说，案件已经查清。", []),
        ("两国谈到安全承诺与伙伴关系 会后离开。", []),
        ("小说，散文，诗歌。", []),
    ],
)
def test_a_verb_reports_what_follows_it(text, expected):
    found = cues.find(passage(text, []), VERBS, 0, len(text))
    assert [(text[c.start : c.end], text[c.content :], c.pause) for c in found] == expected


def test_marks_before_a_verb_belong_to_it():
    text = "“案件已经查清。”警方说。"
    (cue,) = cues.find(passage(text, []), VERBS, 0, len(text))
    assert (cue.claims, cue.content) == ((0, 9, True), -1)


def test_the_verbs_of_the_codebook_say_what_they_do():
    table = codebook.load()["reporting_verbs"].set_index("verb")
    assert table.index.is_unique
    assert set(table["use"]) == {"clause", "comma", "object", "act", "list", "quote", "tell", "doc", "noun", "none"}
    assert (table["use"] != "none").sum() >= 150
    assert table.loc[["指出", "表示", "声称", "扬言"], "distance"].tolist() == [
        "endorse",
        "neutral",
        "distance",
        "distance",
    ]
    assert table.loc[["谴责", "呼吁", "嘲讽", "警告"], "attitude"].tolist() == ["condemn", "urge", "mock", "warn"]
