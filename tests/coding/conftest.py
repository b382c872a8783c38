"""A small corpus of our own and its codes, as sheets: what the tests of coding share."""

from types import SimpleNamespace

import pandas as pd
import pytest

from duizhao.coding import coders, sheets

FRAMES = ("conflict", "security")
TEXTS = ["英国首相斯塔默说,“可能出兵”。", "=法国不会;参加", "俄罗斯反对。", "没有别的。"]


def sentences(texts=TEXTS, page="a.txt"):
    rows, at = [], 0
    for n, text in enumerate(texts):
        rows.append((page, page, n, n + 1, "body", at, at + len(text), text))
        at += len(text) + 1
    return pd.DataFrame(rows, columns=["source", "article", "sentence", "line", "role", "start", "end", "text"])


def layer(columns, *rows):
    return pd.DataFrame([("a.txt", *row) for row in rows], columns=["article", "sentence", *columns])


CODING = {
    "mentions": layer(["start", "actors"], (0, 0, ("GB",)), (0, 2, ("GB",)), (1, 20, ("FR", "GB")), (2, 30, ("RU",))),
    "quotes": layer(["kind", "speaker"], (0, "mixed", "斯塔默")),
    "stance": layer(["target", "voice", "polarity"], (1, "FR", "author", -1), (2, "GB", "扎哈罗娃", 1)),
    "frames": layer(["frame"], (0, "security"), (2, "conflict"), (2, "security")),
    "hedges": layer(["value", "text"], (0, "possible", "可能")),
}


def made(*, filled=True, coder="", layers=tuple(sheets.COLUMNS), texts=TEXTS):
    return sheets.tables(sentences(texts), CODING, layers, frames=FRAMES, coder=coder, filled=filled)


def handed(tmp_path, name, tables):
    """A sheet written and read back."""
    return coders.read(sheets.write(tables, tmp_path / f"{name}.csv")[0])


def changed(layer_name, **cells):
    """The filled sheet of a layer with cells changed: `column=(row, text)`."""
    table = made(layers=[layer_name])[layer_name]
    for column, (row, text) in cells.items():
        table.loc[row, column] = text
    return {layer_name: table}


@pytest.fixture
def example():
    return SimpleNamespace(
        sentences=sentences, coding=CODING, frames=FRAMES, texts=TEXTS, made=made, handed=handed, changed=changed
    )
