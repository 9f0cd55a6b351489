"""Items of a file → rows."""

from __future__ import annotations

import dataclasses

from .. import syntax
from .entries import entries, entry
from .layout import Columns, Row
from .lines import (
    attribute,
    axis,
    band,
    criterion,
    labelled_line,
    reason,
    route_row,
    sample_line,
    stage_line,
    table_row,
)
from .trivia import Text
from .writer import STEP, Writer, opening, plain_row, split_row


def item(writer: Writer, node: syntax.Item, columns: Columns) -> list[Row]:
    text = writer.text
    begin, end = writer.range(node.span)
    match node:
        case syntax.Override():
            return item(writer, dataclasses.replace(node.item, span=node.span), columns)
        case syntax.OverrideRule() | syntax.AddRule():
            return entry(writer, dataclasses.replace(node.rule, span=node.span), 0, Columns())
        case syntax.Header():
            return _header(writer, node, begin, end)
        case syntax.LeadSchema() | syntax.AccountSchema():
            return writer.block(node, 0, opening(text, begin, end), node.attributes, attribute, Columns(), ", ")
        case syntax.EventSchema():
            return _event(writer, node, begin, end, columns)
        case syntax.Score():
            return writer.block(node, 0, opening(text, begin, end), entries(node), entry, Columns(), "   ")
        case syntax.Sample():
            return writer.block(node, 0, opening(text, begin, end), _sample_lines(node), sample_line, Columns(), "   ")
        case syntax.Let():
            return [split_row(writer, node.span, 0, columns, text.last(node.name.span), -1, 1, ())]
        case syntax.Total():
            return [plain_row(writer, node.span, 0, tuple(text.first(clause.span) for clause in node.clauses))]
        case syntax.Exclusion() | syntax.Flag():
            return [plain_row(writer, node.span, 0, reason(writer, node.because))]
        case syntax.UseBase():
            return [plain_row(writer, node.span, 0, tuple(text.first(part.span) for part in node.settings))]
        case syntax.Worklist():
            breaks = [text.first(cap.span) for cap in node.caps]
            if node.condition is not None:
                breaks.append(text.first(node.condition.span) - 1)
            return [plain_row(writer, node.span, 0, tuple(sorted(breaks)))]
        case _:
            return _outcome(writer, node, begin, end)


def _outcome(writer: Writer, node: syntax.Item, begin: int, end: int) -> list[Row]:
    text = writer.text
    match node:
        case syntax.Factor():
            return writer.block(node, 0, opening(text, begin, end), node.rows, table_row, Columns(), "   ")
        case syntax.Framework():
            return writer.block(node, 0, opening(text, begin, end), node.criteria, criterion, Columns(), "   ")
        case syntax.Grade():
            return writer.block(node, 0, opening(text, begin, end), node.bands, band, Columns(), "   ")
        case syntax.Matrix():
            return writer.block(node, 0, opening(text, begin, end), node.axes, axis, Columns(), "   ")
        case syntax.Stages():
            unsorted: list[syntax.PreviousLine | syntax.StageLine] = [*node.previous, *node.lines]
            lines = sorted(unsorted, key=lambda line: line.span)
            return writer.block(node, 0, opening(text, begin, end), lines, stage_line, Columns(), "   ")
        case syntax.FollowUp() | syntax.Route():
            return writer.block(node, 0, opening(text, begin, end), node.lines, labelled_line, Columns(), "   ")
        case syntax.RouteTable() if text.tokens[end].type == "}":
            return writer.block(node, 0, opening(text, begin, end), node.rows, route_row, Columns(), "   ")
        case _:
            return [plain_row(writer, node.span, 0)]


_SampleLine = syntax.SampleLead | syntax.SampleAccount | syntax.SampleColleague | syntax.SampleEvent | syntax.Expect


def _sample_lines(node: syntax.Sample) -> list[_SampleLine]:
    theirs = [event for colleague in node.colleagues for event in colleague.events]
    found: list[_SampleLine] = [*node.accounts, *node.leads, *node.events, *node.colleagues, *theirs, *node.expects]
    return sorted(found, key=lambda line: line.span)


def _header(writer: Writer, node: syntax.Header, begin: int, end: int) -> list[Row]:
    if node.description is None:
        return [Row(0, begin, rest=(begin, end), behind=writer.behind(end))]
    last = writer.text.first(node.description.span)
    rows = [Row(0, begin, rest=(begin, last - 1), behind=writer.behind(last - 1))]
    writer.at_line = writer.text.tokens[last - 1].line
    rows += writer.comments(last, STEP, at_start=True)
    rows.append(Row(STEP, last, rest=(last, last), behind=writer.behind(last)))
    return rows


def _event(writer: Writer, node: syntax.EventSchema, begin: int, end: int, columns: Columns) -> list[Row]:
    brace = opening(writer.text, begin, end)
    rows = writer.block(node, 0, brace, node.attributes, attribute, Columns(), ", ")
    line = rows[0]
    if len(rows) == 1 and line.inline is not None and node.by_the_lead and writer.text.bare(begin, brace):
        line.first, line.columns = (begin, brace - 1), columns
        line.inline = line.inline[len(writer.text.joined(begin, brace - 1)) + 1 :]
        line.widen(writer.text)
    return rows


def _without_commas(text: Text, node: syntax.LeadSchema | syntax.AccountSchema | syntax.EventSchema) -> None:
    """Comments round a comma between attributes, which is left out, go to the attribute before or after it."""
    for attribute_ in node.attributes:
        last = text.last(attribute_.span)
        if text.tokens[last + 1].type != ",":
            continue
        above = text.before.pop(last + 1, [])
        behind = text.after.pop(last + 1, None)
        if behind is not None and not above and last not in text.after:
            text.after[last] = behind
        elif behind is not None:
            above.append(behind)
        text.before[last + 2] = [*above, *text.before.get(last + 2, [])]


def rows_of(file: syntax.RuleFile, text: Text) -> list[Row]:
    """All rows of a file. Items of one kind that follow each other without a blank line share their columns."""
    for node in file.items:
        inner = node.item if isinstance(node, syntax.Override) else node
        if isinstance(inner, syntax.LeadSchema | syntax.AccountSchema | syntax.EventSchema):
            _without_commas(text, inner)
    writer = Writer(text)
    rows: list[Row] = []
    columns, kind, tall = Columns(), None, False
    for node in file.items:
        before = writer.comments(text.first(node.span), 0, at_start=not rows)
        blank = writer.gap_before(node.span.line)
        if type(node) is not kind or blank or before or tall:
            columns, kind = Columns(), type(node)
        is_table = isinstance(getattr(node, "rule", None), syntax.TableRule)
        # Whether a table fits decides on the blank lines round it, so that no later item may move its columns.
        made = item(writer, node, Columns() if is_table else columns)
        if is_table and len(made) == 1 and made[0].otherwise and not made[0].fits(text):
            made = list(made[0].otherwise)
        is_tall = len(made) > 1
        leading = before[0] if before else made[0]
        made[0].blank_before = blank
        if rows and (tall or is_tall):
            leading.blank_before = True
        rows += [*before, *made]
        tall = is_tall
        writer.at_line = node.span.end_line
    return rows + writer.comments(len(text.tokens), 0, at_start=not rows)
