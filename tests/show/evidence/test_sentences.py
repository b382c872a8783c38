"""Evidence: whatever a page holds is text, never markup; the marks are on the right characters; a table says what it is."""

import re
import time
from html import unescape

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from duizhao.layers import sentences
from duizhao.pages import read as pages
from duizhao.pages import roles
from duizhao.show import evidence
from duizhao.show.evidence import sentences as sentences_shown

HOSTILE = '<script>alert(1)</script>" onmouseover="x\' &amp; <mark>\u202e倒\x1b</td></table>'
TAGS = {"main", "div", "details", "summary", "ul", "li", "blockquote", "p", "mark", "span", "table", "caption", "thead",
        "tbody", "tr", "th", "td"}  # fmt: skip
LAYER = ["source", "article", "sentence", "start", "end", "value"]


def split(*texts, sources=("甲报", "乙报")):
    made = [
        roles.from_clean(pages.from_text(text), name=str(n), source=sources[n % len(sources)])
        for n, text in enumerate(texts)
    ]
    return sentences.split(made)


def hits(frame, *finds):
    """Rows of a layer: each (article, words, value) at the words' first place."""
    rows = []
    for article, words, value in finds:
        own = frame[frame["article"] == article]
        row = own[own["text"].str.contains(words, regex=False)].iloc[0]
        at = row["start"] + row["text"].index(words)
        rows.append((row["source"], article, row["sentence"], at, at + len(words), value))
    return pd.DataFrame(rows, columns=LAYER)


def elements(html):
    return {element.tag for element in lxml_html.fromstring(f"<main>{html}</main>").iter()}


def attributes(html):
    return {name for element in lxml_html.fromstring(f"<main>{html}</main>").iter() for name in element.attrib}


NEWS = "标题\n法国可能同意。英国反对，法国“支持”。\n"


def test_marks_are_on_the_right_characters():
    frame = split(NEWS, NEWS.replace("法国", "德国"))
    rows = hits(
        frame, ("0", "可能", "possible"), ("0", "反对", "against"), ("0", "支持", "for"), ("1", "可能", "possible")
    )
    shown = evidence.passages(rows, frame, by="value", order=["for"])
    assert re.findall("<mark>(.*?)</mark>", shown.html) == ["支持", "可能", "可能", "反对"]
    assert '<blockquote lang="zh">英国反对，法国“<mark>支持</mark>”。</blockquote>' in shown.html
    assert re.findall("<summary>(.*?)</summary>", shown.html)[1] == (
        '<span lang="zh">possible: sentences in 甲报 1, 乙报 1</span>'
    )
    assert "line 2, characters 10–22" in shown.html
    assert "  英国反对，法国“支持”。 [甲报, line 2, characters 10–22]" in shown.text


def test_cues_are_marked_where_a_row_is_the_sentence():
    frame = split("标题\n英国反对。\n")
    row = frame.iloc[1]
    layer = pd.DataFrame([(*row[["source", "article", "sentence", "start", "end"]], "x", row["start"] + 2, row["start"] + 4)],
                         columns=[*LAYER, "cue_start", "cue_end"])  # fmt: skip
    assert "英国<mark>反对</mark>。" in evidence.passages(layer, frame, by="value").html
    for nothing in (None, float("nan"), pd.NA):
        gone = layer.astype({"cue_start": object}).assign(cue_start=[nothing])
        assert "<mark>" not in evidence.passages(gone, frame, by="value").html
    whole = layer.drop(columns=["cue_start", "cue_end"])
    assert "<mark>" not in evidence.passages(whole, frame, by="value").html


def test_marks_that_overlap_or_repeat():
    assert sentences_shown._highlighted("一二三四五", [(1, 3), (2, 4), (1, 3), (0, 1)]) == (
        "<mark>一</mark><mark>二三</mark><mark>四</mark>五"
    )


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_highlighting_loses_no_character(text, spans):
    spans = [(a, b) for a, b in spans if a < b <= len(text)]
    made = sentences_shown._highlighted(text, spans)
    assert evidence.safe(text) == re.sub("</?mark>", "", made)
    marked = {i for a, b in spans for i in range(a, b)}
    assert sum(len(unescape(m)) for m in re.findall("<mark>(.*?)</mark>", made, re.S)) >= len(marked)


@given(st.text(min_size=1, max_size=40).map(lambda text: HOSTILE + text))
def test_whatever_is_on_a_page_is_text(text):
    line = " ".join(text.split())
    page = pages.from_text(f"{line}\n{line}。\n", name=text)
    article = roles.from_clean(page, name="0", source=text)
    frame = sentences.split([article])
    layer = frame[LAYER[:5]].assign(value=text, start=frame["start"] + 1)
    cells = pd.DataFrame([(text, 1, text)], columns=["a", text + "b", "c"])
    for shown in (
        evidence.passages(layer, frame, by="value"),
        evidence.page(article),
        evidence.pages([article, article]),
        evidence.table(cells, caption=text),
        evidence.prose(text),
    ):
        assert elements(shown.html) <= TAGS
        assert attributes(shown.html) <= {"class", "data-place", "id", "lang", "scope", "style"}
        assert "\x1b" not in shown.html
        assert "\u202e" not in shown.html
        assert "<script" not in shown.html


def test_text_for_terminals_is_harmless_too():
    frame = split(f"标题\n{HOSTILE}。\n", sources=(HOSTILE,))
    layer = frame[LAYER[:5]].assign(value=HOSTILE)
    for shown in (
        evidence.passages(layer, frame, by="value"),
        evidence.table(pd.DataFrame({"a": [HOSTILE]}), caption=HOSTILE),
        evidence.prose(HOSTILE),
    ):
        assert not {"\x1b", "\u202e"} & set(repr(shown))


def test_all_passages_are_there_the_most_of_them_folded():
    frame = split("标题\n" + "法国同意。\n" * 9)
    layer = frame[LAYER[:5]].assign(value="x")
    shown = evidence.passages(layer, frame, by="value", most=3)
    assert shown.html.count("<blockquote") == 10
    assert len(lxml_html.fromstring(shown.html).xpath("//details/details//blockquote | //details//details//blockquote")) == 7
    assert "x: sentences in 甲报 10" in shown.text
    assert "7 more of 甲报" in lxml_html.fromstring(shown.html).text_content()
    assert shown.text.endswith("  and 7 more of 甲报")


def test_several_hits_in_a_sentence_are_one_passage():
    frame = split(NEWS)
    shown = evidence.passages(hits(frame, ("0", "英国", "x"), ("0", "反对", "x")), frame, by="value")
    assert shown.html.count("<blockquote") == 1
    assert "<mark>英国</mark><mark>反对</mark>" in shown.html


def test_nothing_to_show():
    frame = split(NEWS)
    empty = pd.DataFrame(columns=LAYER)
    assert evidence.passages(empty, frame, by="value").html == "<p>Nothing of this kind in these articles.</p>"
    assert evidence.passages(empty, frame.head(0), by="value", order=["x"]).text == ""
    for cells in (pd.DataFrame(), pd.DataFrame(columns=["a", "b"]), pd.DataFrame(index=range(3))):
        shown = evidence.table(cells, caption="c")
        assert "<caption>c</caption>" in shown.html
        assert elements(shown.html) <= {"main", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    assert evidence.pages([]).html == ""
    assert evidence.prose("").html == ""


@pytest.mark.parametrize("values", [1, 3000])
def test_many_values_cost_little(values):
    def least(size):
        frame = split("标题\n" + "法国可能同意。\n" * size)
        layer = frame[LAYER[:5]].assign(value=[f"v{n % values}" for n in range(len(frame))])
        times = []
        for _ in range(3):
            began = time.process_time()
            evidence.passages(layer, frame, by="value")
            times.append(time.process_time() - began)
        return min(times)

    assert least(6000) < 16 * least(1500)


def test_of_very_many_sentences_all_can_be_reached_though_not_all_are_written_out():
    frame = split("标题\n" + "法国同意。\n" * 99)
    layer = frame[LAYER[:5]].assign(value="x")
    shown = evidence.passages(layer, frame, by="value")
    assert shown.html.count("<blockquote") == 60
    assert len(set(re.findall('data-place="([^"]+)"', shown.html))) == 100
    wide = pd.concat([layer.assign(value=str(n)) for n in range(100)])
    assert evidence.passages(wide, frame, by="value").html.count("<blockquote") == 1500
