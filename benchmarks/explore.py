"""How soon the bench of explore.ipynb answers, in ms: python benchmarks/explore.py FOLDER|TABLE [COPIES]

Each line is a question or a tab; the pages are read first, which takes longest and is not counted.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from duizhao.pages import files
from duizhao.pages.read import Page
from duizhao.show.explore import Bench


def main(given: str, most: str = "200") -> None:
    pages = [page for page in files.read_all([given]) if isinstance(page, Page)][: int(most)]
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(pages):
            (Path(folder) / f"{number:04}.txt").write_text(f"{page.text}\n来源：第{number % 3}来源\n", "utf-8")
        names = ",".join(f"*{n}.txt=来源{n % 3}" for n in range(10))
        bench = Bench(folder, names=names, codebook=f"{folder}-none", out=folder)
        print(f"{len(bench.corpus.articles)} articles, {len(bench.corpus.sentences)} sentences")
        for kind, what in (("word", "发展"), ("regex", "[一二三]年"), ("actor", "China"), ("frame", "conflict")):
            bench.controls["kind"].value = kind
            began = perf_counter()
            bench.controls["what"].value = what
            print(f"{kind} {what}: {1000 * (perf_counter() - began):.0f}")
        for number, name in list(enumerate(bench.tabs))[1:]:
            began = perf_counter()
            bench.tab.selected_index = number
            print(f"tab {name}: {1000 * (perf_counter() - began):.0f}")


if __name__ == "__main__":
    main(*sys.argv[1:])
