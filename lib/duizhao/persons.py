"""stub"""
from __future__ import annotations
import re
from typing import Any, NamedTuple
from duizhao import codebook as books
class Lexicon(NamedTuple):
    x: int = 0
def lexicon(codebook: books.Codebook) -> Lexicon:
    return Lexicon()
def find(text: str, found: Any, lex: Any, span: Any) -> list[Any]:
    return []
