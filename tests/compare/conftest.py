"""A corpus of texts by source, the seeds, and what is found in them."""

from pathlib import Path

import pytest

import duizhao
from duizhao import codebook
from duizhao.compare import findings
from duizhao.corpus import Corpus
from duizhao.pages import roles
from duizhao.pages.read import from_text


@pytest.fixture(scope="package")
def made():
    """What makes a corpus of pairs (source, text)."""
    book = codebook.load()

    def of(*texts):
        articles = [
            roles.from_clean(from_text(text, name=f"{source}{n}"), name=f"{source}{n}", source=source)
            for n, (source, text) in enumerate(texts)
        ]
        return Corpus(tuple(articles), book)

    return of


@pytest.fixture(scope="package")
def seeds():
    return duizhao.load(*sorted((Path(__file__).parents[2] / "seeds").glob("*.txt")))


@pytest.fixture(scope="package")
def english(seeds):
    return findings.findings(seeds)


@pytest.fixture(scope="package")
def by_key():
    """What puts findings by their question, the first of each."""
    return lambda found: {one.key: one for one in reversed(found)}
