"""Examples in docstrings, and the `>>>` sessions of the chapters and of the files at the top."""

import doctest
import importlib
import re

import pytest
from conftest import ROOT

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in sorted((ROOT / "snippets").rglob("[!_]*.py"))
]
PAGES = [path for folder in (ROOT, ROOT / "book") for path in sorted(folder.glob("*.md"))]
SESSION = re.compile(r"^(`{3,}|:{3,})(?:python|pycon)\n(?P<session>>>> (?:.*\n)*?)\1", re.M)


@pytest.mark.parametrize("name", MODULES)
def test_docstring(name):
    assert doctest.testmod(importlib.import_module(name), optionflags=FLAGS).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_sessions(page):
    text = page.read_text("utf-8")
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=FLAGS)
    names = {}  # one namespace for a page, as its reader has
    for block in SESSION.finditer(text):
        line = text.count("\n", 0, block.start("session"))
        test = parser.get_doctest(block["session"], names, page.name, str(page), line)
        runner.run(test, clear_globs=False)
        names = test.globs
    assert runner.failures == 0
