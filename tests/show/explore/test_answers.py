"""What is asked of a corpus is found where it stands, counted against what it is part of, in either script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import duizhao
from duizhao.errors import InputError
from duizhao.show.explore import answers

TEXTS = {
    "甲报": ["法国和英国合作。", "法国总统说：“合作对英国有利。”德国人反对不合作。"],
    "乙报": "臺灣方面批評法國，稱其不負責任。英國可能加入。",
}


@pytest.fixture(scope="module")
def corpus() -> duizhao.Corpus:
    return duizhao.load(texts=TEXTS)


def nodes(corpus: duizhao.Corpus, kind: str, what: str) -> list[str]:
    found = answers.places(corpus, kind, what)
    return list(answers.lines(corpus, found)["node"])


@pytest.mark.parametrize(
    ("kind", "what", "expected"),
    [
        ("word", "合作", ["合作", "合作", "合作"]),
        ("word", "英国合作", ["英国合作"]),  # two words
        ("word", " 英国  合作 ", ["英国合作"]),
        ("word", "国", []),  # part of a word
        ("regex", "[英法]国", ["法国", "英国", "法国", "英国", "法國", "英國"]),
        ("regex", "台湾", ["臺灣"]),
        ("actor", "FR", ["法国", "法国", "法國"]),
        ("actor", "France", ["法国", "法国", "法國"]),
        ("actor", "法国", ["法国", "法国", "法國"]),
        ("speaker", "法国总统", ["“合作对英国有利。”"]),
        ("target", "FR", ["批評"]),
    ],
)
def test_places(corpus: duizhao.Corpus, kind: str, what: str, expected: list[str]) -> None:
    assert nodes(corpus, kind, what) == expected


@pytest.mark.parametrize(("kind", "what"), [("word", " "), ("regex", "("), ("regex", "a{99999999999}"), ("colour", "红")])
def test_what_cannot_be_asked(corpus: duizhao.Corpus, kind: str, what: str) -> None:
    with pytest.raises(InputError):
        answers.places(corpus, kind, what)


def test_rates_count_sources_without_it(corpus: duizhao.Corpus) -> None:
    rates = answers.rates(corpus, answers.places(corpus, "word", "合作"))
    assert rates[["source", "times", "in_articles", "articles", "k", "n"]].values.tolist() == [
        ["甲报", 3, 2, 2, 3, 3], ["乙报", 0, 0, 1, 0, 2]]  # fmt: skip
    assert rates["high"].between(0, 1).all()
    none = answers.rates(corpus, answers.places(corpus, "word", "没有这个词"))
    assert none["k"].tolist() == none["times"].tolist() == [0, 0]


def test_lines_are_sorted_from_the_place_outwards(corpus: duizhao.Corpus) -> None:
    found = answers.places(corpus, "word", "合作")
    left = answers.lines(corpus, found, sort="left")["left"].tolist()
    assert left == sorted(left, key=lambda text: text[::-1])
    right = answers.lines(corpus, found, sort="right")["right"].tolist()
    assert right == sorted(right)
    assert len(left) == len(right) == 3


def test_voices_and_stance_are_parts_of_its_sentences(corpus: duizhao.Corpus) -> None:
    found = answers.places(corpus, "actor", "FR")
    voices = answers.voices(corpus, answers.places(corpus, "word", "合作"))
    assert set(voices["voice"]) == {"author", "法国总统"}
    for table in (voices, answers.stance(corpus, found), answers.stance(corpus, found, lang="zh")):
        assert (table["k"] <= table["n"]).all()
    assert any("France" in toward for toward in answers.stance(corpus, found)["toward"])


def test_spread_has_every_article(corpus: duizhao.Corpus) -> None:
    table = answers.spread(corpus, answers.places(corpus, "word", "合作"))
    assert table["term"].unique().tolist() == ["甲报: 甲报#1", "甲报: 甲报#2", "乙报: 乙报"]
    assert table["position"].notna().sum() == 3


def test_choices_are_answered(corpus: duizhao.Corpus) -> None:
    for kind in ("word", "actor", "speaker", "target"):
        for what in answers.choices(corpus, kind):
            assert len(answers.places(corpus, kind, what)), (kind, what)
    assert "法国" in answers.choices(corpus, "actor", "zh")
    assert answers.choices(corpus, "regex") == []
    assert answers.choices(duizhao.load(texts={"甲报": "法国说。"}), "word")


def test_an_unknown_figure(corpus: duizhao.Corpus) -> None:
    with pytest.raises(InputError, match="rates, spread"):
        answers.figure(corpus, answers.places(corpus, "word", "合作"), "cake")


def test_tables_are_said_in_words_and_escaped() -> None:
    corpus = duizhao.load(texts={"<b>甲</b>": "法国<i>批评</i>英国。", "乙": "英国说：法国。"})
    found = answers.places(corpus, "word", "法国")
    for lang, heading in (("en", "in articles"), ("zh", "出现篇数")):
        html = answers.shown("rates", answers.rates(corpus, found), "法国", lang=lang).html
        assert heading in html
        assert "<b>" not in html
    assert "<i>" not in answers.shown("lines", answers.lines(corpus, found), "法国").html


@settings(max_examples=30)
@given(st.text("法国英合作。 (x", max_size=12))
def test_any_words_are_looked_for_as_they_stand(what: str) -> None:
    try:
        found = answers.places(corpus_of_one(), "word", what)
    except InputError:
        assert not what.strip()
        return
    written = corpus_of_one().articles[0].page.text
    for start, end in zip(found["start"], found["end"], strict=True):
        assert "".join(written[start:end].split()) == "".join(what.split())


def corpus_of_one(made: list[duizhao.Corpus] = []) -> duizhao.Corpus:  # noqa: B006
    if not made:
        made.append(duizhao.load(texts={"甲报": "法国和英国 合作（x）。法国英国。"}))
    return made[0]
