"""Who stands behind an article: marked in the HTML, labelled (来源：…, 作者：…), beside the date, or named in the text.

Also how other modules know a label (`fields`), a person (`people`), an outlet (`kind`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from duizhao.codebook.match import unfold
from duizhao.codebook.words import surnames
from duizhao.pages.features import DATE, TIME, fold
from duizhao.pages.html import Markup
from duizhao.pages.metadata.evidence import PATTERNS, Claim, Row, Span, View, at, marked

LABELS = {kind: PATTERNS[f"{kind} label"] for kind in ("source", "editor", "author", "other")}
"""Kinds of label and the words that announce them; the values of the last are no names wanted here."""
_LABEL = re.compile("|".join(rf"(?P<{kind}>{words})(?= ?[:丨|/])[:丨|/ ]+" for kind, words in LABELS.items()))
_SPACED = re.compile(
    rf"^[ (■●□]*(?:(?P<source>{LABELS['source']})|(?P<editor>{PATTERNS['spaced editor']})|"
    rf"(?P<author>{PATTERNS['spaced author']}))(?: +|(?<=作者), *)"
)
_END = re.compile(rf" {{2,}}|\t|\|| ?\(|\)|】|\]|[,。;]|于? ?{DATE}|{TIME}| (?=\d)|(?: |^)(?:{PATTERNS['value end']})")
_OUTLET, _NOBODY, _NO_NAME, _PLATFORM, _LEFT_OVER, _WRITER, _FLOOR, _BY_OUTLET, _NO_SOURCE, _STAND_IN, _QUOTED = (
    re.compile(PATTERNS[name])
    for name in (
        "outlet", "nobody", "no name", "platform", "left over", "dateline", "floor", "name/outlet", "no source",
        "stand-in source", "quoted name",
    )
)  # fmt: skip
_HAN = "\u3400-\u9fff"
_PERSON = re.compile(
    rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,7}}[·・][{_HAN}·・]{{1,10}}|[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){{1,3}}"
)
_BY = re.compile(r"\b(?:address|byline|author|writer)\b", re.I)
_SHORT = re.compile(r"(?!.*https?:)[^,。;“]{1,24}")
_DID = re.compile(rf"(?<=..)(?:{PATTERNS['did']})$")
_MARKS = " |·-—:/()@"
_PEN_NAME = "labelled as author, but the form of no person"


class Field(NamedTuple):
    """A labelled value in a line: its kind (a key of `LABELS`), and where it stands."""

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
        if value := value.strip(" :·-—/丨|、"):
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
    did = [(_DID.sub("", part), part) for part in map(str.strip, parts) if len(part) > 1]
    sure = [
        name
        for name, part in did
        if is_person(name, labelled=labelled) or (labelled and name != part and not _NOBODY.search(part))
    ]
    return sure if labelled or len(sure) == len(did) else []


def is_person(name: str, *, labelled: bool = False) -> bool:
    """Is it the form of a person's name? A known surname and a given name, or after a label two or three characters
    that no outlet ends in; a name with a dot inside, or in Latin letters."""
    if not _PERSON.fullmatch(name) or _NOBODY.search(name):
        return False
    if not "\u3400" <= name[0] <= "\u9fff" or re.search("[·・]", name):
        return True
    family = 2 if name[:2] in surnames(rare=True) and len(name) > 2 else 1 if name[0] in surnames(rare=True) else 0
    return not _OUTLET.search(name) and ((family > 0 and len(name) - family <= 2) or (labelled and len(name) <= 3))


def kind(name: str, *, latin: bool = False) -> str:
    """What a name without a label is by its form: "person", "outlet", "name" (an account may be called so) or "".

    A time, a button, a counter, a credit is no name; nor are mere letters (PM, Google+) but where `latin` allows them.
    """
    if not 2 <= len(name) <= 20 or _NO_NAME.search(name) or not (latin or re.search(f"[{_HAN}]", name)):
        return ""
    if is_person(name):
        return "person"
    return "outlet" if _OUTLET.search(name) else "name"


def claims(view: View, found: Mapping[str, str], dated: list[tuple[Row, Span]]) -> Iterator[Claim]:
    """Author, editor, account and source of an article, the most trusted first.

    Parameters
    ----------
    view : View
    found : mapping
        What was taken of earlier claims so far; it grows while this runs.
    dated : list of (Row, span)
        The line between title and body that says when, if any, and where in it.
    """
    yield from _in_html(view)
    labelled = [*_labelled(view, medium=bool(_PLATFORM.fullmatch(found.get("publisher", ""))))]
    yield from (claim for claim in labelled if claim.how != _PEN_NAME)
    for how, value in marked(view.page, "original_source"):
        said = next((field.value for field in fields(fold(value))), fold(value))
        if kind(said, latin=True) and not _STAND_IN.search(said):
            yield Claim("original_source", unfold(said, fold(value), value), how)
    yield from _by_place(view, found, dated)
    yield from (claim for claim in labelled if claim.how == _PEN_NAME)
    yield from _in_text(view)
    for row in view.rest:
        if row.role == "byline" and not fields(row.text):
            yield at("account", row.text.strip().split(" ")[0], row, "account's card")


def _in_html(view: View) -> Iterator[Claim]:
    """Author and account as the HTML has them; an author that is no person by its form is often the site."""
    for how, value in marked(view.page, "author"):
        if persons := people(fold(value), labelled=False):
            yield Claim("author", "、".join(unfold(person, fold(value), value) for person in persons), how)
        elif how == "HTML: ld:author" and kind(fold(value)):
            yield Claim("account", value, how)
    accounts = (told for told in marked(view.page, "account") if kind(fold(told[1]), latin=True))
    yield from (Claim("account", value, how) for how, value in accounts)


def _labelled(view: View, *, medium: bool) -> Iterator[Claim]:
    """What labels give; on a self-medium's page (`medium`) the source between title and body is the account."""
    inside = [row for row in view.body if row.role in ("byline", "credit")]
    rows = (*view.head, *view.above[-3:], *inside, *(row for row in view.tail if row.role != "notice"))
    for row in rows:
        if row.role not in ("caption", "related"):
            for field in fields(row.text[:160]):
                yield from _valued(field, row, "account" if medium and row in view.head else "original_source")


def _valued(field: Field, row: Row, source: str) -> Iterator[Claim]:
    value, span, how = _QUOTED.sub(r"\g<name>", field.value), (field.start, field.end), f"labelled as {field.kind}"
    persons = people(value, labelled=True)
    if field.kind == "editor":
        yield at("editor", "、".join(persons) or value.split(" ")[0], row, how, span)
    elif field.kind == "author" and persons:
        yield at("author", "、".join(persons), row, how, span)
    elif field.kind == "other" or not _SHORT.fullmatch(value) or _STAND_IN.search(value):
        return
    elif field.kind == "source" or _NO_SOURCE.search(value):
        yield at(source if field.kind == "source" else "original_source", value, row, how, span)
    elif not _NOBODY.search(value):
        yield at("account", value.split(" ")[0], row, _PEN_NAME, span)


def _by_place(view: View, found: Mapping[str, str], dated: list[tuple[Row, Span]]) -> Iterator[Claim]:
    """Names without a label: beside the date, or alone on a line between title and body that is no heading."""
    title, marks = fold(found.get("title", "")), view.page.markup
    for row, (start, _) in dated:
        yield from _unlabelled(row, row.text[:start], "account", "before the date", title)
    for row in view.head:
        outlet = _BY_OUTLET.match(row.text)
        if outlet and (persons := people(outlet["names"], labelled=False)):
            yield at("author", "、".join(persons), row, "name before the outlet", outlet.span("names"))
            yield at("original_source", outlet["outlet"], row, "outlet after the name", outlet.span("outlet"))
        elif row not in dict(dated) and _may_name(row, marks[row.line - 1] if marks else None):
            yield from _unlabelled(row, row.text, "account", "alone on its line", title)
    for row, (_, end) in dated:
        yield from _after(row, end, title, alone="account" not in found)


def _after(row: Row, end: int, title: str, *, alone: bool) -> Iterator[Claim]:
    """Names after the date: 由 林小满, ·某某视角, or an outlet where no account stands before it."""
    after = row.text[end:]
    spaced = _SPACED.match(after.strip())
    if spaced and spaced["author"]:
        for field in fields(after.strip())[:1]:
            yield from _valued(field._replace(start=end, end=len(row.text)), row, "original_source")
    if after.startswith("·"):
        yield from _unlabelled(row, after, "account", "joined to the date", title)
    elif alone:
        yield from _unlabelled(row, after, "original_source", "after the date", title)


def _may_name(row: Row, mark: Markup | None) -> bool:
    """A line labelled byline that is no heading, one in an element for the writer, or one of several full names."""
    several = [name for name in people(row.text, labelled=False) if len(name) > 2]
    byline = row.role == "byline" and not (mark and mark.heading)
    return byline or len(several) > 1 or bool(mark and _BY.search(mark.path[-60:]))


def _unlabelled(row: Row, text: str, field: str, how: str, title: str) -> Iterator[Claim]:
    """Persons, and the outlet or account, that a piece of a line names by its form; what is in the title is no name."""
    persons = [name for name in people(text.strip(_MARKS), labelled=False) if name not in title]
    if {kind(name, latin=True) for name in persons} == {"person"}:
        yield at("author", "、".join(persons), row, how)
    longest = {"before the date": 10, "alone on its line": 6, "joined to the date": 10}.get(how, 0)
    for words in _pieces(text)[:2]:
        forms = {word: kind(word) for word in words if word not in title}
        yield at("author", "、".join(word for word in forms if forms[word] == "person"), row, how)
        called = [word for word in forms if forms[word] == "outlet"]
        called = called or [word for word in forms if forms[word] == "name" and len(word) <= longest]
        if len(called) == 1:
            yield at(field, called[0], row, how)


def _pieces(text: str) -> list[list[str]]:
    """The words of each piece of a line, up to its first label, without buttons and the like."""
    label = _SPACED.match(text) or _LABEL.search(text)
    whole = _LEFT_OVER.sub("", (text[: label.start()] if label else text).strip(_MARKS))
    pieces = (_LEFT_OVER.sub("", piece.strip(_MARKS)).split() for piece in re.split(r" {2,}|[|·/]|\t", whole))
    return [words for words in pieces if 0 < len(words) < 4]


def _in_text(view: View) -> Iterator[Claim]:
    """Persons named as writers in the text's first and last lines, and a reporter given the floor."""
    edges = [row for row in (*view.body[:3], *view.body[-3:]) if row.role in ("body", "byline")]
    places = [(row, row.text[:100], 0) for row in (*view.head, *edges)]
    places += [(row, row.text[-60:], max(0, len(row.text) - 60)) for row in edges]
    for row, piece, offset in places:
        for match in _WRITER.finditer(piece):
            group = next(name for name, value in match.groupdict().items() if value)
            if persons := people(match[group], labelled=True):
                span = match.start(group) + offset, match.end(group) + offset
                yield at("author", "、".join(persons), row, "named as writer in the text", span)
    for row in view.body:
        floor = _FLOOR.match(row.text[:40])
        if floor and is_person(floor["names"]):
            yield at("author", floor["names"], row, "reporter given the floor", floor.span("names"))
