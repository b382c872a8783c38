"""Contrasts: integers that add up, zeros that are results, and nothing that depends on which source comes first."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.compare import contrasts, tallies
from duizhao.corpus import Corpus
from duizhao.layers import agency
from duizhao.pages import read as pages
from duizhao.pages import roles

BOOK = codebook.load()
PLAIN = "标题\n今天天气晴。\n"
WAR = "英国批评法国\n英国外交部表示，法国可能出兵。法国强烈谴责英国，称其“背信弃义”。美国欢迎和平协议。\n"
PEACE = "法国欢迎和平\n法国总统府称，俄乌和谈必须继续。俄罗斯指出，美国的建议是建设性的。\n"
CASES = {
    "both": (WAR, PEACE), "three": (WAR, PEACE, PLAIN), "no stance, no quotation": (PLAIN, "题目\n明天下雨。\n"),
    "one empty": (WAR, "\n"), "both empty": ("\n", " \n"), "one article": (WAR,),
}  # fmt: skip


def compared(*texts, sources="甲乙丙"):
    made = [
        roles.from_clean(pages.from_text(text), name=f"a{n}", source=source)
        for n, (text, source) in enumerate(zip(texts, sources, strict=False))
    ]
    return Corpus(tuple(made), BOOK)


@pytest.fixture(scope="module")
def cases():
    return {name: compared(*texts) for name, texts in CASES.items()}


def by_chance(one, hits, by, a, **options):
    return contrasts.by_chance(one.sentences, hits, by, a, resamples=99, **options)


@pytest.mark.parametrize("case", CASES)
def test_by_chance_counts_sentences(cases, case):
    one = cases[case]
    hits = tallies.exploded(one.mentions)
    table = by_chance(one, hits, "actor", one.sources[0])
    assert list(table.columns) == ["actor", "k_a", "n_a", "k_b", "n_b", "difference", "p_perm", "q"]
    assert set(table["actor"]) == set(hits["actor"])
    assert ((table["n_a"] + table["n_b"]) == len(one.sentences)).all()
    for row in table.to_dict("records"):
        places = hits[hits["actor"] == row["actor"]].drop_duplicates(["article", "sentence"])["source"]
        assert row["k_a"] == (places == one.sources[0]).sum()
        assert row["k_b"] == (places != one.sources[0]).sum()
        assert 0 < row["p_perm"] <= row["q"] <= 1
        if row["n_b"]:
            assert row["difference"] == pytest.approx(row["k_a"] / row["n_a"] - row["k_b"] / row["n_b"])
        else:
            assert np.isnan(row["difference"])
            assert row["p_perm"] == 1


def test_by_chance_swapped(cases):
    one = cases["both"]
    hits = tallies.exploded(one.mentions)
    a, b = (by_chance(one, hits, "actor", source).set_index("actor").sort_index() for source in one.sources)
    assert (a["difference"] == -b["difference"]).all()
    assert (a[["k_a", "n_a"]].to_numpy() == b[["k_b", "n_b"]].to_numpy()).all()
    pd.testing.assert_frame_equal(a[["p_perm", "q"]], b[["p_perm", "q"]])


def test_by_chance_in_any_order(cases):
    one = cases["both"]
    hits = tallies.exploded(one.mentions)
    expected = by_chance(one, hits, "actor", "甲")
    turned = replace(one, made={"sentences": one.sentences.iloc[::-1].reset_index(drop=True)})
    pd.testing.assert_frame_equal(by_chance(turned, hits.iloc[::-1], "actor", "甲"), expected)
    other = by_chance(one, hits, "actor", "甲", seed=1)
    assert dict(zip(other["actor"], other["k_a"], strict=True)) == dict(zip(expected["actor"], expected["k_a"], strict=True))


@given(st.lists(st.tuples(st.integers(0, 29), st.sampled_from("xyz")), max_size=40), st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_by_chance_on_anything(found, size_a):
    rows = [("甲" if n < size_a else "乙", f"a{n < size_a}", n) for n in range(30)]
    sentences = pd.DataFrame(rows, columns=["source", "article", "sentence"])
    hits = pd.DataFrame([(*rows[n], value) for n, value in found], columns=[*sentences.columns, "v"])
    a, b = (contrasts.by_chance(sentences, hits, "v", source, resamples=20).set_index("v") for source in "甲乙")
    assert a["k_a"].sum() + a["k_b"].sum() == len(set(found))
    assert (a["p_perm"] == b["p_perm"]).all()
    pd.testing.assert_series_equal(a["difference"], -b["difference"])
    assert (a["k_a"] <= a["n_a"]).all()


def test_hits_outside_the_sentences_do_not_count(cases):
    one = cases["both"]
    few = one.sentences[one.sentences["role"] == "title"]
    table = contrasts.by_chance(few, tallies.exploded(one.mentions), "actor", "甲", resamples=9).set_index("actor")
    assert table.loc["FR", ["k_a", "n_a", "k_b", "n_b"]].tolist() == [1, 1, 1, 1]
    assert table.loc["US", ["k_a", "k_b"]].tolist() == [0, 0]


@pytest.mark.parametrize("case", CASES)
def test_roles_of_an_actor_add_up_to_its_mentions(cases, case):
    one = cases[case]
    doing = agency.agency(one.sentences, one.mentions, BOOK)
    table = contrasts.roles(doing, ["FR", "GB"])
    mentions = tallies.exploded(one.mentions).groupby(["actor", "source"]).size()
    for key, part in table.groupby(["actor", "source"]):
        assert part["k"].sum() == part["n"].iloc[0] == mentions.get(key, 0)
        assert part["n"].nunique() == 1


@pytest.mark.parametrize("case", CASES)
def test_stances(cases, case):
    one = cases[case]
    table = contrasts.stances(one, ["FR", "RU", "nobody"])
    assert len(table) == 3 * 2 * len(one.sources)
    assert (table[["favourable", "unfavourable"]].to_numpy() <= table[["n", "n"]].to_numpy()).all()
    nobody = table[table["target"] == "nobody"]
    assert (nobody[["favourable", "unfavourable", "n"]] == 0).all(axis=None)
    assert nobody["favourable_share"].isna().all()
    counted = table[table["n"] > 0]
    assert (counted["favourable_low"] <= counted["favourable_share"]).all()
    assert (counted["favourable_high"] > 0).all()
    spoken = contrasts.spoken(one.stance)
    for row in table.to_dict("records"):
        own = spoken[
            (spoken["target"] == row["target"])
            & (spoken["voice"] == row["voice"])
            & (spoken["source"] == row["source"])
        ]
        assert row["favourable"] == own[own["polarity"] > 0]["sentence"].nunique()
    everything = contrasts.stances(one)
    assert set(everything["target"]) == set(one.stance["target"])


def test_voices_are_kept_apart(cases):
    spoken = contrasts.spoken(cases["both"].stance)
    assert len(spoken)
    assert set(spoken["voice"]) <= {"author", "quoted"}
    assert ((spoken["speaker"] == "author") == (spoken["voice"] == "author")).all()


@pytest.mark.parametrize("case", CASES)
def test_reporting_verbs(cases, case):
    one = cases[case]
    table = contrasts.reporting_verbs(one)
    heads = one.quotes[(one.quotes["cue"].str.len() > 1) & ~one.quotes["cont"].astype(bool)]
    assert set(one.sources) <= set(table.columns)
    assert table[one.sources].to_numpy().sum() == len(heads)
    assert table["cue"].is_unique


def test_naming(cases):
    one = cases["one empty"]
    table = contrasts.naming(one.mentions, sources=one.sources).set_index("actor")
    assert table.at["FR", "甲"] == "法国 3"
    assert table["乙"].isna().all()
    assert list(contrasts.naming(one.mentions)) == ["actor", "甲"]
    assert len(contrasts.naming(one.mentions, most=1)) == 1
    assert list(contrasts.naming(cases["both empty"].mentions)) == ["actor"]


def test_one_sided():
    rows = [
        ("甲", "a", 0, "x"),
        ("甲", "a", 0, "x"),
        ("甲", "a", 1, "x"),
        ("乙", "b", 0, "y"),
        ("乙", "b", 0, "z"),
        ("甲", "a", 0, "z"),
    ]
    hits = pd.DataFrame(rows, columns=["source", "article", "sentence", "v"])
    assert contrasts.one_sided(hits, "v").to_numpy().tolist() == [["x", "甲", "乙", 2], ["y", "乙", "甲", 1]]
    of_one = contrasts.one_sided(hits[hits["source"] == "甲"], "v", ["甲", "乙", "丙"])
    assert of_one.to_numpy().tolist() == [["x", "甲", "乙、丙", 2], ["z", "甲", "乙、丙", 1]]
    assert len(contrasts.one_sided(hits.head(0), "v", ["甲"])) == 0


def test_without_each_cue(cases):
    one = cases["both"]
    table = contrasts.without_each_cue(one.evaluations)
    assert set(table["cue"]) <= set(one.evaluations["cue"])
    assert (table["lost"] + table["turned"] <= table["codes"]).all()
    keys = ["source", "article", "sentence", "start", "end", "target", "voice"]
    row = dict.fromkeys(one.evaluations.columns, 0) | dict(zip(keys, ("甲", "a", 0, 0, 9, "FR", "author"), strict=True))
    made = [
        {**row, "cue": cue, "kind": "k", "polarity": p} for cue, p in (("好", 1), ("很好", 1), ("坏", -1), ("好", 1))
    ]
    table = contrasts.without_each_cue(pd.DataFrame(made)).set_index("cue")
    assert table.loc["好", ["codes", "lost", "turned"]].tolist() == [1, 1, 0]
    assert table.loc["坏", ["codes", "lost", "turned"]].tolist() == [1, 0, 0]
    assert len(contrasts.without_each_cue(one.evaluations.head(0))) == 0
