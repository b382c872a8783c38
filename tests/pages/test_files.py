"""Names of files and folders → pages, with an error for each that cannot be used."""

from duizhao.errors import InputError
from duizhao.pages import files


def names(found, root):
    return [str(item) if isinstance(item, InputError) else item.relative_to(root).as_posix() for item in found]


def test_a_folder_stands_for_its_files(tmp_path):
    for name in (
        "b.txt",
        "a/c.HTML",
        "a/c_files/ad.html",
        "a/x_files/d.txt",
        ".hidden.txt",
        ".git/e.txt",
        "b.txt.roles.csv",
        "f.png",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("字", "utf-8")
    found = names(files.find([tmp_path]), tmp_path)
    assert found[:3] == ["a/c.HTML", "a/x_files/d.txt", "b.txt"]
    assert "f.png: passed over" in found[3]
    assert len(found) == 4


def test_files_named_are_kept_in_their_order_whatever_their_kind(tmp_path):
    paths = [tmp_path / "b.xyz", tmp_path / "a.txt"]
    assert list(files.find(paths)) == paths


def test_an_empty_folder(tmp_path):
    (problem,) = files.find([tmp_path])
    assert "no page in this folder" in str(problem)


def test_what_cannot_be_used_is_named_and_the_rest_goes_on(tmp_path):
    (tmp_path / "a.txt").write_text("字。", "utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    (tmp_path / "c.csv").write_text("text\n一。\n二。\n", "utf-8")
    (tmp_path / "d.pdf").write_bytes(b"%PDF-1.4")
    found = list(files.read_all([tmp_path, tmp_path / "none.txt", tmp_path / "d.pdf"]))
    told = [str(item) if isinstance(item, InputError) else item.text for item in found]
    assert [told[0], told[2], told[3]] == ["字。", "一。", "二。"]
    for item, message in zip(
        [*told[1:2], *told[4:]], ["is empty", "passed over", "no such file", "is a PDF"], strict=True
    ):
        assert message in item
