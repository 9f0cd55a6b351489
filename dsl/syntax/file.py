"""A rule file: its items in the order written."""

from __future__ import annotations

from ..late import dataclass
from .outcomes import (
    Attribution,
    BusinessHours,
    Flag,
    FollowUp,
    Grade,
    Ignore,
    Invariant,
    Matrix,
    Route,
    RouteTable,
    Stages,
    Worklist,
)
from .samples import Sample, SampleFile
from .schema import AccountSchema, EventSchema, FileList, Header, InlineList, LeadSchema, Let, Parameter
from .scores import Completeness, Exclusion, Factor, Framework, FrameworkShare, Questions, Score, Total
from .sharing import AddRule, Override, OverrideRule, SwitchOff, Use, UseBase

__all__ = ["Item", "RuleFile"]

Item = (
    Header
    | Use
    | UseBase
    | Override
    | OverrideRule
    | AddRule
    | SwitchOff
    | Parameter
    | LeadSchema
    | AccountSchema
    | EventSchema
    | InlineList
    | FileList
    | Let
    | Ignore
    | Exclusion
    | Score
    | Total
    | Factor
    | Completeness
    | Framework
    | FrameworkShare
    | Questions
    | Grade
    | Matrix
    | Flag
    | Stages
    | BusinessHours
    | FollowUp
    | Route
    | RouteTable
    | Worklist
    | Attribution
    | Invariant
    | Sample
    | SampleFile
)


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One file, its items in the order written. Items that could not be parsed are absent (and reported)."""

    file: str
    items: tuple[Item, ...]
