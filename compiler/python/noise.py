"""Noise → a function in front of the one pass, which leaves events out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...dsl import model
from .conditions import Conditions
from .events import Accumulators
from .frame import Var
from .loop import EventLoop
from .operands import Values
from .raw_rows import ROW_TYPE
from .sections import Results
from .source import Lines

if TYPE_CHECKING:
    from .evaluation import Evaluation


def write(evaluation: Evaluation, lines: Lines) -> None:
    """The function, and its call. Each rule judges all events, those that other rules leave out among them."""
    frame = evaluation.frame
    results = Results()
    events = Accumulators(frame, results)
    conditions = Conditions(frame, Values(frame, events))
    with frame.recording() as used:
        frame.as_of()
        for rule in evaluation.plan.noise:
            _rule(evaluation, events, results, rule)
        body = Lines()
        body.add("ignored = _Ignored()  # what cannot be read is counted with the events that stay")
        body.add("every = list(events)")
        body.add("dropped: set[int] = set()")
        loop = Lines()
        EventLoop(frame, events, conditions).write(loop, "every")
    body.extend(loop)
    body.add("if not dropped:")
    with body.block():
        body.add("return every")
    body.add("return [event for seen, event in enumerate(every, 1) if seen not in dropped]")
    parameters = list(used.values())
    function = evaluation.function(
        ("heard", ""),
        [Var("events", f"Iterable[{ROW_TYPE}]"), *parameters],
        f"list[{ROW_TYPE}]",
        "The events that no `ignore` leaves out.",
        body,
        reads=True,
    )
    lines.add(f"events = {function}({', '.join(['events', *(each.name for each in parameters)])})")


def _rule(evaluation: Evaluation, events: Accumulators, results: Results, rule: model.Noise) -> None:
    """Statements that drop what the rule leaves out."""
    frame = evaluation.frame
    alone = model.EventFilter(rule.kinds, rule.where, None)
    found = events.found(alone).variable.name
    chosen = found
    if rule.relation is not None:
        chosen = events.found(model.EventFilter(rule.kinds, rule.where, None, rule.relation)).variable.name
    crowd = ""
    if rule.burst is not None:
        most, within = rule.burst
        crowd = frame.names.local(f"{found}_crowded")
        results.add(f"{crowd} = _crowded({found}, {most + 1}, {within:_})")
    dropped = f"row[1] for row in {chosen}" + (f" if row[1] in {crowd}" if crowd else "")
    statement = f"dropped.update({dropped})"
    if rule.lead is None:
        results.add(statement)
        return
    with frame.defining():
        test = evaluation.conditions.met(rule.lead)
    frame.flush(frame.before)
    noisy = frame.placed(Var(frame.names.local("noisy"), "bool"), frame.before)
    frame.before.put(f"{noisy.name} = ", test)
    frame.use(noisy)
    with results.block(f"if {noisy.name}:"):
        results.add(statement)
