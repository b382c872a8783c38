"""One row a term: counts that add up, keyness over all of them, dispersion, draws, and where the sentences are."""

import association_measures.frequencies as am_counts
import association_measures.measures as am
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.compare import terms
from duizhao.errors import InputError
from duizhao.layers.tokens import Token
from duizhao.measures import dispersion, keyness, resample

# quanteda's own unit-test corpus, see test_keyness: one sentence a source
QUANTEDA = [("A", "1", ["a a a b b c c c c c c d e f g h h"]), ("B", "2", ["a a b c c d d d d e f h"])]


def frame(articles):
    rows = []
    for source, article, sentences in articles:
        at = 0
        for n, sentence in enumerate(sentences):
            for token in sentence.split():
                rows.append((source, article, n, at, at + len(token), token, token.isalnum()))
                at += len(token)
    return pd.DataFrame(rows, columns=list(Token._fields)).astype({"word": bool})


SMALL = frame([
    ("A", "a1", ["x y z 。", "x x w", "。"]),
    ("A", "a2", ["x v"]),
    ("B", "b1", ["y y 。 w", "u x"]),
])  # fmt: skip


def test_the_first_source_is_compared_unless_one_is_named():
    tokens = pd.DataFrame(
        {"source": ["甲", "乙"], "article": ["a", "b"], "sentence": 0, "token": ["词", "词"], "word": True}
    )
    pd.testing.assert_frame_equal(terms.table(tokens, resamples=0), terms.table(tokens, "甲", resamples=0))


def test_count():
    counts = terms.count(SMALL)
    assert list(counts.terms) == ["u", "v", "w", "x", "y", "z"]
    assert counts.units.to_dict("list") == {
        "source": ["A", "A", "A", "B", "B"], "article": ["a1", "a1", "a2", "b1", "b1"],
        "sentence": [0, 1, 0, 0, 1], "size": [3, 3, 2, 3, 2],
    }  # fmt: skip
    assert counts.matrix.toarray().tolist() == [
        [0, 0, 0, 1, 1, 1], [0, 0, 1, 2, 0, 0], [0, 1, 0, 1, 0, 0], [0, 0, 1, 0, 2, 0], [1, 0, 0, 1, 0, 0],
    ]  # fmt: skip
    articles = terms.by_article(counts)
    assert articles.units["size"].tolist() == [6, 2, 5]
    assert articles.matrix.toarray().tolist() == [[0, 0, 1, 3, 1, 1], [0, 1, 0, 1, 0, 0], [1, 0, 1, 1, 2, 0]]


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        ("x", (4, 1, 3, 1, 2, 1, False)),
        ("y", (1, 2, 1, 1, 1, 1, True)),
        ("z", (1, 0, 1, 0, 1, 0, True)),
        ("u", (0, 1, 0, 1, 0, 1, True)),
    ],
)
def test_table(term, expected):
    table = terms.table(SMALL, "A", resamples=0).set_index("term")
    columns = ["n_a", "n_b", "sentences_a", "sentences_b", "articles_a", "articles_b"]
    assert tuple(table.loc[term, columns]) == pytest.approx(expected[:-1])
    assert table.loc[term, "few"] == (expected[2] + expected[3] < terms.FEW)


def test_keyness_is_of_all_terms():
    """The values of quanteda's corpus, see test_keyness."""
    table = terms.table(frame(QUANTEDA), "A", resamples=0).sort_values("term")
    expected = keyness.table([3, 2, 6, 1, 1, 1, 1, 2], [2, 1, 2, 4, 1, 1, 0, 1], 17, 12)
    for name in expected.columns:
        assert table[name].to_numpy() == pytest.approx(expected[name].to_numpy()), name
    assert table["g2"].iloc[3] == pytest.approx(3.779441, abs=1e-6)


def test_the_most_key_first_ties_by_term():
    table = terms.table(frame(QUANTEDA), "A", resamples=0)
    assert table["term"].tolist() == ["d", "c", "g", "b", "h", "e", "f", "a"]


def test_dispersion_over_sentences():
    """Gries 2008: the five parts, of which `a` has 1, 2, 3, 4 and 5 (DP .18, DPnorm .2195)."""
    parts = [
        "b a m n i b e u p",
        "b a s a t b e w q n",
        "b c a g a b e s t a",
        "b a g h a b e a a t",
        "b a h a a b e a x a t",
    ]
    table = terms.table(frame([("A", "1", parts), ("B", "2", ["a b"])]), "A", resamples=0).set_index("term")
    assert table.loc["a", ["dp_a", "dp_norm_a"]].tolist() == pytest.approx([0.18, 0.219512], abs=1e-6)
    assert table.loc["x", "dp_a"] == pytest.approx(0.78)
    assert table.loc["a", "dp_b"] == 0
    assert np.isnan(table.loc["x", "dp_b"])
    assert set(table["unit"]) == {"sentence"}


def many(each, side):
    return [(side, f"{side}{n}", ["x y" if n % 2 else "x z", "w"]) for n in range(each)]


@pytest.mark.parametrize(
    ("n_a", "n_b", "unit"),
    [(5, 5, "article"), (5, 4, "sentence"), (1, 9, "sentence"), (7, 6, "article")],
)
def test_articles_are_the_parts_where_each_side_has_five(n_a, n_b, unit):
    tokens = frame(many(n_a, "A") + many(n_b, "B"))
    table = terms.table(tokens, "A", resamples=50).set_index("term")
    assert set(table["unit"]) == {unit}
    counts = terms.count(tokens)
    parts = terms.by_article(counts) if unit == "article" else counts
    own = np.flatnonzero(parts.units["source"] == "A")
    expected = dispersion.table(parts.matrix[own].T, parts.units["size"].to_numpy()[own])
    assert table.loc[list(parts.terms), "dp_a"].to_numpy() == pytest.approx(expected["dp"].to_numpy(), nan_ok=True)


def test_draws():
    tokens = frame(many(5, "A") + many(4, "B"))
    table = terms.table(tokens, "A", resamples=200, seed=3)
    counts = terms.count(tokens)
    keys = list(zip(counts.units["article"], counts.units["sentence"], strict=True))
    data = resample.units(counts.matrix, counts.units["size"], counts.units["source"] == "A", keys)
    drawn = resample.bootstrap(data, seed=3, resamples=200)
    order = [list(terms.count(tokens).terms).index(t) for t in table["term"]]
    assert table["boot_low"].to_numpy() == pytest.approx(drawn["low"].to_numpy()[order], nan_ok=True)
    none = terms.table(tokens, "A", resamples=0)
    assert none[["boot_low", "boot_high"]].isna().all(axis=None)
    assert none.drop(columns=["boot_low", "boot_high"]).equals(table.drop(columns=["boot_low", "boot_high"]))


def test_a_term_of_few_sentences_has_no_resampled_interval():
    table = terms.table(frame(many(3, "A") + many(3, "B")), "A", resamples=100)
    assert table.loc[table["few"], ["boot_low", "boot_high"]].isna().all(axis=None)
    assert table.loc[~table["few"], ["boot_low", "boot_high"]].notna().all(axis=None)
    assert 0 < table["few"].sum() < len(table)


def test_evidence_is_of_both_sources_and_holds_the_term():
    tokens = frame([("A", "a", ["x y"] * 20), ("B", "b", ["x"] * 3)])
    evidence = terms.table(tokens, "A", resamples=0).set_index("term").loc["x", "evidence"]
    assert len(evidence) == 8
    assert [place for place in evidence if place.startswith("b:")] == ["b:0", "b:1", "b:2"]


def test_three_sources():
    tokens = frame([("A", "a", ["x x y"]), ("B", "b", ["x z"]), ("C", "c", ["y y"])])
    table = terms.table(tokens, "A", resamples=0).set_index("term")
    assert table["n_a"].sum() == 3
    assert table["n_b"].sum() == 4
    assert table.loc["y", ["n_a", "n_b"]].tolist() == [1, 2]


def test_unknown_source():
    with pytest.raises(InputError, match="no source C; there are A, B"):
        terms.table(SMALL, "C")


def test_one_source_alone():
    table = terms.table(SMALL[SMALL["source"] == "A"], "A", resamples=10)
    assert (table["n_b"] == 0).all()
    assert (table[["g2", "log_ratio"]] == 0).all(axis=None)
    assert table["dp_b"].isna().all()


def test_a_source_of_punctuation_only():
    table = terms.table(frame([("A", "a", ["。"]), ("B", "b", ["x y"])]), "A", resamples=10)
    assert table["n_a"].tolist() == [0, 0]
    assert (table["g2"] == 0).all()


SENTENCE = st.lists(st.sampled_from("uvwxy。"), min_size=1, max_size=6).map(" ".join)
ARTICLES = (
    st.lists(st.tuples(st.sampled_from("AB"), st.lists(SENTENCE, min_size=1, max_size=4)), min_size=2, max_size=5)
    .filter(lambda given: len({source for source, _ in given}) == 2)
    .map(lambda given: [(source, f"{source}{n}", text) for n, (source, text) in enumerate(given)])
)


@settings(deadline=None, max_examples=40)
@given(ARTICLES)
def test_sums_are_the_sizes(articles):
    tokens = frame(articles)
    table = terms.table(tokens, "A", resamples=0)
    words = tokens[tokens["word"]]
    for column, side in (("n_a", words["source"] == "A"), ("n_b", words["source"] == "B")):
        assert table[column].sum() == side.sum()
        assert dict(zip(table["term"], table[column], strict=True)) == {
            term: int((words.loc[side, "token"] == term).sum()) for term in table["term"]
        }
    places = set(zip(words["article"], words["sentence"], words["token"], strict=True))
    for row in table.itertuples():
        split = [place.rsplit(":", 1) for place in row.evidence]
        assert len(split) == min(8, row.sentences_a + row.sentences_b)
        assert all((article, int(number), row.term) in places for article, number in split)


@pytest.mark.parametrize("resamples", [0, 20])
def test_no_word_anywhere_is_an_empty_table(resamples):
    table = terms.table(frame([("A", "A0", ["。"]), ("B", "B1", ["。"])]), "A", resamples=resamples)
    assert table.empty
    assert {"term", "n_a", "n_b", "g2", "q", "boot_low", "evidence"} <= set(table.columns)


@settings(deadline=None, max_examples=30)
@given(ARTICLES)
def test_swap(articles):
    """Signed scores are negated, intervals turned, and all else stays, resampled or not."""
    one, other = (terms.table(frame(articles), a, resamples=40).set_index("term").sort_index() for a in "AB")
    for name in ("log_ratio", "log_ratio_conservative"):
        np.testing.assert_array_equal(one[name], -other[name])
    for low, high in (("log_ratio_low", "log_ratio_high"), ("boot_low", "boot_high")):
        np.testing.assert_array_equal(one[low], -other[high])
        np.testing.assert_array_equal(one[high], -other[low])
    for name in ("g2", "p", "q", "few", "unit"):
        assert one[name].tolist() == other[name].tolist(), name
    for name in ("n", "rate", "sentences", "articles", "dp", "dp_norm"):
        np.testing.assert_array_equal(one[f"{name}_a"], other[f"{name}_b"])
    assert one["evidence"].tolist() == other["evidence"].tolist()


@settings(deadline=None, max_examples=30)
@given(ARTICLES, st.randoms(use_true_random=False))
def test_the_order_of_articles_changes_nothing(articles, random):
    shuffled = random.sample(articles, len(articles))
    one, other = (terms.table(frame(given_), "A", resamples=40) for given_ in (articles, shuffled))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


@settings(deadline=None, max_examples=20)
@given(ARTICLES, st.integers(2, 4))
def test_duplication(articles, times):
    copies = [(s, f"{a}+{k}", text) for k in range(times) for s, a, text in articles]
    one, other = (
        terms.table(frame(given_), "A", resamples=0).set_index("term").sort_index() for given_ in (articles, copies)
    )
    assert other["g2"].to_numpy() == pytest.approx(times * one["g2"].to_numpy(), abs=1e-9)
    assert (
        other[["n_a", "n_b", "sentences_a", "articles_b"]] == times * one[["n_a", "n_b", "sentences_a", "articles_b"]]
    ).all(axis=None)


def test_within_events():
    """x is a word of the event that A writes most of: within events the sources use it alike."""
    tokens = frame([
        ("A", "a1", ["x x y y"] * 12), ("B", "b1", ["x x y y"] * 2), ("A", "a2", ["y y y z"] * 2), ("B", "b2", ["y y y z"] * 12),
    ])  # fmt: skip
    events = {"a1": "war", "b1": "war", "a2": "fair", "b2": "fair"}
    whole, within = (
        terms.table(tokens, "A", resamples=50, events=given_).set_index("term") for given_ in (None, events)
    )
    assert whole.loc["x", "p"] < 0.001
    assert within.loc["x", "log_ratio"] == pytest.approx(0, abs=0.05)
    assert within.loc["x", "p"] > 0.5
    one = terms.table(tokens, "A", resamples=50, events=dict.fromkeys(events, "one"))
    pd.testing.assert_frame_equal(one, whole.reset_index()[list(one.columns)])


def test_chance_has_its_baseline():
    """Two articles of unlike words are beyond every shuffle; two articles of one source, made of the same sentences, are not."""
    tokens = frame([("A", "a1", ["x y"] * 9), ("A", "a2", ["x y"] * 9), ("B", "b1", ["u v"] * 9)])
    rows = terms.chance(tokens, "B", resamples=200).set_index("measure")
    assert rows.loc["Jensen-Shannon divergence", "observed"] == pytest.approx(1)
    assert rows.loc["Jensen-Shannon divergence", "observed"] > rows.loc["Jensen-Shannon divergence", "most"]
    assert (rows["least"] <= rows["mean"]).all()
    same = terms.of_one_source(tokens, resamples=50)
    assert same[["source", "one", "other"]].drop_duplicates().to_numpy().tolist() == [["A", "a1", "a2"]]
    assert (same["observed"] == 0).all()
    assert terms.of_one_source(tokens[tokens["article"] != "a2"]).empty


def test_key_hides_rows_and_keeps_both_sides():
    table = terms.table(frame(QUANTEDA), "A", resamples=0)
    shown = terms.key(table, ["d"], most=2)
    assert shown["term"].tolist() == ["c", "g", "e", "f"]
    assert len(terms.key(table)) == len(table)


def test_collocates_are_compared_with_everywhere_else():
    """Counted by hand: near are two words to either side in the same sentence; G² is that of association-measures."""
    text = "法国 的 海缆 项目 。 英国 的 海缆 很 长 。 项目 很 长"
    at, rows = 0, []
    for number, word in enumerate(text.split(" ")):
        rows.append(("甲", "x", number // 5, at, at + len(word), word, word != "。"))
        at += len(word)
    tokens = pd.DataFrame(rows, columns=["source", "article", "sentence", "start", "end", "token", "word"])
    found = terms.collocates(tokens, tokens[tokens["token"] == "海缆"], window=2)
    counts = {row.term: (row.near, row.rest) for row in found.itertuples()}
    assert counts == {"的": (2, 0), "法国": (1, 0), "英国": (1, 0)}
    table = pd.DataFrame({"f": [2], "f1": [7], "f2": [2], "N": [10]})
    table = am_counts.observed_frequencies(table).join(am_counts.expected_frequencies(table))
    assert found["g2"].iloc[0] == pytest.approx(am.log_likelihood(table, signed=False)[0])
    assert terms.collocates(tokens, tokens[:0]).empty
    assert "的" not in set(terms.collocates(tokens, tokens[tokens["token"] == "海缆"], window=2, hide=["的"])["term"])
