"""Shares of sentences: what counts, Newcombe and Fisher by sentence, draws by article, and events kept apart."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.compare import shares
from duizhao.corpus import Corpus
from duizhao.errors import InputError
from duizhao.measures import intervals, keyness
from duizhao.pages import roles
from duizhao.pages.metadata import Metadata
from duizhao.pages.read import from_text

SENTENCES = pd.DataFrame(
    [("甲", "a", n) for n in range(3)] + [("乙", "b", n) for n in range(2)], columns=["source", "article", "sentence"]
)
HITS = pd.DataFrame(
    [("甲", "a", 0, "RU"), ("甲", "a", 0, "UA"), ("甲", "a", 0, "RU"), ("乙", "b", 1, "UA"), ("乙", "b", 1, "US")],
    columns=["source", "article", "sentence", "actor"],
)


def sources(counts):
    """`{article: (source, event, sentences, of which hit)}` → sentences, hits of the value x, event of each article."""
    rows = [(source, name, n) for name, (source, _, size, _) in counts.items() for n in range(size)]
    hits = [(source, name, n, "x") for name, (source, _, _, k) in counts.items() for n in range(k)]
    columns = ["source", "article", "sentence"]
    return (
        pd.DataFrame(rows, columns=columns),
        pd.DataFrame(hits, columns=[*columns, "v"]),
        {n: c[1] for n, c in counts.items()},
    )


def test_by_source():
    found = shares.by_source(SENTENCES, HITS, "actor")
    assert found[["actor", "source", "k", "n"]].to_numpy().tolist() == [
        ["UA", "甲", 1, 3], ["UA", "乙", 1, 2], ["RU", "甲", 1, 3], ["RU", "乙", 0, 2], ["US", "甲", 0, 3], ["US", "乙", 1, 2],
    ]  # fmt: skip
    expected = intervals.shares(found["k"], found["n"])
    pd.testing.assert_frame_equal(found[list(expected.columns)], expected)
    pd.testing.assert_frame_equal(shares.by_source(SENTENCES, HITS, "actor", most=2), found.iloc[:4])


@pytest.mark.parametrize("hits", [HITS.iloc[:0], HITS.assign(sentence=99)], ids=["no hits", "hits in other sentences"])
def test_nothing_met(hits):
    found = shares.by_source(SENTENCES, hits, "actor")
    assert found.empty
    assert list(found.columns) == ["actor", "source", "k", "n", "share", "low", "high"]
    assert (shares.differences(SENTENCES, hits, "actor", "甲")[["k_a", "k_b"]] == 0).all(axis=None)


def test_differences_by_sentence():
    """Seven of 30 sentences against none of 19: Fisher's p is .034, where a shuffle of the sentences has the same mean."""
    sentences, hits, _ = sources({"a": ("甲", "", 30, 7), "b": ("乙", "", 19, 0)})
    row = shares.differences(sentences, hits, "v", "甲").iloc[0]
    assert row[["k_a", "n_a", "k_b", "n_b"]].tolist() == [7, 30, 0, 19]
    assert row["p"] == pytest.approx(0.033762, abs=1e-6)
    assert [row["low"], row["high"]] == pytest.approx([float(end[0]) for end in intervals.newcombe(7, 30, 0, 19)])
    assert row["unit"] == "sentence"


@given(st.lists(st.tuples(st.integers(0, 29), st.sampled_from("xyz")), max_size=40), st.integers(0, 30))
@settings(max_examples=30, deadline=None)
def test_swap_mirrors(found, size_a):
    rows = [("甲" if n < size_a else "乙", f"a{n < size_a}", n) for n in range(30)]
    sentences = pd.DataFrame(rows, columns=["source", "article", "sentence"])
    hits = pd.DataFrame([(*rows[n], value) for n, value in found], columns=[*sentences.columns, "v"])
    a, b = (shares.differences(sentences, hits, "v", source).set_index("v").sort_index() for source in "甲乙")
    assert a["k_a"].sum() + a["k_b"].sum() == len(set(found))
    assert (a["k_a"] <= a["n_a"]).all()
    pd.testing.assert_frame_equal(a[["p", "q"]], b[["p", "q"]])
    np.testing.assert_allclose(
        a[["difference", "low", "high"]], -b[["difference", "high", "low"]].to_numpy(), atol=1e-12
    )


def test_articles_are_the_unit_where_each_side_has_five():
    """One article of each six is full of x: sentence by sentence that is sure, article by article it is not."""
    counts = {f"a{n}": ("甲", "", 10, 10 if n == 0 else 0) for n in range(6)} | {
        f"b{n}": ("乙", "", 10, 0) for n in range(6)
    }
    sentences, hits, _ = sources(counts)
    row = shares.differences(sentences, hits, "v", "甲", resamples=400).iloc[0]
    assert row["unit"] == "article"
    assert row["p"] > 0.5 > 0.01 > keyness.fisher(10, 0, 60, 60)
    assert row["low"] <= 0 < row["difference"] <= row["high"]
    swapped = shares.differences(sentences, hits, "v", "乙", resamples=400).iloc[0]
    assert (swapped["low"], swapped["high"], swapped["p"]) == (-row["high"], -row["low"], row["p"])


def test_within_events():
    """A writes mostly of the event in which all write of x: as a whole they differ, within events they do not."""
    counts = {
        "a1": ("甲", "war", 20, 16),
        "b1": ("乙", "war", 5, 4),
        "a2": ("甲", "fair", 5, 1),
        "b2": ("乙", "fair", 20, 4),
    }
    sentences, hits, events = sources(counts)
    whole, within = (shares.differences(sentences, hits, "v", "甲", events=given_).iloc[0] for given_ in (None, events))
    assert whole["difference"] == pytest.approx(0.36)
    assert whole["p"] < 0.05
    assert within["difference"] == pytest.approx(0)
    assert within["p"] == 1
    one = shares.differences(sentences, hits, "v", "甲", events=dict.fromkeys(events, "same")).iloc[0]
    assert one["p"] == whole["p"], "one event is no stratum"


def test_an_event_of_one_source_alone_is_left_out():
    counts = {"a1": ("甲", "war", 8, 8), "a2": ("甲", "fair", 6, 3), "b2": ("乙", "fair", 4, 1)}
    sentences, hits, events = sources(counts)
    row = shares.differences(sentences, hits, "v", "甲", events=events).iloc[0]
    assert row[["k_a", "n_a", "k_b", "n_b"]].tolist() == [3, 6, 1, 4]


def corpus_of(*metadata):
    """An article a metadata, of sources 甲0, 甲1, …"""
    made = []
    for n, one in enumerate(metadata):
        article = roles.from_clean(from_text(f"标题{n}\n法国会谈。", name=f"a{n}"), name=f"a{n}", source=f"甲{n}")
        made.append(replace(article, metadata=one))
    return Corpus(tuple(made), codebook.load())


def test_grouped_by_a_field_of_the_articles():
    made = corpus_of(Metadata(host="x.cn"), Metadata(host="x.cn"), Metadata())
    by_host = shares.grouped(made, "host")
    assert by_host.sources == ["x.cn", "甲2"], "what does not say keeps its own name"
    assert by_host.sentences.groupby("source").size().to_dict() == {"x.cn": 4, "甲2": 2}
    assert set(by_host.mentions["source"]) == {"x.cn", "甲2"}
    with pytest.raises(InputError, match="no article has a editor; try host, publisher"):
        shares.grouped(made, "editor")
    with pytest.raises(InputError, match="no article has a count"):
        shares.grouped(made, "count")
    tokens = vars(shares.grouped(corpus_of(Metadata(host="x.cn")), "host"))
    assert "tokens" not in tokens, "nothing is computed before it is asked for"


def test_pairs():
    made = corpus_of(Metadata(), Metadata(), Metadata())
    assert [(a, b) for _, a, b in shares.pairs(made)] == [(f"甲{n}", "the others") for n in range(3)]
    ((pair, a, b),) = shares.pairs(made, "甲0", "甲2")
    assert (a, b, pair.sources) == ("甲0", "甲2", ["甲0", "甲2"])
    assert [one[1:] for one in shares.pairs(pair, "甲2")] == [("甲2", "甲0")]
    assert shares.pairs(corpus_of(Metadata())) == []
    with pytest.raises(InputError, match="name the first source"):
        shares.pairs(made, None, "甲0")


def test_events_of_articles():
    made = corpus_of(Metadata(), Metadata(), Metadata())
    assert shares.events(made) is None
    assert shares.events(made, True) == {"a0": "", "a1": "", "a2": ""}
    told = {"a0": "x", "a1": "x", "a2": "y"}
    assert shares.events(made, told) == told
    assert shares.events(made, {"a0": "x"}) is None, "an article without an event"
    assert shares.events(made, {"a0": "x", "a1": "y", "a2": "z"}) is None, "no event of two sources"
    assert shares.events(shares.pairs(made, "甲0", "甲1")[0][0], told) == {"a0": "x", "a1": "x"}, "a part of them"
    assert [one.name for one in shares.within(made, "甲0", told).articles] == ["a0", "a1"]
    assert shares.within(made, "甲0", None) is made
