"""What a person names (files, folders, tables, frames, text) → pages → articles, and a word about those left out."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import filterfalse
from pathlib import Path
from typing import Any

import pandas as pd

from duizhao import disk, naming, store
from duizhao.errors import InputError, PageWarning
from duizhao.layers import sentences
from duizhao.naming import Names
from duizhao.output import safe
from duizhao.pages import files, roles, tables
from duizhao.pages.metadata import Metadata
from duizhao.pages.read import Page, from_text, whole
from duizhao.pages.roles import Article

Pages = str | Path | pd.DataFrame
Found = tuple[str | None, Page | InputError]
"""A page, or why there is none, with the source that it was given under, if it was."""


def find(
    given: Iterable[Any], source: str | None = None, *, columns: Mapping[str, str] | None = None
) -> Iterator[Found]:
    """The pages of names of files and folders, of DataFrames, and of mappings and lists of these."""
    for one in given:
        if isinstance(one, Mapping):
            for name, pages in one.items():
                yield from find([pages], str(name), columns=columns)
        elif isinstance(one, pd.DataFrame):
            yield from ((source, page) for page in tables.from_frame(one, columns=columns))
        elif isinstance(one, (str, Path)):
            _refuse(str(one))
            yield from ((source, page) for page in files.read_all([one], columns=columns))
        elif isinstance(one, (list, tuple, set, Iterator)):
            yield from find(one, source, columns=columns)
        else:
            told = "names no page; give names of files or folders, DataFrames, or texts={'source': text}"
            raise InputError(f"{one!r}: {told}")


def _refuse(name: str) -> None:
    """Raise InputError for an archive, and for what is an article's text, not the name of a file."""
    if store.is_saved(name, by=store.INDEX):
        raise InputError(f"{name}: an archive, not pages; ask it with duizhao.open, or take articles of it with `only`")
    if ("\n" in name or any(mark in name for mark in sentences.END)) and not _exists(name):
        told = "is text, not the name of a file; give text as load(texts={'source': text})"
        raise InputError(f"{safe(name[:20])}…: {told}")


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # too long, or with a NUL in it
        return False


def pasted(texts: Mapping[str, str | Sequence[str]]) -> Iterator[Found]:
    """Pages of text that is an article already, by source; a first line that ends no sentence is the title."""
    if not isinstance(texts, Mapping):
        raise InputError("texts: give the text of articles by source, as texts={'source': text}")
    for source, given in texts.items():
        several = [given] if isinstance(given, str) else list(given)
        for n, text in enumerate(several, 1):
            filled = [line.strip() for line in text.split("\n") if line.strip()]
            said = {"title": filled[0]} if len(filled) > 1 and filled[0][-1] not in sentences.END else {}
            page = from_text(text, name=source if len(several) == 1 else f"{source}#{n}")
            yield source, replace(page, clean=True, given=said)


def usable(found: Iterable[Found], *, names: Names = ()) -> list[Article]:
    """The articles of what was found; what cannot be used is warned of, or an error where nothing can."""
    found = list(found)
    kept = [(source, page) for source, page in found if isinstance(page, Page)]
    problems = dict.fromkeys(str(problem) for _, problem in found if not isinstance(problem, Page))
    if not kept:
        raise InputError("; ".join(problems) or "no page given: name saved pages, or folders of them")
    for problem in problems:
        warnings.warn(problem, PageWarning, stacklevel=3)
    pages, labels = naming.named([page for _, page in kept], names)
    return together(pages, names=[label or source for label, (source, _) in zip(labels, kept, strict=True)])


def together(pages: Sequence[Page], *, names: Sequence[str | None] = ()) -> list[Article]:
    """The articles of pages to be compared: the same text twice is an error, a page without an article is left out.

    An article is called after its file. Pages that would all carry one label are told apart by their names.
    """
    _refuse_twice(pages)
    called = unique_names([page.name for page in pages])
    labels = [name and whole(name) for name in names] or [None] * len(pages)
    made = [read(p, name=n, source=s) for p, n, s in zip(pages, called, labels, strict=True)]
    kept = list(filter(is_found, made))
    if not kept:
        raise InputError(f"{', '.join(page.name for page in pages)}: no article found; name pages that hold one")
    for one in filterfalse(is_found, made):
        warnings.warn(f"{one.page.name}: no article found, left out", PageWarning, stacklevel=4)
    return kept if any(names) else _apart(kept)


def _refuse_twice(pages: Sequence[Page]) -> None:
    """Raise InputError where two pages have the same text."""
    texts = Counter(page.text for page in pages)
    if twice := [page.name for page in pages if texts[page.text] > 1]:
        raise InputError(f"{' and '.join(twice)}: the same page twice; name pages that differ")


def _apart(kept: list[Article]) -> list[Article]:
    """Articles that would all carry one label, told apart by their names."""
    if len(kept) == 1 or len({one.source for one in kept}) > 1:
        return kept
    return [replace(one, source=f"{one.source} ({one.name})") for one in kept]


def is_found(article: Article) -> bool:
    """Whether any line of the page is an article's."""
    return "body" in set(article.lines["role"])


def read(page: Page, *, name: str | None = None, source: str | None = None) -> Article:
    """One page's article; the file `PAGE.roles.csv` beside the page, if there is one, corrects its lines' roles."""
    if page.clean:
        given, called = page.given, name or page.name
        make = roles.from_clean if "title" in given else lambda p, **k: roles.from_roles(p, {}, **k)
        found = Metadata(title=given.get("title"), published=given.get("published"), author=given.get("author"))
        made = make(page, name=called, source=source or given.get("source") or called)
        return replace(made, metadata=found, warnings=page.warnings)
    corrected, problems = _corrections(page)
    made = roles.article(page, name=name, source=source, corrections=corrected)
    made = replace(made, warnings=(*made.warnings, *problems))
    return made if made.metadata.published or "published" not in page.given else _dated(made)


def _corrections(page: Page) -> tuple[dict[int, str], list[str]]:
    """What the file beside the page corrects, and what is wrong with it; the page is read in any case."""
    beside = f"{page.name}.roles.csv"
    if not disk.is_beside(beside):
        return {}, []
    try:
        return roles.read_corrections(beside, len(page.lines))
    except InputError as error:
        return {}, [f"{error}; nothing of it is used"]


def _dated(article: Article) -> Article:
    """An article whose page says no date, with the one that it was given."""
    told = tuple(warning for warning in article.warnings if not warning.startswith(roles.UNDATED))
    found = article.metadata._replace(published=article.page.given["published"])
    return replace(article, metadata=found, warnings=told)


def unique_names(paths: Sequence[str]) -> list[str]:
    """Names for articles: the file's stem, or its name with as much of the path as tells it from the others."""
    names = [Path(path).stem or path for path in paths]
    for depth in range(1, max((len(Path(path).parts) for path in paths), default=0) + 1):
        taken = Counter(names)
        longer = ("/".join(Path(path).parts[-depth:]) or path for path in paths)
        names = [name if taken[name] == 1 else more for name, more in zip(names, longer, strict=True)]
    seen: Counter[str] = Counter()
    for n, name in enumerate(names):
        seen[name] += 1
        names[n] = name if seen[name] == 1 else f"{name} #{seen[name]}"
    return names
