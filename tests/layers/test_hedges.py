"""Marks of certainty: each with its value, look-alikes passed over, voices told apart."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.errors import InputError
from duizhao.layers import hedges, quotes, sentences
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
美国{或/p}对欧盟汽车加征25%关税
俄乌{或/p}在伊斯坦布尔恢复直接谈判
英国或法国派出的部队将不会部署在前线。
任何个人或组织不得干涉中国内政。
欧盟领导人拒绝接受或承认这一结果。
他要求俄方立即停止或暂停空袭。
以军{恐/p}对伊朗核设施发动袭击
这番话引起了当地居民的恐慌。
联合国警告,恐怖主义正在蔓延。
停火协议{恐/p}难维持
这{似乎/p}表明双方仍有妥协空间。
{也许/p}谈判还会继续,但前景{未必/p}乐观。
白宫{不排除/p}动用军事手段。
协议{有望/p}在年底前达成。
{预计/q}今年全球经济增长3.1%。
他{很可能/q}在第一轮投票中胜出。
这{极有可能/q}引发新一轮军备竞赛。
{大概率/q}不会有结果。
双方{必须/n}保持克制。
各国应当遵守国际法。
结果{几乎可以肯定/q}不会改变。
首脑{或/p}借峰会之机单独会面。
谈判{应该/q}会在下周重启。
国际社会应该加大援助力度。
{务必/n}把伤亡降到最低。
{毫无疑问/a},这是一次重大失败。
{显然/a},美方并不打算让步。
{无疑/a}将损害双方关系。
中方{绝不/a}接受任何讹诈。
这场战争{必将/a}以失败告终。
制裁{势必/a}推高能源价格。
英方的做法{的确/a}令人费解。
俄方{肯定会/a}作出回应。
美国占据绝对优势。
和平对话不可或缺。
尽可能减少平民伤亡。
升级的{可能性/p}正在上升。
他{不可能/a}不知情。
这一举动{或许/p}是出于选举考虑。
美媒称,乌克兰{可能/p}被迫接受这一方案。
经济制裁和武力威胁使和平成为可能。
情况{看来/p}并不乐观。
在他看来,这只是第一步。
该公司{疑似/p}泄露用户信息。
类似事件时有发生。
原材料价格大幅上涨。
{料将/q}遭到强烈反对。
事情果然不出所料。
外界{普遍预期/q}美联储将降息。
{预计/q}会议将持续三天。
他{想必/q}早有准备。
双方一定程度上达成了谅解。
这{一定会/a}让盟友感到不安。
人们有理由怀疑。
这{注定/a}是一场没有赢家的战争。
局势{恐/p}进一步恶化
冲突{恐怕/p}短期内难以结束。
苹果{或/p}推出折叠屏手机
俄罗斯{或/p}已掌握制空权
全球股市{或/p}迎来反弹
中国官员{可能/p}会前往华盛顿继续磋商,但也{可能/p}推迟行程。
以色列要么停火或者撤军。
用户可以选择注册或登录。
他对此不置可否,或多或少透露出不满。
病毒传染性更强,{大概率/q}会扩散。
专家{估计/q}损失超过百亿美元。
美国低估计了对手。
此案{未必/p}能在年内审结。
我们{坚信/a}正义{终将/a}战胜邪恶。
中方对此予以充分肯定。
没有人能够肯定他的去向。
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
    [
        "请勿将易燃或易爆物品带入车内。",
        "增加或减少投入由董事会决定。",
        "在国内或在国外均可使用。",
        "或多或少有些遗憾。",
        "会议在6月或7月举行。",
        "恐龙化石出土。",
        "反恐演习结束。",
        "两家公司相似之处很多。",
        "一切可能都要想到。",
        "他取得了一定的成绩。",
        "该党占据绝对多数。",
        "天文望远镜已建成。",
        "",
        "。",
    ],
)
def test_no_mark(text):
    assert marks(text).empty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("美英澳或进一步加强合作", "或"),
        ("油价或突破百元", "或"),
        ("总统或于下周访华", "或"),
        ("央行或再降息", "或"),
        ("谈判或将破裂", "或将"),
        ("新规恐影响出口", "恐"),
        ("普京或7月访朝", "或"),
    ],
)
def test_one_letter_before_a_predicate(text, expected):
    assert marks(text)[["text", "value"]].values.tolist() == [[expected, "possible"]]


def test_voice_is_that_of_the_words():
    text = "甲可能去，乙说：“我必须去。”"
    quote = quotes.Quote("s", "a", 0, 7 + text.index("“"), 7 + len(text), "乙", (), "说", 0, 0, "direct", False, False)
    assert marks(text, pd.DataFrame([quote]))["voice"].tolist() == ["author", "乙"]


def test_users_own_codebook_replaces_ours(tmp_path):
    (tmp_path / "hedges.csv").write_text("form,value,source\n没准,possible,own\n!没准备,,own\n", encoding="utf-8")
    own = codebook.load(tmp_path)
    assert marks("没准可能没准备", book=own)["text"].tolist() == ["没准"]
    (tmp_path / "hedges.csv").write_text("form,value,source\n没准,maybe,own\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"maybe.*possible, probable, necessary, asserted"):
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
