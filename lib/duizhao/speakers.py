"""Who speaks: the subject of a reporting clause, and the shortest name that identifies it as written.

No parser is at hand, so the subject is read from the left: connectives, dates and prepositional phrases are stepped
over, then the noun phrase runs to the first word that begins a predicate. Mentions of actors are opaque to that search.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from duizhao import marks
from duizhao.codebook import alternatives


class Subject(NamedTuple):
    """A noun phrase `start:end` in the paragraph, its name, whether that names a person, and whether it is a pronoun."""

    start: int
    end: int
    name: str
    person: bool
    pronoun: bool


_DATE = (
    r"(?:(?:当地|北京|美东|格林尼治|莫斯科)?时间|本月|上月|今年|去年)?\s*(?:(?:\d{2,4}|[〇○零一二三四五六七八九]{4})\s*年)?"
    r"\s*(?:\d{1,2}\s*月(?:份|底|初|中旬|上旬|下旬)?)?\s*(?:\d{1,2}\s*[日号](?!本))?(?:(?:凌晨|清晨|早上|早间|早晨|上午|中午|午间|下午|傍晚|晚间|晚上|晚|夜间"
    r"|深夜|夜里))?(?:\d{1,2}\s*[时点](?:\d+\s*分)?(?:许|左右)?)?"
)
_DAYS = (
    "今天 昨天 前天 明天 今日 昨日 前日 今晨 今早 今晚 昨晚 当天 当日 当晚 当时 日前 近日 近期 最近 此前 之前 早前 先前 稍早 稍早前 稍后 不久前 "
    "不久后 随后 之后 此后 其后 后来 事后 会后 赛后 目前 现在 如今 眼下 近来 连日来 一直以来 长期以来 周一 周二 周三 周四 周五 周六 周日 星期一 星期二 "
    "星期三 星期四 星期五 星期六 星期日 上周 本周 上周末 有一天 这时 这时候 那时候 那时 刚才 过了一会儿 过了一会 一会儿 半天 隔了一会儿 早些时候 晚些时候 "
    "同一天 第二天 次日 翌日 同日 多年来 去年 今年 前不久"
).split()
_LINKS = (
    "但 但是 然而 不过 可 可是 只是 而 而且 并 并且 同时 与此同时 此外 另外 另一方面 一方面 其中 对此 因此 因而 所以 于是 结果 甚至 尤其 特别是 例如 "
    "比如 正如 如 即便如此 尽管如此 尽管 虽然 虽 既然 因为 由于 如果 若 若是 假如 倘若 一旦 只要 只有 即使 即便 哪怕 总之 事实上 实际上 其实 当然 显然 据此 接着 然后 最后 首先 其次 再者 至于 反之 相反 "
    "另据 有意思的是 值得注意的是 值得一提的是 令人意外的是 需要指出的是 更 就连 连 那么 只见 只听 忽然 突然 这边 那边 早就 原来 终于"
).split()
_NOT_AFTER = "(?!任|勤|方|代|报|间|期|尚|装|事|空|刻|长|卫|者|台|备|果|世|段|候)"
_PHRASE = (
    r"(?:在|自|从|于|当|随着|经过|通过|面对|针对|围绕|根据|按照|作为|除了?|为了?|由于|谈到|谈及|提到|说到|被问到|被问及|对于?|就|关于|应|经|据)"
    r"[^，,。；;：:]{1,28}?(?:(?:会上|会议上|峰会上|会谈中|讲话中|采访中|声明中|期间|问题上|方面|问题|之际|时候|之后|以后|以来|之前|以前|之中|之下|之上|而言|来说"
    r"|一事|一案|此事)|(?:[上中里后前时下内])" + _NOT_AFTER + r"(?![海国东央方面级述午文部个任世将新往来]))(?:的时候)?"
)
_TEMPORAL = r"[^，,。；;：:“”]{2,24}?(?:结束|会晤|会谈|会面|发生|公布|发布|通话|宣布|消息传出|得知|听完|看完|说完)[^，,]{0,6}?(?:之后|以后|后|时)" + _NOT_AFTER
_LEAD = re.compile(
    rf"(?:有(?![关效限力利时的]|人(?!士|员))|[\s，,、；;：:”」』\"＂）)]+|(?:{alternatives(_LINKS)})(?![能方行以前见])|{alternatives(_DAYS)}|{_PHRASE}|{_TEMPORAL}|(?=[\d当北美格莫本上今去]){_DATE}(?<=[\d年月日号晚夜午晨时点分许右间]))"
)
_PRONOUN = re.compile(
    r"(?:他们|她们|它们|他俩|两人|二人|双方|三方|后者|前者|对方|他|她|它|其(?![他它余中实])|(?:该|这|那|上述|这名|这位|那位|那名)(?:位|名|个)?"
    r"[^，,的说称]{0,8}?(?:发言人|负责人|人士|官员|专家|高管|律师|记者|议员|部长|学者|教授|男子|女子|消息人士))(?!妈|爸|娘|爹|哥|弟|姐|妹|父|母|妻|丈|奶|爷|儿|女|的|家|媳|男友|大|二|叔|婶|姑|舅|姨|老|国|方)"
)
_ADVERBS = (
    "明确 也 还 则 曾 曾经 仍 仍然 仍旧 依然 依旧 又 再 再次 再度 多次 一再 反复 屡次 公开 强烈 严厉 严正 坚决 着重 特别 特意 专门 进一步 立即 立刻 马上 当即 当场 随即 同样 甚至 却 都 已 已经 就 便 只 只是 只好 只得 一直 始终 向来 一贯 早已 早就 "
    "率先 首先 最后 最终 终于 正式 郑重 直接 坦率 私下 匿名 主动 积极 高度 深刻 普遍 纷纷 相继 先后 分别 共同 联合 一致 一同 一起 一边 一面 不断 不停 不禁 不由得 不得不 忍不住 禁不住 赶紧 赶忙 连忙 急忙 慌忙 匆忙 突然 忽然 猛地 猛然 悄悄 偷偷 轻轻 轻声 "
    "低声 高声 大声 小声 厉声 细声 柔声 齐声 沉声 失声 急着 急得 亲自 亲切 热情 耐心 故意 半开玩笑 无奈 激动 兴奋 愤怒 生气 冷冷 淡淡 笑着 哭着 笑眯眯 笑嘻嘻 含着 红着 着急 高兴 很 非常 十分 极力 竭力 试图 继续 接着 随后 事后 后来 似乎 果断 毫不 不无 颇为 "
    "略带 表面上 信誓旦旦 大肆 公然 悍然 无端 频频 连续 连番 连连 罕见 首度 首次 直截了当 开门见山 一针见血 毫不讳言 毫不客气 通常 总是 常常 经常 往往 时常 大多 更是 反倒 反而 竟 竟然 居然 几乎 确实 的确 当然 实际上 事实上 正在 刚刚 这才 这样 这么 那样 如此 "
    "据此 为此 就此 对此 因此 由此 而 并且 则是 以来 针锋相对 另外 此外 同时 并不 不 没 没有 未 未曾 并未 从未 尚未 将 可能 应当 应该 可以 能够 拒绝 显然 或将 方才 一口咬定 郑重其事 语重心长 苦口婆心 斩钉截铁 若有所思 意味深长 嘴上 口头上 心里 口口声声"
).split()
_VERBS = (
    "当选 上任 就任 卸任 起来 勉强 随口 脱口 抢着 抢先 老老实实 接受 出席 发表 发布 发出 召开 举行 主持 会见 会晤 参加 访问 抵达 致电 致函 致信 撰文 发文 发帖 发推 发微博 打破 秉持 打电话 来电 通电话 通话 援引 引述 引用 接待 举办 抬起 抬头 低下 低头 点头 点点头 点了 摇头 摇摇头 摇了 皱 瞪 拿起 放下 掏出 转过 转身 "
    "回头 回过 伸出 伸手 听到 听见 听了 听后 看着 看到 看了 望着 盯着 瞅着 瞧着 指着 端着 抱着 扶着 叹了 咳嗽 吸了 喝了 吃了 打断 打量 沉默 沉思 犹豫 迟疑 思考 思索 想了 考虑 回忆 谈到 谈及 谈起 提起 说起 讲起 提到 提及 说到 被 遭 面临 面对 决定 开始 试图 选择 借机 借着 "
    "拥有 是 成为 作为 认识 感到 眼睛 脸上 嘴里 满脸 满面 一脸 一把 一下 把 让 因为 为了 由于 围绕 针对 通过 透过 根据 按照 面向 借助 赴 前往 来到 过来 过去 带着 代表 自己 着 了 起来 进来 进门 回来 出来"
).split()
_RISKY = r"在(?!野|线|职|岗|校|逃|押|寅)|对(?!外[经友交贸联]|华|口|手)|就(?!业)|向(?![东西南北阳])|于(?!田|都)|从(?!业|政)|跟(?!班)|与(?=[^，,]{1,24}(?:会|谈|通话|见|磋商|讨论|一道|一起|交|商|保持|合作|沟通|接触|联系|签署|达成))|给|同(?=[^，,]{1,24}(?:会|谈|通话|见|磋商|讨论))"
_KEEP = (
    "也门 首都 成都 以色列 以军 以方 以总理 土耳其 都柏林 对外 将军 人才 更多 会长 会员 会议 会计 真主党 要塞 正义 正规军 一线 一带 有关 有限公司 有色 "
    "有线 有人 没人 直播 直升机 先生 不少 一些 一名 一位 一个 两名 两位 两国 两人 一家 一家人 两岸 来自 来访 是否 自由 自治 自称 自卫队 自媒体 自然 用户 用人 用工 用电 急救 急诊 应急 紧急 到场 "
    "出版 出口 出租 进口 进出口 出境 回民 去世 经济 经理 经营 经销 经纪 为首 因特网 以及 以上 正式 被害 被告 被采访 受访 受害 受伤 手机 手下 手术 眼科 脸书 满银 请愿 使馆 使者 带头 带队 站长 走廊 "
    "听证 看守 看护 拉美 拉夫 拉 拿破仑 冲绳 停火 气象 气候 惊险 跳水 抽样 推特 推进 拍卖 坐镇 一汽 出生 另一 再生 先锋 未来 未成年 不愿 不具名 不明 代表团 代表处 代表 同学 或者 能源 愿者 想象 可再生 "
    "没收 高度 联合国 联合会 联合 共同体 首席 首相 首领 首脑 首 便利 便衣 均 急 才 直属 直辖 已故 已婚 曾 多次 更名 边防 边境 边检 周边 身边 着 了解 过 起 总统 总理 总书记 总干事 总 并购 而立 正阳 正定 继续 先进 先 则 非常"
).split()
_START = re.compile(
    rf"(?P<keep>\ue000+|{alternatives([w for w in _KEEP if len(w) > 1])})|(?:{alternatives(_ADVERBS + _VERBS + _DAYS)}|{_RISKY}"
    r"|才(?=[说道问答喊叫能会])|[总常才更真正刚直先边要能想急均]$|(?:当地|北京|美东)时间|[\d]{1,4}\s*[年月日号])"
)
_MANNER = re.compile(r"(?:(.)\1(.)\2|[气笑恶冷热怒乐慢急怯羞懒醉泪呆直愣闷兴酸喜傻](.)\3|慢条斯理|语重心长|漫不经心|不以为然|若无其事|气急败坏|理直气壮"
    r"|小心翼翼|兴高采烈|垂头丧气|无可奈何|莫名其妙|一本正经|不动声色|迫不及待|斩钉截铁|意味深长|若有所思|似笑非笑|自言自语|毫不犹豫|毫不客气|[^，,\s]{2})地$")
"""An adverbial of manner before the verb: 骂骂咧咧地, 气呼呼地, 亲切地."""
_TITLES = (
    "总统 总理 首相 主席 总书记 书记 外长 外相 防长 财长 部长 省长 市长 县长 区长 镇长 乡长 村长 州长 局长 处长 科长 厅长 司长 署长 行长 院长 校长 所长 会长 社长 台长 站长 馆长 队长 "
    "团长 军长 师长 旅长 连长 班长 组长 秘书长 议长 董事长 理事长 委员长 检察长 店长 船长 机长 园长 厂长 酋长 家长 主任 干事 秘书 发言人 负责人 创始人 候选人 领导人 主持人 经纪人 合伙人 "
    "发起人 当事人 知情人 总裁 总监 经理 执行官 财务官 技术官 投资官 运营官 外交官 指挥官 检察官 法官 警官 司令 司令员 政委 参谋长 上将 中将 少将 将军 大将 元帅 上校 国务卿 大臣 议员 委员 "
    "专员 研究员 分析师 工程师 设计师 律师 教师 老师 讲师 医师 学家 科学家 专家 学者 作家 企业家 教授 博士 院士 医生 大夫 护士 记者 编辑 主播 评论员 观察员 特使 大使 公使 参赞 领事 代表 顾问 "
    "助理 民警 警察 村民 居民 市民 网友 网民 游客 乘客 司机 业主 店主 老板 员工 职工 工人 农民 学生 消费者 用户 目击者 志愿者 支书 队员 国王 王储 亲王 王子 公主 总督 教皇 教宗 主教 领袖 党魁 党首 "
    "教练 球员 运动员 导演 演员 歌手 CEO CFO CTO COO 妻子 丈夫 儿子 女儿 母亲 父亲 前妻 副总 高管 官员 人士 教员 大法官 副手 掌门人 干部 师傅 战士 医护 选手 馆员 机长"
).split()
_NAME = r"(?!们|称|说)(?:[一-龥]{2,5}|[A-Za-z一-龥][A-Za-z一-龥·•・.\- ]{2,24})"
_TITLED = re.compile(rf"^(.*(?:{alternatives(_TITLES)})\s*)({_NAME})$")
_GROUP = re.compile(r"(?:[室部局处们方等人员者家会团社署院厅司组队所网台报委军府媒体官国]|公司|集团|大学|中心|政府|组织)$")
_TRAIL = re.compile(rf"(?<=[一-龥]{{2}})(?:本人|等人|一行|先生|女士|{alternatives(_TITLES)})$")
_SUFFIX = re.compile("^(?:本人|等人?|先生|女士|一行)$")
_COUNT = re.compile(
    r"^(?:有|据|另)?(?:一些|一部分|部分|不少|许多|很多|众多|大批|若干|数百|数十|至少|另一|某)?\s*(?:[一二两三四五六七八九十几多数\d]+\s*[位名个](?!月))?(?:叫|名叫|名为)?"
)
_PAPER = re.compile(r"(?:(?:公布|发布|发表|提供|发出)的)?(?:一[份篇项])?(?:声明|公报|通告|通报|公告|报告|文章|社论|报道|消息|评论|讲话|推文)$")
_ROLE = re.compile(rf"(?:{alternatives(_TITLES)}|[方社者员们爸妈爹娘哥姐弟妹嫂叔婶爷奶])$")
_AND = re.compile(r"(?<=[一-龥]{2})([和与及、])(?=[一-龥]{2})")
_ACT = re.compile(
    "[眯敲说问道喊叫看望瞧盯走来去坐站躺跑跳拿抱拉扯推抬低点摇笑哭急忙赶忽突听伸拍抽吸掏递揣指冲替愣怔吃喝端提扛挑背挤挥摆摸擦抹揉搓捏咳叹皱瞪眨扭蹲跪趴倒弯转"
    "回过起进出打开放把被让使气激惊嘟一两却又便就才也还都只已正很太真不没是有到着了边在对向从跟给]|[脸眼手头嘴](?=[上里一])"
)
_TOWARD = re.compile("[向对与给同跟把被将]|住|着|了")
_SURNAME = "[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀惠甄曲封储靳段焦牧谷车侯全班仰秋仲伊宫宁仇栾甘厉祖武符刘景詹束龙叶幸司黎白怀蒲索赖卓蔺屠蒙池乔阴闻翟谭劳姬申扶冉宰雍桑桂牛寿边尚农温庄晏柴阎习艾容向古易廖耿满匡文寇广阙东欧蔚越师巩聂敖冷辛饶曾关肖查佟涂邸]"
_PERSON = re.compile(rf"(?:{_SURNAME}|欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|慕容|令狐)(?:(?![的了是在有和与])[一-龥]){{1,2}}$")
_SHORT = re.compile(
    "(?!许多|周[边围期末日一二三四五六刊]|黄[金色]|张力|曾经|陆[军地]|何[时人]|苏[联军]|林[业木]|夏[天季]|谢谢|唐[代朝]|宋[代朝]|秦[代朝]|杨[树柳]|贾[方]|孔子|孙子|丁香|彭博|郑重|许可|罗马|杜绝|姜[汤]|崔[促])"
    "[王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛阎潘杜戴夏钟汪姜姚谭廖邹熊陆郝孔崔邱秦侯邵孟钱汤尹黎乔贺赖龚][一-龥]$"
)
_FOREIGN = re.compile("[阿克拉姆尔斯特夫基亚里尼诺维奇马普泽连扎哈罗娃布什托德塞涅边贾巴西萨加卡沙莫达鲁吉埃艾伊雅佐詹杰森约翰逊格林顿登温莱弗朗索瓦朔茨默勒密歇伯丹哥恩内塔胡穆罕本拜辛瑞丽娜莎希盖奥古列戈洛科宾戴琳珍妮兰蒂乔治汉米汤凯瑟帕皮佩切契捷季卢卜杜贝班鲍毕波博坎肯考柯利路麦梅蒙纳南宁努欧庞朴齐乌武许雪谢叶因尤宰赞祖朱桑图腾泰坦提蓬佛芬费菲丰福甘高冈贡圭赫霍华怀惠及韦库曼娅兹玛伦纽堡耶苏丁道]+$")
_MOVES = re.compile(".[住着了过到下]|[跳走跑站坐爬抬转拿拉推放打低伸扑冲蹲躺端提掏接捡抓翻][起来去进出回开上]")
_AFTERWARDS = re.compile("(?:后|时|之前|以来|期间)$")
_BARE = re.compile(r"^(?:这|那|此(?!人)|它|其中|结果|事实|什么|谁|大家都知道|人们常|我|你|俗话|古人|常言)")
"""Not someone the text names: demonstratives for things, first and second person (whose text is not here), proverbs."""


def subject(text: str, masked: str, start: int, end: int, mentions: list[tuple[int, int]]) -> Subject | None:
    """The subject of the clause `text[start:end]` that stands before a reporting verb, or none.

    `masked` is the text with what stands in marks hidden; `mentions` are the spans of actors named, in order: words
    inside them begin no predicate.
    """
    view = masked[start:end]
    for s, e in mentions:
        if s < end and e > start:
            view = view[: max(s - start, 0)] + "\ue000" * (min(e, end) - max(s, start)) + view[e - start :]
    at = 0
    while (lead := _LEAD.match(view, at)) and lead.end() > at:
        at = lead.end()
    if pronoun := _PRONOUN.match(view, at):
        return Subject(start + at, start + pronoun.end(), pronoun[0], True, True)
    stop = _stop(view, at)
    plain = _named(text, start + at, start + stop, mentions) if stop - at > 1 else None
    relative = view.rfind("的", at, len(view))
    if (plain is None or not plain.person) and relative >= stop and not _TOWARD.search(view, at, relative):
        found = _named(text, start + relative + 1, start + _stop(view, relative + 1), mentions)
        if found and (found.person or _ROLE.search(found.name) or text[found.end - 1] == "》"):
            return found
    return plain


def is_pronoun(text: str) -> bool:
    """Whether a clause begins with a pronoun."""
    return bool(_PRONOUN.match(text, lead.end() if (lead := _LEAD.match(text)) else 0))


def is_role(name: str) -> bool:
    """Whether a name ends like an office, a group or a body: something that can speak."""
    return bool(_ROLE.search(name) or _GROUP.search(name))


def _stop(view: str, at: int) -> int:
    manner = _MANNER.search(view, at)
    for match in _START.finditer(view, at):
        if match["keep"] is None and match.start() - at != 1:
            stop = match.start() - (match[0] in "着了" and match.start() > at)
            break
    else:
        stop = len(view)
    return min(stop, manner.start()) if manner else stop


def _named(text: str, start: int, end: int, mentions: list[tuple[int, int]]) -> Subject | None:
    phrase = text[start:end].rstrip()
    end = start + len(phrase)
    skip = _COUNT.match(phrase)
    start += skip.end() if skip and skip.end() < len(phrase) else 0
    phrase = text[start:end]
    if not phrase or _BARE.match(phrase) or len(phrase) > 45 or _MOVES.match(phrase):
        return None
    name, person = shortest(phrase, [(s - start, e - start) for s, e in mentions if s >= start and e <= end])
    return Subject(start, end, name, person, False) if name else None


def shortest(phrase: str, mentions: list[tuple[int, int]]) -> tuple[str, bool]:
    """The shortest name that identifies a noun phrase as it is written, and whether it names a person.

    意大利外交部长塔亚尼 → 塔亚尼; 泽连斯基本人 → 泽连斯基; 英国《金融时报》 → 金融时报; 白宫高官 stays as it is.
    """
    if (paper := _PAPER.search(phrase)) and paper.start() > 1:
        phrase = phrase[: paper.start()].rstrip("的")
    if title := re.search(r"《([^》]+)》(?:网站|官网|杂志|客户端)?$", phrase):
        return title[1], False
    phrase = re.sub(r"[（(][^）)]*[）)]?", "", phrase).removesuffix("本人").strip(" \u3000“”\"「」『』《》，,：:、的")
    phrase = _COUNT.sub("", re.split("[”」』\"]的", phrase)[-1]) or phrase
    if joint := _AND.search(phrase):
        left, right = (shortest(p, []) for p in (phrase[: joint.start()], phrase[joint.end() :]))
        if left[1] or not right[1]:
            return (left[0] + joint[1] + right[0], True) if left[1] else (phrase, False)
    if mentions and mentions[0][0] == 0 and mentions[0][1] < len(phrase) <= 12 and not is_role(phrase) and _AFTERWARDS.search(phrase):
        return phrase[: mentions[0][1]], True
    last = next((phrase[s:] for s, e in reversed(mentions) if 1 < s and not _SUFFIX.sub("", phrase[e:])), None)
    if last and not _GROUP.search(last):
        return _TRAIL.sub("", last), True
    titled = _TITLED.match(phrase)
    if titled and (_PERSON.match(titled[2]) or not _GROUP.search(titled[2])):
        return _TRAIL.sub("", titled[2].strip()), True
    bare = _TRAIL.sub("", phrase)
    if (len(bare) > 2 or bare != phrase) and _PERSON.match(bare) or "·" in bare:
        return bare, True
    if not mentions and not is_role(phrase) and not _FOREIGN.match(phrase) and (act := _ACT.search(phrase, 2)):
        phrase = phrase[: act.start()]
    if len(phrase) > 4 and not mentions and not is_role(phrase) and _PERSON.match(phrase[:3]) and not _FOREIGN.match(phrase):
        phrase = phrase[:3]
    if len(phrase) > 15:
        phrase = re.split(r"的(?:一[名位])?", phrase)[-1][-15:]
    return phrase, bool(_PERSON.match(phrase) and (len(phrase) > 2 or _SHORT.match(phrase)) or _FOREIGN.match(phrase) and len(phrase) > 2)
