"""Programs that ask the API in somebody's name."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User

API = "/api/v1"


class Program:
    """Asks as one account; keeps the version that it last read, as programs do."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def get(self, path: str, **question: Any) -> Any:
        return self.client.get(API + path, question)

    def post(self, path: str, content: Any = None, *, version: str | None = None) -> Any:
        return self._send("post", path, content or {}, version)

    def patch(self, path: str, content: Any, *, version: str | None = None) -> Any:
        return self._send("patch", path, content, version)

    def send(self, path: str, **fields: Any) -> Any:
        """A form with files."""
        return self.client.post(API + path, fields)

    def version(self, path: str) -> str:
        return self.get(path)["ETag"]

    def step(self, path: str, step: str, content: Any = None) -> Any:
        """Take a step from the version that is there now."""
        return self.post(f"{path}{step}/", content, version=self.version(path))

    def _send(self, method: str, path: str, content: Any, version: str | None) -> Any:
        headers = {"If-Match": version} if version else {}
        return getattr(self.client, method)(
            API + path, json.dumps(content), content_type="application/json", headers=headers
        )


@pytest.fixture
def program() -> Callable[[User], Program]:
    return Program


def codes(answer: Any) -> dict[str, str]:
    """The code of each field that an error names."""
    return {field["field"]: field["code"] for field in answer.json()["fields"]}
