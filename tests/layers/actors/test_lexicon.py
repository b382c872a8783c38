"""What stands beside a place, and the table of actors sorted."""

from __future__ import annotations

import pytest

from duizhao import codebook as books
from duizhao.layers.actors.lexicon import after, before, body_end, common, lexicon

LEX = lexicon(books.load())


def test_words_beside_a_place() -> None:
    words = {"访", "访问", "出访"}
    assert before("总统出访", 4, words) == "出访"
    assert after("访问美国", 0, words) == "访问"
    assert before("访", 0, words) == after("访", 1, words) == ""


def test_common_words() -> None:
    assert common("方案通过", 0)
    assert not common("案通", 0)


@pytest.mark.parametrize(
    ("text", "size"),
    [("方表示", 1), ("外交部说", 3), ("方案", 0), ("方面临", 1), ("军演", 0), ("军舰", 0), ("人民", 0), ("", 0)],
)
def test_bodies(text: str, size: int) -> None:
    assert body_end(text, 0, LEX) == size


def test_kinds_are_sorted() -> None:
    assert LEX.known["美国"] == ("name", ("US",))
    assert LEX.compounds["俄乌"] == ("RU", "UA")
    assert [actor for _, actor in LEX.shorts["澳"]] == ["AU", "MO"]
    assert LEX.foreign.match("马克龙说")
