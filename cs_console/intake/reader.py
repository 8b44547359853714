"""A file to `records.Parsed`: what is it, what does its header say, which rows can be taken in.

Reading is pure: nothing is stored, so half a file or a hostile one loses nothing already known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path

from cs_console.domain.records import Parsed
from cs_console.domain.vocabulary import Platform
from cs_console.errors import BadInput
from cs_console.intake.cells import Cell, plain
from cs_console.intake.chat import parse_chat
from cs_console.intake.columns import LAYOUTS, OTHER_ORDERS
from cs_console.intake.decode import decode
from cs_console.intake.detect import HEADER_WITHIN, Match, find_header
from cs_console.intake.jsonl import parse_jsonl
from cs_console.intake.markup import is_markup, read_markup
from cs_console.intake.names import file_time
from cs_console.intake.options import IntakeOptions
from cs_console.intake.orders import OrderReader
from cs_console.intake.reading import Reading, RowRefused, short
from cs_console.intake.refunds import RefundReader
from cs_console.intake.sheet import Sheet, Table, TableRow, read_delimited
from cs_console.intake.tokens import CUT
from cs_console.intake.workbook import ZIP_MAGIC, read_xlsx
from cs_console.intake.xls import MAGIC as OLE2_MAGIC
from cs_console.intake.xls import read_xls

Progress = Callable[[int, int], None]

CHAT_SUFFIXES = frozenset({".txt", ".md"})
JSONL_SUFFIXES = frozenset({".jsonl", ".ndjson"})
_PROGRESS_EVERY = 1000


def read_file(
    path: Path,
    *,
    options: IntakeOptions,
    platform: Platform | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Parsed:
    """Read one file; BadInput when it cannot be read as a whole.

    `progress` is told (lines done, lines in all). Times of day in a chat are those before `now`, by
    default the moment the file was last written.
    """
    try:
        about = path.stat()
        if about.st_size > options.max_bytes:
            raise BadInput("intake.too_big", name=path.name, limit=options.max_bytes >> 20)
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput("intake.unreadable", name=path.name, reason=reason) from error
    written = now or datetime.fromtimestamp(about.st_mtime, UTC)
    return read_bytes(data, path.name, options=options, platform=platform, progress=progress, now=written)


def read_bytes(
    data: bytes,
    name: str,
    *,
    options: IntakeOptions,
    platform: Platform | None = None,
    progress: Progress | None = None,
    now: datetime | None = None,
) -> Parsed:
    """As `read_file`, for bytes that came another way; `name` tells the kind and the export's time."""
    if len(data) > options.max_bytes:
        raise BadInput("intake.too_big", name=name, limit=options.max_bytes >> 20)
    suffix = Path(name).suffix.lower()
    if data.startswith(ZIP_MAGIC):
        return _read_tables(read_xlsx(data, name, options), name, options, platform, progress)
    if data.startswith(OLE2_MAGIC):
        return _read_tables(read_xls(data, name), name, options, platform, progress)
    text, encoding = decode(data, name)
    if suffix in JSONL_SUFFIXES:
        return _read_jsonl(text, encoding, name, options, platform)
    if suffix in CHAT_SUFFIXES and not _is_export(text, encoding, name, options, platform):
        return _read_chat(text, encoding, name, options, platform, now or datetime.now(UTC))
    if is_markup(text):
        return _read_tables(read_markup(text, encoding, name), name, options, platform, progress)
    return _read_tables(read_delimited(text, encoding), name, options, platform, progress)


def _is_export(text: str, encoding: str, name: str, options: IntakeOptions, platform: Platform | None) -> bool:
    """Whether a text file is an export saved as text, not a chat: its first rows hold a header we know."""
    try:
        _find_table(read_delimited(text, encoding), name, options, platform)
    except BadInput:
        return False
    return True


def _read_chat(
    text: str, encoding: str, name: str, options: IntakeOptions, platform: Platform | None, now: datetime
) -> Parsed:
    chats = parse_chat(text, options=options, now=now)
    if not chats:
        raise BadInput("intake.empty", name=name)
    return Parsed(
        layout="chat",
        platform=platform or Platform.OTHER,
        encoding=encoding,
        file_time=file_time(name, options.zone),
        rows_read=len(chats),
        chats=chats,
    )


def _read_jsonl(text: str, encoding: str, name: str, options: IntakeOptions, platform: Platform | None) -> Parsed:
    reading = Reading(options, platform or Platform.OTHER)
    chats = parse_jsonl(text, name, reading)
    return Parsed(
        layout="jsonl",
        platform=reading.platform,
        encoding=encoding,
        file_time=file_time(name, options.zone),
        rows_read=len(chats) + len(reading.rejects),
        chats=chats,
        rejects=tuple(reading.rejects),
        notices=reading.all_notices(),
    )


def _read_tables(
    sheet: Sheet, name: str, options: IntakeOptions, platform: Platform | None, progress: Progress | None
) -> Parsed:
    _check_fields(options)
    table, match, rows = _find_table(sheet, name, options, platform)
    reading = Reading(options, match.layout.platform)
    for header in match.repeated:
        reading.notices.append(("intake.notice.repeated_header", {"column": short(header)}))
    orders = OrderReader(match, reading)
    refunds = RefundReader(match, reading)
    reader = refunds if match.layout.target == "refund" else orders
    for cells in _data_rows(rows, match, reading, sheet):
        if reading.rows > options.max_rows:
            raise BadInput("intake.too_many_rows", name=name, limit=options.max_rows)
        if progress and reading.rows % _PROGRESS_EVERY == 0:
            progress(min(reading.row, table.total), table.total)
        try:
            reader.add(cells)
        except RowRefused as refused:
            reading.reject(refused)
    if progress:
        progress(table.total, table.total)
    if not reading.rows:
        reading.notices.append(("intake.notice.no_rows", {}))
    return Parsed(
        layout=match.layout.name,
        platform=match.layout.platform,
        encoding=sheet.encoding,
        file_time=file_time(name, options.zone),
        rows_read=reading.rows,
        orders=orders.finish(),
        refunds=refunds.finish(),
        rejects=tuple(sorted(reading.rejects, key=lambda reject: reject.row)),
        notices=reading.all_notices(),
    )


def _check_fields(options: IntakeOptions) -> None:
    """A policy that sends a shop's column to a field we do not have is said at once."""
    known = {column.field for layout in (*LAYOUTS, OTHER_ORDERS) for column in layout.columns()}
    for header, target in options.extra_columns.items():
        if target not in known:
            raise BadInput("intake.unknown_field", column=header, field=target, fields=", ".join(sorted(known)))


def _find_table(
    sheet: Sheet, name: str, options: IntakeOptions, platform: Platform | None
) -> tuple[Table, Match, Iterator[TableRow]]:
    """The first table with a header we know, and the rows below it."""
    refused: BadInput | None = None
    for table in sheet.tables:
        head = list(islice(table.rows, HEADER_WITHIN))
        try:
            place, match = find_header(head, options.extra_columns, platform, name)
        except BadInput as error:
            refused = refused or error
            continue
        return table, match, chain(head[place + 1 :], table.rows)
    raise refused or BadInput("intake.empty", name=name)


def _data_rows(rows: Iterator[TableRow], match: Match, reading: Reading, sheet: Sheet) -> Iterator[Sequence[Cell]]:
    """Rows as wide as the header; torn ones are rejected here, so that no cell is read under a wrong name."""
    torn = False
    for (row, cells, fault), last in _with_last(rows):
        if not any(map(plain, cells)):
            continue
        reading.row = row
        reading.rows += 1
        missing = match.width - len(cells)
        if fault or (missing > 0 and (torn or (last and sheet.open_end))):
            torn = True
            reading.reject(RowRefused(fault or CUT, value=plain(cells[0])))
        elif missing < 0 and sheet.delimited and any(map(plain, cells[match.width :])):
            reading.reject(RowRefused("intake.reject.too_many_cells", value=plain(cells[0])))
        else:
            yield [*cells, *[""] * missing] if missing > 0 else cells


def _with_last(rows: Iterator[TableRow]) -> Iterator[tuple[TableRow, bool]]:
    """Every row and whether it is the last one."""
    held = next(rows, None)
    while held is not None:
        following = next(rows, None)
        yield held, following is None
        held = following
