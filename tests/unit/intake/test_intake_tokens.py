"""Rows and cells as the platforms write them: `="…"`, dirt in cells, torn quotes (FORMATS)."""

import time

import pytest

from cs_console.intake.tokens import BAD_QUOTES, CUT, split_rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('="351,5",a\n', [["351,5", "a"]]),
        ('a,=""\nb,=""', [["a", ""], ["b", ""]]),
        ('"x,="",y",z\n', [['x,=",y', "z"]]),
        ('"x,=""1""",="2"\n', [['x,="1"', "2"]]),
        ('a,"b""c"\n', [["a", 'b"c']]),
        ('a,"b\nc",d\n', [["a", "b\nc", "d"]]),
        ('a,5" pan,="1"\n', [["a", '5" pan', "1"]]),
        ('"a,b"\t,c\n', [["a,b", "c"]]),
        ("a,b,\n", [["a", "b", ""]]),
        ("\n\na\n  \n", [["a"]]),
        ("a\rb\r", [["a"], ["b"]]),
        ("a,x\ny\r\nb,z\r\n", [["a", "x\ny"], ["b", "z"]]),
        ('a,"x\r\ny"\r\nb,z\r\n', [["a", "x\ny"], ["b", "z"]]),
        ('a,""""\n', [["a", '"']]),
        ('="=""1"""\n', [['="1"']]),
    ],
)
def test_cells(text, rows):
    assert [cells for _, cells, fault in split_rows(text, ",") if not fault] == rows


def test_line_numbers_count_the_lines_an_editor_shows():
    text = 'head\n"a\nb\nc",1\n\nlast\n'
    assert [line for line, _, _ in split_rows(text, ",")] == [1, 2, 6]


def test_a_stray_quote_costs_its_row_alone():
    text = 'a,"b"x,c\nd,e,f\n'
    assert [(line, fault) for line, _, fault in split_rows(text, ",")] == [(1, BAD_QUOTES), (2, "")]


def test_an_open_quote_at_the_end_is_a_cut_file():
    text = 'a,b\nc,"d'
    assert [(line, fault) for line, _, fault in split_rows(text, ",")] == [(1, ""), (2, CUT)]


def test_an_open_quote_does_not_swallow_a_long_file():
    text = 'a,"b\n' + "c,d\n" * 2000
    rows = list(split_rows(text, ","))
    assert rows[0][2] == BAD_QUOTES
    assert len(rows) == 2001


@pytest.mark.parametrize("text", ['"' * 200_000, '"\n""\n' * 20_000, ',"' * 50_000, '="",' * 100_000, '"a\n' * 30_000])
def test_hostile_quotes_take_no_more_than_linear_time(text):
    start = time.process_time()
    for _ in split_rows(text, ","):
        pass
    assert time.process_time() - start < 3
