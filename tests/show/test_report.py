"""The command: twelve pages of three sources, two of them hostile, through the notebooks once; and what is refused."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from duizhao.errors import InputError
from duizhao.show import report

HOSTILE = '<script>window.hacked=1</script><img src=x onerror="window.hacked=1">'
LEADS = [
    "法国总统马克龙周一表示，法国将继续支持乌克兰的主权。", "英国外交大臣说，欧洲必须承担更多责任。",
    "俄罗斯外交部发言人警告，这种做法是不负责任的。",
]  # fmt: skip
MORE = [
    "分析人士认为，美国与欧洲国家在援助问题上分歧明显。", "据路透社报道，双方代表团定于3月9日在日内瓦举行会谈。",
    "国内油价连续三周上涨，部分居民表示负担沉重。", "联合国秘书长呼吁各方通过对话解决争端。", "前线局势依然紧张，弹药供应不足。",
]  # fmt: skip


def page(folder: Path, number: int) -> Path:
    """A saved page; the title of the fourth and the text of the sixth hold markup that is text; names occur twice."""
    title = f"各方讨论停火第{number + 1}日" + HOSTILE * (number == 3)
    texts = [HOSTILE * (number == 5) + LEADS[number % 3], *(MORE[(number * 3 + k) % 5] for k in range(4))]
    body = "".join(f"<p>{escape(text)}</p>" for text in texts)
    head = f"<h1>{escape(title)}</h1><div>2026-03-{number + 1:02} 08:00 来源：示例{'丙甲乙'[number % 3]}报</div>"
    path = folder / str(number // 6) / f"page{number % 6}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"<!doctype html><html><body>{head}{body}<div>责任编辑：张三</div></body></html>", encoding="utf-8")
    return path


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command line as another process."""
    start = "import sys; from duizhao.cli import main; sys.exit(main())"
    run = [sys.executable, "-W", "error::UserWarning", "-c", start, *map(str, arguments)]
    return subprocess.run(run, capture_output=True, text=True, encoding="utf-8", timeout=600)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    out = folder / "out"
    out.mkdir()
    done = command("report", *(page(folder, number) for number in range(12)), "--out", out, "--data")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(out / "index.html") in done.stdout
    return out


def read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_what_is_about_the_seeds_is_left_out(many: Path) -> None:
    assert not {path.stem for path in many.iterdir()} & set(report.SEEDS_ONLY)
    assert "05_validation" in (many / "index.html").read_text(encoding="utf-8")
    assert not [path.name for path in many.glob("*.html") if 'href="05_validation' in path.read_text(encoding="utf-8")]


def test_text_of_a_hostile_page_is_text(look: Callable[..., Any], many: Path) -> None:
    for name in ("index", "01_articles", "02_terms", "03_framing", "04_stance", "06_findings", "article_4", "article_6"):
        path = many / f"{name}.html"
        tab, asked, complaints = look(path)
        assert (path.name, asked, complaints) == (path.name, [], [])
        assert tab.evaluate("window.hacked") is None
        assert len(tab.query_selector_all("script")) == 1
    assert "&lt;script&gt;" in (many / "01_articles.html").read_text(encoding="utf-8")


def test_sources_stand_in_the_order_of_the_pages(many: Path) -> None:
    sizes = read(many / "03_framing.html").select_one(".canvas")
    assert sizes is not None
    said = [text.get_text(strip=True) for text in sizes.select("text") if text.get_text(strip=True).startswith("示例")]
    assert said == ["示例丙报", "示例甲报", "示例乙报"]


def test_pages_of_one_name_are_told_apart_by_their_titles(many: Path) -> None:
    rows = [row.get_text(" ", strip=True) for row in read(many / "index.html").select(".compared tbody tr")]
    assert len(rows) == len(set(rows)) == 12
    assert sum("各方讨论停火" in row for row in rows) >= 11
    assert len(read(many / "index.html").select("nav details li")) == 12


def test_every_link_of_many_pages_leads_to_what_is_there(many: Path) -> None:
    made = {path.name: path.read_text(encoding="utf-8") for path in many.glob("*.html")}
    ids = {name: set(re.findall(r' id="([^"]+)"', text)) for name, text in made.items()}
    for name, text in made.items():
        for page_of, place in re.findall(r'<a[^>]* href="([\w.]*)#([^"]+)"', text):
            assert place in ids[page_of or name], (name, place)


def test_tables_of_other_pages_have_words_and_sort(look: Callable[..., Any], many: Path) -> None:
    for path in many.glob("0*.html"):
        assert not [head.get_text() for head in read(path).select("thead th") if "_" in head.get_text()]
    tab, *_ = look(many / "index.html")
    tab.locator(".compared th button").nth(3).click()
    sentences = "rows => rows.map(row => +row.cells[3].innerText)"
    shown = tab.locator(".compared tbody tr").evaluate_all(sentences)
    assert shown == sorted(shown)
    tab.locator(".tools select").first.select_option("示例甲报")
    assert tab.locator(".compared tbody tr:visible").count() == 4


def test_the_layers_stand_beside_the_pages(many: Path) -> None:
    sentences = pd.read_parquet(many / "data_sentences.parquet")
    lines = [json.loads(line) for line in (many / "data_sentences.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(sentences) == len(lines) > 50
    assert sentences["text"].tolist() == [line["text"] for line in lines]
    assert len((many / "data_articles.jsonl").read_text(encoding="utf-8").splitlines()) == 12
    assert "data_stance.parquet" in {link["href"] for link in read(many / "made.html").find_all("a")}


def test_a_folder_of_other_things_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="no report"):
        report.write(None, tmp_path)
    done = command("report", "--out", tmp_path)
    assert done.returncode == 2
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]


def test_nothing_is_written_when_the_pages_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = command("report", tmp_path / "empty.txt", "--out", tmp_path / "out")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out").exists()
