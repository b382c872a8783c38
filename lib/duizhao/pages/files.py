"""Names of files and folders → pages: one a file, one a row of a table, and an error for each that cannot be used."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from duizhao.errors import InputError
from duizhao.pages import read as pages
from duizhao.pages import tables
from duizhao.pages.features import PATTERNS, fold
from duizhao.pages.read import Page

SUFFIXES = frozenset((*pages.HTML, ".txt", ".text", ".mhtml", ".mht", "", *tables.SUFFIXES))
"""What a file in a folder may end in; one that is named itself may end in anything."""
_ARCHIVE, _WORD = "an archive; unpack it and name the folder", "a Word document; save it as plain text (.txt, UTF-8)"
_SHORTCUT = "a shortcut to a page, not the page; open it in a browser and save it as HTML"
_REFUSED = {
    ".zip": _ARCHIVE, ".rar": _ARCHIVE, ".7z": _ARCHIVE, ".url": _SHORTCUT, ".webloc": _SHORTCUT, ".doc": _WORD,
    ".docx": _WORD, ".xls": "an old Excel workbook; save it as .xlsx, or as CSV UTF-8",
    ".webarchive": "a Safari web archive; save the page again as Page Source, or from another browser as HTML",
}  # fmt: skip
_ADDRESS = re.compile("https?:/", re.I)
_PAGER, _PAGE_NUMBER = re.compile(PATTERNS["pager"]), re.compile(PATTERNS["page number"])


def find(paths: Iterable[str | Path]) -> Iterator[Path | InputError]:
    """The files that paths name: a folder stands for all its files, in order of name, `-` for standard input.

    Passed over are hidden files, corrections (`x.txt.roles.csv`, `x.txt.codes.csv`), and what a browser saves beside a
    page (`x_files` with `x.html`). A file of another kind, an address, a link out of the folder, a pipe or device in
    it, or an empty folder gives an InputError in its place.
    """
    for path in map(Path, paths):
        if _ADDRESS.match(str(path)):
            address = str(path).replace(":/", "://", 1)
            yield InputError(f"{address}: is an address; open it in a browser, save the page as HTML, name the file")
        elif path.is_dir():
            found = _walk(path)
            if (first := next(found, None)) is None:
                yield InputError(f"{path}: no page in this folder; put pages in it, saved as HTML or as text")
            else:
                yield from (_checked(file, path) for file in chain([first], found))
        else:
            refused = _REFUSED.get(path.suffix.lower()) if path.is_file() else None
            yield InputError(f"{path}: is {refused}") if refused else path


def _walk(folder: Path) -> Iterator[Path]:
    """Files and links to folders, in order of name; one folder's names are in memory at a time."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    stems = {Path(one.name).stem for one in entries if Path(one.name).suffix.lower() in pages.HTML}
    beside = {f"{stem}{end}" for stem in stems for end in ("_files", ".files", "_file", "_文件")}
    for one in entries:
        if one.name.startswith("."):
            continue
        if not one.is_dir():
            yield from () if one.name.endswith((".roles.csv", ".codes.csv")) else [Path(one)]
        elif one.name not in beside:
            yield from [Path(one)] if one.is_symlink() else _walk(Path(one))


def _checked(file: Path, folder: Path) -> Path | InputError:
    """A file of a folder, or why it is passed over."""
    suffix = file.suffix.lower()
    if not file.resolve().is_relative_to(folder.resolve()):
        why = "it links to a place outside the folder; name that itself to read it"
    elif suffix in _REFUSED:
        why = f"it is {_REFUSED[suffix]}"
    elif suffix not in SUFFIXES:
        why = "by its name it is no page; name it itself to read it"
    elif not file.is_file():
        why = "it is a link, a pipe or a device, not a file"
    else:
        return file
    return InputError(f"{file}: passed over, {why}")


def there(paths: str | Path | Iterable[str | Path]) -> list[str | Path]:
    """The same names; an InputError that lists those that are not there, which others must not stand in for."""
    given: list[str | Path] = [paths] if isinstance(paths, (str, Path)) else list(paths)
    if missing := [str(path) for path in given if not Path(path).exists()]:
        raise InputError(f"{', '.join(missing)}: no such file or folder")
    return given


def read_all(paths: Iterable[str | Path], *, columns: tables.Columns | None = None) -> Iterator[Page | InputError]:
    """Read every page of every file that `find` finds, or the error that a file gives.

    A table gives a page a row (`columns`: see `tables.read_table`), and so does a text that is one; a database's export
    gives a page an article. Pages 1/3, 2/3, … of one article are warned of.
    """
    seen: dict[str, str] = {}
    for file in find(paths):
        if isinstance(file, InputError):
            yield file
            continue
        try:
            if file.suffix.lower() in tables.SUFFIXES:
                yield from tables.read_table(file, columns=columns)
                continue
            yield from parts(_part(pages.read(file), seen), columns=columns)
        except InputError as error:
            yield error


def parts(page: Page, *, columns: tables.Columns | None = None) -> list[Page]:
    """The pages of a text that is a table or an export of several; else the page alone."""
    if page.html is None and tables.is_table(page.text):
        return tables.from_text(page.text, name=page.name, columns=columns)
    return tables.split(page)


def _part(page: Page, seen: dict[str, str]) -> Page:
    """The page, with a warning where it is one of several with the title of a page in `seen` (title → name)."""
    lines = [line.strip() for line in fold(page.text).split("\n") if len(line) < 60]
    if not any(map(_PAGER.search, lines)):
        return page
    own = page.meta.get("og:title") or page.meta.get("title") or next((line for line in lines if len(line) > 7), "")
    title = _PAGE_NUMBER.sub("", fold(own)).strip()
    first = seen.setdefault(title, page.name)
    if not title or first == page.name:
        return page
    told = f"seems to be another page of the article in {first}; put its pages into one file to count as one article"
    return replace(page, warnings=(*page.warnings, told))
