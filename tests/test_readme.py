"""The README's and the guide's examples run, their commands are commands, and links lead to files."""

import re
import shlex
from pathlib import Path

import pytest

from duizhao import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = ("README.md", "README.zh.md", "CONTRIBUTING.md", "docs/usage.md", "docs/architecture.md", "docs/one_event.md",
         "docs/ten_minutes.md", "docs/methods.md", "docs/index.md")


def blocks(language, page="README.md"):
    return re.findall(rf"^```{language}\n(.*?)^```$", (ROOT / page).read_text("utf-8"), re.M | re.S)


def commands():
    """What comes after `duizhao`, up to a pipe or a redirection."""
    for line in "\n".join([*blocks("sh"), *blocks("sh", "README.zh.md")]).split("\n"):
        words = shlex.split(line, comments=True)
        if words and Path(words[0]).name == "duizhao":
            end = next((n for n, word in enumerate(words) if word in ("|", ">", "<", "&&", ";")), len(words))
            yield words[1:end]


def links():
    found = {(page, link) for page in PAGES for link in re.findall(r"\]\(([^)\s]+)\)", (ROOT / page).read_text("utf-8"))}
    return sorted((page, link) for page, link in found if not re.match(r"[a-z]+:|#", link))


@pytest.mark.parametrize("page", ["README.md", "docs/usage.md"])
def test_the_python_examples_run(page, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec("\n".join(blocks("python", page)), {})
    done = capsys.readouterr()
    assert done.err == ""
    assert re.search(r"term +n_a +n_b", done.out)
    assert re.search(r"speaker +cue +text", done.out)


def test_the_chinese_readme_has_the_same_python():
    without = [re.sub("#.*", "", "".join(blocks("python", page))) for page in ("README.md", "README.zh.md")]
    assert without[0] == without[1]


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_commands_are_understood(words):
    assert cli._parser().parse_args(words).command == words[0]


def test_there_are_commands_and_links():
    assert len(list(commands())) >= 4
    assert len(links()) >= 4


@pytest.mark.parametrize(
    "target", sorted({target for line in blocks("sh") for target in re.findall(r"\bmake ([a-z]+)", line)})
)
def test_make_has_the_targets(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.M)


@pytest.mark.parametrize(("page", "link"), links())
def test_links_lead_to_files(page, link):
    assert ((ROOT / page).parent / link.split("#")[0]).exists()


def test_modules_named_in_the_architecture_exist():
    named = set(re.findall(r"`([a-z]+(?:\.[a-z]+)?)[`.]", (ROOT / "docs" / "architecture.md").read_text("utf-8")))
    assert len(named) > 15
    for name in named - {"page"}:
        path = ROOT / "lib" / "duizhao" / name.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").is_file(), name



def test_files_named_in_the_table_of_the_codebook_exist():
    for name in re.findall(r"\b[a-z_]+\.(?:csv|txt)\b", README.split("## The codebook")[1].split("##")[0]):
        assert (ROOT / "lib" / "duizhao" / "codebook" / name).exists(), name
