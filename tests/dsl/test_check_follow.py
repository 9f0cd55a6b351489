"""What follows from scores: matrices, flags, stages that stick, follow up, routes, worklist, attribution, checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from scoreline.dsl import model as m
from support.checking import HEAD, WIDE, expect, problems, ruleset

BASE = HEAD + 'score s { "x" +60 when ok  "y" +40 when employees at least 5 }\nscore t { "x" +60 when ok }\n'
OK = m.IsTrue(m.LeadValue("ok", m.ValueType("boolean")))
TEXT = m.ValueType("text")
INTEGER = m.ValueType("integer")

# ---- matrices --------------------------------------------------------------------------------------------------------


def test_matrices() -> None:
    text = "matrix q of s and t { t: 1 from 50 2 below  s: A from 75 B from 40 C below }\n"
    (made,) = ruleset(BASE + text).matrices
    assert (made.name, made.rows.score, made.columns.score) == ("q", "s", "t")
    assert made.rows.bands == (m.Band("A", 75_000), m.Band("B", 40_000), m.Band("C", None))
    assert made.columns.bands == (m.Band("1", 50_000), m.Band("2", None))
    stages = "stages st, first met wins { a when q is A1 or q in (B1, B2)  b otherwise }"
    assert problems(BASE + text + stages) == ()
    expect(BASE + text + "stages st, first met wins { a when q is «A3»  b otherwise }", "SL0311")


@pytest.mark.parametrize(
    ("matrix", "code"),
    [
        ("matrix «q» of s and t { s: A from 75 B below }", "SL0726"),
        ("matrix q of s and «s» { s: A from 75 B below  s: 1 from 5 2 below }", "SL0726"),
        ("matrix q of s and t { s: A from 75 B below  t: 1 from 5 2 below  «s»: 1 from 5 2 below }", "SL0726"),
        ("matrix q of s and t { s: A from 75 B below  t: 1 from 5 2 below  «u»: 1 from 5 2 below }", "SL0726"),
        (
            "matrix q of s and «nix» { s: A from 75 B below  «nix»: 1 from 5 2 below }".replace("«", "", 1).replace(
                "»", "", 1
            ),
            "SL0204",
        ),
        ("matrix «q» of s and t { s: A from 75 A1 below  t: 11 from 50 1 below }", "SL0706"),
        ("matrix q of s and t { «s»: A from 75 B from 50  t: 1 from 5 2 below }", "SL0707"),
        ("matrix q of s and t { s: A from 50 «B from 75» C below  t: 1 from 5 2 below }", "SL0705"),
        ("matrix q of s and t { s: «A from 101» B below  t: 1 from 5 2 below }", "SL0708"),
    ],
)
def test_wrong_matrices(matrix: str, code: str) -> None:
    expect(BASE + matrix, code)


# ---- flags -----------------------------------------------------------------------------------------------------------


def test_flags() -> None:
    text = 'flag b when a and t at least 5\nflag a when s at least 50 because "good"\n'
    made = ruleset(BASE + text).flags
    at_least = m.Compare(">=", m.ScoreOf("t"), m.Constant(5_000, m.ValueType("decimal", 3)))
    assert [(flag.name, flag.reason) for flag in made] == [("a", "good"), ("b", "a and t at least 5")]
    assert made[1].condition == m.And((m.FlagRef("a"), at_least))
    stages = "stages st, first met wins { x when a  y otherwise }"
    found = ruleset(BASE + text + stages).stages
    assert found is not None and found.lines[0].condition == m.FlagRef("a")


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        ("flag a when «b»\nflag b when a", "SL0703"),
        ("flag a when «nothing»", "SL0201"),
        ('flag a when ok because «" "»', "SL0512"),
        ("flag a when ok\nflag «a» when not ok", "SL0206"),
        ('flag a when ok\nscore u { "x" +1 when «a» }', "SL0217"),
        ("flag «due» when ok", "SL0207"),
    ],
)
def test_wrong_flags(flags: str, code: str) -> None:
    codes = [each.code for each in problems(BASE + flags)]
    assert codes == [code]
    if code != "SL0703":
        expect(BASE + flags, code)


# ---- stages that stick -----------------------------------------------------------------------------------------------

STAGES = WIDE + 'score s { "x" +60 when ok  "y" +40 when employees at least 5 }\n'
CRM = m.LeadValue("crm_stage", TEXT)


def stages(clauses: str, lines: str) -> m.Stages:
    found = ruleset(f"{STAGES}stages st, first met wins, {clauses} {{ {lines} }}").stages
    assert found is not None
    return found


def was(*values: str) -> m.Condition:
    return m.InSet(CRM, values)


def test_previous_stages() -> None:
    lines = 'previous "SQL": sql  previous ("MQL", "Marketing"): mql\n'
    lines += "sql when previous stage is mql  mql when ok  new otherwise"
    made = stages("previous stage from crm_stage", lines)
    assert made.lines[0].condition == was("MQL", "Marketing")
    made = stages("previous stage from crm_stage", "sql when previous stage in (mql, sql)  mql when ok  new otherwise")
    assert made.lines[0].condition == was("mql", "sql")


def test_never_back() -> None:
    clauses = "previous stage from crm_stage, never back through (new, mql, sql)"
    made = stages(clauses, "sql when s at least 90  mql when ok  new otherwise")
    good = m.Compare(">=", m.ScoreOf("s"), m.Constant(90_000, m.ValueType("decimal", 3)))
    assert [(line.stage, line.condition, line.reason) for line in made.lines] == [
        ("sql", good, "s at least 90"),
        ("sql", m.And((OK, was("sql"))), "already in sql"),
        ("mql", OK, "ok"),
        ("mql", was("mql"), "already in mql"),
        ("sql", was("sql"), "already in sql"),
        ("new", None, "otherwise"),
    ]


def test_a_minimum_time_in_a_stage() -> None:
    clauses = "previous stage from crm_stage, at least 7 days in a stage since renewal"
    lines = 'previous "SQL": sql\nsql when ok  new otherwise'
    recent = m.AgeBetween(m.LeadValue("renewal", m.ValueType("date")), 0, 7)
    made = stages(clauses, lines)
    assert [(line.stage, line.condition, line.reason) for line in made.lines] == [
        ("sql", m.And((was("SQL"), recent)), "less than 7 days in sql"),
        ("sql", OK, "ok"),
        ("new", None, "otherwise"),
    ]
    made = stages(clauses.replace("7 days", "12 hours").replace("renewal", "seen"), "a when ok  b otherwise")
    recent = m.AgeBetween(m.LeadValue("seen", m.ValueType("timestamp")), 0, 43_200)
    assert [(line.stage, line.condition) for line in made.lines[:2]] == [
        ("a", m.And((was("a"), recent))),
        ("b", m.And((was("b"), recent))),
    ]


@pytest.mark.parametrize(
    ("clauses", "lines", "code"),
    [
        ("previous stage from «nothing»", "a otherwise", "SL0201"),
        ("previous stage from «employees»", "a otherwise", "SL0727"),
        ("«never back through (a, b)»", "b when ok  a otherwise", "SL0727"),
        ("«at least 7 days in a stage since renewal»", "b when ok  a otherwise", "SL0727"),
        ("previous stage from crm_stage, never back through (a, «c»)", "b when ok  a otherwise", "SL0731"),
        ("previous stage from crm_stage, never back through (a, «a»)", "b when ok  a otherwise", "SL0503"),
        ("previous stage from crm_stage, «never back through (a)»", "b when ok  a otherwise", "SL0727"),
        ("previous stage from crm_stage, at least 7 days in a stage since «country»", "a otherwise", "SL0310"),
        ("previous stage from crm_stage, at least 7 days in a stage since «nothing»", "a otherwise", "SL0201"),
        ("previous stage from crm_stage, at least «7 hours» in a stage since renewal", "a otherwise", "SL0308"),
        ("previous stage from crm_stage, at least «0 days» in a stage since renewal", "a otherwise", "SL0607"),
        ("previous stage from crm_stage", 'previous "x": «b»  a otherwise', "SL0731"),
        ("previous stage from crm_stage", 'previous ("x", «"x"»): a  a otherwise', "SL0503"),
        ("previous stage from crm_stage", 'previous "x": a  previous «"x"»: b  b when ok  a otherwise', "SL0503"),
        ("previous stage from crm_stage", "previous «5»: a  a otherwise", "SL0302"),
        ("previous stage from plan", 'previous «"x"»: a  a otherwise', "SL0303"),
    ],
)
def test_wrong_previous_stages(clauses: str, lines: str, code: str) -> None:
    expect(f"{STAGES}stages st, first met wins, {clauses} {{ {lines} }}", code)


def test_a_map_without_an_attribute() -> None:
    expect(STAGES + 'stages st, first met wins { «previous "x": a»  a otherwise }', "SL0727")


# ---- follow up -------------------------------------------------------------------------------------------------------

HOURS = "business hours monday to friday from 08:30 to 17:00\n"


def follow_up(lines: str, more: str = "") -> m.FollowUp:
    found = ruleset(f"{BASE}{more}follow up, first met wins {{ {lines} }}").follow_up
    assert found is not None
    return found


def test_follow_up() -> None:
    made = follow_up('"A" due in 90 minutes when ok  "B" due in 2 days when s at least 5  "C" otherwise')
    assert [(line.owner, line.due) for line in made.lines] == [
        ("A", m.Due("hours", 5_400)),
        ("B", m.Due("hours", 172_800)),
        ("C", None),
    ]
    assert made.hours is None
    made = follow_up('"A" due in 4 business hours when ok  "B" due in 2 business days otherwise', HOURS)
    assert [line.due for line in made.lines] == [m.Due("business hours", 14_400), m.Due("business days", 2)]
    assert made.hours == m.BusinessHours((0, 1, 2, 3, 4), 30_600, 61_200, "UTC", ())


def test_the_usual_business_hours() -> None:
    made = follow_up('"A" due in 4 business hours otherwise')
    assert made.hours == m.BusinessHours((0, 1, 2, 3, 4), 32_400, 61_200, "UTC", ())


def test_business_hours() -> None:
    more = (
        'list free = ("2026-12-25", "2026-01-01")\n'
        'business hours sunday, wednesday from 09:00 to 24:00, time zone "Europe/Berlin", holidays in free\n'
    )
    made = follow_up('"A" due in 4 business hours otherwise', more)
    # 2026-01-01 is day 20454, 2026-12-25 is 358 days later
    assert made.hours == m.BusinessHours((2, 6), 32_400, 86_400, "Europe/Berlin", (20_454, 20_812))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('«follow up { "A" when ok }»', "SL0710"),
        ("«follow up, first met wins { }»", "SL0732"),
        ('follow up, first met wins { «" "» when ok }', "SL0512"),
        ('follow up, first met wins { "A" when ok because «"so"» }', "SL0610"),
        ('follow up, first met wins { "A" otherwise  «"B" when ok» }', "SL0712"),
        ('follow up, first met wins { "A" when ok  "B" when «ok and employees at least 5» }', "SL0713"),
        ('follow up, first met wins { "A" «due in 0 hours» when ok }', "SL0607"),
        ('follow up, first met wins { "A" «due in 400 days» when ok }', "SL0607"),
        ('follow up, first met wins { "A" «due in 1001 business hours» when ok }', "SL0607"),
        ('follow up, first met wins { "A" «due in 261 business days» when ok }', "SL0607"),
        ('follow up, first met wins { "A" when «nothing» }', "SL0201"),
        ("business hours monday to friday from 09:00 to «09:00»", "SL0728"),
        ('business hours monday to friday from 09:00 to 17:00, time zone «"Nowhere"»', "SL0216"),
        ("business hours monday to friday from 09:00 to 17:00, holidays in «free»", "SL0203"),
        ("business hours monday from 09:00 to 17:00\n«business hours friday from 09:00 to 17:00»", "SL0213"),
        (
            'list free = ("Christmas")\nbusiness hours monday from 09:00 to 17:00, holidays in «free»',
            "SL0232",
        ),
    ],
)
def test_wrong_follow_ups(text: str, code: str) -> None:
    found = problems(BASE + text)
    assert [each.code for each in found] == [code], found
    if code not in ("SL0710", "SL0732"):
        expect(BASE + text, code)


# ---- routes ----------------------------------------------------------------------------------------------------------


def test_routes() -> None:
    (made,) = ruleset(
        BASE + 'route region, first met wins { "A" when ok  "B" when s at least 5  "A" otherwise }'
    ).routes
    assert [(line.label, line.condition is None) for line in made.lines] == [("A", False), ("B", False), ("A", True)]
    (made,) = ruleset(BASE + 'route region, first met wins { "A" when ok }').routes
    assert [line.condition for line in made.lines] == [OK]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "routing.csv").write_text(
        "country,owner,points\nDE,Anna,+5\nFR,Jean,-2.5\nAT,Anna,5\n", encoding="utf-8"
    )
    (tmp_path / "sizes.csv").write_text("employees,plan,points\n10,free,1\n20,paid,2\n", encoding="utf-8")
    (tmp_path / "odd.csv").write_text("country,plan,points\nDE,gold,1000.0001\nFR,silver,x\n", encoding="utf-8")
    return tmp_path


def test_routes_from_files(folder: Path) -> None:
    country = m.LeadValue("country", TEXT)

    def lines(rows: str) -> list[tuple[str, m.Condition | None]]:
        text = f'{BASE}route seller by country from "routing.csv" column owner key country{rows}'
        (made,) = ruleset(text, folder).routes
        return [(line.label, line.condition) for line in made.lines]

    known: list[tuple[str, m.Condition | None]] = [
        ("Anna", m.InSet(country, ("AT", "DE"))),
        ("Jean", m.InSet(country, ("FR",))),
    ]
    assert lines("") == known
    assert lines(' { missing: "Inbox" otherwise: "Rest" }') == [
        *known,
        ("Inbox", m.IsMissing(country)),
        ("Rest", None),
    ]
    # `otherwise` does not catch a missing value
    assert lines(' { otherwise: "Rest" }') == [*known, ("Rest", m.Not(m.IsMissing(country)))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('route «r» { "A" when ok }', "SL0710"),
        ("route «r», first met wins { }", "SL0732"),
        ('route r, first met wins { "A" when ok because «"so"» }', "SL0610"),
        ('route r, first met wins { "A" when employees at least 5  "B" when «employees at least 7» }', "SL0713"),
        ('route r by country from «"nowhere.csv"» column owner', "SL0221"),
        ('route r by country from "routing.csv" column «wrong»', "SL0222"),
        ('route r by country from "routing.csv" column owner key «wrong»', "SL0222"),
        ('route r by plan from «"odd.csv"» column country', "SL0513"),
        ('route r by «ok» from "odd.csv" column country key plan', "SL0507"),
        ('route r by id from "routing.csv" column owner key country { «missing: "A"» }', "SL0402"),
        ('route r by country from "routing.csv" column owner { otherwise: "A"  «otherwise: "B"» }', "SL0506"),
        ('route r by country from "routing.csv" column owner { otherwise: «" "» }', "SL0512"),
        ('route r by domain of email «from "routing.csv" column owner»', "SL0514"),
    ],
)
def test_wrong_routes(text: str, code: str, folder: Path) -> None:
    expect(BASE + text, code, base=folder)


# ---- tables from files -----------------------------------------------------------------------------------------------


def table(text: str, folder: Path) -> m.TableRule:
    score = ruleset(f'{HEAD}score s, limited to -9..9 {{ "x" {text} }}', folder).scores[0]
    assert isinstance(score, m.Score) and isinstance(score.entries[0], m.TableRule)
    return score.entries[0]


def test_tables_from_files(folder: Path) -> None:
    made = table('by country from "routing.csv" column points { missing: +1 }', folder)
    assert made.matches == (m.Match(("AT", "DE"), 5_000), m.Match(("FR",), -2_500))
    assert (made.missing, made.otherwise, made.cuts) == (1_000, None, ())
    made = table('by employees from "sizes.csv" column points, weight 50%', folder)
    assert made.matches == (m.Match((10,), 500), m.Match((20,), 1_000))
    made = table('by domain of email from "routing.csv" column points key country', folder)
    assert made.matches == (m.Match(("at", "de"), 5_000), m.Match(("fr",), -2_500))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('by country from «"odd.csv"» column points', "SL0513"),
        ('by plan from «"odd.csv"» column points', "SL0513"),
        ('by employees from «"routing.csv"» column points key country', "SL0513"),
        ('by country from "routing.csv" column points { «"DE": +5» }', "SL0505"),
        ('by «renewal» from "routing.csv" column points key country', "SL0507"),
        ('by country from "routing.csv" column «nix»', "SL0222"),
        ('by (employees + 1) «from "sizes.csv" column points»', "SL0514"),
    ],
)
def test_wrong_tables_from_files(text: str, code: str, folder: Path) -> None:
    expect(f'{HEAD}score s {{ "x" {text} }}', code, base=folder)


# ---- worklist, attribution, never, always ----------------------------------------------------------------------------

LINES = "stages st, first met wins { a when ok  b otherwise }\n"


def test_the_worklist() -> None:
    made = ruleset(BASE + LINES + "worklist by s, t, top 40, max 10 of a, max 2 of b, when st is a").worklist
    assert made is not None
    assert (made.by, made.top, made.quotas) == (("s", "t"), 40, (("a", 10), ("b", 2)))
    assert made.condition == m.Compare("=", m.StageOf("st"), m.Constant("a", TEXT))
    made = ruleset(BASE + "worklist by t").worklist
    assert made is not None and (made.by, made.top, made.quotas, made.condition) == (("t",), None, (), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("worklist by «u»", "SL0204"),
        ("worklist by s, «s»", "SL0704"),
        ("worklist by «employees»", "SL0205"),
        ("worklist by s, top «0»", "SL0605"),
        ("worklist by s, max 3 of «a»", "SL0731"),
        (LINES + "worklist by s, max 3 of «c»", "SL0731"),
        (LINES + "worklist by s, max «0» of a", "SL0605"),
        (LINES + "worklist by s, max 3 of a, «max 2 of a»", "SL0611"),
        ("worklist by s, when «nothing»", "SL0201"),
        ("worklist by s\n«work»list by t", "SL0213"),
    ],
)
def test_wrong_worklists(text: str, code: str) -> None:
    expect(BASE + text, code)


def test_attribution() -> None:
    counting = BASE + 'score counted { "c" +1 for each demo ever, max 9 points }\n'
    assert ruleset(counting + "attribution by campaign").attribution == "campaign"
    expect(BASE + "attribution by «nothing»", "SL0201")
    expect(BASE + "attribution by «seconds»", "SL0730")
    expect(counting + "attribution by campaign\n«attribution by page»", "SL0213")
    (found,) = expect(counting + "attribution by «page»", "SL0208")
    assert found.message == "no rule counts events that have `page`, so no points are attributed by it"
    assert "`page_view` has `page`" in found.help
    any_event = BASE + 'score counted { group "g" { "c" +1 for each any event ever, max 9 points } }\n'
    assert problems(any_event + "attribution by page") == ()


def test_what_must_hold() -> None:
    made = ruleset(BASE + LINES + 'never "a": ok and st is b\nalways "b": s at least 0 or st is a').invariants
    assert [(each.kind, each.label) for each in made] == [("never", "a"), ("always", "b")]
    expect(BASE + 'never "a": ok\nalways «"a"»: not ok', "SL0510")
    expect(BASE + 'never «" "»: ok', "SL0512")
    expect(BASE + 'never "a": «nothing»', "SL0201")
