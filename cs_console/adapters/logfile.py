"""The log file: details of errors, with private data masked (rule X1)."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

from cs_console.text.mask import mask_text


class MaskingFormatter(logging.Formatter):
    """Masks phones, ids and addresses in the whole record, traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one masked text."""
        return mask_text(super().format(record))


def start_logging(folder: Path) -> Path:
    """Send the package's log to `console.log` in a folder, 1 MB a file, five kept; gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "console.log"
    handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=5, encoding="utf-8", delay=True)
    handler.setFormatter(MaskingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("cs_console")
    for old in list(logger.handlers):
        logger.removeHandler(old)
        old.close()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return path


def crash_log(error: BaseException) -> Path:
    """Log an unforeseen error with its masked trace; gives the file that holds it.

    Goes to the workspace's log once that is open, else to the user's own log folder.
    """
    logger = logging.getLogger("cs_console")
    if not any(isinstance(handler, RotatingFileHandler) for handler in logger.handlers):
        import platformdirs

        start_logging(Path(platformdirs.user_log_dir("cs-console", appauthor=False)))
    logger.critical("unforeseen error", exc_info=error)
    handler = next(one for one in logger.handlers if isinstance(one, RotatingFileHandler))
    return Path(handler.baseFilename)
