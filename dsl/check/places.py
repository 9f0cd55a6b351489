"""What may be read where: a rule sees less than a stage line, another lead less than the lead itself."""

from __future__ import annotations

from ..reads import Reads
from ..source import Span
from .context import Context, Place

_RULES_LIKE: tuple[Place, ...] = ("lead", "rule", "flag", "stage", "outcome")
NARROW: tuple[Place, ...] = ("exclusion", "noise", "colleague")  # where not every named condition may stand
_AFTER_SCORES: tuple[Place, ...] = ("flag", "stage", "outcome")

# What a place is called where something does not belong to it.
_CALLED: dict[Place, str] = {
    "lead": "a named condition",
    "rule": "a rule",
    "exclusion": "`do not score when`",
    "noise": "`ignore … when`",
    "colleague": "a condition on other leads",
    "event": "`where`",
    "account": "what is computed for an account",
    "flag": "a flag",
    "stage": "a stage line",
    "outcome": "what comes after the stages",
}


def score_may_be_read(ctx: Context, name: str, span: Span) -> bool:
    """Whether the score or grade may be read here; reports it where not. What is read is noted."""
    info = ctx.outcomes.scores.get(name)
    grade = ctx.outcomes.grades.get(name)
    what = "score" if info is not None else "grade" if grade is None or not grade.matrix else "matrix"
    account = info.account if info is not None else grade is not None and grade.account
    if account != (ctx.place == "account") and not (ctx.place == "colleague" and ctx.of_score and not account):
        if account:
            message = f"`{name}` is the {what} of an account, which only rules, grades and stages of accounts read"
            help = "ask for what it is made of: `count of leads of the same … with …`"
        else:
            message = f"`{name}` is the {what} of a lead, and an account has many leads"
            help = f"say of which leads: `highest of {name} of leads of the account`"
            if info is None:
                help = by_a_score(ctx, f"{name} is …")
        ctx.report("SL0217", span, message, help)
        return False
    if ctx.place == "colleague":
        if ctx.of_score and info is not None:
            ctx.reads.score_of_leads(name, span)
            return True
        ctx.report(
            "SL0217",
            span,
            f"`{name}` is a {what}, which a condition on other leads cannot read",
            f"take it as a value: `highest of {name} of {ctx.asked}`; or {by_a_score(ctx, f'{name} at least 50')}"
            if info is not None
            else by_a_score(ctx, f"{name} is …"),
        )
        return False
    if ctx.place in ("exclusion", "noise"):
        ctx.report(
            "SL0217",
            span,
            f"`{name}` is a {what}, and {_CALLED[ctx.place]} comes before all scores",
            "compare it in a line of `stages`",
        )
        return False
    if info is not None:
        ctx.reads.score(name, span)
    else:
        ctx.reads.grade(name, span)
    return True


def flag_may_be_read(ctx: Context, name: str, span: Span) -> bool:
    if ctx.place in _AFTER_SCORES:
        ctx.reads.flag(name, span)
        return True
    help = "write the flag's condition here, or name it with `let`"
    if ctx.place == "colleague":
        help = f"write the flag's condition here; where that reads scores, {by_a_score(ctx, '…')}"
    elif ctx.place == "account":
        help = by_a_score(ctx, "…")
    ctx.report(
        "SL0217",
        span,
        f"`{name}` is a flag, which flags, stages and what follows them read, and not {_CALLED[ctx.place]}",
        help,
    )
    return False


def by_a_score(ctx: Context, test: str) -> str:
    """Help where leads are to be counted by an output of theirs: a score of 0 or 1, added up."""
    asked = ctx.asked or "leads of the account"
    score = f'score is_hot, limited to 0..1 {{ "Hot" +1 when {test} }}'
    return f"add up a score of 0 or 1, `sum of is_hot of {asked}`, that asks it of each lead: `{score}`"


def stage_may_be_read(ctx: Context, name: str, span: Span) -> bool:
    if ctx.place == "outcome" and not ctx.outcomes.stages[name].account:
        return True
    account = ctx.outcomes.stages[name].account
    help = "compare scores and grades; routes, `follow up`, `worklist`, `never` and `always` read stages"
    if ctx.place in ("exclusion", "noise"):
        help = "ask for attributes and events; all outputs come after it"
    elif ctx.place in ("colleague", "account") and not account:
        help = f"{by_a_score(ctx, '…')}, with what the stage's line asks for"
    ctx.report(
        "SL0217",
        span,
        f"`{name}` is the stage of {'an account' if account else 'a lead'}, which {_CALLED[ctx.place]} cannot read",
        help,
    )
    return False


def events_may_be_read(ctx: Context, span: Span) -> bool:
    """Whether events may be counted here; `where` has its own words for it."""
    if ctx.place in (*_RULES_LIKE, "exclusion", "colleague"):
        ctx.reads.event(span)
        return True
    if ctx.place == "noise":
        message = "`ignore … when` looks at attributes of the lead and its account, not at other events"
        help = "say which events with `where`, `within … after` or `more than … within`"
    elif ctx.place == "account":
        message = "events belong to leads, not to an account"
        help = "count them over its leads: `sum of (count of … in last 30 days) of leads of the account`"
    else:
        message = "`where` looks at one event at a time and cannot count or date other events"
        help = "put the second condition behind `when` or `unless`"
    ctx.report("SL0315" if ctx.place == "event" else "SL0324", span, message, help)
    return False


def leads_may_be_read(ctx: Context, span: Span) -> bool:
    """Whether other leads may be counted here."""
    if ctx.place in (*_RULES_LIKE, "exclusion", "account"):
        ctx.reads.other_leads(span)
        return True
    if ctx.place == "colleague":
        message, help = "other leads of another lead cannot be counted", "ask for attributes and events of that lead"
    elif ctx.place == "event":
        message = "`where` looks at one event at a time and cannot count other leads"
        help = "put the second condition behind `when` or `unless`"
    else:
        message, help = f"{_CALLED[ctx.place]} looks at one lead at a time and cannot count others", ""
    ctx.report("SL0315" if ctx.place == "event" else "SL0324", span, message, help)
    return False


def let_may_be_read(ctx: Context, name: str, reads: Reads, span: Span) -> bool:
    """Whether a named condition, which reads all this, suits one of the `NARROW` places."""
    first = next(iter((*reads.scores, *reads.grades)), None)
    if first is not None or (ctx.place == "exclusion" and reads.of_leads):
        score = first or next(iter(reads.of_leads))
        ctx.report(
            "SL0217",
            span,
            f"`{name}` reads `{score}`, which {_CALLED[ctx.place]} cannot do",
            "compare scores in a line of `stages`" if ctx.place != "colleague" else by_a_score(ctx, name),
        )
        return False
    what = ""
    if reads.leads is not None and ctx.place != "exclusion":
        what = "other leads"
    elif reads.events is not None and ctx.place == "noise":
        what = "events"
    if what:
        ctx.report(
            "SL0324",
            span,
            f"`{name}` reads {what}, which {_CALLED[ctx.place]} cannot do",
            "use a condition on attributes of the lead",
        )
        return False
    return True


def scores_of_leads_may_be_read(ctx: Context, reads: Reads) -> bool:
    """Scores of other leads are known only after `do not score when` has been asked of them."""
    if ctx.place != "exclusion" or not reads.of_leads:
        return True
    name, span = next(iter(reads.of_leads.items()))
    ctx.report(
        "SL0217",
        span,
        f"`{name}` is a score, and `do not score when` comes before all scores, also those of other leads",
        "ask for attributes and events of the other leads",
    )
    return False
