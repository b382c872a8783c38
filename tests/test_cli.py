"""Commands: what they print, where they print it, and what they return, above all on bad input."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from duizhao import cli, codebook, output

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests" / "data" / "pages"
A, B = map(str, sorted((ROOT / "seeds").glob("*.txt")))
CODED = ("mentions", "quotes", "stance", "frames", "hedges")
COMMAND = [sys.executable, "-c", "import sys; from duizhao.cli import main; sys.exit(main())"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "lib")}
TEXT = "临屿扩建码头\n外交部发言人柏青石表示，俄乌冲突可能延长。\n法国和英国批评这项计划是沉重的负担，居民反对。\n"
OTHER = "临屿码头夜航增班\n轮渡公司表示，夜航必须增班。\n美国和法国欢迎这项计划，认为它会带来更多的机会。\n"


@pytest.fixture
def run(capsys):
    """A command in this process → status, lines of stdout, lines of stderr; a traceback would fail the test."""

    def run(*arguments):
        status = cli.main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return status, out.splitlines(), err.splitlines()

    return run


@pytest.fixture
def table(tmp_path):
    """Two articles that are clean already: quick."""
    path = tmp_path / "two.jsonl"
    rows = [{"text": TEXT, "source": "甲报"}, {"text": OTHER, "source": "乙报"}]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def bad(tmp_path):
    """Files and folders that hold nothing to use, by what is wrong with them."""
    files = {"empty.txt": b"", "white.txt": b" \n\t\n", "binary.txt": b"\0\1\2\xff" * 99, "pdf.txt": b"%PDF-1.4\n",
             "rows.csv": b"text\n", "columns.csv": b"a,b\n1,2\n", "broken.jsonl": b"{\n"}  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    for name in ("folder", "pictures"):
        (tmp_path / name).mkdir()
    (tmp_path / "pictures" / "a.jpg").write_bytes(b"\xff\xd8\xff")
    return [tmp_path / name for name in (*files, "folder", "pictures", "missing.txt")]


@pytest.mark.parametrize("command", ["label", "article", "annotate", "quotes", "terms", "report"])
def test_nothing_usable(run, bad, tmp_path, command):
    out = tmp_path / "out"
    before = sorted(tmp_path.rglob("*"))
    for path in bad:
        status, said, (line,) = run(command, path, *(["--out", out] if command == "report" else []))
        assert (status, said) == (2, []), path
        assert line.startswith("duizhao: ")
        assert str(path) in line
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("command", ["terms", "report"])
@pytest.mark.parametrize(
    ("pages", "message"),
    [
        ([A], "only one"),
        ([A, A], "the same page twice"),
        ([A, "copy"], "the same page twice"),
        ([A, "missing"], "only one"),
    ],
)
def test_nothing_to_compare(run, tmp_path, command, pages, message):
    (tmp_path / "copy").write_bytes(Path(A).read_bytes())
    given = [tmp_path / page if page in ("copy", "missing") else page for page in pages]
    status, said, told = run(command, *given, *(["--out", tmp_path / "out"] if command == "report" else []))
    assert (status, said) == (2, [])
    assert message in told[-1]
    assert len(told) == 1 + pages.count("missing")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["label", "article", "annotate"])
def test_the_rest_goes_on(run, bad, table, command):
    status, said, told = run(command, *bad[:2], table, *bad[2:])
    assert status == 1
    assert {json.loads(line)["page"] for line in said} == {f"{table}#1", f"{table}#2"}
    for path in bad:
        assert any(str(path) in line for line in told)


def test_terms_go_on_without_what_cannot_be_used(run, bad, table):
    whole = run("terms", table, "--all", "--resamples", "0")
    status, said, told = run("terms", table, *bad, "--all", "--resamples", "0")
    assert (whole[0], status) == (0, 1)
    assert said == whole[1]
    assert len(told) == len(bad) + 1


@pytest.mark.parametrize("name", ["navigation.html", "script_only.html"])
def test_a_page_without_an_article_is_a_record_with_a_warning(run, name):
    status, (line,), _ = run("article", DATA / name)
    record = json.loads(line)
    assert status == 1
    assert record["warnings"]
    assert (record["body"], record["body_lines"]) == ("", [])
    for command, expected in (("label", 1), ("annotate", 0)):
        status, _, told = run(command, DATA / name)
        assert status == expected
        assert name in told[0]


def test_terms_leave_a_page_without_an_article_out_and_say_so(run, table):
    status, said, told = run("terms", table, DATA / "navigation.html", "--resamples", "0")
    assert status == 1
    assert said
    assert any("navigation.html: no article found" in line for line in told)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["annotate", A, "--layers", "quotes,frame"], "no layer 'frame'; there are mentions"),
        (["annotate", A, "--layers", ""], "no layer ''"),
        (["annotate", A, "--target", "=x"], "--target needs a name"),
        (["annotate", A, "--codebook", "nowhere"], "nowhere"),
        (["terms", A, B, "--names", "x"], "give one name a page"),
        (["terms", A, B, "--names", "x,"], "a name is empty"),
        (["terms", A, B, "--names", "x,x"], "only one source"),
        (["terms", A, B, "--dictionary", "nowhere"], "nowhere"),
        (["article", A, "--names", "x,y"], "give one name a page"),
    ],
)
def test_wrong_options(run, arguments, message):
    status, said, (told,) = run(*arguments)
    assert (status, said) == (2, [])
    assert message in told


@pytest.mark.parametrize(
    "arguments", [["terms", A, B, "--most", "-1"], ["terms", A, B, "--seed", "x"], ["label", ""], ["no"], []]
)
def test_what_the_parser_refuses(capsys, arguments):
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    assert caught.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("command", ["label", "article", "annotate", "quotes", "terms", "report", "sheet", "agree"])
def test_help_has_an_example(capsys, command):
    with pytest.raises(SystemExit) as caught:
        cli.main([command, "--help"])
    assert caught.value.code == 0
    assert f"example: duizhao {command} " in capsys.readouterr().out


def test_version(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out.startswith("duizhao ")


@pytest.mark.parametrize(
    ("module", "left_out"),
    [
        ("cli", {"pandas", "numpy", "jieba", "scipy", "lxml", "matplotlib"}),  # so that --help costs nothing
        ("commands", {"jieba", "matplotlib", "nbconvert", "trafilatura"}),
    ],
)
def test_imports(module, left_out):
    code = f"import sys, duizhao.{module}; print(*{left_out} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_streams(table):
    def shell(line):
        call = ["bash", "-o", "pipefail", "-c", line, *COMMAND]
        return subprocess.run(call, env=ENVIRONMENT, capture_output=True, text=True, check=False)

    many = shell(f'"$0" "$@" annotate --layers mentions {" ".join([str(table)] * 150)} | head -1')
    assert (many.returncode, many.stderr) == (0, "")
    one = shell(f'"$0" "$@" label - < {DATA / "article.txt"}')
    assert one.returncode == 0
    assert json.loads(one.stdout.split("\n")[0])["page"] == "-"
    closed = shell(f'"$0" "$@" label {table} >&-')
    assert (closed.returncode, closed.stderr) == (0, "")
    if Path("/dev/full").exists():
        full = shell(f'"$0" "$@" label {table} > /dev/full')
        assert full.returncode == 2
        assert full.stderr.splitlines() == ["duizhao: cannot write: No space left on device"]


def test_stopped(table):
    process = subprocess.Popen(
        [*COMMAND, "annotate", "-"], env=ENVIRONMENT, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(1.5)  # it waits for its input by now
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=20)
    assert (process.returncode, told) == (130, b"duizhao: stopped\n")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_must_not_be_read(run, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.txt").chmod(0)
    status, said, (told,) = run("label", tmp_path / "a.txt")
    assert (status, said) == (2, [])
    assert "cannot be read" in told


def test_a_notebook_that_fails_is_a_line(run, monkeypatch, tmp_path):
    def write(*_, **__):
        raise RuntimeError("02_terms.ipynb failed: KeyError: 'x'")

    monkeypatch.setattr("duizhao.show.report.write", write)
    status, said, told = run("report", A, B, "--out", tmp_path / "out")
    assert (status, said, told) == (2, [], ["duizhao: 02_terms.ipynb failed: KeyError: 'x'; nothing was written"])


def test_a_report_tells_its_notebooks_what_was_asked(run, monkeypatch, tmp_path):
    asked = {}
    monkeypatch.setattr(
        "duizhao.show.report.write", lambda made, out, **told: asked.update(told, made=made, out=out) or Path(out)
    )
    (tmp_path / "empty.txt").write_bytes(b"")
    status, said, told = run(
        "report", A, tmp_path / "empty.txt", B, "--target", "派兵=派兵,出兵", "--out", tmp_path / "out"
    )
    assert (status, said) == (1, [f"{tmp_path / 'out'}: open it in a browser"])
    assert len(told) == 1
    assert [one.page.name for one in asked["made"].articles] == [A, B]
    assert asked["made"].targets == asked["parameters"]["targets"] == {"派兵": ("派兵", "出兵")}
    assert run("report", A, B, "--names", "甲, 乙")[0] == 0
    assert asked["made"].sources == ["甲", "乙"]
    assert asked["parameters"] == {"lang": "en"}
    assert run("report", A, B, "--by", "host", "--versus", "网易,央视", "--same-event")[0] == 0
    assert asked["parameters"] == {"lang": "en", "by": "host", "versus": ("网易", "央视"), "same_event": True}
    assert run("report")[0] == 0
    assert asked["made"] is None


def test_names_of_files_do_not_reach_the_terminal_raw(run, tmp_path):
    path = tmp_path / "evil\x1b[31m\nname\u202e.txt"
    path.write_text(TEXT, "utf-8")
    status, said, told = run("label", path, f"{path}.gone")
    assert status == 1
    assert {json.loads(line)["page"] for line in said} == {str(path)}
    for line in [*said, *told]:
        assert line.isprintable()


HOSTILE = "正文\x07\x1b[31m红\x9b\u202e倒\u2066\u2028\u200f\x85尾"


def test_text_of_pages_is_escaped_and_the_same(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text(f"标题\n{HOSTILE}。\n", "utf-8", newline="\n")
    _, said, _ = run("annotate", "--text", path, "--layers", "sentences,tokens")
    for line in said:
        assert line.isprintable()
    text = path.read_text("utf-8")
    for record in map(json.loads, said):
        own = record.get("text") or record.get("token")
        assert own == text[record["start"] : record["end"]]


def test_article(run):
    status, said, _ = run("article", A, B, DATA / "article.html")
    assert status == 0
    first, second, third = map(json.loads, said)
    assert list(first) == [
        "page", "title", "published", "published_partial", "retrieved", "host", "publisher", "account", "author", "editor",
        "original_source", "source", "cited", "body_lines", "body", "spans", "warnings",
    ]  # fmt: skip
    assert (first["published"], second["source"], second["original_source"]) == (None, "央视新闻", "央视新闻")
    assert third["page"].endswith("article.html")
    assert third["body"].count("\n") == len(third["body_lines"]) - 1
    renamed = [json.loads(line)["source"] for line in run("article", A, B, "--names", "甲, 乙")[1]]
    assert renamed == ["甲", "乙"]


def test_annotate(run):
    status, said, _ = run("annotate", A, "--layers", ",".join((*CODED, "sentences", "tokens")))
    assert status == 0
    by_layer = {}
    for record in map(json.loads, said):
        by_layer.setdefault(record["layer"], []).append(record)
    text = Path(A).read_text("utf-8")
    keys = {
        "mentions": {"start", "end", "text", "actors"},
        "quotes": {"start", "end", "speaker", "actors", "cue", "kind"},
        "frames": {"start", "end", "frames"},
        "hedges": {"start", "end", "text", "value", "voice"},
        "sentences": {"start", "end", "text"},
        "tokens": {"start", "end"},
    }
    for layer, wanted in keys.items():
        for record in by_layer[layer]:
            assert {"layer", "page", "sentence", *wanted} <= set(record)
            if "text" in wanted:
                assert record["text"] == text[record["start"] : record["end"]]
    assert len(by_layer["frames"]) == len(by_layer["sentences"])
    assert [] in [record["frames"] for record in by_layer["frames"]]
    for record in by_layer["quotes"]:
        if record["cue"]:
            assert text[record["cue_start"] : record["cue_end"]] == record["cue"]
        assert None not in record.values()


def test_quotes(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("标题\n外交部发言人柏青石表示，俄乌冲突可能延长。\n=柏青石说：“码头要扩建。夜航要增班。”\n", "utf-8")
    status, said, told = run("quotes", "--text", path, "--csv")
    first, second = csv.DictReader(said)
    assert (status, told) == (0, [])
    assert list(first) == list(output.QUOTATION)
    assert (first["article"], first["line"], second["line"]) == (str(path), "2", "3")
    assert (first["speaker"], first["verb"], first["distance"]) == ("柏青石", "表示", "neutral")
    assert (second["kind"], second["text"]) == ("direct", "“码头要扩建。夜航要增班。”")
    records = [json.loads(line) for line in run("quotes", "--text", path)[1]]
    assert [record["text"] for record in records] == [first["text"], second["text"]]


def test_annotate_only_what_is_asked_in_the_order_asked(run, table):
    _, said, _ = run("annotate", table, "--layers", "hedges, mentions,hedges")
    layers = [(record["page"][-1], record["layer"]) for record in map(json.loads, said)]
    assert list(dict.fromkeys(layers)) == [("1", "hedges"), ("1", "mentions"), ("2", "hedges"), ("2", "mentions")]
    assert len(layers) == len(set(said))


def test_annotate_text_cleans_nothing(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("首页\n\n登录\n责任编辑：某\n来源：某报\n", "utf-8")
    status, said, told = run("annotate", "--text", path, "--layers", "sentences")
    assert (status, told) == (0, [])
    assert [json.loads(line)["text"] for line in said] == ["首页", "登录", "责任编辑：某", "来源：某报"]
    assert json.loads(said[0])["role"] == "title"


def test_annotate_target(run, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("标题\n我们强烈批评派兵计划。\n", "utf-8")
    _, said, _ = run("annotate", "--text", path, "--layers", "stance", "--target", "派兵计划")
    (record,) = [r for r in map(json.loads, said) if r["target"] == "派兵计划"]
    assert (record["polarity"], record["voice"]) == (-1, "author")
    assert record["cues"]


def test_a_table_may_ask_for_a_target_a_row(run, tmp_path):
    path = tmp_path / "a.jsonl"
    rows = [{"text": "我们强烈批评派兵计划。", "target": target} for target in ("派兵计划", None)]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    _, said, _ = run("annotate", path, "--layers", "stance")
    assert [(r["page"][-1], r["target"]) for r in map(json.loads, said)] == [("1", "派兵计划")]


def test_a_folder_of_many_files_keeps_their_order(run, tmp_path):
    for n in range(150):
        (tmp_path / f"{n:03}.txt").write_text(f"第{n}号\n法国可能同意{n}。\n", "utf-8")
    status, said, told = run("annotate", "--text", tmp_path, "--layers", "sentences,hedges")
    assert (status, told) == (0, [])
    records = [json.loads(line) for line in said]
    pages = list(dict.fromkeys(record["page"] for record in records))
    assert pages == [str(tmp_path / f"{n:03}.txt") for n in range(150)]
    for n, page in enumerate(pages):
        own = [record for record in records if record["page"] == page]
        assert own[0]["text"] == f"第{n}号"
        assert [record["layer"] for record in own] == ["sentences", "sentences", "hedges"]


def test_terms_as_a_table(run):
    status, said, (told,) = run("terms", A, B, "--csv", "--all", "--resamples", "0")
    rows = list(csv.DictReader(said))
    wanted = "term,n_a,n_b,sentences_a,sentences_b,g2,p,q,log_ratio,log_ratio_low,log_ratio_high,dp_a,dp_b"
    assert status == 0
    assert set(wanted.split(",")) <= set(rows[0])
    sizes = [sum(int(row[f"n_{side}"]) for row in rows) for side in "ab"]
    assert told.startswith(f"duizhao: {rows[0]['a']}: {sizes[0]} tokens, {rows[0]['b']}: {sizes[1]} tokens;")
    assert len({row["term"] for row in rows}) == len(rows)
    for row in rows:
        assert 0 <= float(row["p"]) <= float(row["q"]) <= 1
        assert float(row["log_ratio_low"]) <= float(row["log_ratio"]) <= float(row["log_ratio_high"])
        assert all(
            len(cell.lstrip("-0.").replace(".", "")) <= 10
            for key, cell in row.items()
            if key in ("g2", "log_ratio")
        )
    records = [json.loads(line) for line in run("terms", A, B, "--all", "--resamples", "0")[1]]
    assert [record["term"] for record in records] == [row["term"] for row in rows]
    assert records[0]["g2"] == float(rows[0]["g2"])
    assert all(record["boot_low"] is None for record in records)


def test_terms_swapped(run, table):
    _, said, _ = run("terms", A, B, "--all", "--resamples", "0")
    _, turned, _ = run("terms", B, A, "--all", "--resamples", "0")
    one, two = ({r["term"]: r for r in map(json.loads, lines)} for lines in (said, turned))
    assert list(one) == list(two)
    for term, row in one.items():
        other = two[term]
        assert (row["n_a"], row["n_b"], row["g2"], row["q"]) == (other["n_b"], other["n_a"], other["g2"], other["q"])
        assert row["log_ratio"] == pytest.approx(-other["log_ratio"], abs=1e-9)
        assert row["log_ratio_low"] == pytest.approx(-other["log_ratio_high"], abs=1e-9)


def test_terms_of_three_sources_each_against_the_rest(run, table, tmp_path):
    third = tmp_path / "c.jsonl"
    third.write_text(json.dumps({"text": "码头要闻\n美国必须增班，法国反对。", "source": "=丙报"}), "utf-8")
    _, said, _ = run("terms", table, third, "--all", "--csv", "--resamples", "0")
    rows = list(csv.DictReader(said))
    assert list(dict.fromkeys(row["a"] for row in rows)) == ["甲报", "乙报", "'=丙报"]
    assert {row["b"] for row in rows} == {"rest"}
    assert sum(line.startswith("term,") for line in said) == 1
    totals = {a: sum(int(r["n_a"]) + int(r["n_b"]) for r in rows if r["a"] == a) for a in ("甲报", "乙报", "'=丙报")}
    assert len(set(totals.values())) == 1


def test_terms_of_sources_without_a_word(run, tmp_path):
    path = tmp_path / "z.jsonl"
    rows = [
        {"text": text, "source": source}
        for text, source in (("！！！。", "甲"), ("法国批评英国。", "乙"), ("？。", "丙"))
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[:2]), "utf-8")
    status, said, (told,) = run("terms", path, "--all", "--csv", "--resamples", "20")
    assert status == 0
    assert "甲: 0 tokens, 乙: 3 tokens" in told
    assert {(row["n_a"], row["n_b"], row["log_ratio_high"]) for row in csv.DictReader(said)} == {("0", "1", "inf")}
    assert all(json.loads(line)["log_ratio_high"] is None for line in run("terms", path, "--resamples", "20")[1])
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[::2]), "utf-8")
    status, said, (told,) = run("terms", path)
    assert (status, said) == (2, [])
    assert "no word" in told


def test_terms_names(run, table):
    _, said, _ = run("terms", table, "--names", "x, y", "--resamples", "0")
    assert {(r["a"], r["b"]) for r in map(json.loads, said)} == {("x", "y")}


def test_terms_of_a_pair_by_a_column_and_within_one_event(run, tmp_path):
    path = tmp_path / "four.jsonl"
    rows = [{"text": f"{text}第{n}次。", "网": site} for n, (text, site) in enumerate(zip((TEXT, OTHER) * 2, "丙甲乙乙", strict=True))]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")

    def compared(*options):
        status, said, (told,) = run("terms", path, "--by", "网", "--resamples", "0", *options)
        assert status == 0
        return list(dict.fromkeys((r["a"], r["b"]) for r in map(json.loads, said))), told

    assert compared()[0] == [("丙", "rest"), ("甲", "rest"), ("乙", "rest")]
    assert compared("--versus", "甲")[0] == [("甲", "rest")]
    pairs, told = compared("--versus", "乙,丙", "--same-event")
    assert pairs == [("乙", "丙")]
    assert "甲" not in told
    assert "within one event" in told
    assert "events not known" in compared()[1]
    for options, message in ((["--versus", "丁"], "no source 丁; there are"), (["--by", "editor"], "no article has a editor")):
        status, said, (line,) = run("terms", path, "--by", "网", *options)
        assert (status, said) == (2, [])
        assert message in line


def test_names_by_pattern(run, tmp_path):
    for name, text in (("a.txt", TEXT), ("b.txt", OTHER), ("c.txt", TEXT * 2)):
        (tmp_path / name).write_text(f"{text}这项工程将于下月开始，工期约为两年。\n", "utf-8")
    status, said, (told,) = run("article", tmp_path, "--names", "a*=甲,b*=乙")
    assert (status, [json.loads(line)["source"] for line in said]) == (1, ["甲", "乙", str(tmp_path / "c.txt")])
    assert told.endswith("c.txt; its own source stands")
    (tmp_path / "names.csv").write_text("path,source\n[ac].txt,甲\nb.txt,乙\n", "utf-8")
    pages = [tmp_path / name for name in ("b.txt", "a.txt", "c.txt")]
    _, said, _ = run("terms", *pages, "--names", tmp_path / "names.csv", "--resamples", "0")
    assert {(r["a"], r["b"]) for r in map(json.loads, said)} == {("乙", "甲")}


def test_terms_hide_by_stop_list_and_rank_without_changing_the_rest(run):
    _, said, _ = run("terms", A, B, "--resamples", "0", "--most", "5")
    _, every, _ = run("terms", A, B, "--resamples", "0", "--all")
    assert len(said) == 10
    assert set(said) <= set(every)


def test_columns_with_names_of_their_own(run, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'报题,稿子,报\n题,"{TEXT}",甲报\n题,"{OTHER}",乙报\n', "utf-8")
    status, said, (told,) = run("article", path)
    assert (status, said) == (2, [])
    assert "its columns are 报题, 稿子, 报; say which with --columns text=NAME" in told
    status, said, told = run("article", path, "--columns", "text=稿子,source=报")
    assert (status, [json.loads(line)["source"] for line in said]) == (0, ["甲报", "乙报"])
    status, said, (told,) = run("article", path, "--columns", "text=稿件")
    assert (status, said) == (2, [])
    assert "no column 稿件; its columns are 报题, 稿子, 报" in told


def test_terms_in_a_file_that_excel_reads(run, table, tmp_path):
    out = tmp_path / "terms.csv"
    status, said, _ = run("terms", table, "--csv", "--resamples", "0", "--out", out)
    assert (status, said) == (0, [])
    assert out.read_bytes().startswith(b"\xef\xbb\xbfterm,a,b,")


def test_a_report_with_words_of_the_users_own(run, monkeypatch, table, tmp_path):
    asked = {}

    def write(made, out, *, parameters, **_):
        book = codebook.load(parameters["folder"])
        asked.update(words=book.words, stopwords=book.stopwords, made=made)
        return Path(out)

    monkeypatch.setattr("duizhao.show.report.write", write)
    (tmp_path / "words.txt").write_text("码头扩建 5\na/d\n", "utf-8")
    (tmp_path / "stop.txt").write_text("临屿\n", "utf-8")
    status, _, _ = run("report", table, "--dictionary", tmp_path / "words.txt", "--stopwords", tmp_path / "stop.txt",
                       "--columns", "text=text", "--out", tmp_path / "out")  # fmt: skip
    assert status == 0
    assert [word for word, _ in asked["words"]] == ["码头扩建", "a/d"]
    assert asked["stopwords"] == {"临屿"}
    assert asked["made"].sources == ["甲报", "乙报"]
    assert "码头扩建" in [word for word, _ in asked["made"].codebook.words]
