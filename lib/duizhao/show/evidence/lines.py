"""Whole pages, every line with its role and the reason for it."""

from __future__ import annotations

from collections.abc import Iterable

from duizhao.pages.roles import Article
from duizhao.show import words
from duizhao.show.evidence.html import Html, marked, safe
from duizhao.show.evidence.links import anchor
from duizhao.show.evidence.tables import head

ROLE_COLOURS = {
    "title": "#12355b", "subhead": "#2c5f8a", "body": "#1f5fa8", "byline": "#7b4a9e", "date": "#9a5b8f",
    "credit": "#8a6d1a", "caption": "#2f7d4f", "placeholder": "#9fc5ae", "notice": "#d9a441", "related": "#e4b7a0",
    "chrome": "#c9ced6",
}  # fmt: skip
DARK_ROLES = {"title", "subhead", "body", "byline", "date", "credit", "caption"}


def page(article: Article, *, lang: str = "en") -> Html:
    """The whole page, every line in the colour of its role with the role and the reason for it beside it."""
    lines = article.lines[article.lines["role"] != "blank"]
    rows = "".join(
        f'<tr><th scope="row">{line}</th><td><span class="role" style="background:{ROLE_COLOURS.get(role, "#c9ced6")};'
        f'color:{"#fff" if role in DARK_ROLES else "#222"}">{safe(words.value(role, lang))}</span></td>'
        f"<td>{safe(words.value(reason, lang))}</td>"
        f'<td lang="zh">{safe(article.page.text[start:end].strip())}</td></tr>'
        for line, start, end, role, reason in lines[["line", "start", "end", "role", "reason"]].itertuples(index=False)
    )
    counts = {"lines": len(article.lines), "blank": len(article.lines) - len(lines)}
    title = words.phrases(lang)("{source}: {lines} lines, of which blank {blank}", source=article.source, **counts)
    heads = (words.column(name, lang) for name in ("line", "role", "reason", "text"))
    caption = f"<caption>{marked(article.page.name.rsplit('/', 1)[-1])}</caption>"
    body = f"<table>{caption}{head(heads)}<tbody>{rows}</tbody></table>"
    own = anchor("page", f"{article.source} ({article.name})")
    return Html(f'<details class="page"><summary>{marked(title)}</summary><div id="{own}">{body}</div></details>', title)


def pages(articles: Iterable[Article], *, lang: str = "en") -> Html:
    """The whole pages, one after the other, each folded."""
    parts = [page(article, lang=lang) for article in articles]
    return Html("\n".join(part.html for part in parts), "\n".join(part.text for part in parts))
