"""A whole page, line by line."""

from duizhao.pages import read as pages
from duizhao.pages import roles
from duizhao.show import evidence


def test_a_page_shows_every_line_that_is_not_blank():
    article = roles.from_clean(pages.from_text("标题\n\n正文。\n"), name="a", source="甲")
    shown = evidence.page(article)
    assert shown.html.count("<tr>") == 3
    assert shown.text == "甲: 4 lines, of which blank 2"
