"""Rulesets of a wanted size, for tests of scans, depth and width."""

from __future__ import annotations

from scoreline.dsl import model
from scoreline.dsl.source import Span

DAY = 86_400
SPAN = Span("sized.score", 1, 1, 1, 9)
TEXT = model.ValueType("text")
INTEGER = model.ValueType("integer")
KINDS = ("page_view", "email_open", "demo_request", "trial_login", "status_change")
SCHEMA = model.Schema(
    (model.Attribute("id", TEXT), model.Attribute("n", INTEGER)),
    "id",
    None,
    tuple(model.EventKind(kind, True, (model.Attribute("page", TEXT),)) for kind in KINDS),
)


def sized(
    entries: list[model.Entry], lets: list[tuple[str, model.Condition]] | None = None, name: str = "sized"
) -> model.Ruleset:
    """A ruleset of one score."""
    return model.Ruleset(
        name=name,
        version="1",
        description="",
        time_zone="UTC",
        schema=SCHEMA,
        lists=(),
        lets=tuple(lets or ()),
        exclusions=(),
        scores=(model.Score("fit", tuple(entries), 0, 1_000_000_000, 2, SPAN),),
        grades=(),
        stages=None,
        samples=(),
        file="sized.score",
    )


def at_least(bound: int) -> model.Condition:
    return model.Compare(">=", model.LeadValue("n", INTEGER), model.Constant(bound, INTEGER))


def when_rules(count: int) -> list[model.Entry]:
    """Rule i pays i + 1 thousandths to a lead with n >= i."""
    return [model.WhenRule(f"when {i}", i + 1, at_least(i), None, SPAN) for i in range(count)]


def event_rules(count: int) -> list[model.Entry]:
    """Every form that a scan could hide in: plain, decayed, filtered, one per day or page, the latest 3."""
    return [_event_rule(i) for i in range(count)]


def _event_rule(i: int) -> model.OccurrenceRule:
    where = model.TextTest("starts", model.EventValue("page", TEXT), (f"/{i % 7}",), False) if i % 2 else None
    forms = ((None, None), (model.Period("day"), None), (model.EventValue("page", TEXT), 3), (None, 3), (None, 1))
    once_per, latest = forms[i % len(forms)]
    return model.OccurrenceRule(
        label=f"event {i}",
        points=1_000 + i,
        events=model.EventFilter((KINDS[i % len(KINDS)],), where, (30 + i) * DAY),
        once_per=once_per,  # type: ignore[arg-type]
        latest=latest,
        decay=model.Decay(model.Halve(DAY, 30)) if i % 3 else None,
        max_points=None,
        unless=None,
        span=SPAN,
    )
