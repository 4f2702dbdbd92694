"""Every number in the prose is glued, held or declared; else the build fails and says the mend.

glued     {glue:text} prints it from a cell
held      snippets.held.held(phrase, values) in a hidden cell of the same section, below the phrase
declared  it is assigned in a cell of the chapter, or chosen by snippets.held.given(h=0.1) in a
          hidden one: that declares 0.1, and $h = 0.1$
A formula in a sentence may repeat one that is held, or a side of a displayed equation, which
its own guard checks.
"""

import ast
import os
import re
from fractions import Fraction
from pathlib import Path

import executed
import nbformat
import sympy
from exercise_nodes import exercise
from latex_algebra import parse, plain, same, sides
from page_equations import equations
from printed_numbers import NUMBER, agrees, read
from prose import MATH, MATH_CLOSE, MATH_OPEN, blocks
from sphinx.util import logging

from snippets import exercises as data
from snippets.held import MIME, encode

NO_CELLS = nbformat.v4.new_notebook()
log = logging.getLogger(__name__)
VALUE = rf"[\[(]?\s*{NUMBER}(?:\s*,\s*{NUMBER})*\s*[\])]?"
RELATION = r"\s*(?:=|<|>|\\(?:in|ne|neq|le|leq|ge|geq|to))\s*"
DECLARATION = re.compile(rf"(?:(?P<name>[^\d=<>]+?)(?P<relation>{RELATION}))?(?P<value>{VALUE})")
CONSTANT = (ast.Constant, ast.UnaryOp, ast.BinOp, ast.operator, ast.unaryop)


def held_phrases(chapter, notebook):
    """(line of the call, is its cell hidden, phrase, values) for each held() that ran."""
    for i, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", ()):
            if record := output.get("data", {}).get(MIME):
                hidden = "remove-cell" in cell.metadata.get("tags", ())
                fence = executed.fence_line(notebook, i)
                line = executed.line_of_code(Path(chapter), fence, record["line"])
                yield line, hidden, record["phrase"], record["values"]


def declared(notebook):
    """Numbers assigned in the cells, as {value} and as {(name, value)}."""
    named = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(re.sub(r"(?m)^[ \t]*[%!].*", "pass", cell.source))):
                if isinstance(node, ast.Assign):
                    named |= {pair for target in node.targets for pair in pairs(target, node.value)}
                elif isinstance(node, ast.For):
                    named |= set(pairs(node.target, node.iter))
                elif isinstance(node, ast.Call) and ast.unparse(node.func) == "given":
                    for choice in node.keywords:
                        named |= set(pairs(ast.Name(choice.arg), choice.value))
    return {value for _, value in named}, named


def pairs(target, value):
    """(name, number) for each number that an assignment gives a name."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for t, v in zip(target.elts, value.elts, strict=False):
            yield from pairs(t, v)
    elif isinstance(value, ast.Tuple | ast.List):
        for v in value.elts:
            yield from pairs(target, v)
    elif isinstance(target, ast.Name) and all(isinstance(n, CONSTANT) for n in ast.walk(value)):
        number = eval(compile(ast.Expression(value), "<cell>", "eval"), {})
        if isinstance(number, int | float) and not isinstance(number, bool):
            yield target.id, Fraction(str(number))


def pattern(phrase, values):
    """A regular expression for the phrase, with a group for what the page prints for each value."""
    values = iter(values)

    def hole(token):
        kind, text = next(values)
        printed = {"text": re.escape(text), "expression": f"[^{MATH_CLOSE}]+"}.get(kind, NUMBER)
        return f"{MATH_OPEN}({printed}){MATH_CLOSE}" if token == "$#$" else f"({printed})"

    tokens = re.split(r"(\$#\$|#)", phrase)
    return "".join(hole(token) if token in ("$#$", "#") else literal(token) for token in tokens)


def literal(text):
    """Words of a phrase as a pattern: `$` opens or closes mathematics, any space is any space."""
    escaped = re.escape(re.sub(r"\s+", " ", text))
    return escaped.replace(r"\ ", r"\s+").replace(r"\$", f"[{MATH_OPEN}{MATH_CLOSE}]")


def differs(match, group, kind, value):
    """What the page prints, if that is not the value; else an empty text."""
    printed = match[group]
    if kind == "number":
        number = Fraction(value) if re.fullmatch(r"-?\d+(/\d+)?", value) else float(value)
        right = agrees(printed, number, match.string[: match.start(group)])
    elif kind == "expression":
        right = same(parse(printed), sympy.sympify(value))
    else:
        right = True
    return "" if right else printed


class Page:
    """The prose of one chapter, and what of it is accounted for."""

    def __init__(self, doctree, chapter, notebook):
        self.blocks = list(blocks(doctree))
        self.chapter, self.notebook = chapter, notebook
        self.values, self.named = declared(notebook)
        known = [side for e in equations(chapter).values() for side in sides(e.tex)]
        self.formulas = {spelling(tex) for tex in known}

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
        matches = [(b, m) for b in blocks for m in re.finditer(pattern(phrase, values), b.text)]
        if len(matches) == 1:
            self.compare(*matches[0], values)
        else:
            often = f"{len(matches)} times" if matches else "nowhere"
            self.warn(line, f"held: {where} says {often}: {phrase!r}")

    def compare(self, block, match, values):
        block.covered.append(match.span())
        held = [side for m in MATH.finditer(match[0]) for side in [m[1], *sides(m[1])]]
        self.formulas |= {spelling(tex) for tex in held}
        for group, (kind, value) in enumerate(values, start=1):
            try:
                printed = differs(match, group, kind, value)
            except ValueError as error:
                self.warn(block.line_of(match.start()), f"held: {error}")
                continue
            if printed:
                self.warn(
                    block.line_of(match.start(group)),
                    f"the page says {printed}, its cell computes {shown(kind, value)}: "
                    f"in {visible(match[0])!r}",
                )

    def unaccounted(self):
        """(line, text) of each number in the prose that is not glued, held or declared."""
        for block in self.blocks:
            formulas = list(MATH.finditer(block.text))
            for m in formulas:
                if not block.is_covered(*m.span()) and not self.knows_formula(m[1]):
                    yield block.line_of(m.start()), f"${m[1]}$"
            inside = [m.span() for m in formulas]
            for m in re.finditer(NUMBER, block.text):
                if any(a <= m.start() < b for a, b in inside) or block.is_covered(*m.span()):
                    continue
                if read(m[0])[0] not in self.values:
                    yield block.line_of(m.start()), m[0]

    def knows_formula(self, tex):
        """True for a held formula, for a declaration, and for one without a digit but in names."""
        if not has_number(tex) or spelling(tex) in self.formulas or self.declares(plain(tex)):
            return True
        parts = sides(tex)
        return len(parts) > 1 and all(
            not has_number(part) or spelling(part) in self.formulas for part in parts
        )

    def declares(self, tex):
        """True for $h = 0.1$ where a cell assigns that; $x > 0$ needs the number only."""
        if not (match := DECLARATION.fullmatch(tex)):
            return False
        numbers = [read(number)[0] for number in re.findall(NUMBER, match["value"])]
        if (match["relation"] or "").strip() == "=":
            name = match["name"].strip().lstrip("\\")
            return all((name, number) in self.named for number in numbers)
        return all(number in self.values for number in numbers)


def has_number(tex):
    """True if a digit stands in the formula that is not the index of a name, as in x_1."""
    return re.search(r"\d", re.sub(r"_(?:\d|\{[^}]*\})", "", tex)) is not None


def spelling(tex):
    return re.sub(r"\s+", "", plain(tex))


def shown(kind, value):
    return sympy.latex(sympy.sympify(value)) if kind == "expression" else value


def visible(text):
    return text.replace(MATH_OPEN, "$").replace(MATH_CLOSE, "$")


def check(app, doctree):
    chapter = str(app.env.doc2path(app.env.docname))
    notebook = executed.outcomes.get(chapter, NO_CELLS)
    if notebook is None:  # a cell failed, and Sphinx has been told
        return
    page = Page(doctree, chapter, notebook)
    for claim in held_phrases(chapter, notebook):
        page.hold(*claim)
    page.hold_exercises(doctree, app.env.docname)
    for line, text in page.unaccounted():
        page.warn(
            line,
            f"the number {text} is neither glued nor held nor declared: below it, in a hidden "
            "cell, call held() with its words and its value, or assign it in a cell",
        )


def setup(app):
    app.connect("doctree-read", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
