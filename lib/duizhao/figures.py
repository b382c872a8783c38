"""Frames → figures. Each function draws the frame it is given and computes nothing but positions.

A figure carries its own description: the plain text that stands in for it where it cannot be seen, with the numbers drawn.
Fonts come from the package `noto-cjk-sans-otc` (OFL), so that Chinese shows on any machine. pyplot is not used, so nothing
here changes what another figure in the same process looks like.
"""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from adjustText import adjust_text
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from noto_cjk_sans_otc import FONT_PATH

from duizhao.fonts import FAMILY

COLOURS = ("#1f5fa8", "#c2410c", "#2f7d4f", "#7b4a9e", "#8a6d1a", "#4b5563")
"""A colour a source, in their order; each has a contrast of at least 4.5 on white. Marks differ in shape as well."""
MARKS = ("o", "D", "s", "^", "v", "P")
GREY = "#5b6470"
WIDTH = 8.0


class Drawing(Figure):
    """A matplotlib Figure with a `description`: its alternative text, and what it is where only text is shown."""

    description: str = ""

    def savefig(self, *args: Any, **kwargs: Any) -> None:
        """As matplotlib's, in our fonts; a glyph that the fonts lack is an error."""
        with _style():
            super().savefig(*args, **kwargs)

    def png(self) -> bytes:
        """The picture at 144 dots an inch, the same bytes on every run."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=144, metadata={"Software": None})
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        data = {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.description}
        return data, {"image/png": {"alt": self.description, "width": round(self.get_figwidth() * 100)}}


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    font_manager.fontManager.addfont(str(FONT_PATH))


@contextmanager
def _style() -> Iterator[None]:
    _register_fonts()
    look: dict[Any, Any] = {
        "font.family": [FAMILY],
        "font.size": 10,
        "axes.unicode_minus": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.edgecolor": GREY,
        "axes.labelcolor": GREY,
        "xtick.color": GREY,
        "ytick.left": False,
        "grid.color": "#dfe3e8",
        "grid.linewidth": 0.8,
    }
    with mpl.rc_context(look), warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing")
        yield


def _drawing(title: str, subtitle: str, height: float, columns: int = 1) -> tuple[Drawing, list[Axes]]:
    figure = Drawing(figsize=(WIDTH, height + 0.75), layout="constrained")
    axes = list(figure.subplots(1, columns, squeeze=False)[0])
    figure.suptitle(f"{title}\n", x=0.01, ha="left", fontsize=13)
    figure.text(0.01, 1 - 0.42 / (height + 0.75), subtitle, ha="left", va="top", fontsize=9.5, color=GREY)
    return figure, axes


def colours(sources: Sequence[str]) -> dict[str, str]:
    """A colour for each source, by its place."""
    return {source: COLOURS[n % len(COLOURS)] for n, source in enumerate(sources)}


def _legend(figure: Figure, sources: Sequence[str]) -> None:
    handles = [
        mpl.lines.Line2D([], [], color=c, marker=MARKS[n % len(MARKS)], linestyle="", label=s)
        for n, (s, c) in enumerate(colours(sources).items())
    ]
    figure.legend(handles=handles, loc="outside lower left", ncols=4, frameon=False)


def ledger(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Characters of each page by role, as stacked bars (columns: page, role, characters)."""
    table = frame.pivot_table(
        index="page", columns="role", values="characters", aggfunc="sum", fill_value=0, sort=False
    )
    with _style():
        figure, (axes,) = _drawing(title, subtitle, 0.6 * len(table) + 1.2)
        left, whole = np.zeros(len(table)), table.to_numpy().sum(axis=1).max(initial=1)
        for n, role in enumerate(table.columns):
            width, colour = table[role].to_numpy(float), ROLE_COLOURS.get(role, PALE[n % len(PALE)])
            axes.barh(table.index, width, left=left, label=role, color=colour, height=0.55, edgecolor="white")
            ink = "white" if role in DARK_ROLES else "#222"
            for y, (x, w) in enumerate(zip(left, width, strict=True)):
                if w > 0.035 * whole:
                    name = f"{role}\n" if w > 0.015 * whole * len(role) else ""
                    axes.text(x + w / 2, y, f"{name}{w:,.0f}", ha="center", va="center", fontsize=8, color=ink)
            left = left + width
        figure.legend(loc="outside lower left", ncols=6, frameon=False, fontsize=8)
        axes.invert_yaxis()
        axes.set_xlabel("characters, white space left out")
    lines = (f"{p}: " + ", ".join(f"{r} {c:,.0f}" for r, c in row.items() if c) for p, row in table.iterrows())
    figure.description = f"{title}. " + "; ".join(lines) + "."
    return figure


ROLE_COLOURS = {
    "title": "#12355b",
    "subhead": "#2c5f8a",
    "body": "#1f5fa8",
    "byline": "#7b4a9e",
    "date": "#9a5b8f",
    "credit": "#8a6d1a",
    "caption": "#2f7d4f",
    "placeholder": "#9fc5ae",
    "notice": "#d9a441",
    "related": "#e4b7a0",
    "chrome": "#c9ced6",
    "blank": "#ffffff",
}
PALE = ("#cfe0f3", "#f3d9c9", "#d5e8d8", "#e3d7ec", "#efe3bd", "#d9dde2")
DARK_ROLES = {"title", "subhead", "body", "byline", "date", "credit", "caption"}


def shares(
    frame: pd.DataFrame, *, category: str, title: str, subtitle: str = "", xlabel: str = "share of sentences"
) -> Drawing:
    """Shares with their intervals and counts, a row a category, a mark a source.

    Parameters
    ----------
    frame : DataFrame
        Columns `source`, the one named by `category`, `k`, `n`, `share`, `low`, `high` (0 to 1). Rows of a share that is
        not defined (n = 0) are written as such.
    """
    sources, rows = list(dict.fromkeys(frame["source"])), list(dict.fromkeys(frame[category]))
    with _style():
        figure, (axes,) = _drawing(title, subtitle, 0.26 * len(rows) * max(len(sources), 2) + 0.9)
        for n, (source, colour) in enumerate(colours(sources).items()):
            part = frame[frame["source"] == source]
            y = np.array([rows.index(c) for c in part[category]]) + (n - (len(sources) - 1) / 2) * 0.8 / len(sources)
            axes.hlines(y, part["low"], part["high"], color=colour, linewidth=2, alpha=0.55)
            axes.plot(part["share"], y, MARKS[n % len(MARKS)], color=colour, markersize=6)
            for at, k, total, high in zip(y, part["k"], part["n"], part["high"], strict=True):
                axes.annotate(f"{k:,}/{total:,}", (0 if np.isnan(high) else high, at), (5, 0), textcoords="offset points",
                              va="center", fontsize=8, color=colour)  # fmt: skip
        axes.set_yticks(range(len(rows)), rows)
        axes.set_ylim(len(rows) - 0.45, -0.55)
        axes.set_xlim(-0.01, min(1.12, max(0.1, float(np.nanmax(frame["high"], initial=0)) * 1.18)))
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1, decimals=0))
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel(f"{xlabel}; bar: 95 % interval; k/n beside it")
        _legend(figure, sources)
    figure.description = f"{title}. " + "; ".join(_share_text(row, category) for row in frame.to_dict("records")) + "."
    return figure


def _share_text(row: Mapping[Any, Any], category: str) -> str:
    if not row["n"]:
        return f"{row[category]}, {row['source']}: none to count"
    interval = f"{row['low']:.0%} to {row['high']:.0%}"
    return f"{row[category]}, {row['source']}: {row['k']} of {row['n']} ({row['share']:.0%}, {interval})"


def balance(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Against on the left, for on the right: shares of sentences with intervals and counts (columns of `contrasts.stances`).

    A row a target and voice, a mark a source: filled to the right (favourable), hollow to the left (unfavourable).
    """
    sources = list(dict.fromkeys(frame["source"]))
    labels = [
        f"{target}, {voice}" for target, voice in dict.fromkeys(zip(frame["target"], frame["voice"], strict=True))
    ]
    with _style():
        figure, (axes,) = _drawing(title, subtitle, 0.24 * len(labels) * max(len(sources), 2) + 0.9)
        for n, (source, colour) in enumerate(colours(sources).items()):
            part = frame[frame["source"] == source].reset_index(drop=True)
            y = part.index.to_numpy() + (n - (len(sources) - 1) / 2) * 0.8 / len(sources)
            for name, sign, face in (("favourable", 1, colour), ("unfavourable", -1, "white")):
                known = part["n"] > 0
                share, low, high = (part[f"{name}_{end}"].where(known) * sign for end in ("share", "low", "high"))
                axes.hlines(y, low, high, color=colour, linewidth=2, alpha=0.5)
                axes.plot(share, y, MARKS[n % len(MARKS)], color=colour, markerfacecolor=face, markersize=6)
                for at, k, total, x in zip(y, part[name], part["n"], high, strict=True):
                    text = f"{k}/{total}" if total else "not mentioned" * (sign > 0)
                    axes.annotate(text, (x if total else 0, at), (5 * sign, 0), textcoords="offset points",
                                  va="center", ha="left" if sign > 0 else "right", fontsize=7.5, color=colour)  # fmt: skip
        axes.axvline(0, color=GREY, linewidth=1)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.45, -0.55)
        axes.set_xlim(-1.18, 1.18)
        axes.xaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda x, _: f"{abs(x):.0%}"))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_xlabel("← against      share of the sentences that mention the target; bar: 95 % interval      for →")
        _legend(figure, sources)
    figure.description = f"{title}. " + "; ".join(
        f"{r['target']}, {r['voice']}, {r['source']}: {r['favourable']} for and {r['unfavourable']} against in {r['n']} sentences"
        for r in frame.to_dict("records")
    )
    return figure


def log_ratios(frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "") -> Drawing:
    """Keyness: Log Ratio of each term with its interval and counts.

    Columns: label, n_a, n_b, log_ratio, log_ratio_low, log_ratio_high.
    """
    frame = frame.sort_values("log_ratio", kind="stable").reset_index(drop=True)
    with _style():
        figure, (axes,) = _drawing(title, subtitle, 0.25 * len(frame) + 0.8)
        hue = [COLOURS[0] if x > 0 else COLOURS[1] for x in frame["log_ratio"]]
        axes.hlines(frame.index, frame["log_ratio_low"], frame["log_ratio_high"], color=hue, linewidth=2, alpha=0.5)
        axes.scatter(frame["log_ratio"], frame.index, color=hue, s=30, zorder=3)
        axes.axvline(0, color=GREY, linewidth=1)
        right = axes.secondary_yaxis("right")
        axes.set_yticks(frame.index, frame["label"])
        right.set_yticks(frame.index, [f"{x:,} : {y:,}" for x, y in zip(frame["n_a"], frame["n_b"], strict=True)])
        right.spines["right"].set_visible(False)
        right.tick_params(right=False, labelsize=8)
        axes.grid(axis="x")
        axes.set_axisbelow(True)
        axes.set_ylim(-0.7, len(frame) - 0.3)
        axes.set_xlabel(f"← more in {b}      Log Ratio (doublings), 95 % interval      more in {a} →")
    figure.description = f"{title}. " + "; ".join(
        f"{r['label']}: {r['n_a']} against {r['n_b']}, Log Ratio {r['log_ratio']:+.2f} "
        f"({r['log_ratio_low']:+.2f} to {r['log_ratio_high']:+.2f})"
        for r in frame.iloc[::-1].to_dict("records")
    )
    return figure


def frequencies(
    frame: pd.DataFrame, a: str, b: str, *, label: Sequence[str], title: str, subtitle: str = ""
) -> Drawing:
    """Frequency of every term in the one source against the other, both axes logarithmic with zero at the edge.

    `frame` has the columns term, rate_a, rate_b (per 1,000 tokens); the terms in `label` are named where there is room.
    """
    low = 0.5 * min((x for c in ("rate_a", "rate_b") for x in frame[c] if x > 0), default=1.0)
    x, y = (frame[c].clip(lower=low).to_numpy(float) for c in ("rate_b", "rate_a"))
    with _style():
        figure, (axes,) = _drawing(title, subtitle, 5.6)
        axes.set(xscale="log", yscale="log", xlabel=f"per 1,000 tokens in {b}", ylabel=f"per 1,000 tokens in {a}")
        axes.plot([low, max(x.max(), y.max())], [low, max(x.max(), y.max())], color=GREY, linewidth=1, zorder=1)
        hue = np.where(y > x, COLOURS[0], np.where(y < x, COLOURS[1], GREY))
        axes.scatter(x, y, c=hue, s=14, alpha=0.45, linewidths=0)
        place = {term: n for n, term in enumerate(frame["term"])}
        texts = [axes.text(x[place[t]], y[place[t]], t, fontsize=9, color=hue[place[t]]) for t in label if t in place]
        adjust_text(texts, x=x, y=y, ax=axes, iter_lim=60, arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.5})
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(mpl.ticker.FuncFormatter(lambda v, _: "0" if v <= low else f"{v:g}"))
        axes.grid(alpha=0.5)
    rates: dict[str, tuple[float, float]] = {
        t: (r_a, r_b) for t, r_a, r_b in zip(frame["term"], frame["rate_a"], frame["rate_b"], strict=True)
    }
    figure.description = f"{title}. Per 1,000 tokens in {a} and {b}: " + "; ".join(
        f"{t} {rates[t][0]:.1f} and {rates[t][1]:.1f}" for t in label if t in rates
    )
    return figure


def dispersion(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Where in its article each term stands (columns: source, term, position from 0, the start, to 1)."""
    sources, terms = list(dict.fromkeys(frame["source"])), list(dict.fromkeys(frame["term"]))
    with _style():
        figure, panels = _drawing(title, subtitle, 0.3 * len(terms) + 0.8, columns=max(len(sources), 1))
        for axes, (source, colour) in zip(panels, colours(sources).items(), strict=False):
            part = frame[frame["source"] == source].dropna(subset="position")
            y = [terms.index(t) for t in part["term"]]
            axes.plot(part["position"], y, "|", color=colour, markersize=11, markeredgewidth=1.6)
            axes.set(xlim=(-0.02, 1.02), ylim=(len(terms) - 0.5, -0.5))
            axes.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
            axes.set_yticks(range(len(terms)), [f"{t}  {sum(part['term'] == t)}" for t in terms])
            axes.set_title(source, fontsize=10, color=colour, loc="left")
            axes.grid(axis="y")
    counts = frame.dropna(subset="position").groupby(["source", "term"], sort=False).size()
    pairs: list[Any] = list(counts.items())
    figure.description = f"{title}. " + "; ".join(f"{t}, {s}: {n} times" for (s, t), n in pairs) + "."
    return figure


def shift(frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "") -> Drawing:
    """Word shift: each term's contribution to the difference, largest first (columns: label, contribution).

    A positive contribution is a term that `a` uses more.
    """
    with _style():
        figure, (axes,) = _drawing(title, subtitle, 0.25 * len(frame) + 0.8)
        hue = [COLOURS[0] if x > 0 else COLOURS[1] for x in frame["contribution"]]
        axes.barh(range(len(frame)), frame["contribution"], color=hue, height=0.65)
        for y, (x, text) in enumerate(zip(frame["contribution"], frame["label"], strict=True)):
            axes.annotate(text, (x, y), (4 if x > 0 else -4, 0), textcoords="offset points", va="center",
                          ha="left" if x > 0 else "right", fontsize=9)  # fmt: skip
        axes.axvline(0, color=GREY, linewidth=1)
        axes.set_yticks([])
        axes.set_ylim(len(frame) - 0.4, -0.6)
        axes.margins(x=0.25)
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1, decimals=1))
        axes.set_xlabel(f"← {b}      share of the whole difference      {a} →")
    figure.description = f"{title}. " + "; ".join(
        f"{t} {x:+.2%}" for t, x in zip(frame["label"], frame["contribution"], strict=True)
    )
    return figure


def chance(drawn: Sequence[float], observed: float, *, title: str, subtitle: str = "", xlabel: str = "") -> Drawing:
    """What shuffled data give, as a histogram, and what was observed, as a line."""
    values = np.asarray(drawn, dtype=float)
    with _style():
        figure, (axes,) = _drawing(title, subtitle, 2.3)
        top = int(max(values.max(initial=0), observed)) + 1
        axes.hist(values, bins=np.arange(-0.5, top + 1, max(1, top // 40)).tolist(), color="#b8c0ca")
        axes.axvline(observed, color=COLOURS[1], linewidth=2)
        axes.annotate(f"observed: {observed:g}", (observed, 0.92), (5, 0), xycoords=("data", "axes fraction"),
                      textcoords="offset points", color=COLOURS[1])  # fmt: skip
        axes.set(xlabel=xlabel, ylabel="shuffles", yticks=[])
    middle = f"{np.mean(values):.1f} ({np.quantile(values, 0.025):.0f} to {np.quantile(values, 0.975):.0f})"
    figure.description = f"{title}. Observed {observed:g}; {len(values):,} shuffles give {middle} on average (95 %)."
    return figure
