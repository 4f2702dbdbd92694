"""What holds the book to the truth, counted from the chapters and the tests themselves.

The directive {proof-counts} prints the counts, {guard-counts} how many equations are checked in
which way; the tests read the same functions.
"""

import ast
import re
from functools import cache
from pathlib import Path

from docutils import nodes
from guards import KINDS, guards_in, module_of
from lessons import LESSONS
from page_equations import equations
from sphinx.util.docutils import SphinxDirective

from snippets import exercises

CELL = re.compile(r"^```\{code-cell\}\n((?:---\n(?:.*\n)*?---\n|:.*\n)*)((?:.*\n)*?)```$", re.M)


@cache
def held_in(text):
    """How many values the hidden cells of a chapter hold its words to."""
    code = "\n".join(body for _, body in CELL.findall(text))
    try:
        calls = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Call) and n.args]
    except SyntaxError:  # the cell fails by itself
        return 0
    phrases = [c.args[0] for c in calls if ast.unparse(c.func) == "held"]
    return sum(str(getattr(phrase, "value", "")).count("#") for phrase in phrases)


def counts(chapter, tests):
    """The row of a chapter: its stem and how much of each kind is held, by name."""
    text = Path(chapter).read_text("utf-8")
    stem = Path(chapter).stem
    guarded = {guard.label for guard in guards_in(Path(tests, f"test_{stem}_page.py"))}
    return {
        "cells run": len(CELL.findall(text)),
        "equations guarded": len(guarded & set(equations(chapter))),
        "values held": held_in(text),
        "figures described": text.count("\n    name: fig-"),
        "exercises checked": len(exercises.load(stem)) if stem in exercises.lessons() else 0,
    }


def counted(env):
    """(lesson, how much of each kind, the kinds of each equation), for each lesson that exists."""
    top = Path(env.app.confdir)
    chapters = [Path(env.doc2path(stem)) for stem in LESSONS]
    return [
        (chapter.stem, counts(chapter, top / "tests"), [*kinds_on(top, chapter.stem).items()])
        for chapter in chapters
        if chapter.exists()
    ]


def warm(app):
    """Count, so that only what has changed is counted anew (serve.py)."""
    counted(app.env)


def count_on_page(env):
    """What is counted, and stays so for the page that is read until it is read again."""
    env.metadata[env.docname]["counted"] = now = counted(env)
    return now


def outdated(app, env, added, changed, removed):
    """The pages that count what has changed since."""
    now = counted(env)
    return [page for page, kept in env.metadata.items() if kept.get("counted", now) != now]


class ProofCounts(SphinxDirective):
    """A table with a row for each lesson that exists."""

    def run(self):
        rows = [(stem, row) for stem, row, _ in count_on_page(self.env)]
        titles = ["lesson", *rows[0][1]]
        body = [[stem.replace("_", " "), *map(str, row.values())] for stem, row in rows]
        return [table(titles, body)]


def kinds_on(top, page):
    """The kinds of each equation of a page, by label, in the order of the page."""
    found = {label: set() for label in equations(Path(top, "book", f"{page}.md"))}
    for guard in guards_in(module_of(top, page)):
        if guard.label in found:
            found[guard.label].update(guard.kinds)
    return {label: kinds for label, kinds in found.items() if kinds}


class GuardCounts(SphinxDirective):
    """A row for each lesson: how many equations are checked in which way; many are in several."""

    def run(self):
        of = {page: dict(kinds) for page, _, kinds in count_on_page(self.env)}
        body = [
            [page.replace("_", " "), str(len(kinds)), *(str(count(kinds, k)) for k in KINDS)]
            for page, kinds in of.items()
            if kinds
        ]
        every = {(page, label): kind for page, kinds in of.items() for label, kind in kinds.items()}
        body.append(["all", str(len(every)), *(str(count(every, kind)) for kind in KINDS)])
        found = table(["lesson", "equations", *KINDS], body)
        lines = found.next_node(nodes.tbody).children
        for page, line in zip(filter(of.get, of), lines, strict=False):
            line["ids"].append(f"guards-of-{page}")
        return [found]


def count(kinds, kind):
    return sum(kind in its for its in kinds.values())


def table(titles, body):
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in titles), cols=len(titles))
    group += nodes.thead("", row(titles))
    group += nodes.tbody("", *map(row, body))
    return nodes.table("", group, classes=["generated"])


def row(texts):
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", text)) for text in texts))


def setup(app):
    app.add_directive("proof-counts", ProofCounts)
    app.add_directive("guard-counts", GuardCounts)
    app.connect("env-get-outdated", outdated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
