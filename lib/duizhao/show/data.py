"""A corpus's layers as files beside the report: Parquet for programs, JSONL for anything that reads text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from duizhao.output import plain, rows

if TYPE_CHECKING:
    from duizhao.corpus import Corpus

PREFIX = "data_"
ENDINGS = (".parquet", ".jsonl")


def files(corpus: Corpus) -> dict[str, bytes]:
    """`{file name: bytes}` for each layer and the articles, a row a record, with the offsets into the page's text.

    The same corpus gives the same bytes.
    """
    said = [{"article": one.name, "source": one.source} | one.metadata._asdict() for one in corpus.articles]
    articles = pd.DataFrame(said, dtype=object).drop(columns="spans")
    made: dict[str, bytes] = {}
    for name, frame in {"articles": articles, **corpus.layers}.items():
        lines = (json.dumps({key: plain(own) for key, own in row.items()}, ensure_ascii=False) for row in rows(frame))
        made[f"{PREFIX}{name}.parquet"] = frame.to_parquet(index=False)
        made[f"{PREFIX}{name}.jsonl"] = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    return made


def is_ours(path: Path) -> bool:
    """Whether a file has the name of one of these."""
    return path.name.startswith(PREFIX) and path.suffix in ENDINGS
