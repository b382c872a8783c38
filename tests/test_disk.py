"""Files and folders are written whole or not at all, at any kill; what is read is a file, and none too large."""

import errno
import os
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from duizhao import disk
from duizhao.errors import InputError

NAMES = [f"{number}.html" for number in range(6)]


def held(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_files_are_written_into_a_folder_that_is_not_there(tmp_path):
    files = {tmp_path / "new" / name: name.encode() for name in ("a.csv", "b.csv")}
    assert disk.write_files(files) == list(files)
    assert held(tmp_path / "new") == {path.name: data for path, data in files.items()}


def test_a_file_that_is_there_stays(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(InputError, match="there already"):
        disk.write_files({tmp_path / "b": b"new", tmp_path / "a": b"new"})
    assert held(tmp_path) == {"a": b"old"}


def test_where_one_file_cannot_be_placed_none_is(tmp_path, monkeypatch):
    place = Path.rename
    monkeypatch.setattr(Path, "rename", lambda self, target: full() if target.name == "b" else place(self, target))
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        disk.write_files({tmp_path / "a": b"1", tmp_path / "b": b"2"})
    assert held(tmp_path) == {}


@pytest.mark.parametrize("at_once", [True, False])
def test_a_folder_is_replaced_and_what_is_not_ours_goes_with_it(tmp_path, monkeypatch, at_once):
    if not at_once:  # as on disks that cannot exchange two folders
        monkeypatch.setattr(sys, "platform", "other")
    folder = tmp_path / "out"
    disk.write_folder(folder, {"a": b"1", "b": b"1"})
    (folder / "mine").write_bytes(b"mine")
    (folder / "below").mkdir()
    (folder / "below" / "too").symlink_to("nowhere")
    disk.write_folder(folder, {"a": b"2"}, former=lambda path: path.name == "b")
    assert names(folder) == ["a", "below", "mine"]
    assert ((folder / "a").read_bytes(), (folder / "mine").read_bytes()) == (b"2", b"mine")
    assert str((folder / "below" / "too").readlink()) == "nowhere"
    assert names(tmp_path) == ["out"]


def test_what_a_killed_run_left_is_removed_or_put_back(tmp_path):
    (tmp_path / ".out.duizhao-new").mkdir()
    (tmp_path / ".out.duizhao-former").mkdir()
    (tmp_path / ".out.duizhao-former" / "mine").write_bytes(b"mine")
    disk.write_folder(tmp_path / "out", {"a": b"1"})
    assert held(tmp_path / "out") == {"a": b"1", "mine": b"mine"}
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("at", ["write_bytes", "mkdir", "copytree", "exchange", "rename"])
def test_a_full_disk_leaves_a_folder_as_it_was(tmp_path, monkeypatch, at):
    disk.write_folder(tmp_path / "out", {"a": b"1"})
    if at == "exchange":
        monkeypatch.setattr(disk, "_exchange", full)
    elif at == "copytree":
        monkeypatch.setattr(disk.shutil, "copytree", full)
    elif at == "rename":
        monkeypatch.setattr(sys, "platform", "other")
        rename = Path.rename
        monkeypatch.setattr(Path, "rename", lambda p, to: full() if p.name.endswith("new") else rename(p, to))
    else:
        monkeypatch.setattr(Path, at, full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        disk.write_folder(tmp_path / "out", {"a": b"2"})
    assert held(tmp_path / "out") == {"a": b"1"}
    assert names(tmp_path) == ["out"]


def test_a_place_that_cannot_be_replaced_is_told_before_any_work(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    for place, told in (
        (tmp_path / "file", "is a file"), (tmp_path / "file" / "below", "is a file"), (Path("/proc"), "a disk's root"),
        (tmp_path, "where you are"), (Path("/proc/new"), "read-only|no such|cannot be written"),
    ):  # fmt: skip
        monkeypatch.chdir(tmp_path)
        if place.name != "new" or not os.access("/proc", os.W_OK):
            with pytest.raises(InputError, match=told):
                disk.check_folder(place)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InputError, match="read-only"):
        disk.check_folder(tmp_path / "new" / "deep")
    assert not (tmp_path / "new").exists()


WRITER = """
import os, signal, sys
from pathlib import Path
from duizhao import disk
names, folder, left = {names!r}, Path(sys.argv[1]), int(sys.argv[2])

def hook(event, _):  # one for each time that the system is asked for something: open, link, rename, mkdir, rmtree, …
    global left
    if event.startswith(("open", "os.", "shutil.", "ctypes.")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(hook)
disk.write_folder(folder, {{name: b"new" for name in names}}, former=lambda path: path.suffix == ".html")
"""


def killed(folder, at):
    """Whether a run was killed, at the step of that number of its writing."""
    run = [sys.executable, "-c", WRITER.format(names=NAMES), str(folder), str(at)]
    return subprocess.run(run, check=False, capture_output=True).returncode == -9


@pytest.mark.skipif(sys.platform != "linux", reason="folders are exchanged in one step on Linux")
def test_killed_at_any_step_a_folder_is_old_or_new(tmp_path):
    folder, seen = tmp_path / "out", set()
    for at in range(1, 400):
        disk.write_folder(folder, dict.fromkeys([*NAMES, "7.html"], b"old"), former=lambda path: path.suffix == ".html")
        (folder / "mine").write_bytes(b"mine")
        done = not killed(folder, at)
        now = held(folder)
        assert now.pop("mine") == b"mine"
        assert now in (dict.fromkeys([*NAMES, "7.html"], b"old"), dict.fromkeys(NAMES, b"new"))
        seen.add(now[NAMES[0]])
        if done:
            break
    assert done
    assert seen == {b"old", b"new"}
    disk.write_folder(folder, {})
    assert names(tmp_path) == ["out"]


def test_of_two_that_write_at_once_one_waits(tmp_path, monkeypatch):
    folder = tmp_path / "out"
    writers = [
        threading.Thread(target=disk.write_folder, args=(folder, dict.fromkeys(NAMES, b"%d" % n))) for n in range(8)
    ]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert len(set(held(folder).values())) == 1
    monkeypatch.setattr(disk, "PATIENCE", 0.1)
    with disk.alone(tmp_path), pytest.raises(InputError, match="another run"):
        disk.write_folder(folder, {})


def test_a_private_folder_is_gone_and_so_is_a_killed_runs(tmp_path, monkeypatch):
    monkeypatch.setattr(disk.tempfile, "tempdir", str(tmp_path))
    old, young, other = (tmp_path / f"duizhao-{name}" for name in ("old", "young", "other"))
    for folder in (old, young):
        (folder / "corpus").mkdir(parents=True)
    other.symlink_to(young)
    os.utime(old, (0, 0))
    os.utime(other, (0, 0), follow_symlinks=False)
    with disk.private() as mine:
        os.utime(mine.parent, (0, 0))
        disk.write_folder(mine / "corpus", {"a": b"1"})
        with disk.private() as another:  # what is held stays, however old
            assert (mine.is_dir(), another.is_dir()) == (True, True)
        assert stat.S_IMODE(mine.stat().st_mode) == 0o700
        assert not old.exists()
    assert not mine.parent.exists()
    assert names(tmp_path) == ["duizhao-other", "duizhao-young"]


def test_what_is_no_file_is_refused_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(b"123")
    (tmp_path / "loop").symlink_to("loop")
    start = time.monotonic()
    for path, told in (
        (tmp_path / "pipe", "is a pipe or a device"), (Path("/dev/zero"), "is a pipe or a device"),
        (tmp_path, "is a folder"), (tmp_path / "none", "no such file"), (tmp_path / "loop", "cannot be read"),
        ("a\0b", "cannot be read"),
    ):  # fmt: skip
        with pytest.raises(InputError, match=told):
            disk.data(path)
    assert time.monotonic() - start < 5
    assert disk.data(tmp_path / "large", most=3) == b"123"
    with pytest.raises(InputError, match="larger than 0 MB"):
        disk.data(tmp_path / "large", most=2)


def test_text_that_is_not_utf8_is_told_with_its_row(tmp_path):
    (tmp_path / "a.csv").write_bytes("\ufeffa\n法".encode() + b"\xff")
    with pytest.raises(InputError, match=r"a\.csv: row 2: not UTF-8 at byte 8"):
        disk.text(tmp_path / "a.csv")
