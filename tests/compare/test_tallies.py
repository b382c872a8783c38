"""Counts by source: integers that add up, zeros with an upper bound, shares of voice that are one whole."""

from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.compare import tallies
from duizhao.corpus import Corpus
from duizhao.layers import tokens
from duizhao.layers.quotes import Quote
from duizhao.layers.sentences import Sentence, split
from duizhao.measures import intervals
from duizhao.pages import roles
from duizhao.pages.metadata import Metadata, Read
from duizhao.pages.read import from_text

BOOK = codebook.load()
KINDS = ("title", "body", "related", "body", "chrome")


def article(text, source, name=None, metadata=None):
    page = from_text(text, name=name or source)
    given_ = {line: KINDS[line - 1] for line, s, e in page.lines if line <= len(KINDS) and text[s:e].strip()}
    made = roles.from_roles(page, given_, name=name or source, source=source)
    return replace(made, metadata=metadata) if metadata else made


def corpus(*articles, quotes=(), mentions=()):
    sentences = split(articles)
    made = {
        "sentences": sentences, "tokens": tokens.tokens(sentences, list),
        "mentions": pd.DataFrame(list(mentions), columns=["source", "article", "sentence", "start", "end", "actors"]),
        "quotes": pd.DataFrame([Quote(*row) for row in quotes], columns=list(Quote._fields)),
    }  # fmt: skip
    return Corpus(tuple(articles), BOOK, made=made)


A = article("标 题\n一二三。四五\n别的\n六!", "甲")
B = article("题\n你好,我好", "乙")
PAIR = corpus(A, B)


def test_sizes():
    assert tallies.sizes(PAIR).to_dict("list") == {
        "source": ["甲", "乙"], "articles": [1, 1], "sentences": [4, 2], "tokens": [8, 5], "characters": [10, 6],
    }  # fmt: skip
    both = tallies.sizes(corpus(A, article("题\n好", "甲", "a2"), B))
    assert both["articles"].tolist() == [2, 1]
    assert both["sentences"].tolist() == [6, 2]


def test_a_source_without_words_or_sentences_is_a_row_of_zeros():
    found = tallies.sizes(corpus(A, article("\n\n", "乙"), article("。\n…", "丙")))
    assert found.to_numpy().tolist() == [["甲", 1, 4, 8, 10], ["乙", 0, 0, 0, 0], ["丙", 1, 2, 0, 2]]
    assert all(str(kind) == "int64" for kind in found.dtypes[1:])


def test_characters_by_role():
    found = tallies.characters_by_role(PAIR)
    assert found.to_numpy().tolist() == [
        ["甲 (甲)", "title", 1, 2], ["甲 (甲)", "body", 2, 8], ["甲 (甲)", "related", 1, 2],
        ["乙 (乙)", "title", 1, 1], ["乙 (乙)", "body", 1, 5],
    ]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("俄a 。\n\u3000")), min_size=1, max_size=3))
def test_the_ledger_sums_to_the_page(texts):
    made = [article(text, f"s{n}") for n, text in enumerate(texts)]
    found = tallies.characters_by_role(corpus(*made)).groupby("page")[["lines", "characters"]].sum()
    for one in made:
        row = found.loc[f"{one.source} ({one.name})"]
        assert row["characters"] == len("".join(one.page.text.split()))
        assert row["lines"] == len(one.lines)


MENTIONS = pd.DataFrame(
    [("甲", "a", 0, 0, 2, ("RU", "UA")), ("甲", "a", 0, 4, 5, ("RU",)), ("甲", "a", 2, 9, 9, ()), ("乙", "b", 1, 3, 4, ("UA",)),
     ("乙", "b", 1, 5, 6, ("US",))],
    columns=["source", "article", "sentence", "start", "end", "actors"],
)  # fmt: skip
SENTENCES = pd.DataFrame(
    [("甲", "a", n, 1, "body", 10 * n, 10 * n + 9, "x") for n in range(3)]
    + [("乙", "b", n, 1, "body", 10 * n, 10 * n + 9, "x") for n in range(2)],
    columns=list(Sentence._fields),
)


def test_exploded():
    found = tallies.exploded(MENTIONS)
    assert found[["article", "actor"]].to_numpy().tolist() == [
        ["a", "RU"],
        ["a", "UA"],
        ["a", "RU"],
        ["b", "UA"],
        ["b", "US"],
    ]
    assert found.index.tolist() == [0, 1, 2, 3, 4]
    assert tallies.exploded(MENTIONS.iloc[:0]).empty


def test_sentence_shares():
    found = tallies.sentence_shares(SENTENCES, tallies.exploded(MENTIONS), "actor")
    assert found[["actor", "source", "k", "n"]].to_numpy().tolist() == [
        ["UA", "甲", 1, 3], ["UA", "乙", 1, 2], ["RU", "甲", 1, 3], ["RU", "乙", 0, 2], ["US", "甲", 0, 3], ["US", "乙", 1, 2],
    ]  # fmt: skip
    expected = intervals.shares(found["k"], found["n"])
    pd.testing.assert_frame_equal(found[list(expected.columns)], expected)
    zero = found[found["k"] == 0]
    assert (zero["low"] == 0).all()
    assert (zero["high"] > 0.4).all(), "a zero has an upper bound"


def test_most_leaves_the_rest_as_it_was():
    every = tallies.sentence_shares(SENTENCES, tallies.exploded(MENTIONS), "actor")
    pd.testing.assert_frame_equal(
        tallies.sentence_shares(SENTENCES, tallies.exploded(MENTIONS), "actor", most=2), every.iloc[:4]
    )


@pytest.mark.parametrize(
    "hits",
    [
        pytest.param(MENTIONS.iloc[:0], id="no hits"),
        pytest.param(MENTIONS.assign(sentence=99), id="hits in sentences that are not of the whole"),
    ],
)
def test_nothing_met(hits):
    found = tallies.sentence_shares(SENTENCES, tallies.exploded(hits), "actor")
    assert found.empty
    assert list(found.columns) == ["actor", "source", "k", "n", "share", "low", "high"]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2), st.sampled_from("xyz")), max_size=12), st.randoms())
def test_shares_count_sentences(hits, random):
    source = {"a": "甲", "b": "乙"}
    rows = pd.DataFrame([(source[a], a, n, v) for a, n, v in hits], columns=["source", "article", "sentence", "value"])
    found = tallies.sentence_shares(SENTENCES, rows.astype({"sentence": int}), "value")
    real = {(a, n, v) for a, n, v in hits if n < {"a": 3, "b": 2}[a]}
    for row in found.itertuples():
        assert row.k == sum(v == row.value and source[a] == row.source for a, _, v in real)
    assert set(found["value"]) == {v for *_, v in real}
    shuffled = rows.sample(frac=1, random_state=random.randrange(99)).astype({"sentence": int})
    pd.testing.assert_frame_equal(tallies.sentence_shares(SENTENCES, shuffled, "value"), found)


def quote(start, end, speaker="甲方", kind="direct", cont=False, own=False, actors=("RU",), source="甲", sentence=1):
    return (source, source, sentence, start, end, speaker, actors, "称", None, None, kind, cont, own)


WHOLE = 3 + 4 + 2 + 2  # 标 题, 一二三。, 四五, 六!


@pytest.mark.parametrize(
    ("quotes", "expected"),
    [
        pytest.param([], {"author": (0, WHOLE)}, id="the author alone"),
        pytest.param([quote(4, 7)], {"author": (0, WHOLE - 3), "甲方": (1, 3)}, id="one quotation"),
        pytest.param(
            [quote(4, 6), quote(6, 8, cont=True)], {"author": (0, WHOLE - 4), "甲方": (1, 4)}, id="carried on"
        ),
        pytest.param(
            [quote(4, 8), quote(5, 7, "乙方")], {"author": (0, WHOLE - 4), "甲方": (1, 2), "乙方": (1, 2)}, id="nested"
        ),
        pytest.param(
            [quote(4, 8), quote(4, 6, "乙"), quote(4, 5, "丙")],
            {"author": (0, WHOLE - 4), "甲方": (1, 2), "乙": (1, 1), "丙": (1, 1)},
            id="nested twice",
        ),
        pytest.param(
            [quote(4, 7), quote(5, 8, "乙方")], {"author": (0, WHOLE - 4), "甲方": (1, 3), "乙方": (1, 1)}, id="crossed"
        ),
        pytest.param(
            [quote(4, 7), quote(4, 7, "乙方")], {"author": (0, WHOLE - 3), "甲方": (1, 3), "乙方": (1, 0)}, id="twice"
        ),
    ],
)
def test_quoted_characters(quotes, expected):
    found = tallies.quoted_characters(corpus(A, B, quotes=quotes))
    own = found[found["source"] == "甲"].set_index("speaker")
    assert {name: (row["quotations"], row["characters"]) for name, row in own.iterrows()} == expected
    assert own["share"].tolist() == pytest.approx((own["characters"] / WHOLE).tolist())
    other = found[found["source"] == "乙"]
    assert other[["speaker", "kind", "share"]].to_numpy().tolist() == [["author", "author", 1.0]]


def test_kinds_of_voices_are_kept_apart():
    quotes = [quote(4, 5), quote(5, 6, kind="source"), quote(6, 7, own=True), quote(8, 9, kind="indirect")]
    found = tallies.quoted_characters(corpus(A, B, quotes=quotes))
    kinds = found[found["source"] == "甲"].set_index("kind")
    assert kinds["characters"].to_dict() == {"author": WHOLE - 4, "quoted": 2, "source": 1, "own": 1}
    assert kinds["quotations"].to_dict() == {"author": 0, "quoted": 2, "source": 1, "own": 1}


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(1, 6), st.sampled_from("xy"), st.booleans()), max_size=6))
def test_shares_of_voice_are_one_whole(spans):
    page = article("题\n一二三四五六七八九十一二三四", "甲")
    quotes = [quote(2 + s, 2 + s + n, who, cont=cont) for s, n, who, cont in spans]
    found = tallies.quoted_characters(corpus(page, B, quotes=quotes))
    assert found.groupby("source")["share"].sum().tolist() == pytest.approx([1, 1])
    assert (found["characters"] >= 0).all()
    covered = {c for s, n, *_ in spans for c in range(s, s + n)}
    assert found.loc[(found["source"] == "甲") & (found["kind"] == "author"), "characters"].item() == 15 - len(covered)


def test_voices_by_actor():
    quotes = [quote(4, 7), quote(8, 9, "某人", actors=()), quote(9, 10, kind="source", actors=())]
    found = tallies.voices_by_actor(tallies.quoted_characters(corpus(A, B, quotes=quotes)))
    own = found[found["page"] == "甲"].set_index("role")["characters"].to_dict()
    assert own == {"author": WHOLE - 5, "provenance": 1, "quoted: RU": 3, "quoted: others": 1}
    assert found["characters"].sum() == WHOLE + 6


@pytest.mark.parametrize(
    ("rows", "sources", "expected"),
    [
        pytest.param([("甲", "RU"), ("乙", "RU"), ("甲", "UA")], (), ["RU"], id="one in both"),
        pytest.param(
            [("甲", "RU"), ("乙", "RU"), ("甲", "UA"), ("乙", "UA"), ("乙", "UA")], (), ["UA", "RU"], id="most first"
        ),
        pytest.param([("甲", "US"), ("乙", "US"), ("甲", "CN"), ("乙", "CN")], (), ["CN", "US"], id="ties by code"),
        pytest.param([("甲", "RU"), ("乙", "UA")], (), [], id="none in both"),
        pytest.param([("甲", "RU")], ("甲", "乙"), [], id="a source that mentions nobody"),
        pytest.param([("甲", "RU")], (), ["RU"], id="the only source"),
        pytest.param([("甲", "RU"), ("乙", "RU")], ("甲", "乙", "丙"), [], id="a third that mentions nobody"),
        pytest.param([], ("甲",), [], id="no mention at all"),
        pytest.param([], (), [], id="nothing"),
    ],
)
def test_common_actors(rows, sources, expected):
    mentions = pd.DataFrame(
        [(s, s, n, 0, 1, (actor,)) for n, (s, actor) in enumerate(rows)], columns=list(MENTIONS.columns)
    )
    assert tallies.common_actors(mentions, sources) == expected
    assert tallies.common_actors(mentions.iloc[::-1], sources) == expected


def test_mentioning():
    assert tallies.mentioning(SENTENCES, MENTIONS, ["RU", "US"])[["article", "sentence"]].to_numpy().tolist() == [
        ["a", 0],
        ["b", 1],
    ]
    assert tallies.mentioning(SENTENCES, MENTIONS, []).empty
    assert tallies.mentioning(SENTENCES, MENTIONS.iloc[:0], ["RU"]).empty
    twice = pd.concat([SENTENCES, SENTENCES])
    assert len(tallies.mentioning(twice, MENTIONS, ["RU"])) == 2, "rows are kept, never multiplied"


def test_pair():
    assert tallies.pair(PAIR) == ("甲", "乙")
    assert tallies.pair(corpus(A, B, article("题\n文", "丙"))) == ("甲", "the others")


def test_metadata_and_events():
    said = Metadata(title="标 题", published="2025-03-14 08:56", spans=(Read("title", 0, 3, "first line"),))
    one, two = article("标 题\n一。二。", "甲", metadata=said), article("题", "甲", "second")
    found = tallies.metadata(corpus(one, two)).set_index("field")
    assert list(found.columns) == ["甲", "second", "read from"]
    assert found.loc["published", "甲"] == "2025-03-14 08:56"
    assert found.loc["published", "second"] is None, "what is not known is not guessed"
    assert found.loc["title", "read from"] == "line 1, –"
    assert set(found.index).isdisjoint({"spans"})
    events = tallies.events(corpus(one, two))
    assert events.to_numpy().tolist() == [
        ["甲", "甲", "2025-03-14 08:56", "标 题", "一。"], ["甲", "second", None, None, None],
    ]  # fmt: skip


def test_warnings():
    one = replace(A, warnings=("no date", "two titles"))
    assert tallies.warnings(corpus(one, B)).to_numpy().tolist() == [["甲", "甲", "no date"], ["甲", "甲", "two titles"]]
    assert list(tallies.warnings(PAIR).columns) == ["source", "article", "warning"]


def test_positions():
    rows = pd.DataFrame([("甲", "a", 0, "x"), ("甲", "a", 29, "x"), ("乙", "b", 5, "y"), ("乙", "b", 5, "z")],
                        columns=["source", "article", "start", "word"])  # fmt: skip
    found = tallies.positions(rows, SENTENCES, "word", ["y", "x"])
    shown = [(s, t, None if p != p else round(p, 3)) for s, t, p in found.itertuples(index=False)]
    assert shown == [
        ("甲", "y", None), ("乙", "y", None), ("乙", "y", round(5 / 19, 3)),
        ("甲", "x", None), ("乙", "x", None), ("甲", "x", 0.0), ("甲", "x", 1.0),
    ]  # fmt: skip


def test_a_real_pair_adds_up():
    made = Corpus((
        roles.from_clean(from_text("峰会\n俄外长称:“我们反对。”法国和德国表示支持。", name="a"), name="a", source="甲"),
        roles.from_clean(from_text("会谈\n据俄媒报道,乌克兰反对。天气不错。", name="b"), name="b", source="乙"),
    ), BOOK)  # fmt: skip
    found = tallies.quoted_characters(made)
    assert found.groupby("source")["share"].sum().tolist() == pytest.approx([1, 1])
    assert (found["characters"] >= 0).all()
    assert tallies.sizes(made)["tokens"].sum() == made.tokens["word"].sum()
