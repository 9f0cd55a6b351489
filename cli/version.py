"""`scoreline version`: the versions that make an output what it is."""

from __future__ import annotations

import platform
from importlib import metadata

import click

from .. import __version__
from .output import put

_PARTS = ("lark", "duckdb", "sqlglot", "jinja2", "tzdata", "click", "rich")


@click.command(epilog="Example: scoreline version")
def command() -> None:
    """Print the version of scoreline, of Python and of the libraries that its output depends on."""
    rows = [("scoreline", __version__), ("python", platform.python_version())]
    for part in _PARTS:
        try:
            rows.append((part, metadata.version(part)))
        except metadata.PackageNotFoundError:
            rows.append((part, "not installed"))
    put("".join(f"{name:<10} {version}\n" for name, version in rows))
