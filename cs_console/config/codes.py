"""Every code a check may report, with what it means; the texts for users stand in the catalogues.

Codes are stable: editors, CI and people search for them. ``problem.<code>`` is the catalogue entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        # the file as text
        "file.missing": "no such file or folder",
        "file.unreadable": "the system refuses to read it",
        "file.not_yaml": "not a .yaml file",
        "yaml.too_large": "more bytes than a file people edit has",
        "yaml.too_deep": "nested deeper than any policy or book",
        "yaml.utf16": "saved as UTF-16",
        "yaml.gbk": "saved as GBK/GB18030",
        "yaml.encoding": "bytes that are no UTF-8",
        "yaml.control": "control, bidi or tag characters",
        "yaml.tab": "a tab as indentation",
        "yaml.wide_blank": "a full-width or no-break blank as indentation",
        "yaml.wide_colon": "a full-width colon after a key",
        # the file as YAML
        "yaml.duplicate_key": "a key stands twice in one mapping",
        "yaml.anchor": "anchors are not taken",
        "yaml.alias": "aliases are not taken",
        "yaml.tag": "tags are not taken",
        "yaml.tag_handle": "a ! that starts a tag",
        "yaml.key": "a key that is no plain text",
        "yaml.documents": "a second document in one file",
        "yaml.colon": "a colon where no key can stand",
        "yaml.colon_missing": "a line without its colon",
        "yaml.indent": "indentation that does not fit",
        "yaml.unclosed": "a bracket that is not closed",
        "yaml.quote": "a quotation mark that is not closed",
        "yaml.escape": "a backslash sequence that YAML does not know",
        "yaml.start": "a character that cannot start a value",
        "yaml.syntax": "any other complaint of the parser",
        # the data against its model
        "value.unknown_key": "a key that does not exist here",
        "value.unknown_key_near": "the same, and one that is spelt alike exists",
        "value.missing": "a required key is absent",
        "value.text": "text expected",
        "value.text_number": "text expected, an unquoted number or truth value found",
        "value.integer": "a whole number expected",
        "value.number": "a number expected",
        "value.switch": "true or false expected",
        "value.switch_word": "true or false expected, yes/no/on/off found",
        "value.mapping": "key: value lines expected",
        "value.wide_colon": "key: value lines expected, a full-width colon found",
        "value.list": "a list expected",
        "value.choice": "one of some words expected",
        "value.choice_near": "the same, and one that is spelt alike exists",
        "value.key_choice": "a key that is one of some words expected",
        "value.at_least": "a number below its lower bound",
        "value.at_most": "a number above its upper bound",
        "value.empty": "text or list that must not be empty",
        "value.clock": "a time of day expected",
        "value.day": "a date expected",
        "value.moment": "a date and time expected",
        "value.zone": "a time zone expected",
        "value.pattern": "a regular expression that does not compile",
        "value.invalid": "a rule of the model that the value breaks",
        "value.empty_key": "a key without a value",
        # policies as a whole
        "policy.unknown_file": "a file that no policy is read from",
        "policy.unknown_file_near": "the same, and one that is spelt alike exists",
        "policy.extension": "a file ending .yml, which is not read",
        "policy.unknown_member": "a name that is not in the roster",
        "policy.unknown_team": "a team that does not exist",
        "policy.unknown_shift": "a shift that does not exist",
        "policy.unknown_phrase": "a phrase id that no book has",
        # phrasebooks
        "book.shape": "a book that has no list of phrases",
        "book.unknown_key": "a key that books do not have",
        "book.unknown_key_near": "the same, and one that is spelt alike exists",
        "book.missing": "a phrase without id, question or variants",
        "book.text": "text expected",
        "book.too_long": "a text longer than a reply may be",
        "book.bad_id": "an id with blanks or odd characters",
        "book.duplicate_id": "an id that another phrase has",
        "book.duplicate_code": "a short code that another phrase has",
        "book.few_variants": "fewer than three variants (rule P1)",
        "book.alike": "variants that say nearly the same (rule P1)",
        "book.tone": "words that the tone guard reports (rules P5, P6)",
        "book.tone_block": "words that must never be said (rule P6)",
        "book.tag": "a tag that nothing fits",
        "book.synonyms": "a synonyms file without groups of words",
        "book.small_group": "a group of fewer than two words",
    }
)  # fmt: skip
"""Code → what it means. Codes ``phrase.…`` and ``condition.…`` belong to the domain."""
