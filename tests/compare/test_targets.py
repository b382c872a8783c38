"""Targets: a numerator is part of its denominator, voices are kept apart, and what is unclear is not counted."""

from dataclasses import replace

import pandas as pd
import pytest

from duizhao import codebook
from duizhao.compare import targets
from duizhao.corpus import Corpus
from duizhao.pages import roles
from duizhao.pages.read import from_text

BOOK = codebook.load()
WAR = "英国批评法国\n英国外交部表示，法国可能出兵。法国强烈谴责英国，称其“背信弃义”。美国欢迎和平协议。\n"
PEACE = "法国欢迎和平\n法国总统府称，俄乌和谈必须继续。俄罗斯指出，美国的建议是建设性的。\n"


@pytest.fixture(scope="module")
def two():
    texts = {"甲": WAR, "乙": PEACE}
    return Corpus(tuple([roles.from_clean(from_text(t, name=s), name=s, source=s) for s, t in texts.items()]), BOOK)


def coded(two, rows):
    columns = ["source", "article", "sentence", "target", "voice", "polarity"]
    made = pd.DataFrame([("甲", "甲", *row) for row in rows], columns=columns)
    return replace(two, made=dict(two.layers, stance=made.assign(start=0, end=0, cues=1)))


def test_matrix(two):
    table = targets.matrix(two, ["FR", "RU", "nobody"])
    assert len(table) == 3 * 2 * 2
    assert ((table["favourable"] <= table["n"]) & (table["unfavourable"] <= table["n"])).all()
    nobody = table[table["target"] == "nobody"]
    assert (nobody[["favourable", "unfavourable", "n"]] == 0).all(axis=None)
    assert nobody["favourable_share"].isna().all()


def test_a_numerator_is_part_of_its_denominator(two):
    """Sentence 3 of 甲 means France without naming it: it is listed apart, in no share."""
    made = coded(
        two,
        [(1, "FR", "author", -1), (3, "FR", "author", -1), (2, "FR", "英国外交部", -1), (2, "unclear", "author", -1)],
    )
    table = targets.matrix(made).set_index(["target", "voice", "source"])
    assert "unclear" not in table.index.get_level_values("target")
    author, quoted = table.loc[("FR", "author", "甲")], table.loc[("FR", "quoted", "甲")]
    assert (author["unfavourable"], author["n"], author["elsewhere"]) == (1, 3, 1)
    assert (quoted["unfavourable"], quoted["n"], quoted["elsewhere"]) == (1, 3, 0)


def test_page(two):
    made = coded(
        two, [(0, "FR", "author", -1), (1, "FR", "author", -1), (2, "FR", "author", -1), (2, "FR", "英国外交部", 1)]
    )
    page = targets.page(made, "FR")
    assert page[["voice", "speaker", "side", "sentences"]].to_numpy().tolist() == [
        ["author", "author", "against", 3], ["quoted", "英国外交部", "for", 1],
    ]  # fmt: skip
    assert page["text"].map(len).tolist() == [2, 1]
    assert set(page["text"].explode()) <= set(two.sentences["text"])
    assert targets.page(two, "nobody").empty


def test_a_target_of_the_users_own(two):
    """和平 is no actor: its sentences are those in which it stands."""
    made = coded(two, [(3, "和平", "author", 1)])
    row = targets.matrix(made, ["和平"]).set_index(["voice", "source"]).loc[("author", "甲")]
    assert (row["favourable"], row["n"]) == (1, 1)
