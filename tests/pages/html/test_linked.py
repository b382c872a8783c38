"""An article that only a script of the page holds."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from duizhao.pages import roles
from duizhao.pages.html import linked
from duizhao.pages.read import from_html

TEXT = [
    "海州市交通局昨天宣布，老港区的码头将在明年扩建，工期十个月，届时可以停靠三千吨级的客轮。",
    "“等了十年，总算等到了。”在码头开小店的吴阿婆说，旺季一天要送走两千多名游客。",
    "交通局表示，施工期间航班不停，旅客改从临时栈桥上下船，票价也不变。",
]
HTML = "".join(f"<p>{line}</p>" for line in TEXT)
OBJECT = {"props": {"detail": {"title": "码头扩建", "content": HTML, "summary": "短"}}}


@pytest.mark.parametrize(
    "script",
    [
        f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(OBJECT)}</script>',
        f"<script>var BASE_DATA = {{info: {{title: 'x', content: '{HTML.replace('<', '&lt;').replace('>', '&gt;')}'}}}}</script>",
        f"<script>window.STATE={json.dumps(json.dumps(OBJECT, ensure_ascii=False))}</script>",
        f'<script id="RENDER_DATA" type="application/json">{quote(json.dumps(OBJECT))}</script>',
        f'<script type="application/ld+json">{json.dumps({"articleBody": chr(10).join(TEXT)})}</script>',
    ],
)
def test_an_article_in_a_script(script: str) -> None:
    page = from_html(f"<title>码头扩建</title><body><header>首页 视频 登录</header>{script}</body>")
    article = roles.article(page)
    body = article.lines[article.lines["role"] == "body"]
    assert [page.text[s:e] for s, e in zip(body["start"], body["end"], strict=True)] == TEXT
    assert "read from a script" in page.warnings[0]


def test_what_the_page_shows_is_not_read_twice() -> None:
    shown = from_html(f"{HTML}<script>x={json.dumps(OBJECT)}</script>")
    assert shown.text.count(TEXT[0]) == 1
    assert not shown.warnings


def test_a_page_without_its_text_says_how_to_save_it() -> None:
    page = from_html("<body><div id=app></div><script>load('/api/article/1')</script></body>")
    assert "save the page from a browser" in page.warnings[0]


@pytest.mark.parametrize(
    "script", ["content: '", 'content: "a\\', "text: `" * 9, "\ud800", "%7B", "content: '\\ud83d'"]
)
def test_any_script(script: str) -> None:
    assert linked.article([script]) == ""
