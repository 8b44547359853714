"""What services ask of the outside: Protocols, one file a subject."""
