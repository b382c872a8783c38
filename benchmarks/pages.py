"""Ours beside four well-known extractors on the same pages, in one run.

    python benchmarks/pages.py FOLDER [--pages]

FOLDER holds ID/{page.html, dump.txt, gold.json}, gold with `body_lines` (numbers of dump.txt's lines) and `soft_lines`
(either label is fine). What an extractor returns is matched back to the lines of the dump: F1 over lines, and over the
characters of lines; text that is in no line counts as wrong. Text dumps are given to the others as paragraphs of HTML.
On pages that the shipped weights were learned from, ours says nothing of pages never seen: for that see
`train_roles.py --leave-out`.
"""

from __future__ import annotations

import argparse
import html
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from duizhao.pages import read as pages
from duizhao.pages import roles


def ours(path: Path) -> str:
    article = roles.article(pages.read(path))
    kept = article.lines[article.lines["role"].isin(["body", "subhead"])]
    return "\n".join(article.page.text[s:e] for s, e in zip(kept["start"], kept["end"], strict=True))


def source(path: Path) -> str:
    """The HTML of a page; a text dump as paragraphs."""
    page = pages.read(path)
    if page.html is not None:
        return page.html
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in page.text.split("\n") if line.strip())
    return f"<html><body>{paragraphs}</body></html>"


def with_trafilatura(path: Path) -> str:
    import trafilatura

    return trafilatura.extract(source(path), include_comments=False, include_tables=True, target_language=None) or ""


def with_readability(path: Path) -> str:
    import lxml.html
    from readability import Document

    tree = lxml.html.fromstring(Document(source(path)).summary())
    return "\n".join(text for node in tree.iter() for text in (node.text, node.tail) if text)


def with_newspaper(path: Path) -> str:
    import newspaper

    article = newspaper.Article("http://localhost/", language="zh")
    article.download(input_html=source(path))
    article.parse()
    return str(article.text)


def with_justext(path: Path) -> str:
    import justext

    # Chinese has no spaces, and so no stop words to count: the lengths are those recommended for such languages
    found = justext.justext(
        source(path).encode(), frozenset(), length_low=20, length_high=60, stopwords_low=0, stopwords_high=0
    )
    return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)


EXTRACTORS: dict[str, Callable[[Path], str]] = {
    "duizhao": ours,
    "trafilatura": with_trafilatura,
    "readability-lxml": with_readability,
    "newspaper4k": with_newspaper,
    "jusText": with_justext,
}


def bare(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def matched(text: str, lines: list[str], gold: set[int]) -> tuple[set[int], int]:
    """The dump's lines (from 1) that the text holds, and how many of its characters are in no line."""
    pieces = Counter(piece for piece in (bare(line) for line in re.split(r"[\r\n]+", text)) if piece)
    whole = "".join(piece * count for piece, count in pieces.items())
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines, 1):
        if bare(line):
            places.setdefault(bare(line), []).append(number)
    said: set[int] = set()
    used = 0
    for line, numbers in places.items():
        times = whole.count(line) if len(line) >= 10 else pieces[line]
        if not times and len(line) >= 10:  # a line that the extractor has split
            times = int(sum(len(piece) for piece in pieces if len(piece) >= 6 and piece in line) >= 0.7 * len(line))
        chosen = sorted(numbers, key=lambda number: number not in gold)[:times]
        said.update(chosen)
        used += len(line) * len(chosen)
    return said, max(0, len(whole) - used)


def f1(said: float, true: float, both: float) -> float:
    return 2 * both / (said + true) if said + true else 1.0


def score(text: str, folder: Path) -> tuple[float, float]:
    """Line F1 and character F1 of a text against the gold of a page."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    lines = (folder / "dump.txt").read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    soft, true = set(gold["soft_lines"]), set(gold["body_lines"])
    said, stray = matched(text, lines, true)
    said, true = said - soft, true - soft

    def size(numbers: set[int]) -> int:
        return sum(len(bare(lines[number - 1])) for number in numbers)

    return f1(len(said), len(true), len(said & true)), f1(size(said) + stray, size(true), size(said & true))


def measure(folders: list[Path], form: str) -> pd.DataFrame:
    rows = []
    for name, extract in EXTRACTORS.items():
        for folder in folders:
            start = time.perf_counter()
            try:
                text, failed = extract(folder / form), ""
            except ImportError as error:
                print(f"{name} is left out: {error}")
                break
            except Exception as error:  # what an extractor does with a page is its result
                text, failed = "", type(error).__name__
            seconds = time.perf_counter() - start
            rows.append((name, form, folder.name, *score(text, folder), seconds, failed))
    return pd.DataFrame(rows, columns=["extractor", "input", "page", "line F1", "char F1", "seconds", "failed"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", action="store_true", help="and each page")
    given = parser.parse_args()
    folders = sorted(path.parent for path in given.folder.glob("*/gold.json"))
    if not folders:
        raise SystemExit(f"{given.folder}: no pages (ID/gold.json) there")
    rows = pd.concat([measure(folders, form) for form in ("page.html", "dump.txt")])
    order = {name: i for i, name in enumerate(EXTRACTORS)}
    groups = rows.groupby(["input", "extractor"], sort=False)
    table = groups.agg(
        pages=("page", "size"),
        line_F1=("line F1", "mean"),
        char_F1=("char F1", "mean"),
        below_half=("char F1", lambda values: int((values < 0.5).sum())),
        failed=("failed", lambda values: int((values != "").sum())),
        seconds=("seconds", "mean"),
    )
    print(
        table.sort_index(key=lambda level: level.map(lambda v: order.get(v, 0)), level=1)
        .sort_index(level=0, sort_remaining=False, ascending=False)
        .round(3)
        .to_string()
    )
    if given.pages:
        print(rows.pivot(index="page", columns=["input", "extractor"], values="line F1").round(3).to_string())


if __name__ == "__main__":
    main()
