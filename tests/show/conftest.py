"""A real browser for what is looked at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("DUIZHAO_BROWSER") == "required":
            pytest.fail("no browser, though DUIZHAO_BROWSER=required: install chromium")
        pytest.skip("no Chromium or Chrome on this machine: pages are not looked at")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def look(browser: Any) -> Iterator[Callable[..., tuple[Any, list[str], list[str]]]]:
    """Opens a page: gives it, what it asked for besides itself, and what its console complained of."""
    tabs = []

    def visit(path: Path, *, width: int = 1200, scheme: str = "light") -> tuple[Any, list[str], list[str]]:
        tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        tabs.append(tab)
        asked: list[str] = []
        complaints: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(path.as_uri())
        tab.wait_for_load_state("load")
        return tab, [url for url in asked if url != path.as_uri() and not url.startswith("data:")], complaints

    yield visit
    for tab in tabs:
        tab.close()
