"""Where the article begins and ends: the model against trying every way, and pages in the manner of many kinds of sites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from duizhao.pages import features, roles, zones
from duizhao.pages.read import Page, from_html, from_text

LAYOUTS = Path(__file__).parents[1] / "data" / "layouts"
DUMPS_SHORT = {
    "wechat_poster_lines": 0.9, "subscribe_box": 0.82, "campus_news": 0.9, "price_box_and_steps": 0.95, "blog_code": 0.96,
    "div_paragraphs": 0.88, "amp_trad": 0.93, "sports_match": 0.71, "podcast_notes": 0.5, "repost_with_boxes": 0.3,
    "short_poem_blog": 0.0, "toutiao_like": 0.88, "amp_bbc_like": 0.87, "sina_finance_table": 0.92,
    "table_of_cells": 0.94,
}  # fmt: skip
"""Line F1 of text dumps in which a box, a list or verse can't be told from the article without the markup."""
HTML_SHORT = {"gov_notice": 0.95, "blog_code": 0.96}


def made() -> Iterator[tuple[str, str]]:
    """Each page of our own, with the marks § and ‡ before lines of the article."""
    articles = [block.strip().split("\n") for block in (LAYOUTS / "articles.txt").read_text("utf-8").split("\n## ")[1:]]
    for block in (LAYOUTS / "pages.txt").read_text("utf-8").split("\n== ")[1:]:
        head, html = block.split("\n", 1)
        name, number = head.split()
        title, *paragraphs = articles[int(number) - 1]
        prose, others = cycle(paragraphs), cycle(a[0] for a in articles if a[0] != title)
        html = re.sub(r"\{P(\d)\}", lambda m: "<p>{P}</p>" * int(m[1]), html.replace("{T}", title))
        for mark, texts in (("{H}", others), ("{P}", (f"§{text}" for text in prose))):
            first, *rest = html.split(mark)
            html = first + "".join(next(texts) + part for part in rest)
        if "<title>" not in html:
            heading = re.search(r"<h[12][^>]*>(.*?)</h", html)
            own = re.sub("<.*?>|[§‡]", "", heading[1]) if heading else title
            html = f"<title>{own} - 某网</title>{html}"
        yield name, f"<!DOCTYPE html>{html}"


PAGES = dict(made())


def f1(page: Page, marked: list[str]) -> float:
    """Line F1 of the article's lines; lines marked ‡ count for neither."""
    lines = roles.label(page)
    said = lines["role"].isin(["body", "subhead"]).tolist()
    pairs = [(s, "§" in line) for s, line in zip(said, marked, strict=True) if line and "‡" not in line]
    both = sum(a and b for a, b in pairs)
    return 2 * both / max(1, sum(a for a, _ in pairs) + sum(b for _, b in pairs))


@pytest.mark.parametrize("name", PAGES)
def test_layouts(name: str) -> None:
    marked = from_html(PAGES[name]).text.split("\n")
    plain = re.sub("[§‡]", "", PAGES[name])
    page = from_html(plain)
    assert f1(page, marked) >= HTML_SHORT.get(name, 1.0)
    assert f1(from_text(page.text), marked) >= DUMPS_SHORT.get(name, 1.0)
    script = OpenCC("s2t").convert
    assert f1(from_html(script(plain)), marked) == f1(page, marked)
    assert f1(from_text(script(page.text)), marked) == f1(from_text(page.text), marked)


@pytest.mark.parametrize("name", ["podcast_notes", "repost_with_boxes", "sports_match"])
def test_what_is_left_out_of_a_dump_is_told(name: str) -> None:
    page = from_text(from_html(re.sub("[§‡]", "", PAGES[name])).text)
    assert any("check" in warning for warning in roles.article(page).warnings)


@pytest.mark.parametrize("more", ["", "<p>以上价格仅供参考，以市场实际成交价为准。</p>"])
def test_a_table_of_prices_is_no_article(more: str) -> None:
    rows = (("品种", "最低", "最高", "均价", "涨跌"), *((name, "1.20", "1.50", "1.35", "-2%") for name in "葱姜蒜瓜豆茄"))
    table = "".join("<tr>" + "".join(f"<td><p>{cell}</p></td>" for cell in row) + "</tr>" for row in rows)
    page = from_html(f"<title>行情</title><div><a href=/>首页</a></div><h1>农产品行情</h1><table>{table}</table>{more}")
    assert "body" not in set(roles.label(page)["role"])


def test_weights_name_every_feature() -> None:
    weights = zones.load()
    assert len(set(features.NAMES)) == len(features.NAMES)
    assert np.abs(weights.features).sum(1).astype(bool).mean() > 0.97


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 7), st.integers(0, 10_000))
def test_zones_agree_with_trying_every_way(n: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    scores = draw.normal(size=(n, 5)).round(2)
    weights = zones.unpack(draw.normal(size=(7, 5)).round(2), 0)
    ways = {}

    def walk(path: tuple[int, ...], total: float) -> None:
        total += scores[len(path) - 1, path[-1]]
        if len(path) == n:
            if weights.exit[path[-1]] > zones.NEVER:
                ways[path] = total + weights.exit[path[-1]]
            return
        if path[-1] != zones.TITLE:
            walk((*path, path[-1]), total)
        for after in range(5):
            if weights.moves[path[-1], after] > zones.NEVER:
                walk((*path, after), total + weights.moves[path[-1], after])

    for first in range(5):
        if weights.entry[first] > zones.NEVER:
            walk((first,), weights.entry[first])
    if not ways:
        return
    share, *_, whole = zones.marginals(scores, weights)
    assert np.isclose(ways[tuple(zones.best(scores, weights).tolist())], max(ways.values()))
    assert np.isclose(whole, np.logaddexp.reduce(list(ways.values())))
    for i in range(n):
        for zone in range(5):
            true = sum(np.exp(total - whole) for path, total in ways.items() if path[i] == zone)
            assert np.isclose(share[i, zone], true, atol=1e-9)
