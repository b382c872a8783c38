"""Two word clouds on one scale: what each source says most, in the colour of what sets it apart.

A cloud is for a first look. It shows no uncertainty, and long words look bigger than short ones of the same rate.
"""

from __future__ import annotations

from types import SimpleNamespace

import matplotlib as mpl
import pandas as pd
from wordcloud import WordCloud

from duizhao.show import drawing, fonts
from duizhao.show.concordance import cells
from duizhao.show.drawing import Drawing, shown

SIZE = (390, 330)
"""Of a cloud, in points of the screen; letters are never smaller than `SMALLEST` of them."""
SMALLEST = 10
SHARP = 3
STRONGEST = 4.0
"""The Log Ratio, to either side, from which the colour grows no stronger."""
_SCALE = mpl.colors.LinearSegmentedColormap.from_list("", [drawing.COLOURS[1], drawing.GREY, drawing.COLOURS[0]])


def clouds(frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "", most: int = 40) -> Drawing:
    """The terms with the highest rates of each source: size in proportion to the rate, colour by Log Ratio.

    `frame` has `term, n_a, n_b, rate_a, rate_b, log_ratio`, as `terms.table` gives them; hide stop words before. One
    factor from rate to size serves both clouds, so that a word as big in both is as frequent in both.
    """
    sides = [_side(frame, side, most) for side in ("a", "b")]
    laid = layouts(sides)
    with drawing.style():
        figure, panels = drawing.drawing(title, subtitle, SIZE[1] / 100 + 0.9, columns=2)
        for axes, source, colour, cloud in zip(panels, (a, b), drawing.COLOURS, laid, strict=False):
            axes.set_axis_off()
            axes.set_title(shown(source), fontsize=10, color=colour, loc="left")
            if cloud is not None:
                axes.imshow(cloud.to_array(), interpolation="antialiased")
        hues = mpl.cm.ScalarMappable(mpl.colors.Normalize(-STRONGEST, STRONGEST), _SCALE)
        bar = figure.colorbar(hues, ax=panels, location="bottom", shrink=0.5, aspect=40)
        bar.outline.set_visible(False)
        bar.set_label(f"← more in {shown(b)}      colour: Log Ratio      more in {shown(a)} →")
    told = (_told(source, side, cloud) for source, side, cloud in zip((a, b), sides, laid, strict=True))
    figure.description = f"{title}. Size by rate, one scale for both. " + " ".join(told)
    return figure


def _side(frame: pd.DataFrame, side: str, most: int) -> pd.DataFrame:
    """`term, n, rate, hue` of the most frequent terms of one source, ties by term."""
    rows = frame.rename(columns={f"n_{side}": "n", f"rate_{side}": "rate"})[["term", "n", "rate", "log_ratio"]]
    strength = (rows["log_ratio"].clip(-STRONGEST, STRONGEST) / STRONGEST + 1) / 2
    rows = rows.assign(hue=[mpl.colors.to_hex(_SCALE(float(x))) for x in strength])[rows["n"] > 0]
    return rows.sort_values(["n", "term"], ascending=[False, True]).head(most).reset_index(drop=True)


def layouts(sides: list[pd.DataFrame]) -> list[WordCloud | None]:
    """The clouds, with the highest common factor from rate to size at which all their words have room.

    Words that this factor makes smaller than `SMALLEST` are left out. The same rows give the same clouds.
    """
    text = "".join("".join(side["term"]) for side in sides)
    # given the collection, WordCloud would take its first face, which is Japanese; it reads the font for every size
    data = fonts.subset(text, flavor=None)
    face = SimpleNamespace(read=lambda: data)
    width, height = SIZE
    wide = [side["term"].map(len) * side["rate"] for side in sides]
    area = max((float((w * side["rate"]).sum()) for w, side in zip(wide, sides, strict=True)), default=0.0)
    factor = min([(width * height / area) ** 0.5 if area else 0.0, *(width / w.max() for w in wide if len(w))])
    while True:
        made = [_cloud(side, factor, face) for side in sides]
        if all(fits for _, fits in made):
            return [cloud for cloud, _ in made]
        factor *= 0.95


def _cloud(side: pd.DataFrame, factor: float, face: SimpleNamespace) -> tuple[WordCloud | None, bool]:
    """A cloud, and whether each word has the size asked for and a place of its own."""
    sizes = (side["rate"] * factor).round().astype(int)
    asked = {term: size for term, size in zip(side["term"], sizes, strict=True) if size >= SMALLEST}
    hues = dict(zip(side["term"], side["hue"], strict=True))
    cloud = None
    for seed in range(5 if asked else 0):
        cloud = WordCloud(
            font_path=face, width=SIZE[0], height=SIZE[1], margin=6, prefer_horizontal=1, relative_scaling=1,
            scale=SHARP, max_words=len(asked), min_font_size=SMALLEST, max_font_size=max(asked.values()),
            random_state=seed, background_color="white", color_func=lambda word, **_: hues[word],
        ).generate_from_frequencies(asked)  # fmt: skip
        if {word: size for (word, _), size, *_ in cloud.layout_} != asked:
            return cloud, False
        if not _nested(cloud):
            return cloud, True
    return cloud, not asked


def _nested(cloud: WordCloud) -> bool:
    """Whether a word stands inside a letter of another."""
    boxes = [(x, y, x + cells(word) * size / 2, y + size) for (word, _), size, (y, x), *_ in cloud.layout_]
    return any(
        left < (x + right_x) / 2 < right and top < (y + low_y) / 2 < low
        for left, top, right, low in boxes
        for x, y, right_x, low_y in boxes
        if (left, top) != (x, y)
    )


def _told(source: str, side: pd.DataFrame, cloud: WordCloud | None) -> str:
    shown = {word for (word, _), *_ in cloud.layout_} if cloud is not None else set()
    rows = side[side["term"].isin(shown)]
    words = ", ".join(
        f"{t} {n} (Log Ratio {x:+.1f})" for t, n, x in zip(rows["term"], rows["n"], rows["log_ratio"], strict=True)
    )
    left_out = f"; {len(side) - len(rows)} more would be too small to read" if len(rows) < len(side) else ""
    return f"{source}: {words or 'no words'}{left_out}."
