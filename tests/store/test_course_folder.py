"""Reading a course folder from disk."""

from pathlib import Path

import pytest

from lms.store.folder import TEXT, FolderError, read_folder


def test_files_come_with_their_paths_inside_the_folder(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.svg").write_bytes(b"<svg/>")
    (tmp_path / "course.md").write_bytes(b"x")
    assert read_folder(tmp_path) == {"course.md": b"x", "images/a.svg": b"<svg/>"}


def test_hidden_files_are_skipped(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_bytes(b"x")
    (tmp_path / ".secret").write_bytes(b"x")
    assert read_folder(tmp_path) == {}


def test_links_out_of_the_folder_are_skipped(tmp_path: Path) -> None:
    inside = tmp_path / "course"
    inside.mkdir()
    (tmp_path / "secret.md").write_bytes(b"x")
    (inside / "a.md").symlink_to(tmp_path / "secret.md")
    (inside / "up").symlink_to(tmp_path)
    assert read_folder(inside) == {}


def test_a_file_that_is_too_large_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "big.md").write_bytes(b"x" * (TEXT + 1))
    with pytest.raises(FolderError, match=r"big\.md is larger than 512 KB"):
        read_folder(tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="is not a folder"):
        read_folder(tmp_path / "none")
