"""Names on a news page: what a label announces (来源：…, 作者：…), which is a person, an outlet, or no name at all."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple

from duizhao.codebook.words import surnames
from duizhao.pages.lines import DATE, TIME


def _patterns() -> dict[str, str]:
    """The patterns of `metadata_patterns.csv` by name; `{{name}}` in one stands for those of an earlier name."""
    found: dict[str, str] = {}
    with (Path(__file__).parent / "metadata_patterns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pattern = re.sub(r"\{\{(.*?)\}\}", lambda earlier: found[earlier[1]], row["pattern"])
            found[row["name"]] = f"{found[row['name']]}|{pattern}" if row["name"] in found else pattern
    return found


PATTERNS = _patterns()
LABELS = {kind: PATTERNS[f"{kind} label".strip()] for kind in ("source", "editor", "author", "")}
"""Kinds of label and the words that announce them; the last are labels whose values are no name wanted here."""
_LABEL = re.compile(
    "|".join(rf"(?P<{kind or 'none'}>{words})(?= ?[:丨|/])[:丨|/ ]+" for kind, words in LABELS.items())
)
_SPACED = re.compile(
    rf"^[ (■●]*(?:(?P<source>{LABELS['source']})|(?P<editor>{PATTERNS['spaced editor']})|"
    rf"(?P<author>{PATTERNS['spaced author']})) +"
)
_END = re.compile(
    rf" {{2,}}|\t|\|| ?\(|\)|】|\]|[,。;]|{DATE}|{TIME}| (?=\d)|(?: |^)(?:{PATTERNS['value end']})"
)
_OUTLET, _NOBODY, _NO_NAME = (re.compile(PATTERNS[name]) for name in ("outlet", "nobody", "no name"))
_HAN = "\u3400-\u9fff"
_PERSON = re.compile(
    rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,7}}[·・][{_HAN}·・]{{1,10}}|[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){{1,3}}"
)


class Field(NamedTuple):
    """A labelled value in a line: its kind (a key of `LABELS`, or "none"), and where it stands."""

    kind: str
    value: str
    start: int
    end: int


def fields(text: str) -> list[Field]:
    """The labelled values of a folded line, each up to the next label, date, bracket or wide gap.

    Examples
    --------
    >>> [(field.kind, field.value) for field in fields("来源:新华社  责任编辑:张三")]
    [('source', '新华社'), ('editor', '张三')]
    """
    marks = [match for match in (_SPACED.match(text), *_LABEL.finditer(text)) if match]
    out = []
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        stop = after.start() if after and after.start() >= mark.end() else len(text)
        found = _END.search(text, mark.end() + 1, stop)
        value = text[mark.end() : found.start() if found else stop]
        start = mark.end() + len(value) - len(value.lstrip(" :·-—"))
        value = value.strip(" :·-—/丨|、")
        if value:
            out.append(Field(str(mark.lastgroup), value, start, start + len(value)))
    return out


def people(value: str, *, labelled: bool) -> list[str]:
    """The persons that a value names, without their duties; none where it names who took a picture.

    Without a label every name must have a known surname.
    """
    if value.endswith("摄") and "文" not in value:
        return []
    bare = re.sub(rf"^(?:{PATTERNS['by hand']})|{PATTERNS['duty']}[ :]*|{PATTERNS['report']}", " ", value).strip()
    parts = re.split(rf"[、,/&;和]| +(?![A-Z])|(?<=[{_HAN}]) (?=[A-Z])", bare)
    did = [(re.sub(rf"(?<=..)(?:{PATTERNS['did']})$", "", part), part) for part in map(str.strip, parts) if len(part) > 1]
    sure = [name for name, part in did if is_person(name, labelled=labelled) or (labelled and name != part and not is_nobody(part))]
    return sure if labelled or len(sure) == len(did) else []


def is_person(name: str, *, labelled: bool = False) -> bool:
    """Is it the form of a person's name? A known surname and a given name, or after a label two or three characters
    that no outlet ends in; a name with a dot inside, or in Latin letters."""
    if not _PERSON.fullmatch(name) or _NOBODY.search(name):
        return False
    if not "\u3400" <= name[0] <= "\u9fff" or re.search("[·・]", name):
        return True
    family = 2 if name[:2] in surnames() and len(name) > 2 else 1 if name[0] in surnames() else 0
    if family and len(name) - family <= 2 and not _OUTLET.search(name):
        return True
    return labelled and len(name) <= 3 and not _OUTLET.search(name)


def is_nobody(name: str) -> bool:
    """A stand-in where a name should be: 佚名, 网络整理, 本站."""
    return bool(_NOBODY.search(name))


def kind(name: str, *, latin: bool = False) -> str:
    """What a name without a label is by its form: "person", "outlet", "name" (an account may be called so) or "".

    A time, a button, a counter, a credit is no name; nor are mere letters (PM, Google+) but where `latin` allows them.
    """
    if not 2 <= len(name) <= 20 or _NO_NAME.search(name) or not (latin or re.search(f"[{_HAN}]", name)):
        return ""
    if is_person(name):
        return "person"
    return "outlet" if _OUTLET.search(name) else "name"
