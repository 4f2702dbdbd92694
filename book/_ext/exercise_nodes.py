"""The nodes of an exercise, and how a browser gets them: folded by <details>, without a script."""

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


class exercise(nodes.General, nodes.Element):
    """An exercise, with the attributes `key`, `docname`, `title` and `note`."""


class staged_hint(nodes.General, nodes.Element):
    """A staged hint, with the attribute `number`."""


class solution(nodes.General, nodes.Element):
    """The worked solution, with the attribute `key`; its last line is the answer."""


def visit_exercise(self: HTML5Translator, node: exercise) -> None:
    """Open the box; its title is no heading, so that the page's outline stays its own."""
    self.body.append(self.starttag(node, "div", CLASS="exercise"))
    self.body.append('<p class="exercise-title">')
    self.add_fignumber(node)
    self.body.append(self.encode(node["title"]))
    self.body.append(f' <span class="exercise-note">{self.encode(node["note"])}</span>')
    self.add_permalink_ref(node, "Link to this exercise")
    self.body.append("</p>\n")


def depart_exercise(self: HTML5Translator, node: exercise) -> None:
    """Close the box."""
    self.body.append("</div>\n")


def visit_hint(self: HTML5Translator, node: staged_hint) -> None:
    """Open a fold with the hint's number."""
    _open_fold(self, node, "hint", f"Hint {node['number']}")


def visit_solution(self: HTML5Translator, node: solution) -> None:
    """Open the last fold."""
    _open_fold(self, node, "solution", "Solution")


def depart_fold(self: HTML5Translator, node: nodes.Element) -> None:
    """Close a fold."""
    self.body.append("</details>\n")


def _open_fold(self: HTML5Translator, node: nodes.Element, name: str, summary: str) -> None:
    self.body.append(self.starttag(node, "details", CLASS=name))
    self.body.append(f"<summary>{summary}</summary>\n")
