"""Each lesson as a notebook beside its page: the cells that a reader sees, with their outputs."""

from pathlib import Path

import nbformat
from lessons import LESSONS
from made_once import made_once

OF_THE_READER = {"kernelspec", "language_info"}
SHOWN = {"text/plain", "text/html", "text/latex", "image/svg+xml", "image/png"}


def for_readers(notebook):
    """The notebook without hidden cells, and without what only the build reads."""
    seen = [cell for cell in notebook.cells if "remove-cell" not in cell.metadata.get("tags", ())]
    for cell in seen:
        cell.metadata.clear()
        for output in cell.get("outputs", ()):
            if "data" in output:
                output.data = {kind: value for kind, value in output.data.items() if kind in SHOWN}
                output.metadata = {}
    about = {name: value for name, value in notebook.metadata.items() if name in OF_THE_READER}
    return nbformat.from_dict({**notebook, "cells": seen, "metadata": about})


def record(app, stem):
    """Where the executed notebook of a lesson is kept."""
    return Path(app.config.nb_execution_cache_path, f"{stem}.ipynb")


def offer(app, pagename, templatename, context, doctree):
    """Tell the template the address of the page's notebook."""
    if pagename in LESSONS and record(app, pagename).exists():
        context["notebook"] = f"{pagename}.ipynb"


def make_once(app, source):
    """The reader's notebook of a record, as text; what was made before is beside the doctrees."""
    made_of = Path(__file__).read_bytes() + nbformat.__version__.encode() + source.read_bytes()
    make = lambda: f"{nbformat.writes(for_readers(nbformat.read(source, 4)))}\n".encode()
    return made_once(Path(app.doctreedir, "notebooks"), made_of, make)


def prepare(app, doctree):
    """Make the notebook while its page is read: processes that read work in parallel."""
    stem = app.env.docname
    if stem in LESSONS and record(app, stem).exists():
        make_once(app, record(app, stem))


def write(app, error):
    """Write the notebooks whose record, or what makes notebooks of records, has changed."""
    if error or app.builder.name != "html":
        return
    for stem in LESSONS:
        if stem in app.env.found_docs and record(app, stem).exists():
            target, text = Path(app.outdir, f"{stem}.ipynb"), make_once(app, record(app, stem))
            if not target.exists() or target.read_bytes() != text:
                target.write_bytes(text)


def setup(app):
    app.connect("doctree-read", prepare)
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
