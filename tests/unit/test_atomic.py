"""A file is replaced whole, and stays what it was to the others who work with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cs_console.adapters.atomic import write_atomic
from cs_console.errors import StoreUnavailable


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    """Colleagues who share a folder can still write; a book that is a link to a share is not cut off from it."""
    real = tmp_path / "share" / "real.yaml"
    write_atomic(real, b"1")
    real.chmod(0o664)
    link = tmp_path / "link.yaml"
    link.symlink_to(real)
    write_atomic(link, b"2")
    assert (link.is_symlink(), real.read_bytes(), real.stat().st_mode & 0o777) == (True, b"2", 0o664)
    assert [one.name for one in real.parent.iterdir()] == ["real.yaml"]


def test_what_is_read_only_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    write_atomic(path, b"1")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(StoreUnavailable) as refused:
        write_atomic(path, b"2")
    assert refused.value.code == "file.write"
    assert path.read_bytes() == b"1"
