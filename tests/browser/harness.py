"""The built site as a reader's browser meets it: who serves it, and which browser reads it."""

import gzip
import os
import shutil
import threading
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).parents[2]
SITE = ROOT / "_build/html"
NPM = ROOT / ".venv/npm/node_modules"
PAGES = sorted(path.name for path in SITE.glob("*.html"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TEXT = {".html", ".css", ".js", ".svg", ".json", ".xml", ".txt", ".webmanifest"}
NO_BROWSER = """The tests in the browser need Chromium or Chrome, and found none on the PATH.
Debian:   apt-get install --no-install-recommends chromium
Ubuntu:   snap install chromium
macOS:    brew install --cask google-chrome
or say where it is:  make test-browser CHROMIUM=/path/to/chromium"""


def chromium():
    """The path of Chromium or Chrome: the variable CHROMIUM, or the first on the PATH."""
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        raise FileNotFoundError(f"CHROMIUM names {named}, which is no program\n{NO_BROWSER}")
    found = next(filter(None, map(shutil.which, [named] if named else BROWSERS)), None)
    if found is None:
        raise FileNotFoundError(NO_BROWSER)
    return found


@cache
def compressed(path):
    return gzip.compress(path.read_bytes(), mtime=0)


class Host(SimpleHTTPRequestHandler):
    """Serves files as a static host does: text compressed, 404.html for what is not there."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        path = path if found else Path(self.directory, "404.html")
        if not path.is_file():
            return self.send_error(404)
        text = path.suffix in TEXT
        body = compressed(path) if text else path.read_bytes()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(len(body)))
        if text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        with suppress(ConnectionError):  # who has left needs nothing
            self.wfile.write(body)

    def log_message(self, *message):
        """Say nothing: the tests say what went wrong."""


@contextmanager
def serving(folder=SITE):
    """The address of the folder on a free port of this machine, until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder))) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
