"""Chapters run in forks of one warm process, which differ in nothing and leave nothing behind."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT
from prefork import dealt

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")

CONF = f"""
import os, sys
sys.path[:0] = [{str(ROOT / "book/_ext")!r}]
extensions = ["myst_nb", "executed", "prefork"]
nb_execution_mode = "cache"
nb_execution_cache_path = os.path.abspath("executed")
nb_execution_timeout = int(os.environ["SECONDS_FOR_A_CELL"])
"""
CHAPTER = """---
file_format: mystnb
kernelspec: {{name: python3}}
orphan: true
---

# Chapter

```{{code-cell}}
{code}
```
"""
# More than five pages: with fewer, Sphinx reads them in one process, also with -j 2.
PAGES = {"index": "print(1)"} | {f"page{i}": "" for i in range(6)}
DRAWS = """
import os, random, numpy as np, sympy.core.random
print("draws", random.random(), np.random.random(), sympy.core.random.random())
print("parent", open(f"/proc/{os.getppid()}/cmdline").read().replace(chr(0), " "))
"""
START_A_PROCESS = """
import os, subprocess, sys, time
subprocess.Popen(["sleep", "600"])
open("started", "w").close()
"""
HANGS = START_A_PROCESS + "time.sleep(600)"
LEAVES = START_A_PROCESS + "os._exit(0)"


@pytest.fixture
def start(tmp_path):
    """A function that starts to build a book of these cells; a mark is on all its processes."""

    def build(pages, *options, seconds=60, conf=CONF):
        (tmp_path / "conf.py").write_text(conf, "utf-8")
        for name, code in (PAGES | pages).items():
            page = CHAPTER.format(code=code) if code else f"---\norphan: true\n---\n# {name}\n"
            (tmp_path / f"{name}.md").write_text(page, "utf-8")
        command = [sys.executable, "-m", "sphinx", *options, "-d", "doctrees", ".", "html"]
        env = os.environ | {"MARK": str(tmp_path), "SECONDS_FOR_A_CELL": str(seconds)}
        env.pop("BOOK_PREFORK", None)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen(command, cwd=tmp_path, env=env, **pipes)

    yield build
    assert wait(60, lambda: not list(marked(tmp_path))), list(marked(tmp_path))


def marked(mark):
    """The command lines of the living processes with that mark in their environment."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"MARK={mark}\0" in (process / "environ").read_text():
                yield process / "cmdline"
        except (OSError, UnicodeDecodeError):
            pass


def wait(seconds, condition):
    end = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return holds


def test_who_is_dealt_the_longest_is_dealt_the_shortest():
    assert dealt([9, 8, 7, 6, 5, 4, 3], hands=3) == [9, 4, 3, 8, 5, 7, 6]
    assert dealt(["a", "b"], hands=4) == ["a", "b"]


def test_forked_kernels(start, tmp_path):
    build = start({"one": DRAWS, "two": DRAWS, "hangs": HANGS, "leaves": LEAVES}, seconds=3)
    words = build.communicate(timeout=300)[0]
    assert re.search(r"hangs\.md:9: WARNING: the cell was still running after 3 seconds", words)
    assert re.search(r"leaves\.md:9: WARNING: the cell ended its kernel", words)
    pages = [(tmp_path / f"html/{name}.html").read_text("utf-8") for name in ("one", "two")]
    assert all("zygote.py" in page for page in pages)
    one, two = (re.search(r"draws (\S+) (\S+) (\S+)", page).groups() for page in pages)
    assert not set(one) & set(two)


@pytest.mark.parametrize("options", [["-j", "1"], ["-j", "2"]])
def test_a_killed_build_leaves_no_process_behind(options, start, tmp_path):
    build = start({"hangs": HANGS}, *options, seconds=600)
    assert wait(120, (tmp_path / "started").exists)
    assert len(list(marked(tmp_path))) >= 4  # the build, the zygote, the kernel, what that started
    build.kill()
    build.communicate(timeout=60)


DRAW = """
import hashlib, io, sys
import matplotlib as mpl
sys.path.insert(0, {folder!r})
import zygote
if {warm}:
    zygote.preload()
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
mpl.rcParams["svg.hashsalt"] = "book"
for form in ("svg", "pdf", "svg", "pdf"):
    before = MathTextParser._parse_cached.cache_info().misses
    figure, file = Figure(), io.BytesIO()
    figure.subplots().set_title(r"$x^2$ and $\\frac{{1}}{{2}}$")
    metadata = {{"Date": None}} if form == "svg" else {{"CreationDate": None}}
    figure.savefig(file, format=form, metadata=metadata)
    read = MathTextParser._parse_cached.cache_info().misses - before
    print(read, hashlib.sha256(file.getvalue()).hexdigest())
"""


def test_a_formula_is_read_once_and_drawn_as_ever():
    env = os.environ | {"SOURCE_DATE_EPOCH": "0"}

    def lines(warm):
        code = DRAW.format(folder=str(ROOT / "book/_ext"), warm=warm)
        command = [sys.executable, "-c", code]
        result = subprocess.run(command, env=env, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return [line.split() for line in result.stdout.splitlines()]

    cold, warm = lines(False), lines(True)
    assert [digest for _, digest in warm] == [digest for _, digest in cold]
    assert [read for read, _ in cold] == ["1", "1", "1", "1"]
    assert [read for read, _ in warm] == ["1", "1", "0", "0"]


def test_a_changed_environment_gets_an_ordinary_kernel(start, tmp_path):
    conf = CONF + (
        "def setup(app):\n"
        "    app.connect('source-read', lambda *args: os.environ.update(LATER='1'))\n"
    )
    words = start({"one": DRAWS}, conf=conf).communicate(timeout=300)[0]
    assert "another environment: LATER" in words
    assert "zygote.py" not in (tmp_path / "html/one.html").read_text("utf-8")
