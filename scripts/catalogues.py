"""Compile the gettext catalogues: every `locale/<language>/LC_MESSAGES/*.po` into one `cs_console.mo`.

Usage: python scripts/catalogues.py            compile
       python scripts/catalogues.py --check    exit 1 when the languages differ in codes or braces
"""

from __future__ import annotations

import io
import os
import string
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "cs_console" / "locale"
DATED = datetime(2026, 1, 1, tzinfo=UTC)
"""The same in every build, so that the same sources give the same bytes."""


def load(folder: Path) -> dict[str, str]:
    """All messages of one language; a code in two files is an error."""
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as handle:
            catalog = read_po(handle, abort_invalid=True)
        for message in catalog:
            if not message.id:
                continue
            if message.id in texts:
                raise SystemExit(f"{path}: {message.id} stands in two files")
            texts[str(message.id)] = str(message.string)
    return texts


def compile_all(locale: Path = LOCALE) -> None:
    """Write `cs_console.mo` for every language, atomically, only when it changed."""
    for folder in sorted(locale.glob("*/LC_MESSAGES")):
        dates = {"creation_date": DATED, "revision_date": DATED}
        catalog = Catalog(locale=folder.parent.name, charset="utf-8", **dates)
        for code, text in load(folder).items():
            catalog.add(code, text)
        buffer = io.BytesIO()
        write_mo(buffer, catalog)
        target = folder / "cs_console.mo"
        if not target.exists() or target.read_bytes() != buffer.getvalue():
            temporary = target.with_suffix(f".{os.getpid()}.tmp")
            temporary.write_bytes(buffer.getvalue())
            temporary.replace(target)


def braces(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def problems(locale: Path = LOCALE) -> list[str]:
    """Codes that one language lacks, empty texts, and braces that differ."""
    zh, en = load(locale / "zh_CN" / "LC_MESSAGES"), load(locale / "en" / "LC_MESSAGES")
    found = [f"en lacks {code}" for code in zh.keys() - en.keys()]
    found += [f"zh_CN lacks {code}" for code in en.keys() - zh.keys()]
    for code in sorted(zh.keys() & en.keys()):
        if not zh[code] or not en[code]:
            found.append(f"{code} is empty")
        elif braces(zh[code]) != braces(en[code]):
            found.append(f"{code}: braces differ")
    return sorted(found)


if __name__ == "__main__":
    if "--check" in sys.argv:
        wrong = problems()
        print("\n".join(wrong))
        raise SystemExit(1 if wrong else 0)
    compile_all()
