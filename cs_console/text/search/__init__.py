"""Finding phrases by hanzi, pinyin, initials, words and mistyped keys (rule P4), and by what a buyer said."""

from cs_console.text.search.index import PhraseIndex
from cs_console.text.search.ranks import Entry, Hit

__all__ = ["Entry", "Hit", "PhraseIndex"]
