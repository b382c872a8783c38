"""Mentions of actors: names, short forms, compounds, persons; tables of (input, expected) and what always holds."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import codebook as books
from duizhao.actors import mentions as actors
from duizhao.layers.sentences import Sentence, spans, split
from duizhao.pages import read as pages
from duizhao.pages import roles


def frame(*texts: str) -> pd.DataFrame:
    """One article a text, its sentences with their places."""
    rows = [
        Sentence("s", f"a{n}", number, 1, "body", start, end, text[start:end])
        for n, text in enumerate(texts)
        for number, (start, end) in enumerate(spans(text))
    ]
    return pd.DataFrame(rows, columns=list(Sentence._fields))


def marked(text: str) -> str:
    """The text with its mentions as [form=ACTOR+ACTOR]."""
    found = actors.mentions(frame(text))
    for row in reversed(list(found.itertuples())):
        text = f"{text[: row.start]}[{row.text}={'+'.join(row.actors)}]{text[row.end :]}"
    return text


MARKED = [
    # full names, variants, traditional characters
    "[乌克兰=UA]和[俄罗斯=RU]互换战俘，[纽西兰=NZ]表示欢迎。",
    "[烏克蘭=UA]總統[澤倫斯基=UA]與[美國=US]總統[川普=US]會晤。",
    "[沙特阿拉伯=SA]、[阿联酋=AE]和[刚果（金）=CD]出席。",
    # compounds
    "[俄乌=RU+UA]冲突持续，[英美澳=GB+US+AU]三边合作加强。",
    "[美英法德=US+GB+FR+DE]四国领导人通电话。",
    "[英=GB]、[美=US]、[澳=AU]三国举行演习。",
    "[美西方=US+WEST]应当反思，[巴以=PS+IL]局势紧张，[印巴=IN+PK]交火。",
    "粤[港澳=HK+MO]大湾区建设稳步推进，[澳=AU]总理访[华=CN]。",
    "[中俄=CN+RU]保持紧密沟通，[中日韩=CN+JP+KR]自贸区谈判重启。",
    # licensed contexts
    "[俄方=RU]与[乌军=UA]交火，驻[美=US]大使回国述职，[美=US]制武器运抵。",
    "对[俄=RU]制裁升级，涉[台=TW]问题敏感，访[日=JP]期间发表讲话。",
    "留[美=US]学生和旅[日=JP]华侨增多，[韩=KR]媒报道，[法=FR]外长回应。",
    "[俄=RU]总统说，[黎=LB][真主党=LB]已撤出。",
    # institutions are one mention, person and country two
    "[英国国防部=GB]说，[英国=GB]国防大臣[约翰·希利=GB]访[美=US]。[希利=GB]随后离开。",
    "[美国防部=US]和[美国国务院=US]、[中共中央政治局=CN]委员、外交部长[王毅=CN]。",
    "[俄外交部=RU]发言人[扎哈罗娃=RU]指出，[基辅政权=UA]的能力有限。",
    "[马克龙=FR]先发言。[法国=FR]总统[马克龙=FR]强调团结。[马克龙政府=FR]下台。",
    "[哈萨克斯坦=KZ]总统[叶尔兰·萨特巴耶夫=KZ]通过翻译说，[萨特巴耶夫=KZ]对此明确。",
    "[外交部=CN]发言人[朱邦造=CN]说，[日本=JP]首相[石破茂=JP]应信守承诺，[石破=JP]未回应。",
    "[俄罗斯=RU]常驻[联合国=UN]代表[涅边贾=RU]在[安理会=UN]发言。",
    "[美国=US]驻[华=CN]大使[尼古拉斯·史密斯=US]说，[史密斯=US]很乐观。",
    "[伊朗=IR]外长[侯赛因·阿卜杜=IR]说，他的特使[史蒂文·威特科夫=US]等候。",
    # seats and capitals: government or place
    "[白宫=US]高官称，[莫斯科=RU]表示将继续谈判，与[北京=CN]的关系重要。",
    "他警告[德黑兰=IR]不要报复，由于[华盛顿=US]支持[以色列=IL]，战事拖延。",
    "会议在巴黎举行，他飞抵伦敦，华盛顿下雪了，北京大学放假。",
    "[基辅=UA]一再违反承诺，[华盛顿=US]自己也清楚，抱怨[伦敦=GB]“说得多、做得少”。",
    "真正破坏协议的是[莫斯科=RU]，问题在于[布鲁塞尔=EU]肯不肯谈。",
    "下一站是巴黎，他最喜欢的城市是罗马，伦敦没有雪，东京会谈和安卡拉峰会之后他在河内生活。",
    "[哥本哈根=DK]召见临时代办，会谈在奥斯陆举行，他抵达[卢旺达=RW]首都基加利。",
    "[以色列=IL]同意谈判，[以哈=IL+PS]停火有望，他以哈佛为家。",
    # words that hold the character of a country and name none
    "这意味着其中的宪法、法律、中东、以及美好、完美、英雄、方法、集中，日前以为可以。",
    "10日上午，二十日晚，4 月 2 日至今，越来越多的人注意到印象与意义。",
    "哈希函数、美团骑手、德智体美劳、日元和美元走势、法院、发展中国家、内蒙古、西班牙语课。",
    "王德军和李美英、刘法官在朝阳区泰山路。",
    # posts, capitals that will or are mere places, and pages of sport, finance and old newspapers
    *(Path(__file__).parents[1] / "data" / "actors.txt").read_text("utf-8").splitlines(),
]


@pytest.mark.parametrize("expected", MARKED)
def test_mentions(expected: str) -> None:
    assert marked(re.sub(r"\[([^=\]]+)=[^\]]+\]", r"\1", expected)) == expected


def test_every_state_is_found_by_its_name() -> None:
    """Each name of the table in a plain sentence; and each state that the CLDR has, but for those without people."""
    table = books.load()["actors"]
    names = table[table["kind"] == "name"].drop_duplicates("form")
    text = "\n".join(["题", *(f"昨日，{form}总统在会上发表了讲话。" for form in names["form"])])
    frame = split([roles.from_clean(pages.from_text(text), name="a", source="a")])
    found = actors.mentions(frame).groupby("sentence")["actors"].agg("sum")
    missed = [form for n, (form, actor) in enumerate(zip(names["form"], names["actor"], strict=True), 1) if actor not in found[n]]
    assert missed == []
    assert {"PA", "SD", "NE", "BH", "UG", "UY", "SN", "BS", "FR", "TV", "ME"} <= set(names["actor"])


def test_a_country_named_in_full_speaks_for_its_short_form() -> None:
    assert marked("加总理说，欢迎合作。") == "加总理说，欢迎合作。"
    assert marked("加拿大大选结束。加总理说，欢迎合作。").endswith("[加=CA]总理说，欢迎合作。")


def test_the_nearest_country_settles_what_a_character_means() -> None:
    assert "[巴方=PS]" in marked("巴勒斯坦代表到会，巴方表示感谢。")
    assert "[巴方=PK]" in marked("巴基斯坦代表到会，巴方表示感谢。")
    assert "[伊方=IQ]" in marked("伊拉克代表到会，伊方表示感谢。")


def test_the_article_goes_before_the_list_of_office_holders() -> None:
    assert "[斯塔默=GB]" in marked("斯塔默说，欢迎。")
    assert marked("新西兰总理斯塔默说，欢迎。") == "[新西兰=NZ]总理[斯塔默=NZ]说，欢迎。"


def test_persons_stay_in_their_article() -> None:
    found = actors.mentions(frame("法国外长卡尔东说，欢迎。卡尔东离开。", "卡尔东离开。"))
    assert list(found.loc[found["article"] == "a0", "text"]) == ["法国", "卡尔东", "卡尔东"]
    assert not (found["article"] == "a1").any()


def test_variants_are_kept_and_traditional_characters_fold() -> None:
    found = actors.mentions(frame("基辅政权说，乌克兰政府和烏克蘭政府。"))
    assert list(found["variant"]) == ["基辅政权", "乌克兰政府", "乌克兰政府"]
    assert list(found["text"]) == ["基辅政权", "乌克兰政府", "烏克蘭政府"]
    assert list(found["kind"]) == ["capital", "body", "body"]


def test_our_country_is_china_in_simplified_pages_only() -> None:
    assert marked("我国经济增长。") == "[我国=CN]经济增长。"
    assert marked("我國經濟增長。") == "我國經濟增長。"


def test_empty() -> None:
    found = actors.mentions(frame())
    assert list(found.columns) == list(actors.Mention._fields)
    assert found.empty
    assert actors.mentions(frame("今天天气很好。")).empty


def test_a_codebook_of_ones_own(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "actors.csv").write_text("actor,form,kind,gloss,source\nXX,中土,name,,own\n", encoding="utf-8")
    found = actors.mentions(frame("中土与俄乌无关，法国外长来访。"), books.load(tmp_path))
    assert list(found["text"]) == ["中土"]


WORDS = re.split(
    "/",
    "俄/乌/美/英/中/日/以/巴/法/国/军/方/外长/总统/马克龙/·/卡尔/东/乌克兰/美国/莫斯科/称/对/驻/访/、/，/。/“/”/\n/月/3/烏/克/蘭",
)
TEXT = st.lists(st.sampled_from(WORDS), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=3))
def test_what_always_holds(texts: list[str]) -> None:
    found = actors.mentions(frame(*texts))
    for name, rows in found.groupby("article"):
        text = texts[int(name[1:])]
        places = list(zip(rows["start"], rows["end"], strict=True))
        assert all(text[s:e] == t for (s, e), t in zip(places, rows["text"], strict=True))
        assert all(a[1] <= b[0] for a, b in pairwise(places))
        assert all(s < e for s, e in places)
        alone = actors.mentions(frame(text))
        assert alone[["sentence", "start", "end", "actors"]].values.tolist() == (
            rows[["sentence", "start", "end", "actors"]].values.tolist()
        )
    assert all(row.actors and len(set(row.actors)) == len(row.actors) for row in found.itertuples())


def test_the_built_in_table() -> None:
    table = books.load()["actors"]
    codes = {code for cell in table["actor"] for code in cell.split("+") if code}
    assert all(re.fullmatch("[A-Z]{2}|NATO|EUROPE|WEST", code) for code in codes)
    assert len(codes) > 200
    assert (table["source"] != "").all()
    assert not table.duplicated(["actor", "form", "kind"]).any()
    people = table[table["kind"] == "person"]
    assert people["years"].str.fullmatch(r"\d{4}(-(\d{4})?)?").all()
