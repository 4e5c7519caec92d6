"""A real Chromium against a real server, signed in, that notes everything that went wrong.

Its fixtures are known to every test:

    @pytest.mark.browser
    def test_…(open_page, planner):
        page = open_page(planner, "/map/")

A page that logs an error, fails to load something, or asks any other host fails its test.
"""

import os
from collections.abc import Callable, Iterator
from shutil import which
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else the one that playwright brought along."""
    # Playwright keeps an event loop in this thread; the ORM is used beside it, never inside.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=which("chromium") or which("google-chrome"), args=["--no-sandbox"]
        )
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(
    browser: Browser, live_server: LiveServer, signed_in: Callable[[User], Client]
) -> Iterator[OpenPage]:
    """Opens a path as a user in a window of its own; further arguments are the window's."""
    problems: list[str] = []
    contexts = []

    def watch(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            problems.append(f"asked another host: {request.url}")

    def heard(line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            problems.append(line.text)

    def open_as(user: User, path: str, **window: Any) -> Page:
        options = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"} | window
        context = browser.new_context(**options, service_workers="block")
        contexts.append(context)
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", watch)
        page.on("pageerror", lambda error: problems.append(f"script: {error}"))
        page.on("console", heard)
        page.goto(live_server.url + path)
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)
