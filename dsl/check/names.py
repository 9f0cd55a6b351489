"""The names of one file: each declared once, none of them taken by the output."""

from __future__ import annotations

from collections.abc import Iterator

from .. import syntax
from ..findings import Findings
from ..held import held
from ..source import Span
from .schema import twice

OUTPUT_COLUMNS = (
    "account",
    "as_of",
    "due",
    "follow_up",
    "lead",
    "listed",
    "problem",
    "rank",
    "reason",
    "source",
)
# What becomes a column of the results.
_Output = (
    syntax.Score
    | syntax.Total
    | syntax.Framework
    | syntax.Completeness
    | syntax.FrameworkShare
    | syntax.Grade
    | syntax.Matrix
    | syntax.Flag
    | syntax.Stages
    | syntax.Questions
    | syntax.Route
    | syntax.RouteTable
)


def check_names(findings: Findings, file: syntax.RuleFile) -> None:
    """Attributes of the lead, events, lists, conditions, scores, grades and stages share one name space."""
    first: dict[str, tuple[syntax.Name, bool]] = {}
    for name, is_attribute in declared_names(file):
        known = first.get(name.text.casefold())
        if known is None:
            first[name.text.casefold()] = (name, is_attribute)
        elif not (is_attribute and known[1]):  # two attributes: the schema says so
            twice(findings, name, known[0].text, known[0].span)
    _refuse_account_names(findings, file, {name for name, _ in first.values()})
    taken = {*OUTPUT_COLUMNS, *_reason_columns(file)}
    for item in file.items:
        if isinstance(item, _Output) and item.name.text.casefold() in taken:
            findings.report(
                "SL0207",
                item.name.span,
                f"`{item.name.text}` cannot be used here: results have a column of that name already",
                "choose another name",
            )


def _refuse_account_names(findings: Findings, file: syntax.RuleFile, unclashed: set[syntax.Name]) -> None:
    """What is computed for accounts cannot be called like an attribute of theirs, which would be read instead."""
    of_accounts = {
        attribute.name.text.casefold(): attribute.name
        for item in file.items
        if isinstance(item, syntax.AccountSchema)
        for attribute in item.attributes
    }
    for item in file.items:
        if isinstance(item, syntax.Score | syntax.Total | syntax.Grade | syntax.Stages) and item.account:
            attribute = of_accounts.get(item.name.text.casefold())
            if attribute is not None and item.name in unclashed:
                twice(findings, item.name, attribute.text, attribute.span)


def _reason_columns(file: syntax.RuleFile) -> Iterator[str]:
    """The columns that say why a score is none, one for each score that `do not score` names."""
    for item in file.items:
        if isinstance(item, syntax.Exclusion):
            yield from (f"{name.text}_reason".casefold() for name in item.scores)


def declared_names(file: syntax.RuleFile) -> Iterator[tuple[syntax.Name, bool]]:
    """Every declared name in the order written, and whether it is an attribute of the lead."""
    for item in file.items:
        match item:
            case syntax.LeadSchema(attributes):
                for attribute in attributes:
                    yield attribute.name, True
            case syntax.Use(names):
                for name in names:
                    yield name, False
            case (
                syntax.EventSchema()
                | syntax.Parameter()
                | syntax.InlineList()
                | syntax.FileList()
                | syntax.Let()
                | syntax.Factor()
                | syntax.Score()
                | syntax.Total()
                | syntax.Completeness()
                | syntax.FrameworkShare()
                | syntax.Questions()
                | syntax.Grade()
                | syntax.Matrix()
                | syntax.Flag()
                | syntax.Stages()
                | syntax.Route()
                | syntax.RouteTable()
            ):
                yield item.name, False
            case syntax.Framework(name, _, criteria):
                yield name, False
                for criterion in criteria:
                    yield criterion.name, False
            case _:
                pass


def start(span: Span, length: int) -> Span:
    """The first characters of a span: the keyword of a block."""
    return Span(span.file, span.line, span.column, span.line, span.column + length)


def unused(findings: Findings, file: syntax.RuleFile, put_in: frozenset[str] = frozenset()) -> None:
    """Warns of lists, named conditions, factors and used names that nothing in the file reads.

    `put_in`: parameters of other files that rules have needed.
    """
    read: set[str] = set(put_in)
    for item in file.items:
        match item:
            case syntax.Let(_, condition):
                read.update(_names_in(condition))
            case syntax.Factor(_, value, rows):
                read.update(_names_in((value, rows)))
            case syntax.Use() | syntax.InlineList() | syntax.FileList() | syntax.Sample():
                pass
            case _:
                read.update(_names_in(item))
    for item in file.items:
        if item.span.file != file.file:  # another file may need it
            continue
        names: tuple[syntax.Name, ...] = ()
        match item:
            case syntax.InlineList(name) | syntax.FileList(name) | syntax.Let(name) | syntax.Factor(name):
                names = (name,)
            case syntax.Use(names):
                pass
            case _:
                pass
        for name in names:
            if name.text not in read:
                findings.report("SL0208", name.span, f"`{name.text}` is not used", "leave it out, or use it in a rule")


def _names_in(node: object) -> Iterator[str]:
    """Every name that is written anywhere inside."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, syntax.Name):
            yield part.text
        elif isinstance(part, tuple):
            waiting.extend(part)
        else:
            waiting.extend(held(part))
