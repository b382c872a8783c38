"""What leaves the program: lines that a terminal, a spreadsheet and a JSON reader can take, whatever a page or a name holds."""

from __future__ import annotations

import json
import math
import re
import sys
from typing import Any

DIGITS = 10
"""Significant digits of a number: more differ from one machine's arithmetic to the next."""
# What a terminal would obey, or what would turn a line around, is written as \\u…: in JSON that is the same text.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def say(message: str) -> None:
    """A line on stderr."""
    print(f"duizhao: {safe(message)}", file=sys.stderr)


def safe(text: str) -> str:
    """Text as one line without anything that a terminal obeys."""
    return _UNSAFE.sub(_escaped, re.sub(r"[\x00-\x1f]+", " ", text))


def put(record: dict[str, Any]) -> None:
    """A record as a line of JSON on stdout; numbers rounded, what is no number or infinite as null."""
    line = json.dumps({key: plain(value) for key, value in record.items()}, ensure_ascii=False, allow_nan=False)
    print(_UNSAFE.sub(_escaped, line))


def plain(value: Any) -> Any:
    """A value as JSON knows it."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        rounded = float(f"{value:.{DIGITS}g}") + 0.0  # no minus zero
        return rounded if math.isfinite(rounded) else None
    if isinstance(value, dict):
        return {key: plain(own) for key, own in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(own) for own in value]
    return plain(value.item()) if hasattr(value, "item") else None  # numpy's numbers; pandas' NA


def cell(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    text = safe(text)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
