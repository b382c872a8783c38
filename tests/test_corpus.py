"""Many pages → layers: who is left out is said, the order of pages is only an order, and no more is computed than asked."""

import json
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import codebook, corpus
from duizhao.errors import InputError
from duizhao.layers import stance
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
    return [
        roles.from_clean(pages.from_text(text), name=f"a{n}", source=source)
        for n, (text, source) in enumerate(zip(texts, sources, strict=False))
    ]


def test_the_seeds():
    both = corpus.load(SEEDS)
    assert both.sources == [one.source for one in both.articles]
    assert [one.name for one in both.articles] == [path.stem for path in SEEDS]
    assert both.articles[0].metadata.cited
    for name in corpus.LAYERS:
        frame = getattr(both, name)
        assert {"source", "article", "sentence", "start", "end"} <= set(frame.columns)
        assert list(dict.fromkeys(frame["article"])) == [
            one.name for one in both.articles if one.name in set(frame["article"])
        ]
    texts = {one.name: one.page.text for one in both.articles}
    for frame in (both.sentences, both.mentions, both.hedges):
        for row in frame.itertuples():
            assert texts[row.article][row.start : row.end] == row.text


def test_the_order_of_pages_changes_only_the_order():
    one, two = (corpus.annotate(made, BOOK) for made in (articles(*TEXTS), articles(*TEXTS)[::-1]))
    for name in corpus.LAYERS:
        left, right = getattr(one, name), getattr(two, name)
        assert len(left)
        keys = ["article", "sentence", "start", "end"]
        order = sorted(left.columns, key=lambda column: (column not in keys, str(column)))
        left, right = (f.sort_values(keys, kind="stable", ignore_index=True)[order] for f in (left, right))
        pd.testing.assert_frame_equal(left, right)


def test_each_article_alone_gives_what_it_gives_among_others():
    together = corpus.annotate(articles(*TEXTS), BOOK)
    for one in articles(*TEXTS):
        alone = corpus.annotate([one], BOOK)
        for name in corpus.LAYERS:
            among = getattr(together, name)
            among = among[among["article"] == one.name].reset_index(drop=True)
            pd.testing.assert_frame_equal(getattr(alone, name), among, check_dtype=False)


def test_only_what_is_needed_is_computed():
    made = articles(*TEXTS)
    assert set(corpus.layers(made, ["hedges"], BOOK)) == {"sentences", "mentions", "quotes", "hedges"}
    assert set(corpus.layers(made, ["mentions"], BOOK)) == {"sentences", "mentions"}
    assert set(corpus.layers(made, ["tokens"], BOOK)) == {"sentences", "tokens"}
    assert set(corpus.layers(made, ["stance"], BOOK)) == {"sentences", "mentions", "quotes", "evaluations", "stance"}
    assert set(corpus.layers(made, [], BOOK)) == {"sentences"}


@pytest.mark.parametrize("texts", [(), ("\n",), ("\n", " \n")])
def test_nothing_in_the_articles(texts):
    empty, full = (corpus.annotate(articles(*given), BOOK) for given in (texts, TEXTS))
    for name in corpus.LAYERS:
        assert len(getattr(empty, name)) == 0
        assert list(getattr(empty, name).columns) == list(getattr(full, name).columns)


def test_what_cannot_be_used_is_warned_of(tmp_path):
    two = table(tmp_path, *({"text": text, "source": f"s{n}"} for n, text in enumerate(TEXTS[:2])))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = corpus.load([two, tmp_path / "missing.txt", tmp_path / "missing.txt", DATA / "script_only.html"])
    assert len(found.articles) == 2
    said = [str(warning.message) for warning in caught]
    assert {warning.category for warning in caught} == {corpus.PageWarning}
    assert len(said) == 2
    assert "missing.txt: no such file" in said[0]
    assert "script_only.html: no article found, left out" in said[1]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([], "no page given"),
        (["missing.txt"], "missing.txt: no such file"),
        ([DATA / "script_only.html"], "no article found"),
    ],
)
def test_nothing_usable_is_an_error_and_no_warning(given, message):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError, match=message):
            corpus.load(given)


@pytest.mark.parametrize(
    ("names", "message"),
    [(("x",), "one name a page"), (("x", "y", "z"), "one name a page"), (("x", ""), "a name is empty")],
)
def test_names_are_one_a_page(names, message):
    with pytest.raises(InputError, match=message):
        corpus.load(SEEDS, names=names)


def test_the_same_page_twice(tmp_path):
    (tmp_path / "copy.txt").write_bytes(SEEDS[0].read_bytes())
    with pytest.raises(InputError, match="the same page twice"):
        corpus.load([*SEEDS, tmp_path / "copy.txt"])


def test_sources_of_one_label(tmp_path):
    alike = [{"text": text, "source": "某报"} for text in TEXTS]
    assert len(corpus.load([table(tmp_path, *alike)]).sources) == 3
    one_other = [*alike[:2], {**alike[2], "source": "他报"}]
    assert corpus.load([table(tmp_path, *one_other)]).sources == ["某报", "他报"]
    named = corpus.load([table(tmp_path, *alike)], names=["甲", "乙", "甲"])
    assert named.sources == ["甲", "乙"]
    assert named.sentences.groupby("source")["article"].nunique().to_dict() == {"甲": 2, "乙": 1}


def test_rows_of_a_table(tmp_path):
    row = {"text": TEXTS[0], "source": "某报", "title": "另一个标题", "published": "2024-03-01", "author": "某人"}
    one = corpus.load([table(tmp_path, row, {"text": TEXTS[1]})]).articles[0]
    assert (one.source, one.metadata.title, one.metadata.published, one.metadata.author) == (
        "某报", "另一个标题", "2024-03-01", "某人",
    )  # fmt: skip
    assert one.page.text.startswith("另一个标题\n")
    assert one.lines["role"].tolist()[:2] == ["title", "body"]


def test_corrections_beside_a_page_win(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes((DATA / "article.txt").read_bytes())
    before = corpus.article(pages.read(path))
    line = int(before.lines.loc[before.lines["role"] == "body", "line"].iloc[0])
    Path(f"{path}.roles.csv").write_text(f"line,role\n{line},notice\n", "utf-8")
    after = corpus.article(pages.read(path))
    assert after.lines.set_index("line").at[line, "role"] == "notice"
    assert (after.lines["role"] != before.lines["role"]).sum() == 1


@given(
    st.lists(st.sampled_from(["a.txt", "b.txt", "x/a.txt", "y/a.txt", "x/a.html", "a", "", "-", "t.csv#1"]), max_size=9)
)
def test_names_of_articles_are_unique(paths):
    names = corpus.unique_names(paths)
    assert len(set(names)) == len(names) == len(paths)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["x/a.txt", "b.html"], ["a", "b"]),
        (["/tmp/x/a.txt", "/tmp/y/a.txt", "/z/b"], ["x/a.txt", "y/a.txt", "b"]),
        (["x/a.txt", "x/a.html"], ["a.txt", "a.html"]),
        (["a.txt", "a.txt"], ["a.txt", "a.txt #2"]),
        (["x/t.csv#1", "x/t.csv#2"], ["t.csv#1", "t.csv#2"]),
        (["-"], ["-"]),
    ],
)
def test_names_of_articles(paths, names):
    assert corpus.unique_names(paths) == names


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
    assert set(asked.evaluations.columns) == set(stance.Evaluation._fields)
    assert asked.evaluations["start"].dtype == "int64"


def test_cited_are_the_sources_of_reports():
    made = corpus.annotate(articles(*TEXTS), BOOK)
    assert [one.metadata.cited for one in made.articles] == [(), ("新华社",), ()]
