"""What several coders answered → how far they agree, and every place where they do not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, combinations, count
from typing import Any, NamedTuple, cast

import pandas as pd

from duizhao.coding import coders, sheets
from duizhao.coding.coders import Row, Sheet, Unit
from duizhao.errors import InputError
from duizhao.measures import agreement


class Agreement(NamedTuple):
    """`measures`, a record a variable and category; `disagreements`, a row a unit; `notes`, what was left out."""

    measures: list[dict[str, Any]]
    disagreements: pd.DataFrame
    notes: list[str]


def agree(given: Sequence[Sheet], *, blank_is_zero: bool = False, seed: int = 0, resamples: int = 2000) -> Agreement:
    """Krippendorff's alpha of all coders, and precision and recall of each pair, the first of the two taken as right.

    Parameters
    ----------
    given : a sheet a coder, of the same pages
    blank_is_zero : a row that is left blank says that there is nothing, in place of not being coded

    Returns
    -------
    Agreement
        A unit is a sentence and a category: an actor, a kind of quotation, a frame, a value of certainty; for stance, an
        actor of the sentence. First comes each variable over all categories (`category` None), then each category
        that some coder gave. Alpha is ordinal for stance, nominal else; see `agreement.alpha` for its interval, which
        draws units, though those of one sentence may stand or fall together. `speaker` compares the sentences in
        which both have a quotation.

    Raises
    ------
    InputError
        Fewer than two sheets, no layer in common, not the same sentences, or a cell that is no code; it names the row.
    """
    if len(given) < 2:
        raise InputError("one sheet only: name the sheets of two coders or more")
    names = _names([sheet.coder for sheet in given])
    measures: list[dict[str, Any]] = []
    differing: list[dict[str, Any]] = []
    notes: list[str] = []
    for layer in sheets.COLUMNS:
        own = {name: sheet.rows[layer] for name, sheet in zip(names, given, strict=True) if layer in sheet.rows}
        if len(own) == 1:
            notes.append(f"{layer}: only {next(iter(own))} has rows of it, nothing to compare")
        if len(own) > 1:
            table = _table(layer, own, blank_is_zero)
            empty = [name for name in own if table[name].isna().all()]
            notes += [f"{layer}: {name} filled in nothing; write 0 where there is nothing" for name in empty]
            measures += _measures(layer, table, seed, resamples)
            differing += _differing(layer, table, own)
    if not any(measure["units"] for measure in measures):
        raise InputError(f"nothing to compare: {'; '.join(notes)}")
    return Agreement(
        measures, pd.DataFrame(differing, columns=[*sheets.ADDRESS, "variable", "category", *names, "text"]), notes
    )


def of_codings(
    sentences: pd.DataFrame,
    codings: Mapping[str, Mapping[str, pd.DataFrame]],
    frames: Iterable[str],
    *,
    seed: int = 0,
    resamples: int = 2000,
) -> Agreement:
    """As `agree`, of whole codings by coder (see `duizhao.coding.scores`), each as the sheet that it would fill in."""
    frames = list(dict.fromkeys(frames))
    tables = {
        name: sheets.tables(sentences, own, sheets.COLUMNS, frames=frames, filled=True) for name, own in codings.items()
    }
    return agree([coders.from_tables(name, own) for name, own in tables.items()], seed=seed, resamples=resamples)


def _names(coders: Iterable[str]) -> list[str]:
    """The coders' names, each once, none of them that of another column."""
    taken = {*sheets.FIXED, "variable", "category"}
    names = []
    for name in coders:
        own = next(n for n in chain([name], (f"{name} #{k}" for k in count(2))) if n not in taken)
        names.append(own)
        taken.add(own)
    return names


def _table(layer: str, own: dict[str, list[Row]], blank_is_zero: bool) -> pd.DataFrame:
    """A row a unit, a column a coder; None is not coded. Sentences that differ between sheets are an error."""
    answers = {name: coders.answers(layer, rows, blank_is_zero) for name, rows in own.items()}
    coders.check_same(layer, own)
    units = {unit for found, _ in answers.values() for unit in found}
    if layer != "stance":
        every = {(variable, category) for _, _, variable, category in units}
        places = {(row.page, row.sentence) for rows in own.values() for row in rows}
        units |= {(*place, *one) for place in places for one in every if one[0] != "speaker"}
    order = sorted(units)
    columns = {
        name: [found.get(u, 0 if u[:2] in coded and u[2] != "speaker" else None) for u in order]
        for name, (found, coded) in answers.items()
    }
    index = pd.MultiIndex.from_tuples(order, names=["page", "sentence", "variable", "category"]) if order else None
    return pd.DataFrame(columns, index=index, dtype=object)


def _measures(layer: str, table: pd.DataFrame, seed: int, resamples: int) -> Iterator[dict[str, Any]]:
    for variable, part in table.groupby(level="variable", sort=False) if len(table) else ():
        yield _measure(layer, str(variable), None, part, seed, resamples)
        for category, units in part.groupby(level="category"):
            if category and (units.notna() & units.ne(0)).to_numpy().any():
                yield _measure(layer, str(variable), str(category), units, seed, resamples)


def _measure(
    layer: str, variable: str, category: str | None, units: pd.DataFrame, seed: int, resamples: int
) -> dict[str, Any]:
    level: agreement.Level = "ordinal" if layer == "stance" else "nominal"
    # a draw of every unit is kept in memory until alpha is known
    draws = min(resamples, max(200, 10**7 // max(len(units), 1)))
    found = agreement.alpha(units, level=level, seed=seed, resamples=draws)
    pairs = []
    for one, two in combinations(units.columns, 2):
        both = units[[one, two]].dropna()
        marks = [[(unit, v) for unit, v in both[name].items() if v != 0] for name in (one, two)]
        pairs.append({"coded": one, "found": two, **agreement.scores(*marks)._asdict()})
    return {
        "layer": layer, "variable": variable, "category": category, "level": level, **found._asdict(),
        "not_coded": {name: int(units[name].isna().sum()) for name in units.columns}, "pairs": pairs,
    }  # fmt: skip


def _differing(layer: str, table: pd.DataFrame, own: dict[str, list[Row]]) -> Iterator[dict[str, Any]]:
    rows = {(row.page, row.sentence): row for row in next(iter(own.values()))}
    for unit, codes in agreement.disagreements(table).to_dict("index").items():
        page, sentence, variable, category = cast(Unit, unit)
        row = rows[page, sentence]
        address = {"page": page, "layer": layer, "sentence": sentence, "start": row.start, "end": row.end}
        yield {**address, "variable": variable, "category": category, **cast(dict[str, Any], codes), "text": row.text}
