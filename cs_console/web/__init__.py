"""The workstation in a browser, and HTTP routes for intake; both on loopback behind a token."""
