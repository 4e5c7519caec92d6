"""Starts a contestant's web server on a free port of the loopback address, and asks it."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
READY_TIMEOUT_S = 60

Answer = tuple[int, http.client.HTTPMessage, bytes]


class Server:
    """granian with one worker and one thread, as every contestant gets.

    with Server(python, "config.wsgi:application", env) as server:
        status, headers, body = server.get("/map/")
    """

    def __init__(self, python: Path, application: str, env: Mapping[str, str], log: Path) -> None:
        with socket.socket() as free:
            free.bind((HOST, 0))
            self.port = free.getsockname()[1]
        self._command = [
            *(python, "-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", HOST, "--port", str(self.port)),
            *("--workers", "1", "--blocking-threads", "1", application),
        ]
        self._env, self._log = os.environ | dict(env), log

    def add(self, env: Mapping[str, str]) -> None:
        """More environment for a server that has not been started."""
        self._env |= env

    def __enter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=subprocess.STDOUT, env=self._env
            )
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not self._is_listening():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{self._command[-1]} did not start:\n{self._log.read_text()}")
            time.sleep(0.2)
        self._connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def _is_listening(self) -> bool:
        with socket.socket() as attempt:
            return attempt.connect_ex((HOST, self.port)) == 0

    def get(
        self, path: str, headers: Mapping[str, str]
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One request on the connection that is kept open."""
        self._connection.request("GET", path, headers=dict(headers))
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()
