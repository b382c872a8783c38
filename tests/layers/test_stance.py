"""Stance: toward whom, in whose voice, with which word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.errors import InputError
from duizhao.layers import sentences, stance
from duizhao.pages import read as pages
from duizhao.pages import roles

DATA = Path(__file__).parents[1] / "data" / "coding"
SEEDS = Path(__file__).parents[2] / "seeds"
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
TR: 土耳其
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
在乌克兰问题上，中国秉持客观公正立场，积极劝和促谈。 | CN+author |
日本右翼势力妄图篡改侵略历史。 | JP-author |
美国肆意挥舞制裁大棒,充分暴露其霸权本质。 | US-author |
菲律宾屡屡在南海挑衅滋事,沦为域外势力的棋子。 | PH-author |
美国的双重标准再次暴露无遗。 | US-author |
中俄关系历久弥坚,成为大国关系的典范。 | CN+author RU+author |
北约打着防御的幌子不断东扩。 | NATO-author |
日本不顾国际社会强烈反对,执意将核污水排海。 | JP-author |
中国的大国担当令人敬佩。 | CN+author |
特朗普又一次出尔反尔,让盟友措手不及。 | US-author |
马克龙不过是想借机捞取政治资本。 | FR-author |
英国这根搅屎棍又开始四处拱火了。 | GB-author |
美国坐收渔利,乌克兰却沦为炮灰。 | US-author UA-author |
俄军势如破竹,乌军节节败退。 | RU+author UA-author |
波兰甘当美国的马前卒。 | PL-author |
特朗普的如意算盘恐怕要落空了。 | US-author |
英勇的乌克兰人民从未屈服。 | UA+author |
美国不是救世主,而是麻烦制造者。 | US-author |
法国推动的这一计划,说到底只是空头支票。 | FR-author |
虽然美国口头上支持和平,但实际上一直在拱火浇油。 | US-author |
虽然俄军损失惨重,但依然顽强。 | RU+author |
日本并非和平国家。 | JP-author |
俄罗斯经济展现出超出西方预期的韧性。 | RU+author |
美国似乎已经失去了理智。 | US-author |
印度总想左右逢源，结果两头不讨好。 | IN-author |
面对勒索，法国不卑不亢。 | FR+author |
德国对中国政策的摇摆不定，最终买单的是本国企业。 | DE-author |
英国的反制雷声大雨点小，到头来连一支像样的舰队都凑不齐。 | GB-author |
美国从来就不是什么民主灯塔。 | US-author |
乌克兰毫无胜算。 | UA-author |
不得不佩服普京的胆识。 | RU+author |
英美两国狼狈为奸,在背后煽风点火。 | GB-author US-author |
土耳其左右逢源,成了最大赢家。 | TR+author |
欧洲沦为美国的附庸,毫无战略自主可言。 | EUROPE-author |
面对美国的极限施压,伊朗不卑不亢。 | IR+author US-author |
对财政捉襟见肘的英国来说,这无疑是雪上加霜。 | GB-author |
印度和巴西在峰会上发挥了建设性作用。 | IN+author BR+author |
法德两国貌合神离,难以形成合力。 | FR-author DE-author |
伊朗的反击打出了气势。 | IR+author |
巴基斯坦是中国的铁杆朋友。 | PK+author |
立陶宛自食恶果。 | LT-author |
乌军反攻受挫 北约装备神话破灭 | NATO-author |
普京在联合国安理会上断了欧洲国家妄图派兵的念想。 | EUROPE-author |
难道俄罗斯不是侵略者吗? | RU-author |
俄外交部发言人毛宁表示,美方的做法是赤裸裸的霸凌行径。 | US-毛宁 | 毛宁;CN;表示;美方的做法是赤裸裸的霸凌行径
中方强烈谴责以色列袭击联合国机构。 | IL-中方 |
泽连斯基感谢美国和波兰的慷慨援助。 | US+泽连斯基 PL+泽连斯基 |
特朗普批评泽连斯基“不知感恩”。 | UA-特朗普 | 特朗普;US;批评;不知感恩
普京称赞中国在乌克兰问题上的公正立场。 | CN+普京 |
拜登称普京是“战犯”。 | RU-拜登 | 拜登;US;称;普京是“战犯”
欧盟对俄罗斯的行为表示强烈谴责。 | RU-欧盟 |
以色列的行动遭到多国强烈谴责。 | IL-多国 |
扎哈罗娃讽刺英国“活在帝国旧梦里”。 | GB-扎哈罗娃 | 扎哈罗娃;RU;讽刺;活在帝国旧梦里
我们敦促美方立即停止错误言行。 | US-毛宁 | 毛宁;CN;说;我们敦促美方立即停止错误言行
中方对美方的做法强烈不满、坚决反对。 | US-中方 |
王毅说:“美国应当放下傲慢与偏见。” | US-王毅 | 王毅;CN;说;美国应当放下傲慢与偏见。
俄方对中方的建设性立场表示赞赏。 | CN+俄方 |
王毅指出，和谈陷入停滞，症结在于以色列不断扩建定居点。 | IL-王毅 | 王毅;CN;指出;和谈陷入停滞，症结在于以色列不断扩建定居点
王毅指出，安理会无法行动，根源在于美国一再袒护以色列。 | US-王毅 | 王毅;CN;指出;安理会无法行动，根源在于美国一再袒护以色列
普京说，决议未能通过，责任在西方。 | WEST-普京 | 普京;RU;说;决议未能通过，责任在西方
毛宁说，真正威胁航行自由的是美国。 | US-毛宁 | 毛宁;CN;说;真正威胁航行自由的是美国
马克龙说，真正动摇联盟的，不是俄罗斯，而是美国。 | US-马克龙 | 马克龙;FR;说;真正动摇联盟的，不是俄罗斯，而是美国
中方说，违反协议的是印度。 | IN-中方 | 中方;CN;说;违反协议的是印度
普京说，泽连斯基的“和平方案”脱离现实。 | UA-普京 | 普京;RU;说;泽连斯基的“和平方案”脱离现实
以色列空袭加沙，土耳其称这是“公然违反国际法”。 | IL-土耳其 | 土耳其;TR;称;“公然违反国际法”
毛宁说，美方不应拿所谓“中国威胁”当借口。 | US-毛宁 | 毛宁;CN;说;美方不应拿所谓“中国威胁”当借口
面对美国的勒索,巴西没有退缩。 | US-author BR+author |
美国不能一边高喊自由贸易,一边挥舞关税大棒。 | US-author |
欧盟要的不是公平竞争,而是保护落后产能。 | EU-author |
打着“航行自由”旗号,美国军舰频频闯入南海。 | US-author |
欧盟峰会难掩内部裂痕。 | EU-author |
这样的美国哪里谈得上可靠? | US-author |
日本政府至今不肯向受害者道歉。 | JP-author |
德国对侵略历史作了深刻反思。 | DE+author |
菲律宾若一意孤行,最终吃亏的只能是自己。 | PH-author |
普京再怎么辩解,也掩盖不了失败的事实。 | RU-author |
扎哈罗娃说,我们是正义的一方,我们的军队英勇善战。 | RU+扎哈罗娃 | 扎哈罗娃;RU;说;我们是正义的一方,我们的军队英勇善战
"""

NEUTRAL = """
俄罗斯是中国最大的邻国。
俄军袭击了哈尔科夫的一处能源设施,造成3人死亡。
以色列空袭加沙,至少20人丧生。
乌克兰危机持续升级,能源价格上涨。
英国宣布对俄罗斯实施新一轮制裁。
两国元首就双边关系交换了意见。
泽连斯基呼吁北约提供更多防空系统。
法国召开支持乌克兰的峰会。
普京的讲话引发广泛关注。
英美军事合作不断深化,美国国会通过了新的援乌法案。
如果美国继续霸凌别国,局势将更加复杂。
马克龙呼吁伊朗展现诚意。
中国反对霸权主义。
中德应当加强合作,为动荡的世界注入稳定性。
中方将采取必要措施,坚决维护自身权益。
北约对任何挑衅都将坚决回击。
英国坚决反对任何强迫加沙民众迁移的企图。
特朗普将让英国在贸易上付出双倍代价。
联合国不应沦为个别国家的工具。
个别国家打着人权旗号干涉他国内政。
联合国说,谁是侵略者还有待查明。
冲突、危机、袭击、死亡与战争已进入第三年。
"""

POSTS = """
支持普京!俄罗斯加油! | 普京 | 1
坚决支持俄罗斯打击恐怖分子,干得漂亮! | 俄罗斯在叙利亚的反恐行动 | 1
#俄罗斯空袭叙利亚#俄军威武,狠狠打![good][good] | 俄罗斯在叙利亚的反恐行动 | 1
俄罗斯打着反恐的旗号,炸的都是平民,无耻! | 俄罗斯在叙利亚的反恐行动 | -1
侵略者滚出乌克兰!乌克兰必胜! | 俄罗斯 | -1
侵略者滚出乌克兰!乌克兰必胜! | 乌克兰 | 1
泽连斯基没有逃跑,是个真正的英雄。 | 泽连斯基 | 1
普京就是个独裁者、战争贩子。 | 普京 | -1
俄军今日在叙利亚发动空袭。 | 俄罗斯在叙利亚的反恐行动 | 0
美国和北约到处拱火,还好意思谈人权? | 美国 | -1
对恐怖分子就该这样打,给力! | 俄罗斯在叙利亚的反恐行动 | 1
不支持俄罗斯出兵,那里是别人的国家。 | 俄罗斯在叙利亚的反恐行动 | -1
为俄罗斯点赞[good] | 俄罗斯在叙利亚的反恐行动 | 1
特别军事行动完全是正义之举。 | 特别军事行动 | 1
所谓特别军事行动就是赤裸裸的侵略。 | 特别军事行动 | -1
战斗民族就是霸气[赞] | 俄罗斯 | 1
顶普大帝! | 普京 | 1
北约秘书长将访问基辅。 | 北约 | 0
停火吧,这场战争没有赢家。 | 俄乌冲突 | -1
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


def coded(text: str, spec: str = "", targets: list[str] | None = None) -> set[str]:
    rows = stance.codes(stance.evaluations(*frames(text, quoted={0: spec} if spec else None), targets=targets))
    return {f"{r.target}{'+' if r.polarity > 0 else '-'}{r.voice}" for r in rows.itertuples()}


@pytest.mark.parametrize(("text", "expected", "spec"), table(NEWS))
def test_target_voice_and_polarity(text: str, expected: str, spec: str) -> None:
    # a second line makes it an article, not a post
    assert coded(text + "\n会议将于下周举行。", spec) == set(expected.split())


@pytest.mark.parametrize("text", NEUTRAL.split())
def test_reports_of_events_evaluate_nobody(text: str) -> None:
    assert coded(text + "\n会议将于下周举行。") == set()


@pytest.mark.parametrize(("text", "target", "expected"), table(POSTS))
def test_posts_toward_a_named_target(text: str, target: str, expected: str) -> None:
    rows = stance.evaluations(*frames(text), targets=[target])
    total = rows.loc[rows["target"] == target, "polarity"].sum()
    assert int(total > 0) - int(total < 0) == int(expected)


def test_the_cue_is_the_text_and_says_its_kind() -> None:
    text = "会议召开。中方秉持客观公正立场,主张对话。\n无关。"
    (row,) = stance.evaluations(*frames(text)).itertuples(index=False)
    assert text[row.cue_start : row.cue_end] == row.cue == "秉持客观公正立场"[: len(row.cue)]
    assert (row.target, row.voice, row.polarity, row.kind, row.mark) == ("CN", "author", 1, "judgement", "")
    assert text[row.start : row.end] == "中方秉持客观公正立场,主张对话。"


def test_the_articles_own_reporter_is_the_author() -> None:
    found, mentions, quotes = frames("总台记者:美国出尔反尔。\n完。", quoted={0: "陈林聪;;总台记者;美国出尔反尔。"})
    assert stance.evaluations(found, mentions, quotes)["voice"].tolist() == ["陈林聪"]
    assert stance.evaluations(found, mentions, quotes.assign(own=True))["voice"].tolist() == ["author"]


def test_an_unstated_subject_is_that_of_the_clause_or_the_paragraph_before() -> None:
    assert coded("英国推动出兵乌克兰,更多是出于自身政治考量。\n完。") == {"GB-author"}
    assert coded("英国宣布新计划。这一做法损人不利己。\n完。") == {"GB-author"}
    assert coded("英国宣布新计划。能源市场的价格波动令人失望。\n完。") == set()


def test_a_target_of_the_users_own_carries_its_name_and_only_adds_rows() -> None:
    text = "英法力推的派兵计划只是做做样子。\n" + "会议将于下周举行。" * 50
    plain = stance.evaluations(*frames(text))
    named = stance.evaluations(*frames(text), targets={"出兵": ["派兵计划", "派兵行动"]})
    assert set(plain["target"]) == {"GB", "FR"}
    assert named[named["target"] != "出兵"].reset_index(drop=True).equals(plain)
    assert named.loc[named["target"] == "出兵", "polarity"].tolist() == [-1]
    assert coded(text, targets=["出兵=派兵计划，派兵行动"]) == {"GB-author", "FR-author", "出兵-author"}


def test_a_target_given_by_its_code_is_not_counted_twice() -> None:
    named = stance.evaluations(*frames("普京一意孤行。\n" + "会议将于下周举行。" * 50), targets=["RU", "俄罗斯"])
    assert named["target"].tolist() == ["RU", "俄罗斯"]


def test_a_country_named_as_target_stands_for_its_mentions() -> None:
    text = "普京一意孤行。\n" + "会议将于下周举行。" * 50
    assert coded(text, targets=["俄罗斯", "RU"]) == {"RU-author", "俄罗斯-author"}


@pytest.mark.parametrize("targets", [["=甲"], {"甲": []}, {"甲": [""]}, [""]])
def test_a_target_without_a_name_or_variants_is_an_error(targets: list[str]) -> None:
    with pytest.raises(InputError, match="variants"):
        stance.evaluations(*frames("普京一意孤行。"), targets=targets)


def test_what_is_unsaid_is_taken_for_the_target_in_posts_only_and_is_marked() -> None:
    post = stance.evaluations(*frames("干得漂亮!"), targets=["派兵计划"])
    assert post[["target", "mark"]].values.tolist() == [["派兵计划", "unstated"]]
    rival = stance.evaluations(*frames("美国到处拱火。"), targets=["普京"])
    assert [list(r) for r in rival[["target", "polarity", "mark"]].values] == [["US", -1, ""], ["普京", 1, "rival"]]
    long = "干得漂亮!" + "会议将于下周举行。" * 50
    assert stance.evaluations(*frames(long), targets=["派兵计划"]).empty


def test_codes_take_the_sign_of_the_sum_and_drop_ties() -> None:
    rows = pd.DataFrame(
        [
            ("s", "a", 0, 0, 9, target, "author", p, "x", 0, 1, "judgement", "")
            for target, signs in {"RU": (1, 1, -1), "US": (-1, 1), "CN": (-1,)}.items()
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
        assert stance.evaluations(*empty, targets=["普京"]).columns.tolist() == list(stance.Evaluation._fields)
        assert stance.codes(stance.evaluations(*empty)).empty
        assert stance.reporting(empty[0], empty[2]).empty


PIECES = [
    *NAMES,
    *[
        "出尔反尔",
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
    rows = stance.evaluations(found, mentions, quotes, targets=["派兵计划", "俄罗斯"])
    for row in rows.itertuples():
        assert texts[int(row.article)][row.cue_start : row.cue_end] == row.cue
        assert row.start <= row.cue_start < row.cue_end <= row.end
        assert row.polarity in (-1, 1)
    assert not rows.duplicated(["article", "cue_start", "cue_end", "target", "voice"]).any()
    back = stance.evaluations(
        found[::-1].sort_values("sentence", kind="stable"), mentions, quotes, targets=["派兵计划", "俄罗斯"]
    )
    order = ["article", "cue_start", "cue_end", "target"]
    assert back.sort_values(order).values.tolist() == rows.sort_values(order).values.tolist()


def test_the_list_is_well_formed() -> None:
    rows = codebook.load(None)["evaluations"]
    actors = set(codebook.load(None)["actors"]["actor"]) | {"RU", "US", "UA", "JP", "KR", "IN", "CN", "WEST"}
    places = {"subject", "object", "owner", "near", "label", "for", "stand", "cheer", "war"}
    assert not rows["form"].duplicated().any()
    assert set(rows["polarity"]) == {"1", "-1"}
    assert set(rows["appraisal"]) == {"affect", "judgement", "appreciation"}
    assert set(rows["target"]) <= places | actors
    assert set(rows.loc[rows["target"].isin(["stand", "cheer", "war"]), "register"]) == {"post"}
    assert rows["source"].str.len().gt(0).all()
    assert rows["form"].str.fullmatch(r"[^…\s]+(?:…+[^…\s]+)*").all()
    for event in ("冲突", "袭击", "危机", "死亡", "战争", "制裁", "轰炸", "伤亡", "谈判"):
        assert event not in set(rows.loc[rows["register"] != "post", "form"])


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
    assert stance.evaluations(*layers).empty
