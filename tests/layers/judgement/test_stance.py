"""Stance: toward whom, in whose voice, with which word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.errors import InputError
from duizhao.layers import sentences
from duizhao.layers.judgement import stance
from duizhao.pages import read as pages
from duizhao.pages import roles

DATA = Path(__file__).parents[2] / "data" / "coding"
SEEDS = Path(__file__).parents[3] / "seeds"
MENTION = ["source", "article", "sentence", "start", "end", "text", "actors"]
QUOTE = ["source", "article", "sentence", "start", "end", "speaker", "actors"]
QUOTE += ["cue", "cue_start", "cue_end", "kind", "cont", "own"]
_NAMES = """
RU UA: 俄乌
GB US: 英美
CN RU: 中俄
FR DE: 法德
GB FR: 英法
US: 美国 美方 美军 特朗普 拜登
CN: 中国 中方 王毅 毛宁
RU: 俄罗斯 俄方 俄军 普京 扎哈罗娃
UA: 乌克兰 乌军 泽连斯基
NATO: 北约
EU: 欧盟
EUROPE: 欧洲各国 欧洲国家 欧洲
GB: 英国 斯塔默
FR: 法国 马克龙
DE: 德国
JP: 日本
IL: 以色列
PL: 波兰
PH: 菲律宾
IN: 印度
BR: 巴西
TR: 土耳其 埃尔多安
IR: 伊朗
UN: 联合国
SY: 叙利亚
WEST: 西方
PK: 巴基斯坦
LT: 立陶宛
PS: 加沙
"""
NAMES = {name: codes for codes, names in re.findall(r"(.+): (.+)", _NAMES) for name in names.split()}
_NAME = re.compile("|".join(NAMES))

NEWS = """
中国始终是世界和平的建设者、全球发展的贡献者、国际秩序的维护者。 | CN+author |
美国悍然退出伊朗核协议,严重破坏地区和平稳定。 | US-author |
菲律宾屡屡在南海挑衅滋事,沦为域外势力的棋子。 | PH-author |
日本不顾国际社会强烈反对,执意将核污水排海。 | JP-author |
普京在联合国安理会上断了欧洲国家妄图派兵的念想。 | EUROPE-author |
此次访问凸显了中俄两国在复杂形势下,深化合作的决心。 | CN+author RU+author |
加剧地区紧张局势的是美国。 | US-author |
中方强烈谴责以色列袭击联合国机构。 | IL-中方 |
普京称赞中国在乌克兰问题上的公正立场。 | CN+普京 |
拜登称普京是“战犯”。 | RU-拜登 | 拜登;US;称;普京是“战犯”
特朗普批评泽连斯基“不知感恩”。 | UA-特朗普 | 特朗普;US;批评;不知感恩
特朗普批评，欧盟违背承诺。 | EU-特朗普 | 特朗普;US;批评;欧盟违背承诺
欧盟警告伊朗不要玩火，伊朗落井下石。 | IR-欧盟 |
扎哈罗娃说,我们是正义的一方,我们的军队英勇善战。 | RU+扎哈罗娃 | 扎哈罗娃;RU;说;我们是正义的一方,我们的军队英勇善战
以色列继续轰炸加沙，埃尔多安指出，这是落井下石。 | IL-埃尔多安 | 埃尔多安;TR;指出;这是落井下石
"""

NEUTRAL = """
俄罗斯是中国最大的邻国。
俄军袭击了哈尔科夫的一处能源设施,造成3人死亡。
可俄罗斯方面对英国的计划强烈反对。
中方高度重视中法关系,愿同法国深化合作。
中法双方要守望相助,继续谱写精彩篇章。
如果美国一意孤行,局势将更加复杂。
马克龙呼吁伊朗展现诚意。
中国反对霸权主义。
北约对任何挑衅都将坚决回击。
美国真的言而无信吗?
个别国家打着人权旗号干涉他国内政。
日本不应违背承诺。
虽然美国一意孤行,会谈仍将举行。
联合国不应沦为个别国家的工具。
"""


def table(text: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in text.strip().splitlines()]


def frames(*texts: str, quoted: dict[int, str] | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Sentences, mentions by the names above, and quotations given as `speaker;actors;cue;content`."""
    articles = [
        roles.from_roles(pages.from_text(t, name=str(n)), {}, name=str(n), source="s") for n, t in enumerate(texts)
    ]
    found = sentences.split(articles)
    mentions = [
        ("s", s.article, s.sentence, s.start + m.start(), s.start + m.end(), m[0], tuple(NAMES[m[0]].split()))
        for s in found.itertuples()
        for m in _NAME.finditer(s.text)
    ]
    quotes = []
    for n, spec in (quoted or {}).items():
        speaker, actors, cue, content = spec.split(";")
        start, at = texts[n].index(content), max(0, texts[n].find(cue))
        quotes.append(
            (
                "s",
                str(n),
                0,
                start,
                start + len(content),
                speaker,
                tuple(actors.split()),
                cue,
                at,
                at + len(cue),
                "direct",
                False,
                False,
            )
        )
    return found, pd.DataFrame(mentions, columns=MENTION), pd.DataFrame(quotes, columns=QUOTE)


def coded(text: str, spec: str = "", targets: dict[str, list[str]] | None = None) -> set[str]:
    rows = stance.codes(stance.evaluations(*frames(text, quoted={0: spec} if spec else None), targets=targets))
    return {f"{r.target}{'+' if r.polarity > 0 else '-'}{r.voice}" for r in rows.itertuples()}


@pytest.mark.parametrize(("text", "expected", "spec"), table(NEWS))
def test_target_voice_and_polarity(text: str, expected: str, spec: str) -> None:
    assert coded(text, spec) == set(expected.split())


@pytest.mark.parametrize("text", NEUTRAL.split())
def test_reports_of_events_evaluate_nobody(text: str) -> None:
    assert coded(text) == set()


def test_the_cue_is_the_text_and_says_its_kind() -> None:
    text = "会议召开。中方秉持客观公正立场,主张对话。\n无关。"
    (row,) = stance.evaluations(*frames(text)).itertuples(index=False)
    assert text[row.cue_start : row.cue_end] == row.cue == "秉持客观公正"
    assert (row.target, row.voice, row.polarity, row.kind, row.mark) == ("CN", "author", 1, "judgement", "")
    assert text[row.start : row.end] == "中方秉持客观公正立场,主张对话。"


def test_the_articles_own_reporter_is_the_author() -> None:
    found, mentions, quotes = frames("总台记者:美国一意孤行。\n完。", quoted={0: "陈林聪;;总台记者;美国一意孤行。"})
    assert stance.evaluations(found, mentions, quotes)["voice"].tolist() == ["陈林聪"]
    assert stance.evaluations(found, mentions, quotes.assign(own=True))["voice"].tolist() == ["author"]


def test_what_is_said_of_this_is_said_of_whom_the_sentence_before_was_about() -> None:
    assert coded("美国一意孤行。中方对此表示强烈谴责。") == {"US-author", "US-中方"}
    assert coded("中方对此表示强烈谴责。") == set()
    assert coded("日本对法国就英国发表的声明感到失望。") == {"FR-unknown"}
    assert coded("美方伎俩不会得逞。") == {"US-author"}


@pytest.mark.parametrize("targets", [{"": ["甲"]}, {"甲": []}, {"甲": [""]}])
def test_a_target_without_a_name_or_variants_is_an_error(targets: dict[str, list[str]]) -> None:
    with pytest.raises(InputError, match="variants"):
        stance.evaluations(*frames("普京一意孤行。"), targets=targets)


def test_a_word_whose_target_is_not_plain_is_listed_as_unclear_and_not_coded() -> None:
    rows = stance.evaluations(*frames("这一地区的局势不可接受。"))
    assert rows[["target", "polarity"]].values.tolist() == [["unclear", -1]]
    assert stance.codes(rows).empty


def test_a_sentence_that_carries_on_a_quotation_is_the_speakers_until_the_author_takes_over() -> None:
    said = "毛宁;CN;表示;中方反对有关做法"
    carried = "毛宁表示,中方反对有关做法。美方一意孤行。"
    assert coded(carried, said) == {"US-毛宁"}
    assert coded(carried.replace("美方", "此前,美方"), said) == {"US-author"}
    official = "中国官员;CN;表示;中方反对有关做法"
    own = carried.replace("毛宁", "中国官员").replace("美方", "中方")
    assert coded(own, official) == {"CN-author"}  # no side blames itself


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("法国外长勒梅尔公开指责美国违背承诺。", "US-勒梅尔"),
        ("在特朗普和谈判代表林德纳公开指责中国后，谈判陷入僵局。", "CN-特朗普和林德纳"),
        ("南方大学教授林小梅历数美国落井下石之举。", "US-林小梅"),
        ("制造汽车的企业家抱怨美国一意孤行。", "US-制造汽车的企业家"),
        ("日本各界强烈谴责美国。", "US-日本各界"),
        ("美国遭到多国谴责。", "US-多国"),
        ("林小梅高度评价中国的成就，感谢中方的支持。", "CN+林小梅"),  # the second verb has the first one's subject
        ("滔滔不绝地谴责美国。", "US-unknown"),
    ],
)
def test_who_blames_or_praises_is_the_subject_of_the_verb_by_its_shortest_name(text: str, expected: str) -> None:
    assert coded(text) == {expected}


def test_he_who_blames_is_whoever_spoke_before() -> None:
    said = "拉夫罗夫;RU;称;俄方并不着急"
    assert coded("外长拉夫罗夫称，俄方并不着急；他还批评欧洲。", said) == {"EUROPE-拉夫罗夫"}
    assert coded("外长拉夫罗夫称，俄方并不着急。\n会上，他还批评欧洲。", said) == {"EUROPE-拉夫罗夫"}


def test_words_before_the_verb_that_blames_are_the_authors() -> None:
    assert "US-author" in coded("美国煞有介事地谴责中国。")


def test_a_reporter_who_asks_and_marks_around_a_clause_are_not_the_author() -> None:
    assert coded("美国一意孤行，请问发言人有何评论？") == {"US-unknown"}
    assert coded("“美国一意孤行拒绝谈判”……") == {"US-unknown"}


def test_quotation_marks_do_not_hide_a_word() -> None:
    text = "美国“一意孤”行。"
    (row,) = stance.evaluations(*frames(text)).itertuples(index=False)
    assert (row.cue, row.target) == ("一意孤”行", "US")


def test_a_target_of_the_users_own_carries_its_name_and_only_adds_rows() -> None:
    text = "英法力推的派兵计划不得人心。"
    plain = stance.evaluations(*frames(text))
    named = stance.evaluations(*frames(text), targets={"出兵": ["派兵计划", "派兵行动"]})
    assert set(plain["target"]) == {"GB", "FR"}
    assert named[named["target"] != "出兵"].reset_index(drop=True).equals(plain)
    assert named.loc[named["target"] == "出兵", "polarity"].tolist() == [-1]


def test_a_country_named_as_target_is_found_by_its_name() -> None:
    assert coded("俄罗斯一意孤行。", targets={"俄罗斯": ["俄罗斯"]}) == {"RU-author", "俄罗斯-author"}


def test_codes_take_the_sign_of_the_sum_and_drop_ties_and_what_is_unclear_or_conceded() -> None:
    rows = pd.DataFrame(
        [
            ("s", "a", 0, 0, 9, target, "author", p, "x", 0, 1, "judgement", mark, "")
            for target, signs, mark in [
                ("RU", (1, 1, -1), ""),
                ("US", (-1, 1), ""),
                ("CN", (-1,), ""),
                ("FR", (1,), "conceded"),
                ("unclear", (-1,), ""),
            ]
            for p in signs
        ],
        columns=list(stance.Evaluation._fields),
    )
    got = stance.codes(rows)[["target", "polarity", "cues"]]
    assert got.values.tolist() == [["RU", 1, 3], ["CN", -1, 1]]


def test_verbs_that_distance_or_endorse_are_kept_apart() -> None:
    found, mentions, quotes = frames("特朗普声称会谈顺利。", quoted={0: "特朗普;US;声称;会谈顺利"})
    (row,) = stance.reporting(found, quotes).itertuples(index=False)
    assert (row.target, row.voice, row.polarity, row.cue, row.mark) == ("US", "author", -1, "声称", "distance")
    assert stance.evaluations(found, mentions, quotes).empty
    assert stance.reporting(found, quotes.assign(own=True)).empty


def test_nothing_in_nothing_out() -> None:
    for empty in (frames(), frames(""), frames("你好。")):
        assert stance.evaluations(*empty, targets={"普京": ["普京"]}).columns.tolist() == list(stance.Evaluation._fields)
        assert stance.codes(stance.evaluations(*empty)).empty
        assert stance.reporting(empty[0], empty[2]).empty


PIECES = [
    *NAMES,
    *[
        "一意孤行",
        "建设性作用",
        "发挥",
        "谴责",
        "赞扬",
        "并非",
        "虽然",
        "但",
        "对",
        "的",
        "是",
        "英雄",
        "强盗",
        "借",
        "之名",
        "打着",
        "旗号",
        "如果",
        "遭到",
        "他",
        "两国",
        "沉重的负担",
        "来说",
    ],
    *["支持", "加油", "[good]", "#", ",", "。", "?", "“", "”", "我们"],
    " ",
    "\n",
]


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), min_size=1, max_size=3))
@settings(max_examples=120, deadline=None)
def test_every_cue_lies_in_its_sentence_and_articles_do_not_touch_each_other(texts: list[str]) -> None:
    found, mentions, quotes = frames(*texts)
    asked = {"派兵计划": ["派兵计划"], "俄罗斯": ["俄罗斯"]}
    rows = stance.evaluations(found, mentions, quotes, targets=asked)
    for row in rows.itertuples():
        assert texts[int(row.article)][row.cue_start : row.cue_end] == row.cue
        assert row.start <= row.cue_start < row.cue_end <= row.end
        assert row.polarity in (-1, 1)
    assert not rows.duplicated(["article", "cue_start", "cue_end", "target", "voice"]).any()
    turned = found[::-1].sort_values("sentence", kind="stable")
    back = stance.evaluations(turned, mentions, quotes, targets=asked)
    order = ["article", "cue_start", "cue_end", "target"]
    assert back.sort_values(order).values.tolist() == rows.sort_values(order).values.tolist()


def coding(name: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, list[dict[str, object]]]:
    """A seed with its mentions and quotations as coded by hand, and its stance codes."""
    page = pages.read(SEEDS / f"{name}.txt")

    def read(file: str) -> list[dict[str, object]]:
        path = DATA / name / file
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    labels = {d["line"]: d["role"] for d in read("lines.jsonl")}
    found = sentences.split([roles.from_roles(page, labels, name=name, source=name)])
    home = lambda at: next((s.sentence for s in found.itertuples() if s.start <= at < s.end), -1)  # noqa: E731
    mentions = [
        (name, name, home(d["start"]), d["start"], d["end"], d["text"], tuple(d["actors"]))
        for d in read("coder_a/mentions.jsonl")
    ]
    quotes = []
    for d in read("coder_a/quotes.jsonl"):
        cue = d["cue"] or ""
        at = max(page.text.rfind(cue, max(0, d["start"] - 30), d["start"]), 0) if cue else d["start"]
        own = "记者" in cue or "陈林聪" in d["speaker"]
        quotes.append(
            (
                name,
                name,
                home(d["start"]),
                d["start"],
                d["end"],
                d["speaker"],
                tuple(d["actors"]),
                cue,
                at,
                at + len(cue),
                d["kind"],
                bool(d.get("cont")),
                own,
            )
        )
    return (
        found,
        pd.DataFrame(mentions, columns=MENTION),
        pd.DataFrame(quotes, columns=QUOTE),
        read("coder_a/stance.jsonl"),
    )


def test_agreement_with_the_coding_of_the_seeds() -> None:
    reached = {True: [0, 0, 0], False: [0, 0, 0]}
    for name in ("000_13435a8cd6f680ea", "002_b88e6031f68ac646"):
        *layers, gold = coding(name)
        got = stance.codes(stance.evaluations(*layers))
        for author, counts in reached.items():
            want = {(d["start"], d["target"], d["polarity"]) for d in gold if (d["voice"] == "author") == author}
            have = {(r.start, r.target, r.polarity) for r in got.itertuples() if (r.voice == "author") == author}
            counts[0] += len(want & have)
            counts[1] += len(want)
            counts[2] += len(have)
    f1 = {author: 2 * tp / (want + have) for author, (tp, want, have) in reached.items()}
    assert f1[True] >= 0.7
    assert f1[False] >= 0.7


def test_the_second_seed_evaluates_nobody() -> None:
    *layers, gold = coding("002_b88e6031f68ac646")
    assert gold == []
    assert stance.codes(stance.evaluations(*layers)).empty


def test_a_quotation_is_carried_on_from_the_end_of_its_sentence_alone() -> None:
    said = "毛宁;CN;表示;中方反对有关做法"
    assert coded("毛宁表示,中方反对有关做法!!美方一意孤行。", said) == {"US-毛宁"}  # a stop and a mark may follow
    assert coded("毛宁表示,中方反对有关做法!!!美方一意孤行。", said) == {"US-author"}


def test_what_a_sentence_is_about_stays_the_topic_while_no_other_is_named() -> None:
    assert coded("美国退出协议。这一做法不得人心。") == {"US-author"}
    assert coded("美国退出协议。会议结束。这一做法不得人心。") == {"US-author"}


def test_of_two_lists_the_second_gives_way_where_they_overlap() -> None:
    first, second = [(2, 4, ("A",))], [(0, 2, ("B",)), (1, 3, ("C",)), (3, 5, ("D",)), (4, 6, ("E",))]
    assert stance._united(first, second) == [(0, 2, ("B",)), (2, 4, ("A",)), (4, 6, ("E",))]
