"""One request to a gateway: bounded in time and size, never redirected, its failure told by class."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, ProxyHandler, Request, build_opener

from cs_console.domain.policy.platforms import LOOPBACK
from cs_console.domain.writebacks import SendTrouble, Trouble

LARGEST_ANSWER = 1_000_000
"""Bytes of an answer that are read at most; a trade's own is a few hundred."""

_PIECE = 65_536


class _NoRedirect(HTTPRedirectHandler):
    """A signed form must not be sent on to wherever an answer points."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nothing."""


def _opener(url: str) -> OpenerDirector:
    if urlsplit(url).hostname in LOOPBACK:
        return build_opener(ProxyHandler({}), _NoRedirect)
    return build_opener(_NoRedirect)


def post(url: str, form: Mapping[str, str], timeout: float) -> bytes:
    """POST a form; gives the answer's bytes. Raises `SendTrouble`, which says nothing of the form."""
    request = Request(
        url,
        data=urlencode(form).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded;charset=utf-8", "User-Agent": "cs-console"},
    )
    deadline = time.monotonic() + timeout
    try:
        with _opener(url).open(request, timeout=timeout) as answer:
            return _read(answer, deadline)
    except HTTPError as error:
        raise _refused(error) from None
    except (URLError, http.client.HTTPException, OSError) as error:
        raise SendTrouble(Trouble.NETWORK, type(getattr(error, "reason", error)).__name__) from None


def _read(answer: http.client.HTTPResponse, deadline: float) -> bytes:
    """The whole answer, also from a server that sends a byte a second: `timeout` holds for one read only."""
    found = bytearray()
    while piece := answer.read1(_PIECE):
        found += piece
        if len(found) > LARGEST_ANSWER:
            raise SendTrouble(Trouble.GARBLED, "too_long")
        if time.monotonic() > deadline:
            raise SendTrouble(Trouble.NETWORK, "slow")
    expected = answer.headers.get("Content-Length")
    if expected is not None and expected.isdigit() and len(found) < int(expected):
        raise SendTrouble(Trouble.NETWORK, "cut_off")
    return bytes(found)


def _refused(error: HTTPError) -> SendTrouble:
    code = f"http_{error.code}"
    error.close()
    if error.code == http.client.TOO_MANY_REQUESTS:
        return SendTrouble(Trouble.LIMIT, code)
    if error.code >= http.client.INTERNAL_SERVER_ERROR:
        return SendTrouble(Trouble.SERVER, code)
    return SendTrouble(Trouble.SETUP, code)
