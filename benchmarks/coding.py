"""How far the program, run on the seeds, agrees with their two codings, and these with each other, layer by layer.

usage: python benchmarks/coding.py
The seeds are what the program was developed on, and the two codings are not independent: see tests/data/coding/README.md.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import duizhao
from duizhao.coding import scores as coding

SEEDS = Path(__file__).parents[1] / "seeds"


def main() -> None:
    """Print a table for each pair of codings."""
    made = duizhao.load(SEEDS)
    coders = {name: coding.read(coding.seeds_folder(), made.sentences, name) for name in ("coder_a", "coder_b")}
    program = made.layers
    for title, coded, found in (
        ("the program against coder_a", coders["coder_a"], program),
        ("the program against coder_b", coders["coder_b"], program),
        ("coder_b against coder_a", coders["coder_a"], coders["coder_b"]),
    ):
        report(title, made.sentences, coded, found)


def report(title: str, sentences: pd.DataFrame, coded: coding.Coding, found: coding.Coding) -> None:
    """One pair: each measure with its counts, then each frame, with alpha."""
    print(f"\n{title} ({len(sentences)} sentences)")
    counts = coding.tally(sentences, coded, found)
    frames = coding.scores(counts[counts["measure"] == "frames"], by=["category"])
    print(coding.scores(counts).to_string(index=False, float_format="{:.3f}".format))
    print(
        f"the best that one set of frames for every sentence could score: F1 {coding.constant(counts, len(sentences)):.3f}"
    )
    print(frames.to_string(index=False, float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
