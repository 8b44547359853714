"""Each agent's own phrasebook beside the team's: read when the file changed, shown to nobody else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cs_console.config.book_salvage import salvaged
from cs_console.config.files import read_bytes
from cs_console.config.phrasebooks import rows_of
from cs_console.config.problems import Problem, error
from cs_console.config.yaml_reader import read_yaml
from cs_console.domain.phrase_columns import ById, followed_by
from cs_console.domain.phrases import Books, Phrase

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Own:
    """One agent's book as last read; `team` is the version of the team's books it was joined with."""

    stamp: _Stamp
    team: str
    books: Books
    problems: tuple[Problem, ...] = ()


class PersonalBooks:
    """Joins the team's books with one agent's; a broken file keeps what it held before."""

    def __init__(self, where: Callable[[str], Path]) -> None:
        self._where = where
        self._known: dict[str, _Own] = {}

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the personal books read so far."""
        return tuple(problem for own in self._known.values() for problem in own.problems)

    def joined(self, agent: str, team: Books, taken: Sequence[Phrase]) -> Books:
        """The team's phrases, then the agent's own; a team phrase wins an id that both have."""
        path = self._where(agent)
        try:
            stat = path.stat()
        except OSError:
            self._known.pop(agent, None)
            return team
        stamp = (stat.st_mtime_ns, stat.st_size)
        known = self._known.get(agent)
        if known is None or known.stamp != stamp or known.team != team.content_hash:
            known = self._known[agent] = self._read(path, stamp, team, taken, known)
        return known.books

    def _read(self, path: Path, stamp: _Stamp, team: Books, taken: Sequence[Phrase], known: _Own | None) -> _Own:
        data, refused = read_bytes(path, str(path))
        document = read_yaml(data or b"", str(path))
        before = [one for one in known.books.phrases if one.personal] if known else []
        problems_found = [refused] if refused is not None else [*document.problems]
        if data is not None and not document.ok and not before:
            usable, found = salvaged(data, str(path), document.problems)
            document = usable or document
            problems_found += found
        if refused is not None or not document.ok:
            digest = known.books.content_hash if known and known.team == team.content_hash else team.content_hash
            return _Own(stamp, team.content_hash, _join(team, before, digest), tuple(problems_found))
        rows = rows_of(document, path.stem, personal=True)
        problems_found += rows.problems
        phrases = (*rows.phrases, *(one for one in before if one.id in rows.refused))
        team_ids = ById(taken)
        kept: dict[str, Phrase] = {}
        for phrase in phrases:
            first = team_ids.get(phrase.id) or kept.get(phrase.id)
            if first is None:
                kept[phrase.id] = phrase
                continue
            where = f"{first.source_path}:{first.line}"
            place = (phrase.line, 1)
            problems_found.append(error(str(path), place, "book.duplicate_id", id=phrase.id, first=where))
        digest = hashlib.sha256(team.content_hash.encode() + (data or b"")).hexdigest()
        return _Own(stamp, team.content_hash, _join(team, kept.values(), digest), tuple(problems_found))


def _join(team: Books, own: Iterable[Phrase], digest: str) -> Books:
    phrases = tuple(own)
    return Books(followed_by(team.phrases, phrases), team.synonyms, digest) if phrases else team
