"""What lines show."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from duizhao.pages import features


def test_fold_keeps_offsets() -> None:
    text = "「標題」　ＡＢＣ：，\xa0責任編輯•𠮷"
    assert len(features.fold(text)) == len(text)
    assert features.fold(text) == "“标题” ABC:, 责任编辑·𠮷"


@given(
    st.lists(
        st.text(st.sampled_from("新闻。，,. 2023-05:1来源作者(图)“”A…▲|评论"), min_size=1).filter(str.strip),
        max_size=30,
    )
)
def test_a_line_keeps_its_own_features_in_company(lines: list[str]) -> None:
    lines = [features.fold(line.replace("\n", " ")) for line in lines]
    together = features.columns(lines)
    for i, line in enumerate(lines):
        alone = features.columns([line])
        for name in features.CUES:
            assert alone[name][0] == together[name][i]


def test_windows_count_what_is_near() -> None:
    draw = np.random.default_rng(1).random(40) < 0.3
    total = features._totals(draw)
    for first, last, least in ((-1, -1, 1), (1, 8, 3), (-8, 8, 2), (-12, -1, 1), (1, 3, -1)):
        for i, said in enumerate(features._window(total, draw, first, last, least)):
            count = sum(draw[j] for j in range(max(0, i + first), min(40, i + last + 1)) if j != i)
            assert said == (count == 0 if least < 0 else count >= least)
