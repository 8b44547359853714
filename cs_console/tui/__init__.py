"""The workstation: app, screens, panes, widgets, keymap, palette, gateway, theme."""
