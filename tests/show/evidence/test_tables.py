"""A table says what it is."""

import pandas as pd
from lxml import html as lxml_html

from duizhao.show import evidence


def test_a_table_can_be_read_aloud():
    frame = pd.DataFrame(
        {"词": ["英美", "战"], "n": [8, 0], "x": [1.25, float("nan")], "y": [None, True], "z": [pd.NA, (1, 2)]}
    )
    shown = evidence.table(frame, caption="Words", formats={"x": "{:.1f}", "n": lambda n: f"{n:03}"})
    tree = lxml_html.fromstring(shown.html)
    assert [th.text_content() for th in tree.xpath("//thead//th[@scope='col']")] == list(frame.columns)
    assert [th.text_content() for th in tree.xpath("//tbody//th[@scope='row']")] == ["英美", "战"]
    assert [[td.text for td in row.xpath("td")] for row in tree.xpath("//tbody/tr")] == [
        ["008", "1.2", "–", "–"], ["000", "–", "True", "1、2"],
    ]  # fmt: skip
    assert tree.xpath("//th/span/@lang") == ["zh"] * 3
    assert shown.text.split("\n") == ["Words", "词\tn\tx\ty\tz", "英美\t008\t1.2\t–\t–", "战\t000\t–\tTrue\t1、2"]


def test_columns_of_one_name():
    frame = pd.DataFrame([(1, 2)], columns=["a", "a"])
    assert "<td>2</td>" in evidence.table(frame, caption="c").html
