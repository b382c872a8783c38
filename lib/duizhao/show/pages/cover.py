"""The report's first page: what is compared, what differs with the sentences it rests on, and what can't be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from duizhao.coding import scores
from duizhao.compare import findings
from duizhao.compare.findings import Finding
from duizhao.show.evidence.links import anchor
from duizhao.show.pages.addresses import places, stem
from duizhao.show.words import Say, words

if TYPE_CHECKING:
    from duizhao.corpus import Corpus


def told(
    corpus: Corpus, *, lang: str = "en", versus: Sequence[str] = (), same_event: bool | None = None
) -> dict[str, Any]:
    """What the template of the first page is filled with: `compared`, `findings` and `limits`, all as plain text.

    Parameters
    ----------
    corpus : articles with their layers
    lang : language of the statements, `en` or `zh`
    versus : one source, or two, to be compared; by default each is set against all others
    same_event : True where all pages tell of one event; by default as the articles say, see `shares.events`
    """
    say = words(lang)
    sizes = corpus.sentences.groupby("article").size(), corpus.tokens[corpus.tokens["word"]].groupby("article").size()
    compared = [
        {
            "stem": stem(number), "title": one.metadata.title or one.name, "source": one.source,
            "published": one.metadata.published or say("undated"),
            "sentences": int(sizes[0].get(one.name, 0)), "words": int(sizes[1].get(one.name, 0)),
        }
        for number, one in enumerate(corpus.articles, 1)
    ]  # fmt: skip
    at = places(corpus)
    found = findings.findings(corpus, *versus, lang=lang, events=same_event)
    return {
        "compared": compared,
        "findings": [_finding(one, at, say) for one in found],
        "limits": [*findings.notes(corpus, lang=lang, events=same_event), _trust(say)],
    }


def _trust(say: Say) -> str:
    """How many of the codes found in texts that were kept closed to the end were right, by layer."""
    rows = scores.unseen()
    aside = rows[rows["text"].str.contains("kept closed")]
    told = (f"{say(f'layer {layer}')} {both}/{found}" for layer, both, found in aside[["layer", "both", "found"]].to_numpy())
    return say("trust", list="; ".join(told))


def _finding(one: Finding, at: dict[str, str], say: Say) -> dict[str, Any]:
    rows = one.evidence.drop_duplicates(["article", "sentence"])
    passages = [
        {"text": text, "source": source, "href": at[f"{article}|{sentence}"]}
        for text, source, article, sentence in zip(*(rows[c] for c in ("text", "source", "article", "sentence")), strict=True)
    ]
    best = [passage for passage in passages if passage["text"] in one.best][:2]
    return {
        "statement": one.statement, "id": anchor("finding", one.statement), "figures": _figures(one, say),
        "about": say(one.about) if one.about else "",
        "best": best, "places": passages, "all": say("all", n=len(passages)),
    }  # fmt: skip


def _figures(one: Finding, say: Say) -> str:
    """Counts, and interval and p where something is claimed beyond the texts."""
    if not one.unit:
        return ""
    if one.key == "words":  # the statement has the counts of each word; p is that of the surest of all
        return say("surest", p=_p(one.p), q=_p(one.q), tests=one.tests)
    parts: Sequence[str] = [say("counts", k=one.k, n=one.n, k_other=one.k_other, n_other=one.n_other)]
    if one.low == one.low:
        parts = [*parts, say("difference", low=f"{one.low:+.0%}", high=f"{one.high:+.0%}")]
    if one.p == one.p:
        parts = [*parts, say("chance", p=_p(one.p), q=_p(one.q), tests=one.tests)]
    elif one.low != one.low:
        parts = [*parts, say("observed")]
    return "; ".join(parts)


def _p(value: float) -> str:
    return f"{value:.3f}" if value >= 0.001 else f"{value:.1e}"
