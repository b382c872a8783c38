"""Persons named in an article: its own 法国总统马克龙 gives 马克龙 to FR for the whole text.

An office (总统, 外长, 发言人) with the mention of an actor before it and a name after it makes the introduction; a country
and a name beside it (德国的布兰德) do where the text also has that name speak. Foreign names end where the characters
used for transliteration end or a common word begins; Chinese, Korean and Vietnamese names are a surname and one or two
characters, Japanese ones two to five, up to what surely follows a name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from duizhao.codebook.dictionary import seen, word
from duizhao.codebook.match import Hit
from duizhao.layers.actors.lexicon import COMMON, Lexicon, Span, after, before

Home = Callable[[int], tuple[str, ...]]
"""From a place in a text to the state that is meant there where none is named, or ()."""
FILLER = 18
"""An office is the actor's that is named at most so many characters before it, in the same clause."""
CHINESE = frozenset(("CN", "TW", "HK", "MO", "KR", "KP", "SG", "VN", "MY"))
"""Where names are a surname and one or two characters."""
VERBAL = "vdtcprf"
"""jieba's tags of verbs, adverbs, times, conjunctions, prepositions, pronouns, places: no name begins with them."""
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_CLAUSE = re.compile(r"[^\w、·“”\"\-（）() ]|[0-9]")


def introduced(text: str, mentions: Sequence[Span], home: Home, lex: Lexicon) -> dict[str, tuple[str, ...]]:
    """Persons that the text introduces with actor, office and name; the short form of a full name comes with it.

    Parameters
    ----------
    text : str
        An article in the folded view.
    mentions : sequence of Span
        What is known of it before, in the order of the text.
    home : callable
        Whose office it is where no actor stands before a high one (`title` of weight 2), and the name is sure.
    """
    people: dict[str, tuple[str, ...]] = {}
    anchors = [span for span in mentions if _may_hold(text, span)]
    ends, starts = [span.end for span in anchors], {m.start: m for m in mentions if m.kind not in ("short", "compound")}
    for office in lex.offices.find(text):
        listed, at = starts.get(office.end), bisect_right(ends, office.start)
        actors = _anchor(text, office.start, anchors[max(0, at - 4) : at], lex)
        if listed is None and (actors := actors or _unanchored(text, office, home, lex)):
            people = dict.fromkeys(_names(text, office.end, actors[0], lex), actors) | people
        elif listed is not None and actors and listed.kind == "person":
            people[text[listed.start : listed.end]] = actors
    for mention in mentions:
        people = dict.fromkeys(_beside(text, mention, lex), mention.actors) | people
    return people


def _may_hold(text: str, span: Span) -> bool:
    """Whether an office after it may be the actor's: 法国总统, but of a person only as in 马杜罗的副手."""
    return len(span.actors) == 1 and (span.kind != "person" or text.startswith("的", span.end))


def _anchor(text: str, office: int, ahead: Sequence[Span], lex: Lexicon) -> tuple[str, ...]:
    """The actor whose office it is: the nearest before it, but not where it is held (驻X) or what it is for."""
    for start, end, actors, _ in reversed(ahead):
        filler = text[end:office].removeprefix("的")
        if len(filler) > FILLER or _CLAUSE.search(filler) or not lex.of["break"].keys().isdisjoint(filler):
            return ()
        if not before(text, start, lex.of["toward"]) and not after(text, end, lex.of["topic"]):
            return actors
    return ()


def _unanchored(text: str, office: Hit, home: Home, lex: Lexicon) -> tuple[str, ...]:
    """Whose a high office is that no actor stands before; a ministry's with a Chinese name is China's."""
    if before(text, office.start, lex.of["toward"]):
        return ()
    body = before(text, office.start, lex.owners)
    if body and _native(text, office.end, lex) > office.end:
        return lex.owners[body][:1] or (("CN",) if home(office.start) in ((), ("CN",)) else ())
    return home(office.start) if lex.of["title"][office.form] == 2 else ()


def _beside(text: str, mention: Span, lex: Lexicon) -> Iterator[str]:
    """A foreign name right after its country (德国的布兰德) that the text has speak; what a Japanese is called later."""
    start, end, actors, kind = mention
    if kind == "person" and actors == ("JP",) and end - start > 2:  # 高市早苗 is called 高市 later
        yield text[start : start + 2]
    if kind not in ("name", "bloc"):
        return
    at = end + text.startswith("的", end)
    name = text[at : _foreign(text, at, lex)]
    places = re.finditer(re.escape(name), text) if len(name) > 2 and not _is_word(name) else ()
    if any(_speaks(text, match.end(), lex) for match in places):
        yield from _forms(name)


def _forms(name: str) -> Iterator[str]:
    """A name and the part of it by which the person is called later."""
    yield name
    family = name.split("·")[-1]
    if 1 < len(family) < len(name):
        yield family


def _names(text: str, at: int, actor: str, lex: Lexicon) -> Iterator[str]:
    """The name that begins at `at`, and the part of it by which the person is called later."""
    if actor == "JP" and (end := _japanese(text, at, lex)) > at:
        yield from (text[at:end], text[at : at + 2])
        return
    end = _native(text, at, lex) if actor in CHINESE else at
    end = _foreign(text, at, lex) if end == at else end
    end = _native(text, at, lex) if end == at else end
    if end > at:
        yield from _forms(text[at:end])


def _native(text: str, at: int, lex: Lexicon) -> int:
    """End of a name of a listed surname and one or two characters more; `at` where there is none."""
    family = text[at : at + 1]
    if seen(text[at : at + 2]) >= COMMON and _is_word(text[at : at + 2]):  # 任|期内
        return at
    if family not in lex.families or family in lex.of["end"]:
        return at
    return _closed(text, at, 3, lex)


def _japanese(text: str, at: int, lex: Lexicon) -> int:
    """End of a Japanese name of two to five characters; `at` where there is none."""
    starts = (word(text[at : at + n]) for n in (2, 3))
    if any(known is not None and known.tag[0] != "n" for known in starts) or text[at : at + 1] in lex.of["end"]:
        return at
    return _closed(text, at, 5, lex)


def _closed(text: str, at: int, longest: int, lex: Lexicon) -> int:
    """End of the shortest name that something sure follows, or else a function word; `at` where neither does."""
    for level in (2, 1):
        for end in range(at + 2, min(at + longest, len(text)) + 1):
            if _HAN.fullmatch(text, at, end) and _followed(text, end, lex) >= level and not _is_word(text[at:end]):
                return end
    return at


def _foreign(text: str, at: int, lex: Lexicon) -> int:
    """End of a transliterated name: where its syllables end or a listed word begins; two syllables at least."""
    match = lex.foreign.match(text, at)
    if match is None:
        return at
    joint = max(text.rfind(char, at, match.end()) for char in "·-")
    first = joint + 2 if joint > at else at + 2
    end = next((i for i in range(first, match.end()) if _word_follows(text, i, lex)), match.end())
    if lex.of["end"].get(text[end - 1]) == 1 and _HAN.match(text, end) and not _followed(text, end, lex):
        end -= 1  # 斯塔默|因涉嫌
    return end if end - at > 1 and not _is_word(text[at:end]) else at


def _is_word(name: str) -> bool:
    """Whether it is an ordinary word and no name: 列席 in 派代表列席."""
    known = word(name)
    return known is not None and known.tag[:2] not in ("nr", "ns", "nz", "nt")


def _word_follows(text: str, at: int, lex: Lexicon) -> bool:
    """Whether a word begins here with which the text goes on after a name."""
    pair = text[at : at + 2]
    known = word(pair)
    if lex.of["end"].get(pair, 0) > 1 or known is None or not _is_word(pair):
        return lex.of["end"].get(pair, 0) > 1
    if pair[0] not in lex.of["syllable"]:
        return known.seen >= 500 and known.tag[0] in VERBAL + "a"
    return known.seen >= 100 and pair[1] not in lex.of["syllable"]


def _followed(text: str, at: int, lex: Lexicon) -> int:
    """How sure it is that a name ends here: 2 before punctuation or a common word, 1 before a function word."""
    if _word_follows(text, at, lex) or not _HAN.match(text, at):
        return 2 - (lex.of["end"].get(text[at - 1]) == 1)
    if _speaks(text, at, lex) and not _HAN.match(text, at + 1):
        return 2
    return int(text[at] in lex.of["end"])


def _speaks(text: str, at: int, lex: Lexicon) -> bool:
    return lex.of["end"].get(after(text, at, lex.of["end"])) == 3
