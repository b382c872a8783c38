"""Who acts, who is acted on, who is addressed, and what stays undecided."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.actors import mentions as actors
from duizhao.layers.agency import ROLES, Agency, agency
from duizhao.layers.sentences import Sentence, spans


def frame(*texts: str) -> pd.DataFrame:
    rows = [
        Sentence("s", f"a{n}", number, 1, "body", start, end, text[start:end])
        for n, text in enumerate(texts)
        for number, (start, end) in enumerate(spans(text))
    ]
    return pd.DataFrame(rows, columns=list(Sentence._fields))


def roles(text: str) -> list[tuple[str, str, str]]:
    sentences = frame(text)
    found = agency(sentences, actors.mentions(sentences))
    return [(text[row.start : row.end], row.role, row.predicate) for row in found.itertuples()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美国制裁俄罗斯。", [("美国", "acts", "制裁"), ("俄罗斯", "acted_on", "制裁")]),
        ("乌军一旦被俄军抓获，", [("乌军", "acted_on", "被"), ("俄军", "acts", "抓获")]),
        ("该地由法国管理。", [("法国", "acts", "管理")]),
        ("俄军将乌军逼退。", [("俄军", "acts", "逼退"), ("乌军", "acted_on", "逼退")]),
        ("法国与中方保持沟通。", [("法国", "acts", "保持"), ("中方", "addressed", "与")]),
        ("法国和德国已经表示反对。", [("法国", "acts", "表示"), ("德国", "acts", "表示")]),
        ("英国首相斯塔默强调团结。", [("英国", "acts", "强调"), ("斯塔默", "acts", "强调")]),
        ("王毅对俄罗斯进行了访问。", [("王毅", "acts", "访问"), ("俄罗斯", "acted_on", "访问")]),
        ("他向法国提出建议。", [("法国", "addressed", "向")]),
        ("中方反对对俄制裁。", [("中方", "acts", "反对"), ("俄", "acted_on", "制裁")]),
        ("俄军的士气高涨。", [("俄军", "undecided", "")]),
        ("他在联合国工作。", [("联合国", "undecided", "")]),
        ("泽连斯基明确拒绝，", [("泽连斯基", "acts", "拒绝")]),
    ],
)
def test_roles(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert roles(text) == expected


def test_empty() -> None:
    sentences = frame()
    found = agency(sentences, actors.mentions(sentences))
    assert list(found.columns) == list(Agency._fields)
    assert found.empty


PIECES = re.split("/", "俄军/乌克兰/法国/被/把/将/对/与/和/的/制裁/表示/支持/在/，/。/“/”/总统/马克龙/5日")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_what_always_holds(text: str) -> None:
    sentences = frame(text)
    mentions = actors.mentions(sentences)
    found = agency(sentences, mentions)
    assert found[["start", "end"]].values.tolist() == mentions[["start", "end"]].values.tolist()
    for row in found.itertuples():
        assert row.role in ROLES
        assert (row.predicate == "") == (row.role == "undecided") == (row.predicate_start == -1)
        if row.predicate:
            assert text[row.predicate_start : row.predicate_end] == row.predicate
