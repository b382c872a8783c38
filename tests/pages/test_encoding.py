"""Which encoding bytes are read in, what is counted as broken, and where each line starts."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duizhao.errors import InputError
from duizhao.pages import encoding

SIMPLE = "临屿市交通局昨天宣布，老港区的码头将在明年扩建。"
TRADITIONAL = "臨嶼市交通局昨天宣布，老港區的碼頭將在明年擴建。"
ENCODINGS = ("utf-8", "gb18030", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")


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
    assert encoding.decode(data).encoding == expected


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
@pytest.mark.parametrize("count", [1, 3, 20])
def test_broken_bytes_are_counted_and_change_no_encoding(codec, count):
    piece = SIMPLE.encode(codec) + b"\n"
    decoded = encoding.decode((piece + b"\xff") * count + piece)
    assert (decoded.encoding, decoded.replaced) == (codec, count)
    assert decoded.text.replace("\ufffd", "") == f"{SIMPLE}\n" * (count + 1)


def test_truncated_in_the_middle_of_a_character():
    assert encoding.decode(SIMPLE.encode()[:-1]).text == SIMPLE[:-1] + "\ufffd"
    assert encoding.decode(SIMPLE.encode("gb18030")[:-1]).text == SIMPLE[:-1] + "\ufffd"


def test_a_replacement_character_of_the_page_itself_is_not_counted():
    decoded = encoding.decode("字\ufffd字".encode() + b"\xff" + SIMPLE.encode())
    assert decoded.text.count("\ufffd") == 2
    assert decoded.replaced == 1


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from(ENCODINGS))
@example("字\n\u0a0a\n字\r\n", "utf-16")
@example("\u4e0a\n\u0a4e", "utf-16-be")
def test_the_byte_of_each_line(text, codec):
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    data = marks.get(codec, b"") + text.encode(codec)
    decoded = encoding.decode(data)
    if decoded.text != text:  # a short text may well be another's in another encoding, and a mark in it is read as one
        return
    starts = list(encoding.starts(data, decoded))
    lines = text.split("\n")
    assert len(starts) == len(lines)
    for start, line in zip(starts, lines, strict=True):
        raw = line.encode(decoded.encoding)
        assert data[start : start + len(raw)] == raw


@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b"\n", b"\xff", b"\xe4", "字".encode(), "字".encode("gbk")])).map(b"".join)
)
def test_any_bytes(data):
    decoded = encoding.decode(data)
    assert 0 <= decoded.replaced <= decoded.text.count("\ufffd")
    assert len(list(encoding.starts(data, decoded))) == len(decoded.text.split("\n"))


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
        encoding.refuse_binary(data, "x")


def test_a_stray_nul_is_no_binary():
    encoding.refuse_binary(SIMPLE.encode() + b"\0" + SIMPLE.encode(), "x")
