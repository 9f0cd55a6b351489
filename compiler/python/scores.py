"""Scores and totals → functions that add up integers of 10^-9 (totals: 10^-7) points and return thousandths."""

from __future__ import annotations

import ast
from contextlib import AbstractContextManager
from decimal import Context, Decimal

from ...dsl import model
from ...dsl.source import Span
from .. import plan as p
from . import trees as t
from .conditions import Conditions
from .frame import Frame
from .source import Lines, escaped, quoted
from .tables import TableWriter

_MILLI_TO_NANO = p.NANO // model.MILLI
_PLENTY = Context(prec=80)  # the caller of the compiler may have set another one


class ScoreWriter:
    """Writes the body of one score's function at a time."""

    def __init__(self, frame: Frame, conditions: Conditions) -> None:
        self.frame = frame
        self.conditions = conditions
        self.tables = TableWriter(frame, conditions.values)
        self._score = ""

    def write(self, score: p.Score | p.Total, lines: Lines) -> None:
        """The statements up to `return`; `rows` is None where no contributions are asked for."""
        self._score = score.name
        lines.add("nano = 0")
        match score:
            case p.Score():
                self._entries(score.entries, "nano", lines)
                scale = p.NANO
            case p.Total():
                self._terms(score, lines)
                scale = 10**7
        lines.add()
        lines.add(f"# limited to {_plain(score.low, scale)}..{_plain(score.high, scale)}")
        self._limits("nano", "range limit", "", score.low, score.high, p.NANO // scale, lines)
        self._rounding(score, scale, lines)

    # ---- rules -------------------------------------------------------------------------------------------------------

    def _entries(self, entries: tuple[p.Entry, ...], into: str, lines: Lines) -> None:
        for entry in entries:
            lines.add()
            match entry:
                case p.Group():
                    self._group(entry, into, lines)
                case p.WhenRule():
                    lines.add(_comment(entry.label, entry.span))
                    self._when(entry, into, lines)
                case p.TableRule():
                    lines.add(_comment(entry.label, entry.span))
                    self._table(entry, into, lines)
                case p.OccurrenceRule():
                    lines.add(_comment(entry.label, entry.span))
                    self._occurrences(entry, into, lines)

    def _when(self, rule: p.WhenRule, into: str, lines: Lines) -> None:
        nano = rule.points * _MILLI_TO_NANO
        if not nano:
            lines.add("# 0 points")
            return
        test = t.all_of([self.conditions.met(rule.condition), *self._barred(rule.unless)])
        self.frame.flush(lines)
        with lines.when(test):
            self._pay(into, f"{nano:_}", quoted(rule.label), f"{nano:_}, 1", lines)

    def _table(self, rule: p.TableRule, into: str, lines: Lines) -> None:
        self.tables.write(rule, lines)
        with self._unless_barred(rule.unless, lines):
            self._pay(into, "points", quoted(rule.label), "points, 1", lines)

    def _occurrences(self, rule: p.OccurrenceRule, into: str, lines: Lines) -> None:
        events = self.conditions.values.events
        kept = events.occurrences(rule.feature)
        if kept.weight is None:
            amount, largest_weight = kept.times.name, 1
            multiplier = rule.multiplier * p.FACTOR
        else:
            decay = rule.feature.decay
            largest_weight = decay.magnitude if isinstance(decay, p.PointSteps) else p.FACTOR
            amount, multiplier = kept.weight.name, rule.multiplier
        most = (rule.feature.latest or p.MAX_OCCURRENCES) * largest_weight * abs(multiplier)
        text = f"{amount} * {multiplier:_}"
        if most > rule.max_nano:
            text = f"min({text}, {rule.max_nano:_})" if multiplier > 0 else f"max({text}, -{rule.max_nano:_})"
        lines.add(f"points = {text}")
        with self._unless_barred(rule.unless, lines):
            more = f"points, {kept.times.name}, {kept.latest.name}"
            self._pay(into, "points", quoted(rule.label), more, lines)

    def _unless_barred(self, unless: model.Condition | None, lines: Lines) -> AbstractContextManager[None]:
        test = t.all_of([t.name("points"), *self._barred(unless)])
        self.frame.flush(lines)
        return lines.when(test)

    def _barred(self, unless: model.Condition | None) -> list[ast.expr]:
        return [] if unless is None else [t.opposite(self.conditions.met(unless))]

    def _pay(self, into: str, points: str, label: str, more: str, lines: Lines) -> None:
        lines.add(f"{into} += {points}" if not points.startswith("-") else f"{into} -= {points[1:]}")
        self._row(f"'rule', {label}, {more}", lines)

    def _row(self, rest: str, lines: Lines) -> None:
        lines.add("if rows is not None:")
        with lines.block():
            lines.add(f"rows.append(_row({quoted(self._score)}, {rest}))")

    # ---- groups, limits, rounding ------------------------------------------------------------------------------------

    def _group(self, group: p.Group, into: str, lines: Lines) -> None:
        lines.add(f"# group {_comment(group.label, group.span)[2:]}")
        name = self.frame.names.local(f"group_{group.label}", "group")
        lines.add(f"{name} = 0")
        self._entries(group.entries, name, lines)
        lines.add()
        lines.add(f"# end of group {quoted(group.label)}")
        self._limits(name, "group limit", group.label, group.low, group.high, 1, lines)
        lines.add(f"{into} += {name}")

    def _limits(
        self, name: str, kind: str, label: str, low: int | None, high: int | None, to_nano: int, lines: Lines
    ) -> None:
        word = "if"
        for bound, sign in ((low, "<"), (high, ">")):
            if bound is None:
                continue
            lines.add(f"{word} {name} {sign} {bound:_}:")
            word = "elif"
            with lines.block():
                lacking = f"-{name}" if not bound else f"{bound:_} - {name}"
                nano = lacking if to_nano == 1 else f"({lacking}) * {to_nano}"
                self._row(f"{quoted(kind)}, {quoted(label)}, {nano}", lines)
                lines.add(f"{name} = {bound:_}")

    def _rounding(self, score: p.Score | p.Total, scale: int, lines: Lines) -> None:
        divisor = scale // 10**score.decimals
        lines.add(f"# rounded to {score.decimals} decimal{'' if score.decimals == 1 else 's'}")
        if score.low >= 0:
            lines.add(f"units = (nano + {divisor // 2:_}) // {divisor:_}")
        else:
            lines.add(f"units = _rounded(nano, {divisor:_})")
        lines.add(f"if rows is not None and units * {divisor:_} != nano:")
        with lines.block():
            gained = f"units * {divisor:_} - nano"
            to_nano = p.NANO // scale
            gained = gained if to_nano == 1 else f"({gained}) * {to_nano}"
            lines.add(f"rows.append(_row({quoted(score.name)}, 'rounding', '', {gained}))")
        to_milli = 10 ** (3 - score.decimals)
        lines.add("return units" if to_milli == 1 else f"return units * {to_milli}")

    # ---- totals ------------------------------------------------------------------------------------------------------

    def _terms(self, total: p.Total, lines: Lines) -> None:
        to_nano = p.NANO // 10**7
        for term in total.terms:
            name = self.frame.use(self.frame.scores[term.score]).name
            lines.add()
            lines.add(f"# {_plain(term.weight, 100)}% of {quoted(term.score)}")
            lines.add(f"points = {name} * {term.weight:_}")
            with lines.block("if points:"):
                lines.add("nano += points")
                self._row(f"'rule', {quoted(term.score)}, points * {to_nano}, 1", lines)


def _plain(units: int, scale: int) -> str:
    """units / scale, a power of ten, without trailing zeros."""
    return f"{_PLENTY.divide(Decimal(units), Decimal(scale)).normalize(_PLENTY):f}"


def _comment(label: str, span: Span) -> str:
    return f"# {quoted(label)} ({escaped(span.file)}:{span.line})"
