"""Any input at all: it is read or refused in one line, nothing else is raised, and what always holds does of what was read.

`KINDS` are strategies of input with the check that each is put to; `make fuzz` draws from them for as long as it is given.
"""

import json
import tempfile
import warnings
from collections import Counter
from email.message import EmailMessage
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import duizhao
from duizhao import codebook, naming, output
from duizhao.articles import read as article
from duizhao.codebook import match
from duizhao.coding import coders
from duizhao.layers import sentences
from duizhao.layers.speech import marks
from duizhao.layers.speech import spans as speech
from duizhao.layers.speech.cues import verbs
from duizhao.layers.speech.grammar import grammar
from duizhao.layers.speech.speakers import Talk
from duizhao.pages import features, files, roles, tables
from duizhao.pages.html import linked
from duizhao.pages.metadata import dates, names
from duizhao.pages.read import from_html, from_text, read_bytes

DATA = Path(__file__).parents[1] / "data"
SEEDS = Path(__file__).parents[2] / "seeds"
BOOK = codebook.load()
READER = speech.Book(verbs(BOOK), grammar(BOOK))
ACTORS = match.matcher(BOOK["actors"]["form"])
COUNTS: Counter[str] = Counter()
"""Inputs by kind: a text, a page, a table, a list."""

WORDS = sorted(
    {*BOOK["reporting_verbs"]["verb"], *BOOK["evaluations"]["form"][::7], *BOOK["actors"]["form"][::9],
     *BOOK["stance_words"]["word"][::5], *BOOK["clause_words"]["word"][::9], *BOOK["frames"]["pattern"][::9]}
)  # fmt: skip
MARKS = list(
    "“”‘’「」『』\"＂：:，,。！!？?；;、…—《》（）()【】 \t\u3000·_3a％\u200b\u202e\u2028\x1b\x85\ufeff\ufffd'-=+@|#"
)
PHRASES = [
    "他说",
    "她",
    "我们",
    "王毅",
    "特朗普",
    "法国",
    "英国外交部",
    "发言人",
    "记者",
    "新华社",
    "据",
    "报道",
    "说",
    "表示",
    "问",
    "答",
    "：“",
    "。”",
    "，”",
    "他说：“",
    "”他说。",
    "5月6日",
    "当天",
    "随后",
    "此外",
    "对此",
    "新华社记者",
    "张三摄",
    "网友",
    "主持人",
    "Q",
    "A",
    "不",
    "没有",
    "的",
    "和",
    "在",
    "将",
    "要求",
    "俄乌英美法",
    "泽连斯基夫妇",
    "中方",
    "臺灣",
    "國家",
    "裡",
    "著",
    "2024年13月45日",
    "来源：新华社",
    "责任编辑：李四",
    "相关阅读",
    "图为",
    "......[详细]",
    "12",
    "1/3",
    "http://[::1",
]
PIECE = st.sampled_from(MARKS) | st.sampled_from(PHRASES) | st.sampled_from(WORDS)
TEXT = st.lists(PIECE, min_size=1, max_size=30).map("".join) | st.text(min_size=1, max_size=40)
LINES = st.lists(TEXT, min_size=1, max_size=8).map("\n".join)
FILES = sorted(path for folder in (SEEDS, DATA) for path in folder.rglob("*") if path.is_file())
SUFFIXES = [".html", ".txt", ".mhtml", ".csv", ".tsv", ".json", ".jsonl", ".parquet", ".xlsx", ""]
CODECS = ["utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-32", "latin-1", "utf-8-sig"]
TAGS = [
    "p",
    "div",
    "span",
    "a",
    "h1",
    "h2",
    "td",
    "tr",
    "table",
    "li",
    "ul",
    "br",
    "img",
    "script",
    "style",
    "title",
    "meta",
    "noscript",
    "template",
    "figure",
    "figcaption",
    "pre",
    "b",
    "html",
    "head",
    "body",
    "article",
    "section",
    "font",
    "center",
    "svg",
    "math",
    "iframe",
    "input",
    "textarea",
    "select",
    "option",
    "base",
    "link",
    "frame",
    "plaintext",
]
NAMES = [
    "class",
    "id",
    "href",
    "src",
    "style",
    "type",
    "name",
    "content",
    "property",
    "rel",
    "hidden",
    "charset",
    "onclick",
    "shadowrootmode",
    "align",
    "http-equiv",
    "title",
]
VALUES = [
    "a", "content", "article-title", "javascript:x", "http://[::1", "//x:99999", "//\u2100.com", "display:none", "application/ld+json",
    "og:title", "og:url", "canonical", "article:published_time", "author", "2024-05-02", "white-space:pre", "text-align:center", "\0",
]  # fmt: skip
LINKED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT | st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["@graph", "mainEntity", "headline", "author", "name", "publisher", "datePublished", "articleBody"]), inner, max_size=4
    ), max_leaves=8,
)  # fmt: skip
VALUE = st.sampled_from(VALUES) | TEXT
TAG = st.builds(
    lambda close, tag, pairs, end: f"<{close}{tag}{''.join(f' {name}={quote}{value}{quote}' for name, quote, value in pairs)}{end}",
    st.sampled_from(["", "", "", "/"]), st.sampled_from(TAGS),
    st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(['"', "'", ""]), VALUE), max_size=3), st.sampled_from([">", "/>", "", " >"]),
)  # fmt: skip
ENTITY = st.sampled_from(
    [
        "&#xD800;",
        "&amp;",
        "&#0;",
        "&#x110000;",
        "&nbsp;",
        "&lt",
        "&#",
        "<!--",
        "-->",
        "<![CDATA[",
        "<?xml ?>",
        "<!doctype html>",
    ]
)
SCRIPT = LINKED.map(lambda value: f'<script type="application/ld+json">{json.dumps(value)}</script>') | LINKED.map(
    lambda value: f"<script>window.DATA = {json.dumps({'content': value}, ensure_ascii=False)}</script>"
)
MARKUP = st.lists(TAG | TAG | TEXT | ENTITY | SCRIPT, max_size=25).map("".join)


@st.composite
def changed(draw):
    """The bytes of a file of ours with a few changes: a piece put in, a stretch cut out or doubled."""
    found = draw(st.sampled_from(FILES)).read_bytes()[:6000]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(found)))
        to = at + draw(st.sampled_from([0, 1, 3, 30, 900]))
        piece = draw(TEXT.map(encoded) | st.binary(max_size=6) | MARKUP.map(encoded) | st.just(found[at:to] * 2))
        found = found[:at] + piece * draw(st.sampled_from([1, 1, 1, 40])) + found[to:]
    return found[:20_000]


def encoded(text, codec="utf-8"):
    return text.encode(codec, "surrogatepass" if codec.startswith("utf") else "replace")


@st.composite
def single_file(draw):
    """A page as a browser's single file, whole or cut, with headers of any kind."""
    message = EmailMessage()
    parts = draw(st.lists(MARKUP | TEXT, min_size=1, max_size=3))
    message["Date"] = "Fri, 03 May 2024 10:00:00 +0800"
    message.set_content(
        encoded(parts[0]),
        maintype="text",
        subtype="html",
        cte=draw(st.sampled_from(["base64", "quoted-printable", "8bit"])),
    )
    whole = (
        b"Snapshot-Content-Location: "
        + encoded(draw(VALUE).replace("\n", ""))
        + b"\nContent-Type: multipart/related; boundary=b\n\n"
    )
    for part in parts[1:]:
        whole += b"--b\nContent-Type: text/html; charset=" + encoded(draw(VALUE)) + b"\n\n" + encoded(part) + b"\n"
    whole += b"--b\n" + message.as_bytes() + b"\n--b--\n"
    return whole[: draw(st.sampled_from([len(whole), len(whole), 200, 60]))]


CELL = (
    st.none()
    | TEXT
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.sampled_from(["2024年5月2日", "20240502", 45414, 1e300, [], {}, b"\xff", "=1+1"])
)
COLUMN = (
    st.sampled_from(
        ["正文", "标题", "日期", "来源", "text", "title", "date", "source", "event", "target", "path", "url"]
    )
    | TEXT
)
ROWS = st.lists(st.dictionaries(COLUMN, CELL, max_size=5), min_size=1, max_size=5)


def check_page(page):
    """Lines are the page, each has one role; what the metadata says stands where it says."""
    assert "\n".join(page.text[line.start : line.end] for line in page.lines) == page.text
    assert page.markup is None or len(page.markup) == len(page.lines)
    one = article(page)
    assert one.lines[["line", "start", "end"]].apply(tuple, axis=1).tolist() == list(page.lines)
    assert set(one.lines["role"]) <= {*roles.ROLES}
    places = [(read.start, read.end) for read in one.metadata.spans]
    assert all(place == (-1, -1) or 0 <= place[0] < place[1] <= len(page.text) for place in places)
    encoded(f"{one.metadata}{one.warnings}{one.source}")
    for line in page.text.split("\n")[:20]:
        spans = [*sentences.spans(line)]
        assert "".join("".join(line[s:e] for s, e in spans).split()) == "".join(line.split())
    return one


def check_pieces(texts):
    """What is small and quick, for each of many short texts by itself, turned around, and with the next behind it."""
    for text in (form for a, b in pairwise([*texts, ""]) for form in (a, a[::-1], a + b)):
        folded = match.fold(text)
        assert len(folded) == len(text)
        assert len(features.fold(text)) == len(text)
        spans = [*sentences.spans(text)]
        assert all(s < e <= start for (s, e), (start, _) in pairwise([*spans, (len(text), 0)]))
        stamp = dates.find(text) or dates.partial(text)
        assert stamp is None or 0 <= stamp.start < stamp.end <= len(text)
        dates.iso(text)
        for field in names.fields(folded):
            assert folded[field.start : field.end] == field.value
        names.people(folded, labelled=len(text) % 2 > 0)
        names.kind(folded)
        linked.address(text, f"http://{text}")
        assert output.uncell(output.cell(text)) == text
        assert not any(c < " " or c in "\x7f\x85\u2028\u202e\u2066" for c in output.safe(text))
        hits = [*ACTORS.find(folded)]
        assert all(a.start < a.end <= b.start < b.end <= len(text) for a, b in pairwise(hits))
        found = marks.paired(folded)
        assert all(a.start < a.end <= b.start < b.end <= len(text) for a, b in pairwise(found))
        heard = spans_of(folded)
        assert all(0 <= span.start < span.end <= len(text) for span in heard)


def spans_of(text):
    line = speech.Line(marks.passage(text, []), [*sentences.spans(text)], False, READER, Talk())
    speech.read(line, None)
    return line.spans


def check_bytes(case):
    data, suffix = case
    refused(lambda: check_page(read_bytes(data, name=f"page{suffix}")))


def check_markup(text):
    check_page(from_html(text))


def check_table(case):
    rows, how = case
    if how == "rows":
        return refused(lambda: [article(page) for page in tables.from_rows(rows)])
    with tempfile.TemporaryDirectory(dir=Path("/dev/shm") if Path("/dev/shm").is_dir() else None) as place:
        path = Path(place) / f"table{how}"
        try:
            frame = pd.DataFrame(rows)
            if how == ".parquet":
                frame.astype(str).to_parquet(path)
            elif how == ".xlsx":
                frame.to_excel(path)
            else:
                path.write_bytes(
                    encoded(frame.to_csv() if how == ".csv" else frame.to_json(orient="records", lines=how == ".jsonl"))
                )
        except Exception:  # what pandas cannot write is no input
            return None
        return check_folder(path)


def check_folder(path):
    found = [*files.read_all([path])]
    refused(lambda: naming.named([one for one in found if not isinstance(one, Exception)], "*.csv=甲,*=乙"))
    for one in found:
        one_line(one) if isinstance(one, duizhao.InputError) else article(one)
    return len(found)


def check_file(case):
    """A file of any kind under any name, with corrections and codes beside it."""
    data, suffix, beside, codes = case
    with tempfile.TemporaryDirectory(dir=Path("/dev/shm") if Path("/dev/shm").is_dir() else None) as place:
        path = Path(place) / f"page{suffix}"
        path.write_bytes(data)
        if beside is not None:
            Path(f"{path}.roles.csv").write_bytes(beside)
        if codes is not None:
            Path(f"{path}.codes.csv").write_bytes(codes)
        refused(lambda: list(map(check, [duizhao.load(place)])))


def check_lists(case):
    """A codebook's table, a user's dictionary, corrections and a coder's sheet of any bytes."""
    data, name = case
    with tempfile.TemporaryDirectory(dir=Path("/dev/shm") if Path("/dev/shm").is_dir() else None) as place:
        path = Path(place) / name
        path.write_bytes(data)
        refused(lambda: codebook.load(place))
        refused(lambda: roles.read_corrections(path, 9))
        refused(lambda: coders.read(path))
        refused(lambda: naming.named([from_text("法国。", name="a.txt")], path))


def check_texts(texts):
    check(duizhao.load(texts={f"{n}": text for n, text in enumerate(dict.fromkeys(texts)) if text.strip()}))


def check(corpus):
    """What must hold of any corpus: sentences cover the text, tokens them; spans are full, exact, inside and nested."""
    for one in corpus.articles:
        lines = [one.page.text[s:e] for s, e in zip(one.lines["start"], one.lines["end"], strict=True)]
        assert "\n".join(lines) == one.page.text
        assert set(one.lines["role"]) <= {*roles.ROLES}
    own = corpus.sentences
    places = {
        (a, n): (line, s, e)
        for a, n, line, s, e in zip(*(own[c] for c in ("article", "sentence", "line", "start", "end")), strict=True)
    }
    edges = own.groupby(["article", "line"]).agg({"start": "min", "end": "max"})
    edge = dict(zip(edges.index, zip(edges["start"], edges["end"], strict=True), strict=True))
    for name, table in corpus.layers.items():
        cued, frames = "cue_start" in table, name == "frames"
        columns = ["article", "sentence", "start", "end", "text", *(["cue_start", "cue_end"] if cued else [])]
        for key, number, start, end, shown, *cue in zip(*(table[c].tolist() for c in columns), strict=True):
            (line, low, high), text = places[key, number], corpus.texts[key][0]
            assert low <= start < end <= high, (name, "outside its sentence, or empty")
            first, last = map(int, cue if frames else (start, end))
            assert shown == text[first:last], (name, "is not the text at its offsets")
            if cued and cue[0] is not None and cue[0] == cue[0]:
                # “…。”他说: the verb of a quotation may stand in the sentence after it, on the same line
                low, high = edge[key, line] if name == "quotes" else (low, high)
                assert low <= cue[0] <= cue[1] <= high, (name, "a cue outside its sentence")
    tokens = corpus.tokens.groupby(["article", "sentence"])["text"].agg("".join).to_dict()
    assert all(
        "".join(tokens[a, n].split()) == "".join(t.split())
        for a, n, t in zip(own["article"], own["sentence"], own["text"], strict=True)
    )
    quoted = corpus.quotes[corpus.quotes["kind"] != "source"]
    for _, part in quoted.groupby("article"):
        inner: list[int] = []
        for start, end in sorted(zip(part["start"], part["end"], strict=True), key=lambda span: (span[0], -span[1])):
            inner = [other for other in inner if other > start]
            assert all(end <= other for other in inner), "two quotations overlap and neither holds the other"
            inner.append(end)


def refused(work):
    try:
        work()
    except duizhao.InputError as error:
        one_line(error)


def one_line(error):
    assert "\n" not in str(error)


LISTED = st.lists(
    st.lists(
        TEXT | st.sampled_from(["line", "role", "page", "layer", "path", "body", "7", ""]), min_size=1, max_size=6
    ),
    max_size=5,
).map(lambda rows: encoded("\n".join(",".join(row) for row in rows)))
HEADED = st.builds(
    lambda name, rows: (encoded(",".join(codebook.COLUMNS[name]) + "\n") + rows, f"{name}.csv"),
    st.sampled_from([*codebook.COLUMNS]),
    LISTED,
)
SHEET = LISTED.map(lambda rows: b"page,layer,sentence,start,end,text,target,polarity_author,polarity_quoted\n" + rows)
ANY = (
    st.binary(max_size=200)
    | st.builds(encoded, LINES, st.sampled_from(CODECS))
    | st.builds(encoded, MARKUP, st.sampled_from(CODECS))
    | changed()
)
KINDS = {
    "pieces": (st.lists(TEXT, min_size=20, max_size=90), check_pieces, lambda texts: 3 * len(texts)),
    "texts": (st.lists(LINES, min_size=8, max_size=40), check_texts, len),
    "bytes": (st.tuples(ANY, st.sampled_from(SUFFIXES)), check_bytes, lambda _: 1),
    "markup": (MARKUP, check_markup, lambda _: 1),
    "single files": (st.tuples(single_file(), st.just(".mhtml")), check_bytes, lambda _: 1),
    "tables": (st.tuples(ROWS, st.sampled_from(["rows", ".csv", ".json", ".jsonl", ".parquet", ".xlsx"])), check_table, lambda _: 1),
    "files": (
        st.tuples(ANY, st.sampled_from(SUFFIXES), st.none() | LISTED, st.none() | SHEET | LISTED), check_file, lambda _: 1,
    ),
    "lists": (
        st.tuples(ANY | LISTED, st.sampled_from(["actors.csv", "stopwords.txt", "dictionary.txt", "a.csv"])) | HEADED
        | SHEET.map(lambda data: (data, "a.csv")), check_lists, lambda _: 1,
    ),
}  # fmt: skip


def tried(kind, examples, number=None):
    """So many inputs of a kind; an AssertionError, or whatever was raised, of the least that fails."""
    strategy, check_it, size = KINDS[kind]

    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def holds(case):
        COUNTS[kind] += size(case)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            check_it(case)

    holds = seed(number)(holds) if number is not None else holds
    holds()


@pytest.mark.parametrize("kind", KINDS)
def test_any_input(kind):
    tried(kind, 6 if kind in ("texts", "pieces") else 20)
