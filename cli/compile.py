"""`scoreline compile`: a rule file → a Python module, or SQL views."""

from __future__ import annotations

from pathlib import Path

import click

from ..dsl.files import write_file
from .output import note, open_binding, open_rules, put, refuse_to_overwrite, stop


@click.command(
    "compile",
    epilog="\b\nExamples: scoreline compile leads.score --to python -o scorer.py\n"
    "          scoreline compile leads.score --to sql --dialect duckdb -o views",
)
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "target", type=click.Choice(("python", "sql")), required=True)
@click.option("--dialect", metavar="NAME", default="duckdb", show_default=True, help="For SQL: the engine it is for.")
@click.option(
    "--binding",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="For SQL: which tables and columns the leads and events come from.",
)
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    help="For Python a file, or `-` to print it; for SQL a folder.",
)
def command(rules: Path, target: str, dialect: str, binding: Path | None, output: Path) -> None:
    """Compile a rule file to code that runs without scoreline.

    `--to python` writes one module that needs the standard library only; `--to sql` writes the statements that make
    the views. The same rule file gives the same bytes. Files are written whole or not at all.
    """
    from ..compiler.lower import lower

    if target == "python" and binding is not None:
        raise click.UsageError("`--binding` is for `--to sql`: a Python module is given leads, not tables")
    if target == "python" and output.is_dir():
        raise click.UsageError(f"`{output}` is a folder; `-o` wants a file, such as `{output / 'scorer.py'}`")
    if target == "sql" and (output.is_file() or str(output) == "-"):
        raise click.UsageError(f"`-o {output}` is not a folder; SQL is written as several files")
    if target == "sql":
        _refuse_unknown(dialect)
    refuse_to_overwrite(output, rules)
    ruleset, _ = open_rules(rules)
    plan = lower(ruleset)
    if target == "python":
        from ..compiler.python import emit

        text = emit(plan)
        if str(output) == "-":
            put(text)
            return
        write_file(output, text)
        note(f"wrote {output}")
        return
    from ..compiler.sql.dialects.lowering import Unsayable
    from ..compiler.sql.scripts import scripts
    from ..compiler.sql.typed import Refused

    try:
        files = scripts(plan, dialect, open_binding(binding, plan))
    except Unsayable as refused:
        stop(f"{rules} cannot be compiled for {dialect}: {refused}")
    except Refused as refused:
        help_ = f"; {refused.help}" if refused.help else ""
        place = f"{refused.span.file}:{refused.span.line}: " if refused.span is not None else ""
        stop(f"{place}{refused.message}{help_}")
    for name, text in files:
        write_file(output / name, text)
    note(f"wrote {len(files)} files to {output}: {', '.join(name for name, _ in files)}")
    written = {name for name, _ in files}
    others = sorted(path.name for path in output.glob("[0-9][0-9]_*.sql") if path.name not in written)
    if others:
        note(f"{output} also has files from before: {', '.join(others)}")


def _refuse_unknown(dialect: str) -> None:
    """Ends the command where there is no such dialect, with those that there are."""
    from ..compiler.sql.emit import DIALECTS
    from ..dsl.findings import quoted

    if dialect not in DIALECTS:
        known = quoted(sorted(DIALECTS), len(DIALECTS))
        raise click.BadParameter(f"there is no dialect `{dialect}`; dialects are {known}", param_hint="'--dialect'")
