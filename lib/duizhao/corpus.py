"""Many pages → all layers, each a frame whose rows say `source, article, sentence, start, end`."""

from __future__ import annotations

import warnings as python_warnings
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from duizhao import codebook
from duizhao.actors import mentions as actors
from duizhao.codebook import Codebook
from duizhao.errors import InputError
from duizhao.layers import frames, hedges, quotes, sentences, stance
from duizhao.pages import files, roles
from duizhao.pages.metadata import Metadata
from duizhao.pages.read import Page
from duizhao.pages.roles import Article

if TYPE_CHECKING:
    from duizhao.layers.tokens import Cut

Targets = Mapping[str, Iterable[str]] | Sequence[str]


class PageWarning(UserWarning):
    """Something about a page that a reader should know; the rest of the work goes on."""


class Corpus(NamedTuple):
    """Articles and their layers. `evaluations` holds a row a word that evaluates, `stance` one a coded sentence and target."""

    articles: tuple[Article, ...]
    codebook: Codebook
    sentences: pd.DataFrame
    tokens: pd.DataFrame
    mentions: pd.DataFrame
    quotes: pd.DataFrame
    evaluations: pd.DataFrame
    stance: pd.DataFrame
    indicators: pd.DataFrame
    hedges: pd.DataFrame

    @property
    def sources(self) -> list[str]:
        """The labels of the sources, in the order of their first articles."""
        return list(dict.fromkeys(article.source for article in self.articles))


def load(
    paths: Iterable[str | Path],
    *,
    names: Sequence[str] = (),
    folder: str | Path | None = None,
    targets: Targets = (),
    cut: Cut | None = None,
    columns: Mapping[str, str] | None = None,
) -> Corpus:
    """Read pages that are to be compared, and every layer of them.

    Parameters
    ----------
    paths : pages, tables or folders, in the order in which sources are to be shown
    names : labels of the sources, one a page, in place of those that the pages give; equal labels make one source
    folder : a codebook folder of the user's own, see `codebook.load`
    targets : what stance is asked toward besides actors, see `stance.evaluations`
    cut : a tokenizer of the user's own making, see `tokens.tokenizer`
    columns : the names of a table's columns by use, where they are not known, see `tables.read_table`

    Raises
    ------
    InputError
        No page can be used, two pages have the same text, or `names` are not one a page. A page that cannot be used
        among others that can gives a `PageWarning` and is left out, as does one that holds no article.
    """
    found = list(files.read_all(paths, columns=columns))
    pages = [page for page in found if isinstance(page, Page)]
    problems = dict.fromkeys(str(problem) for problem in found if not isinstance(problem, Page))
    if not pages:
        raise InputError("; ".join(problems) or "no page given: name saved pages, or folders of them")
    for problem in problems:
        python_warnings.warn(problem, PageWarning, stacklevel=2)
    return annotate(articles(pages, names=names), codebook.load(folder), targets=targets, cut=cut)


def articles(pages: Sequence[Page], *, names: Sequence[str] = ()) -> list[Article]:
    """The articles of pages to be compared: the same text twice is an error, a page without an article is left out.

    An article is called after its file. Pages that would all carry one label are told apart by their names.
    """
    texts = Counter(page.text for page in pages)
    if twice := [page.name for page in pages if texts[page.text] > 1]:
        raise InputError(f"{' and '.join(twice)}: the same page twice; name pages that differ")
    check_names(names, pages)
    labels: list[str | None] = [*names] or [None] * len(pages)
    called = unique_names([page.name for page in pages])
    made = [article(p, name=n, source=s) for p, n, s in zip(pages, called, labels, strict=True)]
    kept = [one for one in made if "body" in set(one.lines["role"])]
    if not kept:
        raise InputError(f"{', '.join(page.name for page in pages)}: no article found; name pages that hold one")
    for one in made:
        if "body" not in set(one.lines["role"]):
            python_warnings.warn(f"{one.page.name}: no article found, left out", PageWarning, stacklevel=2)
    if len(kept) > 1 and not names and len({one.source for one in kept}) == 1:
        kept = [replace(one, source=f"{one.source} ({one.name})") for one in kept]
    return kept


def check_names(names: Sequence[str], pages: Sequence[Page]) -> None:
    """Raise InputError where labels are given, and not one a page."""
    if names and len(names) != len(pages):
        raise InputError(f"{len(names)} names for {len(pages)} pages: give one name a page, in the same order")
    if not all(names):
        raise InputError("a name is empty: give one name a page, in the same order")


def article(page: Page, *, name: str | None = None, source: str | None = None) -> Article:
    """One page's article; the file `PAGE.roles.csv` beside the page, if there is one, corrects its lines' roles."""
    if page.clean:
        return _from_row(page, name or page.name, source)
    beside = Path(f"{page.name}.roles.csv")
    corrections = roles.read_corrections(beside) if "\0" not in page.name and beside.is_file() else None
    return roles.article(page, name=name, source=source, corrections=corrections)


def _from_row(page: Page, name: str, source: str | None) -> Article:
    given = page.given
    made = (
        roles.from_clean(page, name=name, source="")
        if "title" in given
        else roles.from_roles(page, {}, name=name, source="")
    )
    found = Metadata(title=given.get("title"), published=given.get("published"), author=given.get("author"))
    return replace(made, source=source or given.get("source") or name, metadata=found, warnings=page.warnings)


def unique_names(paths: Sequence[str]) -> list[str]:
    """Short names for articles: the file's stem, or its name with as much of the path before it as tells it from the others."""
    names = [Path(path).stem or path for path in paths]
    for depth in range(1, max((len(Path(path).parts) for path in paths), default=0) + 1):
        taken = Counter(names)
        if len(taken) == len(names):
            break
        longer = ("/".join(Path(path).parts[-depth:]) or path for path in paths)
        names = [name if taken[name] == 1 else more for name, more in zip(names, longer, strict=True)]
    seen: set[str] = set()
    for n, name in enumerate(names):
        names[n] = next(own for own in chain([name], (f"{name} #{k}" for k in count(2))) if own not in seen)
        seen.add(names[n])
    return names


LAYERS = ("sentences", "tokens", "mentions", "quotes", "evaluations", "stance", "indicators", "hedges")
_NEEDS = {
    "quotes": ("mentions",),
    "evaluations": ("quotes", "mentions"),
    "stance": ("evaluations",),
    "indicators": ("quotes",),
    "hedges": ("quotes",),
}


def annotate(
    articles: Sequence[Article], book: Codebook, *, targets: Targets = (), cut: Cut | None = None
) -> Corpus:
    """Every layer of the articles; `cited` of each is filled from its quotations of the kind `source`."""
    made = layers(articles, LAYERS, book, targets=targets, cut=cut)
    return Corpus(articles=tuple(with_cited(articles, made["quotes"])), codebook=book, **made)


def layers(
    articles: Sequence[Article],
    wanted: Iterable[str],
    book: Codebook,
    *,
    targets: Targets = (),
    cut: Cut | None = None,
) -> dict[str, pd.DataFrame]:
    """The layers wanted (of `LAYERS`), and those that they are made from; nothing else is computed."""
    needed = set(wanted)
    for name in reversed(LAYERS):
        needed |= set(_NEEDS.get(name, ())) if name in needed else set()
    made = {"sentences": sentences.split(articles)}
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "tokens": lambda: _tokens(made["sentences"], book, cut),
        "mentions": lambda: actors.mentions(made["sentences"], book),
        "quotes": lambda: quotes.quotes(made["sentences"], made["mentions"], book),
        "evaluations": lambda: _evaluations(articles, made, book, targets),
        "stance": lambda: stance.codes(made["evaluations"]),
        "indicators": lambda: frames.indicators(made["sentences"], made["quotes"], book),
        "hedges": lambda: hedges.hedges(made["sentences"], made["quotes"], book),
    }
    for name, make in makers.items():
        if name in needed:
            made[name] = make()
    return made


def _tokens(sentences: pd.DataFrame, book: Codebook, cut: Cut | None) -> pd.DataFrame:
    from duizhao.layers import tokens  # here, because jieba's start is dear and most commands do without it

    return tokens.tokens(sentences, cut or tokens.tokenizer(book))


def _evaluations(
    articles: Sequence[Article], made: Mapping[str, pd.DataFrame], book: Codebook, targets: Targets
) -> pd.DataFrame:
    """As `stance.evaluations`; an article that a table's row gives a `target` is asked about that one."""
    groups: dict[str | None, list[str]] = {}
    for one in articles:
        groups.setdefault(one.page.given.get("target") or None, []).append(one.name)
    parts = []
    for target, names in groups.items() or [(None, [])]:
        asked = {target: (target,)} if target else targets
        part = made["sentences"][made["sentences"]["article"].isin(names)]
        parts.append(stance.evaluations(part, made["mentions"], made["quotes"], book, targets=asked or None))
    if len(parts) == 1:
        return parts[0]
    place = {one.name: n for n, one in enumerate(articles)}
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return whole.sort_values("article", key=lambda names: names.map(place), kind="stable", ignore_index=True)


def with_cited(articles: Iterable[Article], quoted: pd.DataFrame) -> list[Article]:
    """The articles with `metadata.cited`: whom their `source` quotations name, in order, each once."""
    provenance = quoted[(quoted["kind"] == "source") & (quoted["speaker"] != "unknown")]
    cited = {name: tuple(dict.fromkeys(part["speaker"])) for name, part in provenance.groupby("article", sort=False)}
    return [replace(one, metadata=one.metadata._replace(cited=cited.get(one.name, ()))) for one in articles]
