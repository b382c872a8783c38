"""What each part of the lists and each pattern in code does for real text: switched off one by one, what changes is counted.

    python benchmarks/ablate.py FOLDER [--gold FOLDER] [--of WORD] [--most N]

FOLDER holds texts: .txt (an article, its first line the title), or tables with a column `text`; with `--pages` saved pages.
A block is the rows of a codebook table that have one kind (a verb's use, an appraisal, a frame's indicator); a pattern is a
compiled regular expression at the top of a module of `layers` or, with `--pages`, `pages` (those in tuples are not
switched). A line says how many rows of each layer come or go without it; with `--gold` also by how many points of F1 each
measure falls (−) or rises (+).
The gold folder holds the coding guide's records of some of the texts: `NAME.jsonl`, a record a line with its `layer`, or
`NAME/CODER/LAYER.jsonl` (the first coder counts). What nothing changes on enough text is not needed: see CONTRIBUTING.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from duizhao import articles, codebook
from duizhao.codebook import Codebook
from duizhao.coding import scores
from duizhao.corpus import Corpus
from duizhao.pages import files, roles
from duizhao.pages.read import Page

CODED = ("mentions", "quotes", "stance", "frames", "hedges")
LAYERS = ("mentions", "quotes", "evaluations", "frames", "hedges")
KINDS = (("polarity", "appraisal"), ("frame", "indicator"), ("use",), ("value",), ("kind",), ("attitude",))
"""The columns that tell blocks of a table apart: the first of these pairs that it has."""
NEVER = re.compile(r"(?!)")
Seen = dict[str, Counter[Any]]


def main() -> None:
    """Print a line for each block and pattern."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("--gold", help="a folder of codings by hand")
    parser.add_argument("--of", default="", help="only blocks and patterns with this in their name")
    parser.add_argument("--most", type=int, default=100, help="articles at most (default: %(default)s)")
    parser.add_argument(
        "--pages", action="store_true", help="the files are saved pages, whose lines get their roles first"
    )
    options = parser.parse_args()
    given = [page for page in files.read_all([options.folder]) if isinstance(page, Page)][: options.most]
    made = Run(given, options.pages, options.gold)
    print(
        f"{len(given)} articles, {sum(len(page.text) for page in given):,} characters; codebook {codebook.load().digest}"
    )
    print("\t".join(("off", "rows", *made.whole, *made.scores)))
    switches = {**blocks(), **patterns(("layers", *(["pages"] if options.pages else [])))}
    for name, (size, off) in switches.items():
        if options.of in name:
            print("\t".join((name, str(size), *made.without(off))), flush=True)


Switch = Callable[[], Any]
"""Gives a context in which something is off, and the codebook to use there."""


class Run:
    """The texts, with what is found in them when everything is on."""

    def __init__(self, given: list[Page], saved: bool, gold: str | None) -> None:
        self.given, self.saved = given, saved
        self.names = articles.unique_names([page.name for page in given])
        made = self.corpus(codebook.load())
        self.coded = coding(Path(gold), made) if gold else {}
        self.whole, self.scores = seen(made, saved), self.scored(made)

    def corpus(self, book: Codebook) -> Corpus:
        """The texts as a corpus, read anew."""

        def one(page: Page, name: str) -> roles.Article:
            if self.saved or page.clean:
                return articles.read(page, name=name, source=name)
            return roles.from_clean(page, name=name, source=name)

        return Corpus(tuple(one(page, name) for page, name in zip(self.given, self.names, strict=True)), book)

    def scored(self, made: Corpus) -> dict[str, float]:
        """F1 by measure on the articles that are coded."""
        if not self.coded:
            return {}
        part = made.only(article=list(dict.fromkeys(self.coded["sentences"]["article"])))
        coded = {layer: self.coded[layer] for layer in CODED}
        table = scores.pairs(part.sentences, {"gold": coded, "program": part.layers})
        table = table[table["category"].isna() & (table["both"] + table["only_coded"] > 0)]
        return {f"{row['layer']} {row['variable']}": row["f1"] for row in table.to_dict("records")}

    def without(self, off: Switch) -> list[str]:
        """Rows that come or go, by layer, and points of F1, by measure; or the error that shows that it is needed."""
        try:
            with off() as book:
                made = self.corpus(book)
                found, scored = seen(made, self.saved), self.scored(made)
        except Exception as error:  # whatever breaks without it needs it
            return [f"needed ({type(error).__name__})"]
        changed = [(one - found[layer]).total() + (found[layer] - one).total() for layer, one in self.whole.items()]
        return [*map(str, changed), *(f"{100 * (scored.get(m, 0.0) - f1):+.1f}" for m, f1 in self.scores.items())]


def seen(made: Corpus, saved: bool) -> Seen:
    """Every row of every layer, to be counted."""
    found: Seen = {"lines": Counter()} if saved else {}
    for one in made.articles if saved else ():
        found["lines"].update((one.name, *line) for line in one.lines[["line", "role"]].itertuples(index=False))
        found["lines"].update((one.name, str(field)) for field in one.metadata._asdict().items())
    for layer in LAYERS:
        found[layer] = Counter(map(str, getattr(made, layer).itertuples(index=False, name=None)))
    return found


def blocks() -> dict[str, tuple[int, Switch]]:
    """Each block of rows of each table."""
    whole, made = codebook.load(), {}
    for table, rows in whole.tables.items():
        kinds = next((list(names) for names in KINDS if set(names) <= set(rows.columns)), [rows.columns[-1]])
        for value, block in rows.groupby(kinds, sort=False):
            less = whole.tables | {table: rows.drop(block.index).reset_index(drop=True)}
            made[f"{table}.csv {' '.join(value)}"] = len(block), switch([], less)
    return made


def patterns(rooms: tuple[str, ...]) -> dict[str, tuple[int, Switch]]:
    """Each compiled pattern at the top of a module, wherever it was imported to as well."""
    held: dict[int, list[tuple[Any, Any]]] = {}
    named: dict[int, str] = {}
    for room in rooms:
        package = importlib.import_module(f"duizhao.{room}")
        for info in pkgutil.walk_packages(package.__path__, f"duizhao.{room}."):
            module = importlib.import_module(info.name)
            tops = [v for k, v in vars(module).items() if isinstance(v, dict | list) and not k.startswith("__")]
            for space in (vars(module), *tops):
                for key, value in space.items() if isinstance(space, dict) else enumerate(space):
                    if isinstance(value, re.Pattern):
                        held.setdefault(id(value), []).append((space, key))
                        named.setdefault(id(value), f"{info.name} {key}")
    return {named[key]: (1, switch(places, None)) for key, places in sorted(held.items(), key=lambda kv: named[kv[0]])}


def switch(places: list[tuple[Any, Any]], tables: Any) -> Switch:
    """Puts a pattern that matches nothing in these places, or a codebook with these tables in place of the whole one."""

    @contextmanager
    def off() -> Iterator[Codebook]:
        before = [space[key] for space, key in places]
        for space, key in places:
            space[key] = NEVER
        forget()
        try:
            yield replace(codebook.load(), tables=tables or codebook.load().tables)
        finally:
            for (space, key), pattern in zip(places, before, strict=True):
                space[key] = pattern
            forget()

    return off


def forget() -> None:
    """Nothing that was compiled with a pattern on stays so; the codebook, which has none, is kept."""
    for name, module in list(sys.modules.items()):
        if name.startswith("duizhao.") and not name.startswith("duizhao.codebook.lists"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def coding(gold: Path, made: Corpus) -> dict[str, Any]:
    """The codings of those articles that have one, as layers, with the sentences coded."""
    with tempfile.TemporaryDirectory() as private:
        kept = []
        for one in made.articles:
            stem, own = Path(one.page.name).stem, Path(private) / one.name / "gold"
            coders = sorted(path for path in (gold / stem).glob("*") if path.is_dir())
            records = [
                (path.stem, line) for path in (coders[0].glob("*.jsonl") if coders else ()) for line in lines(path)
            ]
            records += [(json.loads(line).get("layer", ""), line) for line in lines(gold / f"{stem}.jsonl")]
            for layer, line in records:
                own.mkdir(parents=True, exist_ok=True)
                with (own / f"{layer if layer in ('stance', 'frames') else layer.rstrip('s') + 's'}.jsonl").open(
                    "a"
                ) as file:
                    file.write(line + "\n")
            kept += [one.name] if records else []
        if not kept:
            raise SystemExit(f"{gold}: no coding of any of these texts")
        sentences = made.only(article=kept).sentences
        return scores.read(private, sentences, "gold") | {"sentences": sentences}


def lines(path: Path) -> list[str]:
    """The lines of a file that are not blank; none where there is no file."""
    return [line for line in path.read_text("utf-8").split("\n") if line.strip()] if path.is_file() else []


if __name__ == "__main__":
    main()
