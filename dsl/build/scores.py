"""Scores, totals, factors, frameworks, exclusions."""

from __future__ import annotations

from typing import Any

from ...grammar.tokens import Token
from .. import syntax
from ..wording import number_text
from .clauses import clauses_of
from .common import Build, Parts, builds, name_of, number_of, percent_of, text_of
from .rules import entries_of


@builds
def score(build: Build, p: Parts) -> syntax.Score:
    entries, since = entries_of(build, p[4])
    name, clauses, account = name_of(build, p[1]), clauses_of(build, p[2]), p[0].type == "account score"
    return syntax.Score(name, clauses, entries, build.span(*p), since, account)


@builds
def total(build: Build, p: Parts) -> syntax.Total:
    name, clauses, account = name_of(build, p[1]), clauses_of(build, p[2]), p[0].type == "account score"
    return syntax.Total(name, clauses, tuple(p[4]), build.span(*p), account)


@builds
def terms(build: Build, p: Parts) -> list[syntax.TotalTerm]:
    before: list[syntax.TotalTerm] = p[0] if isinstance(p[0], list) else []
    weight, name = p[-1]
    sign = p[-2] if len(p) > 1 else None
    negative = sign is not None and sign.type == "-"
    span = build.span(sign, weight, name) if sign is not None else build.span(weight, name)
    before.append(syntax.TotalTerm(negative, weight, name, span))
    return before


@builds
def term(build: Build, p: Parts) -> Any:
    weight: Any = None
    if len(p) == 3:
        weight = percent_of(build, p[0]) if p[0].type == "PERCENT" else name_of(build, p[0])
    return weight, name_of(build, p[-1])


# ---- factors, shares -----------------------------------------------------------------------------------------------


@builds
def factor(build: Build, p: Parts) -> syntax.Factor:
    return syntax.Factor(name_of(build, p[1]), p[3], tuple(p[5]), build.span(*p))


@builds
def multiple(build: Build, p: Parts) -> syntax.Points:
    if len(p) == 2:
        signed = number_of(build, p[1], p[0])
        shown = number_text(number_of(build, p[1]).value)
        build.report("SL0100", signed.span, "a factor with a sign", f"a factor multiplies: write `{shown}`")
        return signed
    token: Token = p[0]
    if token.type == "NUMBER":
        return number_of(build, token)
    return syntax.SignedName(name_of(build, token), False, token.span(build.file))


@builds
def completeness(build: Build, p: Parts) -> syntax.Completeness:
    return syntax.Completeness(name_of(build, p[1]), name_of(build, p[3]), build.span(*p))


# ---- frameworks ----------------------------------------------------------------------------------------------------


@builds
def framework(build: Build, p: Parts) -> syntax.Framework:
    return syntax.Framework(name_of(build, p[1]), clauses_of(build, p[2]), tuple(p[4]), build.span(*p))


@builds
def criterion(build: Build, p: Parts) -> syntax.Criterion:
    return syntax.Criterion(name_of(build, p[0]), p[1], p[2], tuple(p[4]), build.span(*p))


@builds
def asks(build: Build, p: Parts) -> Any:
    return text_of(build, p[1]) if p else None


@builds
def criterion_line(build: Build, p: Parts) -> syntax.CriterionLine:
    return syntax.CriterionLine(p[0].type.removesuffix(" when"), p[1], build.span(*p))


@builds
def framework_share(build: Build, p: Parts) -> syntax.FrameworkShare:
    return syntax.FrameworkShare(name_of(build, p[1]), name_of(build, p[3]), build.span(*p))


@builds
def questions(build: Build, p: Parts) -> syntax.Questions:
    top = p[6] if len(p) == 7 else None
    return syntax.Questions(name_of(build, p[1]), name_of(build, p[3]), top, build.span(*p))


# ---- exclusions ----------------------------------------------------------------------------------------------------


@builds
def exclusion(build: Build, p: Parts) -> syntax.Exclusion:
    return syntax.Exclusion(p[1], p[2], build.span(*p))


@builds
def exclusion_of_scores(build: Build, p: Parts) -> syntax.Exclusion:
    scores = tuple(name_of(build, token) for token in p[1])
    return syntax.Exclusion(p[3], p[4], build.span(*p), scores)


@builds
def because(build: Build, p: Parts) -> Any:
    return text_of(build, p[1]) if p else None
