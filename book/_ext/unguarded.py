"""What no test reads, found on the pages themselves: the directive {unguarded} lists it.

Equations that are only quoted are listed by name; of formulas without a digit in sentences, numbers
spelled as words and captions it says how many.
"""

import re

from docutils import nodes
from held_numbers import has_number
from lessons import LESSONS
from printed_numbers import SPELLED
from proof_counts import count_on_page, table
from prose import MATH, blocks
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective


class unguarded_words(nodes.General, nodes.Element):
    """Where the counts stand that are known when all pages have been read."""


def spelled_numbers(text):
    """How many numbers are spelled in a text; "one" is a pronoun more often."""
    return sum(word.lower() != "one" for word in re.findall(SPELLED, MATH.sub("", text)))


def found_on(doctree):
    """What no test reads on a page, counted."""
    prose = [block.text for block in blocks(doctree)]
    formulas = [tex for text in prose for tex in MATH.findall(text)]
    return {
        "formulas without a digit": sum(not has_number(tex) for tex in formulas),
        "numbers as words": sum(map(spelled_numbers, prose)),
        "captions": len(list(doctree.findall(nodes.caption))),
    }


def collect(app, doctree):
    if app.env.docname in LESSONS:
        vars(app.env).setdefault("unguarded", {})[app.env.docname] = found_on(doctree)


def merge(app, env, docnames, other):
    """Take over what another process has read."""
    found = getattr(other, "unguarded", {})
    ours = vars(env).setdefault("unguarded", {})
    ours.update({page: found[page] for page in docnames if page in found})


class Unguarded(SphinxDirective):
    """The equations whose LaTeX is only quoted, by number; below them the words."""

    def run(self):
        listed = nodes.bullet_list(classes=["generated"])
        for page, _, kinds in count_on_page(self.env):
            quoted = [k for k, its in kinds if "quoted" in its and "exactly" not in its]
            if quoted:
                listed += nodes.list_item("", self.sentence(page, quoted))
        self.env.metadata[self.env.docname]["unguarded"] = True
        return [listed, unguarded_words()]

    def sentence(self, page, labels):
        words = nodes.paragraph("", f"{page.replace('_', ' ').capitalize()}:")
        for label in labels:
            link = addnodes.pending_xref("", nodes.literal(label, label), reftarget=label)
            link.attributes |= {"refdomain": "math", "reftype": "eq", "refwarn": True}
            link["refdoc"] = self.env.docname
            words += [nodes.Text(" "), link]
        return words


def outdated(app, env):
    """The pages that list what is found, where it has changed since they were written."""
    found, shown = getattr(env, "unguarded", {}), getattr(env, "unguarded_shown", {})
    env.unguarded_shown = dict(found)
    return [page for page, kept in env.metadata.items() if "unguarded" in kept and found != shown]


def fill(app, doctree, page):
    found = getattr(app.env, "unguarded", {})
    rows = [(lesson.replace("_", " "), found[lesson]) for lesson in LESSONS if lesson in found]
    for place in list(doctree.findall(unguarded_words)):
        kinds = list(rows[0][1])
        body = [[name, *map(str, row.values())] for name, row in rows]
        place.replace_self(table(["lesson", *kinds], body))


def setup(app):
    app.add_node(unguarded_words)
    app.add_directive("unguarded", Unguarded)
    app.connect("doctree-read", collect)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", outdated)
    app.connect("doctree-resolved", fill)
    return {"env_version": 1, "parallel_read_safe": True, "parallel_write_safe": True}
