"""Regenerate the derived rows of `codebook/actors.csv`; rows written by hand (any other `source`) stay as they are.

Names of territories come from Unicode CLDR as packaged by Babel (zh_Hans, zh_Hant, zh_Hant_HK), ordinary words that hold the
short form of a country from jieba's frequency dictionary (MIT), and the folding of traditional characters from OpenCC's
TSCharacters (Apache-2.0). Run: python benchmarks/build_actors.py TSCharacters.txt
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import jieba
from babel import Locale

from duizhao.actors import persons

TABLE = Path(__file__).parents[1] / "lib/duizhao/codebook/actors.csv"
HEADER = ["actor", "form", "kind", "weight", "years", "gloss", "source"]
DERIVED = ("CLDR via Babel", "jieba 0.42.1 dict.txt", "OpenCC TSCharacters")
FREQUENCY = 20
NOT_COUNTRIES = {"EU", "UN", "EZ", "QO", "UM", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA", "AQ", "BV", "HM"}
# Taiwan's and Hong Kong's names that are parts of other words in mainland text: 理查德, 卡达菲, 索马利亚, 东加里曼丹.
TOO_SHORT = {"查德", "卡达", "马利", "尼日", "东加", "狮子山", "根息", "曼岛", "黑山", "马里", "乔治亚"}

Row = tuple[str, str, str, str, str, str, str]


def main(characters: Path) -> None:
    """Rewrite the table: rows by hand first, then the derived ones, each kind sorted."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        own: list[Row] = [
            tuple(row[c] for c in HEADER)  # type: ignore[misc]
            for row in csv.DictReader(file)
            if row["source"] not in DERIVED
        ]
    fold = dict(line.split("\t") for line in characters.read_text(encoding="utf-8").splitlines() if line)
    fold = {old: new.split()[0] for old, new in fold.items() if old not in new.split() and len(old) == 1}
    table = str.maketrans({old: new for old, new in fold.items() if len(new) == 1})
    names = territories(table, {form for _, form, kind, *_ in own if kind != "short"})
    words = ordinary(own, {form for actor, form, kind, *_ in own + names if actor or kind == "stop"})
    words += predicates({form for _, form, kind, *_ in own if kind == "end"})
    used = {char for _, form, *_ in own + names + words for char in form}
    folds = [("", old, "fold", "", "", new, DERIVED[2]) for old, new in sorted(fold.items()) if new in used]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([HEADER, *own, *names, *words, *folds])


def territories(table: dict[int, int | str | None], known: set[str]) -> list[Row]:
    """CLDR's Chinese names of territories, folded to simplified characters, that are not written by hand already."""
    english, rows = Locale.parse("en").territories, {}
    for locale in ("zh_Hans_CN", "zh_Hant_TW", "zh_Hant_HK"):
        for code, name in Locale.parse(locale).territories.items():
            form = name.translate(table).replace(" ", "")
            risky = locale != "zh_Hans_CN" and form in TOO_SHORT
            if len(code) == 2 and code not in NOT_COUNTRIES and form not in known and not risky:
                rows[form] = (code, form, "name", "", "", english[code], DERIVED[0])
    return sorted(rows.values())


def ordinary(own: list[Row], known: set[str]) -> list[Row]:
    """Frequent words that hold a short form and are neither names nor a short form in one of its contexts."""
    of = {kind: {row[1] for row in own if row[2] == kind} for kind in ("short", "left", "right", "tail")}
    after = of["right"] | of["tail"]

    def licensed(word: str) -> bool:
        head = len(word) - len(word.lstrip("".join(of["short"])))
        tail = len(word) - len(word.rstrip("".join(of["short"])))
        return head == len(word) or (head and word[head:] in after) or (tail and word[:-tail] in of["left"])

    states = [name for name in known if len(name) > 1 and name[-1] == "国"]
    words = (
        word
        for word, count, _ in _dictionary()
        if 2 <= len(word) <= 4 and count >= FREQUENCY and of["short"] & set(word) and word not in known
    )
    rows = (word for word in words if not licensed(word) and not any(name in word for name in states))
    return [("", word, "stop", "", "", "", DERIVED[1]) for word in sorted(set(rows))]


def predicates(known: set[str]) -> list[Row]:
    """Frequent two-character words with which the text goes on after a person's name.

    All that begin like a syllable of a foreign name and go on otherwise, and of the others the frequent verbs and adverbs.
    """
    inside, other = set(persons.SYLLABLES), ("v", "d", "t", "c", "p", "r", "f", "vn", "vd", "ad")
    words = (
        word
        for word, count, tag in _dictionary()
        if len(word) == 2
        and word not in known
        and (
            count >= 100 and word[1] not in inside and tag[:2] not in ("nr", "ns", "nt", "nz")
            if word[0] in inside
            else count >= 500 and tag in other
        )
    )
    return [("", word, "end", "", "", "", DERIVED[1]) for word in sorted(set(words))]


def _dictionary() -> Iterator[tuple[str, int, str]]:
    for line in Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines():
        word, count, tag = line.split(" ")
        yield word, int(count), tag


if __name__ == "__main__":
    main(Path(sys.argv[1]))
