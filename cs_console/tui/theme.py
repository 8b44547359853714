"""The colours: quiet grey panes, one accent for the focus, warm colours only for what is urgent."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="cs-dark", dark=True, primary="#6cb6ff", secondary="#8ddb8c", accent="#6cb6ff", foreground="#d5d9de",
    background="#15181c", surface="#15181c", panel="#1e2329", boost="#262c33",
    success="#8ddb8c", warning="#e3b341", error="#ff7b72",
    variables={"muted": "#88929d", "row": "#2b3a4b", "row-rest": "#23282e", "frame": "#454d57",
               "flag-red": "#ff7b72", "flag-yellow": "#e3b341", "flag-green": "#7ee787", "flag-blue": "#79c0ff",
               "flag-purple": "#d2a8ff", "match-back": "#4d3d14"},
)  # fmt: skip
LIGHT = Theme(
    name="cs-light", dark=False, primary="#0757ba", secondary="#1a7f37", accent="#0757ba", foreground="#1f2328",
    background="#fbfcfd", surface="#fbfcfd", panel="#eef1f4", boost="#e4e8ec",
    success="#1a7f37", warning="#8a5a00", error="#b3261e",
    variables={"muted": "#59636e", "row": "#cfe3fb", "row-rest": "#e6eaee", "frame": "#a6b0ba",
               "flag-red": "#b3261e", "flag-yellow": "#8a5a00", "flag-green": "#1a7f37", "flag-blue": "#0757ba",
               "flag-purple": "#7a3fc4", "match-back": "#ffe9a8"},
)  # fmt: skip
CONTRAST = Theme(
    name="cs-contrast", dark=True, primary="#ffff00", secondary="#00ff00", accent="#ffff00", foreground="#ffffff",
    background="#000000", surface="#000000", panel="#000000", boost="#1a1a1a",
    success="#00ff00", warning="#ffff00", error="#ff6060",
    variables={"muted": "#c8c8c8", "row": "#004a9f", "row-rest": "#303030", "frame": "#b0b0b0",
               "flag-red": "#ff6060", "flag-yellow": "#ffff00", "flag-green": "#00ff00", "flag-blue": "#60c0ff",
               "flag-purple": "#e0a0ff", "match-back": "#5a4a00"},
)  # fmt: skip

THEMES = (DARK, LIGHT, CONTRAST)
"""The shipped themes; the names stand in ``settings.yaml``."""
