"""Two word clouds on one scale: what each source says most, in the colour of what sets it apart.

A cloud is for a first look. It shows no uncertainty, and long words look bigger than short ones of the same rate.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import takewhile
from operator import itemgetter
from types import SimpleNamespace

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from PIL import ImageFont
from wordcloud import WordCloud

from duizhao.show import words
from duizhao.show.evidence.links import anchor
from duizhao.show.figures import drawing, fonts
from duizhao.show.words import Say

SIZE = (390, 330)
"""Of a cloud, in points of the screen; letters are never smaller than `SMALLEST` of them."""
SMALLEST = 10
STRONGEST = 4.0
"""The Log Ratio, to either side, from which the colour grows no stronger."""
_SCALE = mpl.colors.LinearSegmentedColormap.from_list("", [drawing.COLOURS[1], drawing.GREY, drawing.COLOURS[0]])


def clouds(
    frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "", most: int = 40, by: str = "word",
    lang: str = "en",
) -> drawing.Drawing:  # fmt: skip
    """The terms with the highest rates of each source: size in proportion to the rate, colour by Log Ratio.

    `frame` has `term` (and `label`: the term as the evidence's column `by` has it), `n_a, n_b, rate_a, rate_b,
    log_ratio`, as `terms.table` gives them; hide stop words before. One factor from rate to size serves both clouds,
    so that a word as big in both is as frequent in both.
    """
    sides = [_side(frame, side, most) for side in "ab"]
    laid = layouts(sides)
    say, told = words.phrases(lang), []
    known = dict(zip(frame["term"], frame.get("label", frame["term"]), strict=True))
    with drawing.style():
        figure, panels = drawing.drawing(title, subtitle, SIZE[1] / 100 + 0.9, columns=2)
        for n, (axes, source, side, cloud) in enumerate(zip(panels, (a, b), sides, laid, strict=True)):
            axes.set_axis_off()
            axes.set_title(drawing.shown(source), fontsize=10, color=drawing.COLOURS[n], loc="left")
            axes.set(xlim=(0, SIZE[0]), ylim=(SIZE[1], 0), aspect="equal")
            told.append(_told(source, side, cloud, say))
        hues = mpl.cm.ScalarMappable(mpl.colors.Normalize(-STRONGEST, STRONGEST), _SCALE)
        bar = figure.colorbar(hues, ax=panels, location="bottom", shrink=0.5, aspect=40)
        bar.outline.set_visible(False)
        told_by = say("← more in {b}      colour: Log Ratio      more in {a} →", a=drawing.shown(a), b=drawing.shown(b))
        bar.set_label(told_by)
        figure.draw_without_rendering()  # how large a panel is, and so a word
        for axes, cloud in zip(panels, laid, strict=True):
            _write(axes, cloud, known, by)
    figure.description = say("{title}. Size by rate, one scale for both.", title=title) + " " + " ".join(told)
    return figure


def _write(axes: Axes, cloud: WordCloud | None, known: Mapping[str, str], by: str) -> None:
    """The words of a cloud at their places, each leading to its sentences."""
    points = axes.get_window_extent().width / SIZE[0] * 72 / drawing.DPI
    if cloud is None:
        return
    for (word, _), size, (y, x), _, colour in cloud.layout_:
        left, top, *_ = ImageFont.truetype(cloud.font_path, size).getbbox(word, anchor="ls")  # the place is of the ink
        axes.text(x - left, y - top, word, fontsize=size * points, color=colour, url=f"#{anchor(by, known[word])}",
                  in_layout=False)  # fmt: skip


def _side(frame: pd.DataFrame, side: str, most: int) -> pd.DataFrame:
    """`term, n, rate, hue, log_ratio` of the most frequent terms of one source, ties by term."""
    rows = frame.rename(columns={f"n_{side}": "n", f"rate_{side}": "rate"})[["term", "n", "rate", "log_ratio"]]
    share = rows["log_ratio"].clip(-STRONGEST, STRONGEST) / STRONGEST / 2 + 0.5
    rows = rows.assign(hue=[mpl.colors.to_hex(_SCALE(float(x))) for x in share])[rows["n"] > 0]
    return rows.sort_values(["n", "term"], ascending=[False, True]).head(most)


def layouts(sides: list[pd.DataFrame]) -> list[WordCloud | None]:
    """The clouds, with the highest common factor from rate to size at which all their words have room.

    Words that this factor makes smaller than `SMALLEST` are left out. The same rows give the same clouds.
    """
    # given the collection, WordCloud would take its first face, which is Japanese; it reads the font for every size
    data = fonts.subset("".join("".join(side["term"]) for side in sides), flavor=None)
    face = SimpleNamespace(read=lambda: data)
    wide = [side["term"].map(len) * side["rate"] for side in sides if len(side)]
    area = max([1.0, *(float((w * side["rate"]).sum()) for w, side in zip(wide, filter(len, sides), strict=True))])
    factor = min([(SIZE[0] * SIZE[1] / area) ** 0.5, *(SIZE[0] / w.max() for w in wide)])
    while True:
        made = list(takewhile(itemgetter(1), map(partial(_cloud, factor=factor, face=face), sides)))
        if len(made) == len(sides):
            return [cloud for cloud, _ in made]
        factor *= 0.93


def _cloud(side: pd.DataFrame, factor: float, face: SimpleNamespace) -> tuple[WordCloud | None, bool]:
    """A cloud, and whether each word has the size asked for."""
    sizes = zip(side["term"], (side["rate"] * factor).round().astype(int), strict=True)
    asked = {term: size for term, size in sizes if size >= SMALLEST}
    if not asked:
        return None, True
    hues = dict(zip(side["term"], side["hue"], strict=True))
    cloud = WordCloud(
        font_path=face, width=SIZE[0], height=SIZE[1], margin=6, prefer_horizontal=1, relative_scaling=1, scale=3,
        max_words=len(asked), min_font_size=SMALLEST, max_font_size=max(asked.values()), random_state=0,
        background_color="white", color_func=lambda word, **_: hues[word],
    ).generate_from_frequencies(asked)  # fmt: skip
    return cloud, {word: size for (word, _), size, *_ in cloud.layout_} == asked


def _told(source: str, side: pd.DataFrame, cloud: WordCloud | None, say: Say) -> str:
    drawn = {word for (word, _), *_ in cloud.layout_} if cloud is not None else set()
    rows = side[side["term"].isin(drawn)][["term", "n", "log_ratio"]]
    drawn_words = say(", ").join(say("{t} {n} (Log Ratio {x:+.1f})", t=t, n=n, x=x) for t, n, x in rows.itertuples(index=False))
    more = len(side) - len(rows)
    left = say("; ") + say("{n} more would be too small to read", n=more) if more else ""
    return f"{source}{say(': ')}{drawn_words or say('no words')}{left}."
