"""Scores, totals, and what is computed beside them, as written."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .clauses import Clause
from .conditions import Condition
from .literals import Amount, Name, Points, Share_, Text
from .rules import CountsSince, Entry, TableRow
from .values import Value

__all__ = [
    "Completeness",
    "Criterion",
    "CriterionLine",
    "Exclusion",
    "Factor",
    "Framework",
    "FrameworkShare",
    "Questions",
    "Score",
    "Total",
    "TotalTerm",
]


@dataclass(frozen=True, slots=True)
class Score:
    """`score fit, limited to 0..100 { … }`; `account score heat { … }` has `account` set."""

    name: Name
    clauses: tuple[Clause, ...]
    entries: tuple[Entry, ...]
    span: Span
    counts_since: CountsSince | None = None
    account: bool = False


@dataclass(frozen=True, slots=True)
class TotalTerm:
    """`40% of fit` (weight 40%), `fit` (no weight), each with its sign."""

    negative: bool
    weight: Share_ | None
    score: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Total:
    """`score total, limited to 0..100 = 40% of fit + 60% of engagement`; `account score … = …` has `account` set."""

    name: Name
    clauses: tuple[Clause, ...]
    terms: tuple[TotalTerm, ...]
    span: Span
    account: bool = False


@dataclass(frozen=True, slots=True)
class Factor:
    """`factor trust by email_status { "verified": 1.0   missing: 0.5   otherwise: 0.5 }`: the rows' points are the
    factors, without signs (a signed one is reported already)."""

    name: Name
    value: Value
    rows: tuple[TableRow, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`do not score when … because "…"`; `do not score intent, fit when …` names scores, else there are none."""

    condition: Condition
    because: Text | None
    span: Span
    scores: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Completeness:
    """`completeness fit_known of fit`."""

    name: Name
    score: Name
    span: Span


# ---- frameworks ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """`met when C`, `not met when C`, `implied when C`, `implied not when C`."""

    kind: Literal["met", "not met", "implied", "implied not"]
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Criterion:
    """`budget_ok +30 asks "Is money set aside?" { met when … }`."""

    name: Name
    points: Points
    asks: Text | None
    lines: tuple[CriterionLine, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Framework:
    """`framework bant, limited to 0..100 { criteria }`."""

    name: Name
    clauses: tuple[Clause, ...]
    criteria: tuple[Criterion, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FrameworkShare:
    """`share bant_share of bant`."""

    name: Name
    framework: Name
    span: Span


@dataclass(frozen=True, slots=True)
class Questions:
    """`questions bant_open of bant, top 3`; `top` is None where none was written."""

    name: Name
    framework: Name
    top: Amount | None
    span: Span
