"""Each lesson as a notebook beside its page: the cells that a reader sees, with their outputs."""

import hashlib
import json
from pathlib import Path

import nbformat
from lessons import LESSONS

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


def write(app, error):
    """Write the notebooks whose record, or what makes notebooks of records, has changed."""
    if error or app.builder.name != "html":
        return
    kept = Path(app.doctreedir, "notebooks.json")
    known = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    made_by = Path(__file__).read_bytes() + nbformat.__version__.encode()
    for stem in LESSONS:
        if stem in app.env.found_docs and record(app, stem).exists():
            target, source = Path(app.outdir, f"{stem}.ipynb"), record(app, stem)
            made_of = hashlib.sha256(made_by + source.read_bytes()).hexdigest()
            if known.get(str(target)) != made_of or not target.exists():
                known[str(target)] = made_of
                nbformat.write(for_readers(nbformat.read(source, as_version=4)), target)
    kept.write_text(json.dumps(known), "utf-8")


def setup(app):
    app.connect("html-page-context", offer)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
