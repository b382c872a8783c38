"""Executed notebooks → one folder of HTML pages that need no network, no script and no mouse; all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from duizhao import disk
from duizhao.compare import shares
from duizhao.errors import InputError
from duizhao.show import data, notebooks, progress, words
from duizhao.show.pages.site import GENERATOR, site

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

SEEDS_ONLY = ("05_validation",)


def write(
    corpus: Corpus | None, out: str | Path, *, parameters: Mapping[str, object] | None = None, with_data: bool = False
) -> Path:
    """Run the notebooks on a corpus (None: on the seeds) and write the report into `out`; gives the path of its index.

    The notebooks are given a saved copy of the corpus as `pages`, and what `parameters` tell their cell besides; `by`,
    `versus`, `same_event` and `lang` are those of the first page too. Of two languages, `en,zh`, the pages of the
    second have its code behind their names, as `index_zh.html`, and each page links to itself in the other. A former
    report in the folder is replaced whole.
    `with_data` puts the layers beside the pages, see `data.files`.

    Raises
    ------
    InputError
        `out` cannot be the report's folder, or holds other things, or a notebook cannot use what it is given.
    RuntimeError
        A notebook fails otherwise; the message names it and the error. Then, too, nothing is written.
    """
    folder, out = notebooks.folder(), Path(out)
    seeds = sorted((folder.parent / "seeds").glob("*.txt"))
    corpus, left_out = _compared(corpus, seeds)
    asked = dict(parameters or {})
    endings = _endings(str(asked.get("lang", "en")))
    versus, same = _versus(asked), True if asked.get("same_event") else None
    corpus = shares.grouped(corpus, str(asked["by"])) if asked.get("by") else corpus
    shares.pairs(corpus, *versus)  # an unknown source is told of before any work is done
    paths = [path for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")) if path.stem not in left_out]
    check_place(out)
    with disk.private() as private:
        with progress.step("finding the layers"):
            told = {"pages": [str(corpus.save(private / "corpus"))]}
        executed = {lang: notebooks.execute(paths, told | asked | {"lang": lang}) for lang in endings}
    with progress.step("writing the report"):
        kept = data.files(corpus) if with_data else {}
        made: dict[str, str] = {}
        for lang, run in executed.items():
            chapters = {path.stem: one for path, one in zip(paths, run, strict=True)}
            made |= site(
                chapters, corpus, left_out, lang=lang, versus=versus, same_event=same, kept=list(kept), endings=endings
            )
        disk.write_folder(out, {name: text.encode() for name, text in made.items()} | kept, former=_ours)
    return out / "index.html"


def _compared(corpus: Corpus | None, seeds: Sequence[Path]) -> tuple[Corpus, tuple[str, ...]]:
    """The corpus, or that of the seeds, and the notebooks left out because they are about the seeds alone."""
    if corpus is None:
        from duizhao.corpus import load

        return load(*seeds), ()
    same = sorted(one.page.text for one in corpus.articles) == sorted(path.read_bytes().decode() for path in seeds)
    return corpus, () if same else SEEDS_ONLY


def _endings(languages: str) -> dict[str, str]:
    """How the names of a language's pages end, for `zh` or `en,zh`: those of the first have the plain names."""
    named = words.languages(languages)
    return {lang: f"_{lang}" if n else "" for n, lang in enumerate(named)}


def _versus(parameters: Mapping[str, object]) -> tuple[str, ...]:
    named = parameters.get("versus") or ()
    return tuple(map(str, named)) if isinstance(named, (tuple, list)) else (str(named),)


def _ours(path: Path) -> bool:
    """Whether a former report wrote this file."""
    if data.is_ours(path):
        return True
    if path.suffix != ".html" or not path.is_file():
        return False
    with path.open("rb") as file:
        return GENERATOR.encode() in file.read(1000)


def check_place(out: str | Path) -> None:
    """Refuse, before any work is done, a place that cannot be the report's: a file, what is read-only, other things."""
    folder = disk.check_folder(out)
    if folder.is_dir() and any(folder.iterdir()) and not _ours(folder / "index.html"):
        raise InputError(f"{out}: there already, and no report: its files could be lost; name another folder")
