"""Notebooks → one folder of HTML: run on the pages at hand, converted, put in place only when all is well."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from signal import SIGTERM
from threading import Lock

import nbformat
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from duizhao.errors import InputError
from duizhao.show import webpages

SEEDS_ONLY = ("05_validation",)
AT_ONCE = 2


def notebooks_folder() -> Path:
    """The notebooks of the report: package data where duizhao is installed, the checkout's where it is not."""
    installed = Path(__file__).parents[1] / "notebooks"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "notebooks"


def write(
    pages: Sequence[str | Path] | None,
    out: str | Path,
    *,
    notebooks: str | Path | None = None,
    names: Sequence[str] | None = None,
    parameters: Mapping[str, object] | None = None,
    progress: bool = True,
) -> Path:
    """Run the notebooks on `pages` (the seeds when there are none) and write the report into `out`.

    Parameters
    ----------
    pages : saved pages to compare, given to the notebooks as `pages`, a list of absolute paths.
    out : folder of the report. Pages of a former report in it are replaced; any other file stays as it is.
    notebooks : folder of the notebooks, numbered in reading order; by default duizhao's own.
    names : labels of the sources, given to the notebooks as `names`.
    parameters : whatever else the notebooks' `parameters` cell may be told.
    progress : show a bar on stderr where that is a terminal.

    Returns
    -------
    The path of the report's `index.html`.

    Raises
    ------
    InputError
        where `out` cannot be the report's folder, or where a notebook cannot use the pages. Nothing is written then.
    RuntimeError
        where a notebook fails otherwise; names the notebook and the error. Nothing is written then.
    """
    folder, target = Path(notebooks or notebooks_folder()), Path(out)
    files = [Path(page).resolve() for page in pages or ()]
    stems = sorted(path.stem for path in folder.glob("[0-9][0-9]_*.ipynb"))
    left_out = [stem for stem in stems if stem in SEEDS_ONLY and not _are_seeds(files, folder.parent / "seeds")]
    stems = [stem for stem in stems if stem not in left_out]
    if not stems:
        raise InputError(f"{folder} holds no notebook of a report (01_….ipynb): name the folder that does")
    _check_place(target, stems)
    told = {"pages": [str(file) for file in files]} if files else {}
    told |= {"names": list(names)} if names else {}
    executed = _execute_all([folder / f"{stem}.ipynb" for stem in stems], told | dict(parameters or {}), progress)
    compared = [file.name for file in files] or sorted(path.name for path in (folder.parent / "seeds").glob("*.txt"))
    _place(webpages.site(dict(zip(stems, executed, strict=True)), compared=compared, left_out=left_out), target)
    return target / "index.html"


def execute(
    path: Path, *, parameters: Mapping[str, object] | None = None, tick: Callable[[], None] = lambda: None,
    started: Callable[[AsyncKernelManager], None] = lambda manager: None,
) -> NotebookNode:
    """One notebook, run from its folder by this very interpreter; the file itself is left alone.

    `parameters` go into a cell of their own after the one tagged `parameters` (papermill's convention).
    """
    notebook = nbformat.read(path, as_version=4)
    if parameters:
        tagged = [n for n, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
        source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
        cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]})
        notebook.cells.insert(tagged[0] + 1 if tagged else 0, cell)
    with tempfile.TemporaryDirectory(prefix="duizhao-") as private:
        manager = AsyncKernelManager(
            kernel_spec_manager=_ThisInterpreter(), connection_file=str(Path(private) / "kernel.json")
        )
        if os.name == "posix":  # sockets in the private folder: no port to collide on, nobody else on the machine
            manager.transport, manager.ip = "ipc", str(Path(private) / "socket")
        started(manager)
        client = NotebookClient(
            notebook, km=manager, resources={"metadata": {"path": str(path.parent)}}, timeout=None,
            record_timing=False, on_cell_complete=lambda **cell: tick(),
        )
        client.owns_km = True
        quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONHASHSEED": "0", "IPYTHONDIR": private}
        try:
            client.execute(env=os.environ | quiet)
        except CellExecutionError as error:
            if error.ename == InputError.__name__:
                raise InputError(error.evalue) from None
            raise RuntimeError(f"{path.name} failed: {error.ename}: {error.evalue}") from error
    return notebook


def refresh(folder: str | Path | None = None) -> None:
    """Run the notebooks from clean kernels and save them where they are, with nothing of this machine in them."""
    paths = sorted(Path(folder or notebooks_folder()).glob("*.ipynb"))
    for path, notebook in zip(paths, _execute_all(paths, {}, True), strict=True):
        notebook.metadata = NotebookNode(kernelspec=_KERNEL, language_info={"name": "python"})
        nbformat.write(notebook, path)


_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class _ThisInterpreter(KernelSpecManager):  # type: ignore[misc]
    """Whatever kernels a machine has registered, or none: the notebooks run where duizhao runs."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(**get_kernel_dict())


def _execute_all(paths: Sequence[Path], parameters: Mapping[str, object], progress: bool) -> list[NotebookNode]:
    cells = sum(cell.cell_type == "code" for path in paths for cell in nbformat.read(path, as_version=4).cells)
    bar = _Bar(cells + bool(parameters) * len(paths), shown=progress and sys.stderr.isatty())
    managers: list[AsyncKernelManager] = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        runs = [
            pool.submit(execute, path, parameters=parameters, tick=bar.tick, started=managers.append)
            for path in paths
        ]
        try:
            return [run.result() for run in runs]
        except BaseException:  # Ctrl-C too: what is not begun is dropped, what runs is stopped
            pool.shutdown(wait=False, cancel_futures=True)
            for manager in managers:
                with suppress(Exception):
                    os.kill(manager.provisioner.pid, SIGTERM)
            raise
        finally:
            bar.end()


class _Bar:
    """`[######----] 12/30 cells` on stderr, in place."""

    def __init__(self, total: int, *, shown: bool) -> None:
        self.total, self.shown, self.done, self.lock = total, shown, 0, Lock()

    def tick(self) -> None:
        with self.lock:
            self.done += 1
            if self.shown:
                full = 30 * self.done // max(self.total, 1)
                print(f"\r[{'#' * full:-<30}] {self.done}/{self.total} cells", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        if self.shown and self.done:
            print(file=sys.stderr)


def _are_seeds(files: Sequence[Path], seeds: Path) -> bool:
    own = sorted(path.read_bytes() for path in seeds.glob("*.txt"))
    return not files or (all(file.is_file() for file in files) and sorted(f.read_bytes() for f in files) == own)


def _ours(path: Path) -> bool:
    """Whether a former report wrote this file."""
    with path.open("rb") as file:
        return f'<meta name="generator" content="{webpages.GENERATOR}">'.encode() in file.read(1000)


def _check_place(out: Path, stems: Sequence[str]) -> None:
    """Refuse a place that cannot be the report's, before any work is done."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is a file: name a folder for the report")
    for stem in ("index", *stems):
        path = out / f"{stem}.html"
        if path.exists() and not (path.is_file() and _ours(path)):
            raise InputError(f"{path} is not of a former report and would be lost: name another folder for the report")


def _place(files: Mapping[str, str], out: Path) -> None:
    """Write all files beside their places, then move each in at once, and drop former pages that have no successor."""
    out.mkdir(parents=True, exist_ok=True)
    former = [path for path in out.glob("*.html") if path.is_file() and path.name not in files and _ours(path)]
    with tempfile.TemporaryDirectory(prefix=".report-", dir=out) as folder:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8", newline="\n")
        for name in reversed(list(files)):
            (Path(folder) / name).replace(out / name)
    for path in former:
        path.unlink()
