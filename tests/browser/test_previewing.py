"""The preview of a folder draws itself anew when a file is saved."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from lms.previewing import preview_app
from tests.browser.house import free_port
from tests.conftest import SMALL


@pytest.fixture
def previewed(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    folder = Path(shutil.copytree(SMALL, tmp_path / "small"))
    port = free_port()
    server = make_server("127.0.0.1", port, preview_app(folder, port), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{port}", folder
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_saved_change_appears_without_a_touch(browser: Browser, previewed: tuple[str, Path]) -> None:
    address, folder = previewed
    page = browser.new_page()
    page.goto(address)
    file = folder / "course.md"
    file.write_text(file.read_text() + "\nA sentence that was not there before.\n")
    page.get_by_text("A sentence that was not there before.").wait_for(timeout=10_000)
    page.close()
