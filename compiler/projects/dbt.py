"""A dbt project: the views as models, lists as seeds, samples as unit tests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

from sqlglot import exp

from ... import __version__
from ...dsl.binding import Binding
from ...dsl.late import dataclass
from .. import plan as p
from ..sql import names
from ..sql import nodes as n
from ..sql.chains import comment_text
from ..sql.dialects.dialect import Dialect
from ..sql.emit import DIALECTS
from ..sql.typed import Tables
from .columns import Column, columns
from .examples import Example, UnitTest, rows_query, unit_tests
from .raw_columns import columns_read
from .readings import Reading
from .relations import Kind, Relation, Relations, Seed, is_plain, printed, printed_name, relations
from .written import Block, Value, jinja_literal, jinja_text, slug, yaml

MARK: Final = "# Written by scoreline"
_PLAIN: Final = re.compile(r"[\w .,:;+/&()<>=%-]*", re.ASCII)
_WHAT: Final[Mapping[Kind, str]] = {
    "list": "a list of the rules",
    "reading": "rows of events, each read by itself; built incrementally",
    "input": "typed data: the rules read nothing else",
    "result": "results",
}


@dataclass(frozen=True, slots=True)
class Project:
    """Files by their paths in the folder. `whole`: those that a project has once, whatever rulesets it has.

    Where `main` is there, there is a project.
    """

    files: dict[str, str]
    whole: dict[str, str]
    main: str


def dbt_project(
    plan: p.Plan,
    binding: Binding,
    dialect: str,
    examples: Sequence[Sequence[Example]] = (),
    tables: Tables | None = None,
) -> Project:
    """`examples` in batches, as `unit_tests` has them; `tables` as in `typed.typed_inputs`.

    Raises KeyError for an unknown dialect, `typed.Refused` and `lowering.Unsayable`.
    """
    writer = _Writer(
        plan, binding, relations(plan, binding, DIALECTS[dialect], f"scoreline {__version__}", tables, is_plain)
    )
    tests = unit_tests(plan, examples)
    folder = slug(plan.name) or "scoreline"
    made = {f"models/{folder}/{name}.sql": text for name, text in writer.models().items()}
    made |= {f"seeds/{folder}/{name}.csv": text for name, text in writer.seeds().items()}
    made[f"models/{folder}/{folder}_schema.yml"] = _file(writer.schema())
    made[f"models/{folder}/{folder}_sources.yml"] = _file(writer.sources())
    if tests:
        made[f"models/{folder}/{folder}_samples.yml"] = _file(writer.samples(tests))
    made |= {f"tests/{folder}/{name}.sql": text for name, text in writer.tests().items()}
    macros = files(__package__).joinpath("templates/macros.sql.j2").read_text(encoding="utf-8")
    made["macros/scoreline.sql"] = macros
    return Project(made, _whole(folder, dialect), "dbt_project.yml")


def _whole(folder: str, dialect: str) -> dict[str, str]:
    """The project itself, and where it runs: a file for those who have none yet."""
    project: dict[str, Value] = {
        "name": f"scoreline_{folder}",
        "version": "1.0.0",
        "profile": "scoreline",
        "vars": {"as_of": None, "scoreline_lookback_days": 3},
    }
    found = {"dbt_project.yml": _file(project), ".gitignore": "target/\ndbt_packages/\nlogs/\n*.duckdb\n"}

    def env(name: str, default: str, kind: str = "") -> str:
        return f"{{{{ env_var('{name}', '{default}'){kind} }}}}"

    if dialect == "duckdb":
        output: dict[str, Value] = {"type": "duckdb", "path": env("SCORELINE_DUCKDB", "warehouse.duckdb")}
    elif dialect == "postgres":
        output = {
            "type": "postgres",
            "host": env("PGHOST", "localhost"),
            "port": env("PGPORT", "5432", " | as_number"),
            "user": env("PGUSER", "postgres"),
            "password": env("PGPASSWORD", ""),
            "dbname": env("PGDATABASE", "postgres"),
            "schema": env("SCORELINE_SCHEMA", "public"),
        }
    else:
        return found
    outputs = {"target": "dev", "outputs": {"dev": output | {"threads": 4}}}
    return found | {"profiles.yml": _file({"scoreline": outputs})}


def _file(content: Value) -> str:
    return f"{MARK}.\n{yaml(content)}"


@dataclass(frozen=True, slots=True)
class _Writer:
    plan: p.Plan
    binding: Binding
    made: Relations

    @property
    def dialect(self) -> Dialect:
        return self.made.dialect

    def model_name(self, name: str) -> str:
        """Of an object of the views."""
        return printed_name(name, self.dialect)

    def _refs(self) -> dict[tuple[str, ...], str]:
        """How models name each other, seeds and sources."""
        own = [each.name for each in self.made.relations] + [seed.name for seed in self.made.seeds]
        own.append(names.objects(self.plan.name).as_of)
        found: dict[tuple[str, ...], str] = {(name,): self._ref(name) for name in own}
        return {parts: self._source(parts) for parts in self.made.raw if parts not in found} | found

    def _ref(self, name: str) -> str:
        return f"{{{{ ref({jinja_literal(self.model_name(name))}) }}}}"

    def _source(self, parts: tuple[str, ...]) -> str:
        return f"{{{{ source({jinja_literal(self._source_name(parts))}, {jinja_literal(self._table_name(parts))}) }}}}"

    def _table_name(self, parts: tuple[str, ...]) -> str:
        """A plain name of its own for a raw table."""
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", parts[-1]):
            return parts[-1]
        return f"{slug(parts[-1]) or 'table'}_{self.made.raw.index(parts) + 1}"

    def _source_name(self, parts: tuple[str, ...]) -> str:
        return "_".join((self.plan.name, *((slug(part) for part in parts[:-1]) if len(parts) > 1 else ("raw",))))

    # ---- models ----------------------------------------------------------------------------------------------------

    def models(self) -> dict[str, str]:
        found = {self.model_name(names.objects(self.plan.name).as_of): self._moment()}
        for each in self.made.relations:
            found[self.model_name(each.name)] = self._model(each)
        return found

    def _head(self, what: str, config: str) -> str:
        said = comment_text(f"ruleset {self.plan.name}, version {self.plan.version}: {what}")
        return f"{{{{ config({config}) }}}}\n-- {jinja_text(said)}. Written by scoreline.\n"

    def _model(self, relation: Relation) -> str:
        refs = self._refs()
        if relation.kind == "reading":
            return self._reading(self.made.readings[relation.name], refs)
        default = "materialized=var('scoreline_results', 'table')"
        config = default if relation.kind == "result" else "materialized=var('scoreline_inputs', 'view')"
        head = self._head(_WHAT[relation.kind], config) + self._types(relation.query, refs)
        return head + printed(relation.query, self.dialect, refs, jinja_text) + "\n"

    def _types(self, query: exp.Query, refs: Mapping[tuple[str, ...], str]) -> str:
        """Refuses raw columns of other types than those that the query was made for."""
        said = ""
        read = dict.fromkeys(tuple(part.name for part in table.parts) for table in query.find_all(exp.Table))
        for parts in read:
            if parts in self.made.kinds and "source(" in refs.get(parts, ""):
                kinds = ", ".join(f"{jinja_literal(c)}: '{kind}'" for c, kind in self.made.kinds[parts].items())
                said += (
                    f"{{%- do scoreline_refuse_other_types({refs[parts].strip('{} ')}, {{{kinds}}}) if execute %}}\n"
                )
        return said

    def _moment(self) -> str:
        """In a table, so that all results of a build are of one moment."""
        now = self.dialect.print(n.select([n.named(self.dialect.moment(), names.AS_OF)], None))
        mark = 1234567890123
        said = n.select([n.named(n.cast(n.number(mark), "BIGINT"), names.AS_OF)], None)
        given = self.dialect.print(said).replace(str(mark), "{{ moment }}")
        body = f"{{% if moment is none %}}\n{jinja_text(now)}\n{{% else %}}\n{given}\n{{% endif %}}\n"
        head = self._head("the moment to score at: the var `as_of`, else that of the build", "materialized='table'")
        return f"{head}{{%- set moment = scoreline_moment() %}}\n{body}"

    def _reading(self, reading: Reading, refs: Mapping[tuple[str, ...], str]) -> str:
        loaded, identity = reading.source.loaded, reading.source.id
        assert loaded is not None
        said: dict[str, str | int] = {
            "loaded": reading.loaded,
            "kept": reading.kept,
            "rule": reading.rule,
            "number": reading.number,
        }
        if reading.raw_id is not None:
            said["raw_id"] = reading.raw_id
        literals = (f"'{key}': {each if isinstance(each, int) else jinja_literal(each)}" for key, each in said.items())
        columns_ = f"{{{', '.join(literals)}}}"
        raw = [f"'table': {refs[reading.table].strip('{} ')}", f"'loaded': {self._column(loaded.column)}"]
        if reading.raw_id is not None and identity is not None:
            raw.append(f"'id': {self._column(identity.column)}")
        config = (
            "materialized='incremental', incremental_strategy='scoreline', on_schema_change='fail',\n"
            f"  meta={{'scoreline': {columns_}}}"
        )
        head = self._head(_WHAT["reading"], config)
        head += self._types(reading.query, refs)
        head += f"{{%- set window = scoreline_window(this, {columns_}, {{{', '.join(raw)}}}) if is_incremental() %}}\n"
        keep = "" if reading.keep is None else f" where {jinja_text(self.dialect.print(reading.keep))}"
        rows = (
            f"(select * from {refs[reading.table]}"
            f"{{% if is_incremental() %}} where {{{{ window }}}}{{% else %}}{keep}{{% endif %}})"
        )
        body = printed(reading.query, self.dialect, {**refs, reading.table: rows}, jinja_text, aliased=True)
        return head + body + "\n"

    def _column(self, name: str) -> str:
        return jinja_literal(self.dialect.print(n.column(name)))

    def seeds(self) -> dict[str, str]:
        return {self.model_name(seed.name): _csv(seed) for seed in self.made.seeds}

    # ---- what is known of them -------------------------------------------------------------------------------------

    def schema(self) -> Value:
        known = columns(self.plan)
        objects = names.objects(self.plan.name)
        models: list[Value] = [self._described(objects.as_of, "The moment to score at.", _MOMENT)]
        for each in self.made.relations:
            about = self._about(each)
            if each.kind == "list":
                models.append(self._described(each.name, about, (Column(names.ENTRY, "an entry", True, True),)))
            else:
                models.append(self._described(each.name, about, known.get(each.name, ())))
        found: dict[str, Value] = {"version": 2, "models": models}
        if self.made.seeds:
            found["seeds"] = [self._seed(seed) for seed in self.made.seeds]
        return found

    def _about(self, relation: Relation) -> str:
        objects = names.objects(self.plan.name)
        said = {
            objects.scores: "The scores, one row per lead.",
            objects.contributions: "Why: what each rule, limit and rounding gave each lead.",
            objects.worklist: "Whom to call, in order.",
            objects.account_scores: "The scores of accounts, one row per account.",
            objects.account_contributions: "Why: what each rule, limit and rounding gave each account.",
            objects.ruleset: "Which rules these models hold.",
            objects.leads: "The leads: rows whose key is missing or repeated are left out.",
            objects.accounts: "The accounts: rows whose key is missing or repeated are left out.",
            objects.events: "The events: rows without lead, known kind or time are left out.",
        }
        text = said.get(relation.name, f"{_WHAT[relation.kind].capitalize()}.")
        return f"{self.plan.description}. {text}" if relation.name == objects.scores and self.plan.description else text

    def _described(self, name: str, text: str, columns_: Sequence[Column]) -> Value:
        model: dict[str, Value] = {"name": self.model_name(name), "description": jinja_text(text)}
        if columns_:
            model["columns"] = [self._column_of(each) for each in columns_]
        return model

    def _column_of(self, column: Column) -> Value:
        made: dict[str, Value] = {
            "name": printed_name(column.name, self.dialect),
            "description": jinja_text(column.text),
            "quote": True,
        }
        tests: list[Value] = []
        if column.unique:
            tests.append("unique")
        if column.known:
            tests.append("not_null")
        if column.labels is not None and _plain(column.labels):
            tests.append({"accepted_values": {"arguments": {"values": list(column.labels)}}})
        if column.belongs_to is not None:
            relation, field = column.belongs_to
            to = f"ref({jinja_literal(self.model_name(relation))})"
            arguments = {"to": to, "field": self.dialect.print(n.column(field))}
            tests.append({"relationships": {"arguments": arguments}})
        return made | ({"data_tests": tests} if tests else {})

    def _seed(self, seed: Seed) -> Value:
        text = f"The entries of {seed.relation} that stand in a file."
        config = {"column_types": {names.ENTRY: "text" if self.dialect.name != "bigquery" else "string"}}
        return {"name": self.model_name(seed.name), "description": jinja_text(text), "config": config}

    def sources(self) -> Value:
        found: dict[str, dict[str, Any]] = {}
        for parts in self.made.raw:
            above = parts[:-1]
            source: dict[str, Any] = {"name": self._source_name(parts)}
            if len(above) == 2:
                source["database"] = jinja_text(above[0])
            source["schema"] = jinja_text(above[-1]) if above else "{{ var('scoreline_raw_schema', target.schema) }}"
            source["quoting"] = {"database": True, "schema": True, "identifier": True}
            source["tables"] = []
            found.setdefault(source["name"], source)["tables"].append(
                {
                    "name": self._table_name(parts),
                    "identifier": jinja_text(parts[-1]),
                    "columns": [
                        {"name": jinja_text(column), "description": jinja_text(text), "quote": True}
                        for column, text in columns_read(self.binding, parts)
                    ],
                }
            )
        return {"version": 2, "sources": list(found.values())}

    def samples(self, tests: Sequence[UnitTest]) -> Value:
        return {"version": 2, "unit_tests": [self._unit_test(test) for test in tests]}

    def _unit_test(self, test: UnitTest) -> Value:
        relation = next(each for each in self.made.relations if each.name == test.relation)
        read = {table.name for table in relation.query.find_all(exp.Table)}
        given: list[Value] = [
            {
                "input": self._ref(rows.name).strip("{} "),
                "format": "sql",
                "rows": Block(self.dialect.print(rows_query(rows, self.dialect))),
            }
            for rows in test.given
            if rows.name in read
        ]
        rows_ = [
            {jinja_text(name): jinja_text(cell) if isinstance(cell, str) else cell for name, cell in row.items()}
            for row in test.expected
        ]
        return {
            "name": slug(test.name, 100),
            "description": Block(jinja_text(test.text)),
            "model": self.model_name(test.relation),
            "given": given,
            "expect": {"rows": rows_},
        }

    # ---- tests that need SQL of their own --------------------------------------------------------------------------

    def tests(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for relation, columns_ in columns(self.plan).items():
            for column in columns_:
                if column.labels is not None and not _plain(column.labels):
                    found[f"{self.model_name(relation)}_{slug(column.name) or 'column'}_known"] = self._labels(
                        relation, column
                    )
        for reading in self.made.readings.values():
            found[f"{self.model_name(reading.name)}_complete"] = self._complete(reading)
        return found

    def _labels(self, relation: str, column: Column) -> str:
        assert column.labels is not None
        known = n.one_of(n.column(column.name), [n.text(label) for label in column.labels])
        query = n.select([n.column(column.name)], n.table([relation]), n.negated(known))
        what = comment_text(f"rows of {relation} in which {column.name} is something that no rule gives")
        return f"-- {jinja_text(what)}\n{printed(query, self.dialect, self._refs(), jinja_text)}\n"

    def _complete(self, reading: Reading) -> str:
        """Rows that were deleted, or came late, make a difference here."""
        assert reading.source.loaded is not None
        severity = "warn" if reading.raw_id is not None else "error"
        loaded, kept = (
            self.dialect.print(n.column(reading.source.loaded.column)),
            self.dialect.print(n.column(reading.loaded)),
        )
        read, raw = self._ref(reading.name), self._refs()[reading.table]
        newest = f"(select max({kept}) from {read})"
        where = "" if reading.keep is None else f" and ({jinja_text(self.dialect.print(reading.keep))})"
        return (
            f"{{{{ config(severity='{severity}') }}}}\n"
            "-- As far as rows were loaded before the newest one that was read: some of the raw table were deleted, or "
            "came later\n-- than the lookback. `--full-refresh` reads all anew.\n"
            "select raw_rows, read_rows\nfrom (\n  select\n"
            f"    (select count(*) from {raw} where {loaded} < {newest}{where}) as raw_rows,\n"
            f"    (select count(*) from {read} where {kept} < {newest}) as read_rows\n) as counted\n"
            "where raw_rows <> read_rows\n"
        )


_MOMENT: Final = (Column(names.AS_OF, "whole seconds since 1970 UTC", known=True, unique=True),)


def _plain(labels: Sequence[str]) -> bool:
    """Whether dbt may paste the labels into its own SQL."""
    return bool(labels) and all(_PLAIN.fullmatch(label) for label in labels)


def _csv(seed: Seed) -> str:
    return "".join(f'"{line}"\n' for line in (names.ENTRY, *seed.entries))
