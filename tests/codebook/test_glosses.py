"""Glosses: English for readers without Chinese, from the table first and from the actors where it has none."""

import pytest

from duizhao import codebook
from duizhao.codebook import glosses

BOOK = codebook.load()


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        pytest.param("安全", "security", id="a common word"),
        pytest.param("俄罗斯", "Russia", id="a name of an actor"),
        pytest.param("[RU]", "Russia", id="an actor resolved"),
        pytest.param("[NATO]", "NATO", id="a bloc resolved"),
        pytest.param("北约", "NATO", id="a bloc"),
        pytest.param("白宫", "White House", id="a seat: the table says more than its state"),
        pytest.param("惠灵顿", "(New Zealand)", id="a capital that the table lacks: its state, in brackets"),
        pytest.param("了", "(completed action)", id="a function word"),
        pytest.param("要塞", "stronghold", id="a word that only CC-CEDICT has"),
        pytest.param("闭幕", "the curtain falls", id="the first sense that is short and says something"),
        pytest.param("李", "plum", id="a common word before a surname"),
        pytest.param("魑魅魍", None, id="no word"),
        pytest.param("[XX]", None, id="no such actor"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_gloss(term, expected):
    assert glosses.gloss(term, BOOK) == expected == glosses.gloss(term)


def test_labelled():
    assert glosses.labelled(["俄罗斯", "魑魅魍", "[UA]"]) == ["俄罗斯 Russia", "魑魅魍", "[UA] Ukraine"]
    assert glosses.labelled([]) == []


def test_own_table_replaces_ours(tmp_path):
    (tmp_path / "glosses.csv").write_text("term,gloss,source\n安全,safety,me\n", encoding="utf-8")
    own = codebook.load(tmp_path)
    assert glosses.gloss("安全", own) == "safety"
    assert glosses.gloss("会谈", own) == "talks"
    assert glosses.gloss("[RU]", own) == "Russia"


def test_table_is_tidy():
    table = BOOK["glosses"]
    assert len(table) >= 900
    assert list(table["term"]) == sorted(set(table["term"]))
    assert (table["gloss"].str.strip() == table["gloss"]).all()
    assert not table["gloss"].str.contains("[\u3400-\u9fff]").any()
    assert table["gloss"].str.len().between(1, 60).all()
    assert (table["source"] != "").all()
