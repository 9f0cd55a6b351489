"""Files of accounts: typed rows, keys that are missing or repeated, leads with an account and without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from scoreline.compiler.plan import Plan
from scoreline.compiler.result import Account
from scoreline.compiler.sql.inputs import statements
from scoreline.data.quality import AccountsQuality
from scoreline.data.quality_text import account_rows
from scoreline.data.scoring import score_files
from scoreline.data.typed import read_accounts
from scoreline.dsl.binding import Binding, default_binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.diagnostics import DiagnosticError
from scoreline.dsl.model import AccountSchema, Attribute, ValueType
from scoreline.dsl.source import Source
from support.backends import planned

RULES = 'ruleset r version "1"\nlead { id: text key  company: text }\nscore s { "x" +1 when id is "1" }\n'
ATTRIBUTES = (
    Attribute("domain", ValueType("text")),
    Attribute("account", ValueType("text")),
    Attribute("industry", ValueType("text", options=("software", "retail"))),
    Attribute("employees", ValueType("integer")),
    Attribute("tags", ValueType("set")),
)
AS_OF = 1_768_467_600

BINDING = """
[leads.columns]
company = "Company"
[accounts]
table = "crm.companies"
missing = ["n/a"]
keep = { deleted = false }
[accounts.columns]
domain = "Web domain"
industry = { column = "Industry", values = { Software = "software", Shops = "retail" } }
tags = { column = "Tags", separator = "|" }
"""
ACCOUNTS = """Web domain,account,Industry,employees,Tags,deleted
a.example,key,Software,300,b|a,no
b.example,,Shops,many,,no
c.example,,Farming,n/a,n/a,no
twice.example,,,1,,no
twice.example,,,1,,no
,,,5,,no
gone.example,,,5,,yes
"""
LEADS = "id,Company\n1,a.example\n2,a.example\n3,twice.example\n4,\n5,B.example\n"


def plan() -> Plan:
    made = planned(RULES)
    schema = replace(made.schema, account=AccountSchema(ATTRIBUTES, "domain", "company"))
    return replace(made, schema=schema)


def bound() -> Binding:
    found = read_text(Source("crm.toml", BINDING), plan().schema)
    assert isinstance(found, Binding), found
    return found


TYPED = [
    ("a.example", "a.example", "key", "software", 300, "\x1fa\x1fb\x1f"),
    ("b.example", "b.example", None, "retail", None, None),
    ("c.example", "c.example", None, None, None, None),
]


def test_files(tmp_path: Path) -> None:
    leads, accounts = tmp_path / "leads.csv", tmp_path / "accounts.csv"
    leads.write_text(LEADS, encoding="utf-8")
    accounts.write_text(ACCOUNTS, encoding="utf-8")
    with score_files(plan(), leads, None, bound(), AS_OF, accounts=accounts) as scored:
        found = scored.connection.execute("SELECT * FROM r_accounts ORDER BY account")
        assert [column[0] for column in found.description] == [
            *("account", "domain", "account_account", "industry", "employees", "tags")
        ]
        assert found.fetchall() == TYPED
        quality = scored.quality.accounts
    assert isinstance(quality, AccountsQuality)
    assert quality.rows == 7
    assert (quality.accepted, quality.repeated, quality.repeated_keys) == (3, 2, 1)
    assert (quality.without_key, quality.filtered, quality.broken) == (1, 1, 0)
    assert quality.repeated_examples == (("twice.example", 2),)
    # 1 and 2 have a row; the account of 3 stands twice, that of 5 is written otherwise; 4 has none.
    assert (quality.known, quality.unknown, quality.without) == (2, 2, 1)
    assert account_rows(quality)[0] == ("rows read", 7, "")
    assert sum(count for what, count, _ in account_rows(quality)[1:] if not what.startswith("leads")) == 7
    assert list(read_accounts(plan(), accounts, bound())) == [
        Account(
            "a.example",
            {
                "domain": "a.example",
                "account": "key",
                "industry": "software",
                "employees": 300,
                "tags": "\x1fa\x1fb\x1f",
            },
        ),
        Account("b.example", {"domain": "b.example", "industry": "retail"}),
        Account("c.example", {"domain": "c.example"}),
    ]


def test_without_a_file_there_are_no_accounts(tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text(LEADS, encoding="utf-8")
    with score_files(plan(), leads, None, bound(), AS_OF) as scored:
        assert scored.connection.execute("SELECT * FROM r_accounts").fetchall() == []
        assert scored.quality.accounts is None


def test_in_a_warehouse() -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE SCHEMA crm")
        connection.execute("CREATE TABLE leads (id TEXT, company TEXT)")
        connection.execute('CREATE TABLE events (lead TEXT, event TEXT, "at" TEXT)')
        header, *lines = ACCOUNTS.strip().split("\n")
        columns = ", ".join(f'"{column}" VARCHAR' for column in header.split(","))
        connection.execute(f"CREATE TABLE crm.companies ({columns})")
        for line in lines:
            row = [field or None for field in line.split(",")]
            connection.execute("INSERT INTO crm.companies VALUES (?, ?, ?, ?, ?, ?)", row)
        made = statements(plan(), bound())
        assert [statement.name for statement in made] == ["r_leads", "r_accounts", "r_events"]
        for statement in made:
            connection.execute(statement.sql)
        assert connection.execute("SELECT * FROM r_accounts ORDER BY account").fetchall() == TYPED


def test_without_a_binding_columns_are_called_like_attributes() -> None:
    accounts = default_binding(plan().schema).accounts
    assert accounts is not None
    assert (accounts.table, [c.column for c in accounts.columns][:2]) == (("accounts",), ["domain", "account"])
    assert default_binding(planned(RULES).schema).accounts is None


def test_a_file_of_accounts_that_nobody_declared(tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text(LEADS, encoding="utf-8")
    rules = planned(RULES)
    with (
        pytest.raises(DiagnosticError) as caught,
        score_files(rules, leads, None, default_binding(rules.schema), AS_OF, accounts=leads),
    ):
        pass
    assert [d.code for d in caught.value.diagnostics] == ["SL0928"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[accounts.columns]\nid = 'x'", "SL0904"),
        ("[accounts.columns]\ndomain = { absent = true }", "SL0909"),
        ("[accounts.columns]\ntags = { separator = '' }", "SL0903"),
        ("[accounts.columns]\ntags = { separator = ',', json = true }", "SL0909"),
        ("[accounts.columns]\ntags = { json = false }", "SL0903"),
        ("[accounts.columns]\nindustry = { values = { a = 'farming' } }", "SL0911"),
        ("[accounts]\nlead = 'x'", "SL0902"),
    ],
)
def test_problems(text: str, code: str) -> None:
    found = read_text(Source("crm.toml", text), plan().schema)
    assert isinstance(found, tuple), "no problem was found"
    assert [d.code for d in found] == [code]
