"""The command lines of `./run` and `./test`."""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from bootstrap import (
    checks,
    cluster,
    contents,
    database,
    messages,
    packages,
    places,
    serve,
    venv,
)
from bootstrap.locks import Lock, one_at_a_time
from bootstrap.messages import Stop, say, step

RUN_USAGE = """\
用法 Usage: ./run [--empty] [--reset]    安装并启动，Ctrl-C 停止；set up and serve until Ctrl-C
            ./run setup [--empty] [--reset]    只安装，不启动网站；set up and serve nothing
            ./run stop    停止在别处启动的网站和数据库；stop what runs in another terminal

  --empty   不载入演示数据；without the demonstration
  --reset   先删除本机的数据库；delete the private database first

环境变量 Environment:
  PORT=8000         网站端口；被占用时用下一个空闲端口；the next free one if taken
  DATABASE_URL=postgis://user:password@host/db
                    使用已有的 PostGIS；a PostGIS database of your own\
"""

TEST_USAGE = """\
用法 Usage: ./test    运行全部检查；run every check
            ./test PYTEST_ARGUMENTS    只用这些参数运行 pytest；run pytest with these, nothing else\
"""

DEFAULT_PORT = "8000"
USAGE_ERROR = 2
INTERRUPTED = 130
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: Sequence[str]) -> int:
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    for number in ENDING_SIGNALS:
        signal.signal(number, _interrupt)
    commands = {"run": run, "test": test}
    try:
        return commands[arguments[0]](arguments[1:])
    except Stop as reason:
        messages.report(reason)
        return 1
    except KeyboardInterrupt:
        print(flush=True)
        say("已中断。", "Interrupted.")
        return INTERRUPTED


def run(arguments: Sequence[str]) -> int:
    if "-h" in arguments or "--help" in arguments:
        print(RUN_USAGE)
        return 0
    words = [argument for argument in arguments if not argument.startswith("-")]
    options = {argument for argument in arguments if argument.startswith("-")}
    port = os.environ.get("PORT") or DEFAULT_PORT
    if (
        words not in ([], ["setup"], ["stop"])
        or options - {"--empty", "--reset"}
        or (options and words == ["stop"])
        or not (port.isdecimal() and 1 <= int(port) <= 65535)
    ):
        print(RUN_USAGE, file=sys.stderr)
        return USAGE_ERROR

    places.prepare()
    if words == ["stop"]:
        stop()
        return 0
    with _only_one():
        if "--reset" in options:
            reset()
        set_up(development=False)
        with database.in_use(stop_after=not words):
            contents.prepare(demonstration="--empty" not in options)
            if words == ["setup"]:
                say("安装完成。", "Everything is set up.")
            else:
                serve.serve(int(port))
    return 0


def test(arguments: Sequence[str]) -> int:
    if "-h" in arguments or "--help" in arguments:
        print(TEST_USAGE)
        return 0
    places.prepare()
    set_up(development=True)
    with database.in_use(stop_after=database.is_private() and not cluster.is_alive()):
        contents.do(contents.TRANSLATIONS)
        return checks.run_pytest(arguments) if arguments else checks.run_all()


def set_up(*, development: bool) -> None:
    """Install what the machine lacks."""
    wanted = packages.for_python() + packages.for_printing()
    if database.is_private():
        wanted += packages.for_database()
    if development:
        wanted += packages.for_tests()
    with one_at_a_time("setup"):
        places.SETUP_LOG.write_bytes(b"")
        packages.ensure(wanted)
        venv.ensure(development=development)


def reset() -> None:
    """Delete the private cluster and the passwords of the accounts in it."""
    if not database.is_private():
        raise Stop(
            "--reset 只删除本机自建的数据库；已设置 DATABASE_URL，拒绝执行。",
            "--reset deletes the private database only, and DATABASE_URL names another: refused.",
        )
    cluster.remove()
    places.ACCOUNTS.unlink(missing_ok=True)


def stop() -> None:
    """End a `./run` of another terminal, and the private cluster."""
    running = Lock("run")
    if not running.try_exclusive():
        with step("停止另一终端的 ./run", "Stopping ./run in the other terminal"):
            os.kill(running.pid(), signal.SIGTERM)
            running.wait_exclusive()
    cluster.stop_unless_in_use()
    say("已停止。", "Stopped.")


@contextmanager
def _only_one() -> Iterator[None]:
    """Refuse to run twice in one project at the same time."""
    running = Lock("run")
    if not running.try_exclusive():
        raise Stop(
            f"./run 已在运行（进程 {running.pid()}），用 ./run stop 停止。",
            f"./run is running already (process {running.pid()}); ./run stop ends it.",
        )
    running.write_pid()
    try:
        yield
    finally:
        running.release()


def _interrupt(number: int, frame: FrameType | None) -> None:
    """Begin an orderly end, which a second signal does not cut short."""
    for other in ENDING_SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
