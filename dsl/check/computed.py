"""Everything that a file computes: exclusions, scores, grades, flags, stages and what follows, leads' and accounts'."""

from __future__ import annotations

from typing import TypeVar

from .. import model, syntax
from ..findings import declared
from ..late import dataclass
from ..reads import Reads
from .accounts import account_rules
from .all_scores import Scores, all_scores
from .attributes_read import AnyScore
from .colleague_scores import refuse_circles
from .context import Context
from .exclusions import exclusions, flags
from .followups import business_hours, follow_up
from .frameworks import questions
from .grades import grades, matrices
from .lets import everything_read
from .names import start
from .routes import routes
from .stages import stages
from .worklist import attribution, invariants, worklist

_Item = TypeVar("_Item", bound=syntax.Item)


@dataclass(frozen=True, slots=True)
class Computed:
    """See `model.Ruleset` for each part."""

    exclusions: tuple[model.Exclusion, ...]
    scores: tuple[AnyScore, ...]
    grades: tuple[model.Grade, ...]
    matrices: tuple[model.Matrix, ...]
    flags: tuple[model.Flag, ...]
    stages: model.Stages | None
    questions: tuple[model.Questions, ...]
    routes: tuple[model.Route, ...]
    follow_up: model.FollowUp | None
    worklist: model.Worklist | None
    attribution: str | None
    accounts: model.AccountRules | None
    invariants: tuple[model.Invariant, ...]


def computed(ctx: Context, file: syntax.RuleFile) -> Computed:
    """Each part checked after those that it may read; what is wrong is reported, and absent."""
    excluded = exclusions(ctx, all_of(file, syntax.Exclusion))
    made = _scores(ctx, file)
    made_grades = grades(ctx, all_of(file, syntax.Grade))
    made_matrices = matrices(ctx, all_of(file, syntax.Matrix))
    after = ctx.fresh_reads()
    made_flags = flags(after, all_of(file, syntax.Flag))
    whole = any(exclusion.scores is None for exclusion, _ in excluded) or any(
        not item.scores for item in all_of(file, syntax.Exclusion)
    )
    by_name = {flag.name: flag.condition for flag in made_flags}
    blocks = [item for item in all_of(file, syntax.Stages) if not item.account]
    block = only(ctx, blocks, "the block `stages`")
    made_stages = stages(after, block, whole, by_name) if block else None
    hours = business_hours(ctx, all_of(file, syntax.BusinessHours))
    following = only(ctx, all_of(file, syntax.FollowUp), "the block `follow up`")
    listed = only(ctx, all_of(file, syntax.Worklist), "the line `worklist`")
    result = Computed(
        exclusions=tuple(exclusion for exclusion, _ in excluded),
        scores=made.of_leads,
        grades=made_grades,
        matrices=made_matrices,
        flags=made_flags,
        stages=made_stages,
        questions=questions(ctx, all_of(file, syntax.Questions), made.frameworks),
        routes=routes(after, [i for i in file.items if isinstance(i, syntax.Route | syntax.RouteTable)], by_name),
        follow_up=follow_up(after, following, hours, by_name) if following else None,
        worklist=worklist(after, listed, made_stages) if listed else None,
        attribution=attribution(ctx, all_of(file, syntax.Attribution), made.of_leads),
        accounts=account_rules(after, file, made.of_accounts),
        invariants=invariants(after, all_of(file, syntax.Invariant)),
    )
    later: list[Reads] = [everything_read(after, after.reads), *(read for _, read in excluded)]
    refuse_circles(ctx, made.reads, excluded, later)
    return result


def _scores(ctx: Context, file: syntax.RuleFile) -> Scores:
    kinds = syntax.Score | syntax.Total | syntax.Framework | syntax.Completeness | syntax.FrameworkShare
    written = [item for item in file.items if isinstance(item, kinds)]
    return all_scores(ctx, written, all_of(file, syntax.Factor))


def all_of(file: syntax.RuleFile, kind: type[_Item]) -> list[_Item]:
    return [item for item in file.items if isinstance(item, kind)]


def only(ctx: Context, found: list[_Item], what: str) -> _Item | None:
    """The first of them; each further one is reported."""
    for item in found[1:]:
        ctx.findings.report(
            "SL0213",
            start(item.span, 4),
            f"{what} stands in the file twice",
            "keep one of them",
            declared(start(found[0].span, 4), "first one here"),
        )
    return found[0] if found else None
