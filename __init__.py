"""Scoreline: a small language for lead scoring, and its compiler."""

from __future__ import annotations

__version__ = "0.1.0"
