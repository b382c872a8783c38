"""Sentences → tokens: jieba's segmentation with the codebook's words, in a tokenizer of our own.

jieba's module-level tokenizer is never touched: `import jieba` elsewhere in the process sees no word of ours. The
dictionary is read straight into the tokenizer, so that no cache file is written and nothing is logged.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import numpy as np
import pandas as pd

from duizhao import codebook as codebooks
from duizhao.codebook import Codebook
from duizhao.codebook.words import Word as Word
from duizhao.codebook.words import read_words as read_words
from duizhao.errors import InputError

_CUT_AT = re.compile(r"[^\u4e00-\u9fd5a-zA-Z0-9+#&._%-]")
"""The characters that jieba never has inside a word (its `re_han_default`)."""
NAMES = ("name", "compound", "bloc", "capital", "body", "person")
"""The kinds of form in the table of actors that are names; the others are contexts and look-alikes."""


class Token(NamedTuple):
    """A row. `word` is False for punctuation and space, which cover the sentence but count nowhere."""

    source: str
    article: str
    sentence: int
    start: int
    end: int
    token: str
    word: bool


Cut = Callable[[str], Iterable[str]]


def tokenizer(codebook: Codebook | None = None, *, words: Iterable[Word] = (), hmm: bool = True) -> Cut:
    """A function from text to tokens.

    Parameters
    ----------
    codebook : Codebook, optional
        Its actors' names are kept whole; the built-in one by default.
    words : iterable of Word
        A user's own besides those of the codebook, see `codebook.words`; they win over dictionary and codebook.
        One with signs at which jieba always cuts (a/d, 弗拉基米尔·普京) is taken out of the text before.
    hmm : bool
        Let jieba's hidden Markov model join characters into words that no dictionary holds.

    Returns
    -------
    callable
        `cut(text)` gives the tokens in order; joined they are the text.
    """
    book = codebook or codebooks.load()
    jieba_tokenizer = _jieba().Tokenizer()
    frequencies, total = _dictionary()
    jieba_tokenizer.FREQ, jieba_tokenizer.total, jieba_tokenizer.initialized = dict(frequencies), total, True
    actors = book["actors"]
    names = actors.loc[actors["kind"].isin(NAMES), "form"]
    for name in sorted({n for n in names if len(n) > 1 and n.isalpha()}):
        jieba_tokenizer.add_word(name)
    whole = []
    for word, freq in sorted((*book.words, *words), key=lambda entry: (entry.word, entry.freq or 0)):
        if _CUT_AT.search(word):
            whole.append(word)
        # A frequency of 0 would reach jieba's global list of forced splits; 1 splits the word as surely.
        jieba_tokenizer.add_word(word, None if freq is None else max(freq, 1))
    if not whole:
        return lambda text: jieba_tokenizer.cut(text, HMM=hmm)
    taken = re.compile(f"({'|'.join(map(_bounded, sorted(whole, key=len, reverse=True)))})")

    def cut(text: str) -> Iterator[str]:
        for place, part in enumerate(taken.split(text)):
            yield from [part] if place % 2 else jieba_tokenizer.cut(part, HMM=hmm)

    return cut


def _bounded(word: str) -> str:
    """A pattern for the word where no letter or digit of the Latin script runs on at either end."""
    before = "(?<![A-Za-z0-9])" if re.match("[A-Za-z0-9]", word) else ""
    return before + re.escape(word) + ("(?![A-Za-z0-9])" if re.search("[A-Za-z0-9]$", word) else "")


@lru_cache(maxsize=1)
def _jieba() -> ModuleType:
    """jieba, imported when a text is first cut: its start is dear, and much work does without."""
    with warnings.catch_warnings():
        # jieba 0.42.1 has invalid escapes (a warning from Python 3.12 on) and imports the deprecated pkg_resources.
        warnings.simplefilter("ignore")
        return import_module("jieba")


@lru_cache(maxsize=1)
def _dictionary() -> tuple[dict[str, int], int]:
    jieba = _jieba()
    with (Path(str(jieba.__file__)).parent / "dict.txt").open("rb") as file:
        frequencies: dict[str, int]
        frequencies, total = jieba.Tokenizer.gen_pfdict(file)
    return frequencies, total


def tokens(sentences: pd.DataFrame, cut: Cut | None = None) -> pd.DataFrame:
    """Tokens of all sentences, one row each (columns: `Token`); the tokens of a sentence cover it without a gap."""
    cut = cut or tokenizer()
    cuts = [list(cut(text)) for text in sentences["text"]]
    found = list(chain.from_iterable(cuts))
    sizes, counts = (np.fromiter(map(len, parts), np.int64, len(parts)) for parts in (found, cuts))
    keys = {name: np.repeat(sentences[name].to_numpy(), counts) for name in ("source", "article", "sentence", "start")}
    before = np.cumsum(sizes) - sizes
    firsts = (np.cumsum(counts) - counts)[counts > 0]
    starts = keys.pop("start") + before - np.repeat(before[firsts], counts[counts > 0])
    is_word = {token: any(map(str.isalnum, token)) for token in set(found)}
    word = np.fromiter(map(is_word.__getitem__, found), bool, len(found))
    return pd.DataFrame(keys | {"start": starts, "end": starts + sizes, "token": found, "word": word})


def resolve(tokens: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Tokens with actors in place of the words that mention them: 俄乌 counts once for RU and once for UA.

    A mention becomes one row for each of its actors, whose token is the actor's code in brackets (`[RU]`); tokens
    inside it go, and a token that juts out keeps the part outside. Sizes are counted anew from the result.
    """
    spans: dict[str, list[tuple[int, int]]] = {}
    named: list[Token] = []
    columns = [mentions[name].tolist() for name in ("source", "article", "sentence", "start", "end", "actors")]
    for source, article, sentence, start, end, actors in zip(*columns, strict=True):
        spans.setdefault(article, []).append((start, end))
        named += [Token(source, article, sentence, start, end, f"[{actor}]", True) for actor in actors]
    kept = [
        row._replace(start=start, end=end, token=row.token[start - row.start : end - row.start])
        for row in map(Token._make, zip(*(tokens[name].tolist() for name in Token._fields), strict=True))
        for start, end in _outside(row.start, row.end, spans.get(row.article, ()))
    ]
    order = {article: n for n, article in enumerate(dict.fromkeys(tokens["article"]))}
    rows = sorted(kept + named, key=lambda t: (order[t.article], t.start, t.token))
    return pd.DataFrame(rows, columns=list(Token._fields))


def ngrams(tokens: pd.DataFrame, n: int) -> pd.DataFrame:
    """Every `n` word tokens that follow one another in a sentence, as tokens of their own, joined by a space.

    Punctuation between them ends the run and stays as it is; a sentence of fewer words has none. `start:end` spans
    the run.
    """
    if n < 1:
        raise InputError(f"n-grams of {n} words: give a number of 1 or more")
    place = tokens.groupby(["article", "sentence"], sort=False).ngroup()
    words, marks = tokens[tokens["word"]], tokens[~tokens["word"]]
    run = ((~tokens["word"]).cumsum() + place * (len(tokens) + 1))[tokens["word"]]
    joined, last = words["token"], words
    for k in range(1, n):
        last = words.shift(-k)
        joined = joined + " " + last["token"]
    whole = run == run.shift(1 - n)
    found = words[whole].assign(token=joined[whole], end=last.loc[whole, "end"].astype("int64"))
    return pd.concat([found, marks]).sort_index(kind="stable").reset_index(drop=True)


def _outside(start: int, end: int, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """The parts of start:end that no span covers."""
    for s, e in spans:
        if s < end and start < e:
            if start < s:
                yield start, s
            start = max(start, e)
    if start < end:
        yield start, end
