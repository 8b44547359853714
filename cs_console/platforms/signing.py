"""The Taobao gateway's signature and time, exactly as its documents define them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone

from cs_console.domain.policy.platforms import SignMethod

GATEWAY_ZONE = timezone(timedelta(hours=8))
"""The gateway's clock stands at GMT+8 wherever the shop is."""


def timestamp(now: datetime) -> str:
    """``2026-06-14 10:42:00``; the gateway allows ten minutes either way."""
    return now.astimezone(GATEWAY_ZONE).strftime("%Y-%m-%d %H:%M:%S")


def sign(parameters: Mapping[str, str], secret: str, method: SignMethod) -> str:
    """The signature over all parameters, sorted by name and joined without any separator."""
    joined = "".join(f"{name}{parameters[name]}" for name in sorted(parameters)).encode()
    key = secret.encode()
    if method == "md5":
        return hashlib.md5(key + joined + key, usedforsecurity=False).hexdigest().upper()
    digest = "md5" if method == "hmac" else "sha256"
    return hmac.new(key, joined, digest).hexdigest().upper()
