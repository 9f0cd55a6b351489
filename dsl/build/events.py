"""Which events, related to which others, and which other leads."""

from __future__ import annotations

import dataclasses
from typing import Any

from .. import syntax
from .common import Build, Parts, builds, name_of


@builds
def every_event(build: Build, p: Parts) -> syntax.EventSelector:
    kind = name_of(build, p[0])
    return syntax.EventSelector(kind, False, None, None, kind.span)


@builds
def filtered(build: Build, p: Parts) -> syntax.EventSelector:
    return syntax.EventSelector(name_of(build, p[0]), False, p[2], None, build.span(*p))


@builds
def anyones(build: Build, p: Parts) -> syntax.EventSelector:
    return syntax.EventSelector(None, False, None, None, p[0].span(build.file))


@builds
def the_leads(build: Build, p: Parts) -> syntax.EventSelector:
    return syntax.EventSelector(None, True, None, None, p[0].span(build.file))


@builds
def window(build: Build, p: Parts) -> syntax.Window:
    if len(p) == 1:
        return syntax.Window(None, p[0].span(build.file))
    return syntax.Window(p[1], build.span(*p))


@builds
def events(build: Build, p: Parts) -> syntax.EventSelector:
    selected: syntax.EventSelector = p[0]
    return dataclasses.replace(selected, window=p[1], span=build.span(*p))


@builds
def related(build: Build, p: Parts) -> syntax.EventSelector:
    selected: syntax.EventSelector = p[0]
    return dataclasses.replace(selected, relation=p[1], span=build.span(*p))


@builds
def after_event(build: Build, p: Parts) -> syntax.AfterEvent:
    return syntax.AfterEvent(p[0].type == "not within", p[1], p[3], p[4], build.span(*p))


@builds
def followed_by(build: Build, p: Parts) -> syntax.FollowedBy:
    return syntax.FollowedBy(p[0].type == "not followed by", p[1], p[2], p[3], build.span(*p))


@builds
def following(_: Build, p: Parts) -> Any:
    return p[1] if p else None


@builds
def same(build: Build, p: Parts) -> Any:
    return name_of(build, p[1]) if p else None


# ---- other leads ---------------------------------------------------------------------------------------------------


@builds
def leads(build: Build, p: Parts) -> syntax.Leads:
    """Of `leads of the same company with …`, `other lead of the same company`, `lead of the account with …`."""
    account = name_of(build, p[1]) if len(p) == 3 else None
    return syntax.Leads("other" in p[0].type.split(), account, p[-1], build.span(*p))


@builds
def with_test(_: Build, p: Parts) -> Any:
    return p[1] if p else None


@builds
def with_closed(_: Build, p: Parts) -> Any:
    return p[1] if p else None
