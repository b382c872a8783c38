"""The words that evaluate: where a sentence holds one, and which way it points there.

A row of `evaluations.csv` is a word or a construction with gaps (借…之名), its polarity, its kind of appraisal (Martin & White
2005, The Language of Evaluation, ch. 2: affect, judgement, appreciation) and its `target`, the place of what it evaluates:
`subject`, `object`, `owner` (possessor), `near` (the noun it modifies, or the subject it is said of), `label` (a name given
to somebody), `for` (…对X而言), or an actor's code (毛子 is RU). Rows of the register `post` count in posts only: `stand`
is the author's own 支持 or 反对 and looks for its object, `cheer` a call that looks for its subject.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import add
from typing import NamedTuple

from duizhao.codebook import Codebook

BREAK = r",，;；:：。！？!?…\n"
"""Where a clause ends; quotation marks do not end one."""

_GAP = rf"[^{BREAK}]{{0,16}}?"
_LONG = r"[^。！？!?\n]{0,28}?"
_ADVERB = (
    r"(?:是|会|能够?|再|什么|[那这]么|太|有|曾|真的?|真正|很|够|那种|所谓的?|一个|任何|说[得的]|应该?|肯|敢|想|值得|丝毫|半点)"
)
_NOT = (
    r"(?:[并绝]非|[绝决]不|并不|并没有|从不|从未|从来没有|毫[无不]|没有|没|未能|未|不|无法|难以|难言|谈不上|[算称说]不上|"
    r"哪里?[谈算称说]得上|何谈|别|勿|莫|缺乏|无|凭什么|凭啥|怎么?能|何来|谈何)"
)
_NEGATED = re.compile(rf"{_NOT}{_ADVERB}{{0,3}}$|(?:毫无|缺乏|没有|缺少|丧失)\w{{0,4}}$")
_TWICE = re.compile(
    rf"(?:不得不|[特个分区]别|毫不掩饰地?)$|(?:难道|岂|怎能|哪能|焉能|谁能)|"
    rf"(?:不能|不得|不会|不可|无法|[能可]){_NOT}{_ADVERB}{{0,2}}$"
)
_COPULA = re.compile(
    r".*((?<![但于或可凡总])是(?!否)|沦为|成为|成了|变成|作为|堪称|视为|当作|当成|(?<![应相适])当(?![前时地天])|(?<![正重忽无敌歧电蔑轻漠])视|"
    r"称[为作]?|扮演|充当|甘[当做为]|做|乃(?!至)|(?<![立随])即(?![将便使])|叫|骂|(?<![驳充排])斥|等于|无异于|[并绝]非|自诩|"
    rf"[这那][个帮群根条种只头])[^{BREAK}]{{0,14}}$"
)
_AVERTED = re.compile(
    r"(?:反对|抵[制御抗]|抗击|反抗|打击|遏制|制止|防止|避免|警惕|摒弃|消除|杜绝|停止|拒绝|去|反击|应对|面对|挫败|粉碎|揭露|遭[遇到受]?|受到?|饱受|"
    rf"免[受遭]|免于|被|反|在|所谓)[^{BREAK}的]{{0,3}}$"
)
_SUFFERED = re.compile(r"(?:遭[遇到受]?|受到?|饱受|免[受遭]|免于|被|[^一]反|面对)$")
_HYPOTHETICAL = re.compile(
    r"如果|若是|若(?!干)|假如|倘若|(?<!主)要是|假使|一旦|除非|即[使便](?!如此)|哪怕|就算|是否|能否|会不会|是不是|以免|免得|避免|不像|哪像|比起|(?:反对|抵制|制止|防止|拒绝|打击)(?:任何|一切|各种|所有)"
)
_WISHED = re.compile(
    r"呼吁|要求|敦促|希望|期待|期望|(?<!反)应(?![对邀])|必须|需要|愿(?!继续)|"
    r"总想|试图|企图|妄图|妄想|幻想|自以为|自认|自诩|自称|标榜|号称|误以为"
)
_THREATENED = re.compile(r"(?:将|会|要|必)[^，,]{0,4}[让叫使令][^，,]*$")
_FORBIDDEN = re.compile(r"(?:不[应该得可要]|别|勿|休)[当该能要让再]*$")
_REPENTED = re.compile(rf"[^{BREAK}]{{0,8}}(?:反思|反省|道歉|忏悔|悔过|悔罪|谢罪|认罪)")
_CONCEDED = re.compile(r"虽[然说]?|尽管|固然|诚然")


class Cue(NamedTuple):
    """A word or construction met. `start:end` is in the sentence; `clause` where its clause begins and ends."""

    start: int
    end: int
    clause: tuple[int, int]
    polarity: int
    kind: str
    target: str
    mark: str


class _Entry(NamedTuple):
    polarity: int
    kind: str
    target: str
    post: bool


class Lexicon(NamedTuple):
    """A codebook's evaluations by how they begin: two characters, or one where a gap follows it; then head, tail, entry."""

    starts: dict[str, list[tuple[str, re.Pattern[str] | None, _Entry]]]
    single: frozenset[str]


def _factored(tails: list[str]) -> str:
    """One pattern of many tails: those of one gap share it, the longest first."""
    shared: dict[str, list[str]] = {}
    for tail in sorted(tails, key=lambda tail: (-len(tail), tail)):
        gap = next(g for g in (_LONG, _GAP) if tail.startswith(g))
        shared.setdefault(gap, []).append(tail[len(gap) :])
    return "|".join(f"{gap}(?:{'|'.join(ends)})" for gap, ends in shared.items())


@lru_cache(maxsize=8)
def lexicon(codebook: Codebook) -> Lexicon:
    """Compile a codebook's `evaluations`. Looking up pairs of characters is ten times as fast as one pattern of thousands."""
    table = codebook["evaluations"]
    starts: dict[str, list[tuple[str, re.Pattern[str] | None, _Entry]]] = {}
    registers = table["register"] if "register" in table else [""] * len(table)
    gaps: dict[tuple[str, _Entry], list[str]] = {}
    for form, polarity, kind, target, register in zip(
        table["form"], table["polarity"], table["appraisal"], table["target"], registers, strict=True
    ):
        head, *rest = re.split("(…+)", form)
        tail = "".join(_LONG if p == "……" else _GAP if p == "…" else re.escape(p) for p in rest)
        entry = _Entry(1 if int(polarity) > 0 else -1, kind, target, register == "post")
        if rest:
            gaps.setdefault((head, entry), []).append(tail)
            continue
        starts.setdefault(head[:2], []).append((head, None, entry))
        if len(form) == 4 and target != "label":  # 失去理智 is also said 失去了理智
            starts[head[:2]].append((f"{head[:2]}了{head[2:]}", None, entry))
    for (head, entry), tails in gaps.items():  # constructions that begin alike are looked for at once
        starts.setdefault(head[:2], []).append((head, re.compile(_factored(tails)), entry))
    return Lexicon(starts, frozenset(start for start in starts if len(start) == 1))


def cues(text: str, lexicon: Lexicon, *, post: bool = False) -> list[Cue]:
    """Evaluative words and constructions of a sentence, in order, those that its grammar undoes left out.

    Of several that begin at one place the longest counts, and none begins inside a word; what fills a construction's gap
    counts where it points the other way. Negation turns the polarity (并非, 毫无), twice restores it (不能不); what is averted
    (反对霸权), a condition (如果…) or a victim (遭到侵略) evaluates nobody. `mark` says `negated` or `conceded` (虽然…).
    """
    found: list[Cue] = []
    free = 0
    starts, single = lexicon.starts, lexicon.single
    for at, pair in enumerate(map(add, text, text[1:] + " ")):
        if at < free or not (pair in starts or pair[0] in single):
            continue
        best = None
        for head, tail, entry in (*starts.get(pair, ()), *(starts[pair[0]] if pair[0] in single else ())):
            if (entry.post and not post) or not text.startswith(head, at):
                continue
            after = at + len(head)
            hit = tail.match(text, after) if tail else None
            end = hit.end() if hit else after
            if (hit or not tail) and (best is None or end > best[0]):
                best = end, after if tail else end, entry
        if best:
            free = best[1]
            cue = _in_clause(text, at, best[0], best[2])
            if cue and not (found and at < found[-1].end and cue.polarity == found[-1].polarity):
                found.append(cue)
    return found


def clause(text: str, start: int, end: int) -> tuple[int, int]:
    """The clause around a span, of which at most 80 characters to either side are looked at."""
    left, right = start, end
    while left and start - left < 80 and text[left - 1] not in BREAK:
        left -= 1
    while right < len(text) and right - end < 80 and text[right] not in BREAK:
        right += 1
    return left, right


def _in_clause(text: str, start: int, end: int, entry: _Entry) -> Cue | None:
    left, right = clause(text, start, end)
    before, polarity, mark = text[left:start], entry.polarity, ""
    if _HYPOTHETICAL.search(before):
        return None
    if polarity > 0 and entry.target != "stand":
        first = clause(text, left - 1, left - 1)[0] if left and re.fullmatch("(?:[为并].*)?", before) else left
        if _WISHED.search(text, first, start):
            return None
    repented = re.search("[对就为][^，,]{0,4}$", before) and _REPENTED.match(text, end, right)
    if polarity < 0 and (_THREATENED.search(before) or _FORBIDDEN.search(before) or repented):
        return None
    averted = _AVERTED if entry.target in ("owner", "label") else _SUFFERED
    if entry.target not in ("object", "stand", "for") and averted.search(before):
        return None
    verb = _COPULA.match(before) if entry.target == "label" else None
    scope = before[: verb.start(1) + 2 * (verb[1][1:] == "非")] if verb else before
    if _NEGATED.search(scope) and not _TWICE.search(scope):
        if entry.target in ("object", "stand"):
            return None
        polarity, mark = -polarity, "negated"
    elif _CONCEDED.search(before):
        mark = "conceded"
    return Cue(start, end, (left, right), polarity, entry.kind, entry.target, mark)


def copula(text: str, cue: Cue) -> int | None:
    """Where the verb begins by which a name is given to somebody here (X是…, 视X为…); None for a thing just spoken of."""
    found = _COPULA.match(text[cue.clause[0] : cue.start])
    return cue.clause[0] + found.start(1) if found else None
