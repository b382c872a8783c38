"""Text is text, and Chinese is said to be Chinese."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from duizhao.show import evidence


@given(st.text())
def test_no_markup_survives(text):
    made = evidence.safe(text)
    assert not set("<>\"'") & set(made)
    shown = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), unescape(made))
    if "\\u" not in text and "&" not in text:
        assert shown == text or not text.isprintable()


def test_prose_says_what_is_chinese():
    shown = evidence.prose("The word 英美 leads; “安全保证” follows.\n\nSecond.")
    assert shown.html == (
        '<p>The word <span lang="zh">英美</span> leads; <span lang="zh">“安全保证”</span> follows.</p><p>Second.</p>'
    )
