"""A folder for a study of one's own, and what is doubtful on its pages before anything is counted."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import nbformat
import pytest

from duizhao import cli, codebook
from duizhao.codebook import lists

EVENT = Path(__file__).parents[1] / "docs" / "event"


def checked(capsys: pytest.CaptureFixture[str], *pages: Path) -> tuple[int, list[dict[str, object]]]:
    capsys.readouterr()
    status = cli.main(["check", *map(str, pages)])
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_new_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my study"
    assert cli.main(["init", str(folder)]) == 0
    assert codebook.load(folder / "codebook").tables.keys() == codebook.load().tables.keys()
    assert len((folder / "README.md").read_text("utf-8").strip().splitlines()) == 10
    assert "{version}" not in (folder / "README.md").read_text("utf-8") + (folder / "requirements.txt").read_text("utf-8")
    assert (folder / ".github" / "workflows" / "check.yml").exists()
    notebooks = sorted((folder / "notebooks").glob("*.ipynb"))
    assert [path.stem[:2] for path in notebooks] == ["01", "02", "03", "04", "06", "ex"]
    for path in notebooks:
        cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert not any(cell.outputs or cell.execution_count for cell in cells)
        (given,) = (cell.source for cell in cells if "parameters" in cell.metadata.get("tags", []))
        values = {node.targets[0].id: ast.literal_eval(node.value) for node in ast.parse(given).body}  # type: ignore[attr-defined]
        assert (values["pages"], values["folder"]) == (["../pages"], "../codebook")
    assert cli.main(["init", str(folder)]) == 2
    assert cli.main(["check", str(folder / "pages")]) == 2


def test_every_list_is_there_to_edit(tmp_path: Path) -> None:
    cli.main(["init", str(tmp_path)])
    assert {path.stem for path in (tmp_path / "codebook").glob("*.csv")} >= set(lists.COLUMNS)


def test_pages_without_doubt(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys, EVENT) == (0, [])


@pytest.mark.parametrize(
    ("about", "change"),
    [
        ("date", lambda html: html.replace("2026-03-04 15:26", "")),
        ("source", lambda html: html.replace("来源：北岸网", "").replace("_北岸网", "").replace("canonical", "x").replace("北岸网", "")),
        ("articles", lambda html: html.replace("</body>", (EVENT / "dongwan-1.html").read_text("utf-8").split("<body>")[1])),
        ("copy", lambda html: html.replace("噪声", "声响")),
    ],
)
def test_a_doubt(tmp_path: Path, capsys: pytest.CaptureFixture[str], about: str, change: object) -> None:
    page = EVENT / "beian-2.html"
    (tmp_path / "b.html").write_text(change(page.read_text("utf-8")), "utf-8")  # type: ignore[operator]
    status, rows = checked(capsys, tmp_path / "b.html", *([page] if about == "copy" else []))
    assert status == 1
    assert about in [row["about"] for row in rows]


def test_files_that_are_no_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK")
    status, rows = checked(capsys, tmp_path / "a.zip", EVENT / "beian-1.html")
    assert (status, [row["about"] for row in rows]) == (1, ["file"])
