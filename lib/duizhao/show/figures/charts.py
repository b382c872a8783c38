"""Frames → figures. Each function draws the frame it is given and computes nothing but positions.

A figure carries its own description: plain text that stands in for it where it cannot be seen, with the numbers drawn.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from adjustText import adjust_text
from matplotlib import ticker
from matplotlib.axes import Axes

from duizhao.show.evidence.lines import DARK_ROLES, ROLE_COLOURS
from duizhao.show.figures.drawing import (
    COLOURS,
    GREY,
    Drawing,
    drawing,
    height,
    labels,
    lanes,
    legend,
    marks,
    named_rows,
    shown,
    style,
)  # fmt: skip

PALE = ("#cfe0f3", "#f3d9c9", "#d5e8d8", "#e3d7ec", "#efe3bd", "#d9dde2", "#9fbfe3", "#e5b595", "#a9d1b1", "#c9b0dd")


def ledger(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Characters of each page by role, as stacked bars (columns: page, role, characters)."""
    table = frame.pivot_table("characters", "page", "role", aggfunc="sum", fill_value=0, sort=False)
    table = table.loc[:, table.sum() > 0]
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.6 * len(table) + 1.2)
        left, whole = np.zeros(len(table)), max([1.0, *table.sum(axis=1)])
        for n, role in enumerate(table.columns):
            width, colour = table[role].to_numpy(float), ROLE_COLOURS.get(role, PALE[n % len(PALE)])
            bars = axes.barh(range(len(table)), width, left=left, label=shown(role, 28), color=colour, height=0.6)
            sizes = [f"{w:,.0f}" if w > 0.035 * whole else "" for w in width]
            ink = "white" if role in DARK_ROLES else "#222"
            axes.bar_label(bars, sizes, label_type="center", fontsize=8, color=ink)
            left = left + width
        named_rows(axes, labels(table.index))
        axes.xaxis.set_major_formatter(ticker.StrMethodFormatter("{x:,.0f}"))
        axes.set(xlim=(0, whole), xlabel="characters, white space left out")
        if len(table.columns):
            figure.legend(loc="outside lower left", ncols=5, frameon=False, fontsize=8)
    lines = (f"{p}: " + ", ".join(f"{r} {c:,.0f}" for r, c in row.items() if c) for p, row in table.iterrows())
    return figure.saying(title, lines)


def shares(
    frame: pd.DataFrame, *, category: str, title: str, subtitle: str = "", xlabel: str = "share of sentences"
) -> Drawing:
    """Shares with their intervals and counts, a row a category, a mark a source.

    Columns: `source`, the one named by `category`, `k`, `n`, `share`, `low`, `high` (0 to 1). Rows of a share that is
    not defined (n = 0) are written as such.
    """
    sources, rows = _unique(frame["source"]), _unique(frame[category])
    if len(sources) > len(COLOURS):
        return heat(frame, category=category, title=title, subtitle=subtitle, xlabel=xlabel)
    with style():
        figure, (axes,) = drawing(title, subtitle, height(rows, sources))
        for n, source in enumerate(sources):
            part = frame[frame["source"] == source]
            texts = [f"{k:,}/{n:,}" if n else "none to count" for k, n in zip(part["k"], part["n"], strict=True)]
            y = lanes([rows.index(c) for c in part[category]], n, sources)
            marks(axes, y, _ends(part, "share", "low", "high"), texts, n)
        named_rows(axes, labels(rows))
        axes.set_xlim(-0.01, min(1.12, max([0.1, *(1.18 * x for x in frame["high"] if x == x)])))
        axes.xaxis.set_major_formatter(ticker.PercentFormatter(1, decimals=0))
        axes.set_xlabel(f"{shown(xlabel, 60)}; bar: 95 % interval; k/n beside it")
        legend(figure, sources)
    return figure.saying(title, _in_words(frame, category))


def heat(
    frame: pd.DataFrame, *, category: str, title: str, subtitle: str = "", xlabel: str = "share of sentences"
) -> Drawing:
    """The same for more sources than there are colours: a row a category, a column a source, darker for a higher share.

    Categories that no source has are left out, and the subtitle says how many.
    """
    met = frame.groupby(category)["k"].transform("sum") > 0
    folded = frame.loc[~met, category].nunique()
    sources, rows = _unique(frame["source"]), _unique(frame.loc[met, category])
    tables = (frame[met].pivot(index=category, columns="source", values=name) for name in ("share", "k", "n"))
    share, k, n = (table.reindex(index=rows, columns=sources).to_numpy(float) for table in tables)
    with style():
        told = [subtitle, f"{xlabel}, k/n in each cell", f"{folded} that no source has left out" * bool(folded)]
        figure, (axes,) = drawing(title, "; ".join(filter(None, told)), 0.34 * max(len(rows), 1) + 1.6)
        if rows:
            axes.imshow(np.nan_to_num(share), cmap="Blues", vmin=0, vmax=max(0.3, np.nanmax(share)), aspect="auto")
        for y, x in np.ndindex(share.shape):
            ink = "white" if share[y, x] > 0.6 * np.nanmax(share) else "#222"
            axes.text(x, y, f"{k[y, x]:.0f}/{n[y, x]:.0f}", ha="center", va="center", fontsize=8, color=ink)
        axes.set_yticks(range(len(rows)), labels(rows))
        axes.set_xticks(range(len(sources)), [shown(source, 16, 2) for source in sources], rotation=40, ha="right")
    return figure.saying(title, _in_words(frame[met], category))


def _in_words(frame: pd.DataFrame, category: str) -> Iterator[str]:
    for r in frame.to_dict("records"):
        share = f"({r['share']:.0%}, {r['low']:.0%} to {r['high']:.0%})" if r["n"] else ""
        yield f"{r[category]}, {r['source']}: " + (f"{r['k']} of {r['n']} {share}" if share else "none to count")


def balance(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Against on the left, for on the right: shares of sentences with intervals and counts (from `targets.matrix`).

    A row a target and voice, a mark a source: filled to the right (favourable), hollow to the left (unfavourable).
    """
    sources, targets = _unique(frame["source"]), _unique(frame["target"])
    if len(sources) > len(COLOURS):
        told = "share of the sentences that mention the target"
        return heat(_both_sides(frame), category="row", title=title, subtitle=subtitle, xlabel=told)
    keys = list(zip(frame["target"], frame["voice"], strict=True))
    rows = _unique(keys)
    with style():
        figure, (axes,) = drawing(title, subtitle, height(rows, sources))
        for n, source in enumerate(sources):
            part = frame[frame["source"] == source]
            y = lanes([rows.index(key) for key in zip(part["target"], part["voice"], strict=True)], n, sources)
            for name, sign in (("favourable", 1), ("unfavourable", -1)):
                counts = zip(part[name], part["n"], strict=True)
                texts = [f"{k:,}/{n:,}" if n else "not mentioned" * (sign > 0) for k, n in counts]
                ends = sign * _ends(part, *(f"{name}_{end}" for end in ("share", "low", "high")))
                marks(axes, y, ends, texts, n, sign)
        axes.axvline(0, color=GREY, linewidth=1)
        named_rows(axes, labels(f"{t}, {v}" for t, v in rows))
        for row in [n for n, (target, _) in enumerate(rows) if targets.index(target) % 2]:
            axes.axhspan(row - 0.5, row + 0.5, color="#f4f6f8", zorder=0)
        axes.set_xlim(-1.18, 1.18)
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda x, _: f"{abs(x):.0%}"))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
        axes.set_xlabel("← against      share of the sentences that mention the target; bar: 95 % interval      for →")
        legend(figure, sources)
    who = frame["target"] + ", " + frame["voice"] + ", " + frame["source"]
    sizes = zip(who, frame["favourable"], frame["unfavourable"], frame["n"], strict=True)
    return figure.saying(title, (f"{one}: {a} for and {b} against in {n} sentences" for one, a, b, n in sizes))


def _both_sides(frame: pd.DataFrame) -> pd.DataFrame:
    """For and against as rows of their own, with the columns that `heat` takes."""
    parts = []
    for name, side in (("favourable", "for"), ("unfavourable", "against")):
        ends = {f"{name}_{end}": end for end in ("share", "low", "high")}
        part = frame[["source", "n", name, *ends]].rename(columns={name: "k", **ends})
        parts.append(part.assign(row=side + " " + frame["target"] + ", " + frame["voice"]))
    return pd.concat(parts)


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
            marks(axes, rows.astype(float), ends[:, rows], [""] * len(rows), n)
        axes.axvline(0, color=GREY, linewidth=1)
        named_rows(axes, labels(frame["label"]))
        right = axes.secondary_yaxis("right")
        right.set_yticks(frame.index, [f"{x:,} : {y:,}" for x, y in zip(frame["n_a"], frame["n_b"], strict=True)])
        right.spines["right"].set_visible(False)
        right.tick_params(right=False, labelsize=8)
        axes.set_xlabel(f"← more in {shown(b)}      Log Ratio (doublings), 95 % interval      more in {shown(a)} →")
    told = "{label}: {n_a} against {n_b}, Log Ratio {log_ratio:+.2f} ({log_ratio_low:+.2f} to {log_ratio_high:+.2f})"
    return figure.saying(title, (told.format_map(row) for row in frame.to_dict("records")))


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
        axes.set(xlabel=f"per 1,000 tokens in {shown(b, 60)}", ylabel=f"per 1,000 tokens in {shown(a, 60)}")
        _log_steps(axes, low, high)
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
    rows = frame.drop_duplicates("term").set_index("term")
    told = (f"{t} {rows.at[t, 'rate_a']:.1f} and {rows.at[t, 'rate_b']:.1f}" for t in label if t in rows.index)
    return figure.saying(f"{title}. Per 1,000 tokens in {a} and {b}", told)


def _log_steps(axes: Axes, low: float, high: float) -> None:
    """Logarithmic axes whose lowest step is zero, with the line on which both are equal."""
    axes.set(xscale="log", yscale="log", xlim=(low * 0.8, high), ylim=(low * 0.8, high))
    axes.plot([low, high], [low, high], color=GREY, linewidth=1, zorder=1)
    steps = [low, *(s * 10.0**e for e in range(-4, 4) for s in (1, 2, 5) if low * 1.3 < s * 10.0**e < high)]
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(ticker.FixedLocator(steps))
        axis.set_major_formatter(ticker.FuncFormatter(lambda v, _: "0" if v <= low else f"{v:g}"))
        axis.set_minor_locator(ticker.NullLocator())
    axes.grid(alpha=0.5)


def dispersion(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Where in its article each term stands (columns: source, term, position from 0, the start, to 1)."""
    sources, terms = _unique(frame["source"]), _unique(frame["term"])
    if len(sources) > 4:
        half = frame.assign(k=frame["position"] < 0.5, n=frame["position"].notna())
        early = half.groupby(["term", "source"], sort=False)[["k", "n"]].sum().reset_index()
        early = early.assign(share=early["k"] / early["n"].where(early["n"] > 0), low=float("nan"), high=float("nan"))
        return heat(early, category="term", title=title, subtitle=subtitle, xlabel="share in the first half")
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
            named_rows(axes, [f"{t}  {k}".strip() for t, k in zip(names, times, strict=True)], axis="y")
            axes.set_xlim(-0.02, 1.02)
            axes.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
            axes.set_title(shown(source, 60 // len(sources), 2), fontsize=10, color=colour, loc="left")
    pairs: list[Any] = list(counts.items())
    return figure.saying(title, (f"{t}, {s}: {n} times" for (t, s), n in pairs))


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
        named_rows(axes, [""] * len(frame))
        axes.margins(x=0.25)
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda x, _: f"{abs(x):.1%}"))
        axes.set_xlabel(f"← {shown(b)}      share of the whole difference      {shown(a)} →")
    told = (f"{t} {x:+.2%}" for t, x in zip(frame["label"], frame["contribution"], strict=True))
    return figure.saying(title, told)


def _unique(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _ends(part: pd.DataFrame, *names: str) -> Any:
    """The columns as rows of numbers, what rests on nothing (n = 0) as NaN."""
    return part[list(names)].where(part["n"] > 0).astype(float).to_numpy().T


def _some(terms: Sequence[str], between: str) -> str:
    """Up to three names; dots along the bottom have room above them only, so there one stands over the other."""
    return between.join(shown(term, 16) for term in terms[:3]) + (f" +{len(terms) - 3}" if len(terms) > 3 else "")
