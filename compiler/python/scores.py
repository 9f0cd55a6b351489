"""Scores and totals → functions that add up integers of 10^-9 (totals: 10^-7) points and return thousandths."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from ...dsl import model
from ...dsl.source import Span
from .. import plan as p
from . import trees as t
from .conditions import Conditions
from .frame import Frame, Var
from .merged import Merged
from .payments import Payment, PaymentWriter, decimal_text, made_row, unit_decimal
from .source import Lines, escaped, quoted
from .units import unit_of

_HUNDRED_NANO = 10**7  # totals, and what a factor has multiplied, count in 1 / 10^7 points
_ROUNDINGS = 1_000
_PLENTY = Context(prec=80)  # the caller of the compiler may have set another one


@dataclass(frozen=True, slots=True)
class Paid:
    """The variable for what rules pay together. A point is `scale` there; the plan's bounds are divided by `unit`."""

    variable: str
    unit: int
    scale: int


class ScoreWriter:
    """Writes the body of one score's function at a time."""

    def __init__(self, frame: Frame, conditions: Conditions) -> None:
        self.frame = frame
        self.conditions = conditions
        self.payments = PaymentWriter(frame, conditions)
        self._score = ""
        self._explains = False

    def write(self, score: p.AnyScore, lines: Lines, end: str, *, explains: bool) -> None:
        """The statements; the last one is `end` and the score. With contributions they add to the list `rows`."""
        if isinstance(score, model.Share):
            self._share(score, end, lines)
        else:
            self.finish(score, self.add_up(score, lines, explains=explains), end, lines)

    def add_up(self, score: p.Score | p.Total, lines: Lines, *, explains: bool) -> Paid:
        """The statements up to what the rules pay together."""
        self._explains = explains
        self._score = score.name
        split = explains and self.frame.plan.attribution is not None  # into rows that are in 10^-9
        unit = self.payments.unit = 1 if split else unit_of(score)
        total = "nano" if unit == 1 else "paid"
        lines.add(f"{total} = 0" + ("" if unit == 1 else f"  # {p.NANO // unit:_} are a point"))
        match score:
            case p.Score():
                self._entries(score.entries, total, lines)
                scale = p.NANO // unit
            case p.Total():
                self._terms(score, lines)
                scale = _HUNDRED_NANO
        lines.add()
        return Paid(total, unit, scale)

    def finish(self, score: p.Score | p.Total, paid: Paid, end: str, lines: Lines) -> None:
        """From there to `end` and the score."""
        scale = paid.scale
        if score.factor is not None:
            self._factor(score.factor, scale, lines)
            scale = _HUNDRED_NANO
        low, high = (bound // paid.unit for bound in (score.low, score.high))
        lines.add(f"# limited to {_plain(low, scale)}..{_plain(high, scale)}")
        self._limits(paid.variable, "range limit", "", low, high, p.NANO // scale, lines)
        self._rounding(score, paid.variable, scale, end, lines)

    # ---- rules -------------------------------------------------------------------------------------------------------

    def _entries(self, entries: tuple[p.Entry, ...], into: str, lines: Lines) -> None:
        merged = Merged(self.frame, self._score, self._explains)
        for entry in entries:
            written = Lines()
            if isinstance(entry, p.Group):
                self._group(entry, into, written)
                merged.add(written, None)
                continue
            with self.frame.recording() as used:
                self._rule(entry, into, written)
            merged.add(written, list(used.values()))
        merged.write(into, lines)

    def _rule(self, rule: p.Rule, into: str, lines: Lines) -> None:
        lines.add(_comment(rule.label, rule.span))
        if isinstance(rule, p.WhenRule) and not rule.points:
            lines.add("# 0 points")
            return
        if isinstance(rule, p.OccurrenceRule) and not self._by_source(rule):
            self.payments.add_occurrences(rule, into, self._score if self._explains else None, lines)
            return
        payment = self.payments.write(rule, lines)
        # Rows by source may add up to nothing and are shown all the same.
        tests = payment.barred if payment.sources else (*payment.tests, *payment.barred)
        test = t.all_of(tests)
        if t.is_constant(test, True):
            self._pay(payment, into, lines)
            return
        with lines.when(test):
            self._pay(payment, into, lines)

    def _by_source(self, rule: p.OccurrenceRule) -> bool:
        """Whether its rows are split, or it pays nothing whatever happens."""
        return (self._explains and self.frame.plan.attribution is not None) or not (rule.multiplier and rule.max_nano)

    def _pay(self, payment: Payment, into: str, lines: Lines) -> None:
        points = payment.points
        lines.add(f"{into} += {points}" if not points.startswith("-") else f"{into} -= {points[1:]}")
        if self._explains:
            lines.add(payment.row(self._score, points, self.payments.unit, self.frame))

    def _row(self, head: str, points: str, unit: int, lines: Lines, times: str = "0") -> None:
        """`points` in units of so many 10^-9."""
        if self._explains:
            exact = decimal_text(points, unit, self.frame)
            lines.add(made_row(f"{quoted(self._score)}, {head}", exact, times, "None", self.frame))

    # ---- groups, limits, rounding ------------------------------------------------------------------------------------

    def _group(self, group: p.Group, into: str, lines: Lines) -> None:
        lines.add(f"# group {_comment(group.label, group.span)[2:]}")
        name = self.frame.names.local(f"group_{group.label}", "group")
        lines.add(f"{name} = 0")
        if group.pick is None:
            self._entries(group.entries, name, lines)
        else:
            self._picked(group, name, lines)
        lines.add()
        lines.add(f"# end of group {quoted(group.label)}")
        low, high = (None if bound is None else bound // self.payments.unit for bound in (group.low, group.high))
        self._limits(name, "group limit", group.label, low, high, self.payments.unit, lines)
        lines.add(f"{into} += {name}")

    def _picked(self, group: p.Group, name: str, lines: Lines) -> None:
        """One of the rules pays: which one is kept until its rows are written."""
        chosen = self.frame.names.local("chosen")
        lines.add(f"{chosen} = 0  # the number of the rule that pays: {_PICKS[group.pick or 'first']}")
        payments: list[Payment] = []
        for number, rule in enumerate(group.entries, 1):
            assert not isinstance(rule, p.Group)
            lines.add()
            lines.add(_comment(rule.label, rule.span))
            payment = self.payments.write(rule, lines)
            payments.append(payment)
            sooner = t.opposite(t.name(chosen))
            if group.pick != "first":
                sign = ">" if group.pick == "best" else "<"
                sooner = t.any_of([sooner, t.compare(t.name(payment.points), sign, t.name(name))])
            tests = [*payment.tests, *payment.barred, *([sooner] if number > 1 else [])]
            with lines.when(t.all_of(tests)):
                lines.add(f"{chosen}, {name} = {number}, {payment.points}")
        if not self._explains:
            return
        lines.add()
        for number, payment in enumerate(payments, 1):
            with lines.block(f"{'if' if number == 1 else 'elif'} {chosen} == {number}:"):
                paid = payment.row(self._score, name, self.payments.unit, self.frame)
                lines.add(paid if payment.points != "0" else "pass")

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
                self._row(f"{quoted(kind)}, {quoted(label)}", lacking, to_nano, lines)
                lines.add(f"{name} = {bound:_}")

    def _factor(self, factor: model.Factor, scale: int, lines: Lines) -> None:
        lines.add(f"# times {_comment(factor.name, factor.span)[2:]}")
        self.payments.tables.write_factor(factor, lines)
        bound = p.BEFORE_FACTOR // (p.NANO // scale)
        cut = f"max(-{bound:_}, min({bound:_}, nano))"
        lines.add(f"product = _rounded({cut}, {scale // model.MILLI:_}) * factor")
        before = "nano" if scale == p.NANO else f"nano * {p.NANO // scale}"
        to_nano = p.NANO // _HUNDRED_NANO
        if self._explains:
            with lines.block(f"if product * {to_nano} != {before}:"):
                self._row(f"'factor', {quoted(factor.name)}", f"product * {to_nano} - {before}", 1, lines)
        lines.add("nano = product")

    def _rounding(self, score: p.Score | p.Total, total: str, scale: int, end: str, lines: Lines) -> None:
        divisor = scale // 10**score.decimals
        how = "" if score.rounding == "half up" else f", {score.rounding}"
        lines.add(f"# rounded to {score.decimals} decimal{'' if score.decimals == 1 else 's'}{how}")
        if divisor == 1:
            lines.add(f"units = {total}")
        elif score.rounding == "half even":
            lines.add(f"units = _rounded_to_even({total}, {divisor:_})")
        elif score.rounding == "toward zero":
            cut = f"{total} // {divisor:_}"
            lines.add(f"units = {cut}" if score.low >= 0 else f"units = {cut} if {total} >= 0 else -(-{cut})")
        elif score.low >= 0:
            lines.add(f"units = ({total} + {divisor // 2:_}) // {divisor:_}")
        else:
            up, down = (f"({sign}{divisor // 2:_}) // {divisor:_}" for sign in (f"{total} + ", f"-{total} + "))
            lines.add(f"units = {up} if {total} >= 0 else -({down})")
        if self._explains and divisor > 1:
            most = divisor - 1 if score.rounding == "toward zero" else divisor // 2
            self._rounding_row(f"units * {divisor:_} - {total}", most, p.NANO // scale, lines)
        to_milli = 10 ** (3 - score.decimals)
        lines.add(f"{end} units" if to_milli == 1 else f"{end} units * {to_milli}")

    def _rounding_row(self, gained: str, most: int, unit: int, lines: Lines) -> None:
        """What rounding adds or takes, at most so many units; where few rows are possible, they are remembered."""
        lines.add(f"rest = {gained}")
        with lines.block("if rest:"):
            if most > _ROUNDINGS:
                self._row("'rounding', ''", "rest", unit, lines)
                return
            key = ("rounding", self._score, unit)
            known = self.frame.table(key, "ROUNDING", self._score, "{}", "dict[int, Contribution]")
            made = f"_rounding_row({known}, {quoted(self._score)}, rest, {unit_decimal(unit, self.frame)})"
            lines.add("try:")
            with lines.block():
                lines.add(f"rows.append({known}[rest])")
            lines.add("except KeyError:")
            with lines.block():
                lines.add(f"rows.append({made})")

    # ---- totals ------------------------------------------------------------------------------------------------------

    def _terms(self, total: p.Total, lines: Lines) -> None:
        to_nano = p.NANO // 10**7
        for term in total.terms:
            name = self.frame.use(Var(self.frame.scores[term.score].name, "int")).name
            lines.add()
            lines.add(f"# {_plain(term.weight, 100)}% of {quoted(term.score)}")
            lines.add(f"points = {name} * {term.weight:_}")
            if not self._explains:
                lines.add("nano += points")
                continue
            with lines.block("if points:"):
                lines.add("nano += points")
                self._row(f"'rule', {quoted(term.score)}", "points", to_nano, lines, "1")

    # ---- shares ------------------------------------------------------------------------------------------------------

    def _share(self, share: model.Share, end: str, lines: Lines) -> None:
        whole = sum(weight for weight, _ in share.parts)
        tests = [(weight, self.conditions.met(condition)) for weight, condition in share.parts]
        self.frame.flush(lines)
        if {weight for weight, _ in share.parts} == {1}:
            lines.put("met = sum(", t.tuple_of(test for _, test in tests), ")")
        else:
            lines.add("met = 0")
            for weight, test in tests:
                with lines.when(test):
                    lines.add(f"met += {weight:_}")
        lines.add("# rounded to a whole percent")
        lines.add(f"{end} (200 * met + {whole:_}) // {2 * whole:_} * 1_000")


_PICKS = {"first": "the first that is met", "best": "what pays most", "lowest": "what pays least"}


def _plain(units: int, scale: int) -> str:
    """units / scale, a power of ten, without trailing zeros."""
    return f"{_PLENTY.divide(Decimal(units), Decimal(scale)).normalize(_PLENTY):f}"


def _comment(label: str, span: Span) -> str:
    return f"# {quoted(label)} ({escaped(span.file)}:{span.line})"
