"""What Sphinx, docutils and MyST-NB write that is not valid, or that a screen reader misreads.

A folded cell is a <details> whose <summary> has its own words for a name, in place of paragraphs
and of a name that says something else. References are a list of items, in place of a list of
`doc-biblioentry`, a role that is deprecated and that a list may not have. The page of the
search says what it is for.
"""

from html import escape

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode


def visit_folded(self, node):
    self.body.append(f'<details class="hide {" ".join(node["classes"])}">\n<summary>')
    for state, prompt in (("collapsed", "prompt_show"), ("expanded", "prompt_hide")):
        self.body.append(f'<span class="{state}">{escape(node[prompt])}</span>')
    self.body.append("</summary>\n")


def depart_folded(self, node):
    self.body.append("</details>\n")


def is_first(citation):
    return not isinstance(citation.previous_sibling(), nodes.citation)


def is_last(citation):
    return not isinstance(citation.next_node(descend=False, siblings=True), nodes.citation)


def visit_citation(self, node):
    if is_first(node):
        self.body.append('<div role="list" class="citation-list">\n')
    self.body.append(self.starttag(node, "div", classes=["citation"], role="listitem"))


def depart_citation(self, node):
    self.body.append("</div>\n" * (2 if is_last(node) else 1))


def describe_search(app, pagename, templatename, context, doctree):
    """The page has no source in which its description could stand."""
    if pagename == "search":
        words = f"Search {app.config.project}: its text, formulas, figures and exercises."
        tag = f'<meta name="description" content="{escape(words)}">'
        context["metatags"] = context.get("metatags", "") + tag


def setup(app):
    app.connect("html-page-context", describe_search)
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded, depart_folded))
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
