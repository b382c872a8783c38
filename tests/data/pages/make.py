"""Derive the pages that are other forms of article.txt and article.html."""

import base64
import json
import quopri
from pathlib import Path

here = Path(__file__).parent
text = (here / "article.txt").read_text("utf-8")
html = (here / "article.html").read_text("utf-8")

(here / "bom_crlf.txt").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
(here / "gb18030.txt").write_bytes(text.encode("gb18030"))
(here / "gb18030.html").write_bytes(html.replace('charset="utf-8"', 'charset="gb2312"').encode("gb18030"))
(here / "utf16.txt").write_bytes(text.encode("utf-16"))
(here / "html_as.txt").write_bytes(html.encode())
(here / "big5.txt").write_bytes(
    "臨嶼市宣布明年起擴建輪渡碼頭\n\n"
    "本報臨嶼三月十八日電，臨嶼市交通局昨天宣布，老港區輪渡碼頭將於明年春天擴建。\n"
    "居民代表溫芷若對記者表示：「我們不反對擴建。」\n".encode("big5")
)
broken = bytearray(text.encode())
for share in (3, 2, 1.5):  # the middle byte of a character, at three places
    at = int(len(broken) / share)
    while not (broken[at] & 0xC0 == 0x80 and broken[at - 1] >= 0xE0):
        at += 1
    broken[at] = 0xFF
(here / "broken.txt").write_bytes(bytes(broken))
body = "临屿市交通局17日宣布，老港区轮渡码头将于明年春天扩建，预计总投资4.2亿元，一期新建两座泊位，二期改造候船厅。"
one_line = ["首页", "要闻", "临屿市扩建轮渡码头", "2024-03-18", body, "相关新闻", "跨海大桥听证会下月举行", ""]
(here / "one_line.txt").write_bytes("\n".join(one_line).encode())

quoted = quopri.encodestring(html.encode()).decode("ascii")
picture = base64.b64encode(b"\x89PNG\r\n\x1a\n no picture").decode("ascii")
(here / "article.mhtml").write_bytes(
    "\r\n".join(
        [
            "From: <Saved by Blink>",
            "Snapshot-Content-Location: https://news.linyu.example/2024/0318/1207.html?from=list",
            "Subject: =?utf-8?Q?=E4=B8=B4=E5=B1=BF?=",
            "Date: Tue, 19 Mar 2024 02:03:04 -0000",
            "MIME-Version: 1.0",
            'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="----Mark----"',
            "",
            "",
            "------Mark----",
            "Content-Type: text/html",
            "Content-ID: <frame-1@mhtml.blink>",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Location: https://news.linyu.example/2024/0318/1207.html",
            "",
            quoted.replace("\n", "\r\n"),
            "------Mark----",
            "Content-Type: image/png",
            "Content-Transfer-Encoding: base64",
            "Content-Location: cid:picture",
            "",
            picture,
            "------Mark----",
            "Content-Type: text/html",
            "Content-ID: <frame-2@mhtml.blink>",
            "",
            "<p>A frame's advertisement.</p>",
            "------Mark------",
            "",
        ]
    ).encode("ascii")
)
rows = [
    {
        "source": "临屿日报",
        "title": "轮渡夜航增班",
        "published": "2024-05-02",
        "text": "轮渡公司表示，夜航增班。\n票价不变。",
    },
    {"source": "海港新闻", "title": "", "published": "", "text": '居民说，"夜里"太吵，要求减速。'},
]
(here / "articles.jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
cells = [",".join('"' + r[k].replace('"', '""') + '"' for k in rows[0]) for r in rows]
(here / "articles.csv").write_text("\ufeff" + "\n".join([",".join(rows[0]), *cells]) + "\n", "utf-8")
