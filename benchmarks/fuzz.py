"""Broken and hostile input through reading, labelling and every layer: what always holds must hold for it too.

    python benchmarks/fuzz.py [--seconds 60] [--seed 1] [FOLDER…]

Files of the folders (by default the seeds and the tests' data) are mutated and written under each suffix that is read. An
exception other than InputError, or a property that does not hold, is printed, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

import duizhao
from duizhao.output import rows
from duizhao.pages.roles import ROLES, TEXT_ROLES

ROOT = Path(__file__).parents[1]
SUFFIXES = (".html", ".txt", ".mhtml", ".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx", "")
PIECES = [*(piece.encode("utf-8", "surrogatepass") for piece in (
    "\0", "\ufeff", "\u202e", "\u2028", "\x1b[31m", "\ud800", "“", "”", "‘", "’", "『", "』", '"', "《", "（", "……", "<p>",
    "<div>", "<script>", "</script>", "<!--", "<table>", "&#xD800;", "=1+1", ",", "\t", "\n", "\r", "俄乌英美法", "他说：“",
    "”他说。", "”，王毅表示，“", "据新华社报道，", "2024年13月45日", "来源：",
))]  # fmt: skip


def mutated(data: bytes, draw: random.Random) -> bytes:
    """A few changes: a piece put in, a stretch cut out or doubled, random bytes."""
    for _ in range(draw.choice((1, 2, 4, 8, 30))):
        at = draw.randrange(len(data) + 1)
        to = at + draw.choice((0, 1, 3, 30, 2000))
        piece = draw.choice(PIECES) * draw.choice((1, 1, 2, 40))
        data = data[:at] + draw.choice((piece, piece, b"", data[at:to] * 2, draw.randbytes(5))) + data[to:]
    return data[:200_000]


def write(data: bytes, path: Path, draw: random.Random) -> None:
    """The data as a file; where its kind is a table's, mostly as cells of a table that is whole."""
    text, odd = data.decode("utf-8", "replace"), draw.choice(PIECES).decode("utf-8", "replace")
    table = pd.DataFrame({"标题": [odd, text[:20]], "日期": [odd, None], "正文": [text, text[::-1]]})
    how = path.suffix if draw.random() < 0.7 else ""
    if how == ".parquet":
        table.to_parquet(path)
    elif how == ".csv":
        table.to_csv(path, index=False)
    elif how == ".jsonl":
        path.write_text(json.dumps({"正文": text, "title": draw.choice((None, 3, [], {}, "\ud800")), "date": 1e300}), "utf-8")
    else:
        path.write_bytes(data)


def broken(corpus: duizhao.Corpus) -> Iterator[str]:
    """What does not hold of a corpus that must hold of any."""
    for one in corpus.articles:
        lines = [one.page.text[s:e] for s, e in zip(one.lines["start"], one.lines["end"], strict=True)]
        if "\n".join(lines) != one.page.text or not set(one.lines["role"]) <= {*ROLES}:
            yield "lines are not the page, or one has no role"
        body = "".join(line for line, role in zip(lines, one.lines["role"], strict=True) if role in TEXT_ROLES)
        own = corpus.sentences.loc[corpus.sentences["article"] == one.name, "text"]
        if "".join("".join(own).split()) != "".join(body.split()):
            yield "sentences do not cover the body"
    edges = corpus.sentences.groupby(["article", "line"])
    whole = corpus.sentences.assign(first=edges["start"].transform("min"), last=edges["end"].transform("max"))
    places = {(row["article"], row["sentence"]): row for row in rows(whole)}
    for name, table in corpus.layers.items():
        for row in rows(table):
            text, place = corpus.texts[row["article"]][0], places[row["article"], row["sentence"]]
            yield from (f"{name}: {problem}" for problem in _row(name, row, text, place))
    quoted = corpus.quotes[corpus.quotes["kind"] != "source"]
    for _, part in quoted.groupby("article"):
        spans = sorted(zip(part["start"].tolist(), (-part["end"]).tolist(), strict=True))[:400]
        if any(c < -b < -d for (_, b), (c, d) in combinations(spans, 2)):
            yield "quotes: two overlap and neither holds the other"


def _row(name: str, row: dict[str, Any], text: str, place: dict[str, Any]) -> Iterator[str]:
    cue = (row.get("cue_start"), row.get("cue_end"))
    start, end = cue if name == "frames" else (row["start"], row["end"])
    # “…。”他说: the verb of a quotation may stand in the sentence after it, on the same line
    first, last = (place["first"], place["last"]) if name == "quotes" else (place["start"], place["end"])
    if not row["start"] < row["end"] or row.get("text", text[int(start) : int(end)]) != text[int(start) : int(end)]:
        yield "an empty span, or a text that does not stand at its offsets"
    if cue[0] is not None and cue[0] == cue[0] and not first <= cue[0] <= cue[1] <= last:
        yield "a cue outside its sentence"


def tried(path: Path) -> tuple[str, set[str]]:
    """What came of a file (`read`, `refused` or `FAILED`), and what is wrong with that."""
    try:
        problems = set(broken(duizhao.load(path)))
    except duizhao.InputError as error:
        return "refused", {"its message has several lines"} if "\n" in str(error) else set()
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        problems = {f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"[:300]}
    return ("FAILED" if problems else "read"), problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "seeds", ROOT / "tests" / "data"])
    options = parser.parse_args()
    found = [path for folder in options.folders for path in sorted(folder.rglob("*")) if path.is_file()]
    counts, end = Counter[str](), time.monotonic() + options.seconds
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="duizhao-") as private:
        while time.monotonic() < end:
            draw = random.Random(f"{options.seed}-{counts.total()}")  # an input can be made again by its number alone
            base = draw.choice(found)
            suffix = base.suffix if base.suffix in SUFFIXES and draw.random() < 0.6 else draw.choice(SUFFIXES)
            data = base.read_bytes() if draw.random() < 0.9 else b"".join(draw.choices(PIECES, k=200))
            write(mutated(data, draw), path := Path(private) / f"page{suffix}", draw)
            came, problems = tried(path)
            for problem in sorted(problems):
                print(f"input {counts.total()} of seed {options.seed} ({base.name} as {suffix or 'no suffix'}): {problem}")
            counts[came] += 1
    print(f"{counts.total()} inputs: " + ", ".join(f"{came} {count}" for came, count in sorted(counts.items())))
    return int(counts["FAILED"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
