"""The prose of a page as text: each paragraph, heading, caption or table entry, with its line.

Inline mathematics keeps its LaTeX, between MATH_OPEN and MATH_CLOSE.
"""

import re
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

MATH_OPEN, MATH_CLOSE = "\ue000", "\ue001"
MATH = re.compile(f"{MATH_OPEN}([^{MATH_CLOSE}]*){MATH_CLOSE}")
# Classes of what code wrote.
GENERATED = {"cell_output", "pasted-text", "pasted-inline", "generated"}
GENERATED |= {"exercise-options", "exercise-answer"}


class Block(NamedTuple):
    """A piece of prose. `covered` are the spans that the author did not type as prose."""

    text: str
    line: int
    covered: list
    node: nodes.Node

    @property
    def is_title(self):
        return isinstance(self.node, nodes.title)

    @property
    def is_heading(self):
        """True for the title of a section; a box has a title too."""
        return self.is_title and isinstance(self.node.parent, nodes.section)

    def is_inside(self, node):
        return node in ancestors(self.node)

    def line_of(self, position):
        return self.line + self.text.count("\n", 0, position)

    def is_covered(self, start, end):
        return any(a <= start and end <= b for a, b in self.covered)


def is_prose(node):
    kinds = (nodes.Inline, nodes.FixedTextElement, nodes.Invisible)
    return isinstance(node, nodes.TextElement) and not isinstance(node, kinds)


def ancestors(node):
    while node is not None:
        yield node
        node = node.parent


def is_marked(node):
    """True if the node says of itself that code wrote it."""
    classes = node["classes"] if isinstance(node, nodes.Element) else ()
    return isinstance(node, nodes.system_message) or not GENERATED.isdisjoint(classes)


def is_generated(node):
    """True for what code wrote; not for a caption, though it stands in the output of a cell."""
    for ancestor in ancestors(node):
        if isinstance(ancestor, nodes.caption):
            return False
        if is_marked(ancestor):
            return True
    return False


def line_of(node):
    return next((a.line for a in ancestors(node) if a.line), 1)


def spaced_once(text):
    """The text with one space, or end of a line, where it has more."""
    return re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r"[ \t]{2,}", " ", text))


def read(node, text="", covered=()):
    """The text of a prose node's children, and its covered spans.

    The node itself was not generated.
    """
    covered = list(covered)
    for child in node.children:
        start = len(text)
        if isinstance(child, nodes.Text):
            text += spaced_once(child.astext())
        elif isinstance(child, nodes.math):
            text += f"{MATH_OPEN}{spaced_once(child.astext())}{MATH_CLOSE}"
        elif isinstance(child, nodes.TextElement | nodes.Inline) and child.children:
            text, covered = read(child, text, covered)
        else:
            text += child.astext()
        not_prose = isinstance(child, nodes.literal | addnodes.pending_xref | nodes.reference)
        if not_prose or is_marked(child):
            covered.append((start, len(text)))
    return text, covered


def blocks(document):
    """The prose of a document, in reading order."""
    for node in document.findall(is_prose):
        if not is_prose(node.parent) and not is_generated(node):
            text, covered = read(node)
            yield Block(text, line_of(node), covered, node)
