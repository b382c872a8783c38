"""The folded view, and the one matcher: what each kind of form finds, and in which order."""

import doctest
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duizhao import codebook
from duizhao.codebook import dictionary, match
from duizhao.codebook.match import Hit, compiled, fold, matcher, unfold
from duizhao.errors import InputError

HAN = st.sampled_from("战斗机力兵派出增,。军")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("烏克蘭與臺灣", "乌克兰与台湾", id="traditional"),
        pytest.param("防衞省", "防卫省", id="as Hong Kong writes"),
        pytest.param("乾燥，乾隆；以後，皇后；一隻，只有", "干燥，乾隆；以后，皇后；一只，只有", id="in context"),
        pytest.param("看著專著，著名的著作很顯著", "看着专著，著名的著作很显著", id="the particle and the word"),
        pytest.param("Ｃ９１９，３％", "C919，3%", id="letters, digits and signs in half width"),
        pytest.param("他说：“好？”「行」、　走。", "他说：“好？”「行」、　走。", id="sentence punctuation as written"),
        pytest.param("卡尔•东・约翰", "卡尔·东·约翰", id="the dot inside a name"),
        pytest.param("⼈⺠", "人⺠", id="a Kangxi radical"),
        pytest.param("a\ud800乾", "a\ufffd干", id="a lone surrogate"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_fold(written, folded):
    assert fold(written) == folded


@given(st.text(max_size=30) | st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30))
def test_fold_keeps_the_length_and_is_done_once(text):
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_unfold():
    written = "烏克蘭總統說"
    assert unfold("总统", fold(written), written) == "總統"
    assert unfold("总理", fold(written), written) == "总理"
    assert unfold("", fold(written), written) == ""


def found(forms, text, **options):
    return [(text[hit.start : hit.end], hit.form) for hit in matcher(forms).find(text, **options)]


@pytest.mark.parametrize(
    ("forms", "text", "expected"),
    [
        (["战斗"], "战斗机参加战斗", [("战斗", "战斗"), ("战斗", "战斗")]),
        (["战斗", "!战斗机"], "战斗机参加战斗", [("战斗", "战斗")]),
        (["军", "军演"], "军演与军", [("军演", "军演"), ("军", "军")]),
        (["军演习", "演习"], "军演习", [("军演习", "军演习")]),
        (["派…兵"], "派遣三千名士兵", [("派遣三千名士兵", "派…兵")]),
        (["派…兵"], "派出代表,兵力不足", []),
        (["派…兵"], "派出代表；兵力不足", []),
        (["派…兵"], "派一二三四五六七八九十一兵", []),
        (["(出|增)兵"], "增兵而不出兵", [("增兵", "(出|增)兵"), ("出兵", "(出|增)兵")]),
        (["或(?=将|能)"], "或将,或者", [("或", "或(?=将|能)")]),
        (["(?<!不)或缺"], "不或缺,或缺", [("或缺", "(?<!不)或缺")]),
        (["(已)?停火"], "已停火,停火", [("已停火", "(已)?停火"), ("停火", "(已)?停火")]),
        (["战|和"], "和战", [("和", "战|和"), ("战", "战|和")]),
        (["新的?|旧军"], "新的旧军", [("新的", "新的?|旧军"), ("旧军", "新的?|旧军")]),
        (["军+"], "军军", [("军军", "军+")]),
        (["的*军"], "军,的的军", [("军", "的*军"), ("的的军", "的*军")]),
        (["[陆海]军"], "海军", [("海军", "[陆海]军")]),
        ([r"刚果\(金\)"], "刚果(金)", [("刚果(金)", r"刚果\(金\)")]),
        (["或", "或(?=将)"], "或将", [("或", "或")]),
        ([], "战斗", []),
        (["", "!"], "战斗", []),
        (["战斗"], "", []),
    ],
)
def test_forms(forms, text, expected):
    assert found(forms, text) == expected


@pytest.mark.parametrize("form", ["(出|增", "[军", "!*兵"])
def test_no_pattern(form):
    with pytest.raises(InputError, match="no pattern"):
        compiled(form)


@pytest.mark.parametrize(("table", "column"), [("frames", "pattern"), ("hedges", "form")])
def test_our_patterns_are_patterns(table, column):
    for form in filter(None, codebook.load()[table][column]):
        compiled(form)


@given(st.lists(st.text(HAN, min_size=1, max_size=3)), st.text(HAN, max_size=30))
def test_words_as_by_hand(words, text):
    words = [word for word in words if word.isalnum()]
    at, expected = 0, []
    while at < len(text):
        fits = [word for word in words if text.startswith(word, at)]
        if fits:
            expected.append(Hit(at, at + max(map(len, fits)), max(fits, key=len)))
        at += max(map(len, fits), default=1)
    assert list(matcher(words).find(text)) == expected
    assert list(matcher(reversed(words)).find(text)) == expected


PATTERNS = ["战…机", "(出|增)兵", "(派)?出", "军(?!机)", "力|兵", "[战斗]+", "增{1,2}", "(战|斗机?)力", "!战斗", "斗"]


@given(st.lists(st.sampled_from(PATTERNS)), st.text(HAN, max_size=30))
def test_a_pattern_is_found_wherever_its_expression_matches(forms, text):
    """At each place that is free something is found if and only if one of the expressions matches there."""
    hits = list(matcher([f for f in forms if not f.startswith("!")]).find(text))
    covered = {i for hit in hits for i in range(hit.start, hit.end)}
    for hit in hits:
        assert re.compile(compiled(hit.form)).match(text, hit.start).end() == hit.end
    for at in set(range(len(text))) - covered:
        for form in forms:
            match = None if form.startswith("!") else compiled(form).match(text, at)
            assert match is None or match.end() == at


def test_time_is_linear_in_the_text():
    look = matcher(["战" * 5, "战" * 3, "战…机", "!战战", "(战|斗)力"])

    def least(size):
        times = []
        for _ in range(5):
            begin = time.process_time()
            list(look.find("战" * size))
            times.append(time.process_time() - begin)
        return min(times)

    assert least(16_000) < 12 * least(4_000)


@pytest.mark.parametrize("module", [match, dictionary])
def test_examples_in_the_documentation(module):
    assert doctest.testmod(module).failed == 0


def test_a_pattern_without_a_word_finds_nothing():
    assert list(matcher(["(?<=甲)"]).find("乙甲")) == []
