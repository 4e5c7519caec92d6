"""Jobs for the sandbox that do what a file's reader must not be able to."""

import importlib
import os
import socket
import subprocess
import sys
from typing import Any

from core.sandbox_child import Refused

Answer = tuple[Any, list[bytes]]


def echo(argument: dict[str, Any], content: bytes) -> Answer:
    return argument, [content]


def refuse(argument: dict[str, Any], content: bytes) -> Answer:
    raise Refused("because", count=3)


def fail(argument: dict[str, Any], content: bytes) -> Answer:
    raise KeyError("no such thing")


def eat_memory(argument: dict[str, Any], content: bytes) -> Answer:
    return len(bytearray(10**10)), []


def burn_time(argument: dict[str, Any], content: bytes) -> Answer:
    while True:
        pass


def crash(argument: dict[str, Any], content: bytes) -> Answer:
    os.abort()


def connect(argument: dict[str, Any], content: bytes) -> Answer:
    return _outcome(lambda: socket.create_connection(("127.0.0.1", argument["port"]))), []


def start_a_program(argument: dict[str, Any], content: bytes) -> Answer:
    return _outcome(lambda: subprocess.run(["/bin/true"], check=True)), []


def write(argument: dict[str, Any], content: bytes) -> Answer:
    def job() -> None:
        with open(argument["path"], "wb", buffering=0) as file:
            for _ in range(argument["size"] // 500):
                file.write(b"x" * 500)

    return _outcome(job), []


def environment(argument: dict[str, Any], content: bytes) -> Answer:
    return list(os.environ), []


def modules_after_importing(argument: dict[str, Any], content: bytes) -> Answer:
    importlib.import_module(argument["module"])
    return [name for name in sys.modules if name.partition(".")[0] == "django"], []


def _outcome(job: Any) -> str:
    try:
        job()
    except Exception as error:
        return type(error).__name__
    return "done"
