"""The theme's compiled templates stay beside the doctrees; the next build compiles none."""

from pathlib import Path

from jinja2 import FileSystemBytecodeCache


def keep(app):
    templates = getattr(app.builder, "templates", None)  # LaTeX has none
    if environment := getattr(templates, "environment", None):
        folder = Path(app.doctreedir, "templates")
        folder.mkdir(parents=True, exist_ok=True)
        environment.bytecode_cache = FileSystemBytecodeCache(str(folder))


def setup(app):
    app.connect("builder-inited", keep)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
