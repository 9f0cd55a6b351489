"""When one question about events answers another: fewer events, in a longer window, of more kinds."""

from __future__ import annotations

from .. import model


def events_imply(later: model.Condition, earlier: model.Condition) -> bool:
    """Whether `earlier` is met wherever `later` is; False where that cannot be told."""
    match later, earlier:
        case model.Happened(a, least), model.Happened(b, wanted):
            return least >= wanted and inside(a, b)
        case model.Burst(a, count, within), model.Burst(b, wanted, longest):
            return count >= wanted and within <= longest and inside(a, b)
        case model.Burst(a, count, _), model.Happened(b, wanted):
            return count >= wanted and inside(a, b)
        case model.Quiet(a), model.Quiet(b):
            # A lead that exists for the longer window exists for the shorter one; `ever` asks for no existence.
            existed = b.window is None or a.window is not None
            return existed and a.since == b.since and inside(b, a)
        case _:
            return False


def inside(a: model.EventFilter, b: model.EventFilter) -> bool:
    """Whether every event that passes `a` passes `b`."""
    longer = b.window is None or (a.window is not None and a.window <= b.window)
    return (
        longer
        and set(a.kinds) <= set(b.kinds)
        and (b.where is None or a.where == b.where)
        and (b.relation is None or a.relation == b.relation)
        and (b.since is None or a.since == b.since)
    )
