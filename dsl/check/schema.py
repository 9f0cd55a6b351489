"""The lead block and the events: attributes with their types, key and since."""

from __future__ import annotations

from collections.abc import Iterable

from .. import model, syntax
from ..damage import Damage
from ..findings import Findings, declared, shown
from ..folding import is_blank
from ..source import Span
from . import account_schema
from .context import AttributeInfo, EventInfo, SchemaInfo
from .numbers import plain, whole

MOST_PLACES = 6
DEFAULT_PLACES = 2
MOST_OPTIONS = 1_000
_EVENT_COLUMNS = ("lead", "event", "at")


def schema(
    findings: Findings,
    lead: syntax.LeadSchema | None,
    events: Iterable[syntax.EventSchema],
    damage: Damage,
    account: syntax.AccountSchema | None = None,
) -> SchemaInfo:
    """An attribute on a line that could not be read has no certain type; a missing key is no finding then."""
    attributes = _attributes(findings, lead.attributes, ("lead",), damage) if lead else {}
    key = since = lead_account = None
    if lead is not None:
        key = _key(findings, lead, bool(damage.lines))
        since = _since(findings, lead)
        lead_account = account_schema.lead_attribute(findings, lead)
    info = None
    if account is not None:
        of_account = _attributes(findings, account.attributes, ("account",), damage)
        info = account_schema.account(findings, account, of_account, bool(damage.lines))
    if lead is not None and not damage.lines:
        account_schema.both_sides(findings, lead, account)
    infos: dict[str, EventInfo] = {}
    spelled: dict[str, AttributeInfo] = {}
    for event in events:
        for attribute in event.attributes:
            for marked, word in ((attribute.key, "key"), (attribute.since, "since")):
                if marked:
                    findings.report(
                        "SL0215",
                        attribute.span,
                        f"`{word}` belongs to attributes of the lead, not of an event",
                        "leave it out",
                    )
            if attribute.type.kind in ("set", "account"):
                account_schema.not_of_an_event(findings, attribute)
        found = _attributes(findings, event.attributes, _EVENT_COLUMNS, damage)
        for own in found.values():
            other = spelled.setdefault(own.name.casefold(), own)
            if other.name != own.name:  # all events share the columns of one relation
                twice(findings, syntax.Name(own.name, own.span), other.name, other.span)
        infos.setdefault(event.name.text, EventInfo(event.name.text, event.by_the_lead, found, event.name.span))
    return SchemaInfo(attributes, infos, key, since, lead is None, info, lead_account)


def _attributes(
    findings: Findings, written: tuple[syntax.Attribute, ...], reserved: tuple[str, ...], damage: Damage
) -> dict[str, AttributeInfo]:
    found: dict[str, AttributeInfo] = {}
    spelled: dict[str, AttributeInfo] = {}
    for attribute in written:
        name = attribute.name
        if name.text.casefold() in reserved:
            findings.report(
                "SL0207",
                name.span,
                f"`{name.text}` cannot be the name of this attribute: data has a column of that name already",
                f"rename it, such as `{name.text}_name`",
            )
        first = spelled.get(name.text.casefold())
        if first is not None:
            twice(findings, name, first.name, first.span)
            continue
        type = None if damage.touches(attribute.span) else value_type(findings, attribute.type)
        info = AttributeInfo(name.text, type, name.span, attribute.key, attribute.since)
        spelled[name.text.casefold()] = found[name.text] = info
    return found


def twice(findings: Findings, name: syntax.Name, first: str, place: Span) -> None:
    """Reports a name that is declared already, also where only capital letters differ."""
    if name.text == first:
        message = f"`{name.text}` is declared twice"
    else:
        message = f"`{name.text}` and `{first}` differ only in capital letters"
    findings.report("SL0206", name.span, message, "rename one of them", declared(place, "first declared here"))


def value_type(findings: Findings, written: syntax.TypeRef) -> model.ValueType | None:
    if written.kind == "decimal":
        if written.places is None:
            return model.ValueType("decimal", DEFAULT_PLACES)
        places = whole(written.places.value)
        if places is None or not 0 <= places <= MOST_PLACES:
            findings.report(
                "SL0604",
                written.places.span,
                f"a decimal attribute has at most {MOST_PLACES} decimals, not {plain(written.places.value)}",
                "write the number of decimals, such as `decimal(4)`",
            )
            return None
        return model.ValueType("decimal", places)
    if written.kind == "account":
        return model.ValueType("text")  # the account's key
    if not written.options:
        return model.ValueType(written.kind)
    seen: dict[str, Span] = {}
    fine = True
    for option in written.options:
        if is_blank(option.value):
            findings.report(
                "SL0401",
                option.span,
                "a blank text counts as missing and is no value",
                "leave it out: every attribute can be missing",
            )
            fine = False
        elif option.value in seen:
            findings.report(
                "SL0503",
                option.span,
                f"{shown(option.value)} is given twice",
                "leave one out",
                declared(seen[option.value], "first given here"),
            )
        else:
            seen[option.value] = option.span
    if len(seen) > MOST_OPTIONS:
        findings.report(
            "SL0608",
            written.span,
            f"`{'ordered' if written.ordered else 'one of'}` has {len(seen)} values, "
            f"and at most {MOST_OPTIONS} are possible",
            "declare the attribute as `text` and use a list",
        )
        return None
    return model.ValueType("text", options=tuple(seen), ordered=written.ordered) if fine else None


def _key(findings: Findings, lead: syntax.LeadSchema, silent: bool) -> str | None:
    keys = [attribute for attribute in lead.attributes if attribute.key]
    if not keys:
        if not silent:
            findings.report(
                "SL0212",
                Span(lead.span.file, lead.span.line, lead.span.column, lead.span.line, lead.span.column + 4),
                "no attribute is marked as the key that tells leads apart",
                "mark one: `id: text key`",
            )
        return None
    _one(findings, keys, "key")
    first = keys[0]
    if first.type.kind not in ("text", "integer") or first.type.options:
        findings.report(
            "SL0215",
            first.type.span,
            "the key must be a text or a whole number",
            f"declare `{first.name.text}: text key`",
        )
    return first.name.text


def _since(findings: Findings, lead: syntax.LeadSchema) -> str | None:
    marked = [attribute for attribute in lead.attributes if attribute.since]
    if not marked:
        return None
    _one(findings, marked, "since")
    first = marked[0]
    if first.type.kind not in ("date", "timestamp"):
        findings.report(
            "SL0215",
            first.type.span,
            "`since` says when a lead came into being, which is a date or a timestamp",
            f"declare `{first.name.text}: timestamp since`",
        )
    return first.name.text


def _one(findings: Findings, marked: list[syntax.Attribute], word: str) -> None:
    for attribute in marked[1:]:
        findings.report(
            "SL0214",
            attribute.name.span,
            f"two attributes are marked as `{word}`",
            "keep the mark on one of them",
            declared(marked[0].name.span, "first one here"),
        )


def model_schema(found: SchemaInfo) -> model.Schema | None:
    """The model's schema; None where a type is wrong."""
    lead = _model_attributes(found.attributes)
    account = _model_account(found)
    events = [(event, _model_attributes(event.attributes)) for event in found.events.values()]
    if lead is None or found.key is None or any(attributes is None for _, attributes in events):
        return None
    if found.account is not None and account is None:
        return None
    return model.Schema(
        lead,
        found.key,
        found.since,
        tuple(model.EventKind(event.name, event.by_the_lead, attributes or ()) for event, attributes in events),
        account,
    )


def _model_account(found: SchemaInfo) -> model.AccountSchema | None:
    if found.account is None or found.lead_account is None:
        return None
    attributes = _model_attributes(found.account.attributes)
    if attributes is None or found.account.key is None:
        return None
    return model.AccountSchema(attributes, found.account.key, found.lead_account)


def _model_attributes(found: dict[str, AttributeInfo]) -> tuple[model.Attribute, ...] | None:
    made = [model.Attribute(info.name, info.type) for info in found.values() if info.type is not None]
    return tuple(made) if len(made) == len(found) else None
