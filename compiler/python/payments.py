"""Rules → statements that compute what a rule pays, and the tests on which it does."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .. import plan as p
from . import trees as t
from .conditions import Conditions
from .frame import Frame, operand_text
from .kept import Kept, needs_order
from .source import Lines, quoted
from .tables import TableWriter
from .units import MILLI_TO_NANO


@dataclass(frozen=True, slots=True)
class Payment:
    """What is known after a rule's statements, in the writer's unit.

    `points`: a number or variable; `tests`: when it pays, `unless` among them. `times`: the rest of its row: how often,
    and the latest second. `sources` and what multiplies them are there where the rule's rows are split. `choices`: all
    that it can pay besides nothing, in thousandths, where that is one of a few; `decimals`: a table of them.
    """

    label: str
    points: str
    tests: tuple[ast.expr, ...]
    barred: tuple[ast.expr, ...]
    times: str
    sources: str = ""
    choices: tuple[int, ...] = ()
    decimals: str = ""

    def row(self, score: str, points: str, unit: int, frame: Frame) -> str:
        """The statement that adds its rows; `points` in units of so many 10^-9."""
        head = f"{quoted(score)}, 'rule', {quoted(self.label)}"
        if self.choices:
            return f"rows.append({self._rows(head, unit, frame)}[{points}])"
        if self.sources:
            nano = in_nano(points, unit)
            return f"rows.extend(_source_rows({quoted(score)}, {quoted(self.label)}, {nano}, {self.sources}))"
        times, _, latest = self.times.partition(", ")
        if not latest and is_number(points):
            made = f"_row({head}, {in_nano(points, unit)}, {times})"
            return f"rows.append({frame.table(('row', made), 'ROW', self.label, made, 'Contribution')})"
        exact = f"{self.decimals}[{points}]" if self.decimals else decimal_text(points, unit, frame)
        return made_row(head, exact, times, latest or "None", frame)

    def _rows(self, head: str, unit: int, frame: Frame) -> str:
        """The table with a row for each of the choices."""
        rows = [(points * MILLI_TO_NANO // unit, points * MILLI_TO_NANO) for points in self.choices]
        text = "\n".join(["{", *(f"    {paid:_}: _row({head}, {nano:_}, 1)," for paid, nano in rows), "}"])
        frame.constants.runtime_names.add("_row")
        return frame.table(("rows", head, text), "ROWS", self.label, text, "dict[int, Contribution]")


def in_nano(points: str, unit: int) -> str:
    """The text of points in 10^-9."""
    if is_number(points):
        return f"{int(points) * unit:_}"
    return points if unit == 1 else f"{points} * {unit:_}"


def decimal_text(points: str, unit: int, frame: Frame) -> str:
    """The exact decimal of points in units of so many 10^-9; in its text there are nine decimals."""
    if is_number(points):
        nano = in_nano(points, unit)
        return frame.table(("points", nano), "POINTS", nano.replace("-", "minus "), f"_nano_points({nano})", "Decimal")
    return f"_product({points}, {unit_decimal(unit, frame)})"


def unit_decimal(unit: int, frame: Frame) -> str:
    """So many 10^-9 as a decimal."""
    return (
        "_NANO" if unit == 1 else frame.table(("nano", unit), "NANO", f"{unit:_}", f"_nano_points({unit:_})", "Decimal")
    )


def made_row(head: str, points: str, times: str, latest: str, frame: Frame) -> str:
    """Written out: most of what contributions cost is such rows. `points`: a decimal; occurrences have a second."""
    source = ", None" if frame.plan.attribution is not None else ""
    row = f"{head}, {points}, {times}, {latest}{source}"
    line = f"rows.append(_new(Contribution, ({row})))"
    return line if len(line) <= 96 else f"rows.append(_new(Contribution, (\n    {row},\n)))"


def is_number(text: str) -> bool:
    """Whether it is a written integer."""
    return text.removeprefix("-").replace("_", "").isdigit()


class PaymentWriter:
    """Writes the statements of one rule at a time."""

    def __init__(self, frame: Frame, conditions: Conditions) -> None:
        self.frame = frame
        self.conditions = conditions
        self.tables = TableWriter(frame, conditions.values)
        self.unit = 1  # how many 10^-9 points are one of what is written

    def write(self, rule: p.Rule, lines: Lines) -> Payment:
        """What comes before the payment is written to `lines`."""
        match rule:
            case p.WhenRule():
                tests = (self.conditions.met(rule.condition),)
                payment = Payment(
                    rule.label, f"{rule.points * MILLI_TO_NANO // self.unit:_}", tests, self._barred(rule), "1"
                )
            case p.TableRule():
                self.tables.write(rule, lines, MILLI_TO_NANO // self.unit)
                payment = Payment(rule.label, "points", _POINTS, self._barred(rule), "1", choices=_choices(rule))
            case p.AmountRule():
                times = self._amount(rule, lines)
                payment = Payment(rule.label, "points", _POINTS, self._barred(rule), times)
            case p.OccurrenceRule():
                kept = self._kept(rule)
                for variable in (kept.times, kept.latest, kept.sources):
                    if variable is not None:
                        self.frame.use(variable)
                lines.add(f"points = {self._bounded(rule, kept)}")
                times = f"{kept.times.name}, {kept.second}"
                payment = Payment(rule.label, "points", _POINTS, self._barred(rule), times, _sources(rule, kept))
        self.frame.flush(lines)
        return payment

    def _barred(self, rule: p.Rule) -> tuple[ast.expr, ...]:
        return () if rule.unless is None else (t.opposite(self.conditions.met(rule.unless)),)

    def _amount(self, rule: p.AmountRule, lines: Lines) -> str:
        """The statement; how often the rule counts."""
        operand = self.conditions.values.operand(rule.value)
        value = operand_text(operand.tree)
        low, high, multiplier = (number // self.unit for number in (rule.low, rule.high, rule.multiplier))
        text = f"max({low:_}, min({high:_}, {value} * {multiplier:_}))"
        if operand.variable is not None:
            text = f"0 if {value} is None else {text}"
        lines.add(f"points = {text}")
        if not rule.times:
            return "1"
        return value if operand.variable is None else f"{value} or 0"

    def add_occurrences(self, rule: p.OccurrenceRule, into: str, score: str | None, lines: Lines) -> None:
        """Adds what the rule pays to a variable, and its row to those of a score: most leads have no such event."""
        feature = rule.feature
        once = feature.latest == 1 and feature.decay is None and not needs_order(feature)  # and always pays the same
        kept = self.conditions.values.events.every(feature.events) if once else self._kept(rule)
        found = self.frame.use(kept.weight or kept.times)
        if once:
            points = max(-rule.max_nano, min(rule.max_nano, rule.multiplier * p.FACTOR))
            text = f"{points // self.unit:_}"
        else:
            text = self._bounded(rule, kept)
        barred = self._barred(rule)
        self.frame.flush(lines)
        with lines.when(t.all_of([found.tree, *barred])):
            if score is None:
                lines.add(f"{into} += {text}")
                return
            if not once:
                lines.add(f"points = {text}")
                text = "points"
            lines.add(f"{into} += {text}")
            times = f"{'1' if once else kept.times.name}, {kept.second}"
            decimals = "" if once or kept.weight is not None else self._multiples(rule)
            lines.add(Payment(rule.label, "", (), (), times, decimals=decimals).row(score, text, self.unit, self.frame))

    def _kept(self, rule: p.OccurrenceRule) -> Kept:
        kept = self.conditions.values.events.occurrences(rule.feature)
        self.frame.use(kept.weight or kept.times)
        return kept

    def _multiples(self, rule: p.OccurrenceRule) -> str:
        """The table of all that the occurrences can pay, where each pays the same; empty where that is much."""
        one, most = abs(rule.multiplier) * p.FACTOR // self.unit, rule.max_nano // self.unit
        if rule.feature.latest and not rule.feature.latest_per:
            most = min(most, rule.feature.latest * one)
        if most > _CHOICES * one:
            return ""
        one, most = (number if rule.multiplier > 0 else -number for number in (one, most))
        text = f"_multiples({one:_}, {most:_}, {unit_decimal(self.unit, self.frame)})"
        return self.frame.table(
            ("multiples", text), "MULTIPLES", f"{one:_}".replace("-", "minus "), text, "dict[int, Decimal]"
        )

    def _bounded(self, rule: p.OccurrenceRule, kept: Kept) -> str:
        """What the occurrences pay, within the limits of a rule."""
        feature, bound = rule.feature, rule.max_nano // self.unit
        if kept.weight is None:
            amount, largest_weight = kept.times.name, 1
            multiplier = rule.multiplier * p.FACTOR
        else:
            decay = feature.decay
            largest_weight = decay.magnitude if isinstance(decay, p.PointSteps) else p.FACTOR
            amount, multiplier = kept.weight.name, rule.multiplier
        multiplier //= self.unit
        if feature.amount is not None or feature.cap is not None:
            product = amount if multiplier == 1 else f"{amount} * {multiplier:_}"
            return f"max(-{bound:_}, min({bound:_}, {product}))"
        most = (p.MAX_OCCURRENCES if feature.latest_per or not feature.latest else feature.latest) * largest_weight
        text = f"{amount} * {multiplier:_}"
        if most * abs(multiplier) > bound:
            text = _cut(amount, multiplier, bound)
        return text


def _cut(amount: str, multiplier: int, most: int) -> str:
    """amount × multiplier, at most `most` in size, by a comparison: that is faster than a call of `min`."""
    enough = -(-most // abs(multiplier))
    bound = most if multiplier > 0 else -most
    return f"{amount} * {multiplier:_} if {amount} < {enough:_} else {bound:_}"


_POINTS = (t.name("points"),)
_CHOICES = 64  # a row for each is made beforehand


def _choices(rule: p.TableRule) -> tuple[int, ...]:
    paid = {rule.missing, rule.otherwise, *(cut.points for cut in rule.cuts), *(each.points for each in rule.matches)}
    return tuple(sorted(paid - {0})) if len(paid) <= _CHOICES else ()


def _sources(rule: p.OccurrenceRule, kept: Kept) -> str:
    if kept.sources is None:
        return ""
    cap = rule.feature.cap
    return f"{kept.sources.name}, {rule.multiplier if cap is None else cap.multiplier:_}"
