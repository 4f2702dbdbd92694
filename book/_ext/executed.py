"""One execution: a chapter's cells run once for each state of everything that made their outputs.

The key of an execution covers the cells, the snippets that they import (transitively, with the
data files beside them; of their code not the comments, which change no output), Python and every
installed distribution.  The executed notebook is kept in
`nb_execution_cache_path` and feeds the site, the PDF and the tests.  MyST-NB's own cache covers
the cells alone, and shows new code beside old output (MyST-NB issue 299).

A cell that raises, hangs, writes to stderr (warnings do) or ends its kernel is a Sphinx warning
with the chapter, the line of the .md and the reason; such an execution is never kept.
"""

import ast
import hashlib
import json
import os
import re
import sys
from functools import cache
from pathlib import Path

import nbformat
from at_first_call import at_first_call
from kernels import client_of
from local_imports import LocalPackages, tree_of
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from prefork import read_in_parallel
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging

# MyST-NB's own cache is a database, which takes a fifth of a second to import; ours stands below.
with at_first_call(
    {
        "jupyter_cache": ["get_cache"],
        "jupyter_cache.base": ["CacheBundleIn"],
        "jupyter_cache.cache.db": ["NbProjectRecord"],
        "jupyter_cache.executors.utils": ["single_nb_execution"],
    }
):
    import myst_nb.core.execute
    from myst_nb.core.execute.base import NotebookClientBase

# A notebook is validated when it is kept; nbformat would validate each cell and output before.
nbformat.v4.nbbase.validate = lambda node, ref=None: None

log = logging.getLogger(__name__)
# What stands between a cell's fence and its code: options, in one of two forms, and blank lines.
OPTIONS = re.compile(r"\A(?:---\n(?:.*\n)*?---\n|(?:[ ]*:[\w-]+:.*\n)+)?\n*")
# What may put lines of a source, or their numbers, into an output.
SHOWS_LINES = re.compile(
    rb"getsource|findsource|linecache|traceback|tb_lineno|\blineno|showwarning|formatwarning|\?\?"
)
LINE_IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)|ipykernel_\d+/\d+\.py:(\d+)")
ANSI = re.compile(r"\x1b\[[0-9;]*m")
packages = None  # LocalPackages of this build
files_used = {}  # path of a chapter -> the local files that its cells depend on
outcomes = {}  # path of a chapter -> its executed notebook, or None where a cell failed


def installed():
    """Name and version of every installed distribution, from the names of their folders."""
    folders = (Path(entry) for entry in sys.path)
    return sorted({d.name for f in folders if f.is_dir() for d in f.glob("*.dist-info")})


def builders():
    """What makes pages of sources: Python, every installed distribution and our extensions."""
    extensions = b"".join(f.read_bytes() for f in sorted(Path(__file__).parent.glob("*.py")))
    return [sys.version, *installed(), hashlib.sha256(extensions).hexdigest()]


def execution_key(code, files, raises=False):
    """A digest of all that the outputs of `code`, which imports the local `files`, depend on.

    Where an output may show lines of a file (a traceback does), the key covers every letter of it.
    """
    digest = hashlib.sha256(json.dumps([code, sys.version, installed()]).encode())
    texts = [file.read_bytes() for file in files]
    sources = [text for file, text in zip(files, texts, strict=True) if file.suffix == ".py"]
    letters = raises or any(map(shows_lines, [*(cell.encode() for cell in code), *sources]))
    for file, text in zip(files, texts, strict=True):
        digest.update(f"\0{file.name}\0".encode())
        digest.update(text if letters or file.suffix != ".py" else statements(text))
    return digest.hexdigest()


@cache
def shows_lines(source):
    return SHOWS_LINES.search(source) is not None


@cache
def statements(source):
    """What Python runs of a source: its syntax tree, without comments and places."""
    try:
        return ast.dump(tree_of(source.decode("utf-8"))).encode()
    except (SyntaxError, ValueError):  # the cell that imports it fails by itself
        return source


class Execution(NotebookClientBase):
    """Fills a notebook with its outputs: those on record if the key is the same, else new ones."""

    def start_client(self):
        cells = [cell.source for cell in code_cells(self.notebook)]
        if not cells:
            outcomes[str(self.path)] = self.notebook
            return
        files = sorted(set().union(*(packages.files_used(source) for source in cells)))
        files_used[str(self.path)] = files
        tags = {tag for cell in code_cells(self.notebook) for tag in cell.metadata.get("tags", ())}
        key = execution_key(cells, files, raises="raises-exception" in tags)
        record = Path(self.nb_config.execution_cache_path, self.path.stem + ".ipynb")
        self.exec_metadata = dict(
            mtime=0, runtime=None, method="cache", succeeded=True, error=None, traceback=None
        )
        if self.restore(record, key) or self.run():
            self.keep(record, key)  # what ran before has new text, lines or tags around it
        outcomes[str(self.path)] = self.notebook if self.exec_metadata["succeeded"] else None

    def restore(self, record, key):
        if not record.exists():
            return False
        old = nbformat.read(record, as_version=4)
        if old.metadata.get("execution_key") != key:
            return False
        for cell, executed in zip(code_cells(self.notebook), code_cells(old), strict=True):
            cell.outputs, cell.execution_count = executed.outputs, executed.execution_count
        self.notebook.metadata["language_info"] = old.metadata["language_info"]
        return True

    def keep(self, record, key):
        for i, cell in enumerate(self.notebook.cells):
            cell.id = f"cell-{i}"  # nbformat's own ids are random
        self.notebook.metadata["execution_key"] = key
        text = nbformat.writes(self.notebook, indent=None) + "\n"
        del self.notebook.metadata["execution_key"]
        if not record.exists() or record.read_text("utf-8") != text:
            record.parent.mkdir(parents=True, exist_ok=True)
            record.write_text(text, "utf-8")

    def run(self):
        """Run the cells; True if nothing went wrong."""
        self.running = 0
        log.info("running the cells of %s", self.path.name)
        client = client_of(
            self.notebook,
            timeout=self.nb_config.execution_timeout,
            resources={"metadata": {"path": str(self.path.parent)}},
            on_cell_start=lambda cell, cell_index: setattr(self, "running", cell_index),
        )
        try:
            client.execute()
        except CellExecutionError as error:
            return self.fail(f"the cell raised {error.ename}: {error.evalue}", self.traceback())
        except CellTimeoutError:
            seconds = self.nb_config.execution_timeout
            return self.fail(f"the cell was still running after {seconds} seconds")
        except DeadKernelError:
            return self.fail("the cell ended its kernel (os._exit, no memory left, or a crash)")
        except RuntimeError as error:
            return self.fail(f"the kernel did not start: {error}")
        return self.quiet()

    def quiet(self):
        """True if no cell wrote to stderr, where Python's warnings go too."""
        noisy = []
        for i, cell in enumerate(self.notebook.cells):
            words = [out.text for out in cell.get("outputs", ()) if out.get("name") == "stderr"]
            noisy += [(i, text) for text in words]
        for self.running, text in noisy:
            self.fail(f"the cell wrote to stderr; mend what it warns of:\n{text.rstrip()}")
        return not noisy

    def traceback(self):
        outputs = self.notebook.cells[self.running].outputs
        return "\n".join("\n".join(out.get("traceback", ())) for out in outputs)

    def fail(self, reason, traceback=""):
        """Say what is wrong, at the line of the .md."""
        message = ANSI.sub("", f"{reason}\n{traceback}".rstrip())
        line = fence = fence_line(self.notebook, self.running)
        if found := LINE_IN_CELL.findall(message):
            text = self.path.read_text("utf-8")
            line = line_of_code(text, fence, int("".join(found[0])))
        where = f"{os.path.relpath(self.path)}:{line}"
        log.warning(message, location=where, type="cell", subtype="failed")
        self.exec_metadata |= {"succeeded": False, "error": reason}
        return False


def on_record(config):
    """The executed notebooks of the last build."""
    for file in sorted(Path(config.nb_execution_cache_path).glob("*.ipynb")):
        yield nbformat.read(file, as_version=4)


def code_cells(notebook):
    """The cells that run; text may come and go around them."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def fence_line(notebook, cell):
    """The line of the .md where the fence of a code cell stands."""
    return notebook.metadata["source_map"][cell]


def line_of_code(text, fence, line):
    """The line of the .md, of that text, where line `line` of the cell with that fence stands."""
    (*_, below) = text.split("\n", fence)
    return fence + OPTIONS.match(below)[0].count("\n") + line


def prepare(app, config):
    global packages
    packages = LocalPackages(Path(app.confdir), config.execution_packages)
    config.execution_environment = builders()  # with others, Sphinx reads everything again


def read_snippets(app, env, docnames):
    """What the snippets import and run is the same for every page."""
    if read_in_parallel(app, docnames):
        for module, file in packages.modules.items():
            packages.imports_of(module)
            statements(file.read_bytes())


def warm(app):
    """Read the snippets, and the cells of the last build (serve.py)."""
    for file in packages.modules.values():
        statements(file.read_bytes())
        ModuleAnalyzer.for_file(str(file), "").find_tags()  # for the lines that a page shows
    for notebook in on_record(app.config):
        for cell in code_cells(notebook):
            packages.files_used(cell.source)


def note_dependencies(app, doctree):
    """An edited snippet makes Sphinx read again the chapters that depend on it, and no others."""
    for file in files_used.get(str(app.env.doc2path(app.env.docname)), ()):
        app.env.note_dependency(str(file))


def setup(app):
    myst_nb.core.execute.NotebookClientCache = Execution  # MyST-NB has no option for the client
    app.add_config_value("execution_packages", ["snippets"], "env", [list])
    app.add_config_value("execution_environment", None, "env", [list])
    app.connect("config-inited", prepare)
    app.connect("env-before-read-docs", read_snippets)
    app.connect("doctree-read", note_dependencies)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
