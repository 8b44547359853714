"""The log stops no work where it cannot be written, and spills nothing on the terminal (rule X1)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from cs_console.adapters import logfile


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The user's own folder for logs; the package's logger is left as it was found."""
    logger = logging.getLogger("cs_console")
    before = list(logger.handlers), logger.level, logger.propagate
    monkeypatch.setattr(logfile, "user_logs", lambda: tmp_path / "own")
    yield tmp_path / "own"
    for handler in logger.handlers:
        handler.close()
    logger.handlers[:], logger.level, logger.propagate = before


def test_x1_nothing_is_touched_before_something_is_logged_and_that_is_masked(own: Path, tmp_path: Path) -> None:
    path = logfile.start_logging(tmp_path / "logs")
    assert not path.parent.exists()
    logging.getLogger("cs_console.test").warning("call 13812345678")
    assert "call" in path.read_text("utf-8") and "13812345678" not in path.read_text("utf-8")
    assert not own.exists()


@pytest.mark.parametrize("spoil", ["folder", "file"])
def test_x1_a_refused_log_goes_on_in_the_users_own_folder(
    own: Path, tmp_path: Path, spoil: str, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "logs"
    folder.write_text("not a folder") if spoil == "folder" else (folder / "console.log").mkdir(parents=True)
    logfile.start_logging(folder)
    try:
        raise ZeroDivisionError("phone 13812345678")
    except ZeroDivisionError as error:
        told = logfile.crash_log(error)
    assert told == own / "console.log" and "ZeroDivisionError" in told.read_text("utf-8")
    own.rename(tmp_path / "former")
    own.write_text("not a folder either")
    logfile.start_logging(folder)
    logging.getLogger("cs_console.test").error("lost")
    assert capfd.readouterr() == ("", "")
