"""The tutorials do what they say: their commands and Python run in order, in a folder with nothing but our own pages.

Of what takes long or opens a browser (`report`, `jupyter`) only the command line is read.
"""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import shlex
import shutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from duizhao import cli, measures

DOCS = Path(__file__).parents[1] / "docs"
READ_ONLY = ("report", "jupyter")


def blocks(page: str) -> list[tuple[str, str]]:
    return re.findall(r"^```(sh|python)\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.M | re.S)


def shell(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(line, comments=True)
    if words[0] == "cd":
        monkeypatch.chdir(words[1])
    elif words[0] == "cp":
        for name in words[1:-1]:
            shutil.copy(name, words[-1])
    elif words[0] == "duizhao":
        end = words.index(">") if ">" in words else len(words)
        if words[1] in READ_ONLY:
            cli._parser().parse_args(words[1:end])
            return
        with contextlib.redirect_stdout(io.StringIO()) as out:
            assert cli.main(words[1:end]) in (0, 1)
        if end < len(words):
            Path(words[end + 1]).write_text(out.getvalue(), "utf-8")
    else:
        assert words[0] in READ_ONLY


@pytest.mark.parametrize("page", ["ten_minutes.md", "one_event.md"])
def test_tutorials_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DOCS / "event", tmp_path / "docs" / "event")
    monkeypatch.chdir(tmp_path)
    space: dict[str, Any] = {}
    ran = blocks(page)
    assert len(ran) > 5
    for language, text in ran:
        if language == "python":
            exec(text, space)
        else:
            for line in text.strip().splitlines():
                shell(line, monkeypatch)
    assert page != "ten_minutes.md" or (Path("terms.csv").exists() and list(Path("pages").glob("*.codes.csv")))


def test_methods_name_each_measure() -> None:
    told = (DOCS / "methods.md").read_text("utf-8")
    for name in ("agreement", "dispersion", "intervals", "keyness", "resample", "shift"):
        module = import_module(f"{measures.__name__}.{name}")
        for function, own in inspect.getmembers(module, inspect.isfunction):
            helper = function in ("table", "units", "top", "totals", "streams", "bits", "of_sums")
            if own.__module__ == module.__name__ and not function.startswith("_") and not helper:
                assert f"`{function}`" in told, f"{name}.{function}"


def test_every_page_is_on_the_site() -> None:
    told = (DOCS.parent / "mkdocs.yml").read_text("utf-8")
    assert {path.name for path in DOCS.glob("*.md")} == set(re.findall(r"(\w+\.md)$", told, re.M))
