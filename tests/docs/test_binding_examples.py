"""The binding of docs/bindings.md is one, for the schema that docs/language.md uses."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import scoreline
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.load import load_text
from scoreline.dsl.source import Source
from support.documents import ROOT, blocks
from support.sessions import README, RULES


def test_the_example_is_a_binding() -> None:
    (preamble,) = (b for b in blocks(ROOT / "docs" / "language.md") if b.info == ("score", "preamble"))
    ruleset = load_text(preamble.text + 'score one { "The first lead" +1 when id is "1" }\n').ruleset
    assert ruleset is not None
    (example,) = (b for b in blocks(ROOT / "docs" / "bindings.md") if b.info == ("toml",))
    found = read_text(Source("bindings.md", example.text), ruleset.schema)
    assert isinstance(found, Binding), found
    assert found.events.kinds == (("Email Opened", "mail_open"), ("Web Visit", "page_view"))


def test_the_queries_run_on_the_views(tmp_path: Path) -> None:
    rules = tmp_path / "leads.score"
    rules.write_text(RULES.findall(README.read_text(encoding="utf-8"))[0], encoding="utf-8")
    (example,) = (b for b in blocks(ROOT / "docs" / "bindings.md") if b.info == ("sql",))
    replace, scores, contributions = example.text.strip().split("\n")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE leads AS SELECT '7' AS id, 'CEO' AS title, '80' AS employees")
        connection.execute('CREATE TABLE events (lead TEXT, event TEXT, "at" TEXT, page TEXT)')
        connection.execute("INSERT INTO events VALUES ('7', 'demo_request', '2026-01-13 09:00', NULL)")
        connection.execute("INSERT INTO events VALUES ('7', 'page_view', '2025-12-16 09:00', '/pricing')")
        for text in scoreline.compile_sql(rules).values():
            connection.execute(text)
        connection.execute(replace)
        assert connection.execute(scores).fetchall() == [("7", Decimal(78), "A")]
        reasons = connection.execute(contributions).fetchall()
    assert sorted(reasons) == [("rule", "Asked for a demo", 60, 1), ("rule", "Looks at prices", 5, 1)]
