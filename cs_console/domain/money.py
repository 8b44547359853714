"""Money as integer fen: read exactly, shown as yuan, split without losing a fen."""

from __future__ import annotations

import re
from collections.abc import Sequence

_AMOUNT = re.compile(r"(?:(\d{1,12})|(\d{1,3}(?:,\d{3}){1,3}))(?:\.(\d*))?", re.ASCII)
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("￥"): "¥", 0x3000: " "}


def parse_fen(text: str) -> int:
    """The fen in ``12.3``, ``¥1,099.80``, ``0元`` or their full-width forms.

    Never rounds: a third decimal other than 0, a negative amount and anything that is not an amount
    raise ValueError, so that no figure is ever guessed.
    """
    amount = text if text.isascii() else text.translate(_HALF_WIDTH)
    amount = amount.strip().removeprefix("¥").removesuffix("元").strip()
    found = _AMOUNT.fullmatch(amount)
    if found is None:
        raise ValueError(f"not an amount of money: {text!r}")
    yuan = found[1] or found[2].replace(",", "")
    decimals = (found[3] or "").rstrip("0")
    if len(decimals) > 2:
        raise ValueError(f"finer than a fen: {text!r}")
    return int(yuan) * 100 + int(decimals.ljust(2, "0"))


def format_fen(fen: int) -> str:
    """``1230`` → ``¥12.30``; a negative difference carries its sign in front."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}¥{yuan}.{rest:02d}"


def brief_fen(fen: int) -> str:
    """For columns: ``¥1517`` for whole yuan, else to the fen; never rounded."""
    return format_fen(fen).removesuffix(".00")


def share_fen(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split `total` by `weights` so that the parts add up to it exactly (largest remainder, earlier first).

    Weights that are all 0 share equally. An empty or negative weight list is a ValueError.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be one or more numbers of 0 or more")
    shares = tuple(weights) if any(weights) else (1,) * len(weights)
    whole, sign = sum(shares), -1 if total < 0 else 1
    parts = [abs(total) * weight // whole for weight in shares]
    remainders = [abs(total) * weight % whole for weight in shares]
    by_remainder = sorted(range(len(shares)), key=lambda index: -remainders[index])
    for index in by_remainder[: abs(total) - sum(parts)]:
        parts[index] += 1
    return tuple(sign * part for part in parts)
