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


class LogFile(RotatingFileHandler):
    """A log file that is made with its first record, and lies in the user's own folder where the first is refused.

    A log that cannot be written stops no work, and no trace with private data is spilt on the terminal (rule X1).
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=1_000_000, backupCount=5, encoding="utf-8", delay=True)
        self._elsewhere = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record, its folder first."""
        try:
            Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            self.handleError(record)
            return
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Go on in the user's own folder; what that refuses too is lost, for nobody is left to be told."""
        if self._elsewhere:
            return
        self._elsewhere = True
        self.close()
        self.baseFilename = str(user_logs().absolute() / Path(self.baseFilename).name)
        self.emit(record)


def user_logs() -> Path:
    """Where the user's own log lies, beside no workspace."""
    import platformdirs

    return Path(platformdirs.user_log_dir("cs-console", appauthor=False))


def start_logging(folder: Path) -> Path:
    """Send the package's log to `console.log` in a folder, 1 MB a file, five kept; gives the file.

    Nothing is touched before there is something to log.
    """
    path = folder / "console.log"
    handler = LogFile(path)
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
    if not any(isinstance(handler, LogFile) for handler in logger.handlers):
        start_logging(user_logs())
    logger.critical("unforeseen error", exc_info=error)
    handler = next(one for one in logger.handlers if isinstance(one, LogFile))
    return Path(handler.baseFilename)
