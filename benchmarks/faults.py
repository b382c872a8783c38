"""Faults, each tried on the command as it is run: killed, a full disk, a read-only one, no home, no fonts, a dead kernel, …

    python benchmarks/faults.py [--kills 300] [--whole 20] [NAME…]

A line for each: what was done, what came of it, whether that is what should. Some need Linux and root (mounts of their
own in a namespace of their own), and are passed over elsewhere. The exit status is 1 if anything came otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from duizhao import disk
from duizhao.show.report import GENERATOR

ROOT = Path(__file__).parents[1]
SEEDS = sorted(map(str, (ROOT / "seeds").glob("*.txt")))
RUN = [sys.executable, "-c", "import sys; from duizhao.cli import main; sys.exit(main())"]
NAMES = [f"{number:02}.html" for number in range(12)]
WRITER = f"""
import sys
from pathlib import Path
from duizhao import disk
print(flush=True)
disk.write_folder(sys.argv[1], dict.fromkeys({NAMES!r}, sys.argv[2].encode() * 30000), former=lambda path: path.suffix == ".html")
"""
Fault = Callable[[Path], Iterator[tuple[str, bool]]]
"""Tries something in a folder of its own, and says what came of it and whether that is right."""


def environment(work: Path, **changed: str) -> dict[str, str]:
    (work / "tmp").mkdir(exist_ok=True)
    return os.environ | {"TMPDIR": str(work / "tmp"), "PYTHONPATH": str(ROOT / "lib")} | changed


def started(work: Path, *arguments: str, before: str = "", **changed: str) -> subprocess.Popen[str]:
    """The command, in a group of processes of its own; `before` is run in its own mounts first."""
    run = [*RUN, *arguments]
    if before:
        run = ["unshare", "-m", "sh", "-ec", f'{before}\nexec "$0" "$@"', *run]
    return subprocess.Popen(
        run, cwd=work, env=environment(work, **changed), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


def ended(work: Path, *arguments: str, before: str = "", **changed: str) -> tuple[int, str]:
    """Status and stderr."""
    running = started(work, *arguments, before=before, **changed)
    told = running.communicate(timeout=900)[1]
    return running.returncode, told


def versions(folder: Path) -> set[bytes]:
    return {path.read_bytes()[:1] for path in folder.iterdir() if path.suffix == ".html"}


def left(work: Path) -> list[str]:
    """What is there besides what was asked for."""
    return [path.name for path in (*work.glob(".*duizhao*"), *work.glob("*/.*duizhao*"), *(work / "tmp").glob("duizhao-*"))]


def killed_in_placement(work: Path, kills: int = 300) -> Iterator[tuple[str, bool]]:
    draw, out, came = random.Random(1), work / "out", {"old": 0, "new": 0, "mixed": 0}
    disk.write_folder(out, dict.fromkeys(NAMES, b"a"))
    (out / "mine").write_bytes(b"mine")
    took, number, stopped = 0.05, 0, 0
    while stopped < kills:
        old, new = "ab"[number % 2], "ba"[number % 2]
        number += 1
        disk.write_folder(out, dict.fromkeys(NAMES, old.encode() * 30000), former=lambda path: path.suffix == ".html")
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(out), new], stdout=subprocess.PIPE, env=environment(work))
        assert writer.stdout
        writer.stdout.readline()  # from here on it writes
        start = time.monotonic()
        time.sleep(draw.uniform(0, took))
        writer.kill()
        if writer.wait() == 0:
            took = 0.9 * took + 0.1 * (time.monotonic() - start)
            continue
        stopped += 1
        found = versions(out)
        whole = len(found) == 1 and sorted(path.name for path in out.iterdir()) == [*NAMES, "mine"]
        came["mixed" if not whole else "old" if found == {old.encode()} else "new"] += 1
    disk.write_folder(out, dict.fromkeys(NAMES, b"c"))
    yield f"{stopped} kills while a folder is put in place: {came}", came["mixed"] == 0
    yield f"what is left after the next run: {left(work)}", not left(work)


def killed_whole(work: Path, kills: int = 20) -> Iterator[tuple[str, bool]]:
    draw, out, came = random.Random(2), work / "out", {"none": 0, "old": 0, "new": 0, "mixed": 0}
    start = time.monotonic()
    status, told = ended(work, "report", *SEEDS, "--out", "out")
    took = time.monotonic() - start
    pages = {path.name: path.read_bytes() for path in out.iterdir()}
    yield f"a report in {took:.0f} s, status {status} {told}", status == 0
    marked = {name: data.replace(GENERATOR.encode(), GENERATOR.encode() + b"<!-- former -->") for name, data in pages.items()}
    for number in range(kills):
        if number % 4 == 0:
            subprocess.run(["rm", "-r", str(out)], check=True)
        else:
            disk.write_folder(out, marked)
        running = started(work, "report", *SEEDS, "--out", "out")
        try:
            running.communicate(timeout=draw.uniform(0.5, 1) * took if number % 2 else draw.uniform(0, took))
        except subprocess.TimeoutExpired:
            running.kill()  # the command alone: its kernels must end by themselves
            running.communicate()
        now = {path.name: path.read_bytes() for path in out.iterdir()} if out.exists() else {}
        came["none" if not now else "old" if now == marked else "new" if now == pages else "mixed"] += 1
    yield f"{kills} kills of the whole command: {came}", came["mixed"] == 0
    end = time.monotonic() + 60
    while (alive := kernels(work)) and time.monotonic() < end:
        time.sleep(1)
    yield f"kernels that outlive it by a minute: {len(alive)}", not alive
    for path in (work / "tmp").glob("duizhao-*"):
        os.utime(path, (0, 0))
    status, _ = ended(work, "report", *SEEDS, "--out", "out")
    yield f"the next run: status {status}, left {left(work)}", status == 0 and not left(work)


def kernels(work: Path) -> list[int]:
    """The kernels whose folder is in here."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if str(work).encode() in (place / "cmdline").read_bytes() and b"ipykernel" in (place / "cmdline").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


def full_output(work: Path) -> Iterator[tuple[str, bool]]:
    mounted = "mkdir -p full; mount -t tmpfs -o size=256k tmpfs full"
    for arguments in (("report", *SEEDS, "--out", "full/out"), ("terms", *SEEDS, "--all", "--out", "full/terms.csv")):
        status, told = ended(work, *arguments, before=mounted)
        said = told.splitlines()[-1]
        yield f"{arguments[0]} onto a full disk: status {status}, {said!r}", status == 2 and "No space left" in said


def full_tmpdir(work: Path) -> Iterator[tuple[str, bool]]:
    mounted = "mount -t tmpfs -o size=64k tmpfs tmp"
    status, told = ended(work, "report", *SEEDS, "--out", "out", before=mounted)
    said = status == 2 and told.count("\n") == 1 and "No space left" in told
    yield f"a full TMPDIR: status {status}, {told.strip()!r}", said and not (work / "out").exists()


def read_only(work: Path) -> Iterator[tuple[str, bool]]:
    mounted = "mkdir -p ro; mount -t tmpfs -o ro tmpfs ro"
    start = time.monotonic()
    status, told = ended(work, "report", *SEEDS, "--out", "ro/out", before=mounted)
    took = time.monotonic() - start
    right = status == 2 and "read-only" in told and took < 15
    yield f"a read-only folder, after {took:.1f} s: status {status}, {told.strip()!r}", right


def bare(work: Path) -> Iterator[tuple[str, bool]]:
    status, told = ended(work, "report", *SEEDS, "--out", "usual")
    yield f"as usual: status {status} {told}", status == 0
    homes = "HOME XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME MPLCONFIGDIR JUPYTER_CONFIG_DIR"
    nowhere = dict.fromkeys(homes.split(), "/ro/none")
    mounted = "mkdir -p /ro; mount -t tmpfs -o ro tmpfs /ro; mount -t tmpfs tmpfs /usr/share/fonts"
    status, told = ended(work, "report", *SEEDS, "--out", "bare", before=mounted, **nowhere)
    yield f"no home, no caches to write, no fonts installed: status {status}, {told.strip()!r}", status == 0
    same = [path.name for path in (work / "usual").iterdir() if path.read_bytes() != (work / "bare" / path.name).read_bytes()]
    yield f"pages that differ from the usual report's: {same}", not same


def dead_kernel(work: Path) -> Iterator[tuple[str, bool]]:
    running = started(work, "report", *SEEDS, "--out", "out")
    while not (alive := kernels(work)) and running.poll() is None:
        time.sleep(0.1)
    time.sleep(1)
    os.kill(alive[0], signal.SIGKILL)
    told = running.communicate(timeout=300)[1]
    named = running.returncode == 2 and ".ipynb failed" in told and told.count("\n") == 1
    right = named and not (work / "out").exists() and not left(work)
    yield f"a dead kernel: status {running.returncode}, {told.strip()!r}", right


def stopped(work: Path) -> Iterator[tuple[str, bool]]:
    for wait in (0.3, 3, 12):
        running = started(work, "report", *SEEDS, "--out", "out")
        time.sleep(wait)
        os.killpg(running.pid, signal.SIGINT)
        told = running.communicate(timeout=120)[1]
        time.sleep(2)
        right = running.returncode in (130, -2) and not (work / "out").exists() and not left(work) and not kernels(work)
        yield f"Ctrl-C after {wait} s: status {running.returncode}, {told.strip()[-90:]!r}", right


def closed(work: Path) -> Iterator[tuple[str, bool]]:
    for what in ("| head -c 1", "> /dev/full", ">&-", "2>&-", "< /dev/null"):
        line = f'"$0" "$@" {what}; exit ${{PIPESTATUS[0]}}'
        done = subprocess.run(
            ["bash", "-c", line, *RUN, "annotate", *SEEDS], cwd=work, env=environment(work), capture_output=True, text=True,
            check=False,
        )
        right = done.returncode == (2 if "full" in what else 0) and "Traceback" not in done.stderr
        yield f"annotate {what}: status {done.returncode}, {done.stderr.strip()[-90:]!r}", right


def no_file(work: Path) -> Iterator[tuple[str, bool]]:
    (work / "pages").mkdir()
    os.mkfifo(work / "pages" / "a.html")
    os.mkfifo(work / "pages" / "b.txt.roles.csv")
    (work / "pages" / "b.txt").write_bytes(Path(SEEDS[0]).read_bytes())
    (work / "book").mkdir()
    os.mkfifo(work / "book" / "actors.csv")
    for arguments, status in (
        (("article", "pages"), 1), (("article", "pages/a.html"), 2), (("article", "/dev/zero"), 2),
        (("annotate", *SEEDS, "--codebook", "book"), 2), (("agree", "pages/a.html", "/dev/zero"), 2),
    ):  # fmt: skip
        start = time.monotonic()
        got, told = ended(work, *arguments)
        right = got == status and time.monotonic() - start < 30 and "Traceback" not in told
        yield f"{' '.join(arguments)[-60:]}: status {got}, {told.strip()[:110]!r}", right


FAULTS: dict[str, Fault] = {
    "placement": killed_in_placement, "whole": killed_whole, "full": full_output, "tmpdir": full_tmpdir, "readonly": read_only,
    "bare": bare, "kernel": dead_kernel, "stopped": stopped, "closed": closed, "nofile": no_file,
}  # fmt: skip
NAMESPACES = ("full", "tmpdir", "readonly", "bare")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--whole", type=int, default=20)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(FAULTS))
    options = parser.parse_args()
    able = sys.platform == "linux" and os.geteuid() == 0
    failed = 0
    for name in options.names or FAULTS:
        if name in NAMESPACES and not able:
            print(f"----  {name}: passed over, it needs Linux and root")
            continue
        number = {"placement": [options.kills], "whole": [options.whole]}.get(name, [])
        with tempfile.TemporaryDirectory(prefix="faults-") as work:
            for told, right in FAULTS[name](Path(work), *number):
                failed += not right
                print(f"{'right' if right else 'WRONG'}  {name}: {told}", flush=True)
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
