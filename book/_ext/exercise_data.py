"""What the data of a lesson's exercises put on its page, and what the page must not forget."""

import importlib
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from snippets import exercises as data

logger = logging.getLogger(__name__)


def options(directive: SphinxDirective, found: data.Choice) -> nodes.enumerated_list:
    """List the options of a choice as a), b), c)."""
    texts = [directive.parse_inline(option)[0] for option in found.options]
    items = [nodes.list_item("", nodes.paragraph("", "", *text)) for text in texts]
    style = {"enumtype": "loweralpha", "prefix": "", "suffix": ")"}
    return nodes.enumerated_list("", *items, classes=["exercise-options"], **style)


def answer(directive: SphinxDirective, found: data.Exercise) -> list[nodes.Node]:
    """Write the last line of a solution; the answer to a Code exercise is the solution itself."""
    if isinstance(found, data.Code):
        return []
    line = [nodes.strong("", "Answer:"), nodes.Text(" "), *_shown(directive, found)]
    return [nodes.paragraph("", "", *line, classes=["exercise-answer"])]


def data_files(stem: str) -> list[str]:
    """List the files that a page with exercises depends on."""
    module = importlib.import_module(f"{data.__name__}.{stem}")
    return [module.__file__, *map(str, Path(data.__file__).parent.glob("_*.py"))]


def warn_of_hidden(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of exercises that no chapter shows."""
    for stem in sorted(env.found_docs & set(data.lessons())):
        shown = env.metadata[stem].get("exercises", [])
        for key in [key for key in data.load(stem) if key not in shown]:
            logger.warning(
                "%s.md does not show exercise %r of snippets/exercises/%s.py; "
                "write ::::{exercise} %s there, or remove it from the data",
                *(stem, key, stem, key),
                location=stem,
            )


def _shown(directive: SphinxDirective, found: data.Exercise) -> list[nodes.Node]:
    if isinstance(found, data.Choice):
        right = [option for option in found.options if option in found.answer]
        text = " ".join(f"{found.letter(option)}) {option}" for option in right)
        return directive.parse_inline(text)[0]
    return [nodes.math(found.latex, found.latex)]
