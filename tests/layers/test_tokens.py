"""Tokens: a tokenizer of our own that nothing outside sees, tokens that cover their sentences, actors in place of words."""

import logging
import re
import subprocess
import sys
from collections.abc import Iterator

import jieba
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.codebook.words import Word
from duizhao.errors import InputError
from duizhao.layers import tokens
from duizhao.layers.sentences import Sentence
from duizhao.layers.tokens import Token

CUT = tokens.tokenizer()
EVEN = st.text(st.sampled_from("俄乌罗斯克兰的军事美国中法 ，。“”a1.%\n\u3000𠮷é😀"), max_size=25)


def sentences(texts, source="甲", article="a", at=0):
    rows = []
    for n, text in enumerate(texts):
        rows.append((source, article, n, 1, "body", at, at + len(text), text))
        at += len(text) + 2
    return pd.DataFrame(rows, columns=list(Sentence._fields))


def mentions(rows, article="a", source="甲"):
    return pd.DataFrame(
        [(source, article, n, s, e, actors) for n, s, e, actors in rows],
        columns=["source", "article", "sentence", "start", "end", "actors"],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("俄罗斯和乌克兰", "俄罗斯 和 乌克兰", id="names"),
        pytest.param("联合国安理会", "联合国安理会", id="a name of the codebook, longer than jieba's"),
        pytest.param("以军空袭加沙", "以军 空袭 加沙", id="jieba's own example of a short form"),
        pytest.param("约50%的人", "约 50% 的 人", id="numbers"),
        pytest.param("C919首飞", "C919 首飞", id="Latin letters"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_tokenizer(text, expected):
    found = list(CUT(text))
    assert "".join(found) == text
    if text != "联合国安理会":
        assert " ".join(found) == expected


def test_names_of_the_codebook_are_words(tmp_path):
    (tmp_path / "actors.csv").write_text("actor,form,kind,gloss,source\nXX,大鹅熊联邦,name,X,me\n", encoding="utf-8")
    own = tokens.tokenizer(codebook.load(tmp_path))
    assert "大鹅熊联邦" in list(own("访问大鹅熊联邦首都"))
    assert "大鹅熊联邦" not in list(CUT("访问大鹅熊联邦首都"))


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        pytest.param([Word("志愿者联盟")], "志愿者联盟峰会", "志愿者联盟 峰会", id="kept whole"),
        pytest.param([Word("志愿者联盟", 5000)], "志愿者联盟峰会", "志愿者联盟 峰会", id="with a frequency"),
        pytest.param([Word("志愿者", 0)], "志愿者", "志愿 者", id="a frequency of 0 splits"),
        pytest.param([Word("联盟峰会"), Word("志愿者联盟峰会")], "志愿者联盟峰会", "志愿者联盟峰会", id="the longest"),
        pytest.param([Word("联盟", 7), Word("联盟")], "联盟", "联盟", id="the same word with and without a frequency"),
    ],
)
def test_own_words(words, text, expected):
    for order in (words, words[::-1]):
        assert " ".join(tokens.tokenizer(words=order, hmm=False)(text)) == expected


def test_hmm():
    assert list(tokens.tokenizer(hmm=True)("防长会晤")) == ["防长", "会晤"]
    assert list(tokens.tokenizer(hmm=False)("防长会晤")) == ["防", "长", "会晤"]


def test_jieba_itself_is_not_touched():
    before = (jieba.dt.initialized, len(jieba.dt.FREQ), set(jieba.finalseg.Force_Split_Words))
    one = tokens.tokenizer(words=[Word("志愿者联盟峰会"), Word("俄罗斯", 0)])
    assert list(one("志愿者联盟峰会")) == ["志愿者联盟峰会"]
    assert list(CUT("俄罗斯")) == ["俄罗斯"], "nor is another tokenizer"
    assert (jieba.dt.initialized, len(jieba.dt.FREQ), set(jieba.finalseg.Force_Split_Words)) == before
    assert jieba.default_logger.level == logging.DEBUG


def test_nothing_is_written(tmp_path):
    code = "from duizhao.layers import tokens; print(list(tokens.tokenizer()('俄罗斯外长访问中国')))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True,
        env={"PYTHONPATH": ":".join(sys.path), "TMPDIR": str(tmp_path), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert "俄罗斯" in done.stdout
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@settings(deadline=None)
@given(st.lists(EVEN, max_size=4))
def test_tokens_cover_their_sentences(texts):
    given_ = sentences(texts, at=7)
    found = tokens.tokens(given_, CUT)
    assert list(found.columns) == list(Token._fields)
    for row in given_.itertuples():
        own = found[found["sentence"] == row.sentence]
        assert "".join(own["token"]) == row.text
        assert own["start"].tolist() == [row.start, *own["end"]][: len(own)]
        assert (own["end"] - own["start"]).tolist() == own["token"].map(len).tolist()
    assert [any(c.isalnum() for c in t) for t in found["token"]] == found["word"].tolist()


def test_rows():
    given_ = pd.concat([sentences(["好。", "", "不"], "甲", "a", 3), sentences(["，a"], "乙", "b")], ignore_index=True)
    found = tokens.tokens(given_, lambda text: list(text))
    assert list(found.itertuples(index=False, name=None)) == [
        ("甲", "a", 0, 3, 4, "好", True), ("甲", "a", 0, 4, 5, "。", False), ("甲", "a", 2, 9, 10, "不", True),
        ("乙", "b", 0, 0, 1, "，", False), ("乙", "b", 0, 1, 2, "a", True),
    ]  # fmt: skip


def test_empty():
    none = tokens.tokens(sentences([]), CUT)
    assert none.empty
    assert list(none.columns) == list(Token._fields)
    assert none["word"].dtype == bool
    assert tokens.resolve(none, mentions([])).empty


@pytest.mark.parametrize(
    ("cut", "spans", "expected"),
    [
        pytest.param("俄乌|冲突", [(0, 0, 2, ("RU", "UA"))], "[RU] [UA] 冲突", id="a compound counts for both"),
        pytest.param("俄|乌|冲突", [(0, 0, 2, ("RU", "UA"))], "[RU] [UA] 冲突", id="and not twice, however it is cut"),
        pytest.param("俄军|撤", [(0, 0, 1, ("RU",))], "[RU] 军 撤", id="a token that juts out keeps the rest"),
        pytest.param(
            "英美澳|三边",
            [(0, 0, 1, ("GB",)), (0, 1, 2, ("US",)), (0, 2, 3, ("AU",))],
            "[GB] [US] [AU] 三边",
            id="several mentions in a token",
        ),
        pytest.param("对乌克|兰军援", [(0, 1, 4, ("UA",))], "对 [UA] 军援", id="across two tokens"),
        pytest.param("访美前", [(0, 1, 2, ("US",))], "访 [US] 前", id="in the middle of a token"),
        pytest.param("美丽", [], "美丽", id="no mention"),
        pytest.param("他国", [(0, 0, 1, ())], "国", id="a mention of nobody"),
    ],
)
def test_resolve(cut, spans, expected):
    text = cut.replace("|", "")
    given_ = tokens.tokens(sentences([text]), lambda _: cut.split("|"))
    found = tokens.resolve(given_, mentions(spans))
    assert " ".join(found["token"]) == expected
    assert found["word"].all()
    assert list(found.columns) == list(Token._fields)


@settings(deadline=None)
@given(st.lists(st.integers(1, 4), max_size=6), st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=4))
def test_resolve_keeps_every_character_once(sizes, gaps):
    """What no mention holds is as it was; each mention is a row an actor, at its own place."""
    text = "".join(chr(0x4E00 + n) for n in range(sum(sizes)))
    cuts, at = [], 0
    for size in sizes:
        cuts.append(text[at : at + size])
        at += size
    spans, at = [], 0
    for gap, size in gaps:
        if at + gap + size <= len(text):
            spans.append((0, at + gap, at + gap + size, ("RU", "UA")[: 1 + gap % 2]))
            at += gap + size
    found = tokens.resolve(tokens.tokens(sentences([text]), lambda _: cuts), mentions(spans))
    plain = found[~found["token"].str.startswith("[")]
    covered = {n for _, s, e, _ in spans for n in range(s, e)}
    assert "".join(plain["token"]) == "".join(c for n, c in enumerate(text) if n not in covered)
    assert [text[s:e] for s, e in zip(plain["start"], plain["end"], strict=True)] == plain["token"].tolist()
    codes = found[found["token"].str.startswith("[")]
    assert list(zip(codes["start"], codes["end"], codes["token"], strict=True)) == [
        (s, e, f"[{actor}]") for _, s, e, actors in spans for actor in actors
    ]
    assert found["start"].is_monotonic_increasing


def test_resolve_keeps_articles_apart():
    given_ = pd.concat(
        [tokens.tokens(sentences(["乌"], "甲", "b"), list), tokens.tokens(sentences(["乌"], "乙", "a"), list)]
    )
    found = tokens.resolve(given_, mentions([(0, 0, 1, ("UA",))], "a", "乙"))
    assert list(zip(found["article"], found["token"], strict=True)) == [("b", "乌"), ("a", "[UA]")]


def test_a_word_at_whose_characters_jieba_cuts_is_kept_whole():
    cut = tokens.tokenizer(words=[Word("阿米尔·汗"), Word("a/d", 5)])
    found = list(cut("阿米尔·汗说，a/d换算要校准，data/disk不变。"))
    assert "".join(found) == "阿米尔·汗说，a/d换算要校准，data/disk不变。"
    assert [word for word in found if "·" in word or "/" in word] == ["阿米尔·汗", "a/d", "/"]


def test_ngrams_of_a_sentence() -> None:
    frame = sentences(["标题", "英美防长会谈，讨论援助。", "乌克兰"])
    tokens_of = tokens.tokens(frame, jieba_like)
    pairs = tokens.ngrams(tokens_of, 2).query("word")
    assert list(pairs["token"]) == ["英美 防长", "防长 会谈", "讨论 援助"]
    assert all(pairs["end"] - pairs["start"] == 4)
    pd.testing.assert_frame_equal(tokens.ngrams(tokens_of, 1), tokens_of)
    assert list(tokens.ngrams(tokens_of, 4)["token"]) == ["，", "。"]
    assert list(tokens.ngrams(tokens_of.head(0), 2).columns) == list(tokens_of.columns)


def test_ngrams_of_nothing_are_an_error() -> None:
    with pytest.raises(InputError, match="1 or more"):
        tokens.ngrams(tokens.tokens(sentences(["英美"]), jieba_like), 0)


def jieba_like(text: str) -> Iterator[str]:
    """Two characters a word, three for 乌克兰, marks alone."""
    return (match[0] for match in re.finditer("乌克兰|[\u4e00-\u9fff]{2}|.", text))
