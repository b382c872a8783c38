"""Figures as data: each mark at the numbers of its own row, every glyph there, the same bytes twice."""

import io
import re
import warnings

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from duizhao.measures import intervals
from duizhao.show import figures
from duizhao.show.evidence import links
from duizhao.show.figures import drawing

NAN, INF = float("nan"), float("inf")
HOSTILE = [
    "$x^2$",
    "a_b^c\\frac{1}{2}",
    "行一\n行二",
    "😀表情",
    "\u202e倒\x1b[31m",
    "ئۇيغۇر",
    "长" * 80,
    "word " * 40,
    "\ud800",
    "",
    " ",
]


def shares(rows):
    frame = pd.DataFrame(rows, columns=["source", "what", "k", "n"])
    return frame.join(intervals.shares(frame["k"], frame["n"]))


def stances(rows):
    frame = pd.DataFrame(rows, columns=["target", "voice", "source", "favourable", "unfavourable", "n"])
    for name in ("favourable", "unfavourable"):
        frame = frame.join(intervals.shares(frame[name], frame["n"]).add_prefix(f"{name}_"))
    return frame


def terms(rows):
    return pd.DataFrame(rows, columns=["label", "n_a", "n_b", "log_ratio", "log_ratio_low", "log_ratio_high"])


def ledger(names):
    rows = [(name, role, 10 * n + 1) for n, name in enumerate(names) for role in ("body", name)]
    return figures.ledger(pd.DataFrame(rows, columns=["page", "role", "characters"]), title=names[0])


EVERY = {
    "ledger": lambda names: ledger(names),
    "shares": lambda names: figures.shares(
        shares([(s, c, 1, 4) for s in names[:3] for c in names]), category="what", title=names[0], xlabel=names[1]
    ),
    "balance": lambda names: figures.balance(
        stances([(t, v, s, 1, 2, 4) for t in names for v in ("author", "quoted") for s in names[:2]]), title=names[0]
    ),
    "log_ratios": lambda names: figures.log_ratios(
        terms([(t, 1, 2, n - 1.0, n - 2.0, float(n)) for n, t in enumerate(names)]), *names[:2], title=names[0]
    ),
    "frequencies": lambda names: figures.frequencies(
        pd.DataFrame({"term": names, "rate_a": range(len(names)), "rate_b": 2.0}), *names[:2], label=names, title=names[0]
    ),
    "dispersion": lambda names: figures.dispersion(
        pd.DataFrame([(s, t, 0.5) for s in names[:3] for t in names], columns=["source", "term", "position"]),
        title=names[0], subtitle=names[-1],
    ),
    "shift": lambda names: figures.shift(
        pd.DataFrame({"label": names, "contribution": np.linspace(0.3, -0.2, len(names))}), *names[:2], title=names[0]
    ),
}  # fmt: skip


def texts(figure):
    figure.draw_without_rendering()
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]


def lines(axes, marker):
    return [line for line in axes.lines if line.get_marker() == marker]


@pytest.mark.parametrize("name", EVERY)
def test_names_from_pages_are_drawn_as_they_stand(name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = EVERY[name](HOSTILE)
        assert figure.png()[:4] == b"\x89PNG"
    with drawing.style():
        said = "".join(texts(figure))
    assert "$x^2$" in said
    assert "\\frac" in said
    assert not set(said) & set("😀\u202e\x1b\ud800")
    assert "长" * 40 not in said


@pytest.mark.parametrize("name", EVERY)
def test_the_same_bytes_twice_and_chinese_drawn(name):
    names = ["央视新闻", "英美澳", "NATO", "说“好”…", "𠮷野家"]
    one, two = (EVERY[name](names) for _ in "ab")
    assert one.png() == two.png()
    assert one.description == two.description != ""
    assert "□" not in "".join(texts(one))


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_cut_off_and_the_title_stands_alone(name):
    names = ["要塞阵地官方", "央视新闻", "一个名字相当长的信息来源新闻网站客户端"]
    figure = EVERY[name](names)
    figure.draw_without_rendering()
    with drawing.style():
        renderer = FigureCanvasAgg(figure).get_renderer()
        width = figure.bbox.width
        heads = [text.get_window_extent(renderer) for text in figure.texts if text.get_text()]
        for axes in figure.axes:
            box = axes.get_tightbbox(renderer)
            assert box.x0 >= -1
            assert box.y0 >= -1
            assert box.x1 <= width + 1
            assert all(box.y1 <= head.y0 for head in heads)


def test_a_figure_changes_nothing_for_others():
    before = dict(mpl.rcParams)
    EVERY["shares"](["一", "二"]).png()
    assert dict(mpl.rcParams) == before
    assert "matplotlib.pyplot" not in str(drawing.__dict__)


SHARES = [("甲", "UA", 21, 30), ("甲", "RU", 0, 30), ("乙", "RU", 9, 19), ("乙", "UA", 0, 0), ("乙", "US", 15, 19)]


@given(st.permutations(SHARES))
@settings(max_examples=10, deadline=None)
def test_shares_stand_in_the_row_of_their_category(rows):
    frame = shares(rows)
    figure = figures.shares(frame, category="what", title="t")
    (axes,) = figure.axes
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    sources = list(dict.fromkeys(frame["source"]))
    drawn = set()
    for n, source in enumerate(sources):
        (line,) = lines(axes, drawing.MARKS[n])
        for x, y in zip(*line.get_data(), strict=True):
            assert abs(y - round(y)) < 0.5
            drawn.add((source, labels[round(y)], None if np.isnan(x) else round(float(x), 9)))
    assert drawn == {(s, w, round(k / n, 9) if n else None) for s, w, k, n in rows}
    assert "21/30" in texts(figure)
    assert "none to count" in texts(figure)
    assert "UA, 甲: 21 of 30 (70%, 52% – 83%)" in figure.description
    assert "UA, 乙: none to count" in figure.description


VOICES = {"author": "the author", "quoted": "those quoted"}
STANCES = [("RU", "author", "甲", 4, 0, 19), ("RU", "author", "乙", 0, 0, 9), ("RU", "quoted", "甲", 0, 1, 19),
           ("UA", "author", "乙", 0, 2, 12), ("CN", "author", "甲", 3, 0, 7), ("CN", "author", "乙", 0, 0, 0)]  # fmt: skip


@given(st.permutations(STANCES))
@settings(max_examples=10, deadline=None)
def test_stances_stand_in_the_row_of_their_target_and_voice(rows):
    frame = stances(rows)
    figure = figures.balance(frame, title="t")
    (axes,) = figure.axes
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    drawn = set()
    for n, source in enumerate(dict.fromkeys(frame["source"])):
        for side, line in zip((1, -1), lines(axes, drawing.MARKS[n]), strict=True):
            for x, y in zip(*line.get_data(), strict=True):
                drawn.add((source, labels[round(y)], side, None if np.isnan(x) else round(float(x), 9) + 0.0))
    expected = {
        (s, f"{t}, {VOICES[v]}", side, round(side * k / n, 9) + 0.0 if n else None)
        for t, v, s, f, u, n in rows
        for side, k in ((1, f), (-1, u))
    }
    assert drawn == expected
    assert texts(figure).count("not mentioned") == 1
    assert "CN, the author, 乙: 0 for and 0 against in 0 sentences" in figure.description


def test_ledger_bars_are_the_characters():
    rows = [("甲", "body", 60), ("甲", "related", 30), ("乙", "body", 10), ("乙", "说话人$", 90), ("甲", "blank", 0)]
    figure = figures.ledger(pd.DataFrame(rows, columns=["page", "role", "characters"]), title="t")
    (axes,) = figure.axes
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    drawn = {
        (labels[round(bar.get_y() + bar.get_height() / 2)], bars.get_label(), bar.get_x(), bar.get_width())
        for bars in axes.containers
        for bar in bars
    }
    assert {("甲", "body", 0, 60), ("甲", "other articles", 60, 30), ("乙", "body", 0, 10), ("乙", "说话人$", 10, 90)} <= drawn
    assert "blank" not in texts(figure)
    assert figure.description == "t. 甲: body 60, other articles 30; 乙: body 10, 说话人$ 90."


EMPTY = {
    "ledger": lambda: figures.ledger(pd.DataFrame(columns=["page", "role", "characters"]), title="t"),
    "shares": lambda: figures.shares(shares([]), category="what", title="t"),
    "shares of nothing": lambda: figures.shares(shares([("甲", "x", 0, 0)]), category="what", title="t"),
    "balance": lambda: figures.balance(stances([]), title="t"),
    "balance of nothing": lambda: figures.balance(stances([("RU", "author", "甲", 0, 0, 0)]), title="t"),
    "log_ratios": lambda: figures.log_ratios(terms([]), "甲", "乙", title="t"),
    "log_ratios of none": lambda: figures.log_ratios(terms([("x", 0, 0, NAN, NAN, NAN)]), "甲", "乙", title="t"),
    "frequencies": lambda: figures.frequencies(
        pd.DataFrame({"term": [], "rate_a": [], "rate_b": []}), "甲", "乙", label=["x"], title="t"
    ),
    "frequencies of one": lambda: figures.frequencies(
        pd.DataFrame({"term": ["x"], "rate_a": [0.0], "rate_b": [0.0]}), "甲", "乙", label=["x"], title="t"
    ),
    "dispersion": lambda: figures.dispersion(pd.DataFrame(columns=["source", "term", "position"]), title="t"),
    "shift": lambda: figures.shift(pd.DataFrame(columns=["label", "contribution"]), "甲", "乙", title="t"),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_draw(name):
    figure = EMPTY[name]()
    assert Image.open(io.BytesIO(figure.png())).size[0] == 1152
    assert figure.description.startswith("t")


def test_shown_in_a_notebook_with_its_description():
    data, about = EVERY["shift"](["一", "二"])._repr_mimebundle_()
    assert data["text/plain"] == about["image/svg+xml"]["alt"] != ""
    assert set(data) == {"image/svg+xml", "text/plain"}


@pytest.mark.parametrize("name", EVERY)
def test_svg_has_text_as_text_its_own_font_and_links(name):
    names = ["甲报", "乙报", "NATO", "说“好”…"]
    made, again = (EVERY[name](names).svg() for _ in "ab")
    assert made == again
    assert ">NATO" in made
    assert "font/otf" in made
    assert not re.search(r"\d\.\d{3}", re.sub("base64,[^)]*", "", made))
    assert re.findall(r'<a xlink:href="#e[0-9a-f]{10}', made)


def test_names_and_marks_lead_to_the_sentences_of_their_row():
    made = figures.shares(shares(SHARES), category="what", title="t").svg()
    led = re.findall(r'<a xlink:href="#([^"]+)">\s*<text[^>]*>([^<]*)</text>', made)
    assert (links.anchor("what", "UA"), "UA") in led
    assert (links.anchor("what", "UA", "甲"), "21/30") in led
    assert not [text for _, text in led if text.startswith("0/")]



def test_more_sources_than_colours_are_columns_of_a_table():
    """Twelve sources: no colour twice, each cell with its counts, and what no source has left out and counted."""
    rows = [(f"来源{s}", what, k * (s % 3), 20) for s in range(12) for what, k in (("x", 2), ("y", 0))]
    figure = figures.shares(shares(rows), category="what", title="Twelve")
    found = texts(figure)
    assert {f"来源{s}" for s in range(12)} <= set(found)
    assert found.count("4/20") == 4
    assert "y" not in found
    assert any("1 that no source has left out" in text for text in found)
    assert figures.balance(stances([("T", "author", f"s{n}", 1, 2, 4) for n in range(8)]), title="Eight").axes[0].images
    spots = pd.DataFrame([(f"s{n}", "x", 0.2 * n) for n in range(5)], columns=["source", "term", "position"])
    assert figures.dispersion(spots, title="Five").axes[0].images
