"""Notebooks run in kernels of this very interpreter, two at a time; the files themselves are left alone."""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import os
import re
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from signal import SIGTERM
from subprocess import DEVNULL

import nbformat
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from tqdm import tqdm

from duizhao import disk
from duizhao.errors import InputError

AT_ONCE = 2
_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


class _ThisInterpreter(KernelSpecManager):  # type: ignore[misc]
    """Whatever kernels a machine has registered, or none: the notebooks run where duizhao runs."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return KernelSpec(**get_kernel_dict())


def folder() -> Path:
    """The notebooks of the report: package data where duizhao is installed, the checkout's where it is not."""
    installed = Path(__file__).parents[1] / "notebooks"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "notebooks"


def prose(stem: str, lang: str) -> dict[str, str]:
    """What a notebook's cells of text say in another language, by the cell's id; a cell that is missing stays English.

    It stands in `notebooks/LANG/STEM.md`, each cell's text under a line `<!-- cell ID DIGEST -->`: the id that the
    notebook's file gives it, and the `digest` of the English text that it was written from.
    """
    path = folder() / lang / f"{stem}.md"
    parts = re.split(r"^<!-- cell (\S+) \w+ -->$", path.read_text(encoding="utf-8"), flags=re.M) if path.is_file() else [""]
    return dict(zip(parts[1::2], map(str.strip, parts[2::2]), strict=True))


def digest(source: str) -> str:
    """What tells whether a cell's text is still the one that another language was written from.

    Examples
    --------
    >>> digest("# Which words?")
    '7218e402'
    """
    return hashlib.sha256(source.encode()).hexdigest()[:8]


def refresh(where: str | Path | None = None) -> None:
    """Run the notebooks from clean kernels and save them where they are, with nothing of this machine in them."""
    paths = sorted(Path(where or folder()).glob("*.ipynb"))
    for path, notebook in zip(paths, execute(paths, {}), strict=True):
        for output in (one for cell in notebook.cells for one in cell.get("outputs", ())):
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)  # needs a kernel; HTML does not
        notebook.metadata = NotebookNode(kernelspec=_KERNEL, language_info={"name": "python"})
        nbformat.write(notebook, path)


def execute(paths: Sequence[Path], parameters: Mapping[str, object]) -> list[NotebookNode]:
    """Notebooks, executed, each from its own folder, with a bar on stderr where that is a terminal.

    `parameters` go into a cell of their own after the one tagged `parameters` (papermill's convention).

    Raises
    ------
    InputError
        What a notebook was given cannot be used.
    RuntimeError
        A notebook fails otherwise; the message names it and the error.
    """
    given = [_with(nbformat.read(path, as_version=4), parameters) for path in paths]
    cells = sum(cell.cell_type == "code" for notebook in given for cell in notebook.cells)
    managers: list[AsyncKernelManager] = []
    bar = tqdm(total=cells, leave=False, disable=None, bar_format="{desc} {bar:20} {n_fmt}/{total_fmt} cells, {elapsed}")
    with bar, ThreadPoolExecutor(AT_ONCE) as pool:  # in threads Ctrl-C comes here, not to a kernel's client
        runs = [pool.submit(_timed, path, notebook, bar, managers) for path, notebook in zip(paths, given, strict=True)]
        try:
            for run in as_completed(runs):
                run.result()
            return given
        except BaseException:  # Ctrl-C too: what is not begun is dropped, what runs is stopped
            pool.shutdown(wait=False, cancel_futures=True)
            for manager in managers:
                with suppress(Exception):
                    os.kill(manager.provisioner.pid, SIGTERM)
            raise


def _with(notebook: NotebookNode, parameters: Mapping[str, object]) -> NotebookNode:
    if parameters:
        tagged = [n for n, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", [])]
        source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
        cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]})
        notebook.cells.insert(tagged[0] + 1 if tagged else 0, cell)
    return notebook


def _timed(path: Path, notebook: NotebookNode, bar: tqdm[None], managers: list[AsyncKernelManager]) -> None:
    """Run a notebook, named on the bar while it runs, and with its time when it is done."""
    began = time.monotonic()
    bar.set_description_str(path.stem)
    _run(path, notebook, bar, managers)
    if not bar.disable:
        bar.write(f"{path.stem}: {time.monotonic() - began:.1f} s", file=sys.stderr)


def _run(path: Path, notebook: NotebookNode, bar: tqdm[None], managers: list[AsyncKernelManager]) -> None:
    with disk.private() as private:
        connection = str(private / "kernel.json")
        manager = AsyncKernelManager(kernel_spec_manager=_ThisInterpreter(), connection_file=connection)
        if os.name == "posix":  # sockets in the private folder: no port to collide on, nobody else on the machine
            manager.transport, manager.ip = "ipc", str(private / "socket")
        managers.append(manager)
        client = NotebookClient(
            notebook, km=manager, resources={"metadata": {"path": str(path.parent)}}, timeout=None,
            record_timing=False, on_cell_complete=lambda **_: bar.update(),
        )  # fmt: skip
        client.owns_km = True
        quiet = {"PYDEVD_DISABLE_FILE_VALIDATION": "1", "PYTHONHASHSEED": "0", "IPYTHONDIR": str(private)}
        try:
            # what a kernel complains of at its end is no word to the reader: errors of cells come by message
            asyncio.run(client.async_execute(env=os.environ | quiet, stderr=DEVNULL))
        except CellExecutionError as error:
            if error.ename == InputError.__name__:
                raise InputError(error.evalue) from None
            raise RuntimeError(f"{path.name} failed: {error.ename}: {error.evalue}") from error
        except RuntimeError as error:  # its kernel died
            raise RuntimeError(f"{path.name} failed: {error}") from error
        finally:
            atexit.unregister(client._cleanup_kernel)  # what a client that failed leaves to be done at exit fails too
