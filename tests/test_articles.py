"""What a person names → articles: any way of naming pages, and a word about each that cannot be used."""

import json
import warnings
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import duizhao
from duizhao import articles
from duizhao.errors import InputError, PageWarning
from duizhao.pages import read as pages

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data" / "pages"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
TEXTS = (
    "英国批评法国\n英国外交部表示，法国可能出兵。法国强烈谴责英国。\n",
    "法国欢迎和平\n据新华社报道，俄乌和谈必须继续。我们强烈批评派兵计划。\n",
    "码头\n美国的建议是建设性的，我们强烈批评派兵计划。\n",
)


def table(tmp_path, *rows, name="t.jsonl"):
    path = tmp_path / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def two_pages(tmp_path):
    """Saved pages in a folder `x`, one with brackets in its name."""
    (tmp_path / "x").mkdir()
    paths = [tmp_path / "x" / "a1.txt", tmp_path / "x" / "[b]2.txt"]
    for path, text in zip(paths, TEXTS, strict=False):
        path.write_text(f"{text}码头扩建的听证会定在下月，居民可以报名。\n", "utf-8")
    return paths


def test_what_cannot_be_used_is_warned_of(tmp_path):
    two = table(tmp_path, *({"text": text, "source": f"s{n}"} for n, text in enumerate(TEXTS[:2])))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = duizhao.load([two, tmp_path / "missing.txt", tmp_path / "missing.txt", DATA / "script_only.html"])
    assert len(found.articles) == 2
    said = [str(warning.message) for warning in caught]
    assert {warning.category for warning in caught} == {PageWarning}
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
            duizhao.load(given)


@pytest.mark.parametrize(
    ("names", "message"),
    [(("x",), "one name a page"), (("x", "y", "z"), "one name a page"), (("x", ""), "a name is empty")],
)
def test_names_are_one_a_page(names, message):
    with pytest.raises(InputError, match=message):
        duizhao.load(SEEDS, names=names)


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        ("a*.txt=央视,[b]*.txt=网易", ["央视", "网易"]),
        ({"x/*": "甲"}, ["甲", "甲"]),
        ("a1.txt=央视, *=其他", ["央视", "其他"]),
        ("一，二", ["一", "二"]),
    ],
)
def test_names_by_pattern(two_pages, names, labels):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [one.source for one in duizhao.load(two_pages, names=names).articles] == labels


def test_names_in_a_table(two_pages, tmp_path):
    """Columns in any order; a path is as seen from the table; a page's own date stands before the table's."""
    path = tmp_path / "names.csv"
    path.write_text("date,path,事件,source\n2024-05-02,x/a*.txt,听证,央视\n5/2/2024,x/[b]2.txt,听证,网易\n", "utf-8")
    with pytest.warns(PageWarning, match="row 3: '5/2/2024' is not one date for certain"):
        found = duizhao.load(two_pages, names=str(path))
    assert [(one.source, one.metadata.published, one.page.given["event"]) for one in found.articles] == [
        ("央视", "2024-05-02", "听证"), ("网易", None, "听证"),
    ]  # fmt: skip
    assert not [told for told in found.articles[0].warnings if "date" in told]
    dated = tmp_path / "dated.jsonl"
    dated.write_text(json.dumps({"text": "法国批评英国。", "date": "2024-05-01"}), "utf-8")
    path.write_text("path,date\ndated.jsonl,2024-05-02\n", "utf-8")
    assert duizhao.load(dated, names=path).articles[0].metadata.published == "2024-05-01"


@pytest.mark.parametrize(
    ("names", "told"),
    [("a1.txt=央视", r"no pattern fits .*\[b\]2.txt; its own source stands"), ("*=甲,c*=乙,d*=丙", r"no page meets c\*, d\*$")],
)
def test_what_names_leave_out_is_told_in_one_line(two_pages, names, told):
    with pytest.warns(PageWarning, match=told) as caught:
        duizhao.load(two_pages, names=names)
    assert len(caught) == 1


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ("c*=甲", r"no page meets c\*"), ("a*=甲,乙", "乙 is not PATTERN=LABEL"), ({".": "甲"}, "is not PATTERN=LABEL"),
        ("gone.csv", "gone.csv: no such file"), ("x/a1.csv", "needs a column path, .* its columns are source, event"),
    ],
)  # fmt: skip
def test_names_that_name_nothing(two_pages, monkeypatch, tmp_path, names, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x" / "a1.csv").write_text("source,event\n甲,乙\n", "utf-8")
    with pytest.raises(InputError, match=message):
        duizhao.load(two_pages, names=names)


def test_the_same_page_twice(tmp_path):
    (tmp_path / "copy.txt").write_bytes(SEEDS[0].read_bytes())
    with pytest.raises(InputError, match="the same page twice"):
        duizhao.load([*SEEDS, tmp_path / "copy.txt"])


def test_sources_of_one_label(tmp_path):
    alike = [{"text": text, "source": "某报"} for text in TEXTS]
    assert len(duizhao.load([table(tmp_path, *alike)]).sources) == 3
    one_other = [*alike[:2], {**alike[2], "source": "他报"}]
    assert duizhao.load([table(tmp_path, *one_other)]).sources == ["某报", "他报"]
    named = duizhao.load([table(tmp_path, *alike)], names=["甲", "乙", "甲"])
    assert named.sources == ["甲", "乙"]
    assert named.sentences.groupby("source")["article"].nunique().to_dict() == {"甲": 2, "乙": 1}


def test_rows_of_a_table(tmp_path):
    row = {"text": TEXTS[0], "source": "某报", "title": "另一个标题", "published": "2024-03-01", "author": "某人"}
    one = duizhao.load([table(tmp_path, row, {"text": TEXTS[1]})]).articles[0]
    assert (one.source, one.metadata.title, one.metadata.published, one.metadata.author) == (
        "某报", "另一个标题", "2024-03-01", "某人",
    )  # fmt: skip
    assert one.page.text.startswith("另一个标题\n")
    assert one.lines["role"].tolist()[:2] == ["title", "body"]


def test_corrections_beside_a_page_win(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes((DATA / "article.txt").read_bytes())
    before = articles.read(pages.read(path))
    line = int(before.lines.loc[before.lines["role"] == "body", "line"].iloc[0])
    Path(f"{path}.roles.csv").write_text(f"line,role\n{line},notice\n", "utf-8")
    after = articles.read(pages.read(path))
    assert after.lines.set_index("line").at[line, "role"] == "notice"
    assert (after.lines["role"] != before.lines["role"]).sum() == 1


def test_corrections_that_cannot_be_used_are_told_of_and_the_page_is_read(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes((DATA / "article.txt").read_bytes())
    before = articles.read(pages.read(path))
    beside = Path(f"{path}.roles.csv")
    for data, told in (
        (b"line,role\n999,body\n", "row 2, column line: '999' is none of 1 to"), (b"a,b\n1,2\n", "row 1: no column line, role"),
        (b"line,role\n1,\xff\n", "row 2: not UTF-8"),
    ):  # fmt: skip
        beside.write_bytes(data)
        after = articles.read(pages.read(path))
        assert after.lines.equals(before.lines)
        assert f"{beside}{'' if ': row' in after.warnings[-1] else ' '}" in after.warnings[-1]
        assert told in after.warnings[-1]
    (tmp_path / "elsewhere").mkdir()
    beside.rename(tmp_path.parent / f"{tmp_path.name}.csv")
    beside.symlink_to(tmp_path.parent / f"{tmp_path.name}.csv")
    assert articles.read(pages.read(path)).warnings == before.warnings  # a link out of the folder


@given(
    st.lists(st.sampled_from(["a.txt", "b.txt", "x/a.txt", "y/a.txt", "x/a.html", "a", "", "-", "t.csv#1"]), max_size=9)
)
def test_names_of_articles_are_unique(paths):
    names = articles.unique_names(paths)
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
    assert articles.unique_names(paths) == names


def test_one_name_and_a_list_of_names_are_the_same():
    assert [one.name for one in duizhao.load(str(SEEDS[0])).articles] == [SEEDS[0].stem]
    both = [duizhao.load(given) for given in (SEEDS, ROOT / "seeds", str(ROOT / "seeds"))]
    assert len({tuple(one.name for one in found.articles) for found in both}) == 1


def test_pages_by_source():
    found = duizhao.load({"甲": [SEEDS[0]], "乙": str(SEEDS[1])})
    assert found.sources == ["甲", "乙"]


def test_a_data_frame():
    frame = pd.DataFrame({"Text": TEXTS, "source": ["甲", None, "丙"], "title": None, "other": 1})
    found = duizhao.load(frame)
    assert found.sources == ["甲", "table#2", "丙"]
    with pytest.raises(InputError, match="no column is known"):
        duizhao.load(frame[["other"]])


def test_texts():
    found = duizhao.load(texts={"甲": "标题\n法国批评英国。\n", "乙": ["英国说不。法国说好。", "英国。\n法国。"]})
    assert found.sources == ["甲", "乙"]
    assert [one.name for one in found.articles] == ["甲", "乙#1", "乙#2"]
    assert found.sentences["role"].tolist() == ["title", *["body"] * 5]


@pytest.mark.parametrize(
    ("given", "message"),
    [(((3,), {}), "3: names no page"), (((None,), {}), "None: names no page"), (((), {"texts": "法国。"}), "texts: give the text"),
     (((), {}), "no page given"), (((), {"texts": {"甲": ""}}), "no article found"), ((("x",), {}), "x: no such file")],
)  # fmt: skip
def test_what_names_nothing_is_an_error_that_says_so(given, message):
    with pytest.raises(InputError, match=message):
        duizhao.load(*given[0], **given[1])


@pytest.mark.parametrize("given", ["法国批评英国。英国没有回答", "标题\n正文", "法国批评英国。" * 99])
def test_text_in_place_of_a_name_is_an_error_that_says_how(given):
    with pytest.raises(InputError, match="texts="):
        duizhao.load(given)
