"""HTML → lines with their markup, and what the page says of itself."""

from duizhao.pages.html.markup import CONTAINERS, Markup, Source, parse

__all__ = ["CONTAINERS", "Markup", "Source", "parse"]
