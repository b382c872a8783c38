"""HTML → lines as a browser shows them."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao.pages import html as markup
from duizhao.pages.html import linked
from duizhao.pages.read import from_html

DATA = Path(__file__).parents[2] / "data" / "pages"


def parse(name):
    return markup.parse((DATA / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("", [""]),
        ("<p>一</p><p>二</p>", ["一", "", "二"]),
        ("<p>一<p>二", ["一", "", "二"]),
        ("<div>一</div><div>二</div>", ["一", "二"]),
        ("<div>一<div>二</div>三</div>", ["一", "二", "三"]),
        ("一<br>二<br/><br>三", ["一", "二", "", "三"]),
        ("<p>一<br></p><p>二</p>", ["一", "", "二"]),
        ("<ul><li>一</li><li>二</li></ul>三", ["一", "二", "", "三"]),
        ("<p>一<span>二</span><b>三</b></p>", ["一二三"]),
        ("<p>  a \n\t b  <i> c</i> d </p>", ["a b c d"]),
        ("<p>\u3000\u3000一\u00a0 \u200b二</p>", ["\u3000\u3000一\u00a0 \u200b二"]),
        ("<p>码头将于\r\n  明年扩建 a\nb</p>", ["码头将于明年扩建 a b"]),
        ("<a>一</a>\n<a>二</a>", ["一 二"]),
        ("<pre>一\n  二</pre>", ["一", "  二".strip(" ")]),
        ("<div style='white-space: pre-wrap'>一\n\n二</div>", ["一", "", "二"]),
        ("<p>甲&lt;乙&amp;丙&nbsp;丁&#20013;&unknown;</p>", ["甲<乙&丙\u00a0丁中&unknown;"]),
        ("<table><tr><th>项</th><td>1</td></tr> <tr><td>目</td>\n<td>2</td></tr></table>", ["项\t1", "目 \t2"]),
        (f"<table><tr><td>短</td><td>{'长' * 41}</td></tr></table>", ["短", "长" * 41]),
        ("<table><tr><td>一<br>二</td><td>三</td></tr></table>", ["一", "二\t三"]),
        ("<table><tr><td>一</td><td>二<p>三</p></td></tr></table>", ["一", "二", "", "三"]),
        ("<p>一<script>x='<p>无</p>'</script>二</p>", ["一二"]),
        ("<style>无</style><noscript>无</noscript><template>无</template><textarea>无</textarea>一", ["一"]),
        ("<template shadowrootmode=open><p>一</p></template>", ["一"]),
        ("<select><option>无</option></select><button>一</button>", ["一"]),
        ("一<span style='DISPLAY : none'>无<p>无</p></span>二", ["一二"]),
        ("一<div hidden>无</div>二", ["一二"]),
        ("<div style='visibility:hidden'>一</div>", ["一"]),
        ("<svg><title>无</title><text>无</text></svg>一", ["一"]),
        ("<title>题</title>一", ["一"]),
        ("一<!-- 无 -->二", ["一二"]),
        ("一</p></div>二</body></html>三", ["一", "", "二", "三"]),
        ("一\0二\x01", ["一\ufffd二\x01"]),
    ],
)
def test_lines(html, lines):
    assert markup.parse(html).lines == lines


def test_every_paragraph_of_an_article():
    source = parse("article.html")
    assert not source.hidden
    for paragraph in (DATA / "article.txt").read_text("utf-8").split("\n")[4:5]:
        assert paragraph in source.lines
    for missing in ("脚本里", "样式里", "隐藏的", "评论框", "请打开"):
        assert missing not in "".join(source.lines)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("首页", {"link_share": 1.0, "paragraph": False}),
        ("临屿市宣布明年起扩建轮渡码头 居民意见不一", {"heading": 1, "bold_share": 1.0}),
        ("老港区轮渡码头。沈未央 摄", {"caption": True, "images": 1}),
        ("扩建分两期进行", {"paragraph": True, "centered": True, "bold_share": 1.0}),
        ("临屿轮渡春节运送旅客三十万人次03-02", {"link_share": 0.75}),
    ],
)
def test_what_the_markup_says(line, expected):
    source = parse("article.html")
    found = source.markup[source.lines.index(line)]
    assert {key: getattr(found, key) for key in expected} == expected


def test_path():
    source = parse("article.html")
    paths = dict(zip(source.lines, (m.path for m in source.markup), strict=True))
    assert paths["扩建分两期进行"] == "html body div#main.article div.content p"
    date = next(line for line in source.lines if line.startswith("2024-03-18 09"))
    assert paths[date].endswith("div.info span.date")


def test_metadata():
    source = parse("article.html")
    assert (
        linked.address(source.meta["canonical"])
        == source.meta["canonical"]
        == "https://news.linyu.example/2024/0318/1207.html"
    )
    assert source.meta["title"] == "临屿市宣布明年起扩建轮渡码头 居民意见不一_临屿日报网"
    assert source.meta["article:published_time"] == source.meta["ld:datepublished"] == "2024-03-18T09:12:45+08:00"
    assert (source.meta["author"], source.meta["source"], source.meta["ld:publisher"]) == (
        "沈未央",
        "临屿日报",
        "临屿日报",
    )


@pytest.mark.parametrize(
    ("html", "meta", "url"),
    [
        ("<!-- saved from url=(0021)https://a.example/b -->", {}, "https://a.example/b"),
        ("<!--https://a.example/b--><html>", {}, "https://a.example/b"),
        ("<!-- Page saved with SingleFile \n url: https://a.example/b \n saved date: Tue Mar 19 2024 -->",
         {"retrieved": "Tue Mar 19 2024"}, "https://a.example/b"),
        ("<!--[if IE]><script src='https://a.example/b'></script><![endif]-->", {}, None),
        ("<meta property='og:url' content='https://a.example/b'>", {"og:url": "https://a.example/b"}, "https://a.example/b"),
        ("<meta name=Author content=' 甲 '><meta name=author content=乙><meta name=x>", {"author": "甲"}, None),
        ("<meta itemprop=datePublished content=2024-01-02>", {"datepublished": "2024-01-02"}, None),
        ("<script type='application/ld+json'>{\"pubDate\": \"2024-01-02\", \"author\": [\"甲\", {\"name\": \"乙\"}, 3]}</script>",
         {"ld:pubdate": "2024-01-02", "ld:author": "甲、乙"}, None),
        ("<script type='application/ld+json'>{broken</script>", {}, None),
        ("<script type='application/ld+json'>" + "[" * 100000 + "</script>", {}, None),
        ("<meta name=title content=甲><meta name=url content=x><title>乙</title>",
         {"meta:title": "甲", "meta:url": "x", "title": "乙"}, None),
        ("<link rel=canonical href=javascript:alert(1)><meta property=og:url content=/b>",
         {"canonical": "javascript:alert(1)", "og:url": "/b"}, None),
        ("<link rel=canonical href='http://[::1'>", {"canonical": "http://[::1"}, None),
        ("<svg><title>图</title></svg><title>题</title>", {"title": "题"}, None),
    ],
)  # fmt: skip
def test_what_a_page_says_of_itself(html, meta, url):
    page = from_html(html)
    assert (page.meta, page.url) == (meta, url)


def test_hidden_prose_is_read_where_little_else_is():
    source = parse("hidden.html")
    assert "市园林局表示，步道方案将于四月公开征求意见。" in source.lines
    assert any(line.startswith("这里是隐藏的正文第二段") for line in source.lines)
    assert source.hidden
    assert "不该读到" not in "".join(source.lines)


def test_a_hostile_page_is_text_only():
    lines = parse("hostile.html").lines
    assert "甲&c;乙&x;&y;丙" in lines
    assert "空\ufffd字" in lines
    assert "<script>alert('字')</script>" in lines
    assert lines[-1] == "末段"


def test_layout_table_is_no_row():
    lines = parse("layout_table.html").lines
    assert lines[:3] == ["首页", "要闻", "读者来信"]
    assert lines[3].startswith("临屿市轮渡公司二十日表示")
    assert "老港—灯塔岛\t48" in lines


@pytest.mark.parametrize("tag", ["div", "b", "font class=a", "blockquote", "table><tr><td"])
def test_nesting_has_no_limit(tag):
    lines = markup.parse(f"<p>前</p>{f'<{tag}>中' * 5000}<p>后</p>").lines
    assert lines[0] == "前"
    assert lines[-1] == "后"
    assert "".join(lines).count("中") == 5000


NAMES = ("p", "div", "b", "a", "table", "tr", "td", "script", "pre", "title", "template", "h1", "select", "textarea")
TAGS = st.sampled_from(
    [f"<{end}{name}>" for name in NAMES for end in ("", "/")]
    + ["<br>", "<a href=x>", "<div hidden>", "<!--", "-->", "<![CDATA[", "]]>", "</", "<", "&", "&#0;", "&#xD800;"]
)


@given(st.lists(TAGS | st.text(max_size=5)).map("".join))
def test_any_html(html):
    source = markup.parse(html)
    assert len(source.lines) == len(source.markup) >= 1
    assert not any("\n" in line for line in source.lines)
    assert not any(a == b == "" for a, b in zip(source.lines, source.lines[1:], strict=False))
    assert all(0 <= m.link_share <= 1 and 0 <= m.bold_share <= 1 for m in source.markup)


@given(
    st.lists(
        st.tuples(st.sampled_from(["p", "div", "span", "li", "td", "h2", "b"]), st.text("一二三，。a", min_size=1)),
        max_size=20,
    )
)
def test_no_character_of_the_text_is_lost(elements):
    source = markup.parse("".join(f"<{tag}>{text}</{tag}>" for tag, text in elements))
    assert "".join(source.lines).replace("\t", "") == "".join(text for _, text in elements)


@pytest.mark.parametrize(
    "unit", ["<div class=a><a href=b>某地召开重要会议</a><span>01-02</span></div>\n", "<b>字", "<td>字"]
)
def test_cost_is_linear(unit):
    def seconds(count):
        start = time.process_time()
        markup.parse(unit * count)
        return time.process_time() - start

    seconds(100)
    assert min(seconds(8000) for _ in range(3)) < 40 * max(min(seconds(1000) for _ in range(3)), 0.002)
