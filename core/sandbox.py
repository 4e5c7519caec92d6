"""Reads what comes from outside in a process that can do little harm.

    run_limited("core.sheets_reading", "tables", argument, content)

A warm process for each module of readers (`core.sandbox_child`) has no network and not this
process's environment, and forks a child for each job, limited in memory, processor time, time by
the clock, open files and what it writes. What comes back is JSON and bytes, never objects.

The network is taken away by a namespace of one's own where the machine allows one, and by a
filter of system calls in any case where the kernel knows them; `isolation` says which.
"""

import atexit
import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from core.errors import UnreadableFileError
from core.sandbox_child import LENGTH, Refused, receive

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent
MEGABYTE = 2**20
MOST_AT_ONCE = 2  # jobs of one process of the server; more wait
MAX_ANSWER = 1024 * MEGABYTE
# Threads of numerical libraries would stop the warm process from forking safely.
ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PROJ_NETWORK": "OFF",
    "GDAL_DRIVER_PATH": "disable",
    "GDAL_HTTP_MAX_RETRY": "0",
}


class Limits(NamedTuple):
    """What one job may use. Time by the clock is twice the processor's."""

    memory: int = 1024 * MEGABYTE  # bytes beyond what the warm process has
    seconds: int = 60
    file_size: int = 0  # bytes of each file it may write


class TooMuchError(UnreadableFileError):
    """The file needs more memory or time than one file may use."""

    code = "too_much"
    message = _(
        "Reading the file takes more memory or time than one file may use. Split it, or save it "
        "again with the program it came from."
    )


@dataclass(frozen=True)
class _Warm:
    """The process that forks the jobs of one module."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    has_namespace: bool
    owner: int  # the process that started it; a fork of that one starts its own


_warm: dict[str, _Warm] = {}
_starting = threading.Lock()
_turns = threading.BoundedSemaphore(MOST_AT_ONCE)


def run_limited(
    module: str,
    function: str,
    argument: Mapping[str, Any],
    content: bytes = b"",
    *,
    limits: Limits | None = None,
) -> tuple[Any, list[bytes]]:
    """Let a function of a module that knows no Django read something; its answer and its bytes.

    Args:
        argument: plain values, JSON.
        content: what it reads, unless the argument names a path.

    Raises:
        Refused: the function will not read it; the caller words the code.
        TooMuchError: it took too much memory or time, or fell.
    """
    limits = limits or Limits()
    job = {"function": function, "argument": argument, **limits._asdict()}
    with _turns:
        try:
            reply, buffers = _ask(module, job, content)
        except _GoneError:  # it had been idle and left; the next one is fresh
            _forget(module)
            reply, buffers = _ask(module, job, content)
    if "answer" in reply:
        return reply["answer"], buffers
    if reply.get("refused") == "too_much":
        raise TooMuchError
    if "refused" in reply:
        raise Refused(str(reply["refused"]), **dict(reply.get("facts") or {}))
    logger.warning("%s.%s failed: %s", module, function, reply.get("failed"))
    raise Refused("damaged")


def isolation(module: str) -> str:
    """How the jobs of a module are kept from the network."""
    warm = _ready(module)
    return "network namespace" if warm.has_namespace else "filter of system calls"


class _GoneError(Exception):
    """The warm process ended before it took the job."""


def _ask(module: str, job: Mapping[str, Any], content: bytes) -> tuple[Any, list[bytes]]:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            message = json.dumps(job).encode()
            try:
                socket.send_fds(_ready(module).control, [message], [theirs.fileno()])
            except OSError as error:
                raise _GoneError from error
        return _reply(ours, job["seconds"] * 2 + 5, content)


def _reply(ours: socket.socket, seconds: int, content: bytes) -> tuple[Any, list[bytes]]:
    ours.settimeout(seconds)
    try:
        pid = LENGTH.unpack(receive(ours, LENGTH.size))[0]
    except (EOFError, ConnectionError) as error:
        raise _GoneError from error
    try:
        ours.sendall(LENGTH.pack(len(content)))
        if content:  # to send nothing fails where the child has answered and closed already
            ours.sendall(content)
        reply = json.loads(_part(ours, LENGTH.unpack(receive(ours, LENGTH.size))[0]))
        return reply, [_part(ours, int(size)) for size in reply.get("buffers", ())]
    except TimeoutError as error:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        raise TooMuchError from error
    except (EOFError, ConnectionError, ValueError) as error:  # killed by one of its limits
        raise TooMuchError from error


def _part(ours: socket.socket, size: int) -> bytes:
    if size > MAX_ANSWER:
        raise TooMuchError
    return receive(ours, size)


def _ready(module: str) -> _Warm:
    with _starting:
        warm = _warm.get(module)
        if warm is None or warm.owner != os.getpid() or warm.process.poll() is not None:
            warm = _warm[module] = _start(module)
        return warm


def _start(module: str) -> _Warm:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "core.sandbox_child", module, str(theirs.fileno())],
            cwd=ROOT,
            env=ENVIRONMENT,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    greeting = ours.recv(4096)
    if not greeting:
        raise RuntimeError(f"the reader of files for {module} does not start")
    has_namespace = bool(json.loads(greeting)["namespace"])
    if not has_namespace:
        logger.info("no network namespace for %s; system calls are filtered instead", module)
    return _Warm(process, ours, has_namespace, os.getpid())


def _forget(module: str) -> None:
    with _starting:
        if warm := _warm.pop(module, None):
            warm.control.close()
            warm.process.wait()


@atexit.register
def _end() -> None:
    """Warm processes end with the socket that they wait at."""
    for module, warm in list(_warm.items()):
        if warm.owner == os.getpid():
            _forget(module)
