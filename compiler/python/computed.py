"""Values computed from other values: arithmetic, choices, lengths of time, sets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...dsl import model
from .. import plan as p
from .frame import Var, operand_text
from .source import text_of

if TYPE_CHECKING:
    from .operands import Operand, Values


def variable(values: Values, value: model.Value) -> Var:
    """The variable of a value; computes it where it is not there yet."""
    match value:
        case model.Linear(terms, constant):
            return _linear(values, terms, constant)
        case model.Greatest(items):
            return _choice(values, "greatest", "max", items)
        case model.Least(items):
            return _choice(values, "least", "min", items)
        case model.LeastKnown(items):
            return _least_known(values, items)
        case model.Else(inner, other):
            return _otherwise(values, inner, other)
        case model.FullUnits(inner, step):
            one = values.inner(inner)
            return _known(values, "full_units", (one,), f"max(0, {_text(one)}) // {step:_}")
        case model.SetSize(inner):
            one = values.inner(inner)
            return _known(values, "entries", (one,), f"{_text(one)}.count(SET_MARK) - 1")
        case model.Since(inner, unit):
            return _since(values, inner, unit)
        case model.Between(first, second, unit):
            return _between(values, first, second, unit)
        case _:
            raise AssertionError(f"no operand for {type(value).__name__}")


def _linear(values: Values, terms: tuple[tuple[int, model.Value], ...], constant: int) -> Var:
    operands = [(coefficient, values.inner(term)) for coefficient, term in terms]
    text = ""
    for coefficient, operand in operands:
        factor = "" if abs(coefficient) == 1 else f"{abs(coefficient):_} * "
        sign = "-" if coefficient < 0 else "+"
        text += f" {sign} {factor}{operand_text(operand.tree)}"
    text = text[3:] if text.startswith(" + ") else f"-{text[3:]}" if text else ""
    if constant or not text:
        text = f"{text} {'-' if constant < 0 else '+'} {abs(constant):_}" if text else f"{constant:_}"
    return _known(values, "amount", [operand for _, operand in operands], text)


def _choice(values: Values, hint: str, function: str, items: tuple[model.Value, ...]) -> Var:
    operands = [values.inner(item) for item in items]
    texts = [_text(operand) for operand in operands]
    return _known(values, hint, operands, f"{function}({', '.join(texts)})" if len(texts) > 1 else texts[0])


def _least_known(values: Values, items: tuple[model.Value, ...]) -> Var:
    operands = [values.inner(item) for item in items]
    text = f"_least_known({', '.join(_text(operand) for operand in operands)})"
    return values.frame.computed("least_known", "int | None", text, *_variables(operands))


def _otherwise(values: Values, value: model.Value, other: model.Value) -> Var:
    one, two = values.inner(value), values.inner(other)
    kind = f"{_kind(two)} | None" if two.variable is not None else _kind(two)
    if one.variable is None:
        return values.frame.computed("known", _kind(one), _text(one), *one.of)
    text = f"{_text(two)} if {one.variable.name} is None else {one.variable.name}"
    return values.frame.computed(f"{one.variable.name}_or_else", kind, text, *one.of, *two.of)


def _since(values: Values, value: model.Value, unit: int) -> Var:
    operand = values.inner(value)
    with values.frame.defining():
        now = values.now(value)
    name = operand_text(operand.tree)
    missing = [f"{name} is None"] if operand.variable is not None else []
    text = f"None if {' or '.join([*missing, f'{name} > {now.name}'])} else ({now.name} - {name}) // {unit:_}"
    return values.frame.computed("time_since", "int | None", text, *operand.of)


def _between(values: Values, first: model.Value, second: model.Value, unit: int) -> Var:
    one, two = values.inner(first), values.inner(second)
    left, right = operand_text(one.tree), operand_text(two.tree)
    length = f"{right} - {left}" if p.is_date(first) else f"({right} - {left}) // {unit:_}"
    tests = [*_missing((one, two)), f"{right} < {left}"]
    text = f"None if {' or '.join(tests)} else {length}"
    return values.frame.computed("time_between", "int | None", text, *one.of, *two.of)


def _known(values: Values, hint: str, operands: Iterable[Operand], text: str) -> Var:
    """An integer over operands, missing where one of them is."""
    operands = tuple(operands)
    missing = _missing(operands)
    if missing:
        return values.frame.computed(
            hint, "int | None", f"None if {' or '.join(missing)} else {text}", *_variables(operands)
        )
    return values.frame.computed(hint, "int", text, *_variables(operands))


def _missing(operands: Iterable[Operand]) -> list[str]:
    names = dict.fromkeys(each.variable.name for each in operands if each.variable is not None)
    return [f"{name} is None" for name in names]


def _variables(operands: Iterable[Operand]) -> list[Var]:
    return [variable for operand in operands for variable in operand.of]


def _text(operand: Operand) -> str:
    return text_of(operand.tree)


def _kind(operand: Operand) -> str:
    """The Python type of the operand where it is known."""
    if len(operand.of) == 1:
        return operand.of[0].plain
    value = getattr(operand.tree, "value", 0)
    return type(value).__name__ if isinstance(value, bool | str) else "int"
