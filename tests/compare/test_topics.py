"""What a text is about: phrases rather than their words, places that are no actors, marks with the part that holds them."""

import pytest

from duizhao import codebook
from duizhao.compare import topics

BOOK = codebook.load()


def phrases(corpus):
    return topics.phrases(corpus.tokens, corpus.mentions, BOOK.stopwords)


def test_a_phrase_stands_for_its_words(made):
    found = phrases(made(("甲", "码头\n" + "海水淡化工程开工。海水淡化工程获批。海水淡化工程很大。")))
    counts = found["token"].value_counts()
    assert counts["海水 淡化 工程"] == 3
    assert not {"海水", "淡化", "海水 淡化"} & set(counts.index)


@pytest.mark.parametrize("word", ["的", "2024", "英国", "因为"])
def test_no_topic(word, made):
    found = phrases(made(("甲", f"码头\n{word}码头扩建。{word}居民报名。")))
    assert word not in set(found["token"])
    assert "码头" in set(found["token"])


def test_the_most_unlike_first_and_their_counts(made):
    one, two = "码头\n" + "居民报名码头。码头很大，居民很多。" * 3, "会议\n" + "居民报名会议。会议很大，居民很多。" * 3
    corpus = made(("甲", one), ("乙", two))
    table = topics.table(corpus, "甲").set_index("term")
    assert list(table.index[:2]) in (["码头", "会议"], ["会议", "码头"])
    assert tuple(table.loc["码头", ["n_a", "n_b", "headline"]]) == (7, 0, True)
    assert tuple(table.loc["居民", ["n_a", "n_b", "headline"]]) == (6, 6, False)
    assert table.loc["居民", "p"] == pytest.approx(1)
    sizes = [int(corpus.tokens.query("word and source == @name").shape[0]) for name in ("甲", "乙")]
    assert topics.favoured(table.reset_index(), "a", sizes)[0] == ("码头", 7, 0)


def test_places_in_their_frame(made):
    corpus = made(("甲", "救灾\n救援队抵达敦煌。敦煌地区下雨。当事人李敦煌没有到场。"))
    found = topics.places(corpus)
    assert "敦煌" in set(found["token"])
    for row in found.itertuples():
        assert corpus.texts[row.article][0][row.start : row.end] == row.token


def test_no_place_without_a_frame(made):
    assert len(topics.places(made(("甲", "天气\n今天天气晴，居民报名。")))) == 0


def test_a_mark_and_the_part_that_holds_it(made):
    corpus = made(("甲", "局势失控！\n会谈开始，援助取决于各方，会谈结束。"))
    found = topics.marked(corpus.sentences, ["decisive", "alarm"]).set_index("mark")
    text = corpus.texts["甲0"][0]
    assert text[found.loc["decisive", "part_start"] : found.loc["decisive", "part_end"]] == "援助取决于各方"
    assert text[found.loc["alarm", "cue_start"] : found.loc["alarm", "cue_end"]] == found.loc["alarm", "cue"]


def test_an_empty_corpus_has_none(made):
    corpus = made(("甲", "\n"))
    assert len(phrases(corpus)) == len(topics.places(corpus)) == len(topics.marked(corpus.sentences, topics.LOUD)) == 0
