"""Types and units: every operator on every kind of value, literals that can never be, durations."""

from __future__ import annotations

import pytest
from scoreline.dsl.check.comparisons import OPERATORS
from support.checking import HEAD, expect, ruleset, when

VALUES = {
    "country": ("text", '"DE"'),
    "plan": ("text", '"paid"'),
    "domain of email": ("text", '"big.example"'),
    "employees": ("integer", "5"),
    "budget": ("decimal", "2.50"),
    "ok": ("boolean", "yes"),
    "renewal": ("date", "2026-01-01"),
    "seen": ("timestamp", "2026-01-01T09:00Z"),
    "days since seen": ("integer", "5"),
    "count of demo ever": ("integer", "5"),
}
COMPARISONS = ("is", "is not", "at least", "at most", "above", "below", "before", "after", "on")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("op", COMPARISONS)
def test_each_operator_on_each_kind(value: str, op: str) -> None:
    kind, literal = VALUES[value]
    if op in OPERATORS[kind]:
        ruleset(when(f"{value} {op} {literal}"))
    else:
        expect(when(f"{value} «{op}» {literal}"), "SL0301")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("op", ["contains", "starts with", "ends with", "has word"])
def test_text_tests_look_into_texts(value: str, op: str) -> None:
    if VALUES[value][0] == "text":
        ruleset(when(f'{value} {op} "ab"'))
    else:
        expect(when(f'{value} «{op}» "ab"'), "SL0301")


@pytest.mark.parametrize("value", VALUES)
def test_alternatives_of_each_kind(value: str) -> None:
    kind, literal = VALUES[value]
    if kind == "boolean":
        expect(when(f"{value} in «({literal})»"), "SL0301")
    else:
        ruleset(when(f"{value} in ({literal})"))


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("literal", ['"x"', "5", "2.50", "40%", "2026-01-01", "2026-01-01T09:00Z", "yes"])
def test_unlike_kinds(value: str, literal: str) -> None:
    kind = VALUES[value][0]
    fits = {
        "text": ('"x"',), "integer": ("5",), "decimal": ("5", "2.50"), "boolean": ("yes",),
        "date": ("2026-01-01",), "timestamp": ("2026-01-01", "2026-01-01T09:00Z"),
    }[kind]  # fmt: skip
    if literal in fits:
        if value != "plan":
            ruleset(when(f"{value} is {literal}"))
    elif literal == "2.50" and kind == "integer":
        expect(when(f"{value} is «{literal}»"), "SL0304")
    else:
        expect(when(f"{value} is «{literal}»"), "SL0306" if literal == "40%" else "SL0302")


@pytest.mark.parametrize(
    ("condition", "help"),
    [
        ('employees is «"50"»', "numbers stand without quotes: `50`"),
        ("country is «50»", 'texts stand in quotes: `"50"`'),
        ("country is «yes»", 'texts stand in quotes: `"yes"`'),
        ('renewal is «"2026-01-31"»', "dates stand without quotes: `2026-01-31`"),
        ("renewal is «2026-01-31T09:00Z»", "a date has no time of day: leave out the time"),
        ('ok is «"yes"»', "a yes-or-no value stands alone, with `not` before it, or is compared with `yes` or `no`"),
    ],
)
def test_the_help_shows_the_nearest_form(condition: str, help: str) -> None:
    (found,) = expect(when(condition), "SL0302")
    assert found.help == help
    assert found.related[0].label == "declared here"


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("«country is employees»", "SL0302"),
        ("«employees at least renewal»", "SL0302"),
        ("country «at least» plan", "SL0301"),
        ("«ok is country»", "SL0302"),
        ("«employees above budget»", "SL0309"),
        ("«budget above ratio»", "SL0309"),
        ("«budget above count of demo ever»", "SL0309"),
        ("«country is title ignoring case»", "SL0312"),
        ("«employees is 5 ignoring case»", "SL0312"),
        ("«employees in (5) ignoring case»", "SL0312"),
        ("days since «country» at least 5", "SL0310"),
        ("«domain of employees» is missing", "SL0310"),
        ("«employees»", "SL0319"),
        ("not «renewal»", "SL0319"),
        ("country in («DE», «FR»)", "SL0320"),
        ("employees in «markets»", "SL0302"),
    ],
)
def test_values_against_values(condition: str, code: str) -> None:
    more = 'list markets = ("DE", "FR")' if "markets" in condition else ""
    expect(when(condition, more), *[code] * condition.count("«"))


def test_values_that_attributes_cannot_have() -> None:
    (found,) = expect(when('plan is «"fre"»'), "SL0303")
    assert (found.message, found.help) == ('"fre" is not one of the values of `plan`', "did you mean `free`?")
    (found,) = expect(when('plan in ("free", «"Paid"»)'), "SL0303")
    assert found.help == "did you mean `paid`?"
    (found,) = expect(when('plan is «"enterprise"»'), "SL0303")
    assert found.help == "it is one of `free`, `paid` and `gold`"
    ruleset(when('plan is "FREE" ignoring case'))
    expect(when('plan is «"FREI"» ignoring case'), "SL0303")
    expect(when('page_view where kind is «"c"» ever'), "SL0303")


def test_decimals_that_attributes_do_not_have() -> None:
    ruleset(when("budget is 2.5"))
    ruleset(when("budget is 2.500"))
    ruleset(when("ratio is 2.5001"))
    expect(when("budget is «2.505»"), "SL0304")
    expect(when("ratio below «0.00001»"), "SL0304")
    expect(when("days since seen at least «2.5»"), "SL0304")
    expect(when("count of demo ever at least «0.5»"), "SL0304")


def test_numbers_as_large_as_the_data() -> None:
    ruleset(when("employees is 4_000_000_000_000_000"))
    expect(when("employees is «4_000_000_000_000_001»"), "SL0305")
    ruleset(when("budget is 40_000_000_000_000"))
    expect(when("budget is «40_000_000_000_000.01»"), "SL0305")
    expect(when("employees is «-1000000000000000000000000»"), "SL0305")


def test_dates_as_in_the_data() -> None:
    ruleset(when("renewal is 1900-01-01"))
    ruleset(when("renewal is 2099-12-31"))
    expect(when("renewal is «1899-12-31»"), "SL0307")
    expect(when("renewal is «2100-01-01»"), "SL0307")
    ruleset(when("seen is 1970-01-02T00:00Z"))
    expect(when("seen is «1970-01-01T23:59Z»"), "SL0307")
    expect(when("seen is «2100-01-01T00:00Z»"), "SL0307")


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("renewal in last «3 hours»", "SL0308"),
        ("renewal in next «30 minutes»", "SL0308"),
        ("renewal at most «3 hours» ago", "SL0308"),
        ("renewal before «3 hours» ago", "SL0308"),
        ("seen on «3 hours» ago", "SL0308"),
        ("seen at least «3 months» ago", "SL0308"),
        ("demo in last «3 months»", "SL0121"),
        ("seen in last «2 years»", "SL0121"),
        ("seen «is» 3 days ago", "SL0301"),
        ("employees at most «3 days ago»", "SL0306"),
        ("days since seen at most «3 days ago»", "SL0306"),
        ("days since seen at most «3 days»", "SL0306"),
        ("seen before «3 days»", "SL0306"),
        ("employees above «today»", "SL0306"),
        ("demo in last «2.5 days»", "SL0607"),
        ("demo in last «0 days»", "SL0607"),
        ("demo in last «36501 days»", "SL0607"),
        ("seen before «101 years» ago", "SL0607"),
        ("seen at most «1.5 days» ago", "SL0607"),
    ],
)
def test_durations(condition: str, code: str) -> None:
    expect(when(condition), code)


@pytest.mark.parametrize("condition", ["demo in last 36500 days", "demo in last 1 minute", "seen before 100 years ago"])
def test_the_longest_and_shortest_durations(condition: str) -> None:
    ruleset(when(condition))


def test_events_lie_in_the_past() -> None:
    expect(when("«demo in next 3 days»"), "SL0314")


@pytest.mark.parametrize(
    "condition",
    [
        'page_view where («country» is "DE") ever',
        "page_view where («good» and trial) ever",
        "page_view where («demo in last 3 days») ever",
        "page_view where («no demo ever») ever",
        "page_view where («at least 2 demo ever») ever",
        "page_view where («count of demo ever» at least 3) ever",
        "page_view where («days since last demo» at least 3) ever",
        "count of different «page» of any event ever at least 2",
    ],
)
def test_where_looks_at_its_own_event_only(condition: str) -> None:
    more = "let good = ok and employees at least 5\n" if "good" in condition else ""
    expect(when(condition, more), "SL0315")


def test_any_event_needs_one_kind_of_attribute() -> None:
    events = 'ruleset r version "1"\nlead { id: text key }\nevent a { p: text }\nevent b { p: text }\n'
    ruleset(events + 'score s { "x" +1 for each any event ever, once per p }')
    events = events.replace("b { p: text }", "b { p: integer }")
    expect(events + 'score s { "x" +1 for each any event ever, once per «p» }', "SL0315")


def test_any_event_needs_an_event() -> None:
    head = 'ruleset r version "1"\nlead { id: text key }\n'
    expect(head + 'score s { "x" +1 when «any event ever» }', "SL0202")
    head += "event e, not by the lead { }\n"
    expect(head + 'score s { "x" +1 when «any event by the lead ever» }', "SL0202")
    ruleset(head + 'score s { "x" +1 when any event ever }')


def test_types_of_attributes() -> None:
    score = '\nscore s { "x" +1 when ok }'
    lead = 'ruleset r version "1"\nlead { id: text key  ok: yes or no  a: @ }'
    ruleset(lead.replace("@", "decimal(6)") + score)
    expect(lead.replace("@", "decimal(«7»)") + score, "SL0604")
    expect(lead.replace("@", "decimal(«1.5»)") + score, "SL0604")
    expect(lead.replace("@", 'one of ("x", «"x"»)') + score, "SL0503")
    expect(lead.replace("@", 'one of ("x", «" "»)') + score, "SL0401")


def test_a_wrong_type_silences_what_reads_the_attribute() -> None:
    text = 'ruleset r version "1"\nlead { id: text key  a: decimal(«9») }\nscore s { "x" +1 when a is "b" }'
    expect(text, "SL0604")


def test_header_of_the_tests_is_in_order() -> None:
    ruleset(HEAD + 'score s { "x" +1 when ok }')


@pytest.mark.parametrize(
    ("condition", "help"),
    [
        ("demo in last «36501 days»", "write `ever` instead"),
        ("seen in next «36501 days»", "write `36500 days` or less"),
        ("seen at most «36501 days» ago", "write `36500 days` or less"),
    ],
)
def test_only_events_happen_ever(condition: str, help: str) -> None:
    (found,) = expect(when(condition), "SL0607")
    assert found.help == help
