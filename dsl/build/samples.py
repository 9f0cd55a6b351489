"""Samples."""

from __future__ import annotations

import dataclasses

from ...grammar.tokens import Token
from .. import syntax
from .common import Build, Parts, builds, name_of, text_of


@builds
def sample(build: Build, p: Parts) -> syntax.Sample:
    lines = p[5]
    own: list[syntax.SampleEvent] = []
    colleagues: list[tuple[syntax.SampleColleague, list[syntax.SampleEvent]]] = []
    events = own
    for line in lines:
        match line:
            case syntax.SampleLead():
                events = own
            case syntax.SampleColleague():
                events = []
                colleagues.append((line, events))
            case syntax.SampleEvent():
                events.append(line)
    return syntax.Sample(
        text_of(build, p[1]),
        p[3],
        tuple(line for line in lines if isinstance(line, syntax.SampleLead)),
        tuple(own),
        tuple(line for line in lines if isinstance(line, syntax.Expect)),
        build.span(*p),
        tuple(line for line in lines if isinstance(line, syntax.SampleAccount)),
        tuple(dataclasses.replace(line, events=tuple(theirs)) for line, theirs in colleagues),
    )


@builds
def sample_account(build: Build, p: Parts) -> syntax.SampleAccount:
    return syntax.SampleAccount(tuple(p[1]), build.span(*p))


@builds
def sample_colleague(build: Build, p: Parts) -> syntax.SampleColleague:
    return syntax.SampleColleague(tuple(p[1]), (), build.span(*p))


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
    return syntax.Assignment(_assigned(build, p[0]), value, build.span(*p))


def _assigned(build: Build, token: Token) -> syntax.Name:
    return name_of(build, token) if token.type == "NAME" else syntax.Name(token.type, token.span(build.file))


@builds
def assignment_of_several(build: Build, p: Parts) -> syntax.Assignment:
    return syntax.Assignment(name_of(build, p[0]), tuple(p[2]), build.span(*p))


@builds
def sample_file(build: Build, p: Parts) -> syntax.SampleFile:
    events_path = text_of(build, p[6]) if len(p) == 7 else None
    return syntax.SampleFile(text_of(build, p[1]), events_path, p[3], build.span(*p))
