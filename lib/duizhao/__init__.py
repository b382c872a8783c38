"""duizhao (对照): set the sources of saved Chinese news pages side by side.

>>> import duizhao
>>> c = duizhao.load("a.html", "b.html")  # doctest: +SKIP
>>> c.terms().head()  # doctest: +SKIP

`load` reads pages, `open` what `Corpus.save` wrote. A `Corpus` holds the articles and a table of each layer. The rooms:
`pages`, `codebook`, `actors`, `layers`, `measures`, `compare`, `show`, `coding`. Nothing is imported before it is used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from duizhao.errors import InputError

if TYPE_CHECKING:
    from duizhao.corpus import Corpus, PageWarning, load, open

__all__ = ["Corpus", "InputError", "PageWarning", "load", "open"]


_ROOMS = ("actors", "codebook", "coding", "compare", "corpus", "layers", "measures", "pages", "show")


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("duizhao.corpus"), name)
    if name in _ROOMS:
        return import_module(f"duizhao.{name}")
    raise AttributeError(f"duizhao has no {name}; there are {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__, *_ROOMS]
