"""Reads the environment once, typed and bounded. Every variable is listed in `.env.example`."""

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = BASE_DIR / ".local"

env = environ.Env()


def _from_file(name: str) -> str | None:
    """What `./run` left in `.local/` for commands started by hand."""
    path = LOCAL_DIR / name
    return path.read_text().strip() if path.exists() else None


def database() -> dict[str, Any]:
    """Django's settings for the database that `DATABASE_URL` names.

    A unix socket's folder is written percent-encoded in the host's place: `@%2Frun%2Fpg/name`.
    """
    settings = environ.Env.db_url_config(_database_url())
    settings["HOST"] = unquote(settings["HOST"])
    # Compiling a statement costs more than our statements take.
    settings.setdefault("OPTIONS", {})["options"] = "-c jit=off"
    return settings


def _database_url() -> str:
    """`DATABASE_URL`, else the private cluster that `./run` made."""
    url = env.str("DATABASE_URL", default=None) or _from_file("database_url")
    if not url:
        raise environ.ImproperlyConfigured(
            "还没有数据库：请先运行 ./run，或设置 DATABASE_URL=postgis://…  "
            "No database yet: run ./run first, or set DATABASE_URL=postgis://…"
        )
    return url


def secret_key() -> str:
    """What signs sessions and links: `SECRET_KEY`, else the random key that `./run` made."""
    return _secret("SECRET_KEY")


def personal_data_key() -> bytes:
    """What wraps the keys of personal data: 32 bytes, written as 64 hexadecimal digits."""
    key = _secret("PERSONAL_DATA_KEY")
    try:
        if len(written := bytes.fromhex(key)) == 32:
            return written
    except ValueError:
        pass
    raise environ.ImproperlyConfigured(
        "PERSONAL_DATA_KEY 应为64位十六进制数。  "
        "PERSONAL_DATA_KEY has 64 hexadecimal digits: openssl rand -hex 32"
    )


def _secret(name: str) -> str:
    """A secret of the environment, else the random one that `./run` made; never a default."""
    key = env.str(name, default=None) or _from_file(name.lower())
    if not key:
        raise environ.ImproperlyConfigured(
            f"缺少 {name}：请先运行 ./run，或设置环境变量。  "
            f"{name} is missing: run ./run first, or set it."
        )
    return key
