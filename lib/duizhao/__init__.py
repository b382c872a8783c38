"""duizhao (对照): set the sources of saved Chinese news pages side by side.

`corpus.load` reads pages into layers, `tallies`, `terms` and `contrasts` count and compare them, `figures` draws what they
give and `evidence` leads back to the sentences.
"""

__all__ = [
    "codebook",
    "collocations",
    "contrasts",
    "corpus",
    "evidence",
    "figures",
    "report",
    "tallies",
    "terms",
    "tokens",
]
