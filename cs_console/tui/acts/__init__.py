"""What the commands do: one family a file, over the deck."""
