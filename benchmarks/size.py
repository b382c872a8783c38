"""Cost of reading and labelling by the length of the page: lists of related items behind one article, in one run.

    python benchmarks/size.py [MEGABYTES…]

Linear is: the time for each megabyte stays the same.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from duizhao.pages import read as pages
from duizhao.pages import roles

SEED = Path(__file__).parents[1] / "seeds" / "000_13435a8cd6f680ea.txt"


def grown(megabytes: float) -> bytes:
    """The seed, with the list of other items behind it repeated until it is so long; each copy has numbers of its own."""
    text = SEED.read_text(encoding="utf-8")
    article, related = text.split("相关推荐", 1)
    size = len(related.encode())
    copies = max(1, round((megabytes * 1e6 - len(article.encode())) / size))
    return (
        article + "相关推荐" + "".join(related.replace("2026", str(1900 + n % 126)) for n in range(copies))
    ).encode()


def main() -> None:
    print(f"{'MB':>6} {'read s':>8} {'label s':>8} {'s per MB':>9}  article characters")
    for megabytes in map(float, sys.argv[1:] or ("0.5", "5", "50")):
        data = grown(megabytes)
        start = time.perf_counter()
        page = pages.read_bytes(data)
        read = time.perf_counter() - start
        lines = roles.label(page)
        total = time.perf_counter() - start
        body = lines[lines["role"] == "body"]
        print(
            f"{megabytes:6g} {read:8.2f} {total - read:8.2f} {total / megabytes:9.2f}  {int((body['end'] - body['start']).sum())}"
        )


if __name__ == "__main__":
    main()
