"""Layers are found in the folded view of the text, where all lists are looked for, and shown as the page has them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from duizhao import disk
from duizhao.codebook import match
from duizhao.errors import PageWarning
from duizhao.layers import frames, hedges, sentences
from duizhao.layers.actors import mentions
from duizhao.layers.judgement import stance
from duizhao.layers.speech import quotes

if TYPE_CHECKING:
    from duizhao.coding.corrections import Corrected
    from duizhao.corpus import Corpus, Targets

TRADITIONAL = 0.05
"""A text is in traditional script where folding changes more than this share of its Chinese characters."""


class Rows(pd.DataFrame):
    """A layer, which a notebook shows in brief: its first rows, and what a person reads first of them."""

    def _repr_html_(self) -> str:
        from duizhao.show import evidence  # here, because only a notebook asks

        brief = pd.DataFrame({name: self[name] for name in _BRIEF if name in self}).head(_FIRST)
        caption = f"{len(brief)} of {len(self)} rows, {len(brief.columns)} of {self.shape[1]} columns"
        return evidence.table(brief, caption=caption).html


BRIEFLY = ("quotes", "stance")
"""Layers that are shown in brief."""
_BRIEF, _FIRST = ("source", "target", "speaker", "voice", "polarity", "cue", "text"), 10


def traditional(written: str, folded: str) -> bool:
    """Whether a text is in traditional script."""
    changed = [a != b for a, b in zip(written, folded, strict=True) if "\u3400" <= b <= "\u9fff"]
    return sum(changed) > TRADITIONAL * len(changed)


def read(corpus: Corpus, name: str) -> pd.DataFrame:
    """A layer as it is found in the folded view; computed once, from those it needs."""
    if name not in corpus.found:
        corpus.found[name] = _MAKERS[name](corpus)
    return corpus.found[name]


def shown(corpus: Corpus, name: str) -> pd.DataFrame:
    """A layer as it is shown: as the page writes it, with the corrections that a person put beside the page."""
    if name == "sentences":
        return sentences.split(corpus.articles)
    made = corpus.corrected if name in ("quotes", "stance", "frames") else None
    rows = made.layers[name] if made else _written(corpus, name)
    return rows.assign(token=rows["text"]) if name == "tokens" else rows


def corrected(corpus: Corpus) -> Corrected | None:
    """What the files `PAGE.codes.csv` beside the pages make of the layers; None where there is none."""
    beside = {one.name: f"{one.page.name}.codes.csv" for one in corpus.articles}
    there = {name: path for name, path in beside.items() if disk.is_beside(path)}
    if not there:
        return None
    from duizhao.coding import corrections  # here, because few have any

    program = {name: _written(corpus, name) for name in ("mentions", "quotes", "stance", "frames")}
    given = [corrections.of_page(path, name) for name, path in there.items()]
    made = corrections.apply(program | {"sentences": corpus.sentences}, given)
    for problem in made.problems:
        warnings.warn(problem, PageWarning, stacklevel=2)
    return made


def _written(corpus: Corpus, name: str) -> pd.DataFrame:
    """A layer with its `text`, cues and names as the page writes them; `text` of a frame is the words that meet it."""
    rows = read(corpus, name)
    columns = {"text": ("cue_start", "cue_end") if name == "frames" else ("start", "end")}
    columns |= {"cue": ("cue_start", "cue_end")} if "cue" in rows else {}
    made = {}
    for column, ends in columns.items():
        places = zip(*(rows[end].tolist() for end in ("article", *ends)), strict=True)
        made[column] = [_cut(corpus.texts[article][0], start, end) for article, start, end in places]
    for column in {"speaker", "voice", "description"} & set(rows.columns):
        names = zip(rows["article"], rows[column], strict=True)
        made[column] = [_name(own, *corpus.texts[article]) for article, own in names]
    return rows.assign(**{name: pd.Series(cells, rows.index, object) for name, cells in made.items()})


def _cut(text: str, start: float | None, end: float | None) -> str:
    """What stands between two offsets; nothing where there are none (a quotation without a verb)."""
    return "" if start is None or end is None or start != start else text[int(start) : int(end)]


def _name(name: str, page: str, folded: str) -> str:
    return name if name.isascii() or folded == page else match.unfold(name, folded, page)


def _sentences(corpus: Corpus) -> pd.DataFrame:
    rows = corpus.sentences
    places = zip(rows["article"], rows["start"], rows["end"], strict=True)
    return rows.assign(text=[corpus.texts[article][1][start:end] for article, start, end in places])


def _tokens(corpus: Corpus) -> pd.DataFrame:
    from duizhao.layers import tokens  # here, because jieba's start is dear and most work does without it

    own = [tokens.Word(match.fold(word), freq) for word, freq in corpus.words]
    return tokens.tokens(read(corpus, "sentences"), tokens.tokenizer(corpus.codebook, words=own, hmm=corpus.hmm))


def _evaluations(corpus: Corpus) -> pd.DataFrame:
    """As `stance.evaluations`; an article that a table's row gives a `target` is asked about that one."""
    groups: dict[str | None, list[str]] = {}
    for one in corpus.articles:
        groups.setdefault(one.page.given.get("target") or None, []).append(one.name)
    text, parts = read(corpus, "sentences"), []
    for target, names in groups.items() or [(None, [])]:
        asked = _folded([target] if target else corpus.targets)
        others = read(corpus, "mentions"), read(corpus, "quotes"), corpus.codebook
        parts.append(stance.evaluations(text[text["article"].isin(names)], *others, targets=asked or None))
    whole = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    place = {one.name: n for n, one in enumerate(corpus.articles)}
    return whole.sort_values("article", key=lambda names: names.map(place), kind="stable", ignore_index=True)


def _folded(targets: Targets) -> dict[str, tuple[str, ...]]:
    """Targets by name with their forms as the folded view has them; one without forms is its own."""
    named = targets if isinstance(targets, Mapping) else {name: (name,) for name in targets}
    return {name: tuple(map(match.fold, forms)) for name, forms in named.items()}


_MAKERS: dict[str, Callable[[Corpus], pd.DataFrame]] = {
    "sentences": _sentences,
    "tokens": _tokens,
    "mentions": lambda c: mentions.mentions(read(c, "sentences"), c.codebook),
    "quotes": lambda c: quotes.quotes(read(c, "sentences"), read(c, "mentions"), c.codebook),
    "evaluations": _evaluations,
    "stance": lambda c: stance.codes(read(c, "evaluations")),
    "frames": lambda c: frames.indicators(read(c, "sentences"), read(c, "quotes"), c.codebook),
    "hedges": lambda c: hedges.hedges(read(c, "sentences"), read(c, "quotes"), c.codebook),
}
