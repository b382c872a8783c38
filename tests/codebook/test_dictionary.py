"""jieba's dictionary, looked up without its segmenter."""

import pytest

from duizhao.codebook.dictionary import RARE, word


def test_words() -> None:
    known = word("列席")
    assert known is not None
    assert known.seen > RARE
    assert known.tag == "n"
    assert word("马克思") is not None


@pytest.mark.parametrize("text", ["", "列", "列席了会", "列席会议上", "乁乁", "a b"])
def test_no_words(text: str) -> None:
    assert word(text) is None
