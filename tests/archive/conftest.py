"""Pages of our own sentences, recombined: the same seed gives the same pages."""

import random

import pytest

import duizhao
from duizhao.archive import build

SENTENCES = [
    "外交部发言人柏青石表示，俄乌冲突可能延长。",
    "法国和英国批评这项计划是沉重的负担，居民反对。",
    "轮渡公司说，码头的夜航必须增班。",
    "美国和法国欢迎这项计划，认为它会带来更多的机会。",
    "渔民们对记者说：“我们只想知道谁来修这条路。”",
    "据当地报纸报道，新桥下月通车。",
    "专家认为，海面上升也许会淹没旧港。",
    "镇长柳长河昨天在码头宣布，市场将搬到北岸。",
]
SCHOOL = "學校的圖書館週末開門，學生說這裡比家裡安靜。"


@pytest.fixture(scope="session")
def write():
    """Write so many pages into a folder: text files and a table, of four sources, and one page in traditional script."""

    def write(folder, number, seed=0):
        draw = random.Random(seed)
        folder.mkdir(parents=True, exist_ok=True)
        rows = ["source,title,text"]
        for n in range(number):
            body = "".join(draw.choices(SENTENCES, k=draw.randint(4, 9)))
            if n % 3:
                (folder / f"{n:03}.txt").write_text(f"第{n}号码头的消息\n2024-05-{n % 28 + 1:02} 来源：{'海甲'[n % 2]}湾日报\n{body}\n{body}\n")
            else:
                rows.append(f"{'北港时报' if n % 2 else '南港晚报'},第{n}号,{body}{SCHOOL if n == 3 else ''}")
        (folder / "table.csv").write_text("\n".join(rows))
        return folder

    return write


@pytest.fixture(scope="session")
def tallies():
    """All counts of an archive, as bytes."""

    def tallies(store):
        archive = duizhao.open(store)
        tables = [archive.sizes(), archive.shares("frames", "frame"), archive.shares("mentions", "actors"),
                  *(archive.terms(source, hide=()) for source in archive.sources[:2])]  # fmt: skip
        return "\n".join(table.to_csv() for table in tables).encode()

    return tallies


@pytest.fixture(scope="session")
def fresh(tmp_path_factory, write):
    """An archive's pages, the archive, and what the run said."""
    place = tmp_path_factory.mktemp("fresh")
    pages = write(place / "pages", 30)
    return pages, place / "store", build.build([pages], place / "store")
