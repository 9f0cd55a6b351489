"""What a file takes from another, and what it changes of it, as written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..late import dataclass
from ..source import Span
from .literals import Duration, Literal_, Name, Text
from .rules import Entry

if TYPE_CHECKING:
    from .file import Item

__all__ = ["AddRule", "Override", "OverrideRule", "Setting", "SwitchOff", "Use", "UseBase"]


@dataclass(frozen=True, slots=True)
class Use:
    """`use free_mail, decider from "lists.score"`."""

    names: tuple[Name, ...]
    path: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """`mql_from = 70`, after `with`; a name hands on a parameter of the using file."""

    name: Name
    value: Literal_ | Duration | Name
    span: Span


@dataclass(frozen=True, slots=True)
class UseBase:
    """`use base from "base/agency.score" with mql_from = 70, home = "AT"`: everything in the file."""

    path: Text
    settings: tuple[Setting, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Override:
    """`override list markets = ("AT")`: an item that stands for the base's of the same name (or kind)."""

    item: Item  # never one that speaks of another file itself
    span: Span


@dataclass(frozen=True, slots=True)
class OverrideRule:
    """`override in fit "Decides" +40 when decision_maker`: stands for the rule of that label in the base's score; a
    group (`override in fit group "Mail" { … }`) stands for the group."""

    score: Name
    rule: Entry
    span: Span


@dataclass(frozen=True, slots=True)
class AddRule:
    """`add in fit "Partner" +5 when partner`: one more rule or group at the end of the base's score."""

    score: Name
    rule: Entry
    span: Span


@dataclass(frozen=True, slots=True)
class SwitchOff:
    """`switch off "Student" in fit`; `switch off group "Mail" in engagement` has `group` set."""

    label: Text
    group: bool
    score: Name
    span: Span
