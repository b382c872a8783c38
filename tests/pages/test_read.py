"""Bytes → Page: of every kind that a person saves, and of none; offsets that hold."""

import io
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duizhao.errors import InputError
from duizhao.pages import read as pages

DATA = Path(__file__).parents[1] / "data" / "pages"
TEXT = (DATA / "article.txt").read_text("utf-8")
ADDRESS = "https://news.linyu.example/2024/0318/1207.html"


SIMPLE = "临屿市交通局昨天宣布，老港区的码头将在明年扩建。"
TRADITIONAL = "臨嶼市交通局昨天宣布，老港區的碼頭將在明年擴建。"


def lines(page):
    return [page.text[line.start : line.end] for line in page.lines]


@pytest.mark.parametrize(
    ("name", "encoding", "text"),
    [
        ("article.txt", "utf-8", TEXT),
        ("bom_crlf.txt", "utf-8", TEXT.replace("\n", "\r\n")),
        ("gb18030.txt", "gb18030", TEXT),
        ("utf16.txt", "utf-16-le", TEXT),
    ],
)
def test_text_is_decoded_and_otherwise_untouched(name, encoding, text):
    page = pages.read(DATA / name)
    assert (page.encoding, page.text, page.warnings) == (encoding, text, ())
    assert "\n".join(lines(page)) == text
    assert page.markup is None


def test_broken_utf8_stays_utf8_and_says_so():
    page = pages.read(DATA / "broken.txt")
    assert page.encoding == "utf-8"
    assert page.text.count("\ufffd") == 9
    assert page.warnings == ("9 times bytes that are no utf-8 were replaced by U+FFFD",)
    assert len(page.lines) == len(TEXT.split("\n"))


def test_big5():
    assert lines(pages.read(DATA / "big5.txt"))[0] == "臨嶼市宣布明年起擴建輪渡碼頭"


@pytest.mark.parametrize("name", ["article.html", "gb18030.html", "html_as.txt", "article.mhtml"])
def test_html_in_every_dress(name):
    page, plain = pages.read(DATA / name), pages.read(DATA / "article.html")
    assert page.text == plain.text
    assert page.markup == plain.markup
    assert len(page.markup) == len(page.lines)
    assert page.meta["ld:author"] == "沈未央"
    assert page.url.startswith(ADDRESS)
    assert "<h1>" in page.html


def test_html_under_a_name_for_text_is_noticed():
    assert "read as HTML" in pages.read(DATA / "html_as.txt").warnings[0]
    assert pages.read(DATA / "article.html").warnings == ()


def test_mhtml_says_when_and_where_it_was_saved():
    page = pages.read(DATA / "article.mhtml")
    assert page.url == f"{ADDRESS}?from=list"
    assert page.meta["retrieved"] == "Tue, 19 Mar 2024 02:03:04 -0000"
    assert "advertisement" not in page.text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<!-- https://a.example --><!DOCTYPE HTML><p>字", True),
        ("\n <?xml version='1.0'?>\n<html><p>字", True),
        ("<p>字</p><p>字</p>", True),
        ("<div class='a'>字</div>" * 20, True),
        ("他说：a < b，b > c。" * 20, False),
        ("如何写网页：<p> 表示段落，" + "字" * 400, False),
        ("html 是什么", False),
        ("<新华社>北京电", False),
    ],
)
def test_html_is_known_by_its_content(text, html):
    assert (pages.read_bytes(text.encode()).html is not None) == html


def test_a_name_for_html_needs_one_tag():
    text = "字" * 400
    assert pages.read_bytes(f"{text}<br>{text}".encode(), name="a.html").text == f"{text}\n{text}"
    assert pages.read_bytes(f"{text}\n{text}".encode(), name="a.html").html is None


def test_many_comments_before_a_text_cost_nothing():
    assert pages.read_bytes(b"<!---->" * 5000 + b"text").html is None


def test_page_without_text_has_a_warning():
    page = pages.read(DATA / "script_only.html")
    assert (page.text, len(page.lines)) == ("", 1)
    assert "shows hardly any text" in page.warnings[0]


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\xff\xfe"])
def test_empty(data):
    with pytest.raises(InputError, match="x: is empty; save"):
        pages.read_bytes(data, name="x")


@pytest.mark.parametrize(
    ("head", "body", "message"),
    [
        (
            "Content-Type: multipart/related; boundary=b",
            "--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--",
            "no HTML part",
        ),
        ("Content-Type: multipart/related; boundary=b", "--b\r\nContent-Type: text/html\r\n\r\n\r\n--b--", "is empty"),
        ("Content-Type: multipart/related", "nothing", "no HTML part"),
    ],
)
def test_broken_mhtml(head, body, message):
    with pytest.raises(InputError, match=message):
        pages.read_bytes(f"MIME-Version: 1.0\r\n{head}\r\n\r\n{body}\r\n".encode())


def test_files_that_cannot_be_read(tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    for path, message in [
        (tmp_path / "none.txt", "no such file"),
        (tmp_path, "is a folder"),
        (tmp_path / "a.pdf", "is a PDF"),
        (tmp_path / "a\0b", "cannot be read|no such file"),
        (tmp_path / ("n" * 400), "cannot be read"),
        ("/dev/null", "is a pipe or a device|no such file"),
    ]:
        with pytest.raises(InputError, match=message):
            pages.read(path)


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("字\n".encode("gb18030") * 3)))
    page = pages.read("-")
    assert (page.name, page.text) == ("-", "字\n" * 3)


@given(st.text())
@example("a\r\nb\u2028c\x85d\x0be\u00a0\u200b")
def test_any_text(text):
    page = pages.from_text(text)
    assert page.text == text == "\n".join(lines(page))
    assert [line.number for line in page.lines] == list(range(1, len(page.lines) + 1))


@given(
    st.binary()
    | st.sampled_from([b"MIME-Version: 1\nContent-Type: multipart/related\n", b"<html>"]).flatmap(
        lambda head: st.binary().map(lambda rest: head + rest)
    )
)
def test_any_bytes(data):
    try:
        page = pages.read_bytes(data)
    except InputError:
        return
    assert "\n".join(lines(page)) == page.text
    assert page.markup is None or len(page.markup) == len(page.lines)


@pytest.mark.parametrize(
    ("page", "name", "told"),
    [
        ("字。\n" * 300, "a.txt", "a.txt: has more than 200 lines"),
        ("<html>" + "<p>字。" * 300, "a.html", "a.html: has more than 200 lines"),
        ("<html><pre>" + "字。\n" * 300, "a.html", "a.html: has more than 200 lines"),
        ("<html>" + "<div>" * 300, "a.html", "a.html: has more than 200 elements in one another"),
    ],
)
def test_what_no_page_has_is_refused(monkeypatch, page, name, told):
    monkeypatch.setattr(pages.markup, "LINES", 200)
    monkeypatch.setattr(pages.markup, "DEEPEST", 200)
    with pytest.raises(InputError, match=told):
        pages.read_bytes(page.encode(), name=name)


def test_a_page_that_is_too_large_is_refused_without_reading_it_whole(tmp_path, monkeypatch):
    with (tmp_path / "a.html").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(InputError, match=r"a\.html: larger than 64 MB"):
        pages.read(tmp_path / "a.html")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bytes((64 << 20) + 9))))
    with pytest.raises(InputError, match="-: larger than 64 MB"):
        pages.read("-")


def test_pages_are_compared_by_value_and_hashed():
    assert pages.from_text("字") == pages.from_text("字")
    assert len({pages.read(DATA / "article.html"), pages.read(DATA / "article.html")}) == 1


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", "utf-8"),
        (SIMPLE.encode(), "utf-8"),
        (SIMPLE.encode("utf-8-sig"), "utf-8"),
        (SIMPLE.encode("utf-16"), "utf-16-le"),
        (b"\xfe\xff" + SIMPLE.encode("utf-16-be"), "utf-16-be"),
        (SIMPLE.encode("utf-32"), "utf-32-le"),
        (SIMPLE.encode("gb18030"), "gb18030"),
        (b"\x84\x31\x95\x33" + SIMPLE.encode("gb18030"), "gb18030"),
        (TRADITIONAL.encode("big5"), "big5hkscs"),
        (TRADITIONAL.encode("gb18030"), "gb18030"),
        # short texts, where a guess goes wrong most easily
        *[
            (t.encode("gb18030"), "gb18030")
            for t in ("中国", "新华社", "2024年", "责任编辑：李四", "今天天气不错", "记者")
        ],
        *[(t.encode("big5"), "big5hkscs") for t in ("中國", "記者", "今天天氣不錯", "行政院長", "你好，世界")],
        # what a page says: believed where it fits, whatever the page was saved in
        (b'<meta charset="gb2312">' + SIMPLE.encode(), "utf-8"),
        (b'<meta charset="utf-8">' + SIMPLE.encode("gb18030"), "gb18030"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=big5">' + "高雄".encode("big5"), "big5hkscs"),
        (b'<meta charset="iso-8859-1">' + SIMPLE.encode("gb18030"), "gb18030"),
        (b'<meta charset="big5">' + SIMPLE.encode("gb18030"), "gb18030"),
        # neither: what is ASCII is kept, and the rest is counted
        (b"It said \x93no\x94 to it.", "utf-8"),
    ],
)
def test_encoding(data, expected):
    assert pages.decode(data).encoding == expected


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_broken_bytes_are_counted_and_change_no_encoding(codec, count):
    piece = SIMPLE.encode(codec) + b"\n"
    decoded = pages.decode((piece + b"\xff") * count + piece)
    assert (decoded.encoding, decoded.replaced) == (codec, count)
    assert decoded.text.replace("\ufffd", "") == f"{SIMPLE}\n" * (count + 1)


def test_truncated_in_the_middle_of_a_character():
    assert pages.decode(SIMPLE.encode()[:-1]).text == SIMPLE[:-1] + "\ufffd"
    assert pages.decode(SIMPLE.encode("gb18030")[:-1]).text == SIMPLE[:-1] + "\ufffd"


def test_a_replacement_character_of_the_page_itself_is_not_counted():
    decoded = pages.decode("字\ufffd字".encode() + b"\xff" + SIMPLE.encode())
    assert decoded.text.count("\ufffd") == 2
    assert decoded.replaced == 1


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"\n", b"\xff", b"\xe4", "字".encode(), "字".encode("gbk")])).map(b"".join)
)
def test_any_bytes_are_decoded(data):
    decoded = pages.decode(data)
    assert 0 <= decoded.replaced <= decoded.text.count("\ufffd")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"PK\x03\x04abc", "a ZIP archive or an office document"),
        (b"bplist00abc", "a Safari web archive"),
        (b"a\0b\0c\0d\0" * 20, "a binary file"),
    ],
)
def test_no_text(data, kind):
    with pytest.raises(InputError, match=rf"x: is {kind}, .*save it as HTML or as text"):
        pages.refuse_binary(data, "x")


def test_a_stray_nul_is_no_binary():
    pages.refuse_binary(SIMPLE.encode() + b"\0" + SIMPLE.encode(), "x")
