"""Opening a connection by a URL; drivers are loaded when they are needed."""

from __future__ import annotations

import importlib

from ..compiler.sql.dialects.dialect import ReadsColumns
from ..compiler.sql.emit import DIALECTS
from .connection import Connection
from .urls import Target


def reads_tables(target: Target) -> bool:
    """Whether typed relations can be made over raw tables of the engine: of any type, or of declared ones."""
    return target.engine == "duckdb" or isinstance(DIALECTS[target.engine], ReadsColumns)


def connect(target: Target) -> Connection:
    """Raises EngineError, NotInstalled."""
    connection: Connection = importlib.import_module(f".{target.engine}", __package__).connect(target)
    return connection
