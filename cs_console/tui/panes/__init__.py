"""The four panes, the conversation and the status line; no pane imports another."""
