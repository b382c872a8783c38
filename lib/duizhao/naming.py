"""Labels of sources: one a page, by patterns of names of files, or by a table that may say event and date as well."""

from __future__ import annotations

import re
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from os.path import abspath
from pathlib import Path, PurePath
from typing import NamedTuple

from duizhao.errors import InputError, PageWarning
from duizhao.pages import tables
from duizhao.pages.features import fold
from duizhao.pages.metadata import dates
from duizhao.pages.read import Page

Names = str | Path | Mapping[str, str] | Sequence[str]
"""What `named` takes."""
SHOWN = 5


class Rule(NamedTuple):
    """The label, event and date of pages whose name meets a pattern; empty where a rule does not say.

    A pattern is met from the right (`a*.html` by `mine/a1.html`), one that begins at the root as a whole.
    """

    written: str
    patterns: tuple[str, ...]
    source: str
    event: str = ""
    published: str = ""

    def meets(self, page: Page) -> bool:
        names = (page.name, re.sub(r"#\d+$", "", page.name))  # a row of a table, and the table
        paths = [PurePath(_place(name)) for name in names]
        return self.written in names or any(path.match(pattern) for path in paths for pattern in self.patterns)


def named(pages: Sequence[Page], names: Names) -> tuple[list[Page], list[str | None]]:
    """Pages with what `names` says of them in `given` (`event`, `published`), and the label of each, or None.

    Parameters
    ----------
    pages : as they were read
    names : a label a page, in their order; or patterns of files' names with a label each, of which the first that a
        page meets holds; or the name of a table with the columns path, source, event and date, in any order, of which
        any but `path` may be missing or empty, its paths written as seen from the table or as the pages were named, `*`
        allowed. One text can hold either: `央视,网易`, `a*.html=央视,b*.html=网易`, `names.csv`.

    Raises
    ------
    InputError
        There is not one label a page, no page meets a pattern, or the table cannot be read. A pattern that no page
        meets, and a page that meets none, give a `PageWarning`.

    Examples
    --------
    >>> from duizhao.pages.read import from_text
    >>> named([from_text("法国。", name="a1.txt"), from_text("英国。", name="b.txt")], "a*.txt=央视,b.txt=网易")[1]
    ['央视', '网易']
    """
    asked = _of_text(names) if isinstance(names, (str, Path)) else names
    if isinstance(asked, Mapping):
        asked = [_rule(pattern, label) for pattern, label in asked.items()]
    rules = [one for one in asked if isinstance(one, Rule)]
    if rules:
        return _by_rules(pages, rules)
    labels = [str(one) for one in asked]
    if labels and len(labels) != len(pages):
        raise InputError(f"{len(labels)} names for {len(pages)} pages: give one name a page, in the same order")
    if "" in labels:
        raise InputError("a name is empty: give one name a page, in the same order")
    return list(pages), [*labels] or [None] * len(pages)


def _of_text(names: str | Path) -> Mapping[str, str] | Sequence[str] | Sequence[Rule]:
    """Labels or patterns parted by commas, or the rules of a table."""
    if isinstance(names, Path) or ("=" not in names and PurePath(names).suffix.lower() in tables.SUFFIXES):
        return list(_of_table(Path(names)))
    parts = [part.strip() for part in re.split("[,，]", names)] if names.strip() else []
    pairs = [part.rpartition("=") for part in parts]
    return {pattern: label for pattern, _, label in pairs} if any(sign for _, sign, _ in pairs) else parts


def _rule(pattern: str, label: str) -> Rule:
    pattern, label = str(pattern).strip(), str(label).strip()
    if not PurePath(pattern).parts or not label:
        raise InputError(f"names: {f'{pattern}={label}'.lstrip('=')} is not PATTERN=LABEL; write a*.html=央视,b*.html=网易")
    return Rule(pattern, _either(pattern, _place(pattern)), label)


def _place(name: str | Path) -> str:
    """The whole path of a name; links are not followed, because a page is called as it was named."""
    return abspath(name)  # noqa: PTH100


def _either(*patterns: str) -> tuple[str, ...]:
    """Patterns, and the same with brackets that are a name's own: [新华社]*.html."""
    return (*patterns, *(pattern.replace("[", "[[]") for pattern in patterns))


def _of_table(path: Path) -> Iterator[Rule]:
    rows = tables.read_rows(path)
    columns = {str(column).strip().lower(): column for row in rows[:1] for column in row}
    uses = {use: name for use, name in tables.by_use(rows[0] if rows else {}).items() if use in Rule._fields}
    if "path" not in columns or not uses:
        told = ", ".join(map(str, columns.values())) or "none"
        raise InputError(f"{path}: needs a column path, and source, event or date beside it; its columns are {told}")
    for number, row in enumerate(rows, 2):
        cells = tables.filled(row)
        said = {use: cells.get(column, "").strip() for use, column in uses.items()}
        pattern = cells.get(columns["path"], "").strip()
        if not pattern:
            raise InputError(f"{path}: row {number} has no path")
        said["published"] = _date(said.get("published", ""), f"{path}: row {number}")
        places = _either(*(_place(place / pattern) for place in (path.parent, Path())))
        yield Rule(pattern, places, said.pop("source", ""), **said)


def _date(said: str, where: str) -> str:
    value = dates.iso(fold(said)) or ""
    if said and not value:
        warnings.warn(f"{where}: {said!r} is not one date for certain, left out", PageWarning, stacklevel=6)
    return value


def _by_rules(pages: Sequence[Page], rules: Sequence[Rule]) -> tuple[list[Page], list[str | None]]:
    met = [[rule for rule in rules if rule.meets(page)] for page in pages]
    left = [page.name for page, own in zip(pages, met, strict=True) if not own]
    _tell(rules, {rule for own in met for rule in own}, left)
    first = [own[0] if own else Rule("", (), "") for own in met]
    return list(map(_told, pages, first)), [rule.source or None for rule in first]


def _tell(rules: Sequence[Rule], used: Collection[Rule], left: Sequence[str]) -> None:
    """Raise InputError where no rule is used; warn of those that are not, and of the pages left without one."""
    if not used:
        raise InputError(f"names: no page meets {_listed(rule.written for rule in rules)}")
    if idle := [rule.written for rule in rules if rule not in used]:
        warnings.warn(f"names: no page meets {_listed(idle)}", PageWarning, stacklevel=6)
    if left:
        warnings.warn(f"names: no pattern fits {_listed(left)}; its own source stands", PageWarning, stacklevel=6)


def _told(page: Page, rule: Rule) -> Page:
    """A page with the event that a rule says, and the date if the page's own table has none."""
    said = {"event": rule.event, "published": page.given.get("published") or rule.published}
    return replace(page, given=page.given | {key: value for key, value in said.items() if value})


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    return ", ".join(every[:SHOWN]) + (f" and {len(every) - SHOWN} more" if len(every) > SHOWN else "")
