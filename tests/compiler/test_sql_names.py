from __future__ import annotations

from scoreline.compiler.sql import names
from scoreline.dsl.model import Attribute, EventKind, Schema, ValueType

TEXT = ValueType("text")


def _schema(attributes: list[str], *events: tuple[str, list[tuple[str, ValueType]]]) -> Schema:
    kinds = tuple(EventKind(kind, True, tuple(Attribute(n, t) for n, t in declared)) for kind, declared in events)
    return Schema(tuple(Attribute(name, TEXT) for name in attributes), attributes[0], None, kinds)


def test_lead_columns_are_named_as_the_attributes() -> None:
    found = names.lead_columns(_schema(["id", "größe", "Lead", "lead_Lead"]))
    assert [column.name for column in found] == ["id", "größe", "lead_Lead_", "lead_Lead"]
    assert [column.attribute.name for column in found] == ["id", "größe", "Lead", "lead_Lead"]


def test_kinds_share_a_column_where_they_declare_it_alike() -> None:
    one_of = ValueType("text", options=("a", "b"))
    found = names.event_columns(_schema(["id"], ("view", [("page", TEXT)]), ("mail", [("page", one_of)])))
    assert [(c.name, c.type, c.sources) for c in found] == [("page", TEXT, (("view", TEXT), ("mail", one_of)))]


def test_kinds_have_columns_of_their_own_where_types_differ() -> None:
    decimal = ValueType("decimal", 2)
    schema = _schema(
        ["id"],
        ("view", [("n", decimal), ("mail_n", TEXT)]),
        ("mail", [("n", ValueType("decimal", 4))]),
        ("call", [("at", TEXT), ("N", decimal)]),
    )
    found = names.event_columns(schema)
    assert [(c.name, c.attribute, [kind for kind, _ in c.sources]) for c in found] == [
        ("view_n", "n", ["view"]),
        ("mail_n_", "n", ["mail"]),
        ("call_N", "N", ["call"]),
        ("mail_n", "mail_n", ["view"]),
        ("at_", "at", ["call"]),
    ]


def test_column_types() -> None:
    kinds = {kind: names.column_type(ValueType(kind)) for kind in ("text", "boolean", "date", "timestamp", "integer")}
    assert kinds == {
        "text": "VARCHAR",
        "boolean": "BOOLEAN",
        "date": "BIGINT",
        "timestamp": "BIGINT",
        "integer": "BIGINT",
    }


def test_objects_stand_under_the_name_of_the_ruleset() -> None:
    assert names.objects("r").contributions == "r_contributions"
    assert names.list_table("r", "x") == "r_list_x"
    assert names.list_table("r", "x", folded=True) == "r_folded_list_x"
