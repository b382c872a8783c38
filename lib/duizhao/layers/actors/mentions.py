"""Sentences → mentions of political actors: countries, blocs, their governments, armies, seats of power and persons.

Tokens hide abbreviations (英法德 is one token, 以军空袭 is cut anyhow), so matching is on characters: the codebook's names by
longest match, then short forms (`shortforms`), the persons whom the article itself introduces (`persons`), and last the
institutions that stand without a country (政府, 外交部), where sentence or article leave no doubt whose they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pandas as pd

from duizhao import codebook as books
from duizhao.codebook.dictionary import RARE, seen, word
from duizhao.codebook.match import matcher
from duizhao.layers.actors import bodies, persons, shortforms
from duizhao.layers.actors.lexicon import COMMON, Lexicon, Span, after, before, body_end, common, lexicon

SURE = 45
"""Two words so frequent that meet inside a name of two characters have it between them."""


class Mention(NamedTuple):
    """A row: `page.text[start:end]` is `text` once `views` has put back what is written, `variant` the simplified form.

    `kind` is how it was found.
    """

    source: str
    article: str
    sentence: int
    start: int
    end: int
    text: str
    actors: tuple[str, ...]
    kind: str
    variant: str


def mentions(sentences: pd.DataFrame, codebook: books.Codebook | None = None) -> pd.DataFrame:
    """Mentions of actors, in the order of the articles and of their text, without overlaps (columns: `Mention`).

    Parameters
    ----------
    sentences : DataFrame
        As `sentences.split` gives it, the text in the folded view (`duizhao.layers.views`).
    codebook : Codebook, optional
        Its table `actors` holds the forms and what licenses them; the built-in one where none is given.

    Returns
    -------
    DataFrame
        `actors` are ISO 3166-1 alpha-2 codes and NATO, EU, UN, EUROPE, WEST; a compound has several, as written.
        `kind` is name, short, compound, bloc, body (government, ministry, army), capital, person or deictic (我国).
    """
    lex = lexicon(codebook or books.load())
    columns = ("source", "article", "sentence", "start", "text")
    articles: dict[str, list[tuple[str, str, int, int, str]]] = {}
    for row in zip(*(sentences[c].tolist() for c in columns), strict=True):
        articles.setdefault(row[1], []).append(row)
    rows = [mention for own in articles.values() for mention in _article(own, lex)]
    return pd.DataFrame(rows, columns=list(Mention._fields))


def _article(rows: list[tuple[str, str, int, int, str]], lex: Lexicon) -> Iterator[Mention]:
    begins, at = [], 0
    for *_, piece in rows:
        begins.append(at)
        at += len(piece) + 1
    text = "\n".join(piece for *_, piece in rows)
    for start, end, actors, kind in find(text, lex):
        number = bisect_right(begins, start) - 1
        source, article, sentence, origin, _ = rows[number]
        shift = origin - begins[number]
        form = text[start:end]
        yield Mention(source, article, sentence, start + shift, end + shift, form, actors, kind, form)


def find(text: str, lex: Lexicon) -> list[Span]:
    """Mentions in one article's text in the folded view: sorted, without overlaps."""
    taken = bytearray(len(text))
    named = list(_names(text, taken, lex))
    beside = any("TW" in span.actors for span in named)  # 大陆 is China beside Taiwan only; there 我国 may be either
    unsure = lex.of["deictic" if beside else "mainland"]
    named = [span for span in named if text[span.start : span.end] not in unsure]
    found = sorted(_extended(text, span, lex) for span in named + shortforms.find(text, named, taken, lex))
    found = sorted(_with_persons(text, found, lex))
    return list(_apart([*found, *bodies.without_country(text, found, lex)]))


def _names(text: str, taken: bytearray, lex: Lexicon) -> Iterator[Span]:
    """The codebook's names that stand for actors; what they take up in the text is marked in `taken`."""
    last = 0
    for start, end, form in lex.names.find(text):
        joined = bool(start and taken[start - 1])
        if end - start == 2 and _misread(text, start, end, joined, lex):
            continue
        if span := _named(text, start, end, form, lex):
            given = lex.given.search(text, last, start) if span.kind == "person" else None  # 史蒂文·|威特科夫
            yield span._replace(start=given.start() if given else start)
        last = end
        taken[start:end] = b"\1" * (end - start)


def _misread(text: str, start: int, end: int, joined: bool, lex: Lexicon) -> bool:
    """Whether other words have the characters of a name of two between them; `joined` to a name before, it is one."""
    if text[end - 1] in lex.of["tail"] and text[start:end] in lex.of["name"] and body_end(text, end - 1, lex) < end:
        return True  # 以|方便
    inner = lex.of["syllable"].get(text[start - 1 : start]) == 2  # 伊|万斯
    longer = any(word(text[end - 1 : end + n]) for n in (2, 3)) and not common(text, end, RARE)  # 古|巴比伦
    if text[end - 1] != "国" and (longer or (inner and not joined)):
        return True
    pair = seen(text[max(0, start - 1) : start + 1])  # 其中|国家, but 打击|中国 and 和|美国
    return pair >= SURE and common(text, end - 1, SURE) and text[start - 1 : start] not in lex.of["left"]


def _named(text: str, start: int, end: int, form: str, lex: Lexicon) -> Span | None:
    """A name from the codebook, unless its surroundings say that it is something else."""
    kind, actors = lex.known[form.replace("\\", "")]
    thing = after(text, end, lex.of["thing"])
    if kind == "guard" or (kind == "capital" and not _governs(text, start, end, lex)):
        return None
    if kind == "name" and thing and (len(thing) > 1 or not word(text[end : end + 2])):  # 法国语, but 法国|语言
        return None
    if end - start == 2 and after(text, end - 1, lex.of["of state"]) and not common(text, end, RARE):
        return Span(start, end - 1, actors, "short")  # 美|国家安全
    return Span(start, end, actors, "name" if kind == "mainland" else kind)


def _governs(text: str, start: int, end: int, lex: Lexicon) -> bool:
    """Whether a capital's name stands for its government: it speaks, decides, or is dealt with."""
    if before(text, start, lex.of["at"]):
        return False
    if before(text, start, lex.of["urge"]) or bodies.acts(text, end, lex):
        return True
    deal = after(text, end, lex.of["deal"])
    return bool(deal and (deal[0] == "的" or before(text, start, lex.of["with"])))


def _extended(text: str, span: Span, lex: Lexicon) -> Span:
    """With the actor's army, ministry or people that follow: 乌克兰+军队, 英国+人, but not 国防部 of 国防部长."""
    if span.kind in ("person", "compound"):
        return span
    end = body_end(text, span.end, lex, RARE if span.end - span.start > 1 else COMMON)
    if end == span.end and text[end - 1] == "国":  # 美国防部 is 美国国防部
        end = max(span.end, body_end(text, span.end - 1, lex))
    if end == span.end and span.kind in ("name", "bloc") and text[end : end + 1] == "人":
        return span if word(text[end : end + 2]) else span._replace(end=end + 1)
    if end == span.end or text[end : end + 1] in ("长", "相"):
        return span
    return span._replace(end=end, kind="capital" if span.kind == "capital" else "body")


def _with_persons(text: str, found: list[Span], lex: Lexicon) -> Iterator[Span]:
    """Adds the persons whom the article introduces; what it says of them goes before the codebook's list."""
    own = persons.introduced(text, found, bodies.home(text, found), lex)
    people = [Span(start, end, own[name], "person") for start, end, name in matcher(own).find(text)]
    for span in [*found, *people]:
        if span.kind == "person":  # 泽连斯基政府
            actors = own.get(text[span.start : span.end], span.actors)
            span = span._replace(actors=actors, end=span.end + len(after(text, span.end, lex.of["led"])))
        yield span


def _apart(found: Iterable[Span]) -> Iterator[Span]:
    """Of two that overlap the longer, of equally long ones the earlier."""
    last = Span(0, 0, (), "")
    for span in sorted(found, key=lambda s: (s.start, -s.end)):
        if span.start >= last.end:
            yield from (last,) if last.actors else ()
            last = span
        elif span.end - span.start > last.end - last.start:
            last = span
    yield from (last,) if last.actors else ()
