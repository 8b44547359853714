"""When the platform wrote a file, as its name says: an older export never takes anything back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo

_HEX = re.compile(r"^[0-9a-fA-F]{32}")
_DASHED = re.compile(r"(?<!\d)(20\d\d)[-_.](\d\d)[-_.](\d\d)[-_ T.](\d\d)[-_.:](\d\d)(?:[-_.:](\d\d))?(?!\d)", re.ASCII)
_SPLIT = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)[-_ T](\d\d)(\d\d)(\d\d)?(?!\d)", re.ASCII)
_RUN = re.compile(r"(?<!\d)(20\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?!\d)", re.ASCII)


def file_time(name: str, zone: tzinfo) -> datetime | None:
    """The moment in `ExportOrderList201707081000.csv`, `…2026-05-20-10-00-00.csv` or any 12 or 14 digits."""
    bare = _HEX.sub("", name)
    for pattern in (_DASHED, _SPLIT, _RUN):
        for found in pattern.finditer(bare):
            try:
                moment = datetime(*(int(part or 0) for part in found.groups()), tzinfo=zone)  # type: ignore[misc,arg-type]
            except ValueError:
                continue
            return moment.astimezone(UTC)
    return None
