"""Whoever does the work, the tallies are the same, to the last byte; what dies costs time, or the page that did it."""

import importlib
import os
import random
import signal
import sys

import pytest
from distributed import LocalCluster

from duizhao.archive import build, pool
from duizhao.errors import InputError


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(build, "BATCH", 4)


def cluster(workers, **options):
    return LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None, silence_logs=50, **options)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_of_dask(fresh, tallies, tmp_path, workers):
    with cluster(workers, processes=False) as dask:
        build.build([fresh[0]], tmp_path, scheduler=dask.scheduler_address)
    assert tallies(tmp_path) == tallies(fresh[1])


def test_processes_and_shuffled_pages(fresh, tallies, tmp_path):
    files = sorted(fresh[0].iterdir())
    random.Random(1).shuffle(files)
    build.build(files, tmp_path, jobs=2)
    assert tallies(tmp_path) == tallies(fresh[1])


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The sum of a batch, in a module that other processes can import; the page 5 ends its process."""
    text = "import os, time\n\n\ndef work(batch):\n    time.sleep(0.02)\n    return os._exit(1) if 5 in batch else sum(batch)\n"
    (tmp_path / "deadly.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    return importlib.import_module("deadly").work


@pytest.mark.filterwarnings("ignore")
def test_a_worker_that_is_killed_costs_time_alone(work):
    with cluster(2, processes=True) as dask:
        victim, made = next(iter(dask.workers.values())).pid, []
        for batch, result in pool.results(work, ([n] for n in range(10, 90)), scheduler=dask.scheduler_address):
            made.append((batch, result))
            if len(made) == 9:
                os.kill(victim, signal.SIGKILL)
    assert sorted(made) == [([n], n) for n in range(10, 90)]


def test_a_page_that_ends_its_process_is_found(work):
    made = list(pool.results(work, [range(first, first + 2) for first in range(0, 12, 2)], jobs=2))
    assert [list(batch) for batch, result in made if result is None] == [[5]]
    assert sum(result for _, result in made if result is not None) == sum(range(12)) - 5


def test_no_scheduler(monkeypatch):
    monkeypatch.setattr(pool, "PATIENCE", 0.5)
    with pytest.raises(InputError, match="no Dask scheduler answers there"):
        list(pool.results(len, [], scheduler="tcp://127.0.0.1:9"))
