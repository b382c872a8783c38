"""Names of files and folders → pages: one a file, one a row of a table, and an error for each that cannot be used."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from duizhao.errors import InputError
from duizhao.pages import read as pages
from duizhao.pages import tables
from duizhao.pages.read import Page

SUFFIXES = frozenset((*pages.HTML, ".txt", ".text", ".mhtml", ".mht", "", *tables.SUFFIXES))
"""What a file in a folder may end in; one that is named itself may end in anything."""
_REFUSED = {
    ".zip": "a zip archive; unpack it and name the folder",
    ".rar": "an archive; unpack it and name the folder",
    ".7z": "an archive; unpack it and name the folder",
    ".webarchive": "a Safari web archive; save the page from Safari again, as Page Source, or from another browser as HTML",
    ".url": "a shortcut to a page, not the page; open it in a browser and save it as HTML",
    ".webloc": "a shortcut to a page, not the page; open it in a browser and save it as HTML",
    ".xls": "an old Excel workbook; save it as .xlsx, or as CSV UTF-8",
    ".docx": "a Word document; save it as plain text (.txt, UTF-8)",
    ".doc": "a Word document; save it as plain text (.txt, UTF-8)",
    ".pdf": "a PDF; open the page in a browser and save it as HTML, or the text as .txt",
}
"""What is no page and no table by its suffix, and what to do."""
_CORRECTIONS = (".roles.csv", ".codes.csv")
_ADDRESS = re.compile(r"https?:/", re.I)


def find(paths: Iterable[str | Path]) -> Iterator[Path | InputError]:
    """The files that paths name: a folder stands for all its files, in order of name, `-` for standard input.

    Passed over are hidden files, corrections (`x.txt.roles.csv`, `x.txt.codes.csv`), and what a browser saves beside a
    page (`x_files` with `x.html`). A file of another kind, an address, a link out of the folder, a pipe or device in it,
    or an empty folder gives an InputError in its place.
    """
    for path in map(Path, paths):
        if _ADDRESS.match(str(path)):
            address = str(path).replace(":/", "://", 1)
            yield InputError(f"{address}: is an address; open it in a browser, save the page as HTML and name the file")
        elif path.is_dir():
            yield from _in_folder(path)
        elif path.suffix.lower() in _REFUSED and path.is_file():
            yield InputError(f"{path}: is {_REFUSED[path.suffix.lower()]}")
        else:
            yield path


def _in_folder(folder: Path) -> Iterator[Path | InputError]:
    files = sorted(_walk(folder), key=lambda file: file.parts)
    for file in files:
        suffix = file.suffix.lower()
        if suffix in _REFUSED:
            yield InputError(f"{file}: passed over, it is {_REFUSED[suffix]}")
        elif suffix not in SUFFIXES:
            yield InputError(f"{file}: passed over, by its name it is no page; name it itself to read it")
        elif not file.resolve().is_relative_to(folder.resolve()):
            yield InputError(f"{file}: passed over, it links to a place outside the folder; name that itself to read it")
        elif not file.is_file():
            yield InputError(f"{file}: passed over, it is a pipe, a device or a broken link, not a file")
        else:
            yield file
    if not files:
        yield InputError(f"{folder}: no page in this folder; put pages in it, saved as HTML or as text")


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        stems = {Path(file).stem for file in files if Path(file).suffix.lower() in pages.HTML}
        beside = {f"{stem}{end}" for stem in stems for end in ("_files", ".files", "_file", "_文件")}
        folders[:] = [name for name in folders if not name.startswith(".") and name not in beside]
        shown = (name for name in files if not name.startswith(".") and not name.endswith(_CORRECTIONS))
        yield from (Path(place, name) for name in shown)


def read_all(
    paths: Iterable[str | Path], *, columns: tables.Columns | None = None
) -> Iterator[Page | InputError]:
    """Read every page of every file that `find` finds, or the error that a file gives.

    A table gives a page a row (`columns`: see `tables.read_table`), a text that is a table too, and a database's export
    a page an article.
    """
    for file in find(paths):
        if isinstance(file, InputError):
            yield file
            continue
        try:
            if file.suffix.lower() in tables.SUFFIXES:
                yield from tables.read_table(file, columns=columns)
                continue
            page = pages.read(file)
            if page.html is None and tables.is_table(page.text):
                yield from tables.from_text(page.text, name=str(file), columns=columns)
            else:
                yield from tables.split(page)
        except InputError as error:
            yield error
