"""The project's folder and what this machine keeps in it, outside version control."""

import os
import secrets
from pathlib import Path

from bootstrap.messages import Stop

PROJECT = Path(__file__).resolve().parent.parent
LOCAL = PROJECT / ".local"
LOGS = LOCAL / "log"
SETUP_LOG = LOGS / "setup.log"
ACCOUNTS = LOCAL / "accounts.txt"
SECRET_KEY = LOCAL / "secret_key"
PERSONAL_DATA_KEY = LOCAL / "personal_data_key"
DATABASE_URL = LOCAL / "database_url"


def prepare() -> None:
    """Make `.local` with its secret keys; nobody else on the machine may read its files."""
    try:
        LOCAL.mkdir(mode=0o700, exist_ok=True)
        LOGS.mkdir(mode=0o700, exist_ok=True)
        if not SECRET_KEY.exists():
            write_private(SECRET_KEY, secrets.token_urlsafe(50))
        if not PERSONAL_DATA_KEY.exists():
            write_private(PERSONAL_DATA_KEY, secrets.token_hex(32))
    except PermissionError as error:
        raise Stop(
            f"没有写入权限：{error.filename}。请把项目放到自己的文件夹里。",
            f"Not writable: {error.filename}. Put the project into a folder of your own.",
        ) from error


def write_private(path: Path, text: str) -> None:
    """Replace `path` at once by a file that only its owner may read."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{text}\n")
    new.replace(path)
