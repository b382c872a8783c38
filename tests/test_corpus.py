"""Pages → corpus: who is left out is said, the order of pages is only an order, and no more is computed than asked."""

import json
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import duizhao
from duizhao import codebook, corpus
from duizhao.corpus import LAYERS, Corpus
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
    assert set(vars(made)) & set(LAYERS) == computed


@pytest.mark.parametrize("texts", [(), ("\n",), ("\n", " \n")])
def test_nothing_in_the_articles(texts):
    empty, full = (Corpus(articles(*given), BOOK) for given in (texts, TEXTS))
    for name in LAYERS:
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
    assert set(asked.evaluations.columns) == {*stance.Evaluation._fields, "text"}
    assert asked.evaluations["start"].dtype == "int64"


def test_cited_are_the_sources_of_reports():
    assert corpus.cited(Corpus(articles(*TEXTS), BOOK).quotes) == {"a1": ["新华社"]}


def test_one_name_and_a_list_of_names_are_the_same():
    assert [one.name for one in duizhao.load(str(SEEDS[0])).articles] == [SEEDS[0].stem]
    both = [duizhao.load(given) for given in (SEEDS, ROOT / "seeds", str(ROOT / "seeds"))]
    assert len({tuple(one.name for one in found.articles) for found in both}) == 1


def test_a_corpus_is_shown_in_two_lines():
    assert repr(Corpus(articles(*TEXTS[:2]), BOOK)) == (
        "2 sources: 甲 (3 sentences), 乙 (3 sentences)\n2 articles, 6 sentences, 27 tokens"
    )
    many = duizhao.load(texts={f"s{n}": f"法国{n}。" for n in range(9)} | {"\x1b[1m": "英国。"})
    assert repr(many).split("\n")[0].endswith("s5 (1 sentence), and 4 more")
    assert len(repr(many).split("\n")) == 2


def test_pages_by_source():
    found = duizhao.load({"甲": [SEEDS[0]], "乙": str(SEEDS[1])})
    assert found.sources == ["甲", "乙"]


def test_a_data_frame():
    frame = pd.DataFrame({"Text": TEXTS, "source": ["甲", None, "丙"], "title": None, "other": 1})
    found = duizhao.load(frame)
    assert found.sources == ["甲", "table#2", "丙"]
    with pytest.raises(InputError, match="no column text"):
        duizhao.load(frame[["other"]])


def test_texts():
    found = duizhao.load(texts={"甲": "标题\n法国批评英国。\n", "乙": ["英国说不。法国说好。", "英国。\n法国。"]})
    assert found.sources == ["甲", "乙"]
    assert [one.name for one in found.articles] == ["甲", "乙#1", "乙#2"]
    assert found.sentences["role"].tolist() == ["title", *["body"] * 5]


@pytest.mark.parametrize("given", ["法国批评英国。英国没有回答", "标题\n正文", "法国批评英国。" * 99])
def test_text_in_place_of_a_name_is_an_error_that_says_how(given):
    with pytest.raises(InputError, match="texts="):
        duizhao.load(given)


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


def test_passages():
    made = Corpus(articles(*TEXTS), BOOK)
    found = made.passages("派兵计划")
    assert found[["source", "node"]].to_numpy().tolist() == [["乙", "派兵计划"], ["丙", "派兵计划"]]
    assert len(made.passages("[GB]")) == (made.mentions["actors"].map(lambda a: "GB" in a)).sum()


def test_saved_and_opened(tmp_path):
    made = duizhao.load({"甲": [SEEDS[0]], "乙": [SEEDS[1]]}, targets=["派兵计划"], words=["派兵计划"])
    for _ in range(2):  # a former one is replaced
        made.save(tmp_path / "work")
    found = duizhao.open(tmp_path / "work")
    for name in LAYERS:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(made, name))
    for one, other in zip(found.articles, made.articles, strict=True):
        pd.testing.assert_frame_equal(one.lines, other.lines)
        assert (one.metadata, one.source, one.warnings) == (other.metadata, other.source, other.warnings)
        assert (one.page.text, one.page.lines) == (other.page.text, other.page.lines)
    assert (found.targets, found.words) == (["派兵计划"], (("派兵计划", None),))


def test_save_leaves_what_is_there_alone(tmp_path):
    made = Corpus(articles(*TEXTS), BOOK)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="no corpus"):
        made.save(tmp_path)
    with pytest.raises(InputError, match="no corpus"):
        made.save(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(InputError, match="no corpus that was saved"):
        duizhao.open(tmp_path)


def test_save_is_whole_or_not_at_all(tmp_path, monkeypatch):
    made = Corpus(articles(*TEXTS), BOOK)
    made.save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    replaced = Path.replace

    def full(self, target):
        if Path(target).name == "hedges.parquet" and self.parent.name != "former":
            raise OSError(28, "No space left on device")
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="No space left"):
        Corpus(articles(*TEXTS[:2]), BOOK).save(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_changed_codebook_is_told(tmp_path):
    Corpus(articles(*TEXTS), BOOK).save(tmp_path / "work")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "stopwords.txt").write_text("派兵\n", "utf-8")
    with pytest.warns(corpus.PageWarning, match="its layers stay as saved"):
        duizhao.open(tmp_path / "work", codebook=tmp_path / "book")
