"""What can be seen of a line of a saved news page: its form, its cue words, its neighbours. Yes or no, one column each."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TRADITIONAL = (
    "責责編编輯辑關关閱阅讀读點点擊击評评論论發发佈布時时間间來来訂订廣广導导頁页網网聞闻專专題题欄栏權权聲声轉转載载圖图記记錄录註注"
    "冊册尋寻檢检簡简體体繫系們们務务隱隐條条熱热門门薦荐類类標标籤签鏈链連连結结視视頻频報报攝摄資资綜综譯译號号舉举贊赞讚赞檔档據据"
    "選选閉闭開开應应區区會会員员動动為为與与從从後后這这個个見见聯联絡络歡欢說说話话還还沒没無无過过對对總总臺台國国際际財财經经軍军樂乐"
    "運运當当產产業业觀观帳账許许證证備备歷历錯错誤误傳传單单討讨張张筆笔實实習习剛刚週周鐘钟樓楼級级顯显電电郵邮書书簽签協协議议達达"
)
_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    (0xA0, 0x3000, 0x2003, 0x2002, 0xFEFF), 32
)
_FOLD |= {ord(a): ord(b) for a, b in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True)}
_FOLD |= {ord("「"): ord("“"), ord("」"): ord("”"), ord("︰"): ord(":"), ord("•"): ord("·"), ord("・"): ord("·")}


def fold(text: str) -> str:
    """The text as the rules see it: half width, simple spaces, simplified forms of the characters that cues are
    written with. One character for one, so that offsets hold."""
    return text.translate(_FOLD)


DATE = (
    r"(?<!\d)(?:19|20)\d\d ?(?:[-/.] ?(?:0?[1-9]|1[0-2]) ?[-/.] ?|年 ?(?:0?[1-9]|1[0-2]) ?月 ?)"
    r"(?:3[01]|[12]\d|0?[1-9])(?:(?=\d\d:)|(?!\d))日?"
)
PART_DATE = r"(?<![\d年.-])(?:0?[1-9]|1[0-2])(?:-|/|月)(?:3[01]|[12]\d|0?[1-9])日?(?=\D|\d\d:\d\d)"
TIME = r"[ T]*(?:(?:星期|周)[一二三四五六日天])?[ T]*(?:[上下]午)?[ T]*([01]?\d|2[0-4])[:时]([0-5]\d)(?::([0-5]\d))?"
AGO = r"\d+ ?(?:秒|分钟|小时|天|周|个?月|年)(?:之?前)|^ *(?:刚刚|今天|昨天|前天)[ \d:]*$"

CUES = {
    "navigation": r"首页|登录|注册|登出|导航|频道|搜索|手机版|客户端|设为|加入收藏|收藏本站|RSS|邮箱|无障碍|关怀版|简体|繁体|English|APP\b|"
    r"菜单|会员|投稿|通行证|密码|Menu|Login|Home\b|返回|顶部|下载|入驻|网站地图|切换|更多栏目|全部栏目|旧版",
    "breadcrumb": r"(?:^|[>»›/|·—-]|  ) *正文(?: |$)|^(?:您?的?(?:当前|所在|现在)?的?位置|您(?:现在|当前)?(?:所)?在)|"
    r"^[^,。]{0,20}[>»›] *[^,。>]{1,20}[>»›]|^[^,。:]{2,12}[>»›]{1,2}[^,。]{2,20}$|^首页 *[/|·]",
    "share": r"分享|微信|微博|QQ|Qzone|朋友圈|扫一扫|扫码|二维码|转发|收藏|打印|字号|字体|举报|纠错|复制链接|Facebook|Twitter|LINE\b|Telegram|"
    r"^ *[Tt] \+|大 中 小|保存|点赞|在看|打赏|赞赏|听新闻|倍速|朗读|易信|豆瓣|人人网|关注我们|^\+?关注\+?$|已关注|翻译",
    "counter": r"^[\d,. |/+-]+[万kKwW]?\+?$|[\d.]+万?\+? *(?:条|次|人|个)?(?:评论|阅读|点赞|赞|跟贴|跟帖|参与|播放|浏览|点击|转发|回复|收藏|粉丝|"
    r"关注|文章|喜欢|分享|人气|获赞|留言|围观|热度)|(?:评论|阅读|点赞|赞|跟贴|跟帖|参与|播放|浏览|点击|人气|阅读量|浏览量|热度|粉丝)(?:数|量|次数)? *[:(]? *\d",
    "dated": DATE,
    "clock": r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)",
    "part_dated": PART_DATE,
    "ago": AGO,
    "source": r"(?:来源|来自|出处|稿源|摘自|转自|转载自?|据|供稿)(?:于|自)? *[:丨|]|信息来源|文章来源|稿件来源|新闻来源|^\(?来源 ",
    "author": r"(?:作者|记者|撰文|文字?|采写|撰稿|原创|执笔|编译|本报记者|通讯员|评论员|特约\w{0,4}|口述|整理|文章|责编)(?:[:/丨|]| +[\w]{2,4}(?: |$|\)))|"
    r"^ *(?:文|图|编译|记者|作者|撰文)[ /|:]|[0-9A-Za-z\u4e00-\u9fff]{2,8}(?:记者|作者) +[\u4e00-\u9fff]{2,4}$|^ *\(?(?:本报|本网)",
    "editor": r"(?:责任|本文|值班|执行|栏目|网络|文字|图片|视频|终审|主)?(?:编辑|责编|责任编审|编审|校对|审核|监制|审校|统筹|编发|签发|初审|复审|终审|监审|录入)"
    r"(?:员|人)? *[:丨|/ ]|责任编辑|【编辑|\[编辑|^\(?编辑 |^责编|Editor",
    "from_title": r"^[ (\[【]*原(?:文)?(?:标题|题)|^\(?原题为?|原文(?:链接|地址)|阅读原文|本文来源|文章来源|^本文(?:由|为|系|首发|转载|来自|经)",
    "end": r"THE END|^[ (—-]*(?:全文)?(?:完|END|正文完|全文完|正文已?结束)[ )—-]*$|正文已结束|^[- ]*end[- ]*$|"
    r"^(?:上|下)一(?:篇|条|页|则|章)|^ *\[?\d? *\]?(?:上一页|下一页)|^(?:【\d】)+|阅读下一篇",
    "tags": r"^(?:本文)?(?:标签|关键(?:词|字)|文章关键词|TAGS?|Tags?|话题|主题词|分类|所属(?:栏目|分类|专题))(?: *[:>» ]|$)|^#[^# ]{1,20}#?(?: |#|$)",
    "related": r"相关(?:阅读|推荐|新闻|文章|链接|报道|内容|资讯|专题|视频|搜索|主题|信息|稿件|话题|产品|图集)|推荐(?:阅读|文章|新闻|视频|内容)|热门|热点|最新|"
    r"精彩|精选|猜你|为(?:您|你)推荐|你可能|您可能|还喜欢|感兴趣|排行|点击榜|延伸阅读|往期|更多|近期|今日|阅读榜|热搜|热文|要闻|头条|大家都在|都爱看|下一篇|"
    r"上一篇|同类|推广|广告|赞助|Sponsored|Related|Recommended|Trending|Most|专题|精彩视频|热门视频|精彩图集|图片新闻|滚动|快讯|周刊|栏目|榜$|推荐$|24小时|"
    r"进入\w{2,6}频道|新闻$|文章$|看点|原创$|小编|作者最新|此作者|该作者|的其他|TOP ?10|top ?10",
    "comment": r"评论|回复|跟贴|跟帖|网友|发表|发贴|发帖|热评|[1-9]\d*楼|沙发|楼主|查看全部|举报|踩|顶 *\d|赞 *\d|留言|言论|文明上网|理性发言|表情|"
    r"还可(?:以)?输入|匿名|提交|全部楼层|盖楼|展开",
    "footer": r"[Cc]opyright|COPYRIGHT|版权所有|©|\(C\)|ICP|公网安备|网安备|关于我们|联系我们|许可证|举报电话|举报邮箱|举报中心|不良信息|备案|网站声明|法律顾问|"
    r"法律声明|服务条款|隐私|招聘|诚聘|广告服务|友情链接|All [Rr]ights|技术支持|站点地图|增值电信|营业执照|主办单位|主管单位|承办|加入我们|帮助中心|违法|自律",
    "notice": r"声明|免责|不代表|侵权|转载(?:请|须|时|自)|未经\w{0,6}(?:授权|许可|书面|允许)|仅供参考|版权归|版权属|著作权|信息存储|Notice:|注明(?:出处|来源)|"
    r"如有(?:侵|问题|不妥|异议|疑问)|联系(?:我们|本站|删除)|禁止转载|请勿转载|谢绝转载|本篇文章|全部内容|欢迎阅览|风险自担|入市需谨慎|投资建议|授权转载|原创文章|"
    r"自媒体|本平台|本网站|本站|立场|违者|追究|Disclaimer",
    "declaration": r"^[ \[(【“*※-]*(?:\w{0,6}(?:声明|提示|提醒|说明|须知)|免责\w{0,4}|版权\w{0,6}|注|备注|Notice|Disclaimer|投稿\w{0,4}) ?[:】]|"
    r"^[ (【*-]*(?:本文|以上|该文|文章|本站|本网|本平台|本公众号|本号|文中|图片|转载|未经|凡|如)\w{0,16}(?:观点|立场|授权|转载请|侵权|版权|上传|投资建议|来自网络|联系我们|联系删除|注明)",
    "promotion": r"点击(?:这里|下方|上方|此处|进入|查看|投票|下载|链接|图片|关注|订阅|加入)|下载地址|扫描|扫码|长按|关注(?:我们|公众号|本|微信|\w{2,8}公众)|公众号|订阅|"
    r"欢迎(?:关注|订阅|加入|下载|转载|投稿)|→|>>|↓|↑|▼|▲|戳|报名|优惠|限时|抢购|APP|客户端|加入群|开户|投稿邮箱|爆料|热线|第一时间|免费|首发自|扫二维码",
    "placeholder": r"^ *[(\[【]?(?:图片|视频|音频|图集|动图|组图|GIF|gif|大图|原图|点击播放|查看大图|查看原图|播放视频|视频加载中|加载中|广告|展开)[)\]】]?(?:\.{3}|…)* *$",
    "caption": r"资料图|图片来源|图源|图为|图:|供图|图/|/图|视觉中国|(?:摄|摄影)(?:\)|/|$|。$)|摄影:|(?:新华社|中新社|本报|图片|图虫|法新社|路透社?)[^,。]{0,12}(?:摄|发)|"
    r"^ *\(?[上下左右]?图(?:\d+|[一二三四五六七八九十])?[ :./、]|来源:[^,。]{0,16}(?:图|网络|官网|截图|视频)|截图|制图|配图|示意图|资料 ?(?:图|照片)|(?:照片|图片)\)?$|AFP|Getty|Reuters",
}
"""Words of page furniture by what they announce: looked for in short lines, and at the start of long ones."""

_CUES = [re.compile(pattern) for pattern in CUES.values()]
_STOP = re.compile(r"[。!?…][”’)\]】》\" ]*$|[.][”\"]$|[a-z][.]$")
_CUT = re.compile(r"(?:\.{2,}|…+) *(?:【?\[?(?:详细|全文|更多)\]?】?)?$")
_CLAUSE = re.compile(r"[,;。!?:、]")
_WRAPPED = re.compile(r"^ *[(\[【《#<].*[)\]】》#>] *$")
_BULLET = re.compile(r"^ *[·■►●▲◆▪□◎★☆|>»*+-] *\S|^ *\d{1,2} *[.、] *\S|^ *\d{1,2}$")
_DATE_ONLY = re.compile(rf"(?:{DATE})?(?:{TIME})?[ |]*$")
_FORM = ("1-4 long", "5-9 long", "10-16 long", "17-30 long", "31-60 long", "61-120 long", "over 120 long", "clause mark inside",
         "three clause marks", "ends with a stop", "ends with a question", "ends cut off", "prose", "opens a quotation",
         "indented", "mostly latin or digits", "row of short words", "in brackets", "bullet", "only a date", "breaks off")  # fmt: skip


def _form(line: str) -> bytes:
    """One byte, 0 or 1, for each of `_FORM` and `CUES`."""
    text = line.strip()
    n, marks = len(text), len(_CLAUSE.findall(text[:-1]))
    stop, cut = bool(_STOP.search(text[-8:])), bool(_CUT.search(text[-12:]))
    words = text.split()
    cjk = sum("\u3400" <= c <= "\u9fff" for c in text[:120])
    head = text if n <= 64 else text[:18] if marks > 1 else text[:64]
    cues = [pattern.search(head) is not None for pattern in _CUES]
    bare = cues[4] and bool(_DATE_ONLY.match(text))
    row = (
        n <= 4, 5 <= n <= 9, 10 <= n <= 16, 17 <= n <= 30, 31 <= n <= 60, 61 <= n <= 120, n > 120, marks > 0, marks > 2,
        stop and not cut, text[-1:] in "??" or text[-2:] in ("?”", '?"'), cut, n >= 25 and marks > 0 and (stop or text[-1] in ",;:") and not cut, text[:1] in "“\"'‘",
        line[:2] == "  ", cjk * 2 < min(n, 120), len(words) > 2 and n < 7 * len(words) and not stop, bool(_WRAPPED.match(text)),
        bool(_BULLET.match(text)), bare, n >= 25 and marks > 0 and not stop and not cut and text[-1] not in ",;:)]】",
    )  # fmt: skip
    return bytes(row) + bytes(cues)


BASE = (*_FORM, *CUES)
_NEAR = ("prose", "5-9 long", "1-4 long", "ends with a stop", "dated", "only a date", "source", "share", "counter", "comment", "related", "editor",
         "breadcrumb", "navigation", "caption", "ends cut off", "in brackets", "breaks off", "tags", "notice", "end", "author", "placeholder", "declaration")  # fmt: skip
_WINDOWS = {
    "prose in the next 3": ("prose", 1, 3, 1), "mostly prose in the next 3": ("prose", 1, 3, 2), "no prose in the next 8": ("prose", 1, 8, -1),
    "3 prose in the next 8": ("prose", 1, 8, 3), "prose in the last 3": ("prose", -3, -1, 1), "mostly prose in the last 3": ("prose", -3, -1, 2),
    "no prose in the last 8": ("prose", -8, -1, -1), "3 prose in the last 8": ("prose", -8, -1, 3), "date in the next 4": ("dated", 1, 4, 1),
    "date in the last 4": ("dated", -4, -1, 1), "3 dates within 8": ("any date", -8, 8, 3), "2 comments within 4": ("comment", -4, 4, 2),
    "4 comments within 6": ("comment", -6, 6, 4), "3 shares within 5": ("share", -5, 5, 3), "2 cut off within 6": ("ends cut off", -6, 6, 2),
    "many short within 4": ("short", -4, 4, 6), "3 navigation within 5": ("navigation", -5, 5, 3), "an end in the last 3": ("any end", -3, -1, 1),
    "an end in the last 12": ("any end", -12, -1, 1), "an end in the next 3": ("any end", 1, 3, 1), "a crumb in the last 4": ("breadcrumb", -4, -1, 1),
    "stops within 3": ("ends with a stop", -3, 3, 3), "3 counters within 6": ("counter", -6, 6, 3), "2 related in the last 6": ("related", -6, -1, 2),
    "2 teasers within 5": ("teaser", -5, 5, 2), "4 headlines within 4": ("headline", -4, 4, 4), "related in the last 3": ("related", -3, -1, 1),
    "comment in the last 3": ("comment", -3, -1, 1), "date in the last 12": ("any date", -12, -1, 1),
}  # fmt: skip
"""A column each: of the column named, are there so many (-1: none) in the lines from … to …, counted from this one?"""
_PAGE = ("first line", "in the first 5", "in the last 5", "said twice", "said often", "shares words with the prose below", "shares many words with the prose below", "shares most words with the first prose below",
         "said again inside a line", "looks like a headline", "no prose above", "3 prose above", "half of the prose above", "no prose below",
         "3 prose below", "an end mark above", "3 end marks above", "a comment mark above", "6 comment marks above", "a list of others above", "a date above")  # fmt: skip
NAMES = (*BASE, *(f"{side}: {name}" for side in ("before", "after") for name in _NEAR), *_WINDOWS, *_PAGE)


def matrix(lines: list[str]) -> NDArray[np.bool_]:
    """Features of the folded lines of a page, none of them blank: a row a line, a column for each of `NAMES`."""
    n = len(lines)
    data = b"".join(map(_form, lines))
    base = np.frombuffer(data, dtype=bool).reshape(n, len(BASE))
    column = {name: base[:, i] for i, name in enumerate(BASE)}
    column["any date"] = column["dated"] | column["ago"] | column["part_dated"] & column["clock"]
    column["short"] = base[:, 0] | base[:, 1] | base[:, 2]
    column["any end"] = (
        column["editor"] | column["end"] | column["tags"] | column["notice"] | column["footer"]
    ) & ~column["prose"]
    column["teaser"] = column["breaks off"] | column["ends cut off"] & (base[:, 4] | base[:, 5] | base[:, 6])
    column["headline"] = (base[:, 2] | base[:, 3] | base[:, 4]) & ~column["ends with a stop"]
    near = [_shift(column[name], step) for step in (1, -1) for name in _NEAR]
    windows = [_window(column[name], *rule) for name, *rule in _WINDOWS.values()]
    return np.column_stack([base, *near, *windows, *_of_page(lines, column)]) if n else np.zeros((0, len(NAMES)), bool)


def _shift(values: NDArray[np.bool_], step: int) -> NDArray[np.bool_]:
    out = np.zeros_like(values)
    if step > 0:
        out[step:] = values[:-step]
    else:
        out[:step] = values[-step:]
    return out


def _window(values: NDArray[np.bool_], first: int, last: int, least: int) -> NDArray[np.bool_]:
    """Are at least so many true among the lines at distance first … last, the line itself left out? (-1: none.)"""
    n = len(values)
    total = np.concatenate([[0], np.cumsum(values)])
    at = np.arange(n)
    found = (
        total[np.clip(at + last + 1, 0, n)] - total[np.clip(at + first, 0, n)] - (values if first <= 0 <= last else 0)
    )
    return np.asarray(found == 0 if least < 0 else found >= least)


def _of_page(lines: list[str], column: dict[str, Any]) -> list[NDArray[np.bool_]]:
    n = len(lines)
    at = np.arange(n)
    bare = [re.sub(r"[\W_]", "", line) for line in lines]
    seen: dict[str, int] = {}
    for text in bare:
        seen[text] = seen.get(text, 0) + 1
    count = np.array([seen[text] for text in bare])
    length = np.array([len(text) for text in bare])
    full_stop = np.array([line.rstrip(" ”)")[-1:] in "。;," for line in lines])
    headline = (length >= 6) & (length <= 60) & ~full_stop & ~column["breadcrumb"] & ~column["editor"] & ~column["dated"]
    below, most = _echo(bare, headline, np.flatnonzero(column["prose"]))
    again = np.zeros(n, bool)
    quoted = "\n".join(text for text, line in zip(bare, lines, strict=True) if _QUOTING.search(line[:60]))
    if quoted:
        again = np.array([8 <= m <= 60 and text in quoted for text, m in zip(bare, length, strict=True)])
    return [at == 0, at < 5, at >= n - 5, count > 1, count > 3, below >= 0.25, below >= 0.5, most, again & headline, headline, *_so_far(column)]


def _so_far(column: dict[str, Any]) -> list[NDArray[np.bool_]]:
    """What stands above a line, and what below; marks of an end count once there has been prose."""
    prose = column["prose"].astype(int)
    above = np.cumsum(prose) - prose
    total = above[-1] + prose[-1]
    begun = above > 0
    end, comment = (np.cumsum(marks & begun) - (marks & begun) for marks in (column["any end"], column["comment"] & ~column["prose"]))
    listed = column["related"] & begun & ~column["prose"] & (column["1-4 long"] | column["5-9 long"])
    dated = column["dated"] & ~column["prose"]
    return [
        above == 0, above >= 3, 2 * above > total, above + prose == total, total - above - prose >= 3, end > 0, end > 2, comment > 0, comment > 5,
        np.cumsum(listed) - listed > 0, np.cumsum(dated) - dated > 0,
    ]  # fmt: skip


_QUOTING = re.compile(r"原(?:文)?(?:标题|题)|本篇文章|本文标题|[>»›_|-].*[>»›_|-]")


def _echo(
    bare: list[str], headline: NDArray[np.bool_], prose: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """For each line that looks like a headline, the share of its pairs of characters that the next lines of prose hold;
    and which of those above one and the same prose holds most."""
    below = np.zeros(len(bare))
    best: dict[int, tuple[int, int]] = {}
    after = np.searchsorted(prose, np.arange(len(bare)), side="right")
    for i in np.flatnonzero(headline):
        nearest = prose[after[i] : after[i] + 4]
        if len(nearest) and nearest[0] - i <= 40:
            text = "".join(bare[j][:200] for j in nearest if j - i <= 60)
            pairs = [bare[i][k : k + 2] for k in range(len(bare[i]) - 1)]
            shared = sum(pair in text for pair in pairs)
            below[i] = shared / max(len(pairs), 1)
            if shared > 2:
                best[nearest[0]] = max(best.get(nearest[0], (0, 0)), (shared, i))
    most = np.zeros(len(bare), bool)
    most[[i for _, i in best.values()]] = True
    return below, most
