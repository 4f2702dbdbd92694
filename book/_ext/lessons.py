"""The seven lessons in order, and the role {day}`gradient`, which prints "Day 3" and links."""

from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxRole

LESSONS = (
    "differentiation",
    "integration",
    "gradient",
    "jacobian",
    "backpropagation",
    "optimization",
    "support_vector_machine",
)


class Day(SphinxRole):
    """The number of a lesson's day, which nobody types; a link if that lesson is another page."""

    def run(self):
        if self.text not in LESSONS:
            message = f"no lesson {self.text!r}; there are {', '.join(LESSONS)}"
            return [], [self.inliner.reporter.error(message, line=self.lineno)]
        words = nodes.inline("", f"Day {LESSONS.index(self.text) + 1}", classes=["generated"])
        if self.text == self.env.docname or not Path(self.env.doc2path(self.text)).exists():
            return [words], []
        link = addnodes.pending_xref(
            "",
            words,
            refdomain="std",
            reftype="doc",
            reftarget="/" + self.text,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        return [link], []


def setup(app):
    app.add_role("day", Day())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
