"""The Python output: a plan → one typed module that imports the standard library only."""

from __future__ import annotations

from .emitter import emit

__all__ = ["emit"]
