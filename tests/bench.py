"""Times the build of the book against plain MyST-NB and Jupyter Book, in one run: `make bench`.

Jupyter Book is installed for that into a temporary environment.  Then come books of ever more
chapters, all alike, which show what one more costs.

Seconds differ from machine to machine and from hour to hour; ratios within one run do so much
less, and they are what this is for.  Everything is built and edited in a temporary folder.
"""

import argparse
import os
import platform
import re
import runpy
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
CHAPTER, SENTENCE = "book/differentiation.md", "\nOnly the clock reads this sentence.\n"
SNIPPET, COMMENT = "snippets/differentiation.py", "\n# only the clock reads this comment\n"
PLAIN, RIVAL = "plain MyST-NB, cold", "Jupyter Book, cold"
SAVES, PAUSE = 5, 5.0  # sentences saved under make serve, and seconds between them
JUPYTER_BOOK = "jupyter-book==1.0.4"
SIZES = 7, 70, 350  # chapters of the books that show what one more costs
SERVED = "save to screen"
LAYOUT = "{:20}{:>8.1f}{:>8.1f}{:>14.2f}{:>13.2f}{:>10}{:>16}"
GROWTH = "{:>10}{:>10.1f}{:>10.1f}{:>16.2f}{:>20.0f}"
HEAD = "build", "wall s", "CPU s", "wall / plain", "CPU / plain", "chapters", "cells executed"
CELLS_USE = ("numpy", "scipy", "sympy", "matplotlib")  # the same versions for all
LIBRARIES = ("sphinx", "myst-nb", "sphinx-book-theme", "nbclient", "ipykernel", "matplotlib")
# What no build should pay for being the first: compiled modules, matplotlib's list of fonts.
WARM_UP = "import ipykernel.kernelapp, matplotlib.pyplot, myst_nb, scipy, sphinx, sympy"
CELL = re.compile(r"^(?:`{3,}|:{3,})\{code-cell\}", re.M)
# Settings of plain MyST-NB: what the sources need to be read and to run, and else its defaults.
# Directives and roles of our own show their content and do nothing.
PLAIN_CONF = r"""
import re, runpy
from pathlib import Path
from docutils import nodes
from docutils.parsers.rst.directives.body import Container

book = runpy.run_path(f"{Path.cwd()}/conf_of_the_book.py")  # cells import from its folder
own = {path.stem: path.read_text("utf-8") for path in Path("book/_ext").glob("*.py")}
needed = "bibtex_bibfiles exclude_patterns myst_enable_extensions nb_execution_timeout numfig"
globals().update({name: book[name] for name in needed.split() if name in book})
extensions = [name for name in book["extensions"] if name not in own]
html_theme, nb_execution_mode = "sphinx_book_theme", "force"
nb_execution_show_tb = True

def setup(app):
    source = "".join(own.values())
    for name in re.findall(r'app\.add_directive\(\s*"([\w-]+)"', source):
        app.add_directive(name, Container, override=True)
    for name in re.findall(r'app\.add_role\(\s*"([\w-]+)"', source):
        app.add_generic_role(name, nodes.inline, override=True)
"""
# Jupyter Book's, with the same meaning; it has its own ways to name extensions and pages.
RIVAL_CONFIG = """
title: Book
only_build_toc_files: true
execute: {{execute_notebooks: force, timeout: 60}}
parse: {{myst_enable_extensions: {extensions}}}
bibtex_bibfiles: [references.bib]
sphinx: {{local_extensions: {{plain_words: "."}}, config: {{numfig: true}}}}
"""
PLAIN_WORDS = """
from docutils import nodes
from docutils.parsers.rst.directives.body import Container

def setup(app):
    for name in {directives}:
        app.add_directive(name, Container, override=True)
    for name in {roles}:
        app.add_generic_role(name, nodes.inline, override=True)
"""
ONE_CHAPTER = """---
file_format: mystnb
kernelspec: {{name: python3}}
---

# Chapter c{number}

The chord of $x^2$ has the slope 6.1, and $x^2$ has the derivative $2x$.

```{{code-cell}}
import numpy as np
import sympy as sp

from snippets.differentiation import forward_difference
from snippets.held import given, held

x = sp.Symbol("x")
print("chapter {number}:", np.round(forward_difference(lambda t: t**2, 3.0, 0.1), 6))
```

```{{code-cell}}
:tags: [remove-cell]

given(x=3, h=0.1)
slope = forward_difference(lambda t: t**2, 3.0, 0.1)
held("of $#$ has the slope #, and $#$ has the derivative $#$", x**2, slope, x**2, 2 * x)
```
"""


class Timing(NamedTuple):
    wall: float
    cpu: float
    output: str
    peak: float  # MB of memory, of the largest of the processes


def timed(command, folder):
    """Run a command there; exit with its output if it fails.

    Plain MyST-NB only warns of a cell that fails, and runs none of those below it.
    """
    settings = os.environ | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": str(folder)}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        wall = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=settings, stdout=said, stderr=said)
        # With all that it waited for in turn: Sphinx for its workers, nbclient for its kernels.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - wall
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        peak = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
        timing = Timing(wall, usage.ru_utime + usage.ru_stime, said.read(), peak)
    if process.returncode or "[mystnb.exec]" in timing.output:
        hint = "look for an error, or for [mystnb.exec], the mark of a failed cell"
        sys.exit(f"{timing.output}\nThis failed ({hint}): {' '.join(map(str, command))}")
    return timing


def build(folder, case, *options):
    """Build the book in that folder with its conf.py."""
    print(f"{case} ...", file=sys.stderr)
    options = [*options, "-b", "html", "-c", ".", "-d", "_build/doctrees"]
    return timed([sys.executable, "-m", "sphinx", *options, "book", "_build/html"], folder)


def copy_sources(folder):
    """Copy them once, for all builds: somebody may be writing in the working tree."""
    for name in ("book", "snippets", "tests"):  # a page counts the tests
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "conf.py", folder)
    return folder


def append(text, file):
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def install_rival(folder):
    """Jupyter Book with the libraries of our cells, in an environment of its own."""
    print(f"installing {JUPYTER_BOOK} ...", file=sys.stderr)
    python = folder / "environment/bin/python"
    libraries = [f"{library}=={version(library)}" for library in CELLS_USE]
    uv = Path(sys.executable).with_name("uv")
    timed([sys.executable, "-m", "venv", "--without-pip", folder / "environment"], folder)
    wanted = ["--compile-bytecode", "--python", python, JUPYTER_BOOK, *libraries]
    timed([uv, "pip", "install", "--quiet", *wanted], folder)
    return python.with_name("jupyter-book")


def rival_sources(sources, folder):
    """A copy for Jupyter Book: the same chapters and cells; what only we know shows its content."""
    shutil.copytree(sources, folder)
    own = "".join(path.read_text("utf-8") for path in sources.glob("book/_ext/*.py"))
    names = {
        kind: re.findall(rf'app\.add_{kind}\(\s*"([\w-]+)"', own) for kind in ("directive", "role")
    }
    words = PLAIN_WORDS.format(directives=names["directive"], roles=names["role"])
    settings = runpy.run_path(str(sources / "conf.py"))
    config = RIVAL_CONFIG.format(extensions=settings["myst_enable_extensions"])
    pages = [path.stem for path in sorted(folder.glob("book/*.md")) if path.stem != "index"]
    toc = "format: jb-book\nroot: index\nchapters:\n" + "".join(f"- file: {p}\n" for p in pages)
    for name, text in {"plain_words.py": words, "_config.yml": config, "_toc.yml": toc}.items():
        (folder / "book" / name).write_text(text, "utf-8")
    return folder


def many_chapters(sources, folder, number):
    """A book of so many chapters with our settings and extensions."""
    shutil.copytree(sources, folder)
    for page in folder.glob("book/*.md"):
        page.unlink()
    names = [f"chapter{i}" for i in range(number)]
    toc = "# Book\n\n```{toctree}\n" + "\n".join(names) + "\n```\n"
    (folder / "book/index.md").write_text(toc, "utf-8")
    for i, name in enumerate(names):
        (folder / f"book/{name}.md").write_text(ONE_CHAPTER.format(number=i), "utf-8")
    return folder


def growth(sources, folder, sizes):
    """A line for each size: what a chapter costs, and the memory of the largest process."""
    heads = "chapters", "wall s", "CPU s", "CPU s/chapter", "largest process MB"
    yield re.sub(r"\.\df", "", GROWTH).format(*heads)
    for size in sizes:
        book = many_chapters(sources, folder / f"book{size}", size)
        cost = build(book, f"{size} chapters", "-W", "-j", "auto")
        yield GROWTH.format(size, cost.wall, cost.cpu, cost.cpu / size, cost.peak)
        shutil.rmtree(book)


def one_run(sources, folder, rival):
    """(case, Timing) of each case."""
    ours, plain = (shutil.copytree(sources, folder / name) for name in ("ours", "plain"))
    (plain / "conf.py").rename(plain / "conf_of_the_book.py")
    (plain / "conf.py").write_text(PLAIN_CONF, encoding="utf-8")
    yield PLAIN, build(plain, PLAIN)
    if rival:
        theirs = rival_sources(sources, folder / "theirs")
        print(f"{RIVAL} ...", file=sys.stderr)
        yield RIVAL, timed([rival, "build", "book"], theirs)
    yield "cold", build(ours, "cold", "-j", "auto")
    yield "unchanged", build(ours, "unchanged")
    append(SENTENCE, ours / CHAPTER)
    yield "one sentence edited", build(ours, "one sentence edited")
    append(COMMENT, ours / SNIPPET)
    yield "one snippet edited", build(ours, "one snippet edited")
    print("sentences saved under make serve ...", file=sys.stderr)
    yield SERVED, Timing(seconds_to_the_screen(ours), float("nan"), "", 0)


@contextmanager
def served(folder):
    """The address under which `make serve` shows the book of that folder, once it is built."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, folder / "book/_ext/serve.py", str(port)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        while "built in" not in (line := process.stdout.readline()):
            if not line:
                sys.exit("make serve ended before it had built the book")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def seconds_to_the_screen(folder):
    """From the save of a sentence until a page that is open is told to load it: the median."""
    taken = []
    with served(folder) as address:
        page = f"{address}{Path(CHAPTER).stem}.html"
        for letter in "abcdefghij"[:SAVES]:
            sentence = f"Only clock {letter} reads this sentence."
            time.sleep(PAUSE)  # a writer's; meanwhile the next build gets ready
            with urlopen(page) as answer:
                (builds,) = re.findall(rb"/_reload\.js\?(\d+)", answer.read())
            with urlopen(f"{address}_reload?{builds.decode()}", timeout=60) as told:
                begun = time.perf_counter()
                append(f"\n{sentence}\n", folder / CHAPTER)
                while not told.readline().startswith(b"data"):
                    pass
                taken.append(time.perf_counter() - begun)
            with urlopen(page) as answer:
                if sentence not in answer.read().decode():
                    sys.exit("make serve told the page to load a sentence that was not there")
    return median(taken)


def cells_of(sources):
    """The number of cells of each chapter, by the name of its file."""
    counts = {f.name: len(CELL.findall(f.read_text("utf-8"))) for f in sources.glob("book/*.md")}
    return {name: count for name, count in counts.items() if count}


def row(case, runs, cells):
    """One line of the table; plain MyST-NB runs every cell.  Each run has its own ratios."""
    wall, cpu = (median(run[case][i] for run in runs) for i in (0, 1))
    ratios = [median(run[case][i] / run[PLAIN][i] for run in runs) for i in (0, 1)]
    ran = re.findall(r"running the cells of (\S+)", runs[-1][case].output)
    counts = [cells.get(name, 0) for name in (cells if case in (PLAIN, RIVAL) else ran)]
    return LAYOUT.format(case, wall, cpu, *ratios, len(counts), sum(counts))


def report(runs, cells):
    """The lines that are printed."""
    yield f"{len(cells)} chapter(s), {sum(cells.values())} cells; medians of {len(runs)} run(s)"
    yield re.sub(r"\.\df", "", LAYOUT).format(*HEAD)
    yield from (row(case, runs, cells) for case in runs[0] if case != SERVED)
    for name in [name for name in (PLAIN, RIVAL) if name in runs[0]]:
        times = [median(run[name][i] / run["cold"][i] for run in runs) for i in (0, 1)]
        yield f"cold: {times[0]:.2f} times as fast as {name} (CPU {times[1]:.2f})"
    wall = median(run[SERVED].wall for run in runs)
    share = median(run[SERVED].wall / run[PLAIN].wall for run in runs)
    yield f"make serve: a saved sentence is on the screen after {wall:.2f} s ({share:.3f} of plain)"
    yield "Ratios are what this is for, of CPU on a busy machine: seconds hold here and now only."
    if warned := re.search(r"build succeeded, (\d+) warning", runs[-1]["cold"].output):
        yield f"{warned[1]} warning(s): until they are mended, a rebuild reads every page again."


def machine():
    """What the seconds depend on, in two lines."""
    versions = [f"{library} {version(library)}" for library in LIBRARIES]
    system = (
        f"{platform.system()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start"
    )
    return f"{', '.join(versions)}\nPython {platform.python_version()}, {system}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="medians of N runs")
    parser.add_argument("--alone", action="store_true", help="without Jupyter Book")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="of the growing book")
    options = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()  # macOS has a link there
        sources = copy_sources(folder / "sources")
        timed([sys.executable, "-c", WARM_UP], folder)
        rival = None if options.alone else install_rival(folder)
        numbers = range(max(1, options.repeat))
        runs = [dict(one_run(sources, folder / f"run{i}", rival)) for i in numbers]
        print(*report(runs, cells_of(sources)), sep="\n", flush=True)
        for line in growth(sources, folder, options.sizes):
            print(line, flush=True)


if __name__ == "__main__":
    main()
