"""Row filters of a binding file: `keep`, as a table of columns or as a list of filters.

```toml
keep = { is_deleted = false, type = ["OPEN", "CLICK"], email = { known = true } }
keep = [{ column = "status", not_in = ["test", "spam"] }, { column = "is_deleted", is = false }]
```
"""

from __future__ import annotations

from typing import Any, Final

from .binding import Keep
from .findings import quoted
from .source import Span
from .toml_table import Table

_TESTS: Final = ("is", "is_not", "in", "not_in", "missing", "known")
_HELP: Final = '`keep = { is_deleted = false, status = ["open", "won"], email = { known = true } }`'


def filters(table: Table) -> tuple[Keep, ...]:
    """The filters of a table of leads, accounts or events; what is wrong with them is reported."""
    said = table.raw("keep")
    if said is None:
        return ()
    if isinstance(said, dict):
        inner = table.table("keep")
        assert inner is not None
        made = [_of_column(inner, name) for name in inner.names()]
    elif isinstance(said, list):
        made = [_of_entry(entry) for entry in table.tables("keep")]
    else:
        table.report("SL0903", "keep", "`keep` is neither a table nor a list of filters", _HELP, value=True)
        return ()
    return tuple(k for k in made if k is not None)


def _of_column(table: Table, column: str) -> Keep | None:
    """`column = value`, `column = [values]` or `column = { test }`."""
    said = table.raw(column)
    if isinstance(said, dict):
        inner = table.table(column)
        assert inner is not None
        before = len(table.problems)
        inner.only(*_TESTS)
        return None if len(table.problems) > before else _tested(inner, column, table.place((column,)).key)
    return _compared(table, column, column, "in", said if isinstance(said, list) else [said])


def _of_entry(table: Table) -> Keep | None:
    column = table.text("column")
    before = len(table.problems)
    table.only("column", *_TESTS)
    if not table.has("column") and len(table.problems) == before:
        table.report_at("SL0910", table.span, "a filter without `column`", f"a filter has one: {_HELP}")
    if column is None or len(table.problems) > before:
        return None
    return _tested(table, column, table.span)


def _tested(table: Table, column: str, span: Span) -> Keep | None:
    tests = [test for test in _TESTS if table.has(test)]
    if len(tests) != 1:
        what = "a filter without a test" if not tests else f"a filter with several tests: {quoted(tests)}"
        help = 'a filter has a column and one test: `{ column = "status", not_in = ["test", "spam"] }`'
        table.report_at("SL0910", span, what, help + "; several filters must all be met")
        return None
    test, said = tests[0], table.raw(tests[0])
    if test in ("missing", "known"):
        if said is not True:
            opposite = "known" if test == "missing" else "missing"
            message, help = f"`{test}` is not `true`", f"the opposite is `{opposite} = true`"
            table.report("SL0910", test, message, help, value=True)
            return None
        return Keep(column, "missing" if test == "missing" else "known", (), span)
    return _compared(table, test, column, test, said if test in ("in", "not_in") else [said], span)


def _compared(table: Table, key: str, column: str, test: str, said: Any, span: Span | None = None) -> Keep | None:
    values = _values(said)
    if values is None:
        shown = '["a", "b"]' if test in ("in", "not_in") else '"a"'
        table.report("SL0910", key, f"`{key}` has a value that cannot be compared", f"`{key} = {shown}`", value=True)
        return None
    place = span if span is not None else table.place((key,)).key
    return Keep(column, "in" if test in ("is", "in") else "not in", values, place)


def _values(said: Any) -> tuple[str | bool, ...] | None:
    if not isinstance(said, list) or not said:
        return None
    values: list[str | bool] = []
    for value in said:
        if isinstance(value, bool):
            values.append(value)
        elif isinstance(value, (str, int)):
            values.append(Table.compared(value))
        else:
            return None
    return tuple(values)
