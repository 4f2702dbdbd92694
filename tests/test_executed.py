"""Cells run again when what they depend on has changed, and only then."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT

CONF = f"""
import os, sys
sys.path[:0] = [{str(ROOT / "book/_ext")!r}]
os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
extensions = ["myst_nb", "executed"]
nb_execution_mode = "cache"
nb_execution_cache_path = os.path.join(os.environ["PYTHONPATH"], "executed")
"""
CHAPTER = """---
file_format: mystnb
kernelspec: {{name: python3}}
---

# Chapter

```{{code-cell}}
from snippets.{module} import value

print("value", value())
```
"""


@pytest.fixture
def project(tmp_path):
    """Two chapters; the first uses `top`, which uses `base`, the second uses `other`."""
    files = {
        "conf.py": CONF,
        "snippets/__init__.py": "",
        "snippets/base.py": "NUMBER = 1\n",
        "snippets/top.py": "from .base import NUMBER\n\ndef value():\n    return NUMBER\n",
        "snippets/other.py": "def value():\n    return 7\n",
        "book/index.md": CHAPTER.format(module="top") + "\n```{toctree}\nsecond\n```\n",
        "book/second.md": CHAPTER.format(module="other"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def build(project):
    """Build the project; the chapters whose cells ran."""
    command = [sys.executable, "-m", "sphinx", "-W", "-c", ".", "-d", "doctrees", "book", "html"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return re.findall(r"running the cells of (\w+)\.md", result.stdout)


def edit(file, old, new):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_an_edited_snippet_runs_the_chapters_that_depend_on_it(project):
    assert sorted(build(project)) == ["index", "second"]
    edit(project / "snippets/base.py", "1", "2")
    assert build(project) == ["index"]
    assert "value 2" in (project / "html/index.html").read_text("utf-8")
    assert build(project) == []


def test_a_comment_in_a_snippet_runs_nothing_but_stands_on_the_page(project):
    with (project / "book/index.md").open("a", encoding="utf-8") as chapter:
        chapter.write("\n```{literalinclude} ../snippets/base.py\n```\n")
    build(project)
    edit(project / "snippets/base.py", "NUMBER", "# Look here.\nNUMBER")
    assert build(project) == []
    assert "Look here." in (project / "html/index.html").read_text("utf-8")
    edit(project / "snippets/base.py", "= 1", "= 2")
    assert build(project) == ["index"]


@pytest.mark.parametrize("shown", ["import traceback", "import inspect; inspect.getsource"])
def test_where_lines_of_a_snippet_are_shown_a_comment_runs_the_cells(project, shown):
    edit(project / "snippets/base.py", "NUMBER", f"{shown}\nNUMBER")
    build(project)
    edit(project / "snippets/base.py", "NUMBER", "# Look here.\nNUMBER")
    assert build(project) == ["index"]


def test_where_a_cell_may_raise_a_comment_runs_the_cells(project):
    edit(project / "book/index.md", "from snippets", ":tags: [raises-exception]\n\nfrom snippets")
    build(project)
    edit(project / "snippets/base.py", "NUMBER", "# Look here.\nNUMBER")
    assert build(project) == ["index"]


def test_text_below_the_last_cell_runs_nothing(project):
    build(project)
    with (project / "book/second.md").open("a", encoding="utf-8") as chapter:
        chapter.write("\nSeven is printed above.\n")
    assert build(project) == []
    page = (project / "html/second.html").read_text("utf-8")
    assert "value 7" in page and "Seven is printed above." in page
    record = project / "executed/second.ipynb"
    incremental = record.read_text("utf-8")
    assert "Seven is printed above." in incremental
    record.unlink()
    (project / "book/second.md").touch()
    assert build(project) == ["second"]
    assert record.read_text("utf-8") == incremental


def test_what_a_slow_cell_prints_stands_there_once(project):
    slow = "\nimport time\n\ndef value():\n    print('first')\n    time.sleep(1)\n    return 7\n"
    (project / "snippets/other.py").write_text(slow, "utf-8")
    build(project)
    page = (project / "html/second.html").read_text("utf-8")
    assert page.count("value 7") == page.count("first") == 1


def test_another_version_of_a_library_runs_everything(project, monkeypatch):
    build(project)
    installed = project / "site/somelib-2.0.dist-info"
    installed.mkdir(parents=True)
    edit(project / "conf.py", "sys.path[:0] = [", f"sys.path[:0] = [{str(installed.parent)!r}, ")
    assert sorted(build(project)) == ["index", "second"]


DEAD = """
import kernels

async def wait_for_ready(self, timeout=None):
    raise RuntimeError("Kernel died")

kernels.PromptClient.wait_for_ready = wait_for_ready
"""


def test_a_kernel_that_does_not_start_is_a_warning_of_its_page(project):
    conf = (project / "conf.py").read_text("utf-8") + DEAD
    (project / "conf.py").write_text(conf, "utf-8")
    command = [sys.executable, "-m", "sphinx", "-c", ".", "-d", "doctrees", "book", "html"]
    said = subprocess.run(command, cwd=project, capture_output=True, text=True).stderr
    warnings = re.findall(r"(\w+\.md):4: WARNING: the kernel did not start: Kernel died", said)
    assert warnings == ["index.md", "second.md"], said
