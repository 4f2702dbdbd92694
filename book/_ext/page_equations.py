r"""The displayed equations of a chapter, and its definitions and theorems, read from its source.

Every equation is written `$$ … $$ (eq-label)`, so that it has a number and a test can find it; the
build warns of any other.  A test finds a definition or a theorem by the `:name:` of its box.
"""

import re
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from prose import ancestors
from sphinx.util import logging

log = logging.getLogger(__name__)
DISPLAY = re.compile(r"^[ ]*\$\$[ ]*\n(?P<tex>(?:.*\n)*?)[ ]*\$\$ *\((?P<label>[\w-]+)\) *$", re.M)
STATEMENT = re.compile(
    r"^(?P<fence>:{3,})\{admonition\} .*\n:class: (?:definition|theorem)\n"
    r":name: (?P<label>[\w-]+)\n(?P<tex>(?:.*\n)*?)(?P=fence) *$",
    re.M,
)


class Equation(NamedTuple):
    label: str
    tex: str
    file: str
    line: int


def equations(chapter):
    """The labeled equations of the chapter at that path, by label."""
    return matches(DISPLAY, chapter)


def statements(chapter):
    """The named definitions and theorems of the chapter at that path, by name.

    `tex` is their text in one line, with its label for each displayed equation.
    """
    return {
        name: box._replace(tex=" ".join(DISPLAY.sub(r"(\g<label>)", box.tex + "\n").split()))
        for name, box in matches(STATEMENT, chapter).items()
    }


def matches(pattern, chapter):
    text = Path(chapter).read_text("utf-8")
    found = {}
    for match in pattern.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        tex = match["tex"].strip()
        found[match["label"]] = Equation(match["label"], tex, str(chapter), line)
    return found


def check(app, doctree):
    """Warn of a displayed equation that no test can find, or of which it would find another."""
    known = equations(app.env.doc2path(app.env.docname))
    for block in doctree.findall(nodes.math_block):
        label = block.get("label")
        if label not in known and not from_cell(block):
            warn(
                block,
                "a displayed equation without a label: write it as $$ … $$ (eq-name), alone on "
                "its lines, and guard eq-name in tests/",
            )
        elif label in known and block.astext().split() != known[label].tex.split():
            warn(
                block,
                f"the page shows {block.astext()!r} as {label}, and its test would read what "
                f"stands at line {known[label].line}: write it once, as $$ … $$ ({label})",
            )


def warn(block, text):
    log.warning(text, location=block, type="equation", subtype="label")


def from_cell(block):
    """True for the output of a cell, which the cell computed."""
    return any(
        "cell_output" in node.get("classes", ()) or node.get("mime_type")
        for node in ancestors(block.parent)
    )


def setup(app):
    app.connect("doctree-read", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
