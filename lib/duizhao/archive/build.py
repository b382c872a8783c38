"""Pages → an archive: Parquet layers in parts, and an index of what lies where; only what is new or changed is done.

`index.sqlite` says which parts count, and a part that it does not name is no part of the archive: a part is written
whole, moved into its place by one rename, and then named by one transaction. So a killed run leaves an archive of what
it had done, and the next run goes on from there. New batches lie in `.new` until `_settle` sorts them by source.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from tqdm import tqdm

from duizhao import disk
from duizhao.archive import layers, pool
from duizhao.archive.layers import NAMES, Item, Roots, Settings
from duizhao.errors import InputError
from duizhao.output import safe, say
from duizhao.store import INDEX

BATCH = 128
"""Pages that are read, annotated and written together."""
GROUP = 2_048
"""Articles that are sorted by source together: what is in memory then does not grow with the archive."""
LEAST = 256
"""A source with fewer articles in a group shares a part with others."""
SHOWN = 50
"""Pages that failed are told up to this number."""
NEW, SEVERAL = ".new", "several"
_HERE = Path(__file__).parent
_KNOWN = "exists(select 1 from pages p where p.name = page and p.key = places.key and p.problem is null)"
"""Of a row of `places`: whether the page is still there as it was; else its rows are stale."""
_WANTED = "problem is null and not exists(select 1 from places where page = name and places.key = pages.key)"
"""Of a page: whether it is to be annotated."""
Pages = Mapping[str, Iterable[str | Path]] | Iterable[str | Path]


class Built(NamedTuple):
    """What a run did: pages `done` now, `kept` from before, `gone` since; and what failed, ever: problem by name."""

    done: int
    kept: int
    gone: int
    failed: dict[str, str]


def build(
    pages: Pages, folder: str | Path, *, jobs: int = 1, scheduler: str | None = None,
    columns: Mapping[str, str] | None = None, codebook: str | Path | None = None,
) -> Built:  # fmt: skip
    """Bring an archive up to date with files, folders and tables of pages, and say what was done.

    Parameters
    ----------
    pages : names of files, tables and folders, or any of these by source. A page that is no longer in one of those
        named leaves the archive; pages of folders that are not named stay
    folder : where the archive is, or is to be
    jobs, scheduler : who does it, see `pool.results`
    columns, codebook : as in `corpus.load`

    Raises
    ------
    InputError
        Nothing usable is named, the folder holds other things, or a worker has another version.

    Examples
    --------
    >>> build(["pages"], "archive", jobs=4)  # doctest: +SKIP
    Built(done=1200, kept=0, gone=0, failed={'pages/empty.html': 'is empty; save the page again, …'})
    """
    folder = Path(folder)
    roots = _roots(pages, folder.resolve())
    own = str(Path(codebook).resolve()) if codebook else None
    settings = Settings(own, tuple(sorted((columns or {}).items())))
    layers.made_by(settings)  # a broken codebook is told before any work
    with _opened(folder) as index:
        _sweep(folder, index)
        gone = _compare(index, roots, settings)
        _settle(folder, index)
        done = _annotate(folder, index, roots, settings, jobs=jobs, scheduler=scheduler)
        _settle(folder, index)
        _sweep(folder, index)
        failed = dict(index.execute("select name, problem from pages where problem is not null order by name"))
        return Built(done, _one(index, "select count(*) from pages where problem is null") - done, gone, failed)


def _roots(pages: Pages, folder: Path) -> Roots:
    """What is named; it must be there, else its pages would all seem to be gone, and hold no archive of itself."""
    by_source = pages.items() if isinstance(pages, Mapping) else [(None, pages)]
    listed = [(source, [own] if isinstance(own, (str, Path)) else own) for source, own in by_source]
    roots = [(source, Path(path)) for source, paths in listed for path in paths]
    if missing := [str(path) for _, path in roots if not path.exists()]:
        raise InputError(f"{', '.join(missing)}: no such file or folder; nothing was changed")
    if inside := [str(path) for _, path in roots if folder.is_relative_to(path.resolve())]:
        raise InputError(f"{', '.join(inside)}: holds the archive; name a folder elsewhere for it")
    return roots


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The index of an archive, which nobody else writes meanwhile; a new one in an empty folder."""
    if folder.exists() and not (folder / INDEX).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: there already and no archive; name an empty folder, or one that is not there")
    folder.mkdir(parents=True, exist_ok=True)
    with disk.alone(folder), closing(sqlite3.connect(folder / INDEX, timeout=60)) as index:
        index.executescript((_HERE / "index.sql").read_text("utf-8"))
        yield index


def _sweep(folder: Path, index: sqlite3.Connection) -> None:
    """Remove folders that the index does not name: what a killed run left, and parts that others replace."""
    known = {folder / home / str(part) for part, home in index.execute("select part, home from parts")}
    for place in filter(Path.is_dir, folder.iterdir()):
        for part in set(place.iterdir()) - known:
            shutil.rmtree(part)
        if not any(place.iterdir()):
            place.rmdir()


def _compare(index: sqlite3.Connection, roots: Roots, settings: Settings) -> int:
    """Note in the index which pages there are now, and say how many are gone."""
    for name, item, root in layers.items(roots):
        key, problem = (None, item) if isinstance(item, str) else (layers.key(item, settings), None)
        index.execute("insert or ignore into seen values(?, ?, ?, ?)", (name, root, key, problem))
    index.executemany("insert or ignore into roots values(?)", [(str(root),) for _, root in roots])
    if not _one(index, "select count(*) from seen where key is not null"):
        told = "; ".join(map(": ".join, index.execute("select name, problem from seen limit 9")))
        raise InputError(told or "no page given: name saved pages, or folders of them")
    before = _one(index, "select count(distinct page) from places")
    with index:
        for statement in (_HERE / "compare.sql").read_text("utf-8").split(";\n")[:-1]:
            index.execute(statement)
    return before - _one(index, "select count(distinct page) from places join pages on page = name")


def _one(index: sqlite3.Connection, query: str) -> int:
    return int(index.execute(query).fetchone()[0])


def _annotate(folder: Path, index: sqlite3.Connection, roots: Roots, settings: Settings, **who: Any) -> int:
    """Annotate what is wanted, a part a batch; of how many pages that gave an article."""

    def wanted(name: str) -> bool:
        return index.execute(f"select 1 from pages where name = ? and {_WANTED}", (name,)).fetchone() is not None

    done, total = 0, _one(index, f"select count(*) from pages where {_WANTED}")
    found = (item for _, item, _ in layers.items(roots, wanted) if isinstance(item, Item))
    batches = (layers.frame(batch) for batch in iter(lambda: list(islice(found, BATCH)), []))
    work, own = partial(layers.packed, settings=settings), layers.made_by(settings)
    seconds = 0.5 if sys.stderr.isatty() else 30
    with tqdm(total=total, unit="page", disable=not total, mininterval=seconds, maxinterval=seconds) as bar:
        for batch, made in pool.results(work, batches, **who):
            if made and made["made_by"].decode() != own:
                raise InputError("a worker has another version of the program, or another codebook: install the same")
            problems = dict.fromkeys(batch["name"], "the process that read it ended")
            with index:
                if made:
                    _add(folder, index, NEW, made)
                    problems = dict(pq.read_table(BytesIO(made["failed"])).to_pandas().to_numpy())
                told = [(safe(problem), name) for name, problem in problems.items()]
                index.executemany("update pages set problem = ? where name = ?", told)
            done += len(batch) - len(problems)
            bar.update(len(batch))
    return done


def _add(folder: Path, index: sqlite3.Connection, home: str, made: Mapping[str, bytes]) -> None:
    """Move a part into its place; it counts when the caller's transaction is through."""
    articles = pq.read_table(BytesIO(made["articles"]), columns=["item", "key", "source"]).to_pylist()
    if not articles:
        return
    values = (home, len(articles), home != NEW)
    part = index.execute("insert into parts(home, articles, settled) values(?, ?, ?)", values).lastrowid
    beside = folder / home / f".{part}"
    beside.mkdir(parents=True)
    for name in NAMES:
        (beside / f"{name}.parquet").write_bytes(made[name])
    beside.rename(folder / home / str(part))
    places = [(row["item"], row["key"], part, row["source"]) for row in articles]
    index.executemany("insert or ignore into places values(?, ?, ?, ?)", places)
    changed = [(row["key"], row["item"]) for row in articles]  # while it was compared with what was there before
    index.executemany("update pages set key = ? where name = ?", changed)


def _settle(folder: Path, index: sqlite3.Connection) -> None:
    """Write parts anew that hold rows of stale pages, and sort new and small ones by source."""
    again = f"part in (select part from places where not {_KNOWN})"
    if _one(index, "select count(*) from parts where not settled"):
        again += f" or not settled or articles < {LEAST}"
    group, size = list[int](), 0
    for part, articles in index.execute(f"select part, articles from parts where {again} order by part").fetchall():
        if group and size + articles > GROUP:
            _sort(folder, index, group)
            group, size = [], 0
        group, size = [*group, part], size + articles
    if group:
        _sort(folder, index, group)


def _sort(folder: Path, index: sqlite3.Connection, group: list[int]) -> None:
    """Put what is still known of some parts into parts by source, a table at a time."""
    some = f"part in ({', '.join(map(str, group))})"
    places = [folder / home / str(part) for part, home in index.execute(f"select part, home from parts where {some}")]
    known = index.execute(f"select distinct page, key from places where {some} and {_KNOWN}").fetchall()

    def read(name: str) -> pa.Table:
        found = [pq.read_table(place / f"{name}.parquet") for place in places]
        return pa.concat_tables(found, promote_options="permissive")

    order: pd.DataFrame = read("articles").select(["item", "key", "source", "name"]).to_pandas()
    order = order.merge(pd.DataFrame(known, columns=["item", "key"]))
    homes = order["source"].map(lambda source: re.sub(r"[^\w-]", "_", source)[:40])
    often = order.groupby("source")["source"].transform("size") >= LEAST
    order = order.assign(home=homes.where(often, SEVERAL)).sort_values(["home", "source", "name"], ignore_index=True)
    made: dict[str, dict[str, bytes]] = {home: {} for home in order["home"].unique()}
    for name in NAMES:
        table = read(name)
        at = pc.index_in(table["name" if name == "articles" else "article"], pa.array(order["name"])).to_numpy()
        rows = np.argsort(at, kind="stable")[: int(np.isfinite(at).sum())]
        for home, own in order.groupby("home", sort=False).groups.items():
            first, last = np.searchsorted(at[rows], [own[0], own[-1] + 1])
            made[str(home)][name] = layers.to_bytes(table.take(rows[first:last]))
    with index:
        for home, parts in made.items():
            _add(folder, index, home, parts)
        index.execute(f"delete from parts where {some}")
        index.execute(f"delete from places where {some}")


def command(options: argparse.Namespace) -> int:
    """`duizhao corpus`"""
    made = build(
        options.pages, options.out, jobs=options.jobs, scheduler=options.scheduler, columns=options.columns,
        codebook=options.codebook,
    )  # fmt: skip
    for name, problem in islice(made.failed.items(), SHOWN):
        say(f"{name}: {problem}")
    if len(made.failed) > SHOWN:
        say(f"and {len(made.failed) - SHOWN} more: duizhao.open({options.out!r}).failed has all")
    told = f"{made.done} pages done, {made.kept} as before, {made.gone} gone, {len(made.failed)} failed"
    print(f"{safe(options.out)}: {told}")
    return int(bool(made.failed))
