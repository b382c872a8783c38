"""Persons named in an article: its own 法国总统马克龙 gives 马克龙 to FR for the whole text.

An office (总统, 外长, 发言人) with the mention of an actor before it and a name after it makes the introduction. Foreign names
end where the characters used for transliteration end or a common word begins; Chinese, Korean and Vietnamese names are a
surname and one or two characters, Japanese ones a listed surname and one to three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from duizhao import codebook as books
from duizhao.actors.shortforms import Span

# The characters of the transcription tables in Xinhua's "Names of the World's Peoples" (世界人名翻译大辞典, 2007), as
# far as they occur in names; those that mostly begin the next word (有 曾 让 为 同 强 明 方 代) are left out.
SYLLABLES = (
    "阿卜埃艾爱安昂敖奥澳巴白柏拜班邦包保鲍贝本比彼毕边别宾波玻伯勃博布蔡藏查柴昌彻楚茨次聪崔达大戴丹当道德登邓迪蒂典丁东冬都杜顿"
    "多朵厄恩尔法凡范菲费芬丰冯佛夫弗福富伽盖干甘冈高戈哥格葛根贡古瓜关圭桂郭哈海汉翰豪河赫黑亨红侯呼胡华怀惠霍基吉计季济加佳贾"
    "简姜娇杰捷金津京久居喀卡开凯坎康考柯科可克肯孔寇库夸匡奎昆阔拉腊莱赖兰郎朗劳勒雷蕾黎里理利莉立丽丽良列烈林琳留龙娄卢鲁路露伦"
    "罗萝洛吕律马玛迈麦满曼芒茅毛梅美门蒙孟米密敏缪谬摩莫墨默姆木慕穆拿娜纳乃奈南瑙内嫩妮尼年涅聂宁纽农努诺女欧帕派潘庞佩彭蓬"
    "皮平珀蒲朴普契恰千乔切钦琴琼丘屈让热仁日荣儒瑞若撒萨塞赛三桑瑟森莎沙山珊尚绍舍申沈圣盛施什石史寿舒朔丝思斯司松苏素索所塔泰坦"
    "汤唐陶特滕提廷汀图土托脱瓦万汪旺威韦维伟卫魏温文翁沃乌吴武西希锡席夏先香肖谢辛欣兴雄休修许雪雅亚延扬杨耶叶业依伊因音英永尤于雨"
    "约云泽扎詹张章珍哲知芝治朱兹祖佐丕仑佛侬倩克凯劭蒂芙茜兹冢岑姬娅婕尹廖弥彻恩恰捷楠濮琪琳瑶璐翠艺芭苔茂茱莓莲菈蒋薇裘谟娃逊连奇齐坚茹隆乐汗罕歇容措察培任通得生嘎略妙吞觉兆颂披实川登洪育宏萧段"
)
_NOT_SYLLABLES = "因让于年所当三可开都关计美女治生"
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_JOIN = "·・•‧∙"
_FUNCTION = "在于与和同对将就向也已曾则的是为率访抵说称从被把又还再不没及以等给让赴乘因到有至受遭谈仍却都正会"
_CHAR = f"(?:[{''.join(c for c in SYLLABLES if c not in _NOT_SYLLABLES)}]|因(?=[{_JOIN}迈里斯茨德特兰曼霍哈巴施泰]))"
_ONE = re.compile(_CHAR)
_DOTTED = f"(?:小|让(?=[-{_JOIN}]))?{_CHAR}{{0,8}}(?:[{_JOIN}-]{_CHAR}{{1,8}})+"
_TRANSLITERATED = re.compile(f"(?:{_DOTTED}|小?{_CHAR}{{2,8}})(?:[一二三四五六]世)?")
_FILLER = re.compile(r"[^，,。；;：:！!？?\n的了说称是将被把让给向从到着过访抵见毙捕抓裁袭谴责告诉击杀炸由据]{0,18}$")
_OBJECT = re.compile(r"(?:驻|常驻|对|访|援|涉|反|赴|抵|制裁)$")
_TOPIC = re.compile(r"问题|事务|政策|战争|冲突")
# Ministries named without a country are those of the reader's own, where the spokesperson's name is Chinese.
_MINISTRY = re.compile(
    r"(?<![一-鿿])(?:我国?)?(?P<body>外交部|国防部|商务部|公安部|国家?安全?委|国家发改委)(?:新闻)?发言人"
)
# Syllables that hardly ever end an ordinary word: a short name right after one is the rest of a longer name.
INNER = frozenset("阿埃艾奥伊尔斯克弗莱莎蒂娜娅兹赫瑟茨诺菲戈佩卡玛穆奈涅鲍勃琼迪蕾泽佐")
CHINESE = frozenset(("CN", "TW", "HK", "MO", "KR", "KP", "SG", "VN", "MY"))


class Lexicon(NamedTuple):
    """The codebook's kinds `title` (offices), `end` (words that follow a name) and `surname`, compiled."""

    office: re.Pattern[str]
    ends: frozenset[str]
    families: frozenset[str]
    japanese: frozenset[str]


@lru_cache(maxsize=8)
def lexicon(codebook: books.Codebook) -> Lexicon:
    """Compile the words of a codebook, once."""
    table = codebook["actors"]
    words: dict[str, list[str]] = {"title": [], "end": [], "": [], "JP": []}
    for actor, form, kind in zip(table["actor"], table["form"], table["kind"], strict=True):
        words.get(actor if kind == "surname" else kind, []).append(form)
    return Lexicon(
        office=re.compile(books.alternatives(words["title"])),
        ends=frozenset(words["end"]),
        families=frozenset(words[""]),
        japanese=frozenset(words["JP"]),
    )


def introduced(text: str, mentions: Sequence[Span], lex: Lexicon) -> dict[str, tuple[str, ...]]:
    """Persons that the text introduces with actor, office and name; the short form of a full name comes with it.

    `mentions` come in the order of the text.
    """
    people: dict[str, tuple[str, ...]] = {}
    anchors = [m for m in mentions if m.kind != "person" and len(m.actors) == 1]
    listed = {m.start: text[m.start : m.end] for m in mentions if m.kind == "person"}
    at = 0
    for office in lex.office.finditer(text):
        while at < len(anchors) and anchors[at].end <= office.start():
            at += 1
        actors = _anchor(text, office.start(), anchors[max(0, at - 4) : at])
        start = office.end()
        if actors:
            for name in [listed[start]] if start in listed else _names(text, start, actors[0], lex):
                people.setdefault(name, actors)
    return people


def ministries(text: str, mentions: Sequence[Span], lex: Lexicon) -> Iterator[tuple[Span, str]]:
    """Ministries that the reader's own country need not be named with, and the spokesperson: 外交部发言人毛宁."""
    listed = {m.start: m for m in mentions if m.kind == "person"}
    ends = {m.end for m in mentions}
    for match in _MINISTRY.finditer(text):
        start, end = match.span("body")
        at = match.end()
        known = listed.get(at)
        native = _native(text, at, lex.families, (1,), 2, lex)[1] if known is None else at
        if start in ends or end in ends or not (known.actors == ("CN",) if known else native > at):
            continue
        yield Span(start, end, ("CN",), "body"), text[at:native] if known is None else text[at : known.end]


def _anchor(text: str, office: int, before: Sequence[Span]) -> tuple[str, ...]:
    """The actor whose office it is: the nearest before it that is not where the office is held (驻X) or what it is for."""
    for start, end, actors, _ in reversed(before):
        if not _FILLER.fullmatch(text[end:office]):
            return ()
        if not _OBJECT.search(text[max(0, start - 2) : start]) and not _TOPIC.match(text, end):
            return actors
    return ()


def _names(text: str, at: int, actor: str, lex: Lexicon) -> Iterator[str]:
    """The name that begins at `at`, and the part of it by which the person is called later."""
    family, end = "", at
    if actor == "JP":
        family, end = _native(text, at, lex.japanese, (2, 1), 3, lex)
    elif actor in CHINESE:
        end = _native(text, at, lex.families, (1,), 2, lex)[1]
    if end == at:
        end = _foreign(text, at, lex)
    if end == at:
        end = _native(text, at, lex.families, (1,), 2, lex)[1]
    if end > at:
        name = text[at:end]
        yield name
        later = family or re.split(f"[{_JOIN}]", name)[-1]
        if later != name and len(later) > 1:
            yield later


def _native(
    text: str, at: int, families: frozenset[str], sizes: tuple[int, ...], given: int, lex: Lexicon
) -> tuple[str, int]:
    """Surname and end of a name of a listed surname and some characters more: the shortest that something sure follows.

    A surname of two characters may stand alone (首相石破).
    """
    for size in sizes:
        family = text[at : at + size]
        if family not in families:
            continue
        for level in (2, 1):
            for end in range(at + size + (size < 2), min(at + size + given, len(text)) + 1):
                if _HAN.fullmatch(text, at, end) and _followed(text, end, lex) >= level:
                    return family, end
    return "", at


def _foreign(text: str, at: int, lex: Lexicon) -> int:
    """End of a transliterated name: where its syllables end or a listed word begins; two syllables at least."""
    match = _TRANSLITERATED.match(text, at)
    if match is None:
        return at
    joint = max(text.rfind(char, at, match.end()) for char in _JOIN + "-")
    first = joint + 2 if joint > at else at + 2
    ends = (i for i in range(first, match.end()) if text[i : i + 2] in lex.ends)
    end = next(ends, match.end())
    return end if end - at > 1 else at


def _followed(text: str, at: int, lex: Lexicon) -> int:
    """How sure it is that a name ends at `at`: 2 before punctuation or a listed word, 1 before a function word, else 0."""
    after = text[at : at + 1]
    if text[at : at + 2] in lex.ends:
        return 2 - (text[at - 1] in _FUNCTION)
    if after in tuple("说称") and text[at + 1 : at + 2] in tuple('，,：:“"'):
        return 2
    if not after or not _HAN.fullmatch(after):
        return 2 - (text[at - 1] in _FUNCTION)
    return int(after in _FUNCTION)


def begin(text: str, start: int, taken: bytearray) -> int:
    """Where a family name's full form begins: 史蒂文·威特科夫; characters of names found before (`taken`) stay theirs."""
    at = start
    while at and text[at - 1] in _JOIN:
        first = at - 1
        while first and not taken[first - 1] and _ONE.fullmatch(text[first - 1]):
            first -= 1
        if first == at - 1:
            break
        at = first
    return at


def alone(text: str, start: int, end: int, lex: Lexicon, joined: bool = False) -> bool:
    """Whether a two-character name stands alone there, not inside a longer transliteration (万斯 in 伊万斯).

    `joined` says that what comes before it is a name of its own (俄罗斯普京).
    """
    if end - start > 2:
        return True
    if text[end : end + 1] in tuple(_JOIN) or (not joined and text[start - 1 : start] in INNER):
        return False
    return _foreign(text, end, lex) == end or text[end : end + 2] in lex.ends
