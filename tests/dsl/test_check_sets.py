"""Sets of texts and labels that have an order."""

from __future__ import annotations

import pytest
from scoreline.dsl import model as m
from scoreline.dsl.load import load_text
from support.checking import WIDE, condition_of, expect, rule, ruleset, when

CERTS = m.LeadValue("certs", m.ValueType("set"))
TAGS = m.AccountValue("tags", m.ValueType("set"))
LEVEL = m.LeadValue("level", m.ValueType("text", options=("low", "mid", "high"), ordered=True))
RATING = m.GradeOf("rating")
GRADED = 'score fit { "x" +50 when ok }\ngrade rating of fit { A from 40  B from 20  C below }\n'
LIST = 'list good = ("CFP", "CFA")\n'


def has(*entries: str, folded: bool = False) -> m.TextTest:
    return m.TextTest("contains", CERTS, tuple(f"\x1f{entry}\x1f" for entry in entries), folded)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ('certs has "CFP"', has("CFP")),
        ('certs has "CFP" ignoring case', has("cfp", folded=True)),
        ('certs has any of ("CFP", "CFA")', has("CFA", "CFP")),
        ("certs has any of good", has("CFA", "CFP")),
        ('certs has all of ("CFP", "CFA")', m.And((has("CFA"), has("CFP")))),
        ("certs has all of good ignoring case", m.And((has("cfa", folded=True), has("cfp", folded=True)))),
        ('certs has all of ("CFP")', has("CFP")),
        ("certs is missing", m.IsMissing(CERTS)),
        (
            "count of certs at least 2",
            m.Compare(">=", m.SetSize(CERTS), m.Constant(2, m.ValueType("integer"))),
        ),
        ('company.tags has "x"', m.TextTest("contains", TAGS, ("\x1fx\x1f",), False)),
    ],
)
def test_what_a_set_has(text: str, node: m.Condition) -> None:
    assert condition_of(text, LIST if "good" in text else "", WIDE) == node


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ('certs «is» "CFP"', "SL0301"),
        ("certs «at least» 3", "SL0301"),
        ('certs in «("CFP", "CFA")»', "SL0301"),
        ("certs in «good»", "SL0301"),
        ('certs «contains» "CFP"', "SL0301"),
        ('certs «has word» "CFP"', "SL0301"),
        ('title «has» "CEO"', "SL0301"),
        ('employees «has any of» ("CEO", "x")', "SL0301"),
        ('certs has «""»', "SL0401"),
        ('certs has «" CFP"»', "SL0303"),
        ('certs has any of ("a", «"a\\u{1f}b"»)', "SL0303"),
        ("certs has any of «markets»", "SL0203"),
        ("«certs» and ok", "SL0319"),
        ('«domain of certs» is "x"', "SL0310"),
    ],
)
def test_what_cannot_be_asked_of_a_set(condition: str, code: str) -> None:
    expect(when(condition, LIST if "good" in condition else "", WIDE), code)


def test_the_help_names_the_form_for_sets_and_texts() -> None:
    (found,) = expect(when('certs «contains» "CFP"', head=WIDE), "SL0301")
    assert found.help == 'ask what it has: `has "…"`, `has any of ("…", "…")`'
    (found,) = expect(when('title «has» "CEO"', head=WIDE), "SL0301")
    assert "has word" in found.help


def test_sets_belong_to_leads_and_accounts() -> None:
    text = WIDE.replace("event demo { campaign: text", "event demo { campaign: «set of text»")
    expect(text + '\nscore s { "x" +1 when ok }', "SL0215")


# ---- labels that have an order -------------------------------------------------------------------------------------


def among(value: m.Value, *labels: str) -> m.InSet:
    return m.InSet(value, labels)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ('level at least "mid"', among(LEVEL, "high", "mid")),
        ('level above "mid"', among(LEVEL, "high")),
        ('level at most "mid"', among(LEVEL, "low", "mid")),
        ('level below "mid"', among(LEVEL, "low")),
        ('level is "mid"', m.Compare("=", LEVEL, m.Constant("mid", m.ValueType("text")))),
        ("rating at least B", among(RATING, "A", "B")),
        ('rating above "B"', among(RATING, "A")),
        ("rating at most B", among(RATING, "B", "C")),
        ("rating below B", among(RATING, "C")),
        (
            'level else "low" at least "mid"',
            among(m.Else(LEVEL, m.Constant("low", m.ValueType("text"))), "high", "mid"),
        ),
    ],
)
def test_order(text: str, node: m.Condition) -> None:
    assert condition_of(text, GRADED if "rating" in text else "", WIDE) == node


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ('level at least «"middle"»', "SL0303"),
        ("level at least «mid»", "SL0320"),
        ("level at least «country»", "SL0320"),
        ("level at least «3»", "SL0302"),
        ('country «at least» "mid"', "SL0301"),
        ('plan «above» "free"', "SL0301"),
        ('«level at least "low"»', "SL0709"),
        ('«level above "high"»', "SL0709"),
        ('«level below "low"»', "SL0709"),
        ("rating at least «D»", "SL0311"),
        ("«rating at least C»", "SL0709"),
        ("«rating above A»", "SL0709"),
        ("quadrant «at least» A1", "SL0301"),
    ],
)
def test_order_that_there_is_not(condition: str, code: str) -> None:
    more = GRADED if "rating" in condition else ""
    if "quadrant" in condition:
        more = (
            'score fit { "x" +50 when ok }\nscore eng { "y" +50 when not ok }\n'
            "matrix quadrant of fit and eng { fit: A from 40 B below  eng: 1 from 40 2 below }\n"
        )
    expect(when(condition, more, WIDE), code)


def test_what_never_holds_means_never() -> None:
    """A threshold beyond the labels is a warning: not met where there is a label, unknown where there is none."""
    text = rule('"x" +1 when level above "high"', head=WIDE)
    made = load_text(text).ruleset
    assert made is not None
    (score,) = made.scores
    assert isinstance(score, m.Score)
    entry = score.entries[0]
    assert isinstance(entry, m.WhenRule)
    assert entry.condition == m.Not(among(LEVEL, "high", "low", "mid"))


def test_labels_that_are_numbers() -> None:
    more = 'score fit { "x" +50 when ok }\ngrade place of fit { 1 from 40  2 from 20  3 below }\n'
    assert condition_of("place is 2", more, WIDE) == m.Compare(
        "=", m.GradeOf("place"), m.Constant("2", m.ValueType("text"))
    )
    assert condition_of("place at least 2", more, WIDE) == among(m.GradeOf("place"), "1", "2")
    expect(when("place is «4»", more, WIDE), "SL0302")


def test_ordered_is_declared_like_one_of() -> None:
    ruleset(WIDE + 'score s { "x" +1 when level is "low" }')
    expect(WIDE.replace('"high")', '"high", «"low"»)') + 'score s { "x" +1 when level is "low" }', "SL0503")
