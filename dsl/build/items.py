"""Items of a file other than scores: header, imports, schema, lists, named conditions, outcomes, samples."""

from __future__ import annotations

from typing import Any

from ...grammar.tokens import Token
from .. import syntax
from .common import Build, Parts, builds, name_of, number_of, text_of


@builds
def header(build: Build, p: Parts) -> syntax.Header:
    return syntax.Header(name_of(build, p[1]), text_of(build, p[3]), p[4], p[5], build.span(*p))


@builds
def zone(build: Build, p: Parts) -> Any:
    return text_of(build, p[2]) if p else None


@builds
def description(build: Build, p: Parts) -> Any:
    return text_of(build, p[0]) if p else None


@builds
def use(build: Build, p: Parts) -> syntax.Use:
    return syntax.Use(tuple(name_of(build, token) for token in p[1]), text_of(build, p[3]), build.span(*p))


# ---- schema --------------------------------------------------------------------------------------------------------


@builds
def lead(build: Build, p: Parts) -> syntax.LeadSchema:
    return syntax.LeadSchema(_attributes(build, p[2]), build.span(*p))


@builds
def event(build: Build, p: Parts) -> syntax.EventSchema:
    by_the_lead = p[2] is None or p[2].type == "by the lead"
    return syntax.EventSchema(name_of(build, p[1]), by_the_lead, _attributes(build, p[4]), build.span(*p))


@builds
def actor(_: Build, p: Parts) -> Any:
    return p[1] if p else None


def _attributes(build: Build, parts: list[Any]) -> tuple[syntax.Attribute, ...]:
    """Commas between attributes may be left out; two in a row, or one before the first, are a slip."""
    kept: list[syntax.Attribute] = []
    comma_fits = False
    for part in parts:
        if isinstance(part, Token):
            if not comma_fits and not build.damaged:
                build.report("SL0100", part.span(build.file), "a comma without an attribute before it", "leave it out")
            comma_fits = False
        else:
            kept.append(part)
            comma_fits = True
    return tuple(kept)


@builds
def attribute(build: Build, p: Parts) -> syntax.Attribute:
    marks_ = [token.type for token in p[3]]
    return syntax.Attribute(name_of(build, p[0]), p[2], "key" in marks_, "since" in marks_, build.span(*p))


@builds
def type_(build: Build, p: Parts) -> syntax.TypeRef:
    kind: Any = "boolean" if p[0].type == "yes or no" else p[0].type
    return syntax.TypeRef(kind, None, (), p[0].span(build.file))


@builds
def sized_decimal(build: Build, p: Parts) -> syntax.TypeRef:
    return syntax.TypeRef("decimal", number_of(build, p[2]), (), build.span(*p))


@builds
def one_of(build: Build, p: Parts) -> syntax.TypeRef:
    return syntax.TypeRef("text", None, tuple(p[2]), build.span(*p))


# ---- lists, named conditions ---------------------------------------------------------------------------------------


@builds
def inline_list(build: Build, p: Parts) -> syntax.InlineList:
    return syntax.InlineList(name_of(build, p[1]), tuple(p[4]), build.span(*p))


@builds
def file_list(build: Build, p: Parts) -> syntax.FileList:
    column: Token = p[5]
    if column.type == "STRING":
        heading = text_of(build, column)
    else:
        name = name_of(build, column)
        heading = syntax.Text(name.text, name.span)
    return syntax.FileList(name_of(build, p[1]), text_of(build, p[3]), heading, build.span(*p))


@builds
def let(build: Build, p: Parts) -> syntax.Let:
    return syntax.Let(name_of(build, p[1]), p[3], build.span(*p))


@builds
def exclusion(build: Build, p: Parts) -> syntax.Exclusion:
    return syntax.Exclusion(p[1], p[2], build.span(*p))


@builds
def because(build: Build, p: Parts) -> Any:
    return text_of(build, p[1]) if p else None


# ---- outcomes ------------------------------------------------------------------------------------------------------


@builds
def grade(build: Build, p: Parts) -> syntax.Grade:
    return syntax.Grade(name_of(build, p[1]), name_of(build, p[3]), tuple(p[5]), build.span(*p))


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
def stages(build: Build, p: Parts) -> syntax.Stages:
    return syntax.Stages(name_of(build, p[1]), tuple(p[2]), tuple(p[4]), build.span(*p))


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


# ---- samples -------------------------------------------------------------------------------------------------------


@builds
def sample(build: Build, p: Parts) -> syntax.Sample:
    lines = p[5]
    return syntax.Sample(
        text_of(build, p[1]),
        p[3],
        tuple(line for line in lines if isinstance(line, syntax.SampleLead)),
        tuple(line for line in lines if isinstance(line, syntax.SampleEvent)),
        tuple(line for line in lines if isinstance(line, syntax.Expect)),
        build.span(*p),
    )


@builds
def sample_lead(build: Build, p: Parts) -> syntax.SampleLead:
    return syntax.SampleLead(tuple(p[1]), build.span(*p))


@builds
def sample_event(build: Build, p: Parts) -> syntax.SampleEvent:
    given = tuple(p[3]) if len(p) == 4 else ()
    return syntax.SampleEvent(name_of(build, p[0]), p[1], given, build.span(*p))


@builds
def expect(build: Build, p: Parts) -> syntax.Expect:
    return syntax.Expect(tuple(p[1]), False, build.span(*p))


@builds
def expect_not_scored(build: Build, p: Parts) -> syntax.Expect:
    return syntax.Expect(tuple(p[3]) if len(p) == 4 else (), True, build.span(*p))


@builds
def assignment(build: Build, p: Parts) -> syntax.Assignment:
    value = None if isinstance(p[1], Token) else p[1]
    return syntax.Assignment(name_of(build, p[0]), value, build.span(*p))


@builds
def sample_file(build: Build, p: Parts) -> syntax.SampleFile:
    events_path = text_of(build, p[6]) if len(p) == 7 else None
    return syntax.SampleFile(text_of(build, p[1]), events_path, p[3], build.span(*p))
