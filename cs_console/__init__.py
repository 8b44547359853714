"""cs_console: a terminal workstation for customer-service shift agents of online shops."""

__version__ = "0.1.0"
