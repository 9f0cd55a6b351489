"""What a file takes from another, and what it changes of it."""

from __future__ import annotations

from .. import syntax
from .common import Build, Parts, builds, name_of, text_of


@builds
def use(build: Build, p: Parts) -> syntax.Use:
    return syntax.Use(tuple(name_of(build, token) for token in p[1]), text_of(build, p[3]), build.span(*p))


@builds
def use_base(build: Build, p: Parts) -> syntax.UseBase:
    settings = tuple(p[3]) if len(p) == 4 else ()
    return syntax.UseBase(text_of(build, p[1]), settings, build.span(*p))


@builds
def setting(build: Build, p: Parts) -> syntax.Setting:
    return syntax.Setting(name_of(build, p[0]), p[2], build.span(*p))


@builds
def override(build: Build, p: Parts) -> syntax.Override:
    return syntax.Override(p[1], build.span(*p))


@builds
def override_rule(build: Build, p: Parts) -> syntax.OverrideRule:
    return syntax.OverrideRule(name_of(build, p[1]), p[2], build.span(*p))


@builds
def add_rule(build: Build, p: Parts) -> syntax.AddRule:
    return syntax.AddRule(name_of(build, p[1]), p[2], build.span(*p))


@builds
def switch_off(build: Build, p: Parts) -> syntax.SwitchOff:
    return syntax.SwitchOff(text_of(build, p[1]), p[0].type == "switch off group", name_of(build, p[3]), build.span(*p))
