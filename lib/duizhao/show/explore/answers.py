"""A question to a corpus → its places, and what `compare` makes of them: a table or a figure a function."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from duizhao.codebook.match import fold
from duizhao.compare import shares, tallies, terms
from duizhao.compare.shares import KEY
from duizhao.errors import InputError
from duizhao.layers import views
from duizhao.layers.speech import quotes
from duizhao.measures import intervals
from duizhao.show import evidence, figures, names
from duizhao.show.evidence import concordance
from duizhao.show.words import words

if TYPE_CHECKING:
    from duizhao.corpus import Corpus
    from duizhao.show.figures.drawing import Drawing

LAYERS = {"actor": ("mentions", "actors"), "speaker": ("quotes", "speaker"), "frame": ("frames", "frame"),
          "target": ("evaluations", "target")}  # fmt: skip
KINDS = ("word", "regex", *LAYERS)
"""What can be asked for."""
PLACE = [*KEY, "start", "end"]
SORTS: dict[str, Callable[[pd.DataFrame], list[Any]]] = {
    "text": lambda rows: [0] * len(rows),
    "left": lambda rows: [text[::-1] for text in rows["left"]],
    "right": lambda rows: list(rows["right"]),
}
"""Orders of a concordance: as in the text, by what stands before (from the place outwards), by what follows."""
HIDDEN = ("unclear", "unknown")
MOST = 40
"""Articles that a figure has rows for, those with most places; and suggestions of each kind."""

WHOLE = "from start to end"
"""What a panel with all articles is called."""


def places(corpus: Corpus, kind: str, what: str) -> pd.DataFrame:
    """Where something stands: `source, article, sentence, start, end` of the page; `attrs["what"]` is what was asked.

    Parameters
    ----------
    corpus : articles with their layers
    kind : `word`, which may be several words that follow one another, each of them whole; `regex`, a regular expression
        within a sentence; `actor`, `speaker`, `frame`, or `target` of evaluations
    what : the word, the pattern, the actor's or target's code or any of its names, the speaker's or frame's name; it is
        looked for in simplified characters and half width, whatever the page's script

    Raises
    ------
    InputError
        There is no such kind, nothing is asked for, or the pattern is none.

    Examples
    --------
    >>> from duizhao import load
    >>> places(load(texts={"甲报": "英方说，臺灣島不是法國的。"}), "regex", "台湾.|法国")["start"].tolist()
    [4, 9]
    """
    what = what.strip()
    if kind not in KINDS or not what:
        raise InputError(f"{kind} {what!r}: name what to look for, and as what: {', '.join(KINDS)}")
    rows: pd.DataFrame
    if kind in LAYERS:
        name, column = LAYERS[kind]
        rows, code = getattr(corpus, name), _code(corpus, what) if kind in ("actor", "target") else what
        rows = rows[[code in own if isinstance(own, tuple) else own == code for own in rows[column]]]
        ends = ("cue_start", "cue_end") if kind in ("frame", "target") else ("start", "end")
        rows = rows[[*KEY, *ends]].set_axis(PLACE, axis="columns")
    else:
        rows = concordance.kwic(views.read(corpus, "sentences"), None, _pattern(kind, what))[PLACE]
        for end in ("start", "end") if kind == "word" else ():
            rows = rows.merge(corpus.tokens[["article", end]].drop_duplicates())
    rows = rows.drop_duplicates().reset_index(drop=True)
    rows.attrs["what"] = what
    return rows


def _pattern(kind: str, what: str) -> re.Pattern[str]:
    try:
        return re.compile(fold(what) if kind == "regex" else r"\s*".join(map(re.escape, fold(what).split())))
    except (re.error, OverflowError) as error:
        raise InputError(f"{what}: no regular expression ({error})") from None


def _code(corpus: Corpus, name: str) -> str:
    """An actor's code by any of its names; what is none is a target of the user's own."""
    rows = corpus.codebook["actors"]
    named = rows.loc[(rows["actor"] == name) | (rows["form"] == fold(name)) | (rows["gloss"] == name), "actor"]
    return str(named.iloc[0]) if len(named) else name


def choices(corpus: Corpus, kind: str, lang: str = "en") -> list[str]:
    """What can be asked for: the most frequent of a kind, and the words that differ most between the sources."""
    if kind == "word" and len(corpus.sources) > 1:
        return list(corpus.terms(resamples=0)["term"].head(MOST))
    if kind == "regex":
        return []
    name, column = LAYERS.get(kind, ("tokens", "token"))
    own = getattr(corpus, name)[column].explode().dropna().value_counts(sort=False)
    often = own.sort_index().sort_values(ascending=False, kind="stable").index[:MOST]
    first = [str(one) for one in often if one not in HIDDEN]
    return names.actors(first, corpus.codebook, lang=lang) if kind in ("actor", "target") else first


def rates(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    """How often each source has it: `source, times, per_1000` words, articles with it `in_articles` of `articles`, and
    `k` of `n` sentences as `share, low, high` (Wilson).

    Examples
    --------
    >>> from duizhao import load
    >>> c = load(texts={"甲报": "法国说：“合作很好。”德国欢迎合作。", "乙报": "法国不说。"})
    >>> rates(c, places(c, "word", "合作"))[["source", "times", "k", "n"]].values.tolist()
    [['甲报', 2, 2, 2], ['乙报', 0, 0, 1]]
    """
    sizes = tallies.sizes(corpus).set_index("source")
    counts = {"times": found, "in_articles": found.drop_duplicates("article"), "k": found.drop_duplicates(KEY)}
    table = pd.DataFrame({n: rows.groupby("source").size() for n, rows in counts.items()}).reindex(sizes.index)
    table = table.fillna(0).astype("int64").assign(articles=sizes["articles"], n=sizes["sentences"])
    table["per_1000"] = 1000 * table["times"] / sizes["tokens"].where(sizes["tokens"] > 0)
    table = table.join(intervals.shares(table["k"], table["n"])).reset_index()
    return table[["source", "times", "per_1000", "in_articles", "articles", "k", "n", "share", "low", "high"]]


def lines(corpus: Corpus, found: pd.DataFrame, *, sort: str = "text", width: int = 20) -> pd.DataFrame:
    """The concordance, see `concordance.kwic`, in one of the orders of `SORTS`.

    Examples
    --------
    >>> from duizhao import load
    >>> c = load(texts={"甲报": "法国说：“合作很好。”德国欢迎合作。", "乙报": "法国不说。"})
    >>> lines(c, places(c, "word", "合作"), sort="right")["right"].tolist()
    ['。', '很好。”']
    """
    rows = concordance.kwic(corpus.sentences, found.assign(token=""), "", width=width)
    order = sorted(zip(SORTS[sort](rows), range(len(rows)), strict=True))
    return rows.iloc[[n for _, n in order]].reset_index(drop=True)


def collocates(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    """Words near it, see `terms.collocates`; without those of the stop list.

    Examples
    --------
    >>> from duizhao import load
    >>> c = load(texts={"甲报": "法国说：“合作很好。”德国欢迎合作。", "乙报": "法国不说。"})
    >>> collocates(c, places(c, "word", "合作"))["term"].tolist()
    ['好', '德国', '欢迎', '说']
    """
    tokens = views.read(corpus, "tokens") if corpus.both_scripts else corpus.tokens
    return terms.collocates(tokens, found, hide=corpus.codebook.stopwords)


def voices(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    """Who says it, the author or a speaker: `voice, source`, `k` of the `n` sentences that have it, with intervals.

    Examples
    --------
    >>> from duizhao import load
    >>> c = load(texts={"甲报": "法国说：“合作很好。”德国欢迎合作。", "乙报": "法国不说。"})
    >>> voices(c, places(c, "word", "合作"))[["voice", "k", "n"]].values.tolist()
    [['author', 1, 2], ['法国', 1, 2]]
    """
    voice = quotes.voices(corpus.quotes)
    said = [voice(*place) for place in found[["article", "start", "end"]].itertuples(index=False, name=None)]
    return shares.by_source(_sentences(corpus, found), found.assign(voice=said), "voice")


def stance(corpus: Corpus, found: pd.DataFrame, *, lang: str = "en") -> pd.DataFrame:
    """What its sentences are for and against, in whose voice: `toward, source`, `k` of the `n` sentences that have it.

    Examples
    --------
    >>> from duizhao import load
    >>> c = load(texts={"甲报": "法国说：“合作很好。”德国欢迎合作。", "乙报": "法国不说。"})
    >>> stance(c, places(c, "actor", "FR"))["toward"].tolist()
    []
    """
    told = names.toward(corpus.stance, corpus, lang=lang)
    return shares.by_source(_sentences(corpus, found), told, "toward")


def _sentences(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    return corpus.sentences.merge(found[KEY].drop_duplicates())


def spread(corpus: Corpus, found: pd.DataFrame) -> pd.DataFrame:
    """Where in each article it stands (`term` is the article), see `tallies.positions`; of `MOST` articles.

    Examples
    --------
    >>> from duizhao import load
    >>> c = load(texts={"甲报": "法国说：“合作很好。”德国欢迎合作。", "乙报": "法国不说。"})
    >>> spread(c, places(c, "word", "法国"))["position"].dropna().tolist()
    [0.0, 0.0]
    """
    often = found["article"].value_counts().reindex([one.name for one in corpus.articles], fill_value=0)
    shown = set(often.sort_values(ascending=False, kind="stable").index[:MOST])
    label = {one.name: f"{one.source}: {one.name}" for one in corpus.articles if one.name in shown}
    rows = found.assign(source=WHOLE, term=found["article"].map(label))
    return tallies.positions(rows, corpus.sentences.assign(source=WHOLE), "term", [*label.values()])


TABLES: dict[str, Callable[[Corpus, pd.DataFrame], pd.DataFrame]] = {
    "rates": rates, "lines": lines, "collocates": collocates, "voices": voices, "stance": stance, "spread": spread,
}  # fmt: skip
FIGURES = ("rates", "spread")


def figure(corpus: Corpus, found: pd.DataFrame, name: str = "rates", *, lang: str = "en") -> Drawing:
    """A figure: the `rates` of each source, or the `spread` over each article.

    Raises
    ------
    InputError
        There is no such figure.

    Examples
    --------
    >>> from duizhao import load
    >>> c = load(texts={"甲报": "法国批评英国。", "乙报": "英国欢迎德国。"})
    >>> figure(c, places(c, "word", "法国")).description.split(".")[0]
    '法国: in how many sentences of each source'
    """
    if name not in FIGURES:
        raise InputError(f"no figure {name}; there are {', '.join(FIGURES)}")
    what = found.attrs.get("what", "–")
    title = words(lang)(f"figure_{name}", what=what)
    if name == "spread":
        return figures.dispersion(spread(corpus, found), title=title, lang=lang)
    return figures.shares(rates(corpus, found).assign(what=what), category="what", title=title, lang=lang)


def shown(name: str, frame: pd.DataFrame, caption: str, *, lang: str = "en", most: int = 25) -> evidence.Html:
    """A table of `TABLES` for people: its first rows, with headings in words; a concordance with its places aligned.

    Examples
    --------
    >>> from duizhao import load
    >>> c = load(texts={"甲报": "法国说：“合作很好。”德国欢迎合作。", "乙报": "法国不说。"})
    >>> print(shown("lines", lines(c, places(c, "word", "欢迎")), "欢迎"))
    欢迎
    德国 欢迎 合作。 甲报, characters 13–15
    """
    if len(frame) > most:
        caption += f" ({words(lang)('first_of', n=most, all=len(frame))})"
    make = concordance.lined_up if name == "lines" else evidence.table
    return make(frame.head(most), caption=caption, lang=lang)
