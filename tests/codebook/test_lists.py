"""The codebook: ours is tidy, a user's own stands in its place, what is wrong with it is said; word lists as patterns."""

import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.errors import InputError

BOOK = codebook.load()


@pytest.mark.parametrize("name", codebook.COLUMNS)
def test_our_tables(name):
    table = BOOK[name]
    assert set(codebook.COLUMNS[name]) <= set(table.columns)
    assert len(table)
    assert (table["source"] != "").all(), "every row says where it comes from"
    assert not table.duplicated().any()
    cells = table.to_numpy().ravel()
    assert all(isinstance(cell, str) and cell == cell.strip() for cell in cells)


def test_our_stop_list():
    assert {"的", "了", "在"} <= BOOK.stopwords
    assert not any(word.startswith("#") or word != word.strip() or not word for word in BOOK.stopwords)


def test_loaded_once_and_known_by_its_bytes():
    assert codebook.load() is BOOK
    assert re.fullmatch("[0-9a-f]{12}", BOOK.digest)
    assert codebook.load(codebook.BUILTIN).digest == BOOK.digest
    assert {BOOK: 1}[BOOK] == 1


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("form,value,source\n恐怕,possible,me\n", id="plain"),
        pytest.param("\ufeffform,value,source\r\n恐怕,possible,me\r\n", id="BOM and CRLF"),
        pytest.param("source,form,value,note\nme,恐怕,possible,x\n", id="other order, one more column"),
        pytest.param('form,value,source\n"恐怕",possible,"me"\n\n', id="quoted cells, a blank line"),
        pytest.param("form,value,source\n恐怕,possible,me", id="no end of line"),
    ],
)
def test_own_table(tmp_path, data):
    (tmp_path / "hedges.csv").write_bytes(data.encode())
    own = codebook.load(tmp_path)
    assert own["hedges"][["form", "value", "source"]].to_numpy().tolist() == [["恐怕", "possible", "me"]]
    assert own["actors"].equals(BOOK["actors"]), "what the folder lacks is ours"
    assert own.stopwords == BOOK.stopwords
    assert own.digest != BOOK.digest
    assert codebook.load(str(tmp_path)).digest == own.digest


def test_a_header_alone_is_an_empty_table(tmp_path):
    (tmp_path / "hedges.csv").write_text("form,value,source\n", encoding="utf-8")
    assert codebook.load(tmp_path)["hedges"].empty


def test_own_stop_list(tmp_path):
    (tmp_path / "stopwords.txt").write_bytes("\ufeff甲\r\n# 乙\r\n\r\n 丙 \r\n".encode())
    assert codebook.load(tmp_path).stopwords == {"甲", "丙"}


def test_an_empty_folder_is_ours(tmp_path):
    assert codebook.load(tmp_path).digest == BOOK.digest


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "no column form, value, source", id="empty"),
        pytest.param("form,source\n恐怕,me\n".encode(), "no column value; it needs form, value, source", id="a column"),
        pytest.param("form,value,source\n恐怕,possible\n".encode(), "row 2 has 2 cells, the header 3", id="a cell"),
        pytest.param(
            "form,value,source\n恐怕,a,b,c\n".encode(), "row 2 has 4 cells, the header 3", id="a comma too many"
        ),
        pytest.param("form,value,source\n恐怕,a,b\n".encode("gbk"), "not UTF-8 at byte", id="GBK"),
        pytest.param(b'form,value,source\n"' + b"x" * 200_000, "hedges.csv", id="a quotation mark that never closes"),
        pytest.param(
            "form,value,source\n恐怕,maybe,me\n".encode(),
            "row 2, column value: 'maybe' is none of asserted, necessary, possible, probable",
            id="no value of the column",
        ),
        pytest.param(
            "form,value,source\n\n(恐怕,possible,me\n".encode(),
            "row 3, column form: (恐怕: no pattern",
            id="no pattern",
        ),
    ],
)
def test_bad_table(tmp_path, data, said):
    (tmp_path / "hedges.csv").write_bytes(data)
    with pytest.raises(InputError, match=re.escape(said)) as caught:
        codebook.load(tmp_path)
    assert "hedges.csv" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("reporting_verbs", "verb,use,distance,attitude,source\n,clause,,,me\n", "row 2, column verb: is empty"),
        ("evaluations", "form,polarity,appraisal,target,source\n残暴,,,,me\n", "row 2, column polarity: '' is none of"),
        ("hedges", "form,value,source,value\n恐怕,possible,me,x\n", "row 1: column value stands there twice"),
        ("hedges", "form,value,source\n(|恐怕),possible,me\n", "row 2, column form: '(|恐怕)': is met where there is no"),
    ],
)
def test_a_cell_that_says_nothing(tmp_path, name, data, said):
    (tmp_path / f"{name}.csv").write_text(data, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(said)):
        codebook.load(tmp_path)


def test_a_weight_is_a_number(tmp_path):
    text = "actor,form,kind,weight,gloss,source\nXX,甲,short,heavy,,me\n"
    (tmp_path / "actors.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="row 2, column weight: 'heavy' is none of 0, 1"):
        codebook.load(tmp_path)


def test_light_to_import():
    code = "import sys, duizhao.codebook; print(*{'pandas', 'jieba', 'matplotlib'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_no_folder(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        codebook.load(tmp_path / "none")
    (tmp_path / "actors.csv").write_text("actor,form,kind,gloss,source\n", encoding="utf-8")
    with pytest.raises(InputError, match="no such folder"):
        codebook.load(tmp_path / "actors.csv")


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        pytest.param(["俄", "俄罗斯", "俄军"], "俄罗斯俄军俄方", ["俄罗斯", "俄军", "俄"], id="the longest"),
        pytest.param(["ab", "abcd"], "abc abcd", ["ab", "abcd"], id="back to the shorter where the longer fails"),
        pytest.param(
            ["a.c", "[x]", "^", "-", "]", "\\"], "abc a.c [x]^-]\\", ["a.c", "[x]", "^", "-", "]", "\\"], id="literal"
        ),
        pytest.param([], "abc", [], id="no words match nothing"),
        pytest.param([""], "abc", [], id="nor does an empty one"),
        pytest.param(["", "b"], "abc", ["b"], id="an empty one among others"),
        pytest.param(["b", "b"], "abc", ["b"], id="twice"),
    ],
)
def test_alternatives(words, text, expected):
    assert [m[0] for m in re.finditer(codebook.alternatives(words), text)] == expected


def longest(words, text):
    at, found = 0, []
    while at < len(text):
        fits = [word for word in words if word and text.startswith(word, at)]
        if fits:
            found.append(max(fits, key=len))
        at += len(max(fits, key=len)) if fits else 1
    return found


SMALL = st.text(st.sampled_from("俄乌军ab.^-]"), max_size=4)


@settings(deadline=None)
@given(st.lists(SMALL, max_size=8), st.text(st.sampled_from("俄乌军ab.^-]"), max_size=20))
def test_alternatives_as_by_hand(words, text):
    assert [m[0] for m in re.finditer(codebook.alternatives(words), text)] == longest(words, text)
