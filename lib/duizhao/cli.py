"""The command line: JSON Lines out, errors on stderr, exit 0 (done), 1 (part of it) or 2 (nothing usable)."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from duizhao.errors import InputError
from duizhao.output import say

LAYERS = "mentions,quotes,stance,frames,hedges"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # it is None where it was closed
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    options = _parser().parse_args(arguments)
    try:
        from duizhao import commands  # here, so that --help and a wrong option cost nothing

        status = commands.run(options)
        if sys.stdout is not None:
            sys.stdout.flush()
        return status
    except InputError as error:
        say(str(error))
        return 2
    except BrokenPipeError:
        _forget_stdout()
        return 0
    except KeyboardInterrupt:
        say("stopped")
        return 130
    except OSError as error:
        _forget_stdout()
        told = str(error.strerror or error)
        say(f"{error.filename}: {told}" if error.filename else f"cannot write: {told}")
        return 2


def _forget_stdout() -> None:
    """What is not written yet has nowhere to go, and must not be tried again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        from importlib.metadata import version

        print(f"duizhao {version('duizhao')}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="duizhao", description="Set the sources of saved Chinese news pages side by side.",
        epilog="duizhao COMMAND --help says more, with an example. "
               "Exit status: 0 all done; 1 some pages could not be used; 2 nothing usable.",
    )  # fmt: skip
    parser.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    label = _command(commands, "label", "a role for each line of each page", "duizhao label page.html | head")
    article = _command(commands, "article", "the article of each page and what the page says of it",
                       "duizhao article pages/ | jq -r '[.source, .title] | @tsv'")  # fmt: skip
    annotate = _command(commands, "annotate", "records of actors, quotations, stance, frames and certainty",
                        "duizhao annotate page.txt --layers quotes,stance")  # fmt: skip
    annotate.add_argument("--layers", default=LAYERS, help="any of %(default)s,sentences,tokens (default: %(default)s)")
    quotes = _command(commands, "quotes", "a row a quotation: who says what, and with which verb",
                      "duizhao quotes pages/ --csv > quotes.csv")  # fmt: skip
    terms = _command(commands, "terms", "terms that one source uses more than the other",
                     "duizhao terms a.html b.html --csv > terms.csv\n"
                     "         duizhao terms pages/ --by host --versus 新华网,网易")  # fmt: skip
    _terms(terms)
    report = _command(commands, "report", "a folder of HTML that compares the pages (the two seeds when none is named)",
                      "duizhao report a.html b.html --out reports\n"
                      "         duizhao report pages/ --names 'a*.html=央视,b*.html=网易' --same-event",
                      nargs="*")  # fmt: skip
    report.add_argument("--out", default="reports", metavar="DIR", help="where to (default: %(default)s)")
    report.add_argument("--data", action="store_true", help="the layers as Parquet and JSONL beside the pages")
    sheet = _command(commands, "sheet", "coding sheets for human coders, as CSV for a spreadsheet",
                     "duizhao sheet pages/ --layers stance,frames --coder anna")  # fmt: skip
    sheet.add_argument("--layers", default=LAYERS, help="any of %(default)s (default: all)")
    sheet.add_argument("--out", metavar="DIR|FILE.csv", help="a folder, or one file for all (default: sheets-NAME)")
    sheet.add_argument("--coder", metavar="NAME", default="", help="whose sheet it is")
    sheet.add_argument("--filled", action="store_true", help="with the program's own codes, to compare or correct")
    _agree(commands)
    check = _command(commands, "check", "what is doubtful on each page, before anything is counted",
                     "duizhao check pages/ --csv > doubts.csv")  # fmt: skip
    init = commands.add_parser("init", help="a folder for a study of your own: pages, codebook, notebooks, README",
                               epilog="example: duizhao init my-study")  # fmt: skip
    init.add_argument("folder", metavar="DIR", help="a folder that is not there yet, or an empty one")
    archive = _command(commands, "corpus", "an archive of many pages, of which only new or changed ones are annotated",
                       "duizhao corpus pages/ --out archive --jobs 4")  # fmt: skip
    archive.add_argument("--out", required=True, metavar="STORE", help="the archive's folder, for duizhao.open")
    archive.add_argument("--jobs", type=_whole, default=os.cpu_count(), metavar="N",
                         help="processes of this machine (default: one a core)")  # fmt: skip
    archive.add_argument("--scheduler", metavar="tcp://…", help="of a Dask cluster, which does it instead")
    _shared(label, article, annotate, quotes, terms, report, sheet, archive, check)
    return parser


def _terms(terms: argparse.ArgumentParser) -> None:
    terms.add_argument("--all", action="store_true", help="every term: nothing hidden by the stop list or by rank")
    terms.add_argument(
        "--most", type=_whole, default=50, help="terms of each source without --all (default: %(default)s)"
    )
    terms.add_argument("--actors", action="store_true", help="count actors in place of the words that mention them")
    terms.add_argument("--ngrams", type=_whole, default=1, metavar="N", help="runs of N words (default: %(default)s)")
    terms.add_argument("--fold", action=argparse.BooleanOptionalAction, default=None,
                       help="count in simplified characters (default: where articles are of both scripts)")  # fmt: skip
    terms.add_argument("--out", metavar="FILE", help="where to write, with the mark by which Excel knows UTF-8")
    terms.add_argument("--no-hmm", action="store_true", help="words of the dictionaries only")
    terms.add_argument("--resamples", type=_whole, default=2000, help="draws (default: %(default)s; 0: none)")
    terms.add_argument("--seed", type=_whole, default=0, help="of the draws (default: %(default)s)")


def _agree(commands: Any) -> None:
    agree = commands.add_parser(
        "agree", help="how far coders agree with one another, or with the program",
        description="Krippendorff's alpha with its interval; precision, recall and F1 of each pair "
                    "(the first is taken as right); every disagreement. A row left blank is not coded.",
        epilog="example: duizhao agree sheets-anna sheets-program --disagreements differ.csv",
    )  # fmt: skip
    agree.add_argument("sheets", nargs="+", metavar="SHEET", help="a coder's sheet: a CSV file, or a folder of them")
    agree.add_argument("--disagreements", metavar="FILE.csv", help="where to write them (default: as records)")
    agree.add_argument("--blank-is-zero", action="store_true", help="a row left blank says that there is nothing")
    agree.add_argument("--resamples", type=_whole, default=2000, help="draws (default: %(default)s; 0: no interval)")
    agree.add_argument("--seed", type=_whole, default=0, help="of the draws (default: %(default)s)")


def _shared(*commands: argparse.ArgumentParser) -> None:
    """The options that several commands have."""
    _label, article, annotate, quotes, terms, report, sheet, archive, check = commands
    for command in (quotes, terms, check):
        command.add_argument("--csv", action="store_true", help="a table in place of JSON Lines")
    for command in (annotate, quotes, sheet):
        command.add_argument(
            "--text", action="store_true", help="the file is the article itself, its first line the title"
        )
    for command in (annotate, report):
        command.add_argument("--target", action="append", default=[], metavar="NAME[=FORM,FORM…]",
                             help="ask for the stance toward this too (a plan, a person); may be repeated")  # fmt: skip
    report.add_argument("--lang", choices=("en", "zh", "en,zh", "zh,en"), default="en",
                        help="language of the report, or both in one folder (default: en)")  # fmt: skip
    for command in (terms, report):
        command.add_argument("--dictionary", metavar="FILE", help="words to keep whole, a word a line or jieba's form")
        command.add_argument("--stopwords", metavar="FILE", help="words to hide, in place of the built-in list")
    for command in commands:
        command.add_argument("--columns", metavar="USE=NAME,…", type=_columns, default={},
                             help="columns of tables with a name of their own: text=body,source=paper")  # fmt: skip
    for command in (annotate, quotes, terms, report, sheet, archive):
        command.add_argument("--codebook", metavar="DIR", help="a folder with tables in place of the built-in ones")
    for command in (article, terms, report):
        command.add_argument("--names", metavar="A,B…|PATTERN=A,…|FILE.csv", default="",
                             help="labels of the sources, in the order of the pages: 央视,网易; by patterns: "
                                  "'a*.html=央视,b*.html=网易'; or in a table with the columns "
                                  "path,source,event,date (any order, all but path may be missing)")  # fmt: skip
    _grouped(terms, report)


def _grouped(terms: argparse.ArgumentParser, report: argparse.ArgumentParser) -> None:
    """What is set beside what."""
    for command in (terms, report):
        command.add_argument("--by", metavar="FIELD",
                             help="group the articles by host, publisher, original_source, account, author, event, "
                                  "or another column of a table: --by host")  # fmt: skip
        command.add_argument("--versus", metavar="A[,B]", type=_versus, default=(),
                             help="one source against the rest, or one against another: --versus 央视,网易 "
                                  "(default: each against the rest)")  # fmt: skip
        command.add_argument("--same-event", action="store_true", default=None,
                             help="all pages tell of the same event (default: what the column event of a table says; "
                                  "with several events, sources are compared within them)")  # fmt: skip


def _command(commands: Any, name: str, summary: str, example: str, nargs: str = "+") -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=summary, description=summary[0].upper() + summary[1:] + ".",
        epilog=f"example: {example}", formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("pages", nargs=nargs, metavar="PAGE", type=_named,
                        help="text, HTML, MHTML, tables (CSV, Excel, JSONL, Parquet), folders, - (stdin)")  # fmt: skip
    return parser


def _named(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("a name is empty; the folder you are in is .")
    return text


def _columns(text: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in text.replace("，", ",").split(",")]
    if not all(use.strip() and name.strip() for use, _, name in pairs):
        raise argparse.ArgumentTypeError(f"{text!r} is not USE=NAME; write text=正文, or text=正文,source=报纸")
    return {use.strip().lower(): name.strip() for use, _, name in pairs}


def _versus(text: str) -> tuple[str, ...]:
    named = [name.strip() for name in text.replace("，", ",").split(",")]
    if not all(named) or len(named) > 2 or len({*named}) < len(named):
        raise argparse.ArgumentTypeError(f"{text!r} is not one source, or two that differ; write 央视, or 央视,网易")
    return tuple(named)


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)
