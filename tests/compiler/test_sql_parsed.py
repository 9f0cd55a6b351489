"""What "parsed" means: the scripts of a dialect are read by a parser of it, as they are meant, and call what it has.

- Each statement of shipped rulesets, and of generated ones with rarer forms, is parsed by sqlglot in that dialect, and
  printed from there again: all its texts and names are in it, and the trees are equal from then on. So no quote,
  escape or word is another one to a reader of the dialect.
- Each function that is called is on the list of its engine, or of those not seen. Above each list stands in which pages
  of the engine's documentation its names were seen. These were copies of the pages, some of them years old. It is the
  names that were held against them; the arguments only where that is said.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlglot
from scoreline.compiler.lower import lower
from scoreline.compiler.plan import Plan
from scoreline.compiler.sql.dialects.lowering import Unsayable
from scoreline.compiler.sql.dialects.proofs import PROOFS
from scoreline.compiler.sql.emit import DIALECTS as ALL
from scoreline.compiler.sql.emit import Statement, emit
from scoreline.compiler.sql.typed import Refused, typed_inputs
from scoreline.dsl.binding import Binding
from scoreline.dsl.binding_file import read_text
from scoreline.dsl.load import load
from scoreline.dsl.source import Source
from sqlglot import exp
from support.backends import planned
from support.documents import ROOT
from support.generate.rulesets import case


def _listed(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Of every dialect that no engine runs in `make test` or `make test-engines`: those that are parsed, and emulated.
FUNCTIONS: dict[str, frozenset[str]] = {
    # Table 14.1, "Built-In Functions and Operators", of a manual after 8.0, by its columns that of 8.4. That of 8.0
    # was not compared, and no arguments.
    "mysql": _listed(
        """char_length coalesce concat count dayofmonth floor greatest group_concat hour instr json_table lag last_day
        least left length locate lower lpad max microsecond min minute mod month nullif regexp_like regexp_replace
        repeat replace right round row_number rpad second substr substring_index sum timestampadd timestampdiff to_days
        trim truncate unix_timestamp utc_timestamp year"""
    ),
    # The functions' own pages at docs.databricks.com/sql/language-manual/functions, or Azure Databricks's, with the
    # arguments; the names alone of `add_months`, `array`, `char_length`, `count`, `length`, `month` and `sum`. There
    # `rlike` is an operator, `explode` in a SELECT list is deprecated, and `timestampadd` takes and gives a TIMESTAMP:
    # nothing is said of a TIMESTAMP_NTZ, which the views hand it.
    "databricks": _listed(
        """add_months array btrim char_length chr coalesce concat contains count date_from_unix_date endswith explode
        get greatest hour lag least length ltrim max min minute month now nullif octet_length regexp_like rlike round
        row_number second spark_partition_id split_part startswith substr substring_index sum timestampadd
        to_timestamp_ntz translate try_cast unix_date unix_micros unix_seconds"""
    ),
    # The functions' own pages in the Database Developer Guide as of 2023, with the arguments, but of `coalesce`. There
    # `substr` with two of them is for bytes only, while the views call it so with a text, and `getdate` is in the time
    # zone of the session. None is among the "Leader node-only functions".
    "redshift": _listed(
        """ascii btrim chr coalesce collate count datediff floor getdate greatest lag least left length lpad ltrim max
        min nullif octet_length replace right round row_number rpad rtrim split_part strpos substr sum timezone
        translate trunc"""
    ),
    # docs.snowflake.com/en/sql-reference: the lists of numeric, string, date and time, window, conditional, context and
    # semi-structured data functions. The arguments of `bit_length`, `collate`, `convert_timezone`, `length`, `sysdate`
    # and `trim`; an empty text for `collate` in "Collation support".
    "snowflake": _listed(
        """abs array_construct bit_length chr coalesce collate concat contains convert_timezone count dateadd datediff
        endswith flatten floor get getvariable greatest lag least left length max min mod month nullif regexp_like
        round row_number rpad sign split_part startswith substr sum sysdate translate trim trunc year"""
    ),
    # cloud.google.com/bigquery/docs/reference/standard-sql: "Functions (alphabetical)"; `coalesce` and `nullif` in
    # "Conditional expressions"; `safe_offset` and `safe_ordinal`, with the argument, in "Operators"; an empty text for
    # `collate` in "Collation".
    "bigquery": _listed(
        """array byte_length char_length coalesce code_points_to_string collate concat count current_timestamp
        date_from_unix_date date_sub datetime div ends_with floor greatest lag least length logical_or max min mod
        nullif regexp_contains regexp_extract regexp_replace replace round row_number safe_cast safe_offset safe_ordinal
        split starts_with string_agg strpos substr sum timestamp timestamp_seconds translate trim unix_date
        unix_seconds"""
    ),
    # trino.io/docs/current/functions/list.html; of those in "String functions and operators" the arguments too.
    "trino": _listed(
        """array_distinct array_join array_sort coalesce concat count chr date_add date_diff date_trunc day element_at
        filter floor greatest lag last_day_of_month least length max min month now nullif regexp_extract regexp_like
        replace round row_number rpad split split_part strpos substr sum to_unixtime to_utf8 transform translate trim
        try_cast year"""
    ),
}
# In no page of the engine that was read: a guide of Snowflake's says that the list of Databricks has them.
NOT_SEEN: dict[str, frozenset[str]] = {"databricks": _listed("floor lpad replace rpad rtrim year")}
DIALECTS = tuple(proof.dialect for proof in PROOFS if proof.how != "executed")

SHIPPED = (
    ("crm/hubspot.score", "crm/hubspot.toml"),
    ("education/education.score", "education/binding.toml"),
    ("frameworks/meddic.score", None),
)
GENERATED = (103, 123, 143)  # with accounts, a worklist, attribution, follow-up, lists in tables

# Words that stand before brackets, and are no functions.
_WORDS = _listed(
    """all and array as between binary by case cast char columns decimal distinct else except exists extract from
    function in index join lateral not nulls numeric on or over partition select signed struct table then timestamp
    unnest using values varchar when where with within"""
)
_QUOTED = re.compile(r"""'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|/\*.*?\*/""", re.S)
_CALL = re.compile(r"\b([A-Za-z_][A-Za-z_0-9]*)\s*\(")
_BODY = re.compile(r"\$\$\n(.*)\n\$\$", re.S)


@lru_cache
def _plans() -> dict[str, tuple[Plan, str | None]]:
    found: dict[str, tuple[Plan, str | None]] = {}
    for file, binding in SHIPPED:
        ruleset = load(ROOT / "rulesets" / file).ruleset
        assert ruleset is not None
        found[file] = lower(ruleset), binding
    for seed in GENERATED:
        made = case(seed, leads=3, size=8)
        with TemporaryDirectory() as folder:
            found[str(seed)] = planned(made.text, made.written(Path(folder))), None
    return found


@lru_cache
def _parts(dialect: str, what: str) -> tuple[str, ...]:
    """The statements, one by one; nothing where the dialect cannot say the ruleset."""
    plan, binding = _plans()[what]
    try:
        statements: tuple[Statement, ...] = emit(plan, dialect, compiled_by="scoreline").statements
    except Unsayable:
        assert what not in dict(SHIPPED), "a shipped ruleset"
        return ()
    parts = [part for statement in statements for part in statement.parts]
    return (*parts, *_inputs(dialect, plan, binding)) if binding else tuple(parts)


def _inputs(dialect: str, plan: Plan, binding: str) -> Iterator[str]:
    """The scripts of the typed relations over raw tables, where the dialect reads them."""
    bound = read_text(Source(binding, (ROOT / "rulesets" / binding).read_text(encoding="utf-8")), plan.schema)
    assert isinstance(bound, Binding)
    try:
        statements = typed_inputs(plan, bound, ALL[dialect])
    except (Refused, Unsayable):
        return
    for statement in statements:
        yield from statement.parts


CASES = [(dialect, what) for dialect in DIALECTS for what in (*(file for file, _ in SHIPPED), *map(str, GENERATED))]


def _parsed(part: str, dialect: str) -> list[exp.Expr]:
    """The trees without comments: which one they stand beside is a matter of the printer."""
    trees = [
        tree for tree in sqlglot.parse(part, read=dialect, error_level=sqlglot.ErrorLevel.RAISE) if tree is not None
    ]
    for tree in trees:
        for node in tree.walk():
            node.comments = None
    return trees


@pytest.mark.parametrize(("dialect", "what"), CASES)
def test_what_is_read_is_what_was_written(dialect: str, what: str) -> None:
    for part in _parts(dialect, what):
        body = _BODY.search(part)  # of a function, whose first words sqlglot does not all know
        for text in [body[1]] if body else [part]:
            trees = _parsed(text, dialect)
            assert len(trees) == 1, text[:200]
            (tree,) = trees
            if isinstance(tree, exp.Command):  # sqlglot knows of these no more than their first word
                assert text.startswith(("SET ", "CREATE TABLE ", "CREATE OR REPLACE TABLE ")), text[:200]
                continue
            again = _again(tree, dialect)
            assert _said(tree) - _said(again) == Counter(), text[:200]
            assert again == tree or _again(again, dialect) == again, text[:200]


def _again(tree: exp.Expr, dialect: str) -> exp.Expr:
    """The tree of what is printed of a tree: the first time some calls get another spelling, and no more after that."""
    (made,) = _parsed(tree.sql(dialect, pretty=True, normalize_functions=False), dialect)
    return made


def _said(tree: exp.Expr) -> Counter[str]:
    """The texts of its literals, its names, and its aliases."""
    return Counter(node.name for node in tree.find_all(exp.Literal, exp.Identifier) if node.args.get("quoted", True))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_function_is_listed(dialect: str) -> None:
    called = {
        name.lower()
        for what in _plans()
        for part in _parts(dialect, what)
        for name in _CALL.findall(_QUOTED.sub(" ", part.replace("$$", " ")))
    }
    assert len(called) > 15
    assert called - _WORDS - FUNCTIONS[dialect] - NOT_SEEN.get(dialect, frozenset()) == set()


def test_each_dialect_that_runs_nowhere_is_looked_at() -> None:
    assert set(DIALECTS) == set(FUNCTIONS)


def test_a_function_of_another_engine_is_seen() -> None:
    text = "SELECT list_extract(`a`, 1) /* strange( */ FROM `t (x)`"
    assert set(_CALL.findall(_QUOTED.sub(" ", text))) == {"list_extract"}
