"""The widgets of `explore.ipynb`: what `answers` and `changes` do, at the touch of a control; nothing is counted."""

from __future__ import annotations

import warnings
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import uuid4

import ipywidgets as w
import pandas as pd

import duizhao
from duizhao import disk, output
from duizhao.compare.shares import KEY
from duizhao.corpus import Corpus, PageWarning, Targets
from duizhao.errors import InputError
from duizhao.pages import files
from duizhao.show.evidence import marked, safe
from duizhao.show.explore import answers, changes, controls
from duizhao.show.pages import article
from duizhao.show.words import words

VIEW = "application/vnd.jupyter.widget-view+json"
_SENTENCES = 200
"""Sentences that can be chosen for a correction."""


class Bench:
    """Choose pages, ask, change, export. `corpus` is what is shown, `found` the places, `code` the cell of a figure.

    Parameters
    ----------
    pages : a folder, or files of one
    names, by, targets : as in `duizhao.load`
    codebook : the folder of a codebook of your own; changed lists are written there
    out : the folder that exports are written into
    kind, what : the first question, see `answers.places`; by default the word that differs most
    lang : language of labels and headings, `en` or `zh`
    """

    def __init__(
        self, pages: str | Path | Iterable[str | Path] = "pages", *, names: str = "", by: str | None = None,
        targets: Targets = (), codebook: str | Path = "codebook", out: str | Path = "exports", kind: str = "word",
        what: str = "", lang: str = "en",
    ) -> None:  # fmt: skip
        self.say, self.lang, self.targets, self.book, self.out = words(lang), lang, targets, Path(codebook), Path(out)
        given = list(map(Path, files.there(pages)))
        self.controls = c = controls.made(self.say)
        self.tabs: dict[str, Callable[[], str]] = {
            "rates": self._rates, "lines": lambda: self._table("lines"), "collocates": lambda: self._table("collocates"),
            "voices": lambda: self._table("voices") + self._table("stance"), "text": self._text, "changes": self._changes,
            "export": str,
        }  # fmt: skip
        self.views = {name: w.HTML() for name in ("status", *self.tabs)}
        c["folder"].value = str(given[0] if given[0].is_dir() else given[0].parent)
        c["names"].value, c["by"].value = names, by or "own"
        self._list_files([str(path) for path in files.find(given) if isinstance(path, Path)])
        self._load()
        c["kind"].value, c["what"].value = kind, what or next(iter(c["what"].options), "")
        self.tab, self.widget = controls.laid_out(c, self.views, list(self.tabs), self.say)
        self._ask()
        self._wire()

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """The widgets, and for where there is no kernel what they first show."""
        note = self.say("bench_static")
        shown = "".join(map(self._table, ("rates", "lines", "voices")))
        html = {"text/html": f"<p>{safe(note)}</p>{shown}", "text/plain": f"{note}\n{self.code}"}
        return {VIEW: self.widget._repr_mimebundle_(**kwargs)[VIEW], **html}

    @property
    def code(self) -> str:
        """A cell that makes the figure that is chosen for export, from the pages."""
        value = {n: self.controls[n].value for n in ("files", "names", "by", "sources", "kind", "what")}
        options = {"names": value["names"], "by": value["by"] if value["by"] != "own" else "", "targets": self.targets,
                   "codebook": str(self._own_book() or "")}  # fmt: skip
        told = "".join(f", {name}={given!r}" for name, given in options.items() if given)
        chosen = f"corpus = corpus.only(source={list(value['sources'])!r})\n" if value["sources"] else ""
        return (
            "import duizhao\nfrom duizhao.show import explore\n\n"
            f"corpus = duizhao.load({list(value['files'])!r}{told})\n{chosen}"
            f"found = explore.places(corpus, {value['kind']!r}, {value['what']!r})\n"
            f"explore.figure(corpus, found, {self._figure()!r}, lang={self.lang!r})"
        )

    def _figure(self) -> str:
        name: str = self.controls["export"].value
        return name if name in answers.FIGURES else answers.FIGURES[0]

    def _own_book(self) -> Path | None:
        return self.book if self.book.is_dir() else None

    def _wire(self) -> None:
        acts = {
            "folder": self._list_files, "upload": self._take, "load": self._load, "names": self._group, "by": self._group,
            "sources": self._ask, "kind": self._choices, "what": self._ask, "sort": self._ask, "article": self._ask,
            "file": self._rows, "filter": self._rows, "edit": self._edit, "sentence": self._codes, "coded": self._value,
            "correct": self._correct, "export": self._fill, "save": self._export,
        }  # fmt: skip
        for name, act in acts.items():
            control = self.controls[name]
            if isinstance(control, w.Button):
                control.on_click(self._told(act))
            else:
                control.observe(self._told(act), "value")
        self.tab.observe(self._told(self._fill), "selected_index")

    def _told(self, act: Callable[[], None]) -> Callable[[Any], None]:
        """The act; the status line says how long it took, what it warned of, or why it could not be done."""

        def on(_: Any) -> None:
            began = perf_counter()
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always", PageWarning)
                try:
                    act()
                    told = [self.say("bench_took", ms=round(1000 * (perf_counter() - began)))]
                except InputError as error:
                    told = [str(error)]
            told += [str(one.message) for one in caught if issubclass(one.category, PageWarning)]
            # an id of its own, so that what is said twice is shown, and read out, twice
            self.views["status"].value = f'<p role="status" id="{uuid4()}">{"<br>".join(map(marked, told))}</p>'

        return on

    def _list_files(self, chosen: Sequence[str] = ()) -> None:
        folder = self.controls["folder"].value
        there = [path for path in files.find([folder]) if isinstance(path, Path) and path.is_file()]
        self.controls["files"].options = [(str(path.relative_to(folder)), str(path)) for path in there]
        self.controls["files"].value = [str(path) for path in there if not chosen or str(path) in chosen]

    def _take(self) -> None:
        """Files that were chosen in the browser, into the folder of the pages."""
        folder = Path(self.controls["folder"].value)
        new = {folder / Path(one.name).name: bytes(one.content) for one in self.controls["upload"].value}
        disk.write_files(new)
        self._list_files([*self.controls["files"].value, *map(str, new)])

    def _load(self) -> None:
        pages = list(self.controls["files"].value)
        self.read = duizhao.load(pages, targets=self.targets, codebook=self._own_book())
        self._group()

    def _group(self) -> None:
        self.loaded, self.compared = self._grouped(), ""
        self.controls["sources"].options = self.loaded.sources
        self._choices()

    def _grouped(self) -> Corpus:
        by = self.controls["by"].value
        return changes.regrouped(self.read, self.controls["names"].value, by if by != "own" else None)

    def _choices(self) -> None:
        """What may be asked of this kind; what is asked stays if it is one of them, or typed."""
        control, former = self.controls["what"], self.controls["what"].options
        control.options = options = answers.choices(self.loaded, self.controls["kind"].value, self.lang)
        if options and (control.value in former and control.value not in options):
            control.value = options[0]
        elif hasattr(self, "tab"):
            self._ask()

    def _part(self, corpus: Corpus) -> tuple[Corpus, pd.DataFrame]:
        """The sources that are chosen, and the places asked for in them."""
        part = corpus.only(source=self.controls["sources"].value)
        return part, answers.places(part, self.controls["kind"].value, self.controls["what"].value)

    def _ask(self) -> None:
        self.corpus, self.found = self._part(self.loaded)
        named = [(f"{one.source}: {one.metadata.title or one.name}", n) for n, one in enumerate(self.corpus.articles, 1)]
        if list(self.controls["article"].options) != named:
            self._offer("article", named)
        self.stale = {*self.tabs}
        self._fill()

    def _fill(self) -> None:
        """The tab that is looked at; the others when they are."""
        self.controls["code"].value = self.code
        name = [*self.tabs][self.tab.selected_index or 0]
        if name in self.stale:
            self.views[name].value = self.tabs[name]()
            self.stale.discard(name)

    def _table(self, name: str) -> str:
        options: dict[str, Any] = {"lines": {"sort": self.controls["sort"].value}, "stance": {"lang": self.lang}}.get(name, {})
        frame = answers.TABLES[name](self.corpus, self.found, **options)
        caption = f"{self.say(f'export_{name}')}: {self.controls['what'].value}"
        return answers.shown(name, frame, caption, lang=self.lang).html

    def _rates(self) -> str:
        """The table at once, then the figures."""
        self.views["rates"].value = table = self._table("rates")
        return table + "".join(map(self._picture, answers.FIGURES))

    def _picture(self, name: str) -> str:
        drawn = answers.figure(self.corpus, self.found, name, lang=self.lang)
        data = b64encode(drawn.png()).decode()
        return f'<img width="800" alt="{safe(drawn.description)}" src="data:image/png;base64,{data}">'

    def _text(self) -> str:
        number = self.controls["article"].value or 1
        own = self.found[self.found["article"] == self.corpus.articles[number - 1].name]
        tokens = self.corpus.tokens.merge(own, on=KEY)
        inside = tokens[(tokens["start_x"] >= tokens["start_y"]) & (tokens["end_x"] <= tokens["end_y"])]
        return article.page(self.corpus, number, inside["token"].unique(), lang=self.lang)

    def _changes(self) -> str:
        rows = self.corpus.sentences.merge(self.found[KEY].drop_duplicates()).head(_SENTENCES)
        places = zip(*(rows[name] for name in ("source", "article", "sentence", "text")), strict=True)
        self._offer("sentence", [(f"{source} {n}: {text}", (name, n)) for source, name, n, text in places])
        self._codes()
        self._rows()
        return self.compared

    def _codes(self) -> None:
        place = self.controls["sentence"].value
        codes = changes.codes(self.corpus, *place) if place else []
        self._offer("coded", [(" ".join(filter(None, code[:-1])), code) for code in codes])
        self._value()

    def _offer(self, name: str, options: Sequence[tuple[str, Any]]) -> None:
        """Other options; the first of them is chosen, which the widget leaves open after it had none."""
        self.controls[name].options = options
        self.controls[name].index = 0 if options else None

    def _value(self) -> None:
        self.controls["value"].value = (self.controls["coded"].value or ("",))[-1]

    def _rows(self) -> None:
        text = self.controls["filter"].value or self.controls["what"].value
        self.shown = self.controls["rows"].value = changes.rows(self._own_book(), self.controls["file"].value, text)

    def _edit(self) -> None:
        c = self.controls
        former = self.loaded.layers
        self._change(former, changes.edit(self.read, self.book, c["file"].value, self.shown, c["rows"].value))

    def _correct(self) -> None:
        place, code, value = (self.controls[name].value for name in ("sentence", "coded", "value"))
        if not place or not code:
            raise InputError(self.say("bench_nothing"))
        (article_, sentence), (layer, target, column, _) = place, code
        former = self.loaded.layers  # before the file is written that corrects them
        self._change(former, changes.correct(self.read, article_, sentence, layer, target, column, value))

    def _change(self, layers: Mapping[str, pd.DataFrame], changed: Corpus) -> None:
        """Show the corpus as changed, and what is different from the former layers."""
        former, self.read = answers.rates(self.corpus, self.found), changed
        self.loaded = self._grouped()
        now = answers.rates(*self._part(self.loaded)).assign(times_before=former["times"], k_before=former["k"])
        both = now[["source", "times_before", "times", "k_before", "k", "n"]]
        tables = {"against_before": both, "codes_changed": changes.difference(layers, self.loaded.layers)}
        self.compared = "".join(
            answers.shown("changed", rows, self.say(name, what=self.controls["what"].value), lang=self.lang).html
            for name, rows in tables.items()
        )
        self._ask()

    def _export(self) -> None:
        name, kind, what = self.controls["export"].value, self.controls["format"].value, self.controls["what"].value
        drawn = kind in ("svg", "png")
        stem = "-".join((self.controls["kind"].value, *filter(str.isalnum, what.split()), self._figure() if drawn else name))
        frame = answers.TABLES[name](self.corpus, self.found)
        made = {
            "csv": lambda: output.as_csv(frame).encode("utf-8-sig"), "parquet": lambda: frame.to_parquet(index=False),
            "png": lambda: answers.figure(self.corpus, self.found, self._figure(), lang=self.lang).png(),
            "svg": lambda: answers.figure(self.corpus, self.found, self._figure(), lang=self.lang).svg().encode(),
        }[kind]()  # fmt: skip
        path = self.out / f"{stem}.{kind}"
        disk.write_file(path, made)
        self.views["export"].value = f"<p>{safe(path)}: {len(made):,} B</p>"
