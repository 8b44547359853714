"""A register for whoever is on the floor: every row leads to its order, or to the inquiry it is about (rule K2)."""

from __future__ import annotations

from cs_console.tui.screens.lead_registers import RegisterScreen

INQUIRY_ROWS = frozenset({"lost-inquiries"})
"""Registers whose rows are inquiries: their number is the inquiry's."""
TALK = "inquiry:"
"""In front of an inquiry's number in the result."""


class FloorRegister(RegisterScreen):
    """The same register, given back with where its row leads: an order number, ``buyer:3``, or ``inquiry:12``."""

    TOPIC = "register"

    def action_accept(self) -> None:
        """A row about an inquiry gives that, every other row its order."""
        row = self.chosen_row
        if self.name_of_register in INQUIRY_ROWS and row.get("id") and "ids" not in row:
            self.dismiss(f"{TALK}{row['id']}")
        else:
            super().action_accept()
