"""Toward whom: the actors that an evaluative word is about, by its clause and its construction."""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhao.codebook import alternatives
from duizhao.layers.evaluations import BREAK, Cue, clause, copula
from duizhao.layers.reference import Context, Group

# what may stand between a name and its predicate
_BETWEEN = """
政府 政权 当局
一再 屡屡 屡次 多次 反复 频频 悍然 公然 肆意 单方面 擅自 执意 带头 长期 蓄意 故意 强行 正是 早就 又要 必须 应 应该
应当 理应 须 方面 领导人 军队 人民 部队 们 人 方 国家 等 等国 各国 两国 三国 部分 这帮 这群 政客 一些
一方 自己 本身 和 也 都 又 再 再次 还 仍 仍然 依然 却 则 就 便 才 正 在 已 已经 早已 曾 曾经 将 会
要 能 可 可以 可谓 必将 必须 一直 始终 一贯 向来 历来 从来 本来 压根 不断 持续 继续 开始 依旧 根本 简直 完全 彻底 真
真正 实在 是 确实 的确 显然 无疑 恐怕 可能 或 似乎 甚至 反而 反倒 越来越 更 更加 最 很 太 非常 十分 极其
极 相当 多么 这次 此次 这下 此举 这一招 这种 一味 主动 公开 不 没有 没 未 毫不 绝不 并非 只 仅 全 只是
不过是 无非是 这么 如此 的 地 所
"""
_ADVERBS = re.compile(rf"(?:{alternatives(_BETWEEN.split())}|[\s“”\"「」])*+")
_LIGHT = re.compile(
    r"(?:[而但却可则又也并且“「\s]|但是|不过|然而|同时|此外|另外|目前|现在|如今|此次|近日|日前|其实|事实上|显然|因此|所以|于是|随后|最终|当然|至于|反观|[一另]方面|"
    r"这个|那个|就连|连|看看|人家|希望|相信|觉得|[\d年月日号]+|今年|去年|当地时间|面对[^，,]*|在[^，,]*[上中下里内后前时]|[^，,]{0,8}的|#)*+"
)
_BACK = re.compile(
    r"(?:他们|她们|他|她|它|其|该国|对方|此举|此(?![次时外前])|这(?![次时场里]|些年)|上述|该(?!地区|市))"
)
_NOUN = re.compile(r"的?\w{1,6}[“\"「]")
_IMPERSONAL = re.compile(
    r"[这那该此]?一?[场次项轮起]?(?:战争|冲突|局势|形势|谈判|会谈|会议|峰会|战场|战局|经济|市场|价格|股市|民众|百姓|平民|士兵|网友|舆论|媒体|专家|学者|分析|"
    r"国际社会|世界|全球|各方|外界|有人|不少人|很多人|许多人|多国|大家|谁|任何|[个某][别些]|有[些的]|事实|历史|结果(?=显示|表明|公布|出)|目前|问题)"
)
_OTHERS = re.compile(
    r"(?:国际社会|多国|各国|各方|外界|舆论|媒体|外媒|[美英法德俄日]媒|网友|民众|专家|学者|人士|分析|议员|官员|世界|他们?|她们?)[^,，]{0,6}$"
)
_GIVEN = re.compile(rf"(?:遭|受|引发|招致|引起|赢得|获|得到|饱受|备受|被)[^{BREAK}]{{0,14}}$")
_CAUSED = re.compile(
    r"让|使得|令(?!人)|[对就在与和](?:[^，,]{0,6})(?:谈判|会谈|和谈|局势|形势|战局|经济|市场|冲突|战争|进程|会议)[^，,的]{0,2}$"
)
_SHOWN = re.compile(r"难[掩以]|[掩遮]|[凸彰尽]显|展[现示]|体现|显示|暴露")
_OWN = re.compile(r"(?:.*我)?[^我]{0,4}$")
_ANYBODY = re.compile("任何|一切|各种|所有|外部|某些|个别")
_CHARGED = re.compile("威胁|渗透|间谍|霸权|扩张|干[预涉]|侵略|胁迫|产能|补贴|挑衅|人权|模式|问题|因素|责任")
_CLEFT = re.compile(rf"[^{BREAK}的]{{0,8}}的[，,]?(?:恰恰|正好?|却|偏偏|都|才|也|就)?(?:是|在于|在)[“\"'「]?")
_CAUSE = re.compile(
    r"[，,]?(?:(?:[从并]\w?)?不是[^，,]{1,12}[，,]?而)?"
    r"(?:恰恰|正|就|全|都|完全|主要|还)*(?:在于|在|是|出在)?[“\"'「]?"
)
_CALLED = re.compile(r"(?<![正重忽无敌歧电])视|把|将|称|骂|叫")


class Found(NamedTuple):
    """Who is evaluated, named `at`; `agent` is who does it in an object construction, None where it is the voice itself."""

    actors: tuple[str, ...]
    agent: str | None = None
    at: int = 0


def _clause_subject(context: Context, left: int, right: int, *, near: bool = True) -> Group | None:
    """The subject of what stands at `right`: the name right before it (`near`), else the clause's first free name."""
    inside = context.between(left, right)
    for group in reversed(inside if near else ()):
        if group.bound in ("", "object") and (
            _ADVERBS.fullmatch(context.text, group.end, right) or _NOUN.fullmatch(context.text, group.end, right)
        ):
            return group
    for bound in ("", "part"):
        if free := [g for g in inside if g.bound == bound]:
            return None if _CAUSED.search(context.text[free[0].end : right]) else free[0]
    return None


def _subject(context: Context, cue: Cue, right: int | None = None) -> Group | None:
    """The subject of the clause, else of the clauses before, unless the clause has one of its own that is no actor."""
    left, right = max(cue.clause[0], context.left), cue.start if right is None else right
    if group := _clause_subject(context, left, right):
        return group
    lead = context.text[left:right].lstrip(" “\"'「")
    if context.speaker and "我" in lead:
        return Group(left, left, context.speaker, "我们", "")
    if _IMPERSONAL.match(lead):
        return None
    end, likely = left, None
    for _ in range(8):
        if end <= context.left:
            break
        start, _ = clause(context.text, end - 1, end - 1)
        if group := _clause_subject(context, start, end - 1, near=False):
            if _LIGHT.fullmatch(context.text, max(start, context.left), group.start):
                return group
            likely = likely or group
        end = start
    if likely:
        return likely
    back = _BACK.match(lead) or _BACK.match(context.text, context.left)
    if not back and len(lead) <= 3 and cue.clause[0] == context.left and (ahead := _next_subject(context, cue.clause[1])):
        return ahead
    return context.topic if back or (context.same and len(lead) <= 8) else None


def _next_subject(context: Context, left: int) -> Group | None:
    """Who opens the clause after the first, where that leaves its subject unsaid (打着…旗号，美国…)."""
    ahead = context.between(left, left + 12)
    free = ahead and not ahead[0].bound and _LIGHT.fullmatch(context.text, left + 1, ahead[0].start)
    return ahead[0] if free else None


def _predicate(context: Context, cue: Cue) -> Group | None:
    """The noun that the cue modifies (…的X), whom a construction of praise names inside (彰显X的担当), or the subject."""
    if context.text[cue.end : cue.end + 1] in ("的", "地"):
        for group in context.between(cue.end + 1, cue.end + 10):
            if group.start == cue.end + 1:
                return group
    if cleft := _CLEFT.match(context.text, cue.end):
        for group in context.between(cleft.end(), cleft.end() + 8):
            if group.start == cleft.end():
                return group
    held = [g for g in context.between(cue.start, cue.end) if g.bound in ("", "part") and g.start > cue.start]
    if held and held[0].start <= cue.start + 4 and _SHOWN.match(context.text, cue.start):
        return held[0]
    later = [g for g in held if not g.bound and re.search("[，,].{0,3}$", context.text[cue.start : g.start])]
    return _subject(context, cue) or (later[0] if later else None)


def _object(context: Context, cue: Cue) -> Group | None:
    before = context.text[max(cue.clause[0], context.left) : cue.start]
    if given := _GIVEN.search(before):
        return _subject(context, cue, cue.start - len(given[0]))
    toward = [g for g in context.between(cue.clause[0], cue.start) if g.bound == "toward"]
    if toward:
        return toward[-1]
    if _ANYBODY.match(context.text, cue.end):
        return None
    after = next((g for g in context.between(cue.start, cue.clause[1]) if g.bound not in ("toward", "prep")), None)
    if after or not re.search("对[此这其]|[此这]举", before):
        return after
    said = [g for g in context.between(0, cue.clause[0]) if not g.bound and not set(g.actors) & set(context.speaker)]
    return said[-1] if said else context.topic


def _agent(context: Context, cue: Cue, target: Group) -> str | None:
    """Who does the praising or blaming, None where no third party is named."""
    inside = [g for g in context.between(cue.clause[0], cue.start) if g.start != target.start and g.bound != "toward"]
    if inside:
        return inside[0].text
    before = context.text[max(cue.clause[0], context.left) : cue.start]
    if others := _OTHERS.search(before):
        return others[0][:4]
    if "我" in before[:4] or "咱" in before[:4] or context.speaker:
        return None
    if target.end <= cue.start and target.bound != "toward":
        return "unknown"
    previous = _subject(context, cue, cue.clause[0])
    return previous.text if previous and previous.start != target.start and previous is not context.topic else None


def _owner(context: Context, cue: Cue) -> Group | None:
    holders = [g for g in context.between(cue.clause[0], cue.start) if g.bound != "prep"]
    holders = [g for g in holders if g.bound != "toward" or context.text[g.end : g.end + 2] not in ("政策", "战略")]
    if holders:
        between = context.text[holders[-1].end : cue.start]
        if len(between) <= 6 or (len(between) <= 14 and "的" in between):
            return holders[-1]
    lead = context.text[max(cue.clause[0], context.left) : cue.start]
    bare = re.fullmatch("(?:[这此该][^，,]?)?[“\"]?", lead)
    return _subject(context, cue) if copula(context.text, cue) or bare else None


def _near(context: Context, cue: Cue) -> Group | None:
    for group in context.between(cue.end, cue.end + 12):
        if group.start <= cue.end + 3 and re.fullmatch(r"[的地“\"'「\s]*|的?\w?", context.text[cue.end : group.start]):
            charged = _CHARGED.match(context.text, group.end)  # 所谓“中国威胁” is held against who says so
            return _clause_subject(context, cue.clause[0], cue.start) if charged else group
    tail = context.text[cue.end : cue.clause[1]]
    if tail[:1] == "的" and (subject := _clause_subject(context, cue.clause[0], cue.start)):
        return subject
    if re.match(r"[的了得地]?(?:[了吧啊呢！”\"'」]|$|\W)|至极|透顶|之极|无比", tail) or copula(context.text, cue):
        return _subject(context, cue)
    return None


def _label(context: Context, cue: Cue) -> Group | None:
    for group in context.between(cue.end, cue.end + 16):
        if group.start <= cue.end + 1 or _CAUSE.fullmatch(context.text, cue.end, group.start):
            return group
    left = max(cue.clause[0], context.left)
    verb = copula(context.text, cue)
    if verb is None or (context.text[verb] in "这那" and not any(g.end == verb for g in context.groups)):
        return None
    called = _CALLED.search(context.text[left : cue.start])
    inside = context.between(left + called.end(), cue.start) if called else []
    named = inside[0] if inside else _subject(context, cue, max(verb, left))
    loose = named and cue.mark == "negated" and not _ADVERBS.fullmatch(context.text, named.end, max(verb, named.end))
    return None if loose else named


def _for(context: Context, cue: Cue) -> Group | None:
    if toward := [g for g in context.between(0, cue.start) if g.bound == "toward"]:
        return toward[-1]
    verb = copula(context.text, cue)
    return None if verb is None else _subject(context, cue, max(verb, context.left))


_PLACES = {"subject": _predicate, "cheer": _predicate, "owner": _owner, "near": _near, "label": _label, "for": _for}


def target(context: Context, cue: Cue) -> Found | None:
    """The actors evaluated by a cue, or None where the construction names nobody: better no code than a wrong one."""
    if cue.target == "stand" and not _OWN.match(context.text, cue.clause[0], cue.start):
        return Found(())
    if cue.target in ("object", "stand"):
        group = _object(context, cue)
        agent = _agent(context, cue, group) if group and cue.target == "object" else None
        return Found(group.actors, agent, group.start) if group else None
    if cue.target == "war":
        return None
    place = _PLACES.get(cue.target)
    if place is None:
        return Found((cue.target,))
    group = place(context, cue)
    return Found(group.actors, None, group.start) if group else None


def unstated(text: str, cue: Cue, *, war: bool) -> bool:
    """Whether the construction leaves open whom it is about, so that a post's own matter may be meant."""
    if cue.target in ("stand", "object"):
        return not re.match(r"(?!到底|一下)\w{2}", text[cue.end : cue.clause[1]])
    if cue.target == "war":
        return war
    return cue.target in ("subject", "near", "cheer", "owner")
