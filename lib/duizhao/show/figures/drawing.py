"""The sheet that a figure is drawn on: fonts for Chinese on any machine, colours, a title, labels that fit and lead on.

pyplot is not used, so nothing here changes what another figure in the same process looks like. Text from pages is drawn
as it stands: no `$` makes it mathematics, and what the font lacks is a box.
"""

from __future__ import annotations

import base64
import io
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from noto_cjk_sans_otc import FONT_PATH

from duizhao.show.evidence.concordance import cells
from duizhao.show.figures import fonts
from duizhao.show.figures.fonts import FAMILY

COLOURS = ("#1f5fa8", "#c2410c", "#2f7d4f", "#7b4a9e", "#8a6d1a", "#4b5563")
"""A colour a source, in their order; each has a contrast of at least 4.5 on white. Marks differ in shape as well."""
MARKS = ("o", "D", "s", "^", "v", "P")
GREY = "#5b6470"
WIDTH, DPI = 8.0, 144
_LOOK: dict[Any, Any] = {
    "font.family": [FAMILY], "font.size": 10, "text.parse_math": False, "axes.unicode_minus": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "axes.edgecolor": GREY,
    "axes.labelcolor": GREY, "xtick.color": GREY, "ytick.left": False, "grid.color": "#dfe3e8", "grid.linewidth": 0.8,
}  # fmt: skip


class Drawing(Figure):
    """A matplotlib Figure with a `description`: its alternative text, and what it is where only text is shown."""

    description: str = ""

    def saying(self, title: str, parts: Iterable[str]) -> Drawing:
        """The same figure, described by its title and what it shows."""
        self.description = f"{title}. {'; '.join(parts)}."
        return self

    def savefig(self, *args: Any, **kwargs: Any) -> None:
        """As matplotlib's, in our fonts; a glyph that they lack is an error. What has been laid out once stays so."""
        with style():
            self.draw_without_rendering()
            self.set_layout_engine("none")
            super().savefig(*args, **kwargs)

    def png(self) -> bytes:
        """The picture at 144 dots an inch, the same bytes on every run."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
        return buffer.getvalue()

    def svg(self) -> str:
        """The picture with its text as text and its links, complete with the font it needs; the same on every run."""
        buffer = io.StringIO()
        with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "duizhao"}):
            self.savefig(buffer, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
        text = buffer.getvalue()
        text = _LONG.sub(lambda number: f"{float(number[0]):.2f}", text[text.index("<svg") :])
        text = _ORDINAL.sub("", text).replace(' target="_blank"', "")
        font = base64.b64encode(fonts.subset("".join(_TEXT.findall(text)), flavor=None)).decode()
        face = f'@font-face{{font-family:"{FAMILY}";src:url(data:font/otf;base64,{font})}}'
        return text.replace("</style>", f"text{{white-space:pre}}{face}</style>", 1)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        data = {"image/svg+xml": self.svg(), "text/plain": self.description}
        return data, {"image/svg+xml": {"alt": self.description}}


_LONG = re.compile(r"-?\d+\.\d{3,}")
"""Numbers as long as 100.486875, which differ from one machine's arithmetic to the next."""
_ORDINAL = re.compile(r' id="[\w.]+_\d+"')
"""Ids such as patch_2, which every figure has and nothing refers to."""
_TEXT = re.compile(r">([^<]+)</text>")
"""What is written, as in `<text …>Ukraine</text>`."""


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """What the font can draw; the font is registered on the way."""
    font_manager.fontManager.addfont(str(FONT_PATH))
    found = font_manager.findfont(FAMILY, fallback_to_default=False)
    return frozenset(font_manager.get_font(found).get_charmap())


@contextmanager
def style() -> Iterator[None]:
    """Our look for what is drawn within, and an error for a glyph that the font lacks."""
    _characters()
    with mpl.rc_context(_LOOK), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        yield


def shown(text: object, columns: int = 24, lines: int = 1) -> str:
    """Text as a label: so many lines of so many columns at most (Chinese characters take two), the rest cut off with …

    White space becomes one space, and a character that the font lacks a box.
    """
    able = _characters()
    clean = "".join(c if ord(c) in able else "□" for c in " ".join(str(text).split()))
    out, line = [], ""
    for piece in re.findall(rf"[^\s⺀-\U0003ffff]{{1,{columns}}}\s*|.", clean):
        if line and cells(line) + cells(piece.rstrip()) > columns:
            out.append(line.rstrip())
            line = ""
        line += piece
    out.append(line.rstrip())
    if len(out) > lines:
        kept = out[lines - 1]
        while cells(kept) >= columns:
            kept = kept[:-1]
        out[lines - 1 :] = [f"{kept}…"]
    return "\n".join(out)


def labels(texts: Iterable[object]) -> list[str]:
    """Names of rows, on two lines where they are long."""
    return [shown(text, 26, 2) for text in texts]


def drawing(title: str, subtitle: str, height: float, columns: int = 1) -> tuple[Drawing, list[Axes]]:
    """A sheet with a title above `columns` panels of `height` inches."""
    heads = ((shown(title, 84, 3), 13, "black"), (shown(subtitle, 116, 4), 9.5, GREY))
    sizes = [len(text.split("\n")) * points * 1.45 / 72 if text else 0.0 for text, points, _ in heads]
    whole, at = height + sum(sizes) + 0.2, 0.06
    below = ConstrainedLayoutEngine(rect=(0, 0, 1, 1 - (sum(sizes) + 0.14) / whole))
    figure = Drawing(figsize=(WIDTH, whole), dpi=DPI, layout=below)
    for (text, points, colour), size in zip(heads, sizes, strict=True):
        figure.text(0.01, 1 - at / whole, text, ha="left", va="top", fontsize=points, color=colour)
        at += size
    return figure, list(figure.subplots(1, columns, squeeze=False)[0])


def legend(figure: Figure, sources: Sequence[str]) -> None:
    """Which mark is which source, below the panels."""
    names = [shown(source, 40) for source in sources]
    looks = zip(COLOURS, MARKS, names, strict=False)
    handles = [mpl.lines.Line2D([], [], color=c, marker=m, linestyle="", label=name) for c, m, name in looks]
    widest = max(map(cells, names), default=1)
    figure.legend(handles=handles, loc="outside lower left", ncols=max(1, 100 // (widest + 8)), frameon=False)


def height(rows: Sequence[object], sources: Sequence[str]) -> float:
    """Inches for rows with a mark of each source."""
    return 0.24 * max(len(rows), 1) * max(len(sources), 2) + 0.95


def lanes(places: Iterable[int], number: int, sources: Sequence[str]) -> Any:
    """The heights at which the marks of a source stand: beside those of the others in the same row."""
    return np.array(list(places), dtype=float) + (number - (len(sources) - 1) / 2) * 0.8 / len(sources)


def marks(
    axes: Axes, y: Any, ends: Any, texts: Sequence[str], number: int, sign: int = 1, urls: Sequence[str | None] = ()
) -> None:
    """Points with intervals (`ends`: middle, low, high) and a text at the outer end, in a source's colour and shape.

    Point and text lead to `urls`.
    """
    colour, (middle, low, high) = COLOURS[number % len(COLOURS)], ends
    axes.hlines(y, low, high, color=colour, linewidth=2, alpha=0.5)
    face = colour if sign > 0 else "white"
    axes.plot(middle, y, MARKS[number % len(MARKS)], color=colour, markerfacecolor=face, markersize=6)
    urls = urls or [None] * len(texts)
    for at, x, text, url in zip(y, np.nan_to_num(high), texts, urls, strict=True):
        axes.annotate(text, (x, at), (7 * sign, 0), textcoords="offset points", va="center", fontsize=8, color=colour,
                      ha="left" if sign > 0 else "right", url=url)  # fmt: skip
    lead(axes, middle, y, urls)


def lead(axes: Axes, x: Any, y: Any, urls: Sequence[str | None]) -> None:
    """Makes points lead to addresses: a spot that is not seen and can be clicked lies over each."""
    if any(urls):
        axes.scatter(x, y, s=150, alpha=0, linewidths=0, zorder=9).set_urls(list(urls))


def named_rows(
    axes: Axes, names: list[str], axis: Literal["x", "y"] = "x", urls: Sequence[str | None] = ()
) -> None:
    """Names of the rows, from the top down, each leading to its address, and a grid."""
    axes.set_yticks(range(len(names)), names)
    for label, url in zip(axes.get_yticklabels(), urls, strict=False):
        label.set_url(url)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.grid(axis=axis)
    axes.set_axisbelow(True)
