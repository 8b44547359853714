"""Typer commands: thin, one file a group; heavy imports inside the command body."""
