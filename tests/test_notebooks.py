"""The stored notebooks: executed in order from a clean kernel, short cells, nothing of one machine or one moment in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

FOLDER = Path(__file__).parents[1] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
# A date and a time are data here (the pages bear them); what may not be stored is where and as what object it ran.
MACHINE = re.compile(r"/(?:home|root|work|tmp|Users|usr|var)/|<[\w.]+ object at 0x|0x[0-9a-f]{8,}|[A-Z]:\\\\")


def cells(path: Path) -> list[Any]:
    return [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]


def test_there_are_notebooks() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["01", "02", "03", "04", "05", "06", "ex"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_executed_in_order(self, path: Path) -> None:
        assert [c.execution_count for c in cells(path)] == list(range(1, len(cells(path)) + 1))

    def test_no_error_and_nothing_on_stderr(self, path: Path) -> None:
        outputs = [output for cell in cells(path) for output in cell.outputs]
        assert not [o for o in outputs if o.output_type == "error" or o.get("name") == "stderr"]

    def test_nothing_of_the_machine(self, path: Path) -> None:
        stored = [
            str(o.get("data", {}).get(kind, ""))
            for c in cells(path)
            for o in c.outputs
            for kind in ("text/plain", "text/html")
        ]
        assert not [found[0] for text in stored if (found := MACHINE.search(text))]

    def test_short_cells(self, path: Path) -> None:
        lengths = sorted(len(c.source.splitlines()) for c in cells(path))
        assert len(lengths) <= 25
        assert lengths[-1] <= 15
        assert lengths[len(lengths) // 2] <= 3

    def test_no_exceptions_from_the_comparison(self, path: Path) -> None:
        tags = [tag for c in cells(path) for tag in c.metadata.get("tags", []) if tag.startswith("nbval")]
        assert tags == ["nbval-ignore-output"] * (path.stem == "explore")  # its widgets are another object each time
        assert not [c.source for c in cells(path) if re.search(r"#\s*NBVAL", c.source)]

    def test_one_cell_of_parameters(self, path: Path) -> None:
        assert sum("parameters" in c.metadata.get("tags", []) for c in cells(path)) == 1

    def test_as_much_prose_as_code(self, path: Path) -> None:
        """Prose is what is written between the cells, and the sentences that cells put out with their numbers."""
        notebook = nbformat.read(path, as_version=4)
        written = sum(len(c.source) for c in notebook.cells if c.cell_type == "markdown")
        computed = [
            o.data["text/plain"]
            for c in cells(path)
            for o in c.outputs
            if "data" in o and "<p>" in str(o.data.get("text/html"))[:3]
        ]
        assert written + sum(map(len, computed)) >= sum(len(c.source) for c in cells(path))

    def test_figures_say_what_they_show(self, path: Path) -> None:
        for cell in cells(path):
            for output in cell.outputs:
                if "image/svg+xml" in output.get("data", {}):
                    assert len(output.data["text/plain"]) > 40
                    assert output.metadata["image/svg+xml"]["alt"] == output.data["text/plain"]
