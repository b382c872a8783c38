"""Files and folders: read within limits, written whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import codecs
import ctypes
import errno
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from duizhao.errors import InputError

if sys.platform != "win32":
    import fcntl

LARGEST = 64 << 20
"""Bytes that a page, a list or a table may have: an article has a hundredth of a thousandth of that."""
PATIENCE = 60.0
"""Seconds for which another run that writes into the same place is waited for."""
_MINE = "duizhao-"


def data(path: str | Path, *, most: int = LARGEST) -> bytes:
    """The bytes of a file; an InputError, in one line, where it is none, too large or not to be read."""
    name = str(path).encode("utf-8", "replace").decode()
    try:
        kind = Path(path).stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            raise InputError(f"{name}: is a pipe or a device, not a file; for standard input write -")
        with open(path, "rb", opener=_at_once) as file:
            return bounded(file.read(most + 1) or b"", name, most)
    except FileNotFoundError:
        raise InputError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{name}: is a folder; name the files in it") from None
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read ({getattr(error, 'strerror', None) or error})") from None


def bounded(found: bytes, name: str, most: int = LARGEST) -> bytes:
    """What was read, unless it is too much."""
    if len(found) > most:
        raise InputError(f"{name}: larger than {most >> 20} MB, which no page is; part it into several")
    return found


def text(path: str | Path) -> str:
    """The text of a file in UTF-8, with or without its mark; an InputError as from `data`, or where it is none."""
    return decoded(data(path), path)


def decoded(found: bytes, path: str | Path) -> str:
    """What was read as UTF-8, with or without its mark; an InputError names the row that is none."""
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + len(codecs.BOM_UTF8) * found.startswith(codecs.BOM_UTF8)
        row = found.count(b"\n", 0, at) + 1
        raise InputError(f"{path}: row {row}: not UTF-8 at byte {at}; save it as UTF-8") from None


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # what has become a pipe by now is not waited for


def is_beside(path: str) -> bool:
    """Whether a file that belongs to a page is there, in the page's own folder: a link out of that is not followed."""
    try:
        return Path(path).is_file() and Path(os.path.realpath(path)).is_relative_to(os.path.realpath(Path(path).parent))
    except (OSError, ValueError):  # no name of a file
        return False


def write_files(files: Mapping[Path, bytes]) -> list[Path]:
    """Write new files of one folder, all of them or none; an InputError if one is there, or cannot be written."""
    if there := [str(path) for path in files if path.exists()]:
        raise InputError(f"{', '.join(there)}: there already and left as it is; name another place, or move it")
    folder, placed = next(iter(files)).parent, []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{_MINE}", dir=folder) as beside:
            for path, own in files.items():
                (Path(beside) / path.name).write_bytes(own)
            for path in files:
                (Path(beside) / path.name).rename(path)
                placed.append(path)
    except OSError as error:
        for path in placed:
            path.unlink(missing_ok=True)
        raise _unwritten(error, folder) from None
    return list(files)


def write_file(path: Path, own: bytes) -> Path:
    """Write one file in one step, also in the place of a former one; an InputError if it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{_MINE}", dir=path.parent) as beside:
            (Path(beside) / path.name).write_bytes(own)
            (Path(beside) / path.name).replace(path)
    except OSError as error:
        raise _unwritten(error, path.parent) from None
    return path


def write_folder(
    folder: str | Path, files: Mapping[str, bytes], *, former: Callable[[Path], bool] = lambda _: False
) -> None:
    """Put files into a folder in one step: at any moment, and after any kill, it holds the former ones or these, whole.

    The folder is made anew beside its place and the two change places; what else it holds goes with it, except the
    files that `former` says are of a former writing. Of two runs at once one waits; what a killed one left is removed.
    Where a file system cannot exchange two folders there is a moment with none; the next run puts the former one back.

    Raises
    ------
    InputError
        The folder cannot be replaced or written; it is as it was.
    """
    folder = check_folder(folder)
    new, aside = (folder.with_name(f".{folder.name}.{_MINE}{what}") for what in ("new", "former"))

    def ignored(place: str, names: list[str]) -> list[str]:
        return [name for name in names if Path(place) == folder and (name in files or former(folder / name))]

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder.parent):
            if aside.exists() and not folder.exists():
                aside.rename(folder)
            _remove(aside, new)
            try:
                if folder.exists():
                    shutil.copytree(folder, new, symlinks=True, ignore=ignored, copy_function=_linked)
                else:
                    new.mkdir()
                for name, own in files.items():
                    (new / name).write_bytes(own)
                _exchange(new, folder, aside)
            finally:
                _remove(new)
            _remove(aside)
    except OSError as error:
        raise _unwritten(error, folder) from None


def check_folder(folder: str | Path) -> Path:
    """The whole path of a folder; an InputError, before any work is done, if `write_folder` cannot put it in place."""
    found = Path(os.path.realpath(folder))
    near = next(place for place in (found, *found.parents) if place.exists())
    if not near.is_dir():
        raise InputError(f"{near} is a file: name a folder")
    if near == found:
        if os.path.ismount(found) or Path(os.path.realpath(".")).is_relative_to(found):
            raise InputError(f"{folder}: a disk's root, or where you are, cannot be replaced; name a folder inside it")
        near = found.parent
    if not os.access(near, os.W_OK | os.X_OK):
        raise InputError(f"{near}: cannot be written (it is read-only); name a folder elsewhere")
    return found


def _unwritten(error: OSError, folder: Path) -> InputError:
    return InputError(f"{error.filename or folder}: cannot be written ({error.strerror or error})")


def _linked(source: str, target: str) -> None:
    """The same file under another name; a copy where the disk has no such links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target)


def _remove(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _exchange(new: Path, folder: Path, aside: Path) -> None:
    """Put the new folder in its place; where there is one, both change places in one step (Linux)."""
    swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if not folder.exists():
        new.rename(folder)
    elif swap is None or swap(-100, os.fsencode(new), -100, os.fsencode(folder), 2):
        if swap and ctypes.get_errno() not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
        folder.rename(aside)
        try:
            new.rename(folder)
        except OSError:
            aside.rename(folder)
            raise


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder's lock: of two runs that write there one waits. Where a disk knows no locks, there is none."""
    handle = -1
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
    try:
        end = time.monotonic() + PATIENCE
        while handle >= 0 and not _lock(handle):
            if time.monotonic() > end:
                raise InputError(f"{folder}: another run has been writing there for {PATIENCE:.0f} s; try again later")
            time.sleep(0.05)
        yield
    finally:
        if handle >= 0:
            os.close(handle)


def _lock(handle: int) -> bool:
    """Whether nobody else holds the lock."""
    if sys.platform != "win32":
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a network's disk
            return True
    return True


@contextmanager
def private() -> Iterator[Path]:
    """A folder for this run alone, gone when it ends; what killed runs left is removed first."""
    for left in Path(tempfile.gettempdir()).glob(f"{_MINE}*"):
        with suppress(OSError):
            _sweep(left)
    with tempfile.TemporaryDirectory(prefix=_MINE) as made, alone(Path(made)):
        own = Path(made) / "own"  # so that the lock is not that of `write_folder`, which works here too
        own.mkdir(mode=0o700)
        yield own


def _sweep(left: Path) -> None:
    """Remove a folder that nobody holds; one just made may not be held yet."""
    known = left.lstat()
    if sys.platform == "win32" or known.st_uid != os.getuid() or time.time() - known.st_mtime < PATIENCE:
        return
    handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(left, ignore_errors=True)
    finally:
        os.close(handle)
