"""What reads files has no network, no programs and little memory, and says why it stopped."""

import os
import socket
from collections.abc import Iterator

import pytest

from core import sandbox
from core.sandbox import Limits, TooMuchError, run_limited
from core.sandbox_child import Refused

JOBS = "tests.core.sandboxed"
SMALL = Limits(memory=200 * 2**20, seconds=2, file_size=1000)


@pytest.fixture
def a_server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_plain_values_and_bytes_go_in_and_come_out():
    answer, buffers = run_limited(JOBS, "echo", {"甲": [1, 2.5, None]}, b"\x00\xff")
    assert answer == {"甲": [1, 2.5, None]}
    assert buffers == [b"\x00\xff"]


def test_an_answer_that_comes_before_nothing_was_sent_is_taken():
    """A job without content may have ended before its empty content would be sent."""

    class Swift:
        """The socket of a job that ended as soon as it knew the length of its content."""

        left = sandbox.LENGTH.pack(1) + sandbox.LENGTH.pack(2) + b"{}"

        def settimeout(self, seconds: int) -> None: ...

        def sendall(self, data: bytes) -> None:
            if not data:
                raise BrokenPipeError

        def recv_into(self, view: memoryview) -> int:
            view[:] = self.left[: len(view)]
            self.left = self.left[len(view) :]
            return len(view)

    assert sandbox._reply(Swift(), 1, b"") == ({}, [])  # type: ignore[arg-type]


def test_a_refusal_keeps_its_code_and_its_facts():
    with pytest.raises(Refused) as refusal:
        run_limited(JOBS, "refuse", {})
    assert (refusal.value.code, refusal.value.facts) == ("because", {"count": 3})


def test_a_reader_that_fails_is_a_damaged_file():
    with pytest.raises(Refused, match="damaged"):
        run_limited(JOBS, "fail", {})


@pytest.mark.parametrize("job", ["eat_memory", "burn_time", "crash"])
def test_what_takes_too_much_or_falls_ends_alone(job: str):
    with pytest.raises(TooMuchError):
        run_limited(JOBS, job, {}, limits=SMALL._replace(seconds=1))
    assert run_limited(JOBS, "echo", {})[0] == {}  # the next job is served as if nothing had been


def test_there_is_no_network(a_server: int):
    assert run_limited(JOBS, "connect", {"port": a_server})[0] == "PermissionError"
    assert sandbox.isolation(JOBS) in ("network namespace", "filter of system calls")


def test_no_other_program_is_started():
    assert run_limited(JOBS, "start_a_program", {})[0] == "PermissionError"


def test_no_more_is_written_than_was_said(tmp_path):
    path = tmp_path / "a"
    answer, _ = run_limited(JOBS, "write", {"path": str(path), "size": 5000}, limits=SMALL)
    assert answer == "OSError"
    assert path.stat().st_size <= SMALL.file_size


def test_secrets_of_the_server_are_not_there(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "secret")
    names = run_limited(JOBS, "environment", {})[0]
    assert "SECRET_KEY" not in names
    assert "DATABASE_URL" not in names


@pytest.mark.parametrize("module", ["core.sheets_reading", "geo.layers_reading"])
def test_the_readers_know_no_django(module: str):
    run_limited(JOBS, "echo", {})
    assert run_limited(JOBS, "modules_after_importing", {"module": module})[0] == []


def test_a_reader_that_had_left_is_started_again():
    sandbox.isolation(JOBS)
    sandbox._warm[JOBS].process.kill()
    sandbox._warm[JOBS].process.wait()
    assert run_limited(JOBS, "echo", {"a": 1})[0] == {"a": 1}
    assert sandbox._warm[JOBS].owner == os.getpid()
