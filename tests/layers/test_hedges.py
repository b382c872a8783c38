"""Marks of certainty: each with its value, look-alikes passed over, voices told apart."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.codebook.match import compiled
from duizhao.errors import InputError
from duizhao.layers import hedges, sentences
from duizhao.layers.speech import quotes
from duizhao.pages import read as pages
from duizhao.pages import roles

HERE = Path(__file__).parents[1]
CODING = HERE / "data" / "coding"
PAGES = ("000_13435a8cd6f680ea", "002_b88e6031f68ac646")
NOBODY = pd.DataFrame(columns=list(quotes.Quote._fields))
VALUES = {"p": "possible", "q": "probable", "n": "necessary", "a": "asserted"}

# a sentence a line; {word/value} is a mark
CODED = """
分析人士认为,此举{可能/p}进一步加剧地区紧张局势。
特朗普{或将/p}于下月访华
俄乌{或/p}在伊斯坦布尔恢复直接谈判
普京{或/p}7月访朝
英国或法国派出的部队将不会部署在前线。
以军{恐/p}对伊朗核设施发动袭击
这番话引起了当地居民的恐慌。
停火协议{恐/p}难维持
{也许/p}谈判还会继续,但前景{未必/p}乐观。
{预计/q}今年全球经济增长3.1%。
这{极有可能/q}引发新一轮军备竞赛。
谈判{应该/q}会在下周重启。
国际社会应该加大援助力度。
双方{必须/n}保持克制。
{显然/a},美方并不打算让步。
他{不可能/a}不知情。
俄方{肯定会/a}作出回应。
中方对此予以充分肯定。
情况{看来/p}并不乐观。
在他看来,这只是第一步。
双方一定程度上达成了谅解。
这{一定会/a}让盟友感到不安。
外界{普遍预期/q}美联储将降息。
中国官员{可能/p}会前往华盛顿继续磋商,但也{可能/p}推迟行程。
""".strip().split("\n")


def marks(text, found=NOBODY, book=None):
    row = sentences.Sentence("s", "a", 0, 1, "body", 7, 7 + len(text), text)
    return hedges.hedges(pd.DataFrame([row]), found, book)


@pytest.mark.parametrize("coded", CODED)
def test_marks(coded):
    text = re.sub(r"\{(.*?)/.\}", r"\1", coded)
    expected = [(word, VALUES[value]) for word, value in re.findall(r"\{(.*?)/(.)\}", coded)]
    found = marks(text)
    assert list(zip(found["text"], found["value"], strict=True)) == expected
    assert all(text[r.start - 7 : r.end - 7] == r.text for r in found.itertuples())


@pytest.mark.parametrize(
    "text",
    ["会议在6月或7月举行。", "恐龙化石出土。", "反恐演习结束。", "两家公司相似之处很多。", "一切可能都要想到。", "该党占据绝对多数。", ""],
)
def test_no_mark(text):
    assert marks(text).empty


def test_every_construction_has_an_example_that_it_finds():
    for row in codebook.load()["hedges"].itertuples():
        assert row.form.removeprefix("!").isalnum() or compiled(row.form).search(row.example), row.form


def test_voice_is_that_of_the_words():
    text = "甲可能去，乙说：“我必须去。”"
    quote = quotes.Quote("s", "a", 0, 7 + text.index("“"), 7 + len(text), "乙", (), "说", 0, 0, "direct", False, False)
    assert marks(text, pd.DataFrame([quote]))["voice"].tolist() == ["author", "乙"]


def test_users_own_codebook_replaces_ours(tmp_path):
    (tmp_path / "hedges.csv").write_text("form,value,source\n没准,possible,own\n!没准备,,own\n", encoding="utf-8")
    own = codebook.load(tmp_path)
    assert marks("没准可能没准备", book=own)["text"].tolist() == ["没准"]
    (tmp_path / "hedges.csv").write_text("form,value,source\n没准,maybe,own\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"maybe.*asserted, necessary, possible, probable"):
        marks("没准", book=codebook.load(tmp_path))


def test_nothing_in_nothing_out():
    empty = hedges.hedges(pd.DataFrame(columns=list(sentences.Sentence._fields)), NOBODY)
    assert empty.empty
    assert list(empty.columns) == list(hedges.Hedge._fields)


@given(st.lists(st.sampled_from([*"可能或将恐不极有必须会", "无疑", "大概率", ",", "A"]), max_size=12).map("".join))
def test_marks_do_not_overlap_and_hold_their_text(text):
    found = marks(text)
    assert all(text[r.start - 7 : r.end - 7] == r.text for r in found.itertuples())
    assert (found["end"].iloc[:-1].to_numpy() <= found["start"].iloc[1:].to_numpy()).all()
    assert set(found["value"]) <= set(hedges.VALUES)


@pytest.mark.parametrize("coder", ["coder_a", "coder_b"])
def test_agrees_with_the_coded_seeds(coder):
    gold, found = set(), set()
    for name in PAGES:
        page = pages.read(HERE.parent / "seeds" / f"{name}.txt")
        lines = map(json.loads, (CODING / name / "lines.jsonl").read_text(encoding="utf-8").splitlines())
        split = sentences.split([roles.from_roles(page, {r["line"]: r["role"] for r in lines}, name=name, source=name)])
        coded = map(json.loads, (CODING / name / coder / "hedges.jsonl").read_text(encoding="utf-8").splitlines())
        gold |= {(name, r["start"], r["end"], r["value"]) for r in coded}
        found |= {(name, r.start, r.end, r.value) for r in hedges.hedges(split, NOBODY).itertuples()}
    both = len(gold & found)
    assert 2 * both / (len(gold) + len(found)) >= 0.9
