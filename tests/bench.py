"""Times the build of the book against plain MyST-NB, in one run: `make bench`.

Seconds differ from machine to machine and from hour to hour; ratios within one run do so much
less, and they are what this is for.  Everything is built and edited in a temporary folder.
"""

import argparse
import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CHAPTER, SENTENCE = "book/differentiation.md", "\nOnly the clock reads this sentence.\n"
SNIPPET, COMMENT = "snippets/differentiation.py", "\n# only the clock reads this comment\n"
PLAIN = "plain MyST-NB, cold"
LAYOUT = "{:20}{:>8.1f}{:>8.1f}{:>14.2f}{:>13.2f}{:>10}{:>16}"
HEAD = "build", "wall s", "CPU s", "wall / plain", "CPU / plain", "chapters", "cells executed"
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


class Timing(NamedTuple):
    wall: float
    cpu: float
    output: str


def used_cpu():
    """User and system seconds of every process below this one that has ended.

    A process is counted by the one that waits for it: nbclient for its kernels, we for Sphinx.
    """
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def timed(command, folder):
    """Run a command there; exit with its output if it fails.

    Plain MyST-NB only warns of a cell that fails, and runs none of those below it.
    """
    settings = os.environ | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}  # as in the Makefile
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    cpu, wall = used_cpu(), time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=settings, **pipes)
    timing = Timing(time.perf_counter() - wall, used_cpu() - cpu, done.stdout)
    if done.returncode or "[mystnb.exec]" in done.stdout:
        hint = "look for an error, or for [mystnb.exec], the mark of a failed cell"
        sys.exit(f"{done.stdout}\nThis failed ({hint}): {' '.join(command)}")
    return timing


def build(folder, case):
    """Build the book in that folder with its conf.py, as `make html` does."""
    print(f"{case} ...", file=sys.stderr)
    options = ["-b", "html", "-c", ".", "-d", "_build/doctrees"]
    return timed([sys.executable, "-m", "sphinx", *options, "book", "_build/html"], folder)


def copy_sources(folder):
    """Copy them once, for all builds: somebody may be writing in the working tree."""
    for name in ("book", "snippets", "tests"):  # a page counts the tests
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "conf.py", folder)
    return folder


def append(text, file):
    file.write_text(file.read_text("utf-8") + text, "utf-8")


def one_run(sources, folder):
    """(case, Timing) of each case."""
    ours, plain = (shutil.copytree(sources, folder / name) for name in ("ours", "plain"))
    (plain / "conf.py").rename(plain / "conf_of_the_book.py")
    (plain / "conf.py").write_text(PLAIN_CONF, encoding="utf-8")
    yield PLAIN, build(plain, PLAIN)
    yield "cold", build(ours, "cold")
    yield "unchanged", build(ours, "unchanged")
    append(SENTENCE, ours / CHAPTER)
    yield "one sentence edited", build(ours, "one sentence edited")
    append(COMMENT, ours / SNIPPET)
    yield "one snippet edited", build(ours, "one snippet edited")


def cells_of(sources):
    """The number of cells of each chapter, by the name of its file."""
    counts = {f.name: len(CELL.findall(f.read_text("utf-8"))) for f in sources.glob("book/*.md")}
    return {name: count for name, count in counts.items() if count}


def row(case, runs, cells):
    """One line of the table; plain MyST-NB runs every cell.  Each run has its own ratios."""
    wall, cpu = (median(run[case][i] for run in runs) for i in (0, 1))
    ratios = [median(run[case][i] / run[PLAIN][i] for run in runs) for i in (0, 1)]
    ran = re.findall(r"running the cells of (\S+)", runs[-1][case].output)
    counts = [cells.get(name, 0) for name in (cells if case == PLAIN else ran)]
    return LAYOUT.format(case, wall, cpu, *ratios, len(counts), sum(counts))


def report(runs, cells):
    """The lines that are printed."""
    yield f"{len(cells)} chapter(s), {sum(cells.values())} cells; medians of {len(runs)} run(s)"
    yield re.sub(r"\.\df", "", LAYOUT).format(*HEAD)
    yield from (row(case, runs, cells) for case in runs[0])
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
    repeat = max(1, parser.parse_args().repeat)
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()  # macOS has a link there
        sources = copy_sources(folder / "sources")
        timed([sys.executable, "-c", WARM_UP], folder)
        runs = [dict(one_run(sources, folder / f"run{i}")) for i in range(repeat)]
        print(*report(runs, cells_of(sources)), sep="\n")


if __name__ == "__main__":
    main()
