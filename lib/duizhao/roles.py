"""Page → a role and a reason for every line → Article with its metadata."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from duizhao import linefeatures, metadata, zones
from duizhao.errors import InputError
from duizhao.metadata import Metadata
from duizhao.pages import Page

ROLES = (
    "title",
    "byline",
    "date",
    "credit",
    "body",
    "subhead",
    "caption",
    "placeholder",
    "notice",
    "related",
    "chrome",
    "blank",
)
TEXT_ROLES = ("title", "subhead", "body")
"""The roles whose text is the article's own: what sentences, tokens and all counts are taken from."""


@dataclass(frozen=True)
class Article:
    """A page with a role for each line. `name` is unique in a corpus; `source` is the label used in rows and figures.

    `lines` has a row a line of the page: line (from 1), start, end, role, reason.
    """

    name: str
    source: str
    page: Page
    lines: pd.DataFrame
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()


def from_roles(page: Page, roles: dict[int, str], *, name: str, source: str) -> Article:
    """An article from roles that are known (a coding, a corrections file); lines not named are `body` or `blank`."""
    rows = [(n, s, e, roles.get(n, "body" if page.text[s:e].strip() else "blank"), "given") for n, s, e in page.lines]
    return Article(name, source, page, pd.DataFrame(rows, columns=["line", "start", "end", "role", "reason"]))


def from_clean(page: Page, *, name: str, source: str) -> Article:
    """An article whose page is the article itself: its first line that is not blank is the title, the others are body."""
    first = next((n for n, s, e in page.lines if page.text[s:e].strip()), 0)
    return from_roles(page, {first: "title"}, name=name, source=source)


class Label(NamedTuple):
    """A row: what a line of the page is, why, and how sure the zone it lies in is (0 to 1)."""

    line: int
    start: int
    end: int
    role: str
    reason: str
    score: float


_UI = re.compile(
    linefeatures.CUES["share"]
    + "|"
    + linefeatures.CUES["navigation"]
    + r"|无障碍浏览|进入关怀版|进入|往期回顾|全部|查看|更多|回复|评论|举报|取消|确定|关闭|加载中?|提交|发布|展开|收起|"
    r"上一页|下一页|版权声明|联系方式|简介|公司|注销|隐私|政策|服务|条款|[|·/>+×,.\d]"
)
_PLACEHOLDER = re.compile(
    r"^[\[(【]?(?:图片|视频|音频|图集|动图|组图|GIF|gif|image|Image|img|video|图|大图|原图|播放|点击播放|点击查看大图|查看大图|查看原图|点击图片查看\w*|视频加载中|加载中|"
    r"正在加载|播放视频|暂停|全屏|重播|视频播放器|当前浏览器不支持\w*|您的浏览器不支持\w*|\d{1,2}:\d{2}(?: */ *\d{1,2}:\d{2})?)[\])】]?(?:\.{3}|…)*$"
)
_CAPTION = re.compile(
    r"^[\[(【]?(?:图片来源|图源|图/|图:|图\||图 ?[一二三四五六七八九十\d]+ ?[ .:、|/]|[上下左右中]图|[▲△↑↓▼◎]|配图|题图|封面图?|资料图|视频截图|摄影[ :/|])|"
    r"(?:资料图片?|资料照片?|视频截图|网络截图|网络配图|示意图|效果图|截图|供图|图片来自网络|图源网络|网络图片|图文无关)[)\]】。]?$|"
    r"(?:[ /|:。)”]|记者|社)[^\s,。/|:)]{0,8} ?(?:摄|摄影|供图|制图|发)[)\]】。]?$|"
    r"(?:视觉中国|东方IC|新华社|中新社|人民视觉|图虫创意|法新社|路透社?|美联社|Getty(?: Images)?|AFP|Reuters|ICphoto|CFP) ?(?:图|资料|资料图|供图|图片|发|照片)?[)\]】。]?$"
)
_BYLINE = re.compile(
    r"^[\[(【▍]?(?:原创 ?:|(?:作者|撰文|采写|撰稿|文字|文|记者|编译|执笔|口述|整理|评论员|图文|文图|出品|策划)(?: ?[:/丨|]| [\u3400-\u9fff]{2,4}(?: |$|[)]))|"
    r"(?:本报|本刊|本网|本台|[\u3400-\u9fff]{2,8})?(?:特约|见习|实习)?(?:记者|通讯员|评论员|特派员|作者) +[\u3400-\u9fff]{2,4}(?: |$|[)、])|"
    r"《[^》]{2,10}》(?:特约)?(?:记者|作者) ?[\u3400-\u9fff]|来源:[^,。]{2,14}(?:作者|记者) ?:)"
)
_CREDIT = re.compile(
    r"^[\[(【—\- ]*(?:(?:信息|文章|稿件|内容|资料)?来源 ?[:丨|/]|转自|转载自|摘自|原载|综合(?:整理)?自|来源于|(?:本文)?(?:原标题|原题|原文标题)|"
    r"(?:责任|值班|本文|执行|网络)?(?:编辑|责编|编审|校对|审核|监制|审校|终审)(?:员|人)? ?[:丨|/ ]|责编|责任编辑|本文(?:来源|转自|转载自|首发于)|据[^,。]{2,16}(?:综合|整理)[)]?$|原题为)"
)
_NOTICE = re.compile(
    r"声明 ?:|免责|侵权|未经\w{0,6}(?:授权|许可|允许)|转载请|请注明|禁止转载|谢绝转载|版权归|版权所有|不代表\w{0,8}(?:立场|观点)|仅代表\w{0,8}(?:观点|立场)|"
    r"以上就是本篇|信息存储|^Notice:|不构成\w{0,4}投资|仅供参考|入市有?需?谨慎|^\(?(?:完|全文完|THE END|END|正文完)\)?$|- THE END -"
)
_PROMOTION = re.compile(
    r"点击(?:进入|下载|查看|下方|上方|阅读原文|蓝字|右上|关注|订阅|投票|加入|这里|此处)|扫(?:码|描)\w{0,8}(?:二维码|关注|下载|加入)|长按\w{0,8}(?:识别|二维码)|"
    r"下载(?:地址|\w{0,8}(?:客户端|APP))|(?:安装|打开)\w{0,10}(?:客户端|APP)|(?:更多|相关)(?:精彩)?(?:内容|资讯|新闻|报道)\w{0,6}(?:请|关注|点击|尽在)|"
    r"^欢迎(?:关注|订阅|加入)|关注\w{0,10}公众号|>>+ *$|^>>|【(?:点击|下载|立即|查看)|相关资讯请关注|回腾讯网首页"
)
_HEADER = re.compile(
    r"^[·|>» ]*(?:(?:相关|推荐|热门|热点|最新|精彩|精选|猜你|为[您你]|你可能|您可能|延伸|往期|更多|近期|今日|大家|图片|视频|本地|头条|编辑|下一篇|上一篇|阅读|"
    r"其他|同类|频道|专题|滚动|即时|新闻|点击|一周|本周|24小时|48小时|作者|态度|独家|原创|热搜|热榜|网罗|视觉|要闻|综合|社会|军事|体育|娱乐|财经|科技|汽车|国际|国内|教育|手机)"
    r"[^,。?!:]{0,8}|[^,。?!:]{2,6}(?:要闻|新闻|推荐|排行|排行榜|榜|阅读|热文|专题|看点|原创|资讯|文章|图集|TOP ?\d*))[:> ]*$"
)
_ENUMERATED = re.compile(r"^[(]?(?:[一二三四五六七八九十]+|\d{1,2})[)]?[、.]?$|^[(][一二三四五六七八九十\d]+[)]")
_PREDICATE = re.compile(r"[了是吗呢吧我你他她它也都不没很就还又才有在会能要说去来被把将]")


def label(page: Page, *, corrections: Mapping[int, str] | None = None) -> pd.DataFrame:
    """A role for every line of the page, with the reason for it (columns: `Label`).

    Parameters
    ----------
    page : Page
    corrections : {line: role}, optional
        Overrides the labeller; such a line has the reason "corrected by hand".

    Returns
    -------
    DataFrame
        One row a line, in the order of the page; `score` is the probability of the zone (before, title, head, body,
        after) that the line was given, under the model of `zones`.
    """
    kept = [line for line in page.lines if not page.text[line.start : line.end].isspace() and line.end > line.start]
    texts = [linefeatures.fold(page.text[s:e]) for _, s, e in kept]
    path, sure = _zones(texts)
    roles = _roles(texts, path)
    given = {line.number: (*role, score) for line, role, score in zip(kept, roles, sure, strict=True)}
    rows = [Label(*line, *given.get(line.number, ("blank", "nothing on it", 1.0))) for line in page.lines]
    for number, role in (corrections or {}).items():
        if not 1 <= number <= len(rows) or role not in ROLES:
            raise InputError(
                f"correction of line {number} to {role!r}: the page has lines 1 to {len(rows)}, roles are {', '.join(ROLES)}"
            )
        rows[number - 1] = rows[number - 1]._replace(role=role, reason="corrected by hand", score=1.0)
    return pd.DataFrame(rows, columns=list(Label._fields))


def _zones(texts: list[str]) -> tuple[list[str], list[float]]:
    """The zone of each line and its probability."""
    if not texts:
        return [], []
    weights = zones.load(linefeatures.NAMES)
    scores = zones.emissions(linefeatures.matrix(texts), weights.features)
    path = zones.best(scores, weights)
    share = zones.marginals(scores, weights)[0]
    return [zones.ZONES[i] for i in path], [round(float(p), 3) for p in share[np.arange(len(path)), path]]


def _roles(texts: list[str], path: list[str]) -> list[tuple[str, str]]:
    bare = [re.sub(r"[\W_]", "", text) for text in texts]
    title = bare[path.index("title")] if "title" in path else ""
    after = path.index("after") if "after" in path else len(path)
    out: list[tuple[str, str]] = []
    for i, (text, zone) in enumerate(zip(texts[:after], path, strict=False)):
        if zone == "title" or (title and bare[i] == title and zone in ("before", "head")):
            out.append(("title", "headline above the article" if zone == "title" else "the headline again"))
        elif zone == "body":
            out.append(_inside(text, texts[i - 1] if i else "", texts[i + 1] if i + 1 < len(texts) else ""))
        else:
            out.append(_above(text) if zone == "head" else ("chrome", "before the article"))
    return out + _below(texts[after:], {text for text, (role, _) in zip(texts, out, strict=False) if role == "byline"})


def _furniture(text: str) -> tuple[str, str] | None:
    """What a line says of itself wherever it stands around an article."""
    line, short = text.strip(), len(text) <= 90
    if _PLACEHOLDER.match(line):
        return "placeholder", "stands in for a picture or player"
    if _CREDIT.search(line) and short:
        return "credit", "names a source or an editor"
    if _BYLINE.search(line) and short:
        return "byline", "names a writer"
    if _NOTICE.search(line if short else line[:24]):
        return "notice", "disclaimer, copyright or end mark"
    return None


def _above(text: str) -> tuple[str, str]:
    line = text.strip()
    if len(line) <= 120 and (
        re.search(linefeatures.DATE, line) or re.search(linefeatures.PART_DATE + linefeatures.TIME, line)
    ):
        return "date", "a date between title and body"
    found = _furniture(text)
    if found:
        return found
    if 2 <= len(line) <= 16 and not re.search(r"[,。;?!\d]", line) and _cover(line) < 0.4:
        return "byline", "a name below the title"
    return ("caption", "says what a picture shows") if _CAPTION.search(line) else ("chrome", "between title and body")


def _cover(line: str) -> float:
    """The share of a line that words of the page's own buttons make up."""
    return (
        sum(len(found) for found in _UI.findall(line)) / max(len(line.replace(" ", "")), 1) if len(line) < 80 else 0.0
    )


def _is_furniture(line: str) -> bool:
    """Footers, buttons and counters, and rows of many short words, as menus are."""
    words = line.split()
    row = len(words) >= 5 and sum(map(len, words)) < 6 * len(words) and not re.search(r"[,。;?!]$", line)
    dated = re.search(linefeatures.DATE, line)
    return row or bool(re.search(linefeatures.CUES["footer"], line)) or (not dated and _cover(line) >= 0.6)


def _inside(text: str, before: str, after: str) -> tuple[str, str]:
    line = text.strip()
    found = _furniture(text)
    if found:
        return found
    if len(line) <= 150 and _CAPTION.search(line) or _stray_noun(line, before.strip(), after.strip()):
        return "caption", "says what a picture shows"
    if len(line) <= 90 and _PROMOTION.search(line) and not line.endswith("。”"):
        return "chrome", "promotes something else"
    if len(line) <= 30 and not re.search(r"[,。;!?:、…”\"]$|[。;]", line) and len(after) > len(line):
        return "subhead", "short line without a stop, over a paragraph"
    return "body", "in the run of paragraphs"


def _stray_noun(line: str, before: str, after: str) -> bool:
    """A bracketed remark, or a noun phrase with a full stop, alone between two long paragraphs: text under a picture."""
    if min(len(before), len(after)) < 40 or len(line) > 40 or before[-1:] in ":?" or _ENUMERATED.match(line):
        return False
    wrapped = line[:1] == "(" and line[-1:] == ")"
    return wrapped or (len(line) <= 14 and line[-1:] == "。" and "," not in line and not _PREDICATE.search(line))


def _below(texts: list[str], names: set[str]) -> list[tuple[str, str]]:
    """Roles after the body: credits and notices until the first list of other articles, then those lists and furniture."""
    out: list[tuple[str, str]] = []
    listed = False
    saved = metadata.retrieval(texts)
    for i, text in enumerate(texts):
        line = text.strip()
        found = _furniture(text) if not listed or len(line) > 8 else None
        if i == saved:
            out.append(("chrome", "time at which the page was saved"))
        elif (
            metadata.COUNTS.search(line)
            and len(line) <= 40
            and not listed
            or (saved is not None and 0 < i - saved <= 8 and metadata.COUNTS.search(line))
        ):
            out = _card(out, texts, i, saved)
        elif found and (found[0] == "notice" or not listed):
            out.append(found)
        elif _is_furniture(line):
            out.append(("chrome", "footer, buttons or counters"))
        elif _HEADER.match(line) and len(line) <= 14:
            listed = True
            out.append(("related", "heads a list of other articles"))
        elif listed or len(line) >= 12:
            out.append(("related", "in a list of other articles"))
        else:
            out.append(("chrome", "after the article"))
    return out


def _card(out: list[tuple[str, str]], texts: list[str], at: int, saved: int | None) -> list[tuple[str, str]]:
    """The card of an account ends in its counters: above them its name, once or twice, and a line about it."""
    first = max(at - 4, 0 if saved is None else saved + 1)
    for i in range(first, at):
        line = texts[i].strip()
        after = texts[i + 1].strip()
        if saved is not None or (len(line) <= 16 and i < at):
            name = i == first or (i == first + 1 and texts[first].strip().startswith(line) and after != line)
            out[i] = ("byline", "account's card") if name else ("chrome", "account's card")
    return [*out, ("chrome", "counters of an account")]


def article(
    page: Page, *, name: str | None = None, source: str | None = None, corrections: Mapping[int, str] | None = None
) -> Article:
    """The article on a page: a role for every line, metadata read from them, and warnings where something is in doubt.

    `name` is the page's own by default; `source` is the label for rows and figures, by default the first known of original
    source, account, publisher and host, and where none is known, the name.
    """
    lines = label(page, corrections=corrections)
    found = metadata.read(page, lines)
    called = page.name if name is None else name
    return Article(
        called, source or found.source or called, page, lines, found, (*page.warnings, *_warnings(lines, found))
    )


def _warnings(lines: pd.DataFrame, found: Metadata) -> list[str]:
    text = lines[lines["role"].isin(("body", "subhead"))]
    if text.empty:
        return ["no article found: the page seems to hold navigation or lists only"]
    out = [] if found.title else ["no title found"]
    if not found.published:
        out.append(
            "publication date not found" + (f" (partial: {found.published_partial})" if found.published_partial else "")
        )
    if text["score"].min() < 0.5 or text["score"].mean() < 0.9:
        doubtful = text.loc[text["score"] < 0.75, "line"].tolist()
        out.append(f"roles uncertain: check lines {', '.join(map(str, doubtful[:8])) or 'of the body'}")
    corrected = int((lines["reason"] == "corrected by hand").sum())
    return [*out, f"{corrected} line{'s' * (corrected > 1)} corrected by hand"] if corrected else out


def read_corrections(path: str | Path) -> dict[int, str]:
    """Corrections from a file of (line, role): CSV with that header, or one JSON object a line.

    Raises
    ------
    InputError
        Naming the row that is no line number with a role of the coding guide.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    found: dict[int, str] = {}
    for number, row in enumerate(_correction_rows(text, path), 1):
        line, role = str(row.get("line", "")).strip(), str(row.get("role", "")).strip()
        if not line.isdecimal() or role not in ROLES:
            raise InputError(
                f"{path}, correction {number}: needs a line number and a role, one of {', '.join(ROLES)}; got {line!r}, {role!r}"
            )
        found[int(line)] = role
    return found


def _correction_rows(text: str, path: str | Path) -> list[dict[str, object]]:
    if not text.lstrip().startswith("{"):
        return [dict(row) for row in csv.DictReader(text.splitlines())]
    try:
        return [dict(json.loads(row)) for row in text.splitlines() if row.strip()]
    except ValueError as error:
        raise InputError(f"{path}: not JSON Lines ({error})") from None
