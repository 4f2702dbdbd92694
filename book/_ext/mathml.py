"""Mathematics as MathML, made while the site is built: no script, and nothing for a reader to load.

Bad LaTeX is a warning with file and line, and so is a character that the page's math font lacks:
with -W neither reaches a reader. Numbers of equations and references to them stay Sphinx's own.
"""

import html
import re

from docutils import nodes
from latex_to_mathml import Refused, mathml
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

log = logging.getLogger(__name__)
DISPLAY = r"\\begin\{((?:align|gather|equation|multline)\*?)\}"


def refuse_nesting(node, tex):
    """Sphinx sets a formula into a display for LaTeX, which allows no second display inside."""
    wrapped = not (node.get("no-wrap") or node.get("nowrap"))
    if wrapped and (inner := re.search(DISPLAY, tex)):
        raise Refused(
            f"has {inner[1]} inside a display, an error in LaTeX: write aligned or gathered"
        )


def render(node, display, config):
    """The MathML of a node, or its source, and then a warning with file and line."""
    tex = node.astext()
    try:
        refuse_nesting(node, tex)
        return mathml(tex, display, tuple(sorted(config.mathml_macros.items())))
    except Refused as reason:
        log.warning(
            "the formula %r %s", " ".join(tex.split())[:80], reason, location=node, type="mathml"
        )
        return f"<code>{html.escape(tex)}</code>"


def visit_inline(translator, node):
    formula = render(node, False, translator.config)
    translator.body.append(f'<span class="math">{formula}{node.get("tail", "")}</span>')
    raise nodes.SkipNode


def visit_block(translator, node):
    if any(re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-4", name) for name in node["ids"]):
        text = (
            "a numbered environment gets an id that changes in every build: use {math} and :label:"
        )
        log.warning(text, location=node, type="mathml")
    formula = render(node, True, translator.config)
    translator.body.append(translator.starttag(node, "div", CLASS="math-block"))
    translator.body.append(f'<div class="math-scroll">{formula}</div>')
    if node["number"]:
        number = get_node_equation_number(translator, node)
        translator.body.append(f'<span class="eqno">({number})')
        translator.add_permalink_ref(node, "Link to this equation")
        translator.body.append("</span>" + node.get("mark", "").format(number=number))
    translator.body.append("</div>\n")
    raise nodes.SkipNode


class KeepTheStop(SphinxPostTransform):
    """A full stop after a formula must not open the next line: it goes into the formula's span."""

    default_priority, formats = 950, ("html",)

    def run(self, **kwargs):
        for formula in list(self.document.findall(nodes.math)):
            after = formula.next_node(descend=False, siblings=True)
            stop = isinstance(after, nodes.Text) and re.match(r"[.,;:!?)\]]+", after.astext())
            if stop:
                formula["tail"] = stop[0]
                # Not parent.replace(): texts that read alike are equal, and the first would go.
                place = next(i for i, node in enumerate(after.parent) if node is after)
                after.parent[place] = nodes.Text(after.astext()[stop.end() :])


def setup(app):
    app.add_config_value("mathml_macros", {}, "env", dict)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.add_post_transform(KeepTheStop)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
