"""The same pages give the same bytes: under any hash seed, locale, time zone, order of files, folder and number of processes.

`make faults` runs `DRAWN` under the other versions of Python as well.
"""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

import duizhao
from duizhao.corpus import LAYERS

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
LIB = str(Path(duizhao.__file__).parents[1])
DRAWN = '''
import hashlib, json, os, sys, tempfile, warnings
from pathlib import Path
warnings.simplefilter("ignore")
import duizhao
from duizhao.compare import findings, terms
from duizhao.output import plain, rows
from duizhao.show import report
from duizhao.show.figures import clouds, keywords

def digest(data):
    return hashlib.sha256(data if isinstance(data, bytes) else str(data).encode()).hexdigest()[:16]

corpus = duizhao.load(sys.argv[1])
made = {}
with tempfile.TemporaryDirectory() as folder:
    corpus.save(Path(folder) / "store")
    made |= {f"store/{path.name}": digest(path.read_bytes()) for path in (Path(folder) / "store").iterdir()}
for name, table in corpus.layers.items():
    made[f"layer {name}"] = digest([{key: plain(value) for key, value in row.items()} for row in rows(table)])
table = corpus.terms(resamples=200)
made["terms"] = digest([{key: plain(value) for key, value in row.items()} for row in rows(table)])
made["findings"] = digest([one._asdict() if hasattr(one, "_asdict") else one for one in findings.findings(corpus)])
a, b = corpus.sources
table = terms.key(table.assign(label=table["term"]), most=40)
made["figure"] = digest(keywords.log_ratios(table, a, b, title="x")._repr_html_())
made["clouds"] = digest(clouds.clouds(table, a, b, title="x")._repr_html_())
made |= {f"page {name}": digest(text) for name, text in report.site({}, corpus).items()}
print(json.dumps(made))
'''
"""A digest of everything that leaves the program, from a folder of pages: the same wherever it is run."""


def drawn(folder, python=sys.executable, cwd=None, **changed):
    run = [python, "-c", DRAWN, str(folder)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ", "PYTHON"))}
    done = subprocess.run(run, capture_output=True, cwd=cwd, env=environment | {"PYTHONPATH": LIB} | changed, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


def test_the_same_bytes_under_another_seed_locale_zone_order_and_folder(tmp_path):
    for name, order in (("pages", SEEDS), ("again", SEEDS[::-1])):  # a folder lists what was written first, first
        (tmp_path / name / "pages").mkdir(parents=True)
        for path in order:
            (tmp_path / name / "pages" / path.name).write_bytes(path.read_bytes())
    usual = drawn("pages", cwd=tmp_path / "pages", PYTHONHASHSEED="0", LC_ALL="C.UTF-8", TZ="UTC")
    odd = drawn("pages", cwd=tmp_path / "again", PYTHONHASHSEED="77", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0", TZ="Pacific/Kiritimati")
    assert len(usual) > 25
    assert {name for name in usual if usual[name] != odd[name]} == set()


def test_an_article_has_the_same_rows_alone_as_among_others():
    """So it may be read in this process or in one of its own."""
    whole = duizhao.load(*SEEDS)
    for path in SEEDS:
        alone = duizhao.load(path)
        for name in LAYERS:
            rows = getattr(whole, name)
            part = rows[rows["article"] == path.stem].reset_index(drop=True)
            pd.testing.assert_frame_equal(getattr(alone, name), part, check_dtype=False)
    turned = duizhao.load(*SEEDS[::-1])
    assert hashlib.sha256(turned.terms(whole.sources[0], resamples=50).to_csv().encode()).hexdigest() == hashlib.sha256(
        whole.terms(whole.sources[0], resamples=50).to_csv().encode()
    ).hexdigest()
