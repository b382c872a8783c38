"""Take the README's picture from a report: `python benchmarks/picture.py reports/index.html docs/report.png` (needs Chromium)."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright


def take(page: Path, out: Path, *, width: int = 1100, height: int = 900) -> None:
    """The top of a page of the report as a PNG, once its font is there."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": width, "height": height})
        tab.goto(page.resolve().as_uri())
        tab.evaluate("document.fonts.ready")
        tab.screenshot(path=str(out))
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
