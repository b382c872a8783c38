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
from duizhao.shortforms import Span

# The characters of the transcription tables in Xinhua's "Names of the World's Peoples" (世界人名翻译大辞典, 2007), as
# far as they occur in names; those that mostly begin the next word (有 曾 让 为 同 强 明 方 代) are left out.
SYLLABLES = (
    "阿卜埃艾爱安昂敖奥澳巴白柏拜班邦包保鲍贝本比彼毕边别宾波玻伯勃博布蔡藏查柴昌彻楚茨次聪崔达大戴丹当道德登邓迪蒂典丁东冬都杜顿"
    "多朵厄恩尔法凡范菲费芬丰冯佛夫弗福富伽盖干甘冈高戈哥格葛根贡古瓜关圭桂郭哈海汉翰豪河赫黑亨红侯呼胡华怀惠霍基吉计季济加佳贾"
    "简姜娇杰捷金津京久居喀卡开凯坎康考柯科可克肯孔寇库夸匡奎昆阔拉腊莱赖兰郎朗劳勒雷蕾黎里理利莉立丽丽良列烈林琳留龙娄卢鲁路露伦"
    "罗萝洛吕律马玛迈麦满曼芒茅毛梅美门蒙孟米密敏缪谬摩莫墨默姆木慕穆拿娜纳乃奈南瑙内嫩妮尼年涅聂宁纽农努诺女欧帕派潘庞佩彭蓬"
    "皮平珀蒲朴普契恰千乔切钦琴琼丘屈让热仁日荣儒瑞若撒萨塞赛三桑瑟森莎沙山珊尚绍舍申沈圣盛施什石史寿舒朔丝思斯司松苏素索所塔泰坦"
    "汤唐陶特滕提廷汀图土托脱瓦万汪旺威韦维伟卫魏温文翁沃乌吴武西希锡席夏先香肖谢辛欣兴雄休修许雪雅亚延扬杨耶叶业依伊因音英永尤于雨"
    "约云泽扎詹张章珍哲知芝治朱兹祖佐丕仑佛侬倩克凯劭蒂芙茜兹冢岑姬娅婕尹廖弥彻恩恰捷楠濮琪琳瑶璐翠艺芭苔茂茱莓莲菈蒋薇裘谟娃逊连奇齐坚茹隆乐汗罕歇容措察培任通得生嘎略妙吞觉兆颂披实川登"
)
_NOT_SYLLABLES = "让于年所当三可开都关计美女卫治生"
_HAN = r"\u4e00-\u9fff"
_JOIN = "·・•‧∙"
# What may stand right after a Chinese name of unknown length: punctuation, digits, and what begins a predicate.
_AFTER = (
    r"(?=[^\u4e00-\u9fff]|$|[表称说指强认在于与和同对将就向也已曾则等的是为会出率访抵宣致主回答介通签发接透证当今昨近上下一"
    r"夫先女及以从被把又还再不没正首最随之政参陪要呼批谴提警敦希决前离乘到举必应能可做作给让任担率两双分共曾都均])"
)
_FILLER = re.compile(r"[^，,。；;：:！!？?\n的了说称是将被把让给向从到着过访抵见毙捕抓裁袭谴责告诉击杀炸由据]{0,18}$")
_OBJECT = re.compile(r"(?:驻|常驻|对|访|援|涉|反|赴|抵|制裁)$")
_TOPIC = re.compile(r"问题|事务|政策|战争|冲突")
# Ministries named without a country are those of the reader's own, where the spokesperson's name is Chinese.
_MINISTRY = re.compile(r"(?:外交部|国防部|商务部|国台办|台办|公安部|国安委|发改委)(?:新闻)?$")
# Syllables that hardly ever end an ordinary word: a short name right after one is the rest of a longer name.
INNER = frozenset("阿埃艾奥伊尔斯克弗莱莎蒂娜娅兹赫瑟茨诺菲戈佩卡玛穆奈涅鲍勃琼迪蕾泽佐")
CHINESE = frozenset(("CN", "TW", "HK", "MO", "KR", "KP", "SG", "VN", "MY"))


class Lexicon(NamedTuple):
    """Patterns for offices and names, compiled from the codebook's kinds `title`, `end` and `surname`."""

    office: re.Pattern[str]
    foreign: re.Pattern[str]
    chinese: re.Pattern[str]
    japanese: re.Pattern[str]
    families: frozenset[str]
    begins: re.Pattern[str]


@lru_cache(maxsize=8)
def lexicon(codebook: books.Codebook) -> Lexicon:
    """Compile the patterns of a codebook, once."""
    table = codebook["actors"]
    words = {kind: table.loc[table["kind"] == kind, ["form", "actor"]] for kind in ("title", "end", "surname")}
    ends = books.alternatives(words["end"]["form"])
    char = f"(?:(?!{ends})[{''.join(c for c in SYLLABLES if c not in _NOT_SYLLABLES)}])"
    surnames = words["surname"]
    family = surnames.loc[surnames["actor"] == "JP", "form"]
    other = books.alternatives(surnames.loc[surnames["actor"] != "JP", "form"])
    return Lexicon(
        office=re.compile(books.alternatives(words["title"]["form"])),
        foreign=re.compile(
            f"(?:(?:小|让(?=[-{_JOIN}]))?{char}{{0,8}}(?:[{_JOIN}-]{char}{{1,8}})+|小?{char}{{2,8}})(?:[一二三四五六]世)?"
        ),
        chinese=re.compile(f"{other}[{_HAN}]{{1,2}}?{_AFTER}"),
        japanese=re.compile(f"({books.alternatives(family)})[{_HAN}]{{1,3}}?{_AFTER}"),
        families=frozenset(family),
        begins=re.compile(ends),
    )


def introduced(text: str, mentions: Sequence[Span], lex: Lexicon) -> dict[str, tuple[str, ...]]:
    """Persons that the text introduces with actor, office and name; the short form of a full name comes with it.

    `mentions` come in the order of the text.
    """
    people: dict[str, tuple[str, ...]] = {}
    anchors = [m for m in mentions if m.kind != "person" and len(m.actors) == 1]
    at = 0
    for office in lex.office.finditer(text):
        while at < len(anchors) and anchors[at].end <= office.start():
            at += 1
        actors = _anchor(text, office.start(), anchors[max(0, at - 4) : at])
        if not actors and office[0] == "发言人" and _MINISTRY.search(text[max(0, office.start() - 8) : office.start()]):
            actors = ("CN",)
        if actors:
            for name in _names(text, office.end(), actors[0], lex):
                people.setdefault(name, actors)
    return people


def _anchor(text: str, office: int, before: Sequence[Span]) -> tuple[str, ...]:
    """The actor whose office it is: the nearest before it that is not where the office is held (驻X) or what it is for."""
    for start, end, actors, _ in reversed(before):
        if not _FILLER.fullmatch(text[end:office]):
            return ()
        if not _OBJECT.search(text[max(0, start - 2) : start]) and not _TOPIC.match(text, end):
            return actors
    return ()


def _names(text: str, at: int, actor: str, lex: Lexicon) -> Iterator[str]:
    if actor == "JP" and (match := lex.japanese.match(text, at)):
        yield match[0]
        if len(match[1]) > 1:
            yield match[1]
    elif actor in CHINESE and (match := lex.chinese.match(text, at)):
        yield match[0]
    elif match := lex.foreign.match(text, at):
        name = match[0].rstrip(_JOIN + "-")
        yield name
        last = re.split(f"[{_JOIN}]", name)[-1]
        if last != name and len(last) > 1:
            yield last


def alone(text: str, start: int, end: int, lex: Lexicon, joined: bool = False) -> bool:
    """Whether a two-character name stands alone there, not inside a longer transliteration (万斯 in 伊万斯).

    `joined` says that what comes before it is a name of its own (俄罗斯普京).
    """
    if end - start > 2:
        return True
    if text[end : end + 1] in tuple(_JOIN) or (not joined and text[start - 1 : start] in INNER):
        return False
    return not lex.foreign.match(text, end) or bool(lex.begins.match(text, end))
