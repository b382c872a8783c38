"""Layers → what the sources do differently: who acts, who is heard and how, for and against whom, and what is chance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from duizhao.compare.tallies import KEY, exploded
from duizhao.corpus import Corpus
from duizhao.layers import stance
from duizhao.measures import intervals, keyness, resample

VOICES = ("author", "quoted")


def by_chance(
    sentences: pd.DataFrame, hits: pd.DataFrame, by: str, a: str, *, resamples: int = 2_000, seed: int = 0
) -> pd.DataFrame:
    """Which shares of sentences differ between source `a` and the others by more than a shuffle of the sentences would give.

    Returns
    -------
    DataFrame
        `by`, `k_a, n_a, k_b, n_b`, `difference` (share in A minus share in the others; NaN where one has no
        sentence), `p_perm` (two-sided, see `resample.permutation`) and `q` (Benjamini & Hochberg 1995, over this
        table's rows).
    """
    values = sorted(hits[by].unique())
    place = {key: n for n, key in enumerate(zip(sentences["article"], sentences["sentence"], strict=True))}
    once = {
        (place[a_, s], values.index(v))
        for a_, s, v in zip(hits["article"], hits["sentence"], hits[by], strict=True)
        if (a_, s) in place
    }
    rows, columns = zip(*sorted(once), strict=True) if once else ((), ())
    counts = sparse.csr_array((np.ones(len(rows), np.int32), (rows, columns)), (len(place), len(values)))
    in_a = (sentences["source"] == a).to_numpy()
    units = resample.units(counts, np.ones(len(place), np.int32), in_a, list(place))
    n_a, n_b = int(in_a.sum()), int((~in_a).sum())
    k_a, k_b = (np.asarray(counts[np.flatnonzero(side)].sum(axis=0)).ravel() for side in (in_a, ~in_a))
    table = pd.DataFrame({by: values, "k_a": k_a, "n_a": n_a, "k_b": k_b, "n_b": n_b})
    p_perm = resample.permutation(units, seed=seed, resamples=resamples)
    share_a, share_b = (k / n if n else np.full(len(values), np.nan) for k, n in ((k_a, n_a), (k_b, n_b)))
    table = table.assign(difference=share_a - share_b, p_perm=p_perm, q=keyness.q_value(p_perm))
    return table.sort_values(["p_perm", by], ignore_index=True)


def roles(agency: pd.DataFrame, actors: list[str]) -> pd.DataFrame:
    """What each actor does in each source: `actor, role, source, k, n, share, low, high`, n being the actor's mentions there."""
    rows = exploded(agency)
    rows = rows[rows["actor"].isin(actors)]
    whole = rows.groupby(["actor", "source"]).size()
    names, sources = list(dict.fromkeys(agency["role"])), list(dict.fromkeys(agency["source"]))
    counts = rows.groupby(["actor", "role", "source"]).size()
    keys = pd.MultiIndex.from_product([actors, sorted(names), sources], names=["actor", "role", "source"])
    table = counts.reindex(keys, fill_value=0).rename("k").reset_index()
    table["n"] = [int(whole.get((x, s), 0)) for x, s in zip(table["actor"], table["source"], strict=True)]
    return table.join(intervals.shares(table["k"], table["n"]))


def reporting_verbs(corpus: Corpus) -> pd.DataFrame:
    """Words that introduce speech: `cue, distance, attitude`, whom they introduce, and a column of counts for each source."""
    heads = corpus.quotes[(corpus.quotes["cue"].str.len() > 1) & ~corpus.quotes["cont"]]
    verbs = corpus.codebook["reporting_verbs"].drop_duplicates("verb").set_index("verb")
    counts = heads.groupby(["cue", "source"]).size().unstack(fill_value=0).reindex(columns=corpus.sources, fill_value=0)
    table = (
        counts.assign(total=counts.sum(axis=1))
        .sort_index()
        .sort_values("total", ascending=False, kind="stable")
        .drop(columns="total")
    )
    table.insert(0, "distance", [_word(verbs, cue, "distance") for cue in table.index])
    table.insert(1, "attitude", [_word(verbs, cue, "attitude") for cue in table.index])
    introduced = heads.groupby("cue")["speaker"].agg(lambda names: "、".join(dict.fromkeys(names)))
    return table.assign(introduces=introduced).reset_index().rename_axis(columns=None)


def _word(verbs: pd.DataFrame, cue: str, column: str) -> str | None:
    """What the table says of a cue; a verb with 说 or 称 behind it (解释说) is looked up without that."""
    row = next((form for form in (cue, cue.rstrip("说称道")) if form in verbs.index), None)
    return (str(verbs.at[row, column]) or None) if row else None


def naming(mentions: pd.DataFrame, *, most: int = 12, sources: Sequence[str] = ()) -> pd.DataFrame:
    """By what names each actor is called: `actor`, and in a column a source its names with their counts.

    `sources` are those that are to have a column; by default all that mention anybody.
    """
    rows = exploded(mentions)
    order = rows["actor"].value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:most]
    table = pd.DataFrame({"actor": list(order)})
    for source in sources or dict.fromkeys(rows["source"]):
        part = rows[rows["source"] == source]
        names = {actor: own["text"].value_counts(sort=False) for actor, own in part.groupby("actor")}
        table[source] = ["、".join(_counted(names[actor])) if actor in names else None for actor in order]
    return table


def _counted(counts: pd.Series[int]) -> list[str]:
    return [f"{name} {n}" for name, n in sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))]


def one_sided(hits: pd.DataFrame, by: str, sources: Sequence[str] = ()) -> pd.DataFrame:
    """What one source has and another lacks: `by, has, lacks, sentences`, the most frequent first.

    `sources` are all that are compared; by default those with a hit, so that one without any is not seen to lack it.
    """
    sources = list(sources or dict.fromkeys(hits["source"]))
    counts = hits.drop_duplicates([*KEY, by]).groupby([by, "source"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=sources, fill_value=0)
    rows = [
        (value, "、".join(s for s in sources if row[s]), "、".join(s for s in sources if not row[s]), int(row.sum()))
        for value, row in counts.iterrows()
        if (row == 0).any()
    ]
    return pd.DataFrame(rows, columns=[by, "has", "lacks", "sentences"]).sort_values(
        ["sentences", by], ascending=[False, True], ignore_index=True
    )


def spoken(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `voice` reduced to `author` or `quoted`; who is quoted stays in `speaker`."""
    return rows.assign(speaker=rows["voice"], voice=np.where(rows["voice"] == "author", *VOICES))


def stances(corpus: Corpus, targets: list[str] | None = None) -> pd.DataFrame:
    """For and against each target, by source and voice; a target that nobody evaluates is a result and has its row.

    Parameters
    ----------
    targets : names to be shown; by default all that are evaluated anywhere

    Returns
    -------
    DataFrame
        `target, voice, source, favourable, unfavourable, n` and the shares of n with their intervals,
        `favourable_share, favourable_low, favourable_high` and likewise unfavourable. n is the sentences that mention the
        target at all or evaluate it; the author's voice and quoted voices are never added up.
    """
    codes = spoken(corpus.stance)
    wanted = list(targets) if targets is not None else sorted(codes["target"].unique())
    mentioned = exploded(corpus.mentions).rename(columns={"actor": "target"})[[*KEY, "target"]]
    places = pd.concat([mentioned, codes[[*KEY, "target"]]]).drop_duplicates()
    keys = pd.MultiIndex.from_product([wanted, VOICES, corpus.sources], names=["target", "voice", "source"])
    table = pd.DataFrame(index=keys)
    for name, sign in (("favourable", 1), ("unfavourable", -1)):
        part = codes[codes["polarity"] == sign].drop_duplicates([*KEY, "target", "voice"])
        table[name] = part.groupby(["target", "voice", "source"]).size().reindex(keys, fill_value=0)
    whole = places.groupby(["target", "source"]).size()
    table["n"] = [int(whole.get((target, source), 0)) for target, _, source in keys]
    for name in ("favourable", "unfavourable"):
        table = table.join(intervals.shares(table[name], table["n"]).add_prefix(f"{name}_"))
    return table.reset_index()


def without_each_cue(evaluations: pd.DataFrame) -> pd.DataFrame:
    """What changes when one word is left out of the lexicon: `cue, kind, codes, lost, turned`.

    `codes` counts the (sentence, target, voice) that the word takes part in, `lost` those that then have no code, `turned`
    those whose sign is then the other.
    """
    base = _signs(evaluations)
    rows: list[tuple[Any, ...]] = []
    for (cue, kind), part in evaluations.groupby(["cue", "kind"], sort=True):
        left = _signs(evaluations.drop(part.index))
        own = [key for key in _signs(part) if key in base]
        lost, turned = sum(key not in left for key in own), sum(left.get(key, base[key]) != base[key] for key in own)
        rows.append((cue, kind, len(own), lost, turned))
    table = pd.DataFrame(rows, columns=["cue", "kind", "codes", "lost", "turned"])
    return table[table["codes"] > 0].sort_values(["codes", "cue"], ascending=[False, True], ignore_index=True)


def _signs(evaluations: pd.DataFrame) -> dict[tuple[Any, ...], int]:
    codes = stance.codes(evaluations)
    keys = zip(*(codes[name] for name in ("article", "sentence", "target", "voice")), strict=True)
    return dict(zip(keys, codes["polarity"], strict=True))
