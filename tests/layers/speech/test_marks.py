"""Quotation marks, paired."""

from duizhao.layers.speech.marks import paired


def test_pairs_of_marks():
    pairs = {
        "“甲”“乙”": [(0, 3, True), (3, 6, True)],
        "“甲‘乙’“丙”丁”": [(0, 10, True)],
        '"甲"乙"丙"': [(0, 3, True), (4, 7, True)],
        "他说：“甲": [(3, 5, False)],
        "他“甲": [],
        "「甲『乙』」": [(0, 6, True)],
    }
    assert {text: [tuple(m) for m in paired(text)] for text in pairs} == pairs
