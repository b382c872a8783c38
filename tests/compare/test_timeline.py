"""Dates in the text: what is said, resolved against the day of publication, else left as it is."""

from dataclasses import replace

import pytest

from duizhao import codebook
from duizhao.compare import timeline
from duizhao.corpus import Corpus
from duizhao.pages import roles
from duizhao.pages.metadata import Metadata
from duizhao.pages.read import from_text

BOOK = codebook.load()


def told(text, published=None):
    one = roles.from_clean(from_text("标题\n" + text, name="a"), name="a", source="甲")
    made = Corpus((replace(one, metadata=Metadata(title="标题", published=published)),), BOOK)
    return timeline.timeline(made)


@pytest.mark.parametrize(
    ("text", "published", "expected"),
    [
        pytest.param("大臣3月5日至6日访问。", "2025-03-14 08:56", ("2025-03-05", "2025-03-06", True), id="a range in one month"),
        pytest.param("部长于 3 月 31 日至 4 月 2 日访问。", None, ("XXXX-03-31", "XXXX-04-02", False), id="no date of publication: the year stays open"),
        pytest.param("部长于3月31日至4月2日访问。", "2025-04-10", ("2025-03-31", "2025-04-02", True), id="a range over two months"),
        pytest.param("自去年 8 月份起。", None, (None, None, False), id="relative to a day that is not known"),
        pytest.param("自去年8月起。", "2025-04-10", ("2024-08", "2024-08", True), id="last year's August"),
        pytest.param("12月30日发生。", "2025-01-02", ("2024-12-30", "2024-12-30", True), id="the nearest year, not the same"),
        pytest.param("12月30日至1月2日停运。", "2025-01-05", ("2024-12-30", "2025-01-02", True), id="over the turn of the year"),
        pytest.param("记者14日报道。", "2025-03-14", ("2025-03-14", "2025-03-14", True), id="a day alone"),
        pytest.param("2024年8月6日发生。", None, ("2024-08-06", "2024-08-06", True), id="all said"),
        pytest.param("2014-2016年发展。", None, ("2014", "2016", True), id="years"),
        pytest.param("昨天发生。", "2025-03-01", ("2025-02-28", "2025-02-28", True), id="yesterday"),
        pytest.param("上个月发生。", "2025-01-10", ("2024-12", "2024-12", True), id="last month"),
    ],
)  # fmt: skip
def test_dates(text, published, expected):
    rows = told(text, published)
    row = rows[rows["kind"] == "told"].iloc[0]
    assert (row["from"], row["to"], row["resolved"]) == expected
    assert row["words"] in row["text"]
    assert row["text"] == text


@pytest.mark.parametrize("text", ["3日内完成。", "第8月台。", "共24小时。", "时至今日仍在。", "要8个月。", "2月31日。"])
def test_no_date(text):
    rows = told(text, "2025-03-14")
    assert rows[(rows["kind"] == "told") & rows["resolved"].astype(bool)].empty


def test_the_day_that_the_article_calls_today():
    """Put out after midnight: 今天(9月7日) says which day 今天 is, in this sentence and after it."""
    rows = told("今天(9月7日)公布。他今天说好。", "2019-09-08 00:20")
    assert rows.loc[rows["kind"] == "told", "from"].tolist() == ["2019-09-07", "2019-09-07"]


def test_in_the_order_of_time():
    rows = told("去年8月开始，3月5日访问，近年来如此。", "2025-03-04")
    assert rows["from"].tolist() == ["2024-08", "2025-03-04", "2025-03-05"]
    assert rows["kind"].tolist() == ["told", "published", "told"]
    assert list(told("没有日期。").columns) == timeline.COLUMNS
