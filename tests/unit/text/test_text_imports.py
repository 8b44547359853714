"""Text tools cost nothing until they are used: heavy tables load with the first search."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
import cs_console.text.clean, cs_console.text.mask, cs_console.text.width, cs_console.text.search
import cs_console.domain.phrases, cs_console.domain.filling
import cs_console.domain.guard, cs_console.domain.promising
print(sorted({"pypinyin", "rapidfuzz", "opencc", "rich", "textual", "pydantic"} & sys.modules.keys()))
"""


def test_no_heavy_library_is_imported_before_a_search() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
