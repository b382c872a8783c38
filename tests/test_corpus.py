"""Pages → corpus: who is left out is said, the order of pages is only an order, and no more is computed than asked."""

import json
from pathlib import Path

import pandas as pd
import pytest

import duizhao
from duizhao import codebook, corpus
from duizhao.corpus import LAYERS, Corpus
from duizhao.errors import InputError
from duizhao.layers.judgement import stance
from duizhao.pages import read as pages
from duizhao.pages import roles

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data" / "pages"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
BOOK = codebook.load()
TEXTS = (
    "英国批评法国\n英国外交部表示，法国可能出兵。法国强烈谴责英国。\n",
    "法国欢迎和平\n据新华社报道，俄乌和谈必须继续。我们强烈批评派兵计划。\n",
    "码头\n美国的建议是建设性的，我们强烈批评派兵计划。\n",
)


def table(tmp_path, *rows, name="t.jsonl"):
    path = tmp_path / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def articles(*texts, sources="甲乙丙"):
    return tuple(
        roles.from_clean(pages.from_text(text), name=f"a{n}", source=source)
        for n, (text, source) in enumerate(zip(texts, sources, strict=False))
    )


def test_the_seeds():
    both = corpus.load(SEEDS)
    assert both.sources == [one.source for one in both.articles]
    assert [one.name for one in both.articles] == [path.stem for path in SEEDS]
    for name in LAYERS:
        frame = getattr(both, name)
        assert {"source", "article", "sentence", "start", "end"} <= set(frame.columns)
        assert list(dict.fromkeys(frame["article"])) == [
            one.name for one in both.articles if one.name in set(frame["article"])
        ]
    texts = {one.name: one.page.text for one in both.articles}
    for name in set(LAYERS) - {"frames"}:
        for row in getattr(both, name).itertuples():
            assert texts[row.article][row.start : row.end] == row.text, name


def test_the_order_of_pages_changes_only_the_order():
    one, two = (Corpus(tuple(made), BOOK) for made in (articles(*TEXTS), articles(*TEXTS)[::-1]))
    for name in LAYERS:
        left, right = getattr(one, name), getattr(two, name)
        assert len(left)
        keys = ["article", "sentence", "start", "end"]
        order = sorted(left.columns, key=lambda column: (column not in keys, str(column)))
        left, right = (f.sort_values(keys, kind="stable", ignore_index=True)[order] for f in (left, right))
        pd.testing.assert_frame_equal(left, right)


def test_each_article_alone_gives_what_it_gives_among_others():
    together = Corpus(articles(*TEXTS), BOOK)
    for one in articles(*TEXTS):
        alone = Corpus((one,), BOOK)
        for name in LAYERS:
            among = getattr(together, name)
            among = among[among["article"] == one.name].reset_index(drop=True)
            pd.testing.assert_frame_equal(getattr(alone, name), among, check_dtype=False)


@pytest.mark.parametrize(
    ("asked", "computed"),
    [
        ("hedges", {"sentences", "mentions", "quotes", "hedges"}),
        ("tokens", {"sentences", "tokens"}),
        ("stance", {"sentences", "mentions", "quotes", "evaluations", "stance"}),
        ("articles", set()),
    ],
)
def test_only_what_is_needed_is_computed(asked, computed):
    made = Corpus(articles(*TEXTS), BOOK)
    getattr(made, asked)
    assert set(made.found) | set(vars(made)) & set(LAYERS) == computed


@pytest.mark.parametrize("texts", [(), ("\n",), ("\n", " \n")])
def test_nothing_in_the_articles(texts):
    empty, full = (Corpus(articles(*given), BOOK) for given in (texts, TEXTS))
    for name in LAYERS:
        assert len(getattr(empty, name)) == 0
        assert list(getattr(empty, name).columns) == list(getattr(full, name).columns)


def test_targets_for_all_and_for_a_row(tmp_path):
    rows = [{"text": text, "target": target} for text, target in zip(TEXTS, (None, "派兵计划", None), strict=True)]
    path = table(tmp_path, *rows)
    plain = corpus.load([path])
    assert "派兵计划" in set(plain.stance.loc[plain.stance["article"].str.endswith("#2"), "target"])
    assert "派兵计划" not in set(plain.stance.loc[~plain.stance["article"].str.endswith("#2"), "target"])
    asked = corpus.load([path], targets={"派兵计划": ["派兵计划"]})
    assert set(asked.stance.loc[asked.stance["target"] == "派兵计划", "article"]) == {"t.jsonl#2", "t.jsonl#3"}
    place = {one.name: n for n, one in enumerate(asked.articles)}
    assert asked.evaluations["article"].map(place).is_monotonic_increasing
    assert set(asked.evaluations.columns) == {*stance.Evaluation._fields, "text"}
    assert asked.evaluations["start"].dtype == "int64"


def test_cited_are_the_sources_of_reports():
    assert corpus.cited(Corpus(articles(*TEXTS), BOOK).quotes) == {"a1": ["新华社"]}


def test_a_corpus_is_shown_in_two_lines():
    assert repr(Corpus(articles(*TEXTS[:2]), BOOK)) == (
        "2 sources: 甲 (3 sentences), 乙 (3 sentences)\n2 articles, 6 sentences, 27 tokens"
    )
    many = duizhao.load(texts={f"s{n}": f"法国{n}。" for n in range(9)} | {"\x1b[1m": "英国。"})
    assert repr(many).split("\n")[0].endswith("s5 (1 sentence), and 4 more")
    assert len(repr(many).split("\n")) == 2


def test_words_of_a_users_own(tmp_path):
    text = {"甲": "派兵计划搁浅。"}
    (tmp_path / "own.txt").write_text("派兵计划\n", "utf-8")
    assert "派兵计划" not in set(duizhao.load(texts=text).tokens["token"])
    for options in ({"words": ["派兵计划"]}, {"dictionary": tmp_path / "own.txt"}):
        assert "派兵计划" in set(duizhao.load(texts=text, **options).tokens["token"])


def test_a_part():
    made = Corpus(articles(*TEXTS), BOOK)
    before = made.quotes
    part = made.only(source=["甲", "丙"])
    assert (part.sources, made.sources) == (["甲", "丙"], ["甲", "乙", "丙"])
    assert set(part.quotes["article"]) <= {"a0", "a2"}
    assert made.quotes is before
    for name in LAYERS:
        alone = getattr(Corpus(part.articles, BOOK), name)
        pd.testing.assert_frame_equal(getattr(part, name), alone, check_dtype=False)
    assert part.only(article="a2").sources == ["丙"]
    with pytest.raises(InputError, match="no source 丁; there are 甲, 乙, 丙"):
        made.only(source="丁")
    with pytest.raises(InputError, match="no article a9; there are a0"):
        made.only(article="a9")


def test_terms_need_two_sources_with_words():
    made = Corpus(articles(*TEXTS), BOOK)
    assert {"term", "n_a", "n_b", "q"} <= set(made.terms(resamples=0).columns)
    assert "的" not in set(made.terms(resamples=0)["term"])
    assert "的" in set(made.terms("丙", hide=(), resamples=0)["term"])
    assert "[GB]" in set(made.terms(actors=True, resamples=0)["term"])
    with pytest.raises(InputError, match="only one source"):
        made.only(source="甲").terms()
    with pytest.raises(InputError, match="no word"):
        duizhao.load(texts={"甲": "！。", "乙": "？。"}).terms()


def test_grouped_and_compared_within_events(tmp_path):
    """B and C are one site; x is told by all of them, so that it is no difference; no layer is computed to group."""
    texts = ("法国批评英国。", "英国说不。", "美国说好。")
    rows = [
        {"text": f"{text}{event}会谈{n}次。", "source": source, "网": site, "event": event}
        for n, event in enumerate(("听证", "扩建"))
        for text, source, site in zip(texts, "丙乙甲", ("p", "q", "q"), strict=True)
    ]
    plain = duizhao.load(table(tmp_path, *rows))
    assert plain.sources == ["丙", "乙", "甲"], "in the order of the pages"
    by_site = duizhao.load(table(tmp_path, *rows), by="网")
    assert by_site.sources == ["p", "q"]
    assert not set(vars(by_site)) & set(LAYERS)
    within, one = (by_site.terms(resamples=0, hide=(), events=events) for events in (None, True))
    assert within["log_ratio_low"].isna().all(), "within events there is no analytic interval"
    assert one["log_ratio_low"].notna().all()
    plain.save(tmp_path / "saved")
    assert duizhao.load(tmp_path / "saved", by="网").sources == ["p", "q"]
    with pytest.raises(InputError, match="keeps its labels"):
        duizhao.load(tmp_path / "saved", names="*=甲")
    with pytest.raises(InputError, match="no article has a 版面"):
        duizhao.load(table(tmp_path, *rows), by="版面")


def test_passages():
    made = Corpus(articles(*TEXTS), BOOK)
    found = made.passages("派兵计划")
    assert found[["source", "node"]].to_numpy().tolist() == [["乙", "派兵计划"], ["丙", "派兵计划"]]
    assert len(made.passages("[GB]")) == (made.mentions["actors"].map(lambda a: "GB" in a)).sum()
