"""Sentences: where they end, what stays with them, and that nothing of the article is lost or said twice."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao.layers import sentences
from duizhao.pages import read as pages
from duizhao.pages import roles

CODING = Path(__file__).parents[1] / "data" / "coding"
SEEDS = Path(__file__).parents[2] / "seeds"


def cut(line):
    return [line[s:e] for s, e in sentences.spans(line)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param("他走了。她来了。", ["他走了。", "她来了。"], id="full stops"),
        pytest.param("走！来？好!真?", ["走！", "来？", "好!", "真?"], id="full and half width marks"),
        pytest.param("真的吗？！好。", ["真的吗？！", "好。"], id="marks in a row are one end"),
        pytest.param("走……来。", ["走……", "来。"], id="Chinese dots"),
        pytest.param("走...来。", ["走...", "来。"], id="three dots"),
        pytest.param("走......来..好", ["走......", "来..好"], id="six dots end, two do not"),
        pytest.param("增长3.5%，U.S.称。", ["增长3.5%，U.S.称。"], id="a point ends nothing"),
        pytest.param("比分3!2，1?2。", ["比分3!2，1?2。"], id="marks between digits are none"),
        pytest.param("甲；乙：丙，丁、戊", ["甲；乙：丙，丁、戊"], id="what ends no sentence"),
        pytest.param("他说：“走。”她来。", ["他说：“走。”", "她来。"], id="a closing mark stays"),
        pytest.param("他说：“走。 ” 她来。", ["他说：“走。 ”", "她来。"], id="a closing mark after a space stays"),
        pytest.param("（“走。”）来。", ["（“走。”）", "来。"], id="two closing marks"),
        pytest.param("「走。」『来！』", ["「走。」", "『来！』"], id="corner brackets"),
        pytest.param("“走！来！”他说。", ["“走！", "来！”", "他说。"], id="two sentences in one quotation"),
        pytest.param('他说:"走。"她来。', ['他说:"走。"', "她来。"], id="a straight mark that closes"),
        pytest.param('他来。"走。"她说。', ["他来。", '"走。"', "她说。"], id="a straight mark that opens"),
        pytest.param(
            "他来。'走。'她说。", ["他来。'", "走。'", "她说。"], id="straight single marks are taken to close"
        ),
        pytest.param("走。“来。”", ["走。", "“来。”"], id="a curly mark that opens"),
        pytest.param(" \u3000走。\xa0 来\t", ["走。", "来"], id="white space belongs to none"),
        pytest.param("没有句号", ["没有句号"], id="no end at all"),
        pytest.param("。", ["。"], id="a mark alone"),
        pytest.param("”走。", ["”走。"], id="a closing mark without an end before it"),
        pytest.param("", [], id="nothing"),
        pytest.param(" \u3000\xa0", [], id="white space only"),
    ],
)
def test_spans(line, expected):
    assert cut(line) == expected


CHARACTERS = "俄乌军a1 \u3000\xa0。！？!?….，“”\"'」）)0"


@settings(deadline=None)
@given(st.text(st.sampled_from(CHARACTERS)) | st.text())
def test_sentences_cover_the_line(line):
    found = list(sentences.spans(line))
    at = 0
    for start, end in found:
        assert not line[at:start].strip(), "only white space lies between sentences"
        assert line[start:end] == line[start:end].strip() != ""
        at = end
    assert not line[at:].strip()


@settings(deadline=None)
@given(st.text(st.sampled_from(CHARACTERS)))
def test_no_sentence_begins_with_a_mark_that_can_only_close(line):
    assert not any(
        line[start] in "”」）)" for start, _ in list(sentences.spans(line))[1:] if line[start - 1 : start] != "'"
    )


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from("俄乌军a，、；“（"), min_size=1).map(lambda t: t + "。”"), max_size=5))
def test_as_many_as_written(parts):
    assert cut("".join(parts)) == parts


def records(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def seeds():
    made = []
    for path in sorted(SEEDS.glob("*.txt")):
        role = {row["line"]: row["role"] for row in records(CODING / path.stem / "lines.jsonl")}
        made.append(roles.from_roles(pages.read(path), role, name=path.stem, source=path.stem))
    return made


def test_seeds_as_coded(seeds):
    found = sentences.split(seeds)
    for article in seeds:
        rows = records(CODING / article.name / "coder_a" / "frames.jsonl")
        own = found[found["article"] == article.name]
        assert list(zip(own["start"], own["end"], strict=True)) == [(row["start"], row["end"]) for row in rows]


def test_rows(seeds):
    found = sentences.split(seeds)
    assert list(found.columns) == list(sentences.Sentence._fields)
    text = {article.name: article.page.text for article in seeds}
    assert [text[a][s:e] for a, s, e in zip(found["article"], found["start"], found["end"], strict=True)] == list(
        found["text"]
    )
    for article in seeds:
        own = found[found["article"] == article.name]
        assert own["sentence"].tolist() == list(range(len(own)))
        assert own["start"].is_monotonic_increasing
        assert own["role"].tolist()[0] == "title"
        lines = article.lines.set_index("line")
        assert own["role"].tolist() == lines.loc[own["line"], "role"].tolist()
        kept = article.lines[article.lines["role"].isin(roles.TEXT_ROLES)]
        whole = "".join(
            "".join(text[article.name][s:e].split()) for s, e in zip(kept["start"], kept["end"], strict=True)
        )
        assert "".join("".join(own["text"]).split()) == whole


@settings(deadline=None)
@given(st.lists(st.text(st.sampled_from(CHARACTERS + "\n")), min_size=1, max_size=3))
def test_split_covers_the_text_roles_alone(texts):
    kinds = ("title", "body", "related", "subhead", "chrome")
    made = []
    for n, text in enumerate(texts):
        page = pages.from_text(text, name=str(n))
        made.append(roles.from_roles(page, {line: kinds[line % 5] for line, *_ in page.lines}, name=str(n), source="s"))
    found = sentences.split(made)
    assert set(found["role"]) <= set(roles.TEXT_ROLES)
    for article in made:
        own = found[found["article"] == article.name]
        kept = [article.page.text[s:e] for line, s, e in article.page.lines if kinds[line % 5] in roles.TEXT_ROLES]
        assert "".join("".join(own["text"]).split()) == "".join("".join(kept).split())
        lines = {line: (s, e) for line, s, e in article.page.lines}
        assert all(lines[row.line][0] <= row.start <= row.end <= lines[row.line][1] for row in own.itertuples())


def test_empty():
    assert list(sentences.split([]).columns) == list(sentences.Sentence._fields)
    blank = roles.from_roles(pages.from_text("网站导航", name="x"), {1: "chrome"}, name="x", source="x")
    assert sentences.split([blank]).empty
