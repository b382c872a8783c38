"""Broken and hostile input through reading, labelling and every layer: what always holds must hold for it too.

    python benchmarks/fuzz.py [--seconds 60] [--seed 1] [FOLDER…]

Files of the folders (by default the seeds and the tests' data) are mutated and written under each suffix that is read. An
exception other than InputError, or a property that does not hold, is printed with what gave it, and the exit status is 1.
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
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pandas as pd

import duizhao
from duizhao.output import rows
from duizhao.pages.roles import ROLES, TEXT_ROLES

ROOT = Path(__file__).parents[1]
SUFFIXES = (".html", ".txt", ".mhtml", ".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx", "")
PIECES = (
    "\0", "\ufeff", "\u202e", "\u2066", "\u2028", "\x1b[31m", "\ud800", "“", "”", "‘", "’", "『", "』", '"', "《", "（", "……",
    "<p>", "</p>", "<div>", "<script>", "</script>", "<!--", "<br>", "<table>", "]]>", "&#xD800;", "&#1114112;", "=1+1", ",",
    "\t", "\n", "\r", "俄乌英美法", "他说：“", "”他说。", "”，王毅表示，“", "据新华社报道，", "据《", "2024年13月45日", "来源：",
)  # fmt: skip


def mutated(data: bytes, draw: random.Random) -> bytes:
    """A few changes: a piece put in, a stretch cut out, doubled, moved or made of random bytes."""
    for _ in range(draw.choice((1, 2, 4, 8, 30))):
        a, b = sorted(draw.randrange(len(data) + 1) for _ in range(2))
        b = min(b, a + draw.choice((1, 3, 30, 2000)))
        piece = draw.choice(PIECES).encode("utf-8", draw.choice(("surrogatepass", "replace"))) * draw.choice((1, 1, 2, 40))
        noise = bytes(draw.randrange(256) for _ in range(draw.choice((1, 3, 20))))
        new = draw.choice((piece, piece, piece + data[a:b], b"", data[a:b] * 2, noise))
        data = data[:a] + new + data[b:]
    return data[:200_000]


def invented(draw: random.Random) -> bytes:
    """A page, table or text that is made of pieces alone."""
    return "".join(draw.choices(PIECES, k=draw.choice((5, 50, 800)))).encode("utf-8", "surrogatepass")


def written(data: bytes, suffix: str, path: Path, draw: random.Random) -> None:
    """The data as a file of this kind; of the text of a table's cells, where the kind is a table's and it is not broken."""
    text, whole = data.decode("utf-8", "replace"), draw.random() < 0.7
    cells = {name: ["".join(draw.choices(PIECES, k=3)).encode("utf-8", "replace").decode(), text[:20]] for name in ("标题", "日期")}
    if whole and suffix == ".parquet":
        pd.DataFrame(cells | {"text": [text, None]}).to_parquet(path)
    elif whole and suffix in (".csv", ".tsv"):
        pd.DataFrame(cells | {"正文": [text, text[::-1]]}).to_csv(path, index=False, sep=",\t"[suffix == ".tsv"])
    elif whole and suffix in (".json", ".jsonl"):
        path.write_text(json.dumps({"正文": text, "title": draw.choice((None, 3, [], {}, "\ud800")), "date": 1e300}), "utf-8")
    else:
        path.write_bytes(data)


def broken(corpus: duizhao.Corpus) -> Iterator[str]:
    """What does not hold of a corpus that must hold of any."""
    for one in corpus.articles:
        text = one.page.text
        if "\n".join(text[s:e] for s, e in zip(one.lines["start"], one.lines["end"], strict=True)) != text:
            yield "lines are not the page"
        if not set(one.lines["role"]) <= {*ROLES} or one.lines["line"].tolist() != [*range(1, text.count("\n") + 2)]:
            yield "a line has no role"
        own = corpus.sentences[corpus.sentences["article"] == one.name]
        body = one.lines[one.lines["role"].isin(TEXT_ROLES)]
        covered = "".join("".join(own["text"]).split())
        if covered != "".join("".join(text[s:e] for s, e in zip(body["start"], body["end"], strict=True)).split()):
            yield "sentences do not cover the body"
    places = {(r["article"], r["sentence"]): (r["start"], r["end"]) for r in rows(corpus.sentences)}
    for name, table in corpus.layers.items():
        yield from {problem for row in rows(table) if (problem := _row(name, row, corpus, places))}
    yield from _overlaps(corpus)


def _row(name: str, row: dict, corpus: duizhao.Corpus, places: dict) -> str:  # type: ignore[type-arg]
    text, (first, last) = corpus.texts[row["article"]][0], places[row["article"], row["sentence"]]
    cue = (row.get("cue_start"), row.get("cue_end"))
    ends = cue if name == "frames" else (row["start"], row["end"])
    if not row["start"] < row["end"]:
        return f"{name}: an empty span"
    if "text" in row and row["text"] != text[slice(*map(int, ends))]:
        return f"{name}: text is not what stands at its offsets"
    if cue[0] is not None and cue[0] == cue[0] and not first <= cue[0] <= cue[1] <= last:
        return f"{name}: a cue outside its sentence"
    return ""


def _overlaps(corpus: duizhao.Corpus) -> Iterator[str]:
    """Quotations overlap only as an outer one that holds an inner one; those that name a source may lie anywhere."""
    quoted = corpus.quotes[corpus.quotes["kind"] != "source"]
    for _, part in quoted.groupby("article"):
        spans = sorted(zip(part["start"].tolist(), (-part["end"]).tolist(), strict=True))[:400]
        if any(c < -b < -d for (_, b), (c, d) in combinations(spans, 2)):
            yield "quotes: two overlap and neither holds the other"


def tried(make: Callable[[], duizhao.Corpus]) -> tuple[str, list[str]]:
    """What came of an input (`read`, `refused` or `FAILED`), and what is wrong with that."""
    try:
        problems = list(broken(make()))
    except duizhao.InputError as error:
        return "refused", ["the message has several lines"] if "\n" in str(error) else []
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        return "FAILED", [f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"[:300]]
    return ("FAILED" if problems else "read"), problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "seeds", ROOT / "tests" / "data"])
    options = parser.parse_args()
    found = [path for folder in options.folders for path in sorted(folder.rglob("*")) if path.is_file()]
    counts: Counter[str] = Counter()
    warnings.simplefilter("ignore")
    end, number = time.monotonic() + options.seconds, 0
    with tempfile.TemporaryDirectory(prefix="duizhao-") as private:
        while time.monotonic() < end:
            number += 1
            draw = random.Random(f"{options.seed}-{number}")  # any input can be made again by its number alone
            base = draw.choice(found)
            suffix = base.suffix if draw.random() < 0.6 else draw.choice(SUFFIXES)
            data = mutated(base.read_bytes(), draw) if draw.random() < 0.9 else invented(draw)
            path = Path(private) / f"page{suffix if suffix in SUFFIXES else '.html'}"
            written(data, path.suffix, path, draw)
            came, problems = tried(lambda: duizhao.load(path))  # noqa: B023
            counts[came] += 1
            for problem in problems:
                print(f"input {number} of seed {options.seed} ({base.name} as {path.suffix or 'no suffix'}): {problem}")
            path.unlink()
    print(f"{number} inputs: " + ", ".join(f"{came} {count}" for came, count in sorted(counts.items())))
    return int(counts["FAILED"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
