"""Words → figures: which each source has more of, where they stand, what each adds to the difference.

As in `rates`: positions alone are computed, each figure describes itself, and names and marks lead to their sentences.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from adjustText import adjust_text
from matplotlib import ticker
from matplotlib.axes import Axes

from duizhao.show import words
from duizhao.show.evidence.links import anchor
from duizhao.show.figures.drawing import (
    COLOURS,
    GREY,
    Drawing,
    drawing,
    labels,
    lead,
    marks,
    named_rows,
    shown,
    style,
)  # fmt: skip
from duizhao.show.figures.rates import heat


def log_ratios(
    frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "", by: str = "word", lang: str = "en"
) -> Drawing:
    """Keyness: Log Ratio of each term with its interval and counts.

    Columns: label (a value of the column `by` of the evidence), n_a, n_b, log_ratio, log_ratio_low, log_ratio_high.
    What is not finite has no mark, only its counts.
    """
    frame = frame.sort_values("log_ratio", ascending=False, kind="stable").reset_index(drop=True)
    names = ["log_ratio", "log_ratio_low", "log_ratio_high"]
    ends = frame[names].astype(float).replace([np.inf, -np.inf], np.nan).to_numpy().T
    say, urls = words.phrases(lang), [f"#{anchor(by, label)}" for label in frame["label"]]
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.25 * max(len(frame), 1) + 0.8)
        for n, side in enumerate((frame["log_ratio"] >= 0, frame["log_ratio"] < 0)):
            rows = np.flatnonzero(side)
            marks(axes, rows.astype(float), ends[:, rows], [""] * len(rows), n, urls=[urls[row] for row in rows])
        axes.axvline(0, color=GREY, linewidth=1)
        named_rows(axes, labels(frame["label"]), urls=urls)
        right = axes.secondary_yaxis("right")
        right.set_yticks(frame.index, [f"{x:,} : {y:,}" for x, y in zip(frame["n_a"], frame["n_b"], strict=True)])
        right.spines["right"].set_visible(False)
        right.tick_params(right=False, labelsize=8)
        told = "← more in {b}      Log Ratio (doublings), 95 % interval      more in {a} →"
        axes.set_xlabel(say(told, a=shown(a), b=shown(b)))
    told = "{label}: {n_a} against {n_b}, Log Ratio {log_ratio:+.2f} ({log_ratio_low:+.2f} to {log_ratio_high:+.2f})"
    return figure.saying(title, (say(told, **{str(key): own for key, own in row.items()}) for row in frame.to_dict("records")))


def frequencies(
    frame: pd.DataFrame, a: str, b: str, *, label: Sequence[str], title: str, subtitle: str = "", by: str = "word",
    lang: str = "en",
) -> Drawing:  # fmt: skip
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
    say = words.phrases(lang)
    with style():
        figure, (axes,) = drawing(title, subtitle, 5.6)
        beside = [say("per 1,000 words in {source}", source=shown(own, 60)) for own in (b, a)]
        axes.set(xlabel=beside[0], ylabel=beside[1])
        _log_steps(axes, low, high)
        x, y = np.array(list(dots), dtype=float).reshape(-1, 2).T
        hue = np.where(y > x, COLOURS[0], np.where(y < x, COLOURS[1], GREY))
        axes.scatter(x, y, c=hue, s=14 * np.sqrt(list(dots.values())), alpha=0.5, linewidths=0)
        texts = [
            axes.text(*place, _some(terms, "\n" if place[1] == low else "、"), fontsize=9, linespacing=1.05,
                      color=COLOURS[0] if place[1] > place[0] else COLOURS[1], url=f"#{anchor(by, terms[0])}")
            for place, terms in named.items()
        ]  # fmt: skip
        if texts:
            figure.draw_without_rendering()  # where the panel is, which decides where there is room
            line = {"arrowstyle": "-", "color": GREY, "lw": 0.5}
            adjust_text(texts, x=x, y=y, ax=axes, iter_lim=200, expand=(1.1, 1.35), arrowprops=line)
    rows = frame.drop_duplicates("term").set_index("term")
    told = (say("{t} {a:.1f} and {b:.1f}", t=t, a=rows.at[t, "rate_a"], b=rows.at[t, "rate_b"]) for t in label if t in rows.index)
    return figure.saying(say("{title}. Per 1,000 words in {a} and {b}", title=title, a=a, b=b), told)


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


def dispersion(
    frame: pd.DataFrame, *, title: str, subtitle: str = "", by: str = "word", lang: str = "en"
) -> Drawing:
    """Where in its article each term stands (columns: source, term, position from 0, the start, to 1).

    Terms are values of the column `by` of the evidence.
    """
    sources, terms = list(dict.fromkeys(frame["source"])), list(dict.fromkeys(frame["term"]))
    say = words.phrases(lang)
    if len(sources) > 4:
        half = frame.assign(k=frame["position"] < 0.5, n=frame["position"].notna())
        early = half.groupby(["term", "source"], sort=False)[["k", "n"]].sum().reset_index()
        early = early.assign(share=early["k"] / early["n"].where(early["n"] > 0), low=float("nan"), high=float("nan"))
        told = say("share in the first half")
        return heat(early.rename(columns={"term": by}), category=by, title=title, subtitle=subtitle, xlabel=told, lang=lang)
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
            urls = [f"#{anchor(by, term, source)}" if k else None for term, k in zip(terms, times, strict=True)]
            named_rows(axes, [f"{t}  {k}".strip() for t, k in zip(names, times, strict=True)], axis="y", urls=urls)
            lead(axes, part["position"], y, [f"#{anchor(by, term, source)}" for term in part["term"]])
            axes.set_xlim(-0.02, 1.02)
            axes.set_xticks([0, 0.5, 1], [say("start"), say("middle"), say("end")])
            axes.set_title(shown(source, 60 // len(sources), 2), fontsize=10, color=colour, loc="left")
    pairs: list[Any] = list(counts.items())
    return figure.saying(title, (say("{term}, {source}: {n} times", term=t, source=s, n=n) for (t, s), n in pairs))


def shift(
    frame: pd.DataFrame, a: str, b: str, *, title: str, subtitle: str = "", by: str = "word", lang: str = "en"
) -> Drawing:
    """Word shift: each term's contribution to the difference, largest first (columns: label, contribution).

    A positive contribution is a term that `a` uses more.
    """
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.25 * max(len(frame), 1) + 0.8)
        hue = [COLOURS[x <= 0] for x in frame["contribution"]]
        bars = axes.barh(range(len(frame)), frame["contribution"].astype(float), color=hue, height=0.65)
        named = axes.bar_label(bars, [shown(text) for text in frame["label"]], padding=4, fontsize=8)
        for label, text in zip(named, frame["label"], strict=True):
            label.set_url(f"#{anchor(by, text)}")
        axes.axvline(0, color=GREY, linewidth=1)
        named_rows(axes, [""] * len(frame))
        axes.margins(x=0.25)
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda x, _: f"{abs(x):.1%}"))
        sides = "← {b}      share of the whole difference      {a} →"
        axes.set_xlabel(words.phrases(lang)(sides, a=shown(a), b=shown(b)))
    told = (f"{t} {x:+.2%}" for t, x in zip(frame["label"], frame["contribution"], strict=True))
    return figure.saying(title, told)


def _some(terms: Sequence[str], between: str) -> str:
    """Up to three names; dots along the bottom have room above them only, so there one stands over the other."""
    return between.join(shown(term, 16) for term in terms[:3]) + (f" +{len(terms) - 3}" if len(terms) > 3 else "")
