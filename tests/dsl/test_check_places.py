"""What may be read where: outputs in rules, flags, stages and after them; criteria; the previous stage."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from support.checking import WIDE, condition_of, expect, problems, ruleset, when

TEXT = m.ValueType("text")
POINTS = m.ValueType("decimal", 3)
OUTPUTS = """score fit { "x" +50 when ok }
score eng { "y" +50 when not ok }
grade rating of fit { A from 40  B below }
matrix quadrant of fit and eng { fit: A from 40 B below  eng: 1 from 40 2 below }
flag hot when fit at least 40
stages life, first met wins { sql when fit at least 40  nurture otherwise }
account score heat { "z" +1 when customer }
"""
BOTH = m.Linear(((1, m.ScoreOf("fit")), (1, m.ScoreOf("eng"))), 0, POINTS)
HALF = m.Compare(">=", m.ScoreOf("fit"), m.Constant(40_000, POINTS))


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("fit at least 40", HALF),
        ("fit + eng at least 40.5", m.Compare(">=", BOTH, m.Constant(40_500, POINTS))),
        ("fit above eng", m.Compare(">", m.ScoreOf("fit"), m.ScoreOf("eng"))),
        ("rating is A", m.Compare("=", m.GradeOf("rating"), m.Constant("A", TEXT))),
        ('quadrant in ("A1", B2)', m.InSet(m.GradeOf("quadrant"), ("A1", "B2"))),
    ],
)
def test_rules_read_other_scores(text: str, node: m.Condition) -> None:
    assert condition_of(text, OUTPUTS, WIDE) == node


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("«hot»", "SL0217"),
        ("«life» is sql", "SL0217"),
        ("«heat» at least 1", "SL0217"),
        ("fit at least «40.555»", "SL0304"),
        ("«fit»", "SL0319"),
        ("«fit at least employees»", "SL0309"),
        ("rating is «C»", "SL0311"),
        ("quadrant is «A3»", "SL0311"),
        ("«hot» is yes", "SL0205"),
    ],
)
def test_rules_do_not_read_everything(condition: str, code: str) -> None:
    expect(when(condition, OUTPUTS, WIDE), code)


@pytest.mark.parametrize(
    "condition", ["«fit» at least 40", "«rating» is A", "«quadrant» is A1", "«hot»", "«life» is sql"]
)
def test_exclusions_come_before_outputs(condition: str) -> None:
    line = f'do not score when {condition} because "x"\n'
    outputs = OUTPUTS.replace("stages life, first met wins {", "stages life, first met wins { out when not scored")
    expect(WIDE + outputs + line, "SL0217")
    expect(WIDE + OUTPUTS + line.replace("score when", "score eng when"), "SL0217")


def test_named_conditions_are_judged_where_they_are_used() -> None:
    more = OUTPUTS + "let fits = fit at least 40\nlet close = fits and ok\n"
    ruleset(when("close", more, WIDE))
    outputs = more.replace("stages life, first met wins {", "stages life, first met wins { out when not scored")
    text = WIDE + outputs + 'do not score when «close» because "x"\n'
    (found,) = expect(text, "SL0217")
    assert found.message == "`close` reads `fit`, which `do not score when` cannot do"


def test_exclusions_do_not_read_scores_of_other_leads() -> None:
    outputs = OUTPUTS.replace("stages life, first met wins {", "stages life, first met wins { out when not scored")
    line = 'do not score when highest of «fit» of other leads of the same company at least 40 because "x"\n'
    expect(WIDE + outputs + line, "SL0217")
    line = 'do not score when any other lead of the same company with title is "CTO" because "x"\n'
    ruleset(WIDE + outputs + line)


def test_exclusions_do_not_read_such_conditions_by_name() -> None:
    outputs = OUTPUTS.replace("stages life, first met wins {", "stages life, first met wins { out when not scored")
    more = "let famous = highest of fit of other leads of the same company at least 40\n"
    (found,) = expect(WIDE + outputs + more + 'do not score when «famous» because "x"\n', "SL0217")
    assert found.message == "`famous` reads `fit`, which `do not score when` cannot do"


@pytest.mark.parametrize(
    ("condition", "more"),
    [
        ("later at least 1", ""),
        ("good", "let good = later at least 1\n"),
        ("best", "let good = later at least 1\nlet best = good and ok\n"),
        ("rank_of_later is A", "grade rank_of_later of later { A from 1  B below }\n"),
        ("best", "grade rank_of_later of later { A from 1  B below }\nlet best = rank_of_later is A\n"),
    ],
)
def test_scores_stand_behind_those_that_they_read(condition: str, more: str) -> None:
    text = f'{WIDE}{more}score first_written {{ "x" +1 when {condition} }}\nscore later {{ "y" +1 when ok }}\n'
    assert [score.name for score in ruleset(text).scores] == ["later", "first_written"]


def test_scores_that_read_each_other_by_name() -> None:
    text = WIDE + "let good = later at least 1\nlet best = good and ok\n"
    text += 'score first_written { "x" +1 when best }\nscore later { "y" +1 when first_written at least 1 }\n'
    assert [d.code for d in problems(text)] == ["SL0703"]


def test_scores_that_may_be_none() -> None:
    """A score is none for leads that it is not computed for, and of another lead also where that is not scored."""
    expect(when("«fit is missing»", OUTPUTS, WIDE), "SL0402")
    more = OUTPUTS + 'do not score fit when country is "FR" because "no mail there"\n'
    ruleset(when("fit is missing or rating is missing", more, WIDE))
    ruleset(when("highest of (fit else 0) of other leads of the same company at least 1", OUTPUTS, WIDE))


def test_flags_stand_behind_those_that_they_read() -> None:
    made = ruleset(WIDE + 'score s { "x" +1 when ok }\nflag one when two\nflag two when s at least 1\n')
    assert [flag.name for flag in made.flags] == ["two", "one"]


@pytest.mark.parametrize(("condition", "code"), [("«hot»", "SL0217"), ("«life» is sql", "SL0217")])
def test_named_conditions_read_neither_flags_nor_stages(condition: str, code: str) -> None:
    expect(f"{WIDE}{OUTPUTS}let x = {condition}\nflag other when x\n", code)


def test_flags_read_scores_and_earlier_flags() -> None:
    made = ruleset(WIDE + OUTPUTS + "flag very when hot and ok\n")
    assert made.flags[1].condition == m.And((m.FlagRef("hot"), m.IsTrue(m.LeadValue("ok", m.ValueType("boolean")))))
    expect(WIDE + OUTPUTS + "flag very when «life» is sql\n", "SL0217")


def test_stages_read_flags_and_what_follows_reads_stages() -> None:
    text = WIDE + OUTPUTS.replace("sql when fit at least 40", "sql when hot") + 'never "x": life is sql and hot\n'
    made = ruleset(text)
    assert made.stages is not None
    assert made.stages.lines[0].condition == m.FlagRef("hot")
    on_sql = m.Compare("=", m.StageOf("life"), m.Constant("sql", TEXT))
    assert made.invariants[0].condition == m.And((on_sql, m.FlagRef("hot")))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('never "x": life is «mql»', "SL0311"),
        ('never "x": life «at least» sql', "SL0301"),
        ('never "x": life in (sql, «mql»)', "SL0311"),
        ('never "x": «life»', "SL0319"),
    ],
)
def test_stages_that_there_are_not(line: str, code: str) -> None:
    expect(WIDE + OUTPUTS + line, code)


# ---- criteria ------------------------------------------------------------------------------------------------------

FRAMEWORK = """framework bant {
  budget_ok +30 asks "Is there money?" {
    implied when demo ever
    not met when budget below 10000
    met when budget at least 10000
  }
}
"""
MONEY = m.ValueType("decimal", 2)
BUDGET = m.LeadValue("budget", MONEY)
BUDGET_OK = m.LetRef("budget_ok")


def test_stated_evidence_goes_before_implied() -> None:
    made = ruleset(when("budget_ok is met", FRAMEWORK, WIDE))
    enough, limit = m.Constant(1_000_000, MONEY), m.Constant(1_000_000, MONEY)
    assert dict(made.lets)["budget_ok"] == m.Decide(
        (
            (m.Compare(">=", BUDGET, enough), True),
            (m.Compare("<", BUDGET, limit), False),
            (m.Happened(m.EventFilter(("demo",), None, None)), True),
        )
    )


@pytest.mark.parametrize(
    ("text", "node"),
    [
        # two-valued, unlike the criterion's name alone
        ("budget_ok is met", m.And((m.Not(m.IsUnknown(BUDGET_OK)), BUDGET_OK))),
        ("budget_ok is not met", m.And((m.Not(m.IsUnknown(BUDGET_OK)), m.Not(BUDGET_OK)))),
        ("budget_ok is unknown", m.IsUnknown(BUDGET_OK)),
        ("budget_ok", BUDGET_OK),
    ],
)
def test_criteria(text: str, node: m.Condition) -> None:
    assert condition_of(text, FRAMEWORK, WIDE) == node


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("«named» is met", "SL0205"),
        ("«employees» is unknown", "SL0205"),
        ("«ok» is not met", "SL0205"),
        ("«nothing» is met", "SL0201"),
        ("«budget_ok» at least 3", "SL0205"),
        ("«budget_ok» is missing", "SL0205"),
        ("demo where («mail» is met) ever", "SL0205"),
    ],
)
def test_what_is_no_criterion(condition: str, code: str) -> None:
    more = FRAMEWORK + 'let named = ok\nscore used { "n" +1 when named }\n'
    expect(when(condition, more, WIDE), code)


def test_a_stage_may_be_called_met() -> None:
    text = WIDE + 'score s { "x" +50 when ok }\nstages life, first met wins { met when ok  unknown otherwise }\n'
    made = ruleset(text + 'never "x": life is met\nnever "y": life is unknown\nnever "z": life is not met\n')
    met = m.Compare("=", m.StageOf("life"), m.Constant("met", TEXT))
    unknown = m.Compare("=", m.StageOf("life"), m.Constant("unknown", TEXT))
    not_met = m.Compare("<>", m.StageOf("life"), m.Constant("met", TEXT))
    assert [each.condition for each in made.invariants] == [met, unknown, not_met]


def test_criteria_and_named_conditions_may_read_each_other() -> None:
    more = FRAMEWORK.replace("met when budget at least 10000", "met when rich") + "let rich = budget at least 10000\n"
    more += "let ready = budget_ok is met and ok\n"
    made = ruleset(when("ready", more, WIDE))
    assert [name for name, _ in made.lets] == ["rich", "budget_ok", "ready"]


def test_an_attribute_of_an_event_is_no_named_condition() -> None:
    """`mail` is an attribute of the event and a named condition: neither reads the other."""
    more = 'let mail = count of different mail of page_view ever at least 3 and demo where mail is "x" ever\n'
    ruleset(when("mail", more, WIDE))


def test_criteria_in_a_circle() -> None:
    more = FRAMEWORK.replace("met when budget at least 10000", "met when rich")
    more += "let «rich» = budget_ok is met\n"
    (found,) = expect(when("rich", more, WIDE), "SL0209")
    assert "`budget_ok` → `rich` → `budget_ok`" in found.message or "`rich` → `budget_ok` → `rich`" in found.message


# ---- previous stage ------------------------------------------------------------------------------------------------

CRM = m.LeadValue("crm_stage", TEXT)
STAGES = """score fit {{ "x" +50 when ok }}
stages life, first met wins, previous stage from crm_stage {{
  {map}
  sql when fit at least 40 and {condition}
  mql when fit at least 20
  nurture otherwise
}}
"""
MAP = 'previous ("MQL", "Marketing Qualified"): mql   previous "SQL": sql'


def previous(condition: str, map: str = "") -> m.Condition:
    made = ruleset(WIDE + STAGES.format(map=map, condition=condition)).stages
    assert made is not None
    found = made.lines[0].condition
    assert isinstance(found, m.And)
    return found.items[1]


@pytest.mark.parametrize(
    ("text", "with_map", "node"),
    [
        ("previous stage is mql", False, m.InSet(CRM, ("mql",))),
        ("previous stage is not mql", False, m.Not(m.InSet(CRM, ("mql",)))),
        ("previous stage in (sql, mql)", False, m.InSet(CRM, ("mql", "sql"))),
        ("previous stage is missing", False, m.IsMissing(CRM)),
        ("previous stage is mql", True, m.InSet(CRM, ("MQL", "Marketing Qualified"))),
        ("previous stage in (mql, sql)", True, m.InSet(CRM, ("MQL", "Marketing Qualified", "SQL"))),
        (
            "previous stage is not mql",  # a text that the map does not have is no stage, and no other one either
            True,
            m.And(
                (
                    m.InSet(CRM, ("MQL", "Marketing Qualified", "SQL")),
                    m.Not(m.InSet(CRM, ("MQL", "Marketing Qualified"))),
                )
            ),
        ),
        (
            "previous stage is missing",
            True,
            m.Or((m.IsMissing(CRM), m.Not(m.InSet(CRM, ("MQL", "Marketing Qualified", "SQL"))))),
        ),
    ],
)
def test_the_previous_stage(text: str, with_map: bool, node: m.Condition) -> None:
    assert previous(text, MAP if with_map else "") == node


@pytest.mark.parametrize(
    ("condition", "with_map", "code"),
    [
        ("previous stage is «mqll»", False, "SL0311"),
        ("previous stage is «nurture»", True, "SL0311"),
        ("previous stage in (mql, «lost»)", True, "SL0311"),
        ("previous stage «at least» mql", False, "SL0301"),
        ("previous stage is «3»", False, "SL0302"),
        ("previous stage in «markets»", False, "SL0205"),
        ('«previous stage» contains "m"', False, "SL0306"),
        ("«previous stage» + 3 at least 3", False, "SL0306"),
    ],
)
def test_previous_stages_that_cannot_be(condition: str, with_map: bool, code: str) -> None:
    more = 'list markets = ("DE", "AT")\n' if "markets" in condition else ""
    expect(WIDE + more + STAGES.format(map=MAP if with_map else "", condition=condition), code)


def test_the_previous_stage_has_to_be_declared() -> None:
    text = STAGES.format(map="", condition="«previous stage» is mql").replace(", previous stage from crm_stage", "")
    expect(WIDE + text, "SL0326")
