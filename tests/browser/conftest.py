"""Pages opened in Chromium, with every request, message and fault of the page kept."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Opened:
    """An open page and all that it did."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """Every request but that for the page itself."""
        return [url for url in self.requests if url != self.address]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium; the sandbox, which root and containers lack, guards against others' pages."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    assert path, "no Chromium or Chrome on PATH: setup/tools.sh test says how to get it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium):
    """Return a function that opens a file, offline, as a user does."""
    contexts = []

    def opened(path: Path, **options: object) -> Opened:
        context = chromium.new_context(offline=True, viewport={"width": 1200, "height": 900}, **options)
        contexts.append(context)
        found = Opened(context.new_page(), path.as_uri())
        found.page.on("request", lambda request: found.requests.append(request.url))
        found.page.on("pageerror", lambda error: found.faults.append(str(error)))
        found.page.on("console", lambda told: found.faults.append(told.text) if told.type == "error" else None)
        found.page.goto(found.address)
        return found

    yield opened
    for context in contexts:
        context.close()
