"""The report's words: every phrase that code and notebooks say has its row, every column that they show a name."""

import csv
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from duizhao.errors import InputError
from duizhao.show import notebooks, words

HERE = Path(words.__file__).parent
SAID = re.compile(r'(?:\bsay|phrases\(lang\))\(\s*"((?:[^"\\]|\\.)*)"|^\s*(?:told|sides|phrase) = "((?:[^"\\]|\\.)*)"', re.M)


def table(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells() -> list[str]:
    stored = [nbformat.read(path, as_version=4) for path in sorted(notebooks.folder().glob("0*.ipynb"))]
    return [cell.source for notebook in stored for cell in notebook.cells if cell.cell_type == "code"]


def test_every_phrase_has_its_row() -> None:
    known = {row["en"] for row in table("phrases")} | {row["key"] for row in table("words")}
    texts = [*cells(), *(path.read_text(encoding="utf-8") for path in HERE.rglob("*.py"))]
    phrases = {one or other for text in texts for one, other in SAID.findall(text)}
    assert len(phrases) > 50
    assert sorted(phrase for phrase in phrases if len(phrase) > 3 and phrase not in known) == []


@pytest.mark.parametrize("name", ["words", "phrases", "columns", "values"])
def test_places_are_the_same_in_both_languages(name: str) -> None:
    for row in table(name):
        other = next(iter(row.values())) if name == "phrases" else row["en"]
        if row["zh"]:
            assert sorted(re.findall(r"\{[^}]*\}", row["zh"])) == sorted(re.findall(r"\{[^}]*\}", other)), other


def test_no_name_of_a_column_is_one_of_code() -> None:
    shown = {column for row in table("columns") for column in (row["en"], row["zh"])}
    assert not [name for name in shown if "_" in name]


def test_what_has_no_row_stays() -> None:
    assert words.column("甲报") == "甲报"
    assert words.value("乌克兰", "zh") == "乌克兰"
    assert words.phrases("zh")("no such phrase {n}", n=3) == "no such phrase 3"
    with pytest.raises(InputError, match="there are en, zh"):
        words.phrases("de")


def test_functions_speak_one_language() -> None:
    from duizhao.show import evidence

    (spoken,) = words.speaking("zh", evidence)
    assert "谁的话" in spoken.table(pd.DataFrame({"voice": ["author"]}), caption="c").html
    assert spoken.safe("<") == "&lt;"
