"""Dates in every form that pages and tables have them in, and what must not become one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.pages.features import fold
from duizhao.pages.metadata import dates


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2023-03-05 14:30:09", "2023-03-05 14:30:09"),
        ("2023/3/5 星期日 14:30", "2023-03-05 14:30"),
        ("2023.03.05", "2023-03-05"),
        ("2023年3月5日14时30分", "2023-03-05 14:30"),
        ("２０２３年３月５日　１４：３０", "2023-03-05 14:30"),
        ("2023年3月5日 下午2:30", "2023-03-05 14:30"),
        ("2023/3/5 上午 12:10:00", "2023-03-05 00:10:00"),
        ("2023年3月5日中午12:10", "2023-03-05 12:10"),
        ("2023年3月5日晚8:30", "2023-03-05 20:30"),
        ("2023/03/05 PM 02:30", "2023-03-05 14:30"),
        ("Mar 5, 2023, 2:30 p.m.", "2023-03-05 14:30"),
        ("Sunday, 5 March 2023", "2023-03-05"),
        ("二〇二三年三月五日", "2023-03-05"),
        ("二○二三年十二月二十五日 下午2:30", "2023-12-25 14:30"),
        ("民國112年3月5日", "2023-03-05"),
        ("中華民國一百一十二年三月五日", "2023-03-05"),
        ("112/03/05 14:30", "2023-03-05 14:30"),
        ("25/03/2023 14:30", "2023-03-25 14:30"),
        ("05.03.2023", "2023-03-05"),
        ("2023-03-05T06:30:00Z", "2023-03-05 06:30:00"),
        ("发布时间:23-03-0514:30", "2023-03-05 14:30"),
        ("05/03/2023", None),
        ("2023-02-30", None),
        ("3月5日", None),
        ("昨天 14:30", None),
        ("3小时前", None),
        ("13/03/05", None),
        ("IPv4 10.112.03.05", None),
        ("5-2023-03", None),
    ],
)
def test_find(text: str, said: str | None) -> None:
    found = dates.find(fold(text))
    assert (found.value if found else None) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2024/5/2 8:05:00", "2024-05-02 08:05:00"),
        ("2024-05-02T08:05:00+08:00", "2024-05-02 08:05:00"),
        ("2024-05-02 00:00:00", "2024-05-02"),
        (20240502, "2024-05-02"),
        ("20240502080500", "2024-05-02 08:05:00"),
        (45414, "2024-05-02"),
        (45414.337, "2024-05-02 08:05:17"),
        ("1581517074", "2020-02-12 22:17:54"),
        (1581517074000, "2020-02-12 22:17:54"),
        ("5/2/2024", None),
        (2024, None),
        ("未知", None),
    ],
)
def test_iso_of_cells(value: object, said: str | None) -> None:
    assert dates.iso(value) == said


def test_a_date_without_its_year() -> None:
    found = dates.partial("发布时间:09-3022:46")
    assert found is not None
    assert found.value == "09-30 22:46"
    assert dates.partial("112/03/05") is None


@pytest.mark.parametrize(
    ("texts", "saved"),
    [
        (["责任编辑:张三", "抓取时间:2022-03-04 10:11:12"], 1),
        (["2022-03-03 10:11:12", "2022-03-04 10:11:12"], 1),
        (["2022-03-04 10:11:12", "台风逼近", "2022-03-03 10:11:12"], None),
    ],
)
def test_time_of_saving(texts: list[str], saved: int | None) -> None:
    assert dates.retrieval(texts) == saved


@settings(max_examples=80, deadline=None)
@given(st.text(st.sampled_from("0123456789二十〇百年月日/-.: 民国上下午PMmarTZ星期"), max_size=40))
def test_any_text_is_a_date_of_the_calendar_or_none(text: str) -> None:
    found = dates.find(text)
    assert found is None or text[found.start : found.end].strip() == text[found.start : found.end].lstrip()
    for value in (dates.iso(text), found and found.value):
        assert value is None or dates.find(value) is not None
