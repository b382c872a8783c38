"""Roles of lines: the seeds exactly, what always holds, and hard pages of our own making."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.errors import InputError
from duizhao.pages import features, roles
from duizhao.pages import read as pages
from duizhao.pages import rules as lineroles
from duizhao.pages.html import Markup
from duizhao.pages.metadata import Metadata

ROOT = Path(__file__).parents[2]
CODING = ROOT / "tests" / "data" / "coding"
SEEDS = sorted(path.stem for path in (ROOT / "seeds").glob("*.txt"))

LEAD = "据外媒报道，某国总统6日表示，将继续推进和谈进程，争取早日实现停火，并愿意与各方保持接触。"
SECOND = "分析认为，各方在关键议题上的分歧仍然很大，短期内难以取得突破，谈判可能持续数月。"
HEADLINES = [
    "台风“海葵”逼近 多地启动应急响应",
    "这个夏天，年轻人为什么都去了县城",
    "国足2-1逆转韩国",
    "男子花3万元买到假表，商家：概不退换",
]
TEASERS = [
    "记者从有关部门获悉，今年以来，全市新开工保障性住房项目超过百个，完成投资同比增长两成以上，其中",
    "就在昨天晚上，一段视频在网络上引发热议...",
]
TOP = ["首页", "新闻", "国际", "军事", "登录/注册", "首页 > 国际新闻 > 正文"]
HEAD = ["某国总统：将继续推进和谈进程", "2023-05-06 10:11 来源：环球视角", "分享到：", "微信"]


def labelled(*lines: str, markup: tuple[Markup, ...] | None = None) -> dict[str, list[str]]:
    """Texts of the lines by role."""
    article = roles.article(pages.from_text("\n".join(lines)))
    out: dict[str, list[str]] = {}
    for start, end, role in zip(article.lines["start"], article.lines["end"], article.lines["role"], strict=True):
        out.setdefault(role, []).append(article.page.text[start:end])
    return out


def body(*lines: str) -> list[str]:
    found = roles.article(pages.from_text("\n".join(lines)))
    kept = found.lines[found.lines["role"].isin(["body", "subhead"])]
    return [found.page.text[s:e] for s, e in zip(kept["start"], kept["end"], strict=True)]


@pytest.mark.parametrize("name", SEEDS)
def test_seeds_are_labelled_as_coded(name: str) -> None:
    gold = [json.loads(line) for line in (CODING / name / "lines.jsonl").read_text(encoding="utf-8").splitlines()]
    article = roles.article(pages.read(ROOT / "seeds" / f"{name}.txt"))
    said = dict(zip(article.lines["line"], article.lines["role"], strict=True))
    assert {row["line"]: row["role"] for row in gold} == said


@settings(max_examples=60, deadline=None)
@given(
    st.text(st.sampled_from("新闻。，,.\n\n　 2023-05:1>来源作者记者(图)“”A\t…▲|"), max_size=300)
    | st.text(max_size=200)
)
def test_every_line_has_one_role_and_nothing_is_lost(text: str) -> None:
    page = pages.from_text(text)
    lines = roles.label(page)
    assert list(lines["line"]) == list(range(1, len(page.lines) + 1))
    assert "\n".join(text[s:e] for s, e in zip(lines["start"], lines["end"], strict=True)) == text
    assert set(lines["role"]) <= set(roles.ROLES)
    assert lines["reason"].map(bool).all()
    assert lines["score"].between(0, 1).all()
    assert lines.equals(roles.label(page))
    article = roles.article(page)
    for read in article.metadata.spans:
        assert 0 <= read.start <= read.end <= len(text)


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("", "　", "\xa0"),
        tuple(TOP),
        (*TOP, *HEADLINES, "关于我们 | 联系我们 | 版权声明", "Copyright © 2000-2023 All Rights Reserved"),
        tuple(HEADLINES * 20),
    ],
)
def test_no_article(lines: tuple[str, ...]) -> None:
    article = roles.article(pages.from_text("\n".join(lines)))
    assert not article.lines["role"].isin(roles.TEXT_ROLES).any()
    assert "no article" in article.warnings[0]
    assert article.metadata.published is None


def test_an_article_among_its_furniture() -> None:
    found = labelled(*TOP, *HEAD, LEAD, SECOND, "责任编辑：李四", "相关阅读", *HEADLINES)
    assert found["title"] == HEAD[:1]
    assert found["date"] == HEAD[1:2]
    assert found["body"] == [LEAD, SECOND]
    assert found["credit"] == ["责任编辑：李四"]
    assert found["related"] == ["相关阅读", *HEADLINES]


def test_a_body_of_one_line_before_teasers() -> None:
    assert body(*TOP, *HEAD, LEAD, *(text for pair in zip(HEADLINES, TEASERS * 2, strict=True) for text in pair)) == [
        LEAD
    ]


def test_verse() -> None:
    verse = ["《静夜思》", "李白", "床前明月光，", "疑是地上霜。", "举头望明月，", "低头思故乡。"]
    prose = "春天来了，最容易想起的是故乡。古往今来，多少诗人把乡愁写进了句子里。"
    assert body(*TOP, "春日读诗：那些写给故乡的句子", "2023-04-05 08:00", prose, *verse, prose, "责任编辑：李四", *HEADLINES) == [
        prose, *verse, prose,
    ]  # fmt: skip


def test_reader_comments_longer_than_the_body() -> None:
    comments = [
        text
        for number in range(12)
        for text in (
            f"网友{number}",
            "这种事情不是一天两天了，希望有关部门重视起来，别光喊口号。楼上的说得不对，我在那边工作过五年，情况不是那样。",
            "3小时前",
            "举报",
            f"回复 踩0 赞{number} 收藏",
        )
    ]
    assert body(*TOP, *HEAD, LEAD, SECOND, "责任编辑：李四", "热门评论 12条", *comments) == [LEAD, SECOND]


def test_a_promotion_before_the_body() -> None:
    promotion = "安装新闻客户端第一时间接收最全面的资讯→【下载地址】"
    assert body(*TOP, *HEAD, promotion, LEAD, SECOND, "责任编辑：李四") == [LEAD, SECOND]


def test_a_dated_heading_inside_the_body() -> None:
    lines = (*TOP, "某地通报一起事故", "来源：某地发布", LEAD, "2019年5月2日 情况通报", SECOND, "编辑：张三")
    assert body(*lines) == [LEAD, "2019年5月2日 情况通报", SECOND]
    assert roles.article(pages.from_text("\n".join(lines))).metadata.published is None


def test_a_long_list_of_others() -> None:
    rows = [
        text
        for n in range(800)
        for text in (f"{HEADLINES[n % 4]}{n}", TEASERS[n % 2], "某号", f"2023-05-0{n % 9 + 1} 10:00")
    ]
    assert body(*TOP, *HEAD, LEAD, SECOND, "相关推荐", *rows) == [LEAD, SECOND]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("图片", "placeholder"),
        ("[图片]", "placeholder"),
        ("点击查看大图", "placeholder"),
        ("“志愿者联盟”峰会(资料图)", "caption"),
        ("图片来源：视觉中国", "caption"),
        ("▲会议现场。", "caption"),
        ("5月12日，代表步入会场。新华社记者 王小鹿 摄", "caption"),
        ("图/受访者提供", "caption"),
        ("文 | 李小北", "byline"),
        ("采写：本报见习记者 李伟", "byline"),
        ("（记者 张晓明）", "byline"),
        ("来源：IT之家 作者：骑士 责编：骑士", "credit"),
        ("(原标题：另一个标题)", "credit"),
        ("本文转自新闻晨报", "credit"),
        ("免责声明：本文观点仅代表作者本人，不构成投资建议。", "notice"),
        ("（完）", "notice"),
        ("延伸阅读：另一篇文章的标题", "related"),
        ("点击下方关注我们的公众号", "chrome"),
        ("谈判各方各有盘算", "subhead"),
        ("记者：您最近在做什么？", "body"),
        ("答：还是老本行。", "body"),
        ("（一）鼓励企业吸纳就业", "subhead"),
        ("这意味着，只要数据来源未经用户授权，都存在法律风险。", "body"),
    ],
)
def test_lines_inside_an_article(line: str, role: str) -> None:
    texts = [features.fold(text) for text in ("标题在此处", LEAD, line, SECOND)]
    assert lineroles.assign(texts, ["title", "body", "body", "body"])[2].role == role


def test_markup_tells_a_caption() -> None:
    texts = ["标题在此处", features.fold(LEAD), "小温在景区内", features.fold(SECOND)]
    marks = [Markup(), Markup(), Markup(path="p.pgc-img-caption", images=1), Markup()]
    assert lineroles.assign(texts, ["title", "body", "body", "body"], marks)[2].role == "caption"


def test_corrections_override_and_are_told() -> None:
    page = pages.from_text("\n".join([*HEAD, LEAD, SECOND]))
    article = roles.article(page, corrections={6: "notice"})
    row = article.lines.iloc[5]
    assert (row["role"], row["reason"]) == ("notice", "corrected by hand")
    assert "1 line corrected by hand" in article.warnings
    with pytest.raises(InputError, match="line 99"):
        roles.label(page, corrections={99: "body"})


@pytest.mark.parametrize(
    "text", ["line,role\n2,body\n3,caption\n", '{"line": 2, "role": "body"}\n{"line": 3, "role": "caption"}\n']
)
def test_corrections_are_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.csv").write_text("\ufeff" + text, encoding="utf-8")
    assert roles.read_corrections(tmp_path / "x.csv", 9) == ({2: "body", 3: "caption"}, [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("line,role\n1,body\n2,paragraph\n", "row 3, column role: 'paragraph' is none of title,"),
        ("line,role\n1,body\nx,body\n", "row 3, column line: 'x' is none of 1 to 9"),
        ("line,role\n1,body\n10,body\n", "row 3, column line: '10' is none of 1 to 9"),
        ("line,role\n1,body\n" + "9" * 5000 + ",body\n", "row 3, column line"),
        ('{"line": 1, "role": "body"}\n3\n', "row 2, column line"),
        ('{"line": 1, "role": "body"}\n{"line": 2\n', "row 2, column line"),
        ('{"line": 1, "role": "body"}\n' + '{"line":' * 100_000, "row 2, column line"),
        ('{"line": 1, "role": "body"}\n{"line": true, "role": "body"}\n', "row 2, column line"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_others_are_used(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    found, (problem,) = roles.read_corrections(tmp_path / "x.csv", 9)
    assert found == {1: "body"}
    assert f"x.csv {said}" in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("number,kind\n2,body\n", "row 1: no column line, role"),
        ("2,body\n", "row 1: no column line, role"),
        ("line,role\n2," + "x" * 200_000, "row 1: neither CSV nor JSON"),
    ],
)
def test_a_file_that_corrects_nothing(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        roles.read_corrections(tmp_path / "x.csv", 9)


def test_a_long_line_without_a_full_stop():
    started = time.process_time()
    roles.label(pages.from_text("桥\n" + "桥" * 60_000))
    assert time.process_time() - started < 5, "not the square of its length"


def test_the_roles_there_are() -> None:
    assert " ".join(roles.ROLES) == "title byline date credit body subhead caption placeholder notice related chrome blank"
    assert roles.TEXT_ROLES == ("title", "subhead", "body")


def test_each_line_is_given_its_own_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    page = pages.from_html(f"<html><h1>标题在此</h1><br><p class=lead>{LEAD}</p><div class=foot>页脚</div></html>")
    seen: list[tuple[str, str]] = []
    assign = lineroles.assign

    def told(texts: list[str], zones: list[str], marks: list[Markup], own: str) -> list[lineroles.Role]:
        seen.extend(zip(texts, [mark.path for mark in marks], strict=True))
        return assign(texts, zones, marks, own)

    monkeypatch.setattr(lineroles, "assign", told)
    table = roles.label(page)
    assert [path.rsplit(" ", 1)[-1] for _, path in seen] == ["h1", "p.lead", "div.foot"]
    assert table.loc[table["role"] == "blank", ["reason", "score"]].drop_duplicates().values.tolist() == [["nothing on it", 1.0]]


def warned(rows: list[tuple[int, str, str, float, int]], **said: str) -> list[str]:
    """The warnings of lines given as (number, role, reason, score, characters)."""
    lines = pd.DataFrame(
        [(n, 900, 900 + size, role, reason, score) for n, role, reason, score, size in rows], columns=list(roles.Label._fields)
    )
    return roles._warnings(lines, Metadata(**said))


def test_warnings_say_what_is_in_doubt() -> None:
    known = {"title": "题", "published": "2024-05-02"}
    sure = [(n, "body", "in the run of paragraphs", 0.99, 100) for n in range(1, 11)]
    assert warned(sure, **known) == []
    assert warned(sure, title="题") == ["publication date not found"]
    assert warned(sure, title="题", published_partial="05-02") == ["publication date not found (partial: 05-02)"]
    assert warned(sure, published="2024-05-02") == ["no title found"]
    assert warned([(1, "chrome", "", 1.0, 9)], **known)[0].startswith("no article found: the page holds")
    # lost: more than sixty characters and a tenth of the text
    for size, told in ((100, False), (101, True)):
        lost = [(20, "chrome", "reads like text, outside the article", 0.9, size)]
        assert bool(warned([*sure, *lost], **known)) == told
    assert warned([*sure, *[(n, "related", roles.LOST, 0.9, 90) for n in (12, 13, 15, 19)]], **known) == [
        "lines 12–15, 19 read like text and were taken for others than the article: check them"
    ]
    short = [(1, "body", "", 1.0, 50), (2, "chrome", roles.LOST, 1.0, 60)]
    assert warned(short, **known) == []
    # doubtful: a line below one half, or nine tenths in the mean
    assert warned([*sure, (11, "body", "", 0.5, 9)], **known) == []
    assert warned([*sure, (11, "body", "", 0.49, 9)], **known) == ["roles uncertain: check lines 11"]
    assert warned([(n, "body", "", 0.85, 50) for n in range(9)], **known) == ["roles uncertain: check lines of the body"]
    doubtful = warned([(n, "body", "", 0.7, 50) for n in range(1, 10)], **known)
    assert doubtful == ["roles uncertain: check lines 1, 2, 3, 4, 5, 6, 7, 8"]
    by_hand = [(n, "body", "corrected by hand", 1.0, 50) for n in (1, 2)]
    assert warned(by_hand, **known) == ["2 lines corrected by hand"]
    assert warned(by_hand[:1], **known) == ["1 line corrected by hand"]


def test_numbers_in_a_row_are_a_span() -> None:
    assert roles._spans([3]) == "3"
    assert roles._spans([3, 7, 8, 9, 11, 20]) == "3, 7–11, 20"
    assert roles._spans(list(range(0, 60, 5))) == ", ".join(map(str, range(0, 60, 5)))
    assert roles._spans(list(range(0, 99, 5))).count(",") == 11


def test_what_is_lost_outside_the_article() -> None:
    """Sentences without a link: before a mark of an end, three in a row, or three lines of whatever that follow at once."""

    def lost(zone: str, sentence: str, *, stop: str = "", cued: str = "", link: str = "", few: str = "", sizes: int = 30) -> str:
        named = [{"b": "body", "a": "after", "h": "before"}[z] for z in zone]
        flags = {"sentence": sentence, "stop": stop, "cued": cued, "HTML: mostly link": link, "1-4 long": few}
        column = {name: np.array([c == "x" for c in own.ljust(len(zone), ".")], bool) for name, own in flags.items()}
        return "".join(".x"[int(n)] for n in roles._lost(named, column, [sizes] * len(zone)))

    assert lost("hbbaa", "xxxx.") == "...x."  # before the article one sentence is none, behind it one is
    assert lost("hbbaa", "xxxx.", stop="...x.") == "....."  # but not behind a mark of an end
    assert lost("hbbaa", "xxxx.", link="...x.") == "....."
    assert lost("hbbaa", "xxxx.", sizes=20) == "....."
    assert lost("hhhhbb", "xxx.xx") == "xxx..."  # three in a row anywhere
    assert lost("hhhhbb", "xx.xxx") == "......"
    assert lost("bbaaaa", "xxxx..") == "..xxxx"  # four lines that follow at once are kept together
    assert lost("bbaaa.".replace(".", "a"), "xx....", cued="....xx") == "......"  # of two it is not known
    assert lost("bbaaaa", "xx....") == "..xxxx"
    assert lost("bbaaaa", "xx....", few="..x...") == "...xxx"
    assert lost("bbaaaa", "xx....", stop="...x..") == "......"


def test_only_lines_of_no_other_kind_are_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice outside the article is a notice, however it reads; scores are shares."""
    kinds = ["title", "body", "related", "chrome", "notice"]
    monkeypatch.setattr(roles, "_zones", lambda texts, marks, own: (["body"] * 5, [0.5] * 5, np.ones(5, bool)))
    monkeypatch.setattr(lineroles, "assign", lambda *_: [lineroles.Role(kind, "as it is") for kind in kinds])
    table = roles.label(pages.from_text("甲\n乙\n丙\n丁\n戊"))
    assert table["reason"].eq(roles.LOST).tolist() == [False, False, True, True, False]


def test_the_cells_of_a_table_are_as_sure_as_can_be() -> None:
    rows = "".join(f"<tr><td>第{n}周<td>{n}00元" for n in range(1, 9))
    page = pages.from_html(f"<html><h1>菜价一周行情</h1><div><p>{LEAD}<p>{SECOND}<table>{rows}</table><p>{SECOND}</div>")
    table = roles.label(page)
    cells = table[[page.text[s:e].startswith("第") for s, e in zip(table["start"], table["end"], strict=True)]]
    assert len(cells) == 8
    assert set(cells["score"]) == {1.0}
    assert table["score"].between(0, 1).all()


def test_lines_that_a_coding_does_not_name_are_body_or_blank() -> None:
    made = roles.from_roles(pages.from_text("甲\n \n乙"), {1: "title"}, name="n", source="s")
    assert made.lines[["role", "reason"]].values.tolist() == [["title", "given"], ["blank", "given"], ["body", "given"]]
