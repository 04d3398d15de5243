"""A second process of the same user reads a process that holds keys until its memory is closed, and not after."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from dvctt.kernel import memory
from dvctt.ops import serving

ROOT = Path(__file__).resolve().parents[2]
# What holds a key is no root, since root reads everything. As an ordinary process it can be dumped and, where yama is
# on, is open to be traced. The key is made only once the reader has its own copy of everything.
HOLDER = """
import ctypes, json, os
from pathlib import Path
from dvctt.documents.inspect.confinement import _Part
from dvctt.kernel import memory

LIBC = ctypes.CDLL(None, use_errno=True)
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    LIBC.prctl(4, 1, 0, 0, 0)
LIBC.prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)
key = ctypes.create_string_buffer(33)

def opened(name):
    try:
        return bool(Path(f"/proc/{os.getppid()}/{name}").open("rb").close() is None)
    except OSError:
        return False

def read():
    room = ctypes.create_string_buffer(33)
    here, there = _Part(ctypes.addressof(room), 32), _Part(ctypes.addressof(key), 32)
    LIBC.process_vm_readv(os.getppid(), ctypes.byref(here), 1, ctypes.byref(there), 1, 0)
    return {"key": room.value.decode(), "mem": opened("mem"), "environ": opened("environ")}

def asked():
    (waiting, go), (answer, said) = os.pipe(), os.pipe()
    if os.fork() == 0:
        os.read(waiting, 1)
        os.write(said, json.dumps(read()).encode())
        os._exit(0)
    key.value = os.urandom(16).hex().encode()
    os.write(go, b"x")
    told = json.loads(os.read(answer, 1000))
    os.wait()
    return {**told, "key": told["key"] == key.value.decode()}

before = asked()
memory.close()
print(json.dumps([before, asked()]))
"""

SERVED = "import granian.cli; granian.cli.entrypoint = lambda: None; from dvctt.ops import webserver; webserver.main()"


def said(script: str) -> str:
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_another_process_of_the_user_reads_it_until_it_is_closed() -> None:
    before, after = json.loads(said(HOLDER))
    assert before == {"key": True, "mem": True, "environ": True}
    assert after == {"key": False, "mem": False, "environ": False}


@pytest.mark.parametrize(
    ("script", "closed"),
    [
        ("import os", "False"),
        ("import config.settings", "True"),
        (SERVED, "True"),
    ],
)
def test_whoever_reads_a_key_is_closed(script: str, closed: str) -> None:
    assert said(f"{script}; from dvctt.kernel import memory; print(memory.is_closed())").split() == [closed]


def test_pages_are_served_by_a_process_that_is_closed() -> None:
    assert serving.command(port=1, workers=1)[:2] == ["-m", "dvctt.ops.webserver"]
    assert memory.is_closed()
