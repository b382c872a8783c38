"""Pages of our own making for training: invented articles set into the furniture of many kinds of sites."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).resolve().parent / "layouts"


class Piece(NamedTuple):
    """A line and the zones it may be in: B(efore), T(itle), H(ead), X (body), A(fter)."""

    text: str
    zones: str


def _blocks(name: str) -> dict[str, dict[str, list[str]]]:
    layouts: dict[str, dict[str, list[str]]] = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()[2:]:
        if line.startswith("@ "):
            layout = layouts[line[2:]] = {"before": [], "head": [], "after": []}
        elif line.startswith("= "):
            part = layout[line[2:]]
        elif line:
            part.append(line)
    return layouts


def _articles() -> list[tuple[str, list[str]]]:
    text = (FOLDER / "articles.txt").read_text(encoding="utf-8").split("\n## ")[1:]
    return [(lines[0], lines[1:]) for lines in (block.strip("\n").split("\n") for block in text)]


def _pieces() -> dict[str, list[str]]:
    pieces: dict[str, list[str]] = {}
    for line in (FOLDER / "pieces.txt").read_text(encoding="utf-8").splitlines()[3:]:
        pieces.setdefault(line[0], []).append(line[2:])
    return pieces


class Maker:
    """Draws pages; the same seed draws the same pages."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.layouts, self.articles, self.pieces = _blocks("furniture.txt"), _articles(), _pieces()

    def page(self, layout: str, title: str, body: list[Piece]) -> list[Piece]:
        parts = self.layouts[layout]
        lines = [Piece(text, "B") for text in self._menu()] if self.draw.random() < 0.6 else []
        lines += [Piece(text, "B") for text in self._fill(parts["before"], title)]
        lines += [Piece(text, "B") for text in self._extras()]
        lines.append(Piece(title, "T"))
        lines += [
            Piece(text.strip("\r"), "HX" if text.endswith("\r") else "H") for text in self._fill(parts["head"], title)
        ]
        lines += body
        lines += [Piece(text.strip("\r"), "A") for text in self._fill(parts["after"], title)]
        return lines

    def pages(self, number: int) -> list[tuple[str, list[Piece]]]:
        """`number` pages, going round the layouts, with invented articles."""
        names = sorted(self.layouts)
        made = []
        for i in range(number):
            title, body = self.draw.choice(self.articles)
            for _ in range(self.draw.choice((0, 0, 0, 0, 1, 3, 6))):
                body = body + self.draw.choice(self.articles)[1]
            made.append((names[i % len(names)], self.page(names[i % len(names)], title, self.body(body))))
        return made

    def body(self, lines: list[str]) -> list[Piece]:
        if self.draw.random() < 0.15:
            lines = lines[: self.draw.randint(1, 3)]
        indent = self.draw.choice(("", "", "　　", "    "))
        out = [indent + line.lstrip("^").strip() for line in lines]
        for _ in range(self.draw.choice((0, 0, 0, 1, 2, 4))):
            if len(out) > 2:
                out.insert(self.draw.randrange(1, len(out)), self._line(self.draw.choice(self.pieces["i"]), ""))
        if self.draw.random() < 0.08:
            out = [line.rstrip("。") for line in out]
        for _ in range(self.draw.choice((0, 0, 0, 0, 0, 0, 0, 1, 1, 2))):
            at = self.draw.randrange(0, len(out) + (self.draw.random() < 0.25)) if len(out) > 3 else 0
            out[at or 1 : at or 1] = self._block()
        return [Piece(line, "X") for line in out]

    def _block(self) -> list[str]:
        """A list, a table, verse, code, a timeline, a live report or a box of others, as they stand inside articles."""
        draw, kind, size = self.draw, self.draw.choice("lllwwwvvdtgxn"), self.draw.randint(3, 9)
        lines = [draw.choice(self.pieces[kind]) for _ in range(size)] if kind in self.pieces else []
        if kind == "l":
            mark = draw.choice(("", "", "· ", "- ", "★", "{} ", "{}. ", "（{}）", "{}、"))
            return [draw.choice(self.pieces["q"])] * draw.randint(0, 1) + [
                mark.format(i) + line for i, line in enumerate(lines, 1)
            ]
        if kind == "w":
            gap = draw.choice(("\t", "\t", "  ", "\n"))
            rows = [line.replace(" ", gap) for line in lines]
            return [draw.choice(self.pieces["q"])] * draw.randint(0, 1) + "\n".join(rows).split("\n")
        if kind in "dt":
            stamp = draw.choice(("{D}", "{d}", "{t}", "{t} ", "{md}"))
            told = [line.lstrip("^　 ") for _ in range(size) for line in draw.choice(self.articles)[1][:1]]
            return [self._line(part, "") for line in told for part in (stamp, line)]
        if kind == "x":
            return [lines[0], *(draw.choice(self.pieces["h"]) for _ in range(draw.randint(1, 4)))]
        return lines if kind in "vg" else lines[: draw.randint(1, 3)]

    def _menu(self) -> list[str]:
        words = self.draw.sample(self.pieces["c"], self.draw.randint(4, 24))
        return words if self.draw.random() < 0.6 else [self.draw.choice((" ", " | ", "")).join(words)]

    def _extras(self) -> list[str]:
        """Now and then a list of headlines, share buttons or a date of the day above the title."""
        out = []
        if self.draw.random() < 0.2:
            mark = self.draw.choice(("· ", "", "", "1 "))
            out += [mark + self.draw.choice(self.pieces["h"]) for _ in range(self.draw.randint(1, 10))]
        if self.draw.random() < 0.1:
            out += [self._line(self.draw.choice(("{D} 星期四", "今天是{D} 星期一", "{d}", "{k}")), "")]
        if self.draw.random() < 0.15:
            out += self.draw.sample(
                ["分享", "转发", "微博", "微信", "QQ空间", "{n}", "评论", "收藏", "打印", "字号", "举报"],
                self.draw.randint(2, 6),
            )
        return [self._line(text, "") for text in out]

    def _fill(self, lines: list[str], title: str) -> list[str]:
        out, i = [], 0
        while i < len(lines):
            repeat = re.match(r"\[\[(\d+)-(\d+)$", lines[i])
            if repeat:
                end = lines.index("]]", i)
                for _ in range(self.draw.randint(int(repeat[1]), int(repeat[2]))):
                    out += [self._line(line, title) for line in lines[i + 1 : end]]
                i = end
            elif self.draw.random() > 0.08:
                out.append(self._line(lines[i], title))
            i += 1
        return out

    def _line(self, line: str, title: str) -> str:
        text = re.sub(r"\{(\w+)\}", lambda match: self._value(match[1], title), line)
        return text + "\r" * (line == "{K}")

    def _value(self, key: str, title: str) -> str:
        draw = self.draw
        year, month, day, hour, minute, second = (
            draw.randint(2008, 2026),
            draw.randint(1, 12),
            draw.randint(1, 28),
            *(draw.randint(0, n) for n in (23, 59, 59)),
        )
        values = {
            "T": title, "y": str(year), "d": f"{year}-{month:02d}-{day:02d}", "d3": f"{year}/{month}/{day}",
            "D": f"{year}年{month:02d}月{day:02d}日",
            "md": f"{month:02d}-{day:02d}", "md2": f"{month:02d}/{day:02d}", "t": f"{hour:02d}:{minute:02d}",
            "ts": f"{hour:02d}:{minute:02d}:{second:02d}",
            "n": str(draw.choice((0, 3, 12, 57, 318, 1024, 12934))), "ago": draw.choice(("3小时前",
            "昨天", "刚刚", "2天前", "15分钟前")), "acct": "biaoli",
        }  # fmt: skip
        return values[key] if key in values else draw.choice(self.pieces[key])
