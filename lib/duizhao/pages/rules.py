"""The role of a line from its zone and its words: what is in an article and not its text, and what is around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from duizhao.pages.features import CUES, DATE, PART_DATE, PATTERNS, TIME
from duizhao.pages.html import Markup
from duizhao.pages.metadata import dates as dating
from duizhao.pages.metadata import names


class Role(NamedTuple):
    """What a line is, and why, in a few words."""

    role: str
    reason: str


BODY = Role("body", "in the run of paragraphs")
_HEADS = Role("related", "heads a box of others inside the article")
_BUTTON = re.compile(f"{CUES['share']}|{CUES['navigation']}|{PATTERNS['button']}")
_PLACEHOLDER = re.compile(rf"^[\[(【]?(?:{PATTERNS['placeholder']})[\])】]?(?:\.{{3}}|…)*$")
_PICTURED = re.compile(PATTERNS["pictured"])  # 图源：视觉中国; 代表步入会场。新华社记者 王小鹿 摄
_CAPTION_CLASS = re.compile(PATTERNS["caption class"], re.I)
_NOTICE = re.compile(f"{PATTERNS['declared']}|{PATTERNS['notice']}")
_ANYWHERE = (
    (80, _PLACEHOLDER, Role("placeholder", "stands in for a picture or player")),
    (90, re.compile(PATTERNS["from"]), Role("credit", "says where the text was taken from")),  # 本文转自新闻晨报
)
_INSIDE = (  # 免责声明：本文观点仅代表作者本人; 延伸阅读：另一篇文章的标题; 点击下方关注我们的公众号
    (10**9, re.compile(PATTERNS["declared"]), Role("notice", "disclaimer, copyright or end mark")),
    (60, re.compile(PATTERNS["others"]), Role("related", "points to another article")),
    (90, re.compile(f"^(?!.*。).*?(?:{PATTERNS['promotion']})"), Role("chrome", "promotes something else")),
)
_OTHERS_HEAD = re.compile(PATTERNS["others heading"])  # 【相关阅读】
_HEADER = re.compile(  # 猜你喜欢; 军事要闻
    rf"^[·|>» ]*(?:(?:{PATTERNS['list heading']})[^,。?!:]{{0,8}}|"
    rf"[^,。?!:]{{2,6}}(?:{PATTERNS['list heading end']}))[:> ]*$"
)
_NO_HEADLINE = re.compile(rf"{DATE}|^{PART_DATE}{TIME}$|。$|[>»›]")
_BOX = re.compile(r"\b(?:newsletter|subscri|advert|promo|sponsor|recommend|(?:ads?|form|aside|share|relate[ds]?)\b)")
_COUNTS = re.compile(PATTERNS["counts"])  # 1234文章数; 粉丝 12
_COUNTER = re.compile(r"[\d.]+ ?/ ?\d+|\d{1,2}:\d\d")
_ENUMERATED = re.compile(r"^[(](?:[一二三四五六七八九十\d]+|完)[)]")
_PREDICATE = re.compile(r"[了是吗呢吧我你他她它也都不没很就还又才在有会能要说去来被把将]")


def assign(texts: Sequence[str], zones: Sequence[str], marks: Sequence[Markup] = (), own: str = "") -> list[Role]:
    """A role for each folded line, from its zone (before, title, head, body, after), its words, and its markup.

    `own` is the title that the page's HTML gives it: lines above the body that say the same are the headline.
    """
    after = zones.index("after") if "after" in zones else len(zones)
    inside = [i for i in range(after) if zones[i] == "body"]
    titles, headline = _titles(texts, zones, inside, own)
    run = _run(texts, inside, marks)
    out: list[Role] = []
    for i in range(after):
        if i in titles:
            out.append(Role("title", "headline above the article"))
        elif i in run:
            out.append(run[i])
        elif zones[i] == "head" or i > headline:
            out.append(_above(texts[i].strip()))
        else:
            out.append(Role("chrome", "before the article"))
    return out + _below([text.strip() for text in texts[after:]])


def _titles(texts: Sequence[str], zones: Sequence[str], inside: Sequence[int], own: str) -> tuple[set[int], int]:
    """The lines of the headline, also where it is said again, and the last of them before the body."""
    first = inside[0] if inside else 0
    bare = [re.sub(r"[\W_]", "", text) for text in texts[: first + 3]]
    given = _given(bare[:first], re.sub(r"[\W_]", "", own))
    headline = given[-1] if given else _headline(texts, zones, inside)
    if headline is None:
        return set(), len(texts)
    again = {i for i, text in enumerate(bare) if text and text == bare[headline] and zones[i] != "after"}
    return again | set(given) | {headline}, headline


def _given(bare: Sequence[str], own: str) -> range:
    """The last lines above the body that say the title that the page gives; it may be set on up to four lines."""
    for i in range(len(bare) - 1, -1, -1):
        for end in range(i + 1, min(i + 4, len(bare)) + 1):
            whole, rest = "".join(bare[i:end]), "".join(bare[end : end + 1])
            more = rest and own.startswith(whole + rest)
            if all(bare[i:end]) and len(whole) > 7 and own.startswith(whole) and not more:
                return range(i, end)
    return range(0)


def _run(texts: Sequence[str], inside: Sequence[int], marks: Sequence[Markup]) -> dict[int, Role]:
    """The roles of the lines of an article's run, by their place in the page."""
    around = ["", *(text.strip() for text in texts), ""]
    own = [marks[i] for i in inside] if marks else [Markup()] * len(inside)
    found = _boxes([around[i + 1] for i in inside], own) if inside else {}
    for k, (i, mark) in enumerate(zip(inside, _telling(own), strict=True)):
        before, line, after = around[i : i + 3]
        found[k] = found.get(k) or _inside(line, before, after, not 3 <= k < len(inside) - 4, mark)
    return {inside[k]: role for k, role in found.items()}


def _telling(marks: list[Markup]) -> list[Markup]:
    """The markup without what most lines have: in a gallery being a caption, in a poster being centred."""
    if 10 * sum(map(_pictures, marks)) > 7 * len(marks):
        marks = [mark._replace(caption=False, path="") for mark in marks]
    few = 2 * sum(mark.centered for mark in marks) <= len(marks)
    return [mark._replace(centered=few and mark.centered) for mark in marks]


def _boxes(texts: Sequence[str], marks: Sequence[Markup]) -> dict[int, Role]:
    """Lines that point to others (links, and what follows a heading over others up to a sentence) or count pictures."""
    out: dict[int, Role] = {}
    usual = max(Counter(mark.path for mark in marks).items(), key=lambda item: item[1])[0].rsplit(" ", 1)[0]
    linked = [mark.link_share > 0.8 and not mark.heading for mark in marks]
    few, listed = sum(linked) * 3 < len(linked), False
    for i, text in enumerate(texts):
        sentence = len(text) > 60 or re.search(r"[。!?…]”?$", text) is not None
        listed = not sentence and (listed or _OTHERS_HEAD.fullmatch(text) is not None)
        if listed or few & linked[i] & (not sentence):
            out[i] = Role("related", "in a box of others inside the article")
        elif _COUNTER.fullmatch(text) or _BOX.search(marks[i].path.removeprefix(usual)):
            out[i] = Role("chrome", "a counter, a time or a box inside the article")
    return out | dict.fromkeys(_over(out, linked, texts, marks), _HEADS)


def _over(boxes: Iterable[int], linked: Sequence[bool], texts: Sequence[str], marks: Sequence[Markup]) -> set[int]:
    """Short lines right above a box of links, such as 热读."""
    above = {i - 1 for i in boxes if i and linked[i]}.difference(boxes)
    return {i for i in above if len(texts[i]) < 9 and not marks[i].paragraph}


def _headline(texts: Sequence[str], zones: Sequence[str], inside: Sequence[int]) -> int | None:
    """The title's line. Where the zones found none, or one that is a date, a label or a mere name below a longer
    line: the first of the few lines above the body that could be one."""
    said = zones.index("title") if "title" in zones else None
    if said is not None and _could_head(texts[said]) and (len(texts[said].strip()) > 8 or said == 0):
        return said
    first = inside[0] if inside else 0
    near = range(max(0, first - 4 if said is None else said - 2), first if said is None else said + 1)
    could = [i for i in near if _could_head(texts[i])]
    longer = [i for i in could if len(texts[i].strip()) > 8]
    return next(iter(longer or could), None)


def _could_head(text: str) -> bool:
    line = text.strip()
    return 4 <= len(line) <= 60 and not _NO_HEADLINE.search(line) and not _furniture(line) and _cover(line) < 0.4


def _named(line: str, *, edge: bool = True) -> Role | None:
    """A line that only names who wrote, edited or supplied the text."""
    if len(line) > 90 or re.search(r"[。?!;“]", line):
        return None
    if re.match(r"[(\[【](?:本文)?作者(?:系|为|是|现任|单位)", line):
        return Role("byline", "says who the writer is")
    bare = line.strip("()[]【】■●▍—- ")
    found = names.fields(bare)
    told = 10 + sum(len(field.value) + 5 for field in found)
    if not found or len(re.sub(r"[、,/ :丨|()]", "", bare)) > told:
        return None
    if {field.kind for field in found} & {"source", "editor"}:
        return Role("credit", "names a source or an editor")
    writers = "、".join(field.value for field in found if field.kind == "author")
    sure = edge or len(line) <= 16  # 作者：小山
    return Role("byline", "names a writer") if names.people(writers, labelled=sure) else None


def _inside(line: str, before: str, after: str, edge: bool, mark: Markup) -> Role:
    """What a line of the article's run is; `edge`: one of the first or last."""
    said = _picture(line, mark) or _named(line, edge=edge) or _says(line, _ANYWHERE)
    return said or _aside(line, before, after, edge) or _says(line, _INSIDE) or _subhead(line, before, after) or BODY


def _picture(line: str, mark: Markup) -> Role | None:
    if _pictures(mark) or (len(line) <= 150 and _PICTURED.search(line)):
        return Role("caption", "says what a picture shows")
    under = mark.images and mark.centered and mark.bold_share < 0.5
    if under and 3 < len(line) <= 40 and not re.search(r"[,。;:?!《]", line):
        return Role("caption", "centred under a picture")
    return None


def _aside(line: str, before: str, after: str, edge: bool) -> Role | None:
    if _stray_noun(line, before, after):
        return Role("caption", "a mere noun phrase or remark between long paragraphs")
    if edge and re.fullmatch(r"\([\u3400-\u9fff]{2,4}\)", line) and not re.search(r"[。!?]", after):
        return Role("byline", "a name in brackets at the end")
    dated = edge and len(line) <= 40 and (dating.LABELLED.match(line) or re.fullmatch(rf"{DATE}{TIME}", line))
    return Role("date", "a date and nothing else") if dated or dating.MERE.fullmatch(line) else None


def _subhead(line: str, before: str, after: str) -> Role | None:
    told = len(before) > 40 or re.search(r"[。!?…:”)]$", before)
    over = len(after) > 30 or after[-1:] in "。!?:”"
    if len(line) <= 30 and told and over and not re.search(r"[,。;!?:、…”\"]$|[。;\t]", line):
        return Role("subhead", "short line without a stop, over a paragraph")
    return None


def _pictures(mark: Markup) -> bool:
    """Does the markup say that the line is text under a picture?"""
    return mark.caption or bool(_CAPTION_CLASS.search(mark.path.rsplit(" ", 3)[-1]))


def _stray_noun(line: str, before: str, after: str) -> bool:
    """A bracketed remark, or a noun phrase with a full stop, between two long paragraphs: text under a picture."""
    if min(len(before), len(after)) < 40 or len(line) > 40 or before[-1:] in ":?" or _ENUMERATED.match(line):
        return False
    if line[:1] == "(" and line[-1:] == ")":
        return True
    noun = not _PREDICATE.search(line) or re.fullmatch(r"[^了是]*的[^了是]{1,4}。", line)
    return len(line) <= 14 and line[-1:] == "。" and "," not in line and bool(noun)


def _furniture(line: str) -> Role | None:
    """What a line says of itself wherever it stands around an article."""
    return _named(line) or _says(line, _ANYWHERE) or _notice(line)


def _says(line: str, rules: Sequence[tuple[int, re.Pattern[str], Role]]) -> Role | None:
    """The role of the first rule whose pattern stands in the line, if that is no longer than the rule allows."""
    return next((role for longest, pattern, role in rules if len(line) <= longest and pattern.search(line)), None)


def _notice(line: str) -> Role | None:
    return _INSIDE[0][2] if _NOTICE.search(line if len(line) <= 90 else line[:24]) else None


def _above(line: str) -> Role:
    if len(line) <= 120 and (re.search(DATE, line) or re.search(PART_DATE + TIME, line)):
        return Role("date", "a date between title and body")
    if found := _furniture(line) or _picture(line, Markup()):
        return found
    name = 2 <= len(line) <= 20 and not re.search(r"[,。;?!\d]", line) and _cover(line) < 0.4
    return Role("byline", "a name below the title") if name else Role("chrome", "between title and body")


def _cover(line: str) -> float:
    """The share of a line that words of the page's own buttons make up."""
    return sum(map(len, _BUTTON.findall(line))) / max(len(line.replace(" ", "")), 1) if len(line) < 80 else 0.0


def _is_chrome(line: str) -> bool:
    """Footers, buttons and counters, and rows of many short words, as menus are."""
    words = line.split()
    row = len(words) >= 5 and sum(map(len, words)) < 6 * len(words) and not re.search(r"[,。;?!]$", line)
    return row or bool(re.search(CUES["footer"], line)) or (not re.search(DATE, line) and _cover(line) >= 0.6)


def _below(texts: Sequence[str]) -> list[Role]:
    """Roles after the body: credits and notices until the first list of others, then those lists and furniture."""
    out: list[Role] = []
    listed = False
    saved = dating.retrieval(texts)
    since = range(saved + 1, saved + 9) if saved is not None else range(0)
    for i, line in enumerate(texts):
        if i == saved:
            out.append(Role("chrome", "time at which the page was saved"))
        elif len(line) <= 40 and (not listed or i in since) and _COUNTS.search(line):
            out = _card(out, texts, i, saved)
        elif role := _tail(line, listed):
            out.append(role)
        else:
            listed = listed or (len(line) <= 14 and bool(_HEADER.match(line)))
            out.append(_other(line, listed))
    return out


def _tail(line: str, listed: bool) -> Role | None:
    """What a line below the body says of itself."""
    if listed:
        found = _notice(line) if len(line) > 8 else None
    elif len(line) < 60 and dating.LABELLED.search(line):
        found = Role("date", "a labelled date below the body")
    else:
        found = _furniture(line)
    return found or (Role("chrome", "footer, buttons or counters") if _is_chrome(line) else None)


def _other(line: str, listed: bool) -> Role:
    if len(line) <= 14 and _HEADER.match(line):
        return Role("related", "heads a list of other articles")
    others = listed or len(line) >= 12
    return Role("related", "in a list of other articles") if others else Role("chrome", "after the article")


def _card(out: list[Role], texts: Sequence[str], at: int, saved: int | None) -> list[Role]:
    """The card of an account ends in its counters: above them its name, once or twice, and a line about it."""
    first = max(at - 4, 0 if saved is None else saved + 1)
    for i in range(first, at):
        if saved is not None or len(texts[i]) <= 16:
            name = i == first or (i == first + 1 and texts[first].startswith(texts[i]))
            out[i] = Role("byline" if name else "chrome", "account's card")
    return [*out, Role("chrome", "counters of an account")]
