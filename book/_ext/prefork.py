"""Chapters run in kernels that are forked from one warm process, the zygote (zygote.py).

A kernel needs 2 CPU seconds and more to import what it and a chapter import; a fork of a process
that has done so needs none.  It is a jupyter_client provisioner, made the default in this process
only.  Where it cannot work (it needs Linux), fails, or BOOK_PREFORK=0 says so, the ordinary kernel
starts.
A module that is loaded already hides a missing import: tests/test_submodules.py reads for those,
and the scheduled build does without.
"""

import ctypes
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from sphinx.util import logging
from sphinx.util.parallel import make_chunks

log = logging.getLogger(__name__)
address = None  # where the zygote listens; Sphinx's worker processes inherit it
PR_SET_PDEATHSIG = 1


def supported():
    # macOS can fork, but its own frameworks cannot stand it.
    return sys.platform == "linux" and os.environ.get("BOOK_PREFORK") != "0"


class ForkedProcess:
    """What LocalProvisioner uses of subprocess.Popen, for a child of the zygote."""

    stdin = stdout = stderr = returncode = None

    def __init__(self, request):
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.settimeout(60)
        try:
            self.connection.connect(address)
            self.connection.sendall(json.dumps(request).encode() + b"\n")
            answer = self.line()
            if not answer.isdigit():
                raise OSError(answer or "the zygote hung up")
        except BaseException:
            self.connection.close()
            raise
        self.pid = int(answer)
        self.connection.setblocking(False)

    def line(self):
        """The next line, byte by byte: the exit code may follow the process id at once."""
        line = b""
        while (byte := self.connection.recv(1)) not in (b"", b"\n"):
            line += byte
        return line.decode()

    def poll(self):
        if self.returncode is None:
            try:
                code = self.line()
            except BlockingIOError:
                return None
            except OSError:
                code = ""
            self.returncode = int(code or -signal.SIGKILL)  # no code: the zygote itself is dead
            self.connection.close()
        return self.returncode

    def wait(self, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout)
            time.sleep(0.002)
        return self.returncode

    def send_signal(self, signum):
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def terminate(self):
        self.send_signal(signal.SIGTERM)


class Prefork(LocalProvisioner):
    async def launch_kernel(self, cmd, **kwargs):
        if cmd[:3] == [sys.executable, "-m", "ipykernel_launcher"]:  # else another Python's kernel
            env, cwd = kwargs.get("env") or os.environ, kwargs.get("cwd") or os.getcwd()
            try:
                self.process = ForkedProcess({"args": cmd[3:], "cwd": str(cwd), "env": dict(env)})
            except Exception as error:
                log.info("an ordinary kernel, for there is no forked one: %s", error)
            else:
                self.pid = self.pgid = self.process.pid
                self.cwd = cwd
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

    async def kill(self, restart=False):
        """Return when it is dead, in milliseconds; else Jupyter would look again in 0.1 s."""
        await super().kill(restart)
        if isinstance(self.process, ForkedProcess):
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(1)


def start_early(app):
    """Where nothing was built before, the zygote imports while Sphinx sets itself up."""
    if supported() and not Path(app.doctreedir, "environment.pickle").exists():
        start(app, when="now")


def start_in_time(app, env, docnames):
    """A build that reads pages may have cells to run."""
    if docnames and supported() and not hasattr(app, "zygote"):
        start(app, when="when asked")


def start(app, when):
    """Start the zygote, which imports the libraries now, or when a kernel is asked for."""
    global address
    address = f"\0{uuid.uuid4()}"  # without a file that would stay behind
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen(64)
            number = listener.fileno()
            app.zygote = subprocess.Popen(
                [sys.executable, Path(__file__).with_name("zygote.py"), str(number), when],
                stdin=subprocess.PIPE,
                pass_fds=[number],
                start_new_session=True,
                cwd=app.srcdir,
            )
    except OSError as error:
        log.info("ordinary kernels, for there is no zygote: %s", error)
        return
    factory = KernelProvisionerFactory.instance()
    entry = EntryPoint("prefork", f"{__name__}:{Prefork.__name__}", factory.GROUP_NAME)
    factory.provisioners["prefork"] = entry
    factory.default_provisioner_name = "prefork"
    app.builder_process = os.getpid()


def share_out(app, env, docnames):
    """Choose the number of processes that read, and which pages Sphinx gives to each.

    For a page or two, more processes cost more than they gain.  Else there are two for each core,
    since one waits while its kernel computes.  Sphinx cuts the list into pieces of equal length:
    long pages are dealt out like cards, back and forth: who has the longest gets the shortest.
    """
    if len(docnames) <= 2:
        app.parallel = 1
    elif app.parallel > 1:
        app.parallel *= 2
        size = {name: Path(app.env.doc2path(name)).stat().st_size for name in docnames}
        docnames.sort(key=lambda name: (-size[name], name))
        docnames[:] = dealt(docnames, max(1, len(make_chunks(docnames, app.parallel))))


def dealt(cards, hands):
    """The cards in the order of the hands that they are dealt to, back and forth."""
    held = [[] for _ in range(hands)]
    turns = itertools.cycle([*range(hands), *reversed(range(hands))])
    for card, hand in zip(cards, turns, strict=False):
        held[hand].append(card)
    return list(itertools.chain(*held))


def read_in_parallel(app, docnames):
    """Whether several processes will read; what this one does before, they need not do each."""
    return app.parallel > 1 and len(docnames) > 5


def die_with_the_build(app, docname, source):
    """A killed build leaves Sphinx's worker processes behind, unless Linux is told otherwise."""
    if getattr(app, "builder_process", os.getpid()) != os.getpid():
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != app.builder_process:  # it died just before
            os._exit(1)


def dismiss(app, env):
    """When all pages are read, no cell is left to run, and the zygote may end meanwhile."""
    if zygote := getattr(app, "zygote", None):
        zygote.stdin.close()


def stop(app, error):
    KernelProvisionerFactory.clear_instance()
    if zygote := getattr(app, "zygote", None):
        zygote.stdin.close()
        try:
            zygote.wait(10)
        except subprocess.TimeoutExpired:
            zygote.kill()
            zygote.wait()


def setup(app):
    start_early(app)
    app.connect("env-before-read-docs", start_in_time)
    app.connect("env-before-read-docs", share_out)
    app.connect("source-read", die_with_the_build)
    app.connect("env-updated", dismiss)
    app.connect("build-finished", stop)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
