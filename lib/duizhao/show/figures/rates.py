"""Shares and sizes → figures: who takes how much, how often something is met, for and against.

Each function draws the frame it is given and computes nothing but positions. A figure carries its own description:
plain text that stands in for it where it cannot be seen, what it shows first and then the numbers drawn. Names and
marks lead to the sentences that they rest on (`links.anchor`). `lang` is the language of what the figure says itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import ticker

from duizhao.show import words
from duizhao.show.evidence.lines import DARK_ROLES, ROLE_COLOURS
from duizhao.show.evidence.links import anchor
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
from duizhao.show.names import judged

PALE = ("#cfe0f3", "#f3d9c9", "#d5e8d8", "#e3d7ec", "#efe3bd", "#d9dde2", "#9fbfe3", "#e5b595", "#a9d1b1", "#c9b0dd")


def ledger(frame: pd.DataFrame, *, title: str, subtitle: str = "", by: str = "page", lang: str = "en") -> Drawing:
    """Characters of each page by role, as stacked bars (columns: page, role, characters).

    The pages' names lead to the address of the value `page` of a column `by`.
    """
    table = frame.pivot_table("characters", "page", "role", aggfunc="sum", fill_value=0, sort=False)
    table = table.loc[:, table.sum() > 0]
    say = words.phrases(lang)
    with style():
        figure, (axes,) = drawing(title, subtitle, 0.6 * len(table) + 1.2)
        left, whole = np.zeros(len(table)), max([1.0, *table.sum(axis=1)])
        for n, role in enumerate(table.columns):
            width, colour = table[role].to_numpy(float), ROLE_COLOURS.get(role, PALE[n % len(PALE)])
            name = shown(_role(role, lang), 28)
            bars = axes.barh(range(len(table)), width, left=left, label=name, color=colour, height=0.6)
            sizes = [f"{w:,.0f}" if w > 0.035 * whole else "" for w in width]
            ink = "white" if role in DARK_ROLES else "#222"
            axes.bar_label(bars, sizes, label_type="center", fontsize=8, color=ink)
            left = left + width
        named_rows(axes, labels(table.index), urls=[f"#{anchor(by, page)}" for page in table.index])
        axes.xaxis.set_major_formatter(ticker.StrMethodFormatter("{x:,.0f}"))
        axes.set(xlim=(0, whole), xlabel=say("characters, white space left out"))
        if len(table.columns):
            figure.legend(loc="outside lower left", ncols=5, frameon=False, fontsize=8)
    parts = (
        f"{page}{say(': ')}" + say(", ").join(f"{_role(r, lang)} {c:,.0f}" for r, c in row.items() if c)
        for page, row in table.iterrows()
    )
    return figure.saying(title, parts)


def _role(role: object, lang: str) -> str:
    """A role, and whose it is where it says so: `quoted: Russia`."""
    return words.phrases(lang)(": ").join(words.value(part, lang) for part in str(role).split(": "))


def shares(
    frame: pd.DataFrame, *, category: str, title: str, subtitle: str = "", xlabel: str = "", under: str = "",
    lang: str = "en",
) -> Drawing:  # fmt: skip
    """Shares with their intervals and counts, a row a category, a mark a source.

    Columns: `source`, the one named by `category`, `k`, `n`, `share`, `low`, `high` (0 to 1). Rows of a share that is
    not defined (n = 0) are written as such. `under` is what the evidence is of besides, see `evidence.passages`.
    """
    sources, rows = _unique(frame["source"]), _unique(frame[category])
    say = words.phrases(lang)
    xlabel = xlabel or say("share of sentences")
    if len(sources) > len(COLOURS):
        return heat(frame, category=category, title=title, subtitle=subtitle, xlabel=xlabel, under=under, lang=lang)
    with style():
        figure, (axes,) = drawing(title, subtitle, height(rows, sources))
        for n, source in enumerate(sources):
            part = frame[frame["source"] == source]
            texts = [f"{k:,}/{n:,}" if n else say("none to count") for k, n in zip(part["k"], part["n"], strict=True)]
            met = zip(part[category], part["k"], strict=True)
            urls = [f"#{anchor(category + under, c, source)}" if k else None for c, k in met]
            y = lanes([rows.index(c) for c in part[category]], n, sources)
            marks(axes, y, _ends(part, "share", "low", "high"), texts, n, urls=urls)
        named_rows(axes, labels(_named(rows, lang)), urls=[f"#{anchor(category + under, row)}" for row in rows])
        axes.set_xlim(-0.01, min(1.12, max([0.1, *(1.18 * x for x in frame["high"] if x == x)])))
        axes.xaxis.set_major_formatter(ticker.PercentFormatter(1, decimals=0))
        axes.set_xlabel(say("{what}; bar: 95 % interval; k/n beside it", what=shown(xlabel, 60)))
        legend(figure, _named(sources, lang))
    return figure.saying(_widest(frame, category, title, lang), _in_words(frame, category, lang))


def heat(
    frame: pd.DataFrame, *, category: str, title: str, subtitle: str = "", xlabel: str = "", under: str = "",
    lang: str = "en",
) -> Drawing:  # fmt: skip
    """The same for more sources than there are colours: a row a category, a column a source, darker for a higher share.

    Categories that no source has are left out, and the subtitle says how many.
    """
    met = frame.groupby(category)["k"].transform("sum") > 0
    folded = frame.loc[~met, category].nunique()
    sources, rows, say = _unique(frame["source"]), _unique(frame.loc[met, category]), words.phrases(lang)
    tables = (frame[met].pivot(index=category, columns="source", values=name) for name in ("share", "k", "n"))
    share, k, n = (table.reindex(index=rows, columns=sources).to_numpy(float) for table in tables)
    with style():
        told = [subtitle, say("{what}, k/n in each cell", what=xlabel or say("share of sentences"))]
        told += [say("{n} that no source has left out", n=folded)] if folded else []
        figure, (axes,) = drawing(title, "; ".join(filter(None, told)), 0.34 * max(len(rows), 1) + 1.6)
        if rows:
            axes.imshow(np.nan_to_num(share), cmap="Blues", vmin=0, vmax=max(0.3, np.nanmax(share)), aspect="auto")
        for y, x in np.ndindex(share.shape):
            ink = "white" if share[y, x] > 0.6 * np.nanmax(share) else "#222"
            url = f"#{anchor(category + under, rows[y], sources[x])}" if k[y, x] else None
            axes.text(x, y, f"{k[y, x]:.0f}/{n[y, x]:.0f}", ha="center", va="center", fontsize=8, color=ink, url=url)
        axes.set_yticks(range(len(rows)), labels(_named(rows, lang)))
        for label, row in zip(axes.get_yticklabels(), rows, strict=True):
            label.set_url(f"#{anchor(category + under, row)}")
        axes.set_xticks(range(len(sources)), [shown(source, 16, 2) for source in sources], rotation=40, ha="right")
    return figure.saying(_widest(frame[met], category, title, lang), _in_words(frame[met], category, lang))


def _named(codes: Iterable[object], lang: str) -> list[str]:
    return [words.value(str(code), lang) for code in codes]


def _widest(frame: pd.DataFrame, category: str, title: str, lang: str) -> str:
    """The title, and where two sources are furthest apart."""
    rows = frame[frame["n"] > 0]
    gaps = rows.groupby(category, sort=False)["share"].agg(lambda own: own.max() - own.min())
    if not len(gaps) or not gaps.max() > 0:
        return title
    own = rows[rows[category] == gaps.idxmax()]
    high, low = own.loc[own["share"].idxmax()], own.loc[own["share"].idxmin()]
    told = "{title}. Furthest apart: {what}, {high:.0%} in {one}, {low:.0%} in {other}"
    return words.phrases(lang)(
        told, title=title, what=words.value(str(gaps.idxmax()), lang), high=high["share"], low=low["share"],
        one=words.value(str(high["source"]), lang), other=words.value(str(low["source"]), lang),
    )  # fmt: skip


def _in_words(frame: pd.DataFrame, category: str, lang: str) -> Iterator[str]:
    say = words.phrases(lang)
    for r in frame.to_dict("records"):
        share = f" ({r['share']:.0%}, {r['low']:.0%} – {r['high']:.0%})" if r["low"] == r["low"] else f" ({r['share']:.0%})"
        told = say("{k} of {n}", k=r["k"], n=r["n"]) + share if r["n"] else say("none to count")
        yield f"{words.value(str(r[category]), lang)}{say(', ')}{_named([r['source']], lang)[0]}{say(': ')}{told}"


def balance(frame: pd.DataFrame, *, title: str, subtitle: str = "", lang: str = "en") -> Drawing:
    """Against on the left, for on the right: shares of sentences with intervals and counts (from `targets.matrix`).

    A row a target and voice, a mark a source: filled to the right (favourable), hollow to the left (unfavourable).
    """
    sources, targets = _unique(frame["source"]), _unique(frame["target"])
    say = words.phrases(lang)
    told = say("share of the sentences that mention the target")
    if len(sources) > len(COLOURS):
        return heat(_both_sides(frame, lang), category="named", title=title, subtitle=subtitle, xlabel=told, lang=lang)
    keys = list(zip(frame["target"], frame["voice"], strict=True))
    rows = _unique(keys)
    with style():
        figure, (axes,) = drawing(title, subtitle, height(rows, sources))
        for n, source in enumerate(sources):
            part = frame[frame["source"] == source]
            y = lanes([rows.index(key) for key in zip(part["target"], part["voice"], strict=True)], n, sources)
            for name, side, sign in (("favourable", "for", 1), ("unfavourable", "against", -1)):
                ends = sign * _ends(part, *(f"{name}_{end}" for end in ("share", "low", "high")))
                missed = say("not mentioned") * (sign > 0)
                texts = [f"{k:,}/{of:,}" if of else missed for k, of in zip(part[name], part["n"], strict=True)]
                marks(axes, y, ends, texts, n, sign, _leads(part, name, side, source, lang))
        axes.axvline(0, color=GREY, linewidth=1)
        urls = [f"#{anchor('who', target)}" for target, _ in rows]
        named_rows(axes, labels(f"{t}{say(', ')}{words.value(v, lang)}" for t, v in rows), urls=urls)
        for row in [n for n, (target, _) in enumerate(rows) if targets.index(target) % 2]:
            axes.axhspan(row - 0.5, row + 0.5, color="#f4f6f8", zorder=0)
        axes.set_xlim(-1.18, 1.18)
        axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda x, _: f"{abs(x):.0%}"))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
        axes.set_xlabel(say("← against      {what}; bar: 95 % interval      for →", what=told))
        legend(figure, sources)
    return figure.saying(title, list(_judgements(frame, lang)))


def _leads(part: pd.DataFrame, name: str, side: str, source: object, lang: str) -> list[str | None]:
    """For each row the address of its evaluations of one side; None where it has none."""
    return [
        f"#{anchor('named', judged(side, target, voice, lang=lang), source)}" if k else None
        for target, voice, k in zip(part["target"], part["voice"], part[name], strict=True)
    ]


def _judgements(frame: pd.DataFrame, lang: str) -> Iterator[str]:
    """Each row of `targets.matrix` in words."""
    say = words.phrases(lang)
    columns = ("target", "voice", "source", "favourable", "unfavourable", "n")
    for target, voice, source, k, j, n in zip(*(frame[name] for name in columns), strict=True):
        who = say(", ").join((str(target), words.value(voice, lang), str(source)))
        yield say("{who}: {k} for and {j} against in {n} sentences", who=who, k=k, j=j, n=n)


def _both_sides(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """For and against as rows of their own, with the columns that `heat` takes."""
    parts = []
    for name, side in (("favourable", "for"), ("unfavourable", "against")):
        ends = {f"{name}_{end}": end for end in ("share", "low", "high")}
        part = frame[["source", "n", name, *ends]].rename(columns={name: "k", **ends})
        told = [judged(side, *row, lang=lang) for row in zip(frame["target"], frame["voice"], strict=True)]
        parts.append(part.assign(named=told))
    return pd.concat(parts)


def _unique(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


def _ends(part: pd.DataFrame, *names: str) -> Any:
    """The columns as rows of numbers, what rests on nothing (n = 0) as NaN."""
    return part[list(names)].where(part["n"] > 0).astype(float).to_numpy().T
