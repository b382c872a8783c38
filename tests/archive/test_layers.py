"""The one function from pages to layers: what it gives does not hang on the batch, and it takes Spark's form."""

import pandas as pd
import pytest

import duizhao
from duizhao.archive import layers
from duizhao.archive.layers import NAMES, Item, Settings

ITEMS = [
    Item("a.txt", "甲报", False, "外交部表示，法国支持这项计划。居民反对。\n".encode() * 3),
    Item("t.csv#1", None, True, '{"title": "码头", "text": "英国批评法国。學校開門。", "source": "乙报"}'.encode()),
    Item("b.txt", None, False, "轮渡公司说，夜航必须增班，否则可能停航。\n".encode() * 3),
]


def test_layers_are_those_of_a_corpus():
    made = layers.layers(layers.frame(ITEMS))
    corpus = duizhao.load(texts={"乙报": "码头\n英国批评法国。學校開門。"})
    for name in ("tokens", "mentions", "stance", "frames"):
        own = made[name][made[name]["source"] == "乙报"].drop(columns="article").reset_index(drop=True)
        pd.testing.assert_frame_equal(own, getattr(corpus, name).drop(columns="article"), check_dtype=False)
    assert made["articles"]["source"].tolist() == ["甲报", "乙报", "unknown"]
    assert made["articles"]["traditional"].tolist() == [False, True, False]


def test_a_batch_is_the_sum_of_its_pages():
    whole = layers.layers(layers.frame(ITEMS))
    parts = [layers.layers(layers.frame([item])) for item in ITEMS]
    for name in NAMES:
        joined = [row for part in parts for row in layers.to_arrow(part[name].reindex(columns=whole[name].columns)).to_pylist()]
        own = layers.to_arrow(whole[name]).to_pylist()
        assert sorted(map(repr, own)) == sorted(map(repr, joined))
        assert own == joined or name == "terms"  # whose views stand one after the other


def test_terms_are_counted_as_written_and_folded():
    rows = layers.layers(layers.frame([Item("t#1", "甲", True, '{"text": "台灣和臺灣，台灣。"}'.encode())]))["terms"]
    counts = {(view, term): (n, of) for view, term, n, of in rows[["view", "term", "n", "sentences"]].to_numpy().tolist()}
    assert counts["written", "台灣"] == (2, 1)
    assert counts["folded", "台湾"] == (3, 1)
    assert not any(view == "both" for view, _ in counts)


def test_one_bad_page_costs_no_other(monkeypatch):
    made = layers.layers(layers.frame([*ITEMS, Item("empty.txt", None, False, b" "), Item("bar.txt", None, False, "首页\n".encode())]))
    assert dict(made["failed"].to_numpy()) == {
        "empty.txt": "is empty; save the page again, as HTML or as text", "bar.txt": "no article found"
    }  # fmt: skip
    article = layers._article

    def broken(page):
        if page.name == "a.txt":
            raise RecursionError("too deep")
        return article(page)

    monkeypatch.setattr(layers, "_article", broken)
    made = layers.layers(layers.frame(ITEMS))
    assert made["failed"].to_numpy().tolist() == [["a.txt", "RecursionError: too deep"]]
    assert made["articles"]["name"].tolist() == ["t.csv#1", "b.txt"]


def test_form_of_spark():
    """`mapInPandas` gives an iterator of frames, and takes frames whose columns are those of a schema."""
    batches = [layers.frame(ITEMS[:2]), layers.frame([]), layers.frame(ITEMS[2:])]
    made, schema = list(layers.in_pandas("quotes")(iter(batches))), layers.spark_schema("quotes")
    assert [len(rows) > 0 for rows in made] == [True, False, True]
    assert all(list(rows.columns) == [part.split("` ")[0].strip("`") for part in schema.split(", ")] for rows in made)
    assert "`actors` array<string>" in schema
    assert "`start` bigint" in schema


def test_a_key_is_of_all_that_layers_hang_on(tmp_path):
    item, plain = ITEMS[0], Settings()
    (tmp_path / "stopwords.txt").write_text("的\n")
    own = Settings(str(tmp_path))
    keys = {layers.key(item, plain), layers.key(item, own), layers.key(item._replace(source="丙"), plain),
            layers.key(item._replace(content=item.content + b" "), plain), layers.key(item, Settings(None, (("text", "body"),)))}  # fmt: skip
    (tmp_path / "stopwords.txt").write_text("的\n了\n")
    assert len(keys | {layers.key(item, own)}) == 6
    assert layers.key(item._replace(name="other.txt"), plain) in keys


@pytest.mark.parametrize("name", NAMES)
def test_no_pages(name):
    made = layers.layers(layers.frame([]))
    assert made[name].empty
    assert layers.to_arrow(made[name]).num_columns > 3
