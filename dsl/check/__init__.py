"""The checker: what was written, to what it means."""

from __future__ import annotations

from .ruleset import check

__all__ = ["check"]
