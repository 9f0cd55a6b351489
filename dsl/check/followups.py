"""Follow up: who takes a lead, and by when; business hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from .. import model, syntax
from ..findings import declared, did_you_mean, shown
from ..lists import days_of
from ..zones import zone, zone_names
from . import conditions
from .clauses import clauses
from .context import Context
from .membership import use_list
from .numbers import plain, whole
from .parameters import number
from .reach import Reach
from .routes import no_reason, readable
from .stages import after_otherwise, first_met, too_many_lines

_WEEK: tuple[syntax.Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_SECONDS: dict[syntax.DueUnit, int] = {"minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
LONGEST = 366 * 86_400
MOST_BUSINESS_HOURS = 1_000
MOST_BUSINESS_DAYS = 260


def follow_up(
    ctx: Context,
    item: syntax.FollowUp,
    hours: tuple[syntax.BusinessHours, model.BusinessHours | None] | None,
    flags: Mapping[str, model.Condition],
) -> model.FollowUp | None:
    """`hours` are the business hours of the file; without any, the usual ones hold. They are in the model where a line
    needs them."""
    extra = clauses(ctx, item.clauses, "first met")
    fine = extra.fine and first_met(ctx, extra, item.span, "follow up, first met wins")
    fine = too_many_lines(ctx, len(item.lines), item.span) and fine
    if not item.lines and not ctx.scope.incomplete:
        ctx.report("SL0732", item.span, "`follow up` has no lines", 'add one: `"Inside sales" due in 1 hour when …`')
        return None
    inside = ctx.at("outcome")
    reach = Reach(inside, flags)
    made: list[model.FollowUpLine] = []
    otherwise: syntax.FollowUpLine | None = None
    needs_hours = False
    for line in item.lines:
        if otherwise is not None:
            after_otherwise(ctx, line.span, otherwise.span)
        due = _due(ctx, line.due) if line.due is not None else None
        fine = readable(ctx, line.label) and no_reason(ctx, line.because) and fine
        fine = fine and (line.due is None or due is not None)
        needs_hours = needs_hours or (due is not None and due.kind != "hours")
        condition: model.Condition | None = None
        if line.condition is None:
            otherwise = otherwise or line
            reach.otherwise(line.span)
        else:
            condition = conditions.whole_condition(inside, line.condition)
            if condition is None:
                fine = False
                continue
            if otherwise is None:
                reach.line(line.condition, condition, line.span)
        made.append(model.FollowUpLine(line.label.value, due, condition, line.span))
    calendar: model.BusinessHours | None = None
    if needs_hours:
        calendar = _usual_hours(ctx) if hours is None else hours[1]
        fine = fine and calendar is not None
    if not fine:
        return None
    return model.FollowUp(tuple(made), calendar, item.span)


def _due(ctx: Context, written: syntax.Due) -> model.Due | None:
    amount = number(ctx, written.count)
    if amount is None:
        return None
    count = whole(amount.value)
    if count is None or count < 1:
        ctx.report(
            "SL0607",
            written.span,
            f"{plain(amount.value)} is not possible here: whole {written.unit}s, at least 1",
            "use a smaller unit for parts"
            if count is None
            else f"write a whole number, such as `due in 1 {written.unit}`",
        )
        return None
    match written.unit:
        case "business hour":
            made, most, words = model.Due("business hours", count * 3_600), MOST_BUSINESS_HOURS, "business hours"
        case "business day":
            made, most, words = model.Due("business days", count), MOST_BUSINESS_DAYS, "business days"
        case unit:
            seconds = _SECONDS[unit]
            made, most, words = model.Due("hours", count * seconds), LONGEST // seconds, f"{unit}s"
    if count > most:
        ctx.report(
            "SL0607", written.span, f"a follow-up is due in at most {most} {words}", f"write `{most} {words}` or less"
        )
        return None
    return made


# ---- business hours --------------------------------------------------------------------------------------------------


def business_hours(
    ctx: Context, written: Sequence[syntax.BusinessHours]
) -> tuple[syntax.BusinessHours, model.BusinessHours | None] | None:
    """The first business hours with their meaning, None where that is wrong; reports a second line."""
    for item in written[1:]:
        ctx.findings.report(
            "SL0213",
            item.span,
            "business hours stand in the file twice",
            "keep one line",
            declared(written[0].span, "first one here"),
        )
    return (written[0], _hours(ctx, written[0])) if written else None


def _usual_hours(ctx: Context) -> model.BusinessHours:
    """What holds where a file does not say: Monday to Friday from 9 to 17, in the ruleset's zone, no holidays."""
    return model.BusinessHours((0, 1, 2, 3, 4), 9 * 3_600, 17 * 3_600, ctx.zone.name, ())


def _hours(ctx: Context, item: syntax.BusinessHours) -> model.BusinessHours | None:
    opens, closes = item.opens.minutes, item.closes.minutes
    fine = True
    if opens >= closes:
        ctx.report(
            "SL0728",
            item.closes.span,
            "the business day does not end after it begins",
            "write the earlier time first: `from 09:00 to 17:00`",
        )
        fine = False
    name = ctx.zone.name
    if item.time_zone is not None:
        try:
            name = zone(item.time_zone.value).name
        except KeyError:
            help = 'zones are called like `"Europe/Berlin"`'
            ctx.report(
                "SL0216",
                item.time_zone.span,
                f"there is no time zone {shown(item.time_zone.value)}",
                did_you_mean(item.time_zone.value, zone_names(), help),
            )
            fine = False
    holidays: tuple[int, ...] | None = ()
    if item.holidays is not None:
        entry = use_list(replace(ctx, lists=[]), item.holidays)  # no rule reads it
        holidays = None if entry is None else days_of(ctx.findings, entry, item.holidays)
    if not fine or holidays is None:
        return None
    days = tuple(sorted({_WEEK.index(day) for day in item.days}))
    return model.BusinessHours(days, opens * 60, closes * 60, name, tuple(sorted(holidays)))
