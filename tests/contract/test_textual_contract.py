"""What the workstation relies on in Textual 8.2: each fact once, so that an upgrade says what it breaks."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest
from rich.segment import Segment
from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingsMap
from textual.content import Content
from textual.drivers import linux_driver
from textual.filter import LineFilter
from textual.geometry import Offset, Region
from textual.markup import MarkupError
from textual.screen import ModalScreen
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widgets import Static, TextArea

from cs_console.tui.app import Workstation
from cs_console.tui.terminal import GuardedParser, guard_pastes

ESC = "\x1b"


def python(code: str, **environment: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
    ).stdout.strip()  # fmt: skip


def test_importing_the_screen_switches_the_kitty_protocol_off_first() -> None:
    """With it on, five or more hanzi committed at once become junk keys on some terminals."""
    code = "import cs_console.tui.app; from textual import constants; print(constants.DISABLE_KITTY_KEY)"
    assert python(code, TEXTUAL_DISABLE_KITTY_KEY="0") == "True"


def test_strings_given_to_widgets_are_markup_that_can_crash() -> None:
    with pytest.raises(MarkupError):
        Content.from_markup("[/]")


def test_strings_given_to_widgets_are_markup_that_can_run_actions() -> None:
    content = Content.from_markup("[@click=app.bell]x[/]")
    assert any("@click" in str(span.style) for span in content.spans)


def test_content_made_from_text_has_no_markup() -> None:
    content = Content("[@click=app.bell]x[/]")
    assert (content.plain, list(content.spans)) == ("[@click=app.bell]x[/]", [])
    assert Content.styled("[/]", "bold").plain == "[/]"


def test_content_lets_an_escape_pass_so_it_must_be_cleaned_before() -> None:
    assert ESC in Content(f"a{ESC}[2J").plain


class Show(App[None]):
    """One widget."""

    def __init__(self, *widgets: Any) -> None:
        super().__init__()
        self.widgets = widgets

    def compose(self) -> ComposeResult:
        yield from self.widgets


class Upper(LineFilter):
    """Any filter."""

    def apply(self, segments: list[Segment], background: Any) -> list[Segment]:
        return [Segment(segment.text.upper(), segment.style, segment.control) for segment in segments]


async def test_line_filters_see_every_line_borders_and_titles_too() -> None:
    """The last wall stands where all drawing passes."""
    widget = Static(Content("inside"))
    widget.styles.border = ("round", "red")
    widget.border_title = Content("title")
    app = Show(widget)
    app._filters.append(Upper())
    async with app.run_test() as pilot:
        await pilot.pause()
        text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
        assert "INSIDE" in text
        assert "TITLE" in text


class TitledApp(App[None]):
    def compose(self) -> ComposeResult:
        yield TitledPane()


class TitledPane(Static):
    DEFAULT_CSS = "TitledPane { border: solid white; height: 5; }"
    drawn: list[int]

    def on_mount(self) -> None:
        self.drawn = []
        self.border_title = Content("before")

    def render_line(self, y: int) -> Strip:
        self.drawn.append(y)
        return super().render_line(y)


async def test_a_title_set_behind_its_property_is_drawn_with_the_top_line_alone() -> None:
    """`Pane` counts on it: the property draws the whole pane anew."""
    async with TitledApp().run_test(size=(20, 6)) as pilot:
        pane = pilot.app.query_one(TitledPane)
        await pilot.pause()
        pane.drawn.clear()
        pane._border_title = Content("after")
        pane.refresh(Region(-1, -1, pane.outer_size.width, 1))
        await pilot.pause()
        top = pilot.app.screen._compositor.render_strips()[0].text
        assert "after" in top and pane.drawn == []
        pane.border_title = Content("again")
        await pilot.pause()
        assert pane.drawn


async def test_border_titles_take_content_as_it_stands() -> None:
    widget = Static("")
    widget.styles.border = ("round", "red")
    app = Show(widget)
    async with app.run_test():
        widget.border_title = Content("[/] x")
        assert widget._border_title.plain == "[/] x"


class Priority(Show):
    """A priority binding above a text area."""

    BINDINGS = (Binding("ctrl+f", "hit", priority=True), Binding("ctrl+z", "hit", priority=True), Binding("x", "hit"))

    def __init__(self) -> None:
        super().__init__(TextArea())
        self.hits = 0

    def action_hit(self) -> None:
        self.hits += 1


async def test_priority_bindings_come_before_a_text_area_and_letters_do_not() -> None:
    app = Priority()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+f", "ctrl+z", "x")
        assert app.hits == 2
        assert app.query_one(TextArea).text == "x"


class Modal(ModalScreen[None]):
    """A popup."""


class Below(Show):
    """A screen whose priority bindings must sleep under a popup."""

    def __init__(self) -> None:
        super().__init__(TextArea())
        self.hits = 0

    def action_hit(self) -> None:
        self.hits += 1

    def on_mount(self) -> None:
        self.screen._bindings = BindingsMap([Binding("ctrl+n", "app.hit", priority=True)])


async def test_a_screens_priority_bindings_do_not_act_under_a_popup() -> None:
    app = Below()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+n")
        await app.push_screen(Modal())
        await pilot.press("ctrl+n")
        assert app.hits == 1


async def test_focus_comes_back_after_a_popup() -> None:
    app = Below()
    async with app.run_test() as pilot:
        area = app.query_one(TextArea)
        area.focus()
        await pilot.pause()
        await app.push_screen(Modal())
        app.pop_screen()
        await pilot.pause()
        assert app.focused is area


class Base(Static):
    """A handler in a base class."""

    def __init__(self, log: list[str]) -> None:
        super().__init__("")
        self.log_of = log

    def on_mount(self) -> None:
        self.log_of.append("base")


class Derived(Base):
    """And one in the class below it."""

    def on_mount(self) -> None:
        self.log_of.append("derived")


async def test_mount_handlers_of_all_classes_run_without_calling_super() -> None:
    """Calling it would run the base's twice."""
    log: list[str] = []
    async with Show(Derived(log)).run_test():
        assert log == ["derived", "base"]


async def test_every_edit_of_a_text_area_passes_through_edit() -> None:
    """Typed, pasted and inserted text is cleaned at one place."""
    seen: list[str] = []

    class Watched(TextArea):
        def edit(self, edit: Any) -> Any:
            seen.append(edit.text)
            return super().edit(edit)

    app = Show(Watched())
    async with app.run_test() as pilot:
        area = app.query_one(Watched)
        area.focus()
        await pilot.press("a")
        app.post_message(events.Paste("b"))
        await pilot.pause()
        area.insert("c")
        assert seen == ["a", "b", "c"]


async def test_the_cursor_position_is_the_apps_and_follows_a_text_area() -> None:
    app = Show(TextArea())
    async with app.run_test() as pilot:
        app.query_one(TextArea).focus()
        await pilot.press("a", "b")
        first = app.cursor_position
        await pilot.press("少")
        assert isinstance(first, Offset)
        assert app.cursor_position.x - first.x == 2


def test_scroll_views_bind_the_arrow_keys_themselves() -> None:
    """Lists leave these bindings out, or their own keys would never be reached in a long list."""
    keys = {binding.key for binding in ScrollView._merged_bindings.key_to_bindings.get("end", [])} if (
        ScrollView._merged_bindings
    ) else set()  # fmt: skip
    assert keys == {"end"}


@pytest.mark.parametrize(
    ("sent", "key", "character"),
    [
        ("１", "１", "１"),
        ("少", "少", "少"),
        ("？", "fullwidth_question_mark", "？"),
        ("／", "fullwidth_solidus", "／"),
        ("、", "ideographic_comma", "、"),
        ("：", "fullwidth_colon", "："),
        ("\x13", "ctrl+s", "\x13"),
        ("\x1bOP", "f1", None),
        ("\x1b[20~", "f9", None),
    ],
)
def test_keys_arrive_under_these_names(sent: str, key: str, character: str | None) -> None:
    (event,) = list(GuardedParser().feed(sent))
    assert isinstance(event, events.Key)
    assert (event.key, event.character) == (key, character)


def test_single_characters_in_bindings_get_the_names_that_keys_have() -> None:
    made = BindingsMap([Binding("？", "x"), Binding("１", "x"), Binding("/", "x")])
    assert set(made.key_to_bindings) == {"fullwidth_question_mark", "１", "slash"}


def test_the_driver_takes_the_parser_from_its_module() -> None:
    former = linux_driver.XTermParser
    try:
        guard_pastes(linux_driver.LinuxDriver)
        assert linux_driver.XTermParser is GuardedParser
    finally:
        linux_driver.XTermParser = former  # type: ignore[misc]


def test_a_strip_may_be_made_of_segments_and_cut_to_a_width() -> None:
    assert Strip([Segment("少发")]).adjust_cell_length(6).cell_length == 6


def test_the_workstation_hides_textuals_own_palette_and_keys() -> None:
    """Ctrl+P, Ctrl+Q and Ctrl+C are the command table's."""
    assert Workstation.ENABLE_COMMAND_PALETTE is False
    assert not Workstation._merged_bindings or not Workstation._merged_bindings.key_to_bindings
