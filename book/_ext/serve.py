"""`make serve`: build the site on every save, and reload the pages that are open.

Half of a small rebuild is importing and setting up Sphinx.  So a fork of a process that has
imported it stands by, set up, and builds as soon as a file is saved; it ends with the build, so
that nothing of one build reaches the next.  Where processes cannot be forked safely (anywhere but
Linux), sphinx-build runs each time.
"""

import contextlib
import functools
import gc
import importlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from sphinx.application import Sphinx, builtin_extensions
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.logging import suppress_logging
from watchfiles import watch

HOST, TOP = "127.0.0.1", Path.cwd()
SOURCES, SITE, DOCTREES = TOP / "book", TOP / "_build/html", TOP / "_build/doctrees"
WATCHED = [
    path for name in ("book", "snippets", "tests", "conf.py") if (path := TOP / name).exists()
]
# What a standby would import besides, none of it the book's own, which may be edited.
MODULES = (
    *builtin_extensions,
    "sphinx.builders.html",
    "sphinx.search.en",
    "myst_nb.sphinx_ext",
    "myst_nb.ext.execution_tables",
    "sphinx_book_theme",
    "sphinxcontrib.bibtex",
    "bs4",
    "fontTools.subset",
    "math_core",
    "nbclient",
    "pygments.lexers.python",
    "scipy.optimize",
    "sympy",
)
QUIET = 15  # milliseconds without another change, after which a save is over
SCRIPT = b"""
const since = new URL(document.currentScript.src).search
new EventSource("/_reload" + since).onmessage = () => location.reload()
"""


class Pages(SimpleHTTPRequestHandler):
    """The site; each page has a script that waits for the number of builds to change."""

    def __init__(self, *args, builds, **kwargs):
        self.builds = builds
        super().__init__(*args, directory=SITE, **kwargs)

    def do_GET(self):
        url = urlsplit(self.path)
        page = Path(self.translate_path(url.path))
        page = page / "index.html" if page.is_dir() else page
        if url.path == "/_reload":
            self.wait_for_a_build(url.query)
        elif url.path == "/_reload.js":
            self.answer("text/javascript", SCRIPT)
        elif page.suffix == ".html" and page.exists():
            script = f'<script src="/_reload.js?{self.builds.value}"></script>\n'
            self.answer("text/html; charset=utf-8", page.read_bytes() + script.encode())
        else:
            super().do_GET()

    def answer(self, kind, content=None):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        if content is not None:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content or b"")

    def wait_for_a_build(self, since):
        with contextlib.suppress(OSError):  # the page was closed
            self.answer("text/event-stream")
            ticks = 0
            while str(self.builds.value) == since:
                time.sleep(0.02)
                ticks += 1
                if ticks % 500 == 0:
                    self.wfile.write(b":\n\n")
            self.wfile.write(b"data: built\n\n")

    def end_headers(self):
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args):
        """Keep the terminal for the build."""


def serve_pages(port, builds, ready):
    try:
        server = ThreadingHTTPServer((HOST, port), functools.partial(Pages, builds=builds))
    except OSError as error:
        ready.send(f"cannot serve on port {port} ({error}): try  make serve PORT={port + 1}")
        return
    ready.send("")
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


def setup():
    """Sphinx as `make html` sets it up."""
    return Sphinx(
        *(SOURCES, TOP, SITE, DOCTREES, "html"),
        confoverrides={"nitpicky": True},
        status=None,
        warningiserror=True,
        parallel=os.cpu_count() or 1,
    )


def first_uses(app):
    """What a build would do for the first time: functions of Sphinx and of the extensions."""
    modules = [sys.modules[name] for name in app.extensions]
    yield from (functools.partial(m.warm, app) for m in modules if hasattr(m, "warm"))
    yield functools.partial(app.builder.highlighter.highlight_block, "1", "ipython3")
    if "cite" in app.env.domains:
        yield app.env.domains["cite"].env_updated  # it reads and formats the bibliography


def warm(app):
    """Do it now; where something is wrong, the build will tell."""
    for use in first_uses(app):
        with contextlib.suppress(Exception), suppress_logging():
            use()


class Standby:
    """A fork that has set Sphinx up and waits for the word to build."""

    def __init__(self):
        reading, self.writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.close(self.writing)
            code = 1
            try:
                code = self.stand_by(reading)
            except KeyboardInterrupt:
                pass
            except SphinxError as error:
                print(f"{error.category}: {error}", file=sys.stderr)
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        os.close(reading)

    def stand_by(self, reading):
        with patch_docutils(TOP), docutils_namespace():
            app, error = None, None
            try:
                app = setup()
                warm(app)
            except Exception as e:  # to be told when it is asked to build
                error = e
            if not os.read(reading, 1):
                return 0
            if error:
                raise error
            app.build()
            return app.statuscode

    def build(self):
        """Build; True if nothing was wrong."""
        os.write(self.writing, b"!")
        return self.end() == 0

    def end(self):
        """Let it end by itself, for without the word to build it does nothing more."""
        os.close(self.writing)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Separate:
    """sphinx-build, as a process of its own."""

    def build(self):
        options = ["-q", "-n", "-W", "--keep-going", "-c", TOP, "-d", DOCTREES, "-b", "html"]
        return (
            subprocess.run([sys.executable, "-m", "sphinx", *options, SOURCES, SITE]).returncode
            == 0
        )

    def end(self):
        pass


def built(builder, builds):
    begun = time.monotonic()
    right = builder.build()
    builds.value += 1
    seconds = f"{time.monotonic() - begun:.1f} s"
    print(f"built in {seconds}" if right else f"NOT built, see above ({seconds})", flush=True)


def main(port):
    builds = multiprocessing.Value("i", 0)
    told, ready = multiprocessing.Pipe(duplex=False)
    pages = multiprocessing.Process(target=serve_pages, args=(port, builds, ready), daemon=True)
    pages.start()
    if complaint := told.recv():
        sys.exit(complaint)
    forks = sys.platform == "linux"
    for name in MODULES if forks else ():
        importlib.import_module(name)
    gc.freeze()
    builder = Standby if forks else Separate
    # An exception would be lost in the hooks that Python runs at a fork; an event is not.
    end = threading.Event()
    signal.signal(signal.SIGINT, lambda *_: end.set())
    # A save is one change or several in a row, some milliseconds apart.
    changes = watch(*WATCHED, step=QUIET, stop_event=end, yield_on_timeout=True, rust_timeout=500)
    next(changes, None)  # from here on no change is missed
    print(f"building for http://{HOST}:{port} ...", flush=True)
    built(builder(), builds)
    standby = builder()
    for changed in changes:
        if not changed:
            continue
        if any(path.endswith((".py", ".html")) for _, path in changed):
            standby.end()  # it may have imported that
            standby = builder()
        built(standby, builds)
        standby = builder()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(int(sys.argv[1]))
