"""What runs on the other side of `core.sandbox`: no Django, no network, limits for each job.

A warm process imports the readers once, leaves the network, and then forks a child for each job.
A job is a function `(argument, content) -> (answer, buffers)`: JSON and bytes in, JSON and bytes
out.
"""

import contextlib
import ctypes
import importlib
import json
import os
import platform
import resource
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Sequence
from typing import Any

IDLE_SECONDS = 900
LENGTH = struct.Struct("!Q")

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 38, 22, 2
# By architecture: its name for the filter, then what no reader of files needs: socket, connect,
# execve, execveat, ptrace, io_uring_setup.
FILTERED = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 425)),
}
FIRST_FOREIGN_CALL = 0x40000000  # calls of the x32 ABI on x86_64
LOAD, EQUAL, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # 1: not permitted

_libc = ctypes.CDLL(None, use_errno=True)


class Refused(Exception):
    """A file that a job will not read. `code` is for the caller, which words it."""

    def __init__(self, code: str, **facts: Any) -> None:
        self.code, self.facts = code, facts
        super().__init__(code)


def leave_network() -> bool:
    """Move into a network of one's own that holds nothing; whether the machine allows it."""
    return _libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0


def filter_calls() -> bool:
    """Let the kernel refuse sockets, other programs and tracing; whether it can."""
    if platform.machine() not in FILTERED:
        return False
    architecture, calls = FILTERED[platform.machine()]
    last = len(calls)
    rules = [
        (LOAD, 0, 0, 4),
        (EQUAL, 1, 0, architecture),
        (ANSWER, 0, 0, REFUSE),
        (LOAD, 0, 0, 0),
        (AT_LEAST, last + 1, 0, FIRST_FOREIGN_CALL),
        *((EQUAL, last - place, 0, call) for place, call in enumerate(calls)),
        (ANSWER, 0, 0, ALLOW),
        (ANSWER, 0, 0, REFUSE),
    ]
    packed = b"".join(struct.pack("HBBI", *rule) for rule in rules)
    kept = ctypes.create_string_buffer(packed, len(packed))
    program = _Program(len(rules), ctypes.cast(kept, ctypes.c_void_p))
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return bool(_libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("rules", ctypes.c_void_p)]


def serve(module: str, control: socket.socket) -> None:
    """Import the readers, say how isolated they are, and fork a child for each job that comes."""
    network = leave_network()  # before any import starts a thread: no process of several may
    readers = importlib.import_module(module)
    control.send(json.dumps({"namespace": network}).encode())
    control.settimeout(IDLE_SECONDS)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        try:
            message, descriptors, _flags, _address = socket.recv_fds(control, 65536, 1)
        except TimeoutError:
            return
        if not message:
            return
        if os.fork() == 0:
            control.close()
            _run(readers, json.loads(message), socket.socket(fileno=descriptors[0]))
        os.close(descriptors[0])


def _run(readers: Any, job: dict[str, Any], channel: socket.socket) -> None:
    """One job, in a process of its own, to the end."""
    try:
        _limit(job)
        channel.sendall(LENGTH.pack(os.getpid()))
        content = receive(channel, LENGTH.unpack(receive(channel, LENGTH.size))[0])
        if not filter_calls():
            socket.socket = _no_socket  # type: ignore[assignment,misc]
        answer, buffers = _answer(readers, job, content)
        head = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        for part in (LENGTH.pack(len(head)), head, *buffers):
            channel.sendall(part)
    finally:
        os._exit(0)


def _answer(
    readers: Any, job: dict[str, Any], content: bytes
) -> tuple[dict[str, Any], Sequence[bytes]]:
    try:
        answer, buffers = getattr(readers, job["function"])(job["argument"], content)
        sizes = [len(memoryview(buffer).cast("B")) for buffer in buffers]
        return {"answer": answer, "buffers": sizes}, buffers
    except Refused as refusal:
        return {"refused": refusal.code, "facts": refusal.facts}, []
    except MemoryError:
        return {"refused": "too_much", "facts": {}}, []
    except BaseException:  # a reader written in Rust panics with one that is no Exception
        return {"failed": traceback.format_exc()[-2000:]}, []


def _limit(job: dict[str, Any]) -> None:
    """Memory beyond what is there now, processor time, time by the clock, files."""
    with open("/proc/self/statm") as file:
        present = int(file.read().split()[0]) * resource.getpagesize()
    limits = {
        resource.RLIMIT_AS: present + job["memory"],
        resource.RLIMIT_CPU: job["seconds"],
        resource.RLIMIT_FSIZE: job["file_size"],
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
    signal.alarm(job["seconds"] * 2)
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def _no_socket(*_args: Any, **_options: Any) -> None:
    raise PermissionError("no network here")


def receive(channel: socket.socket, size: int) -> bytes:
    """Exactly so many bytes.

    Raises:
        EOFError: the other side is gone.
    """
    kept = bytearray(size)
    view, filled = memoryview(kept), 0
    while filled < size:
        count = channel.recv_into(view[filled:])
        if not count:
            raise EOFError
        filled += count
    return bytes(kept)


if __name__ == "__main__":
    # By its own name, so that readers raise the same `Refused` that is caught here. What they
    # print is of no use to anybody, and may be the file's own words.
    itself = importlib.import_module("core.sandbox_child")
    with contextlib.suppress(KeyboardInterrupt):
        itself.serve(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))
