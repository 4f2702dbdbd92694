"""A page that Sphinx warned of is read again in every build, until nothing is wrong with it.

Sphinx warns of a page only when it reads or writes it, so that a second `make` after a failed one
would pass with nothing mended.  So those pages stand in a file beside the doctrees, each with the
builders that have built it right since; a build that is killed leaves there what it had begun to
read.  A warning that belongs to no page counts for every page.
"""

import json
import os
import re
from pathlib import Path

from sphinx.util import logging


class Warned:
    """The pages that were warned of in this build."""

    def __init__(self, app):
        self.app, self.places = app, []
        for handler in logging.logging.getLogger(logging.NAMESPACE).handlers:
            if isinstance(handler, logging.WarningStreamHandler):
                handler.addFilter(self.note)  # behind Sphinx's own, which write the place as text

    def note(self, record):
        self.places.append(getattr(record, "location", None) or "")
        return True

    def pages(self):
        """The names of the pages; of all pages, where a warning belongs to none."""
        env = self.app.env
        files = [os.path.abspath(re.sub(r":\d*$", "", place)) for place in self.places]
        names = {env.path2doc(file) for file in files}
        told_all = len(self.places) == self.app._warncount
        return names if told_all and names <= env.found_docs else env.found_docs


def record(app):
    return Path(app.doctreedir, "failed.json")


def failed(app):
    """The pages that failed, each with the builders that have built it right since."""
    return json.loads(record(app).read_text("utf-8")) if record(app).exists() else {}


def to_read_again(app, env, *outdated):
    return [page for page, right in failed(app).items() if app.builder.name not in right]


def begin(app, env, docnames):
    app.warned.before = failed(app)
    record(app).write_text(json.dumps(app.warned.before | {name: [] for name in docnames}), "utf-8")


def end(app, exception):
    if exception:
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)
        return
    now = {page: sorted({*right, app.builder.name}) for page, right in app.warned.before.items()}
    now |= {page: [] for page in app.warned.pages()}
    record(app).write_text(json.dumps(now, sort_keys=True), "utf-8")


def setup(app):
    app.warned = Warned(app)
    app.connect("env-get-outdated", to_read_again)
    app.connect("env-before-read-docs", begin)
    app.connect("build-finished", end, priority=999)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
