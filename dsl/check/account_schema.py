"""Accounts in the schema: the block itself, and the lead's attribute that says which account it belongs to."""

from __future__ import annotations

from .. import syntax
from ..findings import Findings, declared
from ..source import Span
from .context import AccountInfo, AttributeInfo

_WORD = len("account")


def account(
    findings: Findings, written: syntax.AccountSchema, attributes: dict[str, AttributeInfo], silent: bool
) -> AccountInfo:
    """The block checked; `silent`: a part of the file could not be read, so nothing is said of what is missing."""
    keys = [attribute for attribute in written.attributes if attribute.key]
    for attribute in written.attributes:
        if attribute.since:
            findings.report(
                "SL0215",
                attribute.span,
                "`since` belongs to attributes of the lead, not of an account",
                "leave it out",
            )
        if attribute.type.kind == "account":
            findings.report(
                "SL0215",
                attribute.type.span,
                "`account` says which account a lead belongs to, and this is an account itself",
                "declare it as `text`",
            )
    for second in keys[1:]:
        findings.report(
            "SL0214",
            second.name.span,
            "two attributes are marked as `key`",
            "keep the mark on one of them",
            declared(keys[0].name.span, "first one here"),
        )
    span = Span(
        written.span.file, written.span.line, written.span.column, written.span.line, written.span.column + _WORD
    )
    if not keys:
        if not silent:
            findings.report(
                "SL0212",
                span,
                "no attribute is marked as the key that tells accounts apart",
                "mark one: `domain: text key`",
            )
        return AccountInfo(attributes, None, span)
    first = keys[0]
    if first.type.kind != "text" or first.type.options:
        findings.report(
            "SL0215",
            first.type.span,
            "the key of an account must be a text, as leads name it",
            f"declare `{first.name.text}: text key`",
        )
    return AccountInfo(attributes, first.name.text, span)


def lead_attribute(findings: Findings, lead: syntax.LeadSchema) -> str | None:
    """The name of the lead's account attribute, None where it has none."""
    marked = [attribute for attribute in lead.attributes if attribute.type.kind == "account"]
    for attribute in marked[1:]:
        findings.report(
            "SL0214",
            attribute.name.span,
            "two attributes say which account a lead belongs to",
            "keep one of them, and declare the other as `text`",
            declared(marked[0].name.span, "first one here"),
        )
    if marked and marked[0].key:
        findings.report(
            "SL0215",
            marked[0].type.span,
            "a lead's key is its own, and an account has many leads",
            f"declare `{marked[0].name.text}: text key`, and the account as an attribute of its own",
        )
    return marked[0].name.text if marked else None


def both_sides(findings: Findings, lead: syntax.LeadSchema, account: syntax.AccountSchema | None) -> None:
    """An account attribute needs the account block, and the other way round."""
    marked = next((attribute for attribute in lead.attributes if attribute.type.kind == "account"), None)
    if marked is not None and account is None:
        findings.report(
            "SL0325",
            marked.type.span,
            "the file does not say what an account is",
            "add a block with its key at least: `account { domain: text key }`",
        )
    elif account is not None and marked is None:
        place = account.span
        findings.report(
            "SL0325",
            Span(place.file, place.line, place.column, place.line, place.column + _WORD),
            "no attribute of the lead says which account it belongs to",
            "declare one in the lead block: `company: account`",
        )


def not_of_an_event(findings: Findings, attribute: syntax.Attribute) -> None:
    what = "sets of texts belong" if attribute.type.kind == "set" else "`account` belongs"
    findings.report(
        "SL0215",
        attribute.type.span,
        f"{what} to leads and accounts, not to events",
        "declare it as `text`" if attribute.type.kind == "account" else "let each event carry one text",
    )
