"""Names of files and folders → pages: one a file, one a row of a table, and an error for each that cannot be used."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from duizhao.errors import InputError
from duizhao.pages import read as pages
from duizhao.pages import tables
from duizhao.pages.read import Page

SUFFIXES = frozenset((*pages.HTML, ".txt", ".text", ".mhtml", ".mht", "", *tables.SUFFIXES))
"""What a file in a folder may end in; one that is named itself may end in anything."""


def find(paths: Iterable[str | Path]) -> Iterator[Path | InputError]:
    """The files that paths name: a folder stands for all its files, in order of name, `-` for standard input.

    Passed over are hidden files, corrections (`x.txt.roles.csv`), and what a browser saves beside a page (`x_files`
    with `x.html`). A file of another kind, or an empty folder, gives an InputError in its place.
    """
    for path in map(Path, paths):
        if not path.is_dir():
            yield path
            continue
        files = sorted(_walk(path), key=lambda file: file.parts)
        for file in files:
            if file.suffix.lower() in SUFFIXES:
                yield file
            else:
                yield InputError(f"{file}: passed over, by its name it is no page; name it itself to read it")
        if not files:
            yield InputError(f"{path}: no page in this folder; put pages in it, saved as HTML or as text")


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        stems = {Path(file).stem for file in files if Path(file).suffix.lower() in pages.HTML}
        beside = {f"{stem}{end}" for stem in stems for end in ("_files", ".files", "_file", "_文件")}
        folders[:] = [name for name in folders if not name.startswith(".") and name not in beside]
        yield from (Path(place, name) for name in files if not name.startswith(".") and not name.endswith(".roles.csv"))


def read_all(paths: Iterable[str | Path]) -> Iterator[Page | InputError]:
    """Read every page of every file that `find` finds (a table gives a page a row), or the error that a file gives."""
    for file in find(paths):
        if isinstance(file, InputError):
            yield file
            continue
        try:
            yield from tables.read_table(file) if file.suffix.lower() in tables.SUFFIXES else [pages.read(file)]
        except InputError as error:
            yield error
