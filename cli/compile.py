"""`scoreline compile`: a rule file → a Python module, SQL views, or a project of dbt or SQLMesh."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..dsl.files import write_file
from .output import USAGE, note, open_binding, open_rules, put, refuse_to_overwrite
from .problems import as_text, stop_unbuilt, stop_unsaid

if TYPE_CHECKING:
    from ..compiler.plan import Plan
    from ..compiler.projects.examples import Example
    from ..compiler.sql.typed import Tables
    from ..dsl.binding import Binding


@click.command(
    "compile",
    epilog="\b\nExamples: scoreline compile leads.score --to python -o scorer.py\n"
    "          scoreline compile leads.score --to sql --dialect duckdb -o views\n"
    "          scoreline compile leads.score --to dbt --dialect postgres --binding crm.toml -o project",
)
@click.argument("rules", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--to", "target", type=click.Choice(("python", "sql", "dbt", "sqlmesh")), required=True)
@click.option("--dialect", metavar="NAME", default="duckdb", show_default=True, help="The engine that the SQL is for.")
@click.option(
    "--binding",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Which tables and columns the leads and events come from; not for Python.",
)
@click.option("--schema", metavar="NAME", help="For SQL: where all objects are made, and tables are looked for first.")
@click.option(
    "--tables",
    metavar="URL",
    help="For dbt and SQLMesh: a database in which to look up the tables' columns; nothing is changed there.",
)
@click.option(
    "--native", is_flag=True, help="For Python: also build the module as a compiled one, which is twice as fast."
)
@click.option(
    "-o",
    "--output",
    "output",
    type=click.Path(path_type=Path, allow_dash=True),
    required=True,
    help="For Python a file, or `-` to print it; for the others a folder.",
)
def command(
    rules: Path,
    target: str,
    dialect: str,
    binding: Path | None,
    schema: str | None,
    tables: str | None,
    native: bool,
    output: Path,
) -> None:
    """Compile a rule file to code that runs without scoreline.

    `--to python` writes one module that needs the standard library only; `--to sql` writes the statements that make
    the views; `--to dbt` and `--to sqlmesh` write a project, or add the rules to one that is in the folder. The same
    rule file gives the same bytes. Files are written whole or not at all.
    """
    from ..compiler.lower import lower

    if target == "python" and binding is not None:
        raise click.UsageError("`--binding` is not for `--to python`: a module is given leads, not tables")
    if target == "python" and output.is_dir():
        raise click.UsageError(f"`{output}` is a folder; `-o` wants a file, such as `{output / 'scorer.py'}`")
    if native and (target != "python" or str(output) == "-"):
        raise click.UsageError("`--native` is for `--to python` with a file: the compiled module stands beside it")
    if target != "sql" and schema is not None:
        raise click.UsageError("`--schema` is for `--to sql`")
    if target in ("python", "sql") and tables is not None:
        raise click.UsageError("`--tables` is for `--to dbt` and `--to sqlmesh`")
    if target != "python" and (output.is_file() or str(output) == "-"):
        raise click.UsageError(f"`-o {output}` is not a folder; {_NAMES[target]} is written as several files")
    if target != "python":
        _refuse_unknown(dialect)
    refuse_to_overwrite(output, rules)
    ruleset, _ = open_rules(rules)
    plan = lower(ruleset)
    if target in ("dbt", "sqlmesh"):
        _write_project(target, rules, plan, open_binding(binding, plan), dialect, tables, output)
        return
    if target == "python":
        _write_module(plan, output, native)
        return
    from ..compiler.sql.dialects.lowering import Unsayable
    from ..compiler.sql.scripts import scripts
    from ..compiler.sql.typed import Refused

    try:
        files = scripts(plan, dialect, open_binding(binding, plan), schema)
    except (Unsayable, Refused) as refused:
        stop_unsaid(refused, dialect)
    for name, text in files:
        write_file(output / name, text)
    note(f"wrote {len(files)} files to {output}: {', '.join(name for name, _ in files)}")
    written = {name for name, _ in files}
    others = sorted(path.name for path in output.glob("[0-9][0-9]_*.sql") if path.name not in written)
    if others:
        note(f"{output} also has files from before: {', '.join(others)}")


_NAMES = {"sql": "SQL", "dbt": "a dbt project", "sqlmesh": "a SQLMesh project"}


def _write_module(plan: Plan, output: Path, native: bool) -> None:
    """Writes the module, and the compiled one beside it; both or none."""
    from ..compiler.python import emit
    from ..compiler.python.native import NotBuiltError, library, library_name

    text = emit(plan)
    if str(output) == "-":
        put(text)
        return
    beside = output.with_name(library_name(output.stem))
    if native:
        if output.suffix != ".py":
            raise click.UsageError(
                f"`-o {output}` has to end with `.py`: Python finds the compiled module by that name"
            )
        try:
            compiled = library(emit(plan, native=True), output.stem)
        except NotBuiltError as error:
            stop_unbuilt(error)
        write_file(beside, compiled)
    write_file(output, text)
    note(f"wrote {output}" + (f" and {beside}" if native else ""))
    if not native and beside.exists():
        note(f"{beside} was built of an earlier version, and Python would take that: delete it, or use `--native`")


def _write_project(
    target: str, rules: Path, plan: Plan, binding: Binding, dialect: str, url: str | None, output: Path
) -> None:
    """Writes the files of a project; what a project has once stays as it is where it is somebody else's."""
    from ..compiler.projects.dbt import dbt_project
    from ..compiler.projects.sqlmesh import sqlmesh_project
    from ..compiler.sql.dialects.lowering import Unsayable
    from ..compiler.sql.typed import Refused

    examples, left_out = _examples(rules, plan)
    tables = None
    if url is not None:
        binding, tables = _looked_up(url, plan, binding)
    try:
        make = dbt_project if target == "dbt" else sqlmesh_project
        project = make(plan, binding, dialect, examples, tables)
    except (Unsayable, Refused) as refused:
        stop_unsaid(refused, dialect)
    # What a project has once may be changed by its owner, or be somebody else's: it is written where there is none.
    there = {name: output / name for name in project.whole if (output / name).exists()}
    whole = {} if project.main in there else {n: t for n, t in project.whole.items() if n not in there}
    for name, text in (project.files | whole).items():
        write_file(output / name, text)
    note(f"wrote {len(project.files | whole)} files to {output}{_tested(sum(map(len, examples)), left_out)}")
    other = [name for name, path in there.items() if path.read_bytes() != project.whole[name].encode()]
    if project.main in other:
        stayed = "stayed as it is" if len(other) == 1 else "stayed as they are"
        note(f"{output} is a project already: its {', '.join(other)} {stayed}")
    folders = {Path(name).parent for name in project.files if len(Path(name).parts) > 2}
    found = {path.relative_to(output) for folder in folders for path in (output / folder).iterdir() if path.is_file()}
    old = sorted(str(path) for path in found - {Path(name) for name in project.files})
    if old:
        note(f"{output} also has files that these rules do not have (any more); delete them: {', '.join(old)}")


def _looked_up(url: str, plan: Plan, binding: Binding) -> tuple[Binding, Tables]:
    """The binding with names of columns as the database has them, and their types; ends the command where they lack."""
    from ..warehouse.bound import bound
    from ..warehouse.refusals import Refused
    from .warehouse import in_database

    with in_database(url, None, "--tables") as connection:
        found = bound(plan, binding, connection)
        if found.problems:
            raise Refused(list(found.problems))
        return found.binding, found.tables


def _tested(samples: int, left_out: int) -> str:
    """What became of the samples."""
    if not samples and not left_out:
        return "; the rules have no samples, so there are no unit tests"
    left = f", {left_out} left out: no key of their own" if left_out else ""
    return f"; {samples} sample{'' if samples == 1 else 's'} as unit tests{left}"


_TOGETHER = 100  # samples in one unit test: dbt compares its rows one by one


def _examples(rules: Path, plan: Plan) -> tuple[list[list[Example]], int]:
    """The samples of the rule file and of the files that it names, by what one test can take, and those left out."""
    from ..compiler.projects.examples import Example
    from ..dsl.diagnostics import DiagnosticError, has_errors
    from ..harness.cases import batches, case_of
    from ..harness.files import collect

    collected = collect(rules)
    if has_errors(collected.diagnostics):
        raise DiagnosticError(collected.diagnostics)
    samples = collected.samples
    cases = [case_of(sample, plan) for sample in samples]
    found: list[list[Example]] = []
    for batch in batches(plan, cases, [sample.as_of for sample in samples]):
        each = [Example(samples[i], c.leads, c.account) for i, c in zip(batch.places, batch.cases, strict=True)]
        sound = [e for e in each if all(lead.key for lead in e.leads) and len({x.key for x in e.leads}) == len(e.leads)]
        found += [sound[i : i + _TOGETHER] for i in range(0, len(sound), _TOGETHER)]
    return found, len(samples) - sum(map(len, found))


def _refuse_unknown(dialect: str) -> None:
    """Ends the command where there is no such dialect, with the nearest or those that there are."""
    from ..compiler.sql.emit import DIALECTS
    from ..dsl.findings import did_you_mean, quoted
    from ..warehouse.refusals import Problem

    if dialect not in DIALECTS:
        known = f"dialects are {quoted(sorted(DIALECTS), len(DIALECTS))}"
        problem = Problem("SL1022", f"there is no dialect `{dialect}`", did_you_mean(dialect, DIALECTS, known))
        put(as_text(problem), err=True)
        note("\nnothing was written")
        raise click.exceptions.Exit(USAGE)
