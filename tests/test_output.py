"""What leaves the program: the same text again when read, nothing that a terminal or a spreadsheet obeys, files whole or not at all."""

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import output
from duizhao.errors import InputError


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


def test_files_are_written_into_a_folder_that_is_not_there(tmp_path):
    files = {tmp_path / "new" / name: name.encode() for name in ("a.csv", "b.csv")}
    assert output.write_files(files) == list(files)
    assert {path: path.read_bytes() for path in (tmp_path / "new").iterdir()} == files


def test_a_file_that_is_there_stays_unless_it_may_be_replaced(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    files = {tmp_path / "b": b"new", tmp_path / "a": b"new"}
    with pytest.raises(InputError, match="there already"):
        output.write_files(files)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
    output.write_files(files, replace=True)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == files


@pytest.mark.parametrize("replace", [False, True])
def test_where_one_file_cannot_be_placed_all_is_as_before(tmp_path, monkeypatch, replace):
    if replace:
        (tmp_path / "a").write_bytes(b"old")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    place = Path.replace

    def full(self, target):
        if Path(target).name == "b":
            raise OSError(28, "No space left on device", str(target))
        return place(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match=r"b: cannot be written \(No space left on device\)"):
        output.write_files({tmp_path / "a": b"1", tmp_path / "b": b"2"}, replace=replace)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
