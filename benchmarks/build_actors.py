"""Write the names of countries and territories in `codebook/actors.csv` anew from the Unicode CLDR.

The names are those that Babel packages for zh_Hans, zh_Hant and zh_Hant_HK, in the folded view. Rows written by hand (any
other `source`) stay as they are, and a name that one of them has is left out. Run: python benchmarks/build_actors.py
"""

from __future__ import annotations

import csv
from pathlib import Path

from babel import Locale

from duizhao.codebook.match import fold

TABLE = Path(__file__).parents[1] / "lib/duizhao/codebook/actors.csv"
HEADER = ("actor", "form", "kind", "weight", "gloss", "source")
SOURCE = "CLDR via Babel"
NOT_COUNTRIES = {"EU", "UN", "EZ", "QO", "UM", "XA", "XB", "ZZ", "AC", "CP", "DG", "EA", "IC", "TA", "AQ", "BV", "HM"}
TOO_SHORT = {"查德", "卡达", "马利", "尼日", "东加", "狮子山", "根息", "曼岛", "黑山", "马里", "乔治亚"}
"""Taiwan's and Hong Kong's names that are parts of other words in mainland text: 理查德, 卡达菲, 索马利亚, 东加里曼丹."""


def main() -> None:
    """Rewrite the table: rows by hand first, in their order, then the names, sorted."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        own = [tuple(row[c] for c in HEADER) for row in csv.DictReader(file) if row["source"] != SOURCE]
    known = {form for _, form, kind, *_ in own if kind != "short"}
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADER, *own, *territories(known)])


def territories(known: set[str]) -> list[tuple[str, ...]]:
    """A row for each name of a territory that is not known yet."""
    english, rows = Locale.parse("en").territories, {}
    for locale in ("zh_Hans_CN", "zh_Hant_TW", "zh_Hant_HK"):
        for code, name in Locale.parse(locale).territories.items():
            form = fold(name).replace(" ", "")
            risky = locale != "zh_Hans_CN" and form in TOO_SHORT
            if len(code) == 2 and code not in NOT_COUNTRIES and form not in known and not risky:
                rows[form] = (code, form, "name", "", english[code], SOURCE)
    return sorted(rows.values())


if __name__ == "__main__":
    main()
