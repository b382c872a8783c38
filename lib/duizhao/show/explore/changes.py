"""Changes to what was found: other sources, edited lists, a corrected code. Each leaves the corpus that it was given as
it was, and computes only what it can have changed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from duizhao import codebook as codebooks
from duizhao import disk, naming
from duizhao.codebook.lists import BUILTIN, COLUMNS
from duizhao.codebook.match import fold
from duizhao.coding import corrections, sheets
from duizhao.compare import shares
from duizhao.corpus import LAYERS
from duizhao.errors import InputError
from duizhao.layers import frames
from duizhao.output import uncell
from duizhao.pages import tables

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

FILES = (*(f"{name}.csv" for name in COLUMNS), "stopwords.txt", "dictionary.txt")
"""The files of a codebook."""
_FEEDS = {
    "frames.csv": ("frames",), "frame_questions.csv": ("frames",), "hedges.csv": ("hedges",), "glosses.csv": (),
    "evaluations.csv": ("evaluations", "stance"), "stance_words.csv": ("evaluations", "stance"), "stopwords.txt": (),
    "dictionary.txt": ("tokens",),
}  # fmt: skip
"""The layers that a file can change; one that is not here, all but the sentences."""
CORRECTED = ("quotes", "stance", "frames")


def regrouped(corpus: Corpus, names: naming.Names = "", by: str | None = None) -> Corpus:
    """The corpus with other labels of its sources, as `load(…, names=names, by=by)` gives them."""
    pages, labels = naming.named([one.page for one in corpus.articles], names)
    label = dict(zip((one.name for one in corpus.articles), labels, strict=True))
    made = tuple(
        replace(one, page=page, source=label[one.name] or one.source)
        for one, page in zip(corpus.articles, pages, strict=True)
    )
    told = _renewed(corpus, (), (), articles=made, source={one.name: one.source for one in made})
    return shares.grouped(told, by) if by else told


def _renewed(
    corpus: Corpus, stale: Iterable[str], unfound: Iterable[str], *, source: dict[str, str] | None = None, **fields: Any
) -> Corpus:
    """The corpus with other fields, its layers kept but those `stale` as shown and `unfound` as they were found."""
    shown = {n: t for n, t in vars(corpus).items() if n in {*LAYERS} - {*stale}}
    found = {n: t for n, t in corpus.found.items() if n not in {*unfound}}
    for layers in (shown, found):
        layers |= {n: t.assign(source=t["article"].map(source)) for n, t in layers.items() if source}
    return replace(corpus, **fields, made={**shown, "found": found})  # type: ignore[dict-item]


def rows(folder: str | Path | None, file: str, text: str) -> str:
    """The rows of a file of the codebook that hold some text, below its header, for a person to edit.

    Examples
    --------
    >>> print(rows(None, "hedges.csv", "或许"))
    form,value,example,source
    或许,possible,,own
    """
    head, every = _read(folder, file)
    return "\n".join([*head, *(row for row in every if fold(text) in row)] if text else head)


def _read(folder: str | Path | None, file: str) -> tuple[list[str], list[str]]:
    """The header, if it has one, and the rows of a file, of the user's own where there is one."""
    if file not in FILES:
        raise InputError(f"no file {file} in a codebook; there are {', '.join(FILES)}")
    path = next((p for p in (Path(folder or BUILTIN) / file, BUILTIN / file) if p.is_file()), None)
    lines = disk.text(path).splitlines() if path else []
    first = int(file.endswith(".csv"))
    return lines[:first], lines[first:]


def edit(corpus: Corpus, folder: str | Path, file: str, shown: str, edited: str) -> Corpus:
    """The corpus with a file of the codebook changed: the rows `shown` are `edited`. The file is written into `folder`.

    Raises
    ------
    InputError
        A row cannot be used, or the file cannot be written: nothing is then.
    """
    folder, old = Path(folder), set(shown.splitlines())
    head, every = _read(folder, file)
    kept = [row for row in every if row not in old]
    text = "\n".join([*head, *kept, *(row for row in edited.splitlines() if row.strip() and row not in head), ""])
    with tempfile.TemporaryDirectory(prefix="duizhao-") as private:
        tried = Path(private) / "codebook"
        shutil.copytree(folder, tried) if folder.is_dir() else tried.mkdir()
        (tried / file).write_text(text, "utf-8")
        try:
            codebooks.load(tried)
        except InputError as error:
            raise InputError(str(error).replace(str(tried), str(folder))) from None
    disk.write_file(folder / file, text.encode())
    stale = _FEEDS.get(file, LAYERS[1:])
    return _renewed(corpus, stale, stale, codebook=codebooks.load(folder))


def codes(corpus: Corpus, article: str, sentence: int) -> list[tuple[str, str, str, str]]:
    """What can be corrected in a sentence: layer, target (of stance), column and what stands there, as for
    `correct`."""
    found = []
    for layer, table in _sheets(corpus, article, sentence, CORRECTED).items():
        columns = [str(name) for name in table if name not in sheets.FIXED]
        found += [(layer, row.get("target", ""), name, row[name]) for row in table.to_dict("records") for name in columns]
    return found


def _sheets(corpus: Corpus, article: str, sentence: int, layers: Iterable[str]) -> dict[str, pd.DataFrame]:
    """The coding sheets of one sentence, filled with its codes as they are."""
    own = {n: t[(t["article"] == article) & (t["sentence"] == sentence)] for n, t in corpus.layers.items()}
    return sheets.tables(own["sentences"], own, layers, frames=frames.names(corpus.codebook), filled=True)


def correct(
    corpus: Corpus, article: str, sentence: int, layer: str, target: str, column: str, value: str
) -> Corpus:  # fmt: skip
    """The corpus with one code of a sentence as a person says; it is written into `PAGE.codes.csv` beside the page.

    `layer`, `column` and `value` are those of coding sheets (see `coding.sheets`): `stance`, alone with a `target`,
    has the columns `polarity_author` and `polarity_quoted` for `for`, `against` and `0`; `frames` a column a frame for
    1 and 0; `quotes` a column a kind for the speakers.
    """
    table = _sheets(corpus, article, sentence, [layer])[layer]
    row = table[table["target"] == target] if layer == "stance" else table
    if row.empty or column not in row or column in sheets.FIXED:
        raise InputError(f"sentence {sentence} of {article} has no code {' '.join(filter(None, (layer, target, column)))}")
    path = Path(f"{next(one.page.name for one in corpus.articles if one.name == article)}.codes.csv")
    row, former = row.assign(**{column: value, "coder": "corrected"}), pd.DataFrame(columns=row.columns)
    if path.is_file():
        former = pd.DataFrame(tables.read_rows(path)).fillna("").map(uncell)
    whole = pd.concat([former, row]).fillna("")
    whole = whole.drop_duplicates([n for n in ("layer", "start", "end", "target") if n in whole], keep="last")
    order = [*(name for name in whole.columns if name not in ("note", "coder")), "note", "coder"]
    disk.write_file(path, sheets.to_csv(whole[order]))
    return _renewed(corpus, CORRECTED, ())


def difference(before: Mapping[str, pd.DataFrame], after: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The codes that more or fewer sentences have after a change, by source, see `corrections.difference`."""
    rows = corrections.difference(before, after)
    named = rows.rename(columns={"program": "was", "corrected": "now", "difference": "change"})
    return named[named["change"] != 0].reset_index(drop=True)
