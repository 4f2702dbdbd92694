"""Kernels are reached by names, nothing waits for them in vain, and they leave no history."""

import asyncio
import json
import sys
from queue import Empty

import pytest
import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from kernels import PromptClient, client_of
from nbformat.v4 import new_code_cell, new_notebook

TELL = """
import json
from ipykernel.connect import get_connection_info
about = json.loads(get_connection_info())
print(json.dumps([about["transport"], about["ip"], get_ipython().history_manager.enabled]))
"""


@pytest.fixture(scope="module")
def told():
    notebook = new_notebook(cells=[new_code_cell("first = 1\nfirst"), new_code_cell(TELL)])
    client_of(notebook, timeout=60).execute()
    return notebook.cells


def test_the_first_cell_loses_no_output(told):
    assert [out.data["text/plain"] for out in told[0].outputs] == ["1"]


def test_a_kernel_keeps_no_history(told):
    assert json.loads(told[1].outputs[0].text)[2] is False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a kernel is reached by ports")
def test_a_kernel_has_a_name_of_its_own_and_no_port(told):
    transport, name, _ = json.loads(told[1].outputs[0].text)
    assert transport == "ipc" and name.startswith("@")
    managers = [client_of(new_notebook()).create_kernel_manager() for _ in range(2)]
    assert len({name, *(manager.ip for manager in managers)}) == 3


def test_a_kernel_that_is_not_there_yet_is_soon_tried_again():
    manager = client_of(new_notebook()).create_kernel_manager()
    manager.write_connection_file()
    client = manager.client()
    client.start_channels(hb=False)
    assert client.shell_channel.socket.getsockopt(zmq.RECONNECT_IVL) == 5
    client.stop_channels()
    manager.cleanup_connection_file()


class Channel:
    """Of one message, and then of silence, in which a wait would last for ever."""

    def __init__(self):
        self.messages = ["heard"]

    async def get_msg(self, timeout=None):
        if not self.messages:
            await asyncio.Event().wait()
        return self.messages.pop()


def test_when_it_was_heard_nothing_more_is_waited_for(monkeypatch):
    async def wait_for_ready(client, timeout=None):  # as Jupyter's does
        found = [await client.iopub_channel.get_msg(timeout=0.2)]
        with pytest.raises(Empty):
            found.append(await client.iopub_channel.get_msg(timeout=0.2))
        assert found == ["heard"]

    channel = Channel()
    monkeypatch.setattr(AsyncKernelClient, "wait_for_ready", wait_for_ready)
    monkeypatch.setattr(PromptClient, "iopub_channel", channel)
    listen = channel.get_msg
    asyncio.run(asyncio.wait_for(PromptClient().wait_for_ready(), timeout=10))
    assert channel.get_msg == listen
