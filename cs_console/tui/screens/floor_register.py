"""A register for whoever is on the floor: every row leads to its order, or to the inquiry it is about (rule K2)."""

from __future__ import annotations

from cs_console.tui.screens.lead_registers import RegisterScreen


class FloorRegister(RegisterScreen):
    """The same register, given back with where its row leads: an order number, ``buyer:3``, or ``inquiry:12 nick``."""

    TOPIC = "register"
