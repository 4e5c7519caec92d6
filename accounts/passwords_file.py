"""The file that hands the first passwords over: a table that only its owner may read."""

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from accounts.services import NewAccount
from core.commands import aligned

HEAD = (
    "# 初始账号：首次登录后请修改密码，并删除本文件。"
    "  First accounts: change each password at first sign-in, then delete this file."
)
COLUMNS = ("账号 user name", "角色 role", "管辖范围 jurisdiction", "密码 password")


def _row(account: NewAccount) -> tuple[str, ...]:
    user = account.user
    place = f"{user.jurisdiction.name} {user.jurisdiction.code}"
    return user.username, user.get_role_display(), place, account.password


def read_rows(path: Path) -> list[tuple[str, ...]]:
    """The rows that the file holds already; none when it does not exist."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [tuple(re.split(r"\s{2,}", line.strip())) for line in lines if line[:1] != "#"]
    return [row for row in rows if len(row) == len(COLUMNS) and row != COLUMNS]


def write(path: Path, made: Sequence[NewAccount]) -> None:
    """Add new accounts to the file at `path`; lines of other accounts stay as they are.

    The file is made readable to its owner alone before a password is in it, and replaces the
    old one in one step.
    """
    names = {account.user.username for account in made}
    rows = [row for row in read_rows(path) if row[0] not in names]
    table = [COLUMNS, *rows, *map(_row, made)]
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp opens with mode 0600.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join([HEAD, *aligned(table)]) + "\n")
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
