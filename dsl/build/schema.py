"""The header, the schema, lists, parameters, named conditions."""

from __future__ import annotations

from typing import Any

from ...grammar.tokens import Token
from .. import syntax
from .common import Build, Parts, builds, heading_of, name_of, number_of, text_of


@builds
def header(build: Build, p: Parts) -> syntax.Header:
    return syntax.Header(name_of(build, p[1]), text_of(build, p[3]), p[4], p[5], build.span(*p))


@builds
def zone(build: Build, p: Parts) -> Any:
    return text_of(build, p[2]) if p else None


@builds
def description(build: Build, p: Parts) -> Any:
    return text_of(build, p[0]) if p else None


# ---- schema --------------------------------------------------------------------------------------------------------


@builds
def lead(build: Build, p: Parts) -> syntax.LeadSchema:
    return syntax.LeadSchema(_attributes(build, p[2]), build.span(*p))


@builds
def account(build: Build, p: Parts) -> syntax.AccountSchema:
    return syntax.AccountSchema(_attributes(build, p[2]), build.span(*p))


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
    kind: Any = {"yes or no": "boolean", "set of text": "set"}.get(p[0].type, p[0].type)
    return syntax.TypeRef(kind, None, (), p[0].span(build.file))


@builds
def sized_decimal(build: Build, p: Parts) -> syntax.TypeRef:
    return syntax.TypeRef("decimal", number_of(build, p[2]), (), build.span(*p))


@builds
def one_of(build: Build, p: Parts) -> syntax.TypeRef:
    return syntax.TypeRef("text", None, tuple(p[2]), build.span(*p), p[0].type == "ordered")


# ---- lists, parameters, named conditions ---------------------------------------------------------------------------


@builds
def inline_list(build: Build, p: Parts) -> syntax.InlineList:
    return syntax.InlineList(name_of(build, p[1]), tuple(p[4]), build.span(*p))


@builds
def file_list(build: Build, p: Parts) -> syntax.FileList:
    return syntax.FileList(name_of(build, p[1]), text_of(build, p[3]), heading_of(build, p[5]), build.span(*p))


@builds
def parameter(build: Build, p: Parts) -> syntax.Parameter:
    return syntax.Parameter(name_of(build, p[1]), p[3], build.span(*p))


@builds
def let(build: Build, p: Parts) -> syntax.Let:
    return syntax.Let(name_of(build, p[1]), p[3], build.span(*p))
