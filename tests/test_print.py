"""The book in print, up to its LaTeX: what comes after what, and that nothing is left out."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT
from lessons import LESSONS
from page_equations import equations

from snippets import exercises


@pytest.fixture(scope="module")
def printed(site, tmp_path_factory):
    """The LaTeX of the whole book, from the same executed cells as the site."""
    out = tmp_path_factory.mktemp("print")
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", "latex", "-c", "."]
    command += ["-d", "_build/doctrees", "book", out]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return out, (out / "calculus-for-machine-learning.tex").read_text("utf-8")


def chapters(tex):
    """(title, is it numbered) of each chapter."""
    commands = r"\\setcounter\{secnumdepth\}\{(-?\d)\}|\\chapter\{(.*?)\}$"
    numbered = True
    for depth, title in re.findall(commands, tex, re.M):
        numbered = numbered if not depth else int(depth) > 0
        if title:
            yield re.sub(r"\\sphinxhyphen\{\}", "-", title), numbered


def test_front_page_lessons_and_back_matter_are_in_order(printed):
    titles = [
        (ROOT / f"book/{stem}.md").read_text("utf-8").split("\n# ")[1].split("\n")[0]
        for stem in LESSONS
        if (ROOT / f"book/{stem}.md").exists()
    ]
    order = [("About this book", False), *((title, True) for title in titles)]
    order += [
        ("Looking back", False),
        ("Notation", False),
        ("How this book is tested", False),
        ("Solutions", False),
    ]
    assert list(chapters(printed[1])) == order


@pytest.mark.parametrize("stem", exercises.lessons())
def test_every_equation_figure_and_solution_is_printed(printed, stem):
    out, tex = printed
    chapter = ROOT / f"book/{stem}.md"
    figures = re.findall(r"^    name: (fig-\S+)", chapter.read_text("utf-8"), re.M)
    assert figures and equations(chapter)
    for label in equations(chapter):
        assert rf"\label{{equation:{stem}:{label}}}" in tex
    for name in figures:
        assert rf"\label{{\detokenize{{{stem}:{name}}}}}" in tex
    answers = tex[tex.index(r"\chapter{Solutions}") :]
    assert all(exercise.title in answers for exercise in exercises.load(stem).values())
    images = re.findall(r"\\sphinxincludegraphics\{\{(.*?)\}(\.\w+)\}", tex)
    assert images and all(ending == ".pdf" for _, ending in images)
    assert all((out / (name + ending)).exists() for name, ending in images)
