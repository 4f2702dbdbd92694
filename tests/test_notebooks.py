"""A reader's notebook shows what the page shows."""

import nbformat
import pytest
from conftest import ROOT
from lessons import LESSONS
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebooks import for_readers

from snippets.held import MIME

PYTHON = {"name": "python3", "display_name": "Python"}


def test_hidden_cells_and_what_only_the_build_reads_go():
    data = {"text/plain": "1", "application/pdf": "x", MIME: {}}
    shown = new_code_cell("1", outputs=[new_output("display_data", data=data, metadata={"a": 1})])
    hidden = new_code_cell("held()", metadata={"tags": ["remove-cell"]})
    cells = [new_markdown_cell("# T"), hidden, shown]
    about = {"kernelspec": PYTHON, "execution_key": "k", "source_map": [1]}
    notebook = for_readers(new_notebook(cells=cells, metadata=about))
    assert [cell.source for cell in notebook.cells] == ["# T", "1"]
    assert dict(notebook.metadata) == {"kernelspec": PYTHON}
    (output,) = notebook.cells[1].outputs
    assert (output.data, output.metadata) == ({"text/plain": "1"}, {})


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_lesson_offers_its_notebook(site, lesson):
    page = (site / f"{lesson}.html").read_text(encoding="utf-8")
    assert f'href="{lesson}.ipynb" download' in page
    notebook = nbformat.read(site / f"{lesson}.ipynb", as_version=4)
    nbformat.validate(notebook)
    chapter = (ROOT / f"book/{lesson}.md").read_text("utf-8")
    assert [cell.source for cell in notebook.cells if cell.source not in chapter] == []
    programs = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(programs) == page.count('<div class="cell ')
    assert all(cell.execution_count for cell in programs)
