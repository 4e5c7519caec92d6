"""Runs the web server and the job worker until somebody stops them."""

import errno
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Sequence
from contextlib import suppress

from bootstrap import cluster, commands, contents, database, places, venv
from bootstrap.commands import Command
from bootstrap.messages import Stop, say, step
from bootstrap.places import PROJECT

HOST = "127.0.0.1"
PORTS_TO_TRY = 50
READY_TIMEOUT_S = 60
STOP_TIMEOUT_S = 15
# After the database was lost and came back, programs that it took along are started again.
RECOVERY_S = 30


class Program:
    """A program that is meant to run all the time, with its output in a log of its own."""

    def __init__(self, name: str, command: Command) -> None:
        self.name = name
        self.command = command
        self.log = places.LOGS / f"{name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches this program alone.

        Should this program be killed, the kernel ends it too.
        """
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".previous.log"))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=os.environ | {"DJANGO_SETTINGS_MODULE": contents.SETTINGS},
                start_new_session=True,
            )

    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        """End it and whatever it started; by force if it takes too long."""
        if self.process is None:
            return
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_TIMEOUT_S)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def failure(self) -> Stop:
        return Stop(
            f"{self.name} 意外退出，日志见 {self.log}",
            f"{self.name} ended unexpectedly; the end of its log:",
            commands.tail(self.log),
        )


def serve(wanted_port: int) -> None:
    """Serve until somebody asks to stop.

    Raises:
        Stop: the web server or the worker failed.
    """
    port = _free_port(wanted_port)
    web = Program("web", _web_server(port))
    worker = Program("worker", _worker())
    try:
        with step("启动网站", "Starting the web server"):
            web.start()
            _wait_until_healthy(port, web)
        worker.start()
        _announce(port)
        with suppress(KeyboardInterrupt):
            _watch([web, worker])
        print(flush=True)
    finally:
        with step("停止网站", "Stopping the web server"):
            web.stop()
            worker.stop()


def _worker() -> Command:
    """Two jobs at once: an atlas leaves room for a small export."""
    return [venv.PYTHON, "manage.py", "procrastinate", "worker", "--concurrency", "2"]


def _web_server(port: int) -> Command:
    return [
        *(venv.PYTHON, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", HOST, "--port", str(port)),
        *("--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers"),
        "config.wsgi:application",
    ]


def _free_port(wanted: int) -> int:
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65536)):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind((HOST, port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    continue
                raise Stop(f"端口 {port} 不能使用。", f"Port {port} may not be used.") from error
        if port != wanted:
            say(f"端口 {wanted} 已被占用，改用 {port}。", f"Port {wanted} is taken; using {port}.")
        return port
    raise Stop(f"从 {wanted} 起没有空闲端口。", f"There is no free port from {wanted} on.")


def _wait_until_healthy(port: int, web: Program) -> None:
    deadline = time.monotonic() + READY_TIMEOUT_S
    while not _is_healthy(port):
        if web.has_ended():
            raise web.failure()
        if time.monotonic() > deadline:
            raise Stop("网站没有应答。", "The site does not answer.", commands.tail(web.log))
        time.sleep(0.2)


def _is_healthy(port: int) -> bool:
    """Ask the site itself, not a proxy that the environment may name."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://{HOST}:{port}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _watch(programs: Sequence[Program]) -> None:
    recovered_at = -float("inf")
    while True:
        time.sleep(0.5)
        if database.is_private() and not cluster.is_alive():
            say("数据库中断，正在重新启动。", "The database was lost; starting it again.")
            cluster.start()
            recovered_at = time.monotonic()
        for program in programs:
            if not program.has_ended():
                continue
            if time.monotonic() > recovered_at + RECOVERY_S:
                raise program.failure()
            program.start()


def _announce(port: int) -> None:
    frame = "─" * 64
    lines = [frame, f"  打开 Open      http://{HOST}:{port}/"]
    if places.ACCOUNTS.exists():
        lines.append(f"  账号 Accounts  {places.ACCOUNTS}")
    lines += ["  停止 Stop      Ctrl-C，或 or: ./run stop", frame]
    print("", *lines, sep="\n", flush=True)
