"""Other choices, chance, and topic: each variant changes what it names, each reason holds where it is given."""

import pandas as pd
import pytest

from duizhao import codebook
from duizhao.compare import sensitivity, terms
from duizhao.corpus import Corpus
from duizhao.layers import tokens
from duizhao.pages import roles
from duizhao.pages.read import from_text

BOOK = codebook.load()


def article(text, source, *, roles_=None):
    page = from_text(text, name=source)
    made = roles.from_roles(page, roles_, name=source, source=source) if roles_ else None
    return made or roles.from_clean(page, name=source, source=source)


def compared(a, b, **kwargs):
    return Corpus((article(a, "甲", **kwargs), article(b, "乙")), BOOK)


A = "标题\n乌克兰的安全和主权。乌克兰的安全和稳定。俄罗斯称安全合作第一。球队今天比赛。球队今天比赛。球队赢了比赛。"
B = "题目\n乌克兰的稳定和合作。俄罗斯称稳定重要。乌克兰会稳定。合作和安全。合作重要。合作继续。"
PAIR = compared(A, B)


def reasons(apart):
    return dict(zip(apart.verdicts["term"], apart.verdicts["may_be_topic"], strict=True))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        pytest.param("乌克兰", "names an actor", id="who it is about"),
        pytest.param("球队", "only in other sentences", id="none of its sentences mentions a common actor"),
        pytest.param("合作", "the difference goes", id="1:4 in all, 1:1 there"),
        pytest.param("主权", "in one source only", id="the other source has it nowhere"),
        pytest.param("稳定", "", id="1:3, and as much there"),
    ],
)
def test_reasons(term, expected):
    apart = sensitivity.topic_apart(PAIR, "甲", most=99)
    assert reasons(apart)[term] == expected


def test_topic_apart_counts():
    apart = sensitivity.topic_apart(PAIR, "甲", most=99)
    assert apart.actors == ["UA", "RU"]
    assert apart.kept.to_dict("list") == {"source": ["甲", "乙"], "kept": [3, 3], "of": [7, 7]}
    row = apart.verdicts.set_index("term").loc["安全"]
    assert (row["n_a"], row["n_b"], row["n_a_there"], row["n_b_there"]) == (3, 1, 3, 0)
    there = apart.common.set_index("term")
    pd.testing.assert_series_equal(
        apart.verdicts.set_index("term")["log_ratio_there"].reindex(there.index).dropna(),
        there["log_ratio"][there.index.isin(apart.verdicts["term"])], check_names=False,
    )  # fmt: skip
    assert apart.common["n_a"].sum() < apart.whole["n_a"].sum()
    assert not set(apart.verdicts["term"]) & BOOK.stopwords


def test_swap_gives_the_same_verdicts():
    one, other = (sensitivity.topic_apart(PAIR, a, most=99) for a in ("甲", "乙"))
    assert reasons(one) == reasons(other)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("题\n天气很好。", "目\n天气不好。", id="no actor at all"),
        pytest.param("题\n乌克兰的天气很好。", "目\n天气不好。", id="one source mentions nobody"),
        pytest.param("题\n乌克兰的天气很好。", "目\n法国天气不好。", id="no actor in common"),
    ],
)
def test_nothing_in_common(a, b):
    apart = sensitivity.topic_apart(compared(a, b), "甲")
    assert apart.actors == []
    assert apart.kept["kept"].tolist() == [0, 0]
    assert apart.common.empty
    assert list(apart.common.columns) == list(apart.whole.columns)
    assert set(reasons(apart).values()) <= {"names an actor", "only in other sentences"}
    assert len(apart.verdicts)


def test_top_terms_default_is_the_table():
    top = sensitivity.top_terms(PAIR, "甲", most=5)
    table = terms.table(PAIR.tokens, "甲", resamples=0)
    expected = table[~table["term"].isin(BOOK.stopwords)].head(5)
    shown = top[top["variant"] == sensitivity.DEFAULT]
    assert shown["term"].tolist() == expected["term"].tolist()
    assert shown["rank"].tolist() == [1, 2, 3, 4, 5]
    assert list(dict.fromkeys(top["variant"])) == [
        "as shown", "HMM off", "codebook's names off", "actors resolved", "page furniture left in", "stop list off",
    ]  # fmt: skip


def words(top, variant):
    return set(top.loc[top["variant"] == variant, "term"])


def test_each_variant_changes_what_it_names():
    pair = compared(A + "英美澳防长会晤。\n热门推荐", B, roles_={1: "title", 2: "body", 3: "related"})
    top = sensitivity.top_terms(pair, "甲", most=999)
    shown = words(top, "as shown")
    assert {"英美澳", "乌克兰"} <= shown
    assert "英美澳" not in words(top, "codebook's names off")
    assert {"[UA]", "[AU]"} <= words(top, "actors resolved")
    assert "乌克兰" not in words(top, "actors resolved")
    assert words(top, "page furniture left in") - shown == {"热门", "推荐"}
    assert words(top, "stop list off") - shown <= BOOK.stopwords
    assert words(top, "stop list off") > shown
    assert "防长" in shown - words(top, "HMM off")


def test_own_words_hold_in_every_variant():
    own = [tokens.Word("安全和稳定")]
    top = sensitivity.top_terms(PAIR, "甲", most=999, words=own)
    assert all("安全和稳定" in words(top, variant) for variant in top["variant"].unique())


def test_overlap():
    top = pd.DataFrame(
        [("x", t) for t in "abc"] + [("y", t) for t in "bcd"] + [("z", t) for t in "e"], columns=["variant", "term"]
    )
    assert sensitivity.overlap(top).to_dict("records") == [
        {"variant": "x", "shared": 3, "of": 3, "gone": [], "new": []},
        {"variant": "y", "shared": 2, "of": 3, "gone": ["a"], "new": ["d"]},
        {"variant": "z", "shared": 0, "of": 3, "gone": ["a", "b", "c"], "new": ["e"]},
    ]
    assert sensitivity.overlap(top.iloc[:0]).empty


def test_chance():
    rows = sensitivity.chance(PAIR.tokens, "甲", resamples=200)
    assert rows["rule"].tolist() == ["q < .05", "G² > 6.63"]
    assert (rows["low"] <= rows["high"]).all()
    pd.testing.assert_frame_equal(rows, sensitivity.chance(PAIR.tokens, "甲", resamples=200))
    swapped = sensitivity.chance(PAIR.tokens, "乙", resamples=200)
    assert rows["observed"].tolist() == swapped["observed"].tolist()
