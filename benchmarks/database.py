"""A database of the benchmarks' own on the same server: the shipped divisions and 500 outlets."""

import os
import subprocess
import sys
from typing import Any
from urllib.parse import quote

import psycopg
from django.db.backends.postgresql.psycopg_any import sql

NAME = "registry_benchmarks"


def address(settings: dict[str, Any]) -> str:
    """`DATABASE_URL` of the benchmarks' database, beside the one that the settings name."""
    host = quote(settings["HOST"], safe="")
    password = f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else ""
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgis://{quote(settings['USER'])}{password}@{host}{port}/{NAME}"


def make(settings: dict[str, Any]) -> None:
    """Create and fill the database unless it is there, and bring its schema up to date."""
    with psycopg.connect(
        host=settings["HOST"],
        port=settings["PORT"] or None,
        user=settings["USER"],
        password=settings["PASSWORD"] or None,
        dbname=settings["NAME"],
        autocommit=True,
    ) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if known is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    for command in (
        ["migrate", "--noinput"],
        ["load_divisions", "--commit"],
        ["load_demonstration"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            check=True,
            stdout=subprocess.DEVNULL,
            env=os.environ | {"DATABASE_URL": address(settings)},
        )
