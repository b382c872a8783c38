"""Links to evidence are followed to the page that holds it; what leads nowhere is no link."""

import duizhao
from duizhao.show.evidence.links import anchor
from duizhao.show.pages import addresses

HERE, THERE, PART = anchor("who", "法国"), anchor("who", "英国"), anchor("who", "英国", "甲")


def test_links_lead_to_this_page_another_page_or_nowhere():
    body = f'<ul id="{HERE}"></ul><a href="#{HERE}">a</a><a class="x" href="#{THERE}">b</a><a href="#e0123456789">c<b>d</b></a>'
    held = addresses.holders([("one", body), ("two", f'<ul id="{THERE}"></ul>')])
    made = addresses.followed("one", body, held, {})
    assert f'<a href="#{HERE}">a</a><a class="x" href="two.html#{THERE}">b</a>c<b>d</b>' in made


def test_a_source_without_its_own_place_leads_to_all_sources():
    made = addresses.followed("one", f'<ul id="{THERE}"></ul><a href="#{PART}">2</a>', {}, {})
    assert made.endswith(f'<a href="#{THERE}">2</a>')


def test_sources_lead_to_their_article_or_to_the_list():
    corpus = duizhao.load(texts={"甲": "法国同意。", "乙": "英国反对。"})
    assert addresses.sources(corpus) == {anchor("source", "甲"): "article_1.html", anchor("source", "乙"): "article_2.html"}
