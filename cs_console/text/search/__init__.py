"""Index and ranking for phrases: hanzi, pinyin, initials, words in any order, typos (rule P4)."""
