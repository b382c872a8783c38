"""A saved corpus opens as it was, and nothing else is touched."""

import json
from pathlib import Path

import pandas as pd
import pytest

import duizhao
from duizhao.corpus import LAYERS
from duizhao.errors import InputError, PageWarning

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))
TEXTS = {"甲": "英国批评法国。", "乙": "法国外交部表示，和谈必须继续。", "丙": "美国的建议是建设性的。"}


def test_saved_and_opened(tmp_path):
    made = duizhao.load({"甲": [SEEDS[0]], "乙": [SEEDS[1]]}, targets=["派兵计划"], words=["派兵计划"])
    for _ in range(2):  # a former one is replaced
        made.save(tmp_path / "work")
    found = duizhao.open(tmp_path / "work")
    assert duizhao.load([str(tmp_path / "work")]).sources == ["甲", "乙"]
    for name in LAYERS:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(made, name))
    for one, other in zip(found.articles, made.articles, strict=True):
        pd.testing.assert_frame_equal(one.lines, other.lines)
        assert (one.metadata, one.source, one.warnings) == (other.metadata, other.source, other.warnings)
        assert (one.page.text, one.page.lines) == (other.page.text, other.page.lines)
    assert (found.targets, found.words) == (["派兵计划"], (("派兵计划", None),))


def test_save_leaves_what_is_there_alone(tmp_path):
    made = duizhao.load(texts=TEXTS)
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="no corpus"):
        made.save(tmp_path)
    with pytest.raises(InputError, match="no corpus"):
        made.save(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(InputError, match="no corpus that was saved"):
        duizhao.open(tmp_path)


def test_save_is_whole_or_not_at_all(tmp_path, monkeypatch):
    made = duizhao.load(texts=TEXTS)
    made.save(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    written = Path.write_bytes

    def full(self, data):
        if self.name == "hedges.parquet":
            raise OSError(28, "No space left on device")
        return written(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="No space left"):
        duizhao.load(texts={"丁": "英国。"}).save(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_changed_codebook_is_told(tmp_path):
    duizhao.load(texts=TEXTS).save(tmp_path / "work")
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "stopwords.txt").write_text("派兵\n", "utf-8")
    with pytest.warns(PageWarning, match="its layers stay as saved"):
        duizhao.open(tmp_path / "work", codebook=tmp_path / "book")


def test_what_is_no_character_is_kept_out(tmp_path):
    lone = "\ud800"
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": f"法国{lone}表示欢迎。", "title": lone, "source": lone}), "utf-8")
    made = duizhao.load([tmp_path / "a.jsonl"], texts={f"乙{lone}": f"英国{lone}反对。"}, targets=[lone], words=[lone])
    made.terms(resamples=0)
    again = duizhao.open(made.save(tmp_path / "corpus"))
    assert again.sources == ["\ufffd", "乙\ufffd"]
    assert again.sentences.equals(made.sentences)


def test_a_broken_corpus_is_refused_in_one_line(tmp_path):
    """A folder from elsewhere may say that it is a corpus."""
    folder = duizhao.load(texts=TEXTS).save(tmp_path / "work")
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    kept = json.loads(whole["corpus.json"])
    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in ("quotes", "articles", "tokens", "lines")}
    broken = [
        ("corpus.json", b"[]"), ("corpus.json", b"{}"), ("corpus.json", b"\xff"), ("corpus.json", b"[" * 100_000),
        ("corpus.json", json.dumps(kept | {"words": 3}).encode()), ("quotes.parquet", b""), ("quotes.parquet", whole["quotes.parquet"][:-9]),
        *((f"{name}.parquet", table.drop(columns=column).to_parquet()) for name, table in tables.items() for column in table),
        ("quotes.parquet", tables["quotes"].assign(end=10**9).to_parquet()), ("quotes.parquet", tables["quotes"].assign(article="x").to_parquet()),
        ("quotes.parquet", tables["quotes"].assign(start="x").to_parquet()), ("quotes.parquet", tables["quotes"].assign(actors=1).to_parquet()),
        ("articles.parquet", tables["articles"].assign(metadata="[]").to_parquet()),
    ]  # fmt: skip
    for name, data in broken:
        (folder / name).write_bytes(data)
        with pytest.raises(InputError, match="a broken one"):
            duizhao.open(folder)
        (folder / name).write_bytes(whole[name])
    duizhao.open(folder)
