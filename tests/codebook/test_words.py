"""A user's own words, and the surnames."""

from __future__ import annotations

import pytest

from duizhao.codebook import words
from duizhao.codebook.words import Word
from duizhao.errors import InputError


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param("志愿者联盟\n", [Word("志愿者联盟")], id="a word a line"),
        pytest.param(
            "志愿者联盟 5 n\n峰会 3\n和会 v", [Word("志愿者联盟", 5), Word("峰会", 3), Word("和会")], id="jieba's form"
        ),
        pytest.param("\ufeff甲\r\n乙\r\n", [Word("甲"), Word("乙")], id="BOM and CRLF"),
        pytest.param("# note\n\n  甲  \n\u3000\n", [Word("甲")], id="comments, blanks, space around"),
        pytest.param("甲\t5\tnz", [Word("甲", 5)], id="tabs"),
        pytest.param(
            "Water Trust认证 2000\na/d 5", [Word("Water Trust认证", 2000), Word("a/d", 5)], id="spaces and signs"
        ),
        pytest.param("", [], id="an empty file"),
    ],
)
def test_read_words(tmp_path, data, expected):
    path = tmp_path / "words.txt"
    path.write_bytes(data.encode("utf-8"))
    assert words.read_words(path) == expected == words.read_words(str(path))


@pytest.mark.parametrize(
    "bad", ["乌克兰 军队", "甲 5 n x", "乙 -3", "词,100,n", "——", "一行写了很长很长的一句话，" * 5]
)
def test_a_bad_line_is_named_and_the_rest_used(tmp_path, bad):
    path = tmp_path / "words.txt"
    path.write_text(f"甲 3 n\n{bad}\n乙\n", "utf-8")
    with pytest.warns(words.WordWarning, match=r"words.txt: line 2 is neither"):
        assert words.read_words(path) == [Word("甲", 3), Word("乙")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_only_utf8(tmp_path, encoding):
    (tmp_path / "words.txt").write_bytes("志愿者".encode(encoding))
    with pytest.raises(InputError, match=r"words.txt: row 1: not UTF-8"):
        words.read_words(tmp_path / "words.txt")


def test_no_words(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        words.read_words(tmp_path / "none.txt")
    with pytest.raises(InputError, match="is a folder"):
        words.read_words(tmp_path)


def test_surnames():
    assert {"王", "欧阳"} <= words.surnames()
