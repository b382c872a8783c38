"""Frames: indicators with their words and voices, and how well they agree with people."""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.codebook.match import compiled
from duizhao.layers import frames, sentences
from duizhao.layers.speech import quotes
from duizhao.pages import read as pages
from duizhao.pages import roles

HERE = Path(__file__).parents[1]
CODING = HERE / "data" / "coding"
PAGES = ("000_13435a8cd6f680ea", "002_b88e6031f68ac646")
FRAMES = (
    "conflict", "human_interest", "economic_consequences", "morality", "responsibility",
    "security", "diplomacy", "cohesion", "division", "legality",
)  # fmt: skip
UNITY = {"cohesion": "unity", "division": "unity"}  # the coders' frame is the union of both
NOBODY = pd.DataFrame(columns=list(quotes.Quote._fields))


def table(texts, article="a", source="s"):
    rows, at = [], 0
    for n, text in enumerate(texts):
        rows.append((source, article, n, n + 1, "body", at, at + len(text), text))
        at += len(text) + 3
    return pd.DataFrame(rows, columns=list(sentences.Sentence._fields))


def met(text):
    found = frames.indicators(table([text]), NOBODY)
    return {(r.frame, r.text) for r in found.itertuples()}


def by_sentence(given, found):
    """The frames of each sentence, in the order in which they are found."""
    own = [found[(found["article"] == r.article) & (found["sentence"] == r.sentence)] for r in given.itertuples()]
    return [list(dict.fromkeys(rows["frame"])) for rows in own]


def by_frame(texts):
    given = table(texts)
    return by_sentence(given, frames.indicators(given, NOBODY))


def own_codebook(tmp_path, rows):
    head = "frame,indicator,pattern,source\n"
    body = "".join(f"{f},{i},{p},own\n" for f, i, p in rows)
    (tmp_path / "frames.csv").write_text(head + body, encoding="utf-8")
    return codebook.load(tmp_path)


def f1(gold, found):
    both = len(gold & found)
    return 2 * both / (len(gold) + len(found)) if gold or found else 1.0


def constant(gold, sentences_):
    best = right = 0.0
    for k, (_, count) in enumerate(Counter(frame for *_, frame in gold).most_common(), 1):
        right += count
        best = max(best, 2 * right / (k * sentences_ + len(gold)))
    return best


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("反对党指责总理撒谎。", ("conflict", "指责")),
        ("双方恢复谈判。", ("diplomacy", "恢复谈判")),
        ("该国决定向邻国派遣一支部队。", ("security", "派遣一支部队")),
        ("各国分歧难以调和,谁也不愿参加。", ("division", "分歧难以调和")),
        ("三国携手抗击洪灾。", ("cohesion", "三国携手")),
        ("两年里房价下跌三成。", ("economic_consequences", "房价下跌")),
        ("她的儿子再也没有回来。", ("human_interest", "她的儿子")),
        ("这种做法有违道义。", ("morality", "道义")),
        ("停水是施工不当造成的。", ("responsibility", "是施工不当造成的")),
        ("法院以受贿罪判处其有期徒刑十年。", ("legality", "法院")),
    ],
)
def test_words_that_meet(text, expected):
    assert expected in met(text)


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        # across the border of two words
        ("乌军控制了村庄外围。", "security"),
        ("部队进驻乌境内战略要地。", "conflict"),
        ("企业把成本转嫁给顾客。", "human_interest"),
        ("台风来袭,航班取消。", "conflict"),
        ("议会是否决定延期尚不清楚。", "conflict"),
        ("加强权力的监督。", "conflict"),
        ("平台企业和平台内商户共同发展。", "diplomacy"),
        ("双方寻找利益的最大公约数。", "legality"),
        # a topic, a name or a title, where nobody does what is asked
        ("国防部发言人介绍情况。", "security"),
        ("军事专家介绍东翼的情报。", "security"),
        ("大使介绍家乡的茶叶。", "diplomacy"),
        ("网站访问量突破一百万。", "diplomacy"),
        ("他拒绝置评。", "conflict"),
        ("双方愿管控分歧。", "conflict"),
        ("停火后该国将重建港口。", "diplomacy"),
        ("代表们团结带领群众修路。", "cohesion"),
        ("该国没有派代表参加。", "diplomacy"),
        ("企业申请失业保险。", "economic_consequences"),
    ],
)
def test_look_alikes(text, frame):
    assert frame not in by_frame([text])[0]


def test_rows_point_into_the_page_and_keep_the_codebooks_order():
    given = table(["无事。", "美军增派航母,引发抗议。", "双方会谈后仍有分歧。"])
    page = "".join(text.ljust(len(text) + 3) for text in given["text"])
    found = frames.indicators(given, NOBODY)
    assert list(found.columns) == list(frames.Indicator._fields)
    assert all(page[r.cue_start : r.cue_end] == r.text for r in found.itertuples())
    assert all(r.start <= r.cue_start < r.cue_end <= r.end for r in found.itertuples())
    order = list(dict.fromkeys(codebook.load()["frames"]["frame"]))
    keys = [(r.sentence, order.index(r.frame)) for r in found.itertuples()]
    assert keys == sorted(keys)
    assert not found.duplicated(["article", "sentence", "frame", "indicator", "voice"]).any()
    assert by_sentence(given, found)[0] == []


def test_voice_is_that_of_the_words():
    text = "甲方谴责乙方，“我们也谴责甲方。”"
    quote = quotes.Quote("s", "a", 0, text.index("“"), len(text), "乙方", (), "", 0, 0, "direct", False, False)
    found = frames.indicators(table([text]), pd.DataFrame([quote]))
    told = found[found["indicator"] == "reproach"]
    assert told["voice"].tolist() == ["author", "乙方"]
    assert told["cue_start"].tolist() == [text.index("谴责"), text.rindex("谴责")]


def test_users_own_codebook_replaces_ours(tmp_path):
    own = own_codebook(tmp_path, [("sport", "goal", "进球"), ("sport", "card", "红牌"), ("weather", "rain", "雨…大")])
    given = table(["雨下得很大,他进球后领到红牌。", "两国会谈。"])
    found = frames.indicators(given, NOBODY, own)
    assert found[["frame", "indicator", "text"]].values.tolist() == [
        ["sport", "goal", "进球"], ["sport", "card", "红牌"], ["weather", "rain", "雨下得很大"],
    ]  # fmt: skip
    assert by_sentence(given, found) == [["sport", "weather"], []]


def test_nothing_in_nothing_out():
    empty = table([])
    found = frames.indicators(empty, NOBODY)
    assert found.empty
    assert list(found.columns) == list(frames.Indicator._fields)
    assert by_sentence(empty, found) == []
    assert by_frame(["", "。"]) == [[], []]


@given(st.permutations(["甲方谴责乙方。", "两国会谈。", "油价上涨。", "军队开火。", "今天晴。"]))
def test_a_sentence_is_judged_by_itself(texts):
    assert by_frame(texts) == [by_frame([text])[0] for text in texts]


def test_a_hit_ends_with_its_sentence(tmp_path):
    own = own_codebook(tmp_path, [("f", "i", "一面[^。]*一面")])
    assert frames.indicators(table(["他一面喊停", "一面开火。"]), NOBODY, own).empty


def test_names_hold_no_frame(tmp_path):
    own = own_codebook(tmp_path, [("*", "name", "国防部"), ("f", "i", "国防")])
    found = frames.indicators(table(["国防部谈国防。"]), NOBODY, own)
    assert found["cue_start"].tolist() == [4]


def test_codebook_is_whole():
    rows, questions = codebook.load()["frames"], codebook.load()["frame_questions"]
    asked = set(zip(questions["frame"], questions["indicator"], strict=True))
    named = rows["frame"] == frames.NAMES
    assert set(zip(rows["frame"][~named], rows["indicator"][~named], strict=True)) <= asked
    assert tuple(dict.fromkeys(questions["frame"])) == tuple(dict.fromkeys(rows["frame"][~named])) == FRAMES
    assert len(rows) <= 1200
    assert not rows.duplicated(["frame", "indicator", "pattern"]).any()
    assert rows["pattern"].str.len().between(1, 150).all()
    generic = questions[questions["source"].str.contains("Semetko")]
    assert generic["frame"].value_counts().to_dict() == {
        "responsibility": 5, "human_interest": 5, "conflict": 4, "morality": 3, "economic_consequences": 3,
    }  # fmt: skip
    assert len(questions) == 35
    assert (questions[["question_zh", "question_en", "source"]] != "").all(axis=None)


def test_no_pattern_runs_without_end():
    """One that may, tried from each place of a long row of digits, takes the square of its length."""
    patterns = codebook.load()["frames"]["pattern"]
    assert [p for p in patterns if compiled(p).match("一" * 2000 + "元") or any(sign in p for sign in ("]+", "]*", ")+", ")*"))] == []


def test_every_construction_has_an_example_that_it_finds():
    for row in codebook.load()["frames"].itertuples():
        plain = row.pattern.removeprefix("!").isalnum()
        assert plain or row.example, row.pattern
        if row.example:
            assert compiled(row.pattern).search(row.example), (row.pattern, row.example)


@pytest.mark.parametrize("coder", ["coder_a", "coder_b"])
def test_agrees_with_the_coded_seeds(coder):
    gold, found, count = set(), set(), 0
    for name in PAGES:
        page = pages.read(HERE.parent / "seeds" / f"{name}.txt")
        lines = map(json.loads, (CODING / name / "lines.jsonl").read_text(encoding="utf-8").splitlines())
        split = sentences.split([roles.from_roles(page, {r["line"]: r["role"] for r in lines}, name=name, source=name)])
        coded = map(json.loads, (CODING / name / coder / "frames.jsonl").read_text(encoding="utf-8").splitlines())
        gold |= {(name, r["start"], r["end"], f) for r in coded for f in r["frames"]}
        met_here = frames.indicators(split, NOBODY)
        found |= {(name, r.start, r.end, UNITY.get(r.frame, r.frame)) for r in met_here.itertuples()}
        count += len(split)
    assert f1(gold, found) >= 0.75
    assert f1(gold, found) >= constant(gold, count) + 0.15
