"""The printing process: bounded, restarted, and gone when its parent is gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lms.web.paper import child as module
from lms.web.paper.child import PaperChild, PaperFailed, PaperUnavailable, available
from tests.paper import ANA, COPY, needs_paper, opened


@pytest.fixture
def child() -> Iterator[PaperChild]:
    with PaperChild() as started:
        yield started


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


@needs_paper
def test_one_process_prints_page_after_page(child: PaperChild) -> None:
    first = child.render("certificate", ANA.as_json(), b"{}")
    pid = child.pid
    second = child.render("signed-copy", COPY.as_json())
    assert child.pid == pid
    assert list(opened(first).attachments) == ["receipt.json"] and len(opened(second).pages) == 1


@needs_paper
def test_a_page_that_takes_too_long_is_stopped_and_the_next_is_printed() -> None:
    endless = replace(COPY, document_html="<p>" + "word " * 200 + "</p>" * 1 + "<p>word word</p>" * 20000)
    with PaperChild(seconds=1.0) as child:
        child.render("certificate", ANA.as_json())
        pid = child.pid
        with pytest.raises(PaperFailed, match="longer than 1 seconds"):
            child.render("signed-copy", endless.as_json())
        assert pid is not None and not alive(pid)
        assert child.render("certificate", ANA.as_json()).startswith(b"%PDF")


@needs_paper
def test_a_killed_process_is_started_again(child: PaperChild) -> None:
    child.render("certificate", ANA.as_json())
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert child.render("certificate", ANA.as_json()).startswith(b"%PDF")


@needs_paper
def test_values_that_cannot_be_printed_leave_the_process_alive(child: PaperChild) -> None:
    with pytest.raises(PaperFailed, match=r"ValueError at certificate\.py") as refused:
        child.render("certificate", '{"v": 1, "holder": "Ana"}')
    assert "Ana" not in str(refused.value)
    assert child.render("certificate", ANA.as_json()).startswith(b"%PDF")


@needs_paper
def test_the_process_is_replaced_after_so_many_pages() -> None:
    with PaperChild(renders=2) as child:
        child.render("certificate", ANA.as_json())
        first = child.pid
        child.render("certificate", ANA.as_json())
        assert child.pid is None
        child.render("certificate", ANA.as_json())
        assert child.pid != first


@needs_paper
def test_too_little_memory_is_a_sentence_and_not_a_crash() -> None:
    with PaperChild(megabytes=120) as child, pytest.raises((PaperUnavailable, PaperFailed)):
        child.render("certificate", ANA.as_json())


@needs_paper
def test_the_process_knows_no_secret(child: PaperChild, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_SECRET_KEY", "do-not-tell")
    child.render("certificate", ANA.as_json())
    assert b"do-not-tell" not in Path(f"/proc/{child.pid}/environ").read_bytes()


@needs_paper
def test_the_process_ends_when_its_parent_is_killed() -> None:
    code = (
        "import sys; from lms.web.paper.child import PaperChild; from tests.paper import ANA; child = PaperChild();"
        "child.render('certificate', ANA.as_json()); print(child.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdin is not None and parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)


def test_a_missing_library_is_named_with_the_line_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LIBRARIES", ("libpango-of-nowhere.so.0",))
    reason = available()
    assert reason is not None and "libpango-of-nowhere" in reason and "apt-get install -y libpango-1.0-0" in reason
    with PaperChild() as child, pytest.raises(PaperUnavailable, match="of-nowhere"):
        child.render("certificate", ANA.as_json())
