"""Every code that intake raises or reports can be read in both languages, with a hint for each refusal."""

import re
from pathlib import Path

import pytest

import cs_console.intake

PACKAGE = Path(cs_console.intake.__file__).parent
LOCALE = PACKAGE.parent / "locale"
SERVICE = (PACKAGE.parent / "services" / "intake.py").read_text("utf-8")
CODES = sorted(
    {code for path in PACKAGE.glob("*.py") for code in re.findall(r'"(intake\.[a-z_.]+)"', path.read_text("utf-8"))}
    | set(re.findall(r'"(intake\.reject\.[a-z_.]+)"', SERVICE))
)


def wanted():
    for code in CODES:
        if code.startswith(("intake.reject.", "intake.notice.")):
            yield code
        else:
            yield from (f"error.{code}", f"hint.{code}")


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_catalogue_has_exactly_what_intake_says(language):
    text = (LOCALE / language / "LC_MESSAGES" / "intake.po").read_text("utf-8")
    assert sorted(re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)) == sorted(wanted())
