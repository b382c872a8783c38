"""Words as figures: each mark at the numbers of its own row, names that do not overlap."""

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from duizhao.show import figures
from duizhao.show.figures import drawing

NAN, INF = float("nan"), float("inf")


def texts(figure):
    figure.draw_without_rendering()
    return [text.get_text() for text in figure.findobj(mpl.text.Text)]


def test_log_ratios_keep_rows_together():
    rows = [
        ("乙词", 0, 8, -4.9, -9.0, -0.7), ("甲词", 8, 0, 3.3, -0.8, 7.4), ("无", 3, 0, INF, NAN, INF),
        ("零", 0, 0, NAN, NAN, NAN),
    ]  # fmt: skip
    columns = ["label", "n_a", "n_b", "log_ratio", "log_ratio_low", "log_ratio_high"]
    frame = pd.DataFrame(rows, columns=columns)
    figure = figures.log_ratios(frame, "甲", "乙", title="t")
    (axes,) = figure.axes
    labels = [tick.get_text() for tick in axes.get_yticklabels()]
    (secondary,) = axes.child_axes
    counts = [tick.get_text() for tick in secondary.get_yticklabels()]
    drawn = [line for marker in drawing.MARKS[:2] for line in axes.lines if line.get_marker() == marker]
    points = {labels[round(y)]: x for line in drawn for x, y in line.get_xydata()}
    assert points["乙词"] == -4.9
    assert points["甲词"] == 3.3
    assert dict(zip(labels, counts, strict=True)) == {"乙词": "0 : 8", "甲词": "8 : 0", "无": "3 : 0", "零": "0 : 0"}
    assert "甲词: 8 against 0, Log Ratio +3.30 (-0.80 to +7.40)" in figure.description
    figure.png()


def test_frequencies_have_each_term_at_its_own_rates():
    frame = pd.DataFrame(
        {"term": ["甲", "乙", "丙", "丁"], "rate_a": [10.0, 0.0, 2.0, 0.0], "rate_b": [1.0, 4.0, 2.0, 4.0]}
    )
    figure = figures.frequencies(frame, "a", "b", label=["丁", "乙", "甲", "无"], title="t")
    (axes,) = figure.axes
    dots = {
        tuple(at): size
        for at, size in zip(axes.collections[0].get_offsets().data, axes.collections[0].get_sizes(), strict=True)
    }
    assert set(dots) == {(1.0, 10.0), (4.0, 0.5), (2.0, 2.0)}
    assert dots[4.0, 0.5] == pytest.approx(dots[1.0, 10.0] * 2**0.5)
    assert "丁\n乙" in texts(figure)
    assert "0" in [tick.get_text() for tick in axes.get_yticklabels()]
    assert figure.description == "t. Per 1,000 words in a and b. 丁 0.0 and 4.0; 乙 0.0 and 4.0; 甲 10.0 and 1.0."


def test_names_of_terms_do_not_overlap():
    few = [(f"词语{n}{'甲乙丙丁'[k]}", 0.0, 4.0 + 2 * n) for n in range(5) for k in range(4)]
    others = [(f"别的{n}{'甲乙丙丁'[k]}", 6.0 + 2 * n, 0.0) for n in range(5) for k in range(2)]
    frame = pd.DataFrame([*few, *others, ("的", 50.0, 60.0)], columns=["term", "rate_a", "rate_b"])
    figure = figures.frequencies(frame, "甲", "乙", label=list(frame["term"]), title="t")
    with drawing.style():
        boxes = [text.get_window_extent(FigureCanvasAgg(figure).get_renderer()) for text in figure.axes[0].texts]
        boxes = [box for box in boxes if box.width]
    assert len(boxes) >= 11
    assert not [
        (n, m) for n, one in enumerate(boxes) for m, two in enumerate(boxes[:n]) if one.shrunk(0.9, 0.8).overlaps(two)
    ]


def test_dispersion():
    rows = [("甲", "战", 0.0), ("甲", "战", 1.0), ("乙", "和", 0.25), ("乙", "战", NAN), ("甲", "和", NAN)]
    figure = figures.dispersion(pd.DataFrame(rows, columns=["source", "term", "position"]), title="t")
    first, second = figure.axes
    assert [tick.get_text() for tick in first.get_yticklabels()] == ["战  2", "和  0"]
    assert [tick.get_text() for tick in second.get_yticklabels()] == ["0", "1"]
    assert first.lines[0].get_xydata().tolist() == [[0.0, 0.0], [1.0, 0.0]]
    assert second.lines[0].get_xydata().tolist() == [[0.25, 1.0]]
    assert figure.description == "t. 战, 甲: 2 times; 和, 乙: 1 times."


def test_shift():
    figure = figures.shift(pd.DataFrame({"label": ["英美", "战"], "contribution": [-0.3, 0.0]}), "甲", "乙", title="t")
    (axes,) = figure.axes
    assert [bar.get_width() for bar in axes.patches] == [-0.3, 0.0]
    assert "英美 -30.00%; 战 +0.00%" in figure.description
