"""An archive is kept up to date: only what is new is done, nothing stale stays, a kill loses nothing."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import duizhao
from duizhao.archive import build
from duizhao.errors import InputError

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "lib")}


@pytest.fixture
def copied(fresh, tmp_path):
    return Path(shutil.copytree(fresh[0], tmp_path / "pages")), tmp_path / "store"


def test_only_what_is_new_or_changed_is_done(fresh, tmp_path, monkeypatch):
    pages, store, made = fresh
    assert (made.done, made.kept, made.gone, made.failed) == (30, 0, 0, {})
    monkeypatch.setattr(build.pool, "results", lambda work, batches, **_: ((batch, 1 / 0) for batch in batches))
    assert build.build([pages], store)[:3] == (0, 30, 0)


def test_nothing_stale_stays(copied, tmp_path, tallies):
    pages, store = copied
    (pages / "copy.txt").write_bytes((pages / "001.txt").read_bytes())
    first = build.build([pages], store)
    assert first.done == 30
    assert first.failed == {f"{pages}/copy.txt": f"the same page as {pages}/001.txt"}
    (pages / "001.txt").unlink()
    (pages / "002.txt").write_text((pages / "004.txt").read_text().replace("码头", "渡口"))
    (pages / "table.csv").write_text("\n".join((pages / "table.csv").read_text().split("\n")[:-1]))
    made = build.build([pages], store)
    assert (made.done, made.kept, made.gone, made.failed) == (2, 27, 2, {})
    build.build([pages], tmp_path / "anew")
    assert tallies(store) == tallies(tmp_path / "anew")
    assert not set(duizhao.open(store).sql("select name from articles")["name"]) & {f"{pages}/001.txt"}
    assert sum(1 for _ in store.rglob("tokens.parquet")) == 1


def test_pages_of_folders_that_are_not_named_stay(copied, tmp_path, write):
    pages, store = copied
    other = write(tmp_path / "other", 6, seed=1)
    build.build({"甲": [other]}, store)
    made = build.build([pages], store)
    assert (made.done, made.kept) == (30, 6)
    assert "甲" in duizhao.open(store).sources
    with pytest.raises(InputError, match="no such file or folder; nothing was changed"):
        build.build([tmp_path / "unmounted"], store)
    assert len(duizhao.open(store).sql("select * from articles")) == 36


def test_a_kill_loses_nothing(copied, fresh, tallies):
    """A second process is killed in the middle; the next run does only what is left."""
    pages, store = copied
    program = "from duizhao.archive import build; import sys; build.BATCH = 4; build.build([sys.argv[1]], sys.argv[2])"
    run = subprocess.Popen([sys.executable, "-c", program, str(pages), str(store)], env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while len(list(store.glob("*/*/tokens.parquet"))) < 3 and time.monotonic() < end:
        time.sleep(0.005)
    run.send_signal(signal.SIGKILL)
    run.wait()
    (store / ".new" / "999").mkdir(parents=True)  # what is left of a part that was not whole yet
    made = build.build([pages], store)
    assert 4 <= made.kept < 30
    assert made.done + made.kept == 30
    assert [path.name for path in store.iterdir() if path.is_dir()] == ["several"]
    assert tallies(store) == tallies(fresh[1])


def test_sources_get_parts_of_their_own(copied, monkeypatch):
    pages, store = copied
    monkeypatch.setattr(build, "LEAST", 8)
    monkeypatch.setattr(build, "BATCH", 16)
    build.build([pages], store)
    archive, places = duizhao.open(store), {path.parent.parent.name for path in store.rglob("articles.parquet")}
    assert len(places) > 2
    assert places <= {*archive.sources, "several"}
    for place in places:
        found = set(pd.concat(map(pd.read_parquet, store.glob(f"{place}/*/tokens.parquet")))["source"])
        assert found == {place} or (place == "several" and found)


def test_what_is_no_archive_stays_as_it_is(tmp_path, write):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="there already and no archive"):
        build.build([write(tmp_path / "pages", 2)], tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["mine.txt"]
    with pytest.raises(InputError, match="holds the archive"):
        build.build([tmp_path], tmp_path / "pages" / "store")


def test_an_archive_is_not_read_as_pages(fresh):
    with pytest.raises(InputError, match=r"ask it with duizhao\.open"):
        duizhao.load(fresh[1])


def test_command(tmp_path, write, capsys):
    from duizhao import cli

    pages = write(tmp_path / "pages", 4)
    (pages / "empty.txt").write_text(" ")
    arguments = ["corpus", str(pages), "--out", str(tmp_path / "store"), "--jobs", "1"]
    assert cli.main(arguments) == 1
    out, err = capsys.readouterr()
    assert "4 pages done, 0 as before, 0 gone, 1 failed" in out
    assert "empty.txt: is empty" in err
    assert cli.main(arguments) == 1
    assert "0 pages done, 4 as before" in capsys.readouterr().out
