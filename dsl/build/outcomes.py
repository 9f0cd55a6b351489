"""Outcomes: grades, matrices, flags, stages, routes, worklist, noise, checks."""

from __future__ import annotations

from typing import Any

from ...grammar.tokens import Token
from .. import syntax
from .clauses import clauses_of
from .common import Build, Parts, builds, name_of, number_of, text_of


@builds
def grade(build: Build, p: Parts) -> syntax.Grade:
    return syntax.Grade(
        name_of(build, p[1]), name_of(build, p[3]), tuple(p[5]), build.span(*p), p[0].type == "account grade"
    )


def _band_label(build: Build, token: Token) -> syntax.Text | syntax.Name | syntax.Number:
    if token.type == "STRING":
        return text_of(build, token)
    return name_of(build, token) if token.type == "NAME" else number_of(build, token)


@builds
def band_from(build: Build, p: Parts) -> syntax.Band:
    return syntax.Band(_band_label(build, p[0]), p[2], build.span(*p))


@builds
def band_below(build: Build, p: Parts) -> syntax.Band:
    return syntax.Band(_band_label(build, p[0]), None, build.span(*p))


@builds
def axis(build: Build, p: Parts) -> syntax.Axis:
    """The head of an axis; its bands come after it."""
    return syntax.Axis(name_of(build, p[0]), (), build.span(*p))


@builds
def matrix(build: Build, p: Parts) -> syntax.Matrix:
    axes: list[tuple[syntax.Axis, list[syntax.Band]]] = []
    for part in p[7]:
        if isinstance(part, syntax.Axis):
            axes.append((part, []))
        elif axes:
            axes[-1][1].append(part)
        elif not build.damaged:
            first = p[3].text
            build.report(
                "SL0126",
                part.span,
                "the name of a score is missing before the first band",
                f"write which score the bands divide: `{first}: A from 75   B below`",
            )
            build.damaged = True
    made = tuple(
        syntax.Axis(head.score, tuple(bands), build.span(head, bands)) if bands else head for head, bands in axes
    )
    names = (name_of(build, p[1]), name_of(build, p[3]), name_of(build, p[5]))
    return syntax.Matrix(*names, made, build.span(*p))


@builds
def flag(build: Build, p: Parts) -> syntax.Flag:
    return syntax.Flag(name_of(build, p[1]), p[3], p[4], build.span(*p))


# ---- stages --------------------------------------------------------------------------------------------------------


@builds
def stages(build: Build, p: Parts) -> syntax.Stages:
    return syntax.Stages(
        name_of(build, p[1]),
        clauses_of(build, p[2]),
        tuple(line for line in p[4] if isinstance(line, syntax.StageLine)),
        build.span(*p),
        tuple(line for line in p[4] if isinstance(line, syntax.PreviousLine)),
        p[0].type == "account stages",
    )


@builds
def stage_line(build: Build, p: Parts) -> syntax.StageLine:
    return syntax.StageLine(name_of(build, p[0]), p[2], p[3], build.span(*p))


@builds
def unscored_stage(build: Build, p: Parts) -> syntax.StageLine:
    condition = syntax.NotScored(p[2].span(build.file))
    return syntax.StageLine(name_of(build, p[0]), condition, p[3], build.span(*p))


@builds
def otherwise_stage(build: Build, p: Parts) -> syntax.StageLine:
    return syntax.StageLine(name_of(build, p[0]), None, p[2], build.span(*p))


@builds
def previous_line(build: Build, p: Parts) -> syntax.PreviousLine:
    values = (p[1],) if len(p) == 4 else tuple(p[2])
    return syntax.PreviousLine(values, name_of(build, p[-1]), build.span(*p))


# ---- routes, worklist ----------------------------------------------------------------------------------------------


@builds
def route(build: Build, p: Parts) -> syntax.Route:
    return syntax.Route(name_of(build, p[1]), clauses_of(build, p[2]), tuple(p[4]), build.span(*p))


@builds
def route_line(build: Build, p: Parts) -> syntax.RouteLine:
    return syntax.RouteLine(text_of(build, p[0]), p[2], p[3], build.span(*p))


@builds
def otherwise_route(build: Build, p: Parts) -> syntax.RouteLine:
    return syntax.RouteLine(text_of(build, p[0]), None, p[2], build.span(*p))


@builds
def route_table(build: Build, p: Parts) -> syntax.RouteTable:
    rows = tuple(p[6]) if len(p) == 8 else ()
    return syntax.RouteTable(name_of(build, p[1]), p[3], p[4], rows, build.span(*p))


@builds
def route_row(build: Build, p: Parts) -> syntax.RouteRow:
    return syntax.RouteRow(p[0].type, text_of(build, p[2]), build.span(*p))


@builds
def worklist_top(_: Build, p: Parts) -> Any:
    return p


@builds
def worklist_cap(build: Build, p: Parts) -> syntax.WorklistCap:
    return syntax.WorklistCap(p[1], name_of(build, p[3]), build.span(*p))


@builds
def worklist_when(_: Build, p: Parts) -> Any:
    return p


@builds
def worklist(build: Build, p: Parts) -> syntax.Worklist:
    by: list[syntax.Name] = []
    caps: list[syntax.WorklistCap] = []
    once: dict[str, Any] = {}  # `top` and `when`, which stand once
    for part in p[1]:
        if isinstance(part, Token):
            by.append(name_of(build, part))
        elif isinstance(part, syntax.WorklistCap):
            caps.append(part)
        elif part[0].type in once:
            word = part[0].type
            build.report("SL0611", build.span(part), f"`{word}` stands here twice", "leave one of them out")
        else:
            once[part[0].type] = part[1]
    if not by and not build.damaged:
        help = "write what sorts the leads, highest first: `worklist by total, top 40`"
        build.report("SL0126", p[0].span(build.file), "no score is named after `worklist by`", help)
    return syntax.Worklist(tuple(by), once.get("top"), tuple(caps), once.get("when"), build.span(*p))


@builds
def attribution(build: Build, p: Parts) -> syntax.Attribution:
    return syntax.Attribution(name_of(build, p[1]), build.span(*p))


# ---- noise, checks -------------------------------------------------------------------------------------------------


@builds
def ignore(build: Build, p: Parts) -> syntax.Ignore:
    return syntax.Ignore(p[1], p[2], p[3], build.span(*p))


@builds
def burst(build: Build, p: Parts) -> Any:
    return syntax.Burst(p[1], p[3], build.span(*p)) if p else None


@builds
def ignored_when(_: Build, p: Parts) -> Any:
    return p[1] if p else None


@builds
def invariant(build: Build, p: Parts) -> syntax.Invariant:
    kind: Any = p[0].type
    return syntax.Invariant(kind, text_of(build, p[1]), p[3], build.span(*p))
