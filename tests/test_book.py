"""The promises of the book: what must be true of every chapter and of the built site."""

import ast
import builtins
import importlib
import inspect
import re
from collections import Counter
from copy import copy
from itertools import pairwise
from pkgutil import iter_modules

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SUFFIX
from docutils import nodes
from guards import KINDS, guards_in, on_record, stale
from latex_algebra import RELATION, read, split
from lessons import LESSONS
from page_equations import equations, statements
from printed_numbers import SPELLED
from proof_counts import CELL, kinds_on
from prose import GENERATED, is_generated
from shown import END, LINK, documents, pieces, said

from snippets import exercises
from snippets.held import MIME

CHAPTERS = sorted((ROOT / "book").glob("[!_]*.md"))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_each_equation_has_its_guard_and_each_guard_its_equation(chapter):
    tests = ROOT / f"tests/test_{chapter.stem}{SUFFIX}.py"
    guards = [(guard.label, guard.line) for guard in guards_in(tests)]
    boxes = statements(chapter)
    every = re.findall(r"^:class: (?:definition|theorem)$", chapter.read_text("utf-8"), re.M)
    assert len(boxes) == len(every), f"{chapter.name}: a definition or theorem without a :name:"
    on_page = equations(chapter) | boxes
    faults = [
        f"{chapter.relative_to(ROOT)}:{equation.line}: {label} has no guard: write a test with "
        f'@pytest.mark.guards("{label}") in {tests.relative_to(ROOT)}'
        for label, equation in on_page.items()
        if label not in dict(guards)
    ]
    faults += [
        f"{tests.relative_to(ROOT)}:{line}: guards {label}, which is not in the chapter"
        for label, line in guards
        if label not in on_page
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_guard_is_of_a_kind_and_was_green_on_this_text(lesson):
    assert all(kinds for kinds in kinds_on(ROOT, lesson).values())
    assert stale(ROOT, lesson) == [], "their tests are not on record as green: make accept"


def is_chain(tex):
    """True for three sides or more, each equal to the next, that the parser reads."""
    outside = re.sub(r"_\{[^{}]*\}", "", tex)  # of lower indices and the lower ends of sums
    if len(split(tex)) < 5 or {*RELATION.findall(outside)} != {"="}:
        return False
    try:
        return bool(read(tex))
    except ValueError:
        return False


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_derivation_that_is_parsed_is_checked_step_by_step(lesson):
    """So that the message of a red test names the step."""
    module = ROOT / f"tests/test_{lesson}{SUFFIX}.py"
    tests = [n for n in ast.parse(module.read_text("utf-8")).body if isinstance(n, ast.FunctionDef)]
    by_steps = {test.name for test in tests if "assert_steps(" in ast.unparse(test)}
    named = {guard.label for guard in guards_in(module) if guard.test in by_steps}
    on_page = equations(ROOT / f"book/{lesson}.md")
    chains = {label for label, equation in on_page.items() if is_chain(equation.tex)}
    assert chains <= named, f"check these with assert_steps: {sorted(chains - named)}"


def names_of(code):
    """The names that code uses, and those that it makes."""
    nodes = list(ast.walk(ast.parse(code)))
    used = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    made = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    made |= {(n.asname or n.name).split(".")[0] for n in nodes if isinstance(n, ast.alias)}
    made |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    made |= {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ExceptHandler) and n.name}
    return used, made


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_no_chapter_passes_off_its_words_as_computed(chapter):
    """What has one of these classes is read by no check of the prose."""
    assert GENERATED.isdisjoint(re.findall(r"[\w-]+", chapter.read_text("utf-8")))


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_cells_that_a_reader_sees_need_no_hidden_one(chapter):
    known = set(dir(builtins))
    for options, code in CELL.findall(chapter.read_text("utf-8")):
        if "remove-cell" not in options:
            used, made = names_of(code)
            known |= made
            assert used <= known, f"{chapter.name}: {used - known} come from a hidden cell:\n{code}"


def test_every_lesson_has_its_chapter():
    stems = [chapter.stem for chapter in CHAPTERS]
    written = [lesson for lesson in LESSONS if lesson in stems]
    assert sorted(written) == sorted(exercises.lessons())
    toctree = re.findall(r"^(\w+)$", (ROOT / "book/index.md").read_text("utf-8"), re.M)
    assert [line for line in toctree if line in LESSONS] == written


def function_of(name):
    """The function of that name in the modules of the lessons."""
    modules = [importlib.import_module(f"snippets.{m.name}") for m in iter_modules(["snippets"])]
    return next(f for m in modules if inspect.isfunction(f := vars(m).get(name)))


def test_the_notation_names_what_the_code_has():
    """A call names its parameters in their order; a letter is a name in a cell or in a module."""
    rows = re.findall(r"^\| .*? \| (.*?) \| .* \|$", (ROOT / "book/notation.md").read_text(), re.M)
    codes = [code for row in rows for code in re.findall(r"`([^`]+)`", row)]
    sources = [path.read_text("utf-8") for path in [*CHAPTERS, *(ROOT / "snippets").glob("*.py")]]
    words = {word for text in sources for word in re.findall(r"\w+", text)}
    assert len(codes) > 30
    for code in codes:
        if not re.fullmatch(r"\w+\(.*\)", code):
            assert set(re.findall(r"[A-Za-z]\w*", code)) <= words, code
            continue
        name, *arguments = re.findall(r"\w+", code)
        assert (
            list(inspect.signature(function_of(name)).parameters)[: len(arguments)] == arguments
        ), code


def test_no_warning_of_the_build_is_silenced():
    """What stops the build is a warning: of a number that nothing holds, of a cell that fails."""
    assert "suppress_warnings" not in (ROOT / "conf.py").read_text("utf-8")


def test_no_label_stands_for_two_equations():
    source = "".join(path.read_text("utf-8") for path in CHAPTERS)
    labels = Counter(re.findall(r"^\$\$ \(([\w-]+)\)", source, re.M))
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.fixture(scope="module")
def pages(site):
    files = [site / f"{chapter.stem}.html" for chapter in CHAPTERS] + [site / "search.html"]
    return {f: BeautifulSoup(f.read_text("utf-8"), "html.parser") for f in files}


def test_a_day_has_the_number_of_the_lesson_that_it_leads_to(pages, site):
    for day, lesson in enumerate(LESSONS, 1):
        page = pages[site / f"{lesson}.html"]
        assert page.select_one("article p strong").get_text() == f"Day {day}"
        links = [page.select(f"article a[href='{lesson}.html']") for page in pages.values()]
        told = {a.get_text() for several in links for a in several if "Day" in a.get_text()}
        assert told == {f"Day {day}"}


def test_no_page_asks_another_host_for_anything(pages):
    loads = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
    foreign = [
        (file.name, str(tag))
        for file, page in pages.items()
        for name, attribute in loads.items()
        for tag in page.find_all(name, {attribute: re.compile("^(https?:)?//")})
        if not (name == "link" and "canonical" in tag.get("rel", ()))
    ]
    assert foreign == []


def test_every_equation_has_its_mark_and_each_mark_its_note(pages, site):
    testing = pages[site / "testing.html"]
    for file, page in pages.items():
        record = on_record(ROOT, file.stem)
        using = ", ".join(f"{name} {version}" for name, version in record.get("with", {}).items())
        marks = page.select(".math-block > button.proof")
        assert len(marks) == len(page.select("article .eqno"))
        for mark in marks:
            note = page.find(id=mark["popovertarget"])
            number = mark.find_previous_sibling(class_="eqno").contents[0].strip("()")
            assert mark["aria-label"] == f"How equation {number} is checked"
            assert "popover" in note.attrs
            assert f" Green on {record['green']} with {using}. " in note.text
            assert testing.find(id=note.a["href"].removeprefix("testing.html#"))


def test_the_lists_of_the_page_about_testing_are_those_of_the_pages(pages, site):
    article = pages[site / "testing.html"].article
    of_all = [
        cell.text
        for cell in article.find(id="guards-of-gradient").parent.select("tr")[-1].select("td")
    ]
    marks = [page.select(".proof-note") for page in pages.values()]
    notes = [note.text for several in marks for note in several]
    assert of_all == [
        "all",
        str(len(notes)),
        *(str(sum(k + " (" in n for n in notes)) for k in KINDS),
    ]
    quoted = [n for n in notes if "quoted (" in n and "exactly (" not in n]
    assert len(article.select("ul a.reference.internal[href*='#equation-']")) == len(quoted)


def said_on(lesson):
    """Each piece of prose of a lesson, with its formulas and without them."""
    whole = (nodes.literal_block, nodes.math_block)
    for node in pieces(documents()[lesson]):
        if not isinstance(node, whole) and not is_generated(node):
            formulas = [formula.astext() for formula in node.findall(nodes.math)]
            bare = said(node, lambda formula: "")
            yield formulas, re.sub(f"{LINK}.*?{END}", lambda mark: mark[0].split(" ", 2)[2], bare)


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_is_not_guarded_is_counted(pages, site, lesson):
    (*_, table) = pages[site / "testing.html"].article.select("table")
    (row,) = [row for row in table.select("tr") if lesson.replace("_", " ") in row.get_text()]
    plain = [re.sub(r"_(\d|\{[^}]*\})", "", tex) for its, _ in said_on(lesson) for tex in its]
    spelled = [word for _, text in said_on(lesson) for word in re.findall(SPELLED, text)]
    assert [cell.get_text(strip=True) for cell in row.select("td")][1:] == [
        str(sum(not re.search(r"\d", tex) for tex in plain)),
        str(sum(word.lower() != "one" for word in spelled)),
        str(len(pages[site / f"{lesson}.html"].select("figcaption"))),
    ]


def test_figures_and_exercises_are_called_so(pages):
    for selector, name in {".exercise-title": "Exercise", "figcaption": "Figure"}.items():
        captions = [
            c for page in pages.values() for c in page.select(f"{selector} .caption-number")
        ]
        assert captions and all(c.get_text().startswith(f"{name} ") for c in captions)


def test_every_figure_says_what_it_shows(pages):
    silent = [
        (file.name, str(tag)[:100])
        for file, page in pages.items()
        for tag in [*page.select("article img"), *page.select("article svg")]
        if len(tag.get("alt") or tag.get("aria-label") or "") < 20 and not tag.get("aria-hidden")
    ]
    assert silent == []


def test_code_fits_the_page(pages):
    """76 characters fill the column of text; the end of a longer line is out of sight."""
    too_long = [
        (file.name, line)
        for file, page in pages.items()
        for block in page.select("article div.highlight pre")
        for line in block.get_text().split("\n")
        if len(line) > 76
    ]
    assert too_long == []


@pytest.mark.parametrize("lesson", exercises.lessons())
def test_the_counts_on_the_page_about_testing_are_those_of_the_site(pages, site, lesson):
    rows = pages[site / "testing.html"].select_one("article table").select("tr")
    titles, *table = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in rows]
    (row,) = [row for row in table if row[0] == lesson.replace("_", " ")]
    row = dict(zip(titles, row, strict=True))
    article = pages[site / f"{lesson}.html"].article
    assert row["equations guarded"] == str(len(article.select(".eqno")))
    assert row["figures described"] == str(len(article.select("figure svg[aria-label]")))
    assert row["exercises checked"] == str(len(article.select(".exercise")))
    record = nbformat.read(site.parent / f"executed/{lesson}.ipynb", as_version=4)
    run = [cell for cell in record.cells if cell.cell_type == "code"]
    assert row["cells run"] == str(len(run))
    held = [o.data[MIME] for cell in run for o in cell.outputs if MIME in o.get("data", {})]
    assert row["values held"] == str(sum(len(claim["values"]) for claim in held))


@pytest.mark.parametrize("lesson", exercises.lessons())
def test_an_exercise_asks_for_the_function_that_its_answer_is(pages, site, lesson):
    article = pages[site / f"{lesson}.html"].article
    for key, task in exercises.load(lesson).items():
        if isinstance(task, exercises.Code):
            shown = [code.get_text() for code in article.select(f"#exercise-{key} > p code")]
            assert task.signature in shown, key


@pytest.mark.parametrize("lesson", exercises.lessons())
def test_a_lesson_takes_no_longer_than_it_says(pages, site, lesson):
    article = copy(pages[site / f"{lesson}.html"].article)
    says = int(re.search(r"about (\d+) minutes", article.get_text())[1])
    for exercise in article.select(".exercise"):
        exercise.decompose()
    # Minutes for each thing to look at, and 200 words a minute for the rest: slow for a book.
    looking = {".math-block": 0.5, ".cell_input": 0.4, "figure": 0.3}
    minutes = sum(len(article.select(kind)) * each for kind, each in looking.items())
    for part in article.select("pre, svg, .math-block"):
        part.decompose()
    minutes += len(article.get_text().split()) / 200
    assert minutes <= says <= 60


def test_headings_step_down_one_at_a_time(pages):
    for file, page in pages.items():
        levels = [int(h.name[1]) for h in page.select("article :is(h1, h2, h3, h4, h5, h6)")]
        steps = [b - a for a, b in pairwise(levels)]
        assert levels[:1] == [1]
        assert all(step <= 1 for step in steps), (file.name, levels)


def test_no_trace_of_the_machinery_is_published(site):
    of_the_build = {".pickle", ".doctree", ".py", ".md", ".ipynb"}
    offered = {site / f"{lesson}.ipynb" for lesson in LESSONS}
    assert [p for p in site.rglob("*") if p.suffix in of_the_build and p not in offered] == []
