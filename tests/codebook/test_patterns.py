"""The notation of patterns: what each form finds, and in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.codebook.patterns import matcher, matches
from duizhao.errors import InputError

HAN = st.sampled_from("战斗机力兵派出增,。军")


def found(patterns, text):
    return [(match[0], pattern) for match, pattern in matches(matcher(patterns), text)]


@pytest.mark.parametrize(
    ("patterns", "text", "expected"),
    [
        (["战斗"], "战斗机参加战斗", [("战斗", "战斗"), ("战斗", "战斗")]),
        (["战斗", "!战斗机"], "战斗机参加战斗", [("战斗", "战斗")]),
        (["军", "军演"], "军演与军", [("军演", "军演"), ("军", "军")]),
        (["派…兵"], "派遣三千名士兵", [("派遣三千名士兵", "派…兵")]),
        (["派…兵"], "派出代表,兵力不足", []),
        (["派…兵"], "派出代表；兵力不足", []),
        (["派…兵"], "派一二三四五六七八九十一兵", []),
        (["(出|增)兵"], "增兵而不出兵", [("增兵", "(出|增)兵"), ("出兵", "(出|增)兵")]),
        (["或(?=将|能)"], "或将,或者", [("或", "或(?=将|能)")]),
        (["(已)?停火"], "已停火,停火", [("已停火", "(已)?停火"), ("停火", "(已)?停火")]),
        (["战|和"], "和战", [("和", "战|和"), ("战", "战|和")]),
        (["或", "或(?=将)"], "或将", [("或", "或")]),
        ([], "战斗", []),
        ([""], "战斗", []),
        (["战斗"], "", []),
    ],
)
def test_forms(patterns, text, expected):
    assert found(patterns, text) == expected


@pytest.mark.parametrize("pattern", ["(出|增", "[军", "*兵"])
def test_no_pattern(pattern):
    with pytest.raises(InputError, match="no pattern"):
        matcher([pattern])


@given(st.lists(st.text(HAN, min_size=1, max_size=3)), st.text(HAN, max_size=30))
def test_words_are_found_as_by_search(words, text):
    words = [w for w in words if w.isalnum()]
    expected = {w for w in words if w in text}
    seen = {pattern for _, pattern in found(words, text)}
    assert seen <= expected
    assert bool(seen) == bool(expected)
    assert found(words, text) == found(list(reversed(words)), text)
