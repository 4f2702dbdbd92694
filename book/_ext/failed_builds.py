"""A build with warnings is not remembered: the next one reads every chapter again.

Sphinx warns of a chapter only when it reads it, so that a second `make` after a failed one would
pass with nothing mended.  Reading again is cheap: what ran without fault is not run again.
"""

from pathlib import Path


def forget(app, exception):
    if exception or app._warncount:
        Path(app.doctreedir, "environment.pickle").unlink(missing_ok=True)


def setup(app):
    app.connect("build-finished", forget)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
