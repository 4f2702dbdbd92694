"""`make serve`: a save is on the page soon, a broken one is told, and neither ends it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from conftest import ROOT

CONF = f"""
import sys
sys.path[:0] = [{str(ROOT / "book/_ext")!r}]
extensions = ["myst_nb", "failed_builds"]
html_theme = "basic"
"""
# Python runs hooks at each fork; an exception that a signal raises in them is lost.
SLOW_FORKS = "import os, time\nos.register_at_fork(after_in_parent=lambda: time.sleep(0.5))\n"
SECONDS = 120  # longer than a build takes on a machine that does much else


class Served:
    """A small book, served."""

    def __init__(self, folder):
        self.page = folder / "book/index.md"
        self.page.parent.mkdir()
        (folder / "conf.py").write_text(CONF, "utf-8")
        (folder / "sitecustomize.py").write_text(SLOW_FORKS, "utf-8")
        self.page.write_text("# Book\n\nFirst words.\n", "utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.said = folder / "said"
        command = [sys.executable, "-u", ROOT / "book/_ext/serve.py", str(self.port)]
        with self.said.open("w") as file:
            pipes = {"stdout": file, "stderr": file, "start_new_session": True}
            paths = os.environ | {"PYTHONPATH": str(folder)}
            self.process = subprocess.Popen(command, cwd=folder, env=paths, **pipes)

    def get(self, path):
        with urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=SECONDS) as answer:
            return answer.read().decode()

    def says(self, words):
        return words in self.said.read_text("utf-8")

    def shows(self, words):
        assert self.process.poll() is None, self.said.read_text("utf-8")
        try:
            return words in self.get("")
        except URLError:
            return False


def wait(condition, *args):
    end = time.monotonic() + SECONDS
    while not condition(*args):
        assert time.monotonic() < end, args
        time.sleep(0.05)


@pytest.fixture
def served(tmp_path):
    served = Served(tmp_path)
    try:
        wait(served.shows, "First words.")
        yield served
    finally:
        group = served.process.pid  # it began a session
        served.process.send_signal(signal.SIGINT)
        served.process.wait(SECONDS)
        wait(lambda: not any(in_group(p, group) for p in Path("/proc").glob("[0-9]*")))


def in_group(process, group):
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()[2] == str(group)
    except OSError:
        return False


def test_a_save_reloads_the_page_and_a_broken_one_is_told(served):
    wait(served.says, "built in")
    script = re.search(r'<script src="/(_reload\.js\?\d+)"></script>', served.get(""))[1]
    assert "EventSource" in served.get(script)  # a file of the same host: no policy forbids it
    served.page.write_text("# Book\n\nSecond words, {eq}`nowhere`.\n", "utf-8")
    assert "data: built" in served.get(script.replace(".js", ""))  # answers after the build
    assert served.says("index.md:3: WARNING: equation not found: nowhere")
    assert served.says("NOT built")
    served.page.write_text("# Book\n\nThird words.\n", "utf-8")
    wait(served.shows, "Third words.")
    (served.page.parents[1] / "conf.py").write_text("1 / 0\n", "utf-8")
    wait(served.says, "ZeroDivisionError")
    (served.page.parents[1] / "conf.py").write_text(CONF + "\n# mended\n", "utf-8")
    served.page.write_text("# Book\n\nFourth words.\n", "utf-8")
    wait(served.shows, "Fourth words.")


def test_an_interrupt_during_a_fork_is_not_lost(served):
    wait(served.says, "built in")  # now the next process is forked, to stand by
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(SECONDS) == 0


def test_a_port_in_use_is_said(served, tmp_path):
    command = [sys.executable, ROOT / "book/_ext/serve.py", str(served.port)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert result.returncode == 1
    assert f"PORT={served.port + 1}" in result.stderr


WARM_UP = """
import serve
with serve.patch_docutils(serve.TOP), serve.docutils_namespace():
    app = serve.setup()
    uses = list(serve.first_uses(app))
    for use in uses:
        use()
print(len(uses), app.statuscode)
"""


def test_all_that_the_standby_does_ahead_of_a_save_can_be_done(site):
    """There a fault would be left to the build to tell."""
    paths = os.environ | {"PYTHONPATH": str(ROOT / "book/_ext")}
    command = [sys.executable, "-c", WARM_UP]
    run = subprocess.run(command, cwd=ROOT, env=paths, capture_output=True, text=True, check=True)
    modules = [file.read_text("utf-8") for file in (ROOT / "book/_ext").glob("*.py")]
    own = sum("\ndef warm(app):" in module for module in modules) - 1  # serve's calls the others
    assert run.stdout.split() == [str(own + 2), "0"], run.stderr
