"""Taking back what was done to a phrasebook: its file gets its former text again, or it is said why not (rule K5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cs_console.domain.book_edits import PROPOSALS, BookRef
from cs_console.domain.entities import Actor, Event
from cs_console.errors import Conflict, Refused
from cs_console.services.ports.books import BookFiles
from cs_console.services.ports.uow import UnitOfWork
from cs_console.services.roles import Permission, require

BOOK_ACTS = ("phrase.add", "phrase.edit", "phrase.remove", "phrase.propose", "phrase.accept", "phrase.import")
"""Acts that change a book's file and no row of the store."""


def is_book_act(events: Sequence[Event]) -> bool:
    """Whether an act did nothing but change books, and says which text stood there before and after."""
    return bool(events) and all(event.op == "note" and "is" in _facts(event) for event in events)


def take_back(uow: UnitOfWork, files: BookFiles, actor: Actor, events: Sequence[Event]) -> list[tuple[str, int]]:
    """Put the former texts back, comments and all; refused as a whole when one of the files is another by now.

    What is noted is the reverse of the act, so that a redo takes it back the same way.
    """
    books = {_facts(event)["book"]: event for event in events}
    for name, event in books.items():
        ref, facts = _ref(name), _facts(event)
        if not ref.agent and ref != PROPOSALS:
            require(actor, Permission.KEEP_BOOKS)
        standing = files.read(ref).content_hash
        if standing != facts["is"]:
            raise _changed(uow, name, standing)
        if not files.remembers(facts["was"]):
            raise Refused("undo.book_forgotten", book=_shown(name))
    for name, event in books.items():
        files.put_back(_ref(name), _facts(event)["was"], seen=_facts(event)["is"])
    for event in events:
        facts = _facts(event)
        uow.note(
            event.entity, event.entity_id, id=facts["id"], book=facts["book"], op="undo", was=facts["is"],
            **{"is": facts["was"]},
        )  # fmt: skip
    return list(dict.fromkeys((event.entity, event.entity_id) for event in events))


def _changed(uow: UnitOfWork, name: str, standing: str) -> Conflict:
    """Who made the book what it is now, and with which phrase; or that it was edited as a file."""
    makers = [
        one
        for act in (*BOOK_ACTS, "undo", "redo")
        for one in uow.journal.notes(act)
        if (_facts(one).get("book"), _facts(one).get("is")) == (name, standing)
    ]
    if not makers:
        return Conflict("undo.book_edited", book=_shown(name))
    last = max(makers, key=lambda one: one.seq)
    return Conflict("undo.book_changed", book=_shown(name), by=last.actor, at=last.at, id=_facts(last)["id"])


def _facts(event: Event) -> dict[str, Any]:
    return event.after or {}


def _ref(name: str) -> BookRef:
    return BookRef(agent=name[1:]) if name.startswith("@") else BookRef(name)


def _shown(name: str) -> str:
    return f"{name[1:]}.yaml" if name.startswith("@") else name
