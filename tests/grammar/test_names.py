"""Keywords name attributes, events and stages where that can be told apart; backticks do everywhere."""

from __future__ import annotations

import pytest
from scoreline.dsl import syntax
from scoreline.grammar.keywords import RESERVED
from support.parsing import codes, condition, items

_COLUMNS = (
    "source stage stages status type name score list day page points first last version account owner date time value "
    "key since text count event events lead missing known otherwise yes today days decimal month week max ever column "
    "rounded grade group sample use let expect keep lose every over scored share flag factor matrix route due top "
    "visit full weight times parameter set ordered company colleague criterion met unknown base override silence "
    "business hours monday leads account framework questions previous never always ignore worklist latest greatest "
    "sum highest lowest best completeness attribution formerly else to hour second seconds"
)
COLUMNS = _COLUMNS.split()
RULE = 'score s {{\n  "r" {}\n  "next" +1 when a is 1\n}}'
PLACES = {
    "attribute": "lead {{ id: text key, {0}: text  z: text }}",
    "comparison": RULE.format('+1 when {0} is "x"'),
    "second comparison": RULE.format("+1 when a is 1 and {0} at least 3"),
    "condition": RULE.format("+1 when {0}"),
    "negated": RULE.format("+1 when not {0}"),
    "missing": RULE.format("+1 when {0} is missing"),
    "window": RULE.format("+1 when {0} in last 3 days"),
    "table": RULE.format("by {0} {{ from 3: +1 }}"),
    "where": RULE.format('+1 for each e where {0} is "x" in last 3 days'),
    "event": RULE.format("+1 for each {0} in last 3 days"),
    "counted event": RULE.format("+1 when count of {0} in last 3 days at least 3"),
    "domain": RULE.format('+1 when domain of {0} is "x"'),
    "sample": 'sample "s" as of 2026-01-01 {{\n lead {0} "x", a 1\n e 3 days ago, {0} 4\n}}',
    "named condition": "let {0} = a is 1\nlet z = a is 1",
    "path": RULE.format('+1 when company.{0} is "x" and {0}.a is "x"'),
    "arithmetic": RULE.format("+1 when 2 * {0} + a at least {0} - 3"),
    "points": RULE.format("+{0} when a"),
    "points from data": RULE.format("+ {0}, limited to 0..3"),
    "full amount": RULE.format("+1 for each full 10 of {0}, max 3 points"),
    "sequence": RULE.format("+1 for each a within 2 days after {0} of the same {0} in last 3 days"),
    "sum": RULE.format("+1 when sum of {0} of {0} in last 3 days at least 3"),
    "entries": RULE.format("+1 when count of {0} at least 3"),
    "colleague": RULE.format("+1 for each lead of the same {0} with {0}, max 3 leads"),
    "set": RULE.format('+1 when {0} has any of ("a", "b")'),
    "limit": RULE.format("+1 for each a ever, once per {0}"),
    "parameter": "parameter {0} = 3\nlet z = a is 1",
    "criterion": "framework f {{ a +1 {{ }} {0} +1 {{ }} }}",
    "axis": "matrix q of {0} and b {{ {0}: A from 1 B below b: 1 from 2 2 below }}",
    "flag": "flag {0} when a is 1\nlet z = a is 1",
    "stage": "stages l {{\n b when a is 1\n {0} when a is 2\n out otherwise }}",
    "score": "score {0} {{ }}",
    "total": "score t = 40% of fit + 60% of {0}\nlet z = a is 1",
    "grade": "grade g of s {{ A from 80 {0} from 60 D below }}",
}


@pytest.mark.parametrize("place", PLACES)
def test_keywords_as_names(place: str) -> None:
    frame = PLACES[place].replace("{{", "{").replace("}}", "}")
    assert [word for word in COLUMNS if codes(frame.replace("{0}", word))] == []


@pytest.mark.parametrize("place", PLACES)
def test_backticks_make_any_word_a_name(place: str) -> None:
    frame = PLACES[place].replace("{{", "{").replace("}}", "}")
    words = [*sorted(RESERVED), "odd heading!", "2nd", "Größe"]
    assert [word for word in words if codes(frame.replace("{0}", f"`{word}`"))] == []


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_reserved_words_are_no_plain_names(word: str) -> None:
    (report,) = codes(f"lead {{ id: text key\n {word}: text\n z: text }}")
    assert report == "SL0122"


def test_backticks_are_not_part_of_the_name() -> None:
    found = condition("`in` is `a b`")
    assert isinstance(found, syntax.Comparison)
    assert isinstance(found.left, syntax.Name) and isinstance(found.right, syntax.Name)
    assert (found.left.text, found.right.text) == ("in", "a b")


def test_names_in_any_script() -> None:
    (lead,) = items("lead { идентификатор: text key  국가: text  Größe_2: integer }")
    assert isinstance(lead, syntax.LeadSchema)
    assert [attribute.name.text for attribute in lead.attributes] == ["идентификатор", "국가", "Größe_2"]
