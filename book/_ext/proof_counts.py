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
    calls = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Call)]
    phrases = [c.args[0].value for c in calls if ast.unparse(c.func) == "held"]
    return sum(phrase.count("#") for phrase in phrases)


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


def warm(app):
    """Count, so that only what has changed is counted anew (serve.py)."""
    for stem in LESSONS:
        counts(Path(app.srcdir, f"{stem}.md"), Path(app.confdir, "tests"))
        kinds_on(app.confdir, stem)


def note_what_is_counted(env):
    """Read the page again when a chapter, a test or an exercise has changed or gone."""
    top = Path(env.app.confdir)
    chapters = [Path(env.doc2path(stem)) for stem in LESSONS]
    tests, exercises = (top / "tests").glob("*.py"), (top / "snippets/exercises").glob("*.py")
    for file in [*chapters, *tests, *exercises]:
        env.note_dependency(str(file))


class ProofCounts(SphinxDirective):
    """A table with a row for each lesson that exists."""

    def run(self):
        top = Path(self.env.app.confdir)
        chapters = [Path(self.env.doc2path(stem)) for stem in LESSONS]
        note_what_is_counted(self.env)
        rows = [(c.stem, counts(c, top / "tests")) for c in chapters if c.exists()]
        titles = ["lesson", *rows[0][1]]
        body = [[stem.replace("_", " "), *map(str, row.values())] for stem, row in rows]
        return [table(titles, body)]


def kinds_on(top, page):
    """The kinds of each equation of a page, by label."""
    on_page, found = equations(Path(top, "book", f"{page}.md")), {}
    for guard in guards_in(module_of(top, page)):
        if guard.label in on_page:
            found.setdefault(guard.label, set()).update(guard.kinds)
    return found


class GuardCounts(SphinxDirective):
    """A row for each lesson: how many equations are checked in which way; many are in several."""

    def run(self):
        note_what_is_counted(self.env)
        of = {page: kinds_on(self.env.app.confdir, page) for page in LESSONS}
        body = [
            [page.replace("_", " "), str(len(kinds)), *(str(count(kinds, k)) for k in KINDS)]
            for page, kinds in of.items()
            if kinds
        ]
        every = {(page, label): kind for page, kinds in of.items() for label, kind in kinds.items()}
        body.append(["all", str(len(every)), *(str(count(every, kind)) for kind in KINDS)])
        found = table(["lesson", "equations", *KINDS], body)
        for page, line in zip(
            filter(of.get, LESSONS), found.next_node(nodes.tbody).children, strict=False
        ):
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
    return {"parallel_read_safe": True, "parallel_write_safe": True}
