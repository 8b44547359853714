"""Shifts and handover on the screen: F9, F12 and their palette commands (rules S3–S6, H1–H7)."""

from __future__ import annotations

from cs_console.tui.deck import Acts


class ShiftActs(Acts):
    """What F9 and F12 do, and which shift the status line names."""
