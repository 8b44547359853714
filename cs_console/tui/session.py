"""Opening the services in the first worker and finding out who sits here."""

from __future__ import annotations

import logging

from cs_console.domain.collector import collector_paused, spare_what_stays
from cs_console.errors import NotFound, Refused
from cs_console.tui.context import Setup
from cs_console.tui.deck import Desk

SEAT_REFUSALS = frozenset({"seat.pin_wanted", "seat.wait"})
"""Refusals of a seat that is known: its PIN is asked for, not its name."""

_LOG = logging.getLogger(__name__)


def open_desk(setup: Setup) -> Desk:
    """The open services with the actor for the name given, else for the operating-system user.

    When the name is not on the roster, or the seat has a PIN, the seat stays empty and the screen asks.
    """
    with collector_paused():
        services = setup.open_services()
        spare_what_stays()
    desk = Desk(services, None, setup.console)
    try:
        desk.seat = services.people.actor(setup.agent, os_user=setup.os_user, console=setup.console)
    except (NotFound, Refused) as error:
        _LOG.info("nobody takes the seat yet: %s", error)
        desk.wanted = str(error.params.get("agent", "")) if error.code in SEAT_REFUSALS else ""
    return desk
