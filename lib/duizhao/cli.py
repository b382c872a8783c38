"""The command line: JSON Lines out, errors on stderr, exit 0 (done), 1 (part of it) or 2 (nothing usable)."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from duizhao import codebook, corpus, files, roles
from duizhao.errors import InputError
from duizhao.pages import Page
from duizhao.roles import Article

BATCH = 64
CODED = ("mentions", "quotes", "stance", "frames", "hedges")
LAYERS = (*CODED, "sentences", "tokens")
_MADE_FROM = {"frames": "indicators"}
# What a terminal would obey, or what would turn a line around, is written as \\u…: in JSON that is the same text.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", corpus.PageWarning)
            status: int = options.run(options)
        for warning in caught:
            _say(str(warning.message))
        sys.stdout.flush()
        return max(status, int(bool(caught)))
    except InputError as error:
        _say(str(error))
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        _say("stopped")
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="duizhao", description="Set the sources of saved Chinese news pages side by side.",
        epilog="duizhao COMMAND --help says more, with an example.",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"duizhao {version('duizhao')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _command(commands, "label", _label, "a role for each line of each page", "duizhao label page.html | head")
    _command(commands, "article", _article, "the article of each page and what the page says of it",
             "duizhao article pages/ | jq -r '[.source, .title] | @tsv'")  # fmt: skip
    annotate = _command(commands, "annotate", _annotate, "records of actors, quotations, stance, frames and certainty",
                        "duizhao annotate page.txt --layers quotes,stance")  # fmt: skip
    annotate.add_argument("--layers", default=",".join(CODED), help=f"any of {','.join(LAYERS)} (default: %(default)s)")
    annotate.add_argument(
        "--text", action="store_true", help="the file is the article itself, its first line the title"
    )
    terms = _command(commands, "terms", _terms, "terms that one source uses more than the other",
                     "duizhao terms a.html b.html --csv > terms.csv", "PAGE")  # fmt: skip
    terms.add_argument("--csv", action="store_true", help="a table in place of JSON Lines")
    terms.add_argument("--all", action="store_true", help="every term: nothing hidden by the stop list or by rank")
    terms.add_argument(
        "--most", type=_whole, default=50, help="terms of each source without --all (default: %(default)s)"
    )
    terms.add_argument("--actors", action="store_true", help="count actors in place of the words that mention them")
    terms.add_argument("--dictionary", metavar="FILE", help="words to keep whole, a word a line or jieba's form")
    terms.add_argument("--stopwords", metavar="FILE", help="words to hide, in place of the built-in list")
    terms.add_argument("--no-hmm", action="store_true", help="words of the dictionaries only")
    terms.add_argument("--resamples", type=_whole, default=2000, help="draws (default: %(default)s; 0: none)")
    terms.add_argument("--seed", type=_whole, default=0, help="of the draws (default: %(default)s)")
    report = _command(commands, "report", _report, "a folder of HTML that compares the pages",
                      "duizhao report a.html b.html --out reports", "PAGE", nargs="*")  # fmt: skip
    report.add_argument("--out", default="reports", metavar="DIR", help="where to (default: %(default)s)")
    for command in (annotate, report):
        command.add_argument("--target", action="append", default=[], metavar="NAME[=FORM,FORM…]",
                             help="ask for the stance toward this too: a plan, a person, an alliance; may be repeated")  # fmt: skip
    for command in (annotate, terms, report):
        command.add_argument("--codebook", metavar="DIR", help="a folder with tables in place of the built-in ones")
    for command in (terms, report):
        command.add_argument(
            "--names", metavar="A,B…", help="labels of the sources, one a page, in the order of the pages"
        )
    return parser


def _command(
    commands: Any,
    name: str,
    run: Callable[..., int],
    summary: str,
    example: str,
    metavar: str = "PAGE",
    nargs: str = "+",
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary[0].upper() + summary[1:] + ".",
        epilog=f"example: {example}", formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("pages", nargs=nargs, metavar=metavar,
                        help="saved pages: text, HTML, MHTML, tables (CSV, JSONL, Parquet), folders of them, - for stdin")  # fmt: skip
    parser.set_defaults(run=run)
    return parser


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def _say(message: str) -> None:
    print(f"duizhao: {_safe(message)}", file=sys.stderr)


def _safe(text: str) -> str:
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", re.sub(r"[\x00-\x1f]+", " ", text))


def _print(record: dict[str, Any]) -> None:
    print(_UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(record, ensure_ascii=False, default=_plain)))


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else list(value)


class _Reader:
    """Pages one by one; those that cannot be used are named on stderr and make the exit status 1, or 2 when none is left."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths, self.read, self.failed = paths, 0, 0

    def __iter__(self) -> Iterator[Page]:
        for page in files.read_all(self.paths):
            if isinstance(page, Page):
                self.read += 1
                yield page
            else:
                self.failed += 1
                _say(str(page))

    @property
    def status(self) -> int:
        return 2 if not self.read else 1 if self.failed else 0


def _label(options: argparse.Namespace) -> int:
    reader = _Reader(options.pages)
    for page in reader:
        lines = corpus.article(page).lines
        for record in _rows(lines[["line", "start", "end", "role", "reason"]]):
            _print({"page": page.name, **record})
    return reader.status


def _article(options: argparse.Namespace) -> int:
    reader = _Reader(options.pages)
    for batch in _batches(corpus.article(page) for page in reader):
        made = corpus.layers(batch, ["quotes"], codebook.load())
        for one in corpus.with_cited(batch, made["quotes"]):
            _print(_article_record(one))
    return reader.status


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Some articles at a time, each under a name of its own: its number."""
    numbered = (replace(one, name=str(n)) for n, one in enumerate(articles))
    while batch := list(islice(numbered, BATCH)):
        yield batch


def _article_record(one: Article) -> dict[str, Any]:
    found, text = one.metadata._asdict(), one.page.text
    body = one.lines[one.lines["role"].isin(("body", "subhead"))]
    fields = (
        "title",
        "published",
        "published_partial",
        "retrieved",
        "host",
        "publisher",
        "account",
        "author",
        "editor",
        "original_source",
    )
    return {
        "page": one.page.name,
        **{field: found[field] for field in fields},
        "source": one.metadata.source or one.page.given.get("source"),
        "cited": list(one.metadata.cited),
        "body_lines": body["line"].tolist(),
        "body": "\n".join(text[s:e].strip() for s, e in zip(body["start"], body["end"], strict=True)),
        "spans": [read._asdict() for read in one.metadata.spans],
        "warnings": list(one.warnings),
    }


def _annotate(options: argparse.Namespace) -> int:
    wanted = [name.strip() for name in options.layers.split(",")]
    if unknown := [name for name in wanted if name not in LAYERS]:
        raise InputError(f"no layer {', '.join(unknown)}; there are {', '.join(LAYERS)}")
    book, reader = codebook.load(options.codebook), _Reader(options.pages)
    made = (
        roles.from_clean(page, name=page.name, source=page.name) if options.text else corpus.article(page)
        for page in reader
    )
    for batch in _batches(made):
        for one in batch:
            for warning in one.warnings if not options.text else ():
                _say(f"{one.page.name}: {warning}")
        layers = corpus.layers(
            batch, [_MADE_FROM.get(name, name) for name in wanted], book, targets=_targets(options.target)
        )
        parts = {name: _records(name, layers) for name in wanted}
        for one in batch:
            for name in wanted:
                for record in parts[name].get(one.name, ()):
                    _print({"layer": name, "page": one.page.name, **record})
    return reader.status


def _targets(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`NAME` or `NAME=FORM,FORM` → forms by name."""
    split = [
        (name, [form for form in forms.split(",") if form])
        for name, _, forms in (text.partition("=") for text in given)
    ]
    if any(not name for name, _ in split):
        raise InputError("--target needs a name: --target 派兵计划, or --target 派兵计划=派兵计划,派兵行动")
    return {name: tuple(forms or [name]) for name, forms in split}


def _records(name: str, layers: dict[str, pd.DataFrame]) -> dict[str, list[dict[str, Any]]]:
    """The records of one layer by article, with the keys of the coding guide first."""
    if name == "frames":
        return _frame_records(layers["sentences"], layers["indicators"])
    frame = layers[name].drop(columns="source")
    if name == "stance":
        words = layers["evaluations"].groupby(["article", "sentence", "target", "voice"])["cue"].agg(list)
        frame = frame.assign(
            cues=[
                words[key]
                for key in zip(frame["article"], frame["sentence"], frame["target"], frame["voice"], strict=True)
            ]
        )
    records = {str(key): _rows(part.drop(columns="article")) for key, part in frame.groupby("article", sort=False)}
    if name == "quotes":
        records = {article: [_quote_record(row) for row in rows] for article, rows in records.items()}
    return records


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [frame[name].tolist() for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def _quote_record(row: dict[str, Any]) -> dict[str, Any]:
    """As coded by hand: `cont` only where it is so; where a speech has no word for it there is no place of one."""
    return {key: value for key, value in row.items() if value is not False and value is not None and value == value}


def _frame_records(sentences: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Every sentence, with the frames met (none: an empty list) and the indicators that met them."""
    met: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for row in _rows(indicators):
        keys = ("frame", "indicator", "text", "cue_start", "cue_end", "voice")
        met.setdefault((row["article"], row["sentence"]), []).append({key: row[key] for key in keys})
    records: dict[str, list[dict[str, Any]]] = {}
    for article, number, start, end in zip(
        *(sentences[c] for c in ("article", "sentence", "start", "end")), strict=True
    ):
        hits = met.get((article, number), [])
        frames = list(dict.fromkeys(hit["frame"] for hit in hits))
        records.setdefault(article, []).append(
            {"sentence": number, "start": start, "end": end, "frames": frames, "indicators": hits}
        )
    return records


def _names(options: argparse.Namespace) -> list[str]:
    return [name.strip() for name in options.names.split(",")] if options.names else []


def _terms(options: argparse.Namespace) -> int:
    from duizhao import terms, tokens

    book = codebook.load(options.codebook)
    words = tokens.read_words(options.dictionary) if options.dictionary else []
    hidden = {w.word for w in tokens.read_words(options.stopwords)} if options.stopwords else book.stopwords
    cut = tokens.tokenizer(book, words=words, hmm=not options.no_hmm)
    compared = corpus.load(options.pages, names=_names(options), folder=options.codebook, cut=cut)
    if len(compared.sources) < 2:
        raise InputError(f"only one source ({compared.sources[0]}): name pages of two, or label them with --names A,B")
    counted = tokens.resolve(compared.tokens, compared.mentions) if options.actors else compared.tokens
    for a in compared.sources if len(compared.sources) > 2 else compared.sources[:1]:
        rows = terms.table(counted, a, resamples=options.resamples, seed=options.seed)
        rows.insert(1, "a", a)
        rows.insert(2, "b", "rest" if len(compared.sources) > 2 else compared.sources[1])
        if not options.all:
            rows = rows[~rows["term"].isin(hidden)]
            rows = rows[rows.groupby(rows["log_ratio"] > 0).cumcount() < options.most]
        _print_rows(rows, csv=options.csv, header=a == compared.sources[0])
    sizes = compared.tokens[compared.tokens["word"]].groupby("source", sort=False).size()
    _say(
        f"{', '.join(f'{s}: {n} tokens' for s, n in sizes.items())}; q over all terms of a comparison; codebook {book.digest}; "
        f"HMM {'off' if options.no_hmm else 'on'}; actors {'resolved' if options.actors else 'as words'}; "
        f"{len(words)} words of your own; {options.resamples} draws, seed {options.seed}"
    )
    return 0


def _print_rows(rows: pd.DataFrame, *, csv: bool, header: bool) -> None:
    if csv:
        table = rows.assign(evidence=rows["evidence"].map(" ".join))
        for column in ("term", "a", "b", "evidence"):
            table[column] = table[column].map(lambda cell: _cell(_safe(cell)))
        sys.stdout.write(table.to_csv(index=False, header=header, lineterminator="\n"))
        return
    for record in _rows(rows):
        _print({key: None if value != value else value for key, value in record.items()})


def _cell(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") else text


def _report(options: argparse.Namespace) -> int:
    from duizhao import report

    paths = []
    for path in files.find(options.pages):
        if isinstance(path, InputError):
            raise path
        paths.append(path)
    if paths:
        compared = [page for page in files.read_all(paths) if isinstance(page, Page)]
        if len(corpus.articles(compared, names=_names(options))) < 2:
            raise InputError("one page only: name two pages or more to compare")
    parameters = {
        key: value
        for key, value in (
            ("targets", _targets(options.target)),
            ("folder", options.codebook and str(Path(options.codebook).resolve())),
        )
        if value
    }
    index = report.write(paths, options.out, names=_names(options) or None, parameters=parameters)
    print(f"{index}: open it in a browser")
    return 0
