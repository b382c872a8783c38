"""The bench as a researcher has it: JupyterLab on this machine, in a real browser. DUIZHAO_SHOTS=FOLDER keeps pictures."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import nbformat
import pytest

import duizhao

ROOT = Path(__file__).parents[3]
QUIET = {"fetchNews": "false", "checkForUpdates": False}


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of the notebook with its token, and the folder that it lies in, beside our own pages of one event."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    shutil.copytree(ROOT / "docs" / "event", tmp_path / "event")
    notebook = nbformat.read(ROOT / "notebooks" / "explore.ipynb", as_version=4)
    last = next(n for n, cell in enumerate(notebook.cells) if "explore.Bench(" in cell.source)
    notebook.cells = notebook.cells[: last + 1]  # the calls below are compared by nbval
    for cell in notebook.cells:
        cell.source = cell.source.replace('"../seeds"', '["../event/beian-1.html", "../event/haixia-1.html"]')
    nbformat.write(notebook, folder / "explore.ipynb")
    quiet = tmp_path / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text(json.dumps(QUIET))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    private = {f"JUPYTER_{name}_DIR": str(tmp_path / name.lower()) for name in ("CONFIG", "RUNTIME", "DATA")}
    private |= {"JUPYTERLAB_SETTINGS_DIR": str(tmp_path / "settings"), "JUPYTERLAB_WORKSPACES_DIR": str(tmp_path / "work")}
    private |= {"IPYTHONDIR": str(tmp_path / "ipython"), "PYTHONPATH": str(Path(duizhao.__file__).parents[1])}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}",
               f"--IdentityProvider.token={token}", f"--notebook-dir={folder}"]  # fmt: skip
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | private, stdout=log, stderr=log)
        try:
            wait(f"http://127.0.0.1:{port}/api?token={token}")
            yield f"http://127.0.0.1:{port}/lab/tree/explore.ipynb?token={token}", folder
        finally:
            server.terminate()
            server.wait(30)


def wait(address: str) -> None:
    for _ in range(300):
        try:
            urlopen(address).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("JupyterLab did not start")


def shot(tab: Any, name: str) -> None:
    if folder := os.environ.get("DUIZHAO_SHOTS"):
        tab.wait_for_timeout(1500)
        bench = tab.locator(".jp-OutputArea-output > .widget-vbox")
        (bench.first if bench.count() else tab).screenshot(path=Path(folder) / f"{name}.png")


def test_a_researcher_at_the_bench(browser: Any, lab: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    from playwright.sync_api import expect

    address, folder = lab
    tab = browser.new_page(viewport={"width": 1360, "height": 1250})
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(address)
    tab.get_by_text("What the bench showed when it was saved; run this cell").wait_for()  # before any kernel
    shot(tab, "static")
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # to run sooner asks which kernel
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    status = tab.get_by_role("status").filter(has_text="done in")
    caption = tab.locator(".duizhao table caption").first

    def asked(name: str, act: Any) -> None:
        """Do it and see that the bench has answered."""
        tab.evaluate("document.querySelectorAll('.duizhao [role=status]').forEach(line => line.remove())")
        act()
        status.wait_for()
        shot(tab, name)

    def choose(name: str, label: str, index: int | None = None) -> None:
        tab.get_by_label(name, exact=True).select_option(index=index) if index is not None else tab.get_by_label(
            name, exact=True
        ).select_option(label=label)

    tab.get_by_label("Pages", exact=True).wait_for(timeout=60_000)
    caption.filter(has_text="How often: 安全").wait_for()
    tab.get_by_label("Pages", exact=True).select_option(label=["dongwan-1.html", "beian-2.html"])
    asked("pages", lambda: tab.get_by_role("button", name="Read these pages").click())
    what = tab.get_by_label("What", exact=True).first
    what.fill("合作")
    asked("word", lambda: what.press("Enter"))
    caption.filter(has_text="How often: 合作").wait_for()
    asked("grouped", lambda: choose("Group by", "host"))
    tab.locator(".duizhao th").filter(has_text="www.dongwan.example").first.wait_for()
    tour = ("In context", "Words near it", "Voices", "The article") if os.environ.get("DUIZHAO_SHOTS") else ()
    for name in (*tour, "Change"):
        asked(name, lambda name=name: tab.get_by_role("tab", name=name).click())
    code = tab.get_by_label("Code", exact=True).first
    code.select_option(label="frames diplomacy")
    value = tab.get_by_label("Should be", exact=True)
    expect(value).to_have_value("1")  # what the program found
    value.fill("0")
    value.press("Tab")
    asked("corrected", lambda: tab.get_by_role("button", name="Correct it").click())
    tab.locator(".duizhao td").filter(has_text="diplomacy").wait_for()
    tab.get_by_role("tab", name="Export").click()
    choose("Format", "svg")
    asked("export", lambda: tab.get_by_role("button", name="Export", exact=True).click())
    cell = tab.get_by_label("Code", exact=True).last.input_value()
    tab.close()
    assert complaints == []
    log = (folder.parent / "log").read_text()
    assert not [line for line in log.splitlines() if line.startswith("[E ") or "Traceback" in line]
    assert (folder.parent / "event" / "dongwan-1.html.codes.csv").exists()
    monkeypatch.chdir(folder)
    *lines, last = cell.split("\n")
    space: dict[str, Any] = {}
    exec("\n".join(lines), space)
    assert eval(last, space).svg() == (folder / "exports" / "word-合作-rates.svg").read_text("utf-8")
