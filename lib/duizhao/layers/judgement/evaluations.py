"""The words that evaluate, and what their clause does to them.

A row of `evaluations.csv` is a form as `codebook.match` describes it (借…之名; !短视频, a look-alike) with its polarity,
its kind of appraisal (Martin & White 2005, The Language of Evaluation, ch. 2), an example, and a `target`, the place of
what it evaluates: `subject` (X一意孤行), `quality` (X的做法十分荒谬), `object` (谴责X), `owner` (X的野心), `label`
(X是帮凶). `source` says whether real news has it (`met`) and whether the lists of HowNet (Dong & Dong 2007) or DUTIR
(Xu et al. 2008) give it the same polarity. `grade` is explained in `stance.Evaluation`. The words of grammar that all
this rests on are `stance_words.csv`. Text comes without quotation marks (see `stance`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from duizhao.codebook import Codebook, alternatives, load
from duizhao.codebook.match import Hit, Matcher, matcher

FAR = 160
"""How many characters around a word are looked at."""

_BREAK = re.compile(r"[，,；;：:。！？!?…\n]")
Grammar = dict[str, re.Pattern[str]]
"""What the words of grammar make up, by name: see `_grammar`."""

_QUESTION = re.compile(r"[？?]|[吗呢]$")
ASKS = re.compile("请问|对此有何")
"""What begins the question of a reporter who told something first."""


class Cue(NamedTuple):
    """A word or construction met at `start:end`; `left` and `right` are where its clause begins and ends."""

    start: int
    end: int
    left: int
    right: int
    polarity: int
    kind: str
    target: str
    grade: str
    mark: str


class Lexicon(NamedTuple):
    """A codebook's evaluations, as cues without a place, and what finds them; the grammar; names, and what is none."""

    forms: Matcher
    entries: dict[str, Cue]
    grammar: Grammar
    actors: tuple[tuple[re.Pattern[str], str], ...]
    no_name: re.Pattern[str]


@lru_cache(maxsize=8)
def lexicon(codebook: Codebook) -> Lexicon:
    """Compile a codebook's `evaluations` and `stance_words`."""
    rows = codebook["evaluations"].reindex(columns=["form", "polarity", "appraisal", "target", "grade"], fill_value="")
    entries = {r[0]: Cue._make([0, 0, 0, 0, int(r[1]), *r[2:], ""]) for r in rows.itertuples(index=False, name=None)}
    words: dict[str, list[str]] = {use: [] for use in load()["stance_words"]["use"]}  # a user's table may lack some
    for word, use in zip(codebook["stance_words"]["word"], codebook["stance_words"]["use"], strict=True):
        words.setdefault(use, []).append(word)
    words["say"] += [form for form, entry in entries.items() if entry.target == "object"]
    return Lexicon(
        matcher(entries),
        entries,
        _grammar({use: alternatives(listed) for use, listed in words.items()}),
        tuple((re.compile(alternatives(listed)), use) for use, listed in words.items() if use.isupper()),
        re.compile(alternatives(words["no_name"])),
    )


def _grammar(w: dict[str, str]) -> Grammar:
    """The patterns made of the word classes, by what they find; each with an example."""
    adverbs = rf"(?:{w['adverb']})"
    light = rf"{w['lead']}|{adverbs}|(?:{w['preposition']})[^，,]{{1,14}}[上中下里内后前时间来]|[\d年月日号]+|\s"
    within = rf"{adverbs}{{0,3}}(?:在[^，,]{{1,10}}[时下中里])?"
    this = rf"(?:{w['demonstrative']})"
    deed = rf"{this}(?:$|[^，,]{{0,10}}(?:{w['deed']}))"
    pieces = {
        "negated": rf"{w['negation']}{within}$",  # 并非[霸权国家]
        "suffered": rf"{w['suffered']}[^，,的时]{{0,4}}$",  # 遭到[侵略]
        "passive": rf"({w['passive']})[^，,的]{{0,8}}$",  # 遭到多国[谴责]
        "strong": rf"{w['strong']}{within}$",  # 从来没有在危难时[落井下石]
        "so_called": r"所谓[^，,]{0,8}$",  # 所谓X[侵犯]邻国
        # 不要[损害]，不愿意把X称为[帮凶]
        "forbidden": rf"(?:{w['forbid']}[^，,]{{0,14}}|{w['negation']}[^，,]{{0,4}}[把将][^，,]*)$",
        "wished": rf"{w['mask']}|({w['wish']})",  # 希望双方[守望相助]
        "condition": rf"{w['mask']}|({w['condition']})",  # 如果[一意孤行]
        "conceded": w["concession"],  # 虽然[勇敢]
        "copula": rf"(?:{w['copula']})[^，,]{{0,12}}$",  # 是典型的[强盗]
        "called": rf"{w['called']}|[称视](?=[^，,]{{1,14}}[为是作][^，,]{{0,6}}$)",  # 把X称为[帮凶]，称X是[帮凶]
        "adverbs": rf"(?:[是所在）)]|{adverbs}|\s)*+",  # X一再[挑衅]
        # what may stand before a subject: 近日，此前在安理会上，执政的，直接原因是
        "light": rf"(?:{light}|[^，,]{{1,12}}的|[^，,]{{0,6}}(?:{w['reason']})[^，,]{{0,3}}(?:是|在于))*+",
        "unsaid": rf"(?:{light}|[是在]|(?:{w['ahead']})[^，,的]{{1,12}})*+",  # 对邻国[咄咄逼人]
        # 这一[行径]，这种做法[荒谬]，他们[背信弃义]
        "deed": rf"(?:{w['lead']}|{adverbs}){{0,3}}{deed}",
        "anaphor": rf"(?:{w['lead']}|{adverbs}){{0,3}}(?:{w['pronoun']}|这(?![一种些个类])|其(?![实中他余次])|{deed})",
        "conduct": rf"的?[^，,、的]{{0,2}}(?:{w['deed']})",  # X[粗暴]的做法
        "measures": rf"{this}[^，,]{{0,4}}(?:{w['measure']})",  # 这些举措[惠及]邻国
        "cleft": r"的|[^，,]{1,14}的[，,]?(?:正|恰恰|就|正好)?是",  # [破坏]和平的是X
        "ended": r"[的地]?(?:[，,。；;！!、…\n]|$|[和并或且与])",  # 中方的做法十分[荒谬]。
        "expressed": rf"(?:{w['express']})对[^，,]*的$",  # 出于对X的[不信任]
        "shown": rf"(?:{w['show']})$",  # 凸显了[两国]在…的决心
        "said": rf"{w['mask']}|({w['say']})",  # X宣布Y[违背承诺]
        "reported": w["report"],  # 警告X[没有出路]
        "caused": rf"(?:{w['cause']})[^，,]*$",  # X让局势变得[荒谬]
        "toward": rf"(?<![反面应])(?:{w['toward']})[^，,的对]{{0,3}}$",  # 对X
        "prep": rf"(?<![反在认成作以称视])(?:{w['preposition']})$",  # 被X，与X
        "within": rf"(?:{w['toward']})(?:{this}|{w['anybody']})?$",  # X对这种[损害]互信的言论…
        "averse": w["averse"],  # X反对[霸权]
        "thereto": rf"对此{adverbs}*$",  # 甲国对此强烈[谴责]
        "takeover": w["takeover"],  # 此前，…: the author again
    }
    return {name: re.compile(pattern) for name, pattern in pieces.items()}


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a span."""
    left = max((m.end() for m in _BREAK.finditer(text, max(0, start - 80), start)), default=max(0, start - 80))
    found = _BREAK.search(text, end, end + 80)
    return left, found.start() if found else min(len(text), end + 80)


def cues(text: str, lexicon: Lexicon) -> list[Cue]:
    """Evaluative words and constructions of a sentence, in order, those left out that its grammar makes no evaluation.

    Of several that begin at one place the longest counts. Questions, conditions, wishes, what is forbidden and what is
    suffered evaluate nobody; negation turns the polarity. `mark` says `negated` or `conceded` (虽然…).
    """
    found = (_cue(text, hit, lexicon.entries[hit.form], lexicon.grammar) for hit in lexicon.forms.find(text))
    return [cue for cue in found if cue]


def has(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the text holds one of a class of words, look-alikes (主要 for 要) passed over."""
    return any(match[1] for match in pattern.finditer(text))


def _cue(text: str, hit: Hit, entry: Cue, g: Grammar) -> Cue | None:
    start, end = hit.start, hit.end
    left, right = clause(text, start, end)
    before, polarity, mark = text[left:start], entry.polarity, ""
    if _irrealis(text, before, start, entry, g):
        return None
    if g["negated"].search(before):
        if entry.target == "object" or (polarity < 0 and not g["strong"].search(before)):
            return None  # 不损害 is no praise
        polarity, mark = -polarity, "negated"
    elif g["conceded"].search(before):
        mark = "conceded"
    return entry._replace(start=start, end=end, left=left, right=right, polarity=polarity, mark=mark)


def _irrealis(text: str, before: str, start: int, entry: Cue, g: Grammar) -> bool:
    """Whether what is said is asked, supposed, wished, forbidden or suffered, not held against or for somebody."""
    if (_QUESTION.search(text[-3:]) or _QUESTION.search(text, start, start + FAR)) and not ASKS.search(text, start):
        return True
    left = max(text.rfind("；", 0, start), text.rfind(";", 0, start), start - FAR, 0)
    if has(g["condition"], text[max(left, start - 60) : start]) and not g["called"].search(before):
        return True
    if entry.target == "object":  # 撤销[指控], 对X的指控; but 对X的不信任
        return bool(re.search("[的些次项]$|互相$|相互$", before)) and not g["expressed"].search(before)
    if entry.polarity > 0:
        return has(g["wished"], text[left:start])
    if entry.target == "owner":
        return False
    return any(g[name].search(before) for name in ("forbidden", "suffered", "so_called"))


def reported(text: str, cue: Cue, lexicon: Lexicon) -> int:
    """Where the verb stands by which somebody unquoted holds what the cue says (警告…[没有出路]); -1 without one."""
    verbs = ("reported", "called")
    near = text[: cue.start]
    found = [m.start() for v in verbs for m in lexicon.grammar[v].finditer(near, max(0, cue.start - FAR))]
    return max(found, default=-1)
