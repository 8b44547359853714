"""Order numbers whose last digits a spreadsheet turned into zeros, told from those that really end in zeros (FORMATS).

A spreadsheet keeps 15 digits of a number and writes zeros for the rest. Exports mark their long numbers as
text (``="…"``, a leading apostrophe or tab), and a spreadsheet that rounds them takes the mark away: a marked
number is always believed. Of bare ones one digit in the lost places that is no zero clears the whole column;
where all are zeros, and too many for chance, every such number is refused, a lone one too. A number that really
ends so gets in with an apostrophe in front of it.
"""

from __future__ import annotations

from cs_console.intake.cells import EXACT_DIGITS, Cell, is_rounded

SURE_ZEROS = 3
"""So many zeros in the lost places of a column's bare long numbers are no chance: one in 1,000."""


def is_marked(cell: Cell) -> bool:
    """Whether a cell says of itself that it is text, as the platforms write long numbers."""
    return isinstance(cell, str) and ("\t" in cell or cell.strip().startswith(("=", "'")))


class Numbers:
    """The bare numbers of one column while its rows come in."""

    def __init__(self) -> None:
        self._bare: set[str] = set()

    def saw(self, cell: Cell, number: str) -> None:
        """Note the number that was read from a cell."""
        if len(number) > EXACT_DIGITS and number.isdigit() and not is_marked(cell):
            self._bare.add(number)

    def rounded(self) -> frozenset[str]:
        """The numbers that cannot be right."""
        return self._zeroed if self._zeros >= SURE_ZEROS else frozenset()

    def doubtful(self) -> frozenset[str]:
        """The numbers that may be right by chance."""
        return self._zeroed if self._zeros < SURE_ZEROS else frozenset()

    @property
    def _zeroed(self) -> frozenset[str]:
        if any(number[EXACT_DIGITS:].strip("0") for number in self._bare):
            return frozenset()
        return frozenset(filter(is_rounded, self._bare))

    @property
    def _zeros(self) -> int:
        return sum(len(number) - EXACT_DIGITS for number in self._zeroed)
