"""Tables of articles → pages."""

import csv
import datetime
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from duizhao.errors import InputError
from duizhao.pages import files, tables
from duizhao.pages.read import from_text
from duizhao.pages.tables import rows

DATA = Path(__file__).parents[1] / "data" / "pages"
TITLE, TEXT = "轮渡夜航增班", "轮渡公司表示，夜航增班。\n票价不变。"


@pytest.fixture(params=["articles.csv", "articles.jsonl", "articles.parquet"])
def table(request, tmp_path):
    if request.param != "articles.parquet":
        return DATA / request.param
    rows = pd.DataFrame(map(json.loads, (DATA / "articles.jsonl").read_text("utf-8").splitlines()))
    rows.assign(number=None).to_parquet(tmp_path / request.param)
    return tmp_path / request.param


def test_rows(table):
    first, second = tables.read_table(table)
    assert first.text == f"{TITLE}\n{TEXT}"
    assert first.given == {"source": "临屿日报", "title": TITLE, "published": "2024-05-02"}
    assert (first.name, second.name) == (f"{table}#1", f"{table}#2")
    assert second.text == '居民说，"夜里"太吵，要求减速。'
    assert second.given == {"source": "海港新闻"}
    assert first.clean


@pytest.mark.parametrize(
    ("row", "text", "given"),
    [
        ({"text": "题\n文"}, "题\n文", {}),
        ({"text": "题 目\n文", "title": " 题  目 "}, "题 目\n文", {"title": "题 目"}),
        ({"text": "文", "title": "题\n目"}, "题 目\n文", {"title": "题 目"}),
        ({" Text ": "文", "URL": "https://a.example", "other": [1]}, "文", {"url": "https://a.example"}),
        (
            {"text": "文", "author": None, "published": 20240502, "target": "码头"},
            "文",
            {"published": "2024-05-02", "target": "码头"},
        ),
    ],
)
def test_row(tmp_path, row, text, given):
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n\n", "utf-8")
    (page,) = tables.read_table(tmp_path / "a.jsonl")
    assert (page.text, page.given, page.url, page.warnings) == (text, given, given.get("url"), ())


def test_a_row_without_text_is_kept_and_warned_of(tmp_path):
    (tmp_path / "a.csv").write_text("text,source\n文,甲\n,乙\n", "utf-8")
    _, page = tables.read_table(tmp_path / "a.csv")
    assert (page.text, page.warnings) == ("", ("the row has no text",))


def test_csv_in_gb18030_with_a_long_cell(tmp_path):
    (tmp_path / "a.csv").write_bytes(f"text,source\n{'长文。' * 60000},甲\n".encode("gb18030"))
    assert len(tables.read_table(tmp_path / "a.csv")[0].text) == 180000


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"", "without rows"),
        ("a.csv", b"text\n", "without rows"),
        ("a.csv", b"words,source\na,b\n", "its columns are words, source; say which with --columns text=NAME"),
        ("a.csv", b'text\n"a', "cannot be read as a table"),
        ("a.csv", b"text\na,b,c\nd\n", "cannot be read as a table"),
        ("a.jsonl", b"", "without rows"),
        ("a.jsonl", b'{"text": "a"}\n{"text": ', "line 2 is no JSON object"),
        ("a.jsonl", b"[" * 100000, "line 1 is no JSON object"),
        ("a.jsonl", b'{"words": "a"}', "its columns are words; say which with --columns"),
        ("a.parquet", b"PAR1", "cannot be read as a Parquet table"),
        ("a.xlsx", b"PK\x03\x04", "cannot be read as an Excel workbook"),
        ("a.csv", b"%PDF-1.4", "is a PDF"),
    ],
)
def test_bad_tables(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        tables.read_table(tmp_path / name)


ROWS = [["标题", "来源", "发布时间", "正文"], ["轮渡夜航增班", "临屿日报", "2024/5/2", "夜航增班。\n票价不变。"], ["扩建听证", "海港新闻", "", "明年听证。"]]


def written(sign):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign).writerows(ROWS)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", written(",").encode("utf-8-sig")),
        ("a.csv", written(",").encode("gb18030")),
        ("a.csv", written(";").encode()),
        ("a.csv", ("sep=;\r\n" + written(";")).encode()),
        ("a.csv", written("\t").encode("utf-16")),
        ("a.tsv", written("\t").encode()),
        ("a.txt", written("\t").encode("utf-16")),
        ("a.json", json.dumps([dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]).encode()),
    ],
)
def test_tables_as_people_have_them(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    first, second = files.read_all([tmp_path / name])
    assert first.given == {"source": "临屿日报", "title": "轮渡夜航增班", "published": "2024-05-02"}
    assert first.text.replace("\r", "") == "轮渡夜航增班\n夜航增班。\n票价不变。"
    assert second.given == {"source": "海港新闻", "title": "扩建听证"}


def test_excel(tmp_path):
    book = openpyxl.Workbook()
    book.create_sheet("leer", 0)
    for row in ROWS:
        book["Sheet"].append(row)
    book["Sheet"]["C2"] = datetime.datetime(2024, 5, 2, 8, 5)
    book.save(tmp_path / "a.xlsx")
    first, second = tables.read_table(tmp_path / "a.xlsx")
    assert (first.given["published"], first.text.split("\n")[0]) == ("2024-05-02 08:05:00", "轮渡夜航增班")
    assert "published" not in second.given


def test_a_frame():
    frame = pd.DataFrame({"Headline": ["题", None], "Full_Text": ["文。", "文二。"], "Date": pd.to_datetime(["2024-05-02", None])})
    first, second = tables.from_frame(frame, name="frame")
    assert (first.name, first.text, first.given) == ("frame#1", "题\n文。", {"title": "题", "published": "2024-05-02"})
    assert (second.text, second.given) == ("文二。", {})


def test_of_two_columns_with_one_use_the_usual_name_wins():
    (page,) = tables.from_rows([{"摘要": "一", "内容": "二。", "正文": "三。"}])
    assert page.text == "三。"


def test_columns_that_are_named():
    (page,) = tables.from_rows([{"稿子": "文。", "正文": "别的。", "报": "甲报"}], columns={"text": "稿子", "source": "报"})
    assert (page.text, page.given) == ("文。", {"source": "甲报"})
    with pytest.raises(InputError, match="no column 稿件; its columns are 稿子"):
        tables.from_rows([{"稿子": "文。"}], columns={"text": "稿件"})
    with pytest.raises(InputError, match="no use media of a column; there are text, source"):
        tables.from_rows([{"稿子": "文。", "报": ""}], columns={"text": "稿子", "media": "报"})


def test_the_event_and_columns_of_the_tables_own():
    (page,) = tables.from_rows([{"正文": "文。", "事件": "听证", "版面": "要闻 A1", "编号": 7, "摘": None, "长": "长" * 201}])
    assert page.given == {"event": "听证", "版面": "要闻 A1", "编号": "7"}


def test_a_date_that_may_be_one_of_two_is_left_out():
    (page,) = tables.from_rows([{"text": "文。", "date": "5/2/2024"}])
    assert page.given == {}
    assert page.warnings == ("published '5/2/2024' is not one date for certain, left out; write 2024-05-02",)


FIRST = "轮渡公司5日表示，夜航下月增班。\n居民说：“夜里太吵。”"
SECOND = "码头扩建方案将举行听证会。"


@pytest.mark.parametrize(
    "export",
    [
        f"甲题\n263 字\n2024 年 05 月 02 日\n临屿日报\nLYRB\n简体中文\n(c) 2024 临屿日报\n\n{FIRST}\n文件 LYRB000020240502ek5\n"
        f"乙题\n65 字\n2024 年 05 月 03 日\n海港新闻\nHGXW\n简体中文\n(c) 2024 海港新闻\n\n{SECOND}\n文件 HGXW000020240503ek5\n",
        f"共 2 篇文章\n甲题\n临屿日报 | 2024-05-02 | A01 | 要闻\n{FIRST}\n文章编号: 202405020001\n"
        f"乙题\n海港新闻 | 2024-05-03 | A02 | 要闻\n{SECOND}\n文章编号: 202405030002\n",
        f"甲题\n临屿日报 | 2024-05-02 | A01\n{FIRST}\n乙题\n海港新闻 | 2024-05-03 | A02\n{SECOND}\n",
        f"甲题\n临屿日报\nMay 2, 2024 Thursday\nCopyright 2024 临屿日报\nLength: 263 words\nBody\n{FIRST}\nLoad-Date: May 3, 2024\n"
        f"End of Document\n乙题\n海港新闻\n2024年5月3日\nLength: 65 words\nBody\n{SECOND}\nEnd of Document\n",
        f"标题：甲题\n来源：临屿日报\n日期：2024-05-02\n正文：{FIRST}\n\n标题：乙题\n来源：海港新闻\n日期：2024年5月3日\n正文：{SECOND}\n",
    ],
    ids=["Factiva", "WiseSearch", "without numbers", "Nexis", "labelled"],
)
def test_exports_of_databases_are_split(export):
    first, second = tables.split(from_text(export, name="x"))
    assert (first.name, first.text) == ("x#1", f"甲题\n{FIRST}")
    assert first.given == {"title": "甲题", "source": "临屿日报", "published": "2024-05-02"}
    assert second.text == f"乙题\n{SECOND}"
    assert second.given == {"title": "乙题", "source": "海港新闻", "published": "2024-05-03"}


def test_an_export_with_a_part_that_is_not_understood_is_told_of():
    (page,) = tables.split(from_text(f"甲题\n{FIRST}\nEnd of Document\n乙题\n{SECOND}\nEnd of Document\n\n丙\nEnd of Document\n"))
    assert page.warnings == ("the file seems to hold 3 articles; save each in a file of its own, or all as a table",)


def test_an_article_is_not_split():
    page = from_text(f"甲题\n2024-05-02 | 临屿日报 | 要闻\n{FIRST}\n相关阅读\n乙题 | 丙报 | 2024-05-01\n丁题 | 戊报 | 2024-05-01\n")
    assert tables.split(page) == [page]


def test_bytes_that_are_no_text_are_told_of_and_the_rest_is_read(tmp_path):
    cells = pa.array(["一。".encode(), b"\xe4\xb8\xff\xe3\x80\x82"]).view(pa.string())
    pq.write_table(pa.table({"正文": cells, "标题": ["甲", "乙"]}), tmp_path / "a.parquet")
    first, second = tables.read_table(tmp_path / "a.parquet")
    assert (first.text, first.warnings) == ("甲\n一。", ())
    assert second.text.startswith("乙\n\ufffd")
    assert (second.name[-2:], second.warnings) == ("#2", ("column text: bytes that are no text were replaced by U+FFFD",))


def test_a_table_that_is_too_large_is_refused_before_it_fills_the_memory(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("text\n" + "一。\n" * 9, "utf-8")
    monkeypatch.setattr(rows, "ROWS", 8)
    with pytest.raises(InputError, match=r"a\.csv: more than 8 rows"):
        tables.read_table(tmp_path / "a.csv")
    monkeypatch.setattr(rows, "ROWS", 800)
    monkeypatch.setattr(rows, "LARGEST", 1 << 20)
    once = pa.DictionaryArray.from_arrays([0] * 400, ["长" * (1 << 16)])  # 26 million characters in a small file
    pq.write_table(pa.table({"text": once}), tmp_path / "a.parquet", dictionary_pagesize_limit=1 << 24)
    with pytest.raises(InputError, match=r"a\.parquet: more than 800 rows or 1 MB"):
        tables.read_table(tmp_path / "a.parquet")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(5 << 20))
    with pytest.raises(InputError, match=r"a\.xlsx: unpacked larger than 4 MB"):
        tables.read_table(tmp_path / "a.xlsx")
    monkeypatch.setattr(rows, "LARGEST", 1)
    for name in ("a.csv", "a.parquet", "a.xlsx"):
        with pytest.raises(InputError, match=f"{name}: larger than"):
            tables.read_table(tmp_path / name)


def test_missing(tmp_path):
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        with pytest.raises(InputError, match="no such file"):
            tables.read_table(tmp_path / name)


@pytest.mark.parametrize("text", ["标题,正文\n甲,乙,丙\n", '标题,正文\n甲,"乙\n', "标题,正文\n"])
def test_a_text_that_begins_as_a_table_and_is_none_is_told_of(tmp_path, text):
    (tmp_path / "a.txt").write_text(text, "utf-8")
    [told] = files.read_all([tmp_path / "a.txt"])
    assert isinstance(told, InputError)
    assert "a.txt" in str(told)


def test_a_text_with_the_line_ends_of_old_macs_is_a_table_too():
    assert tables.is_table("标题,正文\r甲,乙来。\r")
    assert [page.text for page in tables.from_text("标题,正文\r甲,乙来。\r")] == ["甲\n乙来。"]
