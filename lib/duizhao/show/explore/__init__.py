"""Ask a corpus: where a word, an actor, a speaker stands, how often, beside what, in whose voice; by call or bench.

>>> import duizhao
>>> from duizhao.show import explore
>>> c = duizhao.load(texts={"甲报": "法国批评英国。英国表示，法国错了。", "乙报": "英国欢迎法国。"})
>>> found = explore.places(c, "word", "法国")
>>> explore.rates(c, found)[["source", "times", "k", "n"]].values.tolist()
[['甲报', 2, 2, 2], ['乙报', 1, 1, 1]]
"""

from duizhao.show.explore.answers import collocates, figure, lines, places, rates, shown, spread, stance, voices
from duizhao.show.explore.bench import Bench

__all__ = [
    "Bench", "collocates", "figure", "lines", "places", "rates", "shown", "spread", "stance", "voices",
]  # fmt: skip
