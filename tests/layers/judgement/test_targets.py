"""Toward whom: each construction, by the examples of the list's rows and by what stands in its way."""

from __future__ import annotations

import re

import pytest

from duizhao import codebook
from duizhao.layers.judgement import evaluations, targets

BOOK = codebook.load(None)
LEXICON = evaluations.lexicon(BOOK)


def found(text: str, **context: object) -> set[str]:
    """The actors named by a letter or 国 (甲国, 乙国) that the cues of a sentence are about."""
    mentions = [(*m.span(), (m[0][0],)) for m in re.finditer("[甲乙丙]国", text)]
    groups = targets.groups(text, mentions, LEXICON)
    read: list[tuple[evaluations.Cue, targets.Found]] = []
    for cue in evaluations.cues(text, LEXICON):
        one = targets.target(targets.Context(text, groups, **context), cue, LEXICON, read)  # type: ignore[arg-type]
        read.append((cue, one))
    return {actor for _, one in read for actor in one.actors}


def test_each_row_is_read_in_its_own_example() -> None:
    rows = BOOK["evaluations"]
    unread = [
        t for t, p in zip(rows["example"], rows["polarity"], strict=True) if found(t) != ({"甲"} if p != "0" else set())
    ]
    assert unread == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲国和乙国勾勾搭搭。", "甲乙"),
        ("甲国的做法损害乙国的利益。", "甲"),
        ("近日，甲国在边境集结军队，一再挑衅。", "甲"),
        ("真正破坏协议的是甲国。", "甲"),
        ("甲国宣布乙国违背承诺。", "乙"),
        ("甲国谴责乙国勾结丙国。", "乙"),
        ("甲国对乙国的做法表示强烈不满。", "乙"),
        ("甲国遭到各国谴责。", "甲"),
        ("专家感谢甲国长期以来为乙国提供的无私援助。", "甲"),
        ("甲国对这种损害互信的言论表示遗憾。", ""),
        ("甲国让局势变得荒谬。", ""),
        ("各方都谴责任何挑衅。", ""),
        ("甲国发表了危险企业名单。", ""),
        ("甲国是伟大的国家。", "甲"),
        ("伟大的甲国举行庆典。", "甲"),
        ("战争贩子甲国举行演习。", "甲"),
        ("多国把甲国称为侵略者。", "甲"),
        ("断了甲国妄图侵占乙国的念想。", "甲"),
        ("甲国反对霸权。", ""),
        ("坚决挫败甲国的图谋。", "甲"),
        ("根源是甲国违背承诺。", "甲"),
        ("各方谈到甲国在边境的粗暴做法。", "甲"),
        ("能源市场的价格不可接受。", ""),
        ("多名评论员批评，甲国把工厂迁走。", "甲"),
        ("面对广泛批评，甲国修改方案。", ""),
        ("他赞扬促成和谈的甲国。", "甲"),
        ("议会赞许甲国与乙国发展关系。", "甲"),
        ("军方针对乙国勾连，组织演练。", "乙"),
        ("举措体现关爱甲国的诚意。", ""),
    ],
)
def test_whom_a_construction_is_about(text: str, expected: str) -> None:
    assert found(text) == set(expected)


def test_this_is_what_the_sentence_before_was_about_and_we_are_the_speaker() -> None:
    assert found("这一做法损人不利己。") == set()
    assert found("这一做法不得人心。", topic=("甲",)) == {"甲"}
    assert found("我们言必信、行必果。", speaker=("乙",)) == {"乙"}
