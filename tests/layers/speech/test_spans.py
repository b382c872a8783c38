"""From where to where a paragraph reports."""

import pytest

from duizhao import codebook
from duizhao.layers.speech import spans
from duizhao.layers.speech.cues import verbs
from duizhao.layers.speech.grammar import grammar
from duizhao.layers.speech.marks import passage
from duizhao.layers.speech.speakers import Talk, Voice

BOOK = spans.Book(verbs(codebook.load()), grammar(codebook.load()))


def read(text, rows=None, title=False, carried=None):
    """The spans of a paragraph, as text with the kind and the speaker, and who speaks on in the next."""
    line = spans.Line(passage(text, []), rows or [(0, len(text))], title, BOOK, Talk())
    on = spans.read(line, carried)
    return [(text[s.start : s.end], s.kind, s.voice.name) for s in line.spans], on


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("警方说，案件查清了。", [("案件查清了", "indirect", "警方")]),
        ("警方说，这是“有预谋的”案件。", [("这是“有预谋的”案件", "mixed", "警方")]),
        ("警方说：“案件查清了。”", [("“案件查清了。”", "direct", "警方")]),
        ("警方说，案件查清了，律师说，没有。", [("案件查清了", "indirect", "警方"), ("没有", "indirect", "律师")]),
        ("据警方通报，案件查清了。", [("案件查清了", "source", "警方")]),
        ("说,？;", []),  # a sentence without a word carries nothing on
        ("记者：案件查清了没有？", [("案件查清了没有？", "direct", "记者")]),
    ],
)
def test_what_is_reported_ends_with_the_sentence_or_where_another_speaks(text, expected):
    assert read(text)[0] == expected


def test_a_span_is_cut_at_the_sentences_ends():
    text = "警方说：“查清了。没有疑点。”"
    assert [piece for piece, *_ in read(text, rows=[(0, 9), (9, 15)])[0]] == ["“查清了。", "没有疑点。”"]


def test_marks_that_do_not_close_speak_on_in_the_next_paragraph():
    found, on = read("警方说：“查清了。")
    assert (found, on) == ([("“查清了。", "direct", "警方")], Voice("警方", (), False, "警方"))
    assert read("“没有疑点。”", carried=on) == ([("“没有疑点。”", "direct", "警方")], None)
