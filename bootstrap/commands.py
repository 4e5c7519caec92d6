"""Runs other programs with their output in a log."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from bootstrap.messages import Stop, dot
from bootstrap.places import PROJECT, SETUP_LOG

# A program and its arguments.
Command = Sequence[str | Path]

DOT_EVERY_S = 5
TAIL_LINES = 25


def run(
    command: Command,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = PROJECT,
) -> None:
    """Run to the end, showing a dot now and then; the output goes to the set-up log.

    Args:
        env: variables to set beside those of this process.

    Raises:
        Stop: the command failed; carries the end of its output.
    """
    with SETUP_LOG.open("ab") as log:
        begin = log.tell()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=os.environ | (env or {}),
        )
        try:
            while not _ended(process):
                dot()
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        raise Stop(
            f"命令失败（{process.returncode}）：{' '.join(map(str, command))}",
            f"The command failed; the whole output is in {SETUP_LOG}",
            tail(SETUP_LOG, begin),
        )


def output(command: Command) -> str | None:
    """What a short question prints, or None when it fails or there is no such program."""
    try:
        answer = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None


def succeeds(command: Command) -> bool:
    return output(command) is not None


def tail(log: Path, begin: int = 0) -> str:
    """The last lines that were written to `log` after byte `begin`, indented."""
    with log.open("rb") as file:
        file.seek(begin)
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(f"    {line}" for line in lines[-TAIL_LINES:])


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(DOT_EVERY_S)
    except subprocess.TimeoutExpired:
        return False
    return True
