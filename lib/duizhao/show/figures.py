"""Frames → figures. Each function draws the frame it is given and computes nothing but positions.

A figure carries its own description: the plain text that stands in for it where it cannot be seen, with the numbers drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from adjustText import adjust_text
from matplotlib import ticker
from matplotlib.axes import Axes

from duizhao.show.drawing import COLOURS, GREY, MARKS, Drawing, drawing, labels, legend, shown, style
from duizhao.show.evidence import DARK_ROLES, ROLE_COLOURS

PALE = ("#cfe0f3", "#f3d9c9", "#d5e8d8", "#e3d7ec", "#efe3bd", "#d9dde2",
        "#9fbfe3", "#e5b595", "#a9d1b1", "#c9b0dd", "#dcc67e", "#b3bac4")  # fmt: skip


def ledger(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Characters of each page by role, as stacked bars (columns: page, role, characters)."""
    table = frame.pivot_table(
        index="page", columns="role", values="characters", aggfunc="sum", fill_value=0, sort=False
    )
    table = table.loc[:, table.sum() > 0]
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.6 * len(table) + 1.2)
        left, whole = np.zeros(len(table)), max([1.0, *table.sum(axis=1)])
        for n, role in enumerate(table.columns):
            width, colour = table[role].to_numpy(float), ROLE_COLOURS.get(role, PALE[n % len(PALE)])
            bars = axes.barh(range(len(table)), width, left=left, label=shown(role, 20), color=colour, height=0.6)
            sizes = [f"{w:,.0f}" if w > 0.035 * whole else "" for w in width]
            ink = "white" if role in DARK_ROLES else "#222"
            axes.bar_label(bars, sizes, label_type="center", fontsize=8, color=ink)
            left = left + width
        _rows(axes, labels(table.index))
        axes.xaxis.set_major_formatter(ticker.StrMethodFormatter("{x:,.0f}"))
        axes.set(xlim=(0, whole), xlabel="characters, white space left out")
        if len(table.columns):
            figure.legend(loc="outside lower left", ncols=6, frameon=False, fontsize=8)
    lines = (f"{p}: " + ", ".join(f"{r} {c:,.0f}" for r, c in row.items() if c) for p, row in table.iterrows())
    figure.description = f"{title}. " + "; ".join(lines) + "."
    return figure


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
    sources, rows = _unique(frame["source"]), _unique(frame[category])
    with style():
        figure, (axes,) = drawing(title, subtitle, _height(rows, sources))
        for n, source in enumerate(sources):
            part = frame[frame["source"] == source]
            texts = [f"{k:,}/{n:,}" if n else "none to count" for k, n in zip(part["k"], part["n"], strict=True)]
            y = _lanes([rows.index(c) for c in part[category]], n, sources)
            _marks(axes, y, _ends(part, "share", "low", "high"), texts, n)
        _rows(axes, labels(rows))
        axes.set_xlim(-0.01, min(1.12, max([0.1, *(1.18 * x for x in frame["high"] if x == x)])))
        axes.xaxis.set_major_formatter(ticker.PercentFormatter(1, decimals=0))
        axes.set_xlabel(f"{shown(xlabel, 60)}; bar: 95 % interval; k/n beside it")
        legend(figure, sources)
    told = (f"{row[category]}, {row['source']}: {_share_in_words(row)}" for row in frame.to_dict("records"))
    figure.description = f"{title}. " + "; ".join(told) + "."
    return figure


def _share_in_words(row: Mapping[Any, Any]) -> str:
    interval = f"{row['low']:.0%} to {row['high']:.0%}" if row["n"] else ""
    return f"{row['k']} of {row['n']} ({row['share']:.0%}, {interval})" if row["n"] else "none to count"


def balance(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Against on the left, for on the right: shares of sentences with intervals and counts (columns of `contrasts.stances`).

    A row a target and voice, a mark a source: filled to the right (favourable), hollow to the left (unfavourable).
    """
    sources, targets = _unique(frame["source"]), _unique(frame["target"])
    keys = list(zip(frame["target"], frame["voice"], strict=True))
    rows = _unique(keys)
    with style():
        figure, (axes,) = drawing(title, subtitle, _height(rows, sources))
        for n, source in enumerate(sources):
            part = frame[frame["source"] == source]
            y = _lanes([rows.index(key) for key in zip(part["target"], part["voice"], strict=True)], n, sources)
            for name, sign in (("favourable", 1), ("unfavourable", -1)):
                counts = zip(part[name], part["n"], strict=True)
                texts = [f"{k:,}/{n:,}" if n else "not mentioned" * (sign > 0) for k, n in counts]
                ends = sign * _ends(part, *(f"{name}_{end}" for end in ("share", "low", "high")))
                _marks(axes, y, ends, texts, n, sign)
        axes.axvline(0, color=GREY, linewidth=1)
        _rows(axes, labels(f"{t}, {v}" for t, v in rows))
        for row in [n for n, (target, _) in enumerate(rows) if targets.index(target) % 2]:
            axes.axhspan(row - 0.5, row + 0.5, color="#f4f6f8", zorder=0)
        axes.set_xlim(-1.18, 1.18)
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda x, _: f"{abs(x):.0%}"))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
        axes.set_xlabel("← against      share of the sentences that mention the target; bar: 95 % interval      for →")
        legend(figure, sources)
    figure.description = f"{title}. " + "; ".join(
        f"{r['target']}, {r['voice']}, {r['source']}: {r['favourable']} for and {r['unfavourable']} against in {r['n']} sentences"
        for r in frame.to_dict("records")
    )
    return figure


def log_ratios(frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "") -> Drawing:
    """Keyness: Log Ratio of each term with its interval and counts.

    Columns: label, n_a, n_b, log_ratio, log_ratio_low, log_ratio_high. What is not finite has no mark, only its counts.
    """
    frame = frame.sort_values("log_ratio", ascending=False, kind="stable").reset_index(drop=True)
    names = ["log_ratio", "log_ratio_low", "log_ratio_high"]
    ends = frame[names].astype(float).replace([np.inf, -np.inf], np.nan).to_numpy().T
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.25 * max(len(frame), 1) + 0.8)
        for n, side in enumerate((frame["log_ratio"] >= 0, frame["log_ratio"] < 0)):
            rows = np.flatnonzero(side)
            _marks(axes, rows.astype(float), ends[:, rows], [""] * len(rows), n)
        axes.axvline(0, color=GREY, linewidth=1)
        _rows(axes, labels(frame["label"]))
        right = axes.secondary_yaxis("right")
        right.set_yticks(frame.index, [f"{x:,} : {y:,}" for x, y in zip(frame["n_a"], frame["n_b"], strict=True)])
        right.spines["right"].set_visible(False)
        right.tick_params(right=False, labelsize=8)
        axes.set_xlabel(f"← more in {shown(b)}      Log Ratio (doublings), 95 % interval      more in {shown(a)} →")
    figure.description = f"{title}. " + "; ".join(
        f"{r['label']}: {r['n_a']} against {r['n_b']}, Log Ratio {r['log_ratio']:+.2f} "
        f"({r['log_ratio_low']:+.2f} to {r['log_ratio_high']:+.2f})"
        for r in frame.to_dict("records")
    )
    return figure


def frequencies(
    frame: pd.DataFrame, a: str, b: str, *, label: Sequence[str], title: str, subtitle: str = ""
) -> Drawing:
    """Frequency of every term in the one source against the other, both axes logarithmic with zero at the edge.

    `frame` has the columns term, rate_a, rate_b (per 1,000 tokens). Terms of the same two rates share a dot, whose area
    says how many they are; those in `label` are named, up to three at a dot.
    """
    rates = frame[["rate_b", "rate_a"]].astype(float)
    low = 0.5 * min(rates[rates > 0].min().min(), 2.0)
    low, high = (low, max(1.3 * rates.max().max(), 4 * low)) if len(frame) and low == low else (0.5, 2.0)
    places: list[tuple[float, float]] = list(map(tuple, rates.clip(lower=low).to_numpy().tolist()))
    dots, at = Counter(places), dict(zip(frame["term"], places, strict=True))
    named: dict[tuple[float, float], list[str]] = {}
    for term in dict.fromkeys(t for t in label if t in at):
        named.setdefault(at[term], []).append(term)
    with style():
        figure, (axes,) = drawing(title, subtitle, 5.6)
        axes.set(xscale="log", yscale="log", xlim=(low * 0.8, high), ylim=(low * 0.8, high))
        axes.set(xlabel=f"per 1,000 tokens in {shown(b, 60)}", ylabel=f"per 1,000 tokens in {shown(a, 60)}")
        axes.plot([low, high], [low, high], color=GREY, linewidth=1, zorder=1)
        x, y = np.array(list(dots), dtype=float).reshape(-1, 2).T
        hue = np.where(y > x, COLOURS[0], np.where(y < x, COLOURS[1], GREY))
        axes.scatter(x, y, c=hue, s=14 * np.sqrt(list(dots.values())), alpha=0.5, linewidths=0)
        texts = [
            axes.text(*place, _some(terms, "\n" if place[1] == low else "、"), fontsize=9, linespacing=1.05,
                      color=COLOURS[0] if place[1] > place[0] else COLOURS[1])
            for place, terms in named.items()
        ]  # fmt: skip
        if texts:
            figure.draw_without_rendering()  # where the panel is, which decides where there is room
            line = {"arrowstyle": "-", "color": GREY, "lw": 0.5}
            adjust_text(texts, x=x, y=y, ax=axes, iter_lim=200, expand=(1.1, 1.35), arrowprops=line)
        steps = [low, *(s * 10.0**e for e in range(-4, 4) for s in (1, 2, 5) if low * 1.3 < s * 10.0**e < high)]
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(ticker.FixedLocator(steps))
            axis.set_major_formatter(ticker.FuncFormatter(lambda v, _: "0" if v <= low else f"{v:g}"))
            axis.set_minor_locator(ticker.NullLocator())
        axes.grid(alpha=0.5)
    rows = frame.drop_duplicates("term").set_index("term")
    told = (f"{t} {rows.at[t, 'rate_a']:.1f} and {rows.at[t, 'rate_b']:.1f}" for t in label if t in rows.index)
    figure.description = f"{title}. Per 1,000 tokens in {a} and {b}: " + "; ".join(told)
    return figure


def dispersion(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Where in its article each term stands (columns: source, term, position from 0, the start, to 1)."""
    sources, terms = _unique(frame["source"]), _unique(frame["term"])
    there = frame.dropna(subset="position")
    counts = there.groupby(["term", "source"], sort=False).size()
    with style():
        figure, panels = drawing(title, subtitle, 0.3 * len(terms) + 0.9, columns=max(len(sources), 1))
        for n, (axes, source) in enumerate(zip(panels, sources, strict=False)):
            part, colour = there[there["source"] == source], COLOURS[n % len(COLOURS)]
            y = [terms.index(t) for t in part["term"]]
            axes.plot(part["position"], y, "|", color=colour, markersize=11, markeredgewidth=1.6)
            names = labels(terms) if n == 0 else [""] * len(terms)
            times = [counts.get((term, source), 0) for term in terms]
            _rows(axes, [f"{t}  {k}".strip() for t, k in zip(names, times, strict=True)], axis="y")
            axes.set_xlim(-0.02, 1.02)
            axes.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
            axes.set_title(shown(source, 60 // len(sources), 2), fontsize=10, color=colour, loc="left")
    pairs: list[Any] = list(counts.items())
    figure.description = f"{title}. " + "; ".join(f"{t}, {s}: {n} times" for (t, s), n in pairs) + "."
    return figure


def shift(frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "") -> Drawing:
    """Word shift: each term's contribution to the difference, largest first (columns: label, contribution).

    A positive contribution is a term that `a` uses more.
    """
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.25 * max(len(frame), 1) + 0.8)
        hue = [COLOURS[x <= 0] for x in frame["contribution"]]
        bars = axes.barh(range(len(frame)), frame["contribution"].astype(float), color=hue, height=0.65)
        axes.bar_label(bars, [shown(text) for text in frame["label"]], padding=4, fontsize=8)
        axes.axvline(0, color=GREY, linewidth=1)
        _rows(axes, [""] * len(frame))
        axes.margins(x=0.25)
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda x, _: f"{abs(x):.1%}"))
        axes.set_xlabel(f"← {shown(b)}      share of the whole difference      {shown(a)} →")
    told = (f"{t} {x:+.2%}" for t, x in zip(frame["label"], frame["contribution"], strict=True))
    figure.description = f"{title}. " + "; ".join(told)
    return figure


def _unique(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _height(rows: Sequence[object], sources: Sequence[str]) -> float:
    return 0.24 * max(len(rows), 1) * max(len(sources), 2) + 0.95


def _ends(part: pd.DataFrame, *names: str) -> Any:
    """The columns as rows of numbers, what rests on nothing (n = 0) as NaN."""
    return part[list(names)].where(part["n"] > 0).astype(float).to_numpy().T


def _lanes(places: Iterable[int], number: int, sources: Sequence[str]) -> Any:
    """The heights at which the marks of a source stand: beside those of the others in the same row."""
    return np.array(list(places), dtype=float) + (number - (len(sources) - 1) / 2) * 0.8 / len(sources)


def _marks(axes: Axes, y: Any, ends: Any, texts: Sequence[str], number: int, sign: int = 1) -> None:
    """Points with intervals (`ends`: middle, low, high) and a text at the outer end, in the colour and shape of a source."""
    colour, (middle, low, high) = COLOURS[number % len(COLOURS)], ends
    axes.hlines(y, low, high, color=colour, linewidth=2, alpha=0.5)
    face = colour if sign > 0 else "white"
    axes.plot(middle, y, MARKS[number % len(MARKS)], color=colour, markerfacecolor=face, markersize=6)
    for at, x, text in zip(y, np.nan_to_num(high), texts, strict=True):
        axes.annotate(text, (x, at), (7 * sign, 0), textcoords="offset points", va="center", fontsize=8, color=colour,
                      ha="left" if sign > 0 else "right")  # fmt: skip


def _rows(axes: Axes, names: list[str], axis: Literal["x", "y"] = "x") -> None:
    """Names of the rows, from the top down, and a grid."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    axes.grid(axis=axis)
    axes.set_axisbelow(True)


def _some(terms: Sequence[str], between: str) -> str:
    """Up to three names; dots in a row along the bottom have room above them only, so there one stands over the other."""
    return between.join(shown(term, 16) for term in terms[:3]) + (f" +{len(terms) - 3}" if len(terms) > 3 else "")
