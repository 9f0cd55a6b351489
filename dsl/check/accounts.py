"""What is computed for each account: its own scores, grades and stages."""

from __future__ import annotations

from .. import model, syntax
from ..findings import declared
from .context import Context
from .grades import grades
from .names import start
from .stages import stages


def account_rules(
    ctx: Context, file: syntax.RuleFile, scores: tuple[model.Score | model.Total, ...]
) -> model.AccountRules | None:
    """None where the file computes nothing for accounts."""
    written = [
        item
        for item in file.items
        if isinstance(item, syntax.Score | syntax.Total | syntax.Grade | syntax.Stages) and item.account
    ]
    if not written:
        return None
    if ctx.schema.account is None and not ctx.scope.incomplete:
        ctx.report(
            "SL0733",
            written[0].name.span,
            "the file does not say what is known of an account",
            "add a block such as `account { domain: text key }`, and `company: account` to the lead block",
        )
        return None
    of_accounts = grades(ctx, [item for item in written if isinstance(item, syntax.Grade)], account=True)
    blocks = [item for item in written if isinstance(item, syntax.Stages)]
    for block in blocks[1:]:
        ctx.findings.report(
            "SL0213",
            start(block.span, 4),
            "the block `account stages` stands in the file twice",
            "keep one of them",
            declared(start(blocks[0].span, 4), "first one here"),
        )
    made_stages = stages(ctx, blocks[0], False) if blocks else None
    return model.AccountRules(scores, of_accounts, made_stages)
