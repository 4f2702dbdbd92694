"""The promises of the book: what must be true of every chapter and of the built site."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from conftest import ROOT, SUFFIX
from page_equations import equations

CHAPTERS = sorted((ROOT / "book").glob("[!_]*.md"))


def guards_in(path):
    """(label, line) of each equation that a test module guards."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.guards":
            yield from ((arg.value, node.lineno) for arg in node.args)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_each_equation_has_its_guard_and_each_guard_its_equation(chapter):
    tests = ROOT / f"tests/test_{chapter.stem}{SUFFIX}.py"
    guards = list(guards_in(tests)) if tests.exists() else []
    on_page = equations(chapter)
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


def test_no_label_stands_for_two_equations():
    source = "".join(path.read_text("utf-8") for path in CHAPTERS)
    labels = Counter(re.findall(r"^\$\$ \(([\w-]+)\)", source, re.M))
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.fixture(scope="module")
def pages(site):
    files = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    return {f: BeautifulSoup(f.read_text("utf-8"), "html.parser") for f in files}


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


def test_every_figure_says_what_it_shows(pages):
    silent = [
        (file.name, str(tag)[:100])
        for file, page in pages.items()
        for tag in [*page.select("article img"), *page.select("article svg")]
        if len(tag.get("alt") or tag.get("aria-label") or "") < 20 and not tag.get("aria-hidden")
    ]
    assert silent == []


def test_headings_step_down_one_at_a_time(pages):
    for file, page in pages.items():
        levels = [int(h.name[1]) for h in page.select("article :is(h1, h2, h3, h4, h5, h6)")]
        steps = [b - a for a, b in zip(levels, levels[1:], strict=False)]
        assert levels[:1] == [1] and all(step <= 1 for step in steps), (file.name, levels)


def test_no_trace_of_the_machinery_is_published(site):
    assert [path for path in site.rglob("*") if path.suffix in {".pickle", ".py", ".doctree"}] == []
    assert not Path(site, "_sources").exists()
