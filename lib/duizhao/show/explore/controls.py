"""The controls of the bench, and how they are laid out; their labels are in words.csv."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ipywidgets as w

from duizhao.show.explore import answers, changes
from duizhao.show.pages import article
from duizhao.show.words import Say

_OPTIONS: dict[str, Sequence[str]] = {
    "kind": answers.KINDS, "sort": tuple(answers.SORTS), "export": tuple(answers.TABLES),
    "by": ("own", "host", "publisher", "original_source", "account", "author", "event"),
}  # fmt: skip
"""Choices that have a word each in words.csv."""
_CONTROLS: dict[str, tuple[type[Any], dict[str, Any]]] = {
    "folder": (w.Text, {}), "files": (w.SelectMultiple, {"rows": 6}), "upload": (w.FileUpload, {"multiple": True}),
    "load": (w.Button, {}), "names": (w.Text, {"placeholder": "a*.html=央视,b*.html=网易"}), "by": (w.Dropdown, {}),
    "sources": (w.SelectMultiple, {"rows": 3}), "kind": (w.Dropdown, {}), "what": (w.Combobox, {}),
    "sort": (w.Dropdown, {}), "article": (w.Dropdown, {}), "file": (w.Dropdown, {"options": changes.FILES}),
    "filter": (w.Text, {}), "rows": (w.Textarea, {"rows": 6}), "edit": (w.Button, {}), "sentence": (w.Dropdown, {}),
    "coded": (w.Dropdown, {}), "value": (w.Text, {}), "correct": (w.Button, {}), "export": (w.Dropdown, {}),
    "format": (w.Dropdown, {"options": ("csv", "parquet", "svg", "png")}), "save": (w.Button, {}),
    "code": (w.Textarea, {"rows": 9}),
}  # fmt: skip
_WIDE = ("article", "rows", "sentence", "code")
_ABOVE = {
    "lines": ("sort",), "text": ("article",), "export": ("export", "format", "save", "code"),
    "changes": ("file", "filter", "rows", "edit", "sentence", "coded", "value", "correct"),
}  # fmt: skip
"""The controls above what a tab shows."""
_STYLE = "background: var(--paper); color: var(--ink); overflow: auto; .kwic * { border: 0; white-space: normal }"


def made(say: Say) -> dict[str, Any]:
    """Every control by name."""
    return {name: _control(name, say, kind, options) for name, (kind, options) in _CONTROLS.items()}


def _control(name: str, say: Say, kind: type[Any], options: dict[str, Any]) -> Any:
    if name in _OPTIONS:
        options = {"options": [(say(f"{name}_{one}"), one) for one in _OPTIONS[name]]}
    if kind in (w.Button, w.FileUpload):
        return kind(description=say(f"bench_{name}"), layout={"width": "max-content"}, **options)
    if kind in (w.Text, w.Combobox):
        options = options | {"continuous_update": False}
    look = {"style": {"description_width": "8em"}, "layout": {"width": "54em" if name in _WIDE else "27em"}}
    return kind(description=say(f"bench_{name}"), **look, **options)


def laid_out(c: Mapping[str, Any], views: Mapping[str, Any], tabs: Sequence[str], say: Say) -> tuple[Any, Any]:
    """The tab widget, and all of the bench: controls, status line, tabs; looks are the report's, in the bench alone."""
    css = (Path(article.__file__).parent / "templates" / "report" / "report.css").read_text("utf-8")
    css = css.replace(":root", "&").replace("main:has", "&:has")
    style = w.HTML(f"<style>.duizhao {{ {css} {_STYLE} h1 {{ font-size: 1.4em }} }}</style>")
    for view in views.values():
        view.add_class("duizhao")
    shown = [w.VBox([*(c[own] for own in _ABOVE.get(name, ())), views[name]]) for name in tabs]
    tab = w.Tab(shown, titles=[say(f"view_{name}") for name in tabs])
    sides = ("folder", "files", "upload", "load"), ("names", "by", "sources", "kind", "what")
    top = w.HBox([w.VBox([c[name] for name in side]) for side in sides], layout={"flex_flow": "row wrap"})
    return tab, w.VBox([style, top, views["status"], tab])
