"""What was wrong with a page is told in every build, until it is mended; other pages stay."""

import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT

CONF = f"""
import os, sys
sys.path[:0] = [{str(ROOT / "book/_ext")!r}]
extensions = ["myst_parser", "failed_builds"]

def setup(app):
    if os.environ.get("CUT"):
        app.connect("env-check-consistency", lambda *args: os._exit(9))
    if os.environ.get("LATE"):
        from sphinx.util.logging import getLogger
        late = lambda app, error: getLogger("late").warning("late")
        app.connect("build-finished", late, priority=900)
"""


@pytest.fixture
def book(tmp_path):
    """A book of two pages, the second with a fault."""
    toc = "# Book\n\n```{toctree}\nsecond\n```\n"
    files = {"conf.py": CONF, "index.md": toc, "second.md": "# Second\n\n```{nonsense}\n```\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def build(book, builder="html", **environment):
    """Build it; the exit code, and the pages that were read."""
    command = [sys.executable, "-m", "sphinx", "--color", "-W", "--keep-going", "-b", builder]
    command += ["-d", "doctrees", ".", builder]
    env = os.environ | environment
    result = subprocess.run(command, cwd=book, env=env, capture_output=True, text=True)
    words = re.sub(r"\x1b\[[0-9;]*m", "", result.stdout)
    return result.returncode, re.findall(r"reading sources\.\.\. \[ *\d+%\] (\w+)", words)


def test_only_the_page_with_the_fault_is_read_again_until_it_is_mended(book):
    assert build(book) == (1, ["index", "second"])
    assert build(book) == (1, ["second"])
    (book / "second.md").write_text("# Second\n", "utf-8")
    assert build(book) == (0, ["second"])
    assert build(book) == (0, [])


def test_another_builder_forgets_nothing(book):
    (book / "second.md").write_text("# Second\n", "utf-8")
    assert build(book)[0] == 0
    (book / "second.md").write_text("# Second\n\n```{nonsense}\n```\n", "utf-8")
    assert build(book)[0] == build(book, "text")[0] == build(book)[0] == 1
    (book / "second.md").write_text("# Second\n", "utf-8")
    assert build(book)[0] == build(book, "text")[0] == 0
    assert build(book) == build(book, "text") == (0, [])


def test_a_build_that_was_killed_has_told_nothing(book):
    assert build(book, CUT="1")[0] == 9
    assert build(book) == (1, ["index", "second"])


def test_a_warning_of_no_page_has_every_page_read_again(book):
    (book / "second.md").write_text("# Second\n", "utf-8")
    assert build(book, LATE="1") == (1, ["index", "second"])
    assert build(book) == (0, ["index", "second"])
