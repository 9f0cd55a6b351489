"""Binding files: what they say, and what is wrong with them, at its place."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scoreline.dsl.binding import Binding, ColumnBinding, Keep, default_binding, read_binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.codes import CODES
from scoreline.dsl.diagnostics import Diagnostic
from scoreline.dsl.model import Attribute, EventKind, Schema, ValueType
from scoreline.dsl.source import Source
from scoreline.dsl.toml_places import places
from support.documents import ROOT, blocks

SCHEMA = Schema(
    (
        Attribute("id", ValueType("text")),
        Attribute("created", ValueType("timestamp")),
        Attribute("source", ValueType("text", options=("web", "fair"))),
        Attribute("employees", ValueType("integer")),
        Attribute("country", ValueType("text")),
        Attribute("budget", ValueType("decimal", 2)),
    ),
    "id",
    "created",
    (
        EventKind("page_view", True, (Attribute("page", ValueType("text")), Attribute("day", ValueType("date")))),
        EventKind("email_open", True, (Attribute("mail", ValueType("text")),)),
    ),
)

WHOLE = """
zone = "Europe/Berlin"
missing = ["Select", -1, true]

[leads]
table = "crm.leads"
missing = [" N/A "]
keep = [
  { column = "_deleted", is_not = true },
  { column = "status", in = ["open", 7] },
  { column = "email", known = true },
]

[leads.columns]
id = "Prospect ID"
source = { column = "Lead Source", missing = ["?"], values = { "Trade fair" = "fair", W = "web" } }
"created" = { column = "Created", format = "%d/%m/%Y", zone = "UTC" }
budget = { absent = true }

[events]
table = ["crm", "raw.events"]
lead = "contact_id"
event = { column = "type", missing = ["none"] }
kinds = { "Email Opened" = "email_open" }
at = { column = "occurred", unit = "milliseconds" }
id = "event_id"

[events.columns]
page = "url"
"""


def bound(text: str) -> Binding:
    found = read_text(Source("crm.toml", text), SCHEMA)
    assert isinstance(found, Binding), found
    return found


def problems(text: str) -> list[tuple[str, int, int, int]]:
    found = read_text(Source("crm.toml", text), SCHEMA)
    assert isinstance(found, tuple), "no problem was found"
    return [(d.code, d.span.line, d.span.column, d.span.end_column) for d in found]


def plain(column: ColumnBinding) -> tuple[object, ...]:
    return column.column, column.missing, column.values, column.format, column.unit, column.zone, column.absent


def test_a_whole_binding() -> None:
    whole = bound(WHOLE)
    leads, (events,) = whole.leads, whole.events
    general = ("Select", "-1", "true")
    kinds_of_source = (("Trade fair", "fair"), ("W", "web"))
    assert whole.file == "crm.toml"
    assert leads.table == ("crm", "leads")
    assert [(k.column, k.test, k.values) for k in leads.keep] == [
        ("_deleted", "not in", (True,)),
        ("status", "in", ("open", "7")),
        ("email", "known", ()),
    ]
    assert {c.name: plain(c) for c in leads.columns} == {
        "id": ("Prospect ID", (*general, "N/A"), (), None, None, None, False),
        "created": ("Created", (*general, "N/A"), (), "%d/%m/%Y", None, "UTC", False),
        "source": ("Lead Source", (*general, "N/A", "?"), kinds_of_source, None, None, None, False),
        "employees": ("employees", (*general, "N/A"), (), None, None, None, False),
        "country": ("country", (*general, "N/A"), (), None, None, None, False),
        "budget": ("budget", (*general, "N/A"), (), None, None, None, True),
    }  # fmt: skip
    assert events.table == ("crm", "raw.events")
    assert plain(events.lead) == ("contact_id", general, (), None, None, None, False)
    assert events.kind is not None
    assert plain(events.kind) == ("type", (*general, "none"), (), None, None, None, False)
    assert plain(events.at) == ("occurred", general, (), None, "milliseconds", "Europe/Berlin", False)
    assert events.id is not None
    assert events.id.column == "event_id"
    assert events.kinds == (("Email Opened", "email_open"),)
    assert [(c.name, c.column, c.zone) for c in events.columns] == [
        ("page", "url", None),
        ("day", "day", "Europe/Berlin"),
        ("mail", "mail", None),
    ]


def test_without_a_file_columns_are_called_like_attributes() -> None:
    found = read_binding(None, SCHEMA)
    assert found == default_binding(SCHEMA)
    assert isinstance(found, Binding)
    assert [c.column for c in found.leads.columns] == ["id", "created", "source", "employees", "country", "budget"]
    assert (found.leads.table, found.events[0].table) == (("leads",), ("events",))


def test_an_empty_file_is_the_default() -> None:
    assert bound("").leads == default_binding(SCHEMA).leads


def test_general_settings_hold_without_tables() -> None:
    found = bound('zone = "Asia/Tokyo"\nmissing = ["-"]')
    assert [(c.zone, c.missing) for c in found.leads.columns[:2]] == [(None, ("-",)), ("Asia/Tokyo", ("-",))]
    assert found.events[0].at.zone == "Asia/Tokyo"


def test_every_row_the_same_kind_of_event() -> None:
    found = bound('[events]\nevent = { always = "page_view" }')
    assert (found.events[0].kind, found.events[0].always) == (None, "page_view")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = ", [("SL0901", 1, 5, 6)]),
        ("[leads]\nid = Prospect ID", [("SL0901", 2, 6, 7)]),
        ("ü = 1", [("SL0901", 1, 1, 2)]),
        ("[leads.columns]\ncuntry = 'Land'", [("SL0904", 2, 1, 7)]),
        ("[leads.columns]\npage = 'Land'", [("SL0904", 2, 1, 5)]),
        ("leads = 5", [("SL0903", 1, 9, 10)]),
        ("[leads]\ntable = 5", [("SL0903", 2, 9, 10)]),
        ("[leads]\ntable = 'a..b'", [("SL0903", 2, 9, 15)]),
        ("[leads]\nmissing = 'x'\ntabel = ''", [("SL0903", 2, 11, 14), ("SL0902", 3, 1, 6)]),
        ("[leads]\nkeep = [{ column = 'a' }]", [("SL0910", 2, 9, 25)]),
        ("[leads]\nkeep = [\n  { is = 1 },\n]", [("SL0910", 3, 3, 13)]),
        ("[leads]\nkeep = [{ column = 'a', in = 'b' }]", [("SL0910", 2, 30, 33)]),
        ("[leads]\nkeep = [{ column = 'a', in = [1.5] }]", [("SL0910", 2, 30, 35)]),
        ("[leads]\nkeep = [{ column = 'a', known = false }]", [("SL0910", 2, 33, 38)]),
        ("[leads]\nkeep = [{ column = 'a', is = 1, is_not = 2 }]", [("SL0910", 2, 9, 45)]),
        ("[leads]\nkeep = [{ colum = 'a', is = 1 }]", [("SL0902", 2, 11, 16)]),
        ("zone = 'Berlin'", [("SL0906", 1, 8, 16)]),
        ("[leads.columns]\ncreated = { format = '%d.%m' }", [("SL0907", 2, 22, 29)]),
        ("[leads.columns]\ncreated = { unit = 'ms' }", [("SL0908", 2, 20, 24)]),
        ("[leads.columns]\ncreated.unit = 'seconds'\ncreated.format = '%Y%m%d'", [("SL0909", 2, 9, 13)]),
        ("[leads.columns]\ncountry = { zone = 'UTC' }", [("SL0909", 2, 13, 17)]),
        ("[leads.columns]\nid = { absent = true }", [("SL0909", 2, 8, 14)]),
        ("[leads.columns]\nbudget = { absent = true, column = 'x' }", [("SL0909", 2, 27, 33)]),
        ("[leads.columns]\nbudget = { absent = false }", [("SL0903", 2, 21, 26)]),
        ("[leads.columns]\nbudget = { optional = 1 }", [("SL0903", 2, 23, 24)]),
        ("[events]\nlead = { optional = true }", [("SL0909", 2, 10, 18)]),
        ("[leads.columns]\nsource = { values = { W = 'Web' } }", [("SL0911", 2, 27, 32)]),
        ("[leads.columns]\nsource = { values = { W = 1.5 } }", [("SL0903", 2, 21, 32)]),
        ("[leads.columns]\ncountry = 'a'\nCountry = 'b'", [("SL0909", 3, 1, 8)]),
        ("[events]\nkinds = { a = 'email_opened', b = 'page_view' }", [("SL0905", 2, 15, 29)]),
        ("[events]\nevent = { always = 'x' }", [("SL0905", 2, 20, 23)]),
        ("[events]\nevent = { always = 'page_view' }\nkinds = { a = 'page_view' }", [("SL0909", 3, 1, 6)]),
        ("[events]\nat = { absent = true }", [("SL0909", 2, 8, 14)]),
    ],
)  # fmt: skip
def test_problems_at_their_places(text: str, expected: list[tuple[str, int, int, int]]) -> None:
    assert problems(text) == expected


def test_a_suggestion_names_the_attribute_that_was_meant() -> None:
    found = read_text(Source("crm.toml", "[leads.columns]\nemploees = 'x'"), SCHEMA)
    assert isinstance(found, tuple)
    assert found[0].help == "did you mean `employees`?"


def test_lists_that_are_nested_without_end() -> None:
    assert [code for code, *_ in problems("a = " + "[" * 100_000)] == ["SL0901"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    found = read_binding(tmp_path / "none.toml", SCHEMA)
    assert isinstance(found, tuple)
    assert [d.code for d in found] == ["SL0001"]


@settings(max_examples=200)
@given(st.text(st.sampled_from("abcles.=[]{}\"'#,\n \t\\-1truezonmisg"), max_size=60))
def test_any_text_gives_a_binding_or_diagnostics(text: str) -> None:
    found = read_text(Source("x", text), SCHEMA)
    assert isinstance(found, Binding) or all(isinstance(d, Diagnostic) and d.code in CODES for d in found)


keys = st.text("abc-1", min_size=1, max_size=4)
scalars = st.one_of(st.integers(), st.booleans(), st.text(st.sampled_from("a\"'\\\n#,]}é"), max_size=6))


@settings(max_examples=100)
@given(
    st.dictionaries(keys, st.one_of(scalars, st.lists(scalars, max_size=3), st.dictionaries(keys, scalars, max_size=3)))
)
def test_each_place_has_the_text_of_its_key_and_value(values: dict[str, object]) -> None:
    def written(value: object) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case str():
                escaped = "".join(f"\\u{ord(c):04x}" if c in '"\\\n' else c for c in value)
                return f'"{escaped}"'
            case list():
                return "[ " + ", # note ]\n ".join(map(written, value)) + "\n]"
            case dict():
                return "{ " + ", ".join(f'"{k}" = {written(v)}' for k, v in value.items()) + " }"
            case _:
                return str(value)

    text = "# top\n" + "".join(f'{key}  = {written(value)} # end "\n' for key, value in values.items())
    assert tomllib.loads(text) == values
    lines = text.split("\n")
    for path, place in places(text, "x").items():
        value = values[str(path[0])]
        for step in path[1:]:
            value = value[step]  # type: ignore[index]
        if place.value.line == place.value.end_line:
            shown = lines[place.value.line - 1][place.value.column - 1 : place.value.end_column - 1]
            assert shown == written(value), path
        if isinstance(path[-1], str):
            key = lines[place.key.line - 1][place.key.column - 1 : place.key.end_column - 1]
            assert key.strip('"') == path[-1]


PAGES = [ROOT / "docs" / "errors" / f"{code}.md" for code in sorted(CODES) if "SL0901" <= code <= "SL0911"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_pages_show_the_problem_and_mend_it(page: Path) -> None:
    wrong, mended = (block.text for block in blocks(page) if block.info == ("toml",))
    assert {code for code, *_ in problems(wrong)} == {page.stem}
    bound(mended)


def test_filters_are_plain_values() -> None:
    [keep] = bound('[leads]\nkeep = [{ column = "x", is = " a " }]').leads.keep
    assert keep == Keep("x", "in", ("a",), keep.span)
