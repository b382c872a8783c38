"""English beside Chinese terms, for readers without Chinese: a common sense of the word, not a translation."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from duizhao import codebook as codebooks
from duizhao.codebook import Codebook

_ITSELF = ("name", "bloc", "compound")
_OF_IT = ("body", "capital", "person")
"""Kinds of forms whose gloss in the codebook is the state they belong to: given in brackets."""


def gloss(term: str, codebook: Codebook | None = None) -> str | None:
    """What a term means in English: from the table `glosses`, else from the actors (`[RU]` is Russia), else None."""
    return _glosses(codebook or codebooks.load()).get(term)


def labelled(terms: Iterable[str], codebook: Codebook | None = None) -> list[str]:
    """Each term with its gloss behind it, as in `俄罗斯 Russia`; a term without one stands alone."""
    known = _glosses(codebook or codebooks.load())
    return [f"{term} {known[term]}" if term in known else term for term in terms]


def actors(codes: Iterable[str], codebook: Codebook | None = None) -> list[str]:
    """Each actor's English name for its code, as in `Ukraine` for UA; what is no code, a user's own target, stays."""
    known = _glosses(codebook or codebooks.load())
    return [known.get(f"[{code}]", code) for code in codes]


@lru_cache(maxsize=8)
def _glosses(codebook: Codebook) -> dict[str, str]:
    found = dict(zip(codebook["glosses"]["term"], codebook["glosses"]["gloss"], strict=True))
    actors = codebook["actors"]
    for actor, form, kind, text in zip(*(actors[c] for c in ("actor", "form", "kind", "gloss")), strict=True):
        if text and kind in _ITSELF:
            found.setdefault(form, text)
            found.setdefault(f"[{actor}]", text)
        elif text and kind in _OF_IT:
            found.setdefault(form, f"({text})")
    return found
