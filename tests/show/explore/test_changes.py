"""A change gives the layers that loading anew gives, leaves the corpus before it alone, and is kept in files or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

import duizhao
from duizhao.errors import InputError
from duizhao.show.explore import changes

EVENT = Path(__file__).parents[3] / "docs" / "event"
NAMES = "beian*.html=甲报,dongwan*.html=乙报"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    for name in ("beian-2.html", "dongwan-1.html"):
        shutil.copy(EVENT / name, tmp_path / "pages" / name)
    return tmp_path / "pages"


@pytest.fixture
def corpus(pages: Path) -> duizhao.Corpus:
    return duizhao.load(str(pages), names=NAMES)


def same(one: duizhao.Corpus, other: duizhao.Corpus) -> None:
    for name, table in one.layers.items():
        pd.testing.assert_frame_equal(table, other.layers[name], obj=name)


def test_regrouped_is_as_loaded(corpus: duizhao.Corpus, pages: Path) -> None:
    assert corpus.layers["frames"] is not None
    for names, by, sources in (("b*.html=东,d*.html=西", None, ["东", "西"]), ("", "host", ["www.beian.example", "www.dongwan.example"])):
        told = changes.regrouped(duizhao.load(str(pages)), names, by)
        same(told, duizhao.load(str(pages), names=names, by=by))
        assert told.sources == sources
    assert changes.regrouped(corpus, "b*.html=东,d*.html=西").layers["quotes"]["source"].unique().tolist() == ["东", "西"]
    assert corpus.sources == ["甲报", "乙报"]


def test_an_edited_list_is_as_loaded(corpus: duizhao.Corpus, pages: Path, tmp_path: Path) -> None:
    before = corpus.hedges.copy()
    book = tmp_path / "book"
    row = changes.rows(None, "hedges.csv", "预计")
    kept = "\n".join(one for one in row.splitlines() if not one.startswith("预计,"))
    after = changes.edit(corpus, book, "hedges.csv", row, kept)
    assert len(after.hedges) < len(corpus.hedges)
    same(after, duizhao.load(str(pages), names=NAMES, codebook=book))
    pd.testing.assert_frame_equal(corpus.hedges, before)
    again = changes.edit(after, book, "hedges.csv", "", row)
    assert len(again.hedges) == len(before)


def test_a_word_to_keep_whole(corpus: duizhao.Corpus, tmp_path: Path) -> None:
    after = changes.edit(corpus, tmp_path / "book", "dictionary.txt", "", "海缆协议")
    assert "海缆协议" in after.tokens["token"].tolist()
    assert after.quotes is corpus.quotes or after.quotes.equals(corpus.quotes)


@pytest.mark.parametrize(
    ("file", "row"), [("hedges.csv", "大概,maybe,,own"), ("frames.csv", "conflict,x,(,,own"), ("none.csv", "a")]
)
def test_a_row_that_cannot_be_used_changes_nothing(corpus: duizhao.Corpus, tmp_path: Path, file: str, row: str) -> None:
    with pytest.raises(InputError) as error:
        changes.edit(corpus, tmp_path / "book", file, "", row)
    assert str(tmp_path / "book") in str(error.value) or "none.csv" in str(error.value)
    assert not (tmp_path / "book").exists()


def test_a_corrected_code_is_as_loaded(corpus: duizhao.Corpus, pages: Path) -> None:
    article = "beian-2"
    wanted = {code[:3]: code[3] for code in changes.codes(corpus, article, 1)}
    assert wanted["stance", "FR", "polarity_quoted"] == "against"
    before = corpus.layers
    first = changes.correct(corpus, article, 1, "stance", "FR", "polarity_quoted", "0")
    second = changes.correct(first, article, 1, "stance", "GB", "polarity_quoted", "for")
    third = changes.correct(second, article, 4, "quotes", "", "indirect", "绿色组织")
    loaded = duizhao.load(str(pages), names=NAMES)
    same(third, loaded)
    assert {code[:3]: code[3] for code in changes.codes(third, article, 1)} == wanted | {
        ("stance", "FR", "polarity_quoted"): "0", ("stance", "GB", "polarity_quoted"): "for"}  # fmt: skip
    told = changes.difference(before, third.layers)
    assert {"FR quoted −", "GB quoted +"} <= set(told["code"])
    assert (told["now"] - told["was"] == told["change"]).all()


def test_what_cannot_be_corrected(corpus: duizhao.Corpus) -> None:
    article = corpus.articles[0].name
    for sentence, layer, target, column in ((99, "frames", "", "conflict"), (1, "frames", "", "text"),
                                            (1, "stance", "XX", "polarity_author")):  # fmt: skip
        with pytest.raises(InputError, match="has no code"):
            changes.correct(corpus, article, sentence, layer, target, column, "1")
    assert not list(Path(corpus.articles[0].page.name).parent.glob("*.codes.csv"))
