"""Mistakes that a compiler could have: each a change of one place in one module, and the backends that must show it.

A mutant is killed when a backend named in `shown_by` no longer gives the expected results. `old` must stand in the file
exactly once, `new` takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass

REFERENCE, PYTHON, DUCKDB = "reference", "python", "duckdb"


@dataclass(frozen=True)
class Mutant:
    file: str
    old: str
    new: str
    shown_by: str

    @property
    def name(self) -> str:
        return f"{self.file}: {' '.join(self.old.split())[:60]} → {' '.join(self.new.split())[:60]}"


def _in(file: str, shown_by: str, *changes: tuple[str, str]) -> list[Mutant]:
    return [Mutant(file, old, new, shown_by) for old, new in changes]


MUTANTS: list[Mutant] = [
    *_in(
        "compiler/reference/meaning.py",
        REFERENCE,
        ("age >= events.window", "age > events.window"),
        ("event.kind not in events.kinds or age < 0", "event.kind not in events.kinds or age <= 0"),
        ("age < below)", "age <= below)"),
        ("age >= lowest)", "age > lowest)"),
        ("min(date.day, last)", "min(date.day, 28)"),
        ("existed >= window", "existed > window"),
        ("len(events_of(events, context)) >= at_least", "len(events_of(events, context)) > at_least"),
        ("(context.as_of - max(found)) // DAY", "(context.as_of - min(found)) // DAY"),
        ("None if age is None or age < 0 else", "None if age is None else"),
        ("False if False in outcomes else None if None in outcomes else True", "False not in outcomes"),
        ("True if True in outcomes else None if None in outcomes else False", "True in outcomes"),
        ("None if outcome is None else not outcome", "not outcome"),
        ("fold(domain) if at and domain", "domain if at and domain"),
        ('rpartition("@")', 'partition("@")'),
        ("a = fold(str(a))", "a = str(a)"),
        ("spaced_words(needle) in spaced_words(text)", "fold(needle) in fold(text)"),
    ),
    *_in(
        "compiler/reference/contributions.py",
        REFERENCE,
        ("max(-max_nano, min(max_nano, total))", "min(max_nano, total)"),
        ("met(rule.unless, context)", "rule.unless is not None and not met(rule.unless, context)"),
        ("key=lambda event: -event.at", "key=lambda event: event.at"),
        ("cut.lowest <= value) and", "cut.lowest < value) and"),
        ("value < cut.below)", "value <= cut.below)"),
        ("existed if last is None else min(last, existed)", "existed if last is None else last"),
        ("cut.lowest is not None and cut.lowest > 0", "cut.lowest is not None"),
        ("found[: feature.latest]", "found[: feature.latest + 1]"),
        ("if value is None:\n        return rule.missing", "if value is None:\n        return rule.otherwise"),
    ),
    *_in(
        "compiler/reference/scores.py",
        REFERENCE,
        ("(abs(n) + divisor // 2) // divisor", "abs(n) // divisor"),
        ("sign = -1 if n < 0 else 1", "sign = 1"),
        ("if low is not None and n < low:", "if low is not None and n < low and n >= 0:"),
        ("total += limited", "total += inside"),
        ("limited = clamped(total, low, high)", "limited = clamped(rounded(total, 10**6) * 10**6, low, high)"),
    ),
    *_in(
        "compiler/decay.py",
        REFERENCE,
        ("max(0, age - decay.full_for) // decay.unit", "age // decay.unit"),
        ("(2 * table[units % every] + 2**halvings)", "(2 * table[units % every])"),
        ("if halvings > 20", "if halvings >= 20"),
        ("table[units // every] if", "table[min(units // every + 1, len(table) - 1)] if"),
        ("(2 * FACTOR * (over - units) + over)", "(2 * FACTOR * (over - units))"),
        ("max(0, magnitude - lost * (units // every))", "magnitude - lost * (units // every)"),
        ("Decimal(-1), Decimal(every)", "Decimal(-1), Decimal(every + 1)"),
    ),
    *_in(
        "compiler/lower.py",
        REFERENCE,
        ("p.FACTOR if rule.points >= 0 else -p.FACTOR", "p.FACTOR"),
        ("rule.max_points * _MILLI_TO_NANO", "rule.max_points * _MILLI_TO_NANO * 10"),
    ),
    *_in(
        "dsl/zones.py",
        REFERENCE,
        ("return zone.offsets[bisect_right(zone.transitions, second)]", "return zone.offsets[0]"),
    ),
    *_in(
        "compiler/python/loop.py",
        PYTHON,
        ("if not FIRST_SECOND <= at <= as_of:", "if not FIRST_SECOND <= at < as_of:"),
        ('lines.add(f"if at > {name}.get({value}, 0):")', 'lines.add(f"if {value} not in {name}:")'),
        (
            'inside.add(f"if at > {self.frame.after_window(window).name}:")',
            'inside.add(f"if at >= {self.frame.after_window(window).name}:")',
        ),
        (
            'lines.add(f"if at > {self.frame.after_window(widest).name}:")',
            'lines.add(f"if at >= {self.frame.after_window(widest).name}:")',
        ),
        ('lines.add(f"elif at > {name}[0]:")', 'lines.add(f"elif at < {name}[0]:")'),
        ('lines.add(f"if {value} is not None:")', 'lines.add("if True:")'),
        ('lines.add(f"if at < {name}:")', 'lines.add(f"if at > {name}:")'),
    ),
    *_in(
        "compiler/python/scores.py",
        PYTHON,
        ('f"units = (nano + {divisor // 2:_}) // {divisor:_}"', 'f"units = nano // {divisor:_}"'),
        ('f"units = _rounded(nano, {divisor:_})"', 'f"units = (nano + {divisor // 2:_}) // {divisor:_}"'),
        ('((low, "<"), (high, ">"))', '((low, "<"), (None, ">"))'),
        ('lines.add(f"{name} = {bound:_}")', 'lines.add("pass")'),
        ('f"max({text}, -{rule.max_nano:_})"', 'f"min({text}, {rule.max_nano:_})"'),
        ('lines.add(f"{into} += {name}")', 'lines.add(f"{into} = {name}")'),
        ("[t.opposite(self.conditions.met(unless))]", "[self.conditions.met(unless)]"),
        ("quoted(rule.label), more, lines)", "quoted(rule.label), 'points, 1, 0', lines)"),
        ('lines.add(f"points = {name} * {term.weight:_}")', 'lines.add(f"points = {name} * {abs(term.weight):_}")'),
    ),
    *_in(
        "compiler/python/tables.py",
        PYTHON,
        ('t.compare(t.name(value), "<", t.whole(step.below))', 't.compare(t.name(value), "<=", t.whole(step.below))'),
        ("bisect_right({starts}, {value})", "bisect_right({starts}, {value} - 1)"),
        ('shorter = f"min({name}, {since})"', "shorter = name"),
        (
            "if cut.lowest is not None and (not steps or steps[-1].below != cut.lowest):",
            "if cut.lowest is not None and not steps:",
        ),
        ("cut.lowest is not None and cut.lowest > 0)", "cut.lowest is not None)"),
        ("        chain.last(_nano(rule.otherwise))", "        chain.last(_nano(rule.missing))"),
    ),
    *_in(
        "compiler/python/conditions.py",
        PYTHON,
        ("condition, want = condition.item, not want", "condition, want = condition.item, want"),
        ("isinstance(condition, model.And) is want", "isinstance(condition, model.And)"),
        ('">=" if want else "<", t.whole(at_least)', '">" if want else "<", t.whole(at_least)'),
        (
            "return t.all_of([*_guards(known, operand), test if want else t.opposite(test)])\n\n    def _needles",
            "return test if want else t.opposite(test)\n\n    def _needles",
        ),
        (
            "return test if want else t.all_of([*_guards(known, operand), t.opposite(test)])",
            "return test if want else t.opposite(test)",
        ),
        ("[ast.LtE(), ast.Lt()]", "[ast.Lt(), ast.Lt()]"),
        ('t.compare(age, ">=", t.whole(least))', 't.compare(age, ">", t.whole(least))'),
        ("-(-events.window // DAY)", "events.window // DAY"),
        ('method = "startswith" if', 'method = "endswith" if'),
    ),
    *_in(
        "compiler/python/operands.py",
        PYTHON,
        ('f"None if {name} is None or {name} > {now} else', 'f"None if {name} is None or {name} >= {now} else'),
        ('_event_age(self.events.first(events), "END_SECOND")', '_event_age(self.events.last(events), "0")'),
        ("t.minus(today, t.whole(minus_days)) if minus_days", "today if minus_days"),
    ),
    *_in(
        "compiler/python/decay.py",
        PYTHON,
        (
            'f"max(0, (as_of - {second} - {self.full_for:_}) // {self.step:_})"',
            'f"(as_of - {second}) // {self.step:_}"',
        ),
        ('lines.block(f"if age < {self.entries:_}:")', 'lines.block(f"if age < {self.entries - 1:_}:")'),
        ("_extent(21 * every, unit, full_for, window)", "_extent(20 * every, unit, full_for, window)"),
    ),
    *_in(
        "compiler/python/events.py",
        PYTHON,
        ('f"1 if {last.name} else 0"', '"1"'),
        ('f"nlargest({feature.latest}, {by.name}.values())"', 'f"list({by.name}.values())[:{feature.latest}]"'),
    ),
    *_in(
        "compiler/python/runtime.py",
        PYTHON,
        ("nearest = (abs(number) + divisor // 2) // divisor", "nearest = abs(number) // divisor"),
        ("return -nearest if number < 0 else nearest", "return nearest"),
        ("min(then.day, last)", "then.day if then.day <= last else 1"),
        ("0 if halvings > 20 else (2 * table[rest] + 2**halvings)", "0 if halvings > 20 else (2 * table[rest])"),
        (
            'return f" {(text.lower() if text.isascii() else fold(text)).translate(_SPACED)} "',
            'return f" {text.lower().translate(_SPACED)} "',
        ),
        ("return text.lower() if text.isascii() else fold(text)", "return text.lower()"),
    ),
    *_in(
        "compiler/python/outcomes.py",
        PYTHON,
        ('f"{word} {score.name} >= {band.lowest:_}:"', 'f"{word} {score.name} > {band.lowest:_}:"'),
        ("bisect_right({starts}, {score.name})", "bisect_right({starts}, {score.name} - 1)"),
    ),
    *_in(
        "compiler/sql/occurrences.py",
        DUCKDB,
        ("n.compare(exp.LTE, at, as_of)", "n.compare(exp.LT, at, as_of)"),
        (
            "n.compare(exp.GT, at, n.minus(as_of, n.number(longest)))",
            "n.compare(exp.GTE, at, n.minus(as_of, n.number(longest)))",
        ),
        ("return n.compare(exp.GT, n.column(names.AT),", "return n.compare(exp.GTE, n.column(names.AT),"),
        ('n.call("coalesce", *columns)', "columns[0]"),
    ),
    *_in(
        "compiler/sql/conditions.py",
        DUCKDB,
        ('"<": exp.LT,', '"<": exp.LTE,'),
        ('">=": exp.GTE,', '">=": exp.GT,'),
        ("n.compare(exp.GTE, count, n.number(at_least))", "n.compare(exp.GT, count, n.number(at_least))"),
        ("n.compare(exp.LTE, moment,", "n.compare(exp.LT, moment,"),
        ("n.compare(exp.GT, moment,", "n.compare(exp.GTE, moment,"),
        ("n.compare(exp.GTE, existed, n.number(events.window))", "n.compare(exp.GT, existed, n.number(events.window))"),
        ('chains.all_of([none, n.call("coalesce", old_enough, n.false())])', "none"),
        (
            "chains.any_of([condition_sql(item, scope) for item in items])",
            "chains.all_of([condition_sql(item, scope) for item in items])",
        ),
        (
            "n.negated(condition_sql(item, scope))",
            'n.negated(n.call("coalesce", condition_sql(item, scope), n.false()))',
        ),
        ('"starts": dialect.starts', '"starts": dialect.contains'),
    ),
    *_in(
        "compiler/sql/scores.py",
        DUCKDB,
        ("half, by = n.number(divisor // 2), n.number(divisor)", "half, by = n.number(0), n.number(divisor)"),
        ("n.number(0)), mirrored), otherwise=positive)", "n.number(0)), positive), otherwise=positive)"),
        ('node = n.call("greatest", node, n.number(low))', "node = node"),
        ('n.call("least", node, n.number(high))', "node"),
        ("(None, max_nano) if multiplier >= 0 else (-max_nano, None)", "(None, max_nano)"),
        (
            "arms.append((condition_sql(rule.unless, scope), n.number(0)))",
            "arms.append((n.negated(condition_sql(rule.unless, scope)), n.number(0)))",
        ),
        ("n.compare(exp.GTE, value, n.number(cut.lowest))", "n.compare(exp.GT, value, n.number(cut.lowest))"),
        ("n.compare(exp.LT, value, n.number(cut.below))", "n.compare(exp.LTE, value, n.number(cut.below))"),
        (
            "arms.append((_in_cut(cut, quiet), _points(cut.points)))",
            "arms.append((_in_cut(cut, last), _points(cut.points)))",
        ),
        ("[(n.is_null(value), _points(rule.missing))]", "[(n.is_null(value), _points(rule.otherwise))]"),
        ("if not needs_existence:", "if needs_existence:"),
    ),
    *_in(
        "compiler/sql/decays.py",
        DUCKDB,
        ("n.compare(exp.GTE, late, n.number(0)), late)", "n.is_known(late), n.plus(late, n.number(full_for)))"),
        ("_below(age, 21 * every,", "_below(age, 20 * every,"),
        ("n.quotient(n.plus(start, half), whole)", "n.quotient(start, whole)"),
        ("n.quotient(n.plus(left, n.number(over)), n.number(2 * over))", "n.quotient(left, n.number(2 * over))"),
        ("_below(age, over,", "_below(age, over + 1,"),
        ("steps = -(-magnitude // lost)", "steps = magnitude // lost"),
    ),
    *_in(
        "compiler/sql/ranking.py",
        DUCKDB,
        ("desc=True", "desc=False"),
        (
            "found[feature] = scope.dialect.call(names.objects(scope.plan.name).local_day, at) if by_day else at",
            "found[feature] = at",
        ),
        ('n.call("greatest", n.number(0), n.call("least", offered, left))', "offered"),
        ('[FEATURE, "text_part", "number_part"]', '[FEATURE, "text_part"]'),
        ("n.when((chains.any_of(known), n.number(1)))", "n.number(1)"),
    ),
    *_in(
        "compiler/sql/leads.py",
        DUCKDB,
        ('node = n.call("coalesce", node, n.number(0))', "node = node"),
        ('times = n.call("least", times, n.number(1))', "times = times"),
        ('n.equal(n.column(names.LEAD, aggregate.step), n.column(names.LEAD, "leads")),\n', ""),
    ),
    *_in(
        "compiler/sql/features.py",
        DUCKDB,
        (
            'add(Measure("first", events), number, n.call("min", at))',
            'add(Measure("first", events), number, n.call("max", at))',
        ),
        ('count = n.call("count", n.when((match_, n.number(1))))', 'count = n.call("count", match_)'),
    ),
    *_in(
        "compiler/sql/outcomes.py",
        DUCKDB,
        ("n.compare(exp.GTE, value, n.number(band.lowest))", "n.compare(exp.GT, value, n.number(band.lowest))"),
        ("n.when((excluded, by_exclusion), otherwise=by_line)", "by_line"),
        ("arms = [(n.is_null(value), n.null())]", "arms: list[tuple[n.Node, n.Node]] = []"),
    ),
    *_in(
        "compiler/sql/operands.py",
        DUCKDB,
        ("return n.when((n.compare(exp.LTE, moment, now), days))", "return days"),
        ('n.call("least", n.call("coalesce", value_sql(value, scope), existed), existed)', "value_sql(value, scope)"),
    ),
    *_in(
        "compiler/sql/zone.py",
        DUCKDB,
        ("return n.compare(exp.LT, at, n.number(bound))", "return n.compare(exp.LTE, at, n.number(bound))"),
    ),
    *_in(
        "compiler/sql/duckdb.py",
        DUCKDB,
        ('n.text("@"), n.number(-1))', 'n.text("@"), n.number(2))'),
        ('return n.call("ends_with", text, needle)', 'return n.call("contains", text, needle)'),
    ),
]

# A boundary, a rounding, a limit in each backend: what every run of the tests tries.
CORE: tuple[str, ...] = (
    "meaning.py: age >= events.window",
    "scores.py: (abs(n) + divisor // 2) // divisor",
    "scores.py: if low is not None",
    "loop.py: if not FIRST_SECOND",
    'loop.py: lines.add(f"if at > {self.frame.after_window(widest)',
    'scores.py: f"units = (nano',
    'scores.py: ((low, "<"), (high',
    'outcomes.py: f"{word} {score.name} >=',
    "occurrences.py: n.compare(exp.LTE, at, as_of)",
    "occurrences.py: return n.compare(exp.GT",
    "scores.py: half, by =",
    'scores.py: n.call("least", node',
    "outcomes.py: n.compare(exp.GTE, value",
)
