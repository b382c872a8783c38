"""Notebooks run where duizhao runs; what fails is named, and what a person can mend is told as such."""

from pathlib import Path

import nbformat
import pytest

from duizhao.errors import InputError
from duizhao.show import notebooks


def notebook(folder, name, *sources):
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    made.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(made, folder / name)
    return folder / name


def test_parameters_come_after_their_cell_and_the_file_stays_as_it_was(tmp_path):
    path = notebook(tmp_path, "a.ipynb", "pages = []", "print(pages, __import__('sys').executable)")
    before = path.read_bytes()
    (made,) = notebooks.execute([path], {"pages": ["x.html"]})
    assert [cell.execution_count for cell in made.cells] == [1, 2, 3]
    said = made.cells[2].outputs[0]["text"]
    assert said.startswith("['x.html']")
    assert Path(said.split()[1]).samefile(__import__("sys").executable)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("from duizhao import InputError; raise InputError('name two pages')", InputError, "^name two pages$"),
        ("1 / 0", RuntimeError, "^b.ipynb failed: ZeroDivisionError: division by zero$"),
    ],
)
def test_a_failure_is_named_and_ends_the_others(tmp_path, source, kind, message):
    paths = [notebook(tmp_path, "a.ipynb", "import time; time.sleep(60)"), notebook(tmp_path, "b.ipynb", source)]
    with pytest.raises(kind, match=message):
        notebooks.execute(paths, {})
