"""For and against each target: how often, in whose voice, and in which sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from duizhao.compare import tallies
from duizhao.compare.shares import KEY
from duizhao.measures import intervals

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

VOICES = ("author", "quoted")
SIGNS = {"favourable": 1, "unfavourable": -1}


def matrix(corpus: Corpus, targets: Sequence[str] | None = None) -> pd.DataFrame:
    """For and against each target, by source and voice; the author's voice and quoted voices are never added up.

    Gives `target, voice, source, favourable, unfavourable, n`, the shares of n with their intervals (`favourable_share,
    favourable_low, favourable_high`, likewise unfavourable), and `elsewhere`. n counts the sentences that mention the
    target, and what is counted for or against stands in one of them; `elsewhere` counts the evaluations in sentences
    that mean the target without naming it. By default every target evaluated has rows; what is unclear has none.
    """
    codes = tallies.spoken(corpus.stance[corpus.stance["target"] != "unclear"])
    wanted = list(targets) if targets is not None else sorted(codes["target"].unique())
    named_in = places(corpus, wanted)
    keys = pd.MultiIndex.from_product([wanted, VOICES, corpus.sources], names=["target", "voice", "source"])
    named = codes.merge(named_in, on=[*KEY, "target"])
    table = pd.DataFrame(index=keys)
    for name, sign in SIGNS.items():
        part = named[named["polarity"] == sign].drop_duplicates([*KEY, "target", "voice"])
        table[name] = part.groupby(["target", "voice", "source"]).size().reindex(keys, fill_value=0)
    whole = named_in.groupby(["target", "source"]).size()
    table["n"] = [int(whole.get((target, source), 0)) for target, _, source in keys]
    for name in SIGNS:
        table = table.join(intervals.shares(table[name], table["n"]).add_prefix(f"{name}_"))
    every = codes.drop_duplicates([*KEY, "target", "voice", "polarity"]).groupby(["target", "voice", "source"]).size()
    table["elsewhere"] = every.reindex(keys, fill_value=0) - table["favourable"] - table["unfavourable"]
    return table.reset_index()


def page(corpus: Corpus, target: str, *, most: int = 2) -> pd.DataFrame:
    """Who is for and against one target: `source, voice, speaker, side` (`for`, `against`), `sentences`, `text`.

    `sentences` is how many, `text` the first `most` of them, of those with most words that evaluate; the author first.
    """
    codes = tallies.spoken(corpus.stance[corpus.stance["target"] == target])
    said = codes.drop(columns="text", errors="ignore").merge(corpus.sentences[[*KEY, "text"]], on=KEY)
    said["side"] = said["polarity"].map({1: "for", -1: "against"})
    rows = []
    for key, part in said.groupby(["source", "voice", "speaker", "side"], sort=True):
        best = part.sort_values(["cues", "sentence"], ascending=[False, True]).drop_duplicates(KEY)
        rows.append((*key, len(best), tuple(best["text"].head(most))))
    return pd.DataFrame(rows, columns=["source", "voice", "speaker", "side", "sentences", "text"])


def places(corpus: Corpus, targets: Sequence[str]) -> pd.DataFrame:
    """The sentences that mention each target: an actor in a mention; a target of the user's own where its name
    stands, or where it is evaluated, for then one of its forms stands there."""
    mentioned = tallies.exploded(corpus.mentions).rename(columns={"actor": "target"})[[*KEY, "target"]]
    actors = set(corpus.codebook["actors"]["actor"])
    parts = [mentioned[mentioned["target"].isin(targets)]]
    for target in (name for name in targets if name not in actors):
        holds = corpus.sentences[corpus.sentences["text"].astype(str).str.contains(target, regex=False)]
        judged = corpus.stance.loc[corpus.stance["target"] == target, [*KEY, "target"]]
        parts += [holds[KEY].assign(target=target), judged]
    return pd.concat(parts).drop_duplicates()
