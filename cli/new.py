"""`scoreline new`: start a small project."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click

from ..dsl.files import write_file
from .output import note, stop

# file of the project → its template in templates/
FILES = {
    "leads.score": "rules.score.j2",
    "lists/competitors.csv": "competitors.csv.j2",
    "data/leads.csv": "leads.csv.j2",
    "data/events.csv": "events.csv.j2",
    "leads.binding.toml": "binding.toml.j2",
    "README.md": "README.md.j2",
    ".github/workflows/scoreline.yml": "workflow.yml.j2",
}


@click.command(epilog="Example: scoreline new my_leads")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def command(folder: Path) -> None:
    """Start a small project: rules with examples, a list, sample data, a binding, a README, a workflow for CI.

    Nothing is overwritten: if one of the files is there already, nothing is written at all.
    """
    taken = [name for name in FILES if (folder / name).exists() or (folder / name).is_symlink()]
    if taken:
        stop(f"{folder} has {', '.join(f'`{name}`' for name in taken)} already; nothing was written")
    for name, text in project(ruleset_name(folder)):
        write_file(folder / name, text)
    note(f"wrote {len(FILES)} files to {folder}")
    note(f"\nnext: cd {shlex.quote(str(folder))} && scoreline test leads.score && scoreline show leads.score")


def project(name: str) -> list[tuple[str, str]]:
    """The files of a new project: path and text."""
    import jinja2

    templates = jinja2.Environment(
        loader=jinja2.PackageLoader("scoreline.cli"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # rule files and CSV, nothing for a browser
    )
    return [(file, templates.get_template(template).render(name=name)) for file, template in FILES.items()]


def ruleset_name(folder: Path) -> str:
    """A plain name after the folder's."""
    words = re.findall(r"[^\W_]+", folder.resolve().name.lower())
    name = "_".join(words)
    return name if name and not name[0].isdigit() else f"leads_{name}".rstrip("_")
