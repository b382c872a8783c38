"""What a careful reader asks of two sources, a function a question: the differences found, none where there is none.

Each takes a `View` and gives `Candidate`s. A difference is told where q < `LEVEL` over the question's family, or
where one source has at least `ENOUGH` sentences of what the other has nowhere. The author's words and quoted ones are
never added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from duizhao.compare import tallies, topics
from duizhao.compare.shares import KEY, differences
from duizhao.measures import keyness

if TYPE_CHECKING:
    from duizhao.compare.findings import Words
    from duizhao.corpus import Corpus

Row = dict[str, Any]
"""A difference seen from the source with more: `source, other, k, n, k_other, n_other, low, high, p, q, tests`."""

LEVEL, ENOUGH, OPPOSITES = 0.05, 3, ("cohesion", "division")
MOST, SHOWN = 3, 6
"""Names, and words of each source, in one statement."""


class View(NamedTuple):
    """What is compared: source `a` with `b`, the name of the other one or of all others; and how it is said."""

    corpus: Corpus
    a: str
    b: str
    words: Words
    events: Mapping[str, str] | None

    def differ(self, hits: pd.DataFrame, by: str) -> list[Row]:
        """`shares.differences` as rows, the surest first."""
        rows = differences(self.corpus.sentences, hits, by, self.a, events=self.events).to_dict("records")
        return [self._seen(row) | {by: row[by], "tests": len(rows)} for row in rows]

    def _seen(self, row: Mapping[Any, Any]) -> Row:
        sides = [(self.a, row["k_a"], row["n_a"]), (self.b, row["k_b"], row["n_b"])]
        turned = row["k_a"] * row["n_b"] < row["k_b"] * row["n_a"]
        (source, k, n), (other, k_other, n_other) = reversed(sides) if turned else sides
        low, high = (-row["high"], -row["low"]) if turned else (row["low"], row["high"])
        seen = {"source": source, "other": other, "k": k, "n": n, "k_other": k_other, "n_other": n_other}
        return seen | {"low": low, "high": high, "p": row["p"], "q": row["q"], "unit": row["unit"]}

    def of(self, rows: pd.DataFrame, source: str) -> pd.DataFrame:
        """The rows of one of the two sources."""
        return rows[(rows["source"] == self.a) == (source == self.a)]

    def say(self, key: str, row: Mapping[str, Any], **fields: object) -> str:
        """A statement with the counts of the row."""
        counts = {name: row[name] for name in ("source", "other", "k", "n", "k_other", "n_other")}
        return self.words.say(key, **(counts | fields))

    def named(self) -> pd.DataFrame:
        """A row a mention and actor."""
        return tallies.exploded(self.corpus.mentions)


class Candidate(NamedTuple):
    """A difference that may be told: its statement, the row it rests on, and the rows of the layer that show it."""

    key: str
    about: str
    statement: str
    row: Row
    evidence: pd.DataFrame
    tested: bool = True


def _alone(row: Row) -> bool:
    """Enough of what the other, which is not empty, has nowhere."""
    return bool(row["k_other"] == 0 and row["k"] >= ENOUGH and row["n_other"] > 0)


def _sure(row: Row) -> bool:
    """More than chance gives, and more than a sentence or two."""
    return bool(row["q"] < LEVEL and row["k"] >= ENOUGH)


def _own(rows: pd.DataFrame) -> pd.DataFrame:
    """What the author says."""
    return rows[rows["voice"] == "author"]


def actors(view: View) -> Iterator[Candidate]:
    """Who is written of by both, and more by one."""
    hits = view.named()
    told = [row for row in view.differ(hits, "actor") if _sure(row) and row["k_other"]]
    for source in (view.a, view.b):
        if first := [row for row in told if row["source"] == source][:MOST]:
            shown = [view.say("item_more", row, name=view.words.actor(row["actor"])) for row in first]
            text = view.say("actors", first[0], list=view.words.listed(shown, between="and"))
            yield Candidate("actors", "topic", text, first[0], hits[hits["actor"].isin([r["actor"] for r in first])])


def only(view: View) -> Iterator[Candidate]:
    """Whom one mentions and the other never."""
    hits = view.named()
    alone = sorted(filter(_alone, view.differ(hits, "actor")), key=lambda row: (-row["k"], row["actor"]))
    sources = [name for name in (view.a, view.b) if name in view.corpus.sources]
    parts = [part for source in sources if (part := [row for row in alone if row["source"] == source][:MOST])]
    parts.sort(key=lambda part: (part[0]["p"], part[0]["source"]))
    if parts:
        lists = [view.words.listed(_with_judgement(view, row) for row in part) for part in parts]
        key = "only_both" if len(parts) > 1 else "only"
        text = view.say(key, parts[0][0], list=lists[0], list_other=lists[-1])
        told = [row["actor"] for part in parts for row in part]
        yield Candidate("only", "topic", text, parts[0][0], hits[hits["actor"].isin(told)], False)


def _with_judgement(view: View, row: Row) -> str:
    """An actor with its sentences, and with those in which the author is for or against it."""
    judged = _own(view.corpus.stance).drop_duplicates([*KEY, "target", "polarity"])
    own = view.of(judged[judged["target"] == row["actor"]], row["source"])["polarity"].value_counts()
    pro, con = int(own.get(1, 0)), int(own.get(-1, 0))
    key = "item" + ("_both" if pro and con else "_for" if pro else "_against" if con else "")
    return view.say(key, row, name=view.words.actor(row["actor"]), pro=pro, con=con)


def places(view: View) -> Iterator[Candidate]:
    """The places that only one goes to."""
    hits = topics.places(view.corpus)
    alone = [row for row in view.differ(hits, "token") if not row["k_other"] and row["n_other"]]
    for source in (view.a, view.b):
        own = sorted((r for r in alone if r["source"] == source), key=lambda r: (-r["k"], r["token"]))[: 2 * MOST]
        if own and own[0]["k"] >= ENOUGH:
            shown = view.words.listed(view.say("place", row, name=view.words.term(row["token"])) for row in own)
            rows = hits[hits["token"].isin([row["token"] for row in own])]
            yield Candidate("places", "topic", view.say("places", own[0], list=shown), own[0], rows, False)


def voices(view: View) -> Iterator[Candidate]:
    """Who is given words of their own, and how much of the text is theirs."""
    quotes = view.corpus.quotes
    heard = quotes[~quotes["own"].astype(bool) & (quotes["kind"] != "source")].assign(any="any")
    for row in view.differ(heard, "any"):
        if _sure(row) or _alone(row):
            text = view.say("voices", row, **_voice(view, row["source"]), rest=_rest(view, row))
            yield Candidate("voices", "manner", text, row, heard)
    said = heard.explode("actors").dropna(subset="actors").rename(columns={"actors": "actor"})
    for row in [row for row in view.differ(said, "actor") if _alone(row)][:1]:
        own = view.of(tallies.quoted_characters(view.corpus), row["source"]).query("kind == 'quoted'")
        chars = own.loc[[row["actor"] in who for who in own["actors"]], "characters"].sum()
        counts = {"chars": int(chars), "whole": int(own["characters"].sum())}
        text = view.say("heard", row, name=view.words.actor(row["actor"]), **counts)
        yield Candidate("voices", "manner", text, row, said[said["actor"] == row["actor"]], False)


def _voice(view: View, source: str) -> dict[str, object]:
    """How many speakers a source has, the characters they and the whole article take, and whose they mostly are."""
    voice = tallies.voice(view.of(tallies.quoted_characters(view.corpus), source))
    said = view.words.say("speakers" if voice.people > 1 else "speakers_one", n=voice.people) if voice.people else ""
    unnamed = view.words.say("unnamed")
    names = view.words.listed(unnamed if name == "unknown" else name for name in voice.most_by[:MOST])
    if voice.actors:
        where = view.words.listed(map(view.words.actor, voice.actors), between="and")
        names = view.words.say("voices_from", name=where, names=names)
    speakers = view.words.listed(filter(None, [said, unnamed if voice.unnamed else ""]), between="and")
    return {"speakers": speakers, "chars": voice.chars, "whole": voice.whole, "top": names, "top_chars": voice.most}


def _rest(view: View, row: Row) -> str:
    """How the other source quotes."""
    if row["k_other"]:
        return view.say("voices_some", row, **_voice(view, row["other"]))
    reporter = view.of(view.corpus.quotes, row["other"])["own"].any()
    return view.say("voices_own" if reporter else "voices_none", row)


def evaluates(view: View) -> Iterator[Candidate]:
    """Whom the author is for or against; then, apart from that, whom those quoted are."""
    codes, marks = (rows[rows["target"] != "unclear"] for rows in (view.corpus.stance, view.corpus.evaluations))
    for key, author in (("evaluates", True), ("evaluates_quoted", False)):
        own = codes[(codes["voice"] == "author") == author].assign(any="any")
        for row in view.differ(own, "any"):
            if _sure(row) or _alone(row):
                whom = [_targets(view, view.of(own, row[side])) for side in ("source", "other")]
                text = view.say(key, row, list=whom[0], list_other=f" ({whom[1]})" if whom[1] else "")
                yield Candidate(key, "manner", text, row, marks[(marks["voice"] == "author") == author])


def _targets(view: View, codes: pd.DataFrame) -> str:
    """`for China 3, Russia 4; against …`: targets by the sentences that evaluate them."""
    parts = []
    for key, sign in (("for", 1), ("against", -1)):
        own = codes[codes["polarity"] == sign].drop_duplicates([*KEY, "target"])["target"].value_counts().sort_index()
        first = own.sort_values(ascending=False, kind="stable").head(MOST)
        if len(first):
            shown = [f"{view.words.actor(str(code))} {n}" for code, n in first.items()]
            parts.append(view.words.say(key, list=view.words.listed(shown)))
    return view.words.listed(parts, between="semicolon")


def frames(view: View) -> Iterator[Candidate]:
    """What the author writes of."""
    hits = _own(view.corpus.frames)
    for row in view.differ(hits, "frame"):
        if _sure(row) and row["frame"] not in OPPOSITES:
            text = view.say("frames", row, name=view.words.say(row["frame"]))
            yield Candidate("frames", "topic", text, row, hits[hits["frame"] == row["frame"]])


def alliance(view: View) -> Iterator[Candidate]:
    """Division in the one, closing ranks in the other: opposites, each counted for itself."""
    hits = _own(view.corpus.frames).query("frame in @OPPOSITES")
    rows = {row["frame"]: row for row in view.differ(hits, "frame")}
    for row in filter(_sure, rows.values()):
        div, coh = (rows.get(name, row) for name in ("division", "cohesion"))
        if div["source"] == coh["source"] or min(div["k"], coh["k"]) < 2:
            text = view.say("frames", row, name=view.words.say(row["frame"]))
            yield Candidate("alliance", "manner", text, row, hits[hits["frame"] == row["frame"]])
            continue
        shown = [view.of(hits[hits["frame"] == own["frame"]], own["source"]) for own in (div, coh)]
        who = [_who(view, part, own["source"]) for part, own in zip(shown, (div, coh), strict=True)]
        counts = {"div": div["k"], "coh": coh["k_other"], "coh_other": coh["k"], "div_other": div["k_other"]}
        text = view.say("alliance", div, **counts, div_who=who[0], coh_who=who[1])
        yield Candidate("alliance", "manner", text, row, pd.concat(shown))
        return


def _who(view: View, hits: pd.DataFrame, source: str) -> str:
    """`, above all of` the actors that these places name more often than their source does otherwise."""
    sentences, named = view.of(view.corpus.sentences, source), view.of(view.named(), source)
    codes = tallies.above_all(sentences, named, hits)[:MOST]
    names = view.words.listed(map(view.words.actor, codes), between="and")
    return view.words.say("above_all", names=names) if codes else ""


def certainty(view: View) -> Iterator[Candidate]:
    """How sure the author is."""
    marks = _own(view.corpus.hedges)
    for row in view.differ(marks, "value"):
        if _sure(row) or _alone(row):
            own = marks[marks["value"] == row["value"]]
            words = view.words.listed(sorted(set(view.of(own, row["source"])["text"]))[:MOST])
            text = view.say("certainty", row, name=view.words.say(row["value"]), words=words)
            yield Candidate("certainty", "manner", text, row, own)


def decisive(view: View) -> Iterator[Candidate]:
    """Who says what decides the matter, and of whom."""
    hits = topics.marked(view.corpus.sentences, ["decisive"])
    for row in view.differ(hits, "mark"):
        if _sure(row) or _alone(row):
            own = view.of(hits, row["source"])
            start, text, *part = own.iloc[0][["start", "text", "part_start", "part_end"]]
            passage = text[part[0] - start : part[1] - start].strip()
            text = view.say("decisive", row, passage=passage, who=_who(view, own, row["source"]))
            yield Candidate("decisive", "manner", text, row, hits)


def headline(view: View) -> Iterator[Candidate]:
    """Whose headlines ask, exclaim or sound an alarm."""
    titles = view.corpus.sentences[view.corpus.sentences["role"] == "title"]
    hits = topics.marked(titles, topics.LOUD)
    for source, other in ((view.a, view.b), (view.b, view.a)):
        own, rest = (view.of(titles, side) for side in (source, other))
        k, k_other = (view.of(hits, side)["article"].nunique() for side in (source, other))
        n, n_other = own["article"].nunique(), rest["article"].nunique()
        row: Row = {"source": source, "other": other, "k": k, "n": n, "k_other": k_other, "n_other": n_other}
        row |= {"p": keyness.fisher(k, k_other, n, n_other), "tests": 1, "unit": "article"}
        if n == n_other == 1 and k > k_other:
            found = view.of(hits, source).groupby("mark", sort=False)["cue"].agg(view.words.listed)
            form = view.words.listed((view.words.say(str(m), words=w) for m, w in found.items()), between="and")
            heads = {"title": "".join(own["text"]), "title_other": "".join(rest["text"])}
            text = view.say("headline", row, form=form, **heads)
            yield Candidate("headline", "manner", text, row, pd.concat([view.of(hits, source), rest]), False)
        elif k * n_other > k_other * n and row["p"] < LEVEL:
            yield Candidate("headline", "manner", view.say("headlines", row), row, hits)


def words(view: View) -> Iterator[Candidate]:
    """The words and phrases that run through one and are rare in the other."""
    table = topics.table(view.corpus, view.a, events=view.events)
    sizes = [int(view.of(view.corpus.tokens, side)["word"].sum()) for side in (view.a, view.b)]
    parts = [topics.favoured(table, own, sizes)[:SHOWN] for own in "ab"]
    if all(parts):
        sure = set(table.loc[table["q"] < LEVEL, "term"])
        shown = [[f"{view.words.term(term)} {k}:{j}{'*' * (term in sure)}" for term, k, j in part] for part in parts]
        lists = [view.words.listed(part) for part in shown]
        k, k_other = parts[0][0][1:]
        row: Row = {"source": view.a, "other": view.b, "k": k, "n": sizes[0], "k_other": k_other, "n_other": sizes[1]}
        row |= {"p": table["p"].min(), "q": table["q"].min(), "tests": len(table), "unit": "word"}
        said = view.words.say("words_sure" if sure else "words_none", n=len(sure), tests=len(table))
        text = view.say("words", row, list=lists[0], list_other=lists[1], sure=said)
        hits = topics.phrases(view.corpus.tokens, view.corpus.mentions, view.corpus.codebook.stopwords)
        told = hits["token"].isin({term for part in parts for term, *_ in part})
        yield Candidate("words", "topic", text, row, hits[told])


QUESTIONS = (only, actors, alliance, voices, evaluates, frames, certainty, decisive, headline, words, places)
