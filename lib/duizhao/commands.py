"""What each command does: pages in, lines out, and the exit status (0: done, 1: part of it, 2: nothing usable)."""

from __future__ import annotations

import argparse
import io
import re
import shutil
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from importlib import import_module
from itertools import islice, repeat
from pathlib import Path

from duizhao import articles, codebook, corpus, disk, naming, output, study
from duizhao.codebook.words import Word, WordWarning, digest, read_words
from duizhao.corpus import Corpus
from duizhao.errors import InputError, PageWarning
from duizhao.output import put, put_rows, safe, say
from duizhao.pages import files, roles
from duizhao.pages.read import Page
from duizhao.pages.roles import Article

BATCH = 64
LAYERS = (*output.CODED, "sentences", "tokens")


def run(options: argparse.Namespace) -> int:
    """Run the command that was asked for; what a reader should know of a page goes to stderr, also where it fails."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", PageWarning)
        warnings.simplefilter("always", WordWarning)
        try:
            status = COMMANDS[options.command](options)
        finally:
            for warning in caught:
                say(str(warning.message))
    return max(status, int(bool(caught)))


class _Reader:
    """Pages one by one; those that cannot be used are named on stderr: the exit status is 1, or 2 when none is left."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.paths, self.columns, self.read, self.failed = options.pages, options.columns, 0, 0

    def __iter__(self) -> Iterator[Page]:
        for page in files.read_all(self.paths, columns=self.columns):
            if isinstance(page, Page):
                self.read += 1
                yield page
            else:
                self.failed += 1
                say(str(page))

    @property
    def status(self) -> int:
        return 2 if not self.read else 1 if self.failed else 0


def label(options: argparse.Namespace) -> int:
    """`duizhao label`"""
    reader = _Reader(options)
    for page in reader:
        one = _article(page)
        reader.failed += not articles.is_found(one)
        for record in output.rows(one.lines[["line", "start", "end", "role", "reason"]]):
            put({"page": page.name, **record})
    return reader.status


def article(options: argparse.Namespace) -> int:
    """`duizhao article`"""
    reader, names = _Reader(options), options.names
    pages: Iterable[Page] = reader
    labels: Iterable[str | None] = repeat(None)
    if names:
        pages, labels = naming.named(list(reader), names)
    for batch in _batches(articles.read(page, source=name) for page, name in zip(pages, labels, strict=False)):
        cited = corpus.cited(Corpus(batch, codebook.load()).quotes)
        for one in batch:
            reader.failed += not articles.is_found(one)
            put(output.article(one, cited.get(one.name, ())) | ({"source": one.source} if names else {}))
    return reader.status


def annotate(options: argparse.Namespace) -> int:
    """`duizhao annotate`"""
    wanted = _layers(options.layers, LAYERS)
    book, reader, targets = codebook.load(options.codebook), _Reader(options), _targets(options.target)
    for batch in _batches(_article(page, text=options.text) for page in reader):
        found = Corpus(batch, book, targets)
        parts = {name: output.layer(name, found) for name in wanted}
        for one in batch:
            for name in wanted:
                for record in parts[name].get(one.name, ()):
                    put({"layer": name, "page": one.page.name, **record})
    return reader.status


def quotes(options: argparse.Namespace) -> int:
    """`duizhao quotes`"""
    reader, book = _Reader(options), codebook.load(options.codebook)
    for number, batch in enumerate(_batches(_article(page, text=options.text) for page in reader)):
        put_rows(output.quotations(Corpus(batch, book)), csv=options.csv, header=number == 0)
    return reader.status


def _article(page: Page, *, text: bool = False) -> Article:
    """The article of a page (`text`: the page is the article itself); what is doubtful goes to stderr."""
    if text:
        return roles.from_clean(page, name=page.name, source=page.name)
    one = articles.read(page)
    for warning in one.warnings:
        say(f"{page.name}: {warning}")
    return one


def _layers(given: str, known: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(name.strip() for name in given.split(",")))
    if unknown := [name for name in wanted if name not in known]:
        raise InputError(f"no layer {', '.join(map(repr, unknown))}; there are {', '.join(known)}")
    return wanted


def _batches(articles: Iterable[Article]) -> Iterator[tuple[Article, ...]]:
    """Some articles at a time, each under a name of its own: its number."""
    numbered = (replace(one, name=str(n)) for n, one in enumerate(articles))
    while batch := tuple(islice(numbered, BATCH)):
        yield batch


def _targets(given: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """`NAME` or `NAME=FORM,FORM` → forms by name."""
    split = [
        (name.strip(), [form.strip() for form in re.split("[,，]", forms) if form.strip()])
        for name, _, forms in (text.partition("=") for text in given)
    ]
    if any(not name for name, _ in split):
        raise InputError("--target needs a name: --target 派兵计划, or --target 派兵计划=派兵计划,派兵行动")
    return {name: tuple(forms or [name]) for name, forms in split}


def sheet(options: argparse.Namespace) -> int:
    """`duizhao sheet`"""
    from duizhao.coding import sheets
    from duizhao.layers import frames

    layers = _layers(options.layers, tuple(sheets.COLUMNS))
    book, reader = codebook.load(options.codebook), _Reader(options)
    pages = list(reader)
    if not pages:
        return reader.status
    made = [_article(page, text=True) for page in pages] if options.text else articles.together(pages)
    called = sheets.page_names([one.page.name for one in made])
    made = [replace(one, name=name) for one, name in zip(made, called, strict=True)]
    found = Corpus(tuple(made), book)
    coded = {name: getattr(found, name) for name in {"mentions", *(layers if options.filled else ())}}
    coder = options.coder or ("program" if options.filled else "")
    asked = frames.names(book)
    tables = sheets.tables(found.sentences, coded, layers, frames=asked, coder=coder, filled=options.filled)
    for path in sheets.write(tables, options.out or sheets.default_folder(coder)):
        print(safe(str(path)))
    return reader.status


def agree(options: argparse.Namespace) -> int:
    """`duizhao agree`"""
    from duizhao.coding import coders, reliability, sheets

    given, problems = [], []
    for path in options.sheets:
        try:
            given.append(coders.read(path))
        except InputError as error:
            problems.append(str(error))
    if problems and len(given) < 2:
        raise InputError("; ".join(problems))
    for problem in problems:
        say(problem)
    found = reliability.agree(
        given, blank_is_zero=options.blank_is_zero, seed=options.seed, resamples=options.resamples
    )
    if options.disagreements:
        disk.write_files({Path(options.disagreements): sheets.to_csv(found.disagreements)})
    for measure in found.measures:
        put({"record": "agreement", **measure})
    for row in output.rows(found.disagreements) if not options.disagreements else ():
        put({"record": "disagreement", **row})
    for note in found.notes:
        say(note)
    return int(bool(problems))


def terms(options: argparse.Namespace) -> int:
    """`duizhao terms`"""
    if not options.out:
        return _terms(options)
    with redirect_stdout(io.StringIO(newline="")) as text:
        status = _terms(options)
    disk.write_files({Path(options.out): text.getvalue().encode("utf-8-sig", "replace")})
    return status


def _terms(options: argparse.Namespace) -> int:
    words = read_words(options.dictionary) if options.dictionary else []
    from duizhao.compare import shares

    loaded = corpus.load(
        options.pages, names=options.names, by=options.by, dictionary=options.dictionary, hmm=not options.no_hmm,
        codebook=options.codebook, columns=options.columns,
    )  # fmt: skip
    hidden = {w.word for w in read_words(options.stopwords)} if options.stopwords else None
    pairs = shares.pairs(loaded, *options.versus, others="rest") or [(loaded, loaded.sources[0], "")]
    for number, (compared, a, b) in enumerate(pairs):
        rows = compared.terms(
            a, actors=options.actors, ngrams=options.ngrams, hide=() if options.all else hidden,
            fold=options.fold, events=options.same_event, resamples=options.resamples, seed=options.seed,
        )  # fmt: skip
        rows.insert(1, "a", a)
        rows.insert(2, "b", b)
        if not options.all:
            rows = rows[rows.groupby(rows["log_ratio"] > 0).cumcount() < options.most]
        put_rows(rows, csv=options.csv, header=number == 0)
    say(_how(pairs[0][0], options, words))
    return 0


def _how(compared: Corpus, options: argparse.Namespace, words: Sequence[Word]) -> str:
    """How the terms were made: sizes, codebook, choices, draws."""
    sizes = compared.tokens[compared.tokens["word"]].groupby("source").size().reindex(compared.sources, fill_value=0)
    folded = compared.both_scripts if options.fold is None else options.fold
    counted = f"{'actors resolved' if options.actors else 'actors as words'}; {options.ngrams}-grams"
    made = [
        ", ".join(f"{source}: {size} tokens" for source, size in sizes.items()), "q over all terms of a comparison",
        _events(compared, options.same_event), f"codebook {compared.codebook.digest}",
        f"HMM {'off' if options.no_hmm else 'on'}", counted, digest(words),
        *(["simplified characters"] if folded else []), f"{options.resamples} draws, seed {options.seed}",
    ]  # fmt: skip
    return "; ".join(made)


def _events(compared: Corpus, same: bool | None) -> str:
    from duizhao.compare import shares

    if not (told := shares.events(compared, same)):
        return "events not known: a difference may be of topic"
    return "within one event" if len(set(told.values())) == 1 else f"within {len(set(told.values()))} events"


def report(options: argparse.Namespace) -> int:
    """`duizhao report`"""
    from duizhao.show import progress, report

    report.check_place(options.out)
    targets, compared = _targets(options.target), None
    with disk.private() as private:
        folder = _codebook(options, private)
        if options.pages:
            with progress.step("reading the pages"):
                compared = corpus.load(
                    options.pages, names=options.names, targets=targets, codebook=folder, columns=options.columns
                )
            if len(compared.articles) < 2:
                raise InputError("only one page that can be used: name two or more to compare")
        asked = {"by": options.by, "versus": options.versus, "same_event": options.same_event, "targets": targets}
        parameters: dict[str, object] = {"lang": options.lang} | {name: told for name, told in asked.items() if told}
        if folder:
            codebook.load(folder)
            parameters["folder"] = str(folder.resolve())
        try:
            index = report.write(compared, options.out, parameters=parameters, with_data=options.data)
        except RuntimeError as error:  # a notebook failed: which one and how is all that a user can tell
            say(f"{error}; nothing was written")
            return 2
    print(f"{index}: open it in a browser")
    return 0


def _codebook(options: argparse.Namespace, private: Path) -> Path | None:
    """The folder of the codebook; with words of the user's own, a copy that holds them."""
    if not options.dictionary and not options.stopwords:
        return Path(options.codebook) if options.codebook else None
    folder = private / "codebook"
    shutil.copytree(options.codebook, folder) if options.codebook else folder.mkdir()
    for name, path in (("dictionary.txt", options.dictionary), ("stopwords.txt", options.stopwords)):
        if path:
            words = (word if freq is None else f"{word} {freq}" for word, freq in read_words(path))
            (folder / name).write_text("\n".join(words), encoding="utf-8")
    return folder


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "label": label, "article": article, "annotate": annotate, "quotes": quotes, "terms": terms, "report": report,
    "sheet": sheet, "agree": agree, "corpus": lambda options: import_module("duizhao.archive.build").command(options),
    "init": study.init, "check": study.check,
}  # fmt: skip
