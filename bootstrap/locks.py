"""Keeps two commands in the same project from getting into each other's way."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bootstrap.places import LOCAL


class Lock:
    """A file lock; the kernel lets go of it when the process ends, however it ends."""

    def __init__(self, name: str) -> None:
        self.path: Path = LOCAL / f"{name}.lock"
        self._file: int | None = None

    def try_exclusive(self) -> bool:
        """Take the lock alone, or make a shared one exclusive; False when others hold it."""
        with suppress(BlockingIOError):
            fcntl.flock(self._open(), fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def wait_exclusive(self) -> None:
        fcntl.flock(self._open(), fcntl.LOCK_EX)

    def wait_shared(self) -> None:
        fcntl.flock(self._open(), fcntl.LOCK_SH)

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def write_pid(self) -> None:
        os.ftruncate(self._open(), 0)
        os.pwrite(self._open(), str(os.getpid()).encode(), 0)

    def pid(self) -> int:
        """The process that took the lock alone and wrote its number."""
        return int(self.path.read_text())

    def _open(self) -> int:
        if self._file is None:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._file


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Wait until nobody else in this project does the thing called `name`."""
    lock = Lock(name)
    lock.wait_exclusive()
    try:
        yield
    finally:
        lock.release()
