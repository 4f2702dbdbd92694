"""Every number in the prose is glued, held or declared; else the build fails and says the mend.

glued     {glue:text} prints it from a cell
held      snippets.held.held(phrase, values) in a hidden cell of the same section, below the phrase
declared  it is assigned in a cell of the same section, or chosen by snippets.held.given(h=0.1)
          in a hidden one: that declares 0.1, and $h = 0.1$
A formula in a sentence may repeat one that is held, or a side or a relation of a displayed
equation, which its own guard checks.
"""

import os
import re
import sys
from pathlib import Path

import executed
import nbformat
from declared_inputs import Inputs
from exercise_nodes import exercise
from held_phrases import differs, held_phrases, places, shown, visible
from known_formulas import KnownFormulas
from latex_algebra import plain, relations, split
from page_equations import equations
from printed_numbers import NUMBER, read
from prose import MATH, blocks
from sphinx.util import logging

from snippets import exercises as data
from snippets.held import encode

NO_CELLS = nbformat.v4.new_notebook()
log = logging.getLogger(__name__)


class Page:
    """The prose of one chapter, and what of it is accounted for."""

    def __init__(self, doctree, chapter, notebook, known):
        self.blocks = list(blocks(doctree))
        self.chapter, self.notebook, self.known = chapter, notebook, known
        self.inputs = {}  # by the line of a section's heading
        self.formulas = {s for e in equations(chapter).values() for s in known_by(e.tex)}

    def warn(self, line, message):
        where = f"{os.path.relpath(self.chapter)}:{line}"
        log.warning(message, location=where, type="held", subtype="number")

    def section_above(self, line):
        """The blocks between the heading above that line and the line."""
        above = [block for block in self.blocks if block.line < line]
        starts = [i for i, block in enumerate(above) if block.is_title]
        return above[starts[-1] if starts else 0 :]

    def hold(self, line, hidden, phrase, values):
        if not hidden:
            self.warn(line, 'the cell calls held(): give it `:tags: ["remove-cell"]`')
        self.find(self.section_above(line), "the section above", line, phrase, values)

    def hold_exercises(self, doctree, docname):
        """Hold the statement of each exercise to the data that its answer belongs to."""
        for node in doctree.findall(exercise):
            within = [block for block in self.blocks if block.is_inside(node)]
            for phrase, values in data.find(data.load(docname), node["key"]).states:
                values = [encode(value) for value in values]
                self.find(within, f"exercise {node['key']}", node.line, phrase, values)

    def find(self, blocks, where, line, phrase, values):
        """Compare the one place in the blocks that says the phrase."""
        found = [(b, place) for b in blocks for place in places(phrase, values, b.text)]
        if len(found) == 1:
            self.compare(*found[0], values)
        else:
            often = f"{len(found)} times" if found else "nowhere"
            words = [text for kind, text in values if kind == "text"]
            told = f"{phrase!r}, the words being {words}" if words else repr(phrase)
            self.warn(line, f"held: {where} says {often}: {told}")

    def compare(self, block, place, values):
        block.covered.append((place.start, place.end))
        self.formulas |= {s for m in MATH.finditer(place.words()) for s in known_by(m[1])}
        for number, (kind, value) in enumerate(values):
            start, _ = place.spans[number]
            try:
                printed = differs(place, number, kind, value, self.known.agree)
            except ValueError as error:
                self.warn(block.line_of(place.start), f"held: {error}")
                continue
            if printed:
                self.warn(
                    block.line_of(start),
                    f"the page says {printed}, its cell computes {shown(kind, value)}: "
                    f"in {visible(place.words())!r}",
                )

    def unaccounted(self):
        """(line, text) of each number in the prose that is not glued, held or declared."""
        for block in self.blocks:
            formulas = list(MATH.finditer(block.text))
            for m in formulas:
                if not block.is_covered(*m.span()) and not self.knows_formula(m[1], block.line):
                    yield block.line_of(m.start()), f"${m[1]}$"
            inside = [m.span() for m in formulas]
            for m in re.finditer(NUMBER, block.text):
                if any(a <= m.start() < b for a, b in inside) or block.is_covered(*m.span()):
                    continue
                if read(m[0])[0] not in self.inputs_at(block.line).values:
                    yield block.line_of(m.start()), m[0]

    def inputs_at(self, line):
        """The choices that the cells of the section around that line make."""
        headings = [block.line for block in self.blocks if block.is_heading]
        start = max((heading for heading in headings if heading <= line), default=0)
        if start not in self.inputs:
            ends = [heading for heading in headings if heading > start]
            within = range(start, min(ends, default=sys.maxsize))
            cells = enumerate(self.notebook.cells)
            near = [c for i, c in cells if executed.fence_line(self.notebook, i) in within]
            self.inputs[start] = Inputs(near)
        return self.inputs[start]

    def knows_formula(self, tex, line):
        """True for a held formula, for a declaration, and for one without a digit but in names."""
        if not has_number(tex) or spelling(tex) in self.formulas:
            return True
        if self.inputs_at(line).declare(plain(tex)):
            return True
        steps = relations(tex)
        return bool(steps) and all(
            not has_number(step) or spelling(step) in self.formulas for step in steps
        )


def has_number(tex):
    """True if a digit stands in the formula that is not the index of a name, as in x_1."""
    return re.search(r"\d", re.sub(r"_(?:\d|\{[^}]*\})", "", tex)) is not None


def known_by(tex):
    """The spellings that a checked formula makes known: itself, its sides and its relations."""
    return {spelling(part) for part in [tex, *split(tex)[::2], *relations(tex)]}


def spelling(tex):
    return re.sub(r"\s+", "", plain(tex))


def check(app, doctree):
    chapter = str(app.env.doc2path(app.env.docname))
    notebook = executed.outcomes.get(chapter, NO_CELLS)
    if notebook is None:  # a cell failed, and Sphinx has been told
        return
    known = KnownFormulas(Path(app.doctreedir, f"{app.env.docname}.formulas.json"))
    page = Page(doctree, chapter, notebook, known)
    for claim in held_phrases(chapter, notebook):
        page.hold(*claim)
    page.hold_exercises(doctree, app.env.docname)
    known.keep()
    for line, text in page.unaccounted():
        page.warn(
            line,
            f"the number {text} is neither glued nor held nor declared: below it, in a hidden "
            "cell, call held() with its words and its value, or assign it in a cell",
        )


def setup(app):
    app.connect("doctree-read", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
