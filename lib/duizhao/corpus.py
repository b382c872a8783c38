"""Corpus: articles and the tables of their layers. Load pages, look at a layer, take a part, save, open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from duizhao import articles, store
from duizhao import codebook as codebooks
from duizhao.articles import Pages
from duizhao.codebook import Codebook, match
from duizhao.codebook.words import read_words
from duizhao.errors import InputError, PageWarning
from duizhao.layers import views
from duizhao.naming import Names
from duizhao.output import safe
from duizhao.pages.roles import Article

if TYPE_CHECKING:
    from duizhao.archive.query import Archive
    from duizhao.coding.corrections import Corrected

Targets = Mapping[str, Iterable[str]] | Sequence[str]
__all__ = ["LAYERS", "Corpus", "PageWarning", "Targets", "cited", "load", "open"]
LAYERS = ("sentences", "tokens", "mentions", "quotes", "evaluations", "stance", "frames", "hedges")


def _table(name: str, says: str) -> cached_property[pd.DataFrame]:
    """A layer as an attribute: computed when it is first asked for."""

    def table(corpus: Corpus) -> pd.DataFrame:
        rows = views.shown(corpus, name)
        return views.Rows(rows) if name in views.BRIEFLY else rows

    table.__doc__ = says
    return cached_property(table)


@dataclass(frozen=True, repr=False, eq=False)
class Corpus:
    """Articles and their layers: a table each, computed when it is first asked for.

    Every row says `source, article, sentence, start, end`: `start:end` are characters of the article's page. `text` is
    what stands there; in `frames` it is the words that meet the indicator.
    """

    articles: tuple[Article, ...]
    codebook: Codebook
    targets: Targets = ()
    words: tuple[tuple[str, int | None], ...] = ()
    hmm: bool = True
    made: InitVar[Mapping[str, pd.DataFrame] | None] = None

    def __post_init__(self, made: Mapping[str, pd.DataFrame] | None) -> None:
        vars(self).update(made or {})
        vars(self).update({name: views.Rows(rows) for name, rows in (made or {}).items() if name in views.BRIEFLY})

    def __dir__(self) -> list[str]:
        return [*LAYERS, "articles", "codebook", "layers", "only", "passages", "save", "sources", "targets", "terms"]

    def __repr__(self) -> str:
        held = self.sentences.groupby("source").size()
        said = [f"{safe(source)} ({_counted(held.get(source, 0), 'sentence')})" for source in self.sources]
        more = [f"and {len(said) - 6} more"] if len(said) > 6 else []
        sizes = len(self.articles), len(self.sentences), int(self.tokens["word"].sum())
        counts = map(_counted, sizes, ("article", "sentence", "token"))
        return f"{_counted(len(said), 'source')}: {', '.join(said[:6] + more)}\n{', '.join(counts)}"

    def _repr_html_(self) -> str:
        from duizhao.compare import tallies
        from duizhao.show import evidence

        sizes = tallies.sizes(self)
        return evidence.table(sizes.head(10), caption=_counted(len(sizes), "source")).html

    @property
    def sources(self) -> list[str]:
        """The labels of the sources, in the order of their first articles."""
        return list(dict.fromkeys(article.source for article in self.articles))

    @property
    def layers(self) -> dict[str, pd.DataFrame]:
        """Every table by name."""
        return {name: getattr(self, name) for name in LAYERS}

    sentences = _table("sentences", "Sentences of title, subheads and body: `line` of the page, `role`, `text`.")
    tokens = _table("tokens", "Tokens; `word` is False for punctuation and space, which are counted nowhere.")
    mentions = _table("mentions", "Places where actors are named, with their codes in `actors`.")
    quotes = _table("quotes", "Quotations: `speaker`, the `cue` that reports, `kind`; `text` is what is quoted.")
    evaluations = _table("evaluations", "Words that evaluate a `target`, a row each.")
    stance = _table("stance", "For (1), against (-1) or undecided (0) in a sentence, by `target` and `voice`.")
    frames = _table("frames", "Indicators of frames that a sentence meets, with the words that meet them.")
    hedges = _table("hedges", "Marks of certainty: `value` says which, `voice` whose.")

    @cached_property
    def texts(self) -> dict[str, tuple[str, str]]:
        """By article: the text of its page as written, and folded."""
        return {one.name: (one.page.text, match.fold(one.page.text)) for one in self.articles}

    @cached_property
    def found(self) -> dict[str, pd.DataFrame]:
        """Layers as they were found in the folded view, see `views.read`."""
        return {}

    @cached_property
    def corrected(self) -> Corrected | None:
        """What a person corrected in `PAGE.codes.csv` beside the pages: `changes` has a row a code; None without."""
        return views.corrected(self)

    @cached_property
    def both_scripts(self) -> bool:
        """Whether some articles are in simplified, others in traditional script."""
        return len({views.traditional(*text) for text in self.texts.values()}) == 2

    def terms(
        self, source: str | None = None, *, actors: bool = False, ngrams: int = 1,
        hide: Iterable[str] | None = None, fold: bool | None = None,
        events: Mapping[str, str] | bool | None = None, **options: Any,
    ) -> pd.DataFrame:  # fmt: skip
        """Terms of one source against all others, the most key first; see `compare.terms.table`.

        Parameters
        ----------
        source : the first one by default
        actors : count actors in place of the words that mention them
        ngrams : runs of so many words
        hide : terms left out of the table, though not out of the counts; by default the codebook's stop words
        fold : count in simplified characters; by default where the articles are of both scripts
        events : the event that each article tells of, or True where all tell of one, see `compare.shares.events`;
            with several, sources are compared within events
        options : `resamples` and `seed` of the draws

        Raises
        ------
        InputError
            There is one source only, none has a word, or none is called `source`.

        Examples
        --------
        >>> c = load(texts={"甲报": "风险很大，风险上升。", "乙报": "合作很好，合作共赢。"})
        >>> c.terms(resamples=0)[["term", "n_a", "n_b"]].head(2).values.tolist()
        [['风险', 2, 0], ['合作', 0, 2]]
        """
        from duizhao.compare import shares, terms
        from duizhao.layers import tokens

        if len(self.sources) < 2:
            only = ", ".join(self.sources) or "none"
            raise InputError(f"only one source ({only}): name pages of two, or label them with names (--names A,B)")
        if not self.tokens["word"].any():
            raise InputError("no word in any of these pages: name pages whose articles have some")
        counted = views.read(self, "tokens") if (self.both_scripts if fold is None else fold) else self.tokens
        counted = tokens.resolve(counted, self.mentions) if actors else counted
        options["events"] = shares.events(self, events)
        rows = terms.table(tokens.ngrams(counted, ngrams), source or self.sources[0], **options)
        hidden = {match.fold(word) for word in (self.codebook.stopwords if hide is None else hide)}
        return rows[[match.fold(term) not in hidden for term in rows["term"]]].reset_index(drop=True)

    def passages(self, term: str, *, width: int = 20) -> pd.DataFrame:
        """Every place of a word in its sentence, or of an actor written as `[RU]`; see `show.explore.lines`.

        Examples
        --------
        >>> c = load(texts={"甲报": "法国批评英国。", "乙报": "英国欢迎法国。"})
        >>> c.passages("[FR]")[["left", "node", "right"]].values.tolist()
        [['', '法国', '批评英国。'], ['英国欢迎', '法国', '。']]
        """
        from duizhao.show import explore

        named = term.startswith("[") and term.endswith("]")
        found = explore.places(self, "actor", term[1:-1]) if named else explore.places(self, "regex", re.escape(term))
        return explore.lines(self, found, width=width)

    def only(self, *, source: str | Sequence[str] = (), article: str | Sequence[str] = ()) -> Corpus:
        """The part of some sources or articles; what is computed already is kept.

        Raises
        ------
        InputError
            There is none of that name; the message lists those there are.

        Examples
        --------
        >>> load(texts={"甲报": "法国批评英国。", "乙报": "英国欢迎法国。"}).only(source="乙报").sources
        ['乙报']
        """
        kept = self.articles
        for field, given in (("source", source), ("name", article)):
            wanted = [given] if isinstance(given, str) else list(given)
            known = dict.fromkeys(getattr(one, field) for one in self.articles)
            if missing := [name for name in wanted if name not in known]:
                what = "source" if field == "source" else "article"
                raise InputError(f"no {what} {', '.join(missing)}; there are {', '.join(known)}")
            kept = tuple(one for one in kept if not wanted or getattr(one, field) in wanted)
        names = {one.name for one in kept}
        made = {name: table for name, table in vars(self).items() if name in LAYERS}
        part = {name: rows[rows["article"].isin(names)].reset_index(drop=True) for name, rows in made.items()}
        return replace(self, articles=kept, made=part)

    def save(self, folder: str | Path) -> Path:
        """Write everything into a folder that `open` reads: Parquet files, all of them or none; see `store.save`.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     open(load(texts={"甲报": "法国批评英国。"}).save(folder)).mentions["text"].tolist()
        ['法国', '英国']
        """
        return store.save(self, folder)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def open(folder: str | Path, *, codebook: str | Path | None = None) -> Corpus | Archive:
    """The `Corpus` that `Corpus.save` wrote (`store.read`), or the `Archive` of `duizhao corpus` (`archive.query`)."""
    book = codebooks.load(codebook)
    if not store.is_saved(folder, by=store.INDEX):
        return store.read(folder, book)
    from duizhao.archive.query import Archive  # here, because it stands on a corpus

    return Archive(Path(folder), book)


def load(
    *pages: Pages | Iterable[Pages] | Mapping[str, Pages | Iterable[Pages]],
    texts: Mapping[str, str | Sequence[str]] | None = None,
    names: Names = (),
    by: str | None = None,
    targets: Targets = (),
    words: Iterable[str] = (),
    dictionary: str | Path | None = None,
    hmm: bool = True,
    codebook: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
) -> Corpus:
    """Read pages that are to be compared.

    Parameters
    ----------
    pages : saved pages, tables, folders of them, DataFrames with a column `text`, or any of these by source
        (`{"央视": ["a.html", "b.html"], "网易": "c.html"}`), in the order in which sources are to be shown; or a
        saved corpus
    texts : the text of articles by source, or several of one; a first line that ends no sentence is the title
    names : labels of the sources, in place of those that the pages give: one a page; or by patterns of files' names,
        `{"a*.html": "央视", "b*.html": "网易"}`; or a table of these, with events and dates; see `naming.named`
    by : group the articles by this field: host, publisher, original_source, account, author, or a column of a table
    targets : what stance is asked toward besides actors, see `stance.evaluations`
    words : words to keep whole
    dictionary : a file of such words, see `codebook.words.read_words`
    hmm : join characters into words that no dictionary holds
    codebook : a folder of the user's own, see `codebook.load`
    columns : the names of a table's columns by use, where they are not known, see `pages.tables.read_table`

    Raises
    ------
    InputError
        No page can be used, two pages have the same text, `names` are not one a page or fit none, or no article has
        the field that `by` names. A page that cannot be used
        among others that can gives a `PageWarning` and is left out, as does one that holds no article.

    Examples
    --------
    >>> c = load(texts={"甲报": "法国批评英国。", "乙报": "英国欢迎法国。"})
    >>> c.mentions["text"].tolist()
    ['法国', '英国', '英国', '法国']
    """
    given = pages[0] if len(pages) == 1 and isinstance(pages[0], (list, tuple)) else pages
    if len(given) == 1 and isinstance(given[0], (str, Path)) and store.is_saved(given[0]):
        if names:
            raise InputError(f"{given[0]}: a saved corpus keeps its labels; give names when its pages are loaded")
        return _grouped(store.read(given[0], codebooks.load(codebook)), by)
    found = [*articles.find(pages, columns=columns), *articles.pasted(texts or {})]
    made = articles.usable(found, names=names)
    own: list[tuple[str, int | None]] = [(word, None) for word in words]
    if dictionary is not None:
        own += read_words(dictionary)
    return _grouped(Corpus(tuple(made), codebooks.load(codebook), targets, tuple(own), hmm), by)


def _grouped(corpus: Corpus, by: str | None) -> Corpus:
    from duizhao.compare import shares  # here, because its statistics are dear to import

    return shares.grouped(corpus, by) if by else corpus


def cited(quoted: pd.DataFrame) -> dict[str, list[str]]:
    """By article: whom its quotations of the kind `source` name, in order, each once."""
    named = quoted[(quoted["kind"] == "source") & (quoted["speaker"] != "unknown")]
    return {str(name): list(dict.fromkeys(rows["speaker"])) for name, rows in named.groupby("article", sort=False)}
