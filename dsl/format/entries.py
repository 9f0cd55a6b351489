"""Rules, tables and groups → rows."""

from __future__ import annotations

from .. import syntax
from .layout import Columns, Row
from .lines import table_row
from .writer import STEP, Writer, opening, plain_row, split_row


def entries(node: syntax.Score | syntax.Group) -> list[syntax.Entry | syntax.CountsSince]:
    """What stands in the block, in the order written."""
    since = [node.counts_since] if node.counts_since else []
    found: list[syntax.Entry | syntax.CountsSince] = [*since, *node.entries]
    return sorted(found, key=lambda part: part.span)


def entry(writer: Writer, node: syntax.Entry | syntax.CountsSince, indent: int, columns: Columns) -> list[Row]:
    text = writer.text
    match node:
        case syntax.CountsSince():
            return [plain_row(writer, node.span, indent)]
        case syntax.Group():
            brace = opening(text, *writer.range(node.span))
            return writer.block(node, indent, brace, entries(node), entry, columns, "   ")
        case syntax.PickGroup():
            brace = opening(text, *writer.range(node.span))
            return writer.block(node, indent, brace, node.rules, entry, columns, "   ")
    label = text.last(node.label.span)
    breaks = tuple(text.first(clause.span) for clause in node.clauses)
    match node:
        case syntax.TableRule():
            return _table(writer, node, indent, columns, label, breaks)
        case syntax.DataRule():
            points = -1
        case _:
            points = text.last(node.points.span) if isinstance(node.points, syntax.Number) else -1
    return [split_row(writer, node.span, indent, columns, label, points, 2, breaks)]


def _table(
    writer: Writer, node: syntax.TableRule, indent: int, columns: Columns, label: int, breaks: tuple[int, ...]
) -> list[Row]:
    text = writer.text
    begin, end = writer.range(node.span)
    brace = text.last(node.source.span if node.source else node.value.span) + 1
    if brace > end or text.tokens[brace].type != "{":
        return [split_row(writer, node.span, indent, columns, label, -1, 2, breaks)]
    closing = next(
        i for i in range(text.last(node.rows[-1].span) if node.rows else brace, end + 1) if text.tokens[i].type == "}"
    )
    head = Row(indent, begin, columns=columns, gap=2, behind=writer.behind(brace))
    if text.bare(begin, label + 1):
        head.first, head.rest = (begin, label), (label + 1, brace)
        head.widen(text)
    else:
        head.rest = (begin, brace)
    at_line = writer.at_line
    writer.at_line = text.tokens[brace].line
    inside = Columns()
    rows = [head, *writer.statements(node.rows, indent + STEP, table_row, inside, closing)]
    foot = Row(indent, closing, rest=(closing, end), breaks=breaks, behind=writer.behind(end))
    rows.append(foot)
    if not writer.one_line(begin, closing) or not text.bare(begin, end):
        return rows
    writer.at_line = at_line
    cells = "   ".join(text.joined(*writer.range(row.span)) for row in node.rows)
    after = text.joined(closing + 1, end) if closing < end else ""
    line = Row(indent, begin, first=(begin, label), columns=columns, gap=2, behind=foot.behind)
    if after and not after.startswith(","):
        after = " " + after
    line.inline = f"{text.joined(label + 1, brace)} {cells}{' ' if cells else ''}}}{after}"
    line.otherwise = tuple(rows)
    return [line]
