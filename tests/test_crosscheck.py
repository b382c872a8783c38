"""A second opinion, where there is one."""

from pathlib import Path

import pytest

from duizhao import pages
from duizhao.crosscheck import crosscheck

BODY = "".join(
    f"<p>临屿市交通局{n}日宣布，老港区的第{n}座码头将在明年扩建，居民对此意见不一，讨论还在继续。</p>"
    for n in range(1, 15)
)
PAGE = pages.from_html(
    f"<html><body><nav><a href=/>首页</a></nav><article><h1>码头扩建</h1>{BODY}</article></body></html>"
)


def test_without_html_there_is_nothing_to_check():
    assert crosscheck(pages.from_text("字"), "字") is None


@pytest.mark.filterwarnings("ignore")  # of the other's own imports
def test_warns_where_the_two_differ():
    pytest.importorskip("trafilatura")
    body = "\n".join(line for line in PAGE.text.split("\n") if line.startswith("临屿市"))
    assert crosscheck(PAGE, body) is None
    assert "of the characters differ" in crosscheck(PAGE, body[: len(body) // 2])
    assert "of the characters differ" in crosscheck(PAGE, "")
    navigation = pages.read(Path(__file__).parent / "data" / "pages" / "navigation.html")
    assert "trafilatura" in crosscheck(navigation, "另一篇文章的正文。" * 20)
