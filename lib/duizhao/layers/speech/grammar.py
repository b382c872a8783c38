"""The words of grammar that show who speaks, compiled: what leads a clause, ends a subject, looks like a name."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from duizhao.codebook import Codebook, alternatives

_NUMBER = "一二两三四五六七八九十"
_DATE = (
    r"(?:\d{1,4}\s*[年月日号时点分][份底初许]?|[上下本这]?(?:周|星期)[一二三四五六日天末]|[上下本][周月]"
    r"|(?:[今昨前明当]天|[今昨前明当同次翌]日|[今昨当前明]晚|[今去前明]年)?(?:凌晨|[清早]晨|[早晚]上|[早晚午夜]间|[上中正下]午|傍晚|深夜|夜里))"
)
_DATELINE = r"[一-龥]{2,12}(?:\d{1,2}月)?\d{1,2}日(?:专?电|讯|消息)(?:[（(][^）)]*[）)])?"
_CREDIT = r"[一-龥]{0,6}(?:记者\s*[一-龥·]{2,6}\s*摄(?![一-龥])|[社网]发\s*[（(][^）)]*[）)])"  # 新华社记者 某某 摄
_LATIN = r"(?=.*[A-Za-z·•・])[A-Za-z一-龥·•・.\- ]{3,25}"


class Grammar(NamedTuple):
    """The codebook's `clause_words`, compiled: what leads a clause, what ends a subject, what a name looks like."""

    lead: re.Pattern[str]
    event: re.Pattern[str]
    stop: re.Pattern[str]
    late: re.Pattern[str]
    titled: re.Pattern[str]
    post: re.Pattern[str]
    trail: re.Pattern[str]
    role: re.Pattern[str]
    body: re.Pattern[str]
    person: re.Pattern[str]
    sound: re.Pattern[str]
    act: re.Pattern[str]
    pronoun: re.Pattern[str]
    nobody: re.Pattern[str]
    bare: re.Pattern[str]
    paper: re.Pattern[str]
    counted: re.Pattern[str]
    takes: re.Pattern[str]
    more: re.Pattern[str]
    aside: re.Pattern[str]
    digest: re.Pattern[str]


@lru_cache(maxsize=8)
def grammar(codebook: Codebook) -> Grammar:
    """The grammar of a codebook's `clause_words`."""
    of = by_use(codebook)
    table = codebook["reporting_verbs"]
    verbs = zip(table["verb"], table["use"], strict=True)
    told = alternatives(verb for verb, use in verbs if use in ("clause", "object") and len(verb) > 1)
    given = "(?:(?![的了是在有和与])[一-龥])"
    phrase = rf"{of('prep')}[^，,。；;：:]{{1,28}}?(?:{of('post')}|[上中里后前时下内])"
    lead = (
        rf"[\s，,、；;：:”」』\"＂）)]+|(?!{of('opaque')}){of('link', 'day', 'adverb')}"
        rf"|[也亦还更]?有(?![关效限力利时的])|{_DATELINE}|{_CREDIT}|{phrase}|{_DATE}"
    )
    return Grammar(
        lead=re.compile(lead),
        event=re.compile(r"[^，,。；;：:“”与同和在对]{2,24}?(?:后|时(?![评任政]))"),
        stop=re.compile(
            rf"(?P<keep>\ue000+|{of('opaque')})|{of('adverb', 'predicate', 'day')}|{told}|[今昨][（(]|{_DATE}"
        ),
        late=re.compile(rf"(?:{of('adverb', 'day')}|{_DATE}|[（(][^（()）]*[）)]|\s)*$"),
        titled=re.compile(
            rf"^.*{of('title')}的?\s*((?![们称说部长会])(?:[一-龥]{{2,5}}|{_LATIN}|{of('sound')}{{3,12}}))$"
        ),
        post=re.compile(rf".+{of('title')}们?"),
        trail=re.compile(rf"(?<=[一-龥]{{2}}){of('title')}$"),
        role=re.compile(rf"(?:{of('title', 'body', 'kin')}|人)$"),
        body=re.compile(rf"{of('body', 'kin')}$"),
        person=re.compile(
            rf"(?:{of('surname')}{given}{{1,2}}|{of('surname2')}{given}{{2}}|(?P<short>{of('surname2')}){given})$"
        ),
        sound=re.compile(of("sound")),
        act=re.compile(of("act")),
        pronoun=re.compile(
            rf"(?:{of('pronoun')}|(?:[该这那]|上述|[这那][名位个])[^，,的说称]{{0,8}}?{of('title')}|该(?:[报社台网刊]|委员会))"
            rf"(?![大二三老小]?{of('kin')}|[的家国方会])"
        ),
        nobody=re.compile(rf"(?:有?(?P<hearsay>{of('hearsay')})|有?{of('nobody')})(?:普遍|还)?$"),
        bare=re.compile(rf"(?!我[国方军外驻]){of('bare')}|[这那](?![位名些个])"),
        paper=re.compile(rf"(?:一[份篇项])?{of('paper')}$"),
        counted=re.compile(
            rf"(?:{of('count')}|[这那](?=[一-龥]{{4}})(?![个位名]))*(?:[几多数\d{_NUMBER}]+\s*[位名个份篇项家])?"
        ),
        takes=re.compile(of("takes")),
        more=re.compile(of("more")),
        aside=re.compile(rf"[，,]\s*{of('aside')}"),
        digest=re.compile(of("digest")),
    )


def by_use(codebook: Codebook) -> Callable[..., str]:
    """A function from uses of `clause_words` to an expression that matches any of their words."""
    words: dict[str, list[str]] = {}
    for word, use in zip(codebook["clause_words"]["word"], codebook["clause_words"]["use"], strict=True):
        words.setdefault(use, []).append(word)
    return lambda *uses: f"(?:{alternatives(w for use in uses for w in words.get(use, []))})"
