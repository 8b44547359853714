"""What a shop may decide about intake (`policies/intake.yaml`); everything has a sensible default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from cs_console.domain.vocabulary import Flag, OrderStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeOptions:
    """Limits, the shop's zone and the words only this shop uses.

    `own_nicks` are the agents' names in chats. `extra_columns` maps a header of the shop's own to one
    of our fields, `statuses` and `flags` further words to our tokens. `max_bytes` limits a file,
    `max_inflated` what a packed workbook may unfold to, `max_cell` the characters of one cell.
    """

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    own_nicks: frozenset[str] = frozenset()
    max_bytes: int = 256 * 1024 * 1024
    max_inflated: int = 1024 * 1024 * 1024
    max_cell: int = 32767
    max_rows: int = 500_000
    extra_columns: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, OrderStatus] = field(default_factory=dict)
    flags: Mapping[str, Flag] = field(default_factory=dict)
