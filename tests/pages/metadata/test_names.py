"""Labels, persons, and what is no name at all."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.pages import features as lines
from duizhao.pages.metadata import names


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("裴剑飞", True),
        ("欧阳雪梅", True),
        ("陈林聪", True),
        ("新京报", False),
        ("金羊网", False),
        ("央视新闻", False),
        ("表示", False),
        ("约翰·希利", True),
    ],
)
def test_is_person(name: str, person: bool) -> None:
    assert names.is_person(name) == person


def test_fields() -> None:
    found = names.fields("来源: 每日经济新闻 举报  责任编辑:荀建国_NN7379 2019-09-08")
    assert [(field.kind, field.value) for field in found] == [("source", "每日经济新闻"), ("editor", "荀建国_NN7379")]


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("来源作者记者编辑:：|/ 　(（)）张王2023-05年月日1新闻网\t"), max_size=80))
def test_fields_never_fail_and_point_into_the_line(text: str) -> None:
    for field in names.fields(text):
        assert text[field.start : field.end] == field.value


@pytest.mark.parametrize(
    ("value", "persons"),
    [
        ("张三丰 李四", ["张三丰", "李四"]),
        ("文/张三丰 图/李四光", ["张三丰", "李四光"]),
        ("裴剑飞 综合报道", ["裴剑飞"]),
        ("路闻卓立编译", ["路闻卓立"]),
        ("张三丰 摄", []),
        ("张三丰 文/摄", ["张三丰"]),
        ("新华社", []),
        ("网络整理", []),
        ("未知", []),
    ],
)
def test_people_of_a_label(value: str, persons: list[str]) -> None:
    assert names.people(value, labelled=True)[: len(persons) or 1] == persons


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("图片来源：视觉中国", [("other", "视觉中国")]),
        ("摄影记者：张三", [("other", "张三")]),
        ("图/东方IC", [("other", "东方IC")]),
        ("編輯：王大明", [("editor", "王大明")]),
        ("信息来源：东湾网 浏览：12次", [("source", "东湾网"), ("other", "12次")]),
    ],
)
def test_labels(text: str, said: list[tuple[str, str]]) -> None:
    assert [(field.kind, field.value) for field in names.fields(lines.fold(text))] == [
        (kind, lines.fold(value)) for kind, value in said
    ]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        *[(name, "person") for name in ("林小满", "欧阳雪梅")],
        *[(name, "outlet") for name in ("东湾早报", "国际在线", "IT之家", "新浪财经", "游民星空[整理]")],
        *[(name, "name") for name in ("每日人物", "棒棒不是糖")],
        *[(name, "") for name in ("昨天", "PM", "Google+", "二〇二三年三月五日", "微信好友", "网络整合", "林小满摄")],
        *[
            (name, "")
            for name in ("关于批准新水厂建设及", "第二十八次会议通过", "要闻", "滚动新闻", "3小时前", "台北报导")
        ],
    ],
)
def test_the_form_of_a_name_without_a_label(name: str, form: str) -> None:
    assert names.kind(name) == form
