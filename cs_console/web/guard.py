"""Who may speak to our HTTP servers: right Host, own Origin, a token that never lies in a log (rule X2)."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
from hmac import compare_digest
from urllib.parse import urlsplit

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
TOKEN_BYTES = 24


def new_token() -> str:
    """A token nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def is_loopback(host: str) -> bool:
    """Whether a server bound here is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def same(given: str, expected: str) -> bool:
    """Compare secrets in a time that says nothing."""
    digest = [hashlib.sha256(text.encode("utf-8", "replace")).digest() for text in (given, expected)]
    return bool(expected) and compare_digest(*digest)


class Doors:
    """Under which names a server may be addressed; a page elsewhere that rebinds its own name is none of them."""

    def __init__(self, host: str, port: int, public_url: str = "") -> None:
        self.hosts = {f"{name}:{port}" for name in LOOPBACK_NAMES} if is_loopback(host) else set()
        self.origins = {f"http://{name}" for name in self.hosts}
        if public_url:
            parts = urlsplit(public_url)
            self.hosts.add(parts.netloc)
            self.origins.add(f"{parts.scheme}://{parts.netloc}")

    def knows_host(self, host: str | None) -> bool:
        """Whether the request was addressed to us."""
        return (host or "").lower() in self.hosts

    def knows_origin(self, origin: str | None, *, wanted: bool = False) -> bool:
        """Whether the page that asks is our own; without `wanted` a program that is no page may ask, too."""
        return not wanted if origin is None else origin.lower() in self.origins


class OneTimeTokens:
    """Tokens for URLs: each lets one browser in, once; a new one is made when it is spent."""

    def __init__(self) -> None:
        self.current = new_token()
        self._sessions: set[str] = set()

    def exchange(self, token: str) -> str:
        """A session for the token, "" when it is not the one that is good now; a spent one never is again."""
        if not same(token, self.current):
            return ""
        self.current = new_token()
        session = new_token()
        self._sessions.add(session)
        return session

    def knows(self, session: str) -> bool:
        """Whether a cookie is of a session that was let in."""
        return any(same(session, one) for one in self._sessions)
