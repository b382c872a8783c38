"""Corpus: articles and the tables of their layers. Load pages, look at a layer, take a part, save, open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from duizhao import articles
from duizhao import codebook as codebooks
from duizhao.actors import mentions
from duizhao.articles import Pages, PageWarning
from duizhao.codebook import Codebook
from duizhao.codebook.words import read_words as words_of
from duizhao.errors import InputError
from duizhao.layers import frames, hedges, quotes, sentences, stance
from duizhao.output import safe
from duizhao.pages.roles import Article

Targets = Mapping[str, Iterable[str]] | Sequence[str]
__all__ = ["LAYERS", "Corpus", "PageWarning", "Targets", "cited", "load", "open"]
LAYERS = ("sentences", "tokens", "mentions", "quotes", "evaluations", "stance", "frames", "hedges")


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

    def __repr__(self) -> str:
        held = self.sentences.groupby("source").size()
        said = [f"{safe(source)} ({_counted(held.get(source, 0), 'sentence')})" for source in self.sources]
        more = [f"and {len(said) - 6} more"] if len(said) > 6 else []
        sizes = len(self.articles), len(self.sentences), int(self.tokens["word"].sum())
        counts = map(_counted, sizes, ("article", "sentence", "token"))
        return f"{_counted(len(said), 'source')}: {', '.join(said[:6] + more)}\n{', '.join(counts)}"

    @property
    def sources(self) -> list[str]:
        """The labels of the sources, in the order of their first articles."""
        return list(dict.fromkeys(article.source for article in self.articles))

    @property
    def layers(self) -> dict[str, pd.DataFrame]:
        """Every table by name."""
        return {name: getattr(self, name) for name in LAYERS}

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """Sentences of title, subheads and body: `line` of the page, `role`, `text`."""
        return sentences.split(self.articles)

    @cached_property
    def tokens(self) -> pd.DataFrame:
        """Tokens; `word` is False for punctuation and space, which are counted nowhere."""
        from duizhao.layers import tokens  # here, because jieba's start is dear and most work does without it

        own = [tokens.Word(word, freq) for word, freq in self.words]
        return self._written(
            tokens.tokens(self.sentences, tokens.tokenizer(self.codebook, words=own, hmm=self.hmm))
        )

    @cached_property
    def mentions(self) -> pd.DataFrame:
        """Places where actors are named, with their codes in `actors`."""
        return self._written(mentions.mentions(self.sentences, self.codebook))

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """Quotations: `speaker`, the `cue` that reports, `kind`; `text` is what is quoted."""
        return self._written(quotes.quotes(self.sentences, self.mentions, self.codebook))

    @cached_property
    def evaluations(self) -> pd.DataFrame:
        """Words that evaluate a `target`, a row each; an article that a table gives a `target` is asked about that one."""
        groups: dict[str | None, list[str]] = {}
        for one in self.articles:
            groups.setdefault(one.page.given.get("target") or None, []).append(one.name)
        parts = []
        for target, names in groups.items() or [(None, [])]:
            asked = {target: (target,)} if target else self.targets
            part = self.sentences[self.sentences["article"].isin(names)]
            parts.append(
                stance.evaluations(part, self.mentions, self.quotes, self.codebook, targets=asked or None)
            )
        whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        place = {one.name: n for n, one in enumerate(self.articles)}
        ordered = whole.sort_values("article", key=lambda names: names.map(place), kind="stable", ignore_index=True)
        return self._written(ordered)

    @cached_property
    def stance(self) -> pd.DataFrame:
        """For (1), against (-1) or undecided (0) in a sentence, by `target` and `voice`."""
        return self._written(stance.codes(self.evaluations))

    @cached_property
    def frames(self) -> pd.DataFrame:
        """Indicators of frames that a sentence meets, with the words that meet them."""
        return frames.indicators(self.sentences, self.quotes, self.codebook)

    @cached_property
    def hedges(self) -> pd.DataFrame:
        """Marks of certainty: `value` says which, `voice` whose."""
        return hedges.hedges(self.sentences, self.quotes, self.codebook)

    def _written(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows with the `text` at their place in the page."""
        texts = {one.name: one.page.text for one in self.articles}
        places = zip(*(rows[name].tolist() for name in ("article", "start", "end")), strict=True)
        return rows.assign(text=[texts[article][start:end] for article, start, end in places])

    def terms(
        self, source: str | None = None, *, actors: bool = False, ngrams: int = 1,
        hide: Iterable[str] | None = None, **options: Any,
    ) -> pd.DataFrame:  # fmt: skip
        """Terms of one source against all others, the most key first; see `compare.terms.table`.

        Parameters
        ----------
        source : the first one by default
        actors : count actors in place of the words that mention them
        ngrams : runs of so many words
        hide : terms left out of the table, though not out of the counts; by default the codebook's stop words
        options : `resamples` and `seed` of the draws

        Raises
        ------
        InputError
            There is one source only, none has a word, or none is called `source`.
        """
        from duizhao.compare import terms
        from duizhao.layers import tokens

        if len(self.sources) < 2:
            only = ", ".join(self.sources) or "none"
            raise InputError(f"only one source ({only}): name pages of two, or label them with names (--names A,B)")
        if not self.tokens["word"].any():
            raise InputError("no word in any of these pages: name pages whose articles have some")
        counted = tokens.resolve(self.tokens, self.mentions) if actors else self.tokens
        rows = terms.table(tokens.ngrams(counted, ngrams), source or self.sources[0], **options)
        hidden = frozenset(self.codebook.stopwords if hide is None else hide)
        return rows[~rows["term"].isin(hidden)].reset_index(drop=True)

    def passages(self, term: str, *, width: int = 20) -> pd.DataFrame:
        """Every place of a word in its sentence, or of an actor written as `[RU]`; see `show.concordance.kwic`."""
        from duizhao.show import concordance

        actor = term[1:-1] if term.startswith("[") and term.endswith("]") else None
        return concordance.kwic(self.sentences, self.mentions if actor else None, actor or term, width=width)

    def only(self, *, source: str | Sequence[str] = (), article: str | Sequence[str] = ()) -> Corpus:
        """The part of some sources or articles; what is computed already is kept.

        Raises
        ------
        InputError
            There is none of that name; the message lists those there are.
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
        """Write everything into a folder that `open` reads: Parquet files, all of them or none; see `store.save`."""
        from duizhao import store

        return store.save(self, folder)


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def open(folder: str | Path, *, codebook: str | Path | None = None) -> Corpus:
    """What `Corpus.save` wrote; see `store.read`."""
    from duizhao import store

    return store.read(folder, codebooks.load(codebook))


def load(
    *pages: Pages | Iterable[Pages] | Mapping[str, Pages | Iterable[Pages]],
    texts: Mapping[str, str | Sequence[str]] | None = None,
    names: Sequence[str] = (),
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
        (`{"央视": ["a.html", "b.html"], "网易": "c.html"}`), in the order in which sources are to be shown
    texts : the text of articles by source, or several of one; a first line that ends no sentence is the title
    names : labels of the sources, one a page, in place of those that the pages give; equal labels make one source
    targets : what stance is asked toward besides actors, see `stance.evaluations`
    words : words to keep whole
    dictionary : a file of such words, see `codebook.words.read_words`
    hmm : join characters into words that no dictionary holds
    codebook : a folder of the user's own, see `codebook.load`
    columns : the names of a table's columns by use, where they are not known, see `pages.tables.read_table`

    Raises
    ------
    InputError
        No page can be used, two pages have the same text, or `names` are not one a page. A page that cannot be used
        among others that can gives a `PageWarning` and is left out, as does one that holds no article.

    Examples
    --------
    >>> c = load(texts={"甲报": "法国批评英国。", "乙报": "英国欢迎法国。"})
    >>> c.mentions["text"].tolist()
    ['法国', '英国', '英国', '法国']
    """
    found = [*articles.find(pages, columns=columns), *articles.pasted(texts or {})]
    made = articles.usable(found, names=names)
    own: list[tuple[str, int | None]] = [(word, None) for word in words]
    if dictionary is not None:
        own += words_of(dictionary)
    return Corpus(tuple(made), codebooks.load(codebook), targets, tuple(own), hmm)


def cited(quoted: pd.DataFrame) -> dict[str, list[str]]:
    """By article: whom its quotations of the kind `source` name, in order, each once."""
    named = quoted[(quoted["kind"] == "source") & (quoted["speaker"] != "unknown")]
    return {str(name): list(dict.fromkeys(rows["speaker"])) for name, rows in named.groupby("article", sort=False)}
