"""Tables and exports of databases → rows → pages."""

from duizhao.pages.tables.articles import GIVEN, Columns, from_frame, from_rows, from_text, read_table
from duizhao.pages.tables.exports import split
from duizhao.pages.tables.rows import SUFFIXES, by_use, filled, is_table, read_rows

__all__ = [
    "GIVEN", "SUFFIXES", "Columns", "by_use", "filled", "from_frame", "from_rows", "from_text", "is_table", "read_rows",
    "read_table", "split",
]  # fmt: skip
