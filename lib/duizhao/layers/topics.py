"""What a user wants evaluated besides the actors, and what a post says of it without naming it.

A named target is found on characters. In a post (a short text about one thing) much is left unsaid, so there, where no word
evaluates the target by name, the next of these that is present speaks for it, and `mark` says which:

1. `side`: the actors in the target's own name (俄罗斯 of 俄罗斯在叙利亚的反恐行动; for a person the country), and `unstated`:
   evaluative words whose construction names nobody (干得漂亮!).
2. `camp` and `rival`: actors of the same camp (`CAMPS`), and of the other with the sign turned: who blames the rival takes
   the side.

The order follows what readers infer when they judge a text's stance toward a target that it does not mention (Mohammad,
Sobhani & Kiritchenko 2017, "Stance and Sentiment in Tweets", sec. 3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pandas as pd

from duizhao.actors import mentions as actors
from duizhao.codebook import Codebook, alternatives
from duizhao.errors import InputError
from duizhao.layers import reference
from duizhao.layers.reference import Mention
from duizhao.layers.sentences import Sentence

CAMPS = (
    frozenset({"RU", "BY", "SY", "IR", "KP"}),
    frozenset({"US", "UA", "NATO", "EU", "EUROPE", "WEST", "GB", "FR", "DE", "PL"}),
)
"""Who stands against whom in the wars that posts of 2014–2026 argue about; used for the marks `camp` and `rival` only."""

_ACTION = ("军事行动", "空袭", "轰炸", "出兵", "参战", "反恐", "打击")
_OPERATION = re.compile(r"(?:行动|战争|作战|打击|空袭|反恐)$")


class Topic(NamedTuple):
    """A target: `codes` where it is an actor; else `literal` finds it, `loose` its head and kind of action (in posts)."""

    name: str
    codes: frozenset[str]
    literal: re.Pattern[str]
    loose: re.Pattern[str]
    side: frozenset[str]
    allies: frozenset[str]
    rivals: frozenset[str]
    war: bool


def parse(targets: Mapping[str, Iterable[str]] | Iterable[str] | None, codebook: Codebook) -> list[Topic]:
    """Targets as a user gives them: a mapping of name → variants, or strings like `派兵计划=派兵计划,派兵行动`.

    Raises
    ------
    InputError
        A target without a name or without a variant.
    """
    if targets is None:
        return []
    if isinstance(targets, Mapping):
        named = {name: list(variants) for name, variants in targets.items()}
    else:
        given = [targets] if isinstance(targets, str) else targets
        named = {}
        for text in given:
            name, _, listed = text.partition("=")
            named[name.strip()] = [v.strip() for v in re.split("[,，]", listed or name) if v.strip()]
    for name, variants in named.items():
        if not name or not variants or not all(variants):
            raise InputError(f"target {name!r}: name it and its variants, like 派兵计划=派兵计划,派兵行动")
    return [_topic(name, list(dict.fromkeys([*variants, name])), codebook) for name, variants in named.items()]


def _topic(name: str, variants: list[str], codebook: Codebook) -> Topic:
    codes: set[str] = {name} if name in set(codebook["actors"]["actor"]) else set()
    side: set[str] = set(codes)
    texts = [Sentence("", str(n), 0, 1, "body", 0, len(text), text) for n, text in enumerate(variants)]
    found = actors.mentions(pd.DataFrame(texts), codebook)
    for text in texts:
        own = found[found["article"] == text.article]
        rows = list(zip(own["start"], own["end"], own["actors"], strict=True))
        if [row[:2] for row in rows] == [(0, text.end)] and own["kind"].iloc[0] != "person" and len(rows[0][2]) == 1:
            codes.update(rows[0][2])
        groups = reference.groups(text.text, rows)
        side.update(a for g in groups if g.bound in ("", "part") for a in g.actors)
    camps = [camp for camp in CAMPS if camp & side]
    if len(camps) > 1:  # 俄乌冲突: both sides are in it, neither is its own
        side, camps = set(), []
    allies = frozenset[str]().union(*camps)
    rivals = frozenset[str]().union(*(camp for camp in CAMPS if camps and camp not in camps))
    heads = [v.rsplit("的", 1)[1] for v in variants if len(v.rsplit("的", 1)[-1]) > 2 and "的" in v]
    loose = [*variants, *heads, *(_ACTION if _OPERATION.search(name) else ())]
    exact, broad = re.compile(alternatives(variants)), re.compile(alternatives(loose))
    war = bool(re.search("(?:冲突|战争|战事)$", name))
    return Topic(name, frozenset(codes), exact, broad, frozenset(side), allies, rivals, war)


def spans(topic: Topic, text: str, mentions: list[Mention], *, loose: bool) -> list[Mention]:
    """The mentions with the target's own among them, which win where they overlap; none where the target is an actor."""
    if topic.codes:
        return []
    found = [m.span() for m in topic.literal.finditer(text)]
    other = {end for _, end, codes in mentions if topic.side and not topic.side & set(codes)}  # 美国反恐 is not theirs
    found = found or [m.span() for m in topic.loose.finditer(text) if loose and m.start() not in other]
    if not found:
        return []
    others = [m for m in mentions if not any(s < m[1] and m[0] < e for s, e in found)]
    return sorted([*others, *((s, e, (topic.name,)) for s, e in found)])
