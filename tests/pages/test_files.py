"""Names of files and folders → pages, with an error for each that cannot be used."""

import os

import pytest

from duizhao.errors import InputError
from duizhao.pages import files


def names(found, root):
    return [str(item) if isinstance(item, InputError) else item.relative_to(root).as_posix() for item in found]


def test_a_mistyped_name_is_told(tmp_path):
    assert files.there(str(tmp_path)) == [str(tmp_path)]
    with pytest.raises(InputError, match=r"nowhere\.html, x: no such file or folder"):
        files.there([tmp_path, "nowhere.html", "x"])


def test_a_folder_stands_for_its_files(tmp_path):
    for name in (
        "b.txt",
        "a/c.HTML",
        "a/c_files/ad.html",
        "a/x_files/d.txt",
        ".hidden.txt",
        ".git/e.txt",
        "b.txt.roles.csv",
        "b.txt.codes.csv",
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


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.zip", "an archive; unpack it and name the folder"),
        ("a.url", "a shortcut to a page, not the page; open it"),
        ("a.webarchive", "a Safari web archive; save the page again"),
        ("a.xls", "save it as .xlsx, or as CSV"),
        ("a.docx", "save it as plain text"),
    ],
)
def test_what_is_no_page_is_told_what_to_do(tmp_path, name, message):
    (tmp_path / name).write_bytes(b"PK")
    for path in (tmp_path, tmp_path / name):
        (problem,) = files.read_all([path])
        assert name in str(problem)
        assert message in str(problem)


def test_an_address():
    (problem,) = files.read_all(["https://a.example/b.html"])
    assert str(problem) == "https://a.example/b.html: is an address; open it in a browser, save the page as HTML, name the file"


def test_nothing_is_followed_out_of_a_folder(tmp_path):
    folder, other = tmp_path / "folder", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (other / "b.txt").write_text("外", "utf-8")
    (folder / "linked").symlink_to(other)
    (folder / "c.txt").symlink_to(other / "b.txt")
    (folder / "null.txt").symlink_to("/dev/null")
    os.mkfifo(folder / "pipe.txt")
    (folder / "a.txt").write_text("内", "utf-8")
    page, *problems = files.read_all([folder])
    assert page.text == "内"
    assert [str(problem).split("passed over, ")[1].split(" ")[2] for problem in problems] == ["to", "to", "to", "a"]


def test_pages_of_one_article_are_told_of(tmp_path):
    for n in (1, 2, 3):
        pager = f"<div>上一页 {n}/3 下一页</div>"
        text = f"<html><title>新桥通车({n})_东湾网</title><h1>新桥通车({n})</h1><p>第{n}段的文字。</p>{pager}</html>"
        (tmp_path / f"a{n}.html").write_text(text, "utf-8")
    (tmp_path / "b.html").write_text("<html><title>旧桥封闭_东湾网</title><p>文字。</p>上一页 1/2</html>", "utf-8")
    told = [page.warnings for page in files.read_all([tmp_path])]
    assert (told[0], told[3]) == ((), ())
    for (warning,) in told[1:3]:
        assert warning.startswith(f"seems to be another page of the article in {tmp_path / 'a1.html'}; put its pages")
