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
from duizhao.layers.sentences import Sentence, split
from duizhao.layers.speech.quotes import Quote
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


def quote(start, end, speaker="甲方", kind="direct", cont=False, own=False, actors=("RU",), source="甲", sentence=1):
    return (source, source, sentence, start, end, speaker, actors, "称", None, None, kind, cont, own)


WHOLE = 2 + 4 + 2 + 2  # 标 题 without its space, 一二三。, 四五, 六!


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


def test_quoted_characters_and_the_ledger_count_alike():
    """The voices of a source sum to the characters of its title, subheads and body, white space left out in both."""
    voices = tallies.quoted_characters(PAIR).groupby("source")["characters"].sum()
    ledger = tallies.characters_by_role(PAIR)
    text = ledger[ledger["role"].isin(["title", "subhead", "body"])].groupby("page")["characters"].sum()
    assert sorted(voices) == sorted(text) == sorted(tallies.sizes(PAIR)["characters"])


@pytest.mark.parametrize(
    ("speaker", "actors", "expected"),
    [
        pytest.param("马克龙和斯塔默", ("FR", "GB"), ["马克龙", "斯塔默"], id="two speakers under one name"),
        pytest.param("马克龙", ("FR",), ["马克龙"], id="one"),
        pytest.param("共和党人", ("US",), ["共和党人"], id="和 inside a name"),
        pytest.param("unknown", (), [], id="nobody that is known"),
    ],
)
def test_people(speaker, actors, expected):
    assert tallies.people(speaker, actors) == expected


def test_naming():
    made = Corpus((roles.from_clean(from_text("英国批评法国\n法国称“不会”。", name="a"), name="a", source="甲"),), BOOK)
    table = tallies.naming(made.mentions, sources=["甲", "乙"]).set_index("actor")
    assert table.at["FR", "甲"] == "法国 2"
    assert table["乙"].isna().all()
    assert list(tallies.naming(made.mentions.iloc[:0])) == ["actor"]


def test_reporting_verbs():
    text = "会谈\n法国总统府称，和谈必须继续。俄罗斯指出，美国的建议是建设性的。"
    made = Corpus((roles.from_clean(from_text(text, name="a"), name="a", source="甲"),), BOOK)
    table = tallies.reporting_verbs(made)
    heads = made.quotes[(made.quotes["cue"].str.len() > 1) & ~made.quotes["cont"].astype(bool)]
    assert table["甲"].sum() == len(heads)
    assert table["cue"].is_unique
