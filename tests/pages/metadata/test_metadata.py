"""Metadata: the seeds exactly, the ways in which pages say who and when, and what must stay unknown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from duizhao.pages import metadata, roles
from duizhao.pages import read as pages

ROOT = Path(__file__).parents[3]
GOLD = json.loads((ROOT / "tests" / "data" / "coding" / "metadata.json").read_text(encoding="utf-8"))
TITLE = "某国总统：将继续推进和谈进程"
BODY = (
    "据外媒报道，某国总统6日表示，将继续推进和谈进程，争取早日实现停火，并愿意与各方保持接触。",
    "分析认为，各方在关键议题上的分歧仍然很大，2019年3月4日的协议至今没有落实，短期内难以取得突破。",
)
TAIL = ("相关阅读", "台风“海葵”逼近 多地启动应急响应", "2021-07-08 10:11:12", "国足2-1逆转韩国", "2021-07-09 10:11:12")


def read(
    *head: str, top: tuple[str, ...] = (), body: tuple[str, ...] = BODY, tail: tuple[str, ...] = ()
) -> metadata.Metadata:
    text = "\n".join([*top, TITLE, *head, *body, *tail, *TAIL])
    return roles.article(pages.from_text(text)).metadata


@pytest.mark.parametrize("name", sorted(GOLD))
def test_seeds(name: str) -> None:
    found = roles.article(pages.read(ROOT / "seeds" / f"{name}.txt")).metadata
    said = {**found._asdict(), "source": found.source}
    for field, value in GOLD[name].items():
        if field != "cited":  # known once quotations are coded
            assert said[field] == value, field


@pytest.mark.parametrize("name", sorted(GOLD))
def test_line_ends_of_windows_change_nothing(name: str) -> None:
    """The same values, and each stands at its span without the carriage return."""
    text = pages.read(ROOT / "seeds" / f"{name}.txt").text
    plain, windows = (roles.article(pages.from_text(t)) for t in (text, text.replace("\n", "\r\n")))
    assert windows.metadata._replace(spans=()) == plain.metadata._replace(spans=())
    assert list(windows.lines["role"]) == list(plain.lines["role"])
    for read_from in windows.metadata.spans:
        assert (
            windows.page.text[read_from.start : read_from.end].strip()
            == windows.page.text[read_from.start : read_from.end]
        )


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("2023-05-06 10:11:12 来源：新华社", "2023-05-06 10:11:12"),
        ("2023年5月6日 10:11", "2023-05-06 10:11"),
        ("2023年05月06日10:11　　来源：人民日报", "2023-05-06 10:11"),
        ("2023/5/6 9:05:01 来源：IT之家 作者：骑士", "2023-05-06 09:05:01"),
        ("发布时间：2023.05.06", "2023-05-06"),
        ("發佈：2023年5月6日 05:00", "2023-05-06 05:00"),
        ("来源 : 央视网 | 2023年05月06日 19:21:12", "2023-05-06 19:21:12"),
        ("2023-05-06 星期六 10:11", "2023-05-06 10:11"),
        ("最后更新: 2023-05-06 10:11", "2023-05-06 10:11"),
        ("发布时间：2023-05-06 10:11 更新时间：2023-05-07 11:11", "2023-05-06 10:11"),
        ("3小时前", None),
        ("12345人参与", None),
    ],
)
def test_published(head: str, said: str | None) -> None:
    found = read(head)
    assert found.published == said
    assert found.published_partial is None


def test_date_on_three_lines_above_the_title() -> None:
    found = read(top=("新闻网 > 时政 > 正文", "2023", "05/06", "10:11:12", "来源：新华网"))
    assert (found.published, found.original_source) == ("2023-05-06 10:11:12", "新华网")


def test_date_without_its_year_is_partial() -> None:
    found = read("环球视角", "发布时间：09-30 22:46")
    assert (found.published, found.published_partial, found.account) == (None, "09-30 22:46", "环球视角")


@pytest.mark.parametrize(
    ("top", "head", "tail"),
    [
        ((), (), ()),
        (("2021年10月7日 星期四", "首页"), (), ()),
        ((), ("截至2021-03-04",), ()),
        ((), (), ("责任编辑：张三", "抓取时间：2022-03-04 10:11:12")),
    ],
)
def test_no_date_is_invented(top: tuple[str, ...], head: tuple[str, ...], tail: tuple[str, ...]) -> None:
    assert read(*head, top=top, tail=tail).published in (None, "2021-03-04")[: 1 + bool(head)]


def test_date_below_the_body_counts_where_it_is_labelled() -> None:
    assert read("环球视角", "关注他", tail=("发布于 2023-05-06 10:11・IP 属地北京",)).published == "2023-05-06 10:11"


def test_time_of_saving() -> None:
    found = read("2023-05-06 10:11", tail=("抓取时间：2024-01-02 03:04:05",))
    assert (found.published, found.retrieved) == ("2023-05-06 10:11", "2024-01-02 03:04:05")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            ("2023-05-06 10:11 来源：新华社 作者：张三丰 责任编辑：李四",),
            dict(original_source="新华社", author="张三丰", editor="李四"),
        ),
        (("来源:IT之家作者:骑士责编:晨风", "2023-05-06"), dict(original_source="IT之家", author="骑士", editor="晨风")),
        (("2023-05-06 10:11 新京报",), dict(original_source="新京报")),
        (("每日人物 2023-05-06 10:11",), dict(account="每日人物")),
        (("2023-05-06 10:11·每日人物",), dict(account="每日人物", original_source=None)),
        (("2023-05-06 10:11 每日人物",), dict(account=None, original_source=None)),
        (("2023-05-06 10:11 金融界 作者：林小满",), dict(author="林小满", original_source="金融界")),
        (("来源：微信公众号“环球视角”", "2023-05-06"), dict(original_source="环球视角")),
        (("每日人物 3小时前",), dict(account="每日人物")),
        (("2023年5月6日 来源：新华社 点击数：",), dict(published="2023-05-06", original_source="新华社")),
        (("每日人物", "2023-05-06 10:11发布于北京某某官方账号"), dict(account="每日人物", original_source=None)),
        (("石佳/中国青年报", "2023-05-06"), dict(author="石佳", original_source="中国青年报")),
        (("澎湃新闻记者 张晓明", "2023-05-06 10:11"), dict(author="张晓明")),
        (("原创 张晓明 环球视角 2023-05-06 10:11",), dict(author="张晓明", account="环球视角")),
        (("2023-05-06 10:11 聯合報／ 記者王大明／即時報導",), dict(author="王大明", original_source="聯合報")),
        (("作者：网络整理", "2023-05-06"), dict(author=None, original_source="网络整理")),
        (("作者：未知　责任编辑：棒棒", "2023-05-06"), dict(author=None, editor="棒棒")),
        (("2023-05-06 10:11", "编辑：严玉洁"), dict(author=None, editor="严玉洁", original_source=None)),
    ],
)
def test_who(head: tuple[str, ...], said: dict[str, str | None]) -> None:
    found = read(*head)._asdict()
    assert {field: found[field] for field in said} == said


@pytest.mark.parametrize(
    ("body", "author"),
    [
        (("新京报讯（记者 裴剑飞）" + BODY[0], BODY[1]), "裴剑飞"),
        (("新华社北京5月6日电（记者王大明、李国利）" + BODY[0], BODY[1]), "王大明、李国利"),
        (("（中央社記者王大明倫敦6日專電）" + BODY[0], BODY[1]), "王大明"),
        ((*BODY, "正是有了你们，才有这座英雄的城！（评论员 罗博 萧海川）"), "罗博、萧海川"),
        (("《棱镜》作者 周纯", *BODY), "周纯"),
        ((*BODY, "总台记者 陈林聪：此次会晤将对局势的长期走向产生影响，各方都在观望。"), "陈林聪"),
        (("居民代表温芷若对记者表示：“我们不反对扩建，但是步道何时恢复，方案里应当写明。”", *BODY), None),
        (BODY, None),
    ],
)
def test_writers_named_in_the_text(body: tuple[str, ...], author: str | None) -> None:
    assert read("2023-05-06 10:11 来源：新华社", body=body).author == author


@pytest.mark.parametrize(
    "head",
    [
        ("2023-05-06 10:11 Google+ Facebook 分享",),
        ("昨天 10:11",),
        ("2023-05-06 10:11 PM",),
        ("二〇二三年五月六日",),
        ("2023-05-06 10:11 棒棒不是糖",),
        ("林小满 摄", "2023-05-06"),
        ("图片来源：视觉中国", "2023-05-06"),
        ("关于推进和谈进程及", "2023-05-06"),
        ("和谈进程 2023-05-06",),
        ("整合 2023-05-06",),
        ("2023-05-06 来源：网络整合",),
        ("新华社某地5月6日电",),
        ("2023-05-06 10:11 发表于 河南",),
        ("（2007年6月29日某市第十届人民代表大会常务委员会第二十八次会议通过）",),
    ],
)
def test_what_stands_near_the_date_is_no_name(head: tuple[str, ...]) -> None:
    found = read(*head)
    assert (found.source, found.author) == (None, None)


def html(body: str, *, title: str = TITLE, head: str = "") -> metadata.Metadata:
    text = "".join(f"<p>{line}</p>" for line in BODY)
    page = pages.from_html(
        f"<html><head><title>{title}</title>{head}</head><body>{body.replace('…', text)}</body></html>"
    )
    return roles.article(page).metadata


LINKED = '<script type="application/ld+json">{"headline": "%s", "datePublished": "2023-05-06T02:11:00Z", "author": {"name": "林小满"}, "publisher": {"name": "东湾中文"}}</script>'
WECHAT = '<h2>%s</h2><a id="js_name">东湾早报</a> <em id="publish_time">昨天</em><div id="js_content">…</div><script>var ct = "1581517074";</script>'


@pytest.mark.parametrize(
    ("head", "body", "said"),
    [
        (LINKED % TITLE, f"<h1>{TITLE}</h1>…", dict(published="2023-05-06 02:11:00", author="林小满", source="东湾中文")),
        (LINKED % TITLE, f"<h1>{TITLE}</h1><p>2023-05-06 10:11</p>…", dict(published="2023-05-06 10:11")),
        (LINKED % "另一篇文章的标题", f"<h1>{TITLE}</h1>…", dict(published=None, author=None, source=None)),
        ("", WECHAT % TITLE, dict(published="2020-02-12 22:17:54", account="东湾早报", author=None)),
        (
            "",
            f"<h1>{TITLE}</h1><time datetime='2023-05-06'>06/05/2023</time>…<time datetime='2022-01-01'>1/1</time>",
            dict(published="2023-05-06"),
        ),
        ("", f'<h1>{TITLE}</h1><i itemprop="author">林小满</i>…', dict(author="林小满")),
        ("", f"<h1>{TITLE}</h1><address>林小满, LIN XIAOMAN</address>…", dict(author="林小满、LIN XIAOMAN")),
        ("", f"<h1>{TITLE}</h1><p>发表于 2023 年 5 月 6 日 由 老周</p>…", dict(published="2023-05-06", author="老周")),
        ("", f"<h1>{TITLE}</h1><li>作者，林小满</li><li>职务，记者</li>…", dict(author="林小满")),
        ('<meta property="og:site_name" content="老周的博客">', f"<h1>{TITLE}</h1>…", dict(source=None)),
        ('<meta property="og:site_name" content="东湾社 DWS">', f"<h1>{TITLE}</h1>…", dict(source="东湾社")),
        ('<meta name="author" content="王小二">', f"<h1>{TITLE}</h1>…<p>责任编辑：王小二</p>", dict(author=None)),
        ('<meta name="publishdate" content="2024-09-09">', f"<h1>{TITLE}</h1><p>发布时间：2023-05-06</p>…",
         dict(published="2023-05-06")),
        ("", f"<h1>{TITLE}</h1>…<div><i class=time>2023-05-06 10:11</i> 举报</div>", dict(published="2023-05-06 10:11")),
    ],
)  # fmt: skip
def test_evidence_of_the_html(head: str, body: str, said: dict[str, str | None]) -> None:
    found = html(body, head=head)
    assert {field: getattr(found, field) for field in said} == said


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (f"{TITLE}_东湾网", "<div><b>某国总统：<br>将继续推进<br>和谈进程</b></div><p>2023-05-06</p>…"),
        ("", "<h1>某国总统：<br>将继续推进和谈进程</h1><p>2023-05-06</p>…"),
        (TITLE, f"<h2><i>原创</i>{TITLE}</h2><p>2023-05-06</p>…"),
        ("", f"<h2>{TITLE} (1/6)</h2><p>2023-05-06</p>…"),
        (f"{TITLE} - 东湾网", "<div><img src=a.jpg><p>会场外等候的人群和车辆</p></div><p>2023-05-06</p>…"),
        ("新闻中心-某某市门户网站", f"<h1>{TITLE}</h1><p>2023-05-06</p>…"),
        (
            f"{TITLE}|和谈|停火_东湾订阅",
            f"<h3>五年规划收官</h3><h1>{TITLE}</h1><h3>各方继续接触</h3><p>2023-05-06</p>…",
        ),
    ],
)
def test_title(title: str, body: str) -> None:
    found = html(body, title=title)
    assert (found.title, found.source) == (TITLE, None)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("某市水务局", "", "关于启用新水厂的通知", "2023-05-06"), "某市水务局关于启用新水厂的通知"),
        (("原创 某国总统将继续推进和谈", "2023-05-06"), "某国总统将继续推进和谈"),
        (("某国总统将继续推进和谈 (1/3)", "2023-05-06"), "某国总统将继续推进和谈"),
    ],
)
def test_title_of_text(lines: tuple[str, ...], title: str) -> None:
    found = roles.article(pages.from_text("\n".join([*lines, *BODY]))).metadata
    assert (found.title, found.source) == (title, None)


def test_what_was_saved_by_singlefile_says_when() -> None:
    told = "<!--\n Page saved with SingleFile \n url: https://a.example/1 \n saved date: Fri Mar 10 2023 14:30:00 GMT+0800 \n-->"
    found = html(f"{told}<h1>{TITLE}</h1>…")
    assert (found.retrieved, found.host, found.published) == ("2023-03-10 14:30:00", "a.example", None)


@pytest.mark.parametrize(
    ("address", "host"),
    [("https://news.163.com:80/a.html", "网易"), ("//a.example/1", "a.example"), ("http://[::1", None)],
)
def test_host_of_the_address(address: str, host: str | None) -> None:
    assert html(f"<h1>{TITLE}</h1>…", head=f'<link rel="canonical" href="{address}">').host == host


def test_host_publisher_and_label() -> None:
    found = read("2023-05-06 10:11 来源: 松科说 举报", top=("网易首页 > 网易号 > 正文 申请入驻",))
    assert (found.host, found.publisher, found.account, found.source) == ("网易", "网易号", "松科说", "松科说")
    assert found.author is None


def test_spans_are_where_the_values_stand() -> None:
    text = "\n".join(["首页", TITLE, "2023年5月6日 10:11　來源：聯合報", *BODY, "責任編輯：王大明", *TAIL])
    found = roles.article(pages.from_text(text)).metadata
    at = {read.field: text[read.start : read.end] for read in found.spans}
    assert at == {"title": TITLE, "published": "2023年5月6日 10:11", "original_source": "聯合報", "editor": "王大明"}


def test_html_metadata_stand_in_for_what_the_page_does_not_show() -> None:
    page = pages.from_text("\n".join([TITLE, *BODY]))
    said = replace(page, meta={"article:published_time": "2023-05-06T10:11:12+08:00"}, url="https://www.163.com/a.html")
    found = roles.article(said).metadata
    assert (found.published, found.host) == ("2023-05-06 10:11:12", "网易")
    assert {(read.field, read.start) for read in found.spans} >= {("published", -1), ("host", -1)}
