"""clean() for outside text, cell width, masking, pinyin, normalising; search (index and ranking)."""
