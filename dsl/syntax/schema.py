"""What the data has, lists, parameters and named conditions as written."""

from __future__ import annotations

from typing import Literal

from ..late import dataclass
from ..source import Span
from .conditions import Condition
from .literals import Duration, Literal_, Name, Number, Text

__all__ = [
    "AccountSchema",
    "Attribute",
    "EventSchema",
    "FileList",
    "Header",
    "InlineList",
    "LeadSchema",
    "Let",
    "Parameter",
    "TypeRef",
]


@dataclass(frozen=True, slots=True)
class TypeRef:
    """`decimal(4)` has kind decimal and places 4; `one of (…)` has kind text and options, `ordered (…)` as well, with
    `ordered` set (low to high); `set of text` has kind set; `account` is the key of the lead's account."""

    kind: Literal["text", "integer", "decimal", "boolean", "date", "timestamp", "set", "account"]
    places: Number | None
    options: tuple[Text, ...]
    span: Span
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Attribute:
    name: Name
    type: TypeRef
    key: bool
    since: bool
    span: Span


@dataclass(frozen=True, slots=True)
class LeadSchema:
    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AccountSchema:
    """`account { domain: text key   industry: text }`."""

    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class EventSchema:
    name: Name
    by_the_lead: bool
    attributes: tuple[Attribute, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class InlineList:
    name: Name
    items: tuple[Literal_, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class FileList:
    name: Name
    path: Text
    column: Text  # written as a name or, for odd headings, in quotes
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """`parameter mql_from = 60`, `parameter quiet = 30 days`."""

    name: Name
    value: Literal_ | Duration
    span: Span


@dataclass(frozen=True, slots=True)
class Let:
    name: Name
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    name: Name
    version: Text
    time_zone: Text | None
    description: Text | None
    span: Span
