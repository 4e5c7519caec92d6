"""The project's own Python environment, `.venv`, with the locked packages."""

import ast
import hashlib
import shutil
import sys
from pathlib import Path

from bootstrap import commands
from bootstrap.commands import Command
from bootstrap.messages import Stop, step
from bootstrap.places import PROJECT

VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.txt"

RUNTIME = PROJECT / "requirements.txt"
DEVELOPMENT = PROJECT / "requirements-dev.txt"
INSTALLER = PROJECT / "bootstrap" / "installer.txt"


def ensure(*, development: bool = False) -> None:
    """Make `.venv` hold what the lock file says; does nothing, and asks no network, if it does.

    The stamp is written last, so an environment whose making was cut short has none and is
    made anew. It also names the folder and the Python, since an environment that was moved or
    outlived its Python is of no use.
    """
    wanted = [_foundation(), _digest(RUNTIME)]
    if development:
        # The development lock holds the runtime lock's versions, and more.
        wanted.append(_digest(DEVELOPMENT))
    stamp = STAMP.read_text().splitlines() if STAMP.exists() else []
    if set(wanted) <= set(stamp):
        return

    if _foundation() not in stamp:
        with step("创建 Python 环境 .venv", "Making the Python environment"):
            shutil.rmtree(VENV, ignore_errors=True)
            commands.run([sys.executable, "-m", "venv", VENV])
    STAMP.unlink(missing_ok=True)
    _install(DEVELOPMENT if development else RUNTIME)
    STAMP.write_text("\n".join(wanted) + "\n")


def _install(lock: Path) -> None:
    """Install with uv, which is quick, or else with pip, which knows every odd network."""
    pip: Command = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "-r"]
    uv: Command = [PYTHON, "-m", "uv", "pip", "install", "--require-hashes", "-r"]
    try:
        with step("安装 Python 依赖", "Installing Python packages"):
            commands.run([*pip, INSTALLER])
            commands.run([*uv, lock], env=_mirror() | {"VIRTUAL_ENV": str(VENV)})
    except Stop:
        with step("改用 pip 安装", "Installing them with pip instead"):
            commands.run([*pip, lock])


def _mirror() -> dict[str, str]:
    """The package index that this machine's pip is told to use; uv does not ask pip.

    Any index may answer for any package, since the hashes decide what is accepted.
    """
    settings = {}
    for line in (commands.output([PYTHON, "-m", "pip", "config", "list"]) or "").splitlines():
        name, _, value = line.partition("=")
        settings[name.rpartition(".")[2]] = ast.literal_eval(value)
    names = {"index-url": "UV_DEFAULT_INDEX", "extra-index-url": "UV_INDEX"}
    found = {names[name]: value for name, value in settings.items() if name in names}
    return found | {"UV_INDEX_STRATEGY": "unsafe-best-match", "UV_SYSTEM_CERTS": "1"}


def _foundation() -> str:
    return f"{VENV} {sys.executable} {sys.version_info.major}.{sys.version_info.minor}"


def _digest(lock: Path) -> str:
    return f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()}"
