"""The sheet of a figure: labels that fit, and no glyph that the font lacks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.show.evidence.concordance import cells
from duizhao.show.figures import drawing


def test_glyphs_that_are_missing_are_an_error():
    figure, (axes,) = drawing.drawing("题", "", 1)
    axes.set_title("\u0e01")
    if ord("\u0e01") in drawing._characters():
        pytest.skip("the font has it")
    with pytest.raises(UserWarning, match="missing"):
        figure.png()


@pytest.mark.parametrize(
    ("text", "columns", "lines", "expected"),
    [
        ("abc", 3, 1, "abc"), ("abcd", 3, 1, "ab…"), ("央视新闻", 8, 1, "央视新闻"), ("央视新闻", 7, 1, "央视新…"),
        ("央视新闻", 4, 2, "央视\n新闻"), ("央视 (name)", 8, 2, "央视\n(name)"), ("a\nb\t c", 9, 1, "a b c"),
        ("央视新闻网", 4, 2, "央视\n新…"), ("", 9, 1, ""), ("\x1b", 9, 1, "□"), (3, 9, 1, "3"),
    ],
)  # fmt: skip
def test_shown(text, columns, lines, expected):
    assert drawing.shown(text, columns, lines) == expected


@given(st.text(max_size=60), st.integers(2, 30), st.integers(1, 3))
def test_shown_fits(text, columns, lines):
    made = drawing.shown(text, columns, lines).split("\n")
    assert len(made) <= lines
    assert all(cells(line) <= columns + 1 for line in made)
    assert all(ord(c) in drawing._characters() for line in made for c in line)
