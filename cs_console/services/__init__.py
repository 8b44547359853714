"""One use-case family a file, over ports (Protocols): what screen, command line and HTTP all call."""
