"""Places of fixed values in which a parameter's name could stand.

Values have taken the place of parameters before anything is checked. A name that is still there has been reported:
here it is nothing, in silence.
"""

from __future__ import annotations

from .. import syntax
from .context import Context


def literal(_: Context, written: syntax.Literal_ | syntax.Name) -> syntax.Literal_ | None:
    return None if isinstance(written, syntax.Name) else written


def number(_: Context, written: syntax.Amount) -> syntax.Number | None:
    return None if isinstance(written, syntax.Name) else written


def percent(_: Context, written: syntax.Share_) -> syntax.Percent | None:
    return None if isinstance(written, syntax.Name) else written


def length(_: Context, written: syntax.Length) -> syntax.Duration | None:
    return None if isinstance(written, syntax.Name) else written


def text(_: Context, written: syntax.Text | syntax.Name) -> syntax.Text | None:
    return None if isinstance(written, syntax.Name) else written


def points(_: Context, written: syntax.Points) -> syntax.Number | None:
    return written if isinstance(written, syntax.Number) else None
