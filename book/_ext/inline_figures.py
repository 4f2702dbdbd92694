"""A cell's picture stands in the page itself, as SVG that follows the page's fonts and colors.

LaTeX keeps the PDF. A picture that says nothing to a reader who cannot see it is a warning.
"""

import json
from contextlib import suppress
from pathlib import Path

import executed
from docutils import nodes
from made_once import made_once
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from svg_for_page import alt_text, for_page
from svg_letters import Unfit

log = logging.getLogger(__name__)
PREFIX = "\ue000"  # a character that no picture has
CELL_OUTPUT = "jupyter_execute"  # MyST-NB writes what the cells show into this folder
MEND = "return a snippets.figures.Picture(figure, alt)"


def pictures(document):
    """The images that cells made."""
    return [i for i in document.findall(nodes.image) if CELL_OUTPUT in i.get("uri", "")]


def line_of(node, fences=()):
    """The line where the cell's fence stands, from MyST-NB's list; else the nearest line known."""
    around = [node]
    while around[-1].parent is not None:
        around.append(around[-1].parent)
    cells = [n["cell_index"] for n in around if "cell_index" in n]
    if cells and fences:
        return fences[cells[0]]
    return next((n.line for n in around if n.line is not None), None)


def bare_figures(document):
    """The outputs where a cell ended with a matplotlib Figure, of which Jupyter shows the name."""
    blocks = document.findall(nodes.literal_block)
    return [b for b in blocks if "output" in b["classes"] and b.astext().startswith("<Figure size")]


class InlineFigures(SphinxPostTransform):
    default_priority, formats = 900, ("html",)  # when MyST-NB has chosen one form of each output

    def run(self, **kwargs):
        for output in bare_figures(self.document):
            self.warn(output, f"a cell's figure without alt text: {MEND}")
        for number, image in enumerate(pictures(self.document), start=1):
            prefix = nodes.make_id(f"{self.env.docname} picture {number}") + "-"
            self.replace(image, prefix)

    def replace(self, image, prefix):
        path = Path(self.env.srcdir, image["uri"])
        svg = path.read_text(encoding="utf-8") if path.suffix == ".svg" else ""
        alt = (svg and alt_text(svg)) or image.get("alt", "")
        if not alt:
            self.warn(image, f"a cell's picture without alt text: {MEND}")
        if svg:
            self.inline(image, svg, alt, prefix)

    def inline(self, image, svg, alt, prefix):
        try:
            picture = fit(self.env, svg, alt).replace(PREFIX, prefix)
            image.replace_self(nodes.raw("", picture, format="html"))
        except Unfit as reason:
            self.warn(image, f"a cell's picture cannot follow the page: {reason}")

    def warn(self, node, text):
        docname = self.env.docname
        fences = self.env.metadata[docname].get("source_map", ())
        log.warning(text, location=(docname, line_of(node, fences)), type="inline_figures")


def prepare(app, doctree):
    """Make the pictures fit for the page while it is read: processes that read work in parallel."""
    notebook = executed.outcomes.get(str(app.env.doc2path(app.env.docname)))
    for cell in executed.code_cells(notebook) if notebook else ():
        for output in cell.outputs:
            if svg := output.get("data", {}).get("image/svg+xml"):
                with suppress(Unfit):  # it will be told where the picture stands
                    fit(app.env, svg, alt_text(svg))


def fit(env, svg, alt):
    """The picture as it stands in a page, with a sign for the prefix of its ids."""
    svg = svg.rstrip()  # MyST-NB's file of it lacks the last line's end
    made_of = json.dumps([env.config.execution_environment, svg, alt]).encode()
    make = lambda: for_page(svg, alt, PREFIX).encode()
    return made_once(Path(env.doctreedir, "pictures"), made_of, make).decode()


def setup(app):
    app.setup_extension("executed")
    app.connect("doctree-read", prepare)
    app.add_post_transform(InlineFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
