"""What leaves the program: the same text again when read and nothing that a terminal or a spreadsheet obeys."""

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import output


@given(st.dictionaries(st.text(max_size=9), st.text() | st.floats(-1e300, 1e300) | st.integers() | st.lists(st.text())))
def test_what_is_put_parses_to_the_same(record):
    stream = io.StringIO()
    stdout, sys.stdout = sys.stdout, stream
    try:
        output.put(record)
    finally:
        sys.stdout = stdout
    (line, rest) = stream.getvalue().split("\n", 1)
    assert rest == ""
    assert not any(
        ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202a\u202b\u202d\u202e\u2066\u2067\u2028" for c in line
    )
    for (key, value), (known, had) in zip(json.loads(line).items(), record.items(), strict=True):
        assert key == known
        assert value == (pytest.approx(had, rel=1e-9) if isinstance(had, float) else had)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (-0.0, 0.0),
        (0.1 + 0.2, 0.3),
        (1 / 3, 0.3333333333),
        (True, True),
        ((1, float("nan")), [1, None]),
    ],
)
def test_numbers(value, expected):
    assert output.plain(value) == expected
    assert str(output.plain(value)) == str(expected)


@given(st.text(st.sampled_from("=+-@\t\r\n ＝＋－＠'\ufeffa法1")))
def test_a_cell_is_no_formula_and_loses_nothing(text):
    cell = output.cell(text)
    assert not cell.lstrip(" \ufeff").startswith(tuple("=+-@\t\r\n＝＋－＠"))
    assert output.uncell(cell) == text
