"""Word clouds as data: sizes in proportion on one scale, the right face, the same bytes, and all of it said in words."""

import io
from functools import lru_cache

import matplotlib as mpl
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from duizhao.measures import keyness
from duizhao.show.evidence import concordance
from duizhao.show.figures import clouds, fonts


def table(counts, size_a=700, size_b=400):
    terms, n_a, n_b = zip(*counts, strict=True) if counts else ((), (), ())
    rows = keyness.table(list(n_a), list(n_b), size_a, size_b)
    rows.insert(0, "term", list(terms))
    return rows


COUNTS = [
    ("乌克兰", 16, 15), ("安全", 2, 11), ("俄罗斯", 15, 2), ("派兵", 7, 0), ("英美", 0, 8), ("直", 5, 3), ("NATO", 4, 4),
    ("骨", 4, 6), ("地区", 10, 1), ("50", 3, 3),
]  # fmt: skip
FRAME = table(COUNTS)


@lru_cache
def standard():
    return laid(FRAME)


def laid(frame, most=40):
    return clouds.layouts([clouds._side(frame, side, most) for side in "ab"])


def sizes(cloud):
    return {word: size for (word, _), size, *_ in cloud.layout_}


def test_sizes_are_in_proportion_to_the_rates_on_one_scale():
    rates = FRAME.set_index("term")
    shown = [(sizes(cloud), f"rate_{side}") for cloud, side in zip(standard(), "ab", strict=True)]
    factors = [size / rates.at[word, rate] for words, rate in shown for word, size in words.items()]
    factor = max(words[word] / rates.at[word, rate] for words, rate in shown for word in list(words)[:1])
    assert factors
    for words, rate in shown:
        for word, size in words.items():
            assert abs(size - factor * rates.at[word, rate]) <= 1, word
            assert size >= clouds.SMALLEST


def test_words_and_order():
    a, b = standard()
    assert list(sizes(a))[:3] == ["乌克兰", "俄罗斯", "地区"]
    assert "英美" not in sizes(a)
    assert list(sizes(b))[:2] == ["乌克兰", "安全"]
    assert "派兵" not in sizes(b)
    assert [len(sizes(cloud)) for cloud in laid(FRAME, most=3)] == [3, 3]


def test_ties_go_by_term():
    rows = clouds._side(table([("乙", 3, 1), ("丁", 3, 1), ("丙", 4, 1)]), "a", 2)
    assert rows["term"].tolist() == ["丙", "丁"]


def test_colour_by_log_ratio():
    hues = dict(
        zip(FRAME["term"], clouds._side(FRAME, "a", 40).set_index("term")["hue"].reindex(FRAME["term"]), strict=True)
    )
    red, _, blue = mpl.colors.to_rgb(hues["派兵"])
    assert blue > red, "more in A"
    red, _, blue = mpl.colors.to_rgb(hues["安全"])
    assert red > blue, "more in B"
    even = clouds._side(table([("甲", 2, 2)], 100, 100), "a", 1)["hue"].iloc[0]
    assert even == mpl.colors.to_hex(clouds._SCALE(0.5))
    colours = {word: hue for cloud in standard() for (word, _), *_, hue in cloud.layout_}
    assert {word: hues[word] for word in colours if isinstance(hues[word], str)}.items() <= colours.items()


def test_no_word_lies_over_another():
    for cloud in standard():
        boxes = [(x, y, x + concordance.cells(word) * size / 2, y + size) for (word, _), size, (y, x), *_ in cloud.layout_]
        centres = [((left + right) / 2, (top + low) / 2) for left, top, right, low in boxes]
        for n, (left, top, right, low) in enumerate(boxes):
            assert not [m for m, (x, y) in enumerate(centres) if m != n and left < x < right and top < y < low]


def test_glyphs_are_of_the_simplified_face():
    """直 and 骨 are drawn otherwise in Japan; the face holds every character of the words."""
    cloud = standard()[0]
    face = TTFont(io.BytesIO(cloud.font_path.read()))
    assert face["name"].getDebugName(4) == fonts.FAMILY or face["name"].getDebugName(1) == fonts.FAMILY
    assert {ord(c) for word, *_ in COUNTS for c in word} <= set(face.getBestCmap())
    assert cloud.font_path.read() == cloud.font_path.read()


def test_same_bytes_whatever_the_order():
    drawn = [
        clouds.clouds(frame, "甲", "乙", title="Words", subtitle="By rate").png()
        for frame in (FRAME, FRAME.iloc[::-1].reset_index(drop=True))
    ]
    assert drawn[0] == drawn[1]
    assert Image.open(io.BytesIO(drawn[0])).size[0] > 1000


def test_description_says_what_is_drawn():
    told = clouds.clouds(FRAME, "甲", "乙", title="Words").description
    assert told.startswith("Words.")
    a, b = told.split("乙: ")
    assert "甲: 乌克兰 16 (Log Ratio " in a
    assert "安全 11 (Log Ratio -" in b
    assert "派兵" not in b
    few = clouds.clouds(table([("多", 200, 1), ("少", 1, 1)]), "甲", "乙", title="Words").description
    assert "1 more would be too small to read" in few


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        pytest.param([], ["no words", "no words"], id="nothing"),
        pytest.param([("甲", 3, 0)], ["甲 3", "no words"], id="one source only"),
        pytest.param(
            [("一个很长很长很长很长的词语", 3, 3)], ["一个很长", "一个很长"], id="a word as wide as the cloud"
        ),
    ],
)
def test_edges(counts, expected):
    drawing = clouds.clouds(table(counts), "A", "B", title="Words")
    a, b = drawing.description.split(" B: ")
    assert expected[0] in a
    assert expected[1] in b
    assert drawing.png()


def test_many_words_fit():
    counts = [(chr(0x4E00 + n) + chr(0x5E00 + n), 60 - n, 1 + n) for n in range(60)]
    for cloud in laid(table(counts, 9000, 9000)):
        assert len(sizes(cloud)) >= 20
