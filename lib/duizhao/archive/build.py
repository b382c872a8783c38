"""Pages → an archive: Parquet layers in parts, and an index of what lies where; only what is new or changed is done.

`index.sqlite` says which parts count, and a part that it does not name is no part of the archive: a part is written
whole, moved into its place by one rename, and then named by one transaction. So a killed run leaves an archive of what
it had done, and the next run goes on from there. New batches lie in `.new` until `_settle` sorts them by source.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
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
from duizhao.archive.layers import NAMES, Item, Settings
from duizhao.errors import InputError
from duizhao.output import safe, say
from duizhao.pages import files, tables

INDEX = "index.sqlite"
BATCH = 128
"""Pages that are read, annotated and written together."""
GROUP = 2_048
"""Articles that are sorted by source together: what is in memory then does not grow with the archive."""
LEAST = 256
"""A source with fewer articles in a group shares a part with others."""
NEW, SEVERAL = ".new", "several"
_TABLES = """
create table if not exists pages(name text primary key, root text, key text, problem text);
create table if not exists parts(part integer primary key autoincrement, home text, articles int, settled int);
create table if not exists places(page text, key text, part int, source text, primary key(page, part, source));
create index if not exists by_part on places(part);
create temp table roots(root text primary key);
create temp table seen(name text primary key, root text, key text, problem text);
create index temp.seen_key on seen(key);
"""
_KNOWN = "exists(select 1 from pages p where p.name = page and p.key = places.key and p.problem is null)"
"""Of a row of `places`: whether the page is still there as it was; else its rows are stale."""
_WANTED = "problem is null and not exists(select 1 from places where page = name and places.key = pages.key)"
"""Of a page: whether it is to be annotated."""
_COMPARED = """
insert into seen select name, root, key, iif(problem like 'the same page as %', null, problem)
    from pages where root not in (select root from roots) and true on conflict do nothing;
update seen set problem = (select p.problem from pages p where p.name = seen.name and p.key = seen.key
    and p.problem not like 'the same page as %') where problem is null;
update seen set problem = 'the same page as ' || (select min(name) from seen o where o.key = seen.key)
    where key is not null and name > (select min(name) from seen o where o.key = seen.key);
delete from pages where name not in (select name from seen);
insert or replace into pages select * from seen;
"""
"""Pages of roots that are not named stay; what failed and is as it was is not tried again; of pages with the same content
the one whose name comes first is kept, and the others are told."""
Pages = Mapping[str, Iterable[str | Path]] | Iterable[str | Path]
Roots = list[tuple[str | None, Path]]
"""Files and folders, each with the source that it was given under, if any."""


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
    folder, roots = Path(folder), _roots(pages)
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


def _roots(pages: Pages) -> Roots:
    """Each must be there, else its pages would all seem to be gone."""
    by_source = pages.items() if isinstance(pages, Mapping) else [(None, pages)]
    listed = [(source, [own] if isinstance(own, (str, Path)) else own) for source, own in by_source]
    roots = [(source, Path(path)) for source, paths in listed for path in paths]
    if missing := [str(path) for _, path in roots if not path.exists()]:
        raise InputError(f"{', '.join(missing)}: no such file or folder; nothing was changed")
    return roots


def _items(roots: Roots, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, Item | str, str]]:
    """Name, page (or what is wrong with it) and root of all that is named and wanted, read when it is asked for."""
    for source, root in roots:
        for file in files.find([root]):
            name, _, problem = safe(str(file).encode("utf-8", "replace").decode()).partition(": ")
            try:
                if isinstance(file, InputError):
                    yield name, problem, str(root)
                elif file.suffix.lower() in tables.SUFFIXES:
                    for number, row in enumerate(tables.read_rows(file), 1):
                        if wanted(called := f"{name}#{number}"):
                            yield called, Item(called, source, True, _cells(row)), str(root)
                elif wanted(name):
                    yield name, Item(name, source, False, disk.data(file)), str(root)
            except InputError as error:
                yield name, safe(str(error)).removeprefix(f"{name}: "), str(root)


def _cells(row: Mapping[Any, Any]) -> bytes:
    """A table's row as JSON, with the names of its empty columns too."""
    cells = tables.filled({column: cell for column, cell in row.items() if pd.api.types.is_scalar(cell)})
    return json.dumps({str(column): cells.get(column, "") for column in row}, ensure_ascii=False).encode()


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """The index of an archive, which nobody else writes meanwhile; a new one in an empty folder."""
    if folder.exists() and not (folder / INDEX).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: there already and no archive; name an empty folder, or one that is not there")
    folder.mkdir(parents=True, exist_ok=True)
    with disk.alone(folder), closing(sqlite3.connect(folder / INDEX, timeout=60)) as index:
        index.executescript(_TABLES)
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
    for name, item, root in _items(roots):
        key, problem = (None, item) if isinstance(item, str) else (layers.key(item, settings), None)
        index.execute("insert or ignore into seen values(?, ?, ?, ?)", (name, root, key, problem))
    index.executemany("insert or ignore into roots values(?)", [(str(root),) for _, root in roots])
    if not _one(index, "select count(*) from seen where key is not null"):
        told = "; ".join(map(": ".join, index.execute("select name, problem from seen limit 9")))
        raise InputError(told or "no page given: name saved pages, or folders of them")
    before = _one(index, "select count(distinct page) from places")
    with index:
        for statement in _COMPARED.split(";")[:-1]:
            index.execute(statement)
    return before - _one(index, "select count(distinct page) from places join pages on page = name")


def _one(index: sqlite3.Connection, query: str) -> int:
    return int(index.execute(query).fetchone()[0])


def _annotate(folder: Path, index: sqlite3.Connection, roots: Roots, settings: Settings, **who: Any) -> int:
    """Annotate what is wanted, a part a batch; of how many pages that gave an article."""

    def wanted(name: str) -> bool:
        return index.execute(f"select 1 from pages where name = ? and {_WANTED}", (name,)).fetchone() is not None

    done, total = 0, _one(index, f"select count(*) from pages where {_WANTED}")
    found = (item for _, item, _ in _items(roots, wanted) if isinstance(item, Item))
    batches = (layers.frame(batch) for batch in iter(lambda: list(islice(found, BATCH)), []))
    work, own = partial(layers.packed, settings=settings), layers.made_by(settings)
    seconds = 0.5 if sys.stderr.isatty() else 30
    with tqdm(total=total, unit="page", disable=not total, mininterval=seconds, maxinterval=seconds) as bar:
        for batch, made in pool.results(work, batches, **who):
            if made and made["made_by"].decode() != own:
                raise InputError("a worker has another version of the program or of the codebook: install the same there")
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
        group, size = [*group, part], size + articles
        if size >= GROUP:
            _sort(folder, index, group)
            group, size = [], 0
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
    for name, problem in made.failed.items():
        say(f"{name}: {problem}")
    print(f"{safe(options.out)}: {made.done} pages done, {made.kept} as before, {made.gone} gone, {len(made.failed)} failed")
    return int(bool(made.failed))
