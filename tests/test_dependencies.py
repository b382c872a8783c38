"""Every package that duizhao asks for is justified in one line."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_every_dependency_has_its_line():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *(one for group in project["optional-dependencies"].values() for one in group)]
    asked = [one for one in asked if not one.startswith("duizhao[")]  # the extras, which tests need too
    listed = re.findall(r"^\| (?!package )([\w-]+) \| [^|]{4,} \| [^|]+ \|$", (ROOT / "docs" / "dependencies.md").read_text("utf-8"), re.M)
    assert sorted(listed) == sorted(re.match(r"[\w-]+", one)[0] for one in asked)
