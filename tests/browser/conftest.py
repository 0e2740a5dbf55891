"""A chromium and a served instance for each browser test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.house import Server, build
from tests.cast import Cast

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        bundled = Path(playwright.chromium.executable_path).exists()
        if CHROMIUM is None and not bundled:
            pytest.skip("no chromium here: install it, or run playwright install chromium")
        chosen = {} if bundled else {"executable_path": CHROMIUM}
        browser = playwright.chromium.launch(args=FLAGS, **chosen)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cast]:
    """The instance all tests start from; copied, never used itself."""
    folder = tmp_path_factory.mktemp("instance")
    return folder, build(folder)


@pytest.fixture
def cast(built: tuple[Path, Cast]) -> Cast:
    return built[1]


@pytest.fixture
def server(built: tuple[Path, Cast], tmp_path: Path) -> Iterator[Server]:
    shutil.copytree(built[0], tmp_path / "instance")
    server = Server(tmp_path / "instance")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def open_page(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Opens a browser window of its own: `phone`, `dark`, `language`, `scripts`. A script error fails the test."""
    contexts, errors = [], []

    def opened(*, phone: bool = False, dark: bool = False, language: str = "en-GB", scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
            has_touch=phone,
            locale=language,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []
