"""What the commands print about random rule files and hostile text: always text, never a control, sums that add up."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from scoreline.cli.explain_account import as_json as account_json
from scoreline.cli.explain_account import as_text as account_text
from scoreline.cli.explain_text import as_json as explanation_json
from scoreline.cli.explain_text import as_text as explanation_text
from scoreline.cli.show_data import as_json, as_markdown, as_plain
from scoreline.compiler.account_explanation import explain_account, leads_of
from scoreline.compiler.effective import RuleRow, effective
from scoreline.compiler.explanation import explain
from scoreline.compiler.lower import lower
from scoreline.compiler.reference import score_all
from scoreline.compiler.result import Lead
from scoreline.dsl import model
from scoreline.dsl.display import text_width
from scoreline.dsl.load import load_text
from support.generate.rulesets import Case, cases

HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(lambda t: bool(t.strip()))


def is_plain(text: str) -> bool:
    return all(c == "\n" or unicodedata.category(c) not in ("Cc", "Zl", "Zp") for c in text)


@settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate)
)
@given(cases(leads=6))
def test_every_ruleset_can_be_shown_and_every_lead_explained(made: Case) -> None:
    loaded = load_text(made.text)
    assume(loaded.ruleset is not None)
    assert loaded.ruleset is not None
    whole = effective(loaded.ruleset)
    for text in (as_plain(whole), as_markdown(whole)):
        assert is_plain(text)
    json.loads(as_json(whole))
    for score in whole.scores:
        for row in score.rows:
            if isinstance(row, RuleRow):
                assert row.sentence.endswith((".", ")")), row.sentence
                assert row.sentence[0].isupper()
    plan = lower(loaded.ruleset)
    for lead in made.leads:
        story = explain(loaded.ruleset, plan, lead, made.as_of)
        shares = {share.name for share in story.shares}
        for score in story.scores:
            if score.value is not None and score.name not in shares:
                assert sum(reason.row.points for reason in score.reasons) == score.value * 10**6
        assert is_plain(explanation_text(story, plan, width=60))
        json.loads(explanation_json(story, plan))
    if plan.accounts is None or plan.schema.account is None:
        return
    rows = {account.key: account for account in made.accounts}
    for result in score_all(plan, made.leads, made.as_of, made.accounts)[1]:
        members = leads_of(plan.schema.account, result.account, made.leads)
        own = explain_account(loaded.ruleset, plan, result.account, rows.get(result.account), members, made.as_of)
        assert own.result == result
        for score in own.scores:
            assert score.value is None or sum(r.row.points for r in score.reasons) == score.value * 10**6
        assert is_plain(account_text(own, plan, width=60))
        json.loads(account_json(own, plan))


def quoted(text: str) -> str:
    return '"' + "".join(f"\\u{{{ord(c):x}}}" for c in text) + '"'


@settings(max_examples=100, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_hostile_text_stays_text(label: str, value: str, reason: str) -> None:
    rules = (
        f"ruleset r version {quoted(value)}\n  {quoted(label)}\nlead {{ id: text key  a: text }}\n"
        f"score s {{ {quoted(label)} +3 when a is {quoted(value)} }}\n"
        f"stages t, first met wins {{ x when s at least 1 because {quoted(reason)}\n y otherwise }}\n"
    )
    loaded = load_text(rules)
    if loaded.ruleset is None:
        return  # refused with a diagnostic, as blank or too odd
    whole = effective(loaded.ruleset)
    assert is_plain(as_plain(whole)) and is_plain(as_markdown(whole))
    assert json.loads(as_json(whole))["scores"][0]["rules"][0]["rule"] == label
    plan = lower(loaded.ruleset)
    values: dict[str, str | int | bool] = {"id": label, "a": value}
    story = explain(loaded.ruleset, plan, Lead(label, values, ()), 1_768_467_600)
    text = explanation_text(story, plan, width=50)
    assert is_plain(text)
    assert max(text_width(line) for line in text.splitlines()) <= 50
    assert json.loads(explanation_json(story, plan))["reason"] == reason
    assert isinstance(loaded.ruleset, model.Ruleset)
