"""What codes are called, and which sentences judge whom: counts and evidence are of the same rows."""

import pandas as pd
import pytest

import duizhao
from duizhao.show import names
from duizhao.show.evidence import links

TEXT = "英国批评法国\n英国外交部表示，法国可能出兵。法国强烈谴责英国，称其“背信弃义”。\n"


@pytest.fixture(scope="module")
def one():
    return duizhao.load(texts={"甲": TEXT, "乙": "法国欢迎和平\n法国总统府称，俄乌和谈必须继续。\n"})


def coded(*rows):
    columns = ["source", "article", "sentence", "target", "voice", "polarity"]
    return pd.DataFrame([("甲", "甲", *row) for row in rows], columns=columns)


def test_actors_in_either_language(one):
    assert names.actors(["UA", "码头"], one.codebook) == ["Ukraine", "码头"]
    assert names.actors(["UA", "码头"], one.codebook, lang="zh") == ["乌克兰", "码头"]
    assert names.labelled(["俄罗斯"], one.codebook) == ["俄罗斯 Russia"]
    assert names.labelled(["俄罗斯"], one.codebook, lang="zh") == ["俄罗斯"]


def test_judgements_have_side_target_and_voice(one):
    rows = coded((0, "FR", "author", -1), (2, "GB", "法国", 1), (2, "unclear", "author", 1), (0, "FR", "author", 0))
    made = names.toward(rows, one)
    assert made["toward"].tolist() == ["against France, the author", "for United Kingdom, those quoted"]
    assert made["said"].tolist() == ["against France, the author", "for United Kingdom, 法国"]
    assert names.toward(rows, one, lang="zh")["toward"].tolist() == ["贬法国，作者", "褒英国，被引述者"]


def test_a_target_that_is_not_named_is_not_counted_as_named(one):
    made = names.toward(coded((0, "FR", "author", -1), (0, "RU", "author", -1)), one)
    assert made["named"].isna().tolist() == [False, True]


def test_counts_of_judgements_lead_to_their_sentences():
    row = {"target": "China", "voice": "author", "source": "甲", "favourable": 2, "unfavourable": 0, "n": 3}
    (lead,) = names.leads(pd.DataFrame([row]))
    assert lead == {
        "target": links.anchor("who", "China"), "n": links.anchor("who", "China", "甲"),
        "favourable": links.anchor("named", "for China, the author", "甲"),
    }  # fmt: skip


def test_words_met_are_those_asked_for_first_and_then_the_frequent(one):
    rows = names.words_met(one.tokens, ["出兵"], one.codebook, least=2)
    assert rows["token"].iloc[0] == "出兵"
    assert set(rows["token"].iloc[1:].value_counts()) != {1}
    assert not set(rows["token"]) & set(one.codebook.stopwords)
