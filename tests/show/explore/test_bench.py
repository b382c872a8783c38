"""The bench without a browser: what its controls do, what it says where it cannot, and the code that it gives."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from duizhao.errors import InputError
from duizhao.show.explore import Bench
from duizhao.show.explore.bench import VIEW

EVENT = Path(__file__).parents[3] / "docs" / "event"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("study")
    (folder / "pages").mkdir()
    for name in ("beian-2.html", "dongwan-1.html", "haixia-4.html"):
        shutil.copy(EVENT / name, folder / "pages" / name)
    with contextlib.chdir(folder):
        yield folder


@pytest.fixture(scope="module")
def one(study: Path) -> Bench:
    return Bench("pages", what="合作")


@pytest.fixture
def bench(one: Bench) -> Bench:
    """The bench with three pages and its first question, on a tab that draws nothing."""
    one.tab.selected_index = [*one.tabs].index("export")
    set_(one, names="", by="own", kind="word", what="合作")
    return one


def set_(bench: Bench, **values: Any) -> None:
    for name, value in values.items():
        bench.controls[name].value = value


def run(code: str) -> Any:
    """What the last line of a cell shows."""
    *lines, last = code.split("\n")
    space: dict[str, Any] = {}
    exec("\n".join(lines), space)
    return eval(last, space)


def test_the_code_makes_the_figure_that_was_exported(bench: Bench, study: Path) -> None:
    set_(bench, names="d*.html=东,h*.html=海,b*.html=北", kind="regex", what="合作|协议")
    set_(bench, sources=("东", "北"))
    set_(bench, export="spread", format="svg")
    bench.controls["save"].click()
    (path,) = (study / "exports").glob("*spread.svg")
    assert run(bench.controls["code"].value).svg() == path.read_text("utf-8")
    set_(bench, sources=())
    assert "sources=" not in bench.code


def test_tables_are_exported_whole(bench: Bench, study: Path) -> None:
    for name, kind in (("lines", "csv"), ("lines", "parquet"), ("stance", "parquet"), ("rates", "png")):
        set_(bench, export=name, format=kind)
        bench.controls["save"].click()
    out = study / "exports"
    lines = pd.read_parquet(out / "word-合作-lines.parquet")
    assert lines["node"].tolist() == ["合作"] * len(lines)
    assert len(pd.read_csv(out / "word-合作-lines.csv")) == len(lines) == len(bench.found) == 3
    assert (out / "word-合作-rates.png").read_bytes()[1:4] == b"PNG"


def test_what_cannot_be_done_is_said(bench: Bench) -> None:
    set_(bench, kind="regex", what="(")
    assert "no regular expression" in bench.views["status"].value
    set_(bench, what="<script>")
    chosen = bench.controls["files"].value
    set_(bench, files=())
    bench.controls["load"].click()
    assert "no page given" in bench.views["status"].value
    set_(bench, files=chosen, names="x*.html=甲")
    assert "no page meets" in bench.views["status"].value
    assert "<script>" not in "".join(view.value for view in bench.views.values())


def test_files_are_taken_from_the_browser(bench: Bench, study: Path) -> None:
    given = {"name": "../new.html", "type": "", "size": 1, "last_modified": datetime(2026, 3, 2)}
    content = memoryview((EVENT / "beian-3.html").read_bytes())
    bench.controls["upload"].set_trait("value", (type("File", (dict,), {"__getattr__": dict.get})(given, content=content),))
    assert (study / "pages" / "new.html").exists()
    assert str(Path("pages") / "new.html") in bench.controls["files"].value
    bench.controls["load"].click()
    assert len(bench.corpus.articles) == 4
    set_(bench, files=[path for path in bench.controls["files"].value if "new" not in path])
    bench.controls["load"].click()


def test_each_kind_has_something_to_choose_and_every_tab_something_to_show(bench: Bench) -> None:
    bench.tab.selected_index = 1
    for kind in ("actor", "speaker", "frame", "target", "word"):
        set_(bench, kind=kind)
        assert bench.controls["what"].value in bench.controls["what"].options
        assert len(bench.found)
    for number in range(len(bench.tabs)):
        bench.tab.selected_index = number
    assert all(bench.views[name].value for name in bench.tabs if name not in ("changes", "export"))
    assert "error" not in bench.views["status"].value


def test_a_change_is_held_against_before(bench: Bench, study: Path) -> None:
    set_(bench, kind="frame", what="diplomacy")
    bench.tab.selected_index = [*bench.tabs].index("changes")
    code = next(one for one in bench.controls["coded"].options if one[0] == "frames diplomacy")[1]
    set_(bench, coded=code, value="0")
    bench.controls["correct"].click()
    assert "<td>diplomacy</td>" in bench.views["changes"].value
    assert len(list((study / "pages").glob("*.codes.csv"))) == 1
    set_(bench, kind="word", what="合作", file="stopwords.txt", filter="")
    set_(bench, rows="合作")
    bench.controls["edit"].click()
    assert "合作" in bench.corpus.codebook.stopwords
    assert run(bench.code).description.startswith("合作")


def test_without_a_kernel_there_are_tables(study: Path) -> None:
    data = Bench("pages", what="合作", lang="zh")._repr_mimebundle_()
    assert set(data) == {VIEW, "text/html", "text/plain"}
    assert data["text/html"].count("<table") == 3
    assert "每千词" in data["text/html"]


def test_a_mistyped_folder_is_one_line(study: Path) -> None:
    with pytest.raises(InputError, match="nowhere"):
        Bench("nowhere")
