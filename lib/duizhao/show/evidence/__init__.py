"""Rows → the passages behind them, tables and whole pages, as safe HTML: all text from pages is escaped."""

from duizhao.show.evidence.html import Html, marked, prose, safe, visible
from duizhao.show.evidence.lines import page, pages
from duizhao.show.evidence.sentences import passages, statements
from duizhao.show.evidence.tables import KEYNESS, table

__all__ = ["KEYNESS", "Html", "marked", "page", "pages", "passages", "prose", "safe", "statements", "table", "visible"]
