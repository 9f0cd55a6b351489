"""How events stand to each other in time: sequences, bursts, visits. Events are told apart by identity."""

from __future__ import annotations

from collections.abc import Sequence

from ...dsl import model
from ..result import Event


def holds(relation: model.Relation, event: Event, others: Sequence[Event]) -> bool:
    """Whether the event stands to one of the others (those that pass the inner filter) as the relation says."""
    match relation:
        case model.Follows(_, within, same, negated):
            found = any(0 <= event.at - other.at <= within and _another(event, other, same) for other in others)
        case model.FollowedBy(_, longest, same, negated):
            found = any(
                other.at >= event.at
                and (longest is None or other.at - event.at <= longest)
                and _another(event, other, same)
                for other in others
            )
    return found is not negated


def _another(event: Event, other: Event, same: str | None) -> bool:
    if event is other:
        return False
    return same is None or (event.values.get(same) is not None and event.values.get(same) == other.values.get(same))


def bursts(events: Sequence[Event], count: int, within: int) -> set[int]:
    """Places, in order of time, of the events that belong to `count` events spanning at most `within` seconds."""
    ordered = sorted(range(len(events)), key=lambda place: events[place].at)
    found: set[int] = set()
    for last in range(count - 1, len(ordered)):
        first = last - count + 1
        if events[ordered[last]].at - events[ordered[first]].at <= within:
            found.update(ordered[first : last + 1])
    return found


def visits(events: Sequence[Event], silence: int) -> list[list[Event]]:
    """Events, the earliest first, cut where one lies more than `silence` seconds after the one before."""
    parts: list[list[Event]] = []
    for event in events:
        if parts and event.at - parts[-1][-1].at <= silence:
            parts[-1].append(event)
        else:
            parts.append([event])
    return parts
