"""The layers as files: the same rows in both forms, the same bytes twice."""

import io
import json

import pandas as pd

import duizhao
from duizhao.show import data


def test_both_forms_hold_the_same_rows():
    corpus = duizhao.load(texts={"甲": "题\n法国外长说：“可能爆发战争。”\n", "乙": "英国反对法国。\n"})
    made = data.files(corpus)
    assert {name.partition(".")[0] for name in made} == {f"data_{name}" for name in ("articles", *corpus.layers)}
    for name, frame in corpus.layers.items():
        lines = [json.loads(line) for line in made[f"data_{name}.jsonl"].decode().splitlines()]
        assert len(pd.read_parquet(io.BytesIO(made[f"data_{name}.parquet"]))) == len(lines) == len(frame)
    assert made == data.files(corpus)
