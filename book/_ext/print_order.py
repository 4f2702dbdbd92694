"""The order of the book in print: front page, numbered lessons, unnumbered pages, references.

The front page becomes a chapter of its own, as in no chapter the site's lists of pages may stay.
Only lessons are numbered, so that a number is the same on the site and in print.
Sphinx moves the list of references to the end under a title of its own, and leaves its page
behind as a chapter with nothing but a title.
"""

from docutils import nodes

UNNUMBERED, NUMBERED = (rf"\setcounter{{secnumdepth}}{{{depth}}}" for depth in (-1, 2))


def latex(code):
    return nodes.raw("", code, format="latex")


def take(node):
    node.parent.remove(node)
    return node


def set_in_order(app, doctree, docname):
    if app.builder.format != "latex":
        return
    for section in list(doctree.findall(nodes.section)):
        if not any(child.astext() for child in section[1:]):
            take(section)
    pages = [w for w in doctree.findall(nodes.compound) if "toctree-wrapper" in w["classes"]]
    lessons, *others = map(take, pages)
    book = doctree.next_node(nodes.section)
    title, *front = map(take, list(book))
    about = nodes.section("", nodes.title("", "About this book"), *front, ids=["about-this-book"])
    book += [title, latex(UNNUMBERED), about, latex(NUMBERED), lessons, latex(UNNUMBERED), *others]


def setup(app):
    # before the solutions are gathered at the end
    app.connect("doctree-resolved", set_in_order, priority=400)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
