"""The workstation: app, screens, panes, widgets, acts, gateway, theme.

Importing anything here first sets what textual reads from its environment. The Kitty key protocol is off: with
it on, five or more hanzi committed at once become junk keys on some terminals. What changed is drawn within 1 ms
instead of 17: results stand on the screen that much sooner after a key. Garbage is looked for after ten thousand
new things instead of seven hundred: the start makes 300,000 that stay, and looked at them twice for 0.1 s.
"""

import gc
import os

os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
os.environ.setdefault("TEXTUAL_FPS", "1000")
gc.set_threshold(10_000)
