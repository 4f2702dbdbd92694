"""How the build speaks with the kernels that run its cells: by a name, and without idle waits."""

import sys
import uuid
from queue import Empty

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from nbclient import NotebookClient
from traitlets.config import Config


class PromptClient(AsyncKernelClient):
    def start_channels(self, *args, **kwargs):
        """Knock every 5 ms at a kernel that is not there yet, where ZeroMQ would every 100."""
        self.context.setsockopt(zmq.RECONNECT_IVL, 5)
        super().start_channels(*args, **kwargs)

    async def wait_for_ready(self, timeout=None):
        """Return when the kernel has answered and is heard to have answered.

        Jupyter then waits until nothing more has come for 0.2 s, on each kernel of each page.
        What comes later harms nothing: an output says which request it belongs to.
        """
        channel, wait, heard = self.iopub_channel, self.iopub_channel.get_msg, []

        async def get_msg(timeout):
            if heard:
                raise Empty
            heard.append(await wait(timeout))
            return heard[0]

        channel.get_msg = get_msg
        try:
            await super().wait_for_ready(timeout)
        finally:
            channel.get_msg = wait


def client_of(notebook, **settings):
    """What runs the cells of a notebook in a kernel of their own.

    Jupyter looks for free ports and lets the kernel bind them a moment later; meanwhile the kernel
    of another page may have got one of them.  On Linux names need no search.
    """
    config = Config()
    config.KernelManager.client_class = f"{__name__}.{PromptClient.__name__}"
    if sys.platform == "linux":
        config.KernelManager.transport, config.KernelManager.ip = "ipc", f"@{uuid.uuid4()}"
    return NotebookClient(
        notebook,
        config=config,
        shutdown_kernel="immediate",  # it keeps nothing
        record_timing=False,
        coalesce_streams=True,  # one text, however often the kernel flushed
        extra_arguments=[
            "--IPKernelApp.log_level=CRITICAL",  # it warns of ports
            "--HistoryManager.enabled=False",  # nobody typed these cells
        ],
        **settings,
    )
