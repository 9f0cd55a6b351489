"""The command line. A command's module is imported when it runs, so that `--help` and `--version` are quick."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from .. import __version__
from .output import INTERNAL, USAGE, put

# name → what `scoreline --help` says of it; the command itself is `command` in the module of that name.
COMMANDS: dict[str, str] = {
    "check": "Find what is wrong in rule files.",
    "compile": "Turn a rule file into a Python module or SQL views.",
    "deploy": "Put the views of a rule file into a database, and in service.",
    "dialects": "List the engines that SQL is written for.",
    "explain": "Say why one lead has its score.",
    "fmt": "Lay out rule files like a scorecard.",
    "new": "Start a small project.",
    "path": "Show how a lead's scores went over time.",
    "rollback": "Put the former version of a deployed ruleset back in service.",
    "score": "Score the leads of a file.",
    "show": "Print what a rule file means, every default filled in.",
    "test": "Run the samples of rule files.",
    "version": "Print the version.",
}


class _Commands(click.Group):
    """Commands by name; and the net below them: no input may end in a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".{cmd_name}", __package__)
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, COMMANDS, 1, 0.6)
            known = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(COMMANDS)}"
            ctx.fail(f"no such command: `{name}`; {known}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            outcome = super().invoke(ctx)
            sys.stdout.flush()
            return outcome
        except (click.ClickException, click.exceptions.Exit, click.exceptions.Abort):
            raise
        except KeyboardInterrupt:
            raise click.exceptions.Exit(130) from None
        except BrokenPipeError:
            # Nobody reads any more; without this the interpreter complains when it flushes at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise click.exceptions.Exit(141) from None
        except Exception as error:
            if os.environ.get("SCORELINE_DEBUG"):
                raise
            raise click.exceptions.Exit(_report(error)) from None


def _report(error: Exception) -> int:
    """Says in a line what happened; the exit code."""
    from ..dsl.diagnostics import DiagnosticError

    match error:
        case DiagnosticError():
            from .output import show_findings

            return show_findings(error.diagnostics)
        case OSError():
            named = f"`{error.filename}`: " if error.filename else ""
            put(f"scoreline: {named}{(error.strerror or str(error)).lower()}\n", err=True)
            return USAGE
        case _:
            said = " ".join(str(error).split())[:300]
            put(
                f"scoreline: internal error ({type(error).__name__}: {said}); please report it with the command "
                "and the files; SCORELINE_DEBUG=1 shows where it happened\n",
                err=True,
            )
            return INTERNAL


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: scoreline score leads.score --leads leads.csv",
)
@click.version_option(__version__, prog_name="scoreline", message="%(prog)s %(version)s")
def main() -> None:
    """Score leads by rules that read like a scorecard.

    Exit codes: 0 fine, 1 findings or failed tests, 2 usage or input that cannot be read.
    """
