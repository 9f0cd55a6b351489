"""Parse → syntax nodes: one function per production of the grammar, called as the parser completes it.

Nothing recurses, and no parse tree is kept: each production becomes its node at once.
"""

from __future__ import annotations

from . import clauses, conditions, events, follow_up, outcomes, rules, samples, schema, scores, sharing, values
from .common import BUILDERS, HOLE, Build, Builder, Hole, Parts
from .conditions import Chain

__all__ = ["BUILDERS", "HOLE", "Build", "Builder", "Chain", "Hole", "Parts"]

# importing them registers their builders
assert all((clauses, conditions, events, follow_up, outcomes, rules, samples, schema, scores, sharing, values))
