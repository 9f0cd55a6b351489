"""Silence is only meaningful for leads that have existed long enough."""

from __future__ import annotations

from ..source import Span
from .context import Context


def needs_since(ctx: Context, span: Span, what: str) -> bool:
    """Whether the lead says how long it has existed, by its `since` attribute; reports it where not."""
    if ctx.schema.since is not None or ctx.schema.absent or ctx.scope.incomplete:
        return True
    ctx.report(
        "SL0403",
        span,
        f"{what} needs to know how long a lead has existed, or every new lead would count as quiet",
        "mark the attribute that says so: `created: timestamp since`",
    )
    return False
