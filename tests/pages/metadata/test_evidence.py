"""What the HTML says of a field, and the patterns of the tables, each met by its example."""

from __future__ import annotations

import re

import pytest

from duizhao.pages import read
from duizhao.pages.features import fold, table
from duizhao.pages.metadata import evidence


@pytest.mark.parametrize("name", ["metadata/patterns.csv", "exports.csv"])
def test_each_pattern_is_met_by_its_example(name: str) -> None:
    for row in table(name):
        pattern = re.sub(r"\{\{(.*?)\}\}", lambda earlier: evidence.PATTERNS[earlier[1]], row["pattern"])
        assert re.search(pattern, fold(row["example"]) or row["pattern"]), row


def test_elements_that_differ_say_nothing() -> None:
    page = '<html><title>题目</title><p itemprop="author">林小满</p><p itemprop="author">%s</p></html>'
    assert [value for _, value in evidence.marked(read.from_html(page % "林小满"), "author")] == ["林小满"]
    assert [*evidence.marked(read.from_html(page % "赵大宝"), "author")] == []


def test_linked_data_of_another_article_says_nothing() -> None:
    linked = '<script type="application/ld+json">{"headline": "%s", "author": "林小满"}</script><title>新桥今天通车_东湾网</title>'
    assert [value for _, value in evidence.marked(read.from_html(linked % "新桥今天通车"), "author")] == ["林小满"]
    assert [*evidence.marked(read.from_html(linked % "小学秋季扩招"), "author")] == []


def test_shared_pairs_of_characters() -> None:
    assert evidence.shared("新桥通车", "新桥今天通车") == 2 / 3
