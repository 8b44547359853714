"""Handover logs, registers and reports as files: Markdown and JSON."""
