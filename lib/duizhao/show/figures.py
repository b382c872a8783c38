"""Frames → figures. Each function draws the frame it is given and computes nothing but positions.

A figure carries its own description: the plain text that stands in for it where it cannot be seen, with the numbers drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from adjustText import adjust_text
from matplotlib.axes import Axes

from duizhao.show.drawing import BAND, COLOURS, GREY, MARKS, Drawing, colours, drawing, labels, legend, shown, style

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
PALE = ("#cfe0f3", "#f3d9c9", "#d5e8d8", "#e3d7ec", "#efe3bd", "#d9dde2",
        "#9fbfe3", "#e5b595", "#a9d1b1", "#c9b0dd", "#dcc67e", "#b3bac4")  # fmt: skip
DARK_ROLES = {"title", "subhead", "body", "byline", "date", "credit", "caption"}


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
            name = shown(role, 20)
            axes.barh(range(len(table)), width, left=left, label=name, color=colour, height=0.6, edgecolor="white")
            ink = "white" if role in DARK_ROLES else "#222"
            for y, (x, w) in enumerate(zip(left, width, strict=True)):
                if w > 0.035 * whole:
                    text = f"{name}\n{w:,.0f}" if w > 0.015 * whole * len(role) else f"{w:,.0f}"
                    axes.text(x + w / 2, y, text, ha="center", va="center", fontsize=8, color=ink)
            left = left + width
        axes.set_yticks(range(len(table)), labels(table.index))
        axes.set_ylim(max(len(table), 1) - 0.5, -0.5)
        axes.xaxis.set_major_formatter(mpl.ticker.StrMethodFormatter("{x:,.0f}"))
        axes.set_xlim(0, whole)
        axes.set_xlabel("characters, white space left out")
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
    sources, rows = list(dict.fromkeys(frame["source"])), list(dict.fromkeys(frame[category]))
    if len(sources) > len(COLOURS):
        return heat(frame, category=category, title=title, subtitle=subtitle, xlabel=xlabel)
    with style():
        figure, (axes,) = drawing(title, subtitle, _height(rows, sources))
        for n, (source, colour) in enumerate(colours(sources).items()):
            part = frame[frame["source"] == source]
            y = _lanes([rows.index(c) for c in part[category]], n, sources)
            share, low, high = (part[end].where(part["n"] > 0).astype(float) for end in ("share", "low", "high"))
            axes.hlines(y, low, high, color=colour, linewidth=2, alpha=0.55)
            axes.plot(share, y, MARKS[n % len(MARKS)], color=colour, markersize=6)
            for at, k, total, x in zip(y, part["k"], part["n"], high, strict=True):
                _beside(axes, at, x, f"{k:,}/{total:,}" if total else "none to count", colour)
        _rows(axes, labels(rows))
        axes.set_xlim(-0.01, min(1.12, max([0.1, *(1.18 * x for x in frame["high"] if x == x)])))
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1, decimals=0))
        axes.set_xlabel(f"{shown(xlabel, 60)}; bar: 95 % interval; k/n beside it")
        legend(figure, sources)
    figure.description = f"{title}. " + "; ".join(_share_text(row, category) for row in frame.to_dict("records")) + "."
    return figure


def heat(
    frame: pd.DataFrame, *, category: str, title: str, subtitle: str = "", xlabel: str = "share of sentences"
) -> Drawing:
    """The same for more sources than there are colours: a row a category, a column a source, darker for a higher share.

    Categories that no source has are left out, and the subtitle says how many.
    """
    met = frame.groupby(category)["k"].transform("sum") > 0
    folded = frame.loc[~met, category].nunique()
    left_out = f"{folded} that no source has left out" if folded else ""
    sources, rows = list(dict.fromkeys(frame["source"])), list(dict.fromkeys(frame.loc[met, category]))
    table = {
        name: frame[met].pivot(index=category, columns="source", values=name).reindex(index=rows, columns=sources)
        for name in ("share", "k", "n")
    }
    with style():
        told = "; ".join(filter(None, (subtitle, f"{xlabel}, k/n in each cell", left_out)))
        figure, (axes,) = drawing(title, told, 0.34 * max(len(rows), 1) + 1.6)
        if rows:
            cells = table["share"].to_numpy(float)
            axes.imshow(np.nan_to_num(cells), cmap="Blues", vmin=0, vmax=max(0.3, np.nanmax(cells)), aspect="auto")
            for (y, x), share in np.ndenumerate(cells):
                k, n = (float(table[name].to_numpy(float)[y, x]) for name in ("k", "n"))
                dark = share > 0.6 * np.nanmax(cells)
                axes.text(x, y, f"{k:.0f}/{n:.0f}", ha="center", va="center", fontsize=8, color="white" if dark else "#222")
        axes.set_yticks(range(len(rows)), labels(rows))
        axes.set_xticks(range(len(sources)), [shown(source, 16, 2) for source in sources], rotation=40, ha="right")
    figure.description = f"{title}. " + "; ".join(_share_text(row, category) for row in frame[met].to_dict("records")) + "."
    return figure


def _share_text(row: Mapping[Any, Any], category: str) -> str:
    if not row["n"]:
        return f"{row[category]}, {row['source']}: none to count"
    interval = f"{row['low']:.0%} to {row['high']:.0%}"
    return f"{row[category]}, {row['source']}: {row['k']} of {row['n']} ({row['share']:.0%}, {interval})"


def _height(rows: Sequence[object], sources: Sequence[str]) -> float:
    return 0.24 * max(len(rows), 1) * max(len(sources), 2) + 0.95


def _lanes(places: Iterable[int], number: int, sources: Sequence[str]) -> Any:
    """The heights at which the marks of a source stand: beside those of the others in the same row."""
    return np.array(list(places), dtype=float) + (number - (len(sources) - 1) / 2) * 0.8 / len(sources)


def _beside(axes: Axes, y: float, x: float, text: str, colour: str, sign: int = 1) -> None:
    axes.annotate(text, (0 if np.isnan(x) else x, y), (7 * sign, 0), textcoords="offset points", va="center",
                  ha="left" if sign > 0 else "right", fontsize=8, color=colour)  # fmt: skip


def _rows(axes: Axes, names: list[str], banded: Iterable[int] = ()) -> None:
    """Rows from the top down, those `banded` on a shade."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(max(len(names), 1) - 0.5, -0.5)
    for row in banded:
        axes.axhspan(row - 0.5, row + 0.5, color=BAND, zorder=0)
    axes.grid(axis="x")
    axes.set_axisbelow(True)


def balance(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Against on the left, for on the right: shares of sentences with intervals and counts (columns of `targets.matrix`).

    A row a target and voice, a mark a source: filled to the right (favourable), hollow to the left (unfavourable).
    """
    sources = list(dict.fromkeys(frame["source"]))
    rows = list(dict.fromkeys(zip(frame["target"], frame["voice"], strict=True)))
    targets = list(dict.fromkeys(frame["target"]))
    if len(sources) > len(COLOURS):
        parts = []
        for name, side in (("favourable", "for"), ("unfavourable", "against")):
            ends = {f"{name}_{end}": end for end in ("share", "low", "high")}
            part = frame[["source", "n", name, *ends]].rename(columns={name: "k", **ends})
            parts.append(part.assign(row=[f"{side} {t}, {v}" for t, v in zip(frame["target"], frame["voice"], strict=True)]))
        told = "share of the sentences that mention the target"
        return heat(pd.concat(parts), category="row", title=title, subtitle=subtitle, xlabel=told)
    with style():
        figure, (axes,) = drawing(title, subtitle, _height(rows, sources))
        for n, (source, colour) in enumerate(colours(sources).items()):
            part = frame[frame["source"] == source]
            y = _lanes([rows.index(key) for key in zip(part["target"], part["voice"], strict=True)], n, sources)
            for name, sign, face in (("favourable", 1, colour), ("unfavourable", -1, "white")):
                known = part["n"] > 0
                share, low, high = (
                    part[f"{name}_{end}"].where(known).astype(float) * sign for end in ("share", "low", "high")
                )
                axes.hlines(y, low, high, color=colour, linewidth=2, alpha=0.5)
                axes.plot(share, y, MARKS[n % len(MARKS)], color=colour, markerfacecolor=face, markersize=6)
                for at, k, total, x in zip(y, part[name], part["n"], high, strict=True):
                    text = f"{k:,}/{total:,}" if total else "not mentioned" * (sign > 0)
                    _beside(axes, at, x, text, colour, sign)
        axes.axvline(0, color=GREY, linewidth=1)
        _rows(axes, labels(f"{t}, {v}" for t, v in rows), [n for n, (t, _) in enumerate(rows) if targets.index(t) % 2])
        axes.set_xlim(-1.18, 1.18)
        axes.xaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda x, _: f"{abs(x):.0%}"))
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
    frame = frame.sort_values("log_ratio", kind="stable").reset_index(drop=True)
    middle, low, high = (
        frame[name].astype(float).replace([np.inf, -np.inf], np.nan)
        for name in ("log_ratio", "log_ratio_low", "log_ratio_high")
    )
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.25 * max(len(frame), 1) + 0.8)
        hue = [COLOURS[0] if x > 0 else COLOURS[1] if x < 0 else GREY for x in frame["log_ratio"]]
        axes.hlines(frame.index, low, high, color=hue or GREY, linewidth=2, alpha=0.5)
        axes.scatter(middle, frame.index, color=hue or GREY, s=30, zorder=3)
        axes.axvline(0, color=GREY, linewidth=1)
        right = axes.secondary_yaxis("right")
        _rows(axes, labels(frame["label"]))
        axes.set_ylim(-0.7, max(len(frame), 1) - 0.3)
        right.set_yticks(frame.index, [f"{x:,} : {y:,}" for x, y in zip(frame["n_a"], frame["n_b"], strict=True)])
        right.spines["right"].set_visible(False)
        right.tick_params(right=False, labelsize=8)
        axes.set_xlabel(f"← more in {shown(b)}      Log Ratio (doublings), 95 % interval      more in {shown(a)} →")
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

    `frame` has the columns term, rate_a, rate_b (per 1,000 tokens). Terms of the same two rates share a dot, whose area
    says how many they are; those in `label` are named, up to three at a dot.
    """
    rates = {t: (x, y) for t, x, y in zip(frame["term"], frame["rate_a"], frame["rate_b"], strict=True)}
    low = 0.5 * min((x for pair in rates.values() for x in pair if x > 0), default=1.0)
    high = max(1.3 * max((x for pair in rates.values() for x in pair), default=0.0), 4 * low)
    dots: dict[tuple[float, float], int] = {}
    for r_a, r_b in rates.values():
        dots[max(r_b, low), max(r_a, low)] = dots.get((max(r_b, low), max(r_a, low)), 0) + 1
    named: dict[tuple[float, float], list[str]] = {}
    for term in dict.fromkeys(t for t in label if t in rates):
        named.setdefault((max(rates[term][1], low), max(rates[term][0], low)), []).append(term)
    with style():
        figure, (axes,) = drawing(title, subtitle, 5.6)
        axes.set(xscale="log", yscale="log", xlim=(low * 0.8, high), ylim=(low * 0.8, high))
        axes.set(xlabel=f"per 1,000 tokens in {shown(b, 60)}", ylabel=f"per 1,000 tokens in {shown(a, 60)}")
        axes.plot([low, high], [low, high], color=GREY, linewidth=1, zorder=1)
        x, y = np.array(list(dots), dtype=float).reshape(-1, 2).T
        hue = np.where(y > x, COLOURS[0], np.where(y < x, COLOURS[1], GREY))
        axes.scatter(x, y, c=hue, s=14 * np.sqrt(list(dots.values())), alpha=0.5, linewidths=0)
        texts = [
            axes.text(*at, _some(terms, "\n" if at[1] == low else "、"), fontsize=9, linespacing=1.05,
                      color=COLOURS[0] if at[1] > at[0] else COLOURS[1])
            for at, terms in named.items()
        ]
        if texts:
            figure.draw_without_rendering()  # where the panel is, which decides where there is room
            line = {"arrowstyle": "-", "color": GREY, "lw": 0.5}
            adjust_text(texts, x=x, y=y, ax=axes, iter_lim=200, expand=(1.1, 1.35), arrowprops=line)
        for axis in (axes.xaxis, axes.yaxis):
            steps = [low, *(s * 10.0**e for e in range(-4, 4) for s in (1, 2, 5) if low * 1.3 < s * 10.0**e < high)]
            axis.set_major_locator(mpl.ticker.FixedLocator(steps))
            axis.set_major_formatter(mpl.ticker.FuncFormatter(lambda v, _: "0" if v <= low else f"{v:g}"))
            axis.set_minor_locator(mpl.ticker.NullLocator())
        axes.grid(alpha=0.5)
        axes.set_axisbelow(True)
    figure.description = f"{title}. Per 1,000 tokens in {a} and {b}: " + "; ".join(
        f"{t} {rates[t][0]:.1f} and {rates[t][1]:.1f}" for t in label if t in rates
    )
    return figure


def _some(terms: Sequence[str], between: str) -> str:
    """Up to three names; dots in a row along the bottom have room above them only, so there one stands over the other."""
    return between.join(shown(term, 16) for term in terms[:3]) + (f" +{len(terms) - 3}" if len(terms) > 3 else "")


def dispersion(frame: pd.DataFrame, *, title: str, subtitle: str = "") -> Drawing:
    """Where in its article each term stands (columns: source, term, position from 0, the start, to 1)."""
    sources, terms = list(dict.fromkeys(frame["source"])), list(dict.fromkeys(frame["term"]))
    if len(sources) > 4:
        half = frame.assign(k=frame["position"] < 0.5, n=frame["position"].notna()).groupby(["term", "source"], sort=False)
        early = half[["k", "n"]].sum().reset_index()
        early = early.assign(share=early["k"] / early["n"].where(early["n"] > 0), low=float("nan"), high=float("nan"))
        return heat(early, category="term", title=title, subtitle=subtitle, xlabel="share that stands in the first half")
    with style():
        figure, panels = drawing(title, subtitle, 0.3 * len(terms) + 0.9, columns=max(len(sources), 1))
        for n, (axes, (source, colour)) in enumerate(zip(panels, colours(sources).items(), strict=False)):
            part = frame[frame["source"] == source].dropna(subset="position")
            times = [int((part["term"] == t).sum()) for t in terms]
            axes.plot(part["position"], [terms.index(t) for t in part["term"]], "|", color=colour, markersize=11,
                      markeredgewidth=1.6)  # fmt: skip
            axes.set(xlim=(-0.02, 1.02), ylim=(max(len(terms), 1) - 0.5, -0.5))
            axes.set_xticks([0, 0.5, 1], ["start", "middle", "end"])
            names = labels(terms) if n == 0 else [""] * len(terms)
            axes.set_yticks(range(len(terms)), [f"{t}  {k}".strip() for t, k in zip(names, times, strict=True)])
            axes.set_title(shown(source, 60 // len(sources), 2), fontsize=10, color=colour, loc="left")
            axes.grid(axis="y")
    counts = frame.dropna(subset="position").groupby(["source", "term"], sort=False).size()
    pairs: list[Any] = list(counts.items())
    figure.description = f"{title}. " + "; ".join(f"{t}, {s}: {n} times" for (s, t), n in pairs) + "."
    return figure


def shift(frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "") -> Drawing:
    """Word shift: each term's contribution to the difference, largest first (columns: label, contribution).

    A positive contribution is a term that `a` uses more.
    """
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.25 * max(len(frame), 1) + 0.8)
        hue = [COLOURS[0] if x > 0 else COLOURS[1] for x in frame["contribution"]]
        axes.barh(range(len(frame)), frame["contribution"], color=hue, height=0.65)
        for y, (x, text) in enumerate(zip(frame["contribution"], frame["label"], strict=True)):
            _beside(axes, y, x, shown(text), "black", 1 if x > 0 else -1)
        axes.axvline(0, color=GREY, linewidth=1)
        _rows(axes, [""] * len(frame))
        axes.margins(x=0.25)
        axes.xaxis.set_major_formatter(mpl.ticker.FuncFormatter(lambda x, _: f"{abs(x):.1%}"))
        axes.set_xlabel(f"← {shown(b)}      share of the whole difference      {shown(a)} →")
    figure.description = f"{title}. " + "; ".join(
        f"{t} {x:+.2%}" for t, x in zip(frame["label"], frame["contribution"], strict=True)
    )
    return figure


def chance(drawn: Sequence[float], observed: float, *, title: str, subtitle: str = "", xlabel: str = "") -> Drawing:
    """What shuffled data give, as a histogram, and what was observed, as a line."""
    values = np.asarray(drawn, dtype=float)
    whole = np.array_equal(values, values.round())
    low, high = (f([*values, observed]) for f in (min, max))
    step = max(1, round((high - low) // 40)) if whole else (high - low) / 40 or 1
    with style():
        figure, (axes,) = drawing(title, subtitle, 2.3)
        edges = np.arange(low - step / 2, high + step, step)
        axes.hist(values, bins=edges.tolist(), color="#b8c0ca", edgecolor="white", linewidth=0.6)
        axes.axvline(observed, color=COLOURS[1], linewidth=2)
        right = observed <= (low + high) / 2
        axes.annotate(f"observed: {observed:g}", (observed, 0.92), (5 if right else -5, 0), xycoords=("data", "axes fraction"),
                      textcoords="offset points", color=COLOURS[1], ha="left" if right else "right")  # fmt: skip
        axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=bool(whole)))
        axes.set(xlabel=shown(xlabel, 90), ylabel="shuffles", yticks=[])
    figure.description = f"{title}. Observed {observed:g}; no shuffles."
    if len(values):
        middle = f"{np.mean(values):.1f} ({np.quantile(values, 0.025):.0f} to {np.quantile(values, 0.975):.0f})"
        figure.description = f"{title}. Observed {observed:g}; {len(values):,} shuffles give {middle} on average (95 %)."
    return figure
