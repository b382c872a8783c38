"""Page → a role and a reason for every line → Article with its metadata."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from duizhao import disk
from duizhao.errors import InputError
from duizhao.output import safe
from duizhao.pages import bounds, features, metadata, zones
from duizhao.pages import rules as lineroles
from duizhao.pages.html import Markup
from duizhao.pages.metadata import Metadata
from duizhao.pages.read import SAVE, Page

ROLES = (
    "title", "byline", "date", "credit", "body", "subhead", "caption", "placeholder", "notice", "related", "chrome",
    "blank",
)  # fmt: skip
TEXT_ROLES = ("title", "subhead", "body")
"""The roles whose text is the article's own: what sentences, tokens and all counts are taken from."""


@dataclass(frozen=True, repr=False)
class Article:
    """A page with a role for each line. `name` is unique in a corpus; `source` is the label used in rows and figures.

    `lines` has a row a line of the page: line (from 1), start, end, role, reason.
    """

    name: str
    source: str
    page: Page
    lines: pd.DataFrame
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        body = int(self.lines["role"].isin(TEXT_ROLES).sum())
        told = (self.metadata.title or self.name, self.source, self.metadata.published or "undated")
        return f"{safe(' · '.join(told))} ({body} of {len(self.lines)} lines are the article)"

    def _repr_html_(self) -> str:
        own = self.lines[self.lines["role"].isin(TEXT_ROLES)].head(3)
        first = (self.page.text[start:end].strip() for start, end in zip(own["start"], own["end"], strict=True))
        return "".join(f"<p>{escape(safe(text))}</p>" for text in (repr(self), *first, *self.warnings))


def from_roles(page: Page, roles: dict[int, str], *, name: str, source: str) -> Article:
    """An article from roles that are known (a coding, a corrections file); lines not named are `body` or `blank`."""
    rows = [(n, s, e, roles.get(n, "body" if page.text[s:e].strip() else "blank"), "given") for n, s, e in page.lines]
    return Article(name, source, page, pd.DataFrame(rows, columns=["line", "start", "end", "role", "reason"]))


def from_clean(page: Page, *, name: str, source: str) -> Article:
    """An article whose page is the article itself: its first line that is not blank is the title, the others are
    body."""
    first = next((n for n, s, e in page.lines if page.text[s:e].strip()), 0)
    return from_roles(page, {first: "title"}, name=name, source=source)


UNDATED = "publication date not found"
LOST = "reads like text, outside the article"
"""The reason of a line that may have been taken for another article's, or the page's own, by mistake."""
# No part has an open end: tried from each place of a long line, that would take the square of its length.
_SENTENCE = re.compile(
    r"[^。!?…]{9}(?:[。!?,;](?!\.)|…{2})[”’)\]】》\" ]*$|[^。!?…]{24}:$|[^。]{12}。|[A-Za-z ]{30}\."
)


class Label(NamedTuple):
    """A row: what a line of the page is, why, and how sure the zone it lies in is (0 to 1)."""

    line: int
    start: int
    end: int
    role: str
    reason: str
    score: float


def label(page: Page, *, corrections: Mapping[int, str] | None = None) -> pd.DataFrame:
    """A role for every line of the page, with the reason for it (columns: `Label`).

    Parameters
    ----------
    page : Page
    corrections : {line: role}, optional
        Overrides the labeller; such a line has the reason "corrected by hand".

    Returns
    -------
    DataFrame
        One row a line, in the order of the page; `score` is the probability of the zone (before, title, head, body,
        after) that the line was given, under the model of `zones`.
    """
    kept = [line for line in page.lines if not page.text[line.start : line.end].isspace() and line.end > line.start]
    folded = features.fold(page.text)
    texts = [folded[line.start : line.end] for line in kept]
    marks = [page.markup[line.number - 1] for line in kept] if page.markup else []
    own = features.fold(page.meta.get("og:title") or page.meta.get("title", ""))
    path, sure, said = _zones(texts, marks, own)
    roles = lineroles.assign(texts, path, marks, own)
    for i in np.flatnonzero(said):
        if roles[i].role in ("related", "chrome"):
            roles[i] = roles[i]._replace(reason=LOST)
    given = {line.number: (*role, score) for line, role, score in zip(kept, roles, sure, strict=True)}
    blank = ("blank", "nothing on it", 1.0)
    rows = [Label(line.number, line.start, line.end, *given.get(line.number, blank)) for line in page.lines]
    return pd.DataFrame(_corrected(rows, corrections or {}), columns=list(Label._fields))


def _corrected(rows: list[Label], corrections: Mapping[int, str]) -> list[Label]:
    for number, role in corrections.items():
        if not 1 <= number <= len(rows) or role not in ROLES:
            every = ", ".join(ROLES)
            raise InputError(f"correction of line {number} to {role!r}: lines are 1 to {len(rows)}, roles are {every}")
        rows[number - 1] = rows[number - 1]._replace(role=role, reason="corrected by hand", score=1.0)
    return rows


def _zones(texts: list[str], marks: Sequence[Markup], title: str) -> tuple[list[str], list[float], features.Flags]:
    """The zone of each line, its probability, and whether it is a sentence that is no link; all zones are "after"
    where no line of the body found is a sentence."""
    if not texts:
        return [], [], np.zeros(0, bool)
    column, sizes = features.columns(texts, marks, title), [len(text) for text in texts]
    cells = bounds.cells(marks, column)
    rows = [i for i in range(len(texts)) if i not in cells]
    named, sure = [""] * len(texts), [0.0] * len(texts)
    if cells and rows:  # the model has seen few tables: it looks at the page without them
        kept, at = [texts[i] for i in rows], [marks[i] for i in rows]
        zone, shares = _found(kept, at, features.columns(kept, at, title))
        near = dict(zip(rows, shares, strict=True))
        named, sure = bounds.with_cells(zone, rows, marks, cells), [near.get(i, 1.0) for i in range(len(texts))]
    if sum(name == "body" for name in np.array(named)[column["said"]]) < 2:  # prices with a remark are no article
        named, sure = _found(texts, marks, column)
    return named, sure, _lost(named, column, sizes)


def _found(texts: Sequence[str], marks: Sequence[Markup], column: features.Columns) -> tuple[list[str], list[float]]:
    """The zone of each line, and its probability."""
    weights, sizes = zones.load(), [len(text) for text in texts]
    scores = zones.emissions(column, weights)
    path = zones.best(scores, weights)
    if any(_SENTENCE.search(texts[i]) for i in np.flatnonzero(path == zones.ZONES.index("body")).tolist()):
        named = bounds.settle([zones.ZONES[i] for i in path], column, marks, sizes)
    else:
        named = bounds.by_mass(column, marks, sizes)
    share = zones.marginals(scores, weights)[0]
    return named, share[np.arange(len(path)), [zones.ZONES.index(name) for name in named]].round(3).tolist()


def _lost(zone: Sequence[str], column: features.Columns, sizes: Sequence[int]) -> features.Flags:
    """Lines that are no links and are left outside the article, though they are sentences and no mark of an end stands
    between, or three in a row; or though they are three and follow it at once."""
    inside = np.array([name == "body" for name in zone], bool)
    free = ~inside & ~column["HTML: mostly link"]
    out = column["sentence"] & (np.array(sizes, int) > 20) & free
    count = np.concatenate([[0], np.cumsum(out)])
    ends = np.flatnonzero(count[3:] - count[:-3] == 3)
    run = np.isin(np.arange(len(out)), [*ends, *(ends + 1), *(ends + 2)])
    begun = np.cumsum(inside)
    open_ = np.cumsum(column["stop"] & (begun == inside.sum())) == 0
    after = open_ & (begun == inside.sum()) & (begun > 0) & free & ~column["cued"]
    beside = after & (after.sum() > 2) & ~column["1-4 long"]
    return np.asarray(out & (open_ & (begun > 0) | run) | beside, bool)


def article(
    page: Page, *, name: str | None = None, source: str | None = None, corrections: Mapping[int, str] | None = None
) -> Article:
    """The article on a page: a role for every line, metadata read from them, and warnings where something is in
    doubt.

    `name` is the page's own by default; `source` is the label for rows and figures, by default the first known of
    original source, account, publisher and host, and where none is known, the name.
    """
    lines = label(page, corrections=corrections)
    found = metadata.read(page, lines)
    called = page.name if name is None else name
    return Article(
        called, source or found.source or called, page, lines, found, (*page.warnings, *_warnings(lines, found))
    )


def _warnings(lines: pd.DataFrame, found: Metadata) -> list[str]:
    text = lines[lines["role"].isin(("body", "subhead"))]
    if text.empty:
        return [f"no article found: the page holds navigation or lists only, or a script is to load it; {SAVE}"]
    out = [] if found.title else ["no title found"]
    if not found.published:
        out.append(
            UNDATED + (f" (partial: {found.published_partial})" if found.published_partial else "")
        )
    lost = lines[lines["reason"] == LOST]
    size, whole = (int((part["end"] - part["start"]).sum()) for part in (lost, text))
    if size > max(60, whole // 10):
        where = _spans(lost["line"].tolist())
        out.append(f"lines {where} read like text and were taken for others than the article: check them")
    if text["score"].min() < 0.5 or text["score"].mean() < 0.9:
        doubtful = text.loc[text["score"] < 0.75, "line"].tolist()
        out.append(f"roles uncertain: check lines {', '.join(map(str, doubtful[:8])) or 'of the body'}")
    corrected = int((lines["reason"] == "corrected by hand").sum())
    return [*out, f"{corrected} line{'s' * (corrected > 1)} corrected by hand"] if corrected else out


def _spans(numbers: Sequence[int]) -> str:
    """Numbers of lines in order, those in a row as a span: 3, 7–9."""
    starts = [n for i, n in enumerate(numbers) if not i or n - numbers[i - 1] > 2]
    ends = [n for i, n in enumerate(numbers) if i + 1 == len(numbers) or numbers[i + 1] - n > 2]
    return ", ".join(f"{a}–{b}" if b > a else str(a) for a, b in zip(starts[:12], ends, strict=False))


class Corrections(NamedTuple):
    """Roles that a person gives by line, and a line for each row that cannot be used, naming file, row and column."""

    roles: dict[int, str]
    problems: list[str]


def read_corrections(path: str | Path, lines: int) -> Corrections:
    """Corrections for a page of so many lines, from a file of (line, role): CSV with that header, or JSON Lines.

    A row that cannot be used is told in `problems`, the others are used; a file that is neither, or has not both
    columns, is an InputError.
    """
    found = Corrections({}, [])
    for number, row in _correction_rows(disk.text(path), path):
        where = f"{path} row {number}"
        line, role = (str(row.get(name, "")).strip() for name in ("line", "role"))
        if not (line.isdecimal() and len(line) < 10 and 1 <= int(line) <= lines):
            found.problems.append(f"{where}, column line: {line[:40]!r} is none of 1 to {lines}; row left out")
        elif role not in ROLES:
            known = ", ".join(ROLES)
            found.problems.append(f"{where}, column role: {role[:40]!r} is none of {known}; row left out")
        else:
            found.roles[int(line)] = role
    return found


def _correction_rows(text: str, path: str | Path) -> Iterator[tuple[int, dict[str, object]]]:
    rows = text.splitlines()
    if text.lstrip().startswith("{"):
        yield from ((number, _object(row)) for number, row in enumerate(rows, 1) if row.strip())
        return
    table = csv.DictReader(rows)
    try:
        if missing := [name for name in ("line", "role") if rows and name not in (table.fieldnames or ())]:
            raise InputError(f"{path}: row 1: no column {', '.join(missing)}; it needs line, role")
        yield from ((table.line_num, dict(row)) for row in table)
    except csv.Error as error:
        raise InputError(f"{path}: row {table.line_num}: neither CSV nor JSON Lines ({error})") from None


def _object(row: str) -> dict[str, object]:
    try:
        return dict(json.loads(row))
    except (ValueError, TypeError, RecursionError):
        return {}
