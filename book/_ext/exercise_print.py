"""Exercises in print: hints unfolded in place, solutions gathered in a chapter at the end.

Other formats that cannot fold keep the solution in its place.
"""

from docutils import nodes
from exercise_nodes import exercise, solution, staged_hint
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.writers.latex import LaTeXTranslator


class solution_page(nodes.Inline, nodes.Element):
    """Where the solution is, with the attributes `docname` and `key`."""


def unfold(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Rewrite a resolved document for print; under LaTeX it is the whole book."""
    if app.builder.format == "html":
        return
    gathered = []
    for node in list(doctree.findall(exercise)):
        node["label"] = _label(app, node)
        _unfold_hints(node)
        if app.builder.format == "latex":
            gathered.append(_take_solution(node))
        else:
            _write_out(node)
    if gathered:
        doctree.next_node(nodes.section).append(_chapter(gathered))


def visit_exercise(self: LaTeXTranslator, node: exercise) -> None:
    """Write the title; a reference to its label gets the number that the site has."""
    number = node["label"].split()[-1]
    label = "".join(map(self.hypertarget, node["ids"]))
    self.body.append(
        f"\n\n\\medskip\\noindent\\makeatletter\\def\\@currentlabel{{{number}}}\\makeatother"
        f"{label}\\textbf{{{self.encode(node['label'])}. {self.encode(node['title'])}}} "
        f"({self.encode(node['note'])})\\par\\nopagebreak\n"
    )


def visit_solution(self: LaTeXTranslator, node: solution) -> None:
    """Write the exercise's number and title above its solution, with a link back."""
    back = self.idescape(f"{node['docname']}:exercise-{node['key']}")
    link = f"\\hyperref[{back}]{{{self.encode(node['label'])}}}"
    label = "".join(map(self.hypertarget, node["ids"]))
    self.body.append(
        f"\n\n\\medskip\\noindent{label}\\textbf{{{link}. {self.encode(node['title'])}}}"
        "\\par\\nopagebreak\n"
    )


def depart_block(self: LaTeXTranslator, node: nodes.Element) -> None:
    """End with a little space."""
    self.body.append("\n\\par\\medskip\n")


def visit_solution_page(self: LaTeXTranslator, node: solution_page) -> None:
    """Write the page of the solution."""
    label = self.idescape(f"{node['docname']}:solution-{node['key']}")
    self.body.append(f"\\hyperref[{label}]{{Solution on page~\\pageref*{{{label}}}}}.")
    raise nodes.SkipNode


def _label(app: Sphinx, node: exercise) -> str:
    numbers = app.env.toc_fignumbers.get(node["docname"], {}).get("exercise", {})
    number = ".".join(map(str, numbers.get(node["ids"][0], ())))
    return app.config.numfig_format["exercise"] % number


def _unfold_hints(node: exercise) -> None:
    for child in [child for child in node if isinstance(child, staged_hint)]:
        _run_in(child, f"Hint {child['number']}.")
        child.replace_self(child.children)


def _run_in(node: nodes.Element, title: str) -> None:
    """Put a title before the first paragraph, or above whatever stands there."""
    if not node.children or not isinstance(node[0], nodes.paragraph):
        node.insert(0, nodes.paragraph())
    node[0].insert(0, [nodes.emphasis("", title), nodes.Text(" ")])


def _take_solution(node: exercise) -> addnodes.start_of_file:
    """Replace the solution by its page; keep its file, whose name stands before its labels."""
    taken = node.next_node(solution)
    taken.attributes |= {name: node[name] for name in ("label", "title", "docname")}
    page = solution_page(docname=node["docname"], key=node["key"])
    taken.replace_self(nodes.paragraph("", "", page))
    return addnodes.start_of_file("", taken, docname=node["docname"])


def _write_out(node: exercise) -> None:
    end = node.next_node(solution)
    _run_in(end, "Solution.")
    end.replace_self(end.children)
    title = f"{node['label']}. {node['title']} ({node['note']})"
    node.replace_self([nodes.paragraph("", "", nodes.strong("", title)), *node.children])


def _chapter(gathered: list[addnodes.start_of_file]) -> nodes.section:
    return nodes.section("", nodes.title("", "Solutions"), *gathered, ids=["solutions"])
