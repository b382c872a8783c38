"""The shortest name of a noun phrase."""

import re

import pytest

from duizhao import codebook
from duizhao.layers.speech.grammar import grammar
from duizhao.layers.speech.subjects import shortest

NAMED = re.compile("塔亚尼|泽连斯基|意大利|白宫|英国")


@pytest.mark.parametrize(
    ("phrase", "name", "person"),
    [
        ("意大利外交部长塔亚尼", "塔亚尼", True),
        ("泽连斯基本人", "泽连斯基", True),
        ("中国政法大学传播法研究中心研究员朱巍", "朱巍", True),
        ("美中合作基金会执行主席约翰·米勒-怀特", "约翰·米勒-怀特", True),
        ("英国《金融时报》", "金融时报", False),
        ("白宫高官", "白宫高官", False),
        ("小米CEO雷军", "雷军", True),
        ("温先生", "温先生", True),
        ("国家发展和改革委员会", "国家发展和改革委员会", False),
    ],
)
def test_the_shortest_name_as_written(phrase, name, person):
    spans = [m.span() for m in NAMED.finditer(phrase)]
    assert shortest(grammar(codebook.load()), phrase, spans) == (name, person)
