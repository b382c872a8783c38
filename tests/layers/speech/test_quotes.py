"""Quotations against sentences written for the purpose, the seeds' coding, and what must hold of any text."""

import json
import re
import time
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.layers import sentences
from duizhao.layers.speech.quotes import Quote, _nested, quotes, voices
from duizhao.layers.speech.spans import Span
from duizhao.layers.speech.speakers import Voice

DATA = Path(__file__).parents[2] / "data"
ACTORS = {
    "FR": "法国 马克龙 巴罗 巴黎",
    "GB": "英国 斯塔默 希利",
    "US": "美国 特朗普 白宫 万斯 鲁比奥 莱维特 五角大楼 美国国务院 美方",
    "RU": "俄罗斯 俄方 普京 佩斯科夫 拉夫罗夫 扎哈罗娃 涅边贾 俄罗斯国防部 俄外交部 莫斯科 俄军",
    "UA": "乌克兰 泽连斯基 基辅 乌方 乌军",
    "CN": "中国 中方 毛宁 王毅 习近平 张晓刚 林剑 外交部 北京",
    "DE": "德国 朔尔茨",
    "IT": "意大利 塔亚尼",
    "HR": "克罗地亚 米拉诺维奇",
    "UN": "联合国 古特雷斯",
    "IR": "伊朗 阿拉格齐 哈梅内伊",
    "IL": "以色列 内塔尼亚胡 以军",
    "PL": "波兰 西科尔斯基",
    "TR": "土耳其 土耳其国防部",
    "NATO": "北约 吕特",
    "JP": "日本 石破茂 日方",
    "KR": "韩国",
    "KP": "朝鲜",
    "EU": "欧盟 冯德莱恩 欧盟委员会",
    "EUROPE": "欧洲 欧洲多国",
    "HU": "匈牙利 欧尔班",
    "RS": "塞尔维亚 武契奇",
    "WEST": "西方",
}
CODES = {name: code for code, names in ACTORS.items() for name in names.split()}
NAMED = re.compile("|".join(sorted(CODES, key=len, reverse=True)))
KINDS = {"d": "direct", "i": "indirect", "m": "mixed", "s": "source"}


class Found(NamedTuple):
    """What is compared of a row."""

    start: int
    end: int
    speaker: str
    cue: str
    kind: str
    cont: bool
    own: bool


def frames(texts, role="body"):
    """Sentences and mentions of texts, an article each, a line each paragraph."""
    rows, named = [], []
    for text_number, text in enumerate(texts):
        article, at, number = str(text_number), 0, 0
        for line, paragraph in enumerate(text.split("\n"), 1):
            for s, e in sentences.spans(paragraph):
                rows.append(("x", article, number, line, role, at + s, at + e, paragraph[s:e]))
                number += 1
            at += len(paragraph) + 1
        named += [("x", article, 0, m.start(), m.end(), m[0], (CODES[m[0]],)) for m in NAMED.finditer(text)]
    columns = ["source", "article", "sentence", "start", "end", "text", "actors"]
    return pd.DataFrame(rows, columns=sentences.Sentence._fields), pd.DataFrame(named, columns=columns)


def found(*texts, role="body", book=None):
    """The rows of each text."""
    by_article = {str(n): [] for n in range(len(texts))}
    for r in quotes(*frames(texts, role), book).itertuples():
        by_article[r.article].append(Found(r.start, r.end, r.speaker, r.cue, r.kind, r.cont, r.own))
    return list(by_article.values())


def told(text, **options):
    """(speaker, cue, content) of each row of one text."""
    return [(r.speaker, r.cue, text[r.start : r.end]) for r in found(text, **options)[0]]


def marked_up(line):
    """A line of quotes.txt as its text and the rows that it asks for."""
    text, rows, open_ = "", [], []
    for piece in re.split(r"(⟦[^|]*\||⟧)", line):
        if piece.startswith("⟦"):
            open_.append((piece[1:-1], len(text)))
        elif piece == "⟧":
            head, start = open_.pop()
            kind, _, who = head.lstrip("+").partition(" ")
            speaker, _, cue = who.partition("/")
            cont = head.startswith("+")
            own = kind.endswith("*")
            rows.append(Found(start, len(text), speaker, "" if cont else cue, KINDS[kind[0]], cont, own))
        else:
            text += piece
    return text, sorted(rows, key=lambda r: (r.start, -r.end))


LINES = [line for line in (DATA / "quotes.txt").read_text("utf-8").splitlines() if line and line[0] != "#"]
CASES = [marked_up(line) for line in LINES]


@pytest.fixture(scope="module")
def answers():
    return found(*(text for text, _ in CASES))


@pytest.mark.parametrize("number", range(len(CASES)), ids=[text[:20] for text, _ in CASES])
def test_sentences_of_many_registers(answers, number):
    assert answers[number] == CASES[number][1]


@pytest.mark.parametrize("number", [n for n, (text, _) in enumerate(CASES) if "《" not in text][::7])
def test_half_width_punctuation_and_straight_quotes_change_nothing(number):
    text, expected = CASES[number]
    narrow = text.translate(str.maketrans("，：；？！（）“”", ',:;?!()""'))
    wide = [(r.start, r.end, r.speaker, r.kind, r.cont) for r in expected]
    assert [(r.start, r.end, r.speaker, r.kind, r.cont) for r in found(narrow)[0]] == wide


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "毛宁表示，中方反对制裁。\n她还说，此举没有道理。",
            [("毛宁", "表示", "中方反对制裁"), ("毛宁", "说", "此举没有道理")],
        ),
        ("他说，不行。", [("unknown", "说", "不行")]),
        ("王毅说：“第一段。\n“第二段。”", [("王毅", "说", "“第一段。"), ("王毅", "", "“第二段。”")]),
        ("“谁？”\n“是我。”", [("unknown", "", "“谁？”"), ("unknown", "", "“是我。”")]),
        ("张三说：”反了的引号。“", [("张三", "说", "”反了的引号。")]),
        ("王毅说：“他告诉我‘不行’。”", [("王毅", "说", "“他告诉我‘不行’。”")]),
        ("王毅表示，普京说过，不打。", [("王毅", "表示", "普京说过，不打")]),
        ("说", []),
        ("：“", []),
        ("”“", []),
        ("据", []),
    ],
)
def test_paragraphs_and_odd_marks(text, expected):
    assert told(text) == expected


def test_a_title_gives_the_floor_to_a_name_before_a_colon():
    assert told("外交部：中方坚决反对", role="title") == [("外交部", "：", "中方坚决反对")]
    assert told("注意：前方施工", role="title") == []


def test_an_interviews_answers_are_those_of_the_person_named_before_and_its_questions_nobodys():
    turns = "问：何时开会？\n答：下周就会召开会议，请各位留意。\n记者问：在哪里？\n答：在北京，届时将发布消息。"
    for opening, name in (("发言人林小梅主持发布会。\n", "林小梅"), ("", "unknown")):
        assert [r.speaker for r in found(opening + turns)[0]] == ["unknown", name, "unknown", name]


def test_a_photo_credit_speaks_for_nobody():
    (row,) = found("游客在湖边散步。 新华社记者 林小梅 摄 报告认为，当地旅游业持续回暖。")[0]
    assert row.speaker == "报告"


def test_a_row_says_who_speaks_as_written_and_with_what_verb():
    rows = quotes(*frames(["意大利外交部长塔亚尼声称，不会派兵。他警告说，局势危险。"]))
    assert rows[["speaker", "description", "cue", "distance", "attitude"]].to_numpy().tolist() == [
        ["塔亚尼", "意大利外交部长塔亚尼", "声称", "distance", ""],
        ["塔亚尼", "他", "警告说", "neutral", "warn"],
    ]


def test_a_short_name_is_the_full_one_given_elsewhere_in_the_article():
    assert [name for name, *_ in told("美国学者夏兰·马丁说，好。\n马丁说，不好。")] == ["夏兰·马丁", "夏兰·马丁"]


def test_a_titles_parts_are_read_apart():
    parts = [("俄方", "称", "收紧包围圈"), ("乌方", "称", "打击炼油厂")]
    assert told("俄方称收紧包围圈 乌方称打击炼油厂", role="title") == parts


@pytest.mark.parametrize("unit", ["王毅说：“不行。”", "“不行，”王毅说，", "“不行。”", "据新华社报道，王毅说，"])
def test_cost_grows_with_the_text_alone(unit):
    def cost(n):
        given_ = frames([unit * n])
        times = []
        for _ in range(3):
            start = time.perf_counter()
            quotes(*given_)
            times.append(time.perf_counter() - start)
        return min(times)

    assert cost(800) < 10 * cost(200)


def test_actors_of_the_speaker_and_of_no_one_else():
    rows = quotes(
        *frames(
            ["法国总统马克龙和英国首相斯塔默宣布，两国支持乌克兰。", "据环球时报报道，法国同意。", "专家说，美国会输。"]
        )
    )
    assert rows["actors"].tolist() == [("FR", "GB"), (), ()]


def test_the_voice_is_that_of_the_narrowest_quotation_and_the_outlet_speaks_through_its_reporters():
    texts = ["据新华社报道，警方说，枪手在逃。当天大家很怕。", "本台记者张华：街上很静。"]
    rows = quotes(*frames(texts))
    voice = voices(rows)
    at = texts[0].index
    assert voice("0", at("枪手"), at("枪手") + 2) == "警方"
    assert voice("0", at("警方"), at("警方") + 2) == "新华社"
    assert voice("0", at("大家"), at("大家") + 2) == "author"
    assert voice("1", 8, 10) == "author"
    assert rows["own"].tolist() == [False, False, True]
    assert voice("no such article", 0, 1) == "author"


def test_nothing_in_gives_an_empty_frame_with_its_columns():
    rows = quotes(*frames([]))
    assert rows.empty
    assert list(rows.columns) == list(Quote._fields)
    assert voices(rows)("0", 0, 1) == "author"


def test_a_codebook_of_ones_own_says_which_words_report(tmp_path):
    (tmp_path / "reporting_verbs.csv").write_text(
        "verb,use,distance,attitude,source\n曰,clause,neutral,,own\n", "utf-8"
    )
    own = codebook.load(tmp_path)
    assert told("孔子曰：学而时习之。\n王毅说，好。", book=own) == [("孔子", "曰", "学而时习之")]
    (tmp_path / "reporting_verbs.csv").write_text("verb,use,distance,attitude,source\n", "utf-8")
    assert told("王毅说，好。", book=codebook.load(tmp_path)) == []


def test_a_codebook_without_clause_words_still_reads_pronouns(tmp_path):
    (tmp_path / "clause_words.csv").write_text("word,use,source\n", "utf-8")
    assert told("他说：“好。”", book=codebook.load(tmp_path)) == [("unknown", "说", "“好。”")]


@pytest.mark.parametrize("page", sorted(p.name for p in (DATA / "coding").iterdir() if p.is_dir()))
def test_the_seeds_as_two_coders_read_them(page):
    text = (DATA.parent.parent / "seeds" / f"{page}.txt").read_bytes().decode("utf-8")
    coded = [json.loads(line) for line in (DATA / "coding" / page / "lines.jsonl").read_text("utf-8").splitlines()]
    roles = {row["line"]: row["role"] for row in coded}
    rows, at, number = [], 0, 0
    for line, paragraph in enumerate(text.split("\n"), 1):
        for s, e in sentences.spans(paragraph) if roles.get(line) in ("title", "subhead", "body") else ():
            rows.append(("x", page, number, line, roles[line], at + s, at + e, paragraph[s:e]))
            number += 1
        at += len(paragraph) + 1

    def layer(name):
        lines = (DATA / "coding" / page / "coder_a" / f"{name}.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    named = [("x", page, 0, d["start"], d["end"], d["text"], tuple(d["actors"])) for d in layer("mentions")]
    columns = ["source", "article", "sentence", "start", "end", "text", "actors"]
    got = quotes(pd.DataFrame(rows, columns=sentences.Sentence._fields), pd.DataFrame(named, columns=columns))
    ours = {i: r.speaker for r in got.itertuples() for i in range(r.start, r.end)}
    theirs = {i: d["speaker"] for d in layer("quotes") for i in range(d["start"], d["end"])}
    both = ours.keys() & theirs.keys()
    assert 2 * len(both) / (len(ours) + len(theirs)) >= 0.85
    assert sum(ours[i] == theirs[i] for i in both) / len(both) >= 0.9


PIECES = (
    *'，。：“”"「」不的在称；！…《》（）\n并要问:,',
    *(
        "他说",
        "王毅",
        "表示",
        "指出",
        "据",
        "报道",
        "记者",
        "特朗普",
        "警告",
        "要求",
        "各方",
        "看来",
        "询问",
        "报道",
        "『",
        "』",
        "第一",
        "3月5日",
        "普京",
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, max_size=3))
def test_what_holds_of_any_text(texts):
    sents, mentions = frames(texts)
    rows = quotes(sents, mentions)
    bounds = {(r.article, r.sentence): (r.start, r.end) for r in sents.itertuples()}
    order = [(int(r.article), r.start) for r in rows.itertuples()]
    assert order == sorted(order)
    for r in rows.itertuples():
        text = texts[int(r.article)]
        low, high = bounds[r.article, r.sentence]
        assert low <= r.start < r.end <= high
        assert text[r.start : r.end] == text[r.start : r.end].strip()
        assert r.cue == text[r.cue_start : r.cue_end]
        assert bool(r.cont) <= (r.cue == "")
        assert r.speaker
        assert r.kind in KINDS.values()
        assert set(r.actors) <= set(ACTORS)
        assert r.text == text[r.start : r.end]
    for article, said in rows[rows["kind"] != "source"].groupby("article"):
        outer = (0, 0)
        for start, end in zip(said["start"], said["end"], strict=True):
            assert start >= outer[1] or end <= outer[1], texts[int(article)]
            outer = outer if end <= outer[1] else (start, end)
    backwards = found(*texts[::-1])[::-1]
    assert backwards == found(*texts)


def test_of_two_that_cross_the_later_ends_with_the_earlier_but_what_stands_in_marks_stays_whole():
    text = "甲，乙丙，“丁戊”己"
    one, other, marked = (Span(0, s, e, Voice(), None, kind) for s, e, kind in ((0, 4, "indirect"), (2, 10, "indirect"), (5, 9, "direct")))
    assert [(s.start, s.end) for s in _nested([other, one], text)] == [(0, 4), (2, 4)]
    assert [(s.start, s.end) for s in _nested([marked, one._replace(end=7)], text)] == [(0, 4), (5, 9)]


def test_white_space_between_sentences_shifts_nothing():
    text = "法国说，甲停火。  王毅说，乙撤军。"
    assert [text[q.start : q.end] for q in found(text)[0]] == ["甲停火", "乙撤军"]


def test_what_is_left_without_a_word_is_no_quotation():
    one, other = (Span(0, s, e, Voice(), None, "indirect") for s, e in ((0, 3), (2, 5)))
    assert [(s.start, s.end) for s in _nested([one, other], "甲，“，丁")] == [(0, 3)]


def test_marks_at_the_end_of_what_is_reported_cut_nothing_off() -> None:
    one, marked = Span(0, 0, 6, Voice(), None, "mixed"), Span(0, 3, 6, Voice(), None, "direct")
    assert [(s.start, s.end) for s in _nested([one, marked], "甲乙丙“丁”")] == [(0, 6), (3, 6)]
