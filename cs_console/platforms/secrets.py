"""Keys and sessions: from the environment or a file that only its owner can read, never from a policy (rule X1)."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput, Refused


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a gateway asks of us; nothing of it shows in a trace."""

    app_key: str = field(repr=False)
    app_secret: str = field(repr=False)
    session: str = field(repr=False, default="")
    sessions: Mapping[str, str] = field(repr=False, default_factory=dict)

    def session_of(self, shop: str) -> str:
        """The session of one shop; a workspace may hold several shops of a platform."""
        return self.sessions.get(shop) or self.session


def load_credentials(platform: Platform, file: Path, environment: Mapping[str, str]) -> Credentials | None:
    """The platform's credentials, None where there are none.

    ``CS_CONSOLE_TAOBAO_APP_KEY``, ``…_APP_SECRET`` and ``…_SESSION`` come before the file, which
    ``CS_CONSOLE_TAOBAO_SECRETS`` may name. Raises `Refused` for a file that others can read, `BadInput` for
    one that is not what it should be.
    """
    prefix = f"CS_CONSOLE_{platform.value.upper()}_"
    key, secret = environment.get(f"{prefix}APP_KEY", ""), environment.get(f"{prefix}APP_SECRET", "")
    if key and secret:
        return Credentials(key, secret, environment.get(f"{prefix}SESSION", ""))
    named = environment.get(f"{prefix}SECRETS", "")
    path = Path(named) if named else file
    if not path.exists():
        if named:
            raise BadInput("file.missing", path=path)
        return None
    return _from_file(path)


def _from_file(path: Path) -> Credentials:
    try:
        with path.open("rb") as handle:
            mode = os.fstat(handle.fileno()).st_mode
            if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
                raise Refused("writeback.secrets_open", path=path, mode=f"{stat.S_IMODE(mode):04o}")
            data = json.loads(handle.read().decode("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput("writeback.secrets_shape", path=path) from error
    if not isinstance(data, dict):
        raise BadInput("writeback.secrets_shape", path=path)
    sessions = data.get("sessions", {})
    if not isinstance(sessions, dict) or not data.get("app_key") or not data.get("app_secret"):
        raise BadInput("writeback.secrets_shape", path=path)
    return Credentials(
        _text(data["app_key"]),
        _text(data["app_secret"]),
        _text(data.get("session", "")),
        {str(shop): _text(value) for shop, value in sessions.items()},
    )


def _text(value: Any) -> str:
    return str(value).strip()
