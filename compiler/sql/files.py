"""Views as files, one per statement, numbered in the order in which they run."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from .chains import comment_text
from .emit import Statement, Views

_WHAT = {
    "function": "a function that the views call",
    "as of": "the moment to score at: the current time, unless a table of this name takes its place",
    "list": "a list of the rules",
    "input": "typed data: the rules read nothing else",
    "view": "results",
}


def rendered(views: Views) -> tuple[tuple[str, str], ...]:
    """(file name, content) of each statement, with a header that names ruleset, version and content hash."""
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
    )
    template = environment.get_template("statement.sql.j2")
    return tuple(
        (
            _file_name(number, statement),
            template.render(
                ruleset=comment_text(views.ruleset),
                version=comment_text(views.version),
                content_hash=comment_text(views.content_hash),
                compiled_by=comment_text(views.compiled_by),
                dialect=views.dialect,
                what=_WHAT[statement.kind],
                sql=statement.sql.rstrip("\n"),
            ),
        )
        for number, statement in enumerate(views.statements, 1)
    )


def write(views: Views, directory: Path) -> tuple[Path, ...]:
    """Writes the files into the directory, which is made if need be. Raises OSError."""
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in rendered(views):
        path = directory / name
        path.write_text(content, encoding="utf-8", newline="")
        paths.append(path)
    return tuple(paths)


def _file_name(number: int, statement: Statement) -> str:
    plain = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in statement.name)
    return f"{number:02d}_{plain[:80]}.sql"
