"""Names on a news page: what a label announces (来源：…, 作者：…, 责任编辑：…), and which of them is a person."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhao.pages.lines import DATE, PATTERNS, TIME

LABELS = {
    "source": PATTERNS["source label"],
    "editor": PATTERNS["editor label"],
    "author": PATTERNS["author label"],
    "none": PATTERNS["label"],
}
"""Kinds of label and the words that announce them; `none` are labels whose values are no name wanted here."""
_LABEL = re.compile("|".join(rf"(?P<{kind}>{words})(?= ?[:丨|/])[:丨|/ ]+" for kind, words in LABELS.items()))
_SPACED = re.compile(
    rf"^[ (■●]*(?:(?P<source>{LABELS['source']})|(?P<editor>责任编辑|责编|编辑)|(?P<author>[^\s,。:()]{{0,10}}?(?:记者|"
    rf"作者|评论员|撰文|采写|特约撰稿|通讯员)|文)) +"
)
_END = re.compile(
    rf" {{2,}}|\t|\|| ?\(|\)|】|\]|[,。;]|{DATE}|{TIME}| (?=\d)|(?: |^)(?:举报|收藏|参与互动|手机看新闻|字号|字体|大 中 小|"
    rf"A-|分享|评论|打印|关注|微博|\[微博\]|我要|查看|阅读|点击|浏览|纠错|人气|发表于)"
)
DUTY = PATTERNS["duty"]
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷"
    "侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁"
    "尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷"
    "盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿"
    "桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫"
    "寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅"
    "屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋"
    "張劉陳楊黃趙吳孫馬鄭謝許韓馮鄧蕭葉蔣蘇呂盧鐘譚陸賈韋鄒閻龍陶賀顧龔錢嚴湯湯溫齊喬龐顏莊聶魯歐關蘭畢單凌喻鮑華應邊衛"
)
_COMPOUND = "欧阳|司马|上官|诸葛|皇甫|夏侯|东方|南宫|令狐|公孙|尉迟|长孙|宇文|慕容|端木|轩辕|司徒|百里|呼延|歐陽|司馬"
_OUTLET = re.compile(PATTERNS["outlet"])
_NOBODY = re.compile(PATTERNS["nobody"])
_PERSON = re.compile(
    rf"[\u3400-\u9fff]{{2,3}}|(?:{_COMPOUND})[\u3400-\u9fff]{{1,2}}|[\u3400-\u9fff]{{1,7}}[·・][\u3400-\u9fff·・]{{1,10}}|"
    rf"[A-Z][A-Za-z.'-]*(?: [A-Z][A-Za-z.'-]*){{1,3}}"
)


class Field(NamedTuple):
    """A labelled value in a line: its kind (a key of `LABELS`), and where it stands."""

    kind: str
    value: str
    start: int
    end: int


def fields(text: str) -> list[Field]:
    """The labelled values of a folded line, each up to the next label, date, bracket or wide gap."""
    marks = [match for match in (_SPACED.match(text), *_LABEL.finditer(text)) if match]
    out = []
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        stop = after.start() if after and after.start() >= mark.end() else len(text)
        found = _END.search(text, mark.end() + 1, stop)
        value = text[mark.end() : found.start() if found else stop]
        start = mark.end() + len(value) - len(value.lstrip(" :·-—"))
        value = value.strip(" :·-—/丨|、")
        if value:
            out.append(Field(str(mark.lastgroup), value, start, start + len(value)))
    return out


def people(value: str, *, labelled: bool) -> list[str]:
    """The persons that a value names, without their duties. Without a label a name needs a known surname."""
    if is_nobody(re.sub(DUTY, "", value)):
        return []
    bare = re.sub(rf"^(?:文|图|撰文|采写)[/ ]|{DUTY}[ :]*|(?:摄影报道|综合报道|报道|发自.*)$", " ", value).strip()
    parts = [part.strip() for part in re.split(r"[、,/&;和]| +(?![A-Z])|(?<=[\u3400-\u9fff]) (?=[A-Z])", bare)]
    parts = [part for part in parts if part and part not in ("文", "图", "摄", "文/图")]
    named = [re.sub(r"(?<=..)(?:编译|撰文|整理|采写|摄)$", "", part) for part in parts]
    doing = [name != part for name, part in zip(named, parts, strict=True)]
    sure = [
        name
        for name, does in zip(named, doing, strict=True)
        if is_person(name, labelled=labelled) or (does and labelled)
    ]
    return sure if labelled or len(sure) == len(parts) else []


def is_person(name: str, *, labelled: bool = False) -> bool:
    """Is it the form of a person's name? Without a label: a known surname, and nothing that outlets end in."""
    if not _PERSON.fullmatch(name) or _NOBODY.search(name):
        return False
    han = "\u3400" <= name[0] <= "\u9fff"
    if labelled or not han or "·" in name:
        return labelled or not re.search(r"\d", name)
    return name[0] in _SURNAMES and not _OUTLET.search(name)


def is_nobody(name: str) -> bool:
    """A stand-in where a name should be: 佚名, 网络整理, 本站."""
    return bool(_NOBODY.search(name))
