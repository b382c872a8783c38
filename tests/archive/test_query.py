"""An archive gives the numbers of a corpus, without one in memory."""

import sys

import pandas as pd
import pytest

import duizhao
from duizhao.compare import shares
from duizhao.errors import InputError


@pytest.fixture(scope="module")
def archive(fresh):
    return duizhao.open(fresh[1])


@pytest.fixture(scope="module")
def corpus(archive):
    return archive.only(article=archive.sql("select name from articles order by name")["name"].tolist())


def test_terms_are_those_of_the_corpus(archive, corpus):
    assert corpus.both_scripts
    for a in archive.sources:
        found, whole = archive.terms(a), corpus.terms(a, resamples=0)
        assert set(whole["unit"]) == {"article"}
        assert len(found) > 40
        assert set(whole.columns) - set(found.columns) == {"boot_low", "boot_high", "unit", "evidence"}
        pd.testing.assert_frame_equal(found, whole[found.columns], check_exact=True)
    a, b = archive.sources[:2]
    pair = archive.terms(a, b, fold=False)
    other = corpus.only(source=[a, b]).terms(a, fold=False, resamples=0)
    pd.testing.assert_frame_equal(pair, other[pair.columns])


def test_sizes_and_shares_are_those_of_the_corpus(archive, corpus):
    sizes = corpus.tokens[corpus.tokens["word"]].groupby("source").size()
    assert dict(zip(archive.sizes()["source"], archive.sizes()["words"], strict=True)) == sizes.to_dict()
    assert repr(archive).startswith(f"archive of {len(sizes)} sources: 30 articles")
    for layer, by in (("frames", "frame"), ("quotes", "kind"), ("hedges", "value"), ("stance", "target")):
        order = [by, "source"]
        found = archive.shares(layer, by).sort_values(order, ignore_index=True)
        whole = shares.by_source(corpus.sentences, getattr(corpus, layer), by).sort_values(order, ignore_index=True)
        pd.testing.assert_frame_equal(found, whole, check_dtype=False)
    assert archive.shares("mentions", "actors", most=1)["actors"].nunique() == 1


def test_passages_are_those_of_the_corpus(archive, corpus):
    order = ["source", "article", "start"]
    for term in ("学校", "码头", "[FR]"):
        found, whole = (own.passages(term).sort_values(order, ignore_index=True) for own in (archive, corpus))
        assert len(found)
        pd.testing.assert_frame_equal(found, whole)
    assert archive.passages("学校")["node"].tolist() == ["學校"]
    some = archive.passages("码头", most=3, seed=1)
    assert len(some[["article", "sentence"]].drop_duplicates()) == 3
    assert set(archive.passages("码头", source=archive.sources[0])["source"]) == {archive.sources[0]}
    assert archive.passages("没有这个词").empty


def test_questions_that_cannot_be_answered(archive, monkeypatch):
    for ask, told in [
        (lambda: archive.terms("无"), "no source 无; there are"),
        (lambda: archive.terms(archive.sources[0], archive.sources[0]), "no other source"),
        (lambda: archive.shares("frames", "shape"), "frames has no shape"),
        (lambda: archive.shares("colours", "shape"), "no table colours"),
        (lambda: archive.sql("select nothing from tokens"), "nothing"),
        (lambda: archive.only(article="无"), "no article 无"),
    ]:
        with pytest.raises(InputError, match=told):
            ask()
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(InputError, match=r"pip install 'duizhao\[archive\]'"):
        archive.sizes()
