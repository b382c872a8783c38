"""Who speaks: the subject of a reporting clause, and the shortest name that identifies it as written.

No parser is at hand, so the subject is read from the left: connectives, dates and prepositional phrases are stepped
over, then the noun phrase runs to the first word that begins a predicate. Mentions of actors are opaque to that search.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from duizhao.codebook import Codebook, alternatives


class Subject(NamedTuple):
    """A noun phrase `start:end` in the paragraph, its name, whether that names a person, and whether it is a pronoun."""

    start: int
    end: int
    name: str
    person: bool
    pronoun: bool


class Grammar(NamedTuple):
    """The codebook's `clause_words`, compiled: what leads a clause, what ends a subject, what a name looks like."""

    lead: re.Pattern[str]
    stop: re.Pattern[str]
    titled: re.Pattern[str]
    trail: re.Pattern[str]
    role: re.Pattern[str]
    person: re.Pattern[str]
    foreign: re.Pattern[str]
    act: re.Pattern[str]


_DATE = (
    r"(?:(?:当地|北京|美东|格林尼治|莫斯科)?时间|本月|上月|今年|去年)?\s*(?:\d{2,4}\s*年)?\s*(?:\d{1,2}\s*月(?:份|底|初|中旬|上旬|下旬)?)?"
    r"\s*(?:\d{1,2}\s*[日号](?!本))?(?:凌晨|清晨|早[上间晨]|[上中下]午|午间|傍晚|晚[上间]?|夜间|深夜|夜里)?(?:\d{1,2}\s*[时点](?:\d+\s*分)?(?:许|左右)?)?"
)
_DATELINE = r"[一-龥]{2,12}(?:\d{1,2}月)?\d{1,2}日(?:专?电|讯|消息)(?:[（(][^）)]*[）)])?"
_NOT_AFTER = "(?![任勤方代报间期尚装事空刻长卫者台备果世段候])"
_PHRASE = (
    r"(?:[在自从于当应经据就]|随着|经过|通过|面对|针对|围绕|根据|按照|作为|除了?|为了?|由于|谈[到及]|提到|说到|被问[到及]|对于?|关于)[^，,。；;：:]{1,28}?"
    r"(?:(?:会议?上|峰会上|会谈中|讲话中|采访中|声明中|期间|问题上?|方面|之[际后前中下上]|时候|以[后来前]|而言|来说|一事|一案|此事)"
    rf"|[上中里后前时下内]{_NOT_AFTER}(?![海国东央方面级述午文部个任世将新往来]))(?:的时候)?"
)
_TEMPORAL = (
    r"[^，,。；;：:“”与同和在对]{2,24}?(?:结束|会晤|会谈|会面|发生|公布|发布|通话|宣布|消息传出|得知|[听看说]完)[^，,]{0,6}?(?:之后|以后|后|时)"
    + _NOT_AFTER
)
_PRONOUN = re.compile(
    r"(?:[他她]们|他俩|两人|二人|双方|三方|后者|前者|对方|[他她]|其(?![他它余中实])|(?:[该这那]|上述|[这那][名位个])[^，,的说称]{0,8}?(?:发言人|负责人|人士|官员|专家|高管|律师|记者"
    r"|议员|部长|学者|教授|男子|女子))(?![妈爸娘爹哥弟姐妹父母妻丈奶爷儿女的家媳男大二叔婶姑舅姨老国方])"
)
_RISKY = (
    r"在(?![野线职岗校逃押寅])|对(?!外[经友交贸联]|[华口手])|就(?!业)|向(?![东西南北阳])|于(?![田都])|从(?![业政])|跟(?!班)|给"
    r"|[与同](?=[^，,]{1,24}(?:会|谈|通话|见|磋商|讨论|一道|一起|保持|合作|沟通|接触|联系|签署|达成))|冲(?=[着他她我你父母爹娘])|才(?=[说道问答喊叫能会吐开低慢])|[总常才更真正刚直先边要能想急均]$"
    r"|(?:当地|北京|美东)时间|\d{1,4}\s*[年月日号]"
)
_MANNER = re.compile(
    r"(?:(?:([一-龥])\1([一-龥])\2|[气笑恶冷热怒乐慢急怯羞懒醉泪呆直愣闷兴酸喜傻颤硬软湿孤眼直阴]([一-龥])\3|([一-龥])[一-龥]\4[一-龥])地|[头眼]也(?:不|没)|皮笑肉不笑|[^，,\s]{2}地$|[一-龥]声$)"
)
"""An adverbial of manner before the verb: 骂骂咧咧地, 气呼呼地, 亲切地."""
_GROUP = re.compile(
    r"(?:[室部局处们方等人员者家会团社署院厅司组队所网台报委军府媒体官国爸妈爹娘哥姐弟妹嫂叔婶爷奶]|公司|集团|大学|中心|政府|组织|方面)$"
)
_SUFFIX = re.compile("^(?:本人|等人?|先生|女士|一行)$")
_COUNT = re.compile(
    r"^(?:[有据另]|[这那](?=[一-龥]{4})(?![个位名]))?(?:一些|一?部分|不少|许多|很多|众多|大批|若干|数[百十]|至少|另一|某)?\s*(?:[一二两三四五六七八九十几多数\d]+\s*[位名个](?!月))?(?:名?叫|名为)?"
)
_PAPER = re.compile(
    r"(?:(?:公布|发布|发表|提供|发出)的)?(?:一[份篇项])?(?:声明|公报|通[告报]|公告|数据|统计|民调|报[告道]|文章|社论|消息|评论|讲话|推文)$"
)
_AND = re.compile(r"(?<=[一-龥]{2})([和与及、])(?=[一-龥]{2})")
_TOWARD = re.compile("[向对与给同跟把被将着了]|(?<!居)住")
_MOVES = re.compile(".[住着了过到下]|[跳走跑站坐爬抬转拿拉推放打低伸扑冲蹲躺端提掏接捡抓翻][起来去进出回开上]")
_TWICE = re.compile(r"([一-龥])\1[头手眼嘴肩脚脸]")
_AFTERWARDS = re.compile("(?:后|时|之前|以来|期间)$")
_GIVEN = "才正真有来开起进放用"
"""Verbs that also end given names: 王永才, 李广来."""
_NO_GIVEN = frozenset("国洲方军蹲站坐走跑跪趴躺靠伸掏摸抓拽抱扛喝吃吐咬瞪瞅瞥瞧盯掀捋挠叹叫喊问骂哭")
_BARE = re.compile(
    r"[这那](?!(?:[个位名些].*|[一-龥]{0,6})[人者员家子生师民友们汉婆头翁叟妇女])|.*[中里外后]有人$|[头眼]也$|此(?!人)|它|其中|结果|事实|什么|谁|大家都知道|人们常|我|你|俗话|古人|常言|.*(?:老话|俗语|谚语|名言)$"
)
"""Not someone the text names: demonstratives for things, first and second person (whose text is not here), proverbs."""


USES = ("link", "day", "adverb", "predicate", "opaque", "title", "surname", "surname2", "no_name", "sound", "act")
"""The uses of `clause_words`: what leads a clause, what ends a subject, titles, what names are made of, verbs of doing."""


@lru_cache(maxsize=8)
def grammar(codebook: Codebook) -> Grammar:
    """The grammar of a codebook's `clause_words`."""
    words: dict[str, list[str]] = {use: [] for use in USES}
    for word, use in zip(codebook["clause_words"]["word"], codebook["clause_words"]["use"], strict=True):
        words.setdefault(use, []).append(word)
    of = {use: alternatives(group) for use, group in words.items()}
    title, day, given = of["title"], of["day"], "(?:(?![的了是在有和与])[一-龥])"
    return Grammar(
        re.compile(
            rf"(?:有(?![关效限力利时的]|人(?!士|员))|[\s，,、；;：:”」』\"＂）)]+|(?:{of['link']})(?![能方行以前见])|{day}"
            rf"|[也亦还更]有|{_DATELINE}|{_PHRASE}|{_TEMPORAL}|(?=[\d当北美格莫本上今去]){_DATE}(?<=[\d年月日号晚夜午晨时点分许右间]))"
        ),
        re.compile(
            rf"(?P<keep>\ue000+|{of['opaque']})|{alternatives(words['adverb'] + words['predicate'] + words['day'])}|{_RISKY}"
        ),
        re.compile(
            rf"^(.*(?:{title})的?\s*)((?![们称说])(?:[一-龥]{{2,5}}|[A-Za-z一-龥][A-Za-z一-龥·•・.\- ]{{2,24}}))$"
        ),
        re.compile(rf"(?<=[一-龥]{{2}})(?!学家)(?:本人|等人|一行|先生|女士|{title})$"),
        re.compile(rf"(?:{title}|[方社者员们爸妈爹娘哥姐弟妹嫂叔婶爷奶])$"),
        re.compile(
            rf"(?:(?:{of['surname']}){given}{{1,2}}|(?:{of['surname2']}){given}{{2}}|(?!{of['no_name']})(?P<short>{of['surname2']}){given})$"
        ),
        re.compile(f"(?:{of['sound']})+$"),
        re.compile(
            f"(?:{of['act']})|[脸眼手头嘴](?=[上里一通色红])|扬(?=起)|一(?![名位个些])|([一-龥])\\1(?=[头手眼嘴肩脚脸])"
        ),
    )


def subject(g: Grammar, text: str, view: str, start: int, end: int, mentions: list[tuple[int, int]]) -> Subject | None:
    """The subject of the clause `text[start:end]` that stands before a reporting verb, or none.

    `view` is the text with what stands in marks hidden; `mentions` are the spans of actors named, in order: words
    inside them begin no predicate.
    """
    view = view[start:end]
    for s, e in mentions:
        if s < end and e > start:
            view = view[: max(s - start, 0)] + "\ue000" * (min(e, end) - max(s, start)) + view[e - start :]
    at = 0
    while (lead := g.lead.match(view, at)) and lead.end() > at:
        at = lead.end()
    if pronoun := _PRONOUN.match(view, at):
        return Subject(start + at, start + pronoun.end(), pronoun[0], True, True)
    stop = _stop(g, view, at)
    plain = _named(g, text, start + at, start + stop, mentions) if stop - at > 1 else None
    relative = view.rfind("的", at)
    if (plain is None or not plain.person) and relative >= stop and not _TOWARD.search(view, at, relative):
        found = _named(g, text, start + relative + 1, start + _stop(g, view, relative + 1), mentions)
        if found and (found.person or g.role.search(found.name) or text[found.end - 1] == "》"):
            return found
    return plain


def is_pronoun(g: Grammar, text: str) -> bool:
    """Whether a clause begins with a pronoun."""
    return bool(_PRONOUN.match(text, lead.end() if (lead := g.lead.match(text)) else 0))


def is_role(g: Grammar, name: str) -> bool:
    """Whether a name ends like an office, a group or a body: something that can speak."""
    return bool(g.role.search(name) or _GROUP.search(name))


def _stop(g: Grammar, view: str, at: int) -> int:
    """Where the noun phrase at `at` ends: at a predicate's first word, one before the particle of a one-character verb."""
    manner = _MANNER.search(view, at)
    limit = manner.start() if manner else len(view)
    for match in g.stop.finditer(view, at):
        begin = match.start()
        name = view[begin - 2 : begin - 1] == "的" and g.person.match(view, begin - 1, begin + 2)  # …的朴正天
        if match["keep"] is None and begin - at != 1 and not name:
            return min(limit, begin - (match[0] in "着了" and begin > at))
    return limit


def _named(g: Grammar, text: str, start: int, end: int, mentions: list[tuple[int, int]]) -> Subject | None:
    end = start + len(text[start:end].rstrip())
    skip = _COUNT.match(text[start:end])
    start += skip.end() if skip and start + skip.end() < end else 0
    phrase = text[start:end]
    if not phrase or len(phrase) > 45 or _BARE.match(phrase) or _MOVES.match(phrase):
        return None
    name, person = shortest(g, phrase, [(s - start, e - start) for s, e in mentions if s >= start and e <= end])
    return Subject(start, end, name, person, False) if name else None


def shortest(g: Grammar, phrase: str, mentions: list[tuple[int, int]]) -> tuple[str, bool]:
    """The shortest name that identifies a noun phrase as it is written, and whether it names a person.

    意大利外交部长塔亚尼 → 塔亚尼; 泽连斯基本人 → 泽连斯基; 英国《金融时报》 → 金融时报; 白宫高官 stays as it is.
    """
    if (paper := _PAPER.search(phrase)) and paper.start() > 1:
        phrase = phrase[: paper.start()].rstrip("的")
    if book := re.search(r"《([^》]+)》(?:网站|官网|杂志|周刊|客户端)?$", phrase):
        return book[1], False
    phrase = re.sub(r"[（(][^）)]*[）)]?", "", phrase).removesuffix("本人").strip(" \u3000，,：:、的")
    phrase = _COUNT.sub("", re.split('[”」』"]的', phrase)[-1]) or phrase
    if joint := _AND.search(phrase):
        left, right = (shortest(g, p, []) for p in (phrase[: joint.start()], phrase[joint.end() :]))
        if left[1] or not right[1]:
            return (left[0] + joint[1] + right[0], True) if left[1] else (phrase, False)
    if mentions and mentions[0][0] == 0 and _AFTERWARDS.search(phrase, mentions[0][1]):
        return phrase[: mentions[0][1]], True
    last = next((phrase[s:] for s, e in reversed(mentions) if s > 1 and not _SUFFIX.sub("", phrase[e:])), "")
    if last and not _GROUP.search(last):
        return g.trail.sub("", last), True
    titled = g.titled.match(phrase)
    if titled and not _TWICE.match(titled[2]) and (g.person.match(titled[2]) or not _GROUP.search(titled[2])):
        return g.trail.sub("", titled[2].strip()), True
    tail = phrase.rsplit("的", 1)[-1]
    if 2 < len(tail) < len(phrase) and (g.person.match(tail) or g.foreign.match(tail)):
        return tail, True
    bare = g.trail.sub("", phrase)
    if "·" in bare or ((len(bare) > 2 or bare != phrase) and g.person.match(bare) and bare[-1] not in _NO_GIVEN):
        return bare, True
    return _cut(g, phrase, bool(mentions) or is_role(g, phrase) or bool(g.foreign.match(phrase)))


def _cut(g: Grammar, phrase: str, whole: bool) -> tuple[str, bool]:
    """A phrase without title or mention: a name runs to the first verb of one character, or three from a surname."""
    if not whole:
        given = len(phrase) == 3 and phrase[2] in _GIVEN and g.person.match(phrase)
        act = None if given else g.act.search(phrase, 3 if len(phrase) > 3 and g.person.match(phrase[:4]) else 2)
        phrase = phrase[: act.start()] if act else phrase
        if len(phrase) > 4 and not re.search("[的部局院社国军府]", phrase) and g.person.match(phrase[:3]):
            phrase = phrase[:3]
    if len(phrase) > 15:
        phrase = re.split(r"的(?:一[名位])?", phrase)[-1][-15:]
    person = g.person.match(phrase)
    return phrase, bool(
        (person and (len(phrase) > 2 or person["short"])) or (len(phrase) > 2 and g.foreign.match(phrase))
    )
