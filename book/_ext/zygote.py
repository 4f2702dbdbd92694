"""The zygote: imports the slow libraries once, then forks a fresh kernel for each request.

prefork.py runs it as `python zygote.py SOCKET_FD WHEN`; it imports nothing of the book, and the
libraries now or when a kernel is asked for.

One connection for each kernel: the request is a line of JSON {args, cwd, env}, the reply is the
kernel's process id, or "no: why"; when the kernel ends, its exit code follows (negative for a
signal, as in subprocess).  A client that hangs up gets its kernel killed, and the end of stdin,
when the build is over or dead, ends everything.
"""

import atexit
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import struct
import sys
import traceback
import warnings

MODULES = (
    # what a kernel imports while it starts
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
    # what the chapters import, and what these libraries import on first use
    "numpy",
    "numpy.random",
    "sympy",
    "sympy.integrals.heurisch",
    "sympy.physics.units",
    "sympy.sets.setexpr",
    "scipy.optimize",
    "contourpy",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_pdf",
    "matplotlib.backends.backend_svg",
    "IPython.core.pylabtools",
)
# jupyter_client sets these for each kernel.  Any other variable must be as it was when the
# libraries were imported, for many are read then.
PER_KERNEL = ("JPY_PARENT_PID", "JPY_SESSION_NAME", "MPLBACKEND", "PYDEVD_DISABLE_FILE_VALIDATION")


def lasting(env):
    return {name: value for name, value in env.items() if name not in PER_KERNEL}


def preload():
    # As ipykernel does before a cell can import matplotlib, which reads it.  The backend itself
    # must stay out: it hooks into the running shell while it is imported.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    # Read when ipykernel is imported: a kernel dies with its parent, the zygote.
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else debugpy talks of frozen modules
    for name in MODULES:
        try:
            importlib.import_module(name)
        except Exception:  # the chapter that needs it fails by itself, with its own traceback
            sys.modules.pop(name, None)
    share_a_reader_of_formulas()
    # A kernel lives for seconds: what the collector finds in it is not worth the search.
    gc.set_threshold(50_000, 20, 50)
    gc.freeze()  # the collector never touches the shared pages, which would copy them


def share_a_reader_of_formulas():
    """Matplotlib remembers the formulas that a renderer has read, but each new one begins anew."""
    if "matplotlib.text" in sys.modules:
        reader = sys.modules["matplotlib.textpath"].text_to_path
        reader.mathtext_parser.parse("$x$")  # the grammar is made, once for all kernels
        sys.modules["matplotlib.text"].TextToPath = lambda: reader


def reseed():
    """A fork inherits the generators' state, and unseeded chapters would draw the same numbers.

    `random` reseeds itself.
    """
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "sympy" in sys.modules:
        sys.modules["sympy.core.random"].seed(None)


def become_kernel(request):
    """What `python -m ipykernel_launcher ARGS` does."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()  # its own process group, as jupyter_client starts kernels
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # a cell must not read the zygote's stdin
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(os.getppid()))
    reseed()
    sys.argv = ["ipykernel_launcher", *request["args"]]
    # Its orderly closing of sockets at the exit deadlocks now and then with its control thread,
    # for 2.5 s, when the exit comes soon.
    app = IPKernelApp.instance()
    app.initialize(None)
    atexit.unregister(app.close)
    app.start()


def exit_code_of(function, *args):
    """Run it as a program is run; its exit code."""
    try:
        function(*args)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        return 1
    return 0


class Zygote:
    def __init__(self, listener):
        self.listener = listener
        self.env = lasting(os.environ)
        self.warm = False
        self.kernels = {}  # process id -> (connection, pidfd)
        self.selector = selectors.DefaultSelector()
        self.selector.register(listener, selectors.EVENT_READ, self.answer)
        self.selector.register(0, selectors.EVENT_READ, self.leave)

    def serve(self, when):
        if when == "now":
            self.warm_up()
        while True:
            for key, _ in self.selector.select():
                if key.fileobj in self.selector.get_map():  # another event may have ended it
                    key.data()

    def answer(self):
        """Fork a kernel for a new connection, or say why not."""
        connection, _ = self.listener.accept()
        connection.settimeout(10)
        try:
            pid = self.fork(self.accepted(connection), connection)
            pidfd = os.pidfd_open(pid)
            self.kernels[pid] = connection, pidfd
            for end in (connection, pidfd):
                self.selector.register(end, selectors.EVENT_READ, lambda: self.bury(pid))
            connection.sendall(b"%d\n" % pid)
        except Exception as error:
            send(connection, f"no: {error}\n")
            connection.close()

    def accepted(self, connection):
        """The request on a connection; raises where it must not or cannot be answered."""
        peer = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        if struct.unpack("3i", peer)[1] != os.getuid():
            raise PermissionError("another user")
        with connection.makefile("rb") as file:
            request = json.loads(file.readline())
        theirs = lasting(request["env"])
        if theirs != self.env:
            names = {name for name, _ in theirs.items() ^ self.env.items()}
            raise ValueError(f"another environment: {', '.join(sorted(names))}")
        return request

    def warm_up(self):
        if not self.warm:
            preload()
            self.warm = True

    def fork(self, request, connection):
        self.warm_up()
        with warnings.catch_warnings():  # from Python 3.12 on, of OpenBLAS's idle threads
            warnings.simplefilter("ignore", DeprecationWarning)
            pid = os.fork()
        if pid == 0:
            self.selector.close()
            for end in (self.listener, connection, *(open for open, _ in self.kernels.values())):
                end.close()
            code = exit_code_of(become_kernel, request)
            atexit._run_exitfuncs()
            os._exit(code)  # without taking the shared heap to pieces, which would copy it
        return pid

    def bury(self, pid):
        """End a kernel that its client left, or that ended, with all that it started."""
        connection, pidfd = self.kernels.pop(pid)
        self.selector.unregister(connection)
        self.selector.unregister(pidfd)
        for kill in (os.killpg, os.kill):  # it may not have its own group yet
            try:
                kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        send(connection, f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        connection.close()
        os.close(pidfd)

    def leave(self):
        for pid in list(self.kernels):
            self.bury(pid)
        sys.exit()


def send(connection, text):
    try:
        connection.sendall(text.encode())
    except OSError:
        pass  # nobody listens any more


if __name__ == "__main__":
    del sys.path[0]  # this file's folder, which a kernel does not have
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the build tells when it is over
    Zygote(socket.socket(fileno=int(sys.argv[1]))).serve(when=sys.argv[2])
