"""Steps are told where somebody looks, and nowhere else."""

import io
import sys

import pytest

from duizhao.show.progress import step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_step_and_its_time_on_a_terminal(monkeypatch):
    monkeypatch.setattr(sys, "stderr", seen := Terminal())
    with pytest.raises(KeyError), step("reading the pages"):
        raise KeyError
    assert seen.getvalue().startswith("reading the pages …\rreading the pages: 0.")


def test_nothing_elsewhere(capsys):
    with step("reading the pages"):
        pass
    assert capsys.readouterr() == ("", "")
