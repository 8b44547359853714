"""The small ports to the machine: clipboard, inbox watcher, drafts, cache, log file, clock."""
