"""The book in print, up to its LaTeX: what comes after what, and that nothing is left out."""

import difflib
import filecmp
import hashlib
import re
from base64 import b64decode

import nbformat
import printed as book
import pytest
from conftest import ROOT
from latex_text import outputs, text_of
from lessons import LESSONS
from page_equations import equations
from record import EXECUTED
from shown import NotShown, page, readable, source_of

from snippets import exercises

PAGES = ["index", *LESSONS]  # those with cells


@pytest.fixture(scope="module")
def printed(site, tmp_path_factory):
    """The LaTeX of the whole book, and its folder."""
    out = tmp_path_factory.mktemp("print")
    book.build(out)
    return out, (out / book.NAME).read_text("utf-8")


def test_all_that_the_site_shows_is_printed_in_its_place_and_nothing_else(printed, site):
    try:
        gaps = [(node, readable(gap)) for node, gap in book.gaps(printed[1], site)]
    except NotShown as missing:
        pytest.fail(f"the book in print has not, or not there, {missing}", pytrace=False)
    places = [(source_of(node) if node else "the end", gap) for node, gap in gaps if gap]
    assert [f"above {place}: {gap}" for place, gap in places] == []


def test_outputs_are_printed_as_the_site_shows_them(printed, site):
    pages = [page(site / f"{stem}.html") for stem in PAGES]
    shown = [output.text.strip("\n") for each in pages for output in each.select(".output pre")]
    assert shown and shown == [text.strip("\n") for text in outputs(printed[1])]


def test_the_figures_are_those_that_cells_returned(printed):
    out, tex = printed
    cells = [cell for stem in PAGES for cell in nbformat.read(EXECUTED / f"{stem}.ipynb", 4).cells]
    data = [output.get("data", {}) for cell in cells for output in cell.get("outputs", ())]
    drawn = [b64decode(forms["application/pdf"]) for forms in data if "application/pdf" in forms]
    names = re.findall(r"\\sphinxincludegraphics\{\{(\w+)\}\.pdf\}", tex)
    assert names == [hashlib.sha256(pdf).hexdigest() for pdf in drawn]
    assert [(out / f"{name}.pdf").read_bytes() for name in names] == drawn


def test_how_the_book_is_set_is_on_record(printed):
    """Its macros could make anything of a text."""
    was, now = book.RECORD.read_text("utf-8"), book.setting(printed[0])
    changed = list(difflib.unified_diff(was.split("\n"), now.split("\n"), lineterm="", n=0))[2:]
    assert changed == [], "if this is meant: make accept"


def test_all_that_latex_reads_is_from_sphinx_or_on_record(printed):
    files = {path.name for path in printed[0].iterdir() if path.suffix in (".sty", ".cls", ".tex")}
    theirs = files - {book.NAME, *book.WRITTEN}
    assert "sphinx.sty" in theirs and theirs <= {path.name for path in book.SPHINX.iterdir()}
    same, *others = filecmp.cmpfiles(printed[0], book.SPHINX, theirs, shallow=False)
    assert set(same) == theirs and others == [[], []]


def read(tex):
    return text_of(rf"\begin{{document}}{tex}\end{{document}}").split("\n")


@pytest.mark.parametrize(
    "tex, text",
    [
        (
            r"\sphinxAtStartPar One \sphinxstyleemphasis{word} and \(x\_1^{2}\).",
            r"One word and $x\_1^{2}$.",
        ),
        (r"\section{A title}\label{\detokenize{gradient:a}}", "A title"),
        (
            r"\sphinxcode{\sphinxupquote{a\_b\sphinxhyphen{}c}} is 5\% of \{1\}",
            "a_b-c is 5% of {1}",
        ),
        (r"\item {} \sphinxAtStartPar One.%", "One."),
    ],
)
def test_latex_is_read_as_text(tex, text):
    assert read(tex) == [text]


@pytest.mark.parametrize(
    "tex",
    [
        r"\iffalse Not here.\fi",
        r"\textcolor{white}{Not here.}",
        r"\sout{Not so.}",
        r"\begin{comment}Not here.\end{comment}",
        r"\setcounter{enumi}{4}",
        r"50 % Not here.",
        r"\rotatebox{180}{\sphinxincludegraphics{{a}.pdf}}",
        r"\medskipa",
    ],
)
def test_what_could_hide_or_add_something_stays(tex):
    assert re.search(r"[\\%]", read(tex)[0])


def test_a_program_an_output_and_a_display_are_read():
    code = "\\begin{sphinxVerbatim}[commandchars=\\\\\\{\\}]\n"
    code += "\\PYG{n}{a\\PYGZus{}b} = \\PYGZob{}\\PYGZcb{}\n\\end{sphinxVerbatim}\n"
    shape = "\\begin{equation}\\label{equation:gradient:eq-a}\n\\begin{split}a &= b\\end{split}\n"
    assert read(code) == ["a_b = {}"]
    assert read(f"{shape}\\end{{equation}}") == ["$$a &= b$$ (eq-a)"]
    output = f"\\begin{{sphinxuseclass}}{{cell_output}}\n{code}\\end{{sphinxuseclass}}"
    assert read(output) == [""]
    assert outputs(rf"\begin{{document}}{output}\end{{document}}") == ["a_b = {}\n"]


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
