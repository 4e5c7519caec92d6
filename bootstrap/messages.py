"""What the person at the terminal reads, in Chinese and in English."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stop(Exception):
    """Ends the program with a text in both languages that says what to do next."""

    def __init__(self, zh: str, en: str, *details: str) -> None:
        super().__init__("\n".join([zh, en, *details]))


def say(zh: str, en: str) -> None:
    print(f"• {zh}  {en}", flush=True)


def dot() -> None:
    """Show that a long step still goes on."""
    print(".", end="", flush=True)


@contextmanager
def step(zh: str, en: str) -> Iterator[None]:
    """Name what is being done and, when it is done, how long it took."""
    print(f"• {zh}  {en} ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print(" ✗", flush=True)
        raise
    print(f" {time.monotonic() - started:.1f} s", flush=True)


def report(stop: Stop) -> None:
    print(f"\n{stop}", file=sys.stderr, flush=True)
