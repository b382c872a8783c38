"""duizhao (对照): set the sources of saved Chinese news pages side by side.

`corpus.load` reads pages into layers, `findings` says what differs, `terms` and `shares` how much, `figures` draws what they
give and `evidence` leads back to the sentences.
"""

__all__ = [
    "agency",
    "codebook",
    "collocations",
    "corpus",
    "evidence",
    "figures",
    "findings",
    "report",
    "shares",
    "tallies",
    "terms",
    "tokens",
]
