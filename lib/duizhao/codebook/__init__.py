"""The lists as data, and what finds their words in a text."""

from duizhao.codebook.lists import BUILTIN, COLUMNS, Codebook, alternatives, load

__all__ = ["BUILTIN", "COLUMNS", "Codebook", "alternatives", "load"]
