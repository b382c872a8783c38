"""How far the program, run on the seeds, agrees with their two codings, and these with each other, layer by layer.

usage: python benchmarks/coding.py
The seeds are what the program was developed on, and the two codings are not independent: see tests/data/coding/README.md.
"""

from __future__ import annotations

from pathlib import Path

import duizhao
from duizhao.coding import scores as coding

SEEDS = Path(__file__).parents[1] / "seeds"


def main() -> None:
    """Print a table of each pair of codings: every variable, then every frame."""
    made = duizhao.load(SEEDS)
    codings = {name: coding.read(coding.seeds_folder(), made.sentences, name) for name in ("coder_b", "coder_a")}
    pairs = coding.pairs(made.sentences, {**codings, "program": made.layers})
    best = coding.constant(codings["coder_a"]["frames"], len(made.sentences))
    print(f"{len(made.sentences)} sentences; one set of frames for all of them could score F1 {best:.3f} against coder_a")
    for between, part in pairs.groupby("between", sort=False):
        shown = part[part["category"].isna() | (part["variable"] == "frames")].drop(columns="between")
        print(f"\n{between}\n{shown.fillna('').to_string(index=False, float_format='{:.3f}'.format)}")


if __name__ == "__main__":
    main()
