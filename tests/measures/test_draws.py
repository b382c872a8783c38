"""Draws: the published stream, frozen values, and the distribution they are said to have."""

import numpy as np
import pytest

from duizhao.measures import draws


def test_splitmix64():
    """The first outputs for seed 1234567 (Rosetta Code, "Pseudo-random numbers/Splitmix64")."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]
    published.append(16408922859458223821)
    assert draws.bits(np.array([1234567], np.uint64), 0, 5)[0].tolist() == published


def test_same_bytes_on_any_machine():
    starts = draws.streams([("甲", 0), ("甲", 1), "乙"], 7, "bootstrap")
    assert starts.tolist() == [10692045920233848969, 15959927499380153743, 5739947175797809840]
    assert draws.poisson(starts, 12).tolist() == [
        [1, 2, 1, 1, 1, 0, 0, 2, 3, 2, 1, 1],
        [0, 1, 0, 1, 3, 0, 3, 0, 1, 2, 0, 2],
        [1, 0, 1, 0, 0, 1, 1, 0, 2, 0, 0, 1],
    ]


def test_draws_belong_to_the_unit():
    keys = [("甲", i) for i in range(9)]
    alone, among = draws.poisson(draws.streams(keys[4:5], 1, "x"), 50), draws.poisson(draws.streams(keys, 1, "x"), 50)
    assert (alone[0] == among[4]).all()
    later, all_of_them = (draws.bits(draws.streams(keys, 1, "x"), first, 50) for first in (20, 0))
    assert (later == all_of_them[:, 20:]).all()
    assert (among != draws.poisson(draws.streams(keys, 2, "x"), 50)).any(axis=1).all()
    assert (among != draws.poisson(draws.streams(keys, 1, "y"), 50)).any(axis=1).all()
    assert draws.streams([("甲", np.int64(3))], 1, "x") == draws.streams([("甲", 3)], 1, "x")


def test_poisson_of_mean_one():
    drawn = draws.poisson(draws.streams(range(2000), 0, "test"), 500)
    expected = [0.367879, 0.367879, 0.183940, 0.061313, 0.015328, 0.003066]
    assert np.bincount(drawn.ravel())[:6] / drawn.size == pytest.approx(expected, abs=0.002)
    # neither neighbouring units nor neighbouring draws are alike
    assert abs(np.corrcoef(drawn[0::2].ravel(), drawn[1::2].ravel())[0, 1]) < 0.01
    assert abs(np.corrcoef(drawn[:, 0::2].ravel(), drawn[:, 1::2].ravel())[0, 1]) < 0.01


def test_no_units():
    assert draws.poisson(draws.streams([], 0, "x"), 4).shape == (0, 4)
