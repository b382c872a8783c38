"""An archive's costs: time, memory of the parent and its workers, a run with little changed, and questions.

    python benchmarks/archive.py MB [--jobs N] [--only-build] [--folder DIR]

Pages are of our own invention (`invent.py`), each with some sentences of names that no dictionary has, so that there are
as many different words as in news. Every run is a process of its own; memory is the peak of what is resident, looked at
five times a second. The load of the machine is told with each figure: compare none of a busy one.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import invent
import psutil

COMMAND = [sys.executable, "-c", "import sys; from duizhao.cli import main; sys.exit(main())", "corpus"]
CHARACTERS = "安白北长春大东丰风高光广海河红华江金康兰岭龙明南宁平青泉山石水松太天通万文西兴秀阳永玉云竹"


def write(folder: Path, size: int, seed: int = 0) -> int:
    """Write so many bytes of pages, a thousand a folder; how many pages that are."""
    made, number, draw, maker = 0, 0, random.Random(seed), invent.Maker(seed)
    while made < size:
        for _, page in maker.pages(100):
            lines = [piece.text for piece in page]
            at = [n for n, piece in enumerate(page) if piece.zones == "X"][:1] or [len(lines)]
            lines[at[0] : at[0]] = [_sentence(draw) for _ in range(3)]
            place = folder / f"{number // 1000:04}"
            place.mkdir(parents=True, exist_ok=True)
            data = "\n".join(lines).encode()
            (place / f"{number:07}.txt").write_bytes(data)
            number, made = number + 1, made + len(data)
    return number


def _sentence(draw: random.Random) -> str:
    one, other = ("".join(draw.choices(CHARACTERS, k=2)) for _ in range(2))
    return f"{one}镇的居民对{other}县的计划表示欢迎，{draw.randint(2, 999)}人参加了{other}会议。"


def run(pages: Path, store: Path, *options: str) -> str:
    """One run of the command: seconds, processor seconds, peaks of memory."""
    start, peak, workers, own = time.perf_counter(), 0, 0, 0.0
    load, before = os.getloadavg()[0], resource.getrusage(resource.RUSAGE_CHILDREN)
    with subprocess.Popen([*COMMAND, str(pages), "--out", str(store), *options], stderr=subprocess.DEVNULL) as process:
        parent = psutil.Process(process.pid)
        while process.poll() is None:
            try:
                peak = max(peak, parent.memory_info().rss)
                workers = max([workers, *(child.memory_info().rss for child in parent.children())])
                own = sum(parent.cpu_times()[:2])
            except psutil.NoSuchProcess:
                pass
            time.sleep(0.2)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (f"{seconds:8.1f} s, {used:8.1f} CPU-s ({own:.1f} of the parent), parent {peak >> 20} MB, largest worker "
            f"{workers >> 20} MB, load before {load:.1f}, after {os.getloadavg()[0]:.1f}")  # fmt: skip


def change(pages: Path, share: float = 0.01) -> int:
    """Write a line more into one page of a hundred."""
    files = sorted(pages.rglob("*.txt"))
    some = random.Random(1).sample(files, int(len(files) * share))
    for file in some:
        file.write_bytes(file.read_bytes() + "\n居民说，渡口明天开放。\n".encode())
    return len(some)


def questions(store: Path) -> None:
    """The fastest of three answers to each question."""
    import duizhao

    archive = duizhao.open(store)
    often = archive.sizes().sort_values("articles")["source"].iat[-1]
    asked = {
        "open": lambda: duizhao.open(store).sources,
        "sizes": archive.sizes,
        "terms": lambda: archive.terms(often),
        "shares of frames": lambda: archive.shares("frames", "frame"),
        "shares of actors": lambda: archive.shares("mentions", "actors"),
        "50 sentences of a word": lambda: archive.passages("记者", most=50),
        "50 sentences of an actor": lambda: archive.passages("[US]", most=50),
    }
    for name, ask in asked.items():
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            ask()
            seconds.append(time.perf_counter() - start)
        print(f"{name:<26} {min(seconds):8.2f} s")
    print(f"{'peak of the questions':<26} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10:8} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("mb", type=float)
    parser.add_argument("--jobs", default="2")
    parser.add_argument("--only-build", action="store_true")
    parser.add_argument("--folder", type=Path, help="where pages and archive are, or are to be (default: for the time being)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as private:
        place = options.folder or Path(private)
        pages, store = place / "pages", place / f"store{options.jobs}"
        number = len(list(pages.rglob("*.txt"))) if pages.exists() else write(pages, int(options.mb * 1e6))
        shutil.rmtree(store, ignore_errors=True)
        print(f"{options.mb:g} MB, {number:,} pages, {options.jobs} processes, {os.cpu_count()} cores", flush=True)
        print(f"{'from nothing':<26} {run(pages, store, '--jobs', options.jobs)}", flush=True)
        if options.only_build:
            return
        print(f"{'nothing changed':<26} {run(pages, store, '--jobs', '1')}", flush=True)
        print(f"{f'{change(pages):,} pages changed':<26} {run(pages, store, '--jobs', '1')}", flush=True)
        bytes_of = [sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) for folder in (pages, store)]
        print(f"{'size of the archive':<26} {bytes_of[1] / bytes_of[0]:8.2f} × the pages", flush=True)
        questions(store)


if __name__ == "__main__":
    main()
