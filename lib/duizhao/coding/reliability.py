"""What several coders answered → how far they agree, and every place where they do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, combinations, count
from typing import Any, NamedTuple, cast

import pandas as pd

from duizhao.coding import sheets
from duizhao.coding.coders import Row, Sheet
from duizhao.errors import InputError
from duizhao.measures import agreement

Unit = tuple[str, int, str, str]
"""(page, sentence, variable, category): what one coder answers once."""


class Agreement(NamedTuple):
    """`measures`, a record a variable and category; `disagreements`, a row a unit; `notes`, what was left out."""

    measures: list[dict[str, Any]]
    disagreements: pd.DataFrame
    notes: list[str]


def agree(given: Sequence[Sheet], *, blank_is_zero: bool = False, seed: int = 0, resamples: int = 2000) -> Agreement:
    """Krippendorff's alpha of all coders, and precision and recall of each pair, the first of the two taken as right.

    A unit is a sentence and a category: an actor, a kind of quotation, a frame, a value of certainty; for stance, an
    actor of the sentence. First comes each variable over all categories (`category` None), then each category that some
    coder gave. Alpha is ordinal for stance, nominal else; see `agreement.alpha` for its interval, which draws units,
    though those of one sentence may stand or fall together. `speaker` compares the sentences in which both have a
    quotation. With `blank_is_zero` a row left blank says that there is nothing, in place of not being coded.

    Raises
    ------
    InputError
        Fewer than two sheets, no layer in common, not the same sentences, or a row that is none; it names the row.
    """
    if len(given) < 2:
        raise InputError("one sheet only: name the sheets of two coders or more")
    names = _names(given)
    measures: list[dict[str, Any]] = []
    differing: list[dict[str, Any]] = []
    notes: list[str] = []
    for layer in sheets.COLUMNS:
        found = ([row for row in sheet.rows if row.layer == layer] for sheet in given)
        own = {name: rows for name, rows in zip(names, found, strict=True) if rows}
        if len(own) == 1:
            notes.append(f"{layer}: only {next(iter(own))} has rows of it, nothing to compare")
        elif own:
            table = _table(layer, own, blank_is_zero)
            empty = table.columns[table.isna().all()]
            notes += [f"{layer}: {name} filled in nothing; write 0 where there is nothing" for name in empty]
            measures += _measures(layer, table, seed, resamples)
            differing += _differing(layer, table, own)
    if not any(measure["units"] for measure in measures):
        raise InputError(f"nothing to compare: {'; '.join(notes)}")
    columns = [*sheets.ADDRESS, "variable", "category", *names, "text"]
    return Agreement(measures, pd.DataFrame(differing, columns=columns), notes)


def _names(given: Iterable[Sheet]) -> list[str]:
    """The coders' names, each once, none that of another column; InputError if a sheet has a row that is none."""
    names: list[str] = []
    for name, _, problems in given:
        if problems:
            raise InputError(problems[0])
        taken = {*sheets.FIXED, "variable", "category", *names}
        names.append(next(own for own in chain([name], (f"{name} #{k}" for k in count(2))) if own not in taken))
    return names


def _table(layer: str, own: dict[str, list[Row]], blank_is_zero: bool) -> pd.DataFrame:
    """A row a unit, a column a coder; None is not coded. Sentences that differ between sheets are an error."""
    _check_same(layer, own)
    given = {name: [row for row in rows if blank_is_zero or not row.blank] for name, rows in own.items()}
    order = _units(layer, own, given)
    index = pd.MultiIndex.from_tuples(order, names=["page", "sentence", "variable", "category"]) if order else None
    columns = {}
    for name, rows in given.items():
        found = {(row.page, row.sentence, *code): value for row in rows for code, value in row.codes.items()}
        coded = {(row.page, row.sentence) for row in rows}
        columns[name] = [found.get(u, 0 if u[:2] in coded and u[2] != "speaker" else None) for u in order]
    return pd.DataFrame(columns, index=index, dtype=object)


def _units(layer: str, own: dict[str, list[Row]], given: dict[str, list[Row]]) -> list[Unit]:
    """What is asked: every category in every sentence; of stance only the actors of a sentence."""
    units = {(r.page, r.sentence, *code) for rows in given.values() for r in rows for code in r.codes}
    if layer != "stance":
        every = {unit[2:] for unit in units if unit[2] != "speaker"}
        places = {(row.page, row.sentence) for row in chain.from_iterable(own.values())}
        units |= {(*place, *one) for place in places for one in every}
    return sorted(units)


def _check_same(layer: str, own: dict[str, list[Row]]) -> None:
    first: dict[tuple[str, int], Row] = {}
    for rows in own.values():
        seen: dict[tuple[str, int, str], str] = {}
        for row in rows:
            if (twice := seen.setdefault((row.page, row.sentence, row.target), row.where)) != row.where:
                again = f"sentence {row.sentence} of {row.page} {row.target} again, after {twice}"
                raise InputError(f"{row.where}: {again}")
            here = first.setdefault((row.page, row.sentence), row)
            # of the text the letters: a spreadsheet that saves in GBK loses signs
            if (here.start, here.end, _letters(here.text)) != (row.start, row.end, _letters(row.text)):
                told = f"{row.where}: sentence {row.sentence} of {row.page} is not the one in {here.where}"
                raise InputError(f"{told}; compare sheets of the same pages, with addresses and text as they were")
    for name, rows in own.items():
        if missing := first.keys() - {(row.page, row.sentence) for row in rows}:
            page, sentence = at = min(missing)
            told = f"{name}: no row of layer {layer} for sentence {sentence} of {page} ({first[at].where} is one)"
            raise InputError(f"{told}; leave a row blank where it is not coded, but leave it in")


def _letters(text: str) -> str:
    return "".join(re.findall(r"[\u4e00-\u9fffA-Za-z0-9]+", text))


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
    for unit, codes in table[table.nunique(axis=1) > 1].to_dict("index").items():
        page, sentence, variable, category = cast(Unit, unit)
        row = rows[page, sentence]
        address = {"page": page, "layer": layer, "sentence": sentence, "start": row.start, "end": row.end}
        yield {**address, "variable": variable, "category": category, **cast(dict[str, Any], codes), "text": row.text}
