"""The examples in docstrings run, what a person has at a prompt has some, and what is shown there is short and escaped."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path
from typing import Any

import pytest

import duizhao
from duizhao.show import explore

LIB = Path(duizhao.__file__).parent
WITH = sorted(path for path in LIB.rglob("*.py") if ">>> " in path.read_text("utf-8"))
PUBLIC = {
    **{name: getattr(duizhao, name) for name in ("load",)},
    **{name: getattr(duizhao.Corpus, name) for name in ("terms", "passages", "only", "save")},
    **{name: getattr(explore, name) for name in explore.__all__ if name != "Bench"},
}
HOSTILE = "<script>alert(1)</script>"


@pytest.mark.parametrize("path", WITH, ids=lambda path: path.relative_to(LIB).as_posix())
def test_examples(path: Path) -> None:
    parts = path.relative_to(LIB.parent).with_suffix("").parts
    module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_has_an_example(name: str) -> None:
    assert ">>> " in (PUBLIC[name].__doc__ or "")


@pytest.fixture(scope="module")
def corpus() -> duizhao.Corpus:
    texts = {f"甲{HOSTILE}": f"{HOSTILE}标题\n法国总统说：“英国是不负责任的。”{HOSTILE}英国妄图破坏和平。", "乙": "英国欢迎法国。"}
    return duizhao.load(texts=texts)


@pytest.mark.parametrize("part", ["corpus", "article", "quotes", "stance"])
def test_shown_in_a_notebook(corpus: duizhao.Corpus, part: str) -> None:
    shown: Any = {"corpus": corpus, "article": corpus.articles[0]}.get(part)
    html = (getattr(corpus, part) if shown is None else shown)._repr_html_()
    assert "<script" not in html
    assert "script" in html
    assert len(html) < 3000


def test_an_article_in_a_line(corpus: duizhao.Corpus) -> None:
    assert repr(corpus.articles[1]) == "乙 · 乙 · undated (1 of 1 lines are the article)"


def test_a_kept_layer_is_shown_alike(corpus: duizhao.Corpus) -> None:
    part = corpus.only(source="乙")
    assert "0 of 0 rows" in part.quotes._repr_html_()


def test_completion_shows_few_names(corpus: duizhao.Corpus) -> None:
    assert len(dir(corpus)) < 20
    assert all(hasattr(corpus, name) for name in dir(corpus))
