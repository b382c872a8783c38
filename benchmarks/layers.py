"""What each layer costs beside segmentation alone, in one run, and what reading costs.

    python benchmarks/layers.py [PAGE…]

On invented pages (`invent.py`), or on those given, which are repeated until there is enough to measure. Ratios, since machines
differ: the bar is that all layers together (sentences, tokens, mentions, quotes, stance, frames, hedges) cost at most three times
what jieba costs to segment the same sentences with its own dictionary and nothing else.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice

import jieba
import pandas as pd
from invent import Maker

from duizhao import codebook
from duizhao.articles import read as article
from duizhao.layers import frames, hedges, sentences, tokens
from duizhao.layers.actors.mentions import mentions
from duizhao.layers.judgement import stance
from duizhao.layers.speech import quotes
from duizhao.pages import files, roles
from duizhao.pages import read as pages
from duizhao.pages.read import Page
from duizhao.pages.roles import Article

ENOUGH = 200_000
"""Characters of article text to measure on."""
BAR = 3.0


def best(work: Callable[[], object], times: int = 5) -> float:
    """Seconds of the processor in the fastest of some runs."""
    seconds = []
    for _ in range(times):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def invented(number: int) -> list[Page]:
    """Pages of our own making, the same on every run."""
    made = Maker(7).pages(number)
    return [
        pages.from_text("\n".join(piece.text for piece in lines), name=f"{n}.txt") for n, (_, lines) in enumerate(made)
    ]


def enough(given: list[Page]) -> list[Article]:
    """The articles of the pages, again and again under other names until there are `ENOUGH` characters."""
    read = [article(page) for page in given]
    made: list[Article] = []
    size = 0
    for n, one in enumerate(cycle(read)):
        made.append(replace(one, name=str(n)))
        body = one.lines[one.lines["role"].isin(roles.TEXT_ROLES)]
        size += int((body["end"] - body["start"]).sum())
        if size >= ENOUGH or (n >= len(read) and not size):
            return made
    return made


def layers(articles: list[Article]) -> list[tuple[str, float, int]]:
    """(layer, seconds, rows) of each layer, given those that it is made from."""
    book = codebook.load()
    cut = tokens.tokenizer(book)
    made: dict[str, pd.DataFrame] = {}
    makers: dict[str, Callable[[], pd.DataFrame]] = {
        "sentences": lambda: sentences.split(articles),
        "mentions": lambda: mentions(made["sentences"], book),
        "quotes": lambda: quotes.quotes(made["sentences"], made["mentions"], book),
        "stance": lambda: stance.codes(stance.evaluations(made["sentences"], made["mentions"], made["quotes"], book)),
        "frames": lambda: frames.indicators(made["sentences"], made["quotes"], book),
        "hedges": lambda: hedges.hedges(made["sentences"], made["quotes"], book),
        "tokens": lambda: tokens.tokens(made["sentences"], cut),
    }
    rows = []
    for name, make in makers.items():
        made[name] = make()  # patterns are compiled on first use, once a process
        rows.append((name, best(make), len(made[name])))
    return rows


def main(given: list[str]) -> int:
    """Print a table; 1 where the bar is missed."""
    read = [page for page in files.read_all(given) if isinstance(page, Page)] if given else invented(120)
    articles = enough(read)
    texts = sentences.split(articles)["text"].tolist()
    size = sum(map(len, texts))
    plain = jieba.Tokenizer()
    plain.FREQ, plain.total = tokens._dictionary()
    plain.initialized = True
    alone = best(lambda: [list(plain.cut(text)) for text in texts])
    print(f"{len(articles)} articles, {len(texts):,} sentences, {size:,} characters")
    print(f"{'':12}{'µs/character':>14}{'of jieba':>10}{'rows':>10}")

    def row(name: str, seconds: float, per: int, rows: int | str = "") -> None:
        print(f"{name:12}{seconds / per * 1e6:14.2f}{seconds / per * size / alone:10.2f}{rows:>10}")

    row("jieba alone", alone, size)
    measured = layers(articles)
    for name, seconds, rows in measured:
        row(name, seconds, size, rows)
    together = sum(seconds for _, seconds, _ in measured)
    row("all layers", together, size)
    data = [page.text.encode() for page in islice(cycle(read), 200)]
    whole = sum(len(one.decode()) for one in data)
    reading = best(lambda: [article(pages.read_bytes(one, name="a.txt")) for one in data], 1)
    row("reading", reading, whole, len(data))
    print(f"bar: all layers at most {BAR} × jieba alone: {'met' if together <= BAR * alone else 'MISSED'}")
    print(
        "reading is a character of the page: decoding, a role for every line, metadata; jieba a character of the article"
    )
    return int(together > BAR * alone)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
