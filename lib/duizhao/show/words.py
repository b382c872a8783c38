"""The report's own words in English and Chinese: data in the CSV files beside this one.

`words.csv` holds what the program's own pages say, by a key. `phrases.csv` holds what notebooks and figures say: the
key is the English phrase itself, which stands in the code and is what is shown where a phrase has no row.
`columns.csv` names the columns of tables, and `values.csv` what stands in columns of codes.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from types import ModuleType, SimpleNamespace

from duizhao.errors import InputError

LANGUAGES = ("en", "zh")
Say = Callable[..., str]


def words(lang: str) -> Say:
    """A function from a key of words.csv, and what its text has places for, to the text in one of `LANGUAGES`.

    Examples
    --------
    >>> words("en")("folded", n=3)
    '3 lines of the page that are not of the article'
    """
    texts = _texts("words", _known(lang))
    return lambda key, **given: texts[key].format(**given)


def phrases(lang: str) -> Say:
    """A function from an English phrase, and what it has places for, to the phrase in one of `LANGUAGES`.

    Examples
    --------
    >>> phrases("en")("Words used more by {a} or by {b}", a="甲报", b="乙报")
    'Words used more by 甲报 or by 乙报'
    """
    texts = _texts("phrases", lang) if _known(lang) != "en" else {}
    return lambda phrase, **given: (texts.get(phrase) or phrase).format(**given)


def column(name: str, lang: str = "en", *, a: str = "A", b: str = "B") -> str:
    """What a column of a table is called; `a` and `b` are the sources that are compared. Names of no row stay.

    Examples
    --------
    >>> column("k_a", a="甲报")
    '甲报: sentences with it'
    """
    told = _texts("columns", _known(lang)).get(name) or _texts("columns", "en").get(name)
    return told.format(a=a, b=b) if told else name


def value(code: str, lang: str = "en") -> str:
    """What a code that stands in a table or a figure is called; a code of no row stays as it is.

    A row such as `line {n}` is of every code of that form; what stands in its place, and each of several codes parted
    by commas, is a code in its turn.

    Examples
    --------
    >>> value("economic_consequences")
    'economic consequences'
    >>> value("line 3, line 12", "zh")
    '第3行，第12行'
    """
    told = _texts("values", _known(lang)).get(code)
    if told or lang == "en":
        return told or code
    if several := _several(code, lang):
        return several
    for form, text in _forms(lang):
        if match := form.fullmatch(code):
            return text.format(**{name: value(part, lang) for name, part in match.groupdict().items()})
    return code


def _several(code: str, lang: str) -> str:
    """What several codes parted by commas are called; nothing where it is one, or one of them is of no row."""
    between = "、" if "、" in code else ", "
    parts = [(part, value(part, lang)) for part in code.split(between)] if between in code else []
    known = between == "、" or all(part != said or part == "–" for part, said in parts)
    return phrases(lang)(between).join(said for _, said in parts) if known else ""


def speaking(lang: str, *modules: ModuleType) -> Iterator[SimpleNamespace]:
    """The public functions of each module, with the language set where they have one.

    Examples
    --------
    >>> from duizhao.show import evidence, figures
    >>> evidence, figures = speaking("zh", evidence, figures)
    """
    for module in modules:
        public = {name: own for name, own in vars(module).items() if not name.startswith("_")}
        able = {name for name, own in public.items() if "lang" in (getattr(own, "__kwdefaults__", None) or ())}
        yield SimpleNamespace(**{name: partial(own, lang=lang) if name in able else own for name, own in public.items()})


def languages(told: str) -> list[str]:
    """The languages that are asked for, in their order.

    Examples
    --------
    >>> languages("en,zh")
    ['en', 'zh']
    """
    return [_known(lang) for lang in dict.fromkeys(told.replace(" ", "").split(","))]


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise InputError(f"no language {lang!r}; there are {', '.join(LANGUAGES)}")
    return lang


@lru_cache(maxsize=2)
def _forms(lang: str) -> list[tuple[re.Pattern[str], str]]:
    """Codes of values.csv with places for others, as patterns, and what they say."""
    texts = {code: text for code, text in _texts("values", lang).items() if "{" in code and text}
    return [(re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(code))), text) for code, text in texts.items()]


@lru_cache(maxsize=8)
def _texts(name: str, lang: str) -> dict[str, str]:
    """A table's first column → what it says in a language."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        key = (reader.fieldnames or ["key"])[0]
        return {row[key]: row[lang] for row in reader}
