"""Programs of the operating system: which are missing, and how apt brings them."""

import ctypes.util
import importlib.util
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bootstrap import commands
from bootstrap.messages import Stop, say, step

POSTGRES_HOME = Path("/usr/lib/postgresql")
POSTGRES_OLDEST = 15
NO_DEBIAN_CLUSTER = Path("/etc/postgresql-common/createcluster.d/no-main-cluster.conf")


@dataclass(frozen=True)
class SystemPackage:
    """A package of Debian or Ubuntu and the question whether what it brings is there."""

    name: str
    is_present: Callable[[], bool]


def postgres_binaries() -> dict[int, Path]:
    """The folders with initdb, pg_ctl and psql, by major version; only those new enough."""
    found = {
        int(initdb.parent.parent.name): initdb.parent
        for initdb in POSTGRES_HOME.glob("[0-9][0-9]/bin/initdb")
    }
    return {version: found[version] for version in sorted(found) if version >= POSTGRES_OLDEST}


def for_python() -> list[SystemPackage]:
    def has_venv() -> bool:
        return importlib.util.find_spec("ensurepip") is not None

    return [SystemPackage("python3-venv", has_venv)]


def for_database() -> list[SystemPackage]:
    versions = postgres_binaries()
    if not versions:
        return [
            SystemPackage("postgresql", lambda: False),
            SystemPackage("postgresql-postgis", lambda: False),
        ]
    newest = max(versions)
    control = Path(f"/usr/share/postgresql/{newest}/extension/postgis.control")
    return [SystemPackage(f"postgresql-{newest}-postgis-3", control.exists)]


def for_printing() -> list[SystemPackage]:
    """What draws the printed sheets: cairo, and the fonts that hold every Chinese place name."""

    def has_cairo() -> bool:
        return ctypes.util.find_library("cairo") is not None

    def has_chinese_font() -> bool:
        return any(Path("/usr/share/fonts/opentype/noto").glob("NotoSansCJK-*.ttc"))

    return [
        SystemPackage("libcairo2", has_cairo),
        SystemPackage("fonts-noto-cjk", has_chinese_font),
    ]


def for_tests() -> list[SystemPackage]:
    def has_browser() -> bool:
        return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))

    return [
        SystemPackage("chromium", has_browser),
        SystemPackage("gettext", lambda: shutil.which("msgfmt") is not None),
    ]


def ensure(wanted: Sequence[SystemPackage]) -> None:
    """Install what is missing.

    Raises:
        Stop: something is missing and this user may not install it, or apt failed.
    """
    names = [package.name for package in wanted if not package.is_present()]
    if not names:
        return
    prefix = _as_administrator()
    if prefix is None:
        raise _missing(names, "当前用户不能安装。", "This user may not install them.")
    say(f"需要系统软件包：{' '.join(names)}", "System packages are needed.")
    try:
        _install(names, prefix)
    except Stop as error:
        raise _missing(names, "安装失败。", "Installing them failed.", str(error)) from error


def _install(names: Sequence[str], prefix: Sequence[str]) -> None:
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    with step("更新软件包列表", "Refreshing the package lists"):
        # Without this option apt-get succeeds even when it could fetch nothing.
        commands.run([*apt, "update", "-o", "APT::Update::Error-Mode=any"])
    with step("安装系统软件包", "Installing system packages"):
        if "postgresql" in names:
            _keep_debian_from_starting_a_server(prefix)
        try:
            commands.run([*apt, "install", "-y", "--no-install-recommends", *names])
        finally:
            if "postgresql" in names:
                commands.run([*prefix, "rm", "-f", NO_DEBIAN_CLUSTER])


def _keep_debian_from_starting_a_server(prefix: Sequence[str]) -> None:
    """Debian's package would make a cluster on port 5432, which is not ours to occupy."""
    commands.run([*prefix, "mkdir", "-p", NO_DEBIAN_CLUSTER.parent])
    setting = f"echo create_main_cluster = false > {NO_DEBIAN_CLUSTER}"
    commands.run([*prefix, "sh", "-c", setting])


def _as_administrator() -> list[str] | None:
    """What to put before a command so that it may install packages; None when nothing helps."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if commands.succeeds(["sudo", "-n", "true"]) else None


def _missing(names: Sequence[str], zh: str, en: str, *details: str) -> Stop:
    """What is missing, why it could not be installed, and the two ways out."""
    return Stop(
        f"缺少系统软件包：{' '.join(names)}。{zh}请管理员执行下面的命令，再重新运行：",
        f"System packages are missing. {en} Ask an administrator to run this, then try again:",
        f"    sudo apt-get update && sudo apt-get install -y {' '.join(names)}",
        "也可以使用已有的 PostGIS 数据库，本机就不需要 PostgreSQL：",
        "Or use a PostGIS database that you already have; then no PostgreSQL is needed here:",
        "    DATABASE_URL=postgis://user:password@host/db ./run",
        *details,
    )
