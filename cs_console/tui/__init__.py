"""The workstation: app, screens, panes, widgets, acts, gateway, theme.

Importing anything here first switches the Kitty key protocol off, before textual reads its
environment: with it on, five or more hanzi committed at once become junk keys on some terminals.
"""

import os

os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
