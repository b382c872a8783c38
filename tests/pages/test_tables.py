"""Tables of articles → pages."""

import json
from pathlib import Path

import pandas as pd
import pytest

from duizhao.errors import InputError
from duizhao.pages import tables

DATA = Path(__file__).parents[1] / "data" / "pages"
TITLE, TEXT = "轮渡夜航增班", "轮渡公司表示，夜航增班。\n票价不变。"


@pytest.fixture(params=["articles.csv", "articles.jsonl", "articles.parquet"])
def table(request, tmp_path):
    if request.param != "articles.parquet":
        return DATA / request.param
    rows = pd.DataFrame(map(json.loads, (DATA / "articles.jsonl").read_text("utf-8").splitlines()))
    rows.assign(number=1).to_parquet(tmp_path / request.param)
    return tmp_path / request.param


def test_rows(table):
    first, second = tables.read_table(table)
    assert first.text == f"{TITLE}\n{TEXT}"
    assert first.given == {"source": "临屿日报", "title": TITLE, "published": "2024-05-02"}
    assert (first.name, second.name) == (f"{table}#1", f"{table}#2")
    assert second.text == '居民说，"夜里"太吵，要求减速。'
    assert second.given == {"source": "海港新闻"}
    assert first.clean
    assert first.starts is None


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


def test_missing(tmp_path):
    for name in ("a.csv", "a.jsonl", "a.parquet"):
        with pytest.raises(InputError, match="no such file"):
            tables.read_table(tmp_path / name)
