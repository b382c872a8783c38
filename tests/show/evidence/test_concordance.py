"""Keyword in context: exact spans, contexts by width, nodes one under the other whatever the characters."""

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.layers.sentences import Sentence
from duizhao.layers.tokens import Token, tokens
from duizhao.show.evidence import concordance

TEXT = "俄乌冲突升级。俄方称NATO不会介入,乌方回应。俄军撤退"
ENDS = [(0, 7), (7, 24), (24, 28)]


def sentences(texts, source="甲", article="a"):
    rows, at = [], 0
    for n, text in enumerate(texts):
        rows.append((source, article, n, 1, "body", at, at + len(text), text))
        at += len(text)
    return pd.DataFrame(rows, columns=list(Sentence._fields))


GIVEN = sentences([TEXT[s:e] for s, e in ENDS])
MENTIONS = pd.DataFrame(
    [
        ("甲", "a", 0, 0, 2, "俄乌", ("RU", "UA")),
        ("甲", "a", 1, 7, 9, "俄方", ("RU",)),
        ("甲", "a", 2, 24, 25, "俄", ("RU",)),
    ],
    columns=["source", "article", "sentence", "start", "end", "text", "actors"],
)


def chars(text):
    return tokens(text, lambda t: list(t))


@pytest.mark.parametrize(
    ("where", "term", "expected"),
    [
        pytest.param(None, "俄", [(0, 1), (7, 8), (24, 25)], id="characters, three sentences"),
        pytest.param(None, re.compile("[俄乌]方"), [(7, 9), (19, 21)], id="a pattern"),
        pytest.param(None, "。俄", [], id="never over the end of a sentence"),
        pytest.param(None, ".", [], id="text is literal"),
        pytest.param(None, "", [], id="nothing is found nowhere"),
        pytest.param(None, re.compile("x*"), [], id="an empty match is none"),
        pytest.param("tokens", "乌", [(1, 2), (19, 20)], id="a token"),
        pytest.param("tokens", "俄乌", [], id="characters that are no token"),
        pytest.param("mentions", "RU", [(0, 2), (7, 9), (24, 25)], id="an actor, in compounds too"),
        pytest.param("mentions", "UA", [(0, 2)], id="another one"),
        pytest.param("mentions", "俄", [], id="a form is no code"),
    ],
)
def test_places(where, term, expected):
    rows = {None: None, "tokens": chars(GIVEN), "mentions": MENTIONS}[where]
    found = concordance.kwic(GIVEN, rows, term)
    assert list(zip(found["start"], found["end"], strict=True)) == expected
    assert [TEXT[s:e] for s, e in expected] == list(found["node"])
    assert list(found.columns) == list(concordance.Line._fields)


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        pytest.param(12, "俄方称NATO", "介入,乌方回应。", id="ends with the sentence"),
        pytest.param(3, "称NATO", "介入,", id="four Latin letters are as wide as two characters"),
        pytest.param(2, "NATO", "介入", id="two"),
        pytest.param(1, "TO", "介", id="one"),
        pytest.param(0, "", "", id="none"),
    ],
)
def test_width(width, left, right):
    row = concordance.kwic(GIVEN, None, "不会", width=width).iloc[0]
    assert (row["left"], row["right"]) == (left, right)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("中国", 4),
        ("NATO", 4),
        ("，。「」", 8),
        (",.", 2),
        ("“”", 2),
        ("ＡＢ", 4),
        ("e\u0301", 1),
        ("\u3000", 2),
        ("", 0),
    ],
)
def test_cells(text, expected):
    assert concordance.cells(text) == expected


def test_lined_up():
    shown = concordance.lined_up(concordance.kwic(GIVEN, MENTIONS, "RU", width=4), caption="Russia")
    lines = shown.text.split("\n")
    assert lines[0] == "Russia"
    assert {line.index("俄") for line in lines[1:]} == {1}
    starts = {concordance.cells(line[: line.index("甲")]) for line in lines[1:]}
    assert len(starts) == 1, "the addresses stand in one column"
    assert shown.html.count("<mark>") == 3
    assert 'style="text-align:right"' in shown.html
    assert 'lang="zh"' in shown.html


def test_empty():
    none = concordance.kwic(GIVEN.iloc[:0], None, "俄")
    assert none.empty
    assert list(none.columns) == list(concordance.Line._fields)
    assert concordance.lined_up(none, caption="nothing").text == "nothing"
    assert concordance.kwic(GIVEN, MENTIONS.iloc[:0], "RU").empty
    assert concordance.kwic(GIVEN, chars(GIVEN).iloc[:0], "俄").empty


def test_hostile_text_is_made_safe():
    rows = concordance.kwic(sentences(["<script>\u202e\x1b俄</td>\t乌"], source="<b>"), None, "俄")
    assert rows.loc[0, "left"] == "<script>\u202e\x1b"
    shown = concordance.lined_up(rows, caption="<i>")
    assert not set("\u202e\x1b\t") & set(shown.text + shown.html)
    assert not any(tag in shown.html for tag in ("<script", "<b>", "<i>"))


TEXTS = st.text(st.sampled_from("俄乌aB，,“1e\u0301 。ｘ"), min_size=1, max_size=30)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=4), st.sampled_from(["俄", "a", "乌,"]), st.integers(0, 5))
def test_lines_up_for_any_text(texts, term, width):
    given_ = sentences(texts)
    found = concordance.kwic(given_, None, term, width=width)
    whole = "".join(texts)
    for row in found.itertuples():
        assert whole[row.start : row.end] == row.node == term
        assert whole[: row.start].endswith(row.left)
        assert whole[row.end :].startswith(row.right)
        assert max(concordance.cells(row.left), concordance.cells(row.right)) <= 2 * width
    shown = concordance.lined_up(found, caption="x").text.split("\n")[1:]
    assert len(shown) == len(found) == sum(text.count(term) for text in texts)
    gap = max((concordance.cells(left) for left in found["left"]), default=0)
    for line, row in zip(shown, found.itertuples(), strict=True):
        before = next(line[:n] for n in range(len(line) + 1) if concordance.cells(line[:n]) >= gap + 1)
        assert line[len(before) :].lstrip("\u0301").startswith(row.node)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=4))
def test_a_token_stands_in_every_place_that_tokens_say(texts):
    rows = chars(sentences(texts))
    found = concordance.kwic(sentences(texts), rows, "俄")
    assert list(found["start"]) == list(rows.loc[rows["token"] == "俄", "start"])
    assert list(rows.columns) == list(Token._fields)
