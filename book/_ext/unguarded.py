"""What no test reads, found on the pages themselves: the directive {unguarded} lists it.

Formulas that are only quoted, definitions and theorems in words by name; of formulas in sentences
without a digit, of numbers spelled as words and of captions how many there are.
"""

import re

from docutils import nodes
from held_numbers import has_number
from lessons import LESSONS
from prose import MATH, blocks
from proof_counts import kinds_on, table
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

WORDS = "two three four five six seven eight nine ten eleven twelve twenty hundred thousand half twice"
NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(WORDS.split())})\b", re.I)


def found_on(doctree):
    """What stands unguarded on a page: names of statements, and how often each kind of words."""
    prose = [block.text for block in blocks(doctree)]
    kinds = ({"definition", "theorem"} & set(box["classes"]) for box in doctree.findall(nodes.admonition))
    boxes = [box for box, is_one in zip(doctree.findall(nodes.admonition), kinds, strict=True) if is_one]
    formulas = [tex for text in prose for tex in MATH.findall(text)]
    return {
        "statements": [box.next_node(nodes.title).astext() for box in boxes],
        "formulas without a digit": sum(not has_number(tex) for tex in formulas),
        "numbers as words": sum(len(NUMBER_WORD.findall(MATH.sub("", text))) for text in prose),
        "captions": len(list(doctree.findall(nodes.caption))),
    }


def collect(app, doctree):
    if app.env.docname in LESSONS:
        vars(app.env).setdefault("unguarded", {})[app.env.docname] = found_on(doctree)


def merge(app, env, docnames, other):
    """Take over what another process has read."""
    found = getattr(other, "unguarded", {})
    vars(env).setdefault("unguarded", {}).update({d: found[d] for d in docnames if d in found})


class Unguarded(SphinxDirective):
    """The place of the list, which is known when all pages have been read."""

    def run(self):
        self.env.note_reread()
        quoted = {
            page: [label for label, kinds in kinds_on(self.env.app.confdir, page).items() if kinds <= {"quoted"}]
            for page in LESSONS
        }
        return [nodes.pending("")]
