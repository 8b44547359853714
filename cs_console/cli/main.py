"""The root command: global options, groups imported only when used, errors as `error: what — how to mend it`."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from cs_console import __version__, i18n
from cs_console.cli.common import State
from cs_console.errors import CsError
from cs_console.i18n import t

GROUPS = (
    "demo", "init", "check", "intake", "queue", "phrase", "autoreply", "order", "promise", "buyer",
    "goods", "price", "case", "followup", "complaint", "problem", "gap", "lead", "suggestion", "csat", "review",
    "shift", "handover", "report", "qa", "train", "team", "db", "keys", "listen", "serve",
)  # fmt: skip
"""Subcommands in the order `--help` lists them; each is a module of this package with an `app`."""


class LazyGroup(TyperGroup):
    """Imports a group's module only when that group is called, so that `--help` stays quick."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Names, without importing anything."""
        return list(GROUPS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the one group that was asked for."""
        if cmd_name not in GROUPS:
            return None
        module = importlib.import_module(f"cs_console.cli.{cmd_name}")
        command = get_command(module.app)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Names with their one-line help from the catalogue, still importing nothing."""
        with formatter.section(t("cli.commands")):
            formatter.write_dl([(name, t(f"cli.help.{name}")) for name in GROUPS])


def _app() -> typer.Typer:
    app = typer.Typer(
        cls=LazyGroup, rich_markup_mode=None, add_completion=False, invoke_without_command=True,
        help=t("cli.help"), pretty_exceptions_enable=False,
    )  # fmt: skip

    @app.callback()
    def root(
        ctx: typer.Context,
        workspace: Annotated[str | None, typer.Option(help=t("cli.option.workspace"), metavar="DIR")] = None,
        db: Annotated[str | None, typer.Option(help=t("cli.option.db"), metavar="URL")] = None,
        agent: Annotated[str | None, typer.Option(help=t("cli.option.agent"), metavar="NAME")] = None,
        lang: Annotated[str | None, typer.Option(help=t("cli.option.lang"), metavar="zh|en")] = None,
        pin_stdin: Annotated[bool, typer.Option("--pin-stdin", help=t("cli.option.pin_stdin"))] = False,
        version: Annotated[bool, typer.Option("--version", "-V", help=t("cli.option.version"))] = False,
    ) -> None:
        if version:
            print(f"cs-console {__version__}")
            raise typer.Exit
        if lang not in (None, "zh", "en"):
            raise typer.BadParameter(t("cli.bad_lang", lang=lang), param_hint="--lang")
        state = State(
            workspace_option=workspace, db_option=db, agent_option=agent, lang_option=lang, pin_stdin=pin_stdin
        )
        ctx.obj = state
        ctx.call_on_close(state.close)
        if ctx.invoked_subcommand is None:
            from cs_console.cli.workstation import open_workstation

            raise typer.Exit(open_workstation(state))

    return app


def _early_language(arguments: list[str]) -> str | None:
    """The language asked for, known before any help text is rendered."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang" and position + 1 < len(arguments):
            return arguments[position + 1]
    return None


def run_command_line(arguments: list[str]) -> int:
    """Run and translate every ending into an exit code."""
    i18n.set_language(_early_language(arguments))
    command = get_command(_app())
    try:
        result = command.main(arguments, prog_name="cs-console", standalone_mode=False)
    except CsError as error:
        print(f"error: {i18n.render(error)}", file=sys.stderr)
        return error.exit_code
    except typer.Exit as ending:
        return ending.exit_code
    except typer.Abort:
        print(f"error: {t('cli.aborted')}", file=sys.stderr)
        return 1
    except typer.TyperException as error:
        return _usage(error)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(f"error: {t('cli.aborted')}", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 - the last wall: a person reads a line, the log has the rest
        return _unexpected(error)
    return result if isinstance(result, int) else 0


def _unexpected(error: Exception) -> int:
    """A fault of ours: the masked trace goes to a log file, a line says where (rule X1)."""
    from cs_console.bootstrap import crash_log

    path = crash_log(error)
    print(
        f"error: {t('cli.unexpected', kind=type(error).__name__)} — {t('cli.unexpected_log', path=path)}",
        file=sys.stderr,
    )
    return 1


def _usage(error: typer.TyperException) -> int:
    from cs_console.cli.usage import usage_words

    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "cs-console"
    print(f"error: {usage_words(error)} — {t('cli.see_help', command=path)}", file=sys.stderr)
    return error.exit_code
