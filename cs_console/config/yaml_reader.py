"""YAML text → plain data with the place of everything, straight from the parser's events.

The loop below is the hot path of start-up: building from the event stream with the collector paused takes
a fraction of a safe loader's time, counts depth before anything recurses, and yields places for free.
Traps are errors or handled, never silent: duplicate keys, tabs, anchors, tags, GBK bytes, ``no``, ``08:30``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from cs_console.config.marks import ListMark, MapMark, Marks, Node, ParserMark, place_of
from cs_console.config.problems import Problem, error
from cs_console.config.scalars import TYPED_STARTS, resolve
from cs_console.config.yaml_text import decoded, explained, suspicious
from cs_console.domain.collector import collector_paused
from cs_console.text.clean import is_plain

MAX_DEPTH = 24
MAX_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """One file's data and places; with an error among `problems` the value is not to be trusted.

    When the file is `plain`, no text in it needs cleaning but for its line breaks. `text` is what was read.
    """

    name: str
    value: Any
    marks: Marks
    problems: tuple[Problem, ...] = ()
    plain: bool = False
    text: str = field(default="", repr=False, compare=False)

    @property
    def ok(self) -> bool:
        """Whether the text was read without an error."""
        return not any(problem.is_error for problem in self.problems)


def read_yaml(data: bytes, name: str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Document:
    """The document in `data`, called `name` in problems; never raises for what a file may hold."""
    if len(data) > max_bytes:
        found = error(name, (1, 1), "yaml.too_large", size=len(data) // 1024 // 1024, limit=max_bytes // 1024 // 1024)
        return Document(name, None, Marks(), (found,))
    text, wrong = decoded(data, name)
    if text is None:
        return Document(name, None, Marks(), tuple(wrong))
    wrong += suspicious(text, name)
    if wrong:
        return Document(name, None, Marks(), tuple(wrong))
    builder = _Builder(name, max_depth)
    try:
        with collector_paused():
            builder.run(_events(text))
    except yaml.MarkedYAMLError as broken:
        builder.problems.append(explained(broken, text, name))
    except yaml.YAMLError as broken:
        builder.problems.append(error(name, (1, 1), "yaml.syntax", reason=str(broken)))
    plain = "\\" not in text and is_plain(text)
    return Document(name, builder.value, Marks(builder.root), tuple(builder.problems), plain, text)


def _events(text: str) -> Any:
    """The parser's ``get_event``: libyaml's where PyYAML was built with it, else the pure Python one."""
    parser: Any = (yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)(text)
    return parser.get_event


class _Builder:
    """Turns events into data and marks; problems that leave the structure whole do not stop it."""

    def __init__(self, name: str, max_depth: int) -> None:
        self.name, self.max_depth = name, max_depth
        self.value: Any = None
        self.root: Node | None = None
        self.problems: list[Problem] = []
        self._documents = 0
        self._repeated: tuple[MapMark, int] | None = None

    def run(self, get_event: Any) -> None:  # noqa: C901 - one loop on purpose: a call an event costs a third more
        """Read all events. `stack` holds the open containers; `key` is the mapping key that waits."""
        scalar, map_start, list_start = yaml.ScalarEvent, yaml.MappingStartEvent, yaml.SequenceStartEvent
        map_end, list_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
        stack: list[tuple[Any, Any, str | None, Any]] = []
        into: Any = None
        mark: Any = None
        key: str | None = None
        key_place: Any = None
        while True:
            event = get_event()
            kind = type(event)
            if kind is scalar:
                place = event.start_mark
                if event.anchor is not None or event.tag is not None:
                    self._forbidden(event, place)
                text = event.value
                if key is None and mark.__class__ is MapMark:
                    key, key_place = text, place
                    if text in into:
                        self._duplicate(mark, text, place)
                    continue
                value: Any = text
                if text[:1] in TYPED_STARTS and event.implicit[0] and not event.style:
                    value = resolve(text)
                child: Node = place
            elif kind is map_start or kind is list_start:
                place = event.start_mark
                if event.anchor is not None or event.tag is not None:
                    self._forbidden(event, place)
                if self._cannot_open(len(stack), key is None and mark.__class__ is MapMark, place):
                    return
                stack.append((into, mark, key, key_place))
                into, mark, key = ({}, MapMark(place), None) if kind is map_start else ([], ListMark(place), None)
                continue
            elif kind is map_end or kind is list_end:
                value, child = into, mark
                into, mark, key, key_place = stack.pop()
            elif self._ends(event, kind):
                return
            else:
                continue
            if mark is None:
                self.value, self.root = value, child
            elif mark.__class__ is ListMark:
                into.append(value)
                mark.children.append(child)
            else:
                into[key] = value
                mark.children[key] = (key_place, child)
                key = None

    def _cannot_open(self, depth: int, as_key: bool, mark: ParserMark) -> bool:
        if depth >= self.max_depth:
            self.problems.append(error(self.name, place_of(mark), "yaml.too_deep", limit=self.max_depth))
        elif as_key:
            self.problems.append(error(self.name, place_of(mark), "yaml.key"))
        return as_key or depth >= self.max_depth

    def _ends(self, event: Any, kind: type) -> bool:
        """Whether reading stops here: at the end, at an alias, at a second document."""
        place = place_of(event.start_mark)
        if kind is yaml.AliasEvent:
            self.problems.append(error(self.name, place, "yaml.alias", name=event.anchor))
            return True
        if kind is yaml.DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self.problems.append(error(self.name, place, "yaml.documents"))
        return kind is yaml.StreamEndEvent or self._documents > 1

    def _forbidden(self, event: Any, mark: ParserMark) -> None:
        place = place_of(mark)
        if event.anchor is not None:
            self.problems.append(error(self.name, place, "yaml.anchor", name=event.anchor))
        if event.tag is not None:
            self.problems.append(error(self.name, place, "yaml.tag", tag=event.tag))

    def _duplicate(self, mark: MapMark, key: str, again: ParserMark) -> None:
        """A key of before; of a run of them (a line that began the next item is gone) only the first is said."""
        before, self._repeated = self._repeated, (mark, len(mark.children))
        if before is not None and before[0] is mark and before[1] == len(mark.children):
            return
        first = place_of(mark.children[key][0])[0]
        self.problems.append(error(self.name, place_of(again), "yaml.duplicate_key", key=key, first=first))
