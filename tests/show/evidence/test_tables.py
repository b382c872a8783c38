"""A table says what it is."""

import pandas as pd
from lxml import html as lxml_html

from duizhao.show import evidence
from duizhao.show.evidence.links import anchor


def test_a_table_can_be_read_aloud():
    frame = pd.DataFrame(
        {"词": ["英美", "战"], "n": [8, 0], "x": [1.25, float("nan")], "y": [None, True], "z": [pd.NA, (1, 2)]}
    )
    shown = evidence.table(frame, caption="Words", formats={"x": "{:.1f}", "n": lambda n: f"{n:03}"})
    tree = lxml_html.fromstring(shown.html)
    assert [th.text_content() for th in tree.xpath("//thead//th[@scope='col']")] == ["词", "out of", "x", "y", "z"]
    assert [th.text_content() for th in tree.xpath("//tbody//th[@scope='row']")] == ["英美", "战"]
    assert [[td.text for td in row.xpath("td")] for row in tree.xpath("//tbody/tr")] == [
        ["008", "1.2", "–", "–"], ["000", "–", "yes", "1、2"],
    ]  # fmt: skip
    assert tree.xpath("//th/span/@lang") == ["zh"] * 3
    assert shown.text.split("\n") == ["Words", "词\tout of\tx\ty\tz", "英美\t008\t1.2\t–\t–", "战\t000\t–\tyes\t1、2"]


def test_columns_of_one_name():
    frame = pd.DataFrame([(1, 2)], columns=["a", "a"])
    assert "<td>2</td>" in evidence.table(frame, caption="c").html


def test_counts_lead_to_the_sentences_of_their_source():
    frame = pd.DataFrame({"who": ["法国", "英国"], "k_a": [2, 0], "n_a": [9, 9], "k_b": [1, 3], "乙": ["英 2", None]})
    tree = lxml_html.fromstring(evidence.table(frame, caption="c", by="who", a="甲", b="乙", sources=["乙"]).html)
    led = [(a.text_content(), a.get("href")) for a in tree.xpath("//tbody//a")]
    assert led == [
        ("法国", "#" + anchor("who", "法国")), ("2", "#" + anchor("who", "法国", "甲")),
        ("1", "#" + anchor("who", "法国", "乙")), ("英 2", "#" + anchor("who", "法国", "乙")),
        ("英国", "#" + anchor("who", "英国")), ("3", "#" + anchor("who", "英国", "乙")),
    ]  # fmt: skip
    assert tree.xpath("string(//thead//th[2])") == "甲: sentences with it"
    assert tree.xpath("string(//thead//th[3])") == "甲: of all"


def test_columns_and_codes_have_words():
    frame = pd.DataFrame({"voice": ["author"], "log_ratio_low": [1.0], "headline": [True]})
    assert evidence.table(frame, caption="c").text == "c\nin whose voice\tLog Ratio at least (words drawn)\tin a headline\nthe author\t1.00\tyes"
    assert "谁的话" in evidence.table(frame, caption="c", lang="zh").html


def test_text_stands_at_its_place_in_the_article():
    frame = pd.DataFrame({"kind": ["told"], "text": ["一句。"]})
    places = pd.DataFrame({"article": ["a"], "sentence": [3]})
    assert '<td data-place="a|3"><span lang="zh">一句。</span></td>' in evidence.table(frame, caption="c", places=places).html


def test_a_small_chance_is_not_none():
    assert evidence.table(pd.DataFrame({"p": [0.00001, 0.03]}), caption="c").text == "c\np (could be chance)\n<0.0001\n0.0300"
