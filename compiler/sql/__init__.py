"""SQL output: views that score leads inside a database."""

from __future__ import annotations

from .emit import DIALECTS, Statement, Views, emit
from .files import rendered, write

__all__ = ["DIALECTS", "Statement", "Views", "emit", "rendered", "write"]
