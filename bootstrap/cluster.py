"""The private PostGIS server in `.local/postgres`: reached by a unix socket only.

It listens on no port, so it cannot meet a PostgreSQL that the machine already runs. Only the
owner of the socket's folder gets in, and the folder's mode is what protects the server.
"""

import hashlib
import os
import pwd
import shlex
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from bootstrap import commands, packages, places
from bootstrap.commands import Command
from bootstrap.locks import Lock, one_at_a_time
from bootstrap.messages import Stop, step

HOME = places.LOCAL / "postgres"
DATA = HOME / "data"
PID_FILE = DATA / "postmaster.pid"
LOG = HOME / "postgres.log"

SUPERUSER = "postgres"
OWNER = "registry"  # of the database of the same name; may make databases for tests, no more

PORT = "5432"  # a part of the socket's name; nothing listens on a port of that number
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH_BYTES = 107
START_TIMEOUT_S = 120
ORPHANS_TIMEOUT_S = 10

SETTINGS = """
# Added by ./run
listen_addresses = ''
max_connections = 60
shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
"""

# Extensions need a superuser, so each database gets them here: template1 for those that the
# tests make, and the registry's own.
FURNISH = """
\\set ON_ERROR_STOP on
SET client_min_messages = warning;
SELECT 'CREATE ROLE registry LOGIN CREATEDB'
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'registry') \\gexec
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
SELECT 'CREATE DATABASE registry OWNER registry'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'registry') \\gexec
\\connect registry
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
"""


def url() -> str:
    """For `DATABASE_URL`; the socket's folder stands in the path, where capitals survive."""
    return f"postgis://{OWNER}@:{PORT}/{quote(str(socket_folder()))}/{OWNER}"


def is_ready() -> bool:
    """Whether the server answers, which its files alone do not tell."""
    return DATA.exists() and commands.succeeds([*_client("pg_isready"), "-q", "-t", "3"])


def is_alive() -> bool:
    """Whether the server's main process lives, answering or not; cheap enough to ask often."""
    pid = _recorded_pid()
    return pid is not None and _works_here(pid)


@contextmanager
def in_use(*, stop_after: bool) -> Iterator[None]:
    """Keep the server running meanwhile.

    Args:
        stop_after: stop it at the end, even if it was running before. Another command of
            this project that still uses it keeps it running all the same.
    """
    usage = Lock("cluster")
    usage.wait_shared()
    try:
        with one_at_a_time("setup"):
            start()
        yield
    finally:
        usage.release()
        if stop_after:
            stop_unless_in_use()


def start() -> None:
    """Make the cluster if there is none, start it if it does not run, and complete it."""
    if not DATA.exists():
        with step("创建数据库集群", "Making the private database cluster"):
            _create()
    if not is_ready():
        with step("启动数据库", "Starting the database"):
            _launch()
    _psql(FURNISH)


def stop_unless_in_use() -> bool:
    """Stop the server if it runs; False when another command of this project needs it."""
    usage = Lock("cluster")
    try:
        if not usage.try_exclusive():
            return False
        if is_alive():
            pg_ctl: Command = [_binary("pg_ctl"), "stop", "-D", DATA.name, "-m", "fast"]
            with step("停止数据库", "Stopping the database"):
                commands.run(_as_owner(pg_ctl), cwd=HOME)
        return True
    finally:
        usage.release()


def remove() -> None:
    """Delete the cluster with everything in it.

    Raises:
        Stop: another command of this project is using it.
    """
    if not stop_unless_in_use():
        raise Stop(
            "数据库正在使用中，请先停止 ./test。", "The database is in use: stop ./test first."
        )
    with step("删除本机数据库", "Deleting the private database"):
        shutil.rmtree(HOME, ignore_errors=True)


def socket_folder() -> Path:
    """Where the socket is: beside the data, or in /tmp when that path is too long for one."""
    folder = HOME / "socket"
    if len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH_BYTES:
        return folder
    project = hashlib.sha256(os.fsencode(places.PROJECT)).hexdigest()[:12]
    return Path(f"/tmp/village-commerce-{os.geteuid()}-{project}")


def _create() -> None:
    """Run initdb into another name first, so that `data` is whole or not there."""
    HOME.mkdir(mode=0o700, exist_ok=True)
    if _server_user() != os.geteuid():
        # The server's user must be able to walk to its own folder, and to read nothing else.
        places.LOCAL.chmod(0o711)
        os.chown(HOME, _server_user(), -1)
    unfinished = HOME / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    initdb: Command = [
        _binary("initdb"),
        *("-D", unfinished.name, "--username", SUPERUSER, "--no-instructions"),
        *("--auth-local", "trust", "--auth-host", "reject", "--encoding", "UTF8"),
        *("--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "zh-u-co-pinyin"),
    ]
    commands.run(_as_owner(initdb), cwd=HOME)
    with (unfinished / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS)
    unfinished.rename(DATA)


def _launch() -> None:
    """Start the server, also after it was killed or the machine lost power."""
    if is_alive():
        _wait_until_ready()
        return
    _wait_for_orphans()
    _forget_reused_pid()
    _make_socket_folder()
    LOG.unlink(missing_ok=True)
    folder = '"' + str(socket_folder()).replace('"', '""') + '"'
    options = shlex.join(["-p", PORT, "-c", f"unix_socket_directories={folder}"])
    pg_ctl: Command = [_binary("pg_ctl"), "start", "-D", DATA.name, "-l", LOG.name, "-o", options]
    try:
        commands.run(_as_owner([*pg_ctl, "-w", "-t", str(START_TIMEOUT_S)]), cwd=HOME)
    except Stop as error:
        log = commands.tail(LOG) if LOG.exists() else ""
        raise Stop("数据库没有启动。", "The database did not start.", str(error), log) from error


def _wait_until_ready() -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not is_ready():
        if time.monotonic() > deadline:
            raise Stop("数据库没有应答。", "The database does not answer.", commands.tail(LOG))
        time.sleep(0.2)


def _forget_reused_pid() -> None:
    """Drop lock files whose process number is another program's by now, or a zombie's.

    PostgreSQL would take that process for its own server. A number that is nobody's is left:
    PostgreSQL looks then whether the old shared memory is still in use.
    """
    pid = _recorded_pid()
    if pid is not None and Path(f"/proc/{pid}").exists():
        PID_FILE.unlink()
        (socket_folder() / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _wait_for_orphans() -> None:
    """Let the processes of a killed server end; one in a long computation is ended after a while.

    They hold the old shared memory, and no new server starts beside it.
    """
    deadline = time.monotonic() + ORPHANS_TIMEOUT_S
    while orphans := _processes():
        if time.monotonic() > deadline:
            for pid in orphans:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)


def _make_socket_folder() -> None:
    """Make the folder, or see that the one that is there is ours alone."""
    folder = socket_folder()
    if not folder.exists():
        folder.mkdir(mode=0o700)
        os.chown(folder, _server_user(), -1)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != _server_user() or found.st_mode & 0o077:
        raise Stop(
            f"{folder} 不属于当前用户，请删除后重试。",
            f"{folder} is not this user's own folder: remove it and try again.",
        )


def _recorded_pid() -> int | None:
    """The number in the server's lock file, whoever bears it now."""
    try:
        return int(PID_FILE.read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and _works_here(int(name))]


def _works_here(pid: int) -> bool:
    """Whether a process is of this cluster; PostgreSQL's work in their data folder.

    Where not even root may see that, as in some containers, the command line tells.
    """
    process = Path(f"/proc/{pid}")
    try:
        return os.readlink(process / "cwd") == str(DATA)
    except PermissionError:
        return os.fsencode(socket_folder()) in (process / "cmdline").read_bytes()
    except OSError:
        return False


def _binary(name: str) -> Path:
    """One of PostgreSQL's programs, of the version that made the data.

    Raises:
        Stop: that version is no longer, or not yet, installed.
    """
    found = packages.postgres_binaries()
    marker = DATA / "PG_VERSION"
    version = int(marker.read_text()) if marker.exists() else max(found, default=0)
    if version not in found:
        wanted = version or packages.POSTGRES_OLDEST
        raise Stop(
            f"需要 PostgreSQL {wanted}，但没有安装。",
            f"PostgreSQL {wanted} is needed and not installed.",
        )
    return found[version] / name


def _server_user() -> int:
    """The user that the server's files belong to."""
    if DATA.exists():
        return DATA.stat().st_uid
    if os.geteuid() == 0 and not commands.succeeds([*_in_user_namespace(), "true"]):
        return pwd.getpwnam("postgres").pw_uid
    return os.geteuid()


def _as_owner(command: Command) -> Command:
    """The command, run by the server's user: PostgreSQL refuses to run as root.

    Root puts it into a user namespace, where root's own files seem to be those of `postgres`;
    where namespaces are forbidden, as in most containers, it is run by the real `postgres`.
    """
    if os.geteuid() != 0:
        return command
    user = _server_user()
    if user == 0:
        return [*_in_user_namespace(), *command]
    return ["runuser", "-u", pwd.getpwuid(user).pw_name, "--", *command]


def _in_user_namespace() -> list[str]:
    postgres = pwd.getpwnam("postgres")
    return [
        *("unshare", "--user"),
        f"--map-user={postgres.pw_uid}",
        f"--map-group={postgres.pw_gid}",
        "--",
    ]


def _client(name: str) -> list[str | Path]:
    return [_binary(name), "-h", socket_folder(), "-p", PORT]


def _psql(script: str) -> None:
    command = [*_client("psql"), "-X", "-q", "-U", SUPERUSER, "template1"]
    answer = subprocess.run(command, input=script, capture_output=True, text=True)
    if answer.returncode:
        raise Stop("数据库准备失败。", "The database could not be prepared.", answer.stderr)
